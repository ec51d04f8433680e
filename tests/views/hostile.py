"""Texts that people and providers can send, and every way to put one into a value."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from explorer.local.catalogue import FaultCatalogue
from explorer.probes.registry import Probe
from explorer.protocol.client import MethodName
from explorer.rules import Finding, Report
from explorer.secret import Secret

BREAKERS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '" onfocus="alert(1)" autofocus tabindex="0',
    "</code></td></tr></table><h1>out</h1>",
    "</title></svg><svg onload=alert(1)>",
    "</style><script>1</script><!--",
    "`</code><b>`",
    "&lt;b&gt; &amp;amp; &#60;",
    "\u202egnp.exe\u2066\u200b\u200d\ufeff\u00ad",
    "\x00\x07\x1b[31m\r\n\x85\u2028",
    "\ud800 lone \udfff",
)
# All of them in one text: whoever escapes each character is not impressed by their number, and the test is quick.
TEXTS = ("".join(BREAKERS), "javascript:alert(1)", "x" * 10_500, "")


def _nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {"<b>": "<i>"}
    for _ in range(depth):
        value = {"<b>": value}
    return value


# What may stand where JSON allows anything. Python refuses to write the longest number.
ODDITIES = (
    None, True, 10**5_000, -(10**400), 1e308, float("nan"), float("inf"),
    [], {}, [None], {"<b>": None}, _nested(3), _nested(600), [["<b>"]] * 300,
)  # fmt: skip


def everywhere(value: Any, text: str) -> Any:
    """Return a record with this text in place of every text that may come from outside, names of members included."""
    if isinstance(value, Mapping):
        return {name: item if name in _OURS else everywhere(item, text) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(everywhere(item, text) for item in value)
    return text if isinstance(value, str) else value


_OURS = {"kind", "verdict", "severity", "about", "leg"}  # words that a record must have from us, or it is not read


def variants(value: Any, loose: bool = False, typed: bool = False) -> Iterator[Any]:
    """Yield copies of a value, each with one hostile thing in it, in every place in turn.

    `loose` is True inside of JSON, where any type may turn up; elsewhere a text is replaced by a text. `typed` is True
    for a mapping whose values are of one type of ours.
    """
    if isinstance(value, Probe):
        return  # a question of ours, never from outside
    if isinstance(value, Secret):
        yield from (Secret(text, text) for text in TEXTS)
    elif dataclasses.is_dataclass(value) or isinstance(value, Finding):
        yield from _of_fields(value)
    elif isinstance(value, Report):
        yield from map(Report, variants(value.findings))
    elif isinstance(value, FaultCatalogue):
        yield from map(FaultCatalogue, variants(tuple(value)))
    elif isinstance(value, Mapping):
        yield from _of_mapping(value, typed)
    elif isinstance(value, (tuple, list)):
        yield from _of_sequence(value, loose)
    elif isinstance(value, str):
        yield from TEXTS
    if loose:
        yield from ODDITIES
        if not isinstance(value, str):
            yield from TEXTS


def _of_fields(value: Any) -> Iterator[Any]:
    for name, hint in typing.get_type_hints(type(value)).items():
        if typing.get_origin(hint) is typing.Literal or hint in (dataclasses.KW_ONLY, MethodName):
            continue  # a word of ours, never from outside
        for changed in variants(getattr(value, name), loose=hint is Any, typed="Any" not in str(hint)):
            yield _with(value, name, changed)


def _with(value: Any, name: str, changed: Any) -> Any:
    if isinstance(value, tuple):
        return value._replace(**{name: changed})
    poisoned = object.__new__(type(value))  # a copy may be the value itself
    vars(poisoned).update(vars(value))
    object.__setattr__(poisoned, name, changed)  # past its checks: a view does not rely on them
    return poisoned


def _of_mapping(value: Mapping[Any, Any], typed: bool) -> Iterator[Any]:
    for name in value:
        others = {key: item for key, item in value.items() if key != name}
        yield from ({**others, text: value[name]} for text in TEXTS)
        yield from ({**value, name: changed} for changed in variants(value[name], loose=not typed))


def _of_sequence(value: Any, loose: bool) -> Iterator[Any]:
    for index, item in enumerate(value):
        for changed in variants(item, loose):
            yield type(value)([*value[:index], changed, *value[index + 1 :]])
