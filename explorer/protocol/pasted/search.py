"""The answer in a longer text: a log, a message, a command, a page, an address that was broken into lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import Mistake
from .address import is_list, read_address, split
from .candidates import DELIMITER, begins, open_bracket, within_brackets, without_punctuation, without_tail
from .escapes import undo_escapes
from .gateways import unpacked
from .text import TOKEN_REQUEST, Answer, Known, record_change
from .wrapped import Way, ways_to_go_on, without_prompt

_NESTED = 5  # an address in an address in an address: a mail gateway, a chat, a search engine
_EACH = 500  # characters that a try costs beside its own
_MOST = 1_000_000  # characters that are tried, in all ways together; no copy of one answer needs so many
_LINE_BREAK = re.compile("\r\n|[\r\n\u0085\u2028\u2029]")
_FEW = 100  # lines below, as far as an address can be broken
_MARKS = re.compile("[?#=%]")
_SHORTENED = re.compile(r"(?:\.\.\.|\u2026)")

_AROUND = (
    (re.compile(r"\]\(<?\Z"), "the address was taken out of a link in Markdown"),
    (re.compile(r"<\Z"), "the address was taken out of angle brackets"),
    (
        re.compile(r"(?:href|src|action|content|url)\s{0,3}=\s{0,3}[\"']?(?:\d+;\s{0,3}url=)?\Z", re.IGNORECASE),
        "the address was taken out of a page's source",
    ),
    (
        re.compile(r"(?:^|[\s<>])(?:location|referer|refresh|request url|url)\s{0,3}:\s*\Z", re.IGNORECASE),
        "the address was taken out of a header line",
    ),
    (re.compile(r"(?:GET|POST|:path:?)\s+\Z"), "the address was taken out of a request line"),
    (re.compile(r"\bcurl\b[^\n]{0,2000}\Z"), "the address was taken out of a curl command"),
)
OUT = "the text around the answer was left out"
_JOINED = "line breaks inside the text were removed"
_SPACED = "spaces inside the address were removed"
_FROM_LINES = "parameters on lines of their own were read as one answer"


def search(text: str, known: Known, depth: int = 0) -> Answer | None:
    """Return the one answer in a text, None where there is none. Raises `Mistake` where there are several."""
    found = list(_found(text, known, depth))
    answer = choose(found, known)
    if answer is not None and len(found) > 1 and not answer.changes:
        record_change(answer.changes, OUT)  # the same one stands there once more
    return answer


def read_piece(text: str, known: Known, depth: int = 0) -> Answer | None:
    """Return the answer in a text without anything around it, also where another address carries it; None where there is none."""
    found = None if is_list(text) or depth >= _NESTED else unpacked(*split(text)[:2], text)
    if found is None:
        return read_address(text, known)
    inner, words = found
    changes = [words]
    inner = undo_escapes(inner, changes)
    within = DELIMITER.search(inner) is not None or begins(inner, known) != 0
    answer = search(inner, known, depth + 1) if within else _as_answer(inner, known, prose=False, depth=depth + 1)
    if answer is not None:
        answer.changes[:0] = changes
    return answer


def choose(found: list[Answer], known: Known) -> Answer | None:
    """Return the one answer among these: the one with the state that was sent, where there is one with it."""
    requests = [answer for answer in found if TOKEN_REQUEST & {name for name, _ in answer.pairs}]
    found = [answer for answer in found if answer not in requests and not _is_shortened(answer)]
    if not found:
        if requests:
            raise Mistake(
                "This is a token request (grant_type, code_verifier or a secret is in it), which is sent after the answer, and its "
                "code is used up by it. Expected the address at which the browser arrived after signing in."
            )
        return None
    ours = [answer for answer in found if known.state is not None and answer.get("state") == known.state]
    found = ours or found
    if len({answer.core for answer in found}) > 1:
        raise Mistake(
            "There are several answers in this text, with different codes or errors, and none of them can be told to be the "
            "one of this flow. Copy the address bar of the tab in which you signed in, and nothing else."
        )
    return max(found, key=lambda answer: (answer.address is not None, answer.kind != "parameters", len(answer.pairs)))


def _is_shortened(answer: Answer) -> bool:
    """True for what a chat shows of a long address."""
    return any(_SHORTENED.search(value) for name, value in answer.pairs if name in ("code", "state"))


def _found(text: str, known: Known, depth: int) -> Iterator[Answer]:
    """Yield every answer in the text, in its order."""
    whole = _LINE_BREAK.split(text)
    lines = [without_prompt(line) for line in whole]
    budget = _MOST
    above = False
    for number, line in enumerate(lines):
        at = 0
        for piece, start in _pieces(line):
            if start < at or (not _MARKS.search(piece) and not (known.landing and known.landing in piece)):
                continue
            offset = begins(piece, known)
            if offset is None:
                continue
            if budget < 0:
                return
            start += offset
            before = "\n".join([*lines[max(0, number - 1) : number], line[:start]])[-2500:]
            answer, length, way, effort = _read(
                piece[offset:], before, line[start + len(piece) - offset :], lines[number + 1 : number + _FEW], known, depth
            )
            at, budget = start + length, budget - effort
            if answer is not None:
                around = (
                    above
                    or line != whole[number]
                    or before.strip()
                    or line[at:].strip()
                    or _left_below(lines[number + 1 : number + _FEW], way)
                )
                yield _with_note(answer, before) if around else answer
        above = above or bool(line.strip())


def _pieces(line: str) -> Iterator[tuple[str, int]]:
    """Yield what stands between white space and quotes, with its place."""
    start = 0
    for delimiter in DELIMITER.finditer(line):
        if delimiter.start() > start:
            yield line[start : delimiter.start()], start
        start = delimiter.end()
    if start < len(line):
        yield line[start:], start


def _read(
    piece: str, before: str, rest: str, below: list[str], known: Known, depth: int
) -> tuple[Answer | None, int, str, int]:
    """Read what begins here, however far it goes on; return also how much of this line it took, all that it took, the effort."""
    length = len(piece)
    opening = open_bracket(before)
    inside = within_brackets(piece, opening)
    if "|" in inside and (opening == "[" or before.endswith("<") or rest.startswith(">")):
        inside = inside[: inside.index("|")]
    inside = without_tail(inside, before)
    if inside != piece:
        return _as_answer(inside, known, prose=False, depth=depth), length, piece, length + _EACH
    ways = ways_to_go_on(piece, rest, below, known)
    prose = bool(before.strip() or rest.strip())
    read = [(way, _as_answer(way.text, known, prose=prose, depth=depth)) for way in ways]
    way, answer = _best(read, known)
    if answer is not None and way.text != piece:
        record_change(answer.changes, _how_it_was_joined(way.text, piece, rest))
        length += len(rest) if rest.strip() else 0
    return answer, length, way.text, sum(len(way.text) + _EACH for way in ways)


def _best(read: list[tuple[Way, Answer | None]], known: Known) -> tuple[Way, Answer | None]:
    """Choose the longest that has the state that was sent, else the longest that is certain."""
    answering = [(way, answer) for way, answer in read if answer is not None]
    ours = [pair for pair in answering if known.state is not None and pair[1].get("state") == known.state]
    certain = [pair for pair in answering if pair[0].certain]
    chosen = ours or certain
    return chosen[-1] if chosen else (read[0][0], None)


def _how_it_was_joined(text: str, piece: str, rest: str) -> str:
    if "://" not in text and (not text.startswith(piece) or text[len(piece) :].startswith("&")):
        return _FROM_LINES
    return _SPACED if rest.strip() else _JOINED


def _as_answer(piece: str, known: Known, *, prose: bool, depth: int) -> Answer | None:
    """Read one piece: its escapes undone, and without the punctuation behind it."""
    changes: list[str] = []
    piece = undo_escapes(piece, changes)
    piece = without_punctuation(piece, known, changes, prose=prose)
    answer = read_piece(piece, known, depth)
    if answer is not None:
        answer.changes[:0] = changes
    return answer


def _left_below(lines: list[str], way: str) -> bool:
    """True where lines stand below an answer that are no part of it."""
    return any(line.strip() and line.strip(",; ") not in way for line in lines)


def _with_note(answer: Answer, before: str) -> Answer:
    """Say what stood around it."""
    answer.changes.insert(0, next((words for pattern, words in _AROUND if pattern.search(before)), OUT))
    return answer
