"""A provider that does not know its own token again, and what an earlier answer about the same token says."""

from __future__ import annotations

import time
from pathlib import Path

import jwt
import pytest

from explorer import diagnose
from tests.diagnosis.answers import PLAIN, grant, ids, refused
from tests.diagnosis.sitting import Sitting, joint
from tests.diagnosis.small_provider import ISSUER, KEY, Answer, answer

STALE = {"error": "invalid_token"}
INACTIVE = answer({"active": False})


def tokens() -> Answer:
    """Tokens of which the access token is a JWT."""
    now = int(time.time())
    claims = {"iss": ISSUER, "sub": "alice", "aud": "api", "iat": now, "exp": now + 3600}
    given = {"access_token": jwt.encode(claims, KEY, "RS256", headers={"kid": "one"}), "refresh_token": "r" * 40}
    return answer({**given, "token_type": "Bearer", "expires_in": 3600}, Cache_Control="no-store")


def signed_in(runs: Path) -> Sitting:
    """A sign-in whose access token is a JWT."""
    return Sitting(runs, answers={"/token": tokens()}).send_code()


@pytest.mark.parametrize("words", ["", "Token validation failed", "The token could not be verified"])
def test_a_token_of_its_own_that_it_does_not_take_any_more(words: str, tmp_path: Path) -> None:
    """Revoked, or of keys that are gone: nothing tells, and a look at the keys decides, which asks nobody for anything."""
    reply = answer({**STALE, **({"error_description": words} if words else {})}, 401)
    found = signed_in(tmp_path).ask("userinfo", answer({"sub": "alice"})).ask("userinfo", reply).told()
    assert {"access-token-revoked", "access-token-lost", "session-ended", "provider-keys-changed"} == set(joint(found))
    assert found.experiment is not None
    assert found.experiment.code == "flow.check()"
    assert not found.proven


def test_words_that_speak_of_a_revocation_are_about_no_keys(tmp_path: Path) -> None:
    """The provider read the token, then."""
    reply = answer({**STALE, "error_description": "Token has been revoked"}, 401)
    found = signed_in(tmp_path).ask("userinfo", answer({"sub": "alice"})).ask("userinfo", reply).told()
    assert ids(found)[0] == "access-token-revoked"
    assert found.joint == ()


@pytest.mark.parametrize("step", ["userinfo", "refresh"])
def test_a_signature_of_its_own_that_it_calls_wrong(step: str, tmp_path: Path) -> None:
    """Nobody but the provider made it."""
    code = "invalid_token" if step == "userinfo" else "invalid_grant"
    reply = answer({"error": code, "error_description": "invalid signature"}, 401 if step == "userinfo" else 400)
    found = signed_in(tmp_path).ask(step, reply).told()
    assert ids(found)[0] == "provider-keys-changed"
    assert not found.proven


def test_a_token_without_a_signature_needs_no_key(tmp_path: Path) -> None:
    """An opaque one is looked up most of the time; a few are encrypted, so that a restart with other keys is not ruled out."""
    found = Sitting(tmp_path).send_code().ask("userinfo").ask("userinfo", answer(STALE, 401)).told()
    keys = next(cause for cause in found.causes if cause.id == "provider-keys-changed")
    assert keys.verdict == "possible"
    assert keys not in found.joint
    assert "is no JWT" in keys.evidence


def test_introspection_that_changes_its_mind_about_a_jwt(tmp_path: Path) -> None:
    """It knew this kind of token, so that is not the matter; the keys may be."""
    sitting = signed_in(tmp_path).ask("introspect", answer({"active": True})).ask("introspect", INACTIVE)
    assert joint(sitting.told()) == ["access-token-revoked", "access-token-lost", "provider-keys-changed"]
    never = signed_in(tmp_path).ask("introspect", INACTIVE).told()
    assert ids(never)[0] == "token-kind-unknown-here"


def test_a_kind_of_token_that_introspection_does_not_know(tmp_path: Path) -> None:
    """A question about the refresh token shows whether this client may ask at all."""
    found = signed_in(tmp_path).ask("introspect", answer({"error": "unsupported_token_type"}, 400)).told()
    assert ids(found)[0] == "token-kind-unknown-here"
    assert found.experiment is not None
    assert found.experiment.code == "flow.introspect('refresh_token')"


# What else an earlier answer, or the record, says


def test_a_person_who_is_gone_before_the_code_was_sent(tmp_path: Path) -> None:
    """Let in a moment ago, and not there any more; the code itself is good."""
    found = diagnose(refused(grant("The user of this code does not exist any more: account deleted"), tmp_path, PLAIN).run)
    assert ids(found)[0] == "session-ended"
    assert not found.proven


def test_a_code_that_lives_for_seconds(tmp_path: Path) -> None:
    """After a few seconds it may have run out, where somebody set its life so; at once it has not."""
    sitting = Sitting(tmp_path, answers={"/token": grant()})
    assert "code-old" in joint(sitting.send_code(thinking=4).told())
    assert "code-old" not in joint(diagnose(refused(grant(), tmp_path, PLAIN).run))


def test_one_proof_is_not_two(tmp_path: Path) -> None:
    """Words against two methods at once are said of one as well, as a warning."""
    words = "a client_secret in the request body must not be combined with HTTP Basic"
    found = diagnose(refused(answer({"error": "invalid_client", "error_description": words}, 401), tmp_path, PLAIN).run)
    assert "two-methods" not in {cause.id for cause in (*found.proven, *found.likely)}


def test_a_scope_of_the_link_that_is_refused_with_the_code(tmp_path: Path) -> None:
    """The token request has none that could be left out."""
    reply = answer({"error": "invalid_scope", "error_description": "scope email is not allowed"}, 400)
    found = diagnose(refused(reply, tmp_path, PLAIN, ask={"scope": "openid email"}).run)
    assert found.first is not None
    assert found.first.id == "scope-not-here"
    assert "Leave scope out" not in found.first.advice
    assert found.experiment is not None
    assert "scope='openid'" in found.experiment.code


def test_a_refused_refresh_is_tried_with_a_fresh_token(tmp_path: Path) -> None:
    """That tells a token that has ended from a client that may not refresh; a code alone would tell nothing."""
    found = Sitting(tmp_path).send_code().ask("refresh", grant()).told()
    assert found.experiment is not None
    assert found.experiment.code.rstrip().endswith("flow.refresh()")


def test_a_document_whose_endpoints_lie_where_its_issuer_does(tmp_path: Path) -> None:
    """Then nobody may be there at all, and the setting of the provider is what is wrong."""
    other = {f"{name}_endpoint": f"https://elsewhere.example/{name}" for name in ("authorization", "token")}
    sitting = Sitting(tmp_path, described={"issuer": "https://elsewhere.example", **other})
    first = sitting.told().first
    assert first is not None
    assert first.id == "issuer-of-metadata"
    assert "own setting" in first.advice
    elsewhere = Sitting(tmp_path, described={"issuer": "https://elsewhere.example"}).told().first
    assert elsewhere is not None
    assert "own setting" not in elsewhere.advice


def test_a_refresh_shows_whether_the_client_is_still_believed(tmp_path: Path) -> None:
    """Introspection refused it: for want of a right, or because the client is none any more."""
    reply = answer({"error": "invalid_client"}, 401, WWW_Authenticate="Basic")
    found = Sitting(tmp_path).send_code().ask("introspect", reply).told()
    assert {"introspection-not-allowed", "client-disabled"} <= set(joint(found))
    assert found.experiment is not None
    assert (found.experiment.id, found.experiment.code) == ("refresh-once", "flow.refresh()")
