"""What the browser brought back: what it was recognised as, whether it answers our request, and every change made to it."""

from __future__ import annotations

from ..protocol.authorize import AuthorizationRequest
from ..protocol.redirect import AuthorizationResponse
from ..reference import parameter
from ..rules import Report
from ..secret import Secret
from .parts import code, el, fold, heading, join, listing, note, row, sentence, sign, spec, table, view
from .refusal import refusal_html
from .report import report_html, verdict_sentence
from .request import parameter_class
from .text import Html, prose
from .values import compared_html, secret_html

_PARAMETERS = ("Parameter", "Value", "What it says", "Section")
_COMPARED = ("Compared", "Sent or expected", "Came back", "Verdict")


def redirect_html(
    response: AuthorizationResponse, guards: Report | None = None, request: AuthorizationRequest | None = None
) -> Html:
    """Return what was pasted, taken apart: state sent and came, iss, the code's fingerprint, every change, the checks.

    Without `request` there is nothing to compare with, and without `guards` nothing was judged.
    """
    return view(
        "redirect",
        heading("Authorization response"),
        sentence("I recognised ", response.recognised, ". ", code(response.address) if response.address else None),
        _changes(response),
        _refusal(response),
        _compared(response, guards, request),
        table(_PARAMETERS, (_parameter(name, value) for name, value in response.params), caption="Parameters that came back"),
        _judged(guards),
        label="Authorization response",
    )


def _changes(response: AuthorizationResponse) -> Html:
    if not response.changes:
        return sentence("Not a character of the text was changed.", kind="quiet")
    return join([sentence("Changed before it was read:", kind="warn"), listing(response.changes)])


def _refusal(response: AuthorizationResponse) -> Html | None:
    if response.error is None:
        return None
    return refusal_html(response.error, "redirect", words=response.error_description)


def _compared(response: AuthorizationResponse, guards: Report | None, request: AuthorizationRequest | None) -> Html | None:
    if request is None:
        return None
    rows = [_side_by_side("state", request.state, response.state, bare=response.kind == "code")]
    issuer = _expected_issuer(guards)
    if issuer is not None or response.iss is not None:
        rows.append(_side_by_side("iss", issuer, response.iss, bare=response.kind == "code"))
    return table(_COMPARED, rows, caption="What has to be the same", kind="compared")


def _expected_issuer(guards: Report | None) -> str | None:
    """The issuer that the guards compared with."""
    named = {finding.rule: finding.expected for finding in (guards.findings if guards else ())}
    found = named.get("AUTHR-ISS-MISMATCH") or named.get("AUTHR-ISS-MISSING")
    return found if isinstance(found, str) else None


def _side_by_side(name: str, ours: str | None, theirs: str | None, *, bare: bool) -> Html:
    label = el("span", name, class_="fx-name")
    left: Html = code(ours) if ours is not None else note("not sent" if name == "state" else "not known")
    right: Html = code(theirs) if theirs is not None else note("not in the text" if bare else "did not come")
    if ours is not None and theirs is not None:
        verdict = "same" if ours == theirs else "differs"
        left, right = (left, right) if ours == theirs else compared_html(ours, theirs)
    else:
        verdict = "skip" if bare or (ours is None and theirs is None) or name == "iss" else "differs"
    kind = f"{parameter_class(name)} fx-row-{'fail' if verdict == 'differs' else verdict}"
    return row(_COMPARED, (label, left, right, sign(verdict)), kind=kind)


def _parameter(name: str, value: object) -> Html:
    known = parameter(name, "redirect")
    shown = secret_html(value) if isinstance(value, Secret) else code(value) if value else note("(an empty text)")
    meaning = prose(known.meaning) if known else note("not a parameter that is known here")
    cells = (el("span", name, class_="fx-name"), shown, meaning, spec(known.spec if known else ""))
    return row(_PARAMETERS, cells, kind=parameter_class(name))


def _judged(guards: Report | None) -> Html | None:
    if guards is None:
        return None
    return fold(f"Checks: {verdict_sentence(guards)}", report_html(guards), opened=not guards.ok)
