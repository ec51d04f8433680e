"""The parameters of a challenge, the header in which a server says how it wants to be asked (RFC 9110 11.6.1)."""

from __future__ import annotations

import re

_LONGEST = 4_000  # characters of a header that are read
_NAME = r"[A-Za-z0-9_-]{1,60}"
_QUOTED = r'"((?:[^"\\]|\\.){0,2000})"'
_USUAL = r"(?:error\w*|realm|scope|algs|nonce|resource\w*)"  # what follows without a comma at servers that forget it
_TOKEN = rf"[^\s,\"]+(?=\s{{0,3}}(?:,|$|{_USUAL}\s{{0,3}}=))"
_SENTENCE = rf"[^\s,\"][^\"]{{0,300}}?(?=\s{{0,3}}(?:$|,\s{{0,3}}(?:[A-Za-z-]{{1,20}}\s{{1,3}})?{_NAME}\s{{0,3}}=))"
_PARAM = re.compile(rf"({_NAME})\s{{0,3}}=\s{{0,3}}(?:{_QUOTED}|({_TOKEN}|{_SENTENCE}))")


def auth_params(header: str) -> list[tuple[str, str]]:
    """Return the parameters of a challenge with their values, in order (RFC 9110 11.2).

    A value with blanks has to be quoted; some servers leave the quotes out, and write a whole sentence. It is read up to the
    next parameter then: cut at its first blank, "Mismatching client secret" would speak of another thing.
    """
    return [(name, _unescaped(quoted) or plain) for name, quoted, plain in _PARAM.findall(header[:_LONGEST])]


def _unescaped(quoted: str) -> str:
    """A quoted string without the backslashes before its characters (RFC 9110 5.6.4)."""
    return re.sub(r"\\(.)", r"\1", quoted)
