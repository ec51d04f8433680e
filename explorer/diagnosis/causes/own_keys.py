"""The provider's own keys, by which it knows its own tokens: at UserInfo, introspection and refresh (OIDC Core 10.1.1)."""

from __future__ import annotations

import re

from ..case import Case
from ..cause import Signs, cause
from ..signs import HINT, SAYS, Sign, against, contrary
from .access_token import ANSWERED, BEARER, answered, asked_about, called_inactive, ended_since


@cause(
    "provider-keys-changed",
    legs=("userinfo", "introspection", "refresh"),
    topic="access-token",
    usual=BEARER,
    spec="OIDC Core 10.1.1; RFC 9068 4",
    advice="Fetch the keys again: where the key of these tokens is not among them any more, the provider was set up anew, or started without "
    "the place where it keeps its keys. Sign in again, and let that place outlive a restart.",
    in_panel="In step 5, check once more, which fetches the keys again: where the key of these tokens is not among them any more, the provider "
    "was set up anew, or started without the place where it keeps its keys. Sign in again, and let that place outlive a restart.",
    experiment="check-again",
)
def keys_changed(case: Case) -> Signs:
    """The provider knows its own token by other keys now than it was made with: it was set up anew, or started without its keys."""
    is_of_signature = any(_SIGNATURE.search(text.lower()) for text in case.words.texts)
    if case.symptom.leg == "refresh":
        if is_of_signature:
            yield Sign(SAYS + HINT, _BAD)
        return
    yield from asked_about(case, "access_token")
    if answered(case):
        yield contrary(ANSWERED)
    elif not case.run.access_token_claims:
        yield against("The access token is no JWT: most providers look such a one up, and need no key to know it.")
    elif is_of_signature:
        yield Sign(SAYS + HINT, _BAD)
    elif not case.is_told:
        yield from ended_since(case)
        yield from called_inactive(case, is_kept=False)


_BAD = "The provider speaks of the signature, the key or the encryption of a token that it made itself."
_SIGNATURE = re.compile(
    r"\b(?:bad|invalid|wrong|unknown|no matching) (?:token )?(?:signature|signing key|kid|key id)\b|\bno (?:such )?(?:key|kid)\b|"
    r"\bsignature\b.{0,24}\b(?:invalid|mismatch|fail|failed|wrong|verified|verify|match|valid)\b|"
    r"\b(?:signing key|kid|key id)\b.{0,24}\b(?:not found|unknown|not (?:be )?found)\b|"
    r"\b(?:cannot|could not|unable to|fail\w* to) (?:be )?(?:decrypt|decod)"
)
