"""A run without one of its sign-ins: the rest is as it was, and is called as it was.

A link that nobody came back from belongs to the sign-in after it, and goes with that. What serves every sign-in, such as the
provider's metadata, stays for those that are left; what only the last ones would have needed goes with them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .attempts import label_of_the_whole, shared_events, spans_of

if TYPE_CHECKING:
    from .events import Event
    from .record import Run


def without(run: Run, run_ids: Collection[str], at: float) -> Run | None:
    """Return the run without those of its sign-ins that have these ids, its own for the latest; None where none is left.

    The labels that the others have are noted anew, at this time (seconds since 1970): their numbers move up.
    """
    attempts = run.attempts
    stays = [each.id not in run_ids for each in attempts]
    if not any(stays):
        return None
    if all(stays):
        return run
    events = [event for event in _left(run, stays) if event["kind"] != "label"]
    whole = label_of_the_whole(run)
    bare = dataclasses.replace(run, label=whole, events=tuple(events))
    labels = [each.label for each, is_kept in zip(attempts, stays, strict=True) if is_kept]
    return bare.with_events(_labelled(bare, labels, whole, at))


def _left(run: Run, stays: Sequence[bool]) -> Iterator[Event]:
    """What is left of the events, in order; what serves all and happened in between comes behind the next link."""
    spans = spans_of(run.events)
    shared = {index for index, _ in shared_events(run.events)}
    begin = next(index for index, event in enumerate(run.events) if event["kind"] == "authorize")
    yield from run.events[:begin]
    carried: list[Event] = []
    is_first = True
    for (_, end), is_kept in zip(spans, stays, strict=True):
        if is_kept:
            link, *rest = run.events[begin:end]
            yield from [*carried, link, *rest] if is_first else [link, *carried, *rest]
            carried, is_first = [], False
        else:
            carried += [run.events[index] for index in range(begin, end) if index in shared]
        begin = end


def _labelled(run: Run, labels: Sequence[str | None], whole: str | None, at: float) -> list[dict[str, Any]]:
    """The events that give each sign-in the label that it had, where it would have another one."""
    new = []
    for number, (attempt, label) in enumerate(zip(run.attempts, labels, strict=True), 1):
        if attempt.label != label:
            of_it = {"attempt": number} if number < len(labels) else {"former": whole}
            new.append({"kind": "label", "at": at, "label": label, **of_it})
    return new
