"""Introspection, revocation and logout (RFC 7662, RFC 7009, RP-Initiated Logout 1.0)."""

from __future__ import annotations

import re

from ..case import Case
from ..cause import Signs, cause, known
from ..signs import (
    AGAINST,
    HINT,
    LITTLE,
    OFTEN,
    READS,
    SAYS,
    SOMETIMES,
    STATED,
    Sign,
    against,
    contrary,
    doubtful,
    enough,
    hint,
    of_link,
    remark,
    slip,
)
from .access_token import ALIKE, is_fresh
from .provider import on_its_side

WAS_ACTIVE = "Introspection called the same token good before (active: true), so it knows it, and tells this client."


@cause(
    "introspection-not-allowed",
    legs=("introspection",),
    topic="rights",
    usual={"invalid_client": OFTEN, "access_denied": STATED, "unauthorized_client": OFTEN, "invalid_token": SOMETIMES},
    spec="RFC 7662 2.1, 2.3, 4",
    advice="Introspection is for resource servers: grant the client the right in the console.",
    experiment="show-userinfo",
)
def introspection_not_allowed(case: Case) -> Signs:
    """This client may not ask what tokens are worth: public, without the right, or of another resource."""
    if case.symptom.kind == "inactive":
        yield against(WAS_ACTIVE) if case.was_active else hint(ALIKE)
        if case.did("userinfo", status=200):
            yield remark("UserInfo took the same token before.")
        elif is_fresh(case) and not (case.did("refresh") or case.did("revoke") or case.run.access_token_claims):
            yield doubtful("The token came a moment ago, and nothing in this run ended it.")
    if case.symptom.status == 403:
        yield hint("The status 403 is for somebody who is known and may not.")
    elif case.symptom.status == 401 and case.wants_token_of_asker:
        yield hint("The answer asks for a bearer token of whoever asks, and not for a client's secret (RFC 7662 2.1).")


@cause(
    "client-may-not-ask",
    legs=("introspection", "revocation"),
    topic="rights",
    usual={"invalid_client": OFTEN, "unauthorized_client": OFTEN},
    spec="RFC 7662 2.1; RFC 7009 2.1",
    advice="Ask with a client that has a secret or a key.",
)
def may_not_ask(case: Case) -> Signs:
    """A public client cannot prove who it is, and is not heard here."""
    public = case.run.client.get("public")
    if public and _misses_proof(case):
        yield Sign(SAYS, "This client is public, and the provider misses what a client proves itself with.")
    elif public:
        yield slip("This client is public.")
    elif public is False:
        yield contrary("This client is not public.")


def _misses_proof(case: Case) -> bool:
    """The provider misses a proof, and not a parameter by its name, which even an empty one may satisfy."""
    quotes = [each.quote for each in case.words.named if each.cause == "credential-missing" and each.weight >= READS]
    return bool(quotes) and not any(quote.startswith("client_secret") for quote in quotes)


@cause(
    "token-of-another-client",
    legs=("introspection", "revocation"),
    topic="client",
    usual={"invalid_grant": OFTEN, "unauthorized_client": SOMETIMES},
    spec="RFC 7009 2.1; RFC 7662 4",
    advice="Ask with the client that got the token.",
)
def other_clients_token(case: Case) -> Signs:
    """The token belongs to another client."""
    if case.got_tokens and case.got_tokens.client_id != case.sent.client.client_id:
        yield enough("The tokens came with another client_id.")
    elif case.got_tokens:
        yield against("It came with the same client_id.")


known(
    "token-not-revocable",
    "The provider cannot revoke this token: none of this kind, as access tokens are that are checked without asking it, or none of this client.",
    legs=("revocation",),
    topic="kind",
    usual={"unsupported_token_type": STATED, "unauthorized_client": OFTEN},
    spec="RFC 7009 2.2.1",
    advice="Revoke the refresh token; look in the console whether revocation is switched on for this client.",
)


known(
    "token-gone-before",
    "The token was gone before: it has expired, was revoked or replaced, so there is nothing left to revoke.",
    legs=("revocation",),
    topic="kind",
    usual={"invalid_token": STATED, "invalid_grant": OFTEN},
    spec="RFC 7009 2.2",
    advice="Nothing is to be done: the token is no good any more. The standard has the status 200 for it.",
)


@cause(
    "introspection-signed",
    legs=("introspection",),
    topic="form",
    spec="RFC 9701 5",
    advice="Ask with Accept: application/json, or let the client be registered without introspection_signed_response_alg.",
)
def introspection_signed(case: Case) -> Signs:
    """The answer is a signed token, and JSON was asked for."""
    if "jwt" in (case.answer_header("Content-Type") or "").lower():
        yield Sign(SAYS, f"It came as {case.answer_header('Content-Type')}.")


known(
    "token-form-missing",
    "No token arrived: the request is no form, or lacks its parameter.",
    legs=("introspection", "revocation"),
    topic="form",
    usual={"invalid_request": OFTEN},
    spec="RFC 7009 2.1; RFC 7662 2.1",
    advice="Send token in a form.",
)


@cause(
    "token-kind-unknown-here",
    legs=("introspection",),
    topic="kind",
    spec="RFC 7662 2.2",
    usual={"unsupported_token_type": STATED},
    advice="A JWT is checked by its signature and its claims, without asking; ask here about the refresh token, or let the provider "
    "give opaque access tokens. active: false is no error.",
    experiment="check-again",
    rules=("INTRO-ACTIVE-MISSING",),
)
def not_known_here(case: Case) -> Signs:
    """The provider does not know this kind of token here, such as a JWT that it does not keep."""
    if case.nothing_came or case.is_page_for_json:
        yield Sign(2 * AGAINST, "Whoever does not know a token says so in JSON.")
    if case.was_active:
        yield against(WAS_ACTIVE)
    elif case.run.access_token_claims and case.symptom.kind == "inactive":
        yield Sign(HINT + LITTLE, ALIKE)
        yield remark("The access token is a JWT.")
    elif case.run.access_token_claims and case.code == "unsupported_token_type":
        yield hint("The access token is a JWT.")


@cause(
    "logout-address-not-registered",
    legs=("logout",),
    topic="redirect_uri",
    usual={"invalid_request": OFTEN, "invalid_redirect_uri": STATED},
    spec="RP-Initiated Logout 1.0, 2, 3",
    advice="Register post_logout_redirect_uri at the client, exactly as it is sent.",
    rules=("LOGOUT-REDIRECT-HTTP", "LOGOUT-REDIRECT-NO-CLIENT"),
)
def logout_address(case: Case) -> Signs:
    """The post_logout_redirect_uri is not registered for this client."""
    sent = case.run.last("logout")
    address = sent.get("post_logout_redirect_uri") if sent else None
    if sent and not address:
        yield contrary("None was sent; the provider shows a page of its own then.")
    elif address and _asks(case):
        yield against("The page asks first whether to sign out; where it leads then nobody has seen.")
    elif address and case.symptom.status == 500:
        yield doubtful(on_its_side(500))
        yield remark(f"{address} was sent, and some servers fall over one that they do not find among those of the client.")
    elif address and (case.symptom.status or 0) >= 404:
        yield against(f"The page came with the status {case.symptom.status}, which is about the page itself.")
    elif address:
        yield doubtful(f"{address} was sent, and the browser was not sent there, as it is where that address is registered.")


def _asks(case: Case) -> bool:
    """The page asks whether to sign out: nothing was refused yet."""
    return any(_QUESTION.search(text) for text in case.words.texts if text != case.landed_at)


_QUESTION = re.compile(r"[?\uff1f]|\b(confirm|cancel|abbrechen|annuler|cancelar|annulla|annuleren|avbryt)\b", re.IGNORECASE)


known(
    "logout-session-gone",
    "The session had ended before: there was nobody to sign out, and some providers send nobody back then.",
    legs=("logout",),
    topic="session",
    spec="RP-Initiated Logout 1.0, 2",
    advice="Nothing is to be done. Sign in again, and sign out, to see where the browser comes.",
)


known(
    "logout-own-names",
    "The provider wants the address to come back to under a name of its own.",
    legs=("logout",),
    topic="redirect_uri",
    spec="RP-Initiated Logout 1.0, 2",
    advice="Add to the link the parameter that the page names, with the same address; the provider's documentation has its name.",
)


@cause(
    "logout-hint-missing",
    legs=("logout",),
    topic="hint",
    usual={"invalid_request": OFTEN},
    spec="RP-Initiated Logout 1.0, 2",
    advice="Send id_token_hint (and client_id).",
    rules=("LOGOUT-NO-HINT",),
)
def hint_missing(case: Case) -> Signs:
    """The link has no ID token that says whose session ends."""
    if _has_hint(case):
        yield of_link("It has one.")


def _has_hint(case: Case) -> bool:
    found = case.finding("LOGOUT-NO-HINT")
    return found is not None and found.verdict == "pass"


@cause(
    "logout-hint-refused",
    legs=("logout",),
    topic="hint",
    spec="RP-Initiated Logout 1.0, 2, 4",
    advice="Sign in again and use the fresh ID token; is it the one of this provider, tenant and environment?",
)
def hint_refused(case: Case) -> Signs:
    """The provider does not accept the ID token in the link: it has run out, is of another issuer, or of a key that is gone."""
    if _has_hint(case) and any(_TOKEN_MINDED.search(text.lower()) for text in case.words.texts):
        yield Sign(READS, "The provider minds a token, and the only one in the link is the ID token.")


_BAD = r"(?:invalid|expired|bad|unknown|malformed|revoked|rejected|not (?:be )?(?:valid|found|accepted|verified|recogni[sz]ed))"
_TOKEN_MINDED = re.compile(rf"\b{_BAD} token\b|\btoken\b.{{0,20}}\b{_BAD}\b")


known(
    "logout-client-differs",
    "The ID token in the link belongs to another client.",
    legs=("logout",),
    topic="client",
    spec="RP-Initiated Logout 1.0, 2, 4",
    advice="Use the ID token of this client.",
    rules=("LOGOUT-CLIENT-MISMATCH",),
)


@cause(
    "logout-page-is-normal",
    legs=("logout",),
    topic="normal",
    spec="RP-Initiated Logout 1.0, 2",
    advice="Agree on the page. Without post_logout_redirect_uri nobody is sent back.",
)
def page_is_normal(case: Case) -> Signs:
    """The provider asks whether to sign out, or says that it is done: that page is its answer."""
    sent = case.run.last("logout")
    if sent and sent.get("post_logout_redirect_uri") and not _asks(case):
        yield Sign(-SAYS, "An address to come back to was sent, and the page neither leads there nor asks anything first.")
    elif case.symptom.status is not None and case.symptom.status < 300:
        yield hint(f"The page came with the status {case.symptom.status}, as one that refuses nothing.")
