"""PKCE: is there a challenge, made rightly and of the right verifier? (RFC 7636 4.2 and 4.3, RFC 9700 2.1.1)"""

from __future__ import annotations

import base64
import binascii

from ...protocol.pkce import METHODS, code_challenge
from ..registry import RuleSet
from ..rows import rows
from ..shapes import BASE64URL, HEX, listed
from .subject import AuthorizeCheck

PKCE: RuleSet[AuthorizeCheck] = RuleSet()
row = rows(PKCE, spec="RFC 7636 4.3")
of_challenge = rows(PKCE, spec="RFC 7636 4.2", unless="there is no code_challenge")
of_verifier = rows(PKCE, spec="RFC 7636 4.2, 4.6", unless="there is no code_challenge, or its verifier is not at hand")

_LENGTH = 43  # characters of a SHA-256 in base64url
_PRINTED = (
    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "YTFjNjI1OWYzMzA3MTI4ZDY2Njg5M2RkNmVjNDE5YmEyZGRhOGYyM2IzNjdmZWFhMTQ1ODg3NDcxY2Nl",
)


def _challenge(check: AuthorizeCheck) -> str | None:
    return check.get("code_challenge") or None


def _missing(check: AuthorizeCheck, *, public: bool) -> bool | None:
    if check.client.is_public is not public or check.is_pushed:
        return None
    return _challenge(check) is None


row(
    "AUTHZ-PKCE-MISSING-PUBLIC",
    "Does a client without a secret use PKCE?",
    lambda check: _missing(check, public=True),
    "The client has no secret, and there is no code_challenge.",
    spec="RFC 9700 2.1.1; RFC 8252 6, 8.1",
    advice="Send PKCE: whoever steals the code could use it otherwise.",
    expected="code_challenge",
    unless="the client is confidential, or the request was pushed before",
)
row(
    "AUTHZ-PKCE-MISSING-CONFIDENTIAL",
    "Does a client with a secret use PKCE too?",
    lambda check: _missing(check, public=False),
    "There is no code_challenge.",
    spec="RFC 9700 2.1.1",
    severity="warning",
    advice="Send PKCE: it also keeps a stolen code out of your session.",
    expected="code_challenge",
    unless="the client is public, or the request was pushed before",
)
of_challenge(
    "AUTHZ-PKCE-METHOD-MISSING",
    "Does the link say how the challenge was made?",
    lambda check: None if _challenge(check) is None else not check.get("code_challenge_method"),
    "There is no code_challenge_method, which means plain.",
    spec="RFC 7636 4.2, 4.3",
    advice="Add code_challenge_method=S256, or the exchange will fail.",
    expected="S256",
)
row(
    "AUTHZ-PKCE-METHOD-ALONE",
    "If a PKCE method is named, is there a challenge?",
    lambda check: _challenge(check) is None if check.get("code_challenge_method") else None,
    "There is a code_challenge_method, and no code_challenge.",
    spec="RFC 7636 4.3, 4.4.1",
    advice="Send both.",
    unless="no method is named",
)
row(
    "AUTHZ-PKCE-PLAIN",
    "Is the verifier kept secret?",
    lambda check: check.get("code_challenge_method") == "plain" if check.get("code_challenge_method") else None,
    "With plain the verifier itself goes through the browser.",
    spec="RFC 7636 4.2, 7.2; RFC 9700 2.1.1",
    advice="Use S256.",
    expected="S256",
    unless="no method is named",
)
row(
    "AUTHZ-PKCE-METHOD-CASE",
    "Is the PKCE method spelled exactly?",
    lambda check: None if not (method := check.get("code_challenge_method")) else [] if method in METHODS else method,
    "PKCE knows S256 and plain, and {} is neither.",
    spec="RFC 7636 4.3, 6.2.2",
    advice="Write S256.",
    expected="S256",
    unless="no method is named",
)
row(
    "AUTHZ-PKCE-METHOD-UNSUPPORTED",
    "Is the PKCE method one that the provider lists?",
    lambda check: (
        None
        if not (method := check.get("code_challenge_method"))
        or (offered := listed(check.metadata.members, "code_challenge_methods_supported")) is None
        else []
        if method in offered
        else method
    ),
    "The provider does not list {}.",
    spec="RFC 8414 2; RFC 7636 4.4.1",
    severity="warning",
    advice="Choose one of code_challenge_methods_supported.",
    unless="no method is named, or the provider lists none",
)

# How it is made


def _wrong_length(check: AuthorizeCheck) -> int | None:
    challenge = _challenge(check)
    if challenge is None:
        return None
    longest = _LENGTH if check.get("code_challenge_method") == "S256" else 128
    return 0 if _LENGTH <= len(challenge) <= longest else len(challenge)


def _encodes_hex(challenge: str) -> bool:
    try:
        text = base64.urlsafe_b64decode(challenge + "=" * (-len(challenge) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return False
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
    lambda check: None if (challenge := _challenge(check)) is None else any(sign in challenge for sign in "=+/"),
    "The challenge holds =, + or /.",
    spec="RFC 7636 3, appendix A; RFC 7515 2",
    advice="Write - for + and _ for /, and drop the =.",
)
of_challenge(
    "AUTHZ-PKCE-CHALLENGE-HEX",
    "Is the challenge more than hexadecimal digits?",
    lambda check: (
        None if (challenge := _challenge(check)) is None else len(challenge) == 64 and HEX.fullmatch(challenge) is not None
    ),
    "The challenge is the hash in hexadecimal digits.",
    advice="Encode the 32 raw bytes in base64url instead.",
)
of_challenge(
    "AUTHZ-PKCE-CHALLENGE-BASE64-OF-HEX",
    "Is the challenge made of the raw hash?",
    lambda check: None if (challenge := _challenge(check)) is None else _encodes_hex(challenge),
    "The challenge encodes the hash in hexadecimal digits.",
    advice="Encode the 32 raw bytes; a published sample of Microsoft makes this mistake.",
)
of_challenge(
    "AUTHZ-PKCE-SAMPLE",
    "Is the challenge your own?",
    lambda check: None if (challenge := _challenge(check)) is None else challenge in _PRINTED,
    "The challenge stands in a document, and so does its verifier.",
    spec="RFC 7636 7.1, appendix B",
    severity="warning",
    advice="Make a verifier of 32 random bytes.",
)
of_challenge(
    "AUTHZ-PKCE-REUSED",
    "Is the challenge used for the first time?",
    lambda check: None if (challenge := _challenge(check)) is None else challenge in check.used,
    "The challenge was used by an earlier request.",
    spec="RFC 7636 4.1; RFC 9700 2.1.1",
    advice="Make a fresh verifier for each request.",
)


def _mismatch(check: AuthorizeCheck) -> bool | None:
    challenge, verifier = _challenge(check), check.request.code_verifier
    method = check.get("code_challenge_method") or "plain"
    if challenge is None or verifier is None or method not in METHODS:
        return None
    return not BASE64URL.fullmatch(challenge) or code_challenge(verifier.reveal(), method) != challenge


of_verifier(
    "AUTHZ-PKCE-CHALLENGE-MISMATCH",
    "Is the challenge made of the verifier that is kept?",
    lambda check: None if check.get("code_challenge_method") == "plain" else _mismatch(check),
    "The challenge was not made of the verifier that is kept.",
    advice="The exchange will fail: let the flow make both.",
)
of_verifier(
    "AUTHZ-PKCE-CHALLENGE-IS-VERIFIER",
    "Is the challenge the hash, and not the verifier?",
    lambda check: (
        None
        if (verifier := check.request.code_verifier) is None or check.get("code_challenge_method") != "S256"
        else verifier.reveal() == _challenge(check)
    ),
    "The verifier itself was sent in the place of its hash.",
    spec="RFC 7636 4.2",
    advice="Hash it first: everybody on the way has seen it now.",
)
