"""A key pressed in the panel until the link has changed, against two linked widgets: `uv run python -m tests.benchmarks.key_press`.

Both are in one page of one JupyterLab, and take turns: the scope field of step 2 until the link's address holds what was
typed, and a bare `Text` until a bare `HTML` shows it. Milliseconds in the page, of Chromium's own clock; "back to back" types
as soon as the answer is there, "apart" waits in between. A Chromium is needed, and a quiet machine.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.harness import NotebookPage, Watch, running_chromium, write_notebook
from tests.browser.panels import CELL, PanelPage
from tests.browser.server import Place, running_lab
from tests.isolation import FOLDERS

LIMIT = 1.5
PAUSES = {"back to back": 0, "300 ms apart": 300}
BARE = """
import html
import ipywidgets as W
text, shown = W.Text(), W.HTML("<b>empty</b>")
text.add_class("b-in"), shown.add_class("b-out")
text.observe(lambda change: setattr(shown, "value", f"<b>{html.escape(change.new)}</b>"), "value")
W.VBox([text, shown])
"""
# Type into the box, and return how long it took until a word was seen where it is awaited.
PRESS = """async ([box, shown, typed, word, pause]) => {
    await new Promise(done => setTimeout(done, pause));
    const seen = () => (shown.getAttribute("href") ?? shown.textContent).includes(word);
    return new Promise((done, fail) => {
        const observer = new MutationObserver(() => {
            if (seen()) { observer.disconnect(); done(performance.now() - begun); }
        });
        observer.observe(shown, { attributes: true, childList: true, characterData: true, subtree: true });
        setTimeout(() => fail(new Error(`no ${word} after 10 seconds`)), 10000);
        const begun = performance.now();
        box.value = typed;
        box.dispatchEvent(new Event("input", { bubbles: true }));
    });
}"""


@contextmanager
def two_pairs(place: Place) -> Iterator[tuple[Page, list[list[object]]]]:
    """Open a panel and the two bare widgets in one notebook; yields the page, and box and place of the answer of each."""
    with tempfile.TemporaryDirectory(prefix="fx-") as scratch, running_chromium() as chromium:
        for variable, name in FOLDERS.items():
            os.environ[variable] = str(Path(scratch, name))
            Path(scratch, name).mkdir(mode=0o700)
        folder = Path(scratch, "notebooks")
        folder.mkdir()
        write_notebook(folder / "keys.ipynb", [BARE, CELL])
        with running_lab(folder, place) as lab:
            page = chromium.new_page(viewport={"width": 1400, "height": 1000})
            notebook = NotebookPage(page, lab, "keys.ipynb", Watch())
            page.goto(lab.address_of("keys.ipynb"))
            notebook.wait_for_kernel()
            notebook.run_all()
            panel = PanelPage(notebook)
            panel.button("Use this provider").click()
            panel.expect_step("2 Authorize")
            ours = [panel.field("scope"), panel.root.get_by_role("link", name="Open sign-in")]
            bare = [page.locator(".b-in input"), page.locator(".b-out .widget-html-content")]
            yield page, [[locator.element_handle() for locator in pair] for pair in (ours, bare)]


def measure(place: Place, presses: int) -> dict[str, list[list[float]]]:
    """Return for each pause the times of the panel and those of the bare widgets, taken in turns."""
    with two_pairs(place) as (page, pairs):
        times: dict[str, list[list[float]]] = {name: [[], []] for name in PAUSES}
        for name, pause in {"warming up": 0, **PAUSES}.items():
            for number in range(presses):
                word = f"{name[0]}{number:03}x"
                for pair, taken in zip(pairs, times.get(name, [[], []]), strict=True):
                    taken.append(page.evaluate(PRESS, [*pair, f"openid {word}", word, pause]))
        return times


def table(times: dict[str, list[list[float]]]) -> bool:
    """Print medians and their ratio; returns whether the panel keeps within the limit."""
    print(f"{'':14} {'panel':>16} {'bare widgets':>16} {'ratio':>6}   median and 95th percentile, ms")
    ratios = []
    for name, pair in times.items():
        middles = [statistics.median(taken) for taken in pair]
        shown = [
            f"{middle:6.1f} ({statistics.quantiles(taken, n=20)[-1]:6.1f})" for middle, taken in zip(middles, pair, strict=True)
        ]
        ratios.append(middles[0] / middles[1])
        print(f"{name:14} {shown[0]:>16} {shown[1]:>16} {ratios[-1]:6.2f}")
    return max(ratios) <= LIMIT


if __name__ == "__main__":
    good = table(measure(Place(), int(sys.argv[1]) if len(sys.argv) > 1 else 50))
    sys.exit(0 if good else f"The panel takes more than {LIMIT} times what two bare widgets take.")
