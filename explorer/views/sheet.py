"""A provider's sheet and the comparison of two, as HTML and as Markdown: alarms first, then room by room, the threats at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .parts import el, fold, heading, join, note, sentence, table, table_row, view
from .report_markdown import md
from .style import css
from .text import Html, esc, named_html, printable_text
from .values import moment

_SPELLED = {"pkce": "PKCE", "userinfo": "UserInfo", "codes": "Used codes", "success": "A sign-in that works"}
COLUMNS = ("Question", "Answer", "What the standard says", "Evidence")
NOTE = "Note"
THREATS = ("Threat", "Verdict", "Decided by")
_SAYS = {"must": "must", "should": "should", "may": "may", "open": "left open"}


def room_title(room: str) -> str:
    """Return the name of a room for people."""
    return _SPELLED.get(room, room.replace("_", " ").capitalize())


def summary_of(sheet: Any) -> str:
    """Return what a sheet says in a sentence."""
    counts = sheet.counts
    day = moment(sheet.created)
    told = f"{counts['answered']} questions answered, {counts['unclear']} unclear, {counts['not asked']} not asked"
    client, method = (printable_text(sheet.client.get(name, "?")) for name in ("client_id", "token_endpoint_auth_method"))
    alarms = f"{counts['alarm']} alarm{'' if counts['alarm'] == 1 else 's'}"
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
    return join([named_html(text), el("div", note(named_html(more))) if more else None])


def _rows_html(rows: Iterable[Any], caption: str, run: str) -> Html:
    return table(
        COLUMNS,
        [table_row(COLUMNS, _cells(row, run), f"fx-row-{row.mark}" if row.mark else "") for row in rows],
        caption=caption,
        kind="checks",
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


def plan_html(told: str) -> str:
    """Return what a run would send, as the plan tells it."""
    return view(
        "plan",
        heading("What would be sent; nothing of it is sent yet"),
        el("pre", told, class_="fx-code"),
        label="The plan of a run",
    )


def _threat(threat: Any) -> list[object]:
    told = _two_lines(threat.verdict, threat.told)
    return [_two_lines(threat.title, ", ".join(threat.sources)), told, ", ".join(threat.decided_by[:6])]


def changes_html(changes: Any) -> str:
    """Return a comparison: what an integrator must know first, then the rest of what changed, what differs, and what is folded."""
    parts: list[object] = [sentence(changed_sentence(changes)), *(sentence(told) for told in _sides(changes))]
    for title, rows in _groups(changes):
        columns = _columns(changes)
        body = [table_row(columns, _change_cells(row)) for row in rows]
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


def _columns(changes: Any) -> tuple[str, ...]:
    """The headings, with the names of the sheets; equal ones are told apart."""
    names = [changes.before.name, changes.after.name]
    return ("Question", *(["Before", "After"] if names[0] == names[1] else names), NOTE)


def _sides(changes: Any) -> list[str]:
    return [f"{side.name}: {side.told}." for side in (changes.before, changes.after) if side.told]


def changed_sentence(changes: Any) -> str:
    """Return what a comparison says in a sentence."""
    names = [changes.before.name, changes.after.name]
    counted = f"{len(changes.of('changed'))} answers changed, {len(changes.of('differs'))} differ in detail"
    return f"{names[0]} and {names[1]}: {counted}, {len(changes.of('same'))} are the same."


def _change_cells(row: Any) -> list[object]:
    marks = [f" ({mark})" if mark else "" for mark in (row.mark_before, row.mark_after)]
    told = (f"{row.before}{marks[0]}", f"{row.after}{marks[1]}", row.detail)
    return [_two_lines(row.question, row.id), *map(named_html, told)]


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
            columns = _columns(changes)
            lines += [f"## {title}", "", _line(map(md, columns)), _line("---" for _ in columns)]
            lines += [*(_line(_change_texts(row)) for row in rows), ""]
    return "\n".join(lines)


def _change_texts(row: Any) -> list[str]:
    marks = [f" **({mark})**" if mark else "" for mark in (row.mark_before, row.mark_after)]
    words = [f"{md(word)}{mark}" for word, mark in zip((row.before, row.after), marks, strict=True)]
    return [f"{md(row.question)}<br>{md(row.id)}", *words, md(row.detail)]


def _table(rows: Sequence[Any], run: str) -> list[str]:
    made = [[f"{md(row.question)}<br>{md(row.id)}", _told(row), md(_standard(row)), md(_evidence(row, run))] for row in rows]
    return [_line(COLUMNS), _line("---" for _ in COLUMNS), *map(_line, made)]


def _told(row: Any) -> str:
    return f"**{md(_answer(row))}**" + (f"<br>{md(row.detail)}" if row.detail else "")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
