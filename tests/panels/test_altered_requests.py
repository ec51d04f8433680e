"""What is altered in step 4: it is refused, told and diagnosed, and undone on the way on."""

from __future__ import annotations

import pytest

from explorer.panels.way_on import go
from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, can_see, read


@pytest.mark.parametrize(("altered", "cause"), [("wrong", "secret-wrong"), ("blank", "secret-white-space")])
def test_a_wrong_secret_by_one_choice(make_panel: MakePanel, altered: str, cause: str) -> None:
    """The commonest fault can be tried: it is refused and diagnosed, and the way on is a fresh link with the client's own secret."""
    hands = make_panel()
    hands.connect()
    hands.sign_in()
    step = hands.panel.exchange
    step.form.secret.value = altered
    hands.send()
    assert step.why.first == cause
    told = read(step.why.widget)
    assert "another secret than the client's own" in told
    assert "Type the secret again" not in told
    assert not can_see(hands.panel.widget, step.secret_box), "nobody has to type a secret that was right"
    hands.click(step.primary)
    assert (hands.panel.model.open, step.form.secret.value) == ("authorize", "")
    hands.sign_in()
    hands.send()
    assert hands.panel.model.state_of("exchange") == "done"


def test_a_public_client_has_no_secret_to_alter(make_panel: MakePanel) -> None:
    """What is not there is not offered."""
    hands = make_panel(public=True)
    hands.connect()
    hands.sign_in()
    hands.go("exchange")
    assert not can_see(hands.panel.widget, hands.panel.exchange.form.secret)


@pytest.mark.parametrize("registered", ["form", "raw"])
def test_all_that_was_altered_is_told(make_panel: MakePanel, registered: str) -> None:
    """Three alterations: each is listed and heard, and the way on sets the encoding to the one that was not sent, by the words beside it."""
    hands = make_panel()
    hands.panel.provider.local_form.encoding.value = registered
    hands.connect()
    hands.sign_in()
    form, step = hands.panel.exchange.form, hands.panel.exchange
    form.encoding.value, form.redirect_uri.value, form.verifier.value = "the other one", "other", "wrong"
    hands.send()
    altered = ("redirect_uri was added or changed", "code_verifier was added or changed", "basic_encoding was changed")
    assert step._sent is not None
    assert set(step._sent.altered) == set(altered)
    heard = hands.panel.model.news.since(0, "exchange")[-1].text
    assert "Altered on purpose: " in heard
    assert all(each in heard for each in altered)
    assert step.why.first == "basic-encodings-differ"
    other = {"form": "raw", "raw": "form"}[registered]
    assert f'For: The provider says: "The secret came {other}-encoded' in read(step.widget)
    assert f"{registered} as registered, {other} the other one" in read(step.widget)
    go(hands.panel.model, "other-encoding")
    assert (form.encoding.value, form.redirect_uri.value, form.verifier.value) == ("as registered", "", "")
    hands.sign_in()
    hands.send()
    assert hands.panel.model.state_of("exchange") == "done"
    assert step._sent is not None
    assert step._sent.altered == ()


ALTERED = {
    "redirect_uri left out": ("redirect_uri", "omit", "invalid_grant", "proven"),
    "redirect_uri misspelt": ("redirect_uri", "misspell", "invalid_grant", "proven"),
    "another redirect_uri": ("redirect_uri", "other", "invalid_grant", "proven"),
    "wrong verifier": ("verifier", "wrong", "invalid_grant", "proven"),
    "no verifier": ("verifier", "omit", "invalid_request", "proven"),
    "no Authorization header": (
        "authorization",
        True,
        "invalid_client",
        "likely",
    ),  # client_id stands in it, and is missing too
}


@pytest.mark.parametrize(("control", "value", "error", "verdict"), ALTERED.values(), ids=list(ALTERED))
def test_an_altered_request_is_refused_and_explained(
    signed_in: Hands, control: str, value: object, error: str, verdict: str
) -> None:
    """Each alteration ends in a refusal, and the diagnosis beneath it names the cause, most of the time with proof."""
    getattr(signed_in.panel.exchange.form, control).value = value
    signed_in.send()
    assert signed_in.panel.model.open == "exchange"
    assert signed_in.panel.model.state_of("exchange") == "failed"
    refusal = signed_in.panel.run.refusal
    assert refusal is not None
    assert refusal["error"] == error
    assert f" {verdict} " in read(signed_in.panel.exchange.widget)
    assert "Where the time went" in read(signed_in.panel.exchange.widget)


def test_a_slip_of_ours_condemns_no_tokens(signed_in: Hands) -> None:
    """A code that was refused and then taken was sent twice: a check fails, and it is not one of what came."""
    panel = signed_in.panel
    panel.exchange.form.redirect_uri.value = "misspell"
    signed_in.send()
    panel.exchange.form.redirect_uri.value = ""
    signed_in.click(panel.exchange.once_more)
    signed_in.go("tokens")
    shown = read(panel.tokens.widget)
    assert "TOKQ-CODE-REUSED" in shown
    assert "Do not use these tokens" not in shown


def test_a_code_works_once(signed_in: Hands) -> None:
    """A second Send is refused by the panel until it is asked for, and then by the provider."""
    signed_in.send()
    panel = signed_in.panel
    signed_in.click(panel.exchange.once_more)
    assert panel.run.refusal is not None
    assert panel.run.refusal["error"] == "invalid_grant"


def test_what_was_sent_by_code_is_not_what_stands_there(make_panel: MakePanel) -> None:
    """A request that the panel did not send itself is not at hand: step 4 says that it shows the next one, and not that one."""
    hands = make_panel()
    hands.connect()
    hands.sign_in()
    hands.click(hands.panel.redirect.primary)
    shown = hands.panel.exchange._sections["form"].widget
    assert shown.value
    assert "sent next" not in shown.value
    flow = hands.panel.flow
    flow.exchange(flow.token_request(extra=[("redirect_uri", "http://127.0.0.1/other")]))
    hands.panel.model.changed()
    assert "This is what would be sent next" in shown.value
