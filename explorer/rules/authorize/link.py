"""The link as a whole: where it leads, and the names and values in it (RFC 6749 3.1 and appendix B)."""

from __future__ import annotations

import re
from functools import cache

from ...reference import parameters, spelling
from ..registry import RuleSet
from ..rows import rows
from ..shapes import is_plain_http, twice
from .subject import AuthorizeCheck

LINK: RuleSet[AuthorizeCheck] = RuleSet()
row = rows(LINK, spec="RFC 6749 3.1")

_LONG = 2_000  # characters
_SECRETS = ("client_secret", "client_assertion", "code_verifier")
_OF_TOKEN_REQUEST = ("grant_type", "code", "refresh_token")
_PASSWORDS = ("username", "password")
_TEMPLATE = re.compile(r"<[^<>]*>|\{[A-Za-z][^{}\":]*\}|\$\{?[A-Z_]+|your[-_ ]|[xX]{5,}|\bCHANGE_?ME\b")
_ENCODED = re.compile(r"%3A%2F%2F|%20|%25[0-9A-F]{2}|^%7B", re.IGNORECASE)


@cache
def _known() -> frozenset[str]:
    """The names of an authorize request that somebody has defined, and those that belong elsewhere and have rules here."""
    return frozenset(entry.name for entry in parameters()) | {*_SECRETS, *_OF_TOKEN_REQUEST, *_PASSWORDS}


def _style(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


@cache
def _by_style() -> dict[str, str]:
    return {_style(name): name for name in _known()}


def _meant(check: AuthorizeCheck, *, by_style: bool) -> list[str]:
    """The unknown names with the known ones that were meant: other in style only, or misspelt."""
    found = []
    for name in check.names:
        if name not in _known():
            restyled = _by_style().get(_style(name))
            near = restyled if by_style else None if restyled else spelling(name, _known())
            found += [f"{name} (meant: {near})"] if near else []
    return found


row(
    "AUTHZ-HTTP",
    "Does the link lead to https, or to this machine?",
    lambda check: is_plain_http(check.request.endpoint) and check.request.endpoint,
    "The authorization endpoint is plain http.",
    spec="OIDC Core 3.1.2, 16.17; RFC 6749 3.1",
    advice="Use https.",
    expected="https://...",
)
row(
    "AUTHZ-ENDPOINT-MISMATCH",
    "Does the link lead to the provider's authorization endpoint?",
    lambda check: check.request.endpoint != check.metadata.authorization_endpoint and check.request.endpoint,
    "It leads to {}, which the provider did not publish.",
    spec="OIDC Core 3.1.2; Discovery 3",
    severity="warning",
    advice="Call flow.discover() again, and make a fresh link.",
    when=lambda check: check.metadata.authorization_endpoint is not None,
    unless="the provider publishes no authorization endpoint",
    instead=lambda check: check.metadata.authorization_endpoint,
)
row(
    "AUTHZ-FRAGMENT",
    "Is the link free of a fragment?",
    lambda check: "#" in check.request.endpoint,
    "The link has a #, and what stands behind it never leaves the browser.",
    advice="Take the # out.",
)
row(
    "AUTHZ-URL-LONG",
    "Is the link short enough for every browser and proxy?",
    lambda check: len(check.request.url) > _LONG and len(check.request.url),
    "The link has {} characters.",
    spec="OIDC Core 3.1.2.1; RFC 9126 1",
    severity="info",
    advice="Some servers cut long links: use POST, or push the request first (PAR).",
    expected=f"{_LONG} at most",
)
row(
    "AUTHZ-DUPLICATE-PARAM",
    "Is each parameter in the link once?",
    lambda check: [name for name in twice(check.names) if name != "resource"],
    "More than once: {}.",
    spec="RFC 6749 3.1; RFC 8707 2",
    advice="Servers must refuse it, or take either copy.",
)
row(
    "AUTHZ-EMPTY-PARAM",
    "Has every parameter of the link a value?",
    lambda check: [name for name, value in check.params if not value],
    "Empty: {}.",
    severity="info",
    advice="An empty value counts as not sent.",
)
row(
    "AUTHZ-PARAM-NAME-STYLE",
    "Are the names written in lower case with underscores?",
    lambda check: _meant(check, by_style=True),
    "Written otherwise: {}.",
    spec="RFC 6749 8.2, appendix A",
    severity="warning",
    advice="An unknown name is ignored, so its value never arrives: correct it.",
)
row(
    "AUTHZ-MISSPELT-PARAM",
    "Is every name in the link spelled as the standards spell it?",
    lambda check: _meant(check, by_style=False),
    "Names that nobody knows, and the ones that were probably meant: {}.",
    severity="warning",
    advice="An unknown name is ignored, so its value never arrives: correct it.",
)
row(
    "AUTHZ-UNKNOWN-PARAM",
    "Is every name in the link a known one?",
    lambda check: [
        name
        for name in check.names
        if name not in _known() and _style(name) not in _by_style() and spelling(name, _known()) is None
    ],
    "In no standard: {}.",
    spec="RFC 6749 3.1; OIDC Core 3.1.2.1",
    severity="info",
    advice="It is ignored unless your provider defines it.",
)
row(
    "AUTHZ-PARAM-WHITESPACE",
    "Are the values free of spaces at their ends?",
    lambda check: [name for name, value in check.params if value != value.strip() and name != "scope"],
    "White space at the beginning or end of: {}.",
    spec="RFC 6749 A",
    severity="warning",
    advice="It came along when copying; most servers compare it too.",
)
row(
    "AUTHZ-PLACEHOLDER",
    "Is every value your own?",
    lambda check: [name for name, value in check.params if name != "claims" and _TEMPLATE.search(value)],
    "Still as in a template: {}.",
    spec="RFC 6749 4.1.1",
    advice="Put your own value in.",
)
row(
    "AUTHZ-DOUBLE-ENCODED",
    "Is every value encoded once?",
    lambda check: [name for name, value in check.params if _ENCODED.search(value)],
    "Encoded before it was encoded: {}.",
    spec="RFC 6749 appendix B; RFC 3986 2.4",
    severity="warning",
    advice="Give the plain value; the link is encoded for you.",
)

# What must not be in it

row(
    "AUTHZ-CLIENT-SECRET-IN-URL",
    "Is the link free of the client's secret?",
    lambda check: [name for name in ("client_secret", "client_assertion") if name in check.names],
    "A credential stands in the link: {}.",
    spec="RFC 6749 2.3.1; RFC 9700 4.2, 4.3",
    advice="Take it for leaked: histories and logs keep it. Make a new one.",
)
row(
    "AUTHZ-PKCE-VERIFIER-LEAK",
    "Is the link free of the verifier?",
    lambda check: "code_verifier" in check.names,
    "The code_verifier stands in the link.",
    spec="RFC 7636 4.3, 4.5, 7.2",
    advice="It is the secret half: send it to the token endpoint only.",
)
row(
    "AUTHZ-CREDENTIALS-IN-URL",
    "Is the link free of the user's password?",
    lambda check: [name for name in _PASSWORDS if name in check.names],
    "The user's own credentials stand in the link: {}.",
    spec="RFC 9700 2.4",
    advice="An application must never handle them.",
)
row(
    "AUTHZ-TOKEN-REQUEST-PARAM",
    "Is the link free of what belongs into the token request?",
    lambda check: [name for name in _OF_TOKEN_REQUEST if name in check.names],
    "It belongs into the token request: {}.",
    spec="RFC 6749 4.1.1, 4.1.3",
    severity="warning",
    advice="Take it out.",
)
