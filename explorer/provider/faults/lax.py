"""What a lax provider does not enforce. An honest client does nothing wrong, so its runs hardly ever show any of this."""

from __future__ import annotations

from .registry import rows

row = rows("checks")
row(
    "code-reuse",
    "Takes a code as often as it is sent. No single run shows it: send one code twice.",
    lambda checks: checks.discard("code is new"),
    caught_by=None,
)
row(
    "stale-code",
    "Takes a code however old it is. No single run shows it: wait, then send the code.",
    lambda checks: checks.discard("code is fresh"),
    caught_by=None,
)
row(
    "pkce-not-enforced",
    "Takes the code with any code_verifier, or with none. No single run shows it: send a wrong one.",
    lambda checks: checks.discard("code_verifier"),
    caught_by=None,
)
row(
    "redirect-uri-not-compared",
    "Takes the code with any redirect_uri at the token endpoint. No single run shows it: send another one.",
    lambda checks: checks.discard("redirect_uri"),
    caught_by=None,
)
row(
    "any-redirect-uri",
    "Sends the code to any redirect_uri, registered or not. No single run shows it: ask with another one.",
    lambda checks: checks.discard("registered redirect_uri"),
    caught_by=None,
)
row(
    "refresh-token-reuse",
    "Takes a refresh token again after it was replaced. No single run shows it: send the first one once more.",
    lambda checks: checks.discard("refresh_token is new"),
    caught_by=None,
    in_the_wild="Entra gives a new refresh token at each use, and does not revoke the old one.",
)
row(
    "refresh-token-stays",
    "Does not replace a refresh token that was used, not even that of a public client.",
    lambda checks: checks.discard("refresh_token is replaced"),
    caught_by="REFR-PUBLIC-NOT-ROTATED",
)
