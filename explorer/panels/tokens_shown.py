"""What step 5 shows of the tokens, as HTML: the verdict, what failed, what they say, what went over the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..protocol.flow_table import judged_by
from ..rules import Finding, Report
from ..runs import Run
from ..views.claims import access_token_html, claims_html, jwt_html
from ..views.exchange import exchanges_html
from ..views.parts import el, heading, sentence
from ..views.report import is_unsigned, passed_html, problems_html, verdict_sentence
from ..views.run import spent_in_browser
from .parts import said

if TYPE_CHECKING:
    from ..local import LocalProvider


def _faults_of(local: LocalProvider | None) -> dict[str, str]:
    """The first fault of the local provider that shows a rule, by the rule's id."""
    return {fault.caught_by: fault.name for fault in reversed(list(local.faults)) if fault.caught_by} if local else {}


def what_failed(report: Report, local: LocalProvider | None) -> str:
    """Return what failed, or what is worth knowing where nothing did."""
    return problems_html("What to know" if report.ok else "What failed", report, faults=_faults_of(local))


def what_passed(report: Report, local: LocalProvider | None) -> str:
    """Return what passed, message by message, behind a fold each."""
    return passed_html(report, faults=_faults_of(local))


def the_verdict(report: Report, is_checked: bool, given_back: bool, refused: str) -> str:
    """Return the one sentence about the tokens, and what follows from it.

    `given_back` tells that one was revoked from here, `refused` in a sentence what the provider refused since.
    """
    if not is_checked:
        return el("div", sentence(_UNCHECKED, kind="open"), class_="fx")
    mood = "bad" if not report.ok else "open" if refused or is_unsigned(report) else "good"
    wrong = [finding for finding in report.failures if finding.is_error]
    advice = f" {_advice(wrong, given_back)}" if wrong else f" {refused}" if refused else ""
    verdict = verdict_sentence(report, named=False)
    stop = "." if advice and not verdict.endswith(".") else ""  # a list of questions ends without one
    return el("div", sentence(f"{verdict}{stop}{advice}", kind=mood), class_="fx")


def _advice(wrong: list[Finding], given_back: bool) -> str:
    if given_back and {finding.rule for finding in wrong} <= {"UI-STATUS"}:
        return _GIVEN_BACK
    return _DO_NOT_USE if any(map(_is_of_what_came, wrong)) else _OF_OURS


def _is_of_what_came(finding: Finding) -> bool:
    """It is about what came. What was wrong with a request of ours was wrong of us, and says nothing of the tokens."""
    message = judged_by(finding.rule)
    return message is None or message.sender == "provider"


def the_claims(id_token: Any, now: float | None, refreshed: bool) -> str:
    """Return the claims of the ID token, with times told from when it came."""
    claims = id_token.get("claims") if isinstance(id_token, Mapping) else None
    if not id_token:
        return said(_NO_ID_TOKEN)
    title = el("div", heading("What the ID token of the sign-in says" if refreshed else "What the ID token says"), class_="fx")
    return title + claims_html(claims if isinstance(claims, Mapping) else {}, now=now)


def the_id_token(id_token: Any, now: float | None) -> str:
    """Return the ID token taken apart, or why it is not."""
    if isinstance(id_token, Mapping):
        return jwt_html(id_token, now=now, claims=False)
    return said(_NO_JWT if id_token else _NO_ID_TOKEN)


def the_access_token(token: Any, now: float | None) -> str:
    """Return the access token, taken apart where it is a JWT."""
    return access_token_html(token, now=now) if token else said("No access token came.")


def on_the_wire(run: Run) -> str:
    """Return all exchanges of the run, with how long each took."""
    return exchanges_html(run.exchanges, thinking=spent_in_browser(run))


_DO_NOT_USE = "Do not use these tokens."
_GIVEN_BACK = "You gave a token back (Revoke), and a refusal after that is what it means."
_OF_OURS = "What failed is about what was sent from here, and says nothing against the tokens."
_UNCHECKED = "These tokens are not checked yet, so do not believe them: press Check."
_NO_JWT = "The ID token is not in the form of a JWT (RFC 7519 3)."
_NO_ID_TOKEN = "No ID token came: was `openid` in the scope?"
