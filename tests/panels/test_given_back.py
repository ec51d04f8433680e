"""A token that was given back is good for nothing any more: that is what was to be shown, and no fault."""

from __future__ import annotations

import pytest

from explorer import Flow, LocalProvider, diagnose
from explorer.views.diagnosis import diagnosis_html
from tests.panels.conftest import MakePanel
from tests.panels.hands import read

MEANT = "This is as it is meant to be: you gave the token back"


@pytest.mark.parametrize("ask", ["introspect", "primary"], ids=["introspection", "UserInfo"])
def test_what_revoke_promised_is_told_as_meant(make_panel: MakePanel, ask: str) -> None:
    """The panel says that the token will be worth nothing, and then that this is so: nothing red, and the blue button is off."""
    hands = make_panel()
    hands.connect()
    hands.sign_in()
    hands.send()
    hands.go("tokens")
    step = hands.panel.tokens
    hands.click(step.revoke)
    assert "to see that it is good for nothing any more" in read(step.widget)
    assert step.primary.button_style == "", "nobody is led to ask with a token that is no more"
    hands.click(getattr(step, ask))
    told = step.why._told.widget.value
    assert MEANT in read(step.why.widget)
    assert "fx-bad" not in told
    assert "What to do for new tokens:" in told
    assert MEANT in hands.panel.model.news.since(0, "tokens")[-1].text


@pytest.mark.parametrize("given_back", [True, False], ids=["given back", "revoked elsewhere"])
def test_only_where_this_flow_gave_it_back(provider: LocalProvider, given_back: bool) -> None:
    """A token that somebody else revoked is as dead, and nobody meant that."""
    flow = Flow(provider.issuer, provider.register("notebook"))
    flow.discover()
    flow.receive(provider.sign_in(flow.authorize().url))
    flow.exchange()
    if given_back:
        flow.revoke("access_token")
        flow.introspect()
    else:
        with provider.misbehaving("introspection-forgets-token"):
            flow.introspect()
    found = diagnose(flow.run)
    assert (found.leg, found.is_meant) == ("introspection", given_back)
    assert ("as it is meant to be" in repr(found)) is given_back
    assert (MEANT in diagnosis_html(found)) is given_back
