"""Lesson 05: which attack on the redirect each guard stops."""

from __future__ import annotations

from typing import Any

from .answers import text, words
from .exercises import exercise

_FIRST = {"forged redirect": "state", "injected code": "pkce", "mix-up": "iss", "lookalike": "redirect_uri"}
_LIES = {
    2: {"AUTHR-STATE-MISMATCH"},
    14: {"AUTHR-ISS-MISSING"},
    18: {"AUTHR-ISS-MISMATCH"},
    21: {"AUTHR-DUPLICATE-PARAM"},
}


@exercise(
    "05.1",
    hint="Look at the table's row: where several guards stop an attack, the one that acts before the others is first.",
    why="Each guard ties the answer to something else: to the browser, the link, the provider, the place.",
)
def first_to_stop(answer: Any) -> bool:
    """Which guard stops each of the four attacks first?"""
    return {text(attack): text(guard).lower() for attack, guard in dict(answer).items()} == _FIRST


@exercise(
    "05.2",
    hint="After receive(): [finding.rule for finding in flow.redirect_report.findings if finding.is_error] names the rule.",
    why="No code may be sent after any of these four, and the explorer refuses to: exchange() would have said so.",
)
def lies_in_the_redirect(answer: Any) -> bool:
    """Which rule notices each of the mysteries 2, 14, 18 and 21?"""
    return {int(number): words(rule) for number, rule in dict(answer).items()} == _LIES


@exercise(
    "05.3",
    hint="Alice's flow is the one at the rogue; what it receives is the answer to Bob's link with Alice's state in it.",
    why="AUTHR-WRONG-REDIRECT-URI: the answer came to the honest provider's door, and it was the rogue that was asked.",
)
def an_address_for_each(answer: Any) -> bool:
    """What does Alice's flow see of a mix-up when each provider has a redirect_uri of its own?"""
    report = answer.run.report
    verdicts = [report[rule].verdict for rule in ("AUTHR-STATE-MISMATCH", "AUTHR-WRONG-REDIRECT-URI")]
    return verdicts == ["pass", "fail"]
