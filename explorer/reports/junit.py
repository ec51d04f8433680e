"""A value as a JUnit test report: what a CI system shows as tests that passed, failed and were skipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from ..printable import in_several_lines
from .subject import Case, Subject

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 2.2


def junit(subject: Subject) -> bytes:
    """a JUnit test report for CI: it fails where a check failed, or the provider refused"""
    cases = subject.cases
    counts = {outcome: sum(case.outcome == outcome for case in cases) for outcome in ("failed", "skipped")}
    told = f"tests={len(cases)} failures={counts['failed']} errors=0 skipped={counts['skipped']}"
    numbers = re.sub(r"=(\d+)", r'="\1"', told)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="flow-explorer" {numbers}>',
        f"  <testsuite name={_quoted(subject.title)} {numbers}>",
        *(line for case in cases for line in _case(case)),
        "  </testsuite>",
        "</testsuites>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _case(case: Case) -> Iterator[str]:
    begin = f"    <testcase classname={_quoted(case.group)} name={_quoted(case.name)}"
    if case.outcome == "passed" and not case.told:
        yield f"{begin}/>"
        return
    yield f"{begin}>"
    if case.outcome == "failed":
        yield f"      <failure message={_quoted(case.told)}>{_xml(case.details)}</failure>"
    elif case.outcome == "skipped":
        yield f"      <skipped message={_quoted(case.told)}/>"
    else:
        yield f"      <system-out>{_xml(f'{case.told} {case.details}'.strip())}</system-out>"
    yield "    </testcase>"


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", in_several_lines(text)))


def _quoted(text: str) -> str:
    """A text as an attribute, on one line."""
    return quoteattr(_NOT_XML.sub("\ufffd", " ".join(in_several_lines(text).split())))
