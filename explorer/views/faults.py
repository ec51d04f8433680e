"""The faults that the local provider can have: what each does, which rule must notice it, and who really did so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..reference import careless
from .parts import code, el, fold, heading, note, sentence, table, table_row, view
from .text import Html, prose

if TYPE_CHECKING:
    from ..provider import Fault

_COLUMNS = ("Fault", "What the provider does", "Caught by", "Seen at")


def faults_html(faults: Iterable[Fault]) -> Html:
    """Return the catalogue, in the order of the flow."""
    known = list(faults)
    caught = sum(fault.caught_by is not None for fault in known)
    places: dict[str, list[Fault]] = {}
    for fault in known:
        places.setdefault(_where(fault), []).append(fault)
    return view(
        "faults",
        heading("What the local provider can do wrong"),
        sentence(code('provider.misbehave("wrong-nonce")'), " begins it, ", code("provider.behave()"), " ends it."),
        sentence(f"{len(known)} ways, {caught} of which a single run of an honest client shows.", kind="quiet"),
        *(fold(f"{where} ({len(group)})", _table(group), opened=len(places) == 1) for where, group in places.items()),
        label="Faults of the local provider",
    )


def fault_html(fault: Fault) -> Html:
    """Return one fault: the solution of a mystery."""
    return view("faults", heading(_where(fault)), _table([fault]), careless_html(fault), label="A fault of the local provider")


def careless_html(fault: Fault) -> Html | None:
    """Return, folded, what a client would have done that leaves the check out; nothing where no rule must notice the fault."""
    known = careless(fault.caught_by) if fault.caught_by else None
    return fold("What a careless client would have done", sentence(prose(known.outcome))) if known else None


def _where(fault: Fault) -> str:
    where = str(fault.where)
    return where[:1].upper() + where[1:]


def _table(faults: Iterable[Fault]) -> Html:
    return table(_COLUMNS, map(_row, faults), caption="What the provider can do wrong here", kind="faults")


def _row(fault: Fault) -> Html:
    caught = el("span", fault.caught_by, class_="fx-rule") if fault.caught_by else note("no rule")
    seen = note(prose(str(fault.in_the_wild))) if fault.in_the_wild else note("none that is known here")
    return table_row(_COLUMNS, (code(fault.name), prose(str(fault.what)), caught, seen))
