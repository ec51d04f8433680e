"""How a state that came back differs from the one that was sent, where it can still be recognised in it."""

from __future__ import annotations

import html
import urllib.parse

_ENOUGH = 8  # characters of which the same cannot stand in two states by chance
_SHOWN = 24


def difference(sent: str | None, came: str | None) -> str | None:
    """Say how the two differ: "with / added at its end". Empty where they are equal, None where nothing is alike."""
    if sent is None or came is None:
        return None
    if sent == came:
        return ""
    ways = {
        "in another letter case": came.lower() == sent.lower(),
        "with a space where a + was sent": came.replace(" ", "+") == sent.replace(" ", "+"),
        "with HTML escapes in it": html.unescape(came) == sent,
        "with its percent signs encoded or decoded once more": urllib.parse.unquote_plus(came) == sent
        or came == urllib.parse.unquote_plus(sent),
        "in base64 with other letters or without its =": _plain_base64(came) == _plain_base64(sent),
        "with quotes or white space around it": came.strip(" \t\r\n\"'<>`") == sent,
    }
    return ", ".join(way for way, holds in ways.items() if holds) or _longer_or_shorter(sent, came) or _nearly(sent, came)


def _plain_base64(text: str) -> str:
    return text.rstrip("=").replace("+", "-").replace("/", "_")


def _longer_or_shorter(sent: str, came: str) -> str | None:
    if came.startswith(sent) and sent:
        return f"with {_shown(came[len(sent) :])} added at its end"
    if came.endswith(sent) and sent:
        return f"with {_shown(came[: -len(sent)])} added before it"
    if len(came) < _ENOUGH:
        return None
    missing = f"{len(sent) - len(came)} of its {len(sent)} characters"
    if sent.startswith(came):
        return f"it was cut off: {missing} are missing at its end"
    if sent.endswith(came):
        return f"it was cut off: {missing} are missing at its beginning"
    return None


def _nearly(sent: str, came: str) -> str | None:
    """Find the place where a piece was lost, added or exchanged in the middle: what stands before and behind is the same."""
    before = next((place for place, (a, b) in enumerate(zip(sent, came, strict=False)) if a != b), min(len(sent), len(came)))
    left = min(len(sent), len(came)) - before
    behind = next((place for place in range(left) if sent[-1 - place] != came[-1 - place]), left)
    if before + behind < max(_ENOUGH, len(sent) * 3 // 4):
        return None
    lost, added = sent[before : len(sent) - behind], came[before : len(came) - behind]
    where = f"at character {before + 1}"
    if not lost:
        return f"with {_shown(added)} added {where}"
    return (
        f"with {len(lost)} characters missing {where}"
        if not added
        else f"with {_shown(added)} in place of {_shown(lost)} {where}"
    )


def _shown(text: str) -> str:
    if text.isspace():
        return "white space"
    return text if len(text) <= _SHOWN else f"{len(text)} characters"
