"""Lies in the redirect that brings the code (RFC 6749 4.1.2, RFC 9207)."""

from __future__ import annotations

from typing import Any

from .registry import fault


@fault("wrong-state", caught_by="AUTHR-STATE-MISMATCH")
def wrong_state(redirect: dict[str, Any]) -> None:
    """Sends another state back than the one that came."""
    redirect["state"] = "the-state-of-another-tab"


@fault("missing-state", caught_by="AUTHR-STATE-MISSING")
def missing_state(redirect: dict[str, Any]) -> None:
    """Sends the code back without the state."""
    redirect.pop("state", None)


@fault("wrong-redirect-iss", caught_by="AUTHR-ISS-MISMATCH")
def wrong_redirect_iss(redirect: dict[str, Any]) -> None:
    """Answers in the name of another provider (iss), as in a mix-up attack."""
    redirect["iss"] = "https://another-provider.example"


@fault("missing-redirect-iss", caught_by="AUTHR-ISS-MISSING")
def missing_redirect_iss(redirect: dict[str, Any]) -> None:
    """Promises in its metadata to name itself in the redirect (iss), and does not."""
    redirect.pop("iss", None)


@fault("code-twice", caught_by="AUTHR-DUPLICATE-PARAM")
def code_twice(redirect: dict[str, Any]) -> None:
    """Sends two codes in one redirect: nobody can say which one counts."""
    if "code" in redirect:
        redirect["code"] = [redirect["code"], "another-code-beside-the-first"]


@fault("code-and-error", caught_by="AUTHR-CODE-AND-ERROR")
def code_and_error(redirect: dict[str, Any]) -> None:
    """Sends an error along with the code: the redirect says yes and no."""
    redirect["error"] = "server_error"
