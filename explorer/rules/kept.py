"""How a run keeps a report: in groups of ids, and whole where somebody will ask later.

    {"passed": "IDTH-PARTS -BASE64URL -KEY-ALG-MISMATCH ---USE-ENC", "told": {"IDTC-AUD-MISMATCH": ["app"], "TOKR-EXPIRES-IN-MISSING": ["seconds", 3600]},
     "unless": {"1": "IDTC-NBF-FUTURE", "the token has no acr": "IDTC-ACR-EMPTY --ZERO"}, "rows": [{"rule": ...}]}

`passed` passed, with nothing to tell; of those in `told` what was expected and received (once where it is the same). `unless` says why questions were
not applicable: in words, or by the number of the rule's own condition that did not hold. `rows` are findings that failed,
or were not checked, or have a message: whole, as they were when they were judged. An id keeps its meaning, so that what a
report says of every pass can be looked up. Of the id before it an id leaves out as many first words as it has dashes.

Earlier versions kept a list of rows in the order of the report: objects, `[rule, "pass", expected, received]`, and
`[rule, "skip", reason]`. Readers take both. A rule that this version does not have keeps its verdict.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

from ..printable import in_one_line
from .catalogue import every_rule
from .finding import Finding
from .report import Judged, Report, Result
from .rule import Outcome, Rule, not_applicable, passed

Row = Mapping[str, Any] | list[Any]
Kept = Mapping[str, Any] | list[Row]  # a report in groups, or in rows

_UNKNOWN: Rule[Any] = Rule(
    "", "(This version of the explorer does not have the rule.)", "", "info", "", (), lambda _: NotImplemented
)
_SENTENCES = {"rule", "question", "message", "spec", "advice"}  # which a file from elsewhere may have in its own words
_OTHER_WORDS = "not applicable, for a reason that this version does not have"


# Keeping


def to_groups(report: Report) -> dict[str, Any]:
    """Return a report as a run keeps it."""
    fine: list[str] = []
    told: dict[str, list[Any]] = {}
    unless: dict[str, list[str]] = {}
    rows: list[Row] = []
    for result in report.results:
        if isinstance(result, Finding):
            rows.append(result._asdict())
            continue
        rule, seen = result
        if not _needs_no_words(seen):
            rows.append(rule.finding(seen)._asdict())
        elif seen.verdict == "skip":
            unless.setdefault(_number(rule, seen.message), []).append(rule.id)
        elif seen.received is None and seen.expected == rule.expected:
            fine.append(rule.id)
        else:
            told[rule.id] = [seen.expected] if _are_same(seen) else [seen.expected, seen.received]
    reasons = {reason: _joined(tuple(ids)) for reason, ids in unless.items()}
    groups = {"passed": _joined(tuple(fine)), "told": told, "unless": reasons, "rows": rows}
    return {name: group for name, group in groups.items() if group}


def _needs_no_words(seen: Outcome) -> bool:
    """It passed and has nothing to add, or it is not applicable."""
    return not seen.message if seen.verdict == "pass" else seen.verdict == "skip" and not seen.applies


def _are_same(seen: Outcome) -> bool:
    """What was expected came. Python takes True for 1, and JSON does not."""
    return seen.expected == seen.received and type(seen.expected) is type(seen.received) is str


def _number(rule: Rule[Any], reason: str) -> str:
    """Which of the rule's own conditions gives this reason; the reason itself where none does."""
    for number, condition in enumerate(rule.conditions, 1):
        if condition.reason == reason:
            return str(number)
    return reason


@functools.lru_cache(maxsize=512)
def _joined(ids: tuple[str, ...]) -> str:
    """Ids as one text: the first words that one shares with the one before it are left out, but for their dashes."""
    before: list[str] = []
    texts = []
    for each in ids:
        words = each.split("-")
        shared = len([*itertools.takewhile(lambda pair: pair[0] == pair[1], zip(words[:-1], before, strict=False))])
        texts.append("-" * shared + "-".join(words[shared:]))
        before = words
    return " ".join(texts)


# Reading


def rows_of(kept: Kept) -> list[Row]:
    """Return the findings of a kept report, in the order of the standard."""
    if isinstance(kept, list):
        return kept
    rows = [*_short_rows(kept), *kept.get("rows", ())]
    places = _places()
    return sorted(rows, key=lambda row: places.get(row["rule"] if isinstance(row, Mapping) else row[0], len(places)))


def _short_rows(groups: Mapping[str, Any]) -> Iterator[list[Any]]:
    rules = every_rule()
    for each in _split(groups.get("passed", "")):
        rule = rules.get(each)
        yield [each, "pass", rule.expected if rule else None, None]
    for each, values in groups.get("told", {}).items():
        yield [each, "pass", values[0], values[-1]]
    for reason, ids in groups.get("unless", {}).items():
        yield from ([each, "skip", _words(rules.get(each), reason)] for each in _split(ids))


def _words(rule: Rule[Any] | None, reason: str) -> str:
    if not reason.isascii() or not reason.isdigit():
        return reason
    conditions = rule.conditions if rule else ()
    return conditions[int(reason) - 1].reason if 0 < int(reason[:9]) <= len(conditions) else _OTHER_WORDS


@functools.lru_cache(maxsize=512)
def _split(text: str) -> tuple[str, ...]:
    """The ids in a text that `_joined` made."""
    before: list[str] = []
    ids = []
    for each in text.split():
        rest = each.lstrip("-")
        before = before[: len(each) - len(rest)] + rest.split("-")
        ids.append("-".join(before))
    return tuple(ids)


@functools.cache
def _places() -> Mapping[str, int]:
    return {rule.id: place for place, rule in enumerate(every_rule())}


def results_of(kept: Kept | Iterable[Row]) -> Iterator[Result]:
    """Return what `Report.results` has, of a report that was kept in whatever form."""
    return map(result_of, rows_of(kept if isinstance(kept, Mapping) else list(kept)))


def result_of(row: Row) -> Result:
    """Return the rule of a kept row with what it saw, or the finding that was kept whole."""
    if isinstance(row, Mapping):
        return Finding(**{name: _in_words(name, row[name]) for name in Finding._fields if name in row})
    name, verdict, *told = row
    return Judged(_rule(name), passed(*told) if verdict == "pass" else not_applicable(*told))


def _in_words(name: str, value: Any) -> Any:
    return in_one_line(value) if name in _SENTENCES else value


def is_short(row: Any) -> bool:
    """Tell whether a JSON value is a finding in its short form."""
    if not isinstance(row, list) or len(row) not in (3, 4) or not isinstance(row[0], str):
        return False
    verdict, told = row[1], row[2]
    return verdict == "pass" if len(row) == 4 else verdict == "skip" and isinstance(told, str)


def is_in_groups(value: Any) -> bool:
    """Tell whether a JSON value is a report in groups; its `rows` are somebody else's to look at."""
    if not isinstance(value, dict) or not isinstance(value.get("passed", ""), str):
        return False
    told, unless, rows = value.get("told", {}), value.get("unless", {}), value.get("rows", [])
    if not isinstance(told, dict) or not isinstance(unless, dict) or not isinstance(rows, list):
        return False
    pairs = all(isinstance(pair, list) and len(pair) in (1, 2) for pair in told.values())
    return pairs and all(isinstance(ids, str) for ids in unless.values())


def errors_in(kept: Kept) -> int:
    """Return how many findings of a kept report are failures that make the message unacceptable."""
    rows = kept if isinstance(kept, list) else kept.get("rows", ())
    return sum(isinstance(row, Mapping) and row["verdict"] == "fail" and row["severity"] == "error" for row in rows)


def verdicts_in(kept: Kept) -> Hashable:
    """Return what is the same for kept reports of which every rule came to the same verdict: it need not be looked up again."""
    if isinstance(kept, list):
        return tuple([_verdict(row) for row in kept])
    rows = tuple([_verdict(row) for row in kept.get("rows", ())])
    return kept.get("passed"), tuple(kept.get("told", ())), tuple(kept.get("unless", {}).items()), rows


def _verdict(row: Row) -> tuple[Any, ...]:
    return (row["rule"], row["verdict"], bool(row.get("applies", True))) if isinstance(row, Mapping) else (row[0], row[1])


def question_of(row: Row) -> str:
    """Return the question that a kept finding answers."""
    return str(row["question"]) if isinstance(row, Mapping) else _rule(row[0]).question


def _rule(name: str) -> Rule[Any]:
    return every_rule().get(name) or dataclasses.replace(_UNKNOWN, id=name)
