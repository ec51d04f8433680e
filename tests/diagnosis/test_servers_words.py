"""How the code of servers speaks: boilerplate around the point, codes of their own beside sentences, errors in a success."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jwt
import pytest

from explorer import Flow, diagnose
from explorer.diagnosis.words import read_words
from tests.diagnosis.answers import PLAIN, after, grant, ids, refused, shown, worked
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SmallProvider, answer
from tests.diagnosis.voices import by_the_book


@pytest.mark.parametrize(
    ("page", "status", "cause"),
    [
        ("Bad request ¦ Sign-in session error.", 400, "sign-in-loops"),
        ("Access denied ¦ Please quote operation 7f1c to the help desk.", 200, "user-not-allowed"),
        ("CAS ¦ Access denied due to lack of privileges.", 401, "user-not-allowed"),
        ("Redirect URL https://a.example/cb does not appear in the registered list", 200, "redirect-uri-not-registered"),
        ("Error ¦ Please re-initiate the login flow.", 200, "sign-in-loops"),
        ("The sign-in process has timed out.", 408, "sign-in-loops"),
        ("Your consent request is expired or invalid", 400, "sign-in-loops"),
        ("This server is not configured for OpenID.", 200, "switched-off"),
        ("403 ¦ Login failed: no CSRF token ¦ Secured with OAuth2 Proxy version v7", 403, "page-of-the-application"),
        ("Unexpected error ¦ Authorization grant 7f1c already used", 400, "sign-in-loops"),
        ("Error ¦ This flow is exclusively open to staff.", 400, "user-not-allowed"),
        ("This app is not approved for your organisation.", 401, "user-not-allowed"),
        ("Error ¦ The administrator has switched off OpenID here.", 200, "switched-off"),
        ("We are sorry ¦ This application is not permitted to start a browser login: bearer-only", 403, "grant-not-allowed"),
        ("Status 400 ¦ [invalid_request] OAuth 2.0 Parameter: redirect_uri ¦ perceived to be a client error", 400, None),
    ],
)
def test_pages(tmp_path: Path, page: str, status: int, cause: str | None) -> None:
    """What the page is about stands in one line of it; the others are the server's own frame."""
    assert ids(shown(page, tmp_path, status))[0] == (cause or "redirect-uri-not-registered")


@pytest.mark.parametrize(
    ("asked", "back", "cause"),
    [
        ({}, "error=access_denied&error_description=Your request has been declined", "user-said-no"),
        ({}, "error=access_denied&error_description=OAuth 2.0 Parameter: scope", "user-said-no"),
        ({}, "error=access_denied&error_description=Your account was denied access to the shop", "user-not-allowed"),
        ({"prompt": "none"}, "error=access_denied&hint=Unauthenticated", "no-session"),
        (
            {"scope": "openid offline_access"},
            "error=invalid_scope&error_description=not permitted to ask for offline access",
            "scope-not-allowed",
        ),
    ],
)
def test_errors_in_the_redirect(tmp_path: Path, asked: dict[str, str], back: str, cause: str) -> None:
    """A denial in other words is the code once more; who was denied something refused nothing; and nobody refuses unseen."""
    flow = Flow(ISSUER, PLAIN, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    state = flow.authorize(**asked).state
    flow.receive(f"{CALLBACK}?{back.replace(' ', '+')}&state={state}")
    assert ids(diagnose(flow.run))[0] == cause


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ({"status": "error", "msg": "No such access token in our database"}, "access-token-revoked"),
        ({"success": False, "message": "The access token was revoked by an administrator"}, "access-token-revoked"),
        ({"error": "invalid_scope"}, "scope-lacking"),
        ({"error": "invalid_grant"}, "access-token-revoked"),
        ({"error": "forbidden", "message": "no consent was found"}, "session-ended"),
    ],
)
def test_a_refusal_with_a_success_for_a_status(tmp_path: Path, body: dict[str, Any], cause: str) -> None:
    """UserInfo answers 200 and says no in members of its own: that is no answer without sub."""
    small = SmallProvider(by_the_book, answers={"/userinfo": answer(body, 200)})
    assert ids(after(small, Flow.userinfo, tmp_path))[0] == cause


@pytest.mark.parametrize(
    ("status", "body", "cause"),
    [
        (400, {"error": "invalid_grant", "error_description": "Token expired already"}, "code-old"),
        (401, {"error": "Unauthorized", "message": "'auth_code' is not in the cache"}, "code-used-before"),
        (
            401,
            {"error": "invalid_client", "code": "acme.invalid_client", "message": "Error: acme.invalid_client."},
            "secret-wrong",
        ),
        (400, {"error": "invalid_grant", "error_description": "not allowed for this user group"}, "user-not-allowed"),
        (
            401,
            {"error": "invalid_token", "error_description": "User does not fulfil the client's required criteria."},
            "user-not-allowed",
        ),
        (401, {"error": "invalid_client", "error_description": "This client_id is not a valid one"}, "client-unknown"),
        (401, {"error": "invalid_client", "error_description": "The specified client_id is invalid."}, "client-unknown"),
        (401, {"error": "invalid_client", "error_description": "Invalid client."}, "secret-wrong"),
        (401, {"error": "invalid_client", "error_description": "Could not authenticate the client"}, "secret-wrong"),
        (400, {"error": "invalid_grant", "error_description": "The code was not made by this tenant"}, "other-provider"),
    ],
)
def test_at_the_token_endpoint(tmp_path: Path, status: int, body: dict[str, Any], cause: str) -> None:
    """Some say token of a code; a status as a word, and a code of the standard with a prefix, are no words."""
    challenge = {"WWW_Authenticate": 'Basic realm="x"'} if body["error"] == "invalid_client" else {}
    assert ids(diagnose(refused(answer(body, status, **challenge), tmp_path, PLAIN).run))[0] == cause


def test_a_token_that_cannot_be_decrypted_is_of_other_keys(tmp_path: Path) -> None:
    """The provider made it itself, and has lost what it needs to read it."""
    reply = answer({"error": "invalid_grant", "hint": "unable to decrypt the token that was presented"}, 400)
    small = SmallProvider(by_the_book, secret="plain-secret-of-letters")
    flow = Flow(ISSUER, PLAIN, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize(scope="openid offline_access", prompt="consent").url))
    flow.exchange()
    small.answers["/token"] = reply
    flow.refresh()
    assert ids(diagnose(flow.run))[0] == "provider-keys-changed"


def test_a_sentence_counts_more_than_a_code_of_the_servers_own() -> None:
    """ "invalid_credentials" is said of everything about a client; the sentence says what."""
    body = {"error_code": "invalid_credentials", "msg": "the client is registered for 'client_secret_post' but used Basic"}
    weight = {each.cause: each.weight for each in read_words(None, [body]).named}
    assert weight["method-not-registered"] > weight["secret-wrong"]


@pytest.mark.parametrize(
    "said",
    [
        "Invalid InResponseTo.",
        "f00: Assertion is expired.",
        "f00: Invalid audience.",
        "The upstream provider rejected the sign-in",
        "unexpected iss (issuer) response parameter value",
    ],
)
def test_the_login_behind_the_provider(tmp_path: Path, said: str) -> None:
    """A broker passes on what the identity provider behind it did: neither this client nor this person is the matter."""
    flow = Flow(ISSUER, PLAIN, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    flow.receive(f"{CALLBACK}?error=access_denied&error_description={said.replace(' ', '+')}&state={flow.authorize().state}")
    assert ids(diagnose(flow.run))[0] == "login-behind-failed"


@pytest.mark.parametrize(
    ("page", "cause"),
    [
        ("403 ¦ client-side error ¦ Unable to verify the state from the origin request.", "sign-in-loops"),
        ("SSO connection was suspended. Please contact your administrator.", "client-disabled"),
        ("The signature of the SAML response could not be checked", "login-behind-failed"),
    ],
)
def test_pages_of_a_broker(tmp_path: Path, page: str, cause: str) -> None:
    """What it lost between its own two legs, whose connection it is, and what came from behind it."""
    assert ids(shown(page, tmp_path, 200))[0] == cause


def test_a_secret_that_was_sent_and_is_missed(tmp_path: Path) -> None:
    """It stood in the header, and the provider asks for one: it did not arrive, and nobody looked whether it is right."""
    reply = answer("Please specify client_secret or code_verifier", 401)
    assert ids(diagnose(refused(reply, tmp_path, PLAIN, ask={"pkce": None}).run))[0] == "header-lost"


def test_a_client_that_worked_may_have_been_switched_off(tmp_path: Path) -> None:
    """That the same secret brought tokens before speaks as much for that as for a secret that was replaced."""
    reply = answer({"error": "invalid_client", "error_description": "client authentication failed"}, 401)
    found = diagnose(refused(reply, tmp_path, PLAIN).run, worked=worked(tmp_path))
    assert [cause.id for cause in found.joint] == ["secret-expired", "client-disabled"]


def test_a_page_of_the_provider_that_is_not_there(tmp_path: Path) -> None:
    """The provider took the link and sent the browser on to its own sign-in page: the link is right, the page is missing."""
    flow = Flow(ISSUER, PLAIN, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    link = flow.authorize().url
    flow.receive(f"{ISSUER}/sign-in?{urlencode({'next': link})}\nNot found", status=404)
    found = diagnose(flow.run)
    assert ids(found)[0] == "provider-fault"
    assert "https://" not in repr(found).partition("likely")[0], "an address alone is nothing that a provider says"


def test_a_short_state_that_a_page_minds(tmp_path: Path) -> None:
    """There is one, and it is what the page complains of."""
    flow = Flow(ISSUER, PLAIN, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    flow.authorize(state="abc")
    flow.receive("Bad request\nThe state parameter is too short", status=400)
    first = diagnose(flow.run).causes[0]
    assert first.id == "state-required"
    assert "The state has 3 characters" in first.evidence


def test_an_audience_that_is_the_provider(tmp_path: Path) -> None:
    """A token that is for the provider itself is good for its UserInfo; why it is refused nothing tells."""
    access = jwt.encode({"aud": ISSUER, "exp": 4_000_000_000}, "k" * 32, algorithm="HS256")
    tokens = answer({"access_token": access, "token_type": "Bearer", "expires_in": 300})
    small = SmallProvider(by_the_book, answers={"/token": tokens, "/userinfo": answer({"error": "invalid_token"}, 401)})
    assert ids(after(small, Flow.userinfo, tmp_path))[0] != "token-for-another-api"


@pytest.mark.parametrize(
    ("waited", "said", "verdict"),
    [
        (318, "This code has run out: it lived for 300 seconds.", "proven"),
        (318, "The code had expired, it is good for 5 min", "proven"),
        (200, "This code has run out: it lived for 300 seconds.", "likely"),  # it lay in the browser, and nobody saw how long
        (318, "The code had expired.", "likely"),
        (318, "The code is 300 s old, it has expired.", "likely"),  # which is no life
    ],
)
def test_a_code_that_lay_longer_than_the_provider_says(tmp_path: Path, waited: int, said: str, verdict: str) -> None:
    """The provider says how long a code lives, and the record how long it lay: that is both halves of a proof."""
    now = [1_790_000_000.0]
    small = SmallProvider(by_the_book, answers={"/token": grant(said)})
    flow = Flow(ISSUER, PLAIN, http=small, runs=tmp_path, clock=lambda: now[0])
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    now[0] += waited
    flow.exchange()
    first = diagnose(flow.run).causes[0]
    assert (first.id, first.verdict) == ("code-old", verdict)
