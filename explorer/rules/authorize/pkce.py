"""PKCE: is there a challenge, made rightly and of the right verifier? (RFC 7636 4.2 and 4.3, RFC 9700 2.1.1)"""

from __future__ import annotations

from ...protocol.pkce import METHODS, code_challenge
from ..registry import RuleSet
from ..rows import rows
from ..shapes import BASE64URL, HEX, decoded_base64url, listed
from .subject import AuthorizeCheck

PKCE: RuleSet[AuthorizeCheck] = RuleSet()
row = rows(PKCE, spec="RFC 7636 4.3")
of_fresh = row.given(lambda check: not check.is_pushed, unless="the request was pushed before")
of_code = of_fresh.given(lambda check: check.may_bring_code, unless="response_type asks for no code")
of_challenge = rows(
    PKCE, spec="RFC 7636 4.2", when=lambda check: check.get("code_challenge"), unless="there is no code_challenge"
)
of_method = row.given(lambda check: check.get("code_challenge_method"), unless="no method is named (code_challenge_method)")
of_verifier = of_challenge.given(
    lambda check: check.request.code_verifier is not None, unless="the verifier of the challenge is not at hand"
)

_LENGTH = 43  # characters of a SHA-256 in base64url
_PRINTED = (
    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "YTFjNjI1OWYzMzA3MTI4ZDY2Njg5M2RkNmVjNDE5YmEyZGRhOGYyM2IzNjdmZWFhMTQ1ODg3NDcxY2Nl",
)


def _method(check: AuthorizeCheck) -> str:
    return check.get("code_challenge_method") or "plain"  # the default (RFC 7636 4.3)


of_code(
    "AUTHZ-PKCE-MISSING-PUBLIC",
    "Does a client without a secret use PKCE?",
    lambda check: not check.get("code_challenge"),
    "The client has no secret, and there is no code_challenge.",
    spec="RFC 9700 2.1.1; RFC 8252 6, 8.1",
    advice="Send PKCE: whoever steals the code could use it otherwise.",
    expected="code_challenge",
    when=lambda check: check.client.is_public,
    unless="the client is confidential",
)
of_code(
    "AUTHZ-PKCE-MISSING-CONFIDENTIAL",
    "Does a client with a secret use PKCE too?",
    lambda check: not check.get("code_challenge"),
    "There is no code_challenge.",
    spec="RFC 9700 2.1.1",
    severity="warning",
    advice="Send PKCE: it also keeps a stolen code out of your session.",
    expected="code_challenge",
    when=lambda check: not check.client.is_public,
    unless="the client is public",
)
of_challenge(
    "AUTHZ-PKCE-METHOD-MISSING",
    "Does the link say how the challenge was made?",
    lambda check: not check.get("code_challenge_method"),
    "There is no code_challenge_method, which means plain.",
    spec="RFC 7636 4.2, 4.3",
    advice="Add code_challenge_method=S256, or the exchange will fail.",
    expected="S256",
)
of_method(
    "AUTHZ-PKCE-METHOD-ALONE",
    "If a PKCE method is named, is there a challenge?",
    lambda check: not check.get("code_challenge"),
    "There is a code_challenge_method, and no code_challenge.",
    spec="RFC 7636 4.3, 4.4.1",
    advice="Send both.",
)
of_method(
    "AUTHZ-PKCE-PLAIN",
    "Is the verifier kept secret?",
    lambda check: check.get("code_challenge_method") == "plain" and "plain",
    "With plain the verifier itself goes through the browser.",
    spec="RFC 7636 4.2, 7.2; RFC 9700 2.1.1",
    advice="Use S256.",
    expected="S256",
)
of_method(
    "AUTHZ-PKCE-METHOD-CASE",
    "Is the PKCE method spelled exactly?",
    lambda check: _method(check) not in METHODS and _method(check),
    "PKCE knows S256 and plain, and {} is neither.",
    spec="RFC 7636 4.3, 6.2.2",
    advice="Write S256.",
    expected="S256",
)


def _offered(check: AuthorizeCheck) -> list[str] | None:
    return listed(check.metadata.members, "code_challenge_methods_supported")


of_method(
    "AUTHZ-PKCE-METHOD-UNSUPPORTED",
    "Is the PKCE method one that the provider lists?",
    lambda check: _method(check) not in (_offered(check) or ()) and _method(check),
    "The provider does not list {}.",
    spec="RFC 8414 2; RFC 7636 4.4.1",
    severity="warning",
    advice="Choose one of code_challenge_methods_supported.",
    when=lambda check: _offered(check) is not None,
    unless="the provider does not list PKCE methods",
    instead=_offered,
)

# How it is made


def _wrong_length(check: AuthorizeCheck) -> int | None:
    length = len(check.get("code_challenge"))
    longest = _LENGTH if _method(check) == "S256" else 128
    return None if _LENGTH <= length <= longest else length


def _is_hex(check: AuthorizeCheck) -> bool:
    challenge = check.get("code_challenge")
    return len(challenge) == 64 and HEX.fullmatch(challenge) is not None


def _encodes_hex(check: AuthorizeCheck) -> bool:
    text = (decoded_base64url(check.get("code_challenge")) or b"").decode("latin-1")
    return len(text) >= 40 and HEX.fullmatch(text) is not None


of_challenge(
    "AUTHZ-PKCE-CHALLENGE-LENGTH",
    "Has the challenge its length?",
    _wrong_length,
    "The challenge has {} characters.",
    spec="RFC 7636 4.2, appendix A",
    advice="A SHA-256 in base64url without padding has always 43.",
    expected="43 characters",
)
of_challenge(
    "AUTHZ-PKCE-CHALLENGE-PADDED",
    "Is the challenge base64url without padding?",
    lambda check: any(sign in check.get("code_challenge") for sign in "=+/"),
    "The challenge holds =, + or /.",
    spec="RFC 7636 3, appendix A; RFC 7515 2",
    advice="Write - for + and _ for /, and drop the =.",
)
of_challenge(
    "AUTHZ-PKCE-CHALLENGE-HEX",
    "Is the challenge more than hexadecimal digits?",
    _is_hex,
    "The challenge is the hash in hexadecimal digits.",
    advice="Encode the 32 raw bytes in base64url instead.",
)
of_challenge(
    "AUTHZ-PKCE-CHALLENGE-BASE64-OF-HEX",
    "Is the challenge made of the raw hash?",
    _encodes_hex,
    "The challenge encodes the hash in hexadecimal digits.",
    advice="Encode the 32 raw bytes; a published sample of Microsoft makes this mistake.",
)
of_challenge(
    "AUTHZ-PKCE-SAMPLE",
    "Is the challenge your own?",
    lambda check: check.get("code_challenge") in _PRINTED,
    "The challenge stands in a document, and so does its verifier.",
    spec="RFC 7636 7.1, appendix B",
    severity="warning",
    advice="Make a verifier of 32 random bytes.",
)
of_challenge(
    "AUTHZ-PKCE-REUSED",
    "Is the challenge used for the first time?",
    lambda check: check.get("code_challenge") in check.used,
    "The challenge was used by an earlier request.",
    spec="RFC 7636 4.1; RFC 9700 2.1.1",
    advice="Make a fresh verifier for each request.",
)


def _verifier(check: AuthorizeCheck) -> str:
    return check.request.code_verifier.reveal() if check.request.code_verifier else ""


def _mismatch(check: AuthorizeCheck) -> bool:
    challenge = check.get("code_challenge")
    return not BASE64URL.fullmatch(challenge) or code_challenge(_verifier(check), _method(check)) != challenge


of_verifier.given(
    lambda check: check.get("code_challenge_method") != "plain", unless="the method is plain: AUTHZ-PKCE-PLAIN judges that"
)(
    "AUTHZ-PKCE-CHALLENGE-MISMATCH",
    "Is the challenge made of the verifier that is kept?",
    _mismatch,
    "The challenge was not made of the verifier that is kept.",
    spec="RFC 7636 4.2, 4.6",
    advice="The exchange will fail: let the flow make both.",
    when=lambda check: _method(check) in METHODS,
    unless="the method is unknown: AUTHZ-PKCE-METHOD-CASE judges that",
)
of_verifier(
    "AUTHZ-PKCE-CHALLENGE-IS-VERIFIER",
    "Is the challenge the hash, and not the verifier?",
    lambda check: check.get("code_challenge") == _verifier(check),
    "The verifier itself was sent in the place of its hash.",
    advice="Hash it first: everybody on the way has seen it now.",
    when=lambda check: _method(check) == "S256",
    unless="the method is not S256",
)
