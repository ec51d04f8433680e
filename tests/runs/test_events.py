"""What mypy takes for granted of an event is what is asked of one that is read from a file."""

from __future__ import annotations

from typing import NotRequired, get_args, get_origin, get_type_hints

import pytest

from explorer.runs import event_check, events
from explorer.runs.record import read_event

KINDS = {
    kind: [name for name, hint in hints.items() if name != "kind" and get_origin(hint) is not NotRequired]
    for event in get_args(events.Event)
    for hints in [get_type_hints(event, include_extras=True)]
    for kind in get_args(hints["kind"])
}


def test_each_kind_that_is_checked_has_a_type() -> None:
    """Every kind of which a file must tell something is one that mypy knows."""
    assert event_check._NEEDS.keys() <= KINDS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_type_promises_is_asked_for(kind: str) -> None:
    """No type promises a member that a file may leave out: readers would meet a KeyError."""
    asked = {"at", *event_check._NEEDS.get(kind, {})}
    assert set(KINDS[kind]) <= asked


@pytest.mark.parametrize(
    ("part", "check"), [(events.RecordedRequest, event_check._request), (events.RecordedResponse, event_check._response)]
)
def test_what_a_part_promises_is_asked_for(part: type, check: event_check.Check) -> None:
    """The same of a request and a response within an exchange: without any one of what is promised it is refused."""
    whole = {"method": "GET", "url": "https://op.example", "status": 200, "headers": []}
    promised = [name for name, hint in get_type_hints(part, include_extras=True).items() if get_origin(hint) is not NotRequired]
    assert check({name: whole[name] for name in promised})
    assert not any(check({name: whole[name] for name in promised if name != left_out}) for left_out in promised)


def test_kinds_are_told_apart() -> None:
    """One kind has one type, so that asking for the kind tells mypy which members there are."""
    kinds = [kind for event in get_args(events.Event) for kind in get_args(get_type_hints(event)["kind"])]
    assert len(kinds) == len(set(kinds))
    assert read_event(b'{"kind": "logout", "at": 1}', 2, "a file")["kind"] in kinds
