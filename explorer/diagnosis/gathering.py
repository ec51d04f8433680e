"""All signs of one cause, gathered: what our record shows, what the provider's words name, what the error code says.

What our own checks looked for and found in order is ruled out (`_has_passed`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..rules import Finding
from .by_status import of_status
from .case import Case
from .cause import KnownCause
from .page import is_refusal
from .signs import DOUBTFUL, HINT, LITTLE, NUMBERED, READS, SAYS, SLIP, STATED, Sign, against, contrary

_BY_SEVERITY = {"error": SLIP, "warning": DOUBTFUL, "info": LITTLE}


@dataclass(frozen=True)
class Weighed:
    """A cause with all its signs. What they come to is asked for by every rival, so it is worked out once."""

    cause: KnownCause
    record: tuple[Sign, ...]  # of our own record
    words: tuple[Sign, ...]  # the provider's
    code: int  # what the error code weighs

    @cached_property
    def score(self) -> int:
        """The sum of everything; how common a cause is decides between equals."""
        heaviest = max((sign.weight for sign in self.record), default=0)
        more = sum(1 for sign in self.record if sign.weight > 0)
        minus = sum(sign.weight for sign in self.record if sign.weight < 0)
        return (
            max(heaviest, 0)
            + more
            + minus
            + min(max((sign.weight for sign in self.words), default=0), HINT if self.is_disproved else NUMBERED)
            + self.code
            + self.cause.common
        )

    @cached_property
    def weight(self) -> int:
        """The sum of what is evidence."""
        return self.score - self.cause.common

    @cached_property
    def standing(self) -> int:
        """0 where something speaks for it, 1 where nothing does, 2 where more speaks against it: the order within a grade."""
        if self.weight < -LITTLE:
            return 2
        return 0 if self.words or self.code > 0 or any(sign.weight > 0 for sign in self.record) else 1

    @cached_property
    def is_named(self) -> bool:
        """The provider's words name it, and not in a phrase that says hardly anything."""
        return any(sign.weight >= READS for sign in self.words)

    @cached_property
    def is_told(self) -> bool:
        """A sentence that is known names it, and the record does not prove the contrary."""
        return any(sign.weight >= SAYS for sign in self.words) and not self.is_disproved

    @cached_property
    def is_disproved(self) -> bool:
        """The record proves the contrary, whoever says otherwise."""
        return any(sign.excludes for sign in self.record)

    @cached_property
    def suffices(self) -> bool:
        """The record shows what no provider may accept."""
        return any(sign.suffices for sign in self.record)

    @cached_property
    def is_seen(self) -> bool:
        """The record shows it."""
        return any(sign.weight >= SLIP for sign in self.record)

    @cached_property
    def is_excluded(self) -> bool:
        """The record proves the contrary, and nobody says otherwise, by words or by a code that means just this."""
        return self.is_disproved and not self.is_named and self.code < STATED


def gather(known: KnownCause, case: Case) -> Weighed:
    """Return a cause with everything that speaks for it and against it in this case."""
    if case.symptom.leg not in known.legs:  # named by an application, of whose requests nothing was seen
        return Weighed(known, (), tuple(case.named(known.id)), -LITTLE)  # its own causes are nearer
    found = tuple(_of_finding(finding) for finding in _stopping(known, case))
    looked = tuple(known.look(case)) if known.look is not None else ()
    code = known.usual.get(case.code or "", 0)
    is_doubted = case.is_client_refused and not code and (looked or found) and not case.is_spoken_of(known.id)
    before = (against(_CLIENT_FIRST),) if is_doubted else ()
    if case.symptom.kind == "no answer" and known.topic not in _UNHEARD_OF and (looked or found):
        before = (against("No answer came, so nobody is known to have read the request."),)
    is_shown = any(sign.weight > 0 for sign in (*looked, *found))
    words = tuple(case.named(known.id, beside_code=code > 0, is_shown=is_shown))
    is_told = any(sign.weight >= READS for sign in words)
    cleared = (against(_CLEARED),) if not looked and not is_told and _is_cleared(known, case) else ()
    passed = (contrary(_PASSED),) if not looked and _has_passed(known, case) else ()
    absent = (contrary(_ABSENT),) if not (looked or found or passed) and _is_of_absent_token(known, case) else ()
    front = (taken,) if (looked or found) and not is_told and not code and (taken := _as_taken(known, case, found)) else ()
    record = (*looked, *found, *before, *front, *cleared, *passed, *absent)
    alone = () if any(sign.weight > 0 or sign.excludes for sign in (*record, *words)) else tuple(of_status(known.id, case))
    return Weighed(known, (*record, *alone), words, code)


def _as_taken(known: KnownCause, case: Case, found: tuple[Sign, ...]) -> Sign | None:
    """What the way of the answer says against a slip in the link: nobody was sent back with it, or the link was taken."""
    if case.symptom.leg != "authorize" or known.topic not in _OF_A_LINK:
        return None
    if case.symptom.kind == "refused" and case.code in _OF_PEOPLE:
        return against("The provider asked for the person, so it had taken the link.")
    if not is_refusal(case):
        return None
    is_plain = any(sign.weight >= SLIP for sign in found) and case.symptom.status not in (401, 403, 404)
    return Sign(-LITTLE, _SENT_BACK) if is_plain else against(_SENT_BACK)


_SENT_BACK = "Where address and client are trusted, a provider sends the browser back with such an error (RFC 6749 4.1.2.1)."
_OF_PEOPLE = ("login_required", "consent_required", "interaction_required", "account_selection_required", "access_denied")
_OF_A_LINK = (
    "verifier",
    "response_type",
    "response_mode",
    "prompt",
    "max_age",
    "claims",
    "hint",
    "acr",
    "scope",
    "resource",
    "state",
    "pkce",
    "nonce",
)  # topics of what a link asks for, beside its address and its client


_CLEARED = "Our own rules looked for it in this request, and found nothing of the kind."


def _is_cleared(known: KnownCause, case: Case) -> bool:
    """All that would show it in the request was looked at, and passed; those after the tokens the explorer makes by itself."""
    if case.got_tokens is not None:
        return bool(known.rules) and all(rule.startswith("TOKQ-") for rule in known.rules)
    prefix = _RULES_OF.get(case.symptom.leg)
    if prefix is None or not known.rules or not all(rule.startswith(prefix) for rule in known.rules):
        return False
    found = [case.finding(rule) for rule in known.rules]
    return all(finding is not None and (finding.verdict == "pass" or not finding.applies) for finding in found) and any(
        finding is not None and finding.verdict == "pass" for finding in found
    )


_PASSED = "Our own checks looked for it in what came, and it passed."


def _has_passed(known: KnownCause, case: Case) -> bool:
    """Where a check of ours failed, and all that would show this cause was checked in the same answer, and passed."""
    if case.symptom.leg != "check" or case.symptom.kind != "failed check":
        return False
    found = [finding for rule in known.rules if (finding := case.finding(rule)) is not None]
    is_open = any(finding.verdict != "pass" and finding.applies for finding in found)
    return not is_open and any(finding.verdict == "pass" for finding in found)


_ABSENT = "No ID token came in which it could be."


def _is_of_absent_token(known: KnownCause, case: Case) -> bool:
    """All that would show it is looked for in an ID token, and none came."""
    if case.symptom.leg != "check" or case.symptom.kind != "failed check" or "id_token" in case.run.tokens:
        return False
    return bool(known.rules) and all(rule.startswith(("IDTH-", "IDTC-", "AT-", "JWKS-")) for rule in known.rules)


_UNHEARD_OF = ("network", "provider", "endpoint", "metadata", "issuer")  # what can keep an answer away
_RULES_OF = {"token": "TOKQ-", "authorize": "AUTHZ-"}


_CLIENT_FIRST = (
    "The client was not believed (401, invalid_client, WWW-Authenticate), and providers look at it before anything else."
)


def _stopping(known: KnownCause, case: Case) -> list[Finding]:
    """What failed of its rules; of checks that failed only errors stopped somebody, so that warnings alone are no cause of it."""
    failed = [case.failed[rule] for rule in known.rules if rule in case.failed and _is_about(rule, case)]
    is_of_tokens = case.symptom.kind == "failed check" and case.symptom.leg == "check"
    return [] if is_of_tokens and not any(finding.is_error for finding in failed) else failed


def _is_about(rule: str, case: Case) -> bool:
    """What was found about a token request says nothing of the requests after it."""
    return case.got_tokens is None or not rule.startswith("TOKQ-")


def _of_finding(finding: Finding) -> Sign:
    return Sign(_BY_SEVERITY[finding.severity], f"{finding.message} ({finding.rule})")
