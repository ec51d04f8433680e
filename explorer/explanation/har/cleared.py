"""A HAR from which somebody took the secrets out before it was passed on: what stands in their place is no code and no token.

Tools for that write [redacted], REDACTED or stars. A stand-in of a good form takes their place, so that the messages are read,
and every rule that would look at the value itself is not checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ...secret import Secret, Text, reveal

STAND_IN = "taken-out-before-it-was-saved-0000000000000000"
REASON = "the value was taken out before the HAR was passed on"
MISSING = "Codes, verifiers or tokens: somebody took them out before the HAR was passed on, so they cannot be compared."
_NAMES = r"code|code_verifier|code_challenge|state|nonce|client_secret|access_token|id_token|refresh_token|token"
_MARK = r"(?:\[|%5B|<|%3C)?(?:redacted|removed|masked|filtered|sanitized)(?:\]|%5D|>|%3E)?|[*\u2022]{3,}|(?:%2A){3,}|X{6,}"
_MARKS = ("redacted", "removed", "masked", "filtered", "sanitized", "***", "\u2022\u2022", "%2a%2a", "xxxxxx")
_IN_QUERY = re.compile(rf"(?<=[?&#\"])((?:{_NAMES})=)(?:{_MARK})(?=[&#\"]|\Z)", re.IGNORECASE)
_IN_JSON = re.compile(rf'((?:\\)?"(?:{_NAMES})(?:\\)?"\s*:\s*(?:\\)?")(?:{_MARK})(?=(?:\\)?")', re.IGNORECASE)
_IN_PAIRS = re.compile(rf'("name": "(?:{_NAMES})", "value": ")(?:{_MARK})(?=")', re.IGNORECASE)

RULES = {  # what would be said of a stand-in, by the name of the parameter in whose place it stands
    "code": r"AUTHR-CODE-.*|TOKQ-CODE-.*",
    "state": r"AUTHR-STATE-.*|AUTHZ-STATE-.*",
    "nonce": r"AUTHZ-NONCE-.*|IDTC-NONCE-.*",
    "code_verifier": r"TOKQ-VERIFIER-.*",
    "code_challenge": r"AUTHZ-PKCE-CHALLENGE-.*|TOKQ-VERIFIER-.*",
    "client_secret": r"TOKQ-SECRET-.*",
    "access_token": r"TOKR-ACCESS-TOKEN-.*|TOKR-SAME-TOKEN|AT-.*",
    "id_token": r"TOKR-SAME-TOKEN|IDT[HC]-.*",
    "refresh_token": r"TOKR-REFRESH-TOKEN-.*",
}


def with_stand_ins(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an entry in which a stand-in takes the place of what was taken out."""
    try:
        text = json.dumps(raw, ensure_ascii=False)
    except (ValueError, RecursionError):
        return raw
    small = text.lower()
    if not any(mark in small for mark in _MARKS):  # nearly always, and much quicker than the patterns
        return raw
    found = text
    for pattern in (_IN_QUERY, _IN_JSON, _IN_PAIRS):
        found = pattern.sub(rf"\g<1>{STAND_IN}", found)
    changed: Mapping[str, Any] = json.loads(found) if found != text else raw
    return changed


def taken_out(params: Iterable[tuple[str, Text]]) -> set[str]:
    """Return the names of parameters whose value is a stand-in."""
    return {name for name, value in params if isinstance(value, str | Secret) and reveal(value) == STAND_IN}


def reasons_of(names: Iterable[str]) -> dict[str, str]:
    """Return which rules are not checked, since these were taken out."""
    return {RULES[name]: REASON for name in sorted(names) if name in RULES}
