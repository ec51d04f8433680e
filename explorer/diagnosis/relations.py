"""What is said of which thing: sentences that nobody here has met are read by their nouns and predicates (reference/relations.toml).

    "The app's secret ran out in May"   secret, expired      secret-expired
    "No match for the return address"   wrong, redirect      redirect-uri-differs

A predicate belongs to the thing that stands nearest to it, of those for which it makes sense. That is no grammar, so such a
reading weighs less than a sentence that is known, and proves nothing (`signs.READS`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ..reference import error_codes, relations

_LONGEST = 600  # characters of a text that are read
_FAR = 45  # characters between a thing and what is said of it
_AS_THE_CODE = ("wrong", "disallowed")  # what the error code says itself: "Invalid.", "Unauthorized"
_SHORT_ONE = 8  # words of a sentence that may leave its subject out
_NEXT = 25  # the same for "no" and "lacks", which stand before their thing
_OF = re.compile(
    r" (?:of|for|behind|associated with|represented by|linked to|des|der|du|de|del|della|di|da|do|van)"
    r"(?: (?:the|this|that|your|our|an?|la|le|les|l|el|il|de|het|o|os|as|dies\w*|ein\w*|deze|dit|votre|su))? "
)
_WHOSE = re.compile(
    r",? (?:(?:that|which|who|(?:to|for|from|in) which|to whom) )?(?:the|this|that|your) "
)  # begins a clause ..
_WAS = re.compile(
    r" (?:was|were|is|has been|had been|came|comes|belongs?|got|hangs?|depends?|rests?|stems?|relies)\b"
)  # .. that has a verb of its own
_SHORT = re.compile(r"\b(is|are|was|were|has|have|had|does|do|did|could|should|would|must|need|wo) ?n t\b")
_CANNOT = re.compile(r"\bcan ?(?:not|t)\b")
_FOR = re.compile(
    r" (?:for|by|f\u00fcr|pour|para|per|voor|dla|\u0434\u043b\u044f) "
    r"(?:(?:the|this|your|our|an?|d(?:ie|as|en|em|er)|diese[nmrs]?|la|le|cet?|cette|el|est[ae]|esa|o|a|il|quest[ao]|su|seu|sua|"
    r"tu|de|het|deze|dit|tej) )?$"
)
_OBJECT = re.compile(
    r" (?:with|for|from|to(?: (?:use|request|ask for|send))?|use|request)(?: (?:the|this|that|an?|any))?(?: requested)? "
)
_VISITS = re.compile(r" (?:to )?(?:use|access|open|enter|reach|see|visit|(?:sign|log) ?(?:in|on) ?to)(?: \w+){0,2} ")
_WHO = ("client", "user")
_OR = re.compile(r" (?:or|oder|ou|o|of|lub|или|eller) |または|又は|もしくは|或")
_SENTENCES = re.compile(r"[.;!?\u3002]+(?=\s|$)|\n|,? (?:but|however|because|aber|mais|pero) ")
_JOINS = re.compile(r"[_\-\u2010-\u2015/]+")
_SECTIONS = ("token", "redirect", "resource", "revocation", "registration")


@dataclass(frozen=True)
class Reading:
    """The causes that a sentence means; it is not plain where it says hardly anything."""

    causes: tuple[str, ...]
    is_plain: bool


@dataclass(frozen=True)
class _Found:
    """A thing, or what is said of one, at its place in a sentence."""

    name: str
    start: int
    end: int


def read_relations(plain: str, possible: Collection[str] | None = None, subject: str = "") -> tuple[Reading, ...]:
    """Return what a text, in small letters and without quotes, says of which thing.

    `possible` are the causes that can be meant, all of them where it is None. `subject` is the thing of which a short sentence
    speaks that names none: "Expired.", "It was redeemed before".
    """
    words = written_out(_JOINS.sub(" ", _standard_codes().sub(" ", plain[:_LONGEST])))
    return tuple(reading for sentence in _SENTENCES.split(words) for reading in _in_sentence(sentence, possible, subject))


def written_out(plain: str) -> str:
    """The words without short forms: "isn't" says what "is not" says, and its apostrophe is gone by now."""
    return _CANNOT.sub("cannot", _SHORT.sub(r"\1 not", plain))


def _in_sentence(sentence: str, possible: Collection[str] | None, subject: str) -> Iterator[Reading]:
    """What a sentence says; one that leaves open what it is ("revoked or invalid") says hardly anything."""
    said = list(dict.fromkeys(_said(sentence, possible, subject)))
    is_open = _is_one_of_two(sentence) or (len(said) > 1 and _OR.search(sentence) is not None)
    for reading in said:
        yield Reading(reading.causes, reading.is_plain and not is_open)


def _is_one_of_two(sentence: str) -> bool:
    """Two things are named with an "or" between them: "client or secret invalid"."""
    things, _ = _things(sentence)
    return any(_OR.fullmatch(sentence[one.end : other.start]) for one in things for other in things)


def _said(sentence: str, possible: Collection[str] | None, subject: str) -> Iterator[Reading]:
    """What is said in a sentence, each of the nearest thing of which it can be said here."""
    whose, rest = _taken(sentence, {name: _patterns("said")[name] for name in relations()["whose"]["names"]})
    things, rest = _things(rest)
    is_left_out = not things and bool(subject) and len(sentence.split()) <= _SHORT_ONE
    if is_left_out:
        things = [_Found(subject, 0, 0)]
    understood: list[_Found] = []
    for said in (*whose, *_predicates(rest)):
        if (understood and said.name in relations()["last"]["names"]) or (is_left_out and said.name in _AS_THE_CODE):
            continue
        for thing in sorted(things, key=lambda thing: (not _is_meant_first(thing, said, sentence), _gap(thing, said))):
            if any(_is_within(said, longer) for longer in understood):
                break  # "no longer valid" is not "no"
            meant = _visitor_of(thing, said, sentence)
            if _gap(thing, said) <= _FAR and (reading := _meant(meant, said)) is not None and _can_be(reading, possible):
                understood.append(said)
                yield reading
                break


def _can_be(reading: Reading, possible: Collection[str] | None) -> bool:
    return possible is None or not reading.causes or any(cause in possible for cause in reading.causes)


def _predicates(rest: str) -> list[_Found]:
    """What is said in a sentence, the longest first; what says hardly anything, "not" or "before", last."""
    found = (_Found(name, *match.span()) for name, pattern in _patterns("said").items() for match in pattern.finditer(rest))
    return sorted(found, key=lambda one: (one.name in relations()["last"]["names"], one.start - one.end))


def _is_within(one: _Found, longer: _Found) -> bool:
    return longer.start <= one.start and one.end <= longer.end and one.end - one.start < longer.end - longer.start


def _things(sentence: str) -> tuple[list[_Found], str]:
    """The things that a sentence names, and the rest of it at its places: "code verifier" is no code.

    In "the secret of this client" it is the secret of which something is said, in "the flow is disabled for the client" the flow.
    """
    found, rest = _taken(sentence, _patterns("things"))
    return [thing for thing in found if not any(_belongs(thing, one, sentence) for one in found)], rest


def _taken(sentence: str, patterns: Mapping[str, re.Pattern[str]]) -> tuple[list[_Found], str]:
    """What these patterns find, the first that is listed first, and the sentence without it, at its places."""
    found: list[_Found] = []
    for name, pattern in patterns.items():
        for match in pattern.finditer(sentence):
            found.append(_Found(name, *match.span()))
            sentence = sentence[: match.start()] + "\0" * len(match.group()) + sentence[match.end() :]
    return found, sentence


def _belongs(thing: _Found, to: _Found, sentence: str) -> bool:
    """The sentence is not about this thing, but about the one before it, of which it is a part or for which it is meant."""
    between = sentence[to.end : thing.start]
    if _OF.fullmatch(between) or (_WHOSE.fullmatch(between) and _WAS.match(sentence[thing.end :])):
        return True
    if to.name == "parameter" or (to.name in _WHO and thing.name not in _WHO):  # "the client is registered for another method"
        return False
    return to.end < thing.start and _FOR.search(sentence[: thing.start]) is not None


def _gap(thing: _Found, said: _Found) -> int:
    """How far apart they stand; "no" and "lacks" say something of the thing behind them only."""
    if said.name in relations()["before"]:
        return thing.start - said.end if 0 <= thing.start - said.end <= _NEXT else _FAR + 1
    return max(thing.start - said.end, said.start - thing.end)


def _is_meant_first(thing: _Found, said: _Found, sentence: str) -> bool:
    """It is named at the end, or is the object: "the client is not registered with the scope", "may not use this redirect_uri"."""
    is_object = thing.name not in _WHO and _OBJECT.fullmatch(sentence[said.end : thing.start]) is not None
    is_agent = thing.name == "giver" and 0 <= thing.start - said.end <= 1  # "the dialog was closed by the user"
    return is_object or is_agent or _is_behind_colon(thing, sentence) or _is_compared(thing, said, sentence)


def _visitor_of(thing: _Found, said: _Found, sentence: str) -> _Found:
    """Who "may not use this application" is no application, but the person who wants to."""
    is_visited = thing.name == "client" and _VISITS.fullmatch(sentence[said.end : thing.start]) is not None
    is_visited = is_visited or (thing.name == "client" and sentence[thing.end : said.start] == "\u3092")
    return _Found("user", thing.start, thing.end) if is_visited else thing


def _is_compared(thing: _Found, said: _Found, sentence: str) -> bool:
    """Of two things that are compared, the first is meant: "the client_id of the code did not match the client's credentials"."""
    return thing.end < said.start and _COMPARES.search(sentence[said.start : said.end + 5]) is not None


_COMPARES = re.compile(r"\b(?:match|fit|correspond|agree|equal)\w* (?:with|to)\b|, (?:but )?expect")


def _is_behind_colon(thing: _Found, sentence: str) -> bool:
    """A sentence that ends with ": client_secret" is about that, whatever stands before."""
    return sentence[: thing.start].rstrip().endswith(":") and not sentence[thing.end :].strip()


def _meant(thing: _Found, said: _Found) -> Reading | None:
    table: Mapping[str, Mapping[str, Mapping[str, list[str]]]] = relations()
    name = relations()["before"].get(said.name, said.name)
    for kind in ("means", "hardly"):
        causes = table[kind].get(thing.name, {}).get(name)
        if causes is not None:  # none: it is said of this thing, and names no cause
            return Reading(tuple(causes), is_plain=kind == "means")
    return None


@cache
def _patterns(table: str) -> Mapping[str, re.Pattern[str]]:
    """Each pattern between letters of other words; Chinese and Japanese have none between theirs."""
    return {
        name: re.compile(f"(?<![a-z\u00e0-\u00ff])(?:{'|'.join(patterns)})(?![a-z\u00e0-\u00ff])")
        for name, patterns in relations()[table].items()
    }


@cache
def _standard_codes() -> re.Pattern[str]:
    """The codes of the standards, which are weighed as codes and are no words: invalid_client says nothing of a client_id."""
    names = {entry.name for section in _SECTIONS for entry in error_codes(section) if "_" in entry.name}
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, names)))})\b")
