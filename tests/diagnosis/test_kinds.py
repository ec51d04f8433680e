"""What a circumstance or a word changes in the order of the causes, one row a kind: the true cause is first."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from explorer import Client, Flow, ProviderMetadata, diagnose
from explorer.errors import Mistake, Unreachable
from tests.diagnosis.answers import CLIENT, PLAIN, UNBELIEVED, grant, refused
from tests.diagnosis.scenes import DISCOVERY
from tests.diagnosis.small_provider import CALLBACK, ISSUER, Answer, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

ROWS: dict[str, tuple[str, Answer, dict[str, Any]]] = {
    "a wrong secret is more common than another method": ("secret-wrong", UNBELIEVED, {"client": PLAIN}),
    "a method that somebody chose is right more often than a secret that somebody typed": (
        "secret-wrong",
        answer({"error": "invalid_client"}, 401),
        {"client": dataclasses.replace(PLAIN, token_endpoint_auth_method="client_secret_post")},
    ),
    "the client is looked at before a missing verifier": (
        "secret-wrong",
        UNBELIEVED,
        {"client": PLAIN, "change": {"omit": ["code_verifier"]}},
    ),
    "a public client that is told not to send a secret": (
        "public-with-secret",
        answer({"error": "invalid_client", "error_description": "Public clients must not present a client_secret"}, 401),
        {"client": PLAIN},
    ),
    "a certificate is wanted, and no header was lost": (
        "certificate-needed",
        answer({"error": "invalid_client", "error_description": "mTLS client authentication required"}, 401),
        {"client": PLAIN},
    ),
    "another application's code": (
        "other-client",
        answer({"error": "invalid_grant", "error_description": "Authorization code belongs to a different application"}, 400),
        {"client": PLAIN},
    ),
    "one method is named, and it is the one that was sent": (
        "method-not-registered",
        answer(
            {"error": "invalid_client", "error_description": "The client cannot authenticate with method: client_secret_basic"},
            401,
        ),
        {"client": PLAIN},
    ),
    "Authlib says so of a wrong secret, too": (
        "secret-wrong",
        answer({"error": "invalid_client", "error_description": "The client cannot authenticate with methods: ['none']"}, 401),
        {"client": PLAIN},
    ),
    "a code that answers this link, and no words": ("code-used-before", grant(), {}),
    "an unknown code may be one that was used": ("code-used-before", grant("Invalid 'code' in request."), {}),
    "a bare code may be one of another link": ("code-of-another-request", grant("grant request is invalid"), {"bare": True}),
    "PKCE that is demanded at the token endpoint only": (
        "pkce-required",
        answer({"error": "invalid_request", "error_description": "Missing 'code_verifier'"}, 400),
        {"ask": {"pkce": None}},
    ),
    "the server falls over": ("provider-fault", answer("<h1>Server Error (500)</h1>", 500), {"client": PLAIN}),
    "the same where the encodings differ": ("provider-fault", answer("<h1>Server Error (500)</h1>", 500), {}),
    "the server falls over what we sent": (
        "redirect-uri-missing",
        answer({"error": "server_error", "error_description": "Internal Server Error"}, 500),
        {"change": {"omit": ["redirect_uri"]}},
    ),
    "a public client that does not even name itself": (
        "client-id-missing",
        answer({"error": "invalid_request", "error_description": "no client authentication mechanism provided"}, 400),
        {"client": Client("app", redirect_uri=CALLBACK), "change": {"omit": ["client_id"]}},
    ),
    "a grant_type that is right, in a body that is no form": (
        "body-not-form",
        answer({"error": "unsupported_grant_type"}, 400),
        {"change": {"headers": [("Content-Type", "text/plain")]}},
    ),
    "the hash of a secret": (
        "secret-masked",
        UNBELIEVED,
        {"client": dataclasses.replace(PLAIN, client_secret="pbkdf2_sha256$1000$c2FsdA$aGFzaA==")},
    ),
    "words that say only that it is about the client": (
        "secret-wrong",
        answer({"error": "invalid_request", "error_description": "Authorization failed"}, 400),
        {},
    ),
    "the sentence of the standard for the code": (
        "body-not-form",
        answer(
            {
                "error": "unsupported_grant_type",
                "error_description": "The authorization grant type is not supported by the authorization server",
            },
            400,
        ),
        {"change": {"headers": [("Content-Type", "application/json")]}},
    ),
    "a secret is minded, and none was sent": (
        "credential-missing",
        answer({"error": "unauthorized_client", "error_description": "Incorrect client_secret"}, 400),
        {"client": Client("app", redirect_uri=CALLBACK)},
    ),
    "a POST that is not taken": ("wrong-endpoint", answer("<h1>Method Not Allowed</h1>", 405), {}),
}


@pytest.mark.parametrize("row", ROWS)
def test_the_first_cause(row: str, tmp_path: Path) -> None:
    """It is the true one, and no other is proven."""
    cause, reply, how = ROWS[row]
    found = diagnose(refused(reply, tmp_path, **how).run)
    assert found.first is not None
    assert found.first.id == cause
    assert {each.id for each in found.proven} <= {cause}


def test_a_status_and_its_reason_are_one_sign(tmp_path: Path) -> None:
    """404 Not Found is no proof that the address is wrong: some say so of much else."""
    found = diagnose(refused(answer("<h1>404 Not Found</h1>", 404), tmp_path).run)
    assert found.first is not None
    assert (found.first.id, found.first.verdict) == ("wrong-endpoint", "likely")


def test_codes_that_worked_were_longer(tmp_path: Path) -> None:
    """A cut code cannot be seen by itself; beside those for which tokens came it can."""
    small = SmallProvider(by_the_book)
    good = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    good.discover()
    good.receive(small.sign_in(good.authorize().url))
    good.exchange()
    bad = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    bad.discover()
    bad.receive(small.sign_in(bad.authorize().url).partition("code=")[2].partition("&")[0][:-1])
    bad.exchange()
    assert diagnose(bad.run).first.id == "code-of-another-request"  # type: ignore[union-attr]
    first = diagnose(bad.run, earlier=[good.run]).first
    assert first is not None
    assert (first.id, first.verdict) == ("code-cut", "likely")


@pytest.mark.parametrize(("seconds", "first"), [(2, "code-used-before"), (30, "code-old"), (70, "code-old")])
def test_the_age_of_a_code(seconds: float, first: str, tmp_path: Path) -> None:
    """Two seconds are nothing, thirty are too much for some, seventy for many."""
    small, now = SmallProvider(by_the_book, answers={"/token": grant()}), [1_800_000_000.0]
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path, clock=lambda: now[0])
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    now[0] += seconds
    flow.exchange()
    assert diagnose(flow.run).first.id == first  # type: ignore[union-attr]


def test_endpoints_of_two_hosts_by_hand(tmp_path: Path) -> None:
    """Two tenants were mixed, where nobody but the user says that they belong together."""
    metadata = ProviderMetadata(
        issuer=ISSUER, authorization_endpoint=f"{ISSUER}/authorize", token_endpoint="https://staging.small.example/token"
    )
    small = SmallProvider(by_the_book, answers={"/token": grant()})
    flow = Flow(metadata, CLIENT, http=small, runs=tmp_path)
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    assert diagnose(flow.run).first.id == "other-provider"  # type: ignore[union-attr]


PAGES: list[tuple[str, int, str]] = [
    ("Please enter a correct username and password. Note that both fields may be case-sensitive.", 200, "sign-in-failed"),
    ("<h1>Anmeldung</h1><p>Benutzername oder Kennwort ist falsch.</p><form>Login Password</form>", 200, "sign-in-failed"),
    ("<title>Sign-in</title><h1>Sign-in</h1><form>User name, password, Forgot?</form> error", 200, "sign-in-not-finished"),
    ("Authentication failed", 403, "sign-in-failed"),
    ("Error:", 200, "redirect-uri-not-registered"),
    ("<h1>Server Error (500)</h1>", 500, "provider-fault"),
    ("<h1>400 Bad Request</h1>", 400, "redirect-uri-not-registered"),
]


@pytest.mark.parametrize(("page", "status", "first"), PAGES, ids=[f"{status} {first}" for _, status, first in PAGES])
def test_pages_of_the_provider(page: str, status: int, first: str, tmp_path: Path) -> None:
    """Not every page is about the redirect_uri: its status and its words tell."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    flow.authorize()
    flow.receive(page, status=status)
    assert diagnose(flow.run).first.id == first  # type: ignore[union-attr]


OPENID = {"error": "invalid_request", "error_description": "openid scope must be requested"}
LINKS: dict[str, tuple[dict[str, Any], dict[str, str], str]] = {
    "openid that a comma hides": ({"scope": "openid,email"}, OPENID, "scope-separator"),
    "openid in other letters": ({"scope": "OpenID email"}, OPENID, "scope-misspelt"),
    "no openid at all": ({"scope": "email"}, OPENID, "openid-missing"),
    "a hint that is rubbish, and a user who said no": (
        {"extra": [("id_token_hint", "rubbish")]},
        {"error": "access_denied"},
        "user-said-no",
    ),
    "an answer that was sent as a form": ({"response_mode": "form_post"}, {}, "answer-in-the-fragment"),
}


@pytest.mark.parametrize("row", LINKS)
def test_what_the_link_asked_for(row: str, tmp_path: Path) -> None:
    """The cause behind the cause is first, and the words that name another one prove nothing."""
    ask, params, first = LINKS[row]
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    state = flow.authorize(**ask).state
    told = {**params, **({"state": str(state)} if params else {})}
    with contextlib.suppress(Mistake):  # the bare redirect_uri is no answer; the run holds that it was pasted
        flow.receive(f"{CALLBACK}?{urlencode(told)}" if told else CALLBACK)
    found = diagnose(flow.run)
    assert found.first is not None
    assert found.first.id == first
    assert {cause.id for cause in found.proven} <= {first}


def test_an_error_that_answers_another_link(tmp_path: Path) -> None:
    """An older answer was pasted: what it says was said of another sign-in."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    flow.authorize()
    flow.receive(f"{CALLBACK}?error=access_denied&error_description=The+user+denied+it&state=of-an-older-link")
    first = diagnose(flow.run).first
    assert first is not None
    assert first.id == "state-of-another-sign-in"


def test_an_address_that_was_encoded_twice(tmp_path: Path) -> None:
    """It is not registered, to be sure; registering it would be the wrong thing to do."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    flow.authorize(omit=["redirect_uri"], extra=[("redirect_uri", "https%3A%2F%2Fapp.example%2Fcb")])
    flow.receive("redirect_uri did not match any of the client's registered redirect_uris", status=400)
    found = diagnose(flow.run)
    assert found.causes[0].id == "link-encoded-twice"
    assert found.proven == ()


def test_the_audience_that_was_chosen_by_hand(tmp_path: Path) -> None:
    """An assertion for neither the issuer nor the token endpoint speaks for itself; else it is the key."""
    reply = answer({"error": "invalid_client"}, 401)
    offers = {"token_endpoint_auth_methods_supported": ["client_secret_jwt"]}
    keyed = Client(
        "app", "q7Vd2mXk9Lw4Zt8Rb1Nc6Hy3Jf5Gp0Ds", redirect_uri=CALLBACK, token_endpoint_auth_method="client_secret_jwt"
    )
    assert diagnose(refused(reply, tmp_path, keyed, **offers).run).first.id == "secret-wrong"  # type: ignore[union-attr]
    other = dataclasses.replace(keyed, assertion_audience="https://api.example")
    assert diagnose(refused(reply, tmp_path, other, **offers).run).first.id == "assertion-audience"  # type: ignore[union-attr]


def test_the_token_request_went_to_the_authorization_endpoint(tmp_path: Path) -> None:
    """The two addresses are one, and what comes is a page for browsers."""
    metadata = ProviderMetadata(
        issuer=ISSUER, authorization_endpoint=f"{ISSUER}/authorize", token_endpoint=f"{ISSUER}/authorize"
    )
    small = SmallProvider(
        by_the_book, answers={"/authorize": answer("<h1>Forbidden</h1><p>CSRF verification failed.</p>", 403)}
    )
    flow = Flow(metadata, CLIENT, http=small, runs=tmp_path)
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    assert diagnose(flow.run).first.id == "wrong-endpoint"  # type: ignore[union-attr]


def test_a_name_that_was_pinned_wrongly(tmp_path: Path) -> None:
    """Document and tokens agree, and only the pinned name is another one."""
    small = SmallProvider(by_the_book)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path, issuer="https://login.example")
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    flow.check()
    assert diagnose(flow.run).first.id == "pinned-issuer-wrong"  # type: ignore[union-attr]


BITES = {
    "lives for 60 s": {"lifetime": 60},
    "has not verified the e-mail": {"changes": {"email_verified": False}},
    "No nonce was sent": {"asks": {"nonce": None}},
}


@pytest.mark.parametrize("bite", BITES)
def test_what_will_bite(bite: str, tmp_path: Path) -> None:
    """What the record shows of a sign-in that worked, and of a clean one nothing."""
    settings = dict(BITES[bite])
    asks = settings.pop("asks", {})
    for extra, expected in ((settings, bool(settings) or bool(asks)), ({}, False)):
        small = SmallProvider(by_the_book, **extra)
        flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
        flow.discover()
        flow.receive(small.sign_in(flow.authorize(**(asks if expected else {})).url))
        flow.exchange()
        flow.check()
        found = diagnose(flow.run)
        assert not found.failed
        assert (bite in " ".join(found.bites)) is expected
        assert expected or found.bites == ()


def test_a_clock_that_is_ahead_will_bite(tmp_path: Path) -> None:
    """The leeway forgives it here, and another client does not; the token tells where no Date header does."""
    small = SmallProvider(by_the_book, changes={"iat": int(time.time()) + 45}, tells_time=False)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    flow.check()
    assert "clock is 4" in " ".join(diagnose(flow.run).bites)


def test_a_provider_that_takes_what_it_should_refuse_will_bite(tmp_path: Path) -> None:
    """The request was wrong, and nobody minded: an attacker's is not minded either."""
    small = SmallProvider(by_the_book, minds=lambda reason: reason != "redirect-uri-differs")
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange(flow.token_request(extra=[("redirect_uri", "https://app.example/other")]))
    flow.check()
    assert "should have refused" in " ".join(diagnose(flow.run).bites)


def test_what_userinfo_took_was_not_revoked(tmp_path: Path) -> None:
    """Introspection that says no a moment later does not know the token, or does not tell this client."""
    small = SmallProvider(by_the_book, answers={"/introspect": answer({"active": False})})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    flow.userinfo()
    flow.introspect()
    assert diagnose(flow.run).first.id == "introspection-not-allowed"  # type: ignore[union-attr]


def test_a_sign_in_without_openid_will_bite(tmp_path: Path) -> None:
    """It worked, and nothing says who signed in."""
    small = SmallProvider(by_the_book)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize("email").url))
    flow.exchange()
    assert "openid was not asked for" in " ".join(diagnose(flow.run).bites)


def test_a_404_is_no_proof_that_the_issuer_is_wrong(tmp_path: Path) -> None:
    """A provider without discovery answers the same at the right address, and one that has it switched off says so."""
    page = answer("<h1>404 Not Found</h1><p>The requested URL was not found on the server.</p>", 404)
    said = answer("<pre>ImproperlyConfigured: OIDC views are not enabled unless you have configured OIDC_ENABLED.</pre>", 500)
    for reply, first in ((page, "issuer-wrong"), (said, "no-discovery")):
        flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book, answers={DISCOVERY: reply}), runs=tmp_path)
        with contextlib.suppress(Unreachable):
            flow.discover()
        found = diagnose(flow.run)
        assert found.first is not None
        assert (found.first.id, found.first.verdict) == (first, "likely")


def test_the_hint_is_minded_and_not_the_silence(tmp_path: Path) -> None:
    """login_required says that a sign-in is needed; why, the words say."""
    said = {"error": "login_required", "error_description": "id_token_hint and authenticated subject do not match"}
    for ask, first in (({"extra": [("id_token_hint", "a.b.c")]}, "hint-wrong"), ({}, "no-session")):
        flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=tmp_path)
        flow.discover()
        state = flow.authorize(prompt="none", **ask).state  # type: ignore[arg-type]
        flow.receive(f"{CALLBACK}?{urlencode({**(said if ask else {'error': 'login_required'}), 'state': str(state)})}")
        found = diagnose(flow.run)
        assert found.first is not None
        assert found.first.id == first
        assert found.proven == ()
