"""What the scripts of a page hold of an error: a page that a script fills has its words there, and none between its tags.

    <script id="__NEXT_DATA__" type="application/json">{"props": {"error": {"code": "...", "message": "..."}}}</script>
    <script>$Config = {"strServiceExceptionMessage": "AADSTS50011: ..."};</script>

Only values are read that stand below a name of an error; a page that has its sentences for every fault in a script is none of
these, so lists of translations are passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from .vendor_members import is_code, plain_name, walk

_SCRIPT = re.compile(r"<script(?:\s[^<>]{0,1000})?>", re.IGNORECASE)
_VALUE = re.compile(r"(?:\A|[=:(])\s{0,9}(?=[{\[])")
_ERROR = re.compile(
    r".{0,30}(?:error|exception|problem|failure|fault)(?:code|message|msg|description|reason|details?|text|title|type|name|info|data)?"
)
_ELSEWHERE = re.compile(r".{0,30}(?:translations?|i18n|locales?|labels?|strings|intl|dictionary|messages|errors|resources)")
_TEMPLATE = re.compile(r"\{\d|\{\{|\$\{|%[sd]")
_MOST_SCRIPTS, _MOST_VALUES, _DEEPEST, _MOST_MEMBERS, _MOST_SAID = 20, 3, 10, 500, 6
_DECODER = json.JSONDecoder()


def said_in_scripts(markup: str) -> list[tuple[str, str]]:
    """Return the codes and sentences of an error in the scripts of a page, as parameters; none where there is no error."""
    told = dict.fromkeys(pair for value in _values(markup) for pair in _of_errors(value, 0))
    return list(told)[:_MOST_SAID]


def _values(markup: str) -> Iterator[Any]:
    """The JSON values that its first scripts consist of, or give to a name."""
    at = 0
    for _ in range(_MOST_SCRIPTS):
        begin = _SCRIPT.search(markup, at)
        if begin is None:
            return
        end = markup.find("</", begin.end())
        end = end if end >= 0 else len(markup)
        yield from _in_script(markup[begin.end() : end].strip())
        at = end


def _in_script(script: str) -> Iterator[Any]:
    at = 0
    for _ in range(_MOST_VALUES):
        found = _VALUE.search(script, at)
        if found is None:
            return
        try:
            value, at = _DECODER.raw_decode(script, found.end())
        except (ValueError, RecursionError):
            at = found.end() + 1
            continue
        yield value


def _of_errors(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    """What stands below the names of errors in a value."""
    if depth > _DEEPEST or not isinstance(value, Mapping | list):
        return
    members = list(value.items() if isinstance(value, Mapping) else enumerate(value))[:_MOST_MEMBERS]
    for name, member in members:
        plain = plain_name(str(name))
        if _ELSEWHERE.fullmatch(plain):
            continue
        if _ERROR.fullmatch(plain):
            yield from _said(plain, member)
        else:
            yield from _of_errors(member, depth + 1)


def _said(name: str, member: Any) -> Iterator[tuple[str, str]]:
    """What a member with the name of an error says: a code, a sentence, or an object with both."""
    if isinstance(member, str) and member and "://" not in member and not _TEMPLATE.search(member):
        yield ("error" if is_code(member) and not member.isdecimal() else "error_description"), member
    elif isinstance(member, int) and not isinstance(member, bool) and member and name.endswith("code"):
        yield "error_code", str(member)
    elif isinstance(member, Mapping | list):
        for found in walk(member, 0):
            if found.kind in ("code", "text") and not _TEMPLATE.search(found.text):
                yield ("error" if found.kind == "code" else "error_description"), found.text
