"""A JSON text that ends too early, closed where it still says something."""

from __future__ import annotations

_CLOSE = {"{": "}", "[": "]"}


def completed(text: str) -> str | None:
    """Return the text without its last, half member and with its brackets closed; None where nothing is open at its end."""
    open_brackets: list[str] = []
    good = 0  # where a member had ended last; no bracket was opened or closed behind it
    quoted = escaped = False
    for place, letter in enumerate(text):
        if quoted:
            quoted, escaped = escaped or letter != '"', not escaped and letter == "\\"
        elif letter == '"':
            quoted = True
        elif letter in _CLOSE:
            open_brackets.append(letter)
            good = place + 1
        elif letter in "}]":
            if not open_brackets:
                return None
            open_brackets.pop()
            good = place + 1
        elif letter == ",":
            good = place
    if not open_brackets:
        return None
    return text[:good] + "".join(_CLOSE[each] for each in reversed(open_brackets))
