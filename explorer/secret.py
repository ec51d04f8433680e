"""Values that must not be shown, and the one redactor.

A `Secret` is carried like any value and prints as a fingerprint: a short keyed hash, the same for the same value
under one user's key, so that two reports can be matched and nobody can guess the value from it.
"""

from __future__ import annotations

import base64
import functools
import hmac
import html
import html.entities
import re
import secrets
from collections.abc import Iterable
from typing import Any

from .home import private_folder, write_private

_TOKEN_LIKE = re.compile(r"[A-Za-z0-9_.-]{14,}")
_SIGN = re.compile(r"[^A-Za-z0-9]")
_LETTERS = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}  # escapes that JSON has (RFC 8259 7)
_BASE64_SIGNS = {"+": "(?:[+-]|%(?:25){0,3}2[Bb])", "/": "(?:[/_]|%(?:25){0,3}2[Ff])"}
_KEY_LENGTH = 32
_SHORTEST = 4  # characters: to hide a shorter one would make the text unreadable and would hide nothing
_ENOUGH_TO_TELL = 300  # characters in which a run of letters and digits is looked for that tells a text without the secret
_LONGEST_HEAD = 4_000  # characters; the private key of an RSA pair of 4,096 bits has 3,300 in PEM
_MOST_SIGNS = 400  # among them, since each sign has dozens of spellings


@functools.cache
def _fingerprint_key() -> bytes:
    """Return the user's fingerprint key, made on first use; without a writable home it lives as long as the process."""
    try:
        path = private_folder() / "fingerprint.key"
        if not path.exists() or path.stat().st_size != _KEY_LENGTH:  # with an empty key anyone could test a guess
            write_private(path, secrets.token_bytes(_KEY_LENGTH))
        return path.read_bytes()
    except OSError:
        return secrets.token_bytes(_KEY_LENGTH)


class Secret:
    """A text that is used but not shown: a client secret, a code, a verifier, a token.

    `label` says what it is ("client_secret", "code"); it names the shell variable in a curl command. Equality is
    decided in constant time. `reveal()` is the only way to the value.
    """

    __slots__ = ("_value", "label")

    def __init__(self, value: str, label: str = "secret") -> None:
        self._value = value
        self.label = label

    def reveal(self) -> str:
        """Return the value itself. Whoever calls this answers for where it goes."""
        return self._value

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that stand for this value under the user's own key."""
        return hmac.digest(_fingerprint_key(), self._value.encode("utf-8", "surrogatepass"), "sha256").hex()[:8]

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode("utf-8", "surrogatepass"), other._value.encode("utf-8", "surrogatepass"))

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __repr__(self) -> str:
        return f"<{self.label} {self.fingerprint}>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def _repr_html_(self) -> str:
        return f"<code>{html.escape(repr(self))}</code>"

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """A pickle holds the fingerprint: a pickled notebook variable must not carry the value."""
        return (str, (repr(self),))


Text = str | Secret


def reveal(value: Text) -> str:
    """Return the plain text of a value that may be a `Secret`."""
    return value.reveal() if isinstance(value, Secret) else value


def redact(text: str, known: Iterable[Secret]) -> str:
    """Return `text` with every known secret, and everything shaped like a JWT, replaced by a fingerprint.

    A provider may echo a secret in an error description, a page or a header, in any encoding: percent signs (once or
    more often), JSON, HTML, base64 at any offset. Secrets shorter than four characters are left alone. One of many thousand
    characters, which only a hostile provider sends, is found by its head, and hidden with whatever follows up to a space
    or a quote.
    """
    known = frozenset(known)
    if not may_hold(text, known):
        return text
    echoed = [s for s in known if len(s) >= _SHORTEST and any(anchor in text for anchor in _anchors(s.reveal()))]
    if echoed:
        echoed.sort(key=lambda secret: (-len(secret), secret.fingerprint))
        pattern = _spellings(tuple(secret.reveal() for secret in echoed))
        text = pattern.sub(lambda match: repr(echoed[(match.lastindex or 1) - 1]), text)
    return _TOKEN_LIKE.sub(_hide_token, text)


def may_hold(text: str, known: Iterable[Secret]) -> bool:
    """Tell quickly whether a text may hold one of these secrets, or a JWT: False is certain, True asks for `redact`."""
    return "eyJ" in text or any(map(text.__contains__, _all_anchors(frozenset(known))))  # eyJ is `{"` in base64url


def _hide_token(run: re.Match[str]) -> str:
    """Replace the part of a run of base64url and dots that begins as a JWT does (RFC 7515 7.1, RFC 7516 7.1)."""
    parts = run.group().split(".")
    for index, part in enumerate(parts[:-2]):
        start = part.find("eyJ")
        if 0 <= start <= len(part) - 11:
            token = ".".join([part[start:], *parts[index + 1 :]])
            return ".".join([*parts[:index], part[:start] + repr(Secret(token, "jwt"))])
    return run.group()


def _head(value: str) -> str:
    """The beginning of a value that is long enough to know it by, and short enough for a pattern: nearly always all of it."""
    signs = [sign.start() for sign in _SIGN.finditer(value, 0, _LONGEST_HEAD)]
    return value[: signs[_MOST_SIGNS]] if len(signs) > _MOST_SIGNS else value[:_LONGEST_HEAD]


@functools.lru_cache(maxsize=256)
def _anchors(value: str) -> list[str]:
    """Runs of letters and digits of which every spelling holds one: most texts hold none, and need no slow search."""
    beginning = value[:_ENOUGH_TO_TELL]
    return [max(_SIGN.split(spelling), key=len) for spelling in (beginning, *_base64(beginning))]


@functools.lru_cache(maxsize=16)
def _all_anchors(known: frozenset[Secret]) -> tuple[str, ...]:
    """The anchors of all secrets that are hidden; kept, since the same few are looked for in every text of a flow."""
    anchors = (anchor for secret in known if len(secret) >= _SHORTEST for anchor in _anchors(secret.reveal()))
    return tuple(dict.fromkeys(anchors))


@functools.lru_cache(maxsize=32)
def _spellings(values: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern with one group for each value, which matches it however it is encoded.

    Every repetition in it is bounded, or stands at the end, so that a hostile text cannot make the search slow.
    """
    return re.compile("|".join(f"({_spelling(value)})" for value in values))


def _spelling(value: str) -> str:
    head = _head(value)
    ways = "|".join([_encoded_text(head), *map(_encoded_base64, _base64(head))])
    return ways if head == value else f"(?:{ways})[^\\s\"'<>]*"


def _encoded_text(value: str) -> str:
    """Letters and digits stand for themselves in every encoding; each other character has many spellings."""
    return "".join(c if c.isascii() and c.isalnum() else _encoded_character(c) for c in value)


@functools.lru_cache(maxsize=512)
def _encoded_character(c: str) -> str:
    percent = "".join(f"%(?:25){{0,3}}(?i:{byte:02x})" for byte in c.encode("utf-8", "surrogatepass"))
    units = c.encode("utf-16-be", "surrogatepass").hex(" ", 2).split()
    escaped = ["".join(rf"\\{{1,4}}(?i:u{unit})" for unit in units)]  # JSON; doubled where JSON stands in JSON
    escaped += [rf"\\{{1,4}}{letter}" for letter in _LETTERS.get(c, "")]
    names = [name for name, text in html.entities.html5.items() if text == c and name.endswith(";")]
    entities = "|".join([f"#0{{0,6}}{ord(c)};", f"#[xX]0{{0,6}}(?i:{ord(c):x});", *names])
    plus = [r"\+", "%(?:25){0,3}2[Bb]"] if c == " " else []
    plain = "|".join([re.escape(c), percent, f"&(?:amp;){{0,3}}(?:{entities})", *plus])
    return f"(?:{'|'.join(escaped)}|" + rf"\\{{0,4}}(?:{plain}))"


def _base64(value: str) -> list[str]:
    """What is certain of the value in base64, where zero, one or two bytes of something else share its first letters."""
    found = []
    for offset, shared in ((0, 0), (1, 2), (2, 3)):
        content = bytes(offset) + value.encode("utf-8", "surrogatepass")
        found.append(base64.b64encode(content).decode()[shared : len(content) * 8 // 6])
    return [letters for letters in found if len(letters) >= 6]


def _encoded_base64(letters: str) -> str:
    """The letters plain or URL-safe, with the uncertain last one and the padding where there are any."""
    certain = "".join(_BASE64_SIGNS.get(c, c) for c in letters)
    return f"{certain}(?:[A-Za-z0-9_-]|{'|'.join(_BASE64_SIGNS.values())})?(?:=|%(?:25){{0,3}}3[Dd]){{0,2}}"
