"""The lines and pieces into which one address was broken, put together again.

A terminal breaks an address anywhere, a form field turns the break into a space, and a mail puts words behind it. So
every way to go on is kept, and the state that was sent tells the right one. Where nothing tells, nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...errors import Mistake
from .candidates import DELIMITER
from .escapes import percent_decoded
from .text import ANSWER, NAME, Known

_MOST = 60  # pieces of one address
_ROUNDS = 4  # of encoding, of an address in an address
_PROMPT = re.compile(
    r"\A(?:\S{1,80}@\S{1,80}[^$#%\n]{0,80}[$#%] |PS [^>\n]{0,200}> ?|[A-Za-z]:\\[^>\n]{0,200}> ?|"
    r"(?:dquote|quote|bquote|cmdsubst)> ?|>>> |\.\.\. |[$%#>\u276f\u279c] )+"
)
_WORD = re.compile(r"\A[(\[]?[A-Z]?[a-z\u00df-\u00ff]{2,20}[.,;:!?)\]]*\Z|\A(?:I|a|A|-|--|\u2013|\u2014|&|\+)\Z")
# What never goes on with an address: brackets, a header's name, another address, the end of a request line.
_STOP = re.compile(
    r"\A(?:[])};]+\Z|[])}]{0,3}__;|[A-Za-z][A-Za-z0-9-]{0,60}:(?:\s|\Z)|[A-Za-z][A-Za-z0-9+.-]{0,60}:/|HTTP/\d|(?:GET|POST|PUT|HEAD) )"
)
# What programs write behind an address, where more stands on the line: a status, a time, a level, a flag, a name and a value.
_LOG = re.compile(
    r"\A(?:[*{}|\[]|[1-5]\d\d\Z|\d{2,4}[-/:.]\d|\d+\)|-{1,2}[A-Za-z]|[A-Z]{4,8}\b|[A-Za-z_][\w.-]{0,60}=[^=]|[^A-Za-z0-9_~+/=.-]+\Z)"
)
_CLOSING = re.compile(r"\A(?:[A-Z][a-z]{2,20}|[a-z]{4,20}|and|bye|but|lg|mfg|ok|thx|the|then)[.,;:!?]?\Z")  # of a message
_BEHIND_A_CODE = re.compile(
    r"\A(?:[{}|\[(]|[A-Za-z_][\w.-]{0,60}=[^=]|[^A-Za-z0-9_~+/=.-]+\Z|:[a-z]|(?:[a-z]{2,10}::)?(?:[A-Z]{2,12}_){0,4}ERR(?:OR)?_[A-Z_]{4,60}\Z)"
)
_STATUS_LINE = re.compile(
    r"\A[1-5]\d\d (?:-|OK|Found|See|Moved|Temporary|Permanent|Not|Bad|Forbidden|\d+(?:\.\d+)? m?s)(?: |\Z)"
)
_STATUS = re.compile(r"\A[1-5]\d\d\Z")
_PAIR = re.compile(rf"\A{NAME}(?:=|%3D)")
_COMMON_WORDS = (
    "a after am an and are as at back be been before but by came can could did do does for from get got had",
    "has have he here how i if in into is it its me my no not now of ok on or our please she so thank thanks",
    "that the then there they this to too was we were what when where which while who why will with would yes",
    "you your aber als auch auf bei bitte da danke das dass dem den der die ein eine er es ich ist mit nicht",
    "oder sie und von war was wie wir zu alors avec ce dans de des donc elle est et il je la le les mais mon",
    "ne nous ou pas pour que qui sur un une vous con de el ella en es esta gracias lo los muy no para pero por",
    "que se si su un una y yo",
)
_COMMON = frozenset(word for line in _COMMON_WORDS for word in line.split())
_OF_WORDS = ("error_description", "error_message", "error_reason")
_GOES_ON = re.compile(rf"\A[&=?]|[?#&]{NAME}=")


def without_prompt(line: str) -> str:
    """Take away what a terminal or a mail puts before each line."""
    return _PROMPT.sub("", line)


def glue(text: str, piece: str) -> str:
    """Put two pieces together; between two parameters that stood on two lines goes an &."""
    tail = re.split("[?#&]", text)[-1]
    if _PAIR.match(piece) and "=" in tail and not text.endswith(("&", "?", "#")):
        return f"{text.rstrip(',;')}&{piece}"
    return text + piece


def open_name(text: str) -> str:
    """The name of the parameter in which a text ends."""
    return re.split("[?#&]", _decoded(text))[-1].partition("=")[0]


def _decoded(text: str) -> str:
    """The text as it is looked at: percent signs decoded where all of it is encoded, without the backslashes of a shell."""
    for _ in range(_ROUNDS):
        if "=" in text or "%" not in text:
            break
        text = percent_decoded(text)
    return text.replace("\\", "")


@dataclass(frozen=True)
class Way:
    """A text that may be the whole address. One that is not `certain` is right only where the state that was sent says so."""

    text: str
    certain: bool = True


def ways_to_go_on(piece: str, rest: str, lines: list[str], known: Known) -> list[Way]:
    """Return the piece, and every longer text that it may be together with what follows it, the shortest first.

    `rest` is what stands behind it on its line, `lines` are the lines below. Raises `Mistake` where the code itself is
    broken, and nothing tells where it ends.
    """
    ways = [Way(piece)]
    if _along_the_line(ways, rest):
        _down_the_lines(ways, lines, known)
    return ways


def _along_the_line(ways: list[Way], rest: str) -> bool:
    """Go on behind a space, where what stands there can only belong to the address. True where the line ends in it."""
    if rest.strip() and not rest[0].isspace():
        return False  # a quote, a bracket: the text ends here
    if rest.startswith("\t"):
        return False  # the next column of a table
    words = rest.split(maxsplit=_MOST)[:_MOST]
    for count, word in enumerate(words):
        text = ways[-1].text
        piece, name = DELIMITER.split(word, maxsplit=1)[0], open_name(text)
        if not piece or _STOP.match(piece) or _STATUS_LINE.match(" ".join(words[count : count + 3])):
            return False
        if _PAIR.match(piece) or _GOES_ON.search(piece):
            ways.append(Way(glue(text, piece)))
        elif name in _OF_WORDS:
            ways.append(Way(f"{text} {piece}"))
        elif name == "code" and not _BEHIND_A_CODE.match(piece) and not _is_prose(words[count:], text):
            _refuse_broken()
        elif any(_GOES_ON.search(later) for later in words[count + 1 : count + 6]) and not _WORD.match(piece):
            ways.append(Way(text + piece))
        else:
            if name == "state" and not _WORD.match(piece) and not _LOG.match(piece):
                ways.append(Way(f"{text} {piece}"))  # a + was shown as a space; that it is right is for the state to say
                ways.append(Way(text + piece, certain=False))
            return False
        if piece != word:
            return False
    return True


def _down_the_lines(ways: list[Way], lines: list[str], known: Known) -> None:
    gap = False
    for line in lines[:_MOST]:
        line, text = without_prompt(line.strip()), ways[-1].text
        if not line and _is_whole(text, known):
            return
        piece = DELIMITER.split(line, maxsplit=1)[0]
        more = line[len(piece) :].strip()
        if not line:
            gap = True
            continue
        if gap and _CLOSING.match(piece):
            return  # how a mail ends, below an empty line
        if not piece or (not _PAIR.match(piece) and (_STOP.match(line) or "\t" in line or (more and _LOG.match(piece)))):
            return
        if open_name(text) == "code" and not _PAIR.match(piece):
            if _BEHIND_A_CODE.match(piece) or (more and _is_prose(line.split(maxsplit=_MOST), text)):
                return
            if _CLOSING.match(piece) or _STATUS.match(piece) or (more and not _GOES_ON.search(piece)):
                _refuse_broken()
        elif _WORD.match(piece) and _is_whole(text, known):
            return
        ways.append(Way(glue(text, piece), certain=not more or open_name(text) != "state"))
        if more:
            return


def _is_prose(words: list[str], before: str) -> bool:
    """True for words that go on with a sentence and not with a code: a piece of a code may look like a word too."""
    first = re.sub(r"\W", "", words[0]).lower()
    if before[-1] in ",;" or re.search(r"[,!?)]\Z", words[0]):
        return True
    return len(words) > 1 if not first else first in _COMMON and (len(words) > 1 or len(first) > 2)


def _is_whole(text: str, known: Known) -> bool:
    """True where a text has all that an answer needs, and its state is the one that was sent, or is not known."""
    text = _decoded(text)
    state = re.search(r"(?:[?#&]|\A)state=([^&#]*)", text)
    answered = re.search(rf"(?:[?#&]|\A){ANSWER}=", text) is not None
    return answered and state is not None and (known.state in (None, state[1]) or open_name(text) != "state")


def _refuse_broken() -> None:
    raise Mistake(
        "The code in this text is broken by a space or a line break, and nothing tells where it ends. "
        "Copy the address bar alone, in one piece."
    )
