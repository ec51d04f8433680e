"""Form, algorithm and signature of an ID token (OIDC Core 3.1.3.7, items 1 and 6 to 8; RFC 7515, RFC 8725)."""

from __future__ import annotations

import re
from typing import Any

from ...secret import Text, reveal
from ..registry import Outcome, RuleSet, failed, passed
from ..rows import rows
from .subject import START_AGAIN, IdTokenCheck

HEADER: RuleSet[IdTokenCheck] = RuleSet()
rule = HEADER.rule
row = rows(HEADER, requires=["IDTH-NOT-JSON"])

# a kid is a name: no file, no query, no command, no address; base64url may well hold two hyphens
_PATH_OR_QUERY = re.compile(r"""\.\.[/\\]|^[/\\]|['"`;|<>\x00]|\s--|://""")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_KINDS = (str.isupper, str.islower, str.isdigit)  # a digest has letters of both cases, and digits


@rule(
    "IDTH-ENCRYPTED",
    spec="OIDC Core 3.1.3.7 (1), 10.2",
    severity="error",
    advice="Decrypt it with your private key first; then check the token inside.",
    expected="not encrypted",
)
def encrypted(check: IdTokenCheck) -> Outcome:
    """Can the token be read without decrypting it?"""
    if "encrypted" in check.token.problems:
        return failed(
            "The token is encrypted (five parts): it cannot be read without your private key.", "three parts", "five parts"
        )
    return passed("not encrypted")


@rule(
    "IDTH-PARTS",
    spec="RFC 7515 7.1",
    advice="Copy the whole token, from eyJ to the last character.",
    requires=["IDTH-ENCRYPTED"],
    expected="three parts",
)
def parts(check: IdTokenCheck) -> Outcome:
    """Does it have header, claims and signature?"""
    if "parts" in check.token.problems:
        return failed("This is not a signed JWT.", "three parts with dots between them", f"{_count(check.raw)} parts")
    return passed("three parts")


@rule(
    "IDTH-BASE64URL",
    spec="RFC 7515 2, 5.2",
    advice="Look for padding (=), + or /, or a line break, in the token.",
    requires=["IDTH-PARTS"],
    expected="base64url",
)
def parts_in_base64url(check: IdTokenCheck) -> Outcome:
    """Are the parts base64url without padding?"""
    if "white-space" in check.token.problems:
        where = _where_white(reveal(check.raw))
        return failed(f"There is white space in the token, {where}; a token has none.", "A-Z a-z 0-9 - _")
    if "base64url" in check.token.problems:
        message = "A part is not written in base64url: foreign characters, padding, or bits left over at its end."
        return failed(message, "A-Z a-z 0-9 - _")
    return passed("base64url")


def _where_white(raw: str) -> str:
    kind = "a line break" if "\n" in raw or "\r" in raw else "a space or a tab"
    is_last, is_first = raw != raw.rstrip(), raw != raw.lstrip()
    return f"{kind} {'at its end' if is_last else 'at its beginning' if is_first else 'within it'}"


@rule(
    "IDTH-NOT-JSON",
    spec="RFC 7515 5.2; RFC 7519 7.2",
    advice="Ask the provider: this is not a JWT.",
    requires=["IDTH-BASE64URL"],
    expected="JSON objects",
)
def is_json(check: IdTokenCheck) -> Outcome:
    """Are header and claims JSON objects?"""
    if "not-json" not in check.token.problems:
        return passed("JSON objects")
    why = next((_WHY[problem] for problem in check.token.problems if problem in _WHY), "are not a JSON object")
    return failed(f"Header or claims {why}.", "JSON objects")


_WHY = {
    "not-utf8": "are not UTF-8 text, as JSON has to be: another charset, such as ISO-8859-1",
    "not-a-number": "hold NaN, Infinity or a number beyond all numbers, which JSON has not",
    "trailing": "go on behind the end of their JSON",
}


@rule(
    "IDTH-TYP-OTHER",
    spec="RFC 8725 3.11; RFC 9068 2.1",
    severity="warning",
    advice="Look whether an access token or a logout token was taken for the ID token.",
    requires=["IDTH-NOT-JSON"],
    expected="JWT",
)
def typ(check: IdTokenCheck) -> Outcome:
    """Is it this kind of token?"""
    received = check.token.header.get("typ")
    if received is None:
        return passed("JWT, or nothing")
    plain = isinstance(received, str) and received.lower().removeprefix("application/") == "jwt"  # RFC 7515 4.1.9
    return passed("JWT", received) if plain else failed("The header says that this is another kind of token.", "JWT", received)


row(
    "IDTH-CRIT-UNKNOWN",
    "Does it demand nothing that is not known here?",
    lambda check: _demands(check.header["crit"]) if "crit" in check.header else [],
    "The header demands extensions that are not known here (crit): {}.",
    spec="RFC 7515 4.1.11",
    advice="Refuse it: the issuer says that its extensions must be understood.",
    expected="no crit",
)


def _demands(crit: Any) -> Any:
    """What crit names; an empty one, or one of another type, is as bad."""
    return crit or "an empty list"


row(
    "IDTH-B64-FALSE",
    "Are the claims encoded as in every JWT?",
    lambda check: check.header.get("b64") is False,
    "The header says that the claims are not encoded (b64 false), which no JWT may.",
    spec="RFC 7797 7",
    advice="Refuse it.",
)
row(
    "IDTH-DUPLICATE-NAME",
    "Is each name in the header there once?",
    lambda check: "duplicate-name" in check.token.problems,
    "A name appears twice in the header, and parsers differ in which one they keep.",
    spec="RFC 7515 4",
    advice=START_AGAIN,
    expected="each name once",
)
row(
    "IDTC-DUPLICATE-CLAIM",
    "Is each claim there once?",
    lambda check: "duplicate-claim" in check.token.problems,
    "A claim appears twice, and parsers differ in which one they keep.",
    spec="RFC 7519 4; RFC 8725 2.4",
    advice=START_AGAIN,
    expected="each name once",
)
row(
    "IDTH-JKU-X5U",
    "Does it leave its keys to the JWKS, without an address of its own?",
    lambda check: [name for name in ("jku", "x5u") if name in check.header],
    "The token points to keys by itself: {}.",
    spec="OIDC Core 2; RFC 8725 3.10",
    severity="warning",
    advice="Never fetch a key from an address inside a token.",
)
row(
    "IDTH-JWK-X5C",
    "Does it leave its keys to the JWKS, without bringing one?",
    lambda check: [name for name in ("jwk", "x5c") if name in check.header],
    "The token brings its own key: {}.",
    spec="OIDC Core 2; RFC 8725 3.10",
    severity="warning",
    advice="Never trust a key that comes with the token: anyone can make such a pair.",
)
row(
    "IDTH-KID-TYPE",
    "Is the key's name a text?",
    lambda check: not isinstance(check.header["kid"], str) and repr(check.header["kid"]),
    "kid is no text, but {}.",
    spec="RFC 7515 4.1.4",
    advice="Keys are looked up by text, so that this one names none: tell the provider.",
    expected="a text",
    when=lambda check: "kid" in check.header,
    unless="the header has no kid",
)


def _is_suspicious(kid: str) -> bool:
    """Tell whether a name may be more than one; a digest in ordinary base64 begins with / once in 64 times, and is none."""
    is_digest = len(kid) >= 22 and _BASE64.fullmatch(kid) and all(any(map(kind, kid)) for kind in _KINDS)
    return not is_digest and _PATH_OR_QUERY.search(kid) is not None


row(
    "IDTH-KID-SUSPICIOUS",
    "Is the key's name a plain name?",
    lambda check: check.token.kid if _is_suspicious(check.token.kid or "") else [],
    "The kid holds pieces of a path, a query or an address: {}.",
    spec="RFC 8725 3.10",
    severity="warning",
    advice="Use kid only to look up known keys, never as the name of a file or in a query.",
)


def _is_access_token(check: IdTokenCheck) -> list[str]:
    """The signs of an access token, each with the claim or field that shows it."""
    signs = {
        "typ": str(check.header.get("typ")).lower().removeprefix("application/") == "at+jwt",
        "token_use": check.claims.get("token_use") == "access",
        "tok_type": check.claims.get("tok_type") == "AT",
        "scope": "scope" in check.claims or "scp" in check.claims,
    }
    return [name for name, is_there in signs.items() if is_there]


row(
    "IDTH-CONTROL-ACCESS-TOKEN",
    "Is it the ID token, and not the access token?",
    _is_access_token,
    "This looks like the access token: see {}.",
    spec="RFC 9068 2.1; RFC 8725 3.12",
    severity="info",
    advice="Look for id_token in the token response.",
)
row(
    "IDTH-ZIP",
    "If it is encrypted, is it not compressed?",
    lambda check: "zip" in check.header,
    "The encrypted token is compressed, which can tell what is inside.",
    spec="RFC 8725 3.6; RFC 7516 4.1.3",
    severity="warning",
    advice="Tell the provider.",
    when=lambda check: "encrypted" in check.token.problems,
    unless="the token is not encrypted",
    requires=[],
)


def _count(raw: Text) -> int:
    return reveal(raw).count(".") + 1
