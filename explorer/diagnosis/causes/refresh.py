"""Refresh: the refresh token, and what spent it (RFC 6749 6). The run itself often holds the reason."""

from __future__ import annotations

import re
from itertools import pairwise

from ...rules.id_token.subject import span
from ..case import Case
from ..cause import REFRESH, Signs, cause
from ..signs import (
    HINT,
    LITTLE,
    OFTEN,
    SAYS,
    SOMETIMES,
    STATED,
    Sign,
    against,
    contrary,
    doubtful,
    enough,
    hint,
    ours,
    remark,
    slip,
)
from .access_token import HUNG_UP, asked_about, called_inactive, revoked

_YOUNG = 10  # seconds that every refresh token lives for
_IDLE = 25 * 60  # seconds after which the first have run out: a session's half an hour
_LONG = 12 * 3600  # seconds after which many have run out: a night, a day, a week
REFUSED = {"invalid_grant": OFTEN, "invalid_request": SOMETIMES, "token_inactive": OFTEN, "invalid_token": OFTEN}


@cause(
    "refresh-token-replaced",
    legs=REFRESH,
    topic="refresh-token",
    usual=REFUSED,
    spec="RFC 9700 4.14.2; RFC 6749 6",
    advice="Use the newest refresh token: flow.refresh() does. Providers that see an old one revoke all that came from it.",
    in_panel="In step 5, press Refresh: it sends the newest one.",
    rules=("REFR-OLD-TOKEN",),
    experiment="newest-token",
)
def refresh_replaced(case: Case) -> Signs:
    """The refresh token was used before, and replaced by a newer one."""
    if case.is_reuse_seen:
        yield against("It is the newest one that is refused now.")
    elif (ended := case.refresh_in_vain) is not None:
        yield slip(
            f"This flow sent the same refresh token before, and {ended}: the provider may have taken and replaced it all the same."
        )
    elif "REFR-OLD-TOKEN" in case.failed:
        told = case.is_named("refresh-token-revoked")
        sentence = "This flow sent the first refresh token although a newer one had come"
        yield Sign(SAYS, f"{sentence}, by which the first was revoked.") if told else slip(f"{sentence}.")
    elif not case.did("refresh") and case.sent.client.public:
        yield hint(
            "A public client's refresh token works once at many providers (RFC 9700 4.14.2); whether another tab or "
            "worker used it, this flow cannot see."
        )
    else:
        yield Sign(-LITTLE, "This flow sent the newest one that it has; whether somebody else used it, it cannot see.")


@cause(
    "refresh-token-revoked",
    legs=(*REFRESH, "introspection"),
    topic="refresh-token",
    usual=REFUSED,
    spec="RFC 7009 2.1; RFC 6749 10.4",
    advice="Sign in again. Some providers keep one refresh token, or a fixed number, for a person and a client: a newer sign-in "
    "pushes the oldest out then, and two devices take turns.",
    experiment="fresh-code",
)
def refresh_revoked(case: Case) -> Signs:
    """The refresh token was revoked, or a newer sign-in of the same person has taken its place."""
    if not revoked(case, "refresh_token"):  # with which the access token falls too
        yield from asked_about(case, "refresh_token")
    yield from called_inactive(case, is_kept=True)
    if is_unknown(case) and not case.did("refresh"):
        yield hint(_NOT_THERE)  # many a provider deletes what it revokes
    if revoked(case, "refresh_token"):
        sign = ours if case.symptom.kind == "inactive" else slip
        yield sign("This flow revoked it before.")
    elif case.is_reuse_seen:
        yield slip(
            "This flow sent an older one before, and was refused: providers take that for theft, and revoke all that came from it "
            "(RFC 9700 4.14.2)."
        )
        if case.is_named("refresh-token-replaced"):
            yield Sign(SAYS, "The provider speaks of a use before, which was that of the older one.")
    elif "REFR-OLD-TOKEN" in case.failed:
        yield against("This flow sent an older one, which is revoked by the one that came after it.")
    elif revoked(case, "access_token"):
        yield slip("This flow revoked the access token before, and some providers revoke the whole grant with it.")
    elif case.symptom.leg == "refresh" and sum(1 for event in case.run.attempt if event["kind"] == "token_request") > 1:
        yield doubtful("The code was sent more than once, and providers are to revoke what came from it then.")


@cause(
    "refresh-token-expired",
    legs=REFRESH,
    topic="refresh-token",
    usual=REFUSED,
    spec="RFC 6749 5.2, 6",
    advice="Sign in again; look at the lifetimes in the console.",
    experiment="fresh-code",
)
def refresh_expired(case: Case) -> Signs:
    """The refresh token has expired."""
    came = [event["at"] for event in case.run.attempt if event["kind"] in ("tokens", "refresh")]
    if came:
        age = case.run.events[-1]["at"] - came[-1]
        if age < _YOUNG and not case.is_named("refresh-token-expired"):
            yield Sign(-LITTLE, f"It was {span(age)} old; few live for so short.")
        elif isinstance(lives := case.run.tokens.get("expires_in"), int | float) and _IDLE < age < lives:
            yield against(f"It was {span(age)} old, and the access token that came with it lives for {span(lives)}.")
        elif is_unknown(case):
            return  # what is not found was not kept, or is not kept any more: how old it is says little
        elif any(age <= lived for lived in _lived(case)):
            yield against(f"It was {span(age)} old, and one of this sign-in that was no younger was taken.")
        elif age > _IDLE:
            sign = doubtful if age > _LONG else hint
            yield sign(f"It was {span(age)} old.")


@cause(
    "refresh-token-lost",
    legs=REFRESH,
    topic="refresh-token",
    usual=REFUSED,
    spec="RFC 6749 6",
    advice="Sign in again. Where it happens after restarts, or now and then, the provider has to keep its tokens where all its nodes find them.",
    experiment="fresh-code",
)
def refresh_lost(case: Case) -> Signs:
    """The provider does not know the refresh token any more: it was restarted and lost its memory, or another of its nodes answered."""
    if is_unknown(case) and not case.did("refresh"):
        yield Sign(HINT + LITTLE, _NOT_THERE)
    if case.was_hung_up_between:
        yield remark(HUNG_UP)


_NOT_THERE = "The provider says that it does not have it, and not that it is no good any more."


def is_unknown(case: Case) -> bool:
    """The provider says that it has no such token."""
    return any(_UNKNOWN.search(text.lower()) for text in case.words.texts)


_UNKNOWN = re.compile(
    r"token\b.{0,20}\b(not (be )?found|(does|did) ?n[o.]t exist|unknown|not (on|in) (file|record|cache|store|database))|\b(unknown|no such) (refresh.?)?token|"
    r"\b(no|any) (record|trace|entry) (of|for)\b.{0,12}token|token\b.{0,12}\b(nicht gefunden|unbekannt|introuvable|inconnu|no encontrado|desconocido)"
)


@cause(
    "refresh-scope-wider",
    legs=REFRESH,
    topic="scope",
    usual={"invalid_scope": STATED, "invalid_request": SOMETIMES, "access_denied": SOMETIMES},
    spec="RFC 6749 6",
    advice="Leave scope out: a refresh may ask for less, never for more.",
    rules=("REFR-SCOPE-WIDER",),
    experiment="newest-token",
)
def scope_wider(case: Case) -> Signs:
    """The refresh asks for a scope that was not granted."""
    form = _form_of(case, "refresh")
    granted = case.run.tokens.get("scope")
    before = granted.split() if isinstance(granted, str) else case.scopes()  # left out where it is what was asked for (5.1)
    wider = [scope for scope in str(form.get("scope") or "").split() if scope not in before]
    if "scope" not in form and form:
        yield contrary("It asks for no scope.")
    elif wider and before and "REFR-SCOPE-WIDER" not in case.failed:
        yield slip(f"It asks for {' '.join(wider)}, which was not granted before.")


@cause(
    "refresh-other-client",
    legs=REFRESH,
    topic="client",
    usual={"invalid_grant": OFTEN, "invalid_client": OFTEN},
    spec="RFC 6749 6, 10.4",
    advice="A refresh token belongs to the client that got it.",
)
def refresh_other_client(case: Case) -> Signs:
    """The refresh token belongs to another client."""
    if case.got_tokens and case.got_tokens.client_id != case.sent.client.client_id:
        yield enough("The tokens came with another client_id.")
    elif case.got_tokens:
        yield contrary("It is the client that got it.")


@cause(
    "client-changed-since",
    legs=(*REFRESH, "introspection", "revocation"),
    topic="secret",
    usual={"invalid_client": OFTEN},
    spec="RFC 6749 3.2.1",
    advice="Use the credentials with which the tokens came.",
    experiment="secret-again",
)
def client_changed(case: Case) -> Signs:
    """The client proves itself in another way than when the tokens came."""
    then, now = case.got_tokens, case.sent.client
    if then is None or then == now:
        yield against("The same client got the tokens.")
    elif then.basic_encoding != now.basic_encoding and then.token_endpoint_auth_method == now.token_endpoint_auth_method:
        yield slip(
            f"The tokens came with the Basic encoding {then.basic_encoding}; this request was sent with {now.basic_encoding}."
        )
    else:
        yield hint("The flow was given another client, secret or method after the tokens came.")


def _lived(case: Case) -> list[float]:
    """How old in seconds the refresh tokens were that this sign-in used well."""
    came = [event["at"] for event in case.run.attempt if event["kind"] in ("tokens", "refresh")]
    return [later - earlier for earlier, later in pairwise(came)]


def _form_of(case: Case, step: str) -> dict[str, str]:
    return dict(case.request(step).get("form") or [])
