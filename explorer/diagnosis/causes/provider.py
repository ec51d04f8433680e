"""The provider itself: a fault, a limit, something in between."""

from __future__ import annotations

from ..case import Case
from ..cause import ANYWHERE, Signs, cause
from ..signs import OFTEN, STATED, enough, hint, slip


@cause(
    "provider-fault",
    legs=ANYWHERE,
    topic="provider",
    usual={"server_error": STATED, "temporarily_unavailable": STATED},
    common=2,
    spec="RFC 6749 4.1.2.1; RFC 9110 15.6",
    advice="Try again in a minute, with a fresh link; keep the number for the provider's support, and look at its log.",
    experiment="fresh-code",
)
def fault(case: Case) -> Signs:
    """The provider, or something behind it, is at fault."""
    status = case.symptom.status
    if status is not None and status >= 500:
        yield slip(f"The status {status} says that the fault is on its side; odd input can bring it about too.")


@cause(
    "too-many-requests",
    legs=ANYWHERE,
    topic="provider",
    usual={"slow_down": STATED, "too_many_requests": STATED, "temporarily_unavailable": OFTEN},
    common=0,
    spec="RFC 6585 4",
    advice="Wait, for as long as Retry-After says, and do not repeat what failed.",
    in_panel="Wait, and open a fresh link then.",
)
def too_many(case: Case) -> Signs:
    """Too many requests: the provider makes us wait."""
    if case.symptom.status in (429, 999):
        yield enough(f"The status {case.symptom.status} says so.")


@cause(
    "blocked-on-the-way",
    legs=ANYWHERE,
    topic="provider",
    common=1,
    spec="RFC 9110 15.5.4, 15.5.8",
    advice="A firewall, a proxy or a bot filter answered in the provider's place: ask who runs it.",
)
def blocked(case: Case) -> Signs:
    """Something between us and the provider answered: a firewall, a proxy, a login page."""
    symptom = case.symptom
    page = any(isinstance(text, str) and text.lstrip()[:1] == "<" for text in symptom.said)
    if symptom.leg != "authorize" and symptom.kind == "refused" and not symptom.error and page:
        yield hint("A page came where JSON was due.")
        if symptom.status in (401, 403, 407, 502, 503):
            yield slip(f"It came with the status {symptom.status}.")
