"""Faults of the line at the token endpoint: late, cut off, far too large. The step ends without an answer."""

from __future__ import annotations

import gzip

from ..http import Response
from .registry import fault

LARGE = 8_000_000  # bytes; no message of the protocol has a hundredth of it


@fault("slow", at="token_answer", caught_by=None)
def slow(token_answer: Response) -> None:
    """Takes half a minute for the token response. No single run shows it as a check: the client does not wait so long."""
    token_answer.delay = 30


@fault("cut-off", at="token_answer", caught_by=None)
def cut_off(token_answer: Response) -> None:
    """Hangs up in the middle of the token response. No single run shows it as a check: the step ends without an answer."""
    token_answer.cut = len(token_answer.body) // 2


@fault("oversized", at="token_answer", caught_by=None)
def oversized(token_answer: Response) -> None:
    """Sends eight megabytes of blanks before the tokens. No single run shows it as a check: the client stops reading."""
    token_answer.body = b" " * LARGE + token_answer.body


@fault("zip-bomb", at="token_answer", caught_by=None)
def zip_bomb(token_answer: Response) -> None:
    """Packs eight megabytes of blanks into eight kilobytes. No single run shows it as a check: the client unpacks only as much as an answer may have."""
    token_answer.body = gzip.compress(b" " * LARGE)
    token_answer.headers["Content-Encoding"] = "gzip"


@fault("clock-ahead", at="answer", caught_by="HTTP-CLOCK-SKEW")
def clock_ahead(answer: Response) -> None:
    """Dates its answers ten years ahead."""
    answer.headers["Date"] = "Thu, 01 Jan 2037 00:00:00 GMT"
