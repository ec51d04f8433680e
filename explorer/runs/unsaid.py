"""What goes without saying is left out of a line, and said again to whoever reads it.

    {"kind": "client", ..., "secret": {"length": 44, "fingerprint": "b6f2cf91", "yes": ["encodings_differ"]}}
    {"kind": "token_request", "altered": [], "evidence": {"redirect_uri": {"both": "http://...", "names": [...]}, ...}}

`yes` has the questions about a secret or a code whose answer is yes; that of the others in `QUESTIONS` is no. Where there is
no `yes`, the line is of an earlier version, or not all was known: then it says what it says, and nothing else is known.
`both` is an address that was sent on both legs. What is in `MAY_BE_NONE` and is left out was none, or was an empty list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Piece = Mapping[str, Any]

# A question that is asked later on does not belong here: of it, files of today say nothing.
QUESTIONS: Mapping[str, Sequence[str]] = {
    "secret": ("edge_white_space", "inner_white_space", "percent_encoded", "looks_like_uuid", "encodings_differ"),
    "code": (
        "edge_white_space",
        "inner_white_space",
        "percent_encoded",
        "same_as_received",
        "is_part_of_received",
        "posted_before",
    ),
}
_WORDS = ("description", "words", "codes", "correlation_id", "numbers")  # of a provider that refuses
MAY_BE_NONE: Mapping[str, Sequence[str]] = {
    "provider": ("pinned", "trusted_audiences", "profile"),
    "receive": ("changes",),
    "userinfo": ("problem", *_WORDS),
    "introspect": _WORDS,
    "revoke": _WORDS,
    "refusal": ("words", "codes", "numbers"),
}
_NONE: tuple[Any, ...] = (None, (), [])
_LEGS = ("authorize", "token")


def without_nones(kind: str, members: dict[str, Any]) -> dict[str, Any]:
    """Return the members of an event but for those that are left out where there is none."""
    may_be = MAY_BE_NONE.get(kind, ())
    return {name: value for name, value in members.items() if name not in may_be or value not in _NONE} if may_be else members


def short_client(client: Piece) -> dict[str, Any]:
    """Return what is kept of a client, of its secret only the answers that are yes."""
    return _changed(client, secret=lambda piece: _with_yes(piece, QUESTIONS["secret"]))


def whole_client(client: Piece) -> dict[str, Any]:
    """Return what is kept of a client with all answers."""
    return _changed(client, secret=lambda piece: _with_all(piece, QUESTIONS["secret"]))


def short_evidence(evidence: Piece) -> dict[str, Any]:
    """Return the evidence of a token request as it is written."""
    ways = {"code": lambda piece: _with_yes(piece, QUESTIONS["code"]), "client": short_client, "redirect_uri": _with_both}
    return {name: value for name, value in _changed(evidence, **ways).items() if name != "overruled" or value}


def whole_evidence(evidence: Piece) -> dict[str, Any]:
    """Return the evidence in a line with all that it says."""
    ways = {"code": lambda piece: _with_all(piece, QUESTIONS["code"]), "client": whole_client, "redirect_uri": _with_each}
    return _changed(evidence, **ways)


def _changed(whole: Piece, **ways: Any) -> dict[str, Any]:
    """An object with some of its members, where they are objects too, as their way has them."""
    return {name: ways[name](value) if name in ways and isinstance(value, Mapping) else value for name, value in whole.items()}


def _with_yes(piece: Piece, questions: Sequence[str]) -> Piece:
    if not all(isinstance(piece.get(question), bool) for question in questions):
        return piece
    rest = {name: value for name, value in piece.items() if name not in questions}
    return {**rest, "yes": [question for question in questions if piece[question]]}


def _with_all(piece: Piece, questions: Sequence[str]) -> Piece:
    yes = piece.get("yes")
    if not isinstance(yes, list):
        return piece
    rest = {name: value for name, value in piece.items() if name != "yes"}
    return {**{question: question in yes for question in questions}, **rest}


def _with_both(piece: Piece) -> Piece:
    first, second = (piece.get(leg) for leg in _LEGS)
    if first is None or first != second:
        return piece
    return {"both": first, **{name: value for name, value in piece.items() if name not in _LEGS}}


def _with_each(piece: Piece) -> Piece:
    if "both" not in piece:
        return piece
    return {**dict.fromkeys(_LEGS, piece["both"]), **{name: value for name, value in piece.items() if name != "both"}}
