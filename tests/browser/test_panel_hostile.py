"""What a provider sends is text, wherever the panel shows it: none of it becomes markup, and none of it runs."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from tests.browser.harness import OpenNotebook
from tests.browser.panels import CELL, PanelPage

HOSTILE = '"><img src=x onerror="window.owned=1"><script>window.owned=1</script>\' onmouseover=\'window.owned=1'
PERSON = f"""
from explorer.provider.people import ALICE
for claim in ("name", "given_name", "nickname", "profile", "picture", "zoneinfo"):
    ALICE.claims[claim] = {HOSTILE!r}
ALICE.claims["address"] = {{{HOSTILE!r}: {HOSTILE!r}}}
"""


def nothing_ran(panel: PanelPage) -> bool:
    """Tell whether no hostile text became an element or ran; the mouse goes over everything first."""
    for element in panel.root.locator("td:visible, code:visible").all()[:60]:
        element.hover(force=True)
    return bool(
        panel.page.evaluate(
            "window.owned === undefined && !document.querySelector('.fxp img, .fxp script, .fxp [onmouseover]')"
        )
    )


def test_claims_and_names(open_notebook: OpenNotebook) -> None:
    """Hostile claims, a hostile scope and a hostile client_id stand there letter by letter."""
    panel = PanelPage(open_notebook([PERSON, CELL]))
    panel.button("Use this provider").click()
    claims = json.dumps({"id_token": dict.fromkeys(("name", "address", "profile"))})
    panel.button("More parameters: prompt, max_age, login_hint, extra ...").click()
    panel.field("claims").fill(claims)
    panel.field("login_hint").fill(HOSTILE)
    panel.field("extra").fill(f"{HOSTILE}={HOSTILE}")
    expect(panel.root.locator(".fxp-wire").get_by_text("window.owned=1").first).to_be_visible()
    assert nothing_ran(panel)
    panel.field("extra").fill("")
    panel.field("login_hint").fill("")
    panel.field("scope").fill(f"openid profile address {HOSTILE}")
    expect(panel.root.get_by_role("link", name="Open sign-in")).to_have_attribute("href", re.compile("img"))
    panel.paste(panel.sign_in())
    panel.button("Go on: exchange the code").click()
    panel.button("Send").click()
    panel.button("Go on: the tokens").click()
    panel.button("Ask UserInfo").click()
    expect(panel.root.get_by_text("window.owned=1").locator("visible=true").first).to_be_visible()
    assert nothing_ran(panel)
    for step in ("1 Provider", "2 Authorize", "3 Come back", "4 Exchange"):
        panel.go(step)
        assert nothing_ran(panel)


def test_a_hostile_redirect(open_notebook: OpenNotebook) -> None:
    """An error, its description, a state and unknown parameters that are markup are shown as what they are."""
    panel = PanelPage(open_notebook([CELL]))
    panel.button("Use this provider").click()
    panel.button("Copy the link").click()
    panel.expect_step("3 Come back")
    panel.paste(f"http://127.0.0.1:1/?error={HOSTILE}&error_description={HOSTILE}&state={HOSTILE}&{HOSTILE}=1&iss={HOSTILE}")
    expect(panel.root.get_by_text("window.owned=1").first).to_be_visible()
    assert nothing_ran(panel)
    panel.paste(HOSTILE)
    expect(panel.error).to_be_visible()
    assert nothing_ran(panel)
