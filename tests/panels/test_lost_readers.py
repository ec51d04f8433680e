"""What people do in a flow that is all right, or nearly: the panel says so, in one voice, and leads where it goes on."""

from __future__ import annotations

import pytest

from explorer import LocalProvider
from explorer.secret import reveal
from explorer.views.run import spent_in_browser
from explorer.views.story import story
from explorer.views.waterfall import waterfall_lines
from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, can_see, read

BROWSERS = {
    "chromium": "This site can't be reached\n\n127.0.0.1 refused to connect.\nTry:\nChecking the connection\nERR_CONNECTION_REFUSED",
    "edge": "Hmmm\u2026 can't reach this page\n127.0.0.1 refused to connect.\nERR_CONNECTION_REFUSED",
    "firefox": "Unable to connect\n\nFirefox can\u2019t establish a connection to the server at 127.0.0.1:9999.",
    "german": "Die Website ist nicht erreichbar\n127.0.0.1 hat die Verbindung abgelehnt.\nERR_CONNECTION_REFUSED",
}


@pytest.fixture
def step_3(make_panel: MakePanel) -> Hands:
    """A panel whose link was opened, at the local provider."""
    hands = make_panel()
    hands.connect()
    hands.open_link()
    return hands


def link(hands: Hands) -> str:
    """Return the link that was opened."""
    request = hands.panel.flow.request
    assert request is not None
    return request.url


def heard(hands: Hands) -> str:
    """Return what was said aloud last."""
    return hands.panel.model.news.since(0)[-1].text


@pytest.mark.parametrize("page", BROWSERS.values(), ids=BROWSERS)
def test_the_browsers_own_page_is_expected(make_panel: MakePanel, provider: LocalProvider, page: str) -> None:
    """Nothing listens at the redirect_uri, so the browser cannot connect: its page is none of the provider, and nothing is wrong."""
    hands = make_panel(provider.address)
    hands.panel.provider.own_form.client_id.value = "app"
    hands.connect()
    hands.open_link()
    hands.paste(page)
    assert "This is the browser's own page" in hands.error
    assert "not registered" not in read(hands.panel.redirect.widget)
    assert hands.panel.redirect.primary.description == "Read it"


def test_the_bare_address_of_the_provider_says_nothing(step_3: Hands) -> None:
    """It is where the provider is, and no answer: no cause is made up for it."""
    hands = step_3
    assert hands.panel.model.local is not None
    hands.paste(hands.panel.model.local.address)
    assert "an address of the provider itself" in hands.error
    assert f"it begins with {hands.panel.model.local.redirect_uri}" in hands.error
    assert "not registered" not in read(hands.panel.redirect.widget)


def test_an_empty_box_says_that_the_rest_is_older(step_3: Hands) -> None:
    """What an earlier text came to stays, and is not taken for what came of the click on the empty box."""
    hands = step_3
    hands.paste("https://somewhere.example/")
    hands.paste("")
    assert "Nothing was pasted" in hands.error
    assert "What stands below came before" in read(hands.panel.redirect.widget)


def test_a_refused_text_goes_with_a_sign_in_by_itself(step_3: Hands) -> None:
    """The button then goes on with the code that came, and does not read the refused text once more."""
    hands = step_3
    hands.paste(hands.panel.model.local.sign_in(link(hands)) if hands.panel.model.local else "")
    hands.go("redirect")
    hands.paste("https://somewhere.example/")
    assert hands.panel.redirect.primary.description == "Read it"
    hands.click(hands.panel.redirect.people["alice"])
    assert hands.panel.redirect.primary.description == "Go on: exchange the code"


def test_the_browsers_own_page_where_the_provider_answers(step_3: Hands) -> None:
    """At the local provider's own redirect_uri a page was to be expected, so that none came is not."""
    hands = step_3
    hands.paste("127.0.0.1 refused to connect. ERR_CONNECTION_REFUSED")
    assert "does the provider still run" in hands.error
    assert "that is expected" not in hands.error


def test_once_it_came_nobody_is_sent_to_a_tab(step_3: Hands) -> None:
    """The sentence above the box is about what is to be done now."""
    hands = step_3
    assert hands.panel.model.local is not None
    assert "Sign in in the tab that opened" in read(hands.panel.redirect.widget)
    hands.paste(hands.panel.model.local.sign_in(link(hands)))
    hands.go("redirect")
    assert "Sign in in the tab that opened" not in read(hands.panel.redirect.widget)
    assert "What came back was read" in read(hands.panel.redirect.widget)


def test_a_sign_in_that_is_not_finished_is_finished_in_its_tab(step_3: Hands) -> None:
    """The button does not throw away what the advice says is to be finished."""
    hands = step_3
    assert hands.panel.model.local is not None
    hands.paste(f"{hands.panel.model.local.address}/interaction/8f3a")
    assert "not finished" in read(hands.panel.redirect.widget)
    assert hands.panel.redirect.primary.description == "Read it"


def test_one_place_in_two_spellings(step_3: Hands) -> None:
    """What is heard says that a check failed and what to do: to compare, and then to go on, for which there is a button."""
    hands = step_3
    local = hands.panel.model.local
    assert local is not None
    hands.paste(local.sign_in(link(hands)).reveal().replace("127.0.0.1", "localhost", 1))
    assert "and a check of it failed" in heard(hands)
    assert "as localhost and 127.0.0.1 are, go on" in heard(hands)
    assert can_see(hands.panel.widget, hands.panel.redirect.onward)
    hands.click(hands.panel.redirect.onward)
    assert hands.panel.model.open == "exchange"


def test_an_old_address_is_answered_in_one_voice(step_3: Hands) -> None:
    """Heard and seen say whose sign-in it answers; the tab with the right answer is still open, so the box waits."""
    hands = step_3
    local = hands.panel.model.local
    assert local is not None
    old = local.sign_in(link(hands))
    hands.paste(old)
    hands.go("authorize")
    hands.open_link()
    hands.paste(old)
    assert "This is the answer to an earlier sign-in of yours, whose link was made a moment before" in heard(hands)
    assert "Paste the address of the tab that you opened last" in heard(hands)
    assert not can_see(hands.panel.redirect.widget, hands.panel.redirect.why.widget)
    assert hands.panel.redirect.primary.description == "Read it"


def test_a_code_that_is_sent_twice_took_its_tokens_along(step_3: Hands) -> None:
    """Step 5 does not deny that tokens came: it says what the second use did; after a plain refusal it says that none came."""
    hands = step_3
    assert hands.panel.model.local is not None
    hands.paste(hands.panel.model.local.sign_in(link(hands)))
    hands.send()
    hands.click(hands.panel.exchange.once_more)
    hands.go("tokens")
    assert "Tokens came for this code. Then it was sent a second time" in read(hands.panel.tokens.widget)
    hands.go("authorize")
    hands.sign_in()
    hands.panel.exchange.form.verifier.value = "wrong"
    hands.send()
    hands.go("tokens")
    assert "No tokens came: the exchange was refused" in read(hands.panel.tokens.widget)


def test_what_was_refused_before_is_no_reason_of_what_came_now(make_panel: MakePanel) -> None:
    """A public client may not introspect; its revocation after that works, and is told of without the diagnosis of the other."""
    hands = make_panel(public=True)
    hands.connect()
    hands.sign_in()
    hands.send()
    hands.go("tokens")
    step = hands.panel.tokens
    hands.click(step.introspect)
    assert "cannot prove who it is" in heard(hands)
    assert "0 checks" not in heard(hands)
    assert "What usually lies behind it" not in read(step.widget), "the diagnosis has the cause"
    hands.click(step.revoke)
    assert heard(hands) == "Revoke: the provider answered 200."
    assert "cannot prove who it is" not in read(step.widget)


def test_another_issuer_is_another_provider(make_panel: MakePanel) -> None:
    """What was wrong with the provider asked before is not said of the one that is typed now; a host alone is told what it lacks."""
    hands = make_panel()
    hands.connect()
    local = hands.panel.model.local
    assert local is not None
    form = hands.panel.provider.own_form
    hands.go("provider")
    hands.panel.provider.where.value = hands.panel.provider.where.options[1]
    form.issuer.value, form.client_id.value = local.address.replace("127.0.0.1", "localhost"), "x"
    hands.connect()
    hands.go("provider")
    assert "What the provider says of itself is wrong" in read(hands.panel.provider.widget)
    form.issuer.value = "127.0.0.1:8765"
    hands.connect()
    shown = read(hands.panel.provider.widget)
    assert "Put https:// before it." in shown
    assert "What the provider says of itself is wrong" not in shown


def test_the_secret_of_the_local_client_is_nobodys_to_know(step_3: Hands) -> None:
    """Where a wrong secret was typed for the local provider's client, the way to the right one is named."""
    hands = step_3
    local = hands.panel.model.local
    assert local is not None
    flow = hands.panel.flow
    flow.use_client(flow.client.with_secret("a-wrong-one"))
    hands.paste(local.sign_in(link(hands)))
    hands.send()
    assert "“Use this provider” in step 1" in read(hands.panel.exchange.widget)


def test_what_is_pasted_once_more_is_no_trip_of_the_browser(make_panel: MakePanel) -> None:
    """Four pastes of one sign-in are one way to the provider and back, and its time is counted once."""
    hands = make_panel()
    hands.connect()
    local = hands.panel.model.local
    assert local is not None
    answer = local.sign_in(hands.open_link())
    for text in (answer, "hello", answer, answer):
        hands.paste(text)
    told = [step.words for step in story(hands.panel.run)]
    assert sum("GET /authorize" in words for words in told) == 1
    assert sum("pasted once more" in words for words in told) == 3
    assert len(spent_in_browser(hands.panel.run)) == 1
    assert sum(line.thinking is not None for line in waterfall_lines(hands.panel.run)) == 1
    hands.send()
    hands.go("authorize")
    hands.sign_in("bob")
    assert len(spent_in_browser(hands.panel.run)) == 2


def test_the_trip_of_the_browser_ends_with_the_answer_that_counts(step_3: Hands) -> None:
    """An answer of somebody else's that was pasted first is told before it, and its time is not the sign-in's."""
    hands = step_3
    local = hands.panel.model.local
    assert local is not None
    answer = local.sign_in(link(hands))
    hands.paste(f"{reveal(answer).partition('?')[0]}?error=access_denied&state=of-another")
    hands.paste(answer)
    told = [step.words for step in story(hands.panel.run)]
    before, trip = (next(at for at, words in enumerate(told) if part in words) for part in ("pasted before", "GET /authorize"))
    assert before < trip
    pastes = [event for event in hands.panel.run.events if event["kind"] == "receive"]
    assert spent_in_browser(hands.panel.run) == [pastes[-1]["thinking"]]
