"""After a failure the advice, the experiment and the blue button lead to one place, and each result is said aloud once."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from explorer import Client, Flow, LocalProvider
from explorer.diagnosis.cause import CAUSES, KnownCause
from explorer.diagnosis.experiments import EXPERIMENTS
from explorer.panels import ExchangePanel, FlowPanel
from explorer.panels.news import News
from explorer.panels.provider_step import OWN_PROVIDER
from explorer.panels.way_on import _BY_CAUSE, WAYS, go, way_of_experiment
from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, can_see, from_page, read

_STEPS = {"1": "provider", "2": "authorize", "3": "redirect", "4": "exchange"}


@pytest.fixture
def hands(make_panel: MakePanel) -> Hands:
    """A panel with a provider."""
    hands = make_panel()
    hands.connect()
    return hands


@pytest.fixture
def heard(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said aloud."""
    told: list[str] = []
    monkeypatch.setattr(hands.panel.heartbeat, "send", lambda content: told.extend(filter(None, [content.get("text")])))
    return told


def came_back(hands: Hands) -> str:
    """Sign in, and return the address at which the browser arrives."""
    local = hands.panel.model.local
    assert local is not None
    return local.sign_in(hands.open_link()).reveal()


@pytest.mark.parametrize("cut", [r"&state=.*", r"(?<=state=........).*"], ids=["no state", "a part of it"])
def test_a_cut_address_is_copied_once_more(hands: Hands, cut: str) -> None:
    """The whole address still stands in its tab, so nothing sends for a fresh link, and what is pasted next is read."""
    address = came_back(hands)
    step = hands.panel.redirect
    hands.paste(re.sub(cut, "", address))
    assert hands.panel.model.state_of("redirect") == "failed"
    assert re.search("What to do: (Copy|Paste) the whole address", read(step.why.widget))
    assert step.primary.description == "Read it"
    hands.click(step.primary)
    assert hands.panel.model.open == "redirect"
    assert hands.error.startswith("The box is empty now.")
    hands.paste(address)
    assert hands.panel.model.state_of("redirect") == "done"


def test_an_empty_box_beside_a_report_is_called_empty(hands: Hands) -> None:
    """A word was read, and the box emptied: to say that nothing was pasted would be untrue."""
    hands.open_link()
    hands.click(hands.panel.redirect.primary)
    assert hands.error.startswith("Nothing was pasted.")
    hands.paste("hello")
    hands.click(hands.panel.redirect.primary)
    assert hands.error.startswith("The box is empty now.")


@pytest.mark.parametrize("cause", [each for each in CAUSES if each.in_panel], ids=lambda each: each.id)
def test_the_button_leads_where_the_advice_does(cause: KnownCause) -> None:
    """The first step that the advice names is the one that the way on opens."""
    named = re.search(r"[Ss]tep ([1-4])", cause.in_panel)
    if named is None or not {"authorize", "paste", "token"} & set(cause.legs) or cause.id == "provider-restarted":
        return  # step 3 has a button of its own for a provider that is gone
    experiment = EXPERIMENTS[cause.experiment] if cause.experiment else None
    assert WAYS[_BY_CAUSE.get(cause.id) or way_of_experiment(experiment)].step == _STEPS[named[1]]


def test_every_way_belongs_to_something() -> None:
    """A cause or an experiment that was renamed would silently lead to a fresh link."""
    assert set(_BY_CAUSE) <= {cause.id for cause in CAUSES}
    assert {way_of_experiment(each) for each in EXPERIMENTS.values()} | set(_BY_CAUSE.values()) | {
        "paste",
        "change-link",
    } == set(WAYS)


def test_a_refused_secret_is_typed_where_the_button_leads(hands: Hands, heard: list[str]) -> None:
    """Advice, experiment and blue button are about the box of step 4; the cause is heard, and so is what to do."""
    hands.panel.flow.use_client(hands.panel.flow.client.with_secret("another-secret"))
    hands.sign_in()
    hands.send()
    step = hands.panel.exchange
    assert can_see(step.widget, step.secret_box)
    assert step.primary.description == "Type the secret again"
    hands.click(step.primary)
    assert hands.panel.model.open == "exchange"
    assert hands.panel.model.news.since(0)[-1].at.endswith(".fxp-secret input")
    refusal = next(text for text in heard if "invalid_client" in text)
    assert "The client secret is wrong" in refusal
    assert "Type the client_secret again into its box in step 4" in refusal


def test_each_result_is_heard_once_and_anew(hands: Hands, heard: list[str]) -> None:
    """The same mistake made twice is heard twice; tokens are told with the number of checks at their end, and no other."""
    address = came_back(hands)
    cut = address.partition("&state=")[0]
    for _ in range(2):
        hands.paste(cut)
    assert [text.partition(".")[0] for text in heard[-2:]] == ["3 Come back: an answer that a check stopped"] * 2
    hands.paste(address)
    assert re.fullmatch(r"3 Come back: the code came\. \d+ checks passed\.", heard[-1])
    heard.clear()
    hands.send()
    tokens = f"4 Exchange: access_token, id_token came. {hands.panel.model.report().tally.words}."
    assert heard == ["Step 4 Exchange is open.", tokens]
    hands.go("tokens")
    hands.click(hands.panel.tokens.primary)
    assert heard[-1].startswith("Ask UserInfo: the provider answered 200. ")


def test_news_are_few_and_of_one_step() -> None:
    """A panel of one step says what is its own; a record of all that was ever said would grow."""
    news = News()
    for number in range(50):
        news.tell("redirect" if number % 2 else "exchange", f"`{number}`")
    assert [item.text for item in news.since(46)] == ["46", "47", "48", "49"]
    assert [item.text for item in news.since(46, "redirect")] == ["47", "49"]
    assert len(news.since(0)) < 50


def test_a_link_for_somebody_else_is_announced(hands: Hands, heard: list[str]) -> None:
    """The button that asks for the sign-in page says what it did, and leads to the link."""
    hands.sign_in()
    hands.go("authorize")
    hands.click(hands.panel.authorize.other)
    assert "prompt=login" in heard[-1]
    assert "prompt=login" in hands.panel.authorize.link.href
    from_page(hands.panel.authorize.link, kind="opened", href=hands.panel.authorize.link.href)
    assert hands.panel.model.open == "redirect"


def test_whoever_was_led_there_reads_what_for(hands: Hands) -> None:
    """The step to which a button led says at its head what to do; once that is done it says so no more."""
    hands.sign_in()
    hands.panel.exchange.form.verifier.value = "wrong"
    hands.send()
    hands.click(hands.panel.exchange.primary)
    assert "Here is a fresh link, and nothing is altered in step 4." in read(hands.panel.authorize.widget)
    hands.sign_in()
    hands.go("authorize")
    assert "Here is a fresh link" not in read(hands.panel.authorize.widget)


def test_the_blue_button_takes_nothing_away(hands: Hands) -> None:
    """After a refused link the form stays as it was typed; only the experiment asks for less, and says so."""
    panel = hands.panel
    panel.authorize.form.scope.value = "openid email"
    address = came_back(hands)
    state = re.search("state=[^&]*", address)
    assert state is not None
    hands.paste(f"{panel.flow.client.redirect_uri}?error=access_denied&{state[0]}")
    hands.click(panel.redirect.primary)
    assert panel.model.open == "authorize"
    assert panel.authorize.form.scope.value == "openid email"
    hands.go("redirect")
    assert "openid and nothing else" in panel.redirect.why.button.description
    hands.click(panel.redirect.why.button)
    assert panel.authorize.form.scope.value == "openid"


def test_an_iss_that_was_cut_is_no_other_provider(hands: Hands) -> None:
    """It is the beginning of ours, so the address is copied once more."""
    hands.paste(came_back(hands)[:-9])
    assert "the beginning of ours: the address was not copied whole" in read(hands.panel.redirect.widget)
    assert hands.panel.redirect.primary.description == "Read it"


def test_a_used_code_leads_to_a_fresh_link(hands: Hands) -> None:
    """Step 3 offers a code that was sent before only beside a fresh link."""
    address = came_back(hands)
    hands.paste(address)
    hands.send()
    hands.go("redirect")
    hands.paste(address)
    step = hands.panel.redirect
    assert step.summary == "a code that was used before"
    assert step.primary.description == "Back to step 2: a fresh link"
    assert can_see(step.widget, step.onward)


def test_a_panel_of_one_step_leads_nowhere_else(provider: LocalProvider) -> None:
    """It has no other step: no button that would open one, and no second press of one that sent the code."""
    flow = Flow(provider.issuer, provider.register("notebook"))
    flow.discover()
    flow.receive(provider.sign_in(flow.authorize().url))
    panel = ExchangePanel(flow)
    panel.step.form.verifier.value = "wrong"
    panel.step.primary.click()
    assert panel.model.worker.wait(20)
    assert "step 2" not in read(panel.step.why.widget)
    assert not can_see(panel.step.widget, panel.step.why.button)
    assert panel.step.primary.disabled
    assert can_see(panel.step.widget, panel.step.once_more)


def test_questions_are_not_asked_without_a_credential(hands: Hands) -> None:
    """Nobody signs in three times to read that the secret was missing."""
    asking = hands.panel.asking
    assert not asking.open.disabled
    hands.panel.flow.use_client(
        dataclasses.replace(hands.panel.flow.client, client_secret=None, token_endpoint_auth_method="client_secret_basic")
    )
    hands.panel.model.changed()
    assert asking.open.disabled
    assert "client_secret of this client is not here" in read(asking.widget)


def test_step_1_shows_the_client_that_code_gave(provider: LocalProvider, tmp_path: Path) -> None:
    """Whoever is sent there to compare the redirect_uri finds it in its field, and the secret in none."""
    client = Client("elsewhere", "s3cret-of-theirs", redirect_uri="https://app.example/back")
    panel = FlowPanel(provider.issuer, client, home=tmp_path)
    assert panel.model.worker.wait(20)
    panel.model.local = None
    go(panel.model, "redirect_uri")
    form = panel.provider.own_form
    assert panel.provider.where.value == OWN_PROVIDER
    assert form.client_id.value == "elsewhere"
    assert form.issuer.value.startswith(provider.issuer)
    assert form.redirect_uri.value == "https://app.example/back"
    assert form.secret_box.secret is None


def test_a_replaced_refresh_token_is_sent_for_once(hands: Hands) -> None:
    """The provider says that all fell with it, so the advice is to sign in again; and the box is empty for the next time."""
    hands.panel.authorize.form.scope.value = "openid offline_access"
    hands.panel.authorize.form.optional["prompt"].value = "consent"
    hands.sign_in()
    hands.send()
    hands.go("tokens")
    tokens = hands.panel.tokens
    hands.click(tokens.refresh)
    tokens.old_one.value = True
    hands.click(tokens.refresh)
    assert "Sign in again: an older refresh token was seen" in read(tokens.why.widget)
    assert not tokens.old_one.value


def test_after_start_over_nothing_leads_to_the_flow_before(hands: Hands) -> None:
    """No link opens the former sign-in, and nobody is signed in for a flow that is not there."""
    hands.sign_in()
    hands.click(hands.panel.start_over)
    hands.go("authorize")
    assert not hands.panel.authorize.link.href
    assert "choose a provider first" in read(hands.panel.authorize.widget)
    hands.go("redirect")
    assert not can_see(hands.panel.redirect.widget, hands.panel.redirect.people["alice"])
