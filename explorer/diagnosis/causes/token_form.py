"""Tokens that are no tokens: none came, they cannot be read, or what came with them is not what it has to be (OIDC Core 3.1.3.3)."""

from __future__ import annotations

from ..case import Case
from ..cause import Signs, cause, known
from ..signs import contrary, doubtful, ours, slip

LEGS = ("check",)
_ASK = "If a fresh sign-in shows the same, report it to the provider with this finding."


known(
    "token-encrypted",
    "The token is encrypted, and cannot be read without a key of the client.",
    legs=LEGS,
    topic="form",
    spec="OIDC Core 16.14; RFC 7516",
    advice="Let the client be registered without id_token_encrypted_response_alg.",
    rules=("IDTH-ENCRYPTED",),
)


known(
    "token-malformed",
    "The ID token is no JWT that can be read.",
    legs=LEGS,
    topic="form",
    spec="RFC 7519 7.2; RFC 7515 5.2",
    advice=_ASK,
    rules=(
        "IDTH-PARTS",
        "IDTH-BASE64URL",
        "IDTH-NOT-JSON",
        "IDTH-DUPLICATE-NAME",
        "IDTC-DUPLICATE-CLAIM",
        "TOKR-ID-TOKEN-TYPE",
        "IDTH-CRIT-UNKNOWN",
        "IDTH-B64-FALSE",
        "IDTH-ZIP",
        "IDTH-KID-TYPE",
    ),
)


@cause(
    "no-id-token",
    legs=LEGS,
    topic="id_token",
    spec="OIDC Core 3.1.3.3, 3.1.2.1",
    advice="Ask for the scope openid. Where it was asked for, OpenID Connect is switched off for the client, or the server speaks plain "
    "OAuth and has no ID tokens.",
    in_panel="In step 2, ask for openid.",
    rules=("TOKR-ID-TOKEN-MISSING",),
    experiment="smallest-request",
)
def no_id_token(case: Case) -> Signs:
    """No ID token came."""
    if "TOKR-ID-TOKEN-MISSING" not in case.failed:
        return
    if case.params and "openid" not in case.scopes():
        yield slip("openid was not asked for.")
    if "TOKR-SCOPE-NO-OPENID" in case.failed:
        yield doubtful("openid was not granted.")


@cause(
    "token-response-odd",
    legs=(*LEGS, "token", "refresh"),
    topic="response",
    spec="RFC 6749 5.1; OIDC Core 3.1.3.3",
    advice=_ASK,
    rules=(
        "TOKR-STATUS",
        "TOKR-TOKEN-TYPE-MISSING",
        "TOKR-TOKEN-TYPE-UNKNOWN",
        "TOKR-EXPIRES-IN-TYPE",
        "TOKR-EXPIRES-IN-VALUE",
        "TOKR-EXPIRES-IN-TIMESTAMP",
        "TOKR-DUPLICATE-MEMBER",
        "TOKR-ACCESS-TOKEN-MISSING",
        "TOKR-ACCESS-TOKEN-CHARS",
        "TOKR-SAME-TOKEN",
        "TOKR-NULL-MEMBER",
        "TOKR-CONTENT-TYPE",
        "TOKR-BOM",
        "TOKR-EXAMPLE-VALUES",
        "TOKR-SCOPE-FORMAT",
    ),
)
def response_odd(case: Case) -> Signs:
    """The token response is not what it has to be: token_type, expires_in, status, a member twice, tokens within another object."""
    if case.symptom.leg in LEGS:
        return
    if "within the answer" in (case.symptom.problem or ""):
        yield ours(case.symptom.problem or "")
    else:
        yield contrary("No tokens came.")
