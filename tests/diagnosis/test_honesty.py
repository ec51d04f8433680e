"""Law "What the record cannot see is not ruled out": no slip proves anything by itself, and no true cause is ruled out."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import Client, Flow
from explorer.diagnosis import diagnose
from tests.diagnosis import small_provider
from tests.diagnosis.made import CALLBACK, CODE, SECRET, client, evidence, request, run_with
from tests.diagnosis.provoking import TOKENS, Failure, provoke
from tests.diagnosis.small_provider import SmallProvider, answer
from tests.diagnosis.voices import VOICES, by_the_book, in_plain_words
from tests.hostile import patient

OTHER_WORDS = ["", "computer says no", "Access denied by the moon", "\u7121\u52b9", "Try again later, dear user"]
# What was wrong, as changes of an honest exchange, and the cause that is true then.
TRUE: dict[str, dict[str, Any]] = {
    "redirect-uri-missing": {"grant": {"redirect_uri": None}},
    "redirect-uri-differs": {"grant": {"redirect_uri": f"{CALLBACK}/"}},
    "verifier-missing": {"grant": {"code_verifier": None}},
    "verifier-wrong": {"grant": {"code_verifier": "y" * 43}},
    "code-cut": {"grant": {"code": CODE[:-1]}},
    "code-percent-encoded": {"grant": {"code": "canary%2Bcode"}},
    "secret-white-space": {"who": client(SECRET + " ")},
    "secret-quoted": {"who": client(f'"{SECRET}"')},
    "secret-masked": {"who": client("********")},
    "verifier-unexpected": {"first": request(client(), None)},
}
# Beside it, something that this provider does not mind.
SLIPS: list[dict[str, Any]] = [{"age": 700.0}, {"again": True}, {"methods": ["private_key_jwt"]}, {"age": 65.0}]
ERRORS = ["invalid_grant", "invalid_client", "invalid_request", "unauthorized_client", "no_such_word", None]


@given(st.sampled_from(list(TRUE)), st.sampled_from(SLIPS), st.sampled_from(ERRORS), st.sampled_from(OTHER_WORDS))
@patient
def test_a_slip_proves_nothing_and_the_true_cause_stays(cause, slip, error, words) -> None:
    """Whatever else is odd, whatever the code and whoever's words: no cause is proven by it, and the true one is open."""
    diagnosis = diagnose(run_with(evidence(**TRUE[cause], **slip), error, description=words))
    assert diagnosis.proven == ()
    assert {each.id: each.verdict for each in diagnosis.causes}[cause] in ("likely", "possible")


@given(st.sampled_from(list(TRUE)), st.sampled_from(ERRORS))
@patient
def test_every_sibling_is_named(cause, error) -> None:
    """Whatever the code, all causes of the leg are in the list: the code is a weight and never a gate."""
    one = {each.id for each in diagnose(run_with(evidence(**TRUE[cause]), error)).causes}
    assert one == {each.id for each in diagnose(run_with(evidence(), "invalid_grant")).causes}
    assert {"code-used-before", "code-old", "secret-wrong", "method-not-registered", "provider-fault"} <= one


def test_the_same_secret_that_worked_speaks_against_a_wrong_one() -> None:
    """Earlier attempts of the same client are evidence."""
    good = run_with(evidence()).with_events(
        [{"kind": "client", "at": 4, "client_id": "app"}, {"kind": "tokens", "at": 5, "members": {}}]
    )
    run = good.with_events(run_with(evidence(), "invalid_client").events)
    wrong = next(cause for cause in diagnose(run).causes if cause.id == "secret-wrong")
    assert "The same secret brought tokens before." in wrong.against


ALONE = [
    failure for failure in TOKENS if failure.times == 1 and not failure.authorize and not failure.cause.startswith("code-")
]
REASONS = {"secret-white-space": "secret-wrong", "secret-quoted": "secret-wrong", "secret-masked": "secret-wrong"}


def _touched(change: dict[str, Any]) -> set[str]:
    """What of a request a change touches; all that says who the client is counts as one thing."""
    names = {name for name, _ in change.get("extra", ())} | set(change.get("omit", ()))
    return names | ({"client"} if "client" in change or names & {"authorization", "client_secret"} else set())


def _together(one: Failure, other: Failure, flow: Flow) -> dict[str, Any] | None:
    """Both changes of a token request; None where they touch the same thing."""
    first, second = one.token(flow), other.token(flow)
    if _touched(first) & _touched(second):
        return None
    lists = {name: [*first.get(name, ()), *second.get(name, ())] for name in ("extra", "omit", "headers")}
    return {**first, **second, **lists}


@given(st.sampled_from(ALONE), st.sampled_from(ALONE), st.sampled_from([*VOICES.values(), in_plain_words]))
@patient
def test_a_second_slip_that_nobody_minds_is_never_proven(true, beside, voice) -> None:
    """The provider minds one of two slips, whatever it answers: the other is not proven by it, nor the true one ruled out."""
    reason = REASONS.get(true.cause, true.cause)
    small = SmallProvider(voice, minds=lambda each: each == reason)
    with tempfile.TemporaryDirectory() as runs:
        flow = Flow(small_provider.ISSUER, SMALL_CLIENT, http=small, runs=runs)
        flow.discover()
        flow.receive(small.sign_in(flow.authorize().url))
        changes = _together(true, beside, flow)
        if changes is None or REASONS.get(beside.cause, beside.cause) == reason:
            return
        flow.exchange(true.sent(beside.sent(flow.token_request(**changes))))
        found = diagnose(flow.run)
    assert not found.failed or {cause.id for cause in found.proven} <= {true.cause}
    assert true.cause not in {cause.id for cause in found.ruled_out}


SMALL_CLIENT = Client("app", small_provider.SECRET, redirect_uri=small_provider.CALLBACK)


@pytest.mark.parametrize("words", ["Invalid client secret", "The client secret is wrong.", "client_secret does not match it"])
def test_words_about_a_secret_make_one_cause_stand_out(words: str, tmp_path: Path) -> None:
    """The words say what is wrong; that it was another thing with the same words stays possible, and is never "likely" beside it."""
    small = SmallProvider(by_the_book, answers={"/token": answer({"error": "invalid_client", "error_description": words}, 401)})
    failure = Failure(
        "token", "secret-wrong", token=lambda flow: {"client": flow.client.with_secret("a-quite-ordinary-secret")}
    )
    flow = provoke(failure, small_provider.ISSUER, client(SECRET), small.sign_in, tmp_path, small)
    likely = [cause.id for cause in diagnose(flow.run).causes if cause.verdict in ("proven", "likely")]
    assert likely == ["secret-wrong"]


def test_words_about_an_address_that_is_not_there_prove_that_it_is_missing(tmp_path: Path) -> None:
    """ "Invalid redirect_uri" is what many say of none: the record shows it, and the words name the parameter."""
    said = answer({"error": "invalid_grant", "error_description": "Invalid 'redirect_uri' in request."}, 400)
    small = SmallProvider(by_the_book, answers={"/token": said})
    failure = Failure("token", "redirect-uri-missing", token=lambda flow: {"omit": ["redirect_uri"]})
    flow = provoke(failure, small_provider.ISSUER, client(SECRET), small.sign_in, tmp_path, small)
    assert [cause.id for cause in diagnose(flow.run).proven] == ["redirect-uri-missing"]
