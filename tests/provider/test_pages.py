"""The pages: hostile values stay text, nothing is loaded from elsewhere, nothing is kept, nothing is redeemed."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape
from pathlib import Path

import httpx
import pytest

import explorer.provider
from explorer.provider import Provider
from tests.provider.visitor import Browser, authorize_url, came_back, fetch, fresh_name, get_code, page_name, redeem

PAGES = Path(explorer.provider.__file__).with_name("pages")
HOSTILE = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>{{ 7*7 }}{% raw 1 %}&amp;"


def assert_inert(page: httpx.Response) -> None:
    """The hostile text is there to be read, and nowhere as markup."""
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert HOSTILE in unescape(page.text)


def every_page(provider: Provider) -> list[httpx.Response]:
    """Return one answer for each template."""
    client = provider.register(fresh_name())
    browser = Browser(provider)
    with browser.http:
        sign_in = browser.open(authorize_url(provider, client.client_id))
        consent = browser.click(sign_in, user="alice")
        sign_out = browser.open(provider.profile.paths.end_session_endpoint)
        form_post = browser.sign_in(authorize_url(provider, client.client_id, response_mode="form_post", prompt="login"))
        signed_out = browser.click(sign_out, decision="sign-out")
        landing = browser.open("/callback?code=a&state=b")
        error = browser.open(provider.profile.paths.authorization_endpoint)
    return [sign_in, consent, sign_out, form_post, signed_out, landing, error]


def test_every_template_is_reached(provider: Provider) -> None:
    """So that the other tests of this file speak for all pages."""
    names = [page_name(page) for page in every_page(provider)]
    assert names == ["sign-in", "consent", "sign-out", "form-post", "signed-out", "landing", "error"]
    assert {path.stem for path in PAGES.glob("*.html")} == {name.replace("-", "_") for name in names if name} - {
        "signed_out"
    } | {"base"}


def test_headers(provider: Provider) -> None:
    """No page is cached, framed, sniffed, or tells the next site where it came from."""
    for page in every_page(provider):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        policy = dict(part.split(" ", 1) for part in page.headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in page.headers["Content-Security-Policy"]
        assert policy["form-action"].startswith("'self'")


def test_style_and_script_are_allowed_by_their_hashes(provider: Provider) -> None:
    """The policy names exactly what the page holds."""
    for page in every_page(provider):
        policy = page.headers["Content-Security-Policy"]
        for tag, directive in (("style", "style-src"), ("script", "script-src")):
            blocks = re.findall(f"<{tag}>(.*?)</{tag}>", page.text, re.DOTALL)
            digests = [base64.b64encode(hashlib.sha256(block.encode()).digest()).decode() for block in blocks]
            sources = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
            assert f"{directive} {sources};" in policy


def test_nothing_comes_from_elsewhere_and_nothing_is_absolute(provider: Provider) -> None:
    """Behind a proxy only relative addresses work; a root-relative one would leave the prefix."""
    for page in every_page(provider):
        addresses = re.findall(r'(?:src|href|action|formaction)="([^"]*)"', page.text)
        assert all(address == "data:," or address.startswith("../") for address in addresses)
        assert not re.search(r"url\(|@import|style=|onclick=|onload=", page.text)


def test_only_style_and_script_skip_the_escaping() -> None:
    """In the templates `raw` is used for our own two files, and the escaping is never switched off."""
    for path in PAGES.glob("*.html"):
        text = path.read_text("utf-8")
        assert set(re.findall(r"{%\s*raw\s+(\w+)", text)) <= {"style", "script"}
        assert "autoescape" not in text
        assert "|" not in re.sub(r"<[^>]*>", "", text)


@pytest.mark.parametrize("name", ["state", "nonce", "login_hint", "claims_locales", "ui_locales", HOSTILE])
def test_hostile_parameters_on_the_consent_page(standard: Provider, browser: Browser, name: str) -> None:
    """Values, and even names, of the request are shown as text."""
    client = standard.register(fresh_name())
    page = browser.open(authorize_url(standard, client.client_id, **{name: HOSTILE}))
    assert "<script>alert" not in page.text
    assert_inert(browser.click(page, user="alice"))


def test_hostile_client_id(standard: Provider, browser: Browser) -> None:
    """The client's name is shown on the sign-in page, the consent page and in the title."""
    standard.register(HOSTILE)
    page = browser.open(authorize_url(standard, HOSTILE))
    assert_inert(page)
    assert_inert(browser.click(page, user="alice"))


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_hostile_values_on_the_error_page(standard: Provider, browser: Browser, name: str) -> None:
    """What was sent is shown as text."""
    client = standard.register(fresh_name())
    assert_inert(browser.open(authorize_url(standard, **({"client_id": client.client_id} | {name: HOSTILE}))))


def test_hostile_values_on_the_landing_page(standard: Provider) -> None:
    """By query and by form; names too."""
    url = standard.landing
    assert_inert(fetch(url, params={"code": HOSTILE, HOSTILE: "x"}))
    assert_inert(fetch(url, "POST", data={"code": HOSTILE, HOSTILE: "x"}))
    assert fetch(url + "?code=%ff%fe&=&&x").status_code == 200
    assert fetch(
        url, "POST", content=b"\xff\xfe=\x00", headers={"Content-Type": "application/x-www-form-urlencoded"}
    ).is_success


def test_hostile_redirect_uri_cannot_widen_the_policy(standard: Provider, browser: Browser) -> None:
    """A registered address with a semicolon in its host does not become another directive."""
    uri = "https://a;script-src%20*.example/cb"
    client = standard.register(fresh_name(), redirect_uris=(uri,))
    page = browser.open(authorize_url(standard, client.client_id, redirect_uri=uri))
    assert page.headers["Content-Security-Policy"].count("script-src") == 1


def test_forms_may_lead_to_the_clients_origin(standard: Provider, browser: Browser) -> None:
    """Chromium holds the redirect after a form against form-action, so the client's origin is allowed, and no more."""
    for uri, source in (("http://127.0.0.1:9999/cb", "http://127.0.0.1:9999"), ("com.example.app:/cb", "com.example.app:")):
        client = standard.register(fresh_name(), redirect_uris=(uri,))
        page = browser.open(authorize_url(standard, client.client_id, redirect_uri=uri))
        assert f"form-action 'self' {source};" in page.headers["Content-Security-Policy"]


def test_the_landing_page_shows_the_canonical_address(provider: Provider) -> None:
    """The address to copy is the registered one with the query exactly as it came."""
    query = "code=AQID%2FBA=&state=a+b%20c&iss=http%3A%2F%2Fx"
    page = fetch(f"{provider.landing}?{query}", headers={"Host": "hub.example", "X-ProxyContextPath": "/proxy/1"})
    copied = re.search(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.DOTALL)
    assert copied
    assert unescape(copied[1]) == f"{provider.landing}?{query}"


def test_the_landing_page_redeems_nothing(standard: Provider) -> None:
    """After the page was shown the code is still good."""
    client = standard.register(fresh_name(), token_endpoint_auth_method="none")
    code = get_code(standard, client.client_id)
    assert code in fetch(standard.landing, params={"code": code}).text
    assert redeem(standard, code, client_id=client.client_id).status_code == 200


def test_the_landing_page_tells_success_error_and_nothing_apart(standard: Provider) -> None:
    """Each has its own sentence."""
    assert "with a code" in fetch(standard.landing + "?code=a").text
    assert "without a code" in fetch(standard.landing + "?error=access_denied").text
    empty = fetch(standard.landing).text
    assert "Neither a code nor an error" in empty
    assert "<textarea" not in empty


def test_the_error_page_says_where_the_browser_was_not_sent(standard: Provider, browser: Browser) -> None:
    """The page is marked as a local provider's, and an answer that goes back is not shown here."""
    page = browser.open(authorize_url(standard, "nobody"))
    assert "Local provider" in page.text
    assert "was not sent back" in page.text
    assert "was not sent back" not in browser.open("/nothing").text
    client = standard.register(fresh_name())
    assert came_back(browser.open(authorize_url(standard, client.client_id, prompt="none")))["error"] == "login_required"
