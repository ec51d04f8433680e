"""What the browser brought back: what it was recognised as, whether it answers our request, and every change made to it."""

from __future__ import annotations

from ..protocol.authorize import AuthorizationRequest
from ..protocol.redirect import AuthorizationResponse
from ..reference import parameter
from ..rules import Report
from ..secret import Secret
from .parts import code, heading, join, listing, name_html, note, sentence, sign, spec, table, table_row, view
from .refusal import refusal_html
from .report import report_html
from .request import parameter_class
from .text import Html, prose
from .values import compared_html, secret_html

_PARAMETERS = ("Parameter", "Value", "What it says", "Section")
_COMPARED = ("Compared", "Expected", "Received", "Verdict")


def redirect_html(
    response: AuthorizationResponse,
    report: Report | None = None,
    request: AuthorizationRequest | None = None,
    *,
    explained: bool = True,
) -> Html:
    """Return what was pasted, taken apart: state sent and came, iss, the code's fingerprint, every change, the checks.

    Without `request` there is nothing to compare with, and without `report` nothing was judged. `explained` False leaves out
    what usually lies behind an error, where a diagnosis has that.
    """
    if response.kind == "page":
        return _page(response, explained)
    return view(
        "redirect",
        heading("Authorization response"),
        sentence("I recognised ", response.recognised, ". ", code(response.address) if response.address else None),
        _changes(response),
        _refusal(response, explained),
        _compared(response, report, request),
        table(
            _PARAMETERS,
            (_parameter(name, value) for name, value in response.params),
            caption="Parameters that came back",
            kind="members",
        ),
        report_html(report) if report is not None else None,
        label="Authorization response",
    )


def _changes(response: AuthorizationResponse) -> Html:
    if not response.changes:
        return sentence("It was read as it came: nothing had to be cleaned up.", kind="quiet")
    return join([sentence("Changed before it was read:", kind="warn"), listing(response.changes)])


def _page(response: AuthorizationResponse, explained: bool) -> Html:
    """A page of the provider: nothing came back, so there is nothing to compare, and no parameter."""
    status = response.get("status")
    return view(
        "redirect",
        heading("A page of the provider"),
        sentence("I recognised ", response.recognised, ". ", code(response.address) if response.address else None),
        sentence("Its HTTP status is ", code(status), ".") if status else None,
        _changes(response) if response.changes else None,
        refusal_html(response.error, "redirect", words=response.said.texts, explained=explained),
        label="A page of the provider",
    )


def _refusal(response: AuthorizationResponse, explained: bool) -> Html | None:
    if response.error is None:
        return None
    return refusal_html(response.error, "redirect", words=response.said.texts, explained=explained)


def _compared(response: AuthorizationResponse, report: Report | None, request: AuthorizationRequest | None) -> Html | None:
    if request is None:
        return None
    bare = response.kind == "code"
    rows = [_side_by_side("state", request.state, response.state, needed=not bare)]
    issuer = _expected_issuer(report)
    if issuer is not None or response.iss is not None:
        promised = report is not None and report.failed("AUTHR-ISS-MISSING")
        rows.append(_side_by_side("iss", issuer, response.iss, needed=promised))
    return table(_COMPARED, rows, caption="What has to be the same", kind="likeness")


def _expected_issuer(report: Report | None) -> str | None:
    """The issuer that the answer's own was compared with."""
    named = {finding.rule: finding.expected for finding in (report.findings if report else ())}
    found = named.get("AUTHR-ISS-MISMATCH") or named.get("AUTHR-ISS-MISSING")
    return found if isinstance(found, str) else None


def _side_by_side(name: str, ours: str | None, theirs: str | None, *, needed: bool) -> Html:
    """One row: what was sent or expected, and what came; `needed` tells that its absence is a fault."""
    left: Html = note("not sent") if ours is None else code(ours)
    right: Html = note("did not come") if theirs is None else code(theirs)
    if ours is not None and theirs is not None and ours != theirs:
        left, right = compared_html(ours, theirs)
    verdict = _likeness(ours, theirs)
    wrong = verdict == "differs" or (verdict == "missing" and needed)
    kind = "fx-row-fail" if wrong else "fx-row-skip" if verdict == "skip" else ""
    label = name_html(name)
    return table_row(_COMPARED, (label, left, right, sign(verdict)), kind=f"{parameter_class(name)} {kind}".strip())


def _likeness(ours: str | None, theirs: str | None) -> str:
    if ours is None:
        return "skip" if theirs is None else "unasked"
    if theirs is None:
        return "missing"
    return "same" if ours == theirs else "differs"


def _parameter(name: str, value: object) -> Html:
    known = parameter(name, "redirect")
    shown = secret_html(value) if isinstance(value, Secret) else code(value) if value else note("(an empty text)")
    meaning = prose(known.meaning) if known else note("not a parameter that is known here")
    cells = (name_html(name), shown, meaning, spec(known.spec if known else ""))
    return table_row(_PARAMETERS, cells, kind=parameter_class(name))
