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

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..messages import Response, brief, correlation_numbers, parse_form
from .json_text import JsonProblem, parse_json
from .page_text import is_markup, visible_text

_MOST_TEXTS, _MOST_CODES, _MOST_NUMBERS = 6, 6, 4
_LONGEST_TEXT, _LONGEST_CODE = 600, 120  # characters, in a record
_DEEPEST, _MOST_MEMBERS, _LONGEST_NAME = 6, 500, 60  # of a hostile answer more is not looked at


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
    found = list(_walk(value, 0))
    if not found and not isinstance(value, dict | list):
        found = list(_in_text(response.text()))
    found = [each for each in found if each.kind != "code" or each.text != str(response.status)]
    return _gathered([*found, *_in_headers(response)], correlation_numbers(response.headers))


def words_in_params(params: Iterable[tuple[str, Any]]) -> ProviderWords:
    """Return what a provider says in the parameters of a redirect."""
    first: dict[str, Any] = {}
    for name, value in params:
        first.setdefault(name, value)
    return _gathered(list(_walk(first, 0)), ())


class _Found(NamedTuple):
    """One thing that was said: its kind, how telling its place is (0 is best), its name and its text."""

    kind: str
    rank: int
    name: str
    text: str


def _gathered(found: list[_Found], of_headers: Iterable[tuple[str, str]]) -> ProviderWords:
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


def _rank(each: _Found) -> int:
    return each.rank


def _unique(texts: Iterable[Any]) -> tuple[str, ...]:
    """Texts that are not empty, each once; a text that another one holds whole says nothing new."""
    whole = list(dict.fromkeys(text.strip() for text in texts if isinstance(text, str) and text.strip()))
    return tuple(text for place, text in enumerate(whole) if not any(text in other for other in whole[:place]))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _pairs(value: Any) -> list[tuple[Any, Any]]:
    return [(pair[0], pair[1]) for pair in _listed(value) if isinstance(pair, list) and len(pair) == 2]


# By the names of members. A name is compared in small letters and without separators, so errorCode is error_code.

_CODES = re.compile(
    r"(?:.*(?:error|err|fault)codes?|code|errortype|exception(?:type|name)?|messageid|resultcode|subcode|type)\Z"
)
_WEAK_CODES = frozenset({"status", "type", "name", "label", "statustext", "tag", "key"})  # also names of other things
_TEXTS = re.compile(
    r".*(?:description|message|msg|summary|details?|reason|hint|cause|faultstring|title|explanation|verbose)s?\Z"
)
_BEST = ("description", "summary", "detail", "details")
_NUMBERS = re.compile(
    r".*(?:trace|correlation|request|req|error|log|debug|incident|transaction|activity|event|support|ticket|operation|flow)"
    r"(?:id|uuid|guid|number|ref|reference)\Z|ecid|rid|incident|instance|logref|traceparent|referenceid|reference"
)
_FIRST_NUMBERS = ("traceid", "correlationid", "errorid", "requestid")
_NO_WORDS = re.compile(
    r".*(?:uri|url|link|href|path|timestamp|schemas|locale|version|token|secret)\Z|request|method|time|date|scope"
)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/#-]{1,119}")
_WORDS_OF_OUTCOME = frozenset({"error", "fail", "failed", "failure", "ok", "ko", "success", "false", "true", "none", "null"})


def _plain(name: str) -> str:
    """A name in small letters, without what parts its words."""
    return re.sub(r"[^a-z0-9]", "", name[:_LONGEST_NAME].lower())


def _rank_of(kind: int, depth: int) -> int:
    """How telling something is: what stands further out comes first, then the kind."""
    return kind + 15 * depth


def _walk(value: Any, depth: int) -> Iterator[_Found]:
    """What is said in a JSON value: of each object its own members first, then those of what lies within."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value[:_MOST_MEMBERS]:
            yield from _walk(item, depth + 1)
    elif isinstance(value, Mapping):
        members = list(value.items())[:_MOST_MEMBERS]
        own = [said for name, item in members for said in _said(str(name), item, depth)]
        yield from own
        if depth and not any(each.kind == "text" for each in own):
            yield from _as_one_text(members, depth)
        for _, item in members:
            if isinstance(item, dict | list):
                yield from _walk(item, depth + 1)
    elif isinstance(value, str) and depth < 2:  # a list of texts, or the whole answer
        yield _Found("text", _rank_of(30, depth), "", value)


def _said(name: str, value: Any, depth: int) -> Iterator[_Found]:
    """What one member says, by its name: a code, a sentence, a number for the support, or nothing."""
    plain = _plain(name)
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        yield from _within(value, depth)
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        for item in value[:_MOST_TEXTS]:
            yield from _said(name, item, depth)
    elif isinstance(value, list) and plain == "errorcodes":  # numbers (Entra)
        yield from (
            _Found("code", _rank_of(40, depth), name, str(item)) for item in value[:_MOST_CODES] if isinstance(item, int)
        )
    elif isinstance(value, str) and value.strip():
        yield from _named(name, plain, value, depth)
    elif isinstance(value, int) and not isinstance(value, bool) and _CODES.match(plain) and value:
        yield _Found("code", _rank_of(40, depth), name, str(value))


def _named(name: str, plain: str, value: str, depth: int) -> Iterator[_Found]:
    if plain in ("error", "errors", "fault"):
        is_standard = name == "error" and not depth
        if is_standard or _is_code(value):
            yield _Found("code", 0 if is_standard else _rank_of(10, depth), name, value)
        else:
            yield _Found("text", _rank_of(20, depth), name, value)
    elif _NUMBERS.fullmatch(plain):
        yield _Found("number", _FIRST_NUMBERS.index(plain) if plain in _FIRST_NUMBERS else 10, name, value)
    elif plain in _WEAK_CODES or _CODES.fullmatch(plain):
        if value.isdecimal():
            if plain not in _WEAK_CODES and value.strip("0"):
                yield _Found("code", _rank_of(40, depth), name, value)
        elif _is_code(value):
            yield _Found("code", _rank_of(30 if plain in _WEAK_CODES else 10, depth), name, value)
    elif _TEXTS.fullmatch(plain) and not _NO_WORDS.fullmatch(plain) and value.strip().lower() not in _WORDS_OF_OUTCOME:
        rank = 0 if name == "error_description" and not depth else 10 if plain.endswith(_BEST) else 20
        yield _Found("text", _rank_of(rank, depth), name, value)


def _is_code(value: str) -> bool:
    return _CODE.fullmatch(value) is not None and "://" not in value and value.lower() not in _WORDS_OF_OUTCOME


def _within(text: str, depth: int) -> Iterator[_Found]:
    """What a text says that is JSON itself."""
    try:
        yield from _walk(parse_json(text.encode("utf-8", "replace")), depth + 1)
    except JsonProblem:
        yield _Found("text", _rank_of(30, depth), "", text)


def _as_one_text(members: Iterable[tuple[Any, Any]], depth: int) -> Iterator[_Found]:
    """An entry without a sentence, such as {"resource": "Application", "field": "client_id"} or {"client_id": ["is unknown"]}."""
    told: list[str] = []
    for name, item in members:
        texts = item if isinstance(item, list) else [item]
        if texts and all(isinstance(text, str) and text for text in texts) and (texts is item or not _is_beside(str(name))):
            told.append(f"{name}: {', '.join(texts[:_MOST_TEXTS])}")
    if told:
        yield _Found("text", _rank_of(30, depth), "", "; ".join(told[:_MOST_TEXTS]))


def _is_beside(name: str) -> bool:
    plain = _plain(name)
    return any(each.fullmatch(plain) for each in (_NO_WORDS, _NUMBERS, _CODES)) or plain in _WEAK_CODES


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


def _in_text(text: str) -> Iterator[_Found]:
    """What a body says that is no JSON: a form, a page, or a plain text."""
    stripped = text.strip()
    if is_markup(stripped):
        stripped = visible_text(stripped)
    elif re.match(r"[A-Za-z_.-]{1,60}=[^\s]", stripped) and not re.search(r"\s", stripped):
        yield from _walk(dict(parse_form(stripped[:_LONGEST_FORM])), 0)
        return
    if stripped and "\0" not in stripped and "\ufffd" not in stripped:
        yield _Found("text", 30, "", stripped)


_LONGEST_FORM = 20_000
_PARAM = re.compile(r"""([A-Za-z0-9_-]{1,40})\s{0,3}=\s{0,3}(?:"((?:[^"\\]|\\.){0,2000})"|([^\s,"]+))""")  # RFC 9110 11.2
_IN_CHALLENGE = re.compile(r"error(?:_\w+)?|.*(?:description|message|reason)", re.IGNORECASE)
_OF_ERRORS = re.compile(
    r"(?:.*-)?(?:error|fault|reason)(?:-?(?:code|type|message|msg|description|detail|reason|text))?", re.IGNORECASE
)


def _in_headers(response: Response) -> Iterator[_Found]:
    """What stands in WWW-Authenticate (RFC 6750 3), and in headers of the vendor's own such as x-amzn-ErrorType."""
    for name, value in response.headers:
        if name.lower() == "www-authenticate":
            for param, quoted, plain in _PARAM.findall(value):
                if _IN_CHALLENGE.fullmatch(param):
                    yield from _after(_named(param, _plain(param), _unescaped(quoted) or plain, 0))
        elif _OF_ERRORS.fullmatch(name) and value.strip():
            yield _Found("code" if _is_code(value) else "text", 60, name, value)


def _after(found: Iterable[_Found]) -> Iterator[_Found]:
    """The same as being less telling than what stands in the body."""
    return (each._replace(rank=each.rank + 50) for each in found)


def _unescaped(quoted: str) -> str:
    """A quoted string without the backslashes before its characters (RFC 9110 5.6.4)."""
    return re.sub(r"\\(.)", r"\1", quoted)
