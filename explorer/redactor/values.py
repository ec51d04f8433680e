"""Values in which others' texts stand: what is needed exactly is kept, and shows as it may be seen.

`received` gives every text with a secret in it two faces: it is compared and counted as it came, and whatever writes it, a
sentence, a repr, a cut, writes the redacted one. So what is judged is what came, and what is said is safe. `settled` leaves
the redacted face alone, but for the fields that say that they are needed exactly: `field(metadata={"exact": True})`, or for
pairs of a name and a value the names: `field(metadata={"exact": ("state", "iss")})`.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar, cast

from ..secret import Secret
from . import Known, redact_all

T = TypeVar("T")
Replace = Callable[[str], str]


class Exact(str):
    """A text that is equal to what came, and shows a fingerprint in the place of each secret; a copy or a pickle has only that."""

    __slots__ = ("shown",)

    shown: str
    any_made: ClassVar[bool] = False  # hardly ever, so that nobody has to look for one

    def __repr__(self) -> str:
        return repr(self.shown)

    def __str__(self) -> str:
        return self.shown

    def __format__(self, spec: str) -> str:
        return format(self.shown, spec)

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return (str, (self.shown,))

    def __reduce_ex__(self, protocol: Any) -> tuple[type[str], tuple[str]]:
        return self.__reduce__()


def exact(text: str, shown: str) -> str:
    """Return a text that shows as another one; the text itself where that is the same."""
    if text == shown:
        return text
    both = Exact(text[:])  # a slice is a plain text, also of what has two faces already
    both.shown = shown
    Exact.any_made = True
    return both


def received(value: T, known: Known) -> T:
    """Return a value in which no text shows a secret; all its texts are searched at once, and nearly always it is the same value.

    What is made later of a token in it, such as its claims, passes the same search.
    """
    texts: list[str] = []
    _gather(value, texts, functools.partial(received, known=known))
    found = redact_all(texts, known)
    if found is texts:
        return value
    shown = iter(found)
    return cast(T, _walk(value, lambda text: exact(text, next(shown))))


def settled(value: T) -> T:
    """Return a value as it is handed out and kept: redacted, and exact only where that is needed."""
    return cast(T, _settled(value, False)) if Exact.any_made else value


def _settled(value: Any, keep: bool | tuple[str, ...]) -> Any:
    if isinstance(value, Exact):
        return value if keep is True else value.shown
    if isinstance(keep, tuple) and isinstance(value, tuple):  # pairs
        return tuple(pair if pair[0] in keep else _settled(pair, False) for pair in value)
    return _rebuilt(value, lambda item, field: _settled(item, field.metadata.get("exact", False) if field else False))


def _gather(value: Any, texts: list[str], later: Callable[[Any], Any]) -> None:
    """Gather the texts in the order in which `_walk` replaces them."""
    if isinstance(value, str):
        texts.append(value)
    elif type(value) in (list, tuple):
        for item in value:
            if type(item) is str:  # as nearly all are
                texts.append(item)
            else:
                _gather(item, texts, later)
    elif isinstance(value, Mapping):
        for pair in value.items():
            _gather(pair, texts, later)
    elif type(value) is Secret:
        value.show_by(later)
    elif (fields := getattr(type(value), "__dataclass_fields__", None)) is not None:
        for name in fields:
            _gather(getattr(value, name), texts, later)


def _walk(value: Any, replace: Replace) -> Any:
    return replace(value) if isinstance(value, str) else _rebuilt(value, lambda item, _: _walk(item, replace))


def _rebuilt(value: Any, change: Callable[[Any, dataclasses.Field[Any] | None], Any]) -> Any:
    """Return a value with its parts changed; the same where none of them is."""
    if isinstance(value, Mapping):
        pairs = [(change(name, None), change(item, None)) for name, item in value.items()]
        same = all(new is item and name is key for (name, new), (key, item) in zip(pairs, value.items(), strict=True))
        return value if same else dict(pairs)
    if type(value) in (list, tuple):
        items = [change(item, None) for item in value]
        same = all(new is item for new, item in zip(items, value, strict=True))
        return value if same else type(value)(items)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: (getattr(value, field.name), field) for field in dataclasses.fields(value)}
        changed = {name: new for name, (item, field) in parts.items() if (new := change(item, field)) is not item}
        return dataclasses.replace(value, **changed) if changed else value
    return value
