"""Undo what copying, shells, and programs do to a text, and say so each time (law: nothing is silently cleaned)."""

from __future__ import annotations

import quopri
import re
import urllib.parse
from collections.abc import Callable

from .text import NAME, record_change

_ROUNDS = 6  # a text that was escaped more often than this was not copied by hand

# Soft hyphens, zero-width and direction marks: what copying from a page or a PDF brings along, and control characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_COLOURS = re.compile(r"\x1b(?:\[[0-9;?]{0,20}[A-Za-z]|\][^\x07\x1b]{0,4000}(?:\x07|\x1b\\)|)")
_BOX = re.compile("[\u2500-\u257f\u23ce\u21a9\u21aa\u21b5]")  # the frame of a window in a terminal, and its signs for a wrap
PAGE = re.compile(r"<(?:[!?/]|[A-Za-z][\w-]{0,30}[\s/>])")  # a page begins like a quoted address: with <

_QUOTES = (
    '""',
    "''",
    "``",
    "<>",
    "()",
    "[]",
    "\u201c\u201d",
    "\u201d\u201d",
    "\u201e\u201c",
    "\u201e\u201d",
    "\u2018\u2019",
    "\u201a\u2018",
    "\u00ab\u00bb",
    "\u00bb\u00ab",
    "\u2039\u203a",
    "\u203a\u2039",
    "\u300c\u300d",
    "\u300e\u300f",
    "\u300a\u300b",
    "\uff08\uff09",
    "\uff1c\uff1e",
    "\u00b4\u00b4",
    "`\u00b4",
)
_PREFIX = re.compile(r"""(?:[bBrRuUfF]{1,2}|\$)(?=['"])""")  # of a text in Python, or in a shell
_FENCE = re.compile(r"\A(```|~~~)[\w-]{0,20}[ \t]*\n(.*?)\n?\1\Z", re.DOTALL)
_EMPHASIS = re.compile(r"\A(\*{1,3}|_{1,3}|\|\||~~)([A-Za-z?#].*[=?].*)\1\Z", re.DOTALL)
_SLACK = re.compile(r"\A<([^<>|\s]+)\|[^<>]*>\Z")

_ENTITIES = {
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "quot": '"',
    "apos": "'",
    "nbsp": " ",
    "equals": "=",
    "quest": "?",
    "num": "#",
    "percnt": "%",
} | {
    "sol": "/",
    "colon": ":",
    "plus": "+",
    "lowbar": "_",
    "period": ".",
    "comma": ",",
    "semi": ";",
    "bsol": "\\",
    "dollar": "$",
    "excl": "!",
}
_ENTITY = re.compile(rf"&(?:({'|'.join(_ENTITIES)})|#(\d{{1,5}})|#[xX]([0-9A-Fa-f]{{1,4}}));")
_JSON = re.compile(
    r"\\(?:u(00[2-7][0-9A-Fa-f]|0[0-9A-CE-F][0-9A-Fa-f]{2}|[1-9A-CE-Fa-ce-f][0-9A-Fa-f]{3})|x([2-7][0-9A-Fa-f])|(/))|%u(00[2-7][0-9A-Fa-f])"
)
_LINE_END = re.compile(r"(?:\\{1,8}[rn])+(?![A-Za-z0-9]{0,80}[\\.][A-Za-z0-9.\\]{1,80}(?:\s|\Z))")  # but not C:\new\read.me
_SHELL = re.compile(r"\\(?=[^A-Za-z0-9\s]|\Z)")
_CONTINUED = re.compile(r"(?:\\|(?<=\s)[\^`])[ \t]*\r?\n[ \t]*")
_CARET = re.compile(r"\^(?=[&|<>()%!\"'=?^])")
_BACKTICK = re.compile(r"`(?=[&?=#$;])")
_ENCODED = re.compile(
    rf"(?:%(?:25){{0,4}}(?:2[027]|3C|5B|60)|%(?:25){{0,4}}E2%(?:25){{0,4}}80%(?:25){{0,4}}9[0-9A-F]|%(?:25){{0,4}}C2%(?:25){{0,4}}[AB][0-9A-F]){{0,6}}"
    rf"(?:[A-Za-z][A-Za-z0-9+.-]{{0,60}}%(?:25){{0,4}}3A(?:%(?:25){{0,4}}2F){{2}}|[?#]?{NAME}%(?:25){{0,4}}3D|%(?:25){{0,4}}3F{NAME})",
    re.IGNORECASE,
)
_ENCODED_WITHIN = re.compile(
    rf"%(?:25){{0,4}}3A(?:%(?:25){{0,4}}2F){{2}}|%(?:25){{0,4}}(?:3F|26|23){NAME}%(?:25){{0,4}}3D", re.IGNORECASE
)
_PLAIN = re.compile(r"[?=&#\s]|:/")
_BY_MAIL = re.compile(rf"(?:^|[?&#\s]){NAME}=3D")
_NOT_BY_MAIL = re.compile(rf"(?:^|[?&#\s]){NAME}=(?!3D|\r?\n)")
_CUT_SCHEME = re.compile(r"\At?tp(s?)(?=://)")


def clean(text: str, changes: list[str]) -> str:
    """Take away what nobody sees: invisible characters, the colours of a terminal, white space around the text."""
    text = _noted(text, _INVISIBLE.sub("", _COLOURS.sub("", text)), "invisible characters were removed", changes)
    text = _noted(text, _BOX.sub("", text), "the frame of a terminal's window was removed", changes)
    return _noted(text, text.strip(), "white space around the text was removed", changes)


def undo_escapes(text: str, changes: list[str]) -> str:
    """Undo every way of escaping that is recognised, in as many rounds as are needed."""
    for _ in range(_ROUNDS):
        before = text
        for undo in _STEPS:
            text = undo(text, changes)
        if text == before:
            break
    return text


def percent_decoded(text: str) -> str:
    """Return the text with its percent signs decoded once."""
    return urllib.parse.unquote(text, errors="replace")


def _noted(before: str, after: str, words: str, changes: list[str]) -> str:
    if before != after:
        record_change(changes, words)
    return after


def _quotes(text: str, changes: list[str]) -> str:
    """Take away what stands in pairs around the whole text."""
    if fence := _FENCE.match(text):
        return _noted(text, fence[2].strip(), "the code block around the text was removed", changes)
    if emphasis := _EMPHASIS.match(text):
        return _noted(text, emphasis[2], "the signs of Markdown around the text were removed", changes)
    if slack := _SLACK.match(text):
        return _noted(text, slack[1], "what stands before the | was read, of a link as a chat writes it", changes)
    inner = _PREFIX.sub("", text, count=1) if _PREFIX.match(text) else text
    inner = inner.rstrip(",; ") if inner[:1] in "\"'`" else inner
    if len(inner) < 2 or inner[0] + inner[-1] not in _QUOTES or PAGE.match(inner):
        return text
    opening, closing, middle = inner[0], inner[-1], inner[1:-1]
    if opening in "<[" and "|" in middle:
        return text  # a link of a chat or a wiki, with more than an address in it
    if opening in "([" and (opening in middle or closing in middle or not re.search("[=?#]|:/", middle)):
        return text  # of a list, a sentence or a placeholder such as [code]
    return _noted(text, middle.strip(), "the quotes around the text were removed", changes)


def _entities(text: str, changes: list[str]) -> str:
    if "&" not in text:
        return text
    text = _noted(text, text.replace("&amp;", "&"), "&amp; was read as &, as in text copied from a page's source", changes)
    return _noted(
        text, _ENTITY.sub(_entity, text), "HTML escapes such as &#61; were read as the characters they stand for", changes
    )


def _entity(found: re.Match[str]) -> str:
    name, decimal, hexadecimal = found.groups()
    number = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
    if name:
        return _ENTITIES[name]
    return chr(number) if 0x20 <= number < 0x7F else found[0]


def _json(text: str, changes: list[str]) -> str:
    if "\\" not in text and "%u00" not in text:
        return text
    undone = _JSON.sub(lambda found: found[3] or chr(int(found[1] or found[2] or found[4], 16)), text)
    undone = _LINE_END.sub("\n", undone)
    return _noted(
        text, undone, r"the escapes of JSON or a program (\u0026, \/) were read as the characters they stand for", changes
    )


def _continued(text: str, changes: list[str]) -> str:
    return _noted(text, _CONTINUED.sub("", text), "line breaks inside the text were removed", changes)


def _shell(text: str, changes: list[str]) -> str:
    text = _noted(text, _SHELL.sub("", text), "the backslashes of a shell were removed", changes)
    if "^&" in text or '^"' in text or "^%" in text:
        text = _noted(text, _CARET.sub("", text), "the ^ of a Windows command line were removed", changes)
    if text.count("`") == len(_BACKTICK.findall(text)):
        text = _noted(text, _BACKTICK.sub("", text), "the backticks of PowerShell were removed", changes)
    return text


def _mail(text: str, changes: list[str]) -> str:
    """Quoted-printable is how a mail's source is written: = is =3D, and a line ends in = (RFC 2045 6.7)."""
    found = len(_BY_MAIL.findall(text))
    if (
        not found
        or _NOT_BY_MAIL.search(text)
        or not text.isascii()
        or (found < 2 and "=\n" not in text and "=\r\n" not in text)
    ):
        return text
    undone = quopri.decodestring(text.encode()).decode("utf-8", "replace")
    return _noted(text, undone, "the escapes of a mail's source (=3D) were read as the characters they stand for", changes)


def _percent(text: str, changes: list[str]) -> str:
    if not _ENCODED.match(text) and (_PLAIN.search(text) or not _ENCODED_WITHIN.search(text)):
        return text
    return _noted(text, percent_decoded(text), "percent signs in the whole address were decoded once", changes)


def _prefixes(text: str, changes: list[str]) -> str:
    """Take away what programs put before an address, and mend what a hasty hand cut off or a mail filter defused."""
    bare = re.sub(r"\A(?:view-source|URL|link|Address|feed):\s*(?=[A-Za-z])", "", text, flags=re.IGNORECASE)
    text = _noted(text, bare, "the word before the address was removed", changes)
    if re.match(r"hxxps?[\[:]", text, re.IGNORECASE) or "[.]" in text or "[:]" in text:
        whole = re.sub(r"\Ahxxp", "http", text, flags=re.IGNORECASE).replace("[.]", ".").replace("[:]", ":")
        text = _noted(text, whole, "hxxp and [.], as a mail filter defuses an address, were read as http and a dot", changes)
    return _noted(text, _CUT_SCHEME.sub(r"http\1", text), "the beginning of http was put back", changes)


_STEPS: tuple[Callable[[str, list[str]], str], ...] = (
    clean,
    _quotes,
    _entities,
    _json,
    _continued,
    _shell,
    _mail,
    _percent,
    _prefixes,
)
