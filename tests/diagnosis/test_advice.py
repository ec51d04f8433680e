"""Advice fits the case: nobody is told to ask for what was refused, or to fetch what was given by hand."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from jwt.algorithms import RSAAlgorithm

from explorer import Flow, diagnose
from explorer.diagnosis import Cause, Diagnosis
from explorer.errors import ExplorerError
from tests.diagnosis.answers import CLIENT, ids
from tests.diagnosis.small_provider import CALLBACK, ISSUER, KEY, SmallProvider, answer
from tests.diagnosis.voices import by_the_book


def cause_of(found: Diagnosis, name: str) -> Cause:
    """Return a cause by its id."""
    return next(cause for cause in found.causes if cause.id == name)


def sent_back(query: str, runs: Path, described: dict[str, Any] | None = None, **asks: Any) -> Diagnosis:
    """Diagnose an error in the redirect."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book, described=described or {}), runs=runs)
    flow.discover()
    state = flow.authorize(**asks).state
    flow.receive(f"{CALLBACK}?{query}&state={state}")
    return diagnose(flow.run)


@pytest.mark.parametrize(
    ("query", "scope", "is_openid"),
    [
        ("error=invalid_scope", "openid", True),
        ("error=invalid_scope&error_description=Client+was+not+registered+with+scope+openid", "openid tools", True),
        ("error=invalid_scope&error_description=Client+was+not+registered+with+scope+tools", "openid tools", False),
        ("error=invalid_scope", "openid tools", False),
    ],
    ids=["alone", "named", "another is named", "nobody knows"],
)
def test_openid_that_is_refused(query: str, scope: str, is_openid: bool, tmp_path: Path) -> None:
    """Asking for it alone would be refused in the same way; so that is neither the advice nor the experiment."""
    cause = cause_of(sent_back(query, tmp_path, scope=scope), "scope-not-allowed")
    for advice in (cause.advice, cause.in_panel):
        assert ("openid that is refused" in advice) is is_openid
        assert ("openid alone" in advice) is not is_openid
    assert (cause.experiment is None) is is_openid


@pytest.mark.parametrize("by_hand", [True, False], ids=["by hand", "fetched"])
def test_keys_that_were_given_by_hand(by_hand: bool, tmp_path: Path) -> None:
    """They are never fetched again; others are."""
    small = SmallProvider(by_the_book, kid="rotated")
    other = {"keys": [json.loads(RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "old", "alg": "RS256"}]}
    if not by_hand:
        small.answers["/keys"] = answer(other)
    flow = Flow(ISSUER, CLIENT, http=small, jwks=other if by_hand else None, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    flow.check()
    found = diagnose(flow.run)
    assert ids(found)[0] == "key-unknown"
    for advice in (found.causes[0].advice, found.causes[0].in_panel):
        assert ("never fetched again" in advice) is by_hand


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("600", "It asks for 600 s of patience"),
        ("Tue, 14 Nov 2023 23:00:00 GMT", "wait until Tue, 14 Nov 2023"),
        ("soon", ""),
        ("9" * 400, ""),
    ],
    ids=["seconds", "a date", "a word", "a flood"],
)
def test_how_long_to_wait(told: str, said: str, tmp_path: Path) -> None:
    """As the provider says it, where it says it as the standard has it."""
    small = SmallProvider(by_the_book, answers={"/.well-known/openid-configuration": answer("", 503, Retry_After=told)})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    with contextlib.suppress(ExplorerError):
        flow.discover()
    advice = cause_of(diagnose(flow.run), "provider-fault").advice
    assert said in advice
    assert ("Retry-After" in advice) is bool(said)


@pytest.mark.parametrize("registers", [True, False])
def test_a_client_that_registered_itself(registers: bool, tmp_path: Path) -> None:
    """Where that can be done, one that is not known may have been lost."""
    described = {"registration_endpoint": f"{ISSUER}/register"} if registers else {}
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book, described=described), runs=tmp_path)
    flow.discover()
    flow.authorize()
    flow.receive("Client ID 'app' not found", status=400)
    cause = diagnose(flow.run).causes[0]
    assert cause.id == "client-unknown"
    assert ("registered anew" in cause.advice) is registers


def test_a_token_that_never_came_has_no_signature(tmp_path: Path) -> None:
    """What is looked for in an ID token only is ruled out where none came."""
    small = SmallProvider(by_the_book)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    small.answers["/token"] = answer({"access_token": "opaque-and-long-enough", "token_type": "Bearer", "expires_in": 600})
    flow.exchange()
    flow.check()
    found = diagnose(flow.run)
    assert ids(found)[0] == "no-id-token"
    assert {"signature-wrong", "clock-off", "nonce-differs", "audience-differs"} <= {cause.id for cause in found.ruled_out}


def test_nobody_pressed_cancel_on_a_page_that_was_not_shown(tmp_path: Path) -> None:
    """With prompt=none the provider shows none."""
    cause = cause_of(sent_back("error=access_denied", tmp_path, extra=[("prompt", "none")]), "user-said-no")
    assert "no page was shown" in " ".join(cause.against)


@pytest.mark.parametrize(("kept", "said"), [("public, max-age=86400", "86,400 s"), ("no-cache, max-age=0", "")])
def test_keys_that_a_cache_may_keep(kept: str, said: str, tmp_path: Path) -> None:
    """An old copy of the keys may answer for as long as the answer itself allows."""
    small = SmallProvider(by_the_book, kid="rotated")
    own = {"keys": [json.loads(RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "old", "alg": "RS256"}]}
    small.answers["/keys"] = answer(own, Cache_Control=kept)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    flow.check()
    advice = cause_of(diagnose(flow.run), "key-unknown").advice
    assert said in advice
    assert ("max-age" in advice) is bool(said)


def test_the_scope_that_is_named(tmp_path: Path) -> None:
    """In the words, or in a parameter of its own, as oidc-provider does it."""
    found = sent_back("error=invalid_scope&error_description=not+allowed&scope=email", tmp_path, scope="openid email")
    assert "names email" in cause_of(found, "scope-not-allowed").advice


def test_an_old_refresh_token_proves_nothing_of_the_newest(tmp_path: Path) -> None:
    """Who sees an old one revokes all that came from it, so the newest would be refused as well."""
    small = SmallProvider(by_the_book)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    flow.refresh()
    flow.refresh(again=True)
    experiment = cause_of(diagnose(flow.run), "refresh-token-replaced").experiment
    assert experiment is None or experiment.id != "newest-token"
