"""An event as one line of JSON, safe to keep: secrets are fingerprints, tokens keep header and claims, never the signature."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..protocol.jose import parse_jwt
from ..redactor import Known, KnownSecrets, may_hold
from ..secret import Secret
from .redaction import redacted_event


def event_text(event: Mapping[str, Any], known: Known) -> str:
    """Return an event as one line of JSON in which no secret is left: neither as a `Secret` nor in any text.

    The whole line is searched first, which is quick and nearly always finds nothing; only then is each text redacted.
    """
    line = _JSON.encode(event)
    known = known if isinstance(known, KnownSecrets) else KnownSecrets(known)
    return _JSON.encode(redacted_event(json.loads(line), known)) if may_hold(line, known) else line


def _recorded(value: Any) -> Any:
    """What JSON cannot hold: of a secret a fingerprint is kept, of a JWT its header and claims as well."""
    if not isinstance(value, Secret):
        return dict(value) if isinstance(value, Mapping) else str(value)
    token = parse_jwt(value)
    if not token.header or "encrypted" in token.problems:
        return repr(value)
    return {"jwt": repr(value), "header": token.header, "claims": token.claims, "problems": token.problems}


_JSON = json.JSONEncoder(default=_recorded, separators=(",", ":"))
