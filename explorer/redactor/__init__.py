"""The one redactor: it finds known secrets in a text, however a provider has encoded them, and puts fingerprints in their place.

    known = KnownSecrets([client_secret])
    known.add(code)
    redact("bad code: abc%2Fdef", known)  # 'bad code: <code 1b2c3d4e>'

It undoes encodings and searches what then stands there. Undone are, of every letter or of only some: percent signs and form
encoding, JSON escapes, HTML references of every kind (by name, decimal, hexadecimal, with or without a semicolon), these in
six layers at most and in any order; base64 of either alphabet at any offset, once, with such layers around it and within it.

Two things are secret by their shape, and found without being known: a JWT, and the password of `https://user:password@host`.

Not found is a secret in hexadecimal, in base32, in base64 twice or broken into lines, in UTF-16 inside of base64, in quoted
printable, in other letter case, backwards, with blanks between its letters, or in parts; nor one of less than four characters.

All of it takes time linear in the text, in steps between which other threads run. A text that is made to cost more, of pieces
of secrets without end, is not searched to its end but withheld as a whole.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from ..secret import Secret
from .index import Index, Match, Steps
from .layers import Layer

_JWT = "eyJ"  # as every JWT begins: `{"` in base64url (RFC 7515 7.1)
_TOKEN_LIKE = re.compile(r"[A-Za-z0-9_.-]{14,}")
# The password in front of a host (RFC 3986 3.2.1), but for one that is hidden already; each part is bounded
_PASSWORD = re.compile(r"""(?<=://)([^\s/?#@:"'<>]{0,200}:)(?!\*+@)([^\s/?#@"'<>]{1,200})(?=@)""")
_BASE64_RUN = bytes(
    byte if chr(byte).isascii() and (chr(byte).isalnum() or byte in b"+/-_") else ord(" ") for byte in range(256)
)
_SHORTEST = 4  # characters: to hide a shorter one would make the text unreadable and would hide nothing
_ROUNDS = 6  # four layers, one of the line of JSON around them, and one that belongs to the secret itself
_BETWEEN = b"\0"  # between texts that are searched together: no part of any escape, nor of base64


class KnownSecrets:
    """The secrets that are looked for. To add one costs the same however many there are, and so does looking for all."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self.index: Index[Secret] = Index()  # only ever appended to, so that another thread may read meanwhile
        self._secrets: set[Secret] = set()
        self._shortest = 1_000_000
        self.add(*secrets)

    def add(self, *secrets: Secret) -> None:
        """Remember secrets; those of less than four characters are not looked for."""
        for secret in secrets:
            if secret in self._secrets or len(secret) < _SHORTEST:
                continue
            self._secrets.add(secret)
            for pattern in dict.fromkeys(_patterns(secret.reveal())):
                self.index.add(pattern, secret)
                self._shortest = min(self._shortest, len(pattern))

    def __contains__(self, secret: object) -> bool:
        return secret in self._secrets

    def may_stand_in(self, text: str) -> bool:
        """Tell whether one of them may stand in the text: False is certain."""
        if len(text) < self._shortest and text.isascii():
            return False
        data = _utf8(text)
        steps = Steps(len(data))
        rounds = []
        for layer in _rounds(Layer(data)):
            if self.index.stands_in(_same(layer.data), steps):
                return True
            rounds.append(layer)
        least = -(-self._shortest * 8 // 6)  # letters
        runs = _BETWEEN.join([run for run in rounds[-1].data.translate(_BASE64_RUN).split() if len(run) >= least])
        layers = (Layer(runs).from_base64(first) for first in range(4)) if runs else ()
        return any(self.index.stands_in(_same(each.data), steps) for layer in layers for each in _rounds(layer))

    def spans(self, data: bytes) -> list[Match[Secret]]:
        """Return where the secrets are spelled in a text, in order; where stretches overlap, they are one."""
        steps = Steps(len(data))
        found: list[Match[Secret]] = []
        bottom = self._search(Layer(data), steps, found)
        for first in range(4):
            self._search(bottom.from_base64(first), steps, found)
        return list(_united(found))

    def _search(self, top: Layer, steps: Steps, found: list[Match[Secret]]) -> Layer:
        """Search a text and what it says after each round of undoing escapes; returns the last layer."""
        layer = top
        for layer in _rounds(top):
            seen = _united(self.index.matches(_same(layer.data), steps))
            found += (Match(*layer.span(start, end), secret) for start, end, secret in seen)
        return layer


Known = KnownSecrets | Iterable[Secret]


def _all_of(known: Known) -> KnownSecrets:
    return known if isinstance(known, KnownSecrets) else KnownSecrets(known)


def redact(text: str, known: Known) -> str:
    """Return `text` with every known secret, every JWT, and the password in an address, replaced by fingerprints."""
    return redact_all([text], known)[0]


def redact_all(texts: Sequence[str], known: Known) -> Sequence[str]:
    """Redact many texts in one search; returns the same sequence where there is nothing to redact, which is nearly always so."""
    known = _all_of(known)
    if not may_hold("\0".join(texts), known):
        return texts
    parts = [_utf8(text) for text in texts]
    ends = list(itertools.accumulate(len(part) + 1 for part in parts))
    found: dict[int, list[Match[Secret]]] = {}
    for start, end, secret in known.spans(_BETWEEN.join(parts)):
        index = bisect_right(ends, start)
        begin = ends[index] - len(parts[index]) - 1
        found.setdefault(index, []).append(Match(start - begin, end - begin, secret))
    shaped = [index for index, text in enumerate(texts) if _has_shape(text)]
    if not found and not shaped:
        return texts
    result = list(texts)
    for index, matches in found.items():
        result[index] = _replaced(parts[index], matches)
    for index in shaped:
        result[index] = _PASSWORD.sub(_hide_password, _TOKEN_LIKE.sub(_hide_token, result[index]))
    return result


def may_hold(text: str, known: Known) -> bool:
    """Tell quickly whether a text may hold one of these secrets, or what is secret by its shape: False is certain, True asks for `redact`."""
    return _has_shape(text) or _all_of(known).may_stand_in(text)


def _has_shape(text: str) -> bool:
    """Tell whether a text may hold a JWT, or an address with a password."""
    return _JWT in text or ("@" in text and _PASSWORD.search(text) is not None)


def passwords_in(text: str) -> Iterator[Secret]:
    """Yield the passwords that stand in addresses, `https://user:password@host`."""
    return (Secret(found[2], "password") for found in (_PASSWORD.finditer(text) if "@" in text else ()))


def unescaped(text: str) -> str:
    """Return a text as it reads once all escapes are undone, in as many layers as secrets are looked for in."""
    *_, last = _rounds(Layer(_utf8(text)))
    return last.data.decode("utf-8", "replace")


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _same(data: bytes) -> bytes:
    """Form encoding writes a blank as +, so the two are taken for the same, in texts and in secrets."""
    return data.replace(b"+", b" ")


def _rounds(layer: Layer) -> Iterator[Layer]:
    """Yield a text, and what it says after each round of undoing escapes."""
    yield layer
    for _ in range(_ROUNDS):
        deeper = layer.unescaped()
        if deeper is None:
            return
        layer = deeper
        yield layer


def _patterns(value: str) -> Iterator[bytes]:
    """What is looked for: a secret that holds escapes itself may have lost them together with those around it."""
    for layer in _rounds(Layer(_utf8(value))):
        if len(layer.data) >= _SHORTEST:
            yield _same(layer.data)
            if not layer.data.isascii():  # in a header UTF-8 is read as Latin-1 (RFC 9110 5.5)
                yield _same(layer.data.decode("latin-1").encode())
    scheme, _, credentials = value.partition(" ")
    if scheme in ("Basic", "Bearer", "DPoP") and len(credentials) >= _SHORTEST:
        yield from _patterns(credentials)


def _united(matches: Iterable[Match[Secret]]) -> Iterator[Match[Secret]]:
    """What overlaps becomes one stretch, under the name of the one that begins first, and of those of the longest."""
    united: Match[Secret] | None = None
    for match in sorted(matches, key=lambda match: (match.start, -match.end)):
        if united is None or match.start >= united.end:
            if united is not None:
                yield united
            united = match
        else:
            secret = united.value if match.value is not None else None
            united = Match(united.start, max(united.end, match.end), secret)
    if united is not None:
        yield united


def _replaced(data: bytes, matches: Sequence[Match[Secret]]) -> str:
    if any(secret is None for _, _, secret in matches):
        return f"(withheld: {len(data):,} bytes, of which too many look like the beginning of a secret)"
    parts: list[bytes] = []
    at = 0
    for start, end, secret in matches:
        parts += (data[at:start], repr(secret).encode("utf-8", "surrogatepass"))
        at = end
    return b"".join([*parts, data[at:]]).decode("utf-8", "surrogatepass")


def _hide_password(found: re.Match[str]) -> str:
    return f"{found[1]}{Secret(found[2], 'password')}"


def _hide_token(run: re.Match[str]) -> str:
    """Replace the part of a run of base64url and dots that begins as a JWT does (RFC 7515 7.1, RFC 7516 7.1)."""
    parts = run.group().split(".")
    for index, part in enumerate(parts[:-2]):
        start = part.find(_JWT)
        if 0 <= start <= len(part) - 11:
            token = ".".join([part[start:], *parts[index + 1 :]])
            return ".".join([*parts[:index], part[:start] + repr(Secret(token, "jwt"))])
    return run.group()
