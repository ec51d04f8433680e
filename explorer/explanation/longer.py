"""What stands in a longer text: a log, a mail, a page of a manual, several things that were pasted at once.

Each thing is looked for by how it begins, the longer ones first, and what it covers is taken out before the next are looked
for: the address in a command is not found twice.
"""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .answers import answer_of_text, explain_answer
from .commands import BEGINS, read_command
from .headers import explain_header
from .http_text import begins_http
from .links import explain_address, explain_form, explain_response, read_response
from .nowhere import NOWHERE
from .pem import BLOCK, explain_block
from .requests import explain_command, explain_token_form
from .strangers import explain_stranger
from .tokens import TOKEN, explain_jwt
from .value import Explanation

MOST = 50  # things in one text
_TRIES = 40  # braces at which JSON may begin
_HEADING = re.compile(r"(?<=[a-z0-9>='\"\])=])(?=(?:Request|Response|Example|Note|Output|Answer)[ :])")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}:/{1,3}(?:[^\s\"'<>`|\\^{}]|<[A-Za-z][\w -]{0,40}>)+")
_PATH = re.compile(r"\"?(?:GET|POST)\s+(/[^\s\"]*\?[^\s\"]+)")
_HEADER_LINE = re.compile(
    r"(?<![A-Za-z-])((?:WWW-Authenticate|Authorization)[\"']?\s{0,3}:\s{0,3}[^\r\n]{1,8000})", re.IGNORECASE
)
_FORM = re.compile(
    r"(?<![?&\w=/])((?:grant_type|code|state|error|SAMLResponse|client_id|id_token)=[^\s\"'<>&]*(?:&[\w.-]+=[^\s\"'<>&]*)+)"
)
_MAP = re.compile(r"\{(\w{1,40}=\[?[^\[\]{},\n]*\]?(?:, \w{1,40}=\[?[^\[\]{},\n]*\]?)+)\}")  # as Java prints one
_PUNCTUATION = ".,;:!?)]}>\u2026"


@dataclass
class Search:
    """A text that is searched: what was found, in the order of the text, and what is left of it."""

    text: str
    now: float
    found: list[tuple[int, Explanation]] = field(default_factory=list)

    def take(self, start: int, end: int, explanation: Explanation | None) -> None:
        """Keep what was found there, and take it out of the text."""
        if explanation is None or len(self.found) >= MOST:
            return
        self.found.append((start, explanation))
        self.text = f"{self.text[:start]}{' ' * (end - start)}{self.text[end:]}"

    @property
    def pieces(self) -> tuple[Explanation, ...]:
        """What was found, in the order of the text; the same thing twice is one."""
        ordered = [explanation for _, explanation in sorted(self.found, key=lambda pair: pair[0])]
        return tuple(each for number, each in enumerate(ordered) if each not in ordered[:number])


def pieces_of(text: str, now: float, explain_http: Callable[[str, float], Explanation | None]) -> tuple[Explanation, ...]:
    """Return what a longer text holds."""
    search = Search(_HEADING.sub("\n", text), now)
    for step in (_pem, _maps, _commands, _json, _headers, _addresses, _tokens, _forms):
        step(search)
    if not search.found:
        _http(search, explain_http)
    if not search.found:
        response = read_response(text)
        if response is not None and response.kind not in ("code",):
            search.take(0, 0, explain_response(response))
    return search.pieces


def _pem(search: Search) -> None:
    for block in list(BLOCK.finditer(search.text)):
        search.take(block.start(), block.end(), explain_block(block[1], block[2], search.now))


def _maps(search: Search) -> None:
    """Parameters or members as Java prints a map: {grant_type=[authorization_code], code=[...]}, {access_token=..., ...}."""
    for found in list(_MAP.finditer(search.text)):
        pairs = re.findall(r"(\w+)=\[?([^\[\],{}]*)\]?", found[1])
        names = {name for name, _ in pairs}
        if "grant_type" in names:
            explained = explain_token_form(urllib.parse.urlencode(pairs), search.now)
        else:
            explained = explain_answer(answer_of_text(json.dumps(dict(pairs))), search.now, with_headers=False)
        search.take(found.start(), found.end(), explained)


def _commands(search: Search) -> None:
    at = 0
    for _ in range(MOST):
        begins = re.compile(r"(?:^|(?<=[\s`(>$.:;,)]))" + BEGINS.pattern, re.IGNORECASE | re.MULTILINE).search(search.text, at)
        if begins is None:
            return
        end = _end_of_command(search.text, begins.start())
        command = read_command(search.text[begins.start() : end])
        if command is None:
            at = begins.end()
            continue
        reached = min(begins.start() + max(command.length, 1), end)
        search.take(begins.start(), reached, explain_command(command, search.now))
        at = reached


def _end_of_command(text: str, start: int) -> int:
    """A command is not longer than to the next empty line, or the next one that begins in its own line."""
    blank = re.compile(r"\n\s*\n").search(text, start)
    return min(blank.start() if blank else len(text), start + 200_000)


def _json(search: Search) -> None:
    decoder = json.JSONDecoder()
    tries = 0
    for brace in [found.start() for found in re.finditer(r"\{\s*\"|\[\s*\{", search.text)]:
        if search.text[brace] == " ":
            continue
        tries += 1
        if tries > _TRIES:
            return
        try:
            value, end = decoder.raw_decode(search.text, brace)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict | list):
            search.take(brace, end, explain_answer(answer_of_text(search.text[brace:end]), search.now, with_headers=False))


def _headers(search: Search) -> None:
    for line in list(_HEADER_LINE.finditer(search.text)):
        search.take(line.start(1), line.end(1), explain_header(line[1].strip(), search.now))


def _addresses(search: Search) -> None:
    for start, end, address in list(_found_addresses(search.text)):
        search.take(start, end, explain_stranger(address) or explain_address(address))


def _found_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _URL.finditer(text):
        address = match[0].rstrip(_PUNCTUATION) if not match[0].endswith(">") or "<" not in match[0] else match[0]
        yield match.start(), match.start() + len(address), address.rstrip("-") if address.endswith("=-") else address
    for match in _PATH.finditer(text):
        yield match.start(1), match.end(1), f"{NOWHERE}{match[1]}"


def _tokens(search: Search) -> None:
    for token in list(TOKEN.finditer(search.text)):
        if token[0].count(".") in (2, 4) and len(token[0]) >= 40:
            search.take(token.start(), token.end(), explain_jwt(token[0], search.now))


def _forms(search: Search) -> None:
    for form in list(_FORM.finditer(search.text)):
        search.take(
            form.start(),
            form.end(),
            explain_stranger(form[1]) or explain_token_form(form[1], search.now) or explain_form(form[1]),
        )


def _http(search: Search, explain_http: Callable[[str, float], Explanation | None]) -> None:
    line = re.search(r"^(?:[<>*] )?(?:(?:GET|POST) \S+ HTTP/|HTTP/[\d.]+ \d{3})", search.text, re.MULTILINE)
    if line is not None and begins_http(search.text[line.start() :]):
        search.take(line.start(), len(search.text), explain_http(search.text[line.start() :], search.now))
