"""The authorization endpoint: what it refuses and where it says so, what it asks, and how it goes back."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import httpx
import pytest

from explorer.provider import PEOPLE, Provider
from explorer.provider.clients import Registration
from tests.provider.visitor import (
    Browser,
    Clock,
    authorize_url,
    basic,
    came_back,
    fetch,
    fresh_name,
    get_json,
    get_tokens,
    page_name,
    peek,
    redeem,
)


@pytest.fixture
def client(standard: Provider) -> Registration:
    """A confidential client of the standard provider."""
    return standard.register(fresh_name())


@pytest.mark.parametrize(
    "params",
    [
        {"client_id": None},
        {"client_id": "nobody"},
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": ""},
        {"redirect_uri": None},
        {"id_token_hint": "x", "redirect_uri": "https://evil.example/"},
    ],
    ids=str,
)
def test_never_redirects_to_an_address_that_is_not_certain(
    standard: Provider, client: Registration, browser: Browser, params: dict[str, Any]
) -> None:
    """RFC 6749 4.1.2.1: without a known client and address the error stays on the provider's page."""
    answer = browser.open(authorize_url(standard, **({"client_id": client.client_id} | params)))
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert page_name(answer) == "error"


@pytest.mark.parametrize("change", [str.upper, lambda uri: uri + "/", lambda uri: uri + "?a=1", lambda uri: uri[:-1]])
def test_redirect_uri_is_compared_literally(standard: Provider, client: Registration, browser: Browser, change: Any) -> None:
    """Neither case, nor a slash, nor a query are forgiven; the page shows both addresses."""
    sent = change(standard.landing)
    answer = browser.open(authorize_url(standard, client.client_id, redirect_uri=sent))
    assert page_name(answer) == "error"
    assert sent in unescape(answer.text)
    assert standard.landing in answer.text


def test_doubled_address_stays_on_the_page(standard: Provider, client: Registration, browser: Browser) -> None:
    """Two redirect_uri, one of them good: nobody is sent anywhere."""
    url = authorize_url(standard, client.client_id) + "&redirect_uri=https%3A%2F%2Fevil.example"
    assert page_name(browser.open(url)) == "error"


REDIRECTED: list[tuple[dict[str, str | None], str]] = [
    ({"response_type": None}, "invalid_request"),
    ({"response_type": "cod"}, "unsupported_response_type"),
    ({"response_type": 'token "<b>é'}, "unsupported_response_type"),
    ({"response_mode": "fragment"}, "invalid_request"),
    ({"scope": None}, "invalid_scope"),
    ({"scope": "nothing-known"}, "invalid_scope"),
    ({"scope": "openid OWN/api http://tenant-base-url/api"}, "invalid_scope"),
    ({"request": "x"}, "request_not_supported"),
    ({"request_uri": "https://x.example"}, "request_uri_not_supported"),
    ({"registration": "{}"}, "registration_not_supported"),
    ({"code_challenge_method": "S256"}, "invalid_request"),
    ({"code_challenge": "short"}, "invalid_request"),
    ({"code_challenge": "x" * 43, "code_challenge_method": "S512"}, "invalid_request"),
    ({"prompt": "none login"}, "invalid_request"),
    ({"prompt": "create"}, "invalid_request"),
    ({"max_age": "-1"}, "invalid_request"),
    ({"max_age": "soon"}, "invalid_request"),
    ({"max_age": "9" * 5000}, "invalid_request"),
    ({"claims": "{"}, "invalid_request"),
    ({"claims": "[]"}, "invalid_request"),
    ({"claims": '{"id_token": 1}'}, "invalid_request"),
    ({"claims": "[" * 100_000}, "invalid_request"),
    ({"claims": '{"id_token": {"acr": {"essential": true, "value": "gold"}}}'}, "unmet_authentication_requirements"),
    ({"claims": '{"id_token": {"acr": {"essential": true, "values": ["gold", 1]}}}'}, "unmet_authentication_requirements"),
    ({"claims": '{"id_token": {"acr": {"essential": true, "values": "gold"}}}'}, "unmet_authentication_requirements"),
    ({"id_token_hint": "x.y.z"}, "invalid_request"),
]


@pytest.mark.parametrize(("params", "error"), REDIRECTED, ids=[str(params)[:60] for params, _ in REDIRECTED])
def test_errors_that_go_back_to_the_client(
    standard: Provider, client: Registration, browser: Browser, params: dict[str, str | None], error: str
) -> None:
    """Everything else that is wrong goes back, with state and iss, in characters that are allowed (RFC 6749 4.1.2.1)."""
    if params.get("scope"):
        params = {"scope": str(params["scope"]).replace("OWN", standard.address)}
    url, data = authorize_url(standard, client.client_id, **params).split("?")
    answer = browser.http.post(url, content=data, headers={"Content-Type": "application/x-www-form-urlencoded"})
    back = came_back(answer)
    assert back["error"] == error
    assert (back["state"], back["iss"]) == ("af0ifjsldkj", standard.issuer)
    assert re.fullmatch(r"[ -!#-\[\]-~]+", back["error_description"])


def test_a_repeated_parameter_goes_back(standard: Provider, client: Registration, browser: Browser) -> None:
    """RFC 6749 3.1: no parameter comes twice."""
    answer = browser.open(authorize_url(standard, client.client_id) + "&scope=email")
    assert came_back(answer)["error"] == "invalid_request"


def test_a_client_can_be_held_to_pkce(standard: Provider, browser: Browser) -> None:
    """`require_pkce` refuses a request without a challenge; by default there is no such requirement."""
    client = standard.register(fresh_name(), require_pkce=True)
    assert came_back(browser.open(authorize_url(standard, client.client_id)))["error"] == "invalid_request"
    assert page_name(browser.open(authorize_url(standard, client.client_id, code_challenge="x" * 43))) == "sign-in"


def test_unknown_scopes_are_ignored(standard: Provider, client: Registration) -> None:
    """OIDC Core 3.1.2.1; the token response says what was granted."""
    assert get_tokens(standard, client.client_id, scope="openid fancy email")["scope"] == "openid email"


def test_sign_in_and_consent_are_asked_once_in_a_browser(standard: Provider, client: Registration, browser: Browser) -> None:
    """The second request in the same browser goes through without a page; another browser is asked again."""
    url = authorize_url(standard, client.client_id)
    assert "code" in came_back(browser.sign_in(url))
    assert "code" in came_back(browser.get(url))
    with Browser(standard).http as other:
        assert "interaction/" in other.get(url).headers["Location"]


def test_more_scopes_need_more_consent(standard: Provider, client: Registration, browser: Browser) -> None:
    """Consent covers what was shown: a new scope is asked for, a smaller request is not."""
    browser.sign_in(authorize_url(standard, client.client_id, scope="openid email"))
    assert page_name(browser.open(authorize_url(standard, client.client_id, scope="openid phone"))) == "consent"
    assert "code" in came_back(browser.open(authorize_url(standard, client.client_id, scope="openid")))


def test_saying_no(standard: Provider, client: Registration, browser: Browser) -> None:
    """Deny sends the browser back with access_denied, state and iss."""
    answer = browser.sign_in(authorize_url(standard, client.client_id), decision="deny")
    back = came_back(answer)
    assert (answer.status_code, back["error"], back["state"]) == (303, "access_denied", "af0ifjsldkj")
    assert back["iss"] == standard.issuer


def test_prompt_none(standard: Provider, client: Registration, browser: Browser) -> None:
    """No page at all: login_required, then consent_required, then a code (OIDC Core 3.1.2.6)."""
    silent = authorize_url(standard, client.client_id, prompt="none")
    assert came_back(browser.get(silent))["error"] == "login_required"
    browser.click(browser.open(authorize_url(standard, client.client_id)), user="alice")
    assert came_back(browser.get(silent))["error"] == "consent_required"
    browser.sign_in(authorize_url(standard, client.client_id))
    assert "code" in came_back(browser.get(silent))


@pytest.mark.parametrize("prompt", ["login", "select_account", "login consent"])
def test_prompt_for_a_new_sign_in(
    standard: Provider, client: Registration, browser: Browser, clock: Clock, prompt: str
) -> None:
    """The person is asked although signed in, and auth_time is new."""
    browser.sign_in(authorize_url(standard, client.client_id))
    clock.now += 1000
    page = browser.open(authorize_url(standard, client.client_id, prompt=prompt))
    assert page_name(page) == "sign-in"
    answer = browser.sign_in(authorize_url(standard, client.client_id, prompt=prompt), user="bob")
    tokens = redeem(standard, came_back(answer)["code"], basic(client.client_id, client.client_secret)).json()
    assert peek(tokens["id_token"])["auth_time"] == clock.now
    assert peek(tokens["id_token"])["sub"] == PEOPLE["bob"].sub


def test_prompt_consent(standard: Provider, client: Registration, browser: Browser) -> None:
    """Consent is asked again although it was given."""
    browser.sign_in(authorize_url(standard, client.client_id))
    page = browser.open(authorize_url(standard, client.client_id, prompt="consent"))
    assert page_name(page) == "consent"
    assert "code" in came_back(browser.click(page, decision="allow"))


def test_max_age(standard: Provider, client: Registration, browser: Browser, clock: Clock) -> None:
    """A sign-in that is older than max_age is asked for again; zero always asks (OIDC Core 3.1.2.1)."""
    browser.sign_in(authorize_url(standard, client.client_id))
    clock.now += 100
    assert "code" in came_back(browser.open(authorize_url(standard, client.client_id, max_age="100")))
    assert page_name(browser.open(authorize_url(standard, client.client_id, max_age="99"))) == "sign-in"
    assert came_back(browser.get(authorize_url(standard, client.client_id, max_age="99", prompt="none")))["error"] == (
        "login_required"
    )
    answer = browser.sign_in(authorize_url(standard, client.client_id, max_age="0"))
    tokens = redeem(standard, came_back(answer)["code"], basic(client.client_id, client.client_secret)).json()
    assert peek(tokens["id_token"])["auth_time"] == clock.now


def test_a_session_ends_after_eight_hours(standard: Provider, client: Registration, browser: Browser, clock: Clock) -> None:
    """Then the person is asked again."""
    browser.sign_in(authorize_url(standard, client.client_id))
    clock.now += 8 * 3600 + 1
    assert page_name(browser.open(authorize_url(standard, client.client_id))) == "sign-in"


def test_the_claims_parameter(standard: Provider, client: Registration) -> None:
    """Claims asked for one by one appear where they were asked for (OIDC Core 5.5)."""
    asked = {"id_token": {"email": None, "sub": {"essential": True}, "unknown": None}, "userinfo": {"birthdate": None}}
    tokens = get_tokens(standard, client.client_id, claims=json.dumps(asked))
    claims = peek(tokens["id_token"])
    assert claims["email"] == "alice@example.com"
    assert claims["sub"] == PEOPLE["alice"].sub
    assert "unknown" not in claims
    assert set(get_json(standard.address + "/userinfo", tokens["access_token"])) == {"sub", "birthdate"}


def test_claims_asked_for_by_name_are_on_the_consent_page(standard: Provider, client: Registration, browser: Browser) -> None:
    """Consent covers them too, so they are shown."""
    claims = json.dumps({"userinfo": {"birthdate": None}, "id_token": {"email": None}})
    page = browser.click(browser.open(authorize_url(standard, client.client_id, claims=claims)), user="alice")
    assert "asked for one by one <code>birthdate email</code>" in page.text
    browser.click(page, decision="allow")
    assert "code" in came_back(browser.open(authorize_url(standard, client.client_id, claims=claims)))
    more = authorize_url(standard, client.client_id, claims='{"userinfo": {"phone_number": null}}')
    assert page_name(browser.open(more)) == "consent"


def test_the_app_can_ask_for_one_person(standard: Provider, client: Registration, browser: Browser) -> None:
    """The claim sub with a value, or an id_token_hint: nobody else is let through (OIDC Core 3.1.2.2, 5.5.1)."""
    claims = json.dumps({"id_token": {"sub": {"value": PEOPLE["bob"].sub}}})
    url = authorize_url(standard, client.client_id, claims=claims)
    page = browser.open(url)
    assert PEOPLE["bob"].claims["name"] in page.text
    assert page_name(browser.click(page, user="alice")) == "sign-in"
    assert page_name(browser.click(page, user="bob")) == "consent"
    hint = get_tokens(standard, client.client_id)["id_token"]
    other = authorize_url(standard, client.client_id, id_token_hint=hint, prompt="none")
    assert came_back(browser.get(other))["error"] == "login_required"


def test_login_hint_comes_first(standard: Provider, client: Registration, browser: Browser) -> None:
    """The suggested person is on top and is marked."""
    page = browser.open(authorize_url(standard, client.client_id, login_hint="bob@example.org")).text
    assert page.index("bob@example.org") < page.index("alice@example.com")
    assert page.count("suggested by the client") == 1


def test_form_post(standard: Provider, client: Registration, browser: Browser) -> None:
    """The answer comes in a form that posts itself to the landing page, which shows it."""
    page = browser.sign_in(authorize_url(standard, client.client_id, response_mode="form_post"))
    assert page_name(page) == "form-post"
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page.text))
    assert set(fields) == {"code", "state", "iss"}
    action = re.search(r'action="([^"]+)"', page.text)
    assert action
    assert httpx.URL(str(page.url)).join(action[1]) == standard.landing
    landing = browser.http.post(standard.landing, data=fields)
    assert page_name(landing) == "landing"
    assert fields["code"] in landing.text


def test_form_post_to_another_address(standard: Provider, browser: Browser) -> None:
    """A client's own address is posted to as it is registered."""
    client = standard.register(fresh_name(), redirect_uris=("https://app.example/cb?a=1&b=2",))
    url = authorize_url(standard, client.client_id, redirect_uri="https://app.example/cb?a=1&b=2", response_mode="form_post")
    page = browser.sign_in(url)
    assert 'action="https://app.example/cb?a=1&amp;b=2"' in page.text
    assert "form-action 'self' https://app.example;" in page.headers["Content-Security-Policy"]


def test_a_redirect_uri_with_a_query_keeps_it(standard: Provider, browser: Browser) -> None:
    """RFC 6749 3.1.2: the query component must be retained."""
    client = standard.register(fresh_name(), redirect_uris=("https://app.example/cb?a=1",))
    answer = browser.sign_in(authorize_url(standard, client.client_id, redirect_uri="https://app.example/cb?a=1"))
    assert answer.headers["Location"].startswith("https://app.example/cb?a=1&code=")


def test_state_comes_back_exactly(standard: Provider, client: Registration, browser: Browser) -> None:
    """Also with everything in it that an encoding could spoil; and an absent one stays absent."""
    state = 'a+b c&d=e%20f#g"<é>\r\nSet-Cookie: x=y'
    answer = browser.sign_in(authorize_url(standard, client.client_id, state=state))
    assert came_back(answer)["state"] == state
    assert "x" not in browser.http.cookies
    assert "state" not in came_back(browser.get(authorize_url(standard, client.client_id, state=None)))


def test_after_a_post_the_redirect_is_303(standard: Provider, client: Registration, browser: Browser) -> None:
    """So that the browser does not post again (RFC 9700 4.12); after a GET it is 302."""
    url = authorize_url(standard, client.client_id)
    assert browser.sign_in(url).status_code == 303
    assert browser.get(url).status_code == 302


def test_the_authorization_request_may_be_posted(standard: Provider, client: Registration, browser: Browser) -> None:
    """OIDC Core 3.1.2.1: GET and POST."""
    url, query = authorize_url(standard, client.client_id).split("?")
    answer = browser.http.post(url, content=query, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert page_name(browser.open(answer.headers["Location"])) == "sign-in"


def test_an_interaction_belongs_to_its_browser(standard: Provider, client: Registration, browser: Browser) -> None:
    """A link to somebody's sign-in page is worth nothing in another browser, and nothing once it is over."""
    page = browser.open(authorize_url(standard, client.client_id))
    assert fetch(page.url).status_code == 404
    assert fetch(page.url, "POST", data={"user": "alice"}).status_code == 404
    browser.sign_in(str(page.url))
    assert browser.http.get(page.url).status_code == 404


def test_two_tabs(standard: Provider, client: Registration, browser: Browser) -> None:
    """A sign-in that waits in another tab goes on after the sign-in in this one, and need not be repeated there."""
    first, second = (browser.open(authorize_url(standard, client.client_id)) for _ in range(2))
    assert "code" in came_back(browser.click(browser.click(first, user="alice"), decision="allow"))
    assert "code" in came_back(browser.open(str(second.url)))


def test_a_cookie_that_is_not_ours(standard: Provider, client: Registration) -> None:
    """Whatever a cookie of that name holds, it is not sent back."""
    for value in ("x", '"a\\012b: c"', "y" * 33, ""):
        cookie = {"Cookie": f"local_provider_{standard.port}={value}"}
        answer = fetch(authorize_url(standard, client.client_id), headers=cookie)
        assert re.fullmatch(r"local_provider_\d+=[\w-]{32}; .*", answer.headers["Set-Cookie"])


def test_a_planted_cookie_is_worth_nothing_after_the_sign_in(
    standard: Provider, client: Registration, browser: Browser
) -> None:
    """The cookie changes at the sign-in, so whoever knew the old one is not signed in."""
    name = f"local_provider_{standard.port}"
    page = browser.open(authorize_url(standard, client.client_id))
    before = browser.http.cookies[name]
    browser.click(page, user="alice")
    assert browser.http.cookies[name] != before
    silent = authorize_url(standard, client.client_id, prompt="none")
    answer = fetch(silent, headers={"Cookie": f"{name}={before}"})
    assert came_back(answer)["error"] == "login_required"


def test_answers_that_no_button_gives(standard: Provider, client: Registration, browser: Browser) -> None:
    """An unknown person, or a decision before the sign-in, leads back to the same page."""
    page = browser.open(authorize_url(standard, client.client_id))
    assert page_name(browser.click(page, user="mallory")) == "sign-in"
    assert page_name(browser.click(page, decision="allow")) == "sign-in"


def test_the_cookie(standard: Provider, client: Registration, browser: Browser) -> None:
    """Its name holds the port; scripts and other sites' forms do not get it."""
    cookie = browser.get(authorize_url(standard, client.client_id)).headers["Set-Cookie"]
    assert cookie.startswith(f"local_provider_{standard.port}=")
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
