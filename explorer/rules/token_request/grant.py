"""What a token request brings: the code, the redirect_uri, the verifier, each as it has to be (RFC 6749 4.1.3, RFC 7636 4.5)."""

from __future__ import annotations

import re
import urllib.parse
from typing import Any

from ...protocol.pkce import METHODS, code_challenge
from ..registry import RuleSet
from ..rows import rows
from ..shapes import STRONG, bits
from .subject import TokenRequestCheck

GRANT: RuleSet[TokenRequestCheck] = RuleSet()
row = rows(GRANT, spec="RFC 6749 4.1.3")
of_verifier = rows(GRANT, unless="there is no code_verifier")

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
    lambda check: (
        None
        if not check.get("grant_type")
        else []
        if check.get("grant_type") == "authorization_code"
        else check.get("grant_type")
    ),
    "grant_type is {}.",
    spec="RFC 6749 4.1.3, 5.2",
    advice="The exact value is authorization_code.",
    expected="authorization_code",
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


def _difference(check: TokenRequestCheck) -> Any:
    """In which way the code is another than the one that came."""
    sent, came = check.get("code"), check.code.reveal() if check.code else None
    if not sent or came is None:
        return None
    if sent == came:
        return []
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
row(
    "TOKQ-CODE-DIFFERS",
    "Is the code in it the one that came?",
    _difference,
    "The code is not the one that came: {}.",
    spec="RFC 6749 4.1.3, appendix B",
    advice="Take the code as it came, and let one place encode it.",
    unless="there is no code, or none came",
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
    lambda check: round(check.code_age) if check.code_age > _STALE else 0,
    "The code came {} seconds ago; many live for a minute only.",
    spec="RFC 6749 4.1.2",
    severity="warning",
    advice="If it is refused, open a fresh link and exchange the code at once.",
    expected=f"{_STALE} seconds at most",
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

row(
    "TOKQ-REDIRECT-URI-MISSING",
    "Is the redirect_uri repeated in the token request?",
    lambda check: None if check.request.redirect_uri is None else check.get("redirect_uri") is None,
    "The authorize request had a redirect_uri, and this one has none.",
    spec="RFC 6749 4.1.3; OIDC Core 3.1.3.2",
    advice="Repeat it, letter for letter.",
    unless="the authorize request had none",
)
row(
    "TOKQ-REDIRECT-URI-MISMATCH",
    "Is the redirect_uri the same as in the authorize request?",
    lambda check: (
        None
        if (sent := check.get("redirect_uri")) is None or check.request.redirect_uri is None
        else []
        if sent == check.request.redirect_uri
        else sent
    ),
    "The redirect_uri is another one: {}.",
    spec="RFC 6749 4.1.3; OIDC Core 3.1.3.2",
    advice="Both must be the same, character for character.",
    unless="one of the two requests has none",
)
row(
    "TOKQ-RESOURCE-NOT-SUBSET",
    "Is every API in it one that was asked for before?",
    lambda check: (
        [
            value
            for name, value in check.params
            if name == "resource" and value not in {sent for key, sent in check.request.params if key == "resource"}
        ]
        if "resource" in check.names
        else None
    ),
    "The authorize request did not name: {}.",
    spec="RFC 8707 2.2",
    severity="warning",
    advice="Expect invalid_target, or name it there too.",
    unless="it names no API (resource)",
)

# PKCE


def _verifier_fits(check: TokenRequestCheck) -> bool | None:
    challenge, method = check.request.get("code_challenge"), check.request.get("code_challenge_method") or "plain"
    if check.verifier is None or challenge is None or method not in METHODS:
        return None
    return code_challenge(check.verifier, method) == challenge


row(
    "TOKQ-VERIFIER-MISSING",
    "If there was a code_challenge, is its verifier here?",
    lambda check: not check.verifier if check.request.get("code_challenge") else None,
    "The authorize request had a code_challenge, and there is no code_verifier.",
    spec="RFC 7636 4.5, 4.6",
    advice="Send the verifier that the challenge was made of.",
    unless="the authorize request had no code_challenge",
)
of_verifier(
    "TOKQ-VERIFIER-UNEXPECTED",
    "If there is a verifier, was there a code_challenge?",
    lambda check: None if check.verifier is None else not check.request.get("code_challenge"),
    "There is a code_verifier, and the authorize request had no code_challenge.",
    spec="RFC 9700 2.1.1, 4.8.2",
    advice="Servers must refuse this: send the challenge, or leave the verifier out.",
)
of_verifier(
    "TOKQ-VERIFIER-LENGTH",
    "Has the verifier 43 to 128 characters?",
    lambda check: None if check.verifier is None else 0 if 43 <= len(check.verifier) <= 128 else len(check.verifier) or "none",
    "The verifier has {} characters.",
    spec="RFC 7636 4.1",
    advice="Make it of 32 random bytes: that is 43 characters.",
    expected="43 to 128 characters",
)
of_verifier(
    "TOKQ-VERIFIER-CHARS",
    "Is the verifier written in the characters that are allowed?",
    lambda check: None if check.verifier is None else not _UNRESERVED.fullmatch(check.verifier),
    "The verifier holds other characters than letters, digits and -._~.",
    spec="RFC 7636 4.1",
    advice="Make it with base64url, without padding.",
)
of_verifier(
    "TOKQ-VERIFIER-MISMATCH",
    "Does the verifier hash to the challenge?",
    lambda check: None if (fits := _verifier_fits(check)) is None else not fits,
    "The verifier is not the one that the challenge was made of.",
    spec="RFC 7636 4.6",
    advice="Was a second sign-in begun in another tab, or the session overwritten?",
    unless="there is no verifier, or no challenge to compare it with",
)
of_verifier(
    "TOKQ-VERIFIER-IS-CHALLENGE",
    "Is the verifier the text itself, and not its hash?",
    lambda check: (
        None
        if check.verifier is None or check.request.get("code_challenge_method") != "S256"
        else check.verifier == check.request.get("code_challenge")
    ),
    "The challenge was sent in the place of the verifier.",
    spec="RFC 7636 4.5",
    advice="Send the random text of which the challenge is the hash.",
    unless="there is no verifier, or the method is not S256",
)
of_verifier(
    "TOKQ-VERIFIER-WEAK",
    "Can nobody guess the verifier?",
    lambda check: None if check.verifier is None else bits(check.verifier) < STRONG or check.verifier == _PRINTED,
    "The verifier can be guessed: it has little variety, or stands in RFC 7636.",
    spec="RFC 7636 4.1, 7.1",
    severity="warning",
    advice="Make it of 32 random bytes.",
)
