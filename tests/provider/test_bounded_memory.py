"""What strangers can enter is bounded: in number, in bytes, and in time."""

from __future__ import annotations

import tracemalloc
from urllib.parse import urlsplit

from explorer.provider import Provider
from explorer.provider.bounded import Bounded, weight
from explorer.provider.http import Request
from tests.provider.raw import ask
from tests.provider.visitor import Browser, Clock, authorize_url, fresh_name, page_name


def test_links_that_nobody_opens(standard: Provider) -> None:
    """Two hundred links of 60 kB, as a page could hold them in images, cost a few megabytes, whatever is in them."""
    client = standard.register(fresh_name())
    url = urlsplit(authorize_url(standard, client.client_id))
    fillings = ["a" * 60_000, "%F0%9F%98%80" * 5_000, "&".join(f"{number:x}=" for number in range(990))]
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(200):
            query = f"{url.query}&x{number}={fillings[number % 3]}"
            assert standard.handle(Request("GET", url.path, query)).status == 302
        assert tracemalloc.get_traced_memory()[0] - before < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_sign_in_under_way_outlasts_them(standard: Provider, browser: Browser) -> None:
    """Its page was shown to its browser, and links that nobody opens go first."""
    client = standard.register(fresh_name())
    url = authorize_url(standard, client.client_id)
    page = browser.open(url)
    for _ in range(500):
        assert standard.handle(Request("GET", urlsplit(url).path, urlsplit(url).query + "&x=" + "a" * 50_000)).status == 302
    assert page_name(browser.click(page, user="alice")) == "consent"


def test_a_sign_in_ends_after_a_quarter_of_an_hour(standard: Provider, browser: Browser, clock: Clock) -> None:
    """Then it is forgotten, and its page says what to do."""
    client = standard.register(fresh_name())
    page = browser.open(authorize_url(standard, client.client_id))
    clock.now += 14 * 60
    assert page_name(browser.get(str(page.url))) == "sign-in"
    clock.now += 2 * 60
    over = browser.get(str(page.url))
    assert (over.status_code, page_name(over)) == (404, "error")
    assert urlsplit(str(page.url)).path.rpartition("/")[2] not in standard.setting.memory.interactions


def test_everything_that_strangers_can_enter_is_bounded(standard: Provider) -> None:
    """All that is remembered, but for the clients, which nobody can register from outside."""
    unbounded = [name for name, part in vars(standard.setting.memory).items() if not isinstance(part, Bounded)]
    assert unbounded == ["clients"]
    assert all(
        ask(standard, "POST", path, "{}", Content_Type="application/json")[0] in (404, 405)
        for path in ("/register", "/clients")
    )


def test_a_bounded_memory() -> None:
    """The oldest go, by number or by size; what is entered is there, however large, and what is taken out leaves room."""
    memory: Bounded[str, str] = Bounded(3, 10_000, lambda value: value)
    for name in "abcd":
        memory[name] = "x"
    assert list(memory) == ["b", "c", "d"]
    memory["b"] = "y"
    memory["e"] = "x"
    assert list(memory) == ["d", "b", "e"], "entered anew is new"
    memory["large"] = "x" * 50_000
    assert list(memory) == ["large"]
    assert memory.pop("large") == "x" * 50_000
    assert memory.pop("large", None) is None
    memory |= {}
    for name in "abc":
        memory[name] = "x" * 3_000
    assert list(memory) == ["a", "b", "c"]
    assert weight({"a": ["b" * 1_000]}) > 1_000
