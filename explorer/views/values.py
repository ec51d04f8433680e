"""Values for people: members of a JSON object, moments, durations, and where two texts differ."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import Any

from ..secret import Secret
from .parts import code, el, join, listing, note
from .text import Html, esc

_FEW = 12  # members or items that are shown one a line; more of them are a JSON text
_LONG = 400  # characters up to which two texts are compared letter by letter
_NO_TEXT = re.compile(r"-?[0-9]{1,40}|true|false|null")
_UNITS = ((86_400 * 365, "year"), (86_400, "day"), (3_600, "h"), (60, "min"), (1, "s"))
FROM_LINK_TO_ANSWER = "from the link to the answer"  # how a person's time is known
_MILLISECONDS = 10_000_000_000  # a time in seconds beyond this lies in the year 2286, one in milliseconds in 1970


def value_html(value: Any) -> Html:
    """Return a JSON value so that it can be read: texts as they are, lists and small objects one a line, the rest as JSON."""
    if isinstance(value, Secret):
        return secret_html(value)
    if isinstance(value, str):
        return _text_html(value)
    if isinstance(value, Mapping):
        return members_html(value) if _is_small(value.values()) else _json_html(value)
    if isinstance(value, (list, tuple)):
        return _list_html(value) if _is_small(value) else _json_html(value)
    return code("null" if value is None else str(value).lower() if isinstance(value, bool) else value)


def _is_small(items: Collection[Any]) -> bool:
    return len(items) <= _FEW and all(isinstance(item, (str, int, float)) and not isinstance(item, bool) for item in items)


def _json_html(value: Any) -> Html:
    return el("pre", json_text(value), class_="fx-json", tabindex=0)


def _list_html(items: Sequence[Any]) -> Html:
    """A list of one looks like its item, and in a protocol it is not the same: it says so."""
    if len(items) == 1:
        return join([code(items[0]), " ", note("(a list of one)")])
    return listing([code(item) for item in items]) if items else note("(an empty list)")


def _text_html(text: str) -> Html:
    """A text; one that could be taken for a number or for true says that it is a text, since parsers tell them apart."""
    if not text:
        return note("(an empty text)")
    return join([code(text), " ", note("(a text)")]) if _NO_TEXT.fullmatch(text) else code(text)


def members_html(members: Mapping[Any, Any]) -> Html:
    """Return a small object, one member a line."""
    pairs = (join([el("dt", name), el("dd", code(value))]) for name, value in members.items())
    return el("dl", *pairs, class_="fx-members") if members else note("(an empty object)")


def secret_html(secret: Secret) -> Html:
    """Return what may be seen of a secret: its fingerprint and its length."""
    return join([code(secret), " ", note(f"({len(secret)} characters, not shown)")])


def json_text(value: Any) -> str:
    """Return a value as indented JSON; one that JSON cannot hold, or that is nested too deeply, says so."""
    try:
        return json.dumps(value, indent=2, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError) as error:
        return f"(this value cannot be written as JSON: {error})"


def finite_number(value: Any) -> float | None:
    """Return a finite number, or None for anything else; True is no number here, though Python thinks so."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def milliseconds(value: Any) -> str:
    """Return a duration in milliseconds, as exact as it helps."""
    known = finite_number(value)
    if known is None:
        return "unknown"
    if 0 < known < 0.05:
        return "under 0.1 ms"
    return f"{known:,.0f} ms" if abs(known) >= 10 else f"{known:.1f} ms"


def duration(seconds: float) -> str:
    """Return a length of time in its largest unit and the next: "45 s", "59 min", "2 h 5 min", "3 days"."""
    if 0 < abs(seconds) < 0.5:
        return "under 1 s"
    left = round(abs(seconds))
    first = next((index for index, (size, _) in enumerate(_UNITS) if left >= size), len(_UNITS) - 1)
    words: list[str] = []
    for size, unit in _UNITS[first : first + 2]:
        count, left = divmod(left, size)
        if count or not words:
            words.append(f"{count} {unit}{'s' if unit in ('day', 'year') and count != 1 else ''}")
        if not count:
            break
    return " ".join(words)


def moment_html(value: Any, now: float | None) -> Html:
    """Return a time claim with what it means: UTC, and how far it is from `now`.

    `now` is when the token came, in seconds since 1970: a page that is read later still tells the truth. None leaves it out.
    """
    seconds = finite_number(value)
    if seconds is None:
        return join([value_html(value), " ", note("not a number of seconds, so nobody can tell when that is")])
    if abs(seconds) > _MILLISECONDS:
        readable = moment(seconds / 1000)
        return join([code(value), " ", note(f"too large for seconds; if these are milliseconds, it is {readable}")])
    return join([el("span", moment(seconds), class_="fx-moment"), _relative(seconds, now), " ", code(value)])


def moment(seconds: float) -> str:
    """Return a time in seconds since 1970 as date and time of day, UTC."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return "outside of the calendar"


def _relative(seconds: float, now: float | None) -> Html | None:
    if now is None:
        return None
    distance = round(seconds - now)
    words = f"{duration(distance)} {'after' if distance > 0 else 'before'} it came" if distance else "as it came"
    return el("span", f" {words}", class_="fx-relative", data_fx_moment=round(seconds))  # a panel counts it on


def compared_html(ours: str, theirs: str) -> tuple[Html, Html]:
    """Return two texts with the characters marked in which they differ.

    Texts that have little in common are left unmarked: then everything differs, and marks would say nothing.
    """
    start = _common(ours, theirs)
    end = _common(ours[start:][::-1], theirs[start:][::-1])
    if 2 * (start + end) < min(len(ours), len(theirs)):
        return code(ours), code(theirs)
    middles = ours[start : len(ours) - end], theirs[start : len(theirs) - end]
    head, tail = esc(ours[:start]), esc(ours[len(ours) - end :])
    left, right = _marked(*middles)
    return el("code", head, left, tail), el("code", head, right, tail)


def _common(left: str, right: str) -> int:
    """How many characters two texts share from their beginning."""
    return next((index for index, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


def _marked(left: str, right: str) -> tuple[Html, Html]:
    if max(len(left), len(right)) > _LONG:
        return _mark(left), _mark(right)
    matches = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    same = [block for block in matches if block.size > 2 or not block.size]  # one or two equal letters are chance
    return _between(left, [(block.a, block.size) for block in same]), _between(right, [(block.b, block.size) for block in same])


def _between(text: str, same: list[tuple[int, int]]) -> Html:
    """A text with everything marked that is not the same; `same` is where the same begins and how long it is."""
    pieces: list[Html] = []
    done = 0
    for start, size in same:
        pieces += [_mark(text[done:start]), esc(text[start : start + size])]
        done = start + size
    return join(pieces)


def _mark(text: str) -> Html:
    return el("mark", text) if text else Html("")
