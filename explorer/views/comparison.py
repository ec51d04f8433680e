"""Several runs side by side: what differs first, then, on demand, what is new anyway, what is the same, and the time.

Up to three runs have a column each. Of more, each row lists the values that occur and which runs have them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..printable import counted
from ..protocol.flow_table import is_sent_by_us, order, title
from ..reference import claim
from ..runs.readings import BROWSER, NOT_APPLICABLE, NOT_CHECKED, NOT_SENT
from ..runs.side_by_side import NOT_THERE, WHOLE, ComparedRow, spelled
from .parts import code, el, fold, group_row, heading, join, listing, name_html, note, sentence, sign, table, table_row, view
from .strip import spread_html
from .text import Html
from .values import compared_html, duration, finite_number, milliseconds, moment, value_html

if TYPE_CHECKING:
    from ..runs.comparison import Comparison
    from ..runs.summary import RunSummary

MOST_COLUMNS = 3
MOST_VALUES = 12  # of one row
_NAMED = 5  # runs that are named beside a value
_LONGEST_NAME = 60
_PARTS = (("parameter", "Requests and answers"), ("claim", "Claims"), ("finding", "Checks"))
_RUNS = ("Run", "Begun", "Who signed in", "Client", "Provider", "Asked for", "Came to")
_WORDS = {NOT_SENT: "absent", NOT_THERE: "missing", NOT_CHECKED: "skip", NOT_APPLICABLE: "none"}


def comparison_html(comparison: Comparison, *, headed: bool = True) -> Html:
    """Return runs side by side: what differs first, with the differing characters marked; `headed` where no page says what it is."""
    names = [name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}\u2026" for name in comparison.names]
    differing, meant, same = _differing(comparison), comparison.meaning_rows, _same(comparison)
    questions = comparison.questions
    return view(
        "comparison",
        heading(f"Comparison of {len(names)} runs") if headed else None,
        sentence(_verdict(differing), kind="open" if differing else "good"),
        _table(names, _grouped(names, differing, questions), "What differs") if differing else None,
        _anew(names, meant, _repeated(comparison)),
        fold(f"{_things(len(same))} the same", _table_of_same(same, len(names), questions)) if same else None,
        _time(comparison, names),
        fold("The runs", table(_RUNS, map(_run, names, comparison.summaries), caption="The runs", kind="even")),
        label="Comparison",
    )


def _differing(comparison: Comparison) -> list[ComparedRow]:
    """What differs; where a run has no such message at all, nothing of it was left unchecked: there was nothing to check."""
    judgeable = comparison.gathered.judgeable

    def seen(one: ComparedRow) -> ComparedRow:
        part, about = one.key[:2]
        if part != "finding" or NOT_CHECKED not in one.values.values():
            return one
        gone = {
            index: NOT_APPLICABLE
            for index, value in one.values.items()
            if value == NOT_CHECKED and about not in judgeable[index]
        }
        return replace(one, values={**one.values, **gone})

    return [seen(one) for one in comparison.differing_rows]


def _verdict(differing: Sequence[ComparedRow]) -> str:
    """What the comparison comes to: how many things differ, and by their names the messages that not all runs have."""
    counts = Counter(one.key[0] for one in differing if one.key[-1] != WHOLE)
    singular = {"parameter": "parameter", "claim": "claim", "finding": "check"}
    told = [counted(counts[part], word) for part, word in singular.items() if counts[part]]
    wholes = [one for one in differing if one.key[-1] == WHOLE]
    unchecked = [one.key[1] for one in wholes if NOT_CHECKED in one.values.values()]
    missing = [one.key[1] for one in wholes if one.key[1] not in unchecked]
    sentences = (
        f"{_listed(told)} {'differs' if counts.total() == 1 else 'differ'}." if told else "",
        f"Not in every run: {_titled(missing)}." if missing else "",
        f"Not checked in every run: {_titled(unchecked)}." if unchecked else "",
    )
    return " ".join(filter(None, sentences)) or "Nothing differs, but for what is new at every sign-in."


def _titled(words: Sequence[str]) -> str:
    """The names of messages, in the order of the flow; a message may go by more than one word."""
    return _listed(list(dict.fromkeys(map(title, sorted(words, key=order)))))


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _things(count: int) -> str:
    return "1 thing is" if count == 1 else f"{count:,} things are"


# One row a thing that is compared


def _columns(names: Sequence[str]) -> tuple[str, ...]:
    return ("What", *names) if len(names) <= MOST_COLUMNS else ("What", "Values, and which runs have them")


def _table(names: Sequence[str], rows: Iterable[Html], caption: str) -> Html:
    return table(_columns(names), rows, caption=caption, kind="compared")


def _grouped(names: Sequence[str], rows: Sequence[ComparedRow], questions: Mapping[str, str]) -> Iterator[Html]:
    for part, words in _PARTS:
        members = [one for one in rows if one.key[0] == part]
        if members:
            yield group_row(_columns(names), words)
        yield from (_row(names, part, one, questions) for one in members)


def _row(names: Sequence[str], part: str, one: ComparedRow, questions: Mapping[str, str]) -> Html:
    many = len(names) > MOST_COLUMNS
    shown = [_by_value(names, part, one)] if many else _cells(part, one, range(len(names)))
    return table_row(_columns(names), (_what(part, one, questions), *shown))


def _what(part: str, one: ComparedRow, questions: Mapping[str, str]) -> Html:
    where, name = one.key[-2:]
    titled = title(where)
    if name == WHOLE:
        return join([el("span", titled, class_="fx-question"), " ", note("as a whole")])
    if part == "finding":
        return join([el("span", questions.get(name, ""), class_="fx-question"), el("span", name, class_="fx-rule")])
    shown = el("span", name, class_="fx-question") if " " in name else name_html(name)
    return join([shown, " ", note(titled)])


def _cell(part: str, one: ComparedRow, index: int) -> Html:
    """What one run has: a value, a verdict, a meaning, or nothing."""
    where, name = one.key[-2:]
    if index not in one.values:
        return sign("absent" if is_sent_by_us(where) else "missing")
    value = one.values[index]
    if one.varies or name == WHOLE:
        return _meaning(value)
    return sign(_WORDS.get(value, value)) if part == "finding" and isinstance(value, str) else value_html(value)


def _meaning(value: Any) -> Html:
    seconds = finite_number(value)
    if seconds is None:
        return sign(_WORDS[value]) if value in _WORDS else el("span", value)
    words = duration(seconds) if seconds >= 0 else f"-{duration(seconds)}"
    return join([words, " ", note(f"({value:,} s)") if abs(seconds) >= 60 else None])


def _cells(part: str, one: ComparedRow, runs: Iterable[int]) -> list[Html]:
    """The cells of these runs, with the characters marked in which texts differ from the first run's."""
    marked = _marked(part, one)
    return [marked.get(_text_of(one, index)) or _cell(part, one, index) for index in runs]


def _marked(part: str, one: ComparedRow) -> Mapping[str, Html]:
    """The texts with marks, where they tell something: each of a few, in a value that is compared letter by letter."""
    if part == "finding" or one.varies or one.key[-1] == WHOLE:
        return {}
    texts = list(dict.fromkeys(text for index in sorted(one.values) if (text := _text_of(one, index))))
    if not 2 <= len(texts) <= MOST_VALUES:
        return {}
    first, *others = texts
    marked = {text: compared_html(first, text)[1] for text in others}
    return marked if len(others) > 1 else {first: compared_html(first, others[0])[0], **marked}


def _text_of(one: ComparedRow, index: int) -> str:
    value = one.values.get(index)
    return value if isinstance(value, str) else ""


def _by_value(names: Sequence[str], part: str, one: ComparedRow) -> Html:
    """Each value once, with the runs that have it. Only what is shown is drawn: there may be thousands of runs."""
    groups: dict[Any, list[int]] = {}
    for index in range(len(names)):
        groups.setdefault(spelled(one.values[index]) if index in one.values else None, []).append(index)
    found = list(groups.values())
    cells = _cells(part, one, [members[0] for members in found[:MOST_VALUES]])
    items = [
        join([cell, " ", note(_named([names[index] for index in members], len(names)))])
        for cell, members in zip(cells, found, strict=False)
    ]
    rest = len(found) - MOST_VALUES
    return listing([*items, note(f"... and {rest:,} more values")] if rest > 0 else items)


def _named(names: Sequence[str], count: int) -> str:
    if len(names) == count:
        return "(all runs)"
    rest = len(names) - _NAMED
    return f"({', '.join(names[:_NAMED])}{f' and {rest:,} more' if rest > 0 else ''})"


# Folded: what is new anyway, what is the same, the time


def _anew(names: Sequence[str], meant: Sequence[ComparedRow], repeated: Sequence[str]) -> Html | None:
    if not meant:
        return None
    rows = (_row(names, "", one, {}) for one in meant)
    told = sentence(
        "These values are new at every sign-in, so they are compared by what they mean: times by their distance, "
        "anything else by whether it is there.",
        kind="quiet",
    )
    again = f"Usually new, and yet the same in all runs: {', '.join(repeated)}."
    warning = sentence(again, kind="warn") if repeated else None
    return fold(f"{_things(len(meant))} new at every sign-in", told, warning, _table(names, rows, "By their meaning"))


def _repeated(comparison: Comparison) -> list[str]:
    """What should be new and is not; times may be the same, since two runs fit into one second."""
    rows = [one for one in (*comparison.parameter_rows, *comparison.claim_rows) if one.varies and not one.differs]
    return [f"{one.key[1]} ({title(one.key[0])})" for one in rows if not _is_time(one.key[1])]


def _is_time(name: str) -> bool:
    known = claim(name)
    return known is not None and known.kind == "time"


def _same(comparison: Comparison) -> list[tuple[str, ComparedRow]]:
    """What does not differ, with its part; a value that is the same wherever there is one belongs to it."""
    told = {one.key for one in comparison.differing_rows}
    rows = {"parameter": comparison.parameter_rows, "claim": comparison.claim_rows, "finding": comparison.finding_rows}
    return [
        (part, one)
        for part, members in rows.items()
        for one in members
        if not one.varies and (part, *one.key) not in told and set(map(str, one.values.values())) != {NOT_APPLICABLE}
    ]


def _table_of_same(same: Sequence[tuple[str, ComparedRow]], count: int, questions: Mapping[str, str]) -> Html:
    columns = ("What", "Value")
    rows = []
    for part, one in same:
        cell = _cell(part, one, min(one.values))
        where = None if len(one.values) == count else join([" ", note("(where there is one)")])
        rows.append(table_row(columns, (_what(part, one, questions), join([cell, where]))))
    return table(columns, rows, caption="What is the same", kind="compared")


def _time(comparison: Comparison, names: Sequence[str]) -> Html | None:
    """Milliseconds for each run and step, with bars on one scale; the person's time has none."""
    rows = [
        (one.key[0], [finite_number(one.values.get(index)) for index in range(len(names))]) for one in comparison.timing_rows
    ]
    timed = [(step, values) for step, values in rows if step != BROWSER]
    thinking = next((values for step, values in rows if step == BROWSER), [None] * len(names))
    if not timed:
        return None
    scale = max((value for _, values in timed for value in values if value is not None), default=0.0)
    columns = ("Run", *(step for step, _ in timed), "In all", "In the browser")
    lines = [
        table_row(
            columns,
            (name, *(_bar(values[index], scale) for _, values in timed), _total(timed, index), _person(thinking[index])),
        )
        for index, name in enumerate(names)
    ]
    told = sentence("The time in the browser is a person's: from the link to the answer.", kind="quiet")
    many = spread_html(comparison.durations) if len(names) > MOST_COLUMNS else None
    return fold("Where the time went", told, many, table(columns, lines, caption="Time of each step", kind="times"))


def _bar(value: float | None, scale: float) -> Html | None:
    if value is None:
        return None
    width = 100 * min(max(value / scale, 0.0), 1.0) if scale else 0.0
    bar = el("rect", x=0, y=0, width=f"{width:.1f}%", height=6, rx=1, class_="fx-bar fx-bar-wait")
    return join([milliseconds(value), el("svg", bar, class_="fx-measure", aria_hidden="true", width="100%", height=6)])


def _total(timed: Iterable[tuple[str, Sequence[float | None]]], index: int) -> str:
    return milliseconds(sum(values[index] or 0.0 for _, values in timed))


def _person(milliseconds_spent: float | None) -> str | None:
    return None if milliseconds_spent is None else duration(milliseconds_spent / 1000)


def _run(name: str, run: RunSummary) -> Html:
    begun = finite_number(run.began)
    cells = (
        name,
        moment(begun) if begun is not None else None,
        run.person or None,
        code(run.client_id) if run.client_id is not None else None,
        code(run.issuer) if run.issuer is not None else None,
        code(run.scope),
        run.outcome,
    )
    return table_row(_RUNS, cells)
