"""ExplainPanel and ClassPanel in a real JupyterLab: a file is chosen or dropped, the cause comes first, and a report is two clicks away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from explorer.protocol.page_text import visible_text
from tests.browser.flaws import flaws
from tests.browser.harness import NotebookPage, OpenNotebook
from tests.explanation.hars import CANARIES, entry, front_channel, har, token_request
from tests.runs.made import run

CELL = "from explorer.panels import ExplainPanel\npanel = ExplainPanel(); panel"
CAUSE = "The redirect_uri of the two requests differs"
DROP = """async ([selector, name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    const place = document.querySelector(selector);
    for (const kind of ["dragover", "drop"]) place.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def failing() -> str:
    """Return the HAR of a single-page application whose token request has another redirect_uri, after a silent renewal that worked."""
    answer = {"error": "invalid_grant", "error_description": "redirect_uri does not match"}
    return har(*front_channel(), token_request("https%3A%2F%2Fapp.example%2Fcb%2F", status=400, body=answer))


def refused_by_application() -> str:
    """Return the HAR of an application with a server, whose page says why it signed nobody in."""
    *before, last = front_channel()
    page = "<h1>Login error</h1><p>checks.state argument is missing</p>"
    return har(*before, entry(10, "GET", last["request"]["url"], 500, body=page))


def opened(notebook: NotebookPage) -> Locator:
    """Return the panel of a notebook."""
    panel = notebook.page.locator(".fxp-small").first
    panel.wait_for()
    return panel


def file(name: str, text: str) -> FilePayload:
    """Return a file for a file chooser."""
    return {"name": name, "mimeType": "application/json", "buffer": text.encode()}


def test_a_failing_sign_in_is_chosen(open_notebook: OpenNotebook, tmp_path: Path) -> None:
    """Its cause stands above everything else; fold and button give a page that tells it without us."""
    notebook = open_notebook([CELL])
    panel = opened(notebook)
    panel.locator("input[type=file]").set_input_files(file("failing.har", failing()))
    expect(panel.get_by_text(CAUSE).first).to_be_visible()
    told = panel.inner_text()
    assert told.index(CAUSE) < told.index("What was said") if "What was said" in told else True
    panel.get_by_role("button", name="A report for somebody else").click()
    with notebook.page.expect_download() as download:
        panel.get_by_role("button", name="Save the report").click()
    download.value.save_as(tmp_path / "it.html")
    page = (tmp_path / "it.html").read_text(encoding="utf-8")
    assert CAUSE in visible_text(page)
    saved = json.dumps(notebook.save(widget_state=True))
    assert [canary for canary in CANARIES if canary in page + saved + notebook.page.content()] == []


def test_a_file_is_dropped(open_notebook: OpenNotebook) -> None:
    """Dropped beside its box it is read as if it had been chosen, and JupyterLab does not open it."""
    notebook = open_notebook([CELL])
    panel = opened(notebook)
    notebook.page.evaluate(DROP, [".fxp-drop", "failing.har", refused_by_application()])
    expect(panel.get_by_text("no longer knows the sign-in that it began").first).to_be_visible()
    expect(panel.get_by_text("read: failing.har")).to_be_visible()


def test_a_text_opens_as_a_flow(open_notebook: OpenNotebook) -> None:
    """A link that is pasted is explained, and a button opens it; the notebook keeps nothing of what was pasted."""
    notebook = open_notebook([CELL, "from explorer.panels import FlowPanel"])
    panel = opened(notebook)
    secret = "canary-secret-of-a-pasted-command"
    panel.locator("textarea").fill(
        f"curl https://op.example/token -d grant_type=authorization_code -d code=abcdefghijkl123 -d client_id=app -d client_secret={secret}"
    )
    panel.get_by_role("button", name="Explain", exact=True).click()
    expect(panel.get_by_text("a token request: it exchanges a code").first).to_be_visible()
    panel.get_by_role("button", name="Open as a flow").click()
    expect(panel.get_by_text("It is open as a flow")).to_be_visible()
    assert notebook.python("print(panel.opened.client.client_id)").strip() == "app"
    assert secret not in json.dumps(notebook.save(widget_state=True))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_looks(open_notebook: OpenNotebook, theme: str) -> None:
    """Before and after a HAR, and with a token, nothing is cut off in any width."""
    notebook = open_notebook([CELL])
    panel = opened(notebook)
    notebook.theme(theme)
    contents = {"empty": "", "har": failing(), "application": refused_by_application()}
    for name, text in contents.items():
        if text:
            panel.locator("input[type=file]").set_input_files(file(f"{name}.har", text))
            expect(panel.get_by_text(f"read: {name}.har")).to_be_visible()
            expect(panel.get_by_role("heading", name="This is a HAR")).to_be_visible()
        for pixels in (460, 720, 1400):
            notebook.width(panel, pixels)
            notebook.tall(3000)
            notebook.screenshot(f"explain-{pixels}-{theme}-{name}", panel)
            assert not flaws(panel), f"{name}, {pixels}"


def test_a_class_on_one_screen(open_notebook: OpenNotebook) -> None:
    """Thirty runs in a folder are one screen, from which one student's run is chosen; a file that is dropped in joins them."""
    notebook = open_notebook(["from explorer.panels import ClassPanel\npanel = ClassPanel('handed-in'); panel"], run=False)
    folder = notebook.lab.folder / "handed-in"
    folder.mkdir()
    for number in range(30):
        made = run(f"20250101-000000-{number:06x}", claims={"sub": "1"} if number % 3 else None)
        (folder / f"student-{number:02}.jsonl").write_text(made.to_json(), encoding="utf-8")
    notebook.run_all()
    panel = opened(notebook)
    expect(panel.get_by_text("30 students, 30 runs").first).to_be_visible()
    for pixels, theme in ((460, "light"), (720, "dark"), (1400, "light")):
        notebook.theme(theme)
        notebook.width(panel, pixels)
        notebook.tall(3000)
        notebook.screenshot(f"class-{pixels}-{theme}", panel)
        assert not flaws(panel), pixels
    more = [file(f"{name}.jsonl", run(f"20250101-000000-fffff{at}").to_json()) for at, name in enumerate(("zoe", "yan"))]
    panel.locator("input[type=file]").set_input_files(more)
    expect(panel.get_by_text("32 students, 32 runs").first).to_be_visible()
    panel.get_by_label("student").select_option("zoe")
    expect(panel.get_by_label("run", exact=True)).to_be_visible()
