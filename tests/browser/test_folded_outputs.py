"""What a reader is asked to foresee is not shown beforehand: kept outputs are folded until their cell runs, answers for good."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.harness import OpenNotebook


def test_an_answer_is_shown_when_its_cell_has_run(open_notebook: OpenNotebook) -> None:
    """In lesson 06, fresh from the file, no output is seen and no cell looks run; each output is once all cells have run."""
    notebook = open_notebook("06-after-the-login.ipynb", run=False)
    outputs = notebook.page.locator(".jp-Cell .jp-OutputArea-output:visible")
    expect(outputs).to_have_count(0)
    expect(notebook.page.locator(".jp-OutputPlaceholder .jp-Placeholder-content")).to_have_text([""] * 9)
    prompts = notebook.page.locator(".jp-CodeCell .jp-InputPrompt:visible").all_inner_texts()
    assert {prompt.strip() for prompt in prompts if prompt.strip()} == {"[ ]:"}  # a folded solution has none
    notebook.screenshot("lesson-06-fresh")
    notebook.run_all()
    expect(outputs).not_to_have_count(0)
    hidden = "cell => cell.outputs?.length && cell.metadata.jupyter?.outputs_hidden"
    assert (
        notebook.page.evaluate(f"window.jupyterapp.shell.currentWidget.content.model.toJSON().cells.filter({hidden}).length")
        == 0
    )


def test_the_prose_answers_when_it_is_asked(open_notebook: OpenNotebook) -> None:
    """JupyterLab keeps the folds of the answers: they are closed, open by click and by key, and read as Markdown."""
    notebook = open_notebook("06-after-the-login.ipynb", run=False)
    folds = notebook.page.locator(".jp-RenderedMarkdown details")
    expect(folds).to_have_count(9)
    answer = folds.first.get_by_text("always comes")
    expect(answer).to_be_hidden()
    folds.first.locator("summary").click()
    expect(answer).to_be_visible()
    expect(folds.first.locator("code").first).to_have_text("sub")  # and not `sub` in its marks
    folds.nth(1).locator("summary").press("Enter")
    expect(folds.nth(1).get_by_text("a refresh is no sign-in")).to_be_visible()
    assert len(notebook.cells()) == 39
