"""The assertion with which a client proves who it is (private_key_jwt, client_secret_jwt; RFC 7523 3)."""

from __future__ import annotations

from ...protocol.authentication import METHODS
from ..case import Case
from ..cause import CLIENT, Signs, cause
from ..signs import LITTLE, OFTEN, SOMETIMES, Sign, contrary, hint, slip

AUTH = {"invalid_client": OFTEN, "invalid_request": SOMETIMES, "invalid_grant": SOMETIMES, "unauthorized_client": SOMETIMES}
_ADVICE = "The aud of an assertion is the issuer, at some providers the token endpoint: Client(assertion_audience=...) sets it."


def _signs(case: Case) -> bool | None:
    """Whether the client proves itself with an assertion; None where the record does not say."""
    method = METHODS.get(case.sent.client.token_endpoint_auth_method or "")
    return None if method is None else bool(method.algorithms) or "client_assertion" in case.names


def _only_with(case: Case) -> Signs:
    if _signs(case) is False:
        yield contrary("No assertion was sent.")


@cause(
    "assertion-audience",
    legs=CLIENT,
    topic="assertion",
    usual=AUTH,
    spec="RFC 7523 3 (3); OIDC Core 9",
    advice=_ADVICE,
    rules=("TOKQ-ASSERTION-AUD",),
)
def assertion_audience(case: Case) -> Signs:
    """The assertion is made out to another audience than the provider expects."""
    yield from _only_with(case)
    found = case.finding("TOKQ-ASSERTION-AUD")
    if found is not None and found.verdict == "skip" and found.applies:
        yield slip(f"It is neither the issuer nor the token endpoint: {found.message} ({found.rule})")
    elif _signs(case):
        yield hint("Providers differ in the aud that they want: issuer, token endpoint, or either.")


@cause(
    "assertion-key",
    legs=CLIENT,
    topic="assertion",
    usual=AUTH,
    spec="RFC 7523 3 (9)",
    advice="Register the public key of this private key at the provider, and name it by its kid: Client(private_key_id=...).",
)
def assertion_key(case: Case) -> Signs:
    """The provider has another key for this client, or does not find it."""
    yield from _only_with(case)
    if case.sent.client.secret is not None:
        yield contrary("The assertion is keyed with the client secret.")
    elif _signs(case):
        yield hint("Only the provider knows which key is registered.")


@cause(
    "assertion-clock",
    legs=CLIENT,
    topic="assertion",
    usual=AUTH,
    spec="RFC 7523 3 (4, 5, 6)",
    advice="Set this machine's clock: exp, nbf and iat of the assertion are judged by the provider's.",
    rules=("TOKQ-ASSERTION-EXP", "TOKQ-ASSERTION-LONG"),
)
def assertion_clock(case: Case) -> Signs:
    """The assertion is out of its time, by the provider's clock."""
    yield from _only_with(case)
    offset = case.clock_offset
    if _signs(case) and offset is not None and abs(offset) > 30:
        yield slip(
            f"The provider's clock is {abs(offset):.0f} s {'ahead of' if offset > 0 else 'behind'} ours, by its Date header."
        )


@cause(
    "assertion-claims",
    legs=CLIENT,
    topic="assertion",
    usual=AUTH,
    spec="RFC 7523 3; OIDC Core 9",
    advice="iss and sub are both the client_id, jti is new each time, and client_assertion_type says jwt-bearer.",
    rules=("TOKQ-ASSERTION-ISS-SUB", "TOKQ-ASSERTION-JTI", "TOKQ-ASSERTION-TYPE"),
)
def assertion_claims(case: Case) -> Signs:
    """A claim or the type of the assertion is missing or wrong, or its jti was used before."""
    yield from _only_with(case)


@cause(
    "assertion-alg",
    legs=CLIENT,
    topic="assertion",
    usual=AUTH,
    spec="RFC 7518 3.1; OIDC Core 9",
    advice="Sign with the algorithm that the client is registered for: Client(token_endpoint_auth_signing_alg=...).",
    rules=("TOKQ-ASSERTION-ALG", "TOKQ-ASSERTION-SECRET-SHORT"),
)
def assertion_alg(case: Case) -> Signs:
    """The assertion is signed with an algorithm that the provider does not take."""
    yield from _only_with(case)
    if _signs(case):
        yield Sign(2 * LITTLE, "Providers may take one algorithm a client; which one is registered, only they know.")
