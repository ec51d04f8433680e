"""Why did it fail? A refusal and both legs of the flow, turned into causes with their evidence.

One `invalid_grant` has a dozen causes that no provider tells apart. The record can, because it holds what was sent at
the authorization endpoint and at the token endpoint.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Mistake
from ..messages import unquoted
from ..printable import in_one_line
from ..protocol.flow_table import errors_of
from ..reference import error_code
from ..runs import Run
from ..secret import refuse_secrets
from .cause import Cause
from .causes import CAUSES
from .reading import read_evidence

__all__ = ["Cause", "Diagnosis", "diagnose"]

_RANK = {"confirmed": 0, "possible": 1, "ruled out": 2}
_NO_ADVICE: tuple[str, ...] = ()


@dataclass(frozen=True)
class Diagnosis:
    """What a refusal means, and which causes the record confirms, leaves possible, or rules out, in that order.

    `general` are causes of this error that only the provider can tell, most likely first.
    """

    error: str | None
    sentence: str
    causes: tuple[Cause, ...] = ()
    general: tuple[str, ...] = ()
    correlation_id: str | None = None

    def __post_init__(self) -> None:
        for name in ("error", "sentence", "correlation_id"):  # which may be a provider's own words
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else in_one_line(value))

    @property
    def confirmed(self) -> tuple[Cause, ...]:
        """The causes for which there is proof."""
        return tuple(cause for cause in self.causes if cause.verdict == "confirmed")

    def __repr__(self) -> str:
        lines = [f"{cause.verdict}: {cause.title} {cause.evidence}" for cause in self.causes if cause.verdict != "ruled out"]
        told = [f"<Diagnosis{f' of {self.error}' if self.error else ''}> {self.sentence}", *(f"  {line}" for line in lines)]
        return "\n".join(map(in_one_line, told))


def diagnose(run: Run) -> Diagnosis:
    """Tell why the latest attempt of a run was refused, with the evidence; a run without a refusal says so.

    Raises `Mistake` for what is no run, such as a flow.
    """
    refuse_secrets(run=run)
    if not isinstance(run, Run):
        raise Mistake(f"diagnose() takes a run, such as flow.run or Run.load(path); got {unquoted(run)}.")
    refusal = run.refusal
    if refusal is None:
        return Diagnosis(None, _without_refusal(run))
    error, refused_at = refusal.get("error"), refusal.get("leg")
    known = error_code(error, errors_of(refused_at)) if error else None
    meaning = (
        known.meaning
        if known
        else str(refusal.get("problem") or "This is no standard error code; the provider's own words say more.")
    )
    return Diagnosis(
        error=error,
        sentence=meaning,
        causes=_causes(error, run) if refused_at == "token" else (),
        general=known.causes if known else _NO_ADVICE,
        correlation_id=refusal.get("correlation_id"),
    )


def _causes(error: str | None, run: Run) -> tuple[Cause, ...]:
    request = run.last("token_request")
    evidence = read_evidence(request.get("evidence") if request else None)
    found = [cause for known in CAUSES if (cause := known.ask(error, evidence)) is not None]
    return tuple(sorted(found, key=lambda cause: _RANK[cause.verdict]))


def _without_refusal(run: Run) -> str:
    """Say what stands in the place of a refusal: no answer at all, failed checks, or nothing wrong."""
    latest = run.exchanges[-1] if run.exchanges else None
    if latest and latest.get("error"):
        return f"No answer came at the step {latest['step']}: {latest['error']}"
    failed = [finding for finding in run.report.worst_first if finding.verdict == "fail"]
    if failed:
        return f"Nothing was refused, but {failed[0].message} ({failed[0].rule}) {failed[0].advice}"
    return "Nothing was refused in this run."
