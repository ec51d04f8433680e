"""How causes are weighed, all of it: signs are added up, and a verdict needs more than a high sum.

    proven      we stopped for it ourselves; or the record shows it and the provider's own words name it and nothing else; or
                the record shows what no provider may accept, the error code agrees, and nothing else stands out
    ruled out   the record proves the contrary
    likely      the signs for it come to LIKELY or more: a slip, or the provider's words, or a code that says just this
    possible    the rest

So a slip alone proves nothing, however many there are, and words alone prove nothing, however plain they are. Sentences that
nobody has met are read by their nouns and predicates (relations.py), and only where no known one speaks of this leg. A slip
beside plain words about another thing weighs less (`_beside_words`). Where one cause is proven, words or a code alone make no
other likely (`_explained`): they are explained. What our own checks looked for and found in order is ruled out (`_has_passed`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..rules import Finding
from .advice import advice_for
from .case import Case
from .cause import Cause, Certainty, KnownCause
from .consoles import console_of, place_for
from .experiments import experiment_for
from .page import may_be_the_network
from .signs import (
    AGAINST,
    DOUBTFUL,
    HINT,
    LIKELY,
    LITTLE,
    NUMBERED,
    OFTEN,
    OURS,
    READS,
    SAYS,
    SLIP,
    SUBJECT,
    VAGUE,
    Sign,
    against,
    contrary,
)

RANK: dict[Certainty, int] = {"proven": 0, "likely": 1, "possible": 2, "ruled out": 3}
_BY_SEVERITY = {"error": SLIP, "warning": DOUBTFUL, "info": LITTLE}


@dataclass(frozen=True)
class Weighed:
    """A cause with all its signs."""

    cause: KnownCause
    record: tuple[Sign, ...]  # of our own record
    words: tuple[Sign, ...]  # the provider's
    code: int  # what the error code weighs

    @property
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

    @property
    def is_named(self) -> bool:
        """The provider's words name it, and not in a phrase that says hardly anything."""
        return any(sign.weight >= READS for sign in self.words)

    @property
    def is_told(self) -> bool:
        """A sentence that is known names it, and the record does not prove the contrary."""
        return any(sign.weight >= SAYS for sign in self.words) and not self.is_disproved

    @property
    def is_disproved(self) -> bool:
        """The record proves the contrary, whoever says otherwise."""
        return any(sign.excludes for sign in self.record)

    @property
    def suffices(self) -> bool:
        """The record shows what no provider may accept."""
        return any(sign.suffices for sign in self.record)

    @property
    def is_seen(self) -> bool:
        """The record shows it."""
        return any(sign.weight >= SLIP for sign in self.record)

    @property
    def is_excluded(self) -> bool:
        """The record proves the contrary, and nobody says otherwise."""
        return self.is_disproved and not self.is_named


def weigh(causes: Iterable[KnownCause], case: Case) -> tuple[Cause, ...]:
    """Return every cause that this failure can have, with its verdict, in the order of what speaks for them."""
    causes = [
        known for known in causes if (case.symptom.leg in known.legs and _can_be(known, case)) or _is_repeated(known, case)
    ]
    weighed = [_weighed(known, case) for known in causes]
    if not any(each.is_told for each in weighed):
        case = replace(case, words=case.words.with_readings({known.id for known in causes}))
        weighed = [_weighed(known, case) for known in causes]
    told = {sign.sentence for each in weighed for sign in each.words if sign.weight >= SAYS}
    weighed = [_without_subjects(each, told) for each in weighed]
    if any(_topics_of(sentence, weighed) >= _LIST for sentence in told):
        weighed = [_of_list(each) for each in weighed]
    weighed = [_beside_words(each, weighed) for each in weighed]
    decided = _explained([(each, _verdict(each, weighed, case)) for each in weighed])
    console = console_of(case.run)
    found = [_cause(each, verdict, place_for(console, each.cause.id), case) for each, verdict in decided]
    return tuple(sorted(found, key=lambda cause: (RANK[cause.verdict], -cause.score)))


def _without_subjects(each: Weighed, told: set[str]) -> Weighed:
    """Of a sentence that says plainly what is the matter, the other things that it speaks of say nothing."""
    words = tuple(sign for sign in each.words if sign.weight > SUBJECT or sign.sentence not in told)
    return replace(each, words=words)


_LIST = 3  # things that one sentence says are wrong, or may be


def _topics_of(sentence: str, weighed: list[Weighed]) -> int:
    """How many things a sentence names plainly."""
    return len(
        {each.cause.topic for each in weighed for sign in each.words if sign.weight >= SAYS and sign.sentence == sentence}
    )


def _of_list(each: Weighed) -> Weighed:
    """An answer that lists what may be wrong leaves it open; what our record shows of the list is meant, and not proven by it."""
    most = READS if each.is_seen else VAGUE
    return replace(each, words=tuple(replace(sign, weight=min(sign.weight, most)) for sign in each.words))


def _can_be(known: KnownCause, case: Case) -> bool:
    """Where an answer came, it was not the network; and "active: false" is said to a client that was heard, of the token alone.

    But what an application met behind its own answer, nobody saw.
    """
    if case.symptom.kind == "inactive":
        return known.topic in _OF_TOKENS or known.id == "token-of-another-client"
    return known.topic != "network" or may_be_the_network(case, known.id)


_OF_TOKENS = ("access-token", "refresh-token", "rights", "kind", "audience", "session")


def _is_repeated(known: KnownCause, case: Case) -> bool:
    """An application that was refused at the token endpoint shows the provider's words: whatever they name counts."""
    return case.symptom.leg == "application" and "token" in known.legs and any(case.named(known.id))


def _weighed(known: KnownCause, case: Case) -> Weighed:
    if case.symptom.leg not in known.legs:  # named by an application, of whose requests nothing was seen
        return Weighed(known, (), tuple(case.named(known.id)), -LITTLE)  # its own causes are nearer
    found = tuple(_of_finding(case.failed[rule]) for rule in known.rules if rule in case.failed and _is_about(rule, case))
    looked = tuple(known.look(case)) if known.look is not None else ()
    code = known.usual.get(case.code or "", 0)
    before = (against(_CLIENT_FIRST),) if case.is_client_refused and not code and (looked or found) else ()
    if case.symptom.kind == "no answer" and known.topic not in _UNHEARD_OF and (looked or found):
        before = (against("No answer came, so nobody is known to have read the request."),)
    is_shown = any(sign.weight > 0 for sign in (*looked, *found))
    words = tuple(case.named(known.id, beside_code=code > 0, is_shown=is_shown))
    is_told = any(sign.weight >= READS for sign in words)
    cleared = (against(_CLEARED),) if not looked and not is_told and _is_cleared(known, case) else ()
    passed = (contrary(_PASSED),) if not looked and _has_passed(known, case) else ()
    absent = (contrary(_ABSENT),) if not passed and _is_of_absent_token(known, case) else ()
    return Weighed(known, (*looked, *found, *before, *cleared, *passed, *absent), words, code)


def _beside_words(each: Weighed, weighed: list[Weighed]) -> Weighed:
    """A slip beside plain words about another thing is one that this provider does not mind, most of the time."""
    heaviest = max((sign.weight for sign in each.record), default=0)
    if each.is_named or each.suffices or not SLIP <= heaviest < SAYS:
        return each
    told = [
        other for other in weighed if (other.is_told or _misses(other)) and all(sign.weight > AGAINST for sign in other.record)
    ]
    is_elsewhere = bool(told) and all(other.cause.topic != each.cause.topic for other in told)
    return replace(each, record=(*each.record, against(_OTHER_WORDS))) if is_elsewhere else each


def _misses(each: Weighed) -> bool:
    """The provider looked for the code and did not find it: what else is wrong it never came to."""
    return each.cause.topic == "code" and any(_NO_CODE.search(sign.sentence.lower()) for sign in each.words)


_NO_CODE = re.compile(
    r"\bcode\b.{0,12}\b(does not|doesn.t) exist|\bcode (was |could )?not (be )?found|no such (authorization |auth )?code\b(?! ver| chal)|"
    r"unknown (authorization |auth )?code\b(?! ver| chal)"
)
_OTHER_WORDS = "The provider's own words speak of another thing."
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
    return bool(known.rules) and all(rule.startswith(("IDTH-", "IDTC-")) for rule in known.rules)


_UNHEARD_OF = ("network", "provider", "endpoint", "metadata", "issuer")  # what can keep an answer away
_RULES_OF = {"token": "TOKQ-", "authorize": "AUTHZ-"}


_CLIENT_FIRST = (
    "The client was not believed (401, invalid_client, WWW-Authenticate), and providers look at it before anything else."
)


def _is_about(rule: str, case: Case) -> bool:
    """What was found about a token request says nothing of the requests after it."""
    return case.got_tokens is None or not rule.startswith("TOKQ-")


def _of_finding(finding: Finding) -> Sign:
    return Sign(_BY_SEVERITY[finding.severity], f"{finding.message} ({finding.rule})")


def _verdict(each: Weighed, weighed: list[Weighed], case: Case) -> Certainty:
    heaviest = max((sign.weight for sign in each.record), default=0)
    if heaviest >= OURS:
        return "proven"
    if each.is_excluded:
        return "ruled out"
    if each.is_disproved:
        return "possible"  # the words say so, and never beat what the record holds
    rivals = [other for other in weighed if other is not each and not other.is_excluded]
    if any(sign.weight < 0 for sign in each.record):
        return "likely" if each.score - each.cause.common >= LIKELY else "possible"
    if each.is_seen and each.words and _is_meant(each, case, rivals):
        return "proven"
    if each.suffices and each.code > 0 and not any(other.is_seen or other.is_named for other in rivals):
        return "proven"
    return "likely" if each.score - each.cause.common >= LIKELY else "possible"


def _explained(decided: list[tuple[Weighed, Certainty]]) -> list[tuple[Weighed, Certainty]]:
    """What is proven explains what was said: a cause for which words or a code alone speak is possible beside it, no more."""
    if not any(verdict == "proven" for _, verdict in decided):
        return decided
    return [(each, "possible" if verdict == "likely" and not each.is_seen else verdict) for each, verdict in decided]


def _is_meant(each: Weighed, case: Case, rivals: list[Weighed]) -> bool:
    """True where the words mean this and nothing else that may be so: all that they name is of one topic, and only this is seen."""
    named = [other for other in rivals if other.is_named]
    if any(other.cause.topic != each.cause.topic or other.is_seen for other in named):
        return False
    return all(sign.weight >= SAYS for sign in each.words)


def _of_code(weight: int, case: Case) -> tuple[str, ...]:
    """What the error code says of a cause, where it says more than that it is seen with it."""
    if weight < OFTEN:
        return ()
    code = f"The code {case.code}" if case.code == case.symptom.error else f"The answer stands for {case.code}, which"
    return (f"{code} {'means just this' if weight >= LIKELY else 'is used for it, among other things'}.",)


def _cause(each: Weighed, verdict: Certainty, console: str, case: Case) -> Cause:
    known, signs = each.cause, sorted((*each.record, *each.words), key=lambda sign: -sign.weight)
    advice = advice_for(known, case)
    return Cause(
        id=known.id,
        title=known.title,
        verdict=verdict,
        speaks_for=tuple(dict.fromkeys((*(sign.sentence for sign in signs if sign.weight > 0), *_of_code(each.code, case)))),
        against=tuple(dict.fromkeys(sign.sentence for sign in signs if sign.weight <= 0)),
        advice=advice.text,
        spec=known.spec,
        in_panel=advice.in_panel,
        experiment=experiment_for(known.experiment, case),
        score=each.score,
        topic=known.topic,
        console=console,
        is_seen=each.is_seen and verdict != "ruled out",
    )


def without_advice(cause: Cause) -> Cause:
    """A cause that is ruled out has nothing to do about it."""
    return replace(cause, advice="", in_panel="", console="", experiment=None) if cause.verdict == "ruled out" else cause
