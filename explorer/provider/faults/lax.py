"""What a lax provider does not insist on. An honest app does nothing wrong, so its runs hardly ever show any of this."""

from __future__ import annotations

from .registry import fault


@fault("code-reuse", caught_by=None)
def code_reuse(checks: set[str]) -> None:
    """Takes a code as often as it is sent. No single run shows it: send one code twice."""
    checks.discard("code is new")


@fault("stale-code", caught_by=None)
def stale_code(checks: set[str]) -> None:
    """Takes a code however old it is. No single run shows it: wait, then send the code."""
    checks.discard("code is fresh")


@fault("pkce-not-enforced", caught_by=None)
def pkce_not_enforced(checks: set[str]) -> None:
    """Takes the code with any code_verifier, or with none. No single run shows it: send a wrong one."""
    checks.discard("code_verifier")


@fault("redirect-uri-not-compared", caught_by=None)
def redirect_uri_not_compared(checks: set[str]) -> None:
    """Takes the code with any redirect_uri at the token endpoint. No single run shows it: send another one."""
    checks.discard("redirect_uri")


@fault("any-redirect-uri", caught_by=None)
def any_redirect_uri(checks: set[str]) -> None:
    """Sends the code to any redirect_uri, registered or not. No single run shows it: ask with another one."""
    checks.discard("registered redirect_uri")


@fault(
    "refresh-token-reuse",
    caught_by=None,
    seen="Entra gives a new refresh token at each use, and does not revoke the old one.",
)
def refresh_token_reuse(checks: set[str]) -> None:
    """Takes a refresh token again after it was replaced. No single run shows it: send the first one once more."""
    checks.discard("refresh_token is new")


@fault("refresh-token-stays", caught_by="REFR-PUBLIC-NOT-ROTATED")
def refresh_token_stays(checks: set[str]) -> None:
    """Does not replace a refresh token that was used, not even that of a public client."""
    checks.discard("refresh_token is replaced")
