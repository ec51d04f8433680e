"""The one redactor: it finds known secrets in a text, however a provider has encoded them, and puts fingerprints in their place.

    known = KnownSecrets([client_secret])
    known.add(code)
    redact("bad code: abc%2Fdef", known)  # 'bad code: <code 1b2c3d4e>'

`may_hold` tells quickly that a text needs no redacting, which is nearly always so.
"""

from __future__ import annotations

import base64
import functools
import html.entities
import re
from collections.abc import Iterable, Iterator

from .secret import Secret

_JWT = "eyJ"  # as every JWT begins: `{"` in base64url (RFC 7515 7.1)
_TOKEN_LIKE = re.compile(r"[A-Za-z0-9_.-]{14,}")
_SIGN = re.compile(r"[^A-Za-z0-9]")
_LETTERS = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}  # escapes that JSON has (RFC 8259 7)
_BASE64_SIGNS = {"+": "(?:[+-]|%(?:25){0,3}2[Bb])", "/": "(?:[/_]|%(?:25){0,3}2[Ff])"}
_SHORTEST = 4  # characters: to hide a shorter one would make the text unreadable and would hide nothing
_ENOUGH_TO_TELL = 300  # characters in which a run of letters and digits is looked for that tells a text without the secret
_LONGEST_HEAD = 4_000  # characters; the private key of an RSA pair of 4,096 bits has 3,300 in PEM
_MOST_SIGNS = 400  # among them, since each sign has dozens of spellings
_FEW = 80  # anchors; up to here it is quicker to look for each than to look up the whole text
_PIECE = 8  # letters; the text is cut into such pieces, and each is looked up
_WHOLE = 2 * _PIECE - 1  # letters of which eight make one piece of the text, wherever they begin

Anchor = tuple[str, Secret]  # letters, and the secret of which they tell


class KnownSecrets:
    """The secrets that are looked for. To add one costs the same however many there are, and so does looking for all.

    Of every spelling of a secret one part is certain, its anchor: the longest run of letters and digits, which are the same
    in every encoding. Only where an anchor stands, the slow search follows. While there are few, each anchor is looked for.
    Then the text is cut into pieces of eight letters, and each piece is looked up: of an anchor of fifteen letters or more,
    wherever it begins, some piece is a part, so its first eight runs of eight letters are entered. An anchor that is too
    short for that is always looked for itself.
    """

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._secrets: set[Secret] = set()
        self._anchors: list[Anchor] = []  # only ever appended to, so that another thread may read meanwhile
        self._entered = 0  # anchors that are in the index, or too short for it: none while they are few
        self._short: list[Anchor] = []
        self._index: dict[str, list[Anchor]] = {}
        self.add(*secrets)

    def add(self, *secrets: Secret) -> None:
        """Remember secrets; those of less than four characters are not looked for."""
        for secret in secrets:
            if len(secret) >= _SHORTEST and secret not in self._secrets:
                self._secrets.add(secret)
                self._anchors += ((anchor, secret) for anchor in dict.fromkeys(_anchors(secret.reveal())))
        if len(self._anchors) > _FEW:
            for anchor in self._anchors[self._entered :]:
                self._enter(anchor)
            self._entered = len(self._anchors)

    def _enter(self, anchor: Anchor) -> None:
        letters, _ = anchor
        if len(letters) < _WHOLE:
            self._short.append(anchor)
            return
        for start in range(_PIECE):
            self._index.setdefault(letters[start : start + _PIECE], []).append(anchor)

    def _likely(self, text: str) -> Iterable[Anchor]:
        """The anchors that may stand in the text."""
        return self._looked_up(text) if self._entered else self._anchors

    def _looked_up(self, text: str) -> Iterator[Anchor]:
        yield from self._short
        for start in range(0, len(text), _PIECE):
            if (piece := text[start : start + _PIECE]) in self._index:
                yield from self._index[piece]

    def may_stand_in(self, text: str) -> bool:
        """Tell whether one of them may stand in the text: False is certain."""
        return any(anchor in text for anchor, _ in self._likely(text))

    def standing_in(self, text: str) -> set[Secret]:
        """Return those of which some spelling may stand in the text."""
        return {secret for anchor, secret in self._likely(text) if anchor in text}


Known = KnownSecrets | Iterable[Secret]


def _all_of(known: Known) -> KnownSecrets:
    return known if isinstance(known, KnownSecrets) else KnownSecrets(known)


def redact(text: str, known: Known) -> str:
    """Return `text` with every known secret, and everything shaped like a JWT, replaced by a fingerprint.

    A provider may echo a secret in an error description, a page or a header, in any encoding: percent signs (once or
    more often), JSON, HTML, base64 at any offset. Secrets shorter than four characters are left alone. One of many thousand
    characters, which only a hostile provider sends, is found by its head, and hidden with whatever follows up to a space
    or a quote.
    """
    echoed = sorted(_all_of(known).standing_in(text), key=lambda secret: (-len(secret), secret.fingerprint))
    if echoed:
        pattern = _spellings(tuple(secret.reveal() for secret in echoed))
        text = pattern.sub(lambda match: repr(echoed[(match.lastindex or 1) - 1]), text)
    return _TOKEN_LIKE.sub(_hide_token, text) if _JWT in text else text


def may_hold(text: str, known: Known) -> bool:
    """Tell quickly whether a text may hold one of these secrets, or a JWT: False is certain, True asks for `redact`."""
    return _JWT in text or _all_of(known).may_stand_in(text)


def _hide_token(run: re.Match[str]) -> str:
    """Replace the part of a run of base64url and dots that begins as a JWT does (RFC 7515 7.1, RFC 7516 7.1)."""
    parts = run.group().split(".")
    for index, part in enumerate(parts[:-2]):
        start = part.find(_JWT)
        if 0 <= start <= len(part) - 11:
            token = ".".join([part[start:], *parts[index + 1 :]])
            return ".".join([*parts[:index], part[:start] + repr(Secret(token, "jwt"))])
    return run.group()


def _head(value: str) -> str:
    """The beginning of a value that is long enough to know it by, and short enough for a pattern: nearly always all of it."""
    signs = [sign.start() for sign in _SIGN.finditer(value, 0, _LONGEST_HEAD)]
    return value[: signs[_MOST_SIGNS]] if len(signs) > _MOST_SIGNS else value[:_LONGEST_HEAD]


def _anchors(value: str) -> list[str]:
    """Runs of letters and digits of which every spelling holds one: most texts hold none, and need no slow search."""
    beginning = value[:_ENOUGH_TO_TELL]
    return [max(_SIGN.split(spelling), key=len) for spelling in (beginning, *_base64(beginning))]


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
