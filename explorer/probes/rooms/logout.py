"""Signing out: whom the provider asks, whom it believes, where it sends the browser (RP-Initiated Logout 1.0).

Each of these requests may end the session of the person who signed in, at other applications as well, so they are asked by
name only: by their ids, or by that of the room.
"""

from __future__ import annotations

from dataclasses import replace

from ..answer import Answer, NotAsked, Unclear, each
from ..asking import Ask
from ..back_channel import Back
from ..outcomes import Outcome
from ..registry import left_out, probe


def _left(ask: Ask, name: str) -> Outcome:
    ask.endpoint("end_session_endpoint")
    outcome: Outcome = ask.kept(name, "L")
    return outcome


def _when(ask: Ask) -> str:
    """Say where a question was asked without the session that it is about."""
    return "" if ask.once("session before", lambda: False) else "; asked without a session"


def _addressed(ask: Ask, name: str) -> Outcome:
    if not ask.given.post_logout_redirect_uri:
        ask.endpoint("end_session_endpoint")
        raise NotAsked("no registered address was given: post_logout_redirect_uri")
    return _left(ask, name)


def _asks(outcome: Outcome) -> bool:
    """Whether the page asks: it has a form, and is no error."""
    return outcome.page is not None and outcome.status < 400 and bool(outcome.page.forms)


def _page_or_redirect(outcome: Outcome, mark: str = "") -> Answer:
    """Return whether the browser was sent away or kept on a page."""
    if outcome.word in ("redirect", "foreign-redirect"):
        return Answer(outcome.word if outcome.word == "foreign-redirect" else "redirect", outcome.told, mark)  # type: ignore[arg-type]
    return Answer("no redirect", outcome.told)


def _works(outcome: Outcome) -> Answer:
    if outcome.word == "redirect":
        return Answer("redirect, state equal" if "state=probe-state" in outcome.location else "redirect, state lost")
    if _asks(outcome):
        return Answer("asks first", outcome.told)
    return Answer("page, no redirect" if outcome.status < 400 else str(outcome.status), outcome.told)


@probe(
    "lo-bad-redirect",
    spec="RP-Initiated Logout 3",
    says="must",
    flight="L",
    risk="R",
    by_name=True,
    covers=("C rp-initiated-logout-bad-post-logout-redirect-uri",),
    alarm=("foreign-redirect",),
)
def lo_bad_redirect(ask: Ask) -> Answer:
    """Is an address refused that is not registered?"""
    outcome = _addressed(ask, "lo-bad-redirect")
    if outcome.word in ("redirect", "foreign-redirect"):
        return Answer("foreign-redirect", outcome.told)
    return Answer("page, no redirect", outcome.told + _when(ask))


@probe(
    "lo-query-added",
    spec="RP-Initiated Logout 3",
    flight="L",
    risk="R",
    by_name=True,
    covers=("C rp-initiated-logout-query-added-to-post-logout-redirect-uri",),
)
def lo_query_added(ask: Ask) -> Answer:
    """Is an address with another query refused?"""
    outcome = _addressed(ask, "lo-query-added")
    taken = outcome.word == "redirect" and "probe=1" in outcome.location
    word = "foreign-redirect" if taken else "ignored" if outcome.word == "redirect" else "page, no redirect"
    return Answer(word, outcome.told + _when(ask), "wrong" if taken else "")


@probe(
    "lo-unsigned-hint",
    spec="RP-Initiated Logout 2, 4",
    flight="L",
    risk="R",
    by_name=True,
    covers=("C rp-initiated-logout-modified-id-token-hint",),
)
def lo_unsigned_hint(ask: Ask) -> Answer:
    """Is a hint without a signature refused?"""
    return _page_or_redirect(_addressed(ask, "lo-unsigned-hint"), "wrong")


@probe(
    "lo-foreign-hint",
    spec="RP-Initiated Logout 2, 4",
    flight="L",
    risk="R",
    by_name=True,
    covers=("C rp-initiated-logout-bad-id-token-hint",),
)
def lo_foreign_hint(ask: Ask) -> Answer:
    """Is a hint refused that somebody else signed?"""
    return _page_or_redirect(_addressed(ask, "lo-foreign-hint"), "wrong")


@probe(
    "lo-no-hint",
    spec="RP-Initiated Logout 2",
    says="must",
    flight="L",
    risk="R",
    by_name=True,
    covers=("C rp-initiated-logout-no-id-token-hint",),
)
def lo_no_hint(ask: Ask) -> Answer:
    """What happens without a hint: a question, an error, or the way back?"""
    outcomes = {"alone": _addressed(ask, "lo-no-hint"), "with client_id": _addressed(ask, "lo-no-hint client")}
    words = {name: "redirect" if o.word == "redirect" else "asks" if _asks(o) else "error-page" for name, o in outcomes.items()}
    told = _when(ask).removeprefix("; ")
    return each(words, told, "wrong" if words["alone"] == "redirect" else "")


@probe(
    "lo-no-parameters",
    spec="RP-Initiated Logout 2",
    flight="L",
    risk="R",
    by_name=True,
    covers=(
        "C rp-initiated-logout-no-params",
        "C rp-initiated-logout-only-state",
        "C rp-initiated-logout-no-post-logout-redirect-uri",
    ),
)
def lo_no_parameters(ask: Ask) -> Answer:
    """What does a bare request show?"""
    outcomes = {
        "nothing": _left(ask, "lo-no-parameters"),
        "state": _left(ask, "lo-no-parameters state"),
        "hint": _left(ask, "lo-no-parameters hint"),
    }
    words = {name: "asks" if _asks(o) else "error" if o.status >= 400 else "page" for name, o in outcomes.items()}
    return each(words, _when(ask).removeprefix("; "))


@probe("lo-client-id-mismatch", spec="RP-Initiated Logout 2", says="must", flight="L", risk="R", by_name=True)
def lo_client_id_mismatch(ask: Ask) -> Answer:
    """Are client_id and hint compared?"""
    if ask.given.second_client is None:
        raise NotAsked("no second client was given")
    outcome = _addressed(ask, "lo-client-id-mismatch")
    return Answer("redirect", outcome.told, "wrong") if outcome.word == "redirect" else Answer("error", outcome.told)


@probe("lo-works", spec="RP-Initiated Logout 2, 3", flight="L", risk="R", by_name=True, covers=("C rp-initiated-logout",))
def lo_works(ask: Ask) -> Answer:
    """Does an honest logout come back, with its state?"""
    answer = _works(_addressed(ask, "lo-works"))
    return replace(answer, detail=(answer.detail + _when(ask)).removeprefix("; "))


@probe(
    "lo-no-state", spec="RP-Initiated Logout 2", flight="L", risk="R", by_name=True, covers=("C rp-initiated-logout-no-state",)
)
def lo_no_state(ask: Ask) -> Answer:
    """Does it come back without a state where none was sent?"""
    outcome = _addressed(ask, "lo-no-state")
    if outcome.word != "redirect":
        return Answer("no redirect", f"asked after the session had ended; {outcome.told}")
    return Answer("state invented" if "state=" in outcome.location else "redirect")


@probe("lo-post", spec="RP-Initiated Logout 2", says="must", flight="L", risk="R", by_name=True, wrong=("405", "404"))
def lo_post(ask: Ask) -> Answer:
    """Does the endpoint take a form as well?"""
    outcome = _left(ask, "lo-post")
    return Answer(
        str(outcome.status) if outcome.status in (404, 405) else "same" if outcome.status < 400 else "error", outcome.told
    )


@probe(
    "lo-session-gone",
    spec="RP-Initiated Logout 2",
    says="must",
    flight="L",
    risk="R",
    by_name=True,
    covers=("C rp-initiated-logout",),
    alarm=("code",),
)
def lo_session_gone(ask: Ask) -> Answer:
    """Is the session really gone?"""
    outcome, works = _left(ask, "lo-session-gone"), _left(ask, "lo-works")
    if outcome.word == "code" and works.word != "redirect" and not ask.has("lo-works confirmed"):
        raise Unclear(f"the logout itself did not work, or nobody answered its question: {works.told}")
    if not ask.once("session before", lambda: False):
        raise Unclear("the logout was not sent by a browser that was signed in")
    return Answer("code" if outcome.word == "code" else outcome.error or outcome.word, outcome.told)


@probe("lo-tokens-after", spec="Back-Channel 2.7", says="should", flight="L", risk="R", by_name=True)
def lo_tokens_after(ask: Ask) -> Answer:
    """Do access token and refresh token outlive the logout?"""
    if not ask.has("lo-tokens-after") and ask.has("lo-works"):
        raise Unclear("the access token did not work before the logout")
    access: Back = ask.kept("lo-tokens-after", "L")
    words = {"access token": "alive" if access.is_ok else "dead"}
    if ask.has("lo-tokens-after refresh"):
        refresh: Back = ask.kept("lo-tokens-after refresh", "L")
        words["refresh token"] = "alive" if refresh.has_tokens else "dead"
    return each(words)


left_out(
    "lo-old-hint",
    "Is an ID token that has run out taken as a hint?",
    "it waits until an ID token has run out",
    room=__name__,
    spec="RP-Initiated Logout 2",
    says="should",
    flight="L",
    risk="W",
)
