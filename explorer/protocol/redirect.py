"""Step 2, the authorization response: whatever was pasted, taken apart (OIDC Core 3.1.2.5 and 3.1.2.6, RFC 9207).

People copy the address bar, part of it, a page's text, a form body, or the code alone. Every change made to the text
is written down, since a trimmed or decoded character may be the very bug that is hunted.
"""

from __future__ import annotations

import html
import re
import urllib.parse
from dataclasses import dataclass
from typing import Literal

from ..errors import Mistake
from ..messages import parse_form
from ..secret import Secret, Text, reveal

Kind = Literal["url", "fragment", "parameters", "code"]
LONGEST = 100_000  # characters; longer than any redirect, short enough to answer at once

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_ANSWERS = ("code", "error", "access_token", "id_token", "response")
_NAMES = {
    "url": "the whole address to which the browser returned",
    "fragment": "an address whose answer stands after the #",
    "parameters": "the parameters of the answer, without the address",
    "code": "a bare code",
}


@dataclass(frozen=True)
class AuthorizationResponse:
    """What the browser brought back: a code, or the provider's refusal.

    `kind` says what was recognised in the text, `changes` every alteration made to it, `address` where the browser
    landed. A bare code has no state and no iss, so neither can be checked.
    """

    kind: Kind
    params: tuple[tuple[str, Text], ...]
    address: str | None = None
    changes: tuple[str, ...] = ()

    def get(self, name: str) -> Text | None:
        """Return the first parameter of that name, or None."""
        return next((value for key, value in self.params if key == name), None)

    def _plain(self, name: str) -> str | None:
        value = self.get(name)
        return None if value is None else reveal(value)

    @property
    def recognised(self) -> str:
        """In a few words, what the text is."""
        return _NAMES[self.kind]

    @property
    def code(self) -> Secret | None:
        """The one-time code, or None when the provider refused."""
        value = self.get("code")
        return Secret(reveal(value), "code") if value else None

    @property
    def state(self) -> str | None:
        """The state that came back."""
        return self._plain("state")

    @property
    def iss(self) -> str | None:
        """The provider that answers, by its own word (RFC 9207 2)."""
        return self._plain("iss")

    @property
    def error(self) -> str | None:
        """The provider's error code, or None (RFC 6749 4.1.2.1)."""
        return self._plain("error")

    @property
    def error_description(self) -> str | None:
        """The provider's own words; hostile until escaped."""
        return self._plain("error_description")

    @property
    def repeated(self) -> tuple[str, ...]:
        """Parameters that came more than once, which none may (RFC 6749 3.1)."""
        names = [name for name, _ in self.params]
        return tuple(sorted({name for name in names if names.count(name) > 1}))


def parse_redirect(pasted: Text, *, as_is: bool = False) -> AuthorizationResponse:
    """Return what a pasted text says: a whole address, its query or fragment, a form body, or a bare code.

    With `as_is` the text is not cleaned at all. Raises `Mistake` for a text that cannot be the answer, naming what
    it looks like: the authorize request itself, a token, a token response, an address without an answer.
    """
    text = reveal(pasted)
    if len(text) > LONGEST:
        raise Mistake(
            f"Expected the address to which the browser returned; this text has {len(text):,} characters. Copy it again."
        )
    changes: list[str] = []
    if not as_is:
        text = _clean(text, changes)
    _refuse_other_things(text)
    if "://" in text.partition("?")[0].partition("#")[0]:
        return _from_address(text, changes)
    if text.startswith(("?", "#")) or _looks_like_parameters(text):
        return _response("parameters", _pairs(text.lstrip("?#"), changes), None, changes)
    return _from_code(text, changes, as_is)


def _clean(text: str, changes: list[str]) -> str:
    """Undo what copying does to a text, and say so each time (law: nothing is silently cleaned)."""
    text = _changed(text, text.strip().strip("\ufeff\u200b"), "white space around the text was removed", changes)
    if len(text) > 1 and (text[0] + text[-1]) in ('""', "''", "<>", "``"):
        text = _changed(text, text[1:-1].strip(), "the quotes around the text were removed", changes)
    if "&amp;" in text:
        text = _changed(text, html.unescape(text), "&amp; was read as &, as in text copied from a page's source", changes)
    joined = re.sub(r"\s*[\r\n]\s*", "", text)
    text = _changed(text, joined, "line breaks inside the text were removed", changes)
    return _changed(text, re.sub(r"[\x00-\x1f\x7f\u200b\ufeff]", "", text), "invisible characters were removed", changes)


def _changed(before: str, after: str, note: str, changes: list[str]) -> str:
    if before != after:
        changes.append(note)
    return after


def _refuse_other_things(text: str) -> None:
    """Name what people paste here by mistake."""
    if not text.strip():
        raise Mistake("Nothing was pasted. Expected the address to which the browser returned, or the code in it.")
    if text.lstrip().startswith(("{", "[")):
        raise Mistake(
            "This is JSON, such as a token response. Expected the address to which the browser returned after signing in."
        )
    if text.startswith("eyJ") and text.count(".") in (2, 4):
        raise Mistake(
            "This is a token (a JWT), not a code. Expected the address to which the browser returned after signing in."
        )
    if text.startswith(("curl ", "POST ", "GET ", "HTTP/")):
        raise Mistake("This is an HTTP request or answer. Expected the address to which the browser returned after signing in.")
    if text.lstrip().startswith("<"):
        raise Mistake("This is the source of a page. Expected the address bar's text after signing in.")


def _from_address(text: str, changes: list[str]) -> AuthorizationResponse:
    try:
        parts = urllib.parse.urlsplit(text)
    except ValueError:
        raise Mistake(
            "Expected the address to which the browser returned; this is not a valid address. Copy it again."
        ) from None
    address = text.partition("?")[0].partition("#")[0]
    query, fragment = _pairs(parts.query, changes), _pairs(parts.fragment, [])
    if _answers(query):
        return _response("url", query, address, changes)
    if _answers(fragment):
        return _response("fragment", fragment, address, changes)
    names = {name for name, _ in query}
    if {"client_id", "response_type"} <= names or "code_challenge" in names:
        raise Mistake(
            "This is the authorize request, the address that you opened. Expected the one at which the browser "
            "arrived after signing in: it has code=... or error=... in it."
        )
    raise Mistake(
        f"This address ({_short(address)}) has neither code nor error in it. Is it the right tab? Expected the "
        "address at which the browser arrived after signing in."
    )


def _from_code(text: str, changes: list[str], as_is: bool) -> AuthorizationResponse:
    if any(c.isspace() for c in text.strip()) and not as_is:
        raise Mistake("Expected an address or a code; this has spaces in it, as a sentence has. Copy the address bar.")
    if not as_is and _ESCAPE.search(text):
        text = _changed(
            text, urllib.parse.unquote(text, errors="replace"), "percent signs in the code were decoded once", changes
        )
    return _response("code", [("code", text)], None, changes)


def _pairs(encoded: str, changes: list[str]) -> list[tuple[str, str]]:
    try:
        pairs = parse_form(encoded)
    except ValueError:
        raise Mistake("Expected a handful of parameters; this text has more than a thousand. Copy it again.") from None
    if re.search(r"(?:^|&)code=[^&]*\+", encoded):
        changes.append("a + in the code was read as a space, as form encoding says (RFC 6749, appendix B)")
    return pairs


def _looks_like_parameters(text: str) -> bool:
    return re.match(r"(?:[A-Za-z_]+=[^&]*&)*(?:code|error|state)=", text) is not None


def _answers(pairs: list[tuple[str, str]]) -> bool:
    return any(name in _ANSWERS for name, _ in pairs)


def _response(kind: Kind, pairs: list[tuple[str, str]], address: str | None, changes: list[str]) -> AuthorizationResponse:
    if not _answers(pairs):
        raise Mistake("Expected code=... or error=... among the parameters; there is neither. Copy the whole address.")
    secret = {"code", "access_token", "id_token", "response", "refresh_token"}
    params = tuple((name, Secret(value, name) if name in secret else value) for name, value in pairs)
    return AuthorizationResponse(kind, params, address, tuple(changes))


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:120] + "..."
