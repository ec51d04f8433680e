"""The reported cases of refusals, by number, through a whole flow: the cause that comes first, and the provider's words."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from explorer import Client, Flow, diagnose
from explorer.diagnosis import Diagnosis
from tests.flow.odd_provider import OddProvider, odd_provider

C, CB = "SplxlOBeZQQYbYS6WxSbIA-0001", "http://127.0.0.1:9999/callback"
ORDINARY = Client("client-1", "made-up-secret-0123456789", redirect_uri=CB)
SPECIAL = Client("client-1", "p@ss+w/o%rd=made-up", redirect_uri=CB)
PUBLIC = Client("client-1", redirect_uri=CB)
VERIFIER = "a-verifier-of-our-own-0123456789-0123456789-0123"
HASH = hashlib.sha256(VERIFIER.encode())


@pytest.fixture(scope="module")
def odd() -> Iterator[OddProvider]:
    """A provider that answers as the test says."""
    with odd_provider() as provider:
        yield provider


def redirected(odd: OddProvider, query: str) -> Diagnosis:
    """Diagnose a refusal that came in the redirect."""
    flow = Flow(odd.metadata, ORDINARY)
    state = flow.authorize().state
    flow.receive(f"{CB}?{query}&state={state}")
    return diagnose(flow.run)


def refused(
    odd: OddProvider,
    error: str,
    description: str = "",
    *,
    status: int = 400,
    client: Client = ORDINARY,
    ask: dict[str, Any] | None = None,
    extra: tuple[tuple[str, str], ...] = (),
    **members: Any,
) -> Diagnosis:
    """Diagnose a refusal of the token endpoint."""
    said = {"error_description": description} if description else {}
    odd.say("/token", {"error": error, **said, **members}, status=status)
    flow = Flow(odd.metadata, client)
    state = flow.authorize(**(ask or {})).state
    flow.receive(f"{CB}?code={C}&state={state}")
    flow.exchange(flow.token_request(extra=extra))
    return diagnose(flow.run)


REDIRECTS = [
    pytest.param("error=invalid_client&error_description=A+scope+is+needed+here", "", "A scope is needed here", id="37"),
    pytest.param(
        "error=temporarily_unavailable&error_description=authentication_expired",
        "sign-in-loops",
        "authentication_expired",
        id="38",
    ),
    pytest.param("error=temporarily_unavailable", "provider-fault", "", id="38 still"),
    pytest.param(
        "error=invalid_request&error_description=PreSignUp+failed+with+error+no+guests.", "", "PreSignUp failed", id="39"
    ),
    pytest.param("error=user_cancelled_login", "user-said-no", "", id="41 login"),
    pytest.param("error=user_cancelled_authorize", "user-said-no", "", id="41 authorize"),
    pytest.param("error_code=1349126&error_message=Application+is+switched+off", "", "Application is switched off", id="36"),
]


@pytest.mark.parametrize(("query", "first", "words"), REDIRECTS)
def test_a_refusal_in_the_redirect(odd: OddProvider, query: str, first: str, words: str) -> None:
    """The cause that the words name is first; where they name none they are shown; and no secret travels there."""
    found = redirected(odd, query)
    assert words in repr(found)
    assert found.first is not None
    assert found.first.id == (first or found.first.id)
    assert not [cause for cause in found.causes if "secret" in cause.id and cause.verdict != "ruled out"]
    assert not found.proven


def test_38_the_page_was_open_for_too_long(odd: OddProvider) -> None:
    """That is what the first cause says, and to start again what it advises."""
    found = redirected(odd, "error=temporarily_unavailable&error_description=authentication_expired")
    assert found.first is not None
    assert "open for too long" in found.first.title
    assert "overloaded" not in found.sentence
    assert "fresh link" in found.first.advice


ENTRA_70000 = (
    "AADSTS70002: Error validating credentials. AADSTS70000: The provided access grant is invalid or malformed.",
    {"error_codes": [70002, 70000]},
)
TOKEN: list[Any] = [
    pytest.param("invalid_grant", *ENTRA_70000, {"code-used-before"}, "says by AADSTS70000", id="42"),
    pytest.param("invalid_request", "AADSTS9002313: Request is malformed.", {}, None, "AADSTS9002313", id="43"),
    pytest.param(
        "invalid_client",
        "AADSTS7000215: Send the client secret value, not the client secret ID.",
        {"status": 401},
        {"secret-is-an-id"},
        "AADSTS7000215",
        id="44",
    ),
    pytest.param(
        "invalid_client",
        "AADSTS50011: The redirect URI does not match the redirect URIs configured for the application.",
        {"status": 401},
        {"redirect-uri-not-registered"},
        "not registered for this application",
        id="45",
    ),
    pytest.param(
        "invalid_redirect_uri",
        "Client abc123 requested an invalid redirect URL: http://localhost:3000. ECID: 1a2b3^5uY,0:1",
        {},
        {"redirect-uri-not-registered"},
        "differs from the registered one, or was encoded twice",
        id="48",
    ),
    pytest.param("invalid_grant", "MSIS9612: The authorization code is invalid.", {}, None, "MSIS9612", id="50"),
    pytest.param(
        "invalid_client",
        "The request used the method client_secret_basic, but the client is configured to support only 'client_secret_post'.",
        {"status": 401},
        {"method-not-registered"},
        "client_secret_basic, but the client is configured to support only 'client_secret_post'",
        id="52",
    ),
    pytest.param(
        "invalid_client",
        "Parameter client_assertion_type is missing",
        {"status": 401},
        {"method-not-registered"},
        "client_assertion_type",
        id="54",
    ),
    pytest.param(
        "redirect_uri_mismatch",
        "The redirection URI does not match a pre-registered value.",
        {},
        {"redirect-uri-not-registered", "redirect-uri-differs"},
        "The redirect address is not the registered one.",
        id="55",
    ),
    pytest.param(
        "unauthorized_client",
        "Invalid client or Invalid client credentials",
        {"status": 401, "client": SPECIAL},
        {"basic-encodings-differ"},
        "two encodings",
        id="59",
    ),
    pytest.param(
        "unauthorized_client",
        "Invalid client or Invalid client credentials",
        {"status": 401},
        {"secret-wrong", "method-not-registered"},
        "",
        id="60",
    ),
    pytest.param(
        "unauthorized_client",
        "Client not enabled to retrieve service account",
        {"status": 401},
        {"grant-not-allowed"},
        "grant_type",
        id="60 still",
    ),
    pytest.param(
        "invalid_request",
        "unexpected parameter state",
        {"extra": (("state", "abc"),)},
        {"parameter-extra"},
        "TOKQ-STATE-PRESENT",
        id="73",
    ),
    pytest.param(
        "invalid_grant",
        "Incorrect redirect_uri",
        {},
        {"redirect-uri-differs", "redirect-uri-not-registered"},
        "redirect_uri",
        id="139",
    ),
    pytest.param("invalid_grant", "Code not valid", {}, {"code-used-before", "code-old"}, "used before", id="141"),
]


@pytest.mark.parametrize(("error", "said", "more", "first", "words"), TOKEN)
def test_a_refusal_of_the_token_endpoint(
    odd: OddProvider, error: str, said: str, more: dict[str, Any], first: set[str] | None, words: str
) -> None:
    """What the provider names comes first, the sentence agrees with it, and words alone prove nothing."""
    found = refused(odd, error, said, **more)
    assert found.first is not None
    assert first is None or found.first.id in first
    assert words in repr(found)
    assert said[:20] in repr(found)
    assert not found.proven
    assert found.first.id != "code-of-another-request"
    assert found.first.id == "grant-not-allowed" or "grant_type" not in found.sentence


def test_48_the_number_for_the_support(odd: OddProvider) -> None:
    """It is whole, colon and all."""
    assert refused(odd, "invalid_redirect_uri", "No. ECID: 1a2b3^5uY,0:1").correlation_id == "1a2b3^5uY,0:1"


def test_70_a_public_client_that_may_be_registered_as_confidential(odd: OddProvider) -> None:
    """Without a word of the provider the type of the client is among the causes, and none is said to be proven."""
    found = refused(odd, "invalid_grant", client=PUBLIC)
    cause = next(cause for cause in found.causes if cause.id == "credential-missing")
    assert cause.verdict == "possible"
    assert "registered as confidential" in cause.evidence
    assert cause in found.causes[:4]
    assert not found.proven


@pytest.mark.parametrize(("client", "error"), [(PUBLIC, "invalid_grant"), (ORDINARY, "invalid_client")])
def test_72_what_nobody_listed_is_not_said_to_be_listed(odd: OddProvider, client: Client, error: str) -> None:
    """Endpoints given by hand list no methods: nothing speaks for a method that is not offered."""
    found = refused(odd, error, client=client)
    assert "provider lists" not in " ".join(cause.evidence for cause in found.causes)


@pytest.mark.parametrize("method", ["s256", "SHA256", "S-256"])
def test_77_a_method_that_is_misspelt(odd: OddProvider, method: str) -> None:
    """The challenge is right and its method is none: that is the cause, and proven, for nobody can verify it."""
    right = base64.urlsafe_b64encode(HASH.digest()).rstrip(b"=").decode()
    found = refused_with_challenge(odd, right, method)
    assert [cause.id for cause in found.proven] == ["challenge-wrong"]
    assert "AUTHZ-PKCE-METHOD-CASE" in found.proven[0].evidence


@pytest.mark.parametrize(
    ("challenge", "how"),
    [
        (HASH.hexdigest(), "hexadecimal digits"),
        (base64.urlsafe_b64encode(HASH.hexdigest().encode()).rstrip(b"=").decode(), "hexadecimal digits"),
        (base64.urlsafe_b64encode(HASH.digest()).decode(), "holds ="),
    ],
    ids=["hex", "base64 of hex", "padded"],
)
def test_79_a_challenge_that_was_made_wrongly(odd: OddProvider, challenge: str, how: str) -> None:
    """It says how, and not to use the verifier of the same attempt, which would repeat the fault."""
    found = refused_with_challenge(odd, challenge, "S256")
    assert found.first is not None
    assert found.first.id == "challenge-wrong"
    assert how in found.first.evidence
    assert "same attempt" not in found.first.advice
    assert "verifier-wrong" not in {cause.id for cause in (*found.proven, *found.likely)}


def refused_with_challenge(odd: OddProvider, challenge: str, method: str) -> Diagnosis:
    """Diagnose a bare invalid_grant behind a challenge of one's own."""
    link = [("code_challenge", challenge), ("code_challenge_method", method)]
    return refused(odd, "invalid_grant", ask={"pkce": None, "extra": link}, extra=(("code_verifier", VERIFIER),))


def test_a_description_that_lists_everything_proves_nothing(odd: OddProvider) -> None:
    """The standard's own sentence names five causes, and so none; what the record rules out stays ruled out."""
    said = (
        "The code is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was "
        "issued to another client."
    )
    for text in (
        said,
        said.replace("The code", "The provided authorization grant (e.g., authorization code) or refresh token"),
    ):
        found = refused(odd, "invalid_grant", text)
        assert not found.proven
        assert {"redirect-uri-differs", "redirect-uri-missing", "verifier-wrong"} <= {cause.id for cause in found.ruled_out}
        assert text[:40] in repr(found)
