"""What a provider says in its own words where it refuses: its codes, its sentences, its numbers for the support.

RFC 6749 5.2 has `error` and `error_description` for it, RFC 6750 3 the WWW-Authenticate header. Vendors put it elsewhere too:
into objects and lists (`{"error": {"code": ..., "message": ...}}`), under names of their own (`errorSummary`, `errmsg`,
`faultstring`, `detail`), into headers, or into a page. All of it is found here, and only here:

    answer.said                  # of a TokenErrorResponse, a JsonAnswer, an AuthorizationResponse
    words_of_event(run.refusal)  # the same from a run, as far as the run keeps it

Everything in it is the provider's, so it is hostile until it is escaped, and proves nothing by itself. The texts of an answer
that a flow has taken are redacted. They may be long: `ProviderWords.kept` is what a record has room for.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import Mistake
from ..messages import Response, auth_params, brief, correlation_numbers, parse_form
from .credentials import redact_credentials
from .json_text import JsonProblem, parse_json
from .page_text import is_markup, visible_text, xml_members
from .vendor_members import Found, is_code, named, plain_name, walk

_MOST_TEXTS, _MOST_CODES, _MOST_NUMBERS = 6, 6, 4
_LONGEST_TEXT, _LONGEST_CODE = 600, 120  # characters, in a record


@dataclass(frozen=True)
class ProviderWords:
    """What a provider says in a refusal.

    `codes` are the error codes, the standard's `error` before the vendor's own; `texts` the sentences, the most telling
    first; `numbers` pairs of a name and a value, by which the provider's support finds the request.
    """

    codes: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        told = "; ".join(brief(text, 200) for text in (*self.codes[:1], *self.texts))
        return f"<ProviderWords: {told or 'nothing'}>"

    @property
    def code(self) -> str | None:
        """The error code by which the refusal is looked up; None where nothing looks like one."""
        return self.codes[0] if self.codes else None

    @property
    def text(self) -> str | None:
        """The most telling sentence; None where there is none."""
        return self.texts[0] if self.texts else None

    @property
    def number(self) -> str | None:
        """The number that the provider's support asks for first, such as Oracle's ECID; None where there is none."""
        return self.numbers[0][1] if self.numbers else None

    @property
    def kept(self) -> ProviderWords:
        """The same as a record has room for; only for words that are redacted, since a half of a secret is found by nobody."""
        return ProviderWords(
            tuple(brief(code, _LONGEST_CODE) for code in self.codes[:_MOST_CODES]),
            tuple(brief(text, _LONGEST_TEXT) for text in self.texts[:_MOST_TEXTS]),
            tuple((brief(name), brief(value, _LONGEST_CODE)) for name, value in self.numbers[:_MOST_NUMBERS]),
        )


NOTHING = ProviderWords()


def words_of_event(event: Mapping[str, Any] | None) -> ProviderWords:
    """Return what a refusal in a run says in the provider's words, whatever stands in the file."""
    kept = event or {}
    numbers = [("correlation id", kept.get("correlation_id")), *_pairs(kept.get("numbers"))]
    return ProviderWords(
        _unique([kept.get("error"), *_listed(kept.get("codes"))]),
        _unique([kept.get("description"), *_listed(kept.get("words"))]),
        tuple(dict.fromkeys((name, value) for name, value in numbers if isinstance(value, str) and value)),
    )


def event_of_words(said: ProviderWords, error: str | None = None) -> dict[str, Any]:
    """Return the members of an event that keep these words beside its `error`: the opposite of `words_of_event`."""
    kept = said.kept
    return {
        "description": kept.text,
        "words": list(kept.texts[1:]),
        "codes": [code for code in kept.codes if code != error],
        "correlation_id": kept.number,
        "numbers": [list(pair) for pair in kept.numbers[1:]],
    }


# In an answer


def words_in_answer(response: Response, value: Any) -> ProviderWords:
    """Return what a provider says in an answer that refuses; `value` is its JSON as far as it was read, None where it is none.

    What stands in the body comes before what stands in the headers.
    """
    found = list(walk(value, 0))
    if not found and not isinstance(value, dict | list):
        found = list(_in_text(response.text()))
    found = [each for each in found if each.kind != "code" or each.text != str(response.status)]
    return _gathered([*found, *_in_headers(response)], correlation_numbers(response.headers))


def words_in_params(params: Iterable[tuple[str, Any]]) -> ProviderWords:
    """Return what a provider says in the parameters of a redirect."""
    return _gathered(list(walk(each_once(params), 0)), ())


def each_once(params: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return the first value of each parameter; a sentence that came a letter a parameter is put together again.

    A program that takes a text for a list of values sends it so. That a parameter came more than once is found all the same
    (RFC 6749 3.1).
    """
    values: dict[str, list[Any]] = {}
    for name, value in params:
        values.setdefault(name, []).append(value)
    return {name: "".join(each) if name in _SENTENCES and _is_in_letters(each) else each[0] for name, each in values.items()}


_SENTENCES = ("error", "error_description")
_FEWEST_LETTERS = 4


def _is_in_letters(values: list[Any]) -> bool:
    return len(values) >= _FEWEST_LETTERS and all(isinstance(value, str) and len(value) <= 1 for value in values)


def _gathered(found: list[Found], of_headers: Iterable[tuple[str, str]]) -> ProviderWords:
    codes, texts, numbers = (sorted((f for f in found if f.kind == kind), key=_rank) for kind in ("code", "text", "number"))
    said = _unique(each.text for each in texts[: 4 * _MOST_TEXTS])
    of_texts = (pair for text in said for pair in _numbers_in(text))
    pairs = [*((each.name, each.text) for each in numbers), *of_texts, *of_headers]
    named = {value: name for name, value in reversed(pairs)}
    return ProviderWords(
        _unique(each.text for each in codes)[:_MOST_CODES],
        said[:_MOST_TEXTS],
        tuple(dict.fromkeys((named[value], value) for _, value in pairs))[:_MOST_NUMBERS],
    )


def _rank(each: Found) -> int:
    return each.rank


def _unique(texts: Iterable[Any]) -> tuple[str, ...]:
    """Texts that are not empty, each once; a text that another one holds whole says nothing new."""
    whole = list(dict.fromkeys(text.strip() for text in texts if isinstance(text, str) and text.strip()))
    return tuple(text for place, text in enumerate(whole) if not any(text in other for other in whole[:place]))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _pairs(value: Any) -> list[tuple[Any, Any]]:
    return [(pair[0], pair[1]) for pair in _listed(value) if isinstance(pair, list) and len(pair) == 2]


# In texts and headers


_NUMBER_IN_TEXT = re.compile(
    r"\b(ECID|(?:trace|correlation|request|reference|error|incident|support|event|transaction|activity|ray)[ _-]?(?:id|number|#)|rid)"
    r"\s{0,3}(?:[:=#]|is)?\s{0,3}([A-Za-z0-9][A-Za-z0-9^.,:_-]{3,99})",
    re.IGNORECASE,
)


def _numbers_in(text: str) -> Iterator[tuple[str, str]]:
    """The numbers that a sentence ends in, such as "ECID: 1a^2,0:1"."""
    for match in _NUMBER_IN_TEXT.finditer(text):
        number = match[2].rstrip(".,:;_-")
        if any(letter.isdigit() for letter in number):
            yield match[1], number


def _in_text(text: str) -> Iterator[Found]:
    """What a body says that could not be read as JSON: a form, a page, XML, JSON with letters of another charset, a plain text."""
    stripped = text.strip()
    if is_markup(stripped):
        of_elements = [found for member in xml_members(stripped) for found in walk(redact_credentials(member), 0)]
        yield from of_elements
        stripped = "" if any(found.kind == "text" for found in of_elements) else visible_text(stripped)
    elif stripped.startswith(("{", "[")) and _REPLACED in stripped:
        yield from _of_json(stripped)
        return
    elif re.match(r"[A-Za-z_.-]{1,60}=[^\s]", stripped) and not re.search(r"\s", stripped):
        with contextlib.suppress(Mistake):  # more parameters than anybody means say nothing
            yield from walk(dict(parse_form(stripped[:_LONGEST_FORM])), 0)
        return
    if stripped and "\0" not in stripped and stripped.count(_REPLACED) * 10 <= len(stripped):
        yield Found("text", 30, "", stripped)


def _of_json(text: str) -> Iterator[Found]:
    """What JSON says of which some letters could not be decoded: its words are told with a mark in the place of each."""
    with contextlib.suppress(JsonProblem):
        yield from walk(redact_credentials(parse_json(text.encode())), 0)


_REPLACED = "\ufffd"  # what stands for a letter that could not be decoded
_LONGEST_FORM = 20_000
_IN_CHALLENGE = re.compile(r"error(?:_\w+)?|.*(?:description|message|reason)", re.IGNORECASE)
_OF_ERRORS = re.compile(
    r"(?:.*-)?(?:error|fault|reason)(?:-?(?:code|type|message|msg|description|detail|reason|text))?", re.IGNORECASE
)


def _in_headers(response: Response) -> Iterator[Found]:
    """What stands in WWW-Authenticate (RFC 6750 3), and in headers of the vendor's own such as x-amzn-ErrorType."""
    for name, value in response.headers:
        if name.lower() == "www-authenticate":
            for param, said in auth_params(value):
                if _IN_CHALLENGE.fullmatch(param):
                    yield from _after(named(param, plain_name(param), said, 0))
        elif _OF_ERRORS.fullmatch(name) and value.strip():
            yield Found("code" if is_code(value) else "text", 60, name, value)


def _after(found: Iterable[Found]) -> Iterator[Found]:
    """The same as being less telling than what stands in the body."""
    return (each._replace(rank=each.rank + 50) for each in found)
