"""A run at a glance: what a list of runs says of each, and how to get it out of a file without reading all of it."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..protocol.flow_table import REPORTS
from ..rules.kept import errors_in
from .readings import CODE, NOT_BEGUN, WAITING, called, outcome, person_of, scope_of
from .record import Run, read_event, read_lines

# How our own lines begin. A line that begins in another way was written by somebody else, and is read in full.
_KIND = re.compile(rb'\{"kind": ?"(\w+)", ?"at": ?[-+.\deE]+(?:, ?"about": ?"(\w+)"|, ?"step": ?"(\w+)")?[,}]')
_ENDS = (b"}", b"}\r")
_FAILED = b'"fail"'
_ERROR = re.compile(rb'"fail",[^{}]{0,40}"error"')  # the verdict and the severity of a finding stand side by side
_READ = {b"label", b"provider", b"client", b"authorize", b"page", b"refusal", b"report"}  # whose members a summary tells
_ANSWERS = {b"tokens", b"userinfo"}  # they say who signed in
_ANSWERED = {b"exchange", b"userinfo", None}  # the steps whose exchanges hold their members; None for one that is not told here
_COUNTED = {
    kind.encode(): {"kind": kind, "at": 0} for kind in ("receive", "unread", "refresh", "token_request")
}  # they happened
_ABOUT = {about.encode(): about for about in REPORTS}


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a list says of a run: what it is called, who asked whom for what, and how far the latest attempt came.

    `failed` counts the checks that failed with severity error; `is_refused` is True where the provider's last word was no;
    `is_begun` is False for a run that asked for nothing yet, and `began` is when the latest attempt did. `person` is what
    the person is called who signed in, where a token says it. `Runs.load(summary.id)` gives the run itself.
    """

    id: str
    created: float
    label: str | None
    client_id: str | None
    issuer: str | None
    scope: str
    outcome: str
    failed: int
    is_refused: bool
    is_begun: bool
    began: float
    person: str

    @property
    def name(self) -> str:
        """What the run is called: its label, or its id, on one line."""
        return called(self.label, self.id)

    @property
    def has_ended(self) -> bool:
        """Tokens came, or somebody said no: nobody waits for the browser, and no code is left to be sent."""
        return self.outcome not in (CODE, WAITING, NOT_BEGUN)

    @classmethod
    def of(cls, run: Run) -> RunSummary:
        """Return the summary of a run."""
        return cls(
            id=run.id,
            created=run.created,
            label=run.label,
            client_id=_text(run.client.get("client_id")),
            issuer=_text(run.provider.get("issuer")),
            scope=scope_of(run),
            outcome=outcome(run),
            failed=sum(map(errors_in, run.kept_reports.values())),
            is_refused=run.refusal is not None or run.page is not None,
            is_begun=bool(run.params),
            began=run.attempt[0]["at"] if run.params else run.created,
            person=person_of(run),
        )

    @classmethod
    def read(cls, content: bytes, source: str = "this text") -> RunSummary:
        """Return the summary of the run in the content of a file. Raises `Mistake` when it is none, as `Run.from_json` does.

        Most lines tell a summary nothing, and of those only the frame is looked at. Damage within one of them is found
        when the run itself is read.
        """
        return cls.of(_read(content, source))

    @classmethod
    def read_attempts(cls, content: bytes, source: str = "this text") -> tuple[RunSummary, ...]:
        """Return the summaries of its earlier attempts, and last that of the run. Raises `Mistake` as `read` does."""
        run = _read(content, source)
        return (*map(cls.of, run.attempts[:-1]), cls.of(run))


def _read(content: bytes, source: str) -> Run:
    return read_lines(content, source, _in_short if _FAILED in content else _in_short_without_reports)


def _in_short(line: bytes, number: int, source: str, *, with_reports: bool = True) -> Mapping[str, Any] | None:
    """Return an event with what a summary needs of it; None where that is nothing."""
    begins = _KIND.match(line)
    if begins is None or not line.endswith(_ENDS):
        return read_event(line, number, source)
    kind, about, step = begins.groups()
    if kind == b"report" and about in _ABOUT and not (with_reports and _holds_an_error(line)):
        return {"kind": "report", "at": 0, "about": _ABOUT[about], "findings": []} if with_reports else None
    if kind in _COUNTED:
        return _COUNTED[kind]
    is_read = kind in _READ or kind in _ANSWERS or (kind == b"exchange" and step in _ANSWERED)
    return read_event(line, number, source) if is_read else None


# Where nothing failed, no report tells a summary anything; else one without a failure may take the place of one that has some.
_in_short_without_reports = functools.partial(_in_short, with_reports=False)


def _holds_an_error(line: bytes) -> bool:
    return _FAILED in line and _ERROR.search(line) is not None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
