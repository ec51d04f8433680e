"""What a browser says is no page of the provider, a success is one, and what a filter, a server before TLS and a request object say."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

from explorer import Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.errors import ExplorerError
from tests.diagnosis.answers import CLIENT, refused
from tests.diagnosis.catalogue import bare
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

REFUSED = (
    "This site can\u2019t be reached\n{} refused to connect.\nTry:\nChecking the proxy and the firewall\nERR_CONNECTION_REFUSED"
)
BROWSER = [
    ("callback-not-opened", REFUSED.format("app.example")),
    ("nobody-listens", REFUSED.format("small.example")),
    (
        "callback-not-opened",
        "This site can't be reached\nCheck if there is a typo in app.example.\nDNS_PROBE_FINISHED_NXDOMAIN",
    ),
    ("callback-not-opened", "Unable to connect\nFirefox can\u2019t establish a connection to the server at app.example."),
    (
        "name-unknown",
        "This site can't be reached\nsmall.example's server IP address could not be found.\nERR_NAME_NOT_RESOLVED",
    ),
    (
        "authority-unknown",
        "Your connection is not private\nAttackers might be trying to steal your information from small.example (for example, "
        "passwords).\nNET::ERR_CERT_AUTHORITY_INVALID",
    ),
    ("sign-in-loops", "This page isn't working\nsmall.example redirected you too many times.\nERR_TOO_MANY_REDIRECTS"),
    (
        "cors-refused",
        "Access to fetch at 'https://small.example/token' from origin 'https://app.example' has been blocked by CORS policy: "
        "No 'Access-Control-Allow-Origin' header is present. POST https://small.example/token net::ERR_FAILED 400 (Bad Request)",
    ),
    (
        "cors-refused",
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://small.example/token. "
        "(Reason: CORS header 'Access-Control-Allow-Origin' missing). Status code: 400.",
    ),
    (
        "csp-of-the-page",
        "Refused to send form data to 'https://small.example/login' because it violates the following Content Security Policy "
        "directive: \"form-action 'self'\".",
    ),
    ("frame-forbidden", "Refused to display 'https://small.example/' in a frame because it set 'X-Frame-Options' to 'deny'."),
    ("blocked-in-the-browser", "GET https://small.example/authorize net::ERR_BLOCKED_BY_CLIENT"),
]
PAGES = [
    ("https-needed", "400 Bad Request\nThe plain HTTP request was sent to HTTPS port\nnginx", {}),
    ("https-needed", "We are sorry...\nHTTPS required", {}),
    ("sign-in-loops", "This authorization was not started in this browser; start again", {"scope": "email"}),
    ("sign-in-loops", "Sign in\nThis sign-in request is not known or has ended.", {"scope": "email"}),
    ("redirect-uri-not-registered", "Words that nobody here has met", {"scope": "email"}),
    (
        "client-registered-wrongly",
        "error: invalid_client_metadata\nerror_description: redirect_uris must only contain web uris",
        {},
    ),
    ("scope-not-allowed", "invalid_scope\nThe scope foo is unknown.", {}),
]


def pasted(text: str, status: int | None = None, **asks: Any) -> Diagnosis:
    """Diagnose what is said after a text was pasted."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book))
    flow.discover()
    flow.authorize(**asks)
    with contextlib.suppress(ExplorerError):  # a text that is no answer: the run holds it
        flow.receive(text, status=status)
    return diagnose(flow.run)


@pytest.mark.parametrize(("cause", "text"), BROWSER, ids=[f"{cause}-{number}" for number, (cause, _) in enumerate(BROWSER)])
def test_a_browser_says_it(cause: str, text: str) -> None:
    """Its sentences are fixed, and no page of the provider came."""
    found = pasted(text)
    assert found.first is not None
    assert found.first.id == cause
    assert "browser itself says this" in found.sentence or "the browser's own page" in found.sentence
    assert {each.id for each in found.proven} <= {cause}


@pytest.mark.parametrize(("cause", "text", "asks"), PAGES, ids=[f"{row[0]}-{number}" for number, row in enumerate(PAGES)])
def test_a_page_says_it(cause: str, text: str, asks: dict[str, Any]) -> None:
    """A server before TLS, a sign-in that has to begin anew, a registration; and a link without openid is none of these."""
    found = pasted(text, 400, **asks)
    assert found.first is not None
    assert found.first.id == cause


def test_the_origin_of_a_page(tmp_path: Path) -> None:
    """And a token endpoint that believes it was reached over plain http."""
    for causes, reply in (
        (
            ("origin-needed",),
            bare("invalid_request", 400, "origin https://app.example not allowed for client: spa"),
        ),
        (
            ("https-needed",),
            answer({"error": "insecure_transport", "description": "OAuth 2 MUST utilize https."}, 400),
        ),
    ):
        first = diagnose(refused(reply, tmp_path).run).first
        assert first is not None
        assert first.id in causes


@pytest.mark.parametrize(
    ("cause", "reply"),
    [
        ("blocked-on-the-way", answer("", 302, Location="https://sso.example/adfs/ls/?wa=wsignin1.0&wtrealm=urn%3Agw")),
        ("blocked-on-the-way", answer("<title>Just a moment...</title>", 403, cf_mitigated="challenge")),
        ("discovery-closed", answer({"message": "no"}, 403)),
        ("https-needed", answer("<h1>400</h1>The plain HTTP request was sent to HTTPS port", 400)),
    ],
    ids=["a gateway", "a filter", "closed", "no TLS"],
)
def test_a_document_that_did_not_come(cause: str, reply: Any) -> None:
    """A filter says so in a header."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book, answers={"/.well-known/openid-configuration": reply}))
    with contextlib.suppress(ExplorerError):
        flow.discover()
    first = diagnose(flow.run).first
    assert first is not None
    assert first.id == cause


def test_a_gateway_before_the_token_endpoint(tmp_path: Path) -> None:
    """Its page asks to sign in; a redirect to a host called login is none."""
    page = answer("<html><title>Corporate Access Gateway - Sign in</title><p>Please sign in to continue</p></html>")
    moved = answer("", 301, Location="https://login.example.org/token/")
    first, other = (diagnose(refused(reply, tmp_path).run).first for reply in (page, moved))
    assert first is not None
    assert other is not None
    assert (first.id, other.id) == ("blocked-on-the-way", "wrong-endpoint")


def test_a_request_object_has_a_state_of_its_own() -> None:
    """So another state than that of the link proves nothing."""
    query = f"{CALLBACK}?error=invalid_request_object&error_description=could+not+validate+Request+Object&state=of-the-object"
    found = pasted(query, extra=[("request", "eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln")])
    assert found.first is not None
    assert found.first.id == "request-object-wrong"
    assert not found.proven


def test_an_iss_without_its_slash(tmp_path: Path) -> None:
    """That is another way of writing it, and no cut address."""
    flow = Flow(ISSUER, CLIENT, http=(small := SmallProvider(by_the_book)), issuer=f"{ISSUER}/", runs=tmp_path)
    flow.discover()
    back = small.sign_in(flow.authorize().url)
    flow.receive(f"{back}&iss={ISSUER.replace(':', '%3A').replace('/', '%2F')}")
    with contextlib.suppress(ExplorerError):
        flow.exchange()
    first = diagnose(flow.run).first
    assert first is not None
    assert first.id in ("answer-of-another-provider", "pinned-issuer-wrong")


def test_a_success_is_one_whatever_the_document_lacks(tmp_path: Path) -> None:
    """What others would stop for bites them; and a link with a check that failed says so too."""
    small = SmallProvider(
        by_the_book, described={"subject_types_supported": None}, minds=lambda reason: reason != "verifier-wrong"
    )
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize(pkce="plain").url))
    flow.exchange()
    flow.check()
    found = diagnose(flow.run)
    assert not found.failed
    for rule in ("DISC-SUBJECT-TYPES-MISSING", "AUTHZ-PKCE-PLAIN"):
        assert any(rule in bite for bite in found.bites)


def test_a_document_that_was_read_is_there() -> None:
    """Its issuer is wrong; that there is none, or that it is closed, is ruled out."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book, described={"issuer": "https://elsewhere.example"}))
    flow.discover()
    assert {"issuer-wrong", "discovery-is-a-page", "discovery-closed", "discovery-redirects", "no-discovery"} <= {
        cause.id for cause in diagnose(flow.run).ruled_out
    }
