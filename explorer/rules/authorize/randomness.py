"""state and nonce: are they there, unguessable, and used once? (RFC 9700 4.7.1, OIDC Core 15.5.2)"""

from __future__ import annotations

import re

from ..registry import RuleSet
from ..rows import as_found, rows
from ..shapes import PRINTABLE, STRONG, bits, decoded_base64url
from .subject import AuthorizeCheck

RANDOMNESS: RuleSet[AuthorizeCheck] = RuleSet()
row = rows(RANDOMNESS, spec="OIDC Core 3.1.2.1")
of_fresh = row.given(lambda check: not check.is_pushed, unless="the request was pushed before")
of_state = rows(
    RANDOMNESS, spec="RFC 6749 10.12; RFC 9700 4.7.1", when=lambda check: check.get("state"), unless="there is no state"
)
of_nonce = rows(RANDOMNESS, spec="OIDC Core 3.1.2.1, 15.5.2", when=lambda check: check.get("nonce"), unless="there is no nonce")

_PRINTED = ("n-0S6_WzA2Mj", "af0ifjsldkj", "xyz", "state", "nonce")  # samples of the standards
_URL_SAFE = re.compile(r"[A-Za-z0-9\-._~]*")
_NONCE = 43  # characters; the conformance suite warns above
_ADDRESS = re.compile(r"https?://|^/[a-z]", re.IGNORECASE)
_PERSONAL = re.compile(
    r"[^@\s\"]{1,64}@[^@\s\".]{1,64}\.[a-z]|\"(?:email|sub|name|password|token|access_token|user)\"|^(?-i:eyJ)[\w-]+\.",
    re.IGNORECASE,
)


def _weak(value: str) -> bool:
    return bits(value) < STRONG or value in _PRINTED


def _inside(value: str) -> str:
    """A value with what it says in base64, where it says anything in ASCII."""
    content = decoded_base64url(value.partition(".")[0]) or b""
    text = content.decode("ascii", "replace")
    return f"{value}\n{text}" if content.isascii() and text.isprintable() else value


of_fresh(
    "AUTHZ-STATE-MISSING",
    "Is there a state?",
    lambda check: not check.get("state"),
    "There is no state, so a forged answer would not be noticed.",
    spec="OIDC Core 3.1.2.1; RFC 6749 10.12; RFC 9700 2.1, 4.7.1",
    severity="warning",
    advice="Send a random one; PKCE or nonce can stand in only where you know that the provider enforces them.",
    expected="a random text",
)
of_state(
    "AUTHZ-STATE-WEAK",
    "Can nobody guess the state?",
    lambda check: _weak(check.get("state")) and as_found(check.get("state")),
    "The state can be guessed: it is short, has little variety, or is a sample.",
    spec="RFC 6749 10.10, 10.12; RFC 9700 4.7.1",
    severity="warning",
    advice="Make it of 16 random bytes or more at each sign-in.",
    expected=f"{STRONG} bits",
)
of_state(
    "AUTHZ-STATE-CHARS",
    "Is the state written in printable ASCII?",
    lambda check: not PRINTABLE.fullmatch(check.get("state")),
    "The state holds other characters than printable ASCII.",
    spec="RFC 6749 A.5",
    advice="Encode it first, in base64url for example.",
)
of_state(
    "AUTHZ-STATE-REUSED",
    "Is the state used for the first time?",
    lambda check: check.get("state") in check.used,
    "The state was used by an earlier request.",
    spec="RFC 9700 2.1, 4.7.1",
    severity="warning",
    advice="Make a fresh one for each sign-in.",
)
of_state(
    "AUTHZ-STATE-SENSITIVE",
    "Is the state free of data about anybody?",
    lambda check: _PERSONAL.search(_inside(check.get("state"))) is not None,
    "The state holds a token or data about a person, and addresses are kept in logs.",
    spec="RFC 6749 10.12; RFC 9700 4.2, 4.3",
    severity="warning",
    advice="Keep the data in your session, and send a random handle.",
)
of_state(
    "AUTHZ-STATE-URL",
    "Is the state free of an address to go on to?",
    lambda check: _ADDRESS.search(_inside(check.get("state"))) is not None,
    "The state holds an address.",
    spec="RFC 9700 4.7.1, 4.11.1",
    severity="warning",
    advice="If the callback goes where state says, anyone can send your users anywhere: keep it in your session.",
)
of_state(
    "AUTHZ-STATE-EQUALS-NONCE",
    "Are state and nonce two texts?",
    lambda check: check.get("state") == check.get("nonce"),
    "state and nonce are the same text.",
    spec="OIDC Core 3.1.2.1; RFC 9700 4.5.3.2",
    severity="info",
    advice="They protect from different things: make each by itself.",
)

# nonce

row(
    "AUTHZ-NONCE-REQUIRED",
    "If an ID token comes through the browser, is there a nonce?",
    lambda check: not check.get("nonce"),
    "An ID token is to come through the browser, and there is no nonce.",
    spec="OIDC Core 3.2.2.1, 3.3.2.11",
    advice="Add a random nonce.",
    when=lambda check: "id_token" in check.words("response_type"),
    unless="no ID token comes through the browser",
)
of_fresh(
    "AUTHZ-NONCE-AND-PKCE-MISSING",
    "Is there a nonce, or PKCE?",
    lambda check: not check.get("nonce") and not check.get("code_challenge"),
    "There is neither nonce nor PKCE, so a stolen code can be slipped into your session.",
    spec="RFC 9700 2.1.1, 4.5.3",
    severity="warning",
    advice="Add PKCE, and a nonce.",
    when=lambda check: check.may_bring_code,
    unless="response_type asks for no code",
)
of_fresh(
    "AUTHZ-NONCE-MISSING",
    "Is there a nonce?",
    lambda check: not check.get("nonce"),
    "There is no nonce, so the ID token cannot be tied to this sign-in.",
    spec="OIDC Core 3.1.2.1, 15.5.2; RFC 9700 2.1.1",
    severity="info",
    advice="Add one, unless the provider is known to enforce PKCE.",
    when=lambda check: check.get("code_challenge"),
    unless="there is no PKCE: AUTHZ-NONCE-AND-PKCE-MISSING judges the two together",
)
of_nonce(
    "AUTHZ-NONCE-WEAK",
    "Can nobody guess the nonce?",
    lambda check: _weak(check.get("nonce")) and as_found(check.get("nonce")),
    "The nonce can be guessed: it is short, has little variety, or is a sample.",
    advice="Make it of 16 random bytes or more at each sign-in.",
    expected=f"{STRONG} bits",
)
of_nonce(
    "AUTHZ-NONCE-REUSED",
    "Is the nonce used for the first time?",
    lambda check: check.get("nonce") in check.used,
    "The nonce was used by an earlier request, so a replayed token would not be noticed.",
    spec="OIDC Core 15.5.2; RFC 9700 4.5.3.2",
    advice="Make a fresh one for each sign-in.",
)
of_nonce(
    "AUTHZ-NONCE-EXOTIC",
    "Can every system store the nonce?",
    lambda check: (
        (len(check.get("nonce")) > _NONCE or not _URL_SAFE.fullmatch(check.get("nonce"))) and as_found(check.get("nonce"))
    ),
    "The nonce is longer than 43 characters, or not URL-safe.",
    severity="info",
    advice="It is legal; some systems cannot store it.",
    expected="43 URL-safe characters at most",
)
