"""Answers that say hardly anything: a status, an empty body, a challenge. What nothing tells apart stands first together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from explorer import diagnose
from tests.diagnosis.answers import PLAIN, ids, refused
from tests.diagnosis.sitting import Sitting, empty, joint
from tests.diagnosis.small_provider import answer

BASIC = answer({"error": "invalid_client"}, 401, WWW_Authenticate="Basic")
STALE = answer({"error": "invalid_token"}, 401)
GRANT = answer({"error": "invalid_grant"}, 400)


# A person, an account, a provider that is not what it was

ACCOUNTS: dict[str, tuple[Callable[[Sitting], object], set[str]]] = {
    "UserInfo takes a token, and later does not": (
        lambda s: s.ask("userinfo").ask("userinfo", STALE),
        {"access-token-revoked", "session-ended"},
    ),
    "UserInfo never took it": (lambda s: s.ask("userinfo", STALE), {"access-token-revoked", "session-ended"}),
    "UserInfo finds nobody any more": (
        lambda s: s.ask("userinfo").ask("userinfo", empty(404)),
        {"session-ended", "switched-off"},
    ),
    "a refresh, after others worked": (
        lambda s: s.ask("refresh").ask("refresh", GRANT),
        {"refresh-token-revoked", "session-ended", "refresh-token-lost"},
    ),
    "introspection of a token that UserInfo took": (
        lambda s: s.ask("userinfo").ask("introspect", answer({"active": False})),
        {"introspection-not-allowed", "access-token-revoked"},
    ),
    "a client that is not believed any more": (
        lambda s: s.wait(120).ask("refresh", BASIC),
        {"secret-expired", "client-disabled"},
    ),
    "and straight away": (lambda s: s.ask("refresh", BASIC), {"secret-expired", "client-disabled"}),
}


@pytest.mark.parametrize("name", ACCOUNTS)
def test_what_ended_since_stands_first_together(name: str, tmp_path: Path) -> None:
    """An account that was switched off, a sign-out elsewhere, a restart: the wire shows none of it; nothing is proven, nothing ruled out."""
    play, causes = ACCOUNTS[name]
    sitting = Sitting(tmp_path).send_code()
    play(sitting)
    found = sitting.told()
    assert causes <= set(joint(found))
    assert not found.proven
    assert not causes & {cause.id for cause in found.ruled_out}


def test_a_fresh_token_that_is_called_inactive(tmp_path: Path) -> None:
    """It came a moment ago and nothing ended it: this client may not ask, rather than that somebody was so quick."""
    sitting = Sitting(tmp_path).send_code().ask("introspect", answer({"active": False}))
    first, second, *_ = sitting.told().causes
    assert (first.id, second.id) == ("introspection-not-allowed", "access-token-revoked")
    assert first.verdict == "possible"


def test_an_account_that_is_gone_behind_a_good_code(tmp_path: Path) -> None:
    """It is one of those that nothing tells apart; and where every fresh code is refused, the code itself is not the matter."""
    sitting = Sitting(tmp_path).send_code()
    sitting.small.answers["/token"] = GRANT
    once = sitting.send_code().told()
    assert {"code-used-before", "code-lost", "session-ended"} <= set(joint(once))
    assert joint(sitting.send_code().told()) == ["code-lost", "session-ended"]


def test_an_opened_link_to_sign_out_explains_what_ended(tmp_path: Path) -> None:
    """The run itself holds the reason."""
    sitting = Sitting(tmp_path).send_code().ask("userinfo")
    sitting.flow.logout_url()
    sitting.flow.receive("You are signed out. Goodbye.", status=200)
    assert ids(sitting.ask("userinfo", STALE).told())[0] == "session-ended"


def test_a_token_that_introspection_called_good_before(tmp_path: Path) -> None:
    """Then the question is allowed, and the token has ended since."""
    sitting = Sitting(tmp_path).send_code().ask("introspect").ask("introspect", answer({"active": False}))
    found = sitting.told()
    assert joint(found) == ["access-token-revoked", "access-token-lost"]
    sitting = Sitting(tmp_path).send_code().ask("introspect").ask("refresh").ask("introspect", answer({"active": False}))
    assert len(joint(sitting.told())) > 1  # that was another token


def test_the_experiment_tells_a_dead_token_from_a_question_that_is_not_allowed(tmp_path: Path) -> None:
    """UserInfo is shown the same token."""
    found = Sitting(tmp_path).send_code().ask("introspect", answer({"active": False})).told()
    assert found.experiment is not None
    assert found.experiment.code == "flow.userinfo()"


def test_a_fault_of_userinfo_is_none_of_the_token(tmp_path: Path) -> None:
    """It took the token before; a 5xx says nothing of it."""
    found = Sitting(tmp_path).send_code().ask("userinfo").ask("userinfo", empty(500)).told()
    assert ids(found)[0] == "provider-fault"


# A challenge, a status, an empty body


@pytest.mark.parametrize("step", ["refresh", "revoke"])
def test_a_challenge_for_bearer_is_about_the_client(step: str, tmp_path: Path) -> None:
    """Nothing but a client proves itself there, whatever the product asks for; the address gave tokens a moment ago."""
    found = Sitting(tmp_path).send_code().ask(step, empty(401, WWW_Authenticate="Bearer")).told()
    assert {"secret-expired", "client-disabled"} <= set(joint(found))


def test_a_challenge_for_bearer_at_the_token_endpoint(tmp_path: Path) -> None:
    """A secret that is wrong is answered so by some products."""
    for reply in (empty(401, WWW_Authenticate="Bearer"), answer({"message": "no"}, 401, WWW_Authenticate='Bearer realm="x"')):
        found = diagnose(refused(reply, tmp_path, PLAIN).run)
        assert joint(found)[0] == "secret-wrong"


def test_a_challenge_for_bearer_at_introspection(tmp_path: Path) -> None:
    """It may want a token of whoever asks."""
    found = Sitting(tmp_path).send_code().ask("introspect", empty(401, WWW_Authenticate="Bearer")).told()
    assert ids(found)[0] == "introspection-not-allowed"


NOTHING = {
    ("userinfo", 200): ["userinfo-unreadable"],
    ("userinfo", 204): ["userinfo-unreadable"],
    ("introspect", 200): ["wrong-endpoint", "provider-fault"],
    ("introspect", 204): ["wrong-endpoint", "provider-fault"],
    ("refresh", 200): ["provider-fault"],
}


@pytest.mark.parametrize(("step", "status"), NOTHING)
def test_an_answer_with_nothing_in_it_is_a_failure(step: str, status: int, tmp_path: Path) -> None:
    """An answer was due; it is no success, and no token is called dead for it."""
    found = Sitting(tmp_path).send_code().ask(step, empty(status)).told()
    assert found.failed
    assert [cause.id for cause in found.joint or (found.first,) if cause] == NOTHING[(step, status)]
    assert not found.proven


def test_nothing_at_the_token_endpoint(tmp_path: Path) -> None:
    """Another address, or a fault: nothing tells."""
    assert joint(diagnose(refused(empty(200), tmp_path, PLAIN).run)) == ["wrong-endpoint", "provider-fault"]


def test_userinfo_that_is_empty_has_advice_of_its_own(tmp_path: Path) -> None:
    """To register for signed answers would be in vain."""
    first = Sitting(tmp_path).send_code().ask("userinfo", empty(204)).told().first
    assert first is not None
    assert "account" in first.advice
    assert "signed" not in first.advice


def test_introspection_that_does_not_say_whether_a_token_is_good(tmp_path: Path) -> None:
    """It has nothing else to say, so that is a failure; a page is none of introspection at all, and a revocation may be silent."""
    silent = Sitting(tmp_path).send_code().ask("introspect", answer({"client_id": "app"})).told()
    assert silent.failed
    assert "active" in silent.sentence
    page = Sitting(tmp_path).send_code().ask("introspect", answer("<h1>Welcome</h1>")).told()
    assert ids(page)[0] == "wrong-endpoint"
    assert not Sitting(tmp_path).send_code().ask("revoke", empty(200)).told().failed


@pytest.mark.parametrize("status", [403, 413, 431])
def test_what_stands_before_an_endpoint_refuses_without_a_word(status: int, tmp_path: Path) -> None:
    """An endpoint of OAuth says in JSON what it minds."""
    found = diagnose(refused(empty(status), tmp_path, PLAIN).run)
    assert ids(found)[0] == "blocked-on-the-way"
    assert not found.likely


def test_no_guess_is_one_of_the_first(tmp_path: Path) -> None:
    """A remark for the first is more than nothing for the others."""
    found = Sitting(tmp_path).send_code().ask("userinfo", empty(403)).told()
    assert found.joint
    assert all(cause.strength != "guess" for cause in found.joint)


def test_a_proof_that_nobody_spoke_of_comes_after_what_is_common(tmp_path: Path) -> None:
    """That the provider knows DPoP is little; who wants it has a code to say so (RFC 9449 5)."""
    found = diagnose(refused(GRANT, tmp_path, PLAIN, dpop_signing_alg_values_supported=["ES256"]).run)
    assert "dpop-needed" not in joint(found)
    assert ids(found).index("dpop-needed") >= len(found.joint) > 1


def test_who_is_sent_back_is_known(tmp_path: Path) -> None:
    """A bare invalid_request in the redirect is about what the link asks for."""
    sitting = Sitting(tmp_path)
    link = sitting.flow.authorize()
    sitting.flow.receive(f"{link.redirect_uri}?error=invalid_request&state={link.state}")
    assert ids(sitting.told())[0] != "client-unknown"


def test_a_logout_that_falls_over(tmp_path: Path) -> None:
    """At an address that it does not find, or at something of its own."""
    sitting = Sitting(tmp_path).send_code()
    sitting.flow.logout_url(post_logout_redirect_uri="https://app.example/bye")
    sitting.flow.receive("Internal Server Error", status=500)
    found = sitting.told()
    assert joint(found) == ["logout-address-not-registered", "provider-fault"]
    assert found.experiment is None  # no code is sent there


@pytest.mark.parametrize("step", ["token", "refresh", "revoke"])
def test_a_refusal_before_any_oauth(step: str, tmp_path: Path) -> None:
    """A framework's guard, or what stands before it: JSON that says nothing but Forbidden is of either; what took requests before has no guard."""
    reply = answer({"message": "Forbidden"}, 403)
    found = (
        diagnose(refused(reply, tmp_path, PLAIN).run)
        if step == "token"
        else Sitting(tmp_path).send_code().ask(step, reply).told()
    )
    assert ids(found)[0] == "blocked-on-the-way"
    assert ("forgery-guard" in joint(found)) == (step != "refresh")


def test_a_token_that_time_has_ended(tmp_path: Path) -> None:
    """Nobody else has to have ended it."""
    found = Sitting(tmp_path).send_code().ask("userinfo").wait(900).ask("userinfo", STALE).told()
    assert [cause.id for cause in found.proven] == ["access-token-expired"]


def test_a_client_that_is_not_found_any_more(tmp_path: Path) -> None:
    """The link was taken with it a moment ago: deleted, or another node answers; and it has read the header."""
    reply = answer({"error": "invalid_client", "error_description": "client not found"}, 401, WWW_Authenticate="Basic")
    assert set(joint(diagnose(refused(reply, tmp_path, PLAIN).run))) == {"client-unknown", "client-disabled"}
