"""What can go wrong on our side of the wire.

A provider that misbehaves is never an exception: it is a finding, and a refusal is a value that explains
itself. Two things remain, and whose fault it is decides which one is raised:

    Exception
    └── ExplorerError
        ├── Mistake        ours: a step out of order, an argument that cannot be right, text that is not what it should be
        └── Unreachable    nobody's answer: no route, no TLS, no reply in time, or a reply that cannot be used at all
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar

from .printable import in_one_line

Kind = TypeVar("Kind", bound=type)
Told = TypeVar("Told", bound=Callable[..., Any])


class ExplorerError(Exception):
    """Something that the explorer has to say in one sentence; in a notebook it shows that sentence, not a traceback.

    The sentence may quote what came from outside, so unseen characters in it are written out: it stays one line of ours.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(in_one_line(message))

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone: IPython asks for this before it formats a traceback."""
        return [f"{type(self).__name__}: {self}"]


class Mistake(ExplorerError):
    """A step, an argument or a pasted text is not what it has to be; the sentence says what to do instead."""


class Unreachable(ExplorerError):
    """No usable answer came from the other side: the sentence names the address, the cause and what to try.

    `kind` is a stable word for programs: "dns", "connect", "tls", "timeout", "cut", "too-large", "stopped",
    "proxy", "protocol" or "not-metadata". `sent` is False where it is sure that nothing of the request left for the other side.
    """

    def __init__(self, message: str, kind: str = "connect", *, sent: bool = True) -> None:
        super().__init__(message)
        self.kind = kind
        self.sent = sent


def told_alone(kind: Told) -> Told:
    """A function, or a class whose public methods, let an exception of ours, or an interrupt, out without the frames that led to it.

    Their local variables hold secrets in plain text, the arguments of the method to begin with; error reporters and IPython's
    verbose mode would print them. The sentence says what there is to say. `repr` of an object that is not made yet says so.
    """
    if isinstance(kind, FunctionType):
        return _alone(kind)  # type: ignore[return-value]
    for name, member in tuple(vars(kind).items()):
        if isinstance(member, classmethod):
            setattr(kind, name, classmethod(_alone(member.__func__)))
        elif isinstance(member, FunctionType) and (name == "__init__" or not name.startswith("_")):
            setattr(kind, name, _alone(member))
    return shown_half_made(kind)  # type: ignore[type-var]


def _alone(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def called(*args: Any, **named: Any) -> Any:
        try:
            return function(*args, **named)
        except (ExplorerError, KeyboardInterrupt) as problem:
            told: BaseException = problem
        told.__context__ = told.__cause__ = None
        del args, named
        raise told.with_traceback(None)

    return called


def shown_half_made(kind: Kind) -> Kind:
    """A class whose `repr`, and its own `str`, never fail, also where an exception ended `__init__` before everything was there."""
    kind.__repr__ = _whole_or_not(kind.__repr__)  # type: ignore[method-assign, assignment, arg-type]
    if "__str__" in vars(kind):
        kind.__str__ = _whole_or_not(kind.__str__)  # type: ignore[method-assign, assignment, arg-type]
    return kind


def _whole_or_not(shown: Callable[[Any], str]) -> Callable[[Any], str]:
    @functools.wraps(shown)
    def told(self: Any) -> str:
        try:
            return shown(self)
        except (AttributeError, KeyError):
            return f"<{type(self).__name__}, not made yet>"

    return told
