"""Addresses and tokens that a book, a mail or a log broke over lines: the lines are one text again, and that is said."""

from __future__ import annotations

import re

ADDRESS = "line breaks in the address were taken out"
TOKEN = "line breaks and spaces in the token were taken out"
_BEGINS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}://\S+\Z")
_GOES_ON = re.compile(r"[&?]?[A-Za-z_][\w.-]{0,60}=[^\s]*\Z")
_MOST, _LONGEST = 200, 10_000  # lines of one address; characters of its first
_OF_TOKEN = re.compile(r"eyJ[\w.\s-]+\Z")


def joined(text: str, changes: list[str]) -> str:
    """Return a text in which what stands over several lines stands on one."""
    if _OF_TOKEN.match(text) and re.search(r"\s", text):
        whole = re.sub(r"\s+", "", text)
        if whole.count(".") in (1, 2, 4):
            changes.append(TOKEN)
            return whole
    lines = _lines(text)
    if len(lines) < len(text.splitlines()):
        changes.append(ADDRESS)
        return "\n".join(lines)
    return text


def _lines(text: str) -> list[str]:
    """The lines, with those that go on with the parameters of an address put behind it."""
    found: list[list[str]] = []
    is_address = False
    for line in text.splitlines():
        more = line.strip()
        ends = found[-1][-1][-1:] if found else ""
        if is_address and len(found[-1]) < _MOST and _GOES_ON.match(more) and (ends in ("?", "&") or more[:1] in ("?", "&")):
            found[-1].append(more)
        else:
            found.append([line])
            is_address = _BEGINS.search(line.rstrip()[-_LONGEST:]) is not None
    return ["".join(lines) for lines in found]
