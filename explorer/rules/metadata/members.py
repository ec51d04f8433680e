"""Is what must be there there, and of the right type? (Discovery 3 and 4.2, RFC 8414 2)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..finding import Severity
from ..registry import RuleSet
from ..rows import as_found, rows
from ..shapes import LANGUAGE_TAG, SCOPE_TOKEN, listed, not_texts
from .identity import IDENTITY
from .names import BOOLEANS, LISTS, SUBJECTS
from .subject import OF_OAUTH, MetadataCheck

MEMBERS: RuleSet[MetadataCheck] = RuleSet(after=[IDENTITY])
row = rows(MEMBERS, spec="Discovery 3", requires=["DISC-NOT-JSON"])
of_discovery = row.given(
    lambda check: check.is_discovery, unless="it has no member of a discovery document: DISC-ISSUER-MISSING judges that"
)

# rule, member, severity, what to do without it
_PRESENT: tuple[tuple[str, str, Severity, str], ...] = (
    ("AUTHORIZATION-ENDPOINT", "authorization_endpoint", "error", "Give it by hand: ProviderMetadata(...)."),
    ("TOKEN-ENDPOINT", "token_endpoint", "error", "Give it by hand: ProviderMetadata(...)."),
    ("JWKS-URI", "jwks_uri", "error", "Without keys no signature can be verified; give them by hand: Flow(jwks=...)."),
    ("RESPONSE-TYPES", "response_types_supported", "error", "Tell the provider; the code flow may work all the same."),
    ("SUBJECT-TYPES", "subject_types_supported", "error", "Ask whether sub is the same for every client."),
    ("SIGNING-ALGS", "id_token_signing_alg_values_supported", "error", "Ask the provider how it signs; RS256 is usual."),
    ("USERINFO", "userinfo_endpoint", "warning", "Some providers have none: everything is in the ID token then."),
    ("SCOPES", "scopes_supported", "warning", "Look the scopes up in the provider's documentation."),
    ("CLAIMS", "claims_supported", "warning", "Look the claims up in the provider's documentation."),
)
_OF_OPENID = (  # RFC 8414 2 makes the keys optional, and does not know the others
    *("jwks_uri", "subject_types_supported", "id_token_signing_alg_values_supported", "userinfo_endpoint", "claims_supported"),
)
# In what documents a member is not due, and the reason
_ABSENT: Mapping[str, tuple[Callable[[MetadataCheck], Any], str]] = {
    "token_endpoint": (
        lambda check: not check.is_implicit_only,
        "only the Implicit Flow is used, and it needs no token_endpoint (Discovery 3)",
    ),
    "authorization_endpoint": (
        lambda check: not (check.is_oauth and check.is_without_browser),
        "no grant type on offer uses an authorization_endpoint (RFC 8414 2)",
    ),
    "jwks_uri": (
        lambda check: not check.has_other_keys,
        "the keys stand in the document itself, or in a signed key set (OpenID Federation 5.2.1)",
    ),
}


def _present(id: str, name: str, severity: Severity, advice: str) -> None:
    """Enter the rule that a member is there."""
    required = "compulsory" if severity == "error" else "recommended"
    enter = of_discovery
    if name in _OF_OPENID:
        enter = enter.given(lambda check: not check.is_oauth, unless=OF_OAUTH)
    when, unless = _ABSENT.get(name, (None, ""))
    enter(
        f"DISC-{id}-MISSING",
        f"Is {name} there?",
        lambda check: name not in check.members,
        f"There is no {name}, and it is {required}.",
        severity=severity,
        advice=advice,
        expected=name,
        when=when,
        unless=unless,
    )


for _each in _PRESENT:
    _present(*_each)


_PKCE = "code_challenge_methods_supported"
row(
    "DISC-ARRAY-TYPE",
    "Are its lists lists?",
    lambda check: {
        name: value
        for name, value in check.members.items()
        if name in LISTS and name != _PKCE and value is not None and not_texts(value)
    },
    "No list of texts: {}.",
    spec="Discovery 3, 4.2",
    advice="A list of one element is a list too; clients that look will refuse this.",
    expected="a JSON array of texts",
)
row(
    "DISC-PKCE-TYPE",
    "Are the PKCE methods a list?",
    lambda check: not_texts(check.members[_PKCE]) and as_found(check.members[_PKCE]),
    f"{_PKCE} is no list of texts.",
    spec="RFC 8414 2",
    advice="Tell the provider; send PKCE with S256 all the same.",
    expected='["S256"]',
    when=lambda check: _PKCE in check.members,
    unless="it says nothing about PKCE",
)
row(
    "DISC-EMPTY-ARRAY",
    "Has every list in it an element?",
    lambda check: [name for name, value in check.members.items() if value == [] and name in LISTS],
    "Empty: {}.",
    spec="Discovery 4.2; RFC 8414 3.2",
    advice="A list without elements is to be left out; it says nothing about the default.",
)
row(
    "DISC-NULL",
    "Has every member of it a value?",
    lambda check: [name for name, value in check.members.items() if value is None],
    "Without a value (null): {}.",
    spec="Discovery 4.2; RFC 8414 3.2",
    severity="warning",
    advice="Members without a value are to be left out.",
)
row(
    "DISC-BOOLEAN-TYPE",
    "Are its switches true or false?",
    lambda check: {
        name: value
        for name, value in check.members.items()
        if name in BOOLEANS and value is not None and not isinstance(value, bool)
    },
    "Neither true nor false: {}.",
    severity="warning",
    advice='In many languages the text "false" counts as true: tell the provider.',
    expected="true or false",
)

# Values

row(
    "DISC-SUBJECT-TYPE-VALUE",
    "Are the subject types public or pairwise?",
    lambda check: [value for value in listed(check.members, "subject_types_supported") or () if value not in SUBJECTS],
    "Unknown subject types: {}.",
    spec="Discovery 3; OIDC Core 8",
    severity="warning",
    advice="Ask what sub stands for here.",
    expected="public, pairwise",
)
row(
    "DISC-SCOPE-SYNTAX",
    "Is every scope one word in the characters that are allowed?",
    lambda check: [value for value in listed(check.members, "scopes_supported") or () if not SCOPE_TOKEN.fullmatch(value)],
    "No valid scopes: {}.",
    spec="RFC 6749 3.3",
    advice="Such a scope cannot be asked for: tell the provider.",
)
row(
    "DISC-LOCALE-SYNTAX",
    "Are the languages written with hyphens?",
    lambda check: [
        value
        for name in ("ui_locales_supported", "claims_locales_supported")
        for value in listed(check.members, name) or ()
        if not LANGUAGE_TAG.fullmatch(value)
    ],
    "No language tags: {}.",
    spec="Discovery 3; RFC 5646",
    severity="warning",
    advice="Write en-GB, not en_GB.",
)
