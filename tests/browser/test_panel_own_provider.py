"""The panel at a provider that we did not write: typed in, signed in, its kernel killed, and no secret left anywhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.harness import NotebookPage, OpenNotebook
from tests.independent.harness import OidcProvider

CELL = "from explorer.panels import FlowPanel\npanel = FlowPanel()\npanel"


@pytest.fixture
def panel_cell(tmp_path: Path) -> str:
    """A cell with a panel whose runs lie in a folder of the test."""
    return CELL.replace("FlowPanel()", f"FlowPanel(home=__import__('pathlib').Path({str(tmp_path)!r}))")


def shown(notebook: NotebookPage) -> Locator:
    """Return the panel of the notebook."""
    panel = notebook.page.locator(".fxp")
    panel.wait_for()
    return panel


def labelled(panel: Locator, label: str) -> Locator:
    """Return the control of that label that is on the screen; a step that is not open has its own."""
    return panel.get_by_label(label, exact=True).filter(visible=True)


def describe(panel: Locator, provider: OidcProvider, client_id: str, client_secret: str | None) -> None:
    """Do step 1 for a provider of one's own: issuer, client, secret, redirect_uri."""
    panel.get_by_role("radio", name="A provider of my own").check()
    labelled(panel, "issuer").fill(provider.issuer)
    labelled(panel, "client_id").fill(client_id)
    labelled(panel, "redirect_uri").fill(provider.redirect_uri)
    if client_secret is not None:
        give_secret(panel, client_secret)
        expect(panel.get_by_text(f"{len(client_secret)} characters").filter(visible=True).first).to_be_visible()
    panel.get_by_role("button", name="Use this provider").click()
    expect(panel.locator(".fxp-title:visible")).to_have_text("2 Authorize")


def give_secret(panel: Locator, client_secret: str) -> None:
    """Type the secret into the box that never becomes widget state."""
    panel.locator("input[type=password]:visible").fill(client_secret)
    panel.locator("input[type=password]:visible").press("Enter")


def sign_in(panel: Locator, provider: OidcProvider) -> str:
    """Ask for the e-mail address, open the link, and return where the browser arrives.

    The tab itself shows nothing: the provider's own pages ask other machines for fonts, which is not our doing.
    """
    labelled(panel, "scope").fill("openid email")
    link = panel.get_by_role("link", name="Open sign-in")
    expect(link).to_have_attribute("href", re.compile("scope=openid(%20|[+])email"))
    panel.page.context.route(f"{provider.issuer}/**", lambda route: route.fulfill(body="the provider"))
    with panel.page.context.expect_page() as opening:
        link.click()
    url = opening.value.url
    opening.value.close()
    return provider.sign_in(url, "bob")


def paste_and_send(panel: Locator, redirect: str) -> None:
    """Do steps 3 and 4."""
    panel.get_by_role("button", name="3 Come back").click()
    panel.locator(".fxp-paste textarea:visible").fill(redirect)
    panel.get_by_role("button", name="Read it").click()
    panel.get_by_role("button", name="Go on: exchange the code").click()
    panel.get_by_role("button", name="Send", exact=False).first.click()


def finish(panel: Locator) -> None:
    """Go on to the tokens and see that every check passed."""
    panel.get_by_role("button", name="Go on: the tokens").click()
    expect(panel.get_by_text("checks passed.").filter(visible=True).first).to_be_visible()


def test_no_secret_is_left_anywhere(
    open_notebook: OpenNotebook, oidc_provider: OidcProvider, panel_cell: str, tmp_path: Path
) -> None:
    """Secret, code, verifier and tokens stand in no saved notebook, no run, no log and no text of the page."""
    notebook = open_notebook([panel_cell])
    panel = shown(notebook)
    describe(panel, oidc_provider, "basic", oidc_provider.client_secret)
    redirect = sign_in(panel, oidc_provider)
    paste_and_send(panel, redirect)
    finish(panel)
    panel.get_by_role("button", name="Ask UserInfo").click()
    expect(panel.get_by_text("bob@example.com").first).to_be_attached()
    notebook.python("import traceback\ntry: panel.flow.exchange()\nexcept Exception: print(traceback.format_exc())")
    values = json.loads(
        notebook.python(
            "import json; f = panel.flow; print(json.dumps([s.reveal() for s in (f.client.client_secret, f.response.code, "
            "f.request.code_verifier, f.tokens.access_token, f.tokens.id_token)]))"
        )
    )
    signature = values[-1].rpartition(".")[2]

    saved = json.dumps(notebook.save(widget_state=True))
    texts = {
        "the notebook": saved,
        "the page": notebook.page.content() + notebook.page.inner_text("body"),
        "the widgets": notebook.python("import ipywidgets, json; print(json.dumps(ipywidgets.Widget.get_manager_state()))"),
        "its other files": "".join(
            file.read_text(errors="replace")
            for file in (*tmp_path.rglob("*"), *notebook.lab.folder.rglob("*"))
            if file.is_file()
        ),
        "the home": _home(),
    }
    assert oidc_provider.client_secret in values
    for where, text in texts.items():
        for value in (*values, signature):
            assert value not in text, f"{where} has {value[:4]}..."
    assert "metadata" in saved
    assert "widgets" in json.loads(saved)["metadata"], "the test looked at a notebook with widget state"


def _home() -> str:
    folder = Path(os.environ["FLOW_EXPLORER_HOME"])
    return "".join(file.read_text(errors="replace") for file in folder.rglob("*") if file.is_file())


def test_nbconvert_leaves_no_secret_either(tmp_path: Path) -> None:
    """A notebook that is executed and stored by nbconvert, widget state and all, has none of the flow's secrets."""
    import nbformat

    keep = "import json; f = panel.flow\nopen('secrets.json', 'w').write(json.dumps([s.reveal() for s in "
    keep += "(f.client.client_secret, f.response.code, f.request.code_verifier, f.tokens.access_token, f.tokens.id_token)]))"
    cells = [CELL, "panel.finish(user='alice')", "panel.run", "panel.flow.token_request()", "panel.flow.tokens", keep]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(notebook, tmp_path / "a.ipynb")
    for target in ("notebook", "html"):
        command = [sys.executable, "-m", "nbconvert", "--execute", "--to", target, "--output", "out", "a.ipynb"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        values = json.loads((tmp_path / "secrets.json").read_text())
        (tmp_path / "secrets.json").unlink()
        stored = next(file for file in tmp_path.glob("out.*")).read_text() + done.stderr
        assert "application/vnd.jupyter.widget" in stored, "the widget state is there to be searched"
        for value in (*values, values[-1].rpartition(".")[2]):
            assert value not in stored
        next(tmp_path.glob("out.*")).unlink()


def test_the_kernel_is_killed_between_sign_in_and_paste(open_notebook: OpenNotebook, oidc_provider: OidcProvider) -> None:
    """A fresh panel takes the pasted address, asks for the secret again, and the flow goes on to its end."""
    notebook = open_notebook([CELL])
    panel = shown(notebook)
    describe(panel, oidc_provider, "basic", oidc_provider.client_secret)
    redirect = sign_in(panel, oidc_provider)
    state = notebook.python("print(panel.flow.request.state)").strip()

    notebook.kill_kernel()
    notebook.run_cell(0)
    panel = shown(notebook)
    panel.get_by_role("button", name="3 Come back").click()
    panel.locator(".fxp-paste textarea:visible").fill(redirect)
    panel.get_by_role("button", name="Read it").click()
    panel.get_by_role("button", name="Go on: exchange the code").click()
    give_secret(panel, oidc_provider.client_secret)
    expect(panel.get_by_text("How the client proves who it is").filter(visible=True)).to_be_visible()
    panel.get_by_role("button", name="Send", exact=False).first.click()
    finish(panel)

    assert notebook.python("print(panel.flow.request.state, panel.run.report.ok)") == f"{state} True\n"


def test_a_public_client(open_notebook: OpenNotebook, oidc_provider: OidcProvider) -> None:
    """A public client needs no secret; its ID token's algorithm is set where the rare things are folded."""
    notebook = open_notebook([CELL])
    panel = shown(notebook)
    panel.get_by_role("radio", name="A provider of my own").check()
    panel.get_by_role("button", name="Pinned issuer, audiences", exact=False).click()
    labelled(panel, "ID token alg").select_option("ES256")
    describe(panel, oidc_provider, "public", None)
    paste_and_send(panel, sign_in(panel, oidc_provider))
    finish(panel)

    assert notebook.python("print(panel.flow.client.is_public)") == "True\n"
