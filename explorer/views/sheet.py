"""A provider's sheet and the comparison of two, as HTML and as Markdown: alarms first, then room by room, the threats at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..printable import counted
from .parts import el, fold, heading, join, listing, note, sentence, table, table_row, view
from .report_markdown import md
from .style import css
from .text import Html, esc, narrow_html, printable_text
from .values import moment

_SPELLED = {"pkce": "PKCE", "userinfo": "UserInfo", "codes": "Used codes", "success": "A sign-in that works"}
COLUMNS = ("Question", "Answer", "What the standard says", "Evidence")
NOTE = "Note"
_RISKS, _ASKED = ("Question", "What it does"), ("Id", "Question")
THREATS = ("Threat", "Verdict", "Decided by")
_SAYS = {"must": "must", "should": "should", "may": "may", "open": "left open"}


def room_title(room: str) -> str:
    """Return the name of a room for people."""
    return _SPELLED.get(room, room.replace("_", " ").capitalize())


def summary_of(sheet: Any) -> str:
    """Return what a sheet says in a sentence."""
    counts = sheet.counts
    day = moment(sheet.created)
    told = f"{counted(counts['answered'], 'question')} answered, {counts['unclear']} unclear, {counts['not asked']} not asked"
    client, method = (printable_text(sheet.client.get(name, "?")) for name in ("client_id", "token_endpoint_auth_method"))
    alarms = counted(counts["alarm"], "alarm")
    broken = f"{counts['wrong']} more that break{'s' if counts['wrong'] == 1 else ''} a MUST"
    return f"{told}; {alarms}, {broken}. Client {client} ({method}), {day}."


def _answer(row: Any) -> str:
    mark = f" ({row.mark})" if row.mark else ""
    return f"{row.answer}{mark}"


def _standard(row: Any) -> str:
    return f"{row.spec}: {_SAYS.get(row.says, row.says)}" if row.spec != "no standard" else "no standard"


def _evidence(row: Any, run: str) -> str:
    """The numbers of the exchanges; with their run where that is another one, since a sheet can be gone on with later."""
    shown = ", ".join(f"#{number}" for number in row.evidence[:8])
    shown += " ..." if len(row.evidence) > 8 else ""
    return f"{shown} in {row.run}" if shown and row.run and row.run != run else shown


def _cells(row: Any, run: str) -> list[object]:
    return [_two_lines(row.question, row.id), _two_lines(_answer(row), row.detail), _standard(row), _evidence(row, run)]


def _two_lines(text: object, more: object) -> Html:
    return join([narrow_html(text), el("div", note(narrow_html(more))) if more else None])


def _rows_html(rows: Iterable[Any], caption: str, run: str) -> Html:
    return table(
        COLUMNS,
        [table_row(COLUMNS, _cells(row, run), f"fx-row-{row.mark}" if row.mark else "") for row in rows],
        caption=caption,
        kind="answers",
    )


def sheet_html(sheet: Any) -> str:
    """Return a sheet: alarms apart, then the rooms, then what the answers mean together."""
    alarms = [row for row in sheet.rows if row.mark]
    parts: list[object] = [heading(f"How {sheet.issuer} behaves"), sentence(summary_of(sheet))]
    parts += [sentence(text, kind="warn") for text in sheet.notes]
    if alarms:
        parts += [
            heading("Alarms, and what breaks a MUST"),
            _rows_html(sorted(alarms, key=lambda row: row.mark), "Alarms", sheet.run),
        ]
    for room, rows in sheet.rooms.items():
        title = f"{room_title(room)}: {sum(row.is_answered for row in rows)} of {len(rows)} answered"
        parts.append(fold(title, _rows_html(rows, room_title(room), sheet.run)))
    cells = [table_row(THREATS, _threat(threat)) for threat in sheet.threats]
    parts.append(fold("What this means: threats", table(THREATS, cells, caption="Threats", kind="even")))
    return view("sheet", *parts, label="How a provider behaves")


def plan_html(plan: Any) -> str:
    """Return what a run would send: its size, the links, what changes something, and the questions folded room by room."""
    links = [f"{flight.letter}: {flight.told}" for flight in plan.sign_ins]
    changes = [table_row(_RISKS, [_two_lines(each.question, each.id), each.risks]) for each in plan.changes]
    parts = [
        heading("What would be sent; nothing of it is sent yet"),
        *map(sentence, plan.summary),
        fold(counted(plan.links, "link") + " to sign in with", listing(links)) if links else None,
        fold(
            f"What changes something, or is counted ({counted(len(changes), 'question')})",
            table(_RISKS, changes, caption="What changes something", kind="even"),
            opened=True,
        )
        if changes
        else sentence("Nothing of it changes anything."),
    ]
    rooms = [_room_html(room, sent, questions) for room, sent, questions in plan.rooms]
    return view("plan", *parts, *rooms, label="The plan of a run")


def _room_html(room: str, sent: str, questions: Sequence[Any]) -> Html:
    rows = [table_row(_ASKED, [each.id, each.question]) for each in questions]
    title = f"{room_title(room)} ({counted(len(rows), 'question')})"
    return fold(title, sentence(f"Sent: {sent}."), table(_ASKED, rows, caption=room_title(room), kind="pairs"))


def _threat(threat: Any) -> list[object]:
    told = _two_lines(threat.verdict, threat.told)
    return [_two_lines(threat.title, ", ".join(threat.sources)), told, ", ".join(threat.decided_by[:6])]


def changes_html(changes: Any) -> str:
    """Return a comparison: what an integrator must know first, then the rest of what changed, what differs, and what is folded."""
    parts: list[object] = [sentence(changed_sentence(changes)), *(sentence(told) for told in _sides(changes))]
    for title, rows in _groups(changes):
        columns = _columns(changes, rows)
        body = [table_row(columns, _change_cells(row)[: len(columns)]) for row in rows]
        shown = table(columns, body, caption=title, kind="even")
        parts.append(fold(f"{title}: {len(rows)}", shown, opened=title in _OPEN))
    return view("changes", *parts, label="Two sheets")


_OPEN = ("Changed: what an integrator must know", "Changed: the rest", "The same answer, other details")


def _groups(changes: Any) -> list[tuple[str, Sequence[Any]]]:
    """Return the rows under their headings, those that are there."""
    rest = [row for row in changes.changed if row not in changes.must_know]
    titles = (*_OPEN, "Known in one of them only", "The same", "Known in neither")
    rows = (changes.must_know, rest, *(changes.of(kind) for kind in ("differs", "known once", "same", "unknown")))
    return [(title, found) for title, found in zip(titles, rows, strict=True) if found]


def _columns(changes: Any, rows: Sequence[Any]) -> tuple[str, ...]:
    """The headings, with the names of the sheets; equal ones are told apart. A note has a column where there is one."""
    names = [changes.before.name, changes.after.name]
    notes = [NOTE] if any(row.detail for row in rows) else []
    return ("Question", *(["Before", "After"] if names[0] == names[1] else names), *notes)


def _sides(changes: Any) -> list[str]:
    return [f"{side.name}: {side.told}." for side in (changes.before, changes.after) if side.told]


def changed_sentence(changes: Any) -> str:
    """Return what a comparison says in a sentence."""
    names = [changes.before.name, changes.after.name]
    changed, differ, same = (len(changes.of(kind)) for kind in ("changed", "differs", "same"))
    told = f"{counted(changed, 'answer')} changed, {differ} differ in detail, {same} are the same"
    return f"{names[0]} and {names[1]}: {told}."


def _change_cells(row: Any) -> list[object]:
    """The question, what each sheet answers with what it says more, and in what they differ."""
    marks = [f" ({mark})" if mark else "" for mark in (row.mark_before, row.mark_after)]
    sides = ((f"{row.before}{marks[0]}", row.told_before), (f"{row.after}{marks[1]}", row.told_after))
    return [_two_lines(row.question, row.id), *(_two_lines(*side) for side in sides), narrow_html(row.detail)]


def sheet_page(sheet: Any) -> str:
    """Return a sheet as one HTML page that needs nothing else."""
    title = esc(f"How {sheet.issuer} behaves")
    head = f'<meta charset="utf-8"><title>{title}</title><style>{css()}</style>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>{sheet_html(sheet)}</body></html>\n'


def sheet_markdown(sheet: Any) -> str:
    """Return a sheet as a Markdown page; the numbers after # are those of the exchanges in the run."""
    lines = [f"# How {md(sheet.issuer)} behaves", "", md(summary_of(sheet)), ""]
    lines += [f"Exchanges are cited by their numbers in the run {md(sheet.run)}.", ""]
    lines += [line for text in sheet.notes for line in (f"**{md(text)}**", "")]
    alarms = sorted((row for row in sheet.rows if row.mark), key=lambda row: row.mark)
    if alarms:
        lines += ["## Alarms, and what breaks a MUST", "", *_table(alarms, sheet.run), ""]
    for room, rows in sheet.rooms.items():
        known = [row for row in rows if row.is_answered or row.answer == "unclear"]
        left = [row for row in rows if row.answer == "not asked"]
        lines += [f"## {md(room_title(room))}", ""]
        lines += [*_table(known, sheet.run), ""] if known else []
        lines += [f"Not asked: {'; '.join(f'{md(row.id)} ({md(row.detail)})' for row in left)}.", ""] if left else []
    lines += ["## What this means", "", _line(THREATS), _line("---" for _ in THREATS)]
    lines += [_line((md(t.title), md(f"{t.verdict}. {t.told}".strip()), md(", ".join(t.decided_by)))) for t in sheet.threats]
    return "\n".join([*lines, ""])


def changes_markdown(changes: Any) -> str:
    """Return a comparison as Markdown, what an integrator must know first."""
    lines = [f"# {md(changes.before.name)} and {md(changes.after.name)}", "", md(changed_sentence(changes)), ""]
    lines += [line for told in _sides(changes) for line in (f"- {md(told)}",)] + [""]
    for title, rows in _groups(changes):
        if title in ("The same", "Known in neither"):
            lines += [f"{title}: {', '.join(md(row.id) for row in rows)}.", ""]
        else:
            columns = _columns(changes, rows)
            lines += [f"## {title}", "", _line(map(md, columns)), _line("---" for _ in columns)]
            lines += [*(_line(_change_texts(row)[: len(columns)]) for row in rows), ""]
    return "\n".join(lines)


def _change_texts(row: Any) -> list[str]:
    marks = [f" **({mark})**" if mark else "" for mark in (row.mark_before, row.mark_after)]
    told = [f"<br>{md(more)}" if more else "" for more in (row.told_before, row.told_after)]
    words = [f"{md(word)}{mark}{more}" for word, mark, more in zip((row.before, row.after), marks, told, strict=True)]
    return [f"{md(row.question)}<br>{md(row.id)}", *words, md(row.detail)]


def _table(rows: Sequence[Any], run: str) -> list[str]:
    made = [[f"{md(row.question)}<br>{md(row.id)}", _told(row), md(_standard(row)), md(_evidence(row, run))] for row in rows]
    return [_line(COLUMNS), _line("---" for _ in COLUMNS), *map(_line, made)]


def _told(row: Any) -> str:
    return f"**{md(_answer(row))}**" + (f"<br>{md(row.detail)}" if row.detail else "")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
