"""Commands that send a request: curl in bash, zsh and cmd, PowerShell, fetch and its like, as people write and browsers copy them.

shell.py       a command line in words, in the quoting of its shell
curl.py        curl's options, and the request that they make
powershell.py  Invoke-WebRequest and Invoke-RestMethod
fetch.py       fetch(...) and axios in JavaScript, requests in Python
"""

from __future__ import annotations

import re

from .command import Command
from .curl import read_curl
from .fetch import CALL, read_fetch
from .powershell import read_powershell

__all__ = ["Command", "begins_command", "read_command"]

BEGINS = re.compile(
    r"(?:(?:PS [^>\n]{0,200}> ?|[$#>%] ?)?"  # a prompt
    r"(?:curl(?:\.exe)?\s|\$\w+\s*=\s*(?:@\{|New-Object)|(?:\$\w+\s*=\s*)?(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\s)"
    r"|(?:const|let|var)\s+\w+\s*=\s*new\s+(?:URLSearchParams|Headers|FormData)\b"
    r"|(?:await\s+|(?:(?:const|let|var)\s+)?\w+\s*=\s*(?:await\s+)?)?(?:fetch|axios(?:\.\w+)?|(?:requests|httpx)\.\w+)\s*\()",
    re.IGNORECASE,
)


def begins_command(text: str) -> bool:
    """Tell whether a text begins as such a command does."""
    return BEGINS.match(text) is not None


def read_command(text: str) -> Command | None:
    """Return the request that a command sends; None where the text is no command that is known here."""
    if re.search(r"\b(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\s", text, re.IGNORECASE):
        return read_powershell(text)
    if CALL.search(text) and not re.match(r"\W*curl", text):
        return read_fetch(text)
    return read_curl(text)
