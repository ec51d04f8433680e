"""Whether PKCE works, is enforced, and can be taken away unnoticed (RFC 7636, RFC 9700 2.1.1)."""

from __future__ import annotations

from dataclasses import replace

from ..answer import Answer, Unclear, each
from ..asking import Ask
from ..back_channel import Back
from ..outcomes import Outcome
from ..registry import probe
from .success import outcome_of, refused, rider


def _silent(ask: Ask, outcome: Outcome, accepted: str = "") -> str:
    """Return the name of the error, or that the request was read as if nothing were odd in it."""
    if outcome.is_silent_refusal:
        return accepted or outcome.error
    if outcome.is_login:
        return accepted or "login-page"
    return outcome.error or outcome.word


def _asked(ask: Ask, change: dict[str, str | None]) -> Outcome:
    ask.require_control()
    return ask.silently(change) if ask.silence.is_answer else ask.authorize(change)


def _exchange(ask: Ask, id: str, flight: str) -> Back:
    return rider(ask, id, flight)


def _downgrade(ask: Ask, answer: Answer) -> Answer:
    """Tokens without the right verifier: no news, and no second alarm, where PKCE is ignored altogether."""
    if answer.word != "tokens" or not ask.has("pkce-wrong-verifier"):
        return answer
    ignored = _exchange(ask, "pkce-wrong-verifier", "D").has_tokens
    return replace(answer, mark="", detail="PKCE is ignored altogether: see pkce-wrong-verifier") if ignored else answer


def _refused_or_tokens(ask: Ask, id: str, flight: str) -> Answer:
    back = _exchange(ask, id, flight)
    return back.answer("tokens" if back.has_tokens else "refused" if back.is_refusal else back.word)


def _by_flight(ask: Ask, id: str, flight: str) -> Answer:
    """Answer by an authorization request that may be refused before there is a code."""
    outcome = outcome_of(ask, flight)
    if refused(ask, outcome):
        return Answer(outcome.error or outcome.word, outcome.told)
    back = _exchange(ask, id, flight)
    return back.answer("tokens" if back.has_tokens else "crash" if back.word == "crash" else "refused")


def _required(ask: Ask, flight: str) -> str:
    """Return whether a flight without any challenge was refused, and where."""
    if refused(ask, outcome_of(ask, flight)):
        return "error at authorize"
    used = ask.has("ca-public-no-id") and rider(ask, "ca-public-no-id", "P").has_tokens if flight == "P" else False
    back: Back | None = ask.once(f"tokens {flight}", lambda: None) if ask.has(f"tokens {flight}") else None
    if back is None and not used:
        raise Unclear("its code was not exchanged")
    return "not required" if used or (back is not None and back.has_tokens) else "refused at the exchange"


@probe(
    "pkce-honest",
    spec="RFC 9700 2.1.1",
    says="must",
    flight="A",
    covers=("O Pkce.HashedPkceDisabled", "C ensure-request-with-valid-pkce-succeeds"),
)
def pkce_honest(ask: Ask) -> Answer:
    """Does S256 work?"""
    refused(ask, outcome_of(ask, "A"))
    back: Back = ask.kept("tokens A", "A")
    if not back.has_tokens:
        if back.refuses_client:
            raise Unclear(f"the client itself is refused: {back.told}")
        return back.answer("refused")
    ignored = ask.has("pkce-wrong-verifier") and _exchange(ask, "pkce-wrong-verifier", "D").has_tokens
    return Answer("ignored", "a wrong verifier works as well") if ignored else Answer("works")


@probe(
    "pkce-wrong-verifier",
    spec="RFC 7636 4.6; RFC 9700 2.1.1",
    says="must",
    flight="D",
    covers=("O Pkce.IsPkceImplemented", "O DocumentSupport.RFC7636Supported"),
    alarm=("tokens",),
)
def pkce_wrong_verifier(ask: Ask) -> Answer:
    """Is the verifier compared with the challenge?"""
    return _exchange(ask, "pkce-wrong-verifier", "D").answer()


@probe(
    "pkce-missing-verifier",
    spec="RFC 9700 2.1.1",
    says="must",
    flight="D",
    covers=("O Pkce.IsPkceTokenDowngradeDetected",),
    alarm=("tokens",),
)
def pkce_missing_verifier(ask: Ask) -> Answer:
    """Must the verifier be there where a challenge was?"""
    answer = _exchange(ask, "pkce-missing-verifier", "D").answer()
    return _downgrade(ask, answer)


@probe("pkce-empty-verifier", spec="RFC 7636 4.1, 4.6", flight="D", alarm=("tokens",))
def pkce_empty_verifier(ask: Ask) -> Answer:
    """Does an empty verifier pass?"""
    return _downgrade(ask, _refused_or_tokens(ask, "pkce-empty-verifier", "D"))


@probe(
    "pkce-challenge-as-verifier",
    spec="RFC 7636 4.6; RFC 9700 2.1.1",
    flight="D",
    covers=("O Pkce.IsPkcePlainDowngradeDetected",),
    alarm=("tokens",),
)
def pkce_challenge_as_verifier(ask: Ask) -> Answer:
    """Is an S256 challenge ever compared as if it were plain?"""
    return _downgrade(ask, _refused_or_tokens(ask, "pkce-challenge-as-verifier", "D"))


@probe(
    "pkce-verifier-without-challenge",
    spec="RFC 9700 2.1.1, 4.8.2",
    says="must",
    flight="C",
    covers=("O Pkce.IsPkceDowngradeDetected",),
    wrong=("tokens",),
)
def pkce_verifier_without_challenge(ask: Ask) -> Answer:
    """Is a verifier refused where no challenge was?"""
    return _downgrade(ask, _refused_or_tokens(ask, "pkce-verifier-without-challenge", "C"))


@probe(
    "pkce-required",
    spec="RFC 7636 4.4.1; RFC 9700 2.1.1; OAuth 2.1",
    says="must",
    flight="C, P",
    covers=("O Pkce.IsPkceRequired",),
)
def pkce_required(ask: Ask) -> Answer:
    """Must this client use PKCE?"""
    split = ask.has("outcome C challenge")
    own = _required(ask, "C challenge" if split else "C")
    public = ask.given.public_client
    if public is None or public.client_id == ask.client.client_id or not ask.has("outcome P"):
        return Answer(own, "", "wrong" if own == "not required" and ask.client.is_public else "")
    words = {"confidential": own, "public": _required(ask, "P")}
    return each(words, "", "wrong" if words["public"] == "not required" else "")


@probe(
    "pkce-plain", spec="RFC 7636 7.2", says="should", flight="E", covers=("O Features.PlainPkce", "O Pkce.PlainPkceDisabled")
)
def pkce_plain(ask: Ask) -> Answer:
    """Is the method plain allowed?"""
    flight = "E plain" if ask.has("outcome E plain") else "E"
    return _by_flight(ask, f"tokens {flight}", flight)


@probe("pkce-unknown-method", spec="RFC 7636 4.4.1")
def pkce_unknown_method(ask: Ask) -> Answer:
    """Is a method refused that nobody knows?"""
    return Answer(_silent(ask, _asked(ask, {"code_challenge_method": "S999"})))


@probe("pkce-method-missing", spec="RFC 7636 4.3", flight="J2")
def pkce_method_missing(ask: Ask) -> Answer:
    """What does a challenge without a method mean?"""
    answer = _by_flight(ask, "pkce-method-missing", "J2")
    return Answer(str(ask.kept("pkce rule", "J2")) if answer.word == "tokens" else "refused", answer.detail)


@probe("pkce-method-without-challenge", spec="RFC 7636 4.3")
def pkce_method_without_challenge(ask: Ask) -> Answer:
    """Is a method without a challenge refused?"""
    return Answer(_silent(ask, _asked(ask, {"code_challenge": None}), "ignored"))


@probe("pkce-short", spec="RFC 7636 4.1", flight="J1", covers=("O Pkce.ShortVerifier",))
def pkce_short(ask: Ask) -> Answer:
    """Is a verifier refused that is too short?"""
    answer = _by_flight(ask, "pkce-short", "J1")
    return Answer("tokens" if answer.word == "tokens" else "refused", answer.detail)


@probe("pkce-bad-challenge", spec="RFC 7636 4.2, 4.4.1")
def pkce_bad_challenge(ask: Ask) -> Answer:
    """Is a challenge refused at once that cannot be one?"""
    challenges = {"padded": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", "short": "E9Melhoa2O"}
    return each({name: _silent(ask, _asked(ask, {"code_challenge": text}), "accepted") for name, text in challenges.items()})


@probe("pkce-long", spec="RFC 7636 4.1", flight="E")
def pkce_long(ask: Ask) -> Answer:
    """Is a verifier of 128 characters taken?"""
    if ask.has("pkce-long"):
        back = _exchange(ask, "pkce-long", "E")
        return back.answer("tokens" if back.has_tokens else "refused", "" if back.has_tokens else "wrong")
    back = _exchange(ask, "tokens E", "E")
    if not back.has_tokens:
        raise Unclear("it was sent with the method plain, which is refused")
    return back.answer("tokens")
