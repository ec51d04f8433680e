"""Why did it fail? Everything that a run holds, weighed: causes with what speaks for them and what against.

symptom.py      what failed, on which leg
evidence.py     what is observed while the secrets live; reading.py reads it again
texts.py        the texts in an answer, one by one
members.py      and what the names of its members say
words.py        what the provider says in them, in sentences that are known
relations.py    and in others, by the thing and what is said of it
browser.py      which causes the browser itself tells
page.py         what kind of page it is that the provider showed
whose_page.py   or whether it is the application's, at the redirect_uri
latest_paste.py a paste without what an earlier one brought
earlier.py      what worked before with the same client
facts.py        what the run holds, before any word is read
circumstances.py what stood around the failure: times, what was asked and answered before
case.py         all of that in one value, which causes look at
reached.py      who was reached, and how far a request came
causes/         the causes, a file for each part of the flow
signs.py        what speaks for a cause and what against, with its weight
how_often.py    the order of what nothing tells apart
by_status.py    and what a status says where nothing else was said
gathering.py    the signs of each cause, gathered
weighing.py     how they are weighed
consoles.py     where in the provider's console to look
vendors.py      whose words they are
advice.py       what to do, where the case has better advice than its kind
issuers.py      in what an issuer differs from the address of its document
document_advice.py and of documents, keys and tokens
patience.py     how long to wait
network_advice.py what to do where nobody answered
experiments.py  the one cheap thing to do that decides
experiment_table.py all that can be done
elsewhere.py    where else a document may be asked for
success.py      a sign-in that worked, and what will bite
what_came.py    and what of its tokens and claims
differences.py  a run that failed beside one that worked
telling.py      the sentences
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile

from ..errors import Mistake, told_alone
from ..messages import unquoted
from ..messages.brief import brief
from ..printable import in_one_line
from ..reference import ErrorCode
from ..runs import Run
from ..secret import refuse_secrets
from .case import Case, read_case
from .cause import AUTHORIZE, CLIENT, Cause, Certainty, Experiment
from .causes import CAUSES
from .differences import differences
from .success import bites
from .telling import error_of, meaning_of, sentence_of
from .vendors import general_of
from .weighing import weigh, without_advice
from .words import core_of, without_masthead

__all__ = ["Cause", "Diagnosis", "Experiment", "diagnose"]

_SHOWN = 4  # causes in a repr, and sentences of the provider
_GUESSES = 2  # of them, where nothing speaks for any
_QUOTED = 300  # characters of one of these
_SIBLINGS = 6
_ALIKE = 5  # by which the weights of two causes may differ that nothing tells apart: a remark, or how usual a code is for each
_RARER = 6  # of nine, by which a cause is met so much less often that it does not stand beside the first
_REQUESTS = (*AUTHORIZE, *CLIENT)  # legs on which a request of ours was refused
# A scheme, an address: nothing is said by them.
_SAYS_NOTHING = re.compile(r'(?:basic|bearer)(?: realm="[^"]*")?|https?://\S+', re.IGNORECASE)
_LONGEST_STATUS = 3  # digits; a longer number is a vendor's, and its support asks for it


@dataclass(frozen=True)
class Diagnosis:
    """Why a run failed, or that it did not.

    `leg` is where ("authorize", "paste", "token", "check", ...; empty where nothing failed), `sentence` what failed in
    plain words, `error` the provider's code, `words` what it said. `causes` are all that this failure can have, the proven
    ones first, then the likely and the possible; at the end those that are ruled out. `bites` are what of a success will
    bite later, `differs` what differs from a run that worked, `remedy` what the error code's entry advises. `is_meant` says
    that it is what a step of this very flow was to bring about: a token that it gave back is taken no more. `client`,
    `issuer` and `begun`, in seconds since 1970, tell of which sign-in all this is said.
    """

    error: str | None
    sentence: str
    causes: tuple[Cause, ...] = ()
    general: tuple[str, ...] = ()
    correlation_id: str | None = None
    leg: str = ""
    words: tuple[str, ...] = ()
    bites: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    remedy: str = ""
    failed: bool = True
    is_meant: bool = False
    client: str | None = None
    issuer: str | None = None
    begun: float = 0.0

    def __post_init__(self) -> None:
        for name in ("error", "sentence", "correlation_id", "client", "issuer"):  # which may be a provider's own words
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else in_one_line(value))
        for name in ("words", "bites", "differs"):
            object.__setattr__(self, name, tuple(map(in_one_line, getattr(self, name))))

    def _with(self, *verdicts: Certainty) -> tuple[Cause, ...]:
        return tuple(cause for cause in self.causes if cause.verdict in verdicts)

    @property
    def proven(self) -> tuple[Cause, ...]:
        """The causes for which there is proof."""
        return self._with("proven")

    @property
    def likely(self) -> tuple[Cause, ...]:
        """The causes for which much speaks."""
        return self._with("likely")

    @property
    def ruled_out(self) -> tuple[Cause, ...]:
        """The causes against which there is proof."""
        return self._with("ruled out")

    @property
    def first(self) -> Cause | None:
        """The cause for which most speaks; None where nothing failed."""
        return next(iter(self._with("proven", "likely", "possible")), None)

    @property
    def siblings(self) -> tuple[Cause, ...]:
        """The causes that could be meant in place of the first: what the provider says does not tell them apart."""
        return self._with("proven", "likely", "possible")[1 : _SIBLINGS + 1] if not self.proven else self.likely[:_SIBLINGS]

    @property
    def joint(self) -> tuple[Cause, ...]:
        """The causes that stand first together: nothing in this run tells them apart. Empty where one stands alone, or is a guess."""
        first = self.first
        if first is None or self.proven or first.strength == "guess":
            return ()
        others = takewhile(lambda cause: _is_alike(cause, first), self._with(first.verdict))
        found = tuple(others)
        return found if len(found) > 1 else ()

    @property
    def beside(self) -> tuple[Cause, ...]:
        """What the record shows beside the first cause: a request that is sent again with it may be refused for that next."""
        first = self.first
        if first is None or not first.is_seen or self.leg not in _REQUESTS:
            return ()
        others: dict[str, Cause] = {}
        for cause in self._with("proven", "likely", "possible"):
            if cause.is_seen and cause.topic != first.topic:
                others.setdefault(cause.topic, cause)
        return tuple(others.values())

    @property
    def experiment(self) -> Experiment | None:
        """The one cheap thing to do that would decide; None where a cause is proven, or none is known for what stands first."""
        first = self.first
        if self.proven or first is None:
            return None
        return next((cause.experiment for cause in self.joint or (first,) if cause.experiment), None)

    def _unquoted_words(self, shown: Iterable[Cause]) -> list[str]:
        """What the provider said beside its code and its number, as far as no cause that is shown repeats it."""
        told = " ".join(cause.evidence for cause in shown)
        known = (self.error, self.correlation_id)
        new = [
            text
            for text in self.words
            if text not in known
            and core_of(text) not in told
            and not _SAYS_NOTHING.fullmatch(text)
            and not _repeats(text, self.error or "", self.words)
        ]
        return [without_masthead(text) for text in new if len(text) > _LONGEST_STATUS or not text.isdecimal()]

    def _shown(self) -> tuple[Cause, ...]:
        """What is proven, else the first for which something speaks; where the first is a guess, that and the next."""
        if self.first is not None and self.first.strength == "guess":
            return self._with("possible")[:_GUESSES]
        spoken_for = (cause for cause in self._with("likely", "possible") if cause.strength != "guess")
        return (self.proven or tuple(spoken_for))[: max(_SHOWN, len(self.joint))]

    def __repr__(self) -> str:
        shown = self._shown()
        told = [f"<Diagnosis{f' of {self.error}' if self.error else ''}> {self.sentence}"]
        told += [f'  the provider says: "{brief(each, _QUOTED)}"' for each in self._unquoted_words(shown)[:_SHOWN]]
        told += [f"  for its support: {brief(self.correlation_id)}"] if self.correlation_id else []
        told += [f"  differs: {each}" for each in self.differs[:_SHOWN]]
        told += [f"  as it is meant to be: {_MEANT}"] if self.is_meant else []
        told += [f"  {cause.strength}: {cause.title} {cause.evidence}".rstrip() for cause in shown]
        told += [f"  nothing in this run tells the first {len(self.joint)} apart"] if self.joint else []
        told += [f"  to do: {shown[0].advice} {shown[0].console}".rstrip()] if shown else []
        told += [f"  and then: {each.title} {each.advice}".rstrip() for each in self.beside[:_GUESSES]]
        told += [f"  to decide: {self.experiment.label}"] if self.experiment else []
        told += [f"  will bite: {each}" for each in self.bites]
        return "\n".join(map(in_one_line, told))


def _repeats(text: str, error: str, others: Iterable[str]) -> bool:
    """A challenge that says once more what stands beside it (RFC 6750 3)."""
    told = (error, *(each for each in others if each != text))
    return _CHALLENGE.fullmatch(text) is not None and all(value in told for value in _SAID_IN_IT.findall(text))


_CHALLENGE = re.compile(
    r'(?:basic|bearer)(?:,? ?(?:realm|charset|error|error_description|error_uri)="[^"]{0,300}")*', re.IGNORECASE
)
_SAID_IN_IT = re.compile(r'\b(?:error|error_description)="([^"]*)"')
_MEANT = "this flow gave the token back"


def _is_alike(cause: Cause, first: Cause) -> bool:
    """The same speaks for both, but for remarks, hardly more against one, and neither is much rarer."""
    is_rare = (first.score - first.weight) - (cause.score - cause.weight) > _RARER and cause.weight < first.weight
    is_guess = cause.strength == "guess"  # for which nothing speaks, as a remark does for the first
    return (
        not is_guess and set(cause.reasons) == set(first.reasons) and abs(cause.weight - first.weight) <= _ALIKE and not is_rare
    )


def _is_of_use(known: ErrorCode, case: Case, causes: tuple[Cause, ...]) -> bool:
    """What a code's entry advises helps where no cause stands out; a vendor's own number always does."""
    if known.vendor:
        return True
    if case.symptom.leg == "refresh" and "code" in known.remedy:
        return False  # the entry is of the token endpoint, where most of those who meet it send a code
    is_found = bool(causes) and causes[0].verdict in ("proven", "likely") and (causes[0].is_seen or case.is_told)
    return not is_found and (case.has_secret or "secret" not in known.remedy)


@told_alone
def diagnose(run: Run, *, worked: Run | None = None, earlier: Iterable[Run] = ()) -> Diagnosis:
    """Tell why the latest attempt of a run failed, with what speaks for each cause; a success is called one, with what will bite.

    `worked` is a run with the same client that did not fail: then what differs stands first. `earlier` are others with it,
    from which the diagnosis learns what worked. Raises `Mistake` for what is no run, such as a flow.
    """
    refuse_secrets(run=run, worked=worked, earlier=earlier)
    if isinstance(earlier, Run) or not isinstance(earlier, Iterable):
        raise Mistake(f"earlier is a list of runs, such as [first.run, second.run]; got {unquoted(earlier)}.")
    earlier = tuple(earlier)
    for each in (run, *earlier, *((worked,) if worked is not None else ())):
        if not isinstance(each, Run):
            raise Mistake(f"diagnose() takes a run, such as flow.run or Run.load(path); got {unquoted(each)}.")
    known = (*earlier, *((worked,) if worked is not None else ()))
    case = read_case(run, known, worked)
    told = _told(case, differences(run, worked) if worked is not None else ())
    return replace(told, begun=run.begun, client=run.client.get("client_id"), issuer=run.provider.get("issuer"))


def _told(case: Case, differs: tuple[str, ...]) -> Diagnosis:
    symptom = case.symptom
    if symptom.kind in ("worked", "nothing", "waiting"):
        told = meaning_of(case) if symptom.kind == "waiting" else sentence_of(case)
        return Diagnosis(None, told, bites=bites(case) if symptom.kind == "worked" else (), differs=differs, failed=False)
    known = error_of(case)
    causes = tuple(map(without_advice, weigh(CAUSES, case)))
    named = {cause.title for cause in causes}
    return Diagnosis(
        error=symptom.error if symptom.leg not in ("check", "discovery") else None,
        sentence=meaning_of(case, next(iter(causes), None)),
        causes=causes,
        general=tuple(text for text in general_of(known, case.vendors) if text not in named) if known else (),
        correlation_id=symptom.correlation_id,
        leg=symptom.leg,
        words=case.words.texts,
        differs=differs,
        remedy=known.remedy if known and _is_of_use(known, case, causes) else "",
        failed=symptom.is_failure,
        is_meant=_is_meant(causes, case),
    )


def _is_meant(causes: tuple[Cause, ...], case: Case) -> bool:
    """The first cause is proven, and it is that this flow gave the token back."""
    first = next(iter(causes), None)
    return first is not None and first.verdict == "proven" and first.id in _GIVEN_BACK and case.did("revoke", status=200)


_GIVEN_BACK = ("access-token-revoked", "refresh-token-revoked")
