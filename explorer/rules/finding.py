"""The shape of a judgement: a question, a verdict with its evidence, and what to do about it."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from ..protocol.flow_table import judged_by, order

Verdict = Literal["pass", "fail", "skip"]
Severity = Literal["error", "warning", "info"]

_ORDER = {("fail", "error"): 0, ("fail", "warning"): 1, ("fail", "info"): 2, "skip": 3, "pass": 4}

# Without one of these nobody knows who wrote the message, or whether it answers our request.
WEIGHTY = frozenset(
    {
        "IDTH-SIGNATURE-INVALID",
        "IDTC-ISS-MISMATCH",
        "IDTC-AUD-MISMATCH",
        "IDTC-NONCE-MISMATCH",
        "AUTHR-STATE-MISSING",
        "AUTHR-STATE-MISMATCH",
        "AUTHR-ISS-MISMATCH",
    }
)


class Finding(NamedTuple):
    """The answer to one question about one message.

    `rule` is a stable id; `message` one plain sentence: what is wrong, or why nothing could be said. `expected` and
    `received` are values for people; they hold no secrets. `advice` says what to do after a failure. A skipped question
    with `applies` False is not applicable (no nbf in the token); one with True was not checked (no keys to verify with).
    """

    rule: str
    question: str
    verdict: Verdict
    severity: Severity
    message: str
    spec: str
    expected: Any = None
    received: Any = None
    advice: str = ""
    applies: bool = True

    @property
    def is_error(self) -> bool:
        """True for a failure that makes the message unacceptable."""
        return self.verdict == "fail" and self.severity == "error"

    @property
    def is_weighty(self) -> bool:
        """True for a question without whose answer the others mean little."""
        return self.rule in WEIGHTY

    @property
    def rank(self) -> int:
        """Where it belongs in a list that begins with the worst."""
        return _ORDER[(self.verdict, self.severity)] if self.verdict == "fail" else _ORDER[self.verdict]

    @property
    def weight(self) -> tuple[int, bool, int]:
        """Where it belongs among failures of which one has to be named first: the errors begin.

        Of equal ones those come first without whose answer the others mean little, and of these those of the latest message,
        at which the flow stopped.
        """
        judged = judged_by(str(self.rule))  # none for how all messages travelled
        place = order(judged.key) if judged else -1
        return _ORDER.get(("fail", self.severity), _ORDER["fail", "info"]), not self.is_weighty, -place
