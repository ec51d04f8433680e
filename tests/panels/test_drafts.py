"""The link on the screen is the link that is opened, and the link that is opened is the one that is recorded."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from explorer import LocalProvider
from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, can_see, from_page, read


def query(url: str) -> dict[str, str]:
    """Return the parameters of a link."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@pytest.fixture
def hands(make_panel: MakePanel) -> Hands:
    """A panel at step 2."""
    hands = make_panel()
    hands.connect()
    return hands


def attempts(hands: Hands) -> list[dict[str, str]]:
    """Return the parameters of every attempt that is on record."""
    return [dict(event["params"]) for event in hands.panel.run.of_kind("authorize")]


def test_typing_keeps_the_random_values_and_records_nothing(hands: Hands) -> None:
    """State, nonce and challenge stay while the form changes, and no key begins an attempt."""
    link = hands.panel.authorize.link
    first = query(link.href)
    for scope in ("openid e", "openid em", "openid email"):
        hands.panel.authorize.form.scope.value = scope
    second = query(link.href)
    assert second["scope"] == "openid email"
    assert all(first[name] == second[name] for name in ("state", "nonce", "code_challenge"))
    assert attempts(hands) == []


def test_the_link_that_was_opened_is_recorded(hands: Hands) -> None:
    """Also where the form had gone on by the time the click arrived."""
    link = hands.panel.authorize.link
    hands.panel.authorize.form.scope.value = "openid email"
    opened = link.href
    hands.panel.authorize.form.scope.value = "openid emai"
    from_page(link, kind="opened", href=opened)
    assert hands.panel.flow.request is not None
    assert hands.panel.flow.request.url == opened
    assert attempts(hands) == [query(opened)]
    from_page(link, kind="opened", href=opened)
    assert len(attempts(hands)) == 1, "opening it twice is one attempt"


def test_after_opening_a_change_brings_fresh_values(hands: Hands) -> None:
    """The values of a link that was opened are not used for another request."""
    first = query(hands.open_link())
    hands.go("authorize")
    assert query(hands.panel.authorize.link.href) == first
    hands.panel.authorize.form.scope.value = "openid email"
    second = query(hands.panel.authorize.link.href)
    assert not {first[name] for name in ("state", "nonce", "code_challenge")} & set(second.values())
    hands.go("authorize")
    hands.panel.authorize.fresh.click()
    third = query(hands.panel.authorize.link.href)
    assert third["state"] != second["state"]
    assert third["scope"] == "openid email"


def test_a_link_taken_from_the_page_by_other_means(hands: Hands) -> None:
    """Copied with the browser's own menu, nobody tells us; its answer shows by the state that it was used."""
    local = hands.panel.model.local
    assert local is not None
    answer = local.sign_in(hands.panel.authorize.link.href)
    hands.go("redirect")
    hands.paste(answer)
    assert not hands.error
    assert hands.panel.model.state_of("redirect") == "done"
    assert len(attempts(hands)) == 1


def test_again_makes_fresh_values(hands: Hands) -> None:
    """A flow that was begun in the panel and is repeated in code has a state of its own."""
    hands.open_link()
    again = hands.panel.flow.again(scope="openid email")
    assert again.request is not None
    assert hands.panel.flow.request is not None
    assert again.request.state != hands.panel.flow.request.state


def test_copying_the_link_counts_as_opening_it(hands: Hands) -> None:
    """Whoever copies the link opens it elsewhere: the step stays, a button leads on, and no tab is spoken of."""
    step = hands.panel.authorize
    assert not can_see(step.widget, step.onward)
    from_page(step.copy, kind="copied", text=step.copy.text)
    assert len(attempts(hands)) == 1
    assert hands.panel.model.open == "authorize"
    step.onward.click()
    assert hands.panel.model.open == "redirect"
    assert "Open the link in a browser" in read(hands.panel.redirect.widget)


def test_a_second_sign_in_has_values_of_its_own(hands: Hands) -> None:
    """Once an answer came back, the link on the screen is a new one before anybody opens it, and cells do not bring the old one back."""
    first = query(hands.open_link())
    local = hands.panel.model.local
    assert local is not None
    hands.paste(local.sign_in(hands.panel.authorize.link.href))
    hands.send()
    hands.go("authorize")
    hands.panel.model.follow_code()
    second = query(hands.open_link())
    assert not {first[name] for name in ("state", "nonce", "code_challenge")} & set(second.values())
    assert [attempt["state"] for attempt in attempts(hands)] == [first["state"], second["state"]]
    assert hands.panel.flow.authorization_response is None, "nothing of the first one stands before the second"


def test_start_over_forgets_what_was_typed(hands: Hands) -> None:
    """A scope that was refused is not asked for again."""
    hands.panel.authorize.form.scope.value = "xabmydd"
    hands.panel.start_over.click()
    hands.connect()
    assert query(hands.panel.authorize.link.href)["scope"] == "openid"


def test_who_is_signed_in_is_told_and_can_be_left(hands: Hands) -> None:
    """After a sign-in by hand step 2 names the person, and a button asks for somebody else; a program's sign-in is nobody's."""
    local, step = hands.panel.model.local, hands.panel.authorize
    assert local is not None
    local.sign_in(step.link.href)
    assert not local.signed_in
    by_hand(local, step.link.href, "alice")
    hands.panel.model.changed()
    assert "Alice Archer is signed in" in read(step.widget)
    step.other.click()
    assert query(step.link.href)["prompt"] == "login"
    assert "open it, and choose somebody else" in read(step.widget)
    assert can_see(step.widget, step.other), "it keeps the focus"
    hands.paste(local.sign_in(hands.open_link(), "bob"))
    hands.send()
    hands.go("authorize")
    assert "prompt" not in query(step.link.href), "it was asked for once"


@pytest.mark.parametrize("way", ["the tab of step 2", "a fresh link", "a fresh link, twice", "Fresh values", "Bob for me"])
def test_somebody_else_is_asked_for_in_one_link(hands: Hands, way: str) -> None:
    """Whichever way leads to the link after the one that asked, it asks no more: not in the form, and not in the record."""
    panel, local = hands.panel, hands.panel.model.local
    assert local is not None
    by_hand(local, panel.authorize.link.href, "alice")
    panel.authorize.other.click()
    assert query(panel.authorize.link.href)["prompt"] == "login"
    hands.paste(local.sign_in(hands.open_link(), "bob"))
    assert panel.flow.request is not None
    assert query(panel.flow.request.url)["prompt"] == "login"
    if way == "Bob for me":
        hands.go("redirect")
        hands.click(panel.redirect.people["bob"])
        assert "prompt" not in query(panel.flow.request.url)
    hands.go("exchange" if way.startswith("a fresh link") else "authorize")
    for _ in range(2 if way.endswith("twice") else 1):
        if way.startswith("a fresh link"):
            hands.go("exchange")
            panel.exchange.fresh.click()
        if way == "Fresh values":
            panel.authorize.fresh.click()
    assert panel.model.open == "authorize"
    assert "prompt" not in query(panel.authorize.link.href)
    assert panel.authorize.form.optional["prompt"].value == ""
    assert "choose somebody else" not in read(panel.authorize.widget)


def test_what_is_asked_for_once_waits_for_its_link(hands: Hands) -> None:
    """Fresh values before the link was opened are for the same link, and what the reader wrote there stays."""
    local, step = hands.panel.model.local, hands.panel.authorize
    assert local is not None
    by_hand(local, step.link.href, "alice")
    step.other.click()
    step.fresh.click()
    assert query(step.link.href)["prompt"] == "login"
    step.form.optional["prompt"].value = "login consent"
    hands.paste(local.sign_in(hands.open_link(), "bob"))
    hands.go("authorize")
    assert query(step.link.href)["prompt"] == "login consent"


def by_hand(local: LocalProvider, url: str, user: str) -> None:
    """Sign in as a browser that says that it is one, up to the page that asks for consent."""
    with httpx.Client(headers={"User-Agent": "Mozilla/5.0"}, follow_redirects=True) as browser:
        page = browser.get(url)
        assert "I am not Alice" in browser.post(page.url, data={"user": user}).text


def test_a_browser_that_is_elsewhere(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind a hub the link leads through its proxy, and the record has the provider's own address."""
    monkeypatch.setenv("FLOW_EXPLORER_BROWSER", "proxy")
    hands.panel.authorize.form.scope.value = "openid email"
    href = hands.open_link()
    local = hands.panel.model.local
    assert local is not None
    assert href.startswith(f"/proxy/{local.port}/authorize?")
    assert hands.panel.flow.request is not None
    assert hands.panel.flow.request.url.startswith(local.address)


def test_the_link_is_judged_while_it_is_written(hands: Hands) -> None:
    """What the standards have against the link stands beneath the form, before it is opened, and goes when it is mended."""
    step = hands.panel.authorize
    assert "Before you open it" not in read(step.widget)
    step.form.pkce.value = None
    assert "Before you open it" in read(step.widget)
    assert "PKCE" in read(step.widget).partition("Before you open it")[2]
    step.form.pkce.value = "S256"
    assert "Before you open it" not in read(step.widget)
    step.form.scope.value = "profile"
    assert "AUTHZ-SCOPE-NO-OPENID" in read(step.widget)
