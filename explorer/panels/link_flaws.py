"""Which field of step 2 a finding about the link is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..rules import Finding, Report
from .flaws import Flaw, Flaws, quoted

_BEGINNINGS = {  # of a rule's id, after AUTHZ-, and the field
    "SCOPE": "scope",
    "PKCE": "PKCE",
    "STATE": "state",
    "NONCE": "nonce",
    "PROMPT": "prompt",
    "MAX-AGE": "max_age",
    "ACR": "acr_values",
    "CLAIMS": "claims",
    "RESPONSE-MODE": "response_mode",
}
_MISSPELT = (  # only worth a word, since many providers list few of theirs; or a slip of the pen
    "AUTHZ-SCOPE-UNADVERTISED",
    "AUTHZ-PROMPT-UNKNOWN",
)
_ALWAYS = ("response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method")
LINK = "the link"  # for what no field of the form says


def link_flaws(report: Report, arguments: Mapping[str, Any]) -> Flaws:
    """Return what is wrong with each field, errors first; what belongs to none is said of the link."""
    by_field: dict[str, list[Finding]] = {}
    for finding in report.failures:
        if finding.severity != "info" or finding.rule in _MISSPELT:
            by_field.setdefault(_field(finding, arguments), []).append(finding)
    flaws = {field: _flaw(found) for field, found in by_field.items()}
    absent = [name for name in arguments.get("omit") or () if not _is_in_link(name, arguments)]
    if absent:
        flaws.setdefault(
            "leave out", Flaw(f"The link has no {quoted(', '.join(absent))} that could be left out.", is_error=False)
        )
    return dict(sorted(flaws.items(), key=lambda each: not each[1].is_error))


def _is_in_link(name: str, arguments: Mapping[str, Any]) -> bool:
    return name in _ALWAYS or bool(arguments.get(name)) or name in [extra for extra, _ in arguments.get("extra") or ()]


def _flaw(found: list[Finding]) -> Flaw:
    """All that is wrong with a field, each with what to do, the errors first: nobody likes to be told one thing after the other."""
    worst_first = sorted(found, key=lambda each: not each.is_error)
    told = " ".join(f"{each.message} {each.advice}".strip() for each in worst_first)
    return Flaw(told, worst_first[0].is_error)


def _field(finding: Finding, arguments: Mapping[str, Any]) -> str:
    rest = finding.rule.removeprefix("AUTHZ-")
    named = next((field for beginning, field in _BEGINNINGS.items() if rest.startswith(beginning)), "")
    if rest.endswith("MISSING") and arguments.get("omit") and named not in ("scope", "state", "nonce", "PKCE"):
        return "leave out"
    return named or ("extra" if arguments.get("extra") else LINK)
