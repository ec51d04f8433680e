"""What stands around a request: https, the web origin, proofs, gateways, guards of forms; and what the same run did before."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, diagnose
from explorer.diagnosis import Diagnosis
from tests.diagnosis.answers import CLIENT, PLAIN, after, grant, ids, refused
from tests.diagnosis.small_provider import CALLBACK, ISSUER, Answer, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

GUARD = "<h1>403 Forbidden</h1><p>CSRF verification failed. Request aborted.</p>"
GATE = "<html><head><title>Corporate Access Gateway - Sign in</title></head><body>Please sign in to continue</body></html>"


def said(error: str | None, words: str | None, status: int = 400, **headers: str) -> Answer:
    """An answer of a token endpoint."""
    members = {"error": error, "error_description": words}
    return answer({name: value for name, value in members.items() if value}, status, **headers)


POST = dataclasses.replace(PLAIN, token_endpoint_auth_method="client_secret_post")
TOKEN: list[tuple[str, Answer, dict[str, Any]]] = [
    ("https-needed", said("insecure_transport", "OAuth 2 MUST utilize https."), {}),
    ("https-needed", said("invalid_request", "HTTPS required", 403), {}),
    ("forgery-guard", answer(GUARD, 403), {}),
    ("forgery-guard", answer("<title>Page Expired</title><p>419 | Page Expired</p>", 419), {}),
    ("origin-needed", said("invalid_request", "origin https://spa.example not allowed for client: spa"), {"origin": True}),
    ("dpop-wrong", said("invalid_dpop_proof", "DPoP proof htu mismatch"), {"proof": True}),
    ("dpop-needed", said("use_dpop_nonce", "Authorization server requires nonce in DPoP proof"), {"proof": True}),
    ("wrong-endpoint", answer({"message": "Missing Authentication Token"}, 403), {}),
    ("blocked-on-the-way", answer({"message": "Access denied due to missing subscription key"}, 401, WWW_Authenticate="AzureApiManagementKey realm=x"), {}),
    ("token-response-odd", answer({"status": "success", "data": {"access_token": "a" * 30, "token_type": "Bearer"}}), {}),
    ("method-not-registered", said("invalid_client", "Missing or invalid Basic authentication in Authorization header", 401), {"client": POST}),
    ("client-unknown", said("invalid_client", "missing client", 401, WWW_Authenticate="Basic"), {}),
    ("code-cut", said("invalid_grant", "Invalid authorization code format"), {}),
    ("scope-not-here", said("invalid_scope", "client does not allow scope offline_access"), {}),
    ("header-lost", said("invalid_request", None), {}),
    ("address-not-admitted", said("invalid_grant", "ip restricted"), {}),
]  # fmt: skip


@pytest.mark.parametrize(("cause", "reply", "how"), TOKEN, ids=[f"{n} {row[0]}" for n, row in enumerate(TOKEN)])
def test_at_the_token_endpoint(cause: str, reply: Answer, how: dict[str, Any], tmp_path: Path) -> None:
    """First, and ruled out nowhere; a sentence has a thing of which it speaks."""
    headers = [("Origin", "https://spa.example")] if how.get("origin") else [("DPoP", "a.b.c")] if how.get("proof") else []
    flow = refused(reply, tmp_path, how.get("client", PLAIN), change={"headers": headers} if headers else {})
    assert ids(diagnose(flow.run))[0] == cause


def test_a_proof_that_was_sent_is_not_denied(tmp_path: Path) -> None:
    """No sentence says that none was; and without one, nobody calls it wrong."""
    wrong = said("invalid_dpop_proof", "DPoP proof htu mismatch")
    sent = diagnose(refused(wrong, tmp_path, change={"headers": [("DPoP", "a.b.c")]}).run)
    assert "no proof was sent" not in " ".join(cause.evidence for cause in sent.causes)
    assert "dpop-wrong" not in ids(diagnose(refused(grant(), tmp_path).run))


def test_words_that_miss_the_code_before_a_slip_of_the_verifier(tmp_path: Path) -> None:
    """A provider that did not find the code never came to the verifier; one that says nothing may have."""
    change = {"extra": [("code_verifier", "x" * 50)], "omit": ["code_verifier"]}
    missed = diagnose(refused(grant("authorization code does not exist"), tmp_path, change=change).run)
    assert ids(missed)[0] == "code-used-before"
    assert ids(diagnose(refused(grant(), tmp_path, change=change).run))[0] == "verifier-wrong"


def test_a_metadata_list_of_dpop_is_no_sign_beside_words(tmp_path: Path) -> None:
    """Where the provider says what it minds, nothing is said of a proof, or of the way in which the header is written."""
    reply = said("invalid_grant", "Session not active")
    found = diagnose(refused(reply, tmp_path, dpop_signing_alg_values_supported=["ES256"]).run)
    silent = {cause.id: cause.speaks_for for cause in found.causes}
    assert silent["dpop-needed"] == ()
    assert silent["basic-encodings-differ"] == ()


def test_a_secret_beyond_ascii(tmp_path: Path) -> None:
    """Which no secret may be, and no two servers read alike in a header."""
    umlaut = Client("app", "Schl\u00fcssel-91", redirect_uri=CALLBACK, basic_encoding="raw")
    found = diagnose(refused(said("invalid_client", None, 401), tmp_path, umlaut).run)
    assert ids(found)[0] == "basic-encodings-differ"
    assert "beyond ASCII" in found.causes[0].evidence


def test_a_secret_that_begins_as_examples_do_is_no_proof(tmp_path: Path) -> None:
    """Many have such a one in earnest."""
    mine = Client("app", "my-secret-7f3a9b", redirect_uri=CALLBACK)
    assert not diagnose(refused(said("invalid_client", "Invalid client credentials", 401), tmp_path, mine).run).proven
    within = Client("app", "sec_thisIsTheSecretOfStaging", redirect_uri=CALLBACK)
    assert (
        ids(diagnose(refused(said("invalid_client", "Invalid client credentials", 401), tmp_path, within).run))[0]
        == "secret-wrong"
    )


# What the same run did before


def answered(**answers: Answer) -> SmallProvider:
    """A provider with fixed answers at some paths."""
    return SmallProvider(by_the_book, answers={f"/{path}": reply for path, reply in answers.items()})


def before(
    small: SmallProvider,
    steps: list[Callable[[Flow], object]],
    path: str,
    reply: Answer,
    last: Callable[[Flow], object],
    runs: Path,
) -> Diagnosis:
    """Diagnose the last of some steps, which is refused."""

    def play(flow: Flow) -> None:
        for step in steps:
            step(flow)
        small.answers[path] = reply
        last(flow)

    return after(small, play, runs)


def test_a_revocation_that_was_answered_204(tmp_path: Path) -> None:
    """Any 2xx is a success."""
    small = answered(revoke=(204, {}, b""))
    found = before(small, [lambda flow: flow.revoke("refresh_token")], "/token", grant(), lambda flow: flow.refresh(), tmp_path)
    assert ids(found)[0] == "refresh-token-revoked"
    assert "This flow revoked it before." in found.causes[0].speaks_for


def test_the_family_falls_with_a_token_that_was_used_twice(tmp_path: Path) -> None:
    """The newest is refused because an older one was sent a step before, whatever the provider calls it."""
    steps: list[Callable[[Flow], object]] = [lambda flow: flow.refresh(), lambda flow: flow.refresh(again=True)]
    for words in ("", "Refresh token has already been used (replay detected)"):
        found = before(answered(), steps, "/token", grant(words), lambda flow: flow.refresh(), tmp_path)
        assert ids(found)[0] == "refresh-token-revoked"


def test_the_tokens_end_with_the_session(tmp_path: Path) -> None:
    """A link to sign out was made in this run before UserInfo refused."""
    reply = answer({"error": "invalid_token", "error_description": "invalid token provided"}, 401)
    found = before(answered(), [lambda flow: flow.logout_url()], "/userinfo", reply, lambda flow: flow.userinfo(), tmp_path)
    assert ids(found)[0] == "session-ended"


AFTER: list[tuple[str, str, Answer]] = [
    ("revocation", "token-gone-before", said("invalid_token", "Token expired or revoked")),
    ("revocation", "token-not-revocable", said("invalid_token", "Token is not revocable.")),
    ("introspection", "introspection-signed", (200, {"Content-Type": "application/token-introspection+jwt"}, b"a.b.c")),
    ("introspection", "introspection-not-allowed", said("invalid_client", None, 401)),
    ("userinfo", "access-token-revoked", answer({"message": "Bad credentials"}, 401)),
    ("userinfo", "token-not-shown", answer("Missing_OAuth_Token", 403)),
    ("userinfo", "client-disabled", said("invalid_client", "Client disabled", 401)),
    ("userinfo", "wrong-endpoint", answer("<html><title>Portal</title><div id='root'></div></html>")),
    ("userinfo", "blocked-on-the-way", answer(GATE)),
    ("refresh", "refresh-token-replaced", said("invalid_grant", "Refresh token has already been claimed")),
]
_STEP: dict[str, tuple[str, Callable[[Flow], object]]] = {
    "revocation": ("/revoke", lambda flow: flow.revoke()),
    "introspection": ("/introspect", lambda flow: flow.introspect()),
    "userinfo": ("/userinfo", lambda flow: flow.userinfo()),
    "refresh": ("/token", lambda flow: flow.refresh()),
}


@pytest.mark.parametrize(("leg", "cause", "reply"), AFTER, ids=[f"{n} {row[1]}" for n, row in enumerate(AFTER)])
def test_after_the_tokens(leg: str, cause: str, reply: Answer, tmp_path: Path) -> None:
    """What servers say there, in their own words."""
    path, step = _STEP[leg]
    found = before(answered(), [], path, reply, step, tmp_path)
    assert found.leg == leg
    assert ids(found)[0] == cause


@pytest.mark.parametrize(
    ("cause", "words", "status"),
    [
        ("logout-session-gone", "You are already logged out", 200),
        ("wrong-endpoint", "404 page not found", 404),
        ("logout-address-not-registered", "Internal Server Error", 500),
        ("provider-fault", "Service Unavailable", 503),
        ("logout-own-names", "Required parameter 'redirect_uri' missing", 400),
        ("logout-own-names", "redirect_uri is required", 400),
        ("logout-address-not-registered", "Invalid redirect_uri", 400),
    ],
    ids=["nobody is signed in", "404", "500", "503", "another name", "a name that is required", "not registered"],
)
def test_a_page_after_the_logout(cause: str, words: str, status: int, tmp_path: Path) -> None:
    """Its words and its status come before the address that was sent; a server that fell may have fallen over that address."""

    def leave(flow: Flow) -> None:
        flow.logout_url(post_logout_redirect_uri="https://app.example/bye")
        flow.receive(words, status=status)

    assert ids(after(answered(), leave, tmp_path))[0] == cause


def test_a_token_for_an_api_that_userinfo_refuses(tmp_path: Path) -> None:
    """openid was asked for, and lost to the API that the token request named."""
    small = answered()
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange(flow.token_request(extra=[("resource", "https://api.example")]))
    challenge = 'Bearer error="insufficient_scope", error_description="access token missing openid scope", scope="openid"'
    small.answers["/userinfo"] = said(
        "insufficient_scope", "access token missing openid scope", 403, WWW_Authenticate=challenge
    )
    flow.userinfo()
    found = diagnose(flow.run)
    assert ids(found)[0] == "token-for-another-api"
    assert "token-not-shown" not in ids(found)


def test_a_header_of_which_the_provider_speaks_arrived(tmp_path: Path) -> None:
    """It says how what stands in it is written."""
    words = "client_id and client_secret in the authorization header are not properly encoded"
    found = diagnose(refused(said("invalid_request", words), tmp_path).run)
    lost = next(cause for cause in found.causes if cause.id == "header-lost")
    assert lost.verdict == "possible"
    assert lost.speaks_for == ()


def test_what_the_record_speaks_against_is_not_likely(tmp_path: Path) -> None:
    """A vague sentence lifts neither a refresh that nobody made nor an API that nobody named."""
    reply = answer({"error": "invalid_token", "error_description": "invalid token provided"}, 401)
    found = before(answered(), [], "/userinfo", reply, lambda flow: flow.userinfo(), tmp_path)
    likely = {cause.id for cause in found.likely}
    assert not likely & {"access-token-replaced", "token-for-another-api"}


@pytest.mark.parametrize(
    ("secret", "first"),
    [("your-client-secret-here", "secret-masked"), ("k7Vq2mZ9wXXX", "secret-wrong"), ("a-placeholder-of-mine", "secret-wrong")],
)
def test_only_the_whole_of_a_secret_is_a_placeholder(secret: str, first: str, tmp_path: Path) -> None:
    """A real one may hold such a word; and of a whole one nothing is proven either, since some have it in earnest."""
    client = Client("app", secret, redirect_uri=CALLBACK)
    found = diagnose(refused(said("invalid_client", "Invalid client credentials", 401), tmp_path, client).run)
    assert ids(found)[0] == first
    assert not found.proven
