"""What to do where nobody answered: it depends on how far the request came, on who answered before, and on what was in it."""

from __future__ import annotations

from ..protocol.legs import LEGS
from .case import Case
from .issuers import PASS_ON, issuer_advice
from .reached import came_to, dead_host_of_document, is_of_the_inside, may_have_arrived, was_answered_lately
from .symptom import host_of

_SILENT = (
    "The same server answered other requests of this run, so it can be reached: this endpoint takes the request and does not answer. Ask "
    "whoever runs it what it waits for; a slow one wants Http(timeout=...)."
)
_FULL = (
    "The same server answered other requests of this run: it is overloaded, restarts, or what stands before it counts connections. "
    "Send again a little later."
)
_BY_PHASE = {
    "name": "The name service did not answer: is this machine online, is its VPN up, and does its network want a proxy: Http(proxy=...)?",
    "connection": "Check host and port. A firewall that drops packets looks like this, and so does a missing proxy: Http(proxy=...); or the "
    "name leads to an address that is reached from elsewhere only (IPv6, VPN, a hosts file).",
    "tls": "The connection came about, so no firewall drops packets: try http://, or another port. What looks into TLS on the way may be silent, too.",
    "request": "The connection came about, and the request was not taken: a server that is overloaded looks like this.",
    "answer": "The request was taken, and no answer came: is this port meant for http? A slow provider wants Http(timeout=...).",
    "rest": "The answer began, and stopped: look for what stands before the provider; a long answer wants Http(timeout=...).",
}
_ELSEWHERE = (
    "Open the address in a browser on this very machine: a name may be known inside a network, a VPN or a cluster only, and a hosts "
    "file or a name service may have an old address for it."
)


_NOT_REACHED = ("name-unknown", "nobody-listens", "no-route", "no-time")


def network_advice(cause: str, case: Case) -> str:
    """What to do about a cause of the network in this case; empty where the usual advice holds."""
    if cause == "issuer-of-metadata":
        return issuer_advice(case)
    if cause in _NOT_REACHED and (host := dead_host_of_document(case)):
        return PASS_ON if is_of_the_inside(host) else _ELSEWHERE
    if cause == "no-time":
        phase = came_to(case)
        if was_answered_lately(case):
            return _FULL if phase in ("connection", "tls") else _SILENT
        return _BY_PHASE.get(phase, "")
    if cause == "nobody-listens" and was_answered_lately(case):
        return "The same server answered other requests of this run: it has stopped since, or restarts. Start it, or send again a little later."
    if cause == "name-unknown" and was_answered_lately(case):
        return "The same name was found in this run before: the name service or the network (VPN, Wi-Fi) is gone. Send again."
    return ""


def used_up(case: Case) -> str:
    """What may be used up by a request that left, and that nobody answered (RFC 6749 4.1.2, RFC 9700 4.14)."""
    if not may_have_arrived(case):
        return ""
    if case.symptom.leg == "token":
        return "The code may be used up: where sending it again is refused, open a fresh link."
    if case.symptom.leg == "refresh":
        return "Where the provider replaces refresh tokens, this one may be used up: where sending it again is refused, sign in again."
    return ""


def of_document(case: Case) -> str:
    """The dead address came out of the discovery document, and is another place than the one that gave it."""
    asked = str(case.sent_request.get("url") or case.request(LEGS[case.symptom.leg].exchange).get("url") or "")
    source, here = (host_of(str(address)) for address in (case.run.provider.get("source") or "", asked))
    if case.symptom.leg == "discovery" or not source or not here or source == here:
        return ""
    told = f"The address stands in the discovery document, which came from {source}"
    if case.symptom.error_kind == "tls":
        return f"{told}: is {here} the name by which it is meant to be reached from here?"
    return f"{told}: from here {here} is not reached, as one inside a container or behind a proxy."
