"""How a run keeps a report: in groups of ids, and whole where somebody will ask later.

    {"passed": "IDTH-(BASE64URL KEY-(ALG-MISMATCH USE-ENC))", "told": {"IDTC-NONCE-(MISMATCH MISSING)": ["n-0S6"]},
     "as_expected": "IDTH-TYP-OTHER", "received": {"IDTC-SUB-MISSING": "alice"},
     "not_applicable": "IDTC-(ACR-(EMPTY ZERO):uql NBF-FUTURE:ybz)", "unless": {"no such thing": "IDTC-X"}, "rows": [{"rule": ...}]}

`passed` passed, with nothing to tell. Of those in `as_expected` that came which was expected, of those in `received` it is
told what came, and of those in `told` what was expected as well (once where it is the same): rules that tell the same stand
together. What is not applicable has the mark of the reason that is declared beside the rule, or stands in `unless` with the
reason in words. A reason that was reworded meanwhile has another mark, so that no run shows a reason that was not its own.
`rows` are findings that failed, or were not checked, or have a message: whole, as they were when they were judged. An id
keeps its meaning, so that what a report says of every pass can be looked up. Ids that begin alike share their first words,
and those without a mark of their own the one behind their bracket.

Earlier versions kept a list of rows in the order of the report: objects, `[rule, "pass", expected, received]`, and
`[rule, "skip", reason]`. Readers take both. A rule that this version does not have keeps its verdict.
"""

from __future__ import annotations

import base64
import dataclasses
import functools
import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

from ..printable import in_one_line
from .catalogue import every_rule
from .finding import Finding
from .report import Report, Result
from .rule import Outcome, Rule, not_applicable, passed

KeptFinding = Mapping[str, Any] | list[Any]
KeptReport = Mapping[str, Any] | list[KeptFinding]  # a report in groups, or in rows

_UNKNOWN: Rule[Any] = Rule(
    "", "(This version of the explorer does not have the rule.)", "", "info", "", (), lambda _: NotImplemented
)
_SENTENCES = {"rule", "question", "message", "spec", "advice"}  # which a file from elsewhere may have in its own words
_OTHER_WORDS = "not applicable, for a reason that this version words otherwise"
_MARK = len(":abc")
_PIECE = re.compile(r"([^\s()]*)\(|([^\s()]+)|\)")  # of a text of ids
_LONGEST, _DEEPEST = 200, 20  # characters that ids may share, and brackets in brackets: somebody else's file may have more


# Keeping


def to_groups(report: Report) -> dict[str, Any]:
    """Return a report as a run keeps it."""
    fine: list[str] = []
    same: list[str] = []
    skipped: list[str] = []
    told: dict[str, tuple[Outcome, list[str]]] = {}
    received: dict[str, tuple[Outcome, list[str]]] = {}
    unless: dict[str, list[str]] = {}
    rows: list[KeptFinding] = []
    for result in report.results:
        if isinstance(result, Finding):
            rows.append(result._asdict())
            continue
        rule, outcome = result
        verdict, message, expected, came, applies = outcome
        if verdict == "skip" and not applies:
            if message in rule.reasons:
                skipped.append(f"{rule.id}:{_mark(message)}")
            else:
                unless.setdefault(message, []).append(rule.id)
        elif verdict != "pass" or message:
            rows.append(rule.finding(outcome)._asdict())
        elif expected is not rule.expected and not _is_same(expected, rule.expected):
            told.setdefault(repr((expected, came)), (outcome, []))[1].append(rule.id)
        elif came is None:  # most
            fine.append(rule.id)
        elif _is_same(came, expected):
            same.append(rule.id)
        else:
            received.setdefault(repr(came), (outcome, []))[1].append(rule.id)
    groups = {
        "passed": _joined(tuple(fine)),
        "as_expected": _joined(tuple(same)),
        "told": {_joined(tuple(ids)): _values(outcome) for outcome, ids in told.values()},
        "received": {_joined(tuple(ids)): outcome.received for outcome, ids in received.values()},
        "not_applicable": _joined(tuple(skipped)),
        "unless": {reason: _joined(tuple(ids)) for reason, ids in unless.items()},
        "rows": rows,
    }
    return {name: group for name, group in groups.items() if group}


def _is_same(one: Any, other: Any) -> bool:
    """Python takes True for 1, and 1.0 too; JSON does not. Of lists and objects nobody knows without a look at all of it."""
    return one is other or (one == other and type(one) is type(other) and isinstance(one, str | int))


def _values(outcome: Outcome) -> list[Any]:
    """What was expected, and what came where that is something else."""
    return [outcome.expected] if _is_same(outcome.expected, outcome.received) else [outcome.expected, outcome.received]


@functools.lru_cache(maxsize=1024)
def _mark(reason: str) -> str:
    """Three letters that tell a reason from the others of its rule, and from what it was before it was reworded."""
    digest = hashlib.sha256(reason.encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest)[:3].decode().lower()


@functools.lru_cache(maxsize=1024)
def _joined(ids: tuple[str, ...]) -> str:
    """Ids as one text, in the order of the alphabet."""
    return " ".join(_bracketed(sorted(each.split("-") for each in ids)))


def _bracketed(ids: list[list[str]]) -> list[str]:
    """Ids in words: those that begin alike have their first word once, before a bracket with the rest of each."""
    texts = []
    for first, group in itertools.groupby(ids, key=lambda words: words[0]):
        rests = [words[1:] for words in group]
        if not rests[0]:
            texts.append(first)
            rests = rests[1:]
        if rests:
            inner = _bracketed(rests)
            texts.append(f"{first}-{inner[0]}" if len(inner) == 1 else f"{first}-{_in_bracket(inner)}")
    return texts


def _in_bracket(texts: list[str]) -> str:
    """Some texts in a bracket, with the mark behind it that most of them have; the others keep theirs."""
    marks = Counter(text[-_MARK:] for text in texts if text[-_MARK:].startswith(":"))
    mark, count = marks.most_common(1)[0] if marks else ("", 0)
    if count > 1:
        return f"({' '.join(text.removesuffix(mark) for text in texts)}){mark}"
    return f"({' '.join(texts)})"


# Reading


def kept_findings(kept: KeptReport) -> list[KeptFinding]:
    """Return the findings of a kept report, in the order of the standard."""
    if isinstance(kept, list):
        return kept
    rows = [*_short_rows(kept), *kept.get("rows", ())]
    places = _places()
    return sorted(rows, key=lambda row: places.get(row["rule"] if isinstance(row, Mapping) else row[0], len(places)))


def _short_rows(groups: Mapping[str, Any]) -> Iterator[list[Any]]:
    for each in _split(groups.get("passed", "")):
        yield [each, "pass", _rule(each).expected, None]
    for each in _split(groups.get("as_expected", "")):
        yield [each, "pass", _rule(each).expected, _rule(each).expected]
    for ids, value in groups.get("received", {}).items():
        yield from ([each, "pass", _rule(each).expected, value] for each in _split(ids))
    for ids, values in groups.get("told", {}).items():
        yield from ([each, "pass", values[0], values[-1]] for each in _split(ids))
    for each in _split(groups.get("not_applicable", "")):
        yield [each.partition(":")[0], "skip", _words(each)]
    for reason, ids in groups.get("unless", {}).items():
        yield from ([each, "skip", reason] for each in _split(ids))


@functools.lru_cache(maxsize=1024)
def _words(marked: str) -> str:
    """The reason of which an id bears the mark."""
    name, _, mark = marked.partition(":")
    return next((reason for reason in _rule(name).reasons if _mark(reason) == mark), _OTHER_WORDS)


@functools.lru_cache(maxsize=1024)
def _split(text: str) -> tuple[str, ...]:
    """The ids in a text that `_joined` made."""
    ids: list[str] = []
    open_since = [("", 0)]  # what the ids in a bracket share, and how many stand before it
    begin = 0  # of the bracket that was closed last
    for opened, whole in _PIECE.findall(text):
        shared = open_since[-1][0]
        if whole.startswith(":"):
            ids[begin:] = [each if ":" in each else each + whole for each in ids[begin:]]
            begin = len(ids)  # they have theirs
        elif whole:
            ids.append(shared + whole)
        elif opened and len(open_since) < _DEEPEST:
            open_since.append(((shared + opened)[:_LONGEST], len(ids)))
        elif len(open_since) > 1:
            _, begin = open_since.pop()
    return tuple(ids)


@functools.cache
def _places() -> Mapping[str, int]:
    return {rule.id: place for place, rule in enumerate(every_rule())}


def results_of(kept: KeptReport | Iterable[KeptFinding]) -> Iterator[Result]:
    """Return what `Report.results` has, of a report that was kept in whatever form."""
    return map(result_of, kept_findings(kept if isinstance(kept, Mapping) else list(kept)))


def result_of(row: KeptFinding) -> Result:
    """Return the rule of a kept row with what it saw, or the finding that was kept whole."""
    if isinstance(row, Mapping):
        return Finding(**{name: _in_words(name, row[name]) for name in Finding._fields if name in row})
    name, verdict, *told = row
    return _rule(name), passed(*told) if verdict == "pass" else not_applicable(*told)


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
    texts = ("passed", "as_expected", "not_applicable")
    if not isinstance(value, dict) or not all(isinstance(value.get(name, ""), str) for name in texts):
        return False
    told, received, unless = (value.get(name, {}) for name in ("told", "received", "unless"))
    if not all(isinstance(group, dict) for group in (told, received, unless)) or not isinstance(value.get("rows", []), list):
        return False
    pairs = all(isinstance(pair, list) and len(pair) in (1, 2) for pair in told.values())
    return pairs and all(isinstance(ids, str) for ids in unless.values())


def errors_in(kept: KeptReport) -> int:
    """Return how many findings of a kept report are failures that make the message unacceptable."""
    rows = kept if isinstance(kept, list) else kept.get("rows", ())
    return sum(isinstance(row, Mapping) and row["verdict"] == "fail" and row["severity"] == "error" for row in rows)


def verdicts_in(kept: KeptReport) -> Hashable:
    """Return what is the same for kept reports of which every rule came to the same verdict: it need not be looked up again."""
    if isinstance(kept, list):
        return tuple([_verdict(row) for row in kept])
    rows = tuple([_verdict(row) for row in kept.get("rows", ())])
    texts = [kept.get(name) for name in ("passed", "as_expected", "not_applicable")]
    groups = [tuple(kept.get(name, ())) for name in ("told", "received")]
    return *texts, *groups, tuple(kept.get("unless", {}).items()), rows


def _verdict(row: KeptFinding) -> tuple[Any, ...]:
    return (row["rule"], row["verdict"], bool(row.get("applies", True))) if isinstance(row, Mapping) else (row[0], row[1])


def question_of(row: KeptFinding) -> str:
    """Return the question that a kept finding answers."""
    return str(row["question"]) if isinstance(row, Mapping) else _rule(row[0]).question


def _rule(name: str) -> Rule[Any]:
    return every_rule().get(name) or dataclasses.replace(_UNKNOWN, id=name)
