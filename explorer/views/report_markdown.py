"""A report as Markdown, for an issue, a wiki, a mail: what failed first, then what was not checked; the passed ones by their ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from ..reference import cited
from ..rules import Finding, Report
from .report import COLUMNS, sign_word, verdict_sentence
from .text import printable_text

# What means something in Markdown, anywhere or at the beginning, and what makes a link of an address (GitHub Flavored
# Markdown 6.9). An underscore inside a word means nothing (6.2), and brackets of the round kind do after square ones only.
_MARKS = re.compile(r"([\\`*{}\[\]<~&@$|]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])|^[#+>]|:(?=//)|(?<=www)\.)")
_ADDRESS = re.compile(r"(https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*[A-Za-z0-9/=])")  # as code it is readable, and no link


def report_markdown(report: Report) -> str:
    """Return a report as Markdown: a sentence, a table of what failed or was not checked, and the rest by its ids."""
    failed = sorted(report.failures, key=lambda finding: finding.weight)
    lines = ["## Checks", "", md(verdict_sentence(report)), ""]
    if failed or report.not_checked:
        lines += [_line(COLUMNS), _line("---" for _ in COLUMNS), *map(_row, (*failed, *report.not_checked)), ""]
    passed = [finding.rule for finding in report.findings if finding.verdict == "pass"]
    not_applicable = [finding.rule for finding in report.findings if finding.verdict == "skip" and not finding.applies]
    for word, rules in ((sign_word("pass"), passed), (sign_word("none"), not_applicable)):
        if rules:
            lines += [f"{len(rules)} {word}: {', '.join(map(md, rules))}.", ""]
    return "\n".join(lines)


def md(value: object) -> str:
    """Return any value as Markdown text on one line, in which nothing means anything but itself."""
    pieces = _ADDRESS.split(" ".join(printable_text(value).split()))
    return "".join(f"`{piece}`" if at % 2 else _MARKS.sub(r"\\\1", piece) for at, piece in enumerate(pieces))


def _row(finding: Finding) -> str:
    verdict = finding.severity if finding.verdict == "fail" else sign_word("skip")
    advice = f"What to do: {finding.advice}" if finding.advice else ""
    told = [md(part) for part in (finding.question, finding.message, advice, finding.rule) if part]
    return _line((md(verdict), "<br>".join(told), _value(finding.expected), _value(finding.received), _sections(finding.spec)))


def _sections(spec: str) -> str:
    """The cited sections, each a link to where it can be read."""
    return "".join(f"[{md(piece.text)}]({piece.url})" if piece.url else _spaced(piece.text) for piece in cited(spec))


def _spaced(text: str) -> str:
    """What stands between links, with the white space at its edges."""
    return f"{' ' * text[:1].isspace()}{md(text)}{' ' * text[-1:].isspace()}"


def _value(value: Any) -> str:
    """A value as a text, or as JSON where it is none."""
    if value is None:
        return ""
    return md(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
