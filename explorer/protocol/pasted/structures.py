"""An answer that stands in a structure: the hidden fields of a page's form, JSON, or a list of names and values."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from ...errors import Mistake
from .escapes import percent_decoded, undo_escapes
from .names import EXPECTED
from .text import ANSWERS, BESIDE, NAME, NAMES, TOKEN_REQUEST, Answer, Known, Pairs, answers, has_scheme, record_change

_TAG = re.compile(r"<(form|input|button)\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])(name|id|value|action)\s{0,3}=\s{0,3}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_DEEP = 12  # levels of JSON in which an answer is looked for
_OF_AN_ERROR = {
    *("message", "msg", "errors", "status", "statusCode", "detail", "details", "title", "reason", "fault", "timestamp"),
    *("errorCode", "error_code", "error_description", "requestId", "request_id", "traceId", "trace_id", "correlationId"),
}
_ERRORS = {"error", "errors", "fault", "violations"}  # objects within which no answer stands

_LINE = r"(?:^|(?<=[{\[(,;&|\]]))[ \t]{0,40}(?:[-*|\u2022\u2502]\s{0,3})?"
_VALUE = r"""(?:"([^"\n]*)"|'([^'\n]*)'|([^\s,;"'\[\](){}<>|\u2502]+))"""
_ENTRY = re.compile(
    rf"""(?:{_LINE}["']?({NAME}|grant_type|code_verifier|client_secret)["']?\]?|["']({NAME}|grant_type|code_verifier|client_secret)["'])"""
    rf"(?:\s{{0,8}}(?::|=>|=|,(?=\s*['\"(\[])|\uff1a|\||\u2502)\s{{0,8}}|[ \t]{{1,40}}(?=\S+\s*$))"
    rf"[\[(]?\s{{0,8}}(?:[bu](?=['\"])|string\(\d{{1,5}}\)\s)?{_VALUE}",
    re.MULTILINE,
)
LISTS = re.compile(rf"(?:\A|[\s{{(,]){NAME}=\[")  # {{code=[a], state=[b]}}, as Java writes a map
_NAME_LINE = re.compile(rf"\A({NAME})\s*[:=]?\Z")


def form_answer(text: str, known: Known) -> Answer | None:
    """Return the answer in the fields of a page that sends itself (Form Post Response Mode 2)."""
    if "<input" not in text.lower() and "<button" not in text.lower():
        return None
    pairs: Pairs = []
    action = ""
    for tag, inside in _TAG.findall(text):
        found = {name.lower(): double or single or plain for name, double, single, plain in _ATTRIBUTE.findall(inside)}
        if tag.lower() == "form":
            action = found.get("action", "") if not answers(pairs) else action
            continue
        name = found.get("name") or found.get("id") or ""
        if (name in NAMES or name == "SAMLResponse" or name in TOKEN_REQUEST) and found.get("value"):
            pairs.append((name, undo_html(found["value"])))
    if any(name == "SAMLResponse" for name, _ in pairs):
        raise Mistake(f"This is the answer of a SAML provider (SAMLResponse), which is another protocol. {EXPECTED}")
    if not answers(pairs):
        return None
    address = undo_html(action) if has_scheme(action, known) else None
    return Answer("parameters", pairs, address, ["the fields of the form in a page's source were read as the answer"])


def undo_html(text: str) -> str:
    """Read the HTML escapes of an attribute; nothing else is undone there."""
    unquoted = text.replace("&amp;", "&")
    return unquoted if "&" not in unquoted else undo_escapes(f"x{unquoted}", [])[1:] if ";" in unquoted else unquoted


def json_value(text: str) -> Any:
    """Return the value of a text that is JSON, and ... where it is none."""
    if not text.startswith(("{", "[", '"')):
        return ...
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return ...


def json_answers(value: Any, depth: int = 0) -> Iterator[Answer]:
    """Yield every answer in a JSON value: objects with a code, and lists of names and values."""
    if depth > _DEEP:
        return
    pairs = _members(value)
    if pairs and _is_answer(pairs, value):
        changes = ["the members of the JSON text were read as parameters"]
        yield Answer("parameters", _decoded(pairs, changes), None, changes)
        return
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in members:
        if isinstance(inner, dict | list) and name not in _ERRORS:
            yield from json_answers(inner, depth + 1)


def json_texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif depth < _DEEP:
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from json_texts(inner, depth + 1)


def _members(value: Any) -> Pairs:
    """The names and texts of an object, or of a list of them: [{"name": "code", "value": "..."}], [["code", "..."]]."""
    if isinstance(value, dict):
        entries = [(name, inner[0] if isinstance(inner, list) and len(inner) == 1 else inner) for name, inner in value.items()]
    elif isinstance(value, list) and all(isinstance(entry, dict) and {"name", "value"} <= set(entry) for entry in value):
        entries = [(entry["name"], entry["value"]) for entry in value]
    elif isinstance(value, list) and all(isinstance(entry, list) and len(entry) == 2 for entry in value):
        entries = [(entry[0], entry[1]) for entry in value]
    else:
        return []
    known = {*NAMES, *TOKEN_REQUEST}
    return [
        (name, inner) for name, inner in entries if isinstance(name, str) and name in known and isinstance(inner, str) and inner
    ]


def _is_answer(pairs: Pairs, value: Any) -> bool:
    """True where a code stands there, or an error with a state: an error alone is what a token endpoint says."""
    names = {name for name, _ in pairs}
    if (
        isinstance(value, dict)
        and "state" not in names
        and (_OF_AN_ERROR & set(value) or {"error", "access_token"} & set(value) or value.get("success") is False)
    ):
        return False
    return "code" in names or "response" in names or ("error" in names and "state" in names)


def refuse_json(value: Any) -> None:
    """Say what a JSON text without an answer is."""
    names = set(value) if isinstance(value, dict) else set()
    if {"access_token", "id_token", "refresh_token"} & names:
        what = "This is JSON with tokens in it: a token response, which comes after the code."
    elif "error" in names:
        what = "This is JSON with an error in it: an answer of the token endpoint, perhaps."
    elif {"authorization_endpoint", "issuer"} & names:
        what = "This is JSON: a discovery document."
    elif "keys" in names:
        what = "This is JSON: a set of keys."
    else:
        what = "This is JSON, or begins as it does: a token response, perhaps."
    raise Mistake(f"{what} {EXPECTED}")


def listed_answer(text: str) -> Answer | None:
    """Return the answer in a list of names and values: a network tab, the output of a program, a table."""
    pairs: Pairs = [
        (line_name or name, double or single or plain)
        for line_name, name, double, single, plain in _ENTRY.findall(text)
        if double or single or plain
    ]
    if not answers(pairs):
        pairs = _alternating(text)
    pairs = list(dict.fromkeys(pairs))
    if TOKEN_REQUEST & {name for name, _ in pairs}:
        raise Mistake(f"This is a token request, or a part of one, not an answer of the browser. {EXPECTED}")
    if not answers(pairs):
        return None
    changes = ["the names and values in the text were read as parameters"]
    left = re.sub(r"\W", "", _ENTRY.sub("", text))
    if left:
        changes.append("what stands around the names and values was left out")
    return Answer("parameters", _decoded(pairs, changes), None, changes)


def _alternating(text: str) -> Pairs:
    """Names and values on lines that alternate, as two columns are copied."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found: Pairs = []
    for name, value in itertools.pairwise(lines):
        if (is_name := _NAME_LINE.match(name)) and not _NAME_LINE.match(value) and not re.search(r"\s", value):
            found.append((is_name[1], value.strip("\"'")))
    return found


def _decoded(pairs: Pairs, changes: list[str]) -> Pairs:
    """Decode the percent signs of the code: some programs show parameters encoded, some do not."""
    decoded = []
    for name, value in pairs:
        if name in ANSWERS and re.search(r"%[0-9A-Fa-f]{2}", value):
            record_change(changes, f"percent signs in the {name} were decoded once")
            value = percent_decoded(value)
        elif name in BESIDE and re.search(r"%[0-9A-Fa-f]{2}", value):
            value = percent_decoded(value)
        decoded.append((name, value))
    return decoded
