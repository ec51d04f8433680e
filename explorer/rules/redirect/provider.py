"""Is the provider that gave the code still there? It is asked after a restart of the kernel, with which a local one ends."""

from __future__ import annotations

from ...protocol.provider_start import time_of_day
from ..registry import Outcome, RuleSet, failed, not_applicable, passed
from .subject import RedirectCheck

PROVIDER: RuleSet[RedirectCheck] = RuleSet()
rule = PROVIDER.rule

_NOT_ASKED = "only the local provider forgets codes when it is started again, and only a sign-in that waited meets that"


@rule(
    "AUTHR-PROVIDER-RESTARTED",
    spec="RFC 6749 4.1.2; RFC 9700 4.4",
    advice="Start again at the provider that runs now: no code of this sign-in is good any more.",
    reasons=(_NOT_ASKED,),
)
def same_start(check: RedirectCheck) -> Outcome:
    """Is the provider that this sign-in began at still there?"""
    found = check.recognised
    if found is None:
        return not_applicable(_NOT_ASKED)
    if found.is_same:
        return passed(found.then, found.now)
    if not found.answered:
        told, now = "The provider that this sign-in began at has ended, and nobody answers at its address.", "no answer"
    elif found.now is None:
        told, now = "The provider that this sign-in began at has ended; another program has its address now.", "another program"
    else:
        told = f"The provider was restarted: the one that has its address now began at {time_of_day(found.now)}, and knows nothing of this sign-in."
        now = found.now
    return failed(f"{told} The code is of no use any more.", found.then, now)
