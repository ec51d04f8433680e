"""`application/x-www-form-urlencoded`, the one encoding of OAuth parameters (RFC 6749, appendix B)."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterable
from typing import Any

from ..errors import Mistake
from ..secret import Secret, Text

Params = tuple[tuple[str, Text], ...]  # order and repetition matter on the wire, so this is not a dict
_MOST_FIELDS = 1000


def encode_component(value: Text) -> Text:
    """Return a name or value in form encoding: space becomes `+`, the rest UTF-8 and percent signs; secrets stay secret."""
    if isinstance(value, Secret):
        return Secret(encode_plain(value.reveal()), value.label)
    return encode_plain(value)


def encode_plain(value: str) -> str:
    """Return a plain text in form encoding. Lone surrogates, which pasted text can hold, become replacement marks."""
    return urllib.parse.quote_plus(value, errors="replace")


def encode_form(params: Iterable[tuple[str, str]]) -> str:
    """Return name and value pairs as one form-encoded text, in their order (RFC 6749, appendix B)."""
    return "&".join(f"{encode_plain(name)}={encode_plain(value)}" for name, value in params)


def with_query(address: str, params: Iterable[tuple[str, str]]) -> str:
    """Return an address with parameters added behind the query that it may already have, which is kept (RFC 6749 3.1)."""
    separator = "" if address.endswith(("?", "&")) else "&" if "?" in address else "?"
    return f"{address}{separator}{encode_form(params)}"


def parse_form(text: str) -> list[tuple[str, str]]:
    """Return the pairs of a query or form body, in their order; blank values are kept and repetition too.

    Raises `Mistake` for a text with more than a thousand of them, which nobody means.
    """
    try:
        return urllib.parse.parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Mistake(
            f"This has more than {_MOST_FIELDS} parameters; an answer in the flow has about ten. Paste the address only."
        ) from None


def require_pairs(given: Any) -> Params:
    """Return parameters of the caller's own as they are. Raises `Mistake` for what is no list of pairs of two texts."""
    pairs = tuple(given) if isinstance(given, Iterable) else (given,)
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(pair) != 2 or not isinstance(pair[0], str):
            raise Mistake("extra is a list of pairs of a name and a text, such as extra=[('resource', 'https://api.example')].")
        require_text(*pair)
    return tuple((name, value) for name, value in pairs)


def require_names(given: Any, what: str) -> tuple[str, ...]:
    """Return names, or other words, as a tuple. Raises `Mistake` for what is no list of texts: a lone text, above all."""
    names = (None,) if isinstance(given, str) or not isinstance(given, Iterable) else tuple(given)
    if not all(isinstance(name, str) for name in names):
        raise Mistake(f"{what} is a list of texts, also where there is only one: {what}=['...'], not {what}='...'.")
    return names


def require_text(name: str, value: Any) -> Text:
    """Return the value of a parameter. Raises `Mistake` for one that is no text: everything on the wire is."""
    if isinstance(value, str | Secret):
        return value
    hint = "write it as JSON, with json.dumps(...)" if isinstance(value, dict) else "write its words with spaces between them"
    raise Mistake(
        f"{name} is sent as a text, and this is of the type {type(value).__name__}"
        + (f": {hint}." if isinstance(value, dict | list | tuple | set) else ".")
    )
