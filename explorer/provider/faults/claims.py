"""Lies in the claims of the ID token (OIDC Core 2, 3.1.3.7)."""

from __future__ import annotations

from typing import Any

from ..drafts import Draft
from .registry import Spoil, fault

HOUR = 3600  # seconds


def _sets(**claims: Any) -> Spoil:
    def sets(id_token: Draft) -> None:
        id_token.claims |= claims

    return sets


def _shifts(**seconds: int) -> Spoil:
    """Set times by their distance from now."""

    def shifts(id_token: Draft) -> None:
        id_token.claims |= {name: id_token.now + distance for name, distance in seconds.items()}

    return shifts


def _leaves_out(claim: str) -> Spoil:
    def leaves_out(id_token: Draft) -> None:
        id_token.claims.pop(claim, None)

    return leaves_out


fault(
    "wrong-nonce",
    caught_by="IDTC-NONCE-MISMATCH",
    what="Puts a nonce into the ID token that the app did not send.",
)(_sets(nonce="the-nonce-of-another-sign-in"))

fault(
    "wrong-issuer",
    caught_by="IDTC-ISS-MISMATCH",
    what="Says in the ID token that another provider issued it.",
    seen="LinkedIn changed its issuer in April 2024, without notice.",
)(_sets(iss="https://another-provider.example"))

fault(
    "wrong-audience",
    caught_by="IDTC-AUD-MISMATCH",
    what="Hands out an ID token that was made for another app.",
)(_sets(aud="another-app"))

fault(
    "expired",
    caught_by="IDTC-EXP-PAST",
    what="Hands out an ID token that ran out two minutes ago.",
)(_shifts(auth_time=-240, iat=-240, exp=-120))

# What is compulsory, and left out

_LEFT_OUT = {
    "iss": "",
    "sub": "",
    "aud": "",
    "exp": "",
    "iat": "",
    "nonce": "LinkedIn does not return the nonce.",
}
for _claim, _seen in _LEFT_OUT.items():
    fault(
        f"missing-{_claim}",
        caught_by=f"IDTC-{_claim.upper()}-MISSING",
        what=f"Leaves {_claim} out of the ID token.",
        seen=_seen,
    )(_leaves_out(_claim))

fault(
    "missing-auth-time",
    caught_by="IDTC-AUTH-TIME-MISSING",
    what="Leaves auth_time out of the ID token, also for an app that sent max_age.",
)(_leaves_out("auth_time"))


# For whom


@fault(
    "stranger-in-audience",
    caught_by="IDTC-AUD-UNTRUSTED",
    seen="Oracle adds its own issuer to the audience, Zitadel the project.",
)
def stranger_in_audience(id_token: Draft) -> None:
    """Shares the ID token with an audience that the app does not know, and names no azp."""
    audience = id_token.claims.get("aud")
    id_token.claims["aud"] = [*(audience if isinstance(audience, list) else [audience]), "https://stranger.example"]
    id_token.claims.pop("azp", None)


fault(
    "wrong-azp",
    caught_by="IDTC-AZP-MISMATCH",
    what="Names another app as the authorized party (azp).",
    seen="Dex, where apps may ask for tokens for one another, uses azp together with a list of audiences.",
)(_sets(azp="another-app"))


# When

fault(
    "issued-in-future",
    caught_by="IDTC-IAT-FUTURE",
    what="Says that it issued the ID token in ten minutes, as a provider does whose clock is ahead.",
    seen="Clocks that differ do this: for a user of SecObserve 11 seconds were enough.",
)(_shifts(iat=600, exp=600 + HOUR))

fault(
    "not-yet-valid",
    caught_by="IDTC-NBF-FUTURE",
    what="Says that the ID token will be valid in ten minutes (nbf).",
)(_shifts(nbf=600))

fault(
    "old-sign-in",
    caught_by="IDTC-AUTH-TIME-OLD",
    what="Ignores max_age: the sign-in that the ID token reports is an hour old.",
)(_shifts(auth_time=-HOUR))


# How well

fault(
    "other-acr",
    caught_by="IDTC-ACR-NOT-REQUESTED-VALUE",
    what="Reports another level of sign-in (acr 0) than the app wished for with acr_values.",
)(_sets(acr="0"))


# What else it is tied to


@fault("wrong-at-hash", caught_by="IDTC-AT-HASH-MISMATCH")
def wrong_at_hash(id_token: Draft) -> None:
    """Hashes another access token into at_hash, as if the one that came had been swapped on the way."""
    honest = id_token.claims.get("at_hash", "")
    id_token.claims["at_hash"] = ("B" if honest.startswith("A") else "A") + honest[1:]
