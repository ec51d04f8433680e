"""A notebook in a real JupyterLab, driven in a real Chromium: what the browser tests are written with.

`NotebookPage` is what a test holds: an open notebook, with its cells run. The fixture `open_notebook` makes one.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import nbformat
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, ViewportSize, sync_playwright

from tests.browser.server import Lab
from tests.tools import require_tool

SCREENSHOTS = Path(__file__).parents[2] / ".cache" / "screenshots"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark", "high contrast": "JupyterLab Dark High Contrast"}
VIEWPORT: ViewportSize = {"width": 1400, "height": 1000}
WIDGET_MANAGER = "@jupyter-widgets/jupyterlab-manager"

# The notebook in front; undefined while JupyterLab loads, hence the question marks.
FRONT = "window.jupyterapp?.shell?.currentWidget"
KERNEL = f"{FRONT}?.sessionContext?.session?.kernel"
# The command returns the whole widget, which nobody wants to have as JSON.
OPEN = "async (path) => { await window.jupyterapp.commands.execute('docmanager:open', {path}); }"
# Closes all documents but one, without asking; JupyterLab puts its launcher into the place of the last one.
CLOSE_OTHERS = """(path) => {
    for (const each of [...window.jupyterapp.shell.widgets("main")]) if (each.context?.path !== path) each.dispose();
}"""
RUN_IN_KERNEL = f"""async (code) => {{
    const future = {KERNEL}.requestExecute({{code, store_history: false}});
    let text = "";
    future.onIOPub = (message) => {{ text += message.content.text ?? message.content.evalue ?? ""; }};
    return [(await future.done).content.status, text];
}}"""


@contextlib.contextmanager
def running_chromium(*more: str) -> Iterator[Browser]:
    """Run Chromium without a window; it knows no address but this machine's. `more` are switches of one test alone."""
    executable = require_tool("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    switches = [
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        "--disable-dev-shm-usage",  # containers have little shared memory
        *more,
    ]
    if os.geteuid() == 0:
        switches.append("--no-sandbox")  # Chromium has no sandbox for root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=switches)
        try:
            yield browser
        finally:
            browser.close()


# What anywidget throws when the machine is busy; our front ends hear the kernel all the same (test_slow_page.py).
TOO_SLOW = "[anywidget] Failed to initialize model."


@dataclass
class Watch:
    """What a page must not do: log an error, throw one, or ask an address outside this machine for anything.

    A test that provokes an error adds a part of its text to `expected`.
    """

    expected: list[str] = field(default_factory=lambda: [TOO_SLOW])
    errors: list[str] = field(default_factory=list)
    external: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listen to a page from now on."""
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._on_console)
        page.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "blob:")):
            self.external.append(request.url)

    def assert_quiet(self) -> None:
        """Fail if anything happened that must not."""
        unexpected = [error for error in self.errors if not any(part in error for part in self.expected)]
        assert not unexpected, f"the page logged errors: {unexpected}"
        assert not self.external, f"the page asked other machines: {self.external}"


def write_notebook(file: Path, cells: Sequence[str]) -> None:
    """Write a notebook of code cells."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in cells], metadata={"kernelspec": KERNELSPEC}
    )
    nbformat.write(notebook, file)


@dataclass
class NotebookPage:
    """A notebook, open in JupyterLab. `page` is Playwright's own page, and `watch` what it must not do."""

    page: Page
    lab: Lab
    name: str
    watch: Watch

    def open(self) -> None:
        """Open it: in the JupyterLab that the tab holds, as from its file browser, or in one that is loaded first."""
        if self.page.url == "about:blank":
            self.page.goto(self.lab.address_of(self.name))
        else:
            self.page.evaluate(OPEN, self.lab.path_of(self.name))
            self.page.evaluate(CLOSE_OTHERS, self.lab.path_of(self.name))
        self.wait_for_kernel()

    def leave(self) -> None:
        """Close whatever is open, and leave the tab to the next test as a fresh one would be."""
        self.page.evaluate(CLOSE_OTHERS, "")
        if self.page.evaluate("document.body.dataset.jpThemeName") != THEMES["light"]:
            self.theme("light")
        if self.page.evaluate("window.jupyterapp.shell.leftCollapsed"):
            self._command("application:toggle-left-area")
        self.page.emulate_media(forced_colors="null")
        self.page.set_viewport_size(VIEWPORT)
        self.page.mouse.move(0, 0)

    def wait_for_kernel(self) -> None:
        """Wait until the kernel is there and has nothing to do."""
        self.page.wait_for_function(f"{KERNEL}?.status === 'idle' && {KERNEL}.connectionStatus === 'connected'")
        self.page.locator("#jupyterlab-splash").wait_for(state="detached")

    def run_all(self) -> None:
        """Run all cells to their end; a cell that raises fails the test."""
        finished = self._command("notebook:run-all-cells")
        errors = [output for output in self.outputs() if output["output_type"] == "error"]
        assert not errors, "\n".join(f"{error['ename']}: {error['evalue']}" for error in errors)
        assert finished, "JupyterLab could not run the notebook"

    def run_cell(self, index: int) -> None:
        """Run one cell, counted from 0, to its end; it may raise."""
        self.page.evaluate(f"index => {{ const front = {FRONT}; front.content.activeCellIndex = index; }}", index)
        self._command("notebook:run-cell")

    def cells(self) -> list[dict[str, Any]]:
        """Return the cells as JupyterLab holds them now."""
        found: list[dict[str, Any]] = self.page.evaluate(f"{FRONT}.content.model.toJSON().cells")
        return found

    def outputs(self) -> list[dict[str, Any]]:
        """Return the outputs of all cells."""
        return [output for cell in self.cells() for output in cell.get("outputs", [])]

    def python(self, code: str) -> str:
        """Run code in the notebook's kernel, beside the cells, and return what it printed."""
        status, text = self.page.evaluate(RUN_IN_KERNEL, code)
        assert status == "ok", text
        return str(text)

    def kill_kernel(self) -> None:
        """Kill the kernel as a crash would; JupyterLab says so, and starts an empty one."""
        self._accept_cancelled_requests()
        os.kill(int(self.python("import os; print(os.getpid())")), signal.SIGKILL)
        self.page.locator(".jp-Dialog button", has_text="Ok").click()
        self.wait_for_kernel()

    def restart_kernel(self) -> None:
        """Do what "Restart Kernel" does once it is confirmed."""
        self._accept_cancelled_requests()
        self.page.evaluate(f"{KERNEL}.restart()")
        self.wait_for_kernel()

    def shut_down_kernel(self) -> None:
        """Do what "Shut Down Kernel" does: no kernel is left behind the widgets."""
        self._accept_cancelled_requests()
        self.page.evaluate(f"{FRONT}.sessionContext.shutdown()")

    def _accept_cancelled_requests(self) -> None:
        """Expect JupyterLab's own complaint that a kernel went before it had answered the debugger, or a widget."""
        self.watch.expected += ["Canceled future for"]

    def save(self, *, widget_state: bool = False) -> dict[str, Any]:
        """Save, with the state of the widgets in the file or without, and return the file's content."""
        command = f"{WIDGET_MANAGER}:saveWidgetState"
        if self.page.evaluate(f"window.jupyterapp.commands.isToggled('{command}')") != widget_state:
            self._command(command)
            self.page.wait_for_function(
                f"wanted => window.jupyterapp.commands.isToggled('{command}') === wanted", arg=widget_state
            )
        self._command("docmanager:save")
        content: dict[str, Any] = json.loads((self.lab.folder / self.name).read_text())
        return content

    def theme(self, name: str) -> None:
        """Switch to the "light", "dark" or "high contrast" theme."""
        self._command("apputils:change-theme", {"theme": THEMES[name]})
        self.page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=THEMES[name])
        self.page.locator("#jupyterlab-splash").wait_for(state="detached")  # it covers the page meanwhile

    def width(self, locator: Locator, pixels: int) -> None:
        """Resize the window so that this element becomes so many pixels wide.

        Below 700 pixels the file browser is open: with a window under 760 pixels JupyterLab changes its layout.
        """
        collapsed = self.page.evaluate("window.jupyterapp.shell.leftCollapsed")
        if collapsed != (pixels >= 700):
            self._command("application:toggle-left-area")
        for turn in range(3):  # scroll bars come and go
            missing = pixels - round(locator.evaluate("element => element.getBoundingClientRect().width"))
            if turn and not missing:
                break
            size = self.page.viewport_size
            assert size is not None
            self.page.set_viewport_size({"width": size["width"] + missing, "height": size["height"]})
            self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        reached = round(locator.evaluate("element => element.getBoundingClientRect().width"))
        assert abs(reached - pixels) <= 1, f"{reached} pixels wide instead of {pixels}"

    def tall(self, pixels: int) -> None:
        """Make the window so high; its width stays."""
        size = self.page.viewport_size
        assert size is not None
        self.page.set_viewport_size({"width": size["width"], "height": pixels})

    def screenshot(self, name: str, locator: Locator | None = None) -> Path:
        """Keep a picture of the page, or of one element, as `.cache/screenshots/NAME.png`, to be looked at."""
        file = SCREENSHOTS / f"{name}.png"
        (locator or self.page).screenshot(path=file, caret="initial")  # to hide it, all elements would be styled twice more
        return file

    def _command(self, command: str, arguments: dict[str, Any] | None = None) -> Any:
        """Execute a command of JupyterLab, and wait for what it promises."""
        return self.page.evaluate(
            "([command, given]) => window.jupyterapp.commands.execute(command, given)", [command, arguments or {}]
        )


class OpenNotebook(Protocol):
    """The fixture `open_notebook`: opens one of our notebooks by its name, or one made of the cells given; and runs it."""

    def __call__(self, notebook: str | Sequence[str], *, run: bool = True) -> NotebookPage:
        """Return the notebook, open; `run=False` leaves its cells for later."""
