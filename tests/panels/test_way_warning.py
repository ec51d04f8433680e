"""Step 4 says where the secrets would go before they are sent, and sends nothing on an unsafe way unless it is overruled."""

from __future__ import annotations

import pytest

from explorer import Client, Flow, Http, ProviderMetadata
from tests.flow.odd_provider import odd_provider
from tests.panels.conftest import MakePanel
from tests.panels.hands import can_see, is_hidden, read

TOKENS = {"access_token": "made-up-access", "refresh_token": "made-up-refresh", "token_type": "Bearer"}


def flow_at(issuer: str, base: str, proxy: str | None) -> Flow:
    """A flow with a code, whose endpoints are below `base`."""
    names = ("authorization", "token", "userinfo")
    endpoints = {f"{name}_endpoint": f"{base}/{name}" for name in names}
    metadata = ProviderMetadata(issuer=issuer, **endpoints)  # type: ignore[arg-type]
    flow = Flow(metadata, Client("app", "made-up-secret-123456", redirect_uri="x"), http=Http(proxy=proxy))
    flow.authorize()
    flow.receive("made-up-code-123456")
    return flow


@pytest.mark.parametrize("host", ["tenant.example", "evil.localhost", "169.254.169.254"])
def test_send_sends_nothing_unless_overruled(host: str, make_panel: MakePanel) -> None:
    """There is a warning above Send and a box for each rule; with all of them ticked it goes, and the record says so."""
    base = f"http://{host}"
    with odd_provider() as odd:
        odd.say(f"{base}/token", TOKENS)
        hands = make_panel(flow=flow_at("https://tenant.example", base, odd.base))
        step = hands.panel.exchange
        hands.go("exchange")
        assert "Over plain http" in read(step.widget)
        assert "token_endpoint is at http://" in read(step.widget)
        hands.send()
        assert odd.asked == []
        assert "Nothing was sent" in hands.error
        for choice in step.overrule.values():
            assert can_see(step.widget, choice)
            choice.value = True
        hands.send()
        assert odd.asked == [f"{base}/token"]
        assert hands.panel.flow.run.last("overruled") is not None
        assert hands.panel.rail["exchange"].icon == "exclamation"
        assert hands.panel.rail["exchange"].tooltip == f"4 Exchange: open, done, despite {', '.join(step.overrule)}"


def test_later_steps_are_overruled_in_their_own_place(make_panel: MakePanel) -> None:
    """What was overruled for the code is not overruled for the access token."""
    base = "http://tenant.example"
    with odd_provider() as odd:
        odd.say(f"{base}/token", TOKENS)
        odd.say(f"{base}/userinfo", {"sub": "alice"})
        hands = make_panel(flow=flow_at(base, base, odd.base))
        hands.go("exchange")
        hands.panel.exchange.overrule["HTTP-PLAIN"].value = True
        hands.send()
        hands.go("tokens")
        step = hands.panel.tokens
        hands.click(step.primary)
        assert odd.asked == [f"{base}/token"]
        assert "Nothing was sent" in hands.error
        step.way.overrule["HTTP-PLAIN"].value = True
        hands.click(step.primary)
        assert odd.asked == [f"{base}/token", f"{base}/userinfo"]


def test_an_endpoint_elsewhere_is_named(make_panel: MakePanel) -> None:
    """https at another host than the issuer's is sent, and said."""
    hands = make_panel(flow=flow_at("https://issuer.example", "https://tokens.example", None))
    hands.go("exchange")
    step = hands.panel.exchange
    assert "https://tokens.example, elsewhere than the provider itself, https://issuer.example" in read(step.widget)
    assert step.overrule == {}


def test_an_honest_endpoint_needs_no_word(make_panel: MakePanel) -> None:
    """At the provider's own host, and on this machine, nothing is said."""
    for base in ("https://tenant.example", "http://127.0.0.1:9"):
        hands = make_panel(flow=flow_at(base, base, None))
        hands.go("exchange")
        step = hands.panel.exchange
        assert step.overrule == {}
        assert is_hidden(step.way._said.widget)
