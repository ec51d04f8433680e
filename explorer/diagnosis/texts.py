"""The texts in an answer, one by one: JSON at any depth, what its names say, a page without its tags, an error without its trace."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..protocol.page_text import is_markup, visible_text
from ..reference import is_parameter
from .members import statement

_DEEPEST, _MOST = 6, 20_000  # levels of JSON; characters that are looked at
_FACE = re.compile(r"<(\w+) [0-9a-f]{8}>")  # of a secret, as the record shows it: <refresh_token 1a2b3c4d> is no markup
_NO_WORDS = (
    "access_token",
    "refresh_token",
    "id_token",
    "trace_id",
    "correlation_id",
    "timestamp",
    "error_uri",
    "state",
    "session_state",
    "iss",
)
_PLACES = ("path", "loc", "instancePath", "param", "field", "property", "propertyName", "parameter")
_ECHOES = ("input", "ctx", "value", "received", "url", "_original")  # beside a message: what we sent ourselves
_MESSAGES = ("message", "msg", "errorMessage", "defaultMessage", "error", "description")
_FRAME = re.compile(
    r"\bat (?:(?:async |new )?[\w.$<>\[\]~/@:`-]{1,200} ?)?\([^()]{1,300}:\d{1,7}(?::\d{1,7})?\)"  # node, Java
    r"|\bat (?:async )?(?:file:/|/|[A-Za-z]:\\|webpack|node:)[^\s|]{1,300}:\d{1,7}:\d{1,7}"  # node, without a name
    r"|\bat [\w.`<>\[\],+]{1,200}\([^()]{0,300}\)(?: in [^\s|]{1,300}:line \d{1,7})?"  # .NET
    r"|\bfile \"[^\"]{1,300}\", line \d{1,7}, in \S{1,100}"  # Python
    r"|#\d{1,3} [^\s|]{1,300}\(\d{1,7}\):? [^\s|]{1,200}",  # PHP
    re.IGNORECASE,
)
_FRAMES = 2  # lines from which on it is a trace, and not a sentence with "at" in it


def texts_in(value: Any, depth: int = 0, owner: str = "") -> Iterator[str]:
    """Yield every text in an answer. Numbers count, where they are codes. `owner` is the name of the member that it is."""
    if isinstance(value, str):
        yield from _in_text(value[:_MOST], depth)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, Mapping) and depth < _DEEPEST:
        yield from _in_object(value, depth, owner)
    elif isinstance(value, list | tuple) and depth < _DEEPEST:
        for member in value:
            yield from texts_in(member, depth + 1, owner)


def _in_text(text: str, depth: int) -> Iterator[str]:
    """A text as a person reads it; JSON that was put into one text (a validator's answer in error_description) as JSON."""
    if (inner := _json_of(text)) is not None and depth < _DEEPEST:
        yield from texts_in(inner, depth + 1)
        return
    bare = _FACE.sub(r"\1", text)
    told = " ".join(_without_trace(visible_text(bare) if is_markup(bare) else text).split())
    if told:
        yield told


def _json_of(text: str) -> Any:
    if not text.lstrip().startswith(("[", "{")):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list | dict) else None


def _in_object(members: Mapping[Any, Any], depth: int, owner: str) -> Iterator[str]:
    """What an object says. A field that a validator minds is named with what is said of it, whose key or path is the subject."""
    if (row := _row(members)) is not None:
        yield row
        return
    left_out = (*_NO_WORDS, *_ECHOES) if any(isinstance(members.get(name), str) for name in _MESSAGES) else _NO_WORDS
    for name, member in members.items():
        if name in left_out:
            continue
        if (said := statement(str(name), member, owner)) is not None:
            yield said
            continue
        told = list(texts_in(member, depth + 1, str(name)))
        yield from (f"{_snake(name)}: {text}" for text in told) if _is_field(name, member) else told


def _is_field(name: Any, member: Any) -> bool:
    """A parameter with the sentences about it: {"redirect_uri": ["This field is required."]}."""
    is_list = isinstance(member, list) and all(isinstance(text, str) for text in member)
    return is_list and isinstance(name, str) and is_parameter(_snake(name))


def _row(members: Mapping[Any, Any]) -> str | None:
    """A validator's line on one field: {"path": ["client_id"], "message": "Required"}; None where the object is none."""
    message = next((text for name in _MESSAGES if isinstance(text := members.get(name), str) and text), None)
    place = next((found for name in _PLACES if (found := _place(members.get(name)))), None)
    return None if message is None or place is None else f"{place}: {' '.join(message.split())}"


def _place(value: Any) -> str | None:
    """The parameter at the end of a path: ["body", "client_id"], "/client_id", "client_id"; None where it is no parameter."""
    parts = [part for part in value if isinstance(part, str)] if isinstance(value, list) else [value]
    last = parts[-1] if parts else None
    name = _snake(re.split(r"[/.]", last)[-1]) if isinstance(last, str) else ""
    return name if is_parameter(name) else None


def _snake(name: str) -> str:
    """A parameter's name as it is on the wire: ClientId and clientId are client_id."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name[:100]).lower()


def _without_trace(text: str) -> str:
    """A text without the lines of a program's stack, whose paths and names say nothing of the request."""
    frames = _FRAME.findall(text)
    return text if len(frames) < _FRAMES else re.sub(r"\s*(?:\|\s*)+", " | ", _FRAME.sub("", text)).strip(" |")
