"""What the address of a provider's page says: its text may be "Loading..." alone, and the error stands in the query or behind the #.

https://op.example/error?error=invalid_request&error_description=...
https://op.example/ui/#/oops?reason=unknown_client
https://op.example/errors/client-not-found
https://op.example/signin/oauth/error?authError=<base64 of a message>
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote

from ..messages import parse_form
from .vendor_members import walk

_LONGEST = 2_000  # characters of a value
_OF_ERRORS = re.compile(
    r"error|oops|failure|problem|denied|fault|expired|forbidden|unauthori[sz]ed|not[-_]?(?:found|allowed)", re.IGNORECASE
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_FEWEST = 2  # words of a name in a path that says something
_BASE64 = re.compile(r"[A-Za-z0-9_+/-]{16,}={0,2}")
_READABLE = re.compile(rb"[ -~]{6,}")
_KINDS = ("code", "text")


def is_error_page(address: str) -> bool:
    """Tell whether an address is, by its path or its names, that of a page that shows an error."""
    path, pairs = _parts(address)
    return any(_OF_ERRORS.search(piece) for piece in path) or any(_OF_ERRORS.search(name) for name, _ in pairs)


def words_of_address(address: str) -> list[tuple[str, str]]:
    """Return what an address says of an error, as parameters: those of its query, those behind the #, the end of its path."""
    path, pairs = _parts(address)
    if not is_error_page(address):
        pairs = [(name, value) for name, value in pairs if name != "code"]  # which may be the code of a flow
    found = [pair for name, value in pairs for pair in _of_pair(name, value[:_LONGEST])]
    return [*found, *_of_path(path)]


def _parts(address: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The names in its path, and in the path behind the # of an application in one page; and all parameters of both."""
    before, _, behind = address.partition("#")
    path, _, query = before.partition("?")
    route, mark, more = behind.partition("?")
    if not mark and "=" in route:
        route, more = "", route
    names = [*path.partition("://")[2].split("/")[1:], *route.split("/")]
    return [unquote(name) for name in names if name], [*parse_form(query), *parse_form(more)]


def _of_pair(name: str, value: str) -> Iterator[tuple[str, str]]:
    if not value:
        return
    if hidden := _readable(value) if _OF_ERRORS.search(name) else "":
        yield "error_description", hidden
    elif name.lower().startswith("error") or any(found.kind in _KINDS for found in walk({name: value}, 0)):
        yield ("error", value) if _is_of_code(name, value) else (name, value)


def _is_of_code(name: str, value: str) -> bool:
    """A vendor's own name for the error code, such as oauthErrorCode."""
    return name.lower() != "error" and any(found.kind == "code" for found in walk({name: value}, 0))


def _readable(value: str) -> str:
    """What a value in base64 says, of which the words can be read; empty for what is none."""
    if not _BASE64.fullmatch(value):
        return ""
    try:
        bare = base64.urlsafe_b64decode(
            value.replace("+", "-").replace("/", "_").rstrip("=") + "=" * (-len(value.rstrip("=")) % 4)
        )
    except (binascii.Error, ValueError):
        return ""
    return " | ".join(piece.decode("ascii").strip() for piece in _READABLE.findall(bare) if b" " in piece or b"_" in piece)


def _of_path(path: list[str]) -> Iterator[tuple[str, str]]:
    """The last name of a path, where it stands behind one of errors, or is one: /errors/client-not-found."""
    last, before = (path or [""])[-1], path[-2:-1]
    words = _WORDS.findall(last)
    is_told = any(_OF_ERRORS.search(name) for name in before) or _OF_ERRORS.search(last)
    if is_told and _FEWEST <= len(words) <= 12 and not re.search(r"\d", last):
        yield "error_description", " ".join(words).lower()
