"""How long a provider asks to wait, by its own word: Retry-After, or the end of the time for which it counts requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..rules.id_token.subject import span
from .case import Case


def wait(case: Case) -> str:
    """How long to wait, as the provider itself says it (RFC 9110 10.2.3): seconds, or a date; else when it counts anew."""
    told = case.answer_header("Retry-After") or ""
    if told.isdecimal() and len(told) <= _LONGEST:
        return f"It asks for {int(told):,} s of patience (Retry-After)."
    if _DATE.fullmatch(told):
        return f"It asks to wait until {told} (Retry-After)."
    return _counts_anew(case)


_LONGEST = 7  # digits of seconds
_DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT")


def has_none_left(case: Case) -> str:
    """The header by which the answer says that no request is left; empty where none says so."""
    bare = next((name for name in _LEFT if re.fullmatch("0+", case.answer_header(name) or "")), "")
    return bare or ("RateLimit" if re.search(r"\b(?:r|remaining)=0\b", case.answer_header("RateLimit") or "") else "")


def _counts_anew(case: Case) -> str:
    """When the counter of requests begins anew, where none is left: in seconds, or as a time in seconds since 1970."""
    if not has_none_left(case):
        return ""
    told = next((value for name in _RESETS if (value := case.answer_header(name) or "").isdecimal()), "")
    if not told and (found := re.search(r"\b(?:t|reset)=(\d{1,10})\b", case.answer_header("RateLimit") or "")):
        told = found[1]
    if not told or len(told) > _DIGITS_OF_A_TIME:
        return ""
    now = case.run.events[-1]["at"]
    seconds = int(told) - now if len(told) == _DIGITS_OF_A_TIME else float(told)
    return f"No request is left, and its counter begins anew in {span(seconds)}." if seconds > 0 else ""


def taken_just_before(case: Case) -> str:
    """How many requests to the same address worked in the minute before the one that failed; empty for few of them."""
    asked = [event for event in case.run.exchanges if (event.get("request") or {}).get("url") == case.sent_request.get("url")]
    if not asked:
        return ""
    end = asked[-1]["at"]
    taken = [event["at"] for event in asked[:-1] if _is_taken(event) and end - event["at"] <= _MINUTE]
    if len(taken) < _MANY:
        return ""
    is_nginx = any("nginx" in text.lower() for text in (*case.words.texts, case.answer_header("Server") or ""))
    told = f"{len(taken)} requests to this address worked in the {span(end - taken[0])} before it, and some servers that limit them say 503."
    return f"{told} {_OF_NGINX}" if is_nginx else told


_OF_NGINX = "nginx does by default, and says 502 or 504 where the server behind it is down."


def _is_taken(event: Mapping[str, Any]) -> bool:
    return (event.get("response") or {}).get("status") == 200


_MINUTE = 60  # for which most servers count
_MANY = 5  # requests

_LEFT = ("X-RateLimit-Remaining", "RateLimit-Remaining", "X-Rate-Limit-Remaining")
_RESETS = ("X-RateLimit-Reset", "RateLimit-Reset", "X-Rate-Limit-Reset")
_DIGITS_OF_A_TIME = 10
