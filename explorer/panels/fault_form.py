"""Giving the local provider a fault, by the name of a fault or by a number that keeps the name secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..views.faults import careless_html
from ..views.parts import code, el, sentence
from .model import PanelModel
from .parts import Section, box, button, field, fold_box, line, make, said, visible

if TYPE_CHECKING:
    from ..local import Fault, LocalProvider

HONEST, UNTOLD = "honest", "untold"
_NAMES = [("no: it is honest", HONEST)]
_MYSTERY = [("not told: a mystery", UNTOLD)]
_NUMBERS = [("no mystery", 0)]
_ANYWHERE = "anywhere"


class FaultForm:
    """What the local provider does wrong from now on, and whether that was noticed."""

    def __init__(self, model: PanelModel, on: Callable[[Callable[[], object]], Callable[..., None]]) -> None:
        self.model = model
        self.where = make(W.Dropdown, options=[_ANYWHERE], description="Where")
        self.by_name = make(W.Dropdown, options=_NAMES, description="Fault")
        self.by_number = make(W.Dropdown, options=_NUMBERS, description="or as a mystery")
        self.reveal = button("Tell me which it is", on(self._reveal), icon="eye")
        self._told = Section()
        self._drawing = False
        self.where.observe(on(lambda: None), "value")
        self.by_name.observe(on(lambda: self._choose(self._by_name)), "value")
        self.by_number.observe(on(lambda: self._choose(self._by_number)), "value")
        self._reveals = line(self.reveal, kind="fxp-actions")
        self._choices = box(
            field(self.where, said(_WHERE)),
            field(self.by_name, said(_BY_NAME)),
            field(self.by_number, said(_BY_NUMBER)),
            self._reveals,
            kind="fxp-fields",
        )
        self.widget = fold_box("Faults of the local provider", self._choices, self._told.widget)

    @property
    def _local(self) -> LocalProvider | None:
        return self.model.local

    # What the reader does

    def _choose(self, act: Callable[[LocalProvider], None]) -> None:
        if not self._drawing and self._local is not None:
            act(self._local)

    def _by_name(self, local: LocalProvider) -> None:
        if self.by_name.value == HONEST:
            local.behave()
        elif self.by_name.value != UNTOLD:
            local.misbehave(self.by_name.value)

    def _by_number(self, local: LocalProvider) -> None:
        if self.by_number.value:
            local.mystery(self.by_number.value)
        else:
            local.behave()

    def _reveal(self) -> None:
        if self._local is not None:
            self._local.reveal_mystery()

    # What is shown

    def draw(self) -> None:
        """Show how the provider behaves now, whoever told it to."""
        local = self._local
        visible(self.widget, self.model.show_faults)
        visible(self._choices, local is not None)
        if local is None:
            self._told.show(said(_NOT_YET))
            return
        (name, *_) = local.fault_names or (HONEST,)
        is_mystery = local.behaviour.startswith("mystery")
        self._drawing = True  # writing the controls is not choosing
        try:
            self._offer(local, "" if is_mystery else name, is_mystery)
            self.by_name.value = UNTOLD if is_mystery else name
            self.by_number.value = int(name.removeprefix("mystery ")) if is_mystery else 0
        finally:
            self._drawing = False
        visible(self._reveals, is_mystery)
        self._told.show(said(_GUESS) if is_mystery else self._told_html(local.faults[name]) if name != HONEST else "")

    def _offer(self, local: LocalProvider, chosen: str, is_mystery: bool) -> None:
        """List the faults of the chosen place, with the one that is in force."""
        if len(self.where.options) == 1:  # the catalogue is the provider's
            self.where.options = [_ANYWHERE, *dict.fromkeys(fault.where for fault in local.faults)]
            self.by_number.options = [*_NUMBERS, *((f"mystery {number}", number) for number in local.mysteries)]
        names = [each.name for each in local.faults if self.where.value in (_ANYWHERE, each.where) or each.name == chosen]
        untold = _MYSTERY if is_mystery else []
        options = (*untold, *_NAMES, *((name, name) for name in names))
        if self.by_name.options != options:
            self.by_name.options = options

    def _told_html(self, fault: Fault) -> str:
        """What the fault does, which check has noticed it or should, and folded what came of leaving that check out."""
        if fault.caught_by is None:
            return el("div", sentence(fault.what), class_="fx")
        caught = self.model.has_flow and self.model.flow.reported().failed(fault.caught_by)
        words = "It was noticed by" if caught else "The check that should notice it, in the next sign-in, is"
        noticed = sentence(words, " ", code(fault.caught_by), ".", kind="quiet")
        return el("div", sentence(fault.what), noticed, careless_html(fault), class_="fx")


_NOT_YET = "The local provider does not run yet: press “Use this provider”, and come back to this step."
_WHERE = "There are more than two hundred faults; the list below names those of one place."
_BY_NAME = "From now on, until you set it to honest again. What it does stands below, with the check that should notice."
_BY_NUMBER = "A number is the same fault on every computer, and does not tell its name: sign in, look at the checks, and guess."
_GUESS = "Sign in, go on to the tokens, and find out by the checks what is wrong. Not every fault reaches the ID token."
