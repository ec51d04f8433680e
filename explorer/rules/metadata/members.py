"""Is what must be there there, and of the right type? (Discovery 3 and 4.2, RFC 8414 2)"""

from __future__ import annotations

from collections.abc import Iterable

from ...messages import is_elsewhere, origin
from ..finding import Severity
from ..registry import RuleSet
from ..rows import rows
from ..shapes import LANGUAGE_TAG, SCOPE_TOKEN, is_plain_http, is_web_address, listed, not_texts, split
from .subject import MetadataCheck

MEMBERS: RuleSet[MetadataCheck] = RuleSet()
row = rows(MEMBERS, spec="Discovery 3")

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


def _present(id: str, name: str, severity: Severity, advice: str) -> None:
    """Enter the rule that a member is there."""
    required = "compulsory" if severity == "error" else "recommended"
    row(
        f"DISC-{id}-MISSING",
        f"Is {name} there?",
        lambda check: name not in check.members,
        f"There is no {name}, and it is {required}.",
        severity=severity,
        advice=advice,
        expected=name,
    )


for _each in _PRESENT:
    _present(*_each)


_PKCE = "code_challenge_methods_supported"
_SUBJECTS = ("public", "pairwise")
_LISTS = ("s_supported", "_values_supported", "_modes_supported")
_BOOLEANS = frozenset(
    {
        "claims_parameter_supported",
        "request_parameter_supported",
        "request_uri_parameter_supported",
        "require_request_uri_registration",
        "authorization_response_iss_parameter_supported",
        "require_pushed_authorization_requests",
        "require_signed_request_object",
        "tls_client_certificate_bound_access_tokens",
        "backchannel_logout_supported",
        "backchannel_logout_session_supported",
        "frontchannel_logout_supported",
        "frontchannel_logout_session_supported",
    }
)


def _lists(check: MetadataCheck) -> Iterable[str]:
    """The names of the members that are lists of texts by the registry."""
    return (name for name in check.members if name.endswith(_LISTS) and name not in _BOOLEANS)


row(
    "DISC-ARRAY-TYPE",
    "Are its lists lists?",
    lambda check: [
        name for name in _lists(check) if check.members[name] is not None and not_texts(check.members[name]) and name != _PKCE
    ],
    "No list of texts: {}.",
    spec="Discovery 3, 4.2",
    advice="A list of one element is a list too; clients that look will refuse this.",
    expected="a JSON array of texts",
)
row(
    "DISC-PKCE-TYPE",
    "Are the PKCE methods a list?",
    lambda check: not_texts(check.members[_PKCE]),
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
    lambda check: [name for name, value in check.members.items() if value == []],
    "Empty: {}.",
    spec="Discovery 4.2",
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
        if name in _BOOLEANS and value is not None and not isinstance(value, bool)
    },
    "Neither true nor false: {}.",
    advice='In many languages the text "false" counts as true: tell the provider.',
    expected="true or false",
)

# Addresses

row(
    "DISC-ENDPOINT-HTTP",
    "Is every endpoint https, or on this machine?",
    lambda check: [name for name, value in check.endpoints.items() if is_plain_http(value)],
    "Plain http: {}.",
    spec="Discovery 3; OIDC Core 16.17",
    advice="Codes, secrets and tokens would travel readable: use https.",
    expected="https://...",
)
row(
    "DISC-ENDPOINT-RELATIVE",
    "Is every endpoint a whole address?",
    lambda check: [name for name, value in check.endpoints.items() if value is not None and not is_web_address(value)],
    "No whole address: {}.",
    advice="Give the endpoint by hand: ProviderMetadata(...).",
    expected="https://host/path",
)
row(
    "DISC-ENDPOINT-FRAGMENT",
    "Is every endpoint free of a fragment?",
    lambda check: [name for name, value in check.endpoints.items() if isinstance(value, str) and "#" in value],
    "With a #: {}.",
    spec="RFC 6749 3.1, 3.2",
    advice="What stands behind the # is never sent: tell the provider.",
)


def _elsewhere(check: MetadataCheck) -> list[str]:
    """The endpoints at another host than the issuer; where an issuer is pinned, than the document, as it names no host then."""
    home = check.issuer if check.pinned is None else check.found_at
    return [f"{name} at {origin(value)}" for name, value in check.endpoints.items() if is_elsewhere(value, home)]


row(
    "DISC-ENDPOINT-OTHER-HOST",
    "Is every endpoint at the host of the issuer, and on this machine at its port?",
    _elsewhere,
    "Elsewhere: {}.",
    spec="Discovery 7.2; RFC 9700 4.4",
    severity="info",
    advice="Many large providers do so; make sure that you trust every one, since codes, secrets and tokens go there.",
)
row(
    "DISC-ENDPOINT-DEFAULT-PORT",
    "Are the addresses free of a port that goes without saying?",
    lambda check: [
        name
        for name, value in (*check.endpoints.items(), ("issuer", check.issuer))
        if (parts := split(value)) and parts.scheme == "https" and parts.netloc.endswith(":443")
    ],
    "With :443: {}.",
    spec="RFC 3986 6.2.3",
    severity="info",
    advice="It is the same place and another text: never mix the two spellings.",
)

# Values

row(
    "DISC-SUBJECT-TYPE-VALUE",
    "Are the subject types public or pairwise?",
    lambda check: [value for value in listed(check.members, "subject_types_supported") or () if value not in _SUBJECTS],
    "Unknown subject types: {}.",
    spec="Discovery 3; OIDC Core 8",
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
