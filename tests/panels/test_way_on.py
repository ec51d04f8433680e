"""What a newcomer stumbled over: where the way on was missing, or led astray."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explorer import LocalProvider
from explorer.diagnosis.experiments import EXPERIMENTS
from explorer.panels import FlowPanel
from explorer.panels.words import in_panel_words
from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, can_see, from_page, read, text_of


@pytest.fixture
def hands(make_panel: MakePanel) -> Hands:
    """A panel with a code that was not sent yet."""
    hands = make_panel()
    hands.connect()
    hands.sign_in()
    return hands


def test_after_a_refusal_the_button_leads_to_a_fresh_link(hands: Hands) -> None:
    """The refused code is not offered again by the blue button; whoever wants it presses the other one."""
    step = hands.panel.exchange
    step.form.verifier.value = "wrong"
    hands.send()
    assert hands.panel.model.state_of("exchange") == "failed"
    assert step.primary.description == "Back to step 2: a fresh link"
    before = hands.panel.authorize.link.href
    step.primary.click()
    assert hands.panel.model.open == "authorize"
    assert hands.panel.authorize.link.href != before
    hands.sign_in()
    step.form.reset()
    hands.send()
    assert hands.panel.flow.tokens is not None


def test_what_a_guard_stopped_is_told_as_stopped(make_panel: MakePanel) -> None:
    """A screen reader hears the line of the step: it must not say that the code came where it leads nowhere."""
    hands = make_panel()
    hands.connect()
    local = hands.panel.model.local
    assert local is not None
    hands.paste(local.sign_in(hands.open_link()).reveal().replace("state=", "state=x"))
    assert hands.panel.redirect.summary == "an answer that a check stopped"
    hands.paste("hello")
    assert hands.panel.redirect.summary == "probably no code"


def test_an_address_of_the_console_is_typed_where_there_is_a_field(hands: Hands) -> None:
    """The experiment with another redirect_uri leads to step 1: step 2 has no field for it."""
    for step in (hands.panel.redirect, hands.panel.exchange):
        step.why._attempt(EXPERIMENTS["registered-address"])
        assert hands.panel.model.open == "provider"
        hands.panel.model.open = "exchange"


def test_a_used_code_is_not_sent_again_without_a_word(hands: Hands) -> None:
    """Neither after it was pasted once more, nor because it was sent again on purpose before."""
    assert hands.panel.flow.response is not None
    code = hands.panel.flow.response.code
    assert code is not None
    hands.send()
    hands.click(hands.panel.exchange.once_more)
    hands.go("redirect")
    hands.paste(code)
    hands.go("exchange")
    assert "was sent before" in read(hands.panel.exchange.widget)
    assert hands.panel.exchange.primary.description == "Back to step 2: a fresh link"
    assert can_see(hands.panel.exchange.widget, hands.panel.exchange.once_more)
    assert len([event for event in hands.panel.run.exchanges if event["step"] == "exchange"]) == 2


def test_a_provider_under_another_name_gets_no_tick(provider: LocalProvider, tmp_path: Path) -> None:
    """Step 1 is marked as failed, and step 2 says why before the link is opened."""
    client = provider.register("notebook")
    panel = FlowPanel(f"http://localhost:{provider.port}", client, home=tmp_path)
    assert panel.model.worker.wait(20)
    assert panel.model.open == "authorize"
    assert panel.model.state_of("provider") == "failed"
    assert "DISC-ISSUER-MISMATCH" in read(panel.authorize.widget)


def test_a_button_is_described_by_what_it_does_now(hands: Hands) -> None:
    """A screen reader may read the tooltip too: it says what the button says, and not what it said before."""
    steps = (hands.panel.redirect, hands.panel.exchange)
    hands.go("redirect")
    hands.send()
    assert [step.primary.description for step in steps] == ["Go on: exchange the code", "Go on: the tokens"]
    assert [step.primary.tooltip for step in steps] == [step.primary.description for step in steps]


def test_a_refused_text_makes_room(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is told that the text was refused, so that the next one that is pasted replaces it; a new flow empties the box."""
    told: list[str] = []
    monkeypatch.setattr(hands.panel.redirect.paste, "send", lambda content: told.append(content["kind"]))
    hands.paste(hands.panel.authorize.link.href)
    assert told == ["refused"]
    hands.panel.start_over.click()
    hands.connect()
    hands.go("redirect")
    assert told[-1] == "clear"


def test_a_known_product_is_named_by_its_user(provider: LocalProvider, tmp_path: Path) -> None:
    """What is known of a product comes from the list in step 1, and reaches the record; by itself nothing is guessed."""
    panel = FlowPanel(provider.issuer, home=tmp_path)
    form = panel.provider.own_form
    form.client_id.value = "app"
    assert form.choice.flow(tmp_path).profile is None
    form.profile.value = "oracle"
    panel.provider.primary.click()
    assert panel.model.worker.wait(20)
    assert panel.run.provider["profile"] == "oracle"


def test_start_over_is_not_overtaken(make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """A local provider that starts slowly comes too late for a reader who has started over."""
    from threading import Event

    from explorer.panels.setup import LocalChoice

    go_on, connect = Event(), LocalChoice.connect

    def slow(*given: object) -> object:
        go_on.wait(20)
        return connect(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(LocalChoice, "connect", slow)
    hands = make_panel()
    hands.panel.provider.primary.click()
    hands.panel.start_over.click()
    go_on.set()
    hands.wait()
    assert not hands.panel.model.has_flow


def test_another_provider_clears_what_the_old_one_answered(hands: Hands) -> None:
    """A provider that cannot be used leaves no green steps of the one before beside its error."""
    hands.send()
    assert hands.panel.model.state_of("exchange") == "done"
    hands.go("provider")
    hands.panel.provider.where.value = "A provider of my own"
    form = hands.panel.provider.own_form
    form.issuer.value, form.client_id.value = "http://127.0.0.1:9", "app"
    hands.connect()
    assert "127.0.0.1:9" in hands.error
    assert {hands.panel.model.state_of(step) for step in hands.panel.rail} == {""}


def test_a_refusal_is_explained_once(hands: Hands) -> None:
    """The diagnosis says what the error means; the answer below it has the status and the provider's own words."""
    step = hands.panel.exchange
    step.form.verifier.value = "wrong"
    hands.send()
    diagnosis, answer = (text_of(shown.widget.value) for shown in (step.why._told, step._sections["response"]))
    assert "The provider refused: invalid_grant" in diagnosis
    assert "The provider refused" not in answer
    assert "lies behind" not in answer
    assert "400" in answer
    assert "own words" in answer


@pytest.mark.parametrize(
    ("redirect_uri", "words", "others"),
    [
        (None, "has a button that copies its address", "cannot connect"),
        ("http://127.0.0.1:9999/callback", "If nothing listens there", "has a button"),
        ("https://app.example/callback", "it uses up the code", "has a button"),
    ],
)
def test_what_to_expect_follows_the_redirect_uri(
    provider: LocalProvider, tmp_path: Path, redirect_uri: str | None, words: str, others: str
) -> None:
    """Not the kind of provider: the local one sends people to other addresses too."""
    panel = FlowPanel(provider, provider.register("app", redirect_uri=redirect_uri), home=tmp_path)
    assert panel.model.worker.wait(20)
    panel.model.go("redirect")
    shown = read(panel.redirect.widget)
    assert words in shown
    assert others not in shown


def test_a_refused_sign_in_leads_back(hands: Hands) -> None:
    """Over an empty box the blue button leads to a fresh link, and a new text is still read."""
    flow, redirect = hands.panel.flow, hands.panel.redirect
    assert flow.authorization_request is not None
    refused = f"{flow.client.redirect_uri}?error=access_denied&state={flow.authorization_request.state}"
    hands.go("redirect")
    hands.paste(refused)
    assert redirect.primary.description == "Back to step 2: a fresh link"
    from_page(redirect.paste, kind="text", value="http", done=False)
    assert redirect.primary.description == "Read it"
    from_page(redirect.paste, kind="text", value="", done=False)
    hands.click(redirect.primary)
    assert hands.panel.model.open == "authorize"


def test_a_wrong_paste_does_not_lead_on(hands: Hands) -> None:
    """While a text that was not taken stands in the box, nothing offers to go on with what came before it."""
    hands.go("redirect")
    assert hands.panel.redirect.primary.description == "Go on: exchange the code"
    hands.paste("https://elsewhere.example/?x=1")
    assert hands.panel.redirect.primary.description == "Read it"
    assert "was not taken" in read(hands.panel.redirect.widget)


def test_a_public_client_is_offered_what_it_has(make_panel: MakePanel) -> None:
    """It has no Basic header to leave out, and a sign-in without PKCE no verifier."""
    hands = make_panel(public=True)
    hands.connect()
    hands.panel.authorize.form.pkce.value = None
    hands.sign_in()
    hands.go("exchange")
    form = hands.panel.exchange.form
    for control in (form.encoding, form.authorization, form.verifier):
        assert not can_see(hands.panel.exchange.widget, control)
    assert can_see(hands.panel.exchange.widget, form.redirect_uri)


def test_a_page_without_a_way_back_is_taken_and_explained(hands: Hands) -> None:
    """A page of the provider is pasted like an answer: step 3 says why nobody was sent back, and leads to where the redirect_uri stands."""
    step, panel = hands.panel.redirect, hands.panel
    panel.model.flow.receive("Error 400: redirect_uri_mismatch. The redirect URI in the request is not registered.", status=400)
    step.draw()
    assert "not registered exactly as it was sent" in text_of(step.why._told.widget.value)
    step.why.button.click()
    assert panel.model.open == "provider"


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("If it is a code all the same, use receive(..., as_is=True).", "“Read it as it is”"),
        ("Use again=True to see how the provider answers a second use.", "Press “Send it once more”"),
        ("To send it all the same: exchange(despite=['AUTHR-STATE-MISMATCH']).", "tick the box of AUTHR-STATE-MISMATCH"),
        ("say so, Client(id_token_signed_response_alg=...).", "“ID token alg” in step 1, which a provider of your own has"),
        ("if so, set id_token_signed_response_alg='HS256'.", "choose HS256 as “ID token alg” in step 1"),
        ("pin it: Flow(issuer=...).", "the field “pinned issuer” in step 1"),
        ("Give it by hand: ProviderMetadata(...).", "“I give its endpoints by hand” in step 1"),
        ("userinfo() needs tokens: call flow.exchange() first.", "userinfo needs tokens: send the code in step 4 first."),
    ],
)
def test_a_panel_speaks_no_python(told: str, shown: str) -> None:
    """Where a sentence for programmers names a call, the panel names a button or a field; other texts stay as they are."""
    assert shown in in_panel_words(told)
    assert not re.search(r"\w\([^)]*\)|=True", in_panel_words(told))
    assert in_panel_words("POST /token (RFC 6749 4.1.3)") == "POST /token (RFC 6749 4.1.3)"
