"""Step 2, the authorization response: whatever was pasted, taken apart (OIDC Core 3.1.2.5 and 3.1.2.6, RFC 9207).

People copy the address bar, part of it, a page's text, a form body, or the code alone. Every change made to the text
is written down, since a trimmed or decoded character may be the very bug that is hunted.
"""

from __future__ import annotations

import re
import urllib.parse
from dataclasses import dataclass
from typing import Literal

from ..errors import Mistake
from ..messages import brief, brief_names, parse_form
from ..secret import Secret, Text, reveal

Kind = Literal["url", "fragment", "parameters", "code"]
LONGEST = 100_000  # characters; longer than any redirect, short enough to answer at once

_ENCODED_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*%3A(?:%2F){2}", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/")  # com.example.app:/callback is one too (RFC 8252 7.1)
# Soft hyphens, zero-width and direction marks: what copying from a page or a PDF brings along, and control characters.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_PAGE = re.compile(r"<(?:[!?/]|[A-Za-z]+[\s>])")  # a page begins like a quoted address: with <
_ANSWERS = ("code", "error", "access_token", "id_token", "response")
_SECRET = {"code", "access_token", "id_token", "response", "refresh_token"}
_QUOTES = ('""', "''", "<>", "``", "\u201c\u201d", "\u2018\u2019")
_CUT = "what stands after the # was left out"
_NAMES = {
    "url": "the whole address to which the browser returned",
    "fragment": "an answer that stands after the # of an address",
    "parameters": "the parameters of the answer, without the address",
    "code": "a bare code",
}


@dataclass(frozen=True)
class AuthorizationResponse:
    """What the browser brought back: a code, or the provider's refusal.

    `kind` says what was recognised in the text, `changes` every alteration made to it, `address` where the browser
    landed, None where that is not in the text. A bare code has no state and no iss, so neither can be checked.
    """

    kind: Kind
    params: tuple[tuple[str, Text], ...]
    address: str | None = None
    changes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        refused = f"error {brief(self.error)}; " if self.error else ""
        where = f" at {brief(self.address, 200)}" if self.address else ""
        return f"<AuthorizationResponse{where}: {refused}{brief_names(name for name, _ in self.params) or 'nothing'}>"

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
    if not isinstance(text, str):
        raise Mistake(
            f"Expected the address to which the browser returned, as a text; got one of the type {type(text).__name__}."
        )
    if len(text) > LONGEST:
        raise Mistake(
            f"Expected the address to which the browser returned; this text has {len(text):,} characters. Copy it again."
        )
    changes: list[str] = []
    if not as_is:
        text = _clean(text, changes)
    _refuse_other_things(text, as_is)
    if text.startswith(("?", "#")) or _looks_like_parameters(text):
        return _from_parameters(text, changes)
    if _SCHEME.match(text) or _looks_like_parameters(_parts(text)[1]) or _looks_like_parameters(_parts(text)[2]):
        return _from_address(text, changes)
    return _from_code(text, changes, as_is)


def _clean(text: str, changes: list[str]) -> str:
    """Undo what copying does to a text, and say so each time (law: nothing is silently cleaned)."""
    text = _changed(text, _INVISIBLE.sub("", text), "invisible characters were removed", changes)
    text = _changed(text, text.strip(), "white space around the text was removed", changes)
    if len(text) > 1 and text[0] + text[-1] in _QUOTES and not _PAGE.match(text):
        text = _changed(text, text[1:-1].strip(), "the quotes around the text were removed", changes)
    text = _changed(text, text.replace("&amp;", "&"), "&amp; was read as &, as in text copied from a page's source", changes)
    if "\n" in text or "\r" in text:
        joined = "".join(line.strip() for line in re.split(r"[\r\n]", text))
        text = _changed(text, joined, "line breaks inside the text were removed", changes)
    if _ENCODED_ADDRESS.match(text):
        decoded = urllib.parse.unquote(text, errors="replace")
        text = _changed(text, decoded, "percent signs in the whole address were decoded once", changes)
    return text


def _changed(before: str, after: str, note: str, changes: list[str]) -> str:
    if before != after:
        changes.append(note)
    return after


def _refuse_other_things(text: str, as_is: bool) -> None:
    """Name what people paste here by mistake."""
    if not text.strip():
        raise Mistake("Nothing was pasted. Expected the address to which the browser returned, or the code in it.")
    if text.lstrip().startswith(("{", "[")):
        raise Mistake(
            "This is JSON, or begins as it does: a token response, perhaps. Expected the address to which the browser returned after signing in."
        )
    if text.startswith("eyJ") and text.count(".") in (2, 4) and not as_is:
        raise Mistake(
            "This is a token (a JWT), not a code. Expected the address to which the browser returned after signing in. "
            "If your provider's codes look like this, use receive(..., as_is=True)."
        )
    if text.startswith(("curl ", "POST ", "GET ", "HTTP/")):
        raise Mistake("This is an HTTP request or answer. Expected the address to which the browser returned after signing in.")
    if text.lstrip().startswith("<"):
        raise Mistake("This is the source of a page. Expected the address bar's text after signing in.")


def _parts(text: str) -> tuple[str, str, str]:
    """Return an address, its query and its fragment; urlsplit would drop tabs and line breaks on the way, silently."""
    before, _, fragment = text.partition("#")
    address, _, query = before.partition("?")
    return address, query, fragment


def _from_address(text: str, changes: list[str]) -> AuthorizationResponse:
    address, query, fragment = _parts(text)
    if any(c.isspace() for c in address):
        raise Mistake("Expected an address alone; this has other words before it. Copy the address bar only.")
    kind: Kind = "url" if _answers(_pairs(query, [])) else "fragment"
    if kind == "url" and fragment:
        changes.append(_CUT)
    pairs = _pairs(query if kind == "url" else fragment, changes)
    if not _answers(pairs):
        raise Mistake(_no_answer(address, {name for name, _ in _pairs(query, [])}))
    if not _SCHEME.match(address):
        changes.append("the address has no scheme (http:// or https://), so it cannot be compared with the redirect_uri")
    return _response(kind, pairs, address if _SCHEME.match(address) else None, changes)


def _no_answer(address: str, names: set[str]) -> str:
    """Say what an address without an answer is."""
    if "code_challenge" in names or ("client_id" in names and names & {"response_type", "request_uri", "request"}):
        return (
            "This is the authorize request, the address that you opened. Expected the one at which the browser "
            "arrived after signing in: it has code=... or error=... in it."
        )
    return (
        f"This address ({_short(address)}) has neither code nor error in it. Is it the right tab? Expected the "
        "address at which the browser arrived after signing in."
    )


def _from_parameters(text: str, changes: list[str]) -> AuthorizationResponse:
    if text.startswith("#"):
        return _response("fragment", _pairs(text[1:], changes), None, changes)
    parameters, _, rest = text.removeprefix("?").partition("#")
    if rest:
        changes.append(_CUT)
    return _response("parameters", _pairs(parameters, changes), None, changes)


def _from_code(text: str, changes: list[str], as_is: bool) -> AuthorizationResponse:
    if any(c.isspace() for c in text.strip()) and not as_is:
        raise Mistake("Expected an address or a code; this has spaces in it, as a sentence has. Copy the address bar.")
    if not as_is and _ESCAPE.search(text):
        text = _changed(
            text, urllib.parse.unquote(text, errors="replace"), "percent signs in the code were decoded once", changes
        )
    return _response("code", [("code", text)], None, changes)


def _pairs(encoded: str, changes: list[str]) -> list[tuple[str, str]]:
    if re.search(r"(?:^|&)code=[^&]*\+", encoded):
        changes.append("a + in the code was read as a space, as form encoding says (RFC 6749, appendix B)")
    return parse_form(encoded)


def _looks_like_parameters(text: str) -> bool:
    return re.match(r"(?:[A-Za-z_.-]+=[^&]*&)*(?:code|error|state|response|access_token|id_token)=", text) is not None


def _answers(pairs: list[tuple[str, str]]) -> bool:
    return any(name in _ANSWERS for name, _ in pairs)


def _response(kind: Kind, pairs: list[tuple[str, str]], address: str | None, changes: list[str]) -> AuthorizationResponse:
    if not _answers(pairs):
        raise Mistake("Expected code=... or error=... among the parameters; there is neither. Copy the whole address.")
    params = tuple((name, Secret(value, name) if name in _SECRET else value) for name, value in pairs)
    return AuthorizationResponse(kind, params, address, tuple(changes))


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:120] + "..."
