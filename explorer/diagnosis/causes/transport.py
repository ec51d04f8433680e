"""What stands around a request: the web origin, a proof of possession, a guard of web forms, the format that a server reads."""

from __future__ import annotations

from ..case import Case
from ..cause import CLIENT, Signs, cause
from ..signs import DOUBTFUL, HINT, LITTLE, OFTEN, SAYS, SLIP, STATED, Sign, against, contrary, hint, remark, slip
from .provider import NO_OAUTH

_ASKED = (*CLIENT, "userinfo")


@cause(
    "json-wanted",
    legs=CLIENT,
    topic="form",
    spec="RFC 6749 3.2, B",
    advice="This explorer sends forms, as the standard has it: let the server read application/x-www-form-urlencoded. A framework "
    "reads a body as JSON where nobody told it otherwise.",
)
def json_wanted(case: Case) -> Signs:
    """The endpoint wants JSON, and a form was sent, as the standard has it."""
    if "TOKQ-CONTENT-TYPE" in case.failed:
        yield against("The request did not say that it is a form, which tells more plainly what is wrong.")


@cause(
    "forgery-guard",
    legs=CLIENT,
    topic="form",
    spec="RFC 6749 3.2",
    advice="At the server, except this endpoint from the protection of web forms (csrf_exempt, VerifyCsrfToken, csrf().ignoring...): no "
    "browser sends it. Where that is not the provider's own endpoint, compare the address with the discovery document.",
)
def forgery_guard(case: Case) -> Signs:
    """The server guards this address as a form of its web site (CSRF), and a program has no token of a page."""
    if case.symptom.status == 419:
        yield slip("The status 419 is what Laravel answers where the token of a form is missing.")
    elif case.symptom.status == 403 and not case.is_known_code and not case.is_page_for_json and not case.is_told:
        sign = remark if case.is_answer_empty else hint
        yield sign(NO_OAUTH)
        if case.endpoint_worked:
            yield against("The same address answered well before in this run.")


@cause(
    "origin-needed",
    legs=("authorize", *_ASKED),
    topic="origin",
    spec="RFC 9700 2.6; RFC 6749 2.1",
    advice="Register the web origin of the page for this client (web origins, allowed origins, a single-page application), exactly as "
    "the browser sends it. Where the code is redeemed by a server, register the redirect_uri for an application on a server (web). "
    "A provider's own page that minds it is reached at another address than the provider knows for its own: look at the proxy before it.",
)
def origin_needed(case: Case) -> Signs:
    """The provider minds the web origin, and says so itself: it is missing, or not what the client is registered for (CORS, single-page application)."""
    if case.is_of_the_browser:
        yield Sign(-SAYS, "The browser says this: what the provider answered, no page could read.")
        return
    origin = case.header("Origin")
    if origin and any(origin.lower() in text.lower() for text in case.words.texts):
        yield slip(f"The request had the header Origin: {origin}, and the provider repeats it.")
    elif origin:
        yield Sign(LITTLE, f"The request had the header Origin: {origin}.")


@cause(
    "dpop-needed",
    legs=("token", "refresh", "userinfo"),
    topic="dpop",
    usual={"use_dpop_nonce": STATED, "invalid_dpop_proof": STATED},
    spec="RFC 9449 5, 8",
    advice="This explorer sends Bearer requests. Let the client be registered without DPoP for the experiment.",
    rules=("UI-DPOP-SCHEME",),
)
def dpop_needed(case: Case) -> Signs:
    """The provider wants a DPoP proof, or its nonce in it."""
    if case.header("DPoP") is not None:
        yield hint("A proof was sent.") if case.code == "use_dpop_nonce" else against("A proof was sent.")
    elif case.got_tokens is not None or (case.symptom.leg == "userinfo" and _is_bearer(case)):
        yield against("The tokens came without one.")
    elif case.asked("dpop_jkt") is not None:
        yield slip("The link bound the code to a key (dpop_jkt), and no proof of it was sent.")
    elif case.run.metadata.get("dpop_signing_alg_values_supported") and _may_be_meant(case):
        weight = DOUBTFUL if case.is_fresh_code_refused else HINT // 2  # a server that wants one has codes of its own to say so
        yield Sign(
            weight, "The provider knows DPoP, and no proof was sent; whether this client has to, only the provider knows."
        )


def _is_bearer(case: Case) -> bool:
    return str(case.run.tokens.get("token_type") or "").lower() == "bearer"


def _may_be_meant(case: Case) -> bool:
    """Refusals that say nothing: where a proof is wanted, other servers have a code for it."""
    return case.code in ("invalid_grant", "invalid_token", None) and not case.is_told and not case.is_page_for_json


@cause(
    "dpop-wrong",
    legs=("token", "refresh", "userinfo"),
    topic="dpop",
    usual={"invalid_dpop_proof": STATED + 1, "invalid_token": 0, "use_dpop_nonce": OFTEN},
    spec="RFC 9449 4.3",
    advice="Make a fresh proof for exactly this request: htm its method, htu its address without query, iat now, a new jti, the nonce "
    "of the latest answer, ath where an access token is sent, and the key to which code or token is bound.",
)
def dpop_wrong(case: Case) -> Signs:
    """The DPoP proof does not fit this request: its address, method, time, nonce or key is another."""
    if case.header("DPoP") is None and case.sent_request:
        yield contrary("No proof was sent.")
    elif case.header("DPoP") is not None:
        yield Sign(SLIP if case.code == "invalid_dpop_proof" or case.is_named("dpop-wrong") else LITTLE, "A proof was sent.")
