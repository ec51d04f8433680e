"""Used codes, and codes in wrong hands (RFC 6749 4.1.2 and 4.1.3, RFC 9700 4.2.4)."""

from __future__ import annotations

from ..answer import Answer, NotAsked, Unclear, each
from ..asking import Ask
from ..back_channel import Back
from ..registry import left_out, probe
from .success import rider, tokens_of


def _back(ask: Ask, name: str, flight: str) -> Back:
    return rider(ask, name, flight)


@probe(
    "code-single-use",
    spec="RFC 6749 4.1.2; RFC 9700 4.2.4",
    says="must",
    flight="B",
    risk="R",
    covers=("O TokenEndpoint.MultipleCodeExchanges", "C codereuse"),
    alarm=("tokens",),
)
def code_single_use(ask: Ask) -> Answer:
    """Is a code refused the second time?"""
    tokens_of(ask, "B")
    return _back(ask, "code-single-use", "B").answer()


@probe(
    "code-replay-kills-access",
    spec="RFC 6749 4.1.2",
    says="should",
    flight="B",
    risk="R",
    covers=("O TokenEndpoint.TokenValidAfterMultiExchange", "C codereuse-30seconds"),
)
def code_replay_kills_access(ask: Ask) -> Answer:
    """Does the second use end the access token of the first?"""
    tokens_of(ask, "B")
    before, after = _back(ask, "ui B", "B"), _back(ask, "ui B after", "B")
    if not before.is_ok:
        raise Unclear(f"the token did not work before: {before.told}")
    if _back(ask, "code-single-use", "B").has_tokens:
        raise Unclear("the code was taken a second time")
    return after.answer("alive" if after.is_ok else "dead")


@probe(
    "code-replay-kills-refresh",
    spec="RFC 6749 4.1.2",
    says="should",
    flight="B",
    risk="R",
    covers=("O TokenEndpoint.RefreshTokenValidAfterMultiExchange",),
)
def code_replay_kills_refresh(ask: Ask) -> Answer:
    """Does it end the refresh token?"""
    if tokens_of(ask, "B").token("refresh_token") is None:
        return Answer("none", "no refresh token came")
    if _back(ask, "code-single-use", "B").has_tokens:
        raise Unclear("the code was taken a second time")
    control: Back | None = ask.once("rt-works", lambda: None) if ask.has("rt-works") else None
    if control is not None and not control.has_tokens:
        raise Unclear(f"not even an honest refresh works: {control.told}")
    back = _back(ask, "code-replay-kills-refresh", "B")
    return back.answer("alive" if back.has_tokens else "dead")


@probe(
    "code-other-client",
    spec="RFC 6749 4.1.3; RFC 9700 4.2.4",
    says="must",
    flight="D",
    risk="T",
    covers=("O TokenEndpoint.IsCodeBoundToClient",),
    alarm=("tokens",),
)
def code_other_client(ask: Ask) -> Answer:
    """Is a code bound to its client?"""
    ask.require_second()
    return _back(ask, "code-other-client", "D").answer()


@probe(
    "code-other-client-public",
    spec="no standard",
    flight="D",
    risk="T",
    covers=("O TokenEndpoint.IsCodeBoundToClient",),
    alarm=("tokens",),
)
def code_other_client_public(ask: Ask) -> Answer:
    """Is it bound where the other client is a public one?"""
    public = ask.given.public_client
    if public is None or public.client_id == ask.client.client_id:
        raise NotAsked("no second, public client was given")
    return _back(ask, "code-other-client-public", "D").answer()


@probe(
    "code-redirect-wrong",
    spec="RFC 6749 4.1.3; OIDC Core 3.1.3.2",
    says="must",
    flight="D",
    covers=("O TokenEndpoint.RedirectUriChecked",),
    wrong=("tokens",),
)
def code_redirect_wrong(ask: Ask) -> Answer:
    """Is redirect_uri compared at the exchange?"""
    return _back(ask, "code-redirect-wrong", "D").answer()


@probe(
    "code-redirect-missing",
    spec="RFC 6749 4.1.3; OIDC Core 3.1.3.2",
    flight="D",
    covers=("O TokenEndpoint.RedirectUriChecked",),
)
def code_redirect_missing(ask: Ask) -> Answer:
    """Must redirect_uri be there at the exchange?"""
    backs = {"missing": _back(ask, "code-redirect-missing", "D"), "misspelt": _back(ask, "code-redirect-missing misspelt", "D")}
    return each(
        {name: back.word for name, back in backs.items()}, "", "wrong" if any(b.has_tokens for b in backs.values()) else ""
    )


left_out(
    "code-get",
    "Would a GET be taken with everything right?",
    "a real code in an address would reach logs; tk-get decides it",
    room=__name__,
    spec="RFC 6749 3.2",
    flight="D",
    risk="C",
    covers=("O TokenEndpoint.IsGetSupported",),
)


@probe("code-json", spec="RFC 6749 4.1.3", flight="S1")
def code_json(ask: Ask) -> Answer:
    """Would a body of JSON be taken with everything right?"""
    back = _back(ask, "code-json", "S1")
    return back.answer(
        "tokens" if back.has_tokens else "415" if back.status == 415 else "oauth-error" if back.error else back.word
    )


@probe("code-duplicate", spec="RFC 6749 3.2", says="must", flight="H", covers=("O TokenEndpoint.SameParameterTwiceDisallowed",))
def code_duplicate(ask: Ask) -> Answer:
    """Is a parameter that comes twice taken with everything right?"""
    return _back(ask, "code-duplicate", "H").answer()
