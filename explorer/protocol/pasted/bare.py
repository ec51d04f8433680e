"""A code without an address: alone, or with its state behind a #."""

from __future__ import annotations

import re

from ...errors import Mistake
from .address import read_pairs
from .escapes import percent_decoded
from .names import refuse_what_is_no_code
from .text import NAME, Answer, Known, record_change

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_EBAY = re.compile(r"\Av\^1\.1#i\^1#")  # a vendor whose codes are full of # (v^1.1#i^1#f^0#...)
_WITHOUT_ITS_NAME = re.compile(rf"\A(?:(?:o?d)?e?=)?([^=&?#\s]+={{0,2}})[&#;](?={NAME}=)")
_LABEL = re.compile(
    r"\A(?:(?:your|the|my|your new)\s)?(?:[A-Za-z0-9-]{1,20}\s){0,3}?[^\s:=]{0,24}(?:code|c\u00f3digo|codice|kode|kod|\u7801|\u30b3\u30fc\u30c9)"
    r"(?:\s{0,3}[:=\uff1a]\s{0,3}|\s+is:?\s+)(\S+)\Z",
    re.IGNORECASE,
)
_SEPARATORS = " \t\r\n\u00a0#|,;:&/\\."


def read_bare(text: str, known: Known, changes: list[str]) -> Answer:
    """Return a bare code, with the state where one stands behind it. Raises `Mistake` for what cannot be a code."""
    if known.what(text) is None and _ESCAPE.search(text):
        record_change(changes, "percent signs in the code were decoded once")
        text = percent_decoded(text)
    code, state = _parted(_labelled(text, changes), known)
    if state is None:
        if code != (whole := code.rstrip("#")):
            record_change(changes, "a # without anything behind it was left out")
        code = _without_stop(whole, known, changes)
        refuse_what_is_no_code(code, known)
        return Answer("code", [("code", code)], None, changes)
    record_change(
        changes,
        "the text was split: the code before the #, the state behind it"
        if "#" in text
        else "the text was split into the code and the state of this flow",
    )
    state = _without_stop(state, known, changes) if state != known.state and known.state else state
    refuse_what_is_no_code(code, known)
    return Answer("code_and_state", [("code", code), ("state", state)], None, changes)


def without_its_name(text: str, known: Known, changes: list[str]) -> Answer | None:
    """Read parameters of which code= was not copied, or half of it: SplxlOB&state=..., de=SplxlOB&state=..."""
    begun = _WITHOUT_ITS_NAME.match(text)
    if begun is None:
        return None
    record_change(changes, "the text began without code=, so what stands before the first parameter was read as the code")
    refuse_what_is_no_code(begun[1], known)
    return Answer("parameters", [("code", begun[1]), *read_pairs(text[begun.end() :], changes)])


def _parted(text: str, known: Known) -> tuple[str, str | None]:
    """Part a code from the state that stands behind it. The state that was sent is recognised behind any separator."""
    sent = known.state or ""
    if (
        len(sent) >= 8
        and text.endswith(sent)
        and (code := text[: -len(sent)].rstrip(_SEPARATORS))
        and len(code) + len(sent) < len(text)
    ):
        return code, sent
    if (
        len(sent) >= 8
        and text.startswith(sent)
        and (code := text[len(sent) :].lstrip(_SEPARATORS))
        and 8 < len(code) < len(text) - len(sent)
    ):
        return code, sent
    if "#" not in text or _EBAY.match(text):
        return text, None
    code, _, state = text.partition("#")
    if not state:
        return text, None
    if "#" in state or not code:
        raise Mistake(
            f"This text of {len(text):,} characters has a # in a place where none is expected: CODE#STATE has one, between the two. "
            "Copy the whole address, or the code alone; if the code is really so, use receive(..., as_is=True)."
        )
    return code, state


def _labelled(text: str, changes: list[str]) -> str:
    """Take the words away that a page puts before a code. What stands there must look like one, and not like a word."""
    found = _LABEL.match(text)
    if found is None or (len(found[1]) < 16 and not re.search(r"\d", found[1])):
        return text
    record_change(changes, "the words before the code were left out")
    return found[1].strip("\"'`<>")


def _without_stop(text: str, known: Known, changes: list[str]) -> str:
    """Take away a full stop or a comma at the end, which no code has there; nor a state, but the one that was sent says so."""
    bare = text.rstrip(".,;:")
    if bare == text or not bare or text.endswith("..") or (known.state is not None and text == known.state):
        return text
    record_change(changes, "the punctuation behind the text was left out")
    return bare
