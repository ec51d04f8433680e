"""Can the addresses in it be used, and are they safe? (Discovery 3, RFC 3986, RFC 8705 5)"""

from __future__ import annotations

import re
from typing import Any

from ...messages import is_elsewhere, origin
from ...protocol.metadata import OTHER_NAMES, is_usable
from ..registry import RuleSet
from ..rows import rows
from ..shapes import is_plain_http, is_web_address, split_url
from .identity import IDENTITY
from .names import ALIASES
from .subject import MetadataCheck

ADDRESSES: RuleSet[MetadataCheck] = RuleSet(after=[IDENTITY])
row = rows(ADDRESSES, spec="Discovery 3", requires=["DISC-NOT-JSON"])

# What no address may hold (RFC 3986 2), and placeholders are written with; a brace also where somebody encoded it
_FORBIDDEN = re.compile(r"""[<>"\\^`{|}]|%7[BbDd]""")


def _trimmed(value: Any) -> Any:
    """An address without the white space around it, which a rule of its own judges."""
    return value.strip() if isinstance(value, str) else value


def _unusable(check: MetadataCheck) -> dict[str, Any]:
    """The addresses that are whole ones at first sight, and cannot be used; a fragment is another rule's."""
    whole = {name: value for name, value in check.endpoints.items() if is_web_address(_trimmed(value))}
    return {name: value for name, value in whole.items() if _FORBIDDEN.search(value) or not is_usable(value.partition("#")[0])}


row(
    "DISC-ENDPOINT-HTTP",
    "Is every endpoint https, or on this machine?",
    lambda check: {name: value for name, value in check.endpoints.items() if is_plain_http(value)},
    "Plain http: {}.",
    spec="Discovery 3; OIDC Core 16.17",
    advice="Codes, secrets and tokens would travel readable: use https.",
    expected="https://...",
)
row(
    "DISC-ENDPOINT-RELATIVE",
    "Is every endpoint a whole address?",
    lambda check: {
        name: value
        for name, value in check.endpoints.items()
        if value is not None and (name == ALIASES or not is_web_address(_trimmed(value)))  # the aliases are an object
    },
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


row(
    "DISC-ENDPOINT-CHARS",
    "Can every endpoint be used as it is written?",
    _unusable,
    "White space, a placeholder, a user name or another thing that no address may have: {}.",
    spec="RFC 3986 2, 3.3; Discovery 3",
    advice="The address cannot be used so. Give the endpoint by hand: ProviderMetadata(...); and tell the provider.",
    expected="https://host/path",
)


def _elsewhere(check: MetadataCheck) -> list[str]:
    """The endpoints at another host than the issuer; where an issuer is pinned, than the document, as it names no host then."""
    home = check.issuer if check.pinned is None else check.found_at
    own = {name: value for name, value in check.endpoints.items() if not name.startswith(ALIASES)}  # those may be elsewhere
    return [f"{name} at {origin(value)}" for name, value in own.items() if is_elsewhere(value, home)]


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
        if (parts := split_url(value)) and parts.scheme == "https" and parts.netloc.endswith(":443")
    ],
    "With :443: {}.",
    spec="RFC 3986 6.2.3",
    severity="info",
    advice="It is the same place and another text: never mix the two spellings.",
)
row(
    "DISC-ENDPOINT-OTHER-NAME",
    "Has every endpoint its registered name?",
    lambda check: {name: right for name, right in OTHER_NAMES.items() if name in check.members and right not in check.members},
    "Under another name, and taken for the registered one: {}.",
    spec="RFC 8414 2",
    severity="info",
    advice="Most clients will not find it: give it to them by hand.",
)
