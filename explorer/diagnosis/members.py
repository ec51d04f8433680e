"""What the names of an answer's members say: {"client": {"enabled": false}} is "client not enabled", without any sentence.

Providers' own tables and flags are statements, too: which scopes an API wants ({"required_scopes": [...]}), which address it
expected, whether the code was consumed. Only names that tell of a state, or that say what was wanted, are read so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_STATE = re.compile(
    "active|allowed|authorized|blocked|consumed|deleted|disabled|enabled|exists|expired|found|known|locked|matche[ds]|permitted|"
    "redeemed|registered|replaced|revoked|suspended|trusted|used|valid|verified"
)  # what is said of a thing by true and false
_WANTED = re.compile(
    "accepted|allowed|expected|missing|needed|permitted|registered|required|(un)?supported|unknown|wanted"
)  # what stands before a thing that was to be
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LONGEST = 600  # characters of a table
_IS = ("is", "was", "has", "been", "are")  # which flags begin with: is_active


def statement(name: str, value: Any, owner: str = "") -> str | None:
    """Return what a member says by its name, as a sentence; None where its value alone says what there is to say.

    `owner` is the name under which the object stands that has it.
    """
    parts = [part.lower() for part in _PARTS.findall(name[:100])]
    if isinstance(value, bool):
        return _flag(parts, value, owner)
    is_wanted = len(parts) > 1 and _WANTED.fullmatch(parts[0]) is not None
    values = " ".join(_texts(value)) if is_wanted else ""
    return f"{' '.join(parts)}: {values[:_LONGEST]}" if values else None


def _flag(parts: list[str], value: bool, owner: str) -> str | None:
    """A flag of a thing that it names itself (code_consumed) or in which it stands; what has neither is no statement."""
    parts = [part for part in parts if part not in _IS]
    if not parts or _STATE.fullmatch(parts[-1]) is None:
        return None
    thing = " ".join([part.lower() for part in _PARTS.findall(owner[:100])] if len(parts) == 1 else parts[:-1])
    return f"{thing} {'' if value else 'not '}{parts[-1]}" if thing else None


def _texts(value: Any) -> Iterator[str]:
    for text in value if isinstance(value, list) else [value]:
        if isinstance(text, str) and text:
            yield text
