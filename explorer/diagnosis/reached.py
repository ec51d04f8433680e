"""Who was reached in a run, and how far a request came that nobody answered: what one step proves of the network holds in the next.

A server that answered plain http a moment ago is none that wants TLS, and one that answered at all is behind no firewall that
drops packets. How far a request came stands in the sentence of the wire (wire/trouble.py).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..messages.address import split_url
from ..protocol.legs import LEGS
from .browser import COULD_NOT_OPEN
from .case import Case
from .symptom import host_of

_LATELY = 900  # seconds for which an answer tells how a server is reached
_MADE_IN_BROWSERS = ("authorize", "logout")
_INSIDE = re.compile(
    r"\.(internal|intern|intranet|local|localdomain|lan|corp|private|home|svc|cluster|docker|consul|test)\Z", re.IGNORECASE
)
_PHASES = {
    "looking up": "name",
    "connecting": "connection",
    "agreeing on tls": "tls",
    "sending the request": "request",
    "first byte": "answer",
    "reading the answer": "rest",
}


def answered_seconds_ago(case: Case, *, same_scheme: bool = True) -> float | None:
    """How many seconds lie between the failure and an answer of the same host and port in this run; None where none came."""
    asked = str(case.sent_request.get("url") or "")
    step = LEGS[case.symptom.leg].exchange if case.symptom.leg in LEGS else ""
    failed_at = next((event["at"] for event in reversed(case.run.exchanges) if event["step"] == step), None)
    times = [at for url, at in _answered(case) if host_of(url) == host_of(asked) and (not same_scheme or _is_alike(url, asked))]
    return min((abs(failed_at - at) for at in times), default=None) if failed_at is not None and host_of(asked) else None


def _is_alike(url: str, asked: str) -> bool:
    return url.partition(":")[0].lower() == asked.partition(":")[0].lower()


def _answered(case: Case) -> Iterator[tuple[str, float]]:
    """The addresses that this program asked and that answered, with the time."""
    for event in case.run.exchanges:
        request: Mapping[str, Any] = event.get("request") or {}
        if event.get("response") and event["step"] not in _MADE_IN_BROWSERS and isinstance(url := request.get("url"), str):
            yield url, event["at"]


def was_answered_lately(case: Case) -> bool:
    """The same server answered so a moment ago, by the same scheme: what keeps everybody away from it is no cause."""
    ago = answered_seconds_ago(case)
    return ago is not None and ago <= _LATELY


def came_to(case: Case) -> str:
    """How far a request came for which the time ran out: name, connection, tls, request, answer, rest; empty where nobody knows."""
    if case.symptom.kind != "no answer" or case.symptom.error_kind != "timeout":
        return ""
    sentence = (case.symptom.problem or "").lower()
    return next((phase for words, phase in _PHASES.items() if words in sentence), "")


def may_have_arrived(case: Case) -> bool:
    """The request left, and no answer came that can be read: whether it was acted on nobody knows."""
    kind = case.symptom.error_kind
    if case.symptom.kind == "refused" or "had not been sent" in (case.symptom.problem or ""):
        return case.symptom.kind == "refused"
    if case.symptom.kind != "no answer" or kind not in ("timeout", "cut", "protocol", "too-large", "stopped"):
        return False
    return kind != "timeout" or came_to(case) in ("request", "answer", "rest", "")


def dead_host_of_document(case: Case) -> str:
    """The host that was not reached, where the discovery document names it and came from another one; else empty."""
    source = host_of(str(case.run.provider.get("source") or ""))
    if case.symptom.leg == "authorize":
        asked = host_of(str(_of_link(case) or ""))
        back = _name_of(host_of(case.asked("redirect_uri") or ""))  # the browser may speak of either, where both have one name
        is_told = _name_of(asked) != back and any(_name_of(asked) in text.lower() for text in case.words.texts)
        asked = asked if is_told else ""
    else:
        asked = host_of(str(case.sent_request.get("url") or ""))
    is_dead = case.symptom.kind == "no answer" or case.is_of_the_browser
    return asked if is_dead and case.symptom.leg != "discovery" and source and asked and asked != source else ""


def has_reached_nobody(case: Case) -> bool:
    """The browser could not open the provider's own page: nobody there has seen the link."""
    if not (case.symptom.kind == "page" and case.is_of_the_browser and any(map(case.is_named, COULD_NOT_OPEN))):
        return False
    back, asked = (_name_of(host_of(str(url or ""))) for url in (case.asked("redirect_uri"), _of_link(case)))
    return back != asked and not any(back in text.lower() for text in case.words.texts if back)


def _of_link(case: Case) -> object:
    return case.run.metadata.get("authorization_endpoint")


def _name_of(host: str) -> str:
    parts = split_url(f"http://{host}")
    return (parts.hostname if parts is not None else None) or host


def is_of_the_inside(host: str) -> bool:
    """A host that nobody outside knows: a name without a domain or with one of the inside, this machine, a private address."""
    name = _name_of(host)
    try:
        return ipaddress.ip_address(name).is_private
    except ValueError:
        return "." not in name or _INSIDE.search(name) is not None
