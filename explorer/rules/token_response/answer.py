"""Is the answer one that brings tokens, whole and well written? (RFC 6749 5.1, OIDC Core 3.1.3.3)"""

from __future__ import annotations

from ..registry import Outcome, RuleSet, equal, failed, not_applicable, passed
from ..rows import rows
from ..shapes import BEARER, VISIBLE
from .subject import TokenResponseCheck

_PRINTED = ("SlAV32hkKG", "2YotnFZFEjr1zCsicMWpAA")  # OIDC Core 3.1.3.3 and RFC 6749 5.1 print these

ANSWER: RuleSet[TokenResponseCheck] = RuleSet()
rule = ANSWER.rule
row = rows(ANSWER, spec="RFC 6749 5.1")


@rule("TOKR-STATUS", spec="RFC 6749 5.1", advice="Ask the provider: clients may refuse this.", expected=200)
def status(check: TokenResponseCheck) -> Outcome:
    """Is the status 200?"""
    return equal(200, check.tokens.response.status, "Tokens came with a status other than 200.")


@rule(
    "TOKR-CONTENT-TYPE",
    spec="RFC 6749 5.1; OIDC Core 3.1.3.3",
    advice="Clients that look at the media type will refuse it.",
    expected="application/json",
)
def content_type(check: TokenResponseCheck) -> Outcome:
    """Is it declared as JSON?"""
    return equal("application/json", check.tokens.response.media_type, "The body is not declared as JSON.")


@rule(
    "TOKR-NO-STORE-MISSING",
    spec="OIDC Core 3.1.3.3; RFC 6749 5.1",
    advice="A cache on the way may keep the tokens.",
    expected="no-store",
)
def no_store(check: TokenResponseCheck) -> Outcome:
    """Are caches told to keep nothing?"""
    received = check.tokens.response.header("Cache-Control")
    if "no-store" in (received or "").lower():
        return passed("no-store", received)
    return failed("Cache-Control does not say no-store.", "no-store", received)


@rule(
    "TOKR-DUPLICATE-MEMBER",
    spec="RFC 8259 4",
    severity="warning",
    advice="Parsers differ in which copy they keep.",
    expected="each once",
)
def duplicate_members(check: TokenResponseCheck) -> Outcome:
    """Is each member there once?"""
    names = check.tokens.json.duplicates
    return failed("A member came twice.", "each once", ", ".join(names)) if names else passed("each once")


row(
    "TOKR-BOM",
    "Does the body begin with its JSON?",
    lambda check: check.tokens.response.content().startswith(b"\xef\xbb\xbf"),
    "The body begins with a byte order mark.",
    spec="RFC 8259 8.1",
    severity="warning",
    advice="Some parsers stumble over it: tell the provider.",
)
row(
    "TOKR-NULL-MEMBER",
    "Has every member a value?",
    lambda check: [name for name, value in check.tokens.members.items() if value is None or value == ""],
    "Null or empty: {}.",
    spec="OIDC Core 13.3; RFC 6749 5.1",
    severity="warning",
    advice="Take it as not there; the provider should leave it out.",
)


@rule(
    "TOKR-ACCESS-TOKEN-MISSING",
    spec="RFC 6749 5.1; OIDC Core 3.1.3.3",
    advice="Without it UserInfo cannot be asked.",
    expected="access_token",
)
def access_token(check: TokenResponseCheck) -> Outcome:
    """Is there an access token?"""
    return (
        passed("access_token", "access_token")
        if check.tokens.access_token
        else failed("There is no access_token.", "access_token")
    )


row(
    "TOKR-ACCESS-TOKEN-CHARS",
    "Can the access token stand in a header?",
    lambda check: not VISIBLE.fullmatch(check.access_token),
    "The access token holds characters that cannot stand in an Authorization header.",
    spec="RFC 6750 2.1; RFC 6749 A.12",
    advice="It cannot be used as a Bearer token: tell the provider.",
    expected="A-Z a-z 0-9 - . _ ~ + / and = at the end",
    when=lambda check: check.access_token,
    unless="there is no access token",
)
row(
    "TOKR-ACCESS-TOKEN-ALPHABET",
    "Is the access token written in the characters of a Bearer token?",
    lambda check: not BEARER.fullmatch(check.access_token),
    "The access token holds characters that the grammar of a Bearer token does not have.",
    spec="RFC 6750 2.1",
    severity="warning",
    advice="Most clients and servers pass it on all the same (Salesforce's tokens hold a !); strict ones refuse it.",
    expected="A-Z a-z 0-9 - . _ ~ + / and = at the end",
    when=lambda check: check.access_token and VISIBLE.fullmatch(check.access_token),
    unless="there is no access token that can stand in a header",
)


@rule(
    "TOKR-ID-TOKEN-MISSING",
    spec="OIDC Core 3.1.3.3",
    advice="Look whether openid was granted, and at the client's settings.",
    expected="id_token",
    reasons=("openid was not requested, so no ID token is due",),
)
def id_token(check: TokenResponseCheck) -> Outcome:
    """Is there an ID token?"""
    if "openid" not in check.requested:
        return not_applicable("openid was not requested, so no ID token is due")
    return (
        passed("id_token", "id_token")
        if check.tokens.id_token
        else failed("openid was requested, and there is no id_token.", "id_token")
    )


row(
    "TOKR-ID-TOKEN-TYPE",
    "Has the ID token the form of a JWT?",
    lambda check: check.id_token.count(".") not in (2, 4),
    "id_token is no JWT: that is a text with two or four dots.",
    spec="OIDC Core 2, 3.1.3.3; RFC 7519 3",
    advice="Look whether something else was put into its place.",
    when=lambda check: check.tokens.members.get("id_token") is not None,
    unless="there is no id_token",
)
row(
    "TOKR-SAME-TOKEN",
    "Are access token and ID token two tokens?",
    lambda check: check.access_token == check.id_token,
    "Access token and ID token are one and the same.",
    spec="RFC 9068 5; RFC 8725 3.12",
    severity="warning",
    advice="They are made for different readers, so one of them is wrong: ask the provider.",
    when=lambda check: check.tokens.id_token is not None,
    unless="there is no id_token that is a text",
)
row(
    "TOKR-EXAMPLE-VALUES",
    "Is this a live answer, and not a printed one?",
    lambda check: check.access_token in _PRINTED,
    "The access token is a sample that a standard prints.",
    severity="info",
    advice="Somebody pasted an example.",
)
