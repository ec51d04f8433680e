"""Lesson 05: which attack on the redirect each guard stops."""

from __future__ import annotations

from typing import Any

from .exercises import exercise
from .public_client import OF_PKCE
from .readings import Reading, choices, conditions
from .rule_ids import rule_ids

_FIRST = {"forged redirect": "state", "injected code": "PKCE", "mix-up": "iss", "lookalike": "redirect_uri"}
_LIES = {
    2: "AUTHR-STATE-MISMATCH",
    14: "AUTHR-ISS-MISSING",
    18: "AUTHR-ISS-MISMATCH",
    21: "AUTHR-DUPLICATE-PARAM",
}


@exercise(
    "05.1",
    hint="Look at the table's row: where several guards stop an attack, the one that acts before the others is first.",
    why="Each guard ties the answer to something else: to the browser, the link, the provider, the place.",
)
def first_to_stop(answer: Any) -> Reading:
    """Which guard stops each of the four attacks first?"""
    return choices(answer, _FIRST, among=("state", "nonce", "PKCE", "iss", "redirect_uri"), kind="guards", also=OF_PKCE)


@exercise(
    "05.2",
    wants="a dict from number to rule",
    hint="After `receive()`: `[finding.rule for finding in flow.redirect_report.findings if finding.is_error]` names the rule.",
    why="No code may be sent after any of these four, and the explorer refuses to: `exchange()` would have said so.",
)
def lies_in_the_redirect(answer: Any) -> Reading:
    """Which rule notices each of the mysteries 2, 14, 18 and 21?"""
    return choices(answer, _LIES, among=rule_ids(), kind="rules")


@exercise(
    "05.3",
    wants="Alice's flow",
    hint="Alice's flow is the one at the rogue; what it receives is the answer to Bob's link with Alice's state in it.",
    why="AUTHR-WRONG-REDIRECT-URI: the answer came to the honest provider's door, and it was the rogue that was asked.",
)
def an_address_for_each(answer: Any) -> Reading:
    """What does Alice's flow see of a mix-up when each provider has a redirect_uri of its own?"""
    wanted = {
        "the answer to Bob's link with Alice's state in it": lambda run: _verdict(run, "AUTHR-STATE-MISMATCH") == "pass",
        "an arrival at another address than Alice's": lambda run: _verdict(run, "AUTHR-WRONG-REDIRECT-URI") == "fail",
    }
    return conditions(answer, wanted)


def _verdict(run: Any, rule: str) -> object:
    return run.report[rule].verdict
