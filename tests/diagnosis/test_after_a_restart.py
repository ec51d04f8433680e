"""A provider that was started again between two steps: what it forgot, and what the kept connection says of it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from explorer import Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.messages import Exchange, Request, Timing
from tests.diagnosis.answers import PLAIN, ids
from tests.diagnosis.sitting import SECRET, Sitting, joint
from tests.diagnosis.small_provider import ISSUER, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

KEY_OF_LATER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OPENED, KEPT = {"connect": (0.1, 0.4)}, {"send": (0.1, 0.1)}


@dataclasses.dataclass
class Kept(SmallProvider):
    """It keeps its connection open; `started_again` closes it, and what is asked next opens another."""

    is_new: bool = True
    says: str = ""  # for how long it keeps one

    def send(self, request: Request, step: str) -> Exchange:
        """Return what it answers, with how the connection was come by."""
        found = super().send(request, step)
        timing = Timing(found.timing.started_at, OPENED if self.is_new else KEPT, reused=not self.is_new)
        self.is_new = False
        kept = (("Keep-Alive", self.says),) if self.says else ()
        response = dataclasses.replace(found.response, headers=(*found.response.headers, *kept))  # type: ignore[type-var, union-attr]
        return dataclasses.replace(found, timing=timing, response=response)

    def started_again(self) -> None:
        """Nothing is left of its connections."""
        self.is_new = True


def _signed_in(runs: Path, **small: Any) -> tuple[Flow, Kept]:
    kept = Kept(by_the_book, secret=SECRET, **small)
    flow = Flow(ISSUER, PLAIN, http=kept, runs=runs)
    flow.discover()
    flow.receive(kept.sign_in(flow.authorize().url))
    flow.exchange()
    return flow, kept


def _stale(said: str) -> Any:
    return answer({"error": "invalid_token", "error_description": said}, 401)


@pytest.mark.parametrize("said", ["Authentication is required", "Requires authentication", "Please sign in", "Login required."])
def test_words_to_anybody_leave_open_whether_the_token_came(said: str, tmp_path: Path) -> None:
    """The code is for a token that arrived, the sentence for one that did not: neither stands before the other."""
    found = Sitting(tmp_path, described={"introspection_endpoint": None}).send_code().ask("userinfo", _stale(said)).told()
    assert set(joint(found)) >= {"access-token-revoked", "access-token-lost"}
    assert found.first is not None
    assert found.first.id != "token-not-shown"
    assert found.experiment is not None
    assert found.experiment.code.rstrip().endswith("flow.exchange()\nflow.userinfo()")


def test_words_that_miss_the_token_say_so(tmp_path: Path) -> None:
    """Whoever says that no token was there means that, whatever its code."""
    found = Sitting(tmp_path).send_code().ask("userinfo", _stale("No access token provided")).told()
    assert ids(found)[0] == "token-not-shown"


def test_a_token_that_a_restart_lost(tmp_path: Path) -> None:
    """The connection was kept, and had to be made anew a moment later: that decides between equals, and proves nothing."""
    flow, kept = _signed_in(tmp_path)
    kept.started_again()
    kept.answers["/userinfo"] = _stale("")
    flow.userinfo()
    found = diagnose(flow.run)
    assert ids(found)[0] == "access-token-lost"
    assert {"access-token-lost", "access-token-revoked", "session-ended"} <= set(joint(found))
    assert "closed it a moment later" in found.first.evidence  # type: ignore[union-attr]
    assert "provider-keys-changed" not in {cause.id for cause in found.ruled_out}


def test_a_connection_that_was_kept_says_nothing(tmp_path: Path) -> None:
    """And so does one that was never kept."""
    flow, kept = _signed_in(tmp_path)
    kept.answers["/userinfo"] = _stale("")
    flow.userinfo()
    assert ids(diagnose(flow.run))[0] == "access-token-revoked"
    assert "closed it a moment later" not in "".join(cause.evidence for cause in diagnose(flow.run).causes)


@pytest.mark.parametrize(
    ("gap", "kept", "told"), [(0.5, "", True), (3, "", False), (3, "timeout=5", True), (3, "timeout=2", False)]
)
def test_for_how_long_a_connection_is_kept(gap: float, kept: str, told: bool, tmp_path: Path) -> None:
    """Some servers close one after two seconds, and do not start again for that; others say how long they wait."""
    now = [1_795_000_000.0]
    small = Kept(by_the_book, secret=SECRET, says=kept)
    flow = Flow(ISSUER, PLAIN, http=small, runs=tmp_path, clock=lambda: now[0])
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    now[0] += gap
    small.started_again()
    small.answers["/token"] = answer({"error": "invalid_grant"}, 400)
    flow.refresh()
    lost = next(cause for cause in diagnose(flow.run).causes if cause.id == "refresh-token-lost")
    assert ("closed it a moment later" in lost.evidence) is told


def _checked(runs: Path, *, restart: bool, **small: Any) -> Diagnosis:
    flow, kept = _signed_in(runs, key=KEY_OF_LATER, **small)
    if restart:
        flow.userinfo()  # so that the connection is seen to be kept
        kept.started_again()
    flow.check()
    return diagnose(flow.run)


@pytest.mark.parametrize("restart", [True, False])
def test_a_key_that_was_replaced_under_its_name(restart: bool, tmp_path: Path) -> None:
    """All else in the token fits, nobody stood in between, and the key that it names is there: another one, it may be."""
    found = _checked(tmp_path, restart=restart)
    assert set(joint(found)) == {"signature-wrong", "key-replaced"}
    assert ids(found)[0] == ("key-replaced" if restart else "signature-wrong")
    assert found.experiment is not None
    assert found.experiment.id == "fresh-tokens"


@pytest.mark.parametrize(
    "small", [{"kid": "another"}, {"changes": {"nonce": "of-somebody-else"}}, {"changes": {"aud": "another-client"}}]
)
def test_a_token_of_somebody_else_is_of_no_replaced_key(small: dict[str, Any], tmp_path: Path) -> None:
    """Where more than the signature does not fit, or the key is not there at all, that is what is wrong."""
    found = _checked(tmp_path, restart=True, **small)
    assert "key-replaced" not in joint(found)
    assert ids(found)[0] != "key-replaced"
