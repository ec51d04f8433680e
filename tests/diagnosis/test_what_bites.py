"""A sign-in that worked, and what of it bites later: once for each thing, and only what is so."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest

from explorer import Client, Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.errors import Mistake
from explorer.messages import Exchange, Request, Timing
from tests.diagnosis.answers import CLIENT
from tests.diagnosis.small_provider import ISSUER, KEY, SECRET, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

QUERY = Client("app", SECRET, redirect_uri="https://app.example/cb?tenant=7")


def signed_in(
    runs: Path, client: Client = CLIENT, change: Any = None, asks: Any = None, flow: Any = None, **small: Any
) -> Diagnosis:
    """Diagnose a sign-in that worked; `change` is what was done to the address that came back."""
    provider = SmallProvider(by_the_book, **small)
    mine = Flow(ISSUER, client, http=provider, runs=runs, **(flow or {}))
    mine.discover()
    back = provider.sign_in(mine.authorize(**(asks or {})).url)
    mine.receive(change(back) if change else back)
    mine.exchange()
    mine.check()
    found = diagnose(mine.run)
    assert not found.failed, found
    return found


def bites(found: Diagnosis, words: str) -> list[str]:
    """The bites that have these words."""
    return [each for each in found.bites if words in each]


def test_tokens_of_a_thousand_hours(tmp_path: Path) -> None:
    """Both are told, in days."""
    ends = int(time.time()) + 3_600_000
    found = signed_in(tmp_path, lifetime=3_600_000, changes={"exp": ends})
    assert "42 days" in bites(found, "The access token lives for")[0]
    assert "42 days" in bites(found, "The ID token lives for")[0]


@pytest.mark.parametrize("lifetime", [300, 86_400])
def test_tokens_of_a_day_bite_nobody(lifetime: int, tmp_path: Path) -> None:
    """That is what is usual."""
    assert not bites(signed_in(tmp_path, lifetime=lifetime), "lives for")


def test_a_second_question_mark_behind_the_redirect_uri(tmp_path: Path) -> None:
    """The explorer parts what is glued, and says that nobody else does."""
    found = signed_in(tmp_path, QUERY)  # the small provider does that
    assert len(bites(found, "put a second ? behind it")) == 1
    assert not bites(signed_in(tmp_path, QUERY, lambda url: url.replace("?code", "&code")), "second ?")


def test_one_bite_for_scopes_of_one_kind(tmp_path: Path) -> None:
    """Four scopes without a claim are one sentence."""
    found = signed_in(tmp_path, asks={"scope": "openid profile email phone"})
    told = bites(found, "granted, and the ID token has no claim")
    assert len(told) == 1
    assert "profile, email and phone were granted" in told[0]


def test_keys_that_nobody_fetches_again(tmp_path: Path) -> None:
    """They hold until the provider changes its own."""
    key = {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "one", "use": "sig", "alg": "RS256"}
    assert bites(signed_in(tmp_path, flow={"jwks": {"keys": [key]}}), "given by hand")
    assert not bites(signed_in(tmp_path), "given by hand")


@pytest.mark.parametrize(
    ("small", "said"),
    [
        (lambda now: {"kid": None}, "names no key (kid)"),
        (lambda now: {"changes": {"iat": now, "exp": now + 45}}, "The ID token lives for 45 s"),
        (lambda now: {"changes": {"sub": "alice@example.org"}}, "form of an e-mail address"),
        (lambda now: {"changes": {"iat": now - 200}}, "issued 3 min before it came"),
    ],
    ids=["no kid", "45 seconds", "sub is an address", "from a cache"],
)
def test_what_works_today(small: Callable[[int], dict[str, Any]], said: str, tmp_path: Path) -> None:
    """And not after the next change, on the next machine or for the next person."""
    assert len(bites(signed_in(tmp_path, **small(int(time.time()))), said)) == 1
    assert not bites(signed_in(tmp_path), said)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"email": "a@b.example"}, "without email_verified"),
        ({"_claim_names": {"groups": "one"}, "_claim_sources": {"one": {"endpoint": "https://g.example/"}}}, "left groups out"),
        ({"groups": [f"{number:08d}-1111-2222-3333-444444444444" for number in range(150)]}, "more than 4 kB"),
    ],
    ids=["e-mail", "groups elsewhere", "many groups"],
)
def test_claims_that_bite(claims: dict[str, Any], said: str, tmp_path: Path) -> None:
    """They are read by an application that takes them for what they are elsewhere."""
    assert len(bites(signed_in(tmp_path, changes=claims), said)) == 1
    assert not bites(signed_in(tmp_path, changes={"email": "a@b.example", "email_verified": True}), said)


def test_userinfo_and_the_token_differ(tmp_path: Path) -> None:
    """Which of the two an application takes decides whom it sees."""
    provider = SmallProvider(by_the_book, changes={"email": "a@b.example", "email_verified": True})
    flow = Flow(ISSUER, CLIENT, http=provider, runs=tmp_path)
    flow.discover()
    flow.receive(provider.sign_in(flow.authorize(scope="openid email").url))
    flow.exchange()
    flow.check()
    provider.answers["/userinfo"] = answer({"sub": "alice", "email": "x@y.example"})
    flow.userinfo()
    assert bites(diagnose(flow.run), "differ in email")
    provider.answers["/userinfo"] = answer({"sub": "alice", "email": "a@b.example"})
    flow.userinfo()
    assert not bites(diagnose(flow.run), "differ in")


def _granting(scope: str) -> dict[str, Any]:
    given = {"access_token": "a" * 30, "token_type": "Bearer", "expires_in": 300, "scope": scope}
    return {"answers": {"/token": answer(given, Cache_Control="no-store")}}


def test_more_than_was_asked_for(tmp_path: Path) -> None:
    """Google's addresses for the scopes of OpenID Connect are none."""
    asks = {"scope": "email", "omit": ["nonce"]}
    found = signed_in(tmp_path, asks=asks, **_granting("email admin https://www.googleapis.com/auth/userinfo.email"))
    assert bites(found, "nobody asked for it") == [each for each in found.bites if each.startswith("admin was granted")]
    assert len(bites(found, "nobody asked for it")) == 1


def test_an_answer_that_took_long(tmp_path: Path) -> None:
    """Nobody sleeps: the times are in the exchange."""

    class Slow(SmallProvider):
        def send(self, request: Request, step: str) -> Exchange:
            exchange = super().send(request, step)
            phases = {"wait": (1.0, 8000.0)} if step == "exchange" else {}
            return dataclasses.replace(exchange, timing=Timing(exchange.timing.started_at, phases))

    provider = Slow(by_the_book)
    flow = Flow(ISSUER, CLIENT, http=provider, runs=tmp_path)
    flow.discover()
    flow.receive(provider.sign_in(flow.authorize().url))
    flow.exchange()
    flow.check()
    assert "8 s" in bites(diagnose(flow.run), "The answer to exchange took")[0]


def test_the_most_dangerous_bites_first(tmp_path: Path) -> None:
    """Who else gets in, then what ends this sign-in or the next, then what stops others, the document last."""
    public = dataclasses.replace(CLIENT, client_secret=None, token_endpoint_auth_method="none")
    found = signed_in(
        tmp_path,
        public,
        asks={"pkce": None, "state": None, "scope": "openid email"},
        takes="none",
        kid=None,
        lifetime=60,
        changes={"email": "a@app.example"},
        described={"code_challenge_methods_supported": None, "subject_types_supported": None},
    )
    order = (
        "No state",
        "without PKCE",
        "email_verified",
        "(kid)",
        "knows PKCE",
        "lives for 60 s",
        "DISC-SUBJECT-TYPES-MISSING",
    )
    places = [found.bites.index(bites(found, words)[0]) for words in order]
    assert places == sorted(places)
    assert not bites(found, "AUTHZ-PKCE-MISSING-PUBLIC")  # which is said already


def test_a_refresh_token_that_was_asked_for_and_did_not_come(tmp_path: Path) -> None:
    """The cause stands before what comes of it, and nobody is told to ask for what was asked for."""
    given = answer({"access_token": "a" * 30, "token_type": "Bearer", "expires_in": 300}, Cache_Control="no-store")
    small = SmallProvider(by_the_book, answers={"/token": given})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize(scope="email offline_access").url))
    flow.exchange()
    with pytest.raises(Mistake, match="although offline_access was asked for"):
        flow.refresh()
    wanted, *told = diagnose(flow.run).bites
    assert wanted.startswith("A step could not be done: refresh() needs")
    places = [told.index(each) for words in ("prompt=consent", "No refresh token came") for each in told if words in each]
    assert len(places) == 2
    assert places == sorted(places)
