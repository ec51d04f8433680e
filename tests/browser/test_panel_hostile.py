"""What a provider sends is text, wherever the panel shows it: none of it becomes markup, none of it runs or breaks out of its box."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.flaws import flaws
from tests.browser.harness import OpenNotebook
from tests.browser.hostile_provider import HOSTILE, LONG, MARKUP, RIGHT_TO_LEFT, make_hostile
from tests.browser.panels import CELL, PanelPage
from tests.flow.odd_provider import OddProvider, odd_provider

OPENED = "document.querySelectorAll('.fxp details').forEach(each => each.open = true)"
FOLDS = "document.querySelectorAll('.fxp .fxp-fold-toggle:not(.mod-active)').forEach(each => each.click())"
FIRST = """root => [...root.querySelectorAll("td, code, label")]
    .filter(each => each.checkVisibility() && each.getClientRects().length).slice(0, 4)"""
BROKE_OUT = """() => [
    window.owned,
    ...document.querySelectorAll('.fxp img, .fxp script, .fxp iframe, .fxp [onmouseover], .fxp [onerror], .fxp a[href^="javascript"]')
].filter(Boolean).length"""
CLIENT = "from explorer import Client\nclient = Client('app', 'a client secret', redirect_uri='http://127.0.0.1:9/callback')"


@pytest.fixture(scope="module")
def hostile() -> Iterator[OddProvider]:
    """A provider that means it."""
    with odd_provider() as provider:
        make_hostile(provider)
        yield provider


def nothing_happened(panel: PanelPage) -> None:
    """Open everything, go over it with the mouse, and look whether any of it became markup, ran, or left its box."""
    panel.page.evaluate(FOLDS)
    panel.page.evaluate(OPENED)
    for element in panel.root.evaluate_handle(FIRST).get_properties().values():  # a locator would search the page for each
        element.as_element().hover(force=True)  # type: ignore[union-attr]
    assert panel.page.evaluate(BROKE_OUT) == 0
    assert not flaws(panel.root)


def test_a_hostile_provider(open_notebook: OpenNotebook, hostile: OddProvider) -> None:
    """Discovery, the redirect, headers, tokens, claims, UserInfo, introspection, a refusal, and the record of it all."""
    cell = f"{CLIENT}\nfrom explorer.panels import FlowPanel\npanel = FlowPanel({hostile.base!r}, client)\npanel"
    panel = PanelPage(open_notebook([cell]))
    panel.expect_step("2 Authorize")
    panel.go("1 Provider")
    nothing_happened(panel)
    panel.go("2 Authorize")
    panel.copy_link()
    state = json.loads(panel.notebook.python("import json; print(json.dumps(panel.flow.request.state))"))
    nonce = json.loads(panel.notebook.python("import json; print(json.dumps(panel.flow.request.nonce))"))
    make_hostile(hostile, nonce)
    answer = {"code": MARKUP, "state": state, **dict(zip("abc", HOSTILE, strict=True)), MARKUP: "1"}
    panel.paste(f"http://127.0.0.1:9/callback?{urlencode(answer)}")
    expect(panel.root.get_by_text("I recognised")).to_be_visible()
    nothing_happened(panel)
    panel.go("4 Exchange")
    panel.button("Send").click()
    expect(panel.button("Go on: the tokens")).to_be_visible()
    nothing_happened(panel)
    panel.button("Go on: the tokens").click()
    for name in ("Ask UserInfo", "Introspect", "Revoke", "Refresh"):
        panel.button(name).click()
        panel.notebook.python("assert panel.model.worker.wait(30)")  # all is drawn: what is taken hold of stays in the page
        expect(panel.root.locator(".fxp-busy")).to_be_hidden()
        nothing_happened(panel)
    expect(panel.root.get_by_text("window.owned=1").locator("visible=true").first).to_be_visible()
    hostile.answers["/token"] = hostile.answers["/refuse"]
    panel.go("4 Exchange")
    panel.button("Send it once more").click()
    expect(panel.root.get_by_text("Diagnosis").first).to_be_visible()
    nothing_happened(panel)
    label = json.dumps(f"{MARKUP.replace('x', 'y')} {RIGHT_TO_LEFT} {LONG[:3000]}")
    panel.notebook.python(f"panel.flow.relabel({label}); other = panel.flow.again(); panel.model.changed()")
    panel.go("6 Compare")
    expect(panel.root.locator(".fxp-run-name", has_text="window.owned").first).to_be_visible()
    nothing_happened(panel)
    panel.button("Compare").click()
    expect(panel.root.get_by_text("Comparison of 2 runs")).to_be_visible()
    nothing_happened(panel)
    panel.notebook.width(panel.root, 460)
    nothing_happened(panel)
    panel.button("Open").click()
    nothing_happened(panel)


def test_a_hostile_redirect(open_notebook: OpenNotebook) -> None:
    """An error, its description, a state and unknown parameters that are markup are shown as what they are."""
    panel = PanelPage(open_notebook([CELL]))
    panel.button("Use this provider").click()
    panel.copy_link()
    for text in HOSTILE:
        panel.paste(
            f"http://127.0.0.1:1/?error={text}&error_description={text}&state={text}&{text}=1&iss={text}&error_uri={text}"
        )
        expect(panel.root.get_by_text("I recognised")).to_be_visible()
        nothing_happened(panel)
    panel.paste(MARKUP)
    expect(panel.error).to_be_visible()
    nothing_happened(panel)


def test_what_a_person_types(open_notebook: OpenNotebook) -> None:
    """A hostile scope, hint and parameter of one's own stand there letter by letter."""
    panel = PanelPage(open_notebook([CELL]))
    panel.button("Use this provider").click()
    panel.button("More parameters: prompt, max_age, login_hint, extra ...").click()
    for text in HOSTILE:
        for name in ("scope", "login_hint"):
            panel.field(name).fill(f"openid {text}")
        panel.field("extra").fill(f"{text}={text}")
        plain = "gnp.txt" if text == RIGHT_TO_LEFT else text[:20]  # what cannot be seen is written as its number
        expect(panel.root.locator(".fxp-wire").get_by_text(plain).first).to_be_visible()
        nothing_happened(panel)
