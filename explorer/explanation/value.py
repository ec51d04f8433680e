"""What is said of a pasted text: what it is and how sure that is, its parts, what is wrong with it, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..diagnosis import Diagnosis
from ..diagnosis.symptom import find_symptom
from ..errors import Mistake, told_alone
from ..lending import borrowed
from ..messages import brief
from ..printable import counted, in_one_line
from ..rules import Finding, Report
from ..runs import Run
from ..secret import Secret
from .opening import Opening

Sure = Literal["certain", "likely", "possible"]


@dataclass(frozen=True)
class Part:
    """One part of a text: a parameter, a claim, a header. `value` is a `Secret` where it is one.

    `group` says where it stands ("query", "header", "claims"), `note` what is odd about it here.
    """

    name: str
    value: Any
    meaning: str = ""
    spec: str = ""
    group: str = ""
    note: str = ""


@told_alone
@dataclass(frozen=True)
class Explanation:
    """What a text is, taken apart and judged. No secret is shown or kept in readable form.

    `kind` is a stable word, `title` the same for people, `sure` is "certain", "likely" or "possible". `changes` are the
    alterations that were made to read it, `refused` says that the text is itself a refusal. `missing` is what would have to
    be known to judge more, `would_answer` what a provider answers to such a request, `why` the causes of a refusal, weighed by
    what it says. Of several things in one text, or of a
    message in a command, each is one of `pieces`. `runs` are the sign-ins that a HAR holds.
    """

    kind: str
    title: str
    sure: Sure
    sentence: str
    parts: tuple[Part, ...] = ()
    report: Report = field(default_factory=Report)
    missing: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    would_answer: str = ""
    refused: bool = False
    pieces: tuple[Explanation, ...] = ()
    runs: tuple[Run, ...] = ()
    why: Diagnosis | None = None
    opening: Opening | None = field(default=None, repr=False)
    message: Any = field(
        default=None, repr=False, compare=False
    )  # the message itself, until its neighbours were judged with it

    def __repr__(self) -> str:
        failures = (finding for each in self.everything for finding in each.report.failures)
        failed = sorted(failures, key=lambda finding: finding.weight)
        wrong = f"; {counted(len(failed), 'finding')}, first: {brief(failed[0].message, 200)}" if failed else ""
        runs = f"; {counted(len(self.runs), 'run')}" if self.runs else ""
        pieces = f"; pieces: {brief(', '.join(each.title for each in self.pieces), 200)}" if self.pieces else ""
        return in_one_line(f"<Explanation {self.kind}, {self.sure}: {brief(self.title, 200)}{wrong}{pieces}{runs}>")

    @property
    def everything(self) -> Iterator[Explanation]:
        """This explanation, and those of its pieces."""
        yield self
        for each in self.pieces:
            yield from each.everything

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding about it, its pieces and its runs, the worst first."""
        reports = [each.report for each in self.everything] + [run.report for each in self.everything for run in each.runs]
        seen = {(finding.rule, finding.verdict, finding.message): finding for report in reports for finding in report.findings}
        return Report(seen.values()).worst_first

    @property
    def ok(self) -> bool:
        """True when no finding of severity error failed, no sign-in in it failed, and nothing in it is a refusal."""
        refused = any(each.refused or any(map(has_failed, each.runs)) for each in self.everything)
        return not refused and not any(finding.is_error for finding in self.findings)

    def flow(self, **settings: Any) -> Any:
        """Open it as a `Flow`, ready to run: the link with fresh random values, or the token request with its code.

        `settings` are arguments of `Flow` (`runs`, `http`, `label`, ...); `provider` and `client` replace what the text
        says. Raises `Mistake` where the text does not say enough to begin a flow.
        """
        opening = next((each.opening for each in self.everything if each.opening is not None), None)
        if opening is None:
            raise Mistake(
                f"This is {self.title}, and no flow begins with that. An authorization request, a token request "
                "(also as a curl command) or a discovery document opens as one."
            )
        return borrowed("open_flow")(opening, **settings)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain dictionaries, for JSON: secrets are fingerprints."""
        return {
            "kind": self.kind,
            "title": self.title,
            "sure": self.sure,
            "sentence": self.sentence,
            "refused": self.refused,
            "changes": list(self.changes),
            "parts": [{**vars(part), "value": _plain(part.value)} for part in self.parts],
            "findings": [finding._asdict() for finding in self.report.worst_first if finding.verdict != "pass"],
            "missing": list(self.missing),
            "would_answer": self.would_answer,
            "why": [{"id": cause.id, "verdict": cause.verdict, "title": cause.title} for cause in self.why.causes]
            if self.why
            else [],
            "pieces": [piece.to_dict() for piece in self.pieces],
            "runs": [_run(run) for run in self.runs],
        }

    def to_markdown(self) -> str:
        """Return it as Markdown, for a ticket or a wiki."""
        text: str = borrowed("explanation_markdown")(self)
        return text


def has_failed(run: Run) -> bool:
    """Tell whether a sign-in ended in a refusal, at a page without a way back, without an answer, or at a check of ours."""
    return find_symptom(run).is_failure


def _run(run: Run) -> dict[str, Any]:
    refusal = run.refusal
    return {
        "id": run.id,
        "label": run.label,
        "created": run.created,
        "error": refusal.get("error") if refusal else None,
        "failed": [finding._asdict() for finding in run.report.failures],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Secret):
        return repr(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
