"""What a token request brings: the code, the redirect_uri, the verifier, each as it has to be (RFC 6749 4.1.3, RFC 7636 4.5)."""

from __future__ import annotations

import re
import urllib.parse

from ...protocol.pkce import METHODS, code_challenge
from ..registry import RuleSet
from ..rows import as_found, rows
from ..shapes import STRONG, bits
from .subject import TokenRequestCheck

GRANT: RuleSet[TokenRequestCheck] = RuleSet()
row = rows(GRANT, spec="RFC 6749 4.1.3")
of_redirect_uri = rows(
    GRANT,
    spec="RFC 6749 4.1.3; OIDC Core 3.1.3.2",
    when=lambda check: check.request.redirect_uri is not None,
    unless="the authorize request had no redirect_uri",
)
of_verifier = rows(GRANT, when=lambda check: check.verifier is not None, unless="there is no code_verifier")

_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]*")
_STALE = 60  # seconds; FAPI 2.0 lets a code live so long, RFC 6749 4.1.2 ten minutes
_PRINTED = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B

row(
    "TOKQ-GRANT-TYPE-MISSING",
    "Does the token request say what it brings?",
    lambda check: not check.get("grant_type"),
    "There is no grant_type.",
    advice="Add grant_type=authorization_code.",
    expected="authorization_code",
)
row(
    "TOKQ-GRANT-TYPE-WRONG",
    "Does the token request say that it brings a code?",
    lambda check: check.get("grant_type") != "authorization_code" and check.get("grant_type"),
    "grant_type is {}.",
    spec="RFC 6749 4.1.3, 5.2",
    advice="The exact value is authorization_code.",
    expected="authorization_code",
    when=lambda check: check.get("grant_type"),
    unless="there is no grant_type",
)
row(
    "TOKQ-GRANT-PASSWORD",
    "Does the token request leave passwords to the provider?",
    lambda check: check.get("grant_type") == "password" or "password" in check.names,
    "The request holds a user's password, or asks for the password grant.",
    spec="RFC 9700 2.4",
    advice="Never take a user's password: send the user to the provider's page.",
)

# The code


def _difference(check: TokenRequestCheck) -> str | None:
    """In which way the code is another than the one that came; None where it is the same."""
    sent, came = check.get("code") or "", check.code.reveal() if check.code else ""
    if sent == came:
        return None
    ways = {
        "it was percent-encoded once more": urllib.parse.unquote(sent) == came,
        "it was percent-decoded": sent == urllib.parse.unquote(came),
        "a + became a space": sent == came.replace("+", " ") or sent.replace(" ", "+") == came,
        "white space was added": sent.strip() == came,
        "it is a part only": sent in came,
    }
    return next((way for way, holds in ways.items() if holds), "it is another code")


row(
    "TOKQ-CODE-MISSING",
    "Is there a code in the token request?",
    lambda check: not check.get("code"),
    "There is no code.",
    advice="Add the code from the redirect.",
    expected="code",
)
row.given(lambda check: check.get("code"), unless="there is no code in the token request")(
    "TOKQ-CODE-DIFFERS",
    "Is the code in it the one that came?",
    _difference,
    "The code is not the one that came: {}.",
    spec="RFC 6749 4.1.3, appendix B",
    advice="Take the code as it came, and let one place encode it.",
    when=lambda check: check.code is not None,
    unless="no code came",
)
row(
    "TOKQ-CODE-REUSED",
    "Is the code sent for the first time?",
    lambda check: check.sent_before,
    "This code was sent before, and a code works once.",
    spec="RFC 6749 4.1.2, 10.5",
    advice="Open a fresh link. Many servers use a code up on a failed attempt too.",
)
row(
    "AUTHR-CODE-STALE",
    "Is the code a fresh one?",
    lambda check: check.code_age > _STALE and round(check.code_age),
    "The code came {} seconds ago. The standard recommends ten minutes as its longest life; many providers give it one.",
    spec="RFC 6749 4.1.2",
    severity="warning",
    advice="If it is refused, open a fresh link and exchange the code at once.",
    expected="sent within a minute",
)
row(
    "TOKQ-BEFORE-STATE-CHECK",
    "Did the answer pass its checks before?",
    lambda check: list(check.failed_guards),
    "The code is sent although these checks failed: {}.",
    spec="RFC 9700 4.4.2.1, 4.7.1; RFC 9207 2.4",
    advice="An unverified code may be an attacker's: do not use what comes.",
)

# redirect_uri

of_redirect_uri(
    "TOKQ-REDIRECT-URI-MISSING",
    "Is the redirect_uri repeated in the token request?",
    lambda check: check.get("redirect_uri") is None,
    "There is no redirect_uri, and that of the authorize request has to be repeated.",
    advice="Repeat it, letter for letter.",
)
of_redirect_uri(
    "TOKQ-REDIRECT-URI-MISMATCH",
    "Is the redirect_uri the same as in the authorize request?",
    lambda check: check.get("redirect_uri") != check.request.redirect_uri and as_found(check.get("redirect_uri")),
    "The redirect_uri is another one: {}.",
    advice="Both must be the same, character for character.",
    when=lambda check: check.get("redirect_uri") is not None,
    unless="there is no redirect_uri in the token request",
    instead=lambda check: check.request.redirect_uri,
)


def _new_resources(check: TokenRequestCheck) -> list[str]:
    """The APIs that the authorize request did not name."""
    asked = {value for name, value in check.request.params if name == "resource"}
    return [value for name, value in check.params if name == "resource" and value not in asked]


row(
    "TOKQ-RESOURCE-NOT-SUBSET",
    "Is every API in it one that was asked for before?",
    _new_resources,
    "The authorize request did not name: {}.",
    spec="RFC 8707 2.2",
    severity="warning",
    advice="Expect invalid_target, or name it there too.",
    when=lambda check: "resource" in check.names,
    unless="it names no API (resource)",
)

# PKCE


def _challenge(check: TokenRequestCheck) -> str | None:
    return check.request.get("code_challenge")


def _method(check: TokenRequestCheck) -> str:
    return check.request.get("code_challenge_method") or "plain"  # the default (RFC 7636 4.3)


row(
    "TOKQ-VERIFIER-MISSING",
    "If there was a code_challenge, is its verifier here?",
    lambda check: not check.verifier,
    "The authorize request had a code_challenge, and there is no code_verifier.",
    spec="RFC 7636 4.5, 4.6",
    advice="Send the verifier that the challenge was made of.",
    when=_challenge,
    unless="the authorize request had no code_challenge",
)
of_verifier(
    "TOKQ-VERIFIER-UNEXPECTED",
    "If there is a verifier, was there a code_challenge?",
    lambda check: not _challenge(check),
    "There is a code_verifier, and the authorize request had no code_challenge.",
    spec="RFC 9700 2.1.1, 4.8.2",
    advice="Servers must refuse this: send the challenge, or leave the verifier out.",
)


def _wrong_length(check: TokenRequestCheck) -> int | str | None:
    length = len(check.verifier or "")
    return None if 43 <= length <= 128 else length or "none"


of_verifier(
    "TOKQ-VERIFIER-LENGTH",
    "Has the verifier 43 to 128 characters?",
    _wrong_length,
    "The verifier has {} characters.",
    spec="RFC 7636 4.1",
    advice="Make it of 32 random bytes: that is 43 characters.",
    expected="43 to 128 characters",
)
of_verifier(
    "TOKQ-VERIFIER-CHARS",
    "Is the verifier written in the characters that are allowed?",
    lambda check: not _UNRESERVED.fullmatch(check.verifier or ""),
    "The verifier holds other characters than letters, digits and -._~.",
    spec="RFC 7636 4.1",
    advice="Make it with base64url, without padding.",
)
of_verifier.given(_challenge, unless="the authorize request had no code_challenge")(
    "TOKQ-VERIFIER-MISMATCH",
    "Does the verifier hash to the challenge?",
    lambda check: code_challenge(check.verifier or "", _method(check)) != _challenge(check),
    "The verifier is not the one that the challenge was made of.",
    spec="RFC 7636 4.6",
    advice="Was a second sign-in begun in another tab, or the session overwritten?",
    when=lambda check: _method(check) in METHODS,
    unless="how the challenge was made is unknown here (code_challenge_method)",
)
of_verifier(
    "TOKQ-VERIFIER-IS-CHALLENGE",
    "Is the verifier the text itself, and not its hash?",
    lambda check: check.verifier == _challenge(check),
    "The challenge was sent in the place of the verifier.",
    spec="RFC 7636 4.5",
    advice="Send the random text of which the challenge is the hash.",
    when=lambda check: _method(check) == "S256",
    unless="the challenge was not made by S256",
)
of_verifier(
    "TOKQ-VERIFIER-WEAK",
    "Can nobody guess the verifier?",
    lambda check: bits(check.verifier or "") < STRONG or check.verifier == _PRINTED,
    "The verifier can be guessed: it has little variety, or stands in RFC 7636.",
    spec="RFC 7636 4.1, 7.1",
    severity="warning",
    advice="Make it of 32 random bytes.",
)
