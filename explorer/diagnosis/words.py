"""What the provider says, read: its own words as evidence, wherever in an answer they stand (reference/words.toml, errors.toml)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from ..protocol.provider_page import mentions_trouble
from ..reference import ErrorCode, error_code, error_codes, phrases, says_nothing, sentences_of_codes, subjects, vague_phrases
from .relations import read_relations, written_out
from .signs import NUMBERED, READS, SAYS, SUBJECT, VAGUE
from .texts import texts_in

_SPACE = re.compile(r"[\s\"'`\u2018-\u201f\u00ab\u00bb]+")
_LINE = " | "  # between the lines of a page
_PARTS = re.compile(r"(?<=[.!?\u3002])\s+(?:\| )?| \| ")
_ADDRESS = re.compile(r"https?://[^\s\"'<>]*[^\s\"'<>.,;:)\]]")  # whose dots would end a sentence
_PATH = re.compile(r"(?:(?<=[\s(])|\A)/[\w./-]+")  # whose names say nothing: POST on /token/introspection
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{3,79}")
_PARTS_OF_CODE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_SENTENCE = 300  # characters of a quote


@dataclass(frozen=True)
class Named:
    """A cause that the provider's words name: by which entry, in which sentence."""

    cause: str
    quote: str
    weight: int
    entry: ErrorCode | None = None  # of the vendor whose words they are

    def is_only(self, error: str | None) -> bool:
        """It is the error code and nothing beside it: one of the standards, which is weighed as a code."""
        return self.entry is None and self.quote == error and error_code(error) is not None


@dataclass(frozen=True)
class Words:
    """All that a provider said with a failure: the texts, the vendors' entries that were recognised, the causes that are named.

    `plain` are the texts with what is read of them, in small letters and without what says nothing.
    `code` is the error code of a standard whose sentence stands there, or None.
    """

    texts: tuple[str, ...] = ()
    entries: tuple[ErrorCode, ...] = ()
    named: tuple[Named, ...] = ()
    plain: tuple[tuple[str, str], ...] = ()
    code: str | None = None
    error: str | None = None  # the error code beside them

    def with_readings(
        self, open_ones: Collection[str] = (), possible: Collection[str] | None = None, subject: str = ""
    ) -> Words:
        """These words as they count where nothing is told by a known sentence: what sentences mean that nobody here has met.

        One that names one cause alone which is open is not read anew; `possible` are the causes that this leg can have, and
        `subject` the thing that the error code is about.
        """
        told = [each for each in self.named if each.weight >= SAYS]
        quotes = [each.quote for each in told]
        plain = {each.quote for each in told if each.cause in open_ones and quotes.count(each.quote) == 1}
        read = _heaviest(each for text, form in self.plain for each in _by_relations(text, form, possible, subject))
        return replace(self, named=_heaviest((*self.named, *(each for each in read if each.quote not in plain)), self.error))


def read_words(error: str | None, said: Iterable[Any], sent: Mapping[str, str] | None = None) -> Words:
    """Return what the words of a provider name, whatever the shape in which they came.

    `sent` are values of the request with their parameters: "payroll is unknown" says of a scope what "scope unknown" does.
    """
    texts = tuple(dict.fromkeys(text for value in (error, *said) for text in texts_in(value)))
    plain = [(text, _without_code(_plain(_called_by_name(text, sent or {})), error)) for text in texts]
    plain += [(text, words) for text in texts if (words := _as_words(text) or _with_names_parted(text))]
    plain += [(text, whole) for text, form in plain if (whole := written_out(form)) != form]
    bare = [(text, form.replace(error.lower(), " ")) for text, form in plain] if error else []  # a code is weighed as one
    entries = tuple(entry for entry in error_codes("vendor") if any(_is_in(entry, text, form) for text, form in plain))
    named = [Named(cause, _quote(entry, plain), _exactly(entry), entry) for entry in entries for cause in entry.points_to]
    named += [Named(cause, found, SAYS) for cause, found in _by_phrases(bare, phrases().items(), without=error)]
    named += [Named(cause, found, SAYS) for cause, found in _by_phrases(plain, phrases().items())]
    for rows, weight in ((vague_phrases(), VAGUE), (subjects(), SUBJECT)):
        by_cause = ((cause, patterns) for patterns, causes in rows for cause in causes)
        named += [Named(cause, found, weight) for cause, found in _by_phrases(plain, by_cause)]
    return Words(texts, entries, _heaviest(_below_sentences(named), error), tuple(plain), _code_of(texts), error)


def _below_sentences(named: list[Named]) -> list[Named]:
    """A code of the server's own ("invalid_credentials") is general; a sentence beside it that names a cause says what it means."""
    if not any(each.entry is None and each.weight == SAYS and " " in each.quote for each in named):
        return named
    return [
        replace(each, weight=READS) if each.entry is None and each.weight == SAYS and " " not in each.quote else each
        for each in named
    ]


_MANY = 4  # causes; a fixed text that means more of them says hardly anything


def _exactly(entry: ErrorCode) -> int:
    if len(entry.points_to) > _MANY:
        return VAGUE
    return NUMBERED if len(entry.points_to) == 1 else SAYS


def _heaviest(named: Iterable[Named], error: str | None = None) -> tuple[Named, ...]:
    """Of each cause the words that say it most plainly, and of two that say it alike the first: a number and a sentence agree then.

    A sentence that says it says more than the bare error code, which is weighed as one.
    """
    kept: dict[str, Named] = {}
    for each in sorted(named, key=lambda each: each.is_only(error)):
        before = kept.get(each.cause)
        if before is not None and each.is_only(error) and before.weight >= READS:
            continue
        if before is None or before.weight < each.weight:
            kept[each.cause] = each
        elif before.entry is not None and each.entry is None and before.weight == each.weight == SAYS:
            kept[each.cause] = replace(before, weight=NUMBERED)
        if before is not None and before.entry is not None and each.weight >= SAYS and _says_more(each, before):
            kept[each.cause] = replace(kept[each.cause], quote=each.quote)
    return tuple(kept.values())


def _says_more(one: Named, other: Named) -> bool:
    """It is a sentence, and the other a bare code."""
    return one.entry is None and " " in one.quote and " " not in other.quote


def _by_relations(text: str, plain: str, possible: Collection[str] | None, subject: str) -> Iterator[Named]:
    """Yield the causes that a text means by what it says of which thing, where no sentence of it is known."""
    for reading in read_relations(plain, possible, subject):
        for cause in reading.causes:
            yield Named(cause, without_masthead(text)[:_SENTENCE], READS if reading.is_plain else VAGUE)


def _code_of(texts: Iterable[str]) -> str | None:
    plain = " ".join(_SPACE.sub(" ", text.lower()) for text in texts)
    return next((code for code, patterns in sentences_of_codes().items() if any(p.search(plain) for p in patterns)), None)


def _plain(text: str) -> str:
    """The text in lower case, without quotes and addresses, and without what the standards print as an example and servers repeat."""
    plain = _SPACE.sub(" ", _PATH.sub("/", _ADDRESS.sub("url", _ECHO.sub("", _small(text)))))
    plain = _without_menu(plain).strip()
    for pattern in says_nothing():
        plain = pattern.sub(" ", plain)
    return plain


# A line of a page that repeats what came with the link, and says nothing of it.
_ECHO = re.compile(r"(?:(?<=\| )|\A)(?:state|nonce|iss|code_challenge) ?[:=] ?(?=\S*[\d/])\S{6,}(?= \||\Z)")


def _small(text: str) -> str:
    """The text in small letters; a Turkish capital I leaves no dot of its own behind."""
    return text.lower().replace("i\u0307", "i")


def is_standing(text: str) -> bool:
    """Tell whether a text is one that the standards print, and says nothing of this case."""
    return not re.search(r"\w", _plain(text))


def _called_by_name(text: str, sent: Mapping[str, str]) -> str:
    """The text with the names of parameters in the place of their values; an address alone is none that speaks of one."""
    if _ADDRESS.fullmatch(text):
        return text
    for value in sorted(sent, key=len, reverse=True):
        text = re.sub(rf"(?<![\w/.-]){re.escape(value)}(?![\w/-])", sent[value], text)
    return text


def _as_words(text: str) -> str:
    """A code of an unknown vendor as words: InvalidCallbackUrl, app.not_found; empty for what is none, or stands in a standard."""
    if not _CODE.fullmatch(text) or _HOLDS_CODE.search(text.lower()) or error_code(text.lower()) is not None:
        return ""
    parts = _PARTS_OF_CODE.findall(text)
    return " ".join(parts).lower() if len(parts) > 1 else ""


# A code of the standard with a prefix: oidc.invalid_client.
_HOLDS_CODE = re.compile(r"\b(?:invalid|unauthorized|unsupported)_(?:client|grant|request|token|scope|grant_type)\b")


def _with_names_parted(text: str) -> str:
    """The text with a program's names as words: "ClientNotFoundException: app"; empty where it has none."""
    parted = _NAME.sub(lambda name: " ".join(_PARTS_OF_CODE.findall(name.group())), text)
    return _plain(parted) if parted != text else ""


# A program's name for something: one that ends as errors do, or of three words.
_NAME = re.compile(r"\b(?:[A-Z]\w*)?[a-z](?:Exception|Error|Failure|Fault)\b|\b(?:[A-Z]{1,5}[a-z]{2,20}){3,8}\b")
_MENU = 5  # blocks from which on a page has a menu


def _without_menu(plain: str) -> str:
    """A page's text without its blocks of one or two words that speak of no trouble: the entries of a menu, the names of people."""
    blocks = plain.split(_LINE)
    if len(blocks) < _MENU:
        return " . ".join(blocks)
    return " . ".join(block for block in blocks if len(block.split()) > _ENTRY or mentions_trouble(block))


_ENTRY = 2  # words of an entry of a menu


def _without_code(plain: str, error: str | None) -> str:
    """The words without the error code before them, which is weighed as a code: "Invalid client: the redirect_uri differs"."""
    code = re.escape(" ".join(re.split(r"[\W_]+", error.lower()))) if error else ""
    return re.sub(rf"^(error ?:? ?)?{code} ?[:.-] ?", "", plain) if code else plain


@cache
def _pattern(name: str) -> re.Pattern[str]:
    number = re.fullmatch(r"(AADSTS|AADB2C)(\d+)", name)
    if number:
        return re.compile(rf"(?:\b{number[1]}|^){number[2]}(?!\d)", re.IGNORECASE)
    return re.compile(rf"(?<![\w]){re.escape(name.lower())}(?![\w])")


def _is_in(entry: ErrorCode, text: str, plain: str) -> bool:
    found = _pattern(entry.name).search(plain if not entry.name.startswith("AAD") else text)
    return found is not None


def _quote(entry: ErrorCode, plain: list[tuple[str, str]]) -> str:
    found = next((text for text, form in plain if _is_in(entry, text, form)), entry.name)
    return _sentence(found, lambda part: _is_in(entry, part, _plain(part)))


def _sentence(text: str, tells: Callable[[str], bool]) -> str:
    """The sentence of a text that tells it, rather than a code above it, or the beginning of the text: of a page nobody wants all."""
    parts = _PARTS.split(text) if len(text) > _SENTENCE or _LINE in text else [text]
    telling = [part for part in parts if tells(part)]
    told = min(telling, key=_says_little, default=without_masthead(text))
    return told[:_SENTENCE]


def _says_little(part: str) -> tuple[bool, bool]:
    """A code alone says least, and what speaks of trouble more than what does not."""
    return len(part.split()) < 2, not mentions_trouble(part)


def without_masthead(text: str) -> str:
    """A page's text from its first line that speaks of trouble: above it stands what every page of that provider begins with."""
    lines = text.split(_LINE)
    first = next((number for number, line in enumerate(lines) if mentions_trouble(line)), 0)
    return _LINE.join(lines[first:])


def core_of(text: str) -> str:
    """What must be quoted so that a text is: all of it, but of a page its first sentence below the masthead."""
    return _PARTS.split(without_masthead(text))[0] if _LINE in text else text


def _by_phrases(
    plain: list[tuple[str, str]], known: Iterable[tuple[str, tuple[re.Pattern[str], ...]]], *, without: str | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the causes that phrases of any vendor name; of causes that share a subject, the more exact phrase comes first.

    `without` is the error code, which is left out of what is quoted too where it is left out of what is read.
    """
    for cause, patterns in known:
        found = next((text for text, form in plain if any(pattern.search(form) for pattern in patterns)), None)
        if found is not None:
            yield cause, _sentence(found, partial(_matches, patterns, without))


def _matches(patterns: tuple[re.Pattern[str], ...], without: str | None, part: str) -> bool:
    plain = _plain(part).replace(without.lower(), " ") if without else _plain(part)
    return any(pattern.search(plain) for pattern in patterns)
