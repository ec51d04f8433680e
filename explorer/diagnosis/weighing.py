"""How causes are weighed: signs are added up, and a verdict needs more than a high sum.

    proven      we stopped for it ourselves; or the record shows it and the provider's own words name it and nothing else; or
                the record shows what no provider may accept, the error code agrees, and nothing else stands out
    ruled out   the record proves the contrary
    likely      the signs for it come to LIKELY or more: a slip, or the provider's words, or a code that says just this; or words
                that may mean it, and a code that is usual for it
    possible    the rest

So a slip alone proves nothing, however many there are, and words alone prove nothing, however plain they are. Sentences that
nobody has met are read by their nouns and predicates (relations.py), and only where no known one speaks of this leg. A slip
beside plain words about another thing weighs less (`_beside_words`). Where one cause is proven, words or a code alone make no
other likely; where the record shows one that the words may mean, vague words make no other likely (`_explained`). The signs
themselves are gathered in gathering.py. A server that says one sentence about the client for every refusal, without an error
code, is doubted beside a slip about the code (`_is_catch_all`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from .advice import advice_for
from .case import Case
from .cause import Cause, Certainty, KnownCause
from .code_alone import says_code_alone
from .consoles import console_of, place_for
from .experiments import experiment_for
from .gathering import Weighed, gather
from .page import may_be_the_network
from .reached import came_to, has_reached_nobody
from .signs import (
    AGAINST,
    LIKELY,
    LITTLE,
    OFTEN,
    OURS,
    READS,
    SAYS,
    SLIP,
    SUBJECT,
    VAGUE,
    Sign,
    against,
)

RANK: dict[Certainty, int] = {"proven": 0, "likely": 1, "possible": 2, "ruled out": 3}


def weigh(causes: Iterable[KnownCause], case: Case) -> tuple[Cause, ...]:
    """Return every cause that this failure can have, with its verdict, in the order of what speaks for them."""
    causes = [
        known for known in causes if (case.symptom.leg in known.legs and _can_be(known, case)) or _is_repeated(known, case)
    ]
    weighed = [gather(known, case) for known in causes]
    if not any(each.is_told for each in weighed):
        open_ones = {each.cause.id for each in weighed if not each.is_disproved}
        possible = {each.cause.id for each in weighed}
        case = replace(case, words=case.words.with_readings(open_ones, possible, case.subject))
        weighed = [gather(known, case) for known in causes]
    told = {sign.sentence for each in weighed for sign in each.words if sign.weight >= SAYS}
    beside = None if _is_plain(weighed, case) else told
    weighed = [_without_subjects(each, beside) for each in weighed]
    if any(_topics_of(sentence, weighed) >= _LIST for sentence in told):
        weighed = [_of_list(each) for each in weighed]
    if _is_catch_all(weighed, case):
        weighed = [replace(each, words=_at_most(VAGUE, each)) if each.cause.topic in _PROOFS else each for each in weighed]
    weighed = [_beside_words(each, weighed) for each in weighed]
    decided = _explained([(each, _verdict(each, weighed, case)) for each in weighed])
    console = console_of(case.run)
    decided.sort(key=lambda pair: (RANK[pair[1]], pair[0].standing, -pair[0].score))
    return tuple(_cause(each, verdict, place_for(console, each.cause.id), case) for each, verdict in decided)


def _is_plain(weighed: list[Weighed], case: Case) -> bool:
    """The provider says plainly what is the matter, in more than its error code."""
    code = f'"{case.symptom.error}"'
    told = (each for each in weighed if all(sign.weight > AGAINST for sign in each.record))
    return any(sign.weight >= READS and code not in sign.sentence for each in told for sign in each.words)


def _without_subjects(each: Weighed, told: set[str] | None) -> Weighed:
    """What else a sentence speaks of that is told says nothing, and beside plain words (None) no sentence that nobody knows does.

    "The redirect_uri did not match any of the client's registered ones" is not about the client.
    """
    words = tuple(sign for sign in each.words if sign.weight > SUBJECT or (told is not None and sign.sentence not in told))
    return replace(each, words=words)


_LIST = 3  # things that one sentence says are wrong, or may be


def _topics_of(sentence: str, weighed: list[Weighed]) -> int:
    """How many things a sentence names plainly."""
    return len(
        {each.cause.topic for each in weighed for sign in each.words if sign.weight >= SAYS and sign.sentence == sentence}
    )


def _of_list(each: Weighed) -> Weighed:
    """An answer that lists what may be wrong leaves it open; what our record shows of the list is meant, and not proven by it."""
    return replace(each, words=_at_most(READS if each.is_seen else VAGUE, each))


def _at_most(weight: int, each: Weighed) -> tuple[Sign, ...]:
    return tuple(replace(sign, weight=min(sign.weight, weight)) for sign in each.words)


def _is_catch_all(weighed: list[Weighed], case: Case) -> bool:
    """The client is said to be wrong without the error code for it, and the record shows a slip about the code: some say so of both."""
    is_without_code = case.symptom.leg == "token" and case.symptom.error is None and case.symptom.status != _UNAUTHORIZED
    return is_without_code and any(each.is_seen and each.cause.topic in _OF_THE_GRANT for each in weighed)


_UNAUTHORIZED = 401
_PROOFS = ("secret", "client", "method")
_OF_THE_GRANT = ("code", "verifier", "redirect_uri")


def _can_be(known: KnownCause, case: Case) -> bool:
    """Where an answer came, it was not the network; and "active: false" is said to a client that was heard, of the token alone.

    But what an application met behind its own answer, nobody saw.
    """
    if case.symptom.kind == "inactive":
        return known.topic in _OF_TOKENS or known.id == "token-of-another-client"
    if case.symptom.kind == "no answer" and (case.symptom.error_kind in _BEFORE_SENDING or came_to(case) in _NOT_SENT):
        return known.topic in _KEEP_AWAY or known.id == "issuer-wrong"
    if has_reached_nobody(case):
        return known.topic in (*_KEEP_AWAY, "browser") and (known.topic != "network" or may_be_the_network(case, known.id))
    return known.topic != "network" or may_be_the_network(case, known.id)


_BEFORE_SENDING = ("dns", "connect", "tls", "proxy")  # nobody has seen the request, so nothing in it can be the cause
_NOT_SENT = ("name", "connection", "tls")
_KEEP_AWAY = ("network", "provider", "endpoint", "keys")
_OF_TOKENS = ("access-token", "refresh-token", "rights", "kind")


def _is_repeated(known: KnownCause, case: Case) -> bool:
    """An application that was refused at the token endpoint shows the provider's words: whatever they name counts."""
    return case.symptom.leg == "application" and "token" in known.legs and any(case.named(known.id))


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
        return "likely" if each.weight >= LIKELY else "possible"
    if each.is_seen and each.words and _is_meant(each, case, rivals):
        return "proven"
    if each.suffices and each.code > 0 and not any(other.is_seen or other.is_named for other in rivals):
        return "proven"
    return "likely" if each.weight >= LIKELY else "possible"


def _explained(decided: list[tuple[Weighed, Certainty]]) -> list[tuple[Weighed, Certainty]]:
    """What is proven explains what was said: a cause for which words or a code alone speak is possible beside it, no more.

    What the record shows and the words may mean explains as much of it, but for words that plainly mean another cause.
    """
    is_proven = any(verdict == "proven" for _, verdict in decided)
    if not is_proven and not any(verdict == "likely" and each.is_seen and each.words for each, verdict in decided):
        return decided
    return [
        (each, "possible" if verdict == "likely" and not each.is_seen and (is_proven or not each.is_named) else verdict)
        for each, verdict in decided
    ]


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
    if says_code_alone(case):
        return (f"The error {case.code} stands for this, as for other things.",)
    code = f"The error {case.code}" if case.code == case.symptom.error else f"The answer stands for {case.code}, which"
    return (f"{code} {'stands for this first of all' if weight >= LIKELY else 'stands for this, among other things'}.",)


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
        weight=each.weight,
        topic=known.topic,
        console=console,
        is_seen=each.is_seen and verdict != "ruled out",
        reasons=tuple(dict.fromkeys((*(sign.sentence for sign in signs if sign.weight > LITTLE), *_of_code(each.code, case)))),
    )


def without_advice(cause: Cause) -> Cause:
    """A cause that is ruled out has nothing to do about it."""
    return replace(cause, advice="", in_panel="", console="", experiment=None) if cause.verdict == "ruled out" else cause
