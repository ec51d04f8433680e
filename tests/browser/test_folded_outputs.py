"""What a reader is asked to foresee is not shown beforehand: kept outputs are folded until their cell runs."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.harness import OpenNotebook


def test_an_answer_is_shown_when_its_cell_has_run(open_notebook: OpenNotebook) -> None:
    """In lesson 06, fresh from the file, no output is seen; each is once all cells have run."""
    notebook = open_notebook("06-after-the-login.ipynb", run=False)
    outputs = notebook.page.locator(".jp-Cell .jp-OutputArea-output:visible")
    expect(outputs).to_have_count(0)
    expect(notebook.page.locator(".jp-OutputPlaceholder .jp-Placeholder-content")).to_have_text([""] * 9)
    notebook.screenshot("lesson-06-fresh")
    notebook.run_all()
    expect(outputs).not_to_have_count(0)
    hidden = "cell => cell.outputs?.length && cell.metadata.jupyter?.outputs_hidden"
    assert (
        notebook.page.evaluate(f"window.jupyterapp.shell.currentWidget.content.model.toJSON().cells.filter({hidden}).length")
        == 0
    )
