"""How far what came back leads: on to the exchange, nowhere, or on only for whoever knows better."""

from __future__ import annotations

from ..flow import Flow
from ..rules.redirect import CSRF_AND_MIX_UP_CHECKS

RESTARTED = "AUTHR-PROVIDER-RESTARTED"


def failed_guards(flow: Flow) -> list[str]:
    """The guards that failed. What else is wrong is shown, and keeps nobody from going on."""
    report = flow.redirect_report
    return [each.rule for each in (report.failures if report else ()) if each.is_error and each.rule in CSRF_AND_MIX_UP_CHECKS]


def state_of_answer(flow: Flow, despite: tuple[str, ...]) -> str:
    """Return "done", "failed", "doubt" for a code that may lead nowhere or of which a check failed, or "" while nothing has come."""
    if flow.authorization_response is None:
        return ""
    if flow.authorization_response.code is None or set(failed_guards(flow)) - set(despite):
        return "failed"
    return "doubt" if is_hardly_a_code(flow) or is_used_code(flow) or has_failed_otherwise(flow) else "done"


def is_worth_sending(flow: Flow, despite: tuple[str, ...]) -> bool:
    """A code came, no guard stands against it, and nothing says that it is none or was used."""
    return state_of_answer(flow, despite) in ("done", "doubt") and not is_hardly_a_code(flow) and not is_used_code(flow)


def has_failed_otherwise(flow: Flow) -> bool:
    """A check failed that guards nothing: the reader has to look again before going on."""
    report = flow.redirect_report
    return any(each.is_error and each.rule not in CSRF_AND_MIX_UP_CHECKS for each in (report.failures if report else ()))


def is_hardly_a_code(flow: Flow) -> bool:
    """A text that is short for a code, and came without an address in which it would be one: a word, a number."""
    response, report = flow.authorization_response, flow.redirect_report
    return response is not None and response.kind == "code" and report is not None and report.failed("AUTHR-CODE-SHORT")


def is_used_code(flow: Flow) -> bool:
    """The code was sent before, in an earlier attempt or in this one, before it was pasted once more."""
    return flow.redirect_report is not None and flow.redirect_report.failed("AUTHR-CODE-SEEN")


def is_at_another_start(flow: Flow) -> bool:
    """The provider that gave the code is gone: a later one has its address, or nobody."""
    report = flow.redirect_report
    return report is not None and report.failed(RESTARTED)
