"""A provider's sheet as plain text: alarms first, then room by room each question with its answer, the threats at the end.

What many questions share, such as a provider that is down, is said once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..messages import brief
from ..printable import counted, in_one_line
from .sheet import room_title, summary_of

_MANY = 5  # questions with one reason
_LONGEST = 160  # characters of what an answer says more
_LISTED = ("exposed", "partly", "protected")  # verdicts whose threats are named


def sheet_text(sheet: Any) -> str:
    """Return a sheet as text for a terminal."""
    lines = [f"How {sheet.issuer} behaves", summary_of(sheet), *sheet.notes]
    if alarms := sorted((row for row in sheet.rows if row.mark), key=lambda row: row.mark):
        lines += ["", "Alarms, and what breaks a MUST", *_answers(alarms)]
    for room, rows in sheet.rooms.items():
        if known := [row for row in rows if row.is_answered]:
            lines += ["", f"{room_title(room)}: {len(known)} of {len(rows)} answered", *_answers(known)]
    lines += ["", "Unclear", *unclear] if (unclear := list(_unclear(sheet.rows))) else []
    lines += ["", "What this means: threats", *_threats(sheet.threats)]
    return "\n".join(map(in_one_line, lines)) + "\n"


def _answers(rows: Iterable[Any]) -> Iterator[str]:
    for row in rows:
        mark = f" ({row.mark})" if row.mark else ""
        more = f"; {brief(row.detail, _LONGEST)}" if row.detail else ""
        yield from (f"  {row.id}: {row.question}", f"    {row.answer}{mark}{more}")


def _unclear(rows: Iterable[Any]) -> Iterator[str]:
    """What has no answer, with the reason."""
    for reason, those in _grouped((row for row in rows if row.answer == "unclear"), lambda row: row.detail):
        if len(those) > _MANY:
            yield f"  {counted(len(those), 'question')}, from {those[0].id} to {those[-1].id}: {reason}"
        else:
            yield from (line for row in those for line in (f"  {row.id}: {row.question}", f"    {reason}"))


def _threats(threats: Iterable[Any]) -> Iterator[str]:
    """The threats by their verdict; of those that nothing is known of, or that do not arise, how many they are."""
    groups = dict(_grouped(threats, lambda threat: threat.verdict))
    for verdict in sorted(groups, key=lambda verdict: _LISTED.index(verdict) if verdict in _LISTED else len(_LISTED)):
        those = groups[verdict]
        yield f"  {verdict}: {counted(len(those), 'threat')}"
        if verdict in _LISTED:
            yield from (f"    {threat.title}" for threat in those)


def _grouped(items: Iterable[Any], key: Callable[[Any], str]) -> Iterable[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found.items()
