"""Values that must not be shown; `redactor` finds them where a provider repeats them.

A `Secret` is carried like any value and prints as a fingerprint: a short keyed hash, the same for the same value
under one user's key, so that two reports can be matched and nobody can guess the value from it.
"""

from __future__ import annotations

import functools
import hmac
import html
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from .errors import Mistake, shown_half_made
from .home import private_folder, write_private
from .printable import in_one_line

T = TypeVar("T")

_KEY_LENGTH = 32


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


def _fingerprint(value: str) -> str:
    return hmac.digest(_fingerprint_key(), value.encode("utf-8", "surrogatepass"), "sha256").hex()[:8]


@shown_half_made
class Secret:
    """A text that is used but not shown: a client secret, a code, a verifier, a token.

    `label` says what it is ("client_secret", "code"); it names the shell variable in a curl command. Equality is
    decided in constant time. `reveal()` is the only way to the value.
    """

    __slots__ = ("_made", "_shown", "_unseen", "_value", "label")

    def __init__(self, value: str, label: str = "secret") -> None:
        self._value = value.reveal() if isinstance(value, Secret) else value[:]  # a slice is plain, whatever shows in its place
        self.label = label if isinstance(label, str) else repr(label)
        self._made: dict[Callable[[str], Any], Any] = {}
        self._unseen: dict[Callable[[str], Any], Any] = {}  # made before somebody wanted to look at it
        self._shown: Callable[[Any], Any] | None = None

    def reveal(self) -> str:
        """Return the value itself. Whoever calls this answers for where it goes."""
        return self._value

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that stand for this value under the user's own key."""
        return self.once(_fingerprint)

    def once(self, make: Callable[[str], T]) -> T:
        """Return what `make` makes of the value. It is made once: a dozen places take the same token apart, and only look at it."""
        if make not in self._made:
            made = self._unseen.pop(make) if make in self._unseen else make(self._value)
            self._made[make] = made if self._shown is None else self._shown(made)
        kept: T = self._made[make]
        return kept

    def show_by(self, shown: Callable[[Any], Any]) -> None:
        """Have `shown` look at what is made of the value: a token that came may tell of other secrets, in its claims."""
        self._shown = shown
        self._unseen, self._made = {**self._unseen, **self._made}, {}

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode("utf-8", "surrogatepass"), other._value.encode("utf-8", "surrogatepass"))

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __repr__(self) -> str:
        return f"<{in_one_line(self.label)} {self.fingerprint}>"

    def __str__(self) -> str:
        return repr(self)

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

    def __getstate__(self) -> None:
        """What asks an object for its state, as some serialisers do, is told nothing."""


class SecretBytes:
    """Bytes that are used but neither shown nor serialised: the body of an answer, the signature of a token.

    `bytes(value)` is the only way to them. It is no kind of `bytes`, since whatever writes those would write it too.
    """

    __slots__ = ("_made", "_shown", "_unseen", "_value")

    def __init__(self, value: bytes | SecretBytes = b"") -> None:
        self._value = bytes(value)
        self._made: dict[Callable[[bytes], Any], Any] = {}
        self._unseen: dict[Callable[[bytes], Any], Any] = {}
        self._shown: Callable[[Any], Any] | None = None

    def once(self, make: Callable[[bytes], T]) -> T:
        """Return what `make` makes of the bytes, as `Secret.once` does: whoever gets it only looks at it."""
        if make not in self._made:
            made = self._unseen.pop(make) if make in self._unseen else make(self._value)
            self._made[make] = made if self._shown is None else self._shown(made)
        kept: T = self._made[make]
        return kept

    def show_by(self, shown: Callable[[Any], Any]) -> None:
        """Have `shown` look at what is made of the bytes, as `Secret.show_by` does."""
        self._shown = shown
        self._unseen, self._made = {**self._unseen, **self._made}, {}

    def __bytes__(self) -> bytes:
        return self._value

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        return self._value == bytes(other) if isinstance(other, bytes | SecretBytes) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return f"<{len(self._value):,} bytes>"

    def __copy__(self) -> SecretBytes:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> SecretBytes:
        return self

    def __reduce__(self) -> tuple[type[SecretBytes], tuple[()]]:
        """A pickle holds none of them."""
        return SecretBytes, ()

    def __getstate__(self) -> None:
        """What asks an object for its state is told nothing."""


Text = str | Secret


def reveal(value: Text) -> str:
    """Return the plain text of a value that may be a `Secret`."""
    return value.reveal() if isinstance(value, Secret) else value


def as_secret(value: Any, label: str = "secret") -> Any:
    """Return a text as a `Secret`, whatever it was; None, and what is no text at all, stay what they are.

    A function that is handed a secret does this first, in place of its argument, so that a report of its local variables,
    such as error reporters make and IPython's verbose mode, has no plain text.
    """
    return Secret(value, label) if isinstance(value, str) else value


def refuse_secrets(**given: Any) -> None:
    """Raise `Mistake` for an argument that is kept and shown as it is, and was given as a `Secret`, also inside of a list."""
    for name, value in given.items():
        if _holds_secret(value):
            raise Mistake(f"{name} is kept and shown as it is, so it cannot be a Secret: give a plain text, or leave it out.")


def _holds_secret(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_holds_secret, value))
    return isinstance(value, Secret)
