"""How a cause is written: a decorated function whose docstring is the cause in one sentence.

    @cause("code-used-before", legs=TOKEN, topic="code", spec="RFC 6749 4.1.2", advice="Open a fresh link.")
    def used_before(case: Case) -> Signs:
        \"\"\"The code was used before.\"\"\"

It gets everything that is known of a failure and yields what speaks for this cause and what against. Where the failed
findings of our own rules say all that there is to say, no function is needed: `known(..., rules=("TOKQ-METHOD",))`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..printable import in_one_line
from ..protocol.legs import LEGS
from ..registry import Registry
from .case import Case
from .how_often import HOW_OFTEN, SOMETIMES_MET
from .signs import Sign

Certainty = Literal["proven", "likely", "possible", "ruled out"]
Signs = Iterator[Sign]
Look = Callable[[Case], Signs]

# The legs on which a cause can stop a flow, as `Symptom.leg` has them.
AUTHORIZE = ("authorize",)
PASTE = ("paste",)
TOKEN = ("token",)
REFRESH = ("refresh",)
ASKED = ("introspection", "revocation")  # endpoints that answer a client about a token
CLIENT = ("token", "refresh", *ASKED)  # wherever the client proves who it is
APPLICATION = ("application",)
ANYWHERE = tuple(leg for leg in LEGS if leg not in ("paste", "application"))


@dataclass(frozen=True)
class Experiment:
    """One cheap thing to do that would decide.

    `label` says what it is, on a button; `code` are the lines that do it; `costs` what it uses up, empty where it is free.
    It is never done unasked.
    """

    id: str
    label: str
    code: str
    costs: str = ""


@dataclass(frozen=True)
class Cause:
    """One possible cause: what it is, what speaks for it and against it, what to do, and the experiment that would decide.

    `in_panel` is the advice in the words of the panel, `console` where to look in the provider's; `score` orders causes of one
    verdict, the highest first, and `weight` is what of it is evidence: the rest says how often a cause is met.
    `reasons` are those of `speaks_for` that are more than remarks; `is_seen` says that the record shows it, whether or not this
    provider minds it.
    """

    id: str
    title: str
    verdict: Certainty
    speaks_for: tuple[str, ...]
    against: tuple[str, ...]
    advice: str
    spec: str
    in_panel: str = ""
    experiment: Experiment | None = None
    score: int = 0
    weight: int = 0
    topic: str = ""
    console: str = ""
    is_seen: bool = False
    reasons: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("title", "advice", "in_panel", "console"):
            object.__setattr__(self, name, in_one_line(getattr(self, name)))
        for name in ("speaks_for", "against"):  # which may quote what was sent and what came
            object.__setattr__(self, name, tuple(map(in_one_line, getattr(self, name))))

    @property
    def strength(self) -> str:
        """How strong it is, in a word: its verdict; and where nothing of this run speaks for it, that it is a guess."""
        return self.verdict if self.verdict != "possible" or self.speaks_for else "guess"

    @property
    def evidence(self) -> str:
        """What speaks for it and what against, in one text."""
        return " ".join([*self.speaks_for, *self.against])


@dataclass(frozen=True, kw_only=True)
class KnownCause:
    """A cause that can be asked about.

    `legs` are those on which it can stop a flow, `topic` groups causes that the same words may mean, `rules` are those of
    ours whose failure speaks for it, `usual` are error codes with what they weigh, and `common` from 0 to 9 says how
    often it is met where nothing else is known (how_often.py).
    """

    id: str
    title: str
    legs: tuple[str, ...]
    topic: str
    advice: str
    spec: str
    in_panel: str = ""
    rules: tuple[str, ...] = ()
    usual: Mapping[str, int] = field(default_factory=dict)
    common: int = SOMETIMES_MET
    experiment: str = ""
    look: Look | None = None


CAUSES: Registry[KnownCause] = Registry("cause")


def known(id: str, title: str, **more: Any) -> None:
    """Register a cause that needs no function: its rules, error codes and the provider's words say what there is to say."""
    _enter(id, title, **more)


def cause(id: str, **more: Any) -> Callable[[Look], Look]:
    """Register the decorated function as a cause; its docstring is the cause in one sentence."""

    def register(look: Look) -> Look:
        title = (look.__doc__ or "").strip()
        _enter(id, title, look=look, **more)
        return look

    return register


def _enter(id: str, title: str, **more: Any) -> None:
    CAUSES.enter(KnownCause(id=id, title=title, common=HOW_OFTEN.get(id, SOMETIMES_MET), **more), id=id, question=title)
