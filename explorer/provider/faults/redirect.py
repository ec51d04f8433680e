"""Faults in the redirect that brings the code (RFC 6749 4.1.2, RFC 9207)."""

from __future__ import annotations

from typing import Any

from ..http import Response
from .makers import leaves_out, sets
from .registry import fault, rows

row = rows("redirect")

row(
    "wrong-state",
    "Sends another state back than the one that came.",
    sets(state="the-state-of-another-tab"),
    caught_by="AUTHR-STATE-MISMATCH",
)
row("missing-state", "Sends the code back without the state.", leaves_out("state"), caught_by="AUTHR-STATE-MISSING")
row(
    "unasked-state",
    "Sends a state back to a client that sent none.",
    sets(state="the-state-of-another-tab"),
    caught_by="AUTHR-STATE-UNEXPECTED",
)
row(
    "wrong-redirect-iss",
    "Answers in the name of another provider (iss), as in a mix-up attack.",
    sets(iss="https://another-provider.example"),
    caught_by="AUTHR-ISS-MISMATCH",
)
row(
    "missing-redirect-iss",
    "Promises in its metadata to name itself in the redirect (iss), and does not.",
    leaves_out("iss"),
    caught_by="AUTHR-ISS-MISSING",
    and_at={"discovery": sets(authorization_response_iss_parameter_supported=True)},
)
row(
    "redirect-iss-with-query",
    "Names itself in the redirect by an address with a query (iss).",
    sets(iss="https://provider.example/?tenant=1"),
    caught_by="AUTHR-ISS-FORMAT",
)


@fault(
    "state-cut",
    at="redirect",
    caught_by="AUTHR-STATE-ALTERED",
    in_the_wild="A user of micronaut-security got the state back from Apple HTML-escaped.",
)
def state_cut(redirect: dict[str, Any]) -> None:
    """Cuts the end off the state, as a column that is too short does."""
    if "state" in redirect:
        redirect["state"] = redirect["state"][:-4]


@fault("code-twice", at="redirect", caught_by="AUTHR-DUPLICATE-PARAM")
def code_twice(redirect: dict[str, Any]) -> None:
    """Sends two codes in one redirect: nobody can say which one counts."""
    if "code" in redirect:
        redirect["code"] = [redirect["code"], "another-code-beside-the-first"]


@fault("short-code", at="redirect", caught_by="AUTHR-CODE-SHORT")
def short_code(redirect: dict[str, Any]) -> None:
    """Sends a code of eight characters, which can be guessed; here it does not even buy anything."""
    if "code" in redirect:
        redirect["code"] = redirect["code"][:8]


@fault("code-beyond-ascii", at="redirect", caught_by="AUTHR-CODE-CHARS")
def code_beyond_ascii(redirect: dict[str, Any]) -> None:
    """Sends a code with letters outside ASCII; here it does not buy anything."""
    if "code" in redirect:
        redirect["code"] = f"{redirect['code']}é"


@fault("token-instead-of-code", at="redirect", caught_by="AUTHR-EMPTY")
def token_instead_of_code(redirect: dict[str, Any]) -> None:
    """Comes back with neither a code nor an error, but with an access token."""
    if redirect.pop("code", None):
        redirect["access_token"] = "an-access-token-that-everybody-sees"


@fault("token-in-redirect", at="redirect", caught_by="AUTHR-TOKEN-IN-QUERY")
def token_in_redirect(redirect: dict[str, Any]) -> None:
    """Sends an access token along in the address, where histories and logs keep it."""
    if "code" in redirect:
        redirect |= {"access_token": "an-access-token-that-everybody-sees", "token_type": "Bearer"}


row(
    "code-and-error",
    "Sends an error along with the code: the redirect says yes and no.",
    sets(error="server_error"),
    caught_by="AUTHR-CODE-AND-ERROR",
)
row(
    "extra-parameters",
    "Sends parameters that the client did not ask for. That is allowed: a client has to ignore what it does not know.",
    sets(session_state="b6f0d2", authuser="0"),
    caught_by=None,
    in_the_wild="Google adds scope, authuser and prompt, Keycloak session_state.",
)

# How the browser is sent


@fault("code-in-fragment", at="redirect_answer", caught_by="AUTHR-CODE-IN-FRAGMENT")
def code_in_fragment(redirect_answer: Response) -> None:
    """Sends the code behind the # of the address, where no server reads it."""
    redirect_answer.headers["Location"] = redirect_answer.headers["Location"].replace("?", "#", 1)


@fault("other-landing", at="redirect_answer", caught_by="AUTHR-WRONG-REDIRECT-URI")
def other_landing(redirect_answer: Response) -> None:
    """Sends the browser to another page than the redirect_uri."""
    redirect_answer.headers["Location"] = redirect_answer.headers["Location"].replace("?", "/elsewhere?", 1)


# Refusals: they show when the user says no


@fault(
    "error-without-state",
    at="redirect",
    caught_by="AUTHR-ERROR-STATE-MISSING",
    in_the_wild="WSO2: errors came back without the state.",
)
def error_without_state(redirect: dict[str, Any]) -> None:
    """Leaves the state out of a refusal."""
    if "error" in redirect:
        redirect.pop("state", None)


@fault(
    "unknown-error",
    at="redirect",
    caught_by="AUTHR-ERROR-UNKNOWN",
    in_the_wild="Salesforce: one page of the manual writes access-denied.",
)
def unknown_error(redirect: dict[str, Any]) -> None:
    """Refuses with an error code that no standard knows."""
    if "error" in redirect:
        redirect["error"] = "access-denied"


@fault("error-with-quotes", at="redirect", caught_by="AUTHR-ERROR-CHARS", in_the_wild="Entra's descriptions hold line breaks.")
def error_with_quotes(redirect: dict[str, Any]) -> None:
    """Writes characters into the error_description that may not be there: a quote and a line break."""
    if "error" in redirect:
        redirect["error_description"] = 'The user said "no".\r\nTrace ID: 1'
