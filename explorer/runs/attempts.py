"""The sign-ins of one run, each as a run of its own, so that what was wrong and what worked can stand side by side.

A flow that is begun again goes on in the same record (law "Nothing is lost"). What the provider said of itself, and who
asked, holds for every attempt; all else belongs to the one in which it happened.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..protocol.flow_table import REPORTS, forget, is_asked_once

if TYPE_CHECKING:
    from .events import Event
    from .record import Run

_ENDS = ("receive", "page", "unread", "refusal", "tokens")  # with one of these, an attempt came to something
_CALLED = re.compile(r"(.+)_([1-9][0-9]{0,5})")
_FOR_ALL = ("provider", "client", "metadata")  # who asks whom: an attempt does not begin anew with it


def attempts_of(run: Run) -> tuple[Run, ...]:
    """Return the attempts of a run that came to something, oldest first, and the latest one, which keeps the run's id.

    A link that nobody came back from is none. An earlier one has the run's id with its number behind it, and the label
    that it was given by that number, or that the run had then.
    """
    if sum(event["kind"] == "authorize" for event in run.events) < 2:
        return (run,)
    shared = list(shared_events(run.events))
    *earlier, (start, end) = spans_of(run.events)
    latest = dataclasses.replace(run, events=_alone(run, shared, start, end))
    return (*(_earlier(run, number, shared, *span) for number, span in enumerate(earlier, 1)), latest)


def spans_of(events: Sequence[Event]) -> list[tuple[int, int]]:
    """Return where each of the attempts begins and ends, oldest first; a link that nobody came back from is none, but for the last."""
    starts = [index for index, event in enumerate(events) if event["kind"] == "authorize"]
    spans = list(zip(starts, [*starts[1:], len(events)], strict=False))
    return [span for span in spans if span == spans[-1] or _came_to_something(events[slice(*span)])]


def attempt_in(run_id: str) -> tuple[str, int] | None:
    """Return the run's id and the number in what an earlier attempt is called; None for another id."""
    found = _CALLED.fullmatch(run_id)
    return (found[1], int(found[2])) if found else None


def _came_to_something(events: Sequence[Event]) -> bool:
    return any(event["kind"] in _ENDS for event in events)


def _earlier(run: Run, number: int, shared: Sequence[tuple[int, Event]], start: int, end: int) -> Run:
    return dataclasses.replace(
        run,
        id=f"{run.id}_{number}",
        created=run.events[start]["at"],
        label=_label(run, number, end),
        events=_alone(run, shared, start, end),
        problems=(),
    )


def _alone(run: Run, shared: Sequence[tuple[int, Event]], start: int, end: int) -> tuple[Event, ...]:
    """What happened from one authorize request to the next, behind what was known when it began."""
    own = (event for event in run.events[start:end] if event["kind"] != "label")  # what it is called is known
    return (*(event for index, event in shared if index < start), *own)


def _label(run: Run, number: int, end: int) -> str | None:
    """The label of an earlier attempt: its own, or the one that the run had when the next began."""
    own = [event.get("label") for event in run.events if event["kind"] == "label" and event.get("attempt") == number]
    if own:
        return own[-1]
    return label_after(label_of_the_whole(run), (), run.events[:end])


def label_after(label: str | None, before: Sequence[Event], new: Sequence[Event]) -> str | None:
    """Return the label of a run after more events. One that was given to a single sign-in ends when the next begins."""
    former = _former(before) if any(event["kind"] in ("label", "authorize") for event in new) else ()
    for event in new:
        if event["kind"] == "label" and "attempt" not in event:
            label, former = event.get("label"), (event["former"],) if "former" in event else ()
        elif event["kind"] == "authorize" and former:
            (label,), former = former, ()
    return label


def label_of_the_whole(run: Run) -> str | None:
    """Return the label of a run beside one that its latest sign-in alone was given."""
    return next(iter(_former(run.events)), run.label)


def _former(events: Sequence[Event]) -> tuple[Any, ...]:
    """The label that stands behind one of the latest sign-in alone; nothing where that has none of its own."""
    for event in reversed(events):
        if event["kind"] == "authorize":
            break
        if event["kind"] == "label" and "attempt" not in event:
            return (event["former"],) if "former" in event else ()
    return ()


def shared_events(events: Sequence[Event]) -> Iterator[tuple[int, Event]]:
    """Yield what serves every attempt after it, with its place in the run."""
    serves = dict.fromkeys(REPORTS)
    forget(serves, "authorize")
    for index, event in enumerate(events):
        if (
            event["kind"] in _FOR_ALL
            or (event["kind"] == "exchange" and is_asked_once(event["step"]))
            or (event["kind"] == "report" and event["about"] in serves)
        ):
            yield index, event
