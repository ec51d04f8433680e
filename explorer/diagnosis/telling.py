"""The sentences of a diagnosis: what failed, in plain words."""

from __future__ import annotations

from ..messages import brief
from ..protocol.legs import LEGS, NOWHERE
from ..reference import ErrorCode, error_code
from .case import Case
from .cause import CAUSES, Cause
from .signs import OFTEN, READS
from .symptom import STOPS_FEW, Symptom
from .vendors import standing, vendor_of

_WAITING = (
    "Nothing was refused in this run so far: the link is made, and no answer has come. If the provider shows a page of its "
    "own, give its text to receive()."
)


_FETCHED = {"check": "The provider's keys could not be had.", "discovery": "The discovery document could not be had."}


def section_of(leg: str) -> str:
    """Return the section of reference/errors.toml for a leg."""
    return LEGS.get(leg, NOWHERE).errors


def error_of(case: Case) -> ErrorCode | None:
    """Return what the standard, or a vendor that is known, says of an error code where it came; None where that place has no such code."""
    symptom = case.symptom
    section = section_of(symptom.leg)
    known = error_code(symptom.error, section) if symptom.error and symptom.leg not in (*_FETCHED, "logout") else None
    return standing(known, case.vendors, section) if known is not None and known.where in (section, "vendor") else None


def sentence_of(case: Case) -> str:
    """Return what is to say where nothing failed."""
    if case.symptom.kind == "worked":
        return "Nothing was refused in this run: the sign-in worked."
    return "Nothing was refused in this run."


def meaning_of(case: Case, first: Cause | None = None) -> str:
    """Return in one or two sentences what failed, in agreement with the cause that comes first."""
    symptom, where = case.symptom, LEGS.get(case.symptom.leg, NOWHERE).words
    if symptom.kind == "waiting":
        return _WAITING
    if symptom.kind == "no answer":
        return f"No answer came at the step {LEGS.get(symptom.leg, NOWHERE).exchange or symptom.leg}: {symptom.problem}"
    if symptom.kind == "page" and case.is_of_the_browser:
        return "The browser itself says this; it is no page of the provider, and no answer of it."
    if symptom.kind == "page":
        return f"The provider showed a page of its own and did not send the browser back to the client.{_coded(case)}"
    if symptom.kind == "unread":
        return f"What was pasted is not the answer: {symptom.problem}"
    if symptom.kind == "failed check":
        return f"Nothing was refused, and a check of ours failed: {_worst(case, first)}"
    if symptom.kind == "inactive":
        return "The provider says that the token is not good, or not for this client to ask about (active: false)."
    if symptom.leg == "application":
        return f"The provider sent the browser back with a code, and the application did not sign in. {symptom.problem or ''}{_said_first(case)}"
    if symptom.kind == "refused" and symptom.leg in _FETCHED:
        return f"{_FETCHED[symptom.leg]} {symptom.problem or 'It was refused.'}"
    entry = next((entry for entry in case.words.entries if _is_its_own(entry, case)), None)
    known = error_of(case)
    if entry is not None and (known is None or known.vendor == ""):
        return f"{vendor_of(entry, case.vendors)} says by {entry.name}: {entry.meaning}"
    if known is not None and not _is_belied(symptom.error, case, first):
        return known.meaning
    if known is not None:
        return f"{where[0].upper()}{where[1:]} refused with {symptom.error}; its own words say more than that code."
    return _without_code(symptom, where)


def _without_code(symptom: Symptom, where: str) -> str:
    """What to say of an answer without an error code of a standard: who gave it, with which status, and what is odd about it."""
    status, problem = symptom.status, symptom.problem
    if problem and status is not None and str(status) in problem:
        return problem  # which says it already
    who = f"{where[0].upper()}{where[1:]}"
    did = "refused" if status is None else f"answered {status}" if status < _REFUSES else f"refused ({status})"
    if problem:
        end = "" if problem.endswith((".", "?", "!")) else "."
        return f"{who} {did}: {problem[0].lower()}{problem[1:]}{end}"
    return f"{who} {did}; this is no standard error code, and the provider's own words say more."


_REFUSES = 300  # from this status on


def _is_its_own(entry: ErrorCode, case: Case) -> bool:
    """A text beside the code, of a vendor that is known."""
    return entry.name != case.symptom.error and bool(vendor_of(entry, case.vendors))


def _is_belied(error: str | None, case: Case, first: Cause | None) -> bool:
    """True where the provider's words lead to a cause for which hardly anybody uses that code: servers take one for many things."""
    if first is None or error is None or not any(each.weight >= READS for each in case.words.named):
        return False
    return CAUSES[first.id].usual.get(error, 0) < OFTEN


def _coded(case: Case) -> str:
    symptom = case.symptom
    known = error_code(symptom.error, "redirect") if symptom.error and symptom.leg == "authorize" else None
    is_of_here = known is not None and known.where != "token"  # some products write invalid_grant on their own pages
    return f" {known.meaning}" if known and is_of_here else ""


def _said_first(case: Case) -> str:
    told = next((text for text in case.words.texts if text != case.symptom.error), "")
    return f' It says: "{brief(told, 300)}"' if told else ""


def _worst(case: Case, first: Cause | None) -> str:
    """The finding that the first cause stands on; else the worst of this leg's reports."""
    failed = [
        finding
        for finding in case.run.report.worst_first
        if finding.is_error and not finding.rule.startswith(("AUTHZ-", "TOKQ-"))
    ]
    rules = CAUSES[first.id].rules if first else ()
    failed.sort(key=lambda finding: (finding.rule not in (*rules, _NOTHING), finding.rule.startswith(STOPS_FEW)))
    told = next(iter(failed), None)
    return f"{told.message} ({told.rule})" if told else "one of our checks."


_NOTHING = "AUTHR-EMPTY"  # then nothing else came, and that is said of nothing
