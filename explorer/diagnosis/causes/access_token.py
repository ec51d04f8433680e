"""The access token itself, at UserInfo and introspection: revoked, expired, replaced. The run often holds what spent it."""

from __future__ import annotations

from collections.abc import Mapping

from ...protocol.page_text import is_markup
from ...rules.id_token.subject import span
from ..case import Case
from ..cause import Signs, cause
from ..signs import HINT, LITTLE, OFTEN, SOMETIMES, Sign, against, contrary, doubtful, enough, hint, ours, remark, slip
from ..symptom import is_refusal_in

BEARER = {
    "invalid_token": OFTEN,
    "token_inactive": OFTEN,
    "invalid_request": SOMETIMES,
    "unauthorized": SOMETIMES,
    "access_denied": SOMETIMES,
}


_TOKEN_LEGS = ("userinfo", "introspection")
_ENDED = {**BEARER, "invalid_grant": OFTEN}  # some call it so here, as at the token endpoint


def revoked(case: Case, kind: str) -> bool:
    """Tell whether this flow revoked a token of that kind before."""
    statuses = (event.get("status") for event in case.run.attempt if event["kind"] == "revoke" and event.get("token") == kind)
    return any(isinstance(status, int | float) and 200 <= status < 300 for status in statuses)


def age_of_token(case: Case) -> float | None:
    """How many seconds before what failed the access token came; None where nobody knows."""
    issued = [event["at"] for event in case.run.attempt if event["kind"] in ("tokens", "refresh")]
    return case.run.events[-1]["at"] - issued[-1] if issued else None


def is_just_issued(case: Case) -> bool:
    """The tokens came less than a minute before."""
    age = age_of_token(case)
    return case.got_tokens is not None and age is not None and age < 2 * _MOMENT


def is_fresh(case: Case) -> bool:
    """The access token came a moment ago, so hardly anybody has revoked it, and it has not run out."""
    age, lifetime = age_of_token(case), case.run.tokens.get("expires_in")
    return age is not None and age < _MOMENT and (not isinstance(lifetime, int | float) or age < lifetime)


_MOMENT = 30  # seconds


TAKEN = "UserInfo took the same token before."


GONE = "The same address answered well before in this run, and says now that there is nothing."
ALIKE = "active: false is said alike of a token that has ended, and of one about which this client may not ask (RFC 7662 2.2)."
_ABOUT_A_TOKEN = (400, 401, 403)  # the other statuses are about the server, or about whom it looks for


ANSWERED = "UserInfo answered the token with data, so it took it."


def answered(case: Case) -> bool:
    """UserInfo took the token, and what it gave is not what was expected."""
    event = case.run.last("userinfo") if case.symptom.leg == "userinfo" else None
    members = event.get("members") if event else None
    return (
        event is not None
        and event.get("status") == 200
        and isinstance(members, Mapping)
        and bool(members)
        and "error" not in members
        and not is_refusal_in(members)
    )


_INACTIVE = "Introspection said before that this token is not good any more (active: false)."
_ACTIVE = "Introspection said before that this token is good (active: true)."


def ended_since(case: Case) -> Signs:
    """Yield what a token says that UserInfo took before, and does not take any more; nothing where this flow ended it itself."""
    if revoked(case, "access_token") or revoked(case, "refresh_token"):
        return
    age, lifetime = age_of_token(case), case.run.tokens.get("expires_in")
    is_over = age is not None and isinstance(lifetime, int | float) and age > lifetime  # which ended it, then
    if case.was_taken and case.symptom.status in _ABOUT_A_TOKEN and not is_over:
        yield slip(
            "UserInfo took the same token before, so something ended it since: a person, an administrator, a sign-out, a restart of the provider."
        )


def called_inactive(case: Case, *, is_kept: bool) -> Signs:
    """Yield what active: false says for a token that has ended; `is_kept` where the provider itself keeps such tokens."""
    if case.was_active:
        yield slip("Introspection called the same token good before (active: true), so something ended it since.")
    elif case.symptom.kind == "inactive":
        yield Sign(HINT + LITTLE if is_kept else HINT, ALIKE)


def asked_about(case: Case, kind: str) -> Signs:
    """Yield proof to the contrary where introspection was asked about a token of another kind."""
    told = case.run.last("introspect") if case.symptom.leg == "introspection" else None
    if told is not None and told.get("token") not in (kind, None):
        yield contrary(f"The question was about the {'refresh' if kind == 'access_token' else 'access'} token.")


@cause(
    "access-token-revoked",
    legs=_TOKEN_LEGS,
    topic="access-token",
    usual=_ENDED,
    spec="RFC 7009 2.1; RFC 6750 3.1",
    advice="Refresh, or sign in again.",
    experiment="introspect",
)
def access_revoked(case: Case) -> Signs:
    """The access token was revoked, by itself or with the refresh token."""
    yield from asked_about(case, "access_token")
    if answered(case):
        yield contrary(ANSWERED)
        return
    if case.told_active is False:
        yield slip(_INACTIVE)
    elif case.told_active:
        yield against(_ACTIVE)
    yield from called_inactive(case, is_kept=not case.run.access_token_claims and not case.did("userinfo", status=200))
    if revoked(case, "access_token"):
        sign = ours if case.symptom.kind == "inactive" else enough
        yield sign("This flow revoked the access token before.")
    elif revoked(case, "refresh_token"):
        yield slip("This flow revoked the refresh token before, and many providers revoke the access token with it.")
    elif ended := tuple(ended_since(case)):
        yield from ended
    elif case.did("token_request") and sum(1 for event in case.run.attempt if event["kind"] == "token_request") > 1:
        yield doubtful("The code was sent more than once, and providers are to revoke what came from it then (RFC 6749 4.1.2).")


@cause(
    "access-token-lost",
    legs=_TOKEN_LEGS,
    topic="access-token",
    usual=_ENDED,
    spec="RFC 6750 3.1; RFC 7662 2.2",
    advice="Sign in again. Where it happens after restarts, or now and then, the provider has to keep its tokens where all its nodes find them.",
    experiment="fresh-userinfo",
)
def access_lost(case: Case) -> Signs:
    """The provider does not know the access token any more: it was restarted and lost its memory, or another of its nodes answered."""
    yield from asked_about(case, "access_token")
    if answered(case):
        yield contrary(ANSWERED)
        return
    if case.told_active is False:
        yield hint(_INACTIVE)
    elif case.told_active:
        yield against(_ACTIVE)
    if revoked(case, "access_token") or revoked(case, "refresh_token"):
        yield against("This flow revoked a token before, which tells more plainly what ended it.")
        return
    if case.was_hung_up_between:
        yield remark(HUNG_UP)
    yield from called_inactive(case, is_kept=False)
    yield from ended_since(case)


HUNG_UP = (
    "The provider kept its connection open before, and had closed it a moment later: it, or what stands before it, may have been started "
    "again in between."
)


@cause(
    "access-token-expired",
    legs=_TOKEN_LEGS,
    topic="access-token",
    usual=_ENDED,
    spec="RFC 6750 3.1; RFC 6749 5.1",
    advice="Refresh, or sign in again: flow.refresh().",
    in_panel="In step 5, press Refresh.",
    experiment="introspect",
)
def access_expired(case: Case) -> Signs:
    """The access token has expired."""
    yield from asked_about(case, "access_token")
    if answered(case):
        yield contrary(ANSWERED)
        return
    age, lifetime = age_of_token(case), case.run.tokens.get("expires_in")
    exp = case.run.access_token_claims.get("exp")
    if case.told_active is False:
        yield hint(_INACTIVE)
    elif case.told_active:
        yield against(_ACTIVE)
    now = case.run.events[-1]["at"]
    if isinstance(exp, int | float) and not isinstance(exp, bool) and exp < now:
        yield enough(f"By its own exp it ran out {span(now - exp)} ago.")
    if age is None or not isinstance(lifetime, int | float) or isinstance(lifetime, bool):
        return
    if age > lifetime and case.is_named("token-not-shown"):
        yield hint(f"It lives for {span(lifetime)} and was {span(age)} old; but the provider says that it saw none.")
    elif age > lifetime and any(isinstance(said, str) and is_markup(said) for said in case.symptom.said):
        yield hint(f"It lives for {span(lifetime)} and was {span(age)} old; but a page answered, and pages judge no tokens.")
    elif age > lifetime:
        yield enough(f"It lives for {span(lifetime)} and was {span(age)} old.")
    else:
        yield against(f"It was {span(age)} old and lives for {span(lifetime)}, by the word of the provider.")


@cause(
    "access-token-replaced",
    legs=_TOKEN_LEGS,
    topic="access-token",
    usual=BEARER,
    spec="RFC 6749 6, 10.4",
    advice="Use the newest access token.",
    experiment="introspect",
)
def access_replaced(case: Case) -> Signs:
    """The access token was replaced by a refresh, or fell with a refresh token that was used twice."""
    yield from asked_about(case, "access_token")
    if answered(case):
        yield contrary(ANSWERED)
        return
    if case.told_active:
        yield against(_ACTIVE)
    if any(event["kind"] == "refusal" and event["leg"] == "refresh" for event in case.run.attempt):
        yield doubtful(
            "A refresh was refused before; where a replaced refresh token is used again, all tokens fall (RFC 9700 4.14.2)."
        )
    elif case.did("refresh"):
        yield hint("The tokens were refreshed before.")
    else:
        yield Sign(-2 * LITTLE, "Nothing was refreshed in this run.")
