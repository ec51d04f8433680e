"""Whose code it is: another link's, another client's, another provider's, of a session that has ended (RFC 6749 4.1.3)."""

from __future__ import annotations

import re

from ..case import Case
from ..cause import TOKEN, Signs, cause
from ..signs import HINT, LITTLE, OFTEN, SAYS, SLIP, SOMETIMES, Sign, against, doubtful, enough, hint, slip
from ..symptom import host_of
from .access_token import GONE, ended_since
from .code import ALONE, GRANT, again
from .paste import of_older_link
from .refresh import is_unknown

_NOT_THE_CODE = ("invalid_request", "invalid_client", "unauthorized_client")  # what such a refusal is about, most of the time


@cause(
    "code-of-another-request",
    legs=TOKEN,
    topic="verifier",
    usual=GRANT,
    spec="RFC 6749 10.12; RFC 7636 1",
    advice="Exchange only a code that answers the request of this flow: open its own link, in one tab.",
    experiment="fresh-code",
)
def another_request(case: Case) -> Signs:
    """The code was made for another request, with a code_challenge and redirect_uri of its own."""
    yield from again(case)
    if (older := of_older_link(case)) is not None:
        yield slip(f"It came with the state of this flow's own link of {older} before, and was sent all the same.")
    elif "AUTHR-STATE-MISMATCH" in case.sent.overruled or "AUTHR-STATE-MISMATCH" in case.failed:
        yield slip("It came with a state that this flow never sent, and was sent all the same.")
    elif case.is_state_shared:
        yield slip(
            "Two links of this run have the same state and each a code_challenge of its own: it may answer the other one."
        )
    elif case.came_alone:
        yield hint(ALONE)
    elif "AUTHR-STATE-MISSING" in case.failed:
        yield hint("It came without a state, so nothing tells that it answers this flow's link.")
    elif case.asked("state"):
        yield against("It came with the state of this flow's own link; whether it was made for it, only the provider knows.")
    elif case.sent.pkce.verifier_matches and case.symptom.error not in _NOT_THE_CODE:
        yield hint("The verifier fits this flow's own challenge; whether the code was made for it, only the provider knows.")
    if "AUTHR-WRONG-REDIRECT-URI" in case.failed:
        yield doubtful("The browser arrived at another address than this flow's redirect_uri.")


@cause(
    "other-client",
    legs=TOKEN,
    topic="client",
    usual={"invalid_grant": OFTEN, "invalid_client": OFTEN, "unauthorized_client": OFTEN},
    spec="RFC 6749 4.1.3",
    advice="A code can be exchanged only by the client that asked for it: use one client_id on both legs.",
    experiment="unaltered",
)
def other_client(case: Case) -> Signs:
    """Another client asked for the code."""
    if case.sent.client_id_same is False:
        yield enough("The two requests carry different client_ids.")
    elif case.sent.client_id_same and (case.came_alone or not case.asked("state")):
        yield Sign(
            -LITTLE, "Both requests carry the same client_id; but the code came without a state, so it may be anybody's."
        )
    elif case.sent.client_id_same:  # which link the browser opened the record does not see
        yield against("Both of our requests carry the same client_id, and the code came with our state.")


@cause(
    "other-provider",
    legs=TOKEN,
    topic="code",
    usual={**dict.fromkeys(GRANT, SOMETIMES), "invalid_client": SOMETIMES},
    spec="RFC 6749 4.1.3; RFC 9207",
    advice="Use the endpoints of one discovery document on both legs.",
    rules=("AUTHR-ISS-MISMATCH", "TOKQ-ENDPOINT-MISMATCH"),
)
def other_provider(case: Case) -> Signs:
    """The code was issued by another tenant, realm or policy of the provider."""
    first, second = (host_of(str(case.run.metadata.get(f"{name}_endpoint") or "")) for name in ("authorization", "token"))
    if case.run.provider.get("source") is None and first and second and first != second:
        sign = slip if _domain(first) == _domain(second) else doubtful  # or a provider that has two, as Google has
        yield sign(f"The endpoints were given by hand, and are two hosts: {first} and {second}.")


def _domain(host: str) -> list[str]:
    return host.partition(":")[0].split(".")[-2:]


_GONE = re.compile(
    r"\b(user|account|subject|person|owner)\b.{0,30}\b(not found|no longer exists?|does not exist|"
    r"(deleted|removed)(?! (the|this|that|your|our|its|an?|all|access)\b))\b"
)


def _came_back(case: Case) -> bool:
    """After the link to sign out was made, somebody told where the browser came."""
    kinds = [event["kind"] for event in case.run.attempt]
    return "logout" in kinds and bool({"receive", "page", "unread"} & set(kinds[kinds.index("logout") :]))


_LONG = 600  # seconds in which a person is signed out, or an account closed


def _hangs_on_session(case: Case) -> bool:
    """A refresh token was refused that nobody asked for, at a provider of OpenID Connect."""
    is_asked = {"offline_access", "offline"} & set(case.scopes()) or case.asked("access_type") == "offline"
    is_refused = case.symptom.leg == "refresh" and case.code == "invalid_grant" and not case.did("refresh")
    return is_refused and "openid" in case.scopes() and not is_asked


@cause(
    "session-ended",
    legs=("token", "refresh", "userinfo"),
    topic="session",
    usual={"invalid_grant": OFTEN, "invalid_token": OFTEN, "access_denied": SOMETIMES},
    spec="RFC 6749 5.2",
    advice="Sign in again. Where that is refused, or every code of this person is, look at the account in the provider's console: is it "
    "there, and switched on?",
    experiment="fresh-code",
)
def session_ended(case: Case) -> Signs:
    """The user's session or consent has ended: signed out, password changed, account disabled or deleted."""
    if case.told_active and case.symptom.leg == "userinfo":
        yield hint("Introspection calls the same token good: so it is the person, or the session, that is gone.")
    if case.was_taken and case.symptom.status in (404, 410) and not case.is_page_for_json:
        yield slip(GONE)  # which some say of the person whom they look for
    yield from ended_since(case)
    was_let_in = case.got_tokens_itself or case.symptom.leg in ("token", "userinfo")
    is_gone = was_let_in and any(_GONE.search(text.lower().replace("_", " ")) for text in case.words.texts)
    if is_gone:
        yield Sign(SAYS + HINT, "The person was let in a moment ago and is not there any more: the account was deleted since.")
    is_young = case.symptom.leg == "token" and (case.sent.code.age or 0) < _LONG
    if is_young and not is_gone and not case.is_named("session-ended") and not case.is_fresh_code_refused:
        yield Sign(SOMETIMES - OFTEN + 1, "The person was let in for this code a moment ago.")
    if _hangs_on_session(case):
        yield Sign(
            LITTLE,
            "The refresh token came without offline_access, so that it may live no longer than the session (OIDC Core 11).",
        )
    if case.did("logout"):
        weight = SLIP + LITTLE if _came_back(case) else HINT  # a link that nobody opened ended nothing
        if case.symptom.leg == "refresh" and is_unknown(case) and not case.did("refresh"):
            weight = SAYS  # many a provider deletes with the session what came from it
        yield Sign(
            weight,
            "This run made a link to sign out before; where it was opened, most providers end the tokens with the session.",
        )
