"""Where in a piece of text an answer may begin, and where it ends: in quotes, in brackets, behind a word, before a full stop."""

from __future__ import annotations

import re

from ...messages import parse_form
from .text import ANSWER, NAME, TOKEN_REQUEST, Known, record_change

# No address and no form body holds one of these: browsers encode them, and everybody quotes with them.
DELIMITER = re.compile(
    "[\\s\"'<>`\u00ab\u00bb\u2018-\u201f\u2039\u203a\u300a-\u300f\uff08\uff09\uff1c\uff1e\u3001\u3002\uff0c\uff1b]"
)
_ADDRESS = re.compile(r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,60}(?::/|%(?:25){0,4}3A%(?:25){0,4}2F)")
_OWN_SCHEME = re.compile(rf"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{{1,60}}:(?!\d{{1,5}}[/?#])[^\s/?#=:]{{0,200}}\?{NAME}=")
_PARAMETERS = re.compile(rf"[?#]?&?{NAME}(?:=|%3D)")
_OF_TOKEN_REQUEST = re.compile(rf"(?:\A|&)(?:{'|'.join(sorted(TOKEN_REQUEST))})=")
_ASKED = re.compile(rf"[?#&]{ANSWER}=")
_VALUE = re.compile(rf"[?#&](?:({NAME})|[A-Za-z_.-]{{1,60}})=\Z")
_BEFORE_ADDRESS = re.compile(r"[(\[{|,;=!*~@]+")
_FORM = re.compile(rf"(?<![A-Za-z0-9_.%?#&/-]){ANSWER}=")
_CLOSES = {"(": ")", "[": "]", "{": "}"}
_MACRO = re.compile(r"\{[a-z]{2,20}(?::[^{}]{0,80})?\}\Z")  # of a wiki: {code:java}...{code}
_EMPHASIS = re.compile(r"(?:\*{1,6}|_{1,6}|~~)\Z")
_STOPS = ".,;:?\u3002\uff0c\uff1b\uff1a\uff01\uff1f"
_PROSE_STOPS = _STOPS + "!)]}*\u2026"


def begins(piece: str, known: Known) -> int | None:
    """Return where in a piece without white space an address or parameters begin, None where nothing of the kind does."""
    if _PARAMETERS.match(piece) or _OF_TOKEN_REQUEST.search(piece):
        return 0
    landing = known.landing
    starts = [piece.find(landing) if landing else -1]
    if (found := _ADDRESS.search(piece)) or (found := _OWN_SCHEME.search(piece)):
        starts.append(-1 if _is_value(piece, found.start()) else found.start())
    starts = [start for start in starts if start >= 0]
    if starts:
        return min(starts)
    if asked := _ASKED.search(piece):
        before = [found.end() for found in _BEFORE_ADDRESS.finditer(piece, 0, _mark(piece, asked.start()))]
        return before[-1] if before else 0
    form = _FORM.search(piece)
    return form.start() if form else None


def _is_value(piece: str, at: int) -> bool:
    """True for an address that a parameter of the answer holds, in a request line: /cb?code=C&state=S&iss=https%3A%2F%2Fop."""
    value = _VALUE.search(piece, max(0, at - 70), at)
    return value is not None and _ASKED.search(piece, 0, len(piece) if value[1] else at) is not None


def _mark(piece: str, at: int) -> int:
    """Return where the parameters begin of which one stands here."""
    marks = [place for place in (piece.find("?"), piece.find("#")) if 0 <= place <= at]
    return min(marks) if marks else at


def open_bracket(before: str) -> str:
    """Return the bracket right before a piece, or the last one in its word that is not closed: [url=, [text](."""
    unclosed: list[str] = []
    for character in before[-200:]:
        if DELIMITER.match(character) and character not in " \u00a0":
            unclosed = []
        elif character in _CLOSES:
            unclosed.append(character)
        elif unclosed and character == _CLOSES[unclosed[-1]]:
            unclosed.pop()
    return unclosed[-1] if unclosed else ""


def within_brackets(piece: str, opening: str) -> str:
    """Cut a piece at the bracket that closes the one before it."""
    closing = _CLOSES.get(opening)
    if closing is None:
        return piece
    depth = 0
    for place, character in enumerate(piece):
        depth += (character == opening) - (character == closing)
        if depth < 0:
            return piece[:place]
    return piece


def without_tail(piece: str, before: str) -> str:
    """Cut what stands behind a piece because of what stands before it: **http://...**, and the tail of urldefense.com/v3/__."""
    if "/v3/__" in before and "__;" in piece:
        piece = piece[: piece.index("__;")]
    if _MACRO.search(before) and (closing := _MACRO.search(piece)):
        piece = piece[: closing.start()]
    opening = _EMPHASIS.search(before)
    return piece.removesuffix(opening[0]) if opening else piece


def _without_closing(text: str, stops: str) -> str:
    """Take brackets away from the end that nobody opened."""
    unopened = {closing: text.count(closing) - text.count(opening) for opening, closing in _CLOSES.items()}
    end = len(text)
    while end and unopened.get(text[end - 1], 0) > 0:
        unopened[text[end - 1]] -= 1
        end -= 1
        while end and text[end - 1] in stops:
            end -= 1
    return text[:end]


def without_punctuation(piece: str, known: Known, changes: list[str], *, prose: bool) -> str:
    """Take away the full stop of a sentence, or a bracket that nobody opened.

    The state that was sent is known to the letter, so nothing is taken from it, nor from another that does not become it.
    """
    stops = _PROSE_STOPS if prose else _STOPS
    bare = piece.rstrip(stops)
    if not prose:
        bare = _without_closing(bare, stops)
    if bare == piece or not bare or bare.endswith("="):
        return piece
    name, _, value = re.split("[?#&]", piece)[-1].partition("=")
    if name == "state" and known.state is not None:
        sent = value == known.state or dict(parse_form(f"state={value}")).get("state") == known.state
        if sent or not bare.endswith(f"={known.state}"):
            return piece
    elif name == "state" and not prose:
        return piece
    record_change(changes, "the punctuation behind the text was left out")
    return bare
