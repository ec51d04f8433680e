"""Does introspection say what a token is worth? (RFC 7662 2.2)"""

from __future__ import annotations

from ..protocol.json_answer import JsonAnswer
from .registry import RuleSet
from .report import Report
from .rows import rows

INTROSPECTION: RuleSet[JsonAnswer] = RuleSet()
row = rows(
    INTROSPECTION,
    spec="RFC 7662 2.2",
    when=lambda answer: answer.response.status < 300,
    unless="the provider refused to answer, or sent us elsewhere",
)

row(
    "INTRO-ACTIVE-MISSING",
    "Does it say whether the token is good?",
    lambda answer: not isinstance(answer.members.get("active"), bool),
    "active is missing, or neither true nor false.",
    advice="Take the token as worth nothing, and tell the provider.",
    expected="active",
)
row(
    "INTRO-INACTIVE",
    "Is the token good?",
    lambda answer: answer.members.get("active") is False,
    "The token is not active.",
    severity="info",
    advice="Nothing, where you gave it back yourself. Else get another: refresh, or sign in again. Where it should be good, ask the "
    "provider whether this client may ask about it: the answer is the same where it may not (RFC 7662 2.2).",
)


def check_introspection(answer: JsonAnswer) -> Report:
    """Tell whether an introspection answer says what it has to."""
    return INTROSPECTION.run(answer)
