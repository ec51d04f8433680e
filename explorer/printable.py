"""Text of others, written so that it is only text: what the eye cannot see is written out by its number.

A provider, a pasted address or a label may hold characters that move the cursor, turn the reading direction, begin a new
line, or cannot be encoded at all. In a sentence of ours they could write a verdict of their own. So `[U+001B]` stands for
them wherever text of others becomes text of ours. Letters of every script stay, and so do emoji.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

# What an emoji is made of: only between two of these a zero-width joiner is no trick, and only behind one a selector.
_PICTURE = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff"
)
# Control characters but for tab and line feed, blanks that look like the ordinary one, bidirectional marks and overrides,
# zero-width characters, filler letters, variation selectors, tags, and lone surrogates, which no encoding can carry.
_UNSEEN = (
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200c\u200e\u200f\u2028-\u202f"
    "\u205f-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0e\ufeff\uffa0\ufff0-\uffff\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    f"|(?<![{_PICTURE}])(?<![{_PICTURE}]\ufe0f)\u200d|\u200d(?![{_PICTURE}])"
    f"|(?<![{_PICTURE}])\ufe0f(?!\u20e3)|(?<![0-9#*{_PICTURE}])\ufe0f"
)
UNSEEN = re.compile(_UNSEEN)  # tab and line feed are not among them: in a page they are blanks
_IN_SEVERAL_LINES = re.compile(rf"\t|{_UNSEEN}")
_IN_ONE_LINE = re.compile(rf"[\t\n]|{_UNSEEN}")
_NO_TEXTS = frozenset({int, float, bool, type(None)})


def counted(count: int, noun: str) -> str:
    """Return how many there are of something, with the noun in its number: "1 question", "2 questions"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def number_of(character: str) -> str:
    """Return how a character is called that cannot be shown."""
    return f"U+{ord(character):04X}"


def in_one_line(value: object) -> str:
    """Return a value as text on one line, in which every unseen character is written out."""
    return _written_out(text_of(value), _IN_ONE_LINE)


def in_several_lines(value: object) -> str:
    """Return a value as text that keeps its line breaks and nothing else that is unseen."""
    return _written_out(text_of(value), _IN_SEVERAL_LINES)


def text_of(value: object) -> str:
    """Return a value as text, also one of which Python refuses to make one."""
    try:
        return str(value)
    except (ValueError, RecursionError) as error:  # a number of more than 4,300 digits; a list that holds itself
        return f"(a value that cannot be written: {error})"


def _written_out(text: str, unseen: re.Pattern[str]) -> str:
    if is_plain(text):  # nearly always
        return text
    return unseen.sub(lambda match: f"[{number_of(match.group())}]", text)


def is_plain(text: str) -> bool:
    """Tell whether a text is one line of ASCII, as nearly every one is: then nothing in it is unseen."""
    return text.isascii() and text.isprintable()


def escaped_json(text: str) -> str:
    """Return a text of JSON in which every unseen character is escaped as JSON does it: it says the same, and hides nothing."""
    return text if is_plain(text) else UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def printable_value(value: Any) -> Any:
    """Return a JSON value in which every text is printable, names too; its line breaks are data, and stay."""
    if isinstance(value, str):
        return value if is_plain(value) else in_several_lines(value)
    if type(value) in _NO_TEXTS:
        return value
    if isinstance(value, Mapping):
        return {printable_value(name): printable_value(item) for name, item in value.items()}
    return [printable_value(item) for item in value] if isinstance(value, list | tuple) else value


def printable_values(values: list[Any]) -> list[Any]:
    """Return JSON values as `printable_value` has each. Thousands of texts are looked at as one long text."""
    kinds = set(map(type, values))
    if kinds <= _NO_TEXTS or (kinds == {str} and is_plain("".join(values))):
        return values
    return list(map(printable_value, values))
