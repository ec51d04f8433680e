"""Words that are in no table: what they speak of, what they repeat of the link, and what the record holds decide."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from explorer import Client, Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.errors import ExplorerError
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SECRET, SmallProvider
from tests.diagnosis.voices import by_the_book

CLIENT = Client("app", SECRET, redirect_uri=CALLBACK)
SITE = (
    "<!doctype html><html><head><title>Acme</title></head><body><nav><a>Home</a> <a>Forgot password?</a></nav>"
    "<main><h1>Acme</h1><p>{}</p></main><footer>Terms of service | Cookie settings | Deutsch English</footer></body></html>"
)
ANSWERS: dict[str, dict[str, str]] = {
    "a bare code": {"error": "invalid_request"},
    "Finnish": {"error": "invalid_request", "error_description": "Pyynt\u00f6 on virheellinen"},
    "a number of an unknown vendor": {"error": "E-40312"},
}


def _replaced(name: str, value: str) -> dict[str, Any]:
    return {"omit": [name], "extra": [(name, value)]}


def _extra(name: str, value: str) -> dict[str, Any]:
    return {"extra": [(name, value)]}


# What the link holds, and the cause that it is when somebody refuses it without a word that we know.
FACTS: list[tuple[str, dict[str, Any]]] = [
    ("response-type-wrong", _replaced("response_type", "token")),
    ("response-mode-wrong", {"response_mode": "form-post"}),
    ("prompt-wrong", {"prompt": "signin"}),
    ("max-age-wrong", _extra("max_age", "1h")),
    ("claims-wrong", _extra("claims", "{email:true}")),
    ("hint-wrong", _extra("id_token_hint", "rubbish")),
    ("request-object-wrong", _extra("request", "a.b.c")),
    ("scope-separator", {"scope": "openid,email"}),
    ("scope-misspelt", {"scope": "openid Email"}),
    ("scope-not-allowed", {"scope": "openid payroll.read"}),
    ("openid-missing", {"scope": "email"}),
    ("pkce-required", {"pkce": None}),
    ("pkce-method", {"pkce": "plain"}),
    ("pkce-method", {"omit": ["code_challenge_method"]}),
    ("challenge-wrong", _replaced("code_challenge", "abc")),
    ("state-required", {"state": "1"}),
    ("nonce-required", {"nonce": None}),
    ("acr-unmet", _extra("acr_values", "urn:mfa:phr")),
    ("resource-unknown", _extra("resource", "https://api.example")),
    ("parameter-misspelt", {"omit": ["scope"], "extra": [("scopes", "openid")]}),
    ("parameter-twice", _extra("client_id", "app")),
]


def _started(runs: Path, client: Client = CLIENT, ask: dict[str, Any] | None = None) -> Flow:
    flow = Flow(ISSUER, client, http=SmallProvider(by_the_book), runs=runs)
    flow.discover()
    flow.authorize(**(ask or {}))
    return flow


def _answered(flow: Flow, params: dict[str, str]) -> Diagnosis:
    state = flow.authorization_request.state  # type: ignore[union-attr]
    told = {**params, **({"state": str(state)} if state else {})}
    flow.receive(f"{flow.client.redirect_uri}?{urlencode(told)}")
    return diagnose(flow.run)


def _shown(flow: Flow, page: str, status: int | None) -> Diagnosis:
    with contextlib.suppress(ExplorerError):
        flow.receive(page, status=status)
    return diagnose(flow.run)


def _assert_first(found: Diagnosis, cause: str) -> None:
    assert found.leg == "authorize"
    assert found.first is not None
    assert found.first.id == cause
    assert {each.id for each in found.proven} <= {cause}


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize(("cause", "ask"), FACTS, ids=[f"{n} {cause}" for n, (cause, _) in enumerate(FACTS)])
def test_what_is_odd_in_the_link_comes_first(cause: str, ask: dict[str, Any], answer: str, tmp_path: Path) -> None:
    """Whatever the provider answers that says nothing, and however little our rules make of it."""
    _assert_first(_answered(_started(tmp_path, ask=ask), ANSWERS[answer]), cause)


NAMED = [
    ("prompt-wrong", {"prompt": "consent"}, "Parametri prompt ei kelpaa"),
    ("max-age-wrong", _extra("max_age", "10"), "max_age nie jest obs\u0142ugiwany"),
    ("claims-wrong", _extra("claims", '{"id_token":{"email":null}}'), "B\u0142\u0105d w parametrze claims"),
    ("state-required", {"state": "abc"}, "state on liian lyhyt"),
    ("pkce-required", {"pkce": None}, "brak code_challenge"),
    ("scope-not-allowed", {"scope": "openid payroll"}, "Zakres payroll nieznany"),
    ("scope-not-allowed", {"scope": "openid payroll"}, "payroll ?"),
    ("resource-unknown", _extra("resource", "https://api.example"), "https://api.example er ukendt"),
    ("address-not-admitted", {}, "IP address not in allowed range"),
    ("user-not-allowed", {}, "Benutzer hat keine Berechtigung"),
]


@pytest.mark.parametrize(("cause", "ask", "said"), NAMED, ids=[said for _, _, said in NAMED])
def test_what_the_words_speak_of(cause: str, ask: dict[str, Any], said: str, tmp_path: Path) -> None:
    """The name of a parameter and the value that was sent stand in a sentence of any language."""
    error = "access_denied" if cause == "user-not-allowed" else "virhe"
    _assert_first(_answered(_started(tmp_path, ask=ask), {"error": error, "error_description": said}), cause)


PAGES = [
    ("redirect-uri-not-registered", 400, "Adres zwrotny jest nieprawid\u0142owy"),
    ("redirect-uri-not-registered", 400, "No match for https://app.example/cb in our settings"),
    ("client-unknown", 400, "We don't know this app"),
    ("client-unknown", 400, "Nie znaleziono aplikacji"),
    ("user-not-allowed", 403, "Vous n'avez pas acc\u00e8s \u00e0 cette application"),
    ("user-not-allowed", 403, "Your account is not part of this organisation"),
    ("sign-in-failed", 200, "V\u00e4\u00e4r\u00e4 salasana"),
    ("sign-in-loops", 400, "This page has expired"),
    ("sign-in-loops", 400, "Ihre Sitzung ist abgelaufen"),
    ("consent-missing", 403, "Need admin approval"),
    ("client-disabled", 403, "Die Anwendung ist gesperrt"),
    ("interaction-needed", 200, "You need to set up two-step verification"),
    ("too-many-requests", 400, "Zu viele Anfragen"),
    ("link-too-long", 400, "Request header or cookie too large"),
    ("provider-fault", 503, "Wartungsarbeiten"),
]


@pytest.mark.parametrize(("cause", "status", "said"), PAGES, ids=[said for _, _, said in PAGES])
def test_a_page_with_all_that_stands_around_its_message(cause: str, status: int, said: str, tmp_path: Path) -> None:
    """Its menu and its footer say nothing; neither do the members of a JSON text that nobody knows."""
    _assert_first(_shown(_started(tmp_path), SITE.format(said), status), cause)
    _assert_first(_shown(_started(tmp_path), said, status), cause)
    _assert_first(_shown(_started(tmp_path), json.dumps({"code": 40312, "msg": said, "requestId": "a-1"}), status), cause)


RENDERED = "<html><head><title>Site</title></head><body><h1>An error has occurred</h1><pre>{}</pre></body></html>"
STANDARD = [
    (
        "client-unknown",
        {},
        "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
    ),
    ("scope-not-allowed", {"scope": "openid user_groups"}, "The requested scope is invalid, unknown, or malformed."),
    (
        "scope-not-allowed",
        {"scope": "openid emial", "prompt": "none"},
        "The requested scope is invalid, unknown, or malformed.",
    ),
    ("pkce-method", _replaced("code_challenge_method", "SHA256"), "The code challenge method must be plain or S256."),
    ("pkce-method", {"pkce": "plain"}, "Must be `S256`"),
    ("user-said-no", {}, "Authorization is not approved"),
    ("grant-not-allowed", {}, "The client is not authorized to perform this request using this method."),
    (
        "blocked-on-the-way",
        {},
        "The requested URL was rejected. Please consult with your administrator. Your support ID is: 12",
    ),
]


@pytest.mark.parametrize(("cause", "ask", "said"), STANDARD, ids=[f"{n} {cause}" for n, (cause, _, _) in enumerate(STANDARD)])
def test_a_sentence_of_a_standard_stands_for_its_code(cause: str, ask: dict[str, Any], said: str, tmp_path: Path) -> None:
    """On a page with any status, with all that stands around it or alone."""
    for status in (None, 200, 400):
        _assert_first(_shown(_started(tmp_path, ask=ask), RENDERED.format(said), status), cause)
        _assert_first(_shown(_started(tmp_path, ask=ask), said, status), cause)


ADDRESSES = [
    ("client-unknown", "/authorize?error=invalid_client&error_description=client_id+is+required"),
    ("link-changed-on-the-way", "/authorize?client_id=app&response_type=code"),
    (
        "sign-in-not-finished",
        "/login.html?client_id=app&scope=openid&back=https%3A%2F%2Fsmall.example%2Fauthorize%3Fclient_id%3Dapp",
    ),
]


@pytest.mark.parametrize(("cause", "address"), ADDRESSES, ids=[cause for cause, _ in ADDRESSES])
def test_the_address_at_which_the_browser_stays(cause: str, address: str, tmp_path: Path) -> None:
    """It shows an error, the link as it arrived, or a sign-in that is not finished."""
    for status in (None, 200, 400):
        found = _shown(_started(tmp_path), f"{ISSUER}{address}", status)
        _assert_first(found, cause)
        assert found.ruled_out == () or "authorize-redirect-uri-missing" not in {each.id for each in found.ruled_out}


MENU = "Skip main menu\nProfile\nConsents\nAlice Smith\n{}\nPrivacy\n"
COPIED = [
    ("redirect-uri-not-registered", 400, "Bad request\nThe request you made is invalid"),
    ("client-unknown", 404, "Page not found\nThe page you are looking for does not exist"),
    ("sign-in-failed", 200, "Please enter your password for this account.\nLogin failed. Please check your information."),
    (
        "redirect-uri-not-registered",
        200,
        "Messages:\nSuccessfully signed in as alice.\nSign Out\nError\nMismatching redirect URI.",
    ),
    ("sign-in-failed", 200, "Login\nPassword\nSomething is wrong with what you typed"),
]


@pytest.mark.parametrize(("cause", "status", "said"), COPIED, ids=[f"{status} {cause}" for cause, status, _ in COPIED])
def test_a_page_that_was_copied_as_text(cause: str, status: int, said: str, tmp_path: Path) -> None:
    """Its lines stay apart, and the entries of its menu say nothing; what is not found at a discovered address is in the link."""
    for text in (said, MENU.format(said)):
        found = _shown(_started(tmp_path), text, status)
        _assert_first(found, cause)
        assert found.proven == ()


def test_a_code_before_a_sentence_says_no_more_than_the_code(tmp_path: Path) -> None:
    """Some servers write the code out in words, and then what is wrong."""
    for said, cause in (("Invalid client: redirect_uri does not match client value", "redirect-uri-not-registered"),):
        page = json.dumps({"error": "invalid_client", "error_description": said})
        _assert_first(_shown(_started(tmp_path), page, 400), cause)


def test_a_sentence_that_nobody_knows_proves_nothing(tmp_path: Path) -> None:
    """It may be a page of the provider that was copied without its status."""
    found = _shown(_started(tmp_path), "The moon is in the seventh house today", None)
    assert found.leg == "paste"
    assert found.proven == ()


CODES = [
    ("redirect-uri-not-registered", "InvalidCallbackUrl"),
    ("redirect-uri-not-registered", "redirect_mismatch"),
    ("client-unknown", "app_not_found"),
    ("client-disabled", "application.disabled"),
]


@pytest.mark.parametrize(("cause", "code"), CODES, ids=[code for _, code in CODES])
def test_a_code_of_an_unknown_vendor_is_read_as_words(cause: str, code: str, tmp_path: Path) -> None:
    """Wherever in a JSON text it stands; and it is no authorization code."""
    for text in ({"error": code}, {"errors": [{"code": code, "id": 5}]}, {"success": False, "code": code}):
        for status in (400, None):
            _assert_first(_shown(_started(tmp_path), json.dumps(text), status), cause)


def test_blanks_around_the_client_id_on_a_page_without_a_word(tmp_path: Path) -> None:
    """The record shows them."""
    for client_id in ("app ", '"app"'):
        flow = _started(tmp_path, dataclasses.replace(CLIENT, client_id=client_id))
        _assert_first(_shown(flow, "Bad Request", 400), "client-id-white-space")


def test_a_code_counts_once(tmp_path: Path) -> None:
    """interaction_required is a code of the standard; what the sentence beside it says comes first."""
    said = {"error": "interaction_required", "error_description": "User has to grant consent"}
    _assert_first(_answered(_started(tmp_path, ask={"prompt": "none"}), said), "consent-missing")
