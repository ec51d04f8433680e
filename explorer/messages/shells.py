"""How a curl command is written for each shell: its comments, its variables, and what it takes for more than a letter."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Shell:
    """One shell. `variable` writes a variable's place in a word, `escape` a text between double quotes, `word` a plain word."""

    curl: str
    comment: str
    joint: str  # between two lines of one command
    variable: Callable[[str], str]
    escape: Callable[[str], str]
    word: Callable[[str], str]


def _bash(text: str) -> str:
    """Escape for double quotes; there an interactive bash knows no escape for !, so it gets quotes of its own."""
    return "".join("\\" + c if c in '\\"$`' else "\"'!'\"" if c == "!" else c for c in text)


def _powershell(text: str) -> str:
    return "".join(f"`{c}" if c in '`"$' else c for c in text)


def _cmd(text: str) -> str:
    """Within double quotes cmd takes every sign but these for itself; typed at its prompt, a lone % stays one."""
    return text.replace('"', '\\"')


# curl.exe: in Windows PowerShell `curl` is another command.
SHELLS = {
    "bash": Shell("curl", "#", " \\\n  ", "${{{}}}".format, _bash, shlex.quote),
    "powershell": Shell(
        "curl.exe", "#", " `\n  ", "${{env:{}}}".format, _powershell, lambda text: '"' + _powershell(text) + '"'
    ),
    "cmd": Shell("curl.exe", "rem", " ^\n  ", "%{}%".format, _cmd, lambda text: '"' + _cmd(text) + '"'),
}
