"""What the members of an answer, or its headers and its text, say about a refusal, by the names that vendors give them.

`provider_words` puts together what is found here: codes, texts and numbers, each with how telling its place is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .json_text import JsonProblem, parse_json

_DEEPEST, _MOST_MEMBERS, _LONGEST_NAME = 6, 500, 60  # of a hostile answer more is not looked at
_MOST_TEXTS = 6  # of one list


class Found(NamedTuple):
    """One thing that was said: its kind, how telling its place is (0 is best), its name and its text."""

    kind: str
    rank: int
    name: str
    text: str


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


def plain_name(name: str) -> str:
    """A name in small letters, without what parts its words."""
    return re.sub(r"[^a-z0-9]", "", name[:_LONGEST_NAME].lower())


def _rank_of(kind: int, depth: int) -> int:
    """How telling something is: what stands further out comes first, then the kind."""
    return kind + 15 * depth


def walk(value: Any, depth: int) -> Iterator[Found]:
    """What is said in a JSON value: of each object its own members first, then those of what lies within."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value[:_MOST_MEMBERS]:
            yield from walk(item, depth + 1)
    elif isinstance(value, Mapping):
        members = list(value.items())[:_MOST_MEMBERS]
        own = [said for name, item in members for said in _said(str(name), item, depth)]
        yield from own
        if depth and not any(each.kind == "text" for each in own):
            yield from _as_one_text(members, depth)
        for _, item in members:
            if isinstance(item, dict | list):
                yield from walk(item, depth + 1)
    elif isinstance(value, str) and depth < 2:  # a list of texts, or the whole answer
        yield Found("text", _rank_of(30, depth), "", value)


def _said(name: str, value: Any, depth: int) -> Iterator[Found]:
    """What one member says, by its name: a code, a sentence, a number for the support, or nothing."""
    plain = plain_name(name)
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        yield from _within(value, depth)
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        for item in value[:_MOST_TEXTS]:
            yield from _said(name, item, depth)
    elif isinstance(value, list) and plain == "errorcodes":  # numbers (Entra)
        yield from (
            Found("code", _rank_of(40, depth), name, str(item)) for item in value[:_MOST_TEXTS] if isinstance(item, int)
        )
    elif isinstance(value, str) and value.strip():
        yield from named(name, plain, value, depth)
    elif isinstance(value, int) and not isinstance(value, bool) and _CODES.match(plain) and value:
        yield Found("code", _rank_of(40, depth), name, str(value))


def named(name: str, plain: str, value: str, depth: int) -> Iterator[Found]:
    """What a text says under this name, of which `plain` is the plain form, so far down."""
    if plain in ("error", "errors", "fault"):
        is_standard = name == "error" and not depth
        if is_standard or is_code(value):
            yield Found("code", 0 if is_standard else _rank_of(10, depth), name, value)
        else:
            yield Found("text", _rank_of(20, depth), name, value)
    elif _NUMBERS.fullmatch(plain):
        yield Found("number", _FIRST_NUMBERS.index(plain) if plain in _FIRST_NUMBERS else 10, name, value)
    elif plain in _WEAK_CODES or _CODES.fullmatch(plain):
        if value.isdecimal():
            if plain not in _WEAK_CODES and value.strip("0"):
                yield Found("code", _rank_of(40, depth), name, value)
        elif is_code(value):
            yield Found("code", _rank_of(30 if plain in _WEAK_CODES else 10, depth), name, value)
    elif _TEXTS.fullmatch(plain) and not _NO_WORDS.fullmatch(plain) and value.strip().lower() not in _WORDS_OF_OUTCOME:
        rank = 0 if name == "error_description" and not depth else 10 if plain.endswith(_BEST) else 20
        yield Found("text", _rank_of(rank, depth), name, value)


def is_code(value: str) -> bool:
    """Tell whether a text looks like an error code, rather than like a sentence, an address, or a word such as `failed`."""
    return _CODE.fullmatch(value) is not None and "://" not in value and value.lower() not in _WORDS_OF_OUTCOME


def _within(text: str, depth: int) -> Iterator[Found]:
    """What a text says that is JSON itself."""
    try:
        yield from walk(parse_json(text.encode("utf-8", "replace")), depth + 1)
    except JsonProblem:
        yield Found("text", _rank_of(30, depth), "", text)


def _as_one_text(members: Iterable[tuple[Any, Any]], depth: int) -> Iterator[Found]:
    """An entry without a sentence, such as {"resource": "Application", "field": "client_id"} or {"client_id": ["is unknown"]}."""
    told: list[str] = []
    for name, item in members:
        texts = item if isinstance(item, list) else [item]
        if texts and all(isinstance(text, str) and text for text in texts) and (texts is item or not _is_beside(str(name))):
            told.append(f"{name}: {', '.join(texts[:_MOST_TEXTS])}")
    if told:
        yield Found("text", _rank_of(30, depth), "", "; ".join(told[:_MOST_TEXTS]))


def _is_beside(name: str) -> bool:
    plain = plain_name(name)
    return any(each.fullmatch(plain) for each in (_NO_WORDS, _NUMBERS, _CODES)) or plain in _WEAK_CODES
