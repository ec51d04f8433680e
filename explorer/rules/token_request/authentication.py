"""Who sends a token request, and how the client proves it (RFC 6749 2.3 and 3.2.1, RFC 7617, OIDC Core 9)."""

from __future__ import annotations

from ...messages import encode_component
from ...protocol.authentication import DEFAULT_METHOD, METHODS
from ...secret import reveal
from ..registry import Outcome, RuleSet, failed, not_applicable, not_checked, passed
from ..rows import rows
from ..shapes import listed
from .subject import TokenRequestCheck

AUTHENTICATION: RuleSet[TokenRequestCheck] = RuleSet()
rule = AUTHENTICATION.rule
row = rows(AUTHENTICATION, spec="RFC 6749 2.3.1, 3.2.1")
of_confidential = row.given(lambda check: not check.client.is_public, unless="the client is public")
of_basic = rows(
    AUTHENTICATION,
    spec="RFC 6749 2.3.1; RFC 7617 2",
    when=lambda check: check.basic is not None,
    unless="there is no Basic header",
)
of_pair = of_basic.given(lambda check: check.pair is not None, unless="the Basic header is no base64 of id:secret")


def _in_one_way(row: rows[TokenRequestCheck]) -> rows[TokenRequestCheck]:
    """Return what enters rows about the way in which the client proves itself."""
    return row.given(lambda check: check.methods, unless="the client does not prove who it is").given(
        lambda check: len(check.methods) == 1, unless="the client proves itself in several ways: TOKQ-AUTH-MULTIPLE judges that"
    )


def _other_ids(check: TokenRequestCheck) -> list[str]:
    """The client ids in it that are not that of the authorize request, or of the client."""
    claims = check.assertion.claims if check.assertion else {}
    ours = {check.client.client_id, str(reveal(encode_component(check.client.client_id)))}
    found = {
        "client_id": check.get("client_id"),
        "the Basic header": check.pair[0] if check.pair else None,
        "the assertion": claims.get("sub"),
        "the authorize request": check.request.get("client_id"),
    }
    return [place for place, client_id in found.items() if client_id is not None and client_id not in ours]


row(
    "TOKQ-CLIENT-ID-MISSING",
    "If the client proves nothing, does it say who it is?",
    lambda check: not check.get("client_id"),
    "There is neither a client_id nor a credential.",
    spec="RFC 6749 3.2.1, 4.1.3",
    advice="A public client sends its client_id in the body.",
    expected="client_id",
    when=lambda check: not check.methods,
    unless="the client proves who it is",
)
row(
    "TOKQ-CLIENT-ID-MISMATCH",
    "Do all places name the same client?",
    _other_ids,
    "Another client is named in: {}.",
    spec="RFC 6749 4.1.3, 5.2; RFC 7521 4.2",
    advice="The code is bound to the client that asked for it: use the same one.",
)
of_basic(
    "TOKQ-CLIENT-ID-REDUNDANT",
    "Does the client name itself once?",
    lambda check: "client_id" in check.names,
    "client_id stands in the body beside the Basic header.",
    spec="RFC 6749 2.3, 3.2.1",
    severity="info",
    advice="It is harmless mostly; a few servers count it as a second way to prove oneself.",
)
of_confidential(
    "TOKQ-AUTH-MISSING",
    "Does a confidential client prove who it is?",
    lambda check: not check.methods,
    "The client has credentials and does not use them.",
    spec="RFC 6749 3.2.1, 4.1.3; OIDC Core 3.1.3.1",
    advice="Send them in the way that is registered.",
)
row(
    "TOKQ-AUTH-MULTIPLE",
    "Does the client prove itself in one way only?",
    lambda check: len(check.methods) > 1 and check.methods,
    "More than one way at once: {}.",
    spec="RFC 6749 2.3, 5.2",
    advice="Use exactly one.",
)
_in_one_way(of_confidential)(
    "TOKQ-AUTH-WRONG-METHOD",
    "Does the client prove itself as it is registered?",
    lambda check: check.methods[0] != check.client.token_endpoint_auth_method and check.methods[0],
    "The client is set to another way than {}.",
    spec="OIDC Core 3.1.3.1, 9; Registration 2",
    advice="Set token_endpoint_auth_method to what is registered at the provider.",
    instead=lambda check: check.client.token_endpoint_auth_method,
)


def _unlisted(check: TokenRequestCheck) -> str | None:
    (method,) = check.methods
    offered = listed(check.metadata.members, "token_endpoint_auth_methods_supported")
    return None if method in (offered or [DEFAULT_METHOD]) else method


_in_one_way(row)(
    "TOKQ-AUTH-UNADVERTISED",
    "Is this way to prove itself one that the provider lists?",
    _unlisted,
    "The provider does not list {}.",
    spec="Discovery 3; RFC 8414 2",
    severity="warning",
    advice="It may work all the same; if not, choose one of token_endpoint_auth_methods_supported.",
    when=lambda check: check.metadata.members,
    unless="there is no discovery document",
)
row(
    "TOKQ-BEARER-HEADER",
    "Is the Authorization header free of a Bearer token?",
    lambda check: check.authorization[:7].lower() == "bearer ",
    "There is a Bearer token in the Authorization header.",
    spec="RFC 6749 2.3.1; OIDC Core 9",
    advice="Bearer is for APIs; here the client proves itself.",
)
row(
    "TOKQ-SECRET-FROM-PUBLIC",
    "Does a public client send no secret?",
    lambda check: any(METHODS[method].needs == "client_secret" for method in check.methods),
    "A public client sends a secret.",
    spec="RFC 6749 2.1, 10.1; RFC 8252 8.5",
    advice="A secret inside an app that is given away is none: send client_id only.",
    when=lambda check: check.client.is_public,
    unless="the client is confidential",
)
row(
    "TOKQ-SECRET-EMPTY",
    "If there is a client_secret, is it more than empty?",
    lambda check: not check.get("client_secret"),
    "client_secret is there and empty.",
    severity="warning",
    advice="Leave it out for a public client.",
    when=lambda check: "client_secret" in check.names,
    unless="there is no client_secret in the body",
)


def _spaced(check: TokenRequestCheck) -> bool:
    secret = reveal(check.sent.client.client_secret or "")
    return secret != secret.strip()


row(
    "TOKQ-SECRET-WHITESPACE",
    "Is the secret free of spaces at its ends?",
    _spaced,
    "The secret begins or ends with white space.",
    spec="RFC 6749 A.2",
    severity="warning",
    advice="A stray character was copied with it: type it again.",
    when=lambda check: check.sent.client.client_secret is not None,
    unless="the client has no secret",
)

# The Basic header


def _is_base64url(check: TokenRequestCheck) -> bool:
    basic = check.basic or ""
    return "-" in basic or "_" in basic or len(basic) % 4 != 0


of_basic(
    "TOKQ-BASIC-BASE64URL",
    "Is the Basic header ordinary base64, with its padding?",
    _is_base64url,
    "The Basic header is written in base64url, or lost its padding.",
    spec="RFC 7617 2; RFC 4648 4",
    advice="Use ordinary base64.",
)
of_basic(
    "TOKQ-BASIC-MALFORMED",
    "Does the Basic header hold an id and a secret?",
    lambda check: check.pair is None,
    "The Basic header is no base64 of id:secret.",
    advice="Join id and secret with a colon, then encode the whole in base64.",
)
of_pair(
    "TOKQ-BASIC-EMPTY-SECRET",
    "Is there a secret in the Basic header?",
    lambda check: check.pair and not check.pair[1],
    "The secret in the Basic header is empty.",
    severity="warning",
    advice="A public client sends client_id in the body, and no header.",
)
of_pair(
    "TOKQ-BASIC-COLON-IN-ID",
    "Does the first colon end the client id?",
    lambda check: check.pair and ":" in check.client.client_id and "%3A" not in check.pair[0].upper(),
    "The client id holds a colon, which ends it too early.",
    advice="Write the colon as %3A.",
)


@rule(
    "TOKQ-BASIC-NOT-URLENCODED",
    spec="RFC 6749 2.3.1, appendix B",
    advice="Form-encode id and secret before they are joined: httpx's auth=(id, secret) does not.",
    expected="form-encoded",
    reasons=(
        "there is no Basic header",
        "the client has no secret",
    ),
)
def form_encoded(check: TokenRequestCheck) -> Outcome:
    """Are id and secret form-encoded in the Basic header?"""
    if check.basic is None:
        return not_applicable("there is no Basic header")
    encodings = check.sent.basic_encodings
    if not encodings:
        return not_applicable("the client has no secret")
    sent = f"Basic {check.basic}"
    if sent != encodings["raw"].reveal() or encodings["raw"] == encodings["form"]:
        return passed("form-encoded")
    if check.sent.client.basic_encoding == "raw":
        return not_checked("the client is set to send id and secret raw (basic_encoding), and the two forms differ here")
    return failed("Id or secret holds characters that form encoding changes, and they were sent raw.", "form-encoded", "raw")
