"""Both clients' flows, clicked and typed through by a person in a real JupyterLab."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.harness import OpenNotebook
from tests.browser.panels import CELL, PUBLIC, PanelPage

_PAINT = "(button) => [getComputedStyle(button).backgroundColor, getComputedStyle(button).color]"


@pytest.mark.parametrize("cell", [CELL, PUBLIC], ids=["confidential", "public"])
def test_a_flow_by_hand(open_notebook: OpenNotebook, cell: str) -> None:
    """From the provider to the tokens: the link follows the typing, the tab opens, the address is pasted, all checks hold."""
    panel = PanelPage(open_notebook([cell]))
    panel.button("Use this provider").click()
    panel.expect_step("2 Authorize")
    panel.field("scope").fill("openid profile offline_access")
    link = panel.root.get_by_role("link", name="Open sign-in")
    expect(link).to_have_attribute("href", re.compile("scope=openid.profile.offline_access"))
    href = link.get_attribute("href")
    address = panel.sign_in()
    panel.expect_step("3 Come back")
    assert panel.notebook.python("print(panel.flow.request.url)").strip() == href
    assert panel.root.get_by_text("Jupyter carries").count() == 0, "here nobody does"
    panel.paste(address)
    expect(panel.root.get_by_text("I recognised")).to_be_visible()
    expect(panel.root.locator("[data-fxp-since]").first).to_have_text(re.compile(r"^[2-9] s"))
    expect(panel.box).to_have_value("")
    panel.button("Go on: exchange the code").click()
    panel.button("Send").click()
    expect(panel.root.get_by_text("The provider answered").locator("visible=true")).to_be_visible()
    panel.button("Go on: the tokens").click()
    expect(panel.root.get_by_text("checks passed").locator("visible=true").first).to_be_visible()
    panel.button("Ask UserInfo").click()
    expect(panel.root.get_by_text("Alice Archer").first).to_be_visible()
    panel.button("Refresh").click()
    expect(panel.root.get_by_text("refresh token was").locator("visible=true")).to_be_visible()
    assert panel.notebook.python("print(panel.run.report.ok)") == "True\n"


def test_the_landing_page_and_the_clipboard(open_notebook: OpenNotebook) -> None:
    """Copy address on the landing page, Ctrl-V in the notebook: pasting is enough, no button has to be pressed."""
    panel = PanelPage(open_notebook([CELL]))
    panel.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel.button("Use this provider").click()
    tab = panel.open_sign_in()
    tab.get_by_role("button", name="Alice").click()
    tab.get_by_role("button", name="Allow").click()
    tab.get_by_role("button", name="Copy address").click()
    expect(tab.get_by_role("status")).to_have_text("Copied.")
    tab.close()
    panel.box.click()
    panel.page.keyboard.press("Control+v")
    expect(panel.root.get_by_text("I recognised")).to_be_visible()
    panel.go("2 Authorize")
    panel.copy_link()
    assert panel.page.evaluate("navigator.clipboard.readText()").startswith("http://127.0.0.1:")


def test_a_code_whose_time_is_over(open_notebook: OpenNotebook) -> None:
    """Where it is known that the code is refused now, the way to a fresh link is the blue button, in steps 3 and 4."""
    panel = PanelPage(open_notebook([CELL]))
    panel.button("Use this provider").click()
    panel.paste(panel.sign_in())
    for name, step in (("Go on: exchange the code", "3"), ("Send", "4")):
        fresh = panel.button("Back to step 2: a fresh link")
        blue = panel.button(name).evaluate(_PAINT)
        expect(fresh).to_have_count(0)
        panel.root.locator("[data-fxp-late]:visible").evaluate("(age) => { age.dataset.fxpLate = -1; }")
        expect(fresh).to_be_visible()
        assert fresh.evaluate(_PAINT) == blue
        assert panel.button(name).evaluate(_PAINT) != blue
        for theme in ("dark", "light"):
            panel.notebook.theme(theme)
            panel.notebook.screenshot(f"code-over-{step}-{theme}", panel.root)
        panel.button(name).click()


def test_alice_signs_in_for_me(open_notebook: OpenNotebook) -> None:
    """After one sign-in by hand a button does the rest; what came twice into one panel does not mix."""
    panel = PanelPage(open_notebook([CELL]))
    panel.button("Use this provider").click()
    panel.paste(panel.sign_in())
    panel.button("Sign in as Bob for me").click()
    expect(panel.root.get_by_text("I recognised")).to_be_visible()
    panel.go("4 Exchange")
    panel.button("Send").click()
    panel.button("Go on: the tokens").click()
    assert panel.notebook.python("print(panel.run.claims['sub'])") == "b90e63fd5572\n"


def test_folds_stay_as_they_are_left(open_notebook: OpenNotebook) -> None:
    """Typing, which redraws the step, closes no fold and no explanation."""
    panel = PanelPage(open_notebook([CELL]))
    panel.button("Use this provider").click()
    more = panel.button("More parameters: prompt, max_age, login_hint, extra ...")
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    panel.root.locator("summary[aria-label='About scope']").click()
    panel.field("login_hint").fill("alice@example.com")
    expect(panel.root.get_by_role("link", name="Open sign-in")).to_have_attribute("href", re.compile("login_hint=alice"))
    expect(panel.field("login_hint")).to_be_visible()
    expect(panel.root.get_by_text("must contain openid").first).to_be_visible()


def test_a_hanging_provider_can_be_stopped(open_notebook: OpenNotebook) -> None:
    """While nobody answers the panel shows that it waits, the other steps work, and Stop ends it at once."""
    silent = "import socket\nserver = socket.create_server(('127.0.0.1', 0))\nport = server.getsockname()[1]"
    panel = PanelPage(
        open_notebook([silent, "from explorer.panels import FlowPanel\npanel = FlowPanel(f'http://127.0.0.1:{port}')\npanel"])
    )
    panel.field("client_id").fill("me")
    panel.button("Use this provider").click()
    expect(panel.root.get_by_text("Asking the provider")).to_be_visible()
    panel.go("2 Authorize")
    panel.go("1 Provider")
    panel.button("Stop").click()
    expect(panel.error).to_contain_text("stopped")
    expect(panel.root.get_by_text("Asking the provider")).to_be_hidden()


def test_a_panel_without_a_kernel_says_so(open_notebook: OpenNotebook) -> None:
    """A restarted kernel leaves a picture of a panel, which tells what to do, and whose folds keep their sign."""
    panel = PanelPage(open_notebook([CELL]))
    panel.notebook.restart_kernel()
    expect(panel.root.get_by_text("No answer from the kernel: run this cell again.")).to_be_visible()
    expect(panel.root).to_have_attribute("data-fxp-dead", "")  # its buttons look as dead as they are
    expect(panel.root.locator(".fxp-actions .widget-button:visible").first).to_have_css("opacity", "0.5")
    fold = panel.root.locator(".fxp-fold-toggle.jupyter-widgets-disconnected").first
    assert fold.evaluate("fold => getComputedStyle(fold, '::before').content") == '""'  # it still looks like a fold
    panel.notebook.run_all()
    expect(panel.button("Use this provider")).to_be_visible()
    expect(panel.root.get_by_text("No answer from the kernel")).to_be_hidden()


def test_a_lost_answer_of_the_kernel_is_asked_for_again(open_notebook: OpenNotebook) -> None:
    """The word that nobody answers goes with the next answer, whichever that is."""
    panel = PanelPage(open_notebook([CELL]))
    notice = panel.root.get_by_text("No answer from the kernel for 5 seconds")
    panel.notebook.python("says = panel.heartbeat.send\npanel.heartbeat.send = lambda *_, **__: None")
    panel.root.locator(".fxp-title:visible").click()
    expect(notice).to_be_visible()
    panel.notebook.python("panel.heartbeat.send = says")
    panel.root.locator(".fxp-title:visible").click()
    expect(notice).to_be_hidden()
    panel.notebook.python("panel.heartbeat.send = lambda *_, **__: None")
    panel.root.locator(".fxp-title:visible").click()
    expect(notice).to_be_visible()
    panel.notebook.python("says({'kind': 'news', 'text': 'Something else.', 'at': ''})")
    expect(notice).to_be_hidden()


RUN_AGAIN = """\
from explorer import Flow, LocalProvider
from explorer.panels import FlowPanel
if "panel" not in globals():
    provider = LocalProvider().start()
    flow, old = Flow(provider.address, provider.register("again")), None
    flow.discover()
else:
    old = panel
panel = FlowPanel(flow=flow)
panel"""


def test_a_cell_that_runs_again_leaves_no_panel_behind(open_notebook: OpenNotebook) -> None:
    """The panel that the page no longer shows is not drawn any more; the one in its place is."""
    notebook = open_notebook([RUN_AGAIN])
    expect(PanelPage(notebook).root.get_by_text("confidential client again")).to_be_visible()
    notebook.run_cell(0)
    panel = PanelPage(notebook)
    says = "print(*('a label' in repr(each.widget.children[2].children[0].get_state('value')) for each in (old, panel)))"
    notebook.python("flow.relabel('a label'); panel.model.changed()")
    expect(panel.root.get_by_text("a label")).to_be_visible()
    assert notebook.python(says) == "False True\n"


def test_a_sign_in_that_waited_through_a_restart(open_notebook: OpenNotebook) -> None:
    """The panel that is run again says what was waiting, trusts no other provider with the code, and begins it once more."""
    panel = PanelPage(open_notebook([PUBLIC]))
    panel.button("Use this provider").click()
    panel.field("scope").fill("openid email")
    address = panel.sign_in()
    panel.notebook.restart_kernel()
    panel.notebook.run_all()
    expect(panel.root.get_by_text("A sign-in was waiting in this notebook")).to_be_visible()
    panel.go("3 Come back")
    panel.paste(address)
    expect(panel.root.get_by_text("The provider was restarted, and lost its memory").first).to_be_visible()
    expect(panel.root.locator(".fxp-rail .fxp-failed")).to_have_text(["3 Come back"])
    panel.button("Start again: provider and link").click()
    panel.expect_step("2 Authorize")
    expect(panel.field("scope")).to_have_value("openid email")
    panel.paste(panel.sign_in())
    panel.button("Go on: exchange the code").click()
    panel.button("Send").click()
    expect(panel.root.get_by_text("The provider answered").locator("visible=true")).to_be_visible()


def test_what_is_wrong_is_said_at_its_field(open_notebook: OpenNotebook) -> None:
    """A screen reader hears which field is wrong and why; the line above the button counts; all of it goes when it is mended."""
    panel = PanelPage(open_notebook([CELL]))
    panel.button("Use this provider").click()
    scope = panel.field("scope")
    scope.fill("hello")
    expect(scope).to_have_attribute("aria-invalid", "true")
    expect(scope).to_have_accessible_description(re.compile("Without openid"))
    expect(panel.root.get_by_text("1 thing is wrong: scope.")).to_be_visible()
    expect(panel.root.locator(".fxp-rail .fxp-failed")).to_have_text(["2 Authorize"])
    scope.fill("openid")
    expect(scope).not_to_have_attribute("aria-invalid", "true")
    expect(panel.root.get_by_text("1 thing is wrong")).to_be_hidden()
