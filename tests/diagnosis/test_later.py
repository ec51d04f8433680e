"""After the tokens came: what a provider says of a refresh token, in many voices; and answers that quote, sign or end otherwise."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest

from explorer import Client, Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.errors import ExplorerError
from tests.diagnosis.scenes import LATER, OTHER_KEY, Scene, play
from tests.diagnosis.small_provider import CALLBACK, ISSUER, KEY, SECRET, Answer, SmallProvider, answer
from tests.diagnosis.voices import VOICES, by_the_book

CLIENT = Client("app", SECRET, redirect_uri=CALLBACK)
# The record holds the reason of these; which grants a client may use only the provider knows.
SEEN = [
    scene
    for scene in LATER
    if scene.leg == "refresh" and not scene.small.get("answers") and scene.cause not in ("grant-not-allowed", "wrong-endpoint")
]


# A page of a filter, a fault, and a code that says another thing alone.
NOTHING_LEFT = ("filter", "server_error always", "unauthorized_client always")


def after(small: SmallProvider, then: Callable[[Flow], object], runs: Path, **clock: Any) -> Diagnosis:
    """Return the diagnosis of what was done after a sign-in that worked."""
    flow = Flow(ISSUER, CLIENT, http=small, runs=runs, **clock)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    with contextlib.suppress(ExplorerError):
        then(flow)
    return diagnose(flow.run)


@pytest.mark.parametrize("scene", SEEN, ids=str)
@pytest.mark.parametrize("voice", [name for name in VOICES if name not in NOTHING_LEFT])
def test_whatever_a_provider_answers(scene: Scene, voice: str, tmp_path: Path) -> None:
    """The wrong code, no code, numbers, another language: the run holds the reason, and it is first."""
    small = SmallProvider(VOICES[voice], **scene.small)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    play(scene, small, flow)
    found = diagnose(flow.run)
    assert found.first is not None
    assert found.first.id == scene.cause
    assert {cause.id for cause in found.proven} <= {scene.cause}


class Quoting(SmallProvider):
    """A provider that repeats the token of which it speaks."""

    def _refreshed(self, form: dict[str, str], client: str) -> Answer:
        return answer({"error": "invalid_grant", "error_description": f"{form['refresh_token']} has expired"}, 400)


def saying(words: str) -> SmallProvider:
    """A provider that says this of every refresh token."""
    return SmallProvider(lambda reason: answer({"error": "invalid_grant", "error_description": words}, 400))


EXPIRED = [
    "The refresh token has expired",
    "Refresh token has reached the end of its life",
    "Token has expired",
    "Das Refresh-Token ist abgelaufen",
    "refresh_token_expired",
]


@pytest.mark.parametrize("words", EXPIRED)
def test_a_refresh_token_that_has_expired(words: str, tmp_path: Path) -> None:
    """In words that name it, also a moment after it came: some live for seconds."""
    small = saying(words)
    found = after(small, lambda flow: (small.lifetimes_are_over(), flow.refresh()), tmp_path)
    assert found.first is not None
    assert (found.first.id, found.first.verdict) == ("refresh-token-expired", "likely")


def test_an_old_refresh_token_and_no_words(tmp_path: Path) -> None:
    """Two hours later, and nothing was revoked or renewed."""
    small, now = SmallProvider(by_the_book), [1_800_000_000.0]

    def later(flow: Flow) -> None:
        now[0] += 7200
        small.lifetimes_are_over()
        flow.refresh()

    causes = [cause.id for cause in after(small, later, tmp_path, clock=lambda: now[0]).causes]
    assert "refresh-token-expired" in causes[:2]


def test_minutes_are_no_sign_that_a_refresh_token_ran_out(tmp_path: Path) -> None:
    """After four minutes nothing speaks for its age; and one of this sign-in that was no younger was taken."""
    now = [1_800_000_000.0]

    class Once(SmallProvider):
        taken = 0

        def _refreshed(self, form: dict[str, str], client: str) -> Answer:
            self.taken += 1
            return super()._refreshed(form, client) if self.taken == 1 else answer({"error": "invalid_grant"}, 400)

    def twice(flow: Flow) -> None:
        for _ in range(2):
            now[0] += 240
            flow.refresh()

    found = after(Once(by_the_book), twice, tmp_path, clock=lambda: now[0])
    expired = next(cause for cause in found.causes if cause.id == "refresh-token-expired")
    assert expired.speaks_for == ("The error invalid_grant stands for this, among other things.",)
    assert any("no younger" in sentence for sentence in expired.against)
    assert found.first is not None
    assert found.first.id in ("refresh-token-replaced", "refresh-token-revoked")


def test_words_that_quote_the_token(tmp_path: Path) -> None:
    """The record shows a fingerprint in its place, which is no markup, and the sentence is read."""
    found = after(Quoting(by_the_book), lambda flow: flow.refresh(), tmp_path)
    assert found.first is not None
    assert found.first.id == "refresh-token-expired"
    assert any(words.startswith("<refresh_token ") for words in found.words)


def test_a_rotated_token_that_is_called_revoked(tmp_path: Path) -> None:
    """To revoke is how rotation replaces: the newest one works, and a new sign-in is not needed."""
    found = after(saying("Token has been revoked"), lambda flow: (flow.refresh(), flow.refresh(again=True)), tmp_path)
    assert found.first is not None
    assert found.first.id == "refresh-token-replaced"
    assert "newest" in found.first.advice


def test_a_revoked_token_needs_no_experiment(tmp_path: Path) -> None:
    """This flow revoked it, and introspection says that it is good no more: that is proof, and nothing is left to ask."""
    small = SmallProvider(by_the_book)
    found = after(small, lambda flow: (flow.revoke("access_token"), flow.introspect()), tmp_path)
    assert [cause.id for cause in found.proven] == ["access-token-revoked"]
    assert found.experiment is None


def signed(key: Any = KEY, **claims: Any) -> Answer:
    """A signed answer of UserInfo."""
    token = jwt.encode({"sub": "alice", "iss": ISSUER, "aud": "app", **claims}, key, "RS256", headers={"kid": "one"})
    return 200, {"Content-Type": "application/jwt"}, token.encode()


@pytest.mark.parametrize(
    ("reply", "first"),
    [(signed(sub="bob"), "other-subject"), (signed(key=OTHER_KEY), "userinfo-unreadable"), (signed(), "userinfo-unreadable")],
    ids=["another person", "another key", "nobody agreed on it"],
)
def test_userinfo_that_is_signed(reply: Answer, first: str, tmp_path: Path) -> None:
    """Another person weighs more than the signature, and a signature that does not fit more than that nobody asked for one."""
    small = SmallProvider(by_the_book, answers={"/userinfo": reply})
    found = after(small, lambda flow: (flow.check(), flow.userinfo()), tmp_path)
    assert found.first is not None
    assert found.first.id == first
    assert not found.proven


def test_a_slash_at_the_end_of_the_issuer(tmp_path: Path) -> None:
    """Document and token differ by it, and the cause is the name and no other provider."""
    small = SmallProvider(by_the_book, described={"issuer": f"{ISSUER}/"})
    found = after(small, lambda flow: flow.check(), tmp_path)
    assert found.first is not None
    assert found.first.id == "issuer-differs"
    assert "final slash" in found.first.evidence


def test_an_endpoint_with_methods_of_its_own(tmp_path: Path) -> None:
    """Introspection takes Basic only, by its own list, and the client that got the tokens posts its secret."""
    words = "The client cannot authenticate with methods: ['client_secret_basic']"
    small = SmallProvider(
        by_the_book,
        takes="client_secret_post",
        described={"introspection_endpoint_auth_methods_supported": ["client_secret_basic"]},
        answers={"/introspect": answer({"error": "invalid_client", "error_description": words}, 401)},
    )
    flow = Flow(ISSUER, dataclasses.replace(CLIENT, token_endpoint_auth_method="client_secret_post"), http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    flow.introspect()
    found = diagnose(flow.run)
    assert found.first is not None
    assert found.first.id == "method-not-offered"


def test_a_secret_that_worked_was_replaced(tmp_path: Path) -> None:
    """Tokens came with it a moment ago, and now it is called wrong: it is another one since."""
    small = SmallProvider(by_the_book)

    def renewed(flow: Flow) -> None:
        small.voice = lambda reason: answer({"error": "invalid_client", "error_description": "wrong client secret"}, 401)
        small.secret = "another"
        flow.revoke()

    found = after(small, renewed, tmp_path)
    assert found.first is not None
    assert found.first.id == "secret-expired"
