"""What is asked for, by whom, and how the answer is to travel (OIDC Core 3.1.2.1, RFC 6749 3.3)."""

from __future__ import annotations

import re
from itertools import combinations

from ...messages import brief
from ...reference import scope, spelling
from ..registry import Outcome, RuleSet, equal, failed, not_applicable, passed
from ..rows import rows
from ..shapes import PRINTABLE, SCOPE_TOKEN, listed, twice
from .subject import AuthorizeCheck

BASICS: RuleSet[AuthorizeCheck] = RuleSet()
rule = BASICS.rule
row = rows(BASICS, spec="OIDC Core 3.1.2.1")
of_type = row.given(lambda check: check.get("response_type"), unless="there is no response_type")
of_scope = rows(BASICS, spec="RFC 6749 3.3, A.4", when=lambda check: check.words("scope"), unless="there is no scope")
of_mode = rows(
    BASICS,
    spec="Multiple Response Types 2.1",
    when=lambda check: check.get("response_mode"),
    unless="there is no response_mode",
)

_WORDS = ("code", "id_token", "token")
_TYPES = frozenset(frozenset(c) for n in (1, 2, 3) for c in combinations(_WORDS, n)) | {frozenset({"none"})}
_SEPARATOR = re.compile(r"[,;\n]|%2B|\w\+\w")
_BETWEEN = re.compile(r"[,;+\s]|%2b")  # what people put between scopes
_MARKUP = re.compile("\\*\\*|</?[a-z]+>|[\u201c\u201d\u2018\u2019`]")
_STANDARD = ("openid", "profile", "email", "address", "phone", "offline_access")
_DEFAULT_MODES = ["query", "fragment"]
_MOST = 200  # scopes that are compared with a misspelt one


def _unknown_type(check: AuthorizeCheck) -> str | None:
    value, offered = check.get("response_type"), listed(check.metadata.members, "response_types_supported")
    words = frozenset(value.split())
    if words not in _TYPES:
        near = spelling(value, _WORDS)
        return f"{value} (meant: {near})" if near else value
    return None if offered is None or words in {frozenset(each.split()) for each in offered} else value


row(
    "AUTHZ-RESPONSE-TYPE-MISSING",
    "Does the link say which flow it wants?",
    lambda check: not check.get("response_type"),
    "There is no response_type.",
    spec="OIDC Core 3.1.2.1; RFC 6749 3.1.1",
    advice="Add response_type=code.",
    expected="code",
    when=lambda check: not check.has_object,
    unless="there is a request object, which may say it",
)
of_type(
    "AUTHZ-RESPONSE-TYPE-UNKNOWN",
    "Is it a flow that exists, and that the provider offers?",
    _unknown_type,
    "This response_type does not exist, or the provider does not offer it: {}.",
    spec="RFC 6749 3.1.1; Discovery 3",
    advice="Ask for response_type=code.",
    expected="code",
)
of_type(
    "AUTHZ-RESPONSE-TYPE-NOT-CODE",
    "Are access tokens kept out of the browser?",
    lambda check: "token" in check.words("response_type") and check.get("response_type"),
    "This flow brings access tokens through the browser's address.",
    spec="RFC 9700 2.1.2",
    severity="warning",
    advice="Ask for response_type=code.",
    expected="code",
)
of_type(
    "AUTHZ-RESPONSE-TYPE-HYBRID",
    "Is it the plain code flow?",
    lambda check: "id_token" in check.words("response_type"),
    "An ID token comes through the browser too, so nonce is compulsory, and the answer stands behind the #.",
    spec="OIDC Core 3.2.2.1, 3.3.2.1",
    severity="info",
    advice="Ask for response_type=code, unless you study the implicit or the hybrid flow.",
)

# The client

row(
    "AUTHZ-CLIENT-ID-MISSING",
    "Does the link say who asks?",
    lambda check: not check.get("client_id"),
    "There is no client_id.",
    spec="OIDC Core 3.1.2.1; RFC 6749 4.1.1",
    advice="Add the name under which your application is registered.",
    expected="client_id",
)
row(
    "AUTHZ-CLIENT-ID-CHARS",
    "Is the client_id written in printable ASCII?",
    lambda check: not PRINTABLE.fullmatch(check.get("client_id")),
    "The client_id holds characters that none may have.",
    spec="RFC 6749 A.1",
    advice="Copy it again from the provider's console.",
)


@rule(
    "AUTHZ-CLIENT-ID-MISMATCH",
    spec="RFC 6749 2.2; OIDC Core 3.1.2.1",
    requires=["AUTHZ-CLIENT-ID-MISSING"],
    advice="The code will be bound to the client that is named here: use the same one everywhere.",
)
def client_id(check: AuthorizeCheck) -> Outcome:
    """Does it name the client of this flow?"""
    return equal(check.client.client_id, check.get("client_id"), "It names another client than this flow has.")


# The scope

row(
    "AUTHZ-SCOPE-MISSING",
    "Does the link say what it asks for?",
    lambda check: not check.get("scope").strip(),
    "There is no scope.",
    advice="Add scope=openid.",
    expected="openid",
    when=lambda check: not check.is_pushed,
    unless="the request was pushed before",
)


def _is_openid_hidden(check: AuthorizeCheck) -> bool:
    """Tell whether openid stands there, but not as a scope of its own: to add it would mend nothing."""
    return "openid" not in check.words("scope") and "openid" in _BETWEEN.split(check.get("scope").lower())


_NO_SCOPE = "there is no scope"
_HIDDEN = "openid stands there, in other letters or without a space beside it: AUTHZ-SCOPE-CASE and -SEPARATOR judge that"


def _misspelt_openid(check: AuthorizeCheck) -> str | None:
    """The scope that is openid with a slip of the pen; None where openid stands there, or nothing like it."""
    words = check.words("scope")[:_MOST]
    return None if "openid" in words else next((word for word in words if spelling(word, _STANDARD) == "openid"), None)


@rule(
    "AUTHZ-SCOPE-NO-OPENID",
    spec="OIDC Core 3.1.2.1",
    advice="Write openid into the scope.",
    expected="openid",
    reasons=(_NO_SCOPE, _HIDDEN),
)
def asks_for_openid(check: AuthorizeCheck) -> Outcome:
    """Does it ask for OpenID Connect?"""
    if not check.words("scope"):
        return not_applicable(_NO_SCOPE)
    if _is_openid_hidden(check):
        return not_applicable(_HIDDEN)
    if "openid" in check.words("scope"):
        return passed("openid")
    if wrong := _misspelt_openid(check):
        return failed(f"“{brief(wrong)}” is openid misspelt; without openid no ID token comes.", "openid", wrong)
    return failed("Without openid this is plain OAuth: expect an access token and no ID token.", "openid")


of_scope(
    "AUTHZ-SCOPE-CASE",
    "Are the standard scopes in lower case?",
    lambda check: [word for word in check.words("scope") if word.lower() in _STANDARD and word not in _STANDARD],
    "In another letter case: {}.",
    spec="RFC 6749 3.3; OIDC Core 3.1.2.1",
    advice="Scopes are case-sensitive: write them in lower case.",
)
of_scope(
    "AUTHZ-SCOPE-SEPARATOR",
    "Are the scopes separated by spaces?",
    lambda check: _SEPARATOR.search(check.get("scope")) is not None and check.get("scope"),
    "A comma, a semicolon, a plus or a line break stands between scopes.",
    advice="Put one space between them; anything else makes one unknown scope.",
    expected="openid email",
)
of_scope(
    "AUTHZ-SCOPE-CHARS",
    "Are the scopes written in the characters that are allowed?",
    lambda check: [word for word in check.words("scope") if not SCOPE_TOKEN.fullmatch(word)],
    "With a character that no scope may have: {}.",
    advice="Copy it again; typographic quotes come from formatted text.",
)
of_scope(
    "AUTHZ-SCOPE-MARKUP",
    "Is the scope free of formatting?",
    lambda check: _MARKUP.search(check.get("scope")) is not None,
    "The scope looks copied from a formatted page.",
    severity="warning",
    advice="Take the quotes, stars or tags out.",
)
of_scope(
    "AUTHZ-SCOPE-EXTRA-SPACE",
    "Is there exactly one space between scopes?",
    lambda check: check.get("scope") != " ".join(check.words("scope")),
    "There is a space too many in the scope.",
    spec="RFC 6749 A.4",
    severity="warning",
    advice="Some servers refuse the empty scope between: leave one space.",
)
of_scope(
    "AUTHZ-SCOPE-DUPLICATE",
    "Is each scope there once?",
    lambda check: twice(check.words("scope")),
    "Twice: {}.",
    severity="info",
    advice="It has no effect.",
)


def _unlisted_scopes(check: AuthorizeCheck) -> list[str]:
    """The scopes that the provider does not list. Those of an API are addresses, mostly, and in no such list.

    A misspelt openid is told of by AUTHZ-SCOPE-NO-OPENID.
    """
    offered = listed(check.metadata.members, "scopes_supported") or []
    known = {*offered, "offline_access", _misspelt_openid(check)}
    unlisted = [word for word in check.words("scope") if word not in known and ":" not in word]
    return [f"{word} (meant: {near})" if (near := _near(word, offered)) else word for word in unlisted]


def _near(word: str, offered: list[str]) -> str | None:
    return None if scope(word) else spelling(word, offered[:_MOST])  # each one is measured


row(
    "AUTHZ-SCOPE-UNADVERTISED",
    "Is every scope one that the provider lists?",
    _unlisted_scopes,
    "The provider does not list: {}.",
    spec="OIDC Core 3.1.2.1; Discovery 3",
    severity="info",
    advice="Look for a slip of the pen; a provider may also list only some of its scopes.",
    when=lambda check: listed(check.metadata.members, "scopes_supported") is not None,
    unless="the provider does not list its scopes",
)

# How the answer travels

of_mode(
    "AUTHZ-RESPONSE-MODE-FRAGMENT",
    "Will a server see the code?",
    lambda check: check.get("response_type") == "code" and check.get("response_mode") == "fragment",
    "The code will stand behind the #, which no server ever sees.",
    severity="warning",
    advice="Leave response_mode out: query is the default.",
)
of_mode(
    "AUTHZ-RESPONSE-MODE-QUERY-TOKEN",
    "Are tokens kept out of the query?",
    lambda check: check.get("response_mode") == "query" and bool({"token", "id_token"} & set(check.words("response_type"))),
    "Tokens would come in the query, where logs and histories keep them.",
    spec="Multiple Response Types 3, 5; RFC 9700 4.3.2",
    advice="Leave response_mode out.",
)


def _unlisted_mode(check: AuthorizeCheck) -> str | None:
    mode, offered = check.get("response_mode"), listed(check.metadata.members, "response_modes_supported")
    return None if mode in (offered or _DEFAULT_MODES) else mode


of_mode(
    "AUTHZ-RESPONSE-MODE-UNSUPPORTED",
    "Is response_mode one that the provider lists?",
    _unlisted_mode,
    "The provider does not list the response_mode {}.",
    spec="OIDC Core 3.1.2.6; Discovery 3",
    severity="warning",
    advice="It may answer with an error page instead of going back.",
    when=lambda check: check.metadata.members,
    unless="there is no discovery document",
)
of_mode(
    "AUTHZ-RESPONSE-MODE-FORM-POST",
    "Does the answer come in an address?",
    lambda check: check.get("response_mode") == "form_post",
    "The answer will come as a form, posted from the provider's page.",
    spec="Form Post Response Mode 2",
    severity="info",
    advice="Cookies with SameSite=Lax or Strict do not come along: keep the session elsewhere.",
)
