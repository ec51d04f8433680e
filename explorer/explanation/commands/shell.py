"""A command line in words, as its shell takes it apart: quotes, escapes and line ends of bash and zsh, and of cmd.exe.

Nothing is run and no variable is looked up: `$TOKEN` stays what it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ANSI = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "v": "\v",
    "?": "?",
}
_ANSI_CODE = re.compile(r"u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|x([0-9A-Fa-f]{1,2})|([0-7]{1,3})")
_ENDS = "\n;|"  # outside of quotes they end a command
GLUED = "what stood directly behind a closing quote was taken for the text after the command"
CUT = "an & outside of quotes ends a command in a shell: what follows it was never sent. Put the address into quotes"


@dataclass
class Words:
    """The words of a command, how far it reached in the text, and what is odd about it."""

    words: list[str] = field(default_factory=list)
    length: int = 0
    changes: list[str] = field(default_factory=list)
    rest: str = ""  # behind an & that cut the command


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.found = Words()
        self.word: list[str] | None = None

    def _add(self, piece: str) -> None:
        if self.word is None:
            self.word = []
        self.word.append(piece)

    def _end(self) -> None:
        if self.word is not None:
            self.found.words.append("".join(self.word))
            self.word = None

    def read(self) -> Words:
        """Read up to the end of the command."""
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter in "'\"":
                if self._quoted(letter):
                    break
            elif self.text.startswith(("$'", '$"'), self.at):
                self.at += 1
                self._ansi() if self.text[self.at] == "'" else self._quoted('"')
            elif letter == "\\":
                self._escape()
            elif letter in " \t\r":
                self._end()
                self.at += 1
            elif letter == "&" or letter in _ENDS:
                break
            else:
                plain = re.compile(r"[^\s'\"\\&;|$]+|\$").match(self.text, self.at)
                self._add(plain[0] if plain else letter)
                self.at += len(plain[0]) if plain else 1
        self._end()
        self._cut()
        self.found.length = self.at
        return self.found

    def _cut(self) -> None:
        """An address with a bare & in it: bash sends only what stands before."""
        if self.text.startswith("&", self.at) and re.match(r"&[\w.-]+=", self.text[self.at :]):
            rest = re.compile(r"[^\s'\"]*").match(self.text, self.at)
            self.found.changes.append(CUT)
            self.found.rest = rest[0] if rest else ""
            self.at += len(self.found.rest)
            more = _Reader(self.text)
            more.at = self.at
            following = more.read() if not self.text.startswith("&", self.at) else Words(length=self.at)
            self.found.words += following.words
            self.at = following.length

    def _escape(self) -> None:
        following = self.text[self.at + 1 : self.at + 3]
        if following[:1] == "\n" or following == "\r\n":  # the line goes on
            self.at += 2 if following[:1] == "\n" else 3
            return
        self._add(following[:1])
        self.at += 2

    def _quoted(self, quote: str) -> bool:
        """Read a quoted piece. True where text that is no part of the command is glued to it."""
        pieces: list[str] = []
        pattern = re.compile(r"[^']+" if quote == "'" else r'[^"\\]+|\\(?:\r?\n)?')
        self.at += 1
        while self.at < len(self.text) and self.text[self.at] != quote:
            found = pattern.match(self.text, self.at)
            piece = found[0] if found else self.text[self.at]
            self.at += len(piece)
            if piece == "\\" and quote == '"':
                following = self.text[self.at : self.at + 1]
                piece = following if following and following in '$`"\\' else "\\" + following
                self.at += 1
            elif piece.startswith("\\"):
                piece = ""
            pieces.append(piece)
        self.at += 1
        self._add("".join(pieces))
        if re.match(r"[A-Z][a-z]+\b", self.text[self.at : self.at + 40]):  # manuals run into their next heading
            self.found.changes.append(GLUED)
            return True
        return False

    def _ansi(self) -> None:
        pieces: list[str] = []
        self.at += 1
        while self.at < len(self.text) and self.text[self.at] != "'":
            if self.text[self.at] != "\\":
                pieces.append(self.text[self.at])
                self.at += 1
                continue
            code = _ANSI_CODE.match(self.text, self.at + 1)
            if code:
                number = int(code[1] or code[2] or code[3] or code[4], 8 if code[4] else 16)
                pieces.append(chr(number) if number < 0x110000 else "\ufffd")
                self.at = code.end()
            else:
                following = self.text[self.at + 1 : self.at + 2]
                pieces.append(_ANSI.get(following, following))
                self.at += 2
        self.at += 1
        self._add("".join(pieces))


def words_of_posix(text: str) -> Words:
    """Return the words of a command of bash, zsh or another POSIX shell (POSIX 2.2), up to its end."""
    return _Reader(text).read()


def words_of_cmd(text: str) -> Words:
    """Return the words of a command of cmd.exe: a caret takes the meaning from the next character, quotes are doubled or escaped."""
    plain = re.sub(r"\^\r?\n\s*", " ", text)
    plain = re.sub(r"\^(.)", r"\1", plain)
    line = re.match(r"[^\n]*", plain)
    words: list[str] = []
    for match in re.finditer(r'(?:"(?:[^"\\]|\\.|"")*"?|[^\s"])+', line[0] if line else ""):
        words.append(
            re.sub(
                r'"((?:[^"\\]|\\.|"")*)"?',
                lambda quoted: quoted[1].replace('""', '"').replace('\\"', '"').replace("\\\\", "\\"),
                match[0],
            )
        )
    return Words(words, len(text))


def is_of_cmd(text: str) -> bool:
    """Tell whether a command is written for cmd.exe, by its carets."""
    return re.search(r"\^\r?\n|\^\"|\^%|\^&", text) is not None
