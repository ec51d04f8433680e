"""Names and values as parts, each with its meaning from the reference, and the name that was meant where it is misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..messages import brief
from ..reference import claim, member, parameter, parameters, spelling
from ..secret import Text
from .value import Part

MOST = 300  # parts of one text: a document with thousands of members is none of the protocol
_SELDOM = 5  # letters; a shorter name is not corrected


def parameter_parts(pairs: Iterable[tuple[str, Text]], where: str, group: str = "") -> tuple[Part, ...]:
    """Return parameters of a message as parts; `where` is the message, as the reference calls it."""
    return tuple(_parameter(name, value, where, group) for name, value in list(pairs)[:MOST])


def _parameter(name: str, value: Text, where: str, group: str) -> Part:
    known = parameter(name, where)
    if known is not None:
        return Part(name, value, known.meaning, known.spec, group)
    near = meant(name, where)
    if near is None:
        return Part(name, value, group=group, note="no parameter that is known in this message")
    right = parameter(near, where)
    told = f"{name} is {near}, misspelt: who reads it ignores it, so its value never arrives."
    return Part(name, value, right.meaning if right else "", right.spec if right else "", group, told)


def in_full(said: object) -> str:
    """Return what a provider said, quoted, as the end of a sentence of ours."""
    return f"“{brief(said, 300)}”."


def meant(name: str, where: str) -> str | None:
    """Return the parameter that was meant by a name that the message does not know."""
    return spelling(name, frozenset(entry.name for entry in parameters(where))) if len(name) <= 60 else None


def misspelt(names: Iterable[str], where: str) -> dict[str, str]:
    """Return the misspelt names among these, with what was meant."""
    return {name: near for name in names if (near := meant(name, where)) is not None}


def claim_parts(claims: Mapping[str, Any], group: str, where: str = "token") -> tuple[Part, ...]:
    """Return claims, or the fields of a header, as parts."""
    found = []
    for name, value in list(claims.items())[:MOST]:
        known = claim(name, where)
        found.append(Part(name, value, known.meaning if known else "", known.spec if known else "", group))
    return tuple(found)


def member_parts(members: Mapping[str, Any], group: str = "") -> tuple[Part, ...]:
    """Return the members of a discovery document or of a key as parts."""
    found = []
    for name, value in list(members.items())[:MOST]:
        known = member(name)
        found.append(Part(name, value, known.meaning if known else "", known.spec if known else "", group))
    return tuple(found)
