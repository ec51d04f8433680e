"""Read a pasted text: as it is, or with everything undone that stands around the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import Mistake
from .bare import read_bare, without_its_name
from .candidates import DELIMITER, begins, without_punctuation
from .escapes import PAGE, clean, undo_escapes
from .names import (
    EXPECTED,
    no_answer,
    refuse_before_reading,
    refuse_incomplete,
    refuse_own,
    refuse_redacted_parameter,
    refuse_rest,
)
from .search import OUT, choose, read_piece, search
from .structures import LISTS, form_answer, json_answers, json_texts, json_value, listed_answer, refuse_json
from .text import TOKEN_REQUEST, Answer, Known, answers, has_scheme, looks_like_parameters

_NEITHER = "Expected code=... or error=... among the parameters; there is neither. Copy the whole address."
_SEVERAL = re.compile(r"\s|[\"'<>`|]")


def exactly(text: str, known: Known) -> Answer:
    """Read a text without changing a character of it. Raises `Mistake` for what cannot be an answer."""
    refuse_before_reading(text)
    refuse_own(text, known)
    if text.lstrip().startswith(("{", "[")):
        refuse_json(json_value(text.strip()))
    if PAGE.match(text.lstrip()):
        raise Mistake(f"This is the source of a page. {EXPECTED}")
    if (
        text.startswith(("?", "#"))
        or has_scheme(text, known)
        or any(looks_like_parameters(part) for part in re.split("[?#]", text)[:3])
    ):
        return _judged(read_piece(text, known), text, known)
    return Answer("code", [("code", text)])


def understand(text: str, known: Known) -> Answer:
    """Read a text whatever it is wrapped in, with every change told. Raises `Mistake` for what cannot be an answer."""
    changes: list[str] = []
    text = clean(text, changes)
    if isinstance(inner := json_value(text), str):
        changes.append("the quotes and escapes of a JSON text were removed")
        text = clean(inner, changes)
    refuse_redacted_parameter(text)
    refuse_own(text, known)
    refuse_before_reading(text)
    answer = _structure(text, known)
    if answer is None:
        whole = undo_escapes(text, changes)
        refuse_own(whole, known)
        refuse_before_reading(whole)
        answer = (_structure(whole, known) if whole != text else None) or _plain(whole, known, changes)
    answer.changes[:0] = [change for change in changes if change not in answer.changes]
    return _checked(answer, known)


def _structure(text: str, known: Known) -> Answer | None:
    """Read a page's form or JSON. Raises `Mistake` for a page or JSON without an answer."""
    if (form := form_answer(text, known)) is not None:
        return form
    value = json_value(text)
    if isinstance(value, dict | list):
        found = choose(list(json_answers(value)), known) if _is_shallow(value) else None
        found = found or choose(list(_in_texts(value, known)), known)
        found = found or search(_as_text(text), known) or choose(list(json_answers(value)), known)
        if found is None:
            refuse_json(value)
        return found
    if PAGE.match(text):
        found = search(_as_text(text), known)
        if found is None or found.kind == "parameters":
            refuse_before_reading(text)
            raise Mistake(f"This is the source of a page. {EXPECTED}")
        return found
    return None


def _in_texts(value: object, known: Known) -> Iterator[Answer]:
    """Yield the answers in the texts of a JSON value, each as it was before it became JSON: an address, a mail, a log line."""
    for text in json_texts(value):
        changes = ["the address was taken out of a text in JSON"]
        if (found := search(undo_escapes(text, changes), known)) is not None and found.address is not None:
            found.changes[:0] = changes
            yield found


def _is_shallow(value: object) -> bool:
    """True where the answer can be the object itself, or one in it, and not one of many messages."""
    return isinstance(value, dict) and "log" not in value


def _as_text(text: str) -> str:
    return undo_escapes(f" {text} ", [])


def _plain(text: str, known: Known, changes: list[str]) -> Answer:
    """Read a text that is no page and no JSON: one piece, several of them, a list, or a bare code."""
    if not _SEVERAL.search(text):
        answer = _one_piece(text, known, changes)
        if answer is not None:
            return answer
        _refuse_one_piece(text, known)
        return read_bare(text, known, changes)
    answer = (listed_answer(text) if LISTS.search(text) else None) or search(text, known) or listed_answer(text)
    if answer is not None:
        return answer
    if text.startswith(("{", "[")):
        refuse_json(...)
    if not re.search(r"[\r\n]", text) or (known.state and text.split()[-1] == known.state and len(text.split()) == 2):
        if has_scheme(text, known):
            raise Mistake(no_answer(text, known=known))
        return _bare_of_words(text, known, changes)
    if (joined := _wrapped_code(text)) is not None:
        changes.append("line breaks inside the text were removed")
        return read_bare(joined, known, changes)
    refuse_rest(text, known)
    raise Mistake(_NEITHER)


def _one_piece(text: str, known: Known, changes: list[str]) -> Answer | None:
    begun = 0 if text.startswith(("?", "#")) else begins(text, known)
    if begun == 0:
        bare = without_punctuation(text, known, changes, prose=False)
        return read_piece(bare, known) or search(bare, known)
    return without_its_name(text, known, changes) or (None if begun is None else search(text, known))


def _refuse_one_piece(text: str, known: Known) -> None:
    """Name an address, or parameters, without an answer."""
    if has_scheme(text, known):
        raise Mistake(no_answer(text, known=known))
    if text.startswith(("?", "#")) or looks_like_parameters(text):
        raise Mistake(_NEITHER)


def _bare_of_words(text: str, known: Known, changes: list[str]) -> Answer:
    try:
        return read_bare(text, known, changes)
    except Mistake:
        refuse_own(text, known)
        if len(text.split()) > 1:
            refuse_rest(text, known)
        raise


def _wrapped_code(text: str) -> str | None:
    """Join a code that a terminal wrapped: three lines or more, all of one width but the last. Two lines may be two things."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", text)]
    widths = {len(line) for line in lines[:-1]}
    if (
        len(lines) < 3
        or len(widths) != 1
        or min(widths) < 30
        or len(lines[-1]) > min(widths)
        or DELIMITER.search("".join(lines))
    ):
        return None
    return "".join(lines)


def _judged(answer: Answer | None, text: str, known: Known) -> Answer:
    if answer is None:
        _refuse_one_piece(text, known)
        raise Mistake(_NEITHER)
    return _checked(answer, known)


def _checked(answer: Answer, known: Known) -> Answer:
    """Look once more at what was read: a token request is no answer, and no text of the flow's own is a code."""
    if TOKEN_REQUEST & {name for name, _ in answer.pairs}:
        raise Mistake(f"This is a token request, or a part of one, not an answer of the browser. {EXPECTED}")
    code = answer.get("code")
    refuse_incomplete(code or "")
    if code == "" and OUT in answer.changes:  # a quote stands where the code should begin, and what follows it was cut away
        raise Mistake(
            f"What stands behind code= begins with a sign that no code has, so nothing tells where it ends. {EXPECTED}"
        )
    if code is not None and (own := known.what(code)) is not None:
        raise Mistake(f"What stands in the place of the code is {own}. Nothing was read. {EXPECTED}")
    if not answers(answer.pairs):
        raise Mistake(_NEITHER)
    return answer
