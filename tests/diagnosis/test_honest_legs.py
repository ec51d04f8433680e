"""On every leg: something odd beside the cause, which this provider does not mind, proves nothing and rules nothing out."""

from __future__ import annotations

import contextlib
import dataclasses
import tempfile
from typing import Any
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from explorer import Client, Flow
from explorer.diagnosis import Diagnosis, diagnose
from explorer.errors import ExplorerError
from tests.diagnosis.scenes import SCENES, Scene
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SECRET, SmallProvider
from tests.diagnosis.voices import by_the_book
from tests.hostile import patient

CLIENT = Client("app", SECRET, redirect_uri=CALLBACK)
# Odd things in the link and in the token request: departures, habits of other libraries, rubbish.
LINKS: list[dict[str, Any]] = [
    {"extra": [("foo", "bar")]},
    {"extra": [("resource_type", ""), ("audiance", "x")]},
    {"extra": [("ui_locales", "xx yy")]},
    {"pkce": None},
    {"omit": ["code_challenge_method"]},
    {"omit": ["nonce"]},
    {"scope": "openid openid emial"},
    {"prompt": "login consent"},
]
REQUESTS: list[dict[str, Any]] = [
    {"extra": [("scope", "openid")]},
    {"extra": [("state", "x")]},
    {"extra": [("foo", "")]},
    {"headers": [("Accept", "text/html")]},
    {"headers": [("X-Forwarded-For", "10.0.0.1")]},
]
# What the authorization endpoint says, and the causes that it may mean.
SAID: dict[tuple[str, str], set[str]] = {
    ("access_denied", ""): {"user-said-no"},
    ("access_denied", "The user pressed Cancel."): {"user-said-no"},
    ("login_required", ""): {"no-session"},
    ("server_error", ""): {"provider-fault"},
    ("temporarily_unavailable", "down for maintenance"): {"provider-fault"},
    ("unauthorized_client", "This client may not use the flow."): {"grant-not-allowed"},
    ("no_such_word", "Pyynt\u00f6 on virheellinen"): set(),
    ("invalid_request", ""): set(),
}
PAGES = ["Something is wrong with your request.", "Adres zwrotny", "403 Forbidden", "Unknown client", "We are sorry"]


def _played(scene: Scene, link: dict[str, Any], request: dict[str, Any], runs: str) -> Diagnosis:
    """Play a scene with something odd in the link and in the token request."""
    small = SmallProvider(by_the_book, **scene.small)
    flow = Flow(ISSUER, CLIENT, http=small, runs=runs, **scene.flow)
    with contextlib.suppress(ExplorerError):  # an answer that stops the flow: the run holds it
        flow.discover()
        both = {name: [*link.get(name, ()), *scene.asks.get(name, ())] for name in ("extra", "omit")}
        flow.authorize(**{**link, **scene.asks, **both})
        flow.receive(scene.paste(small.sign_in(flow.authorization_request.url)))  # type: ignore[union-attr]
        if scene.leg == "paste" or scene.play is not None:
            flow.exchange(flow.token_request(**request))
        if scene.play is not None:
            scene.play(flow, small)
    return diagnose(flow.run)


@given(st.sampled_from(SCENES), st.sampled_from(LINKS), st.sampled_from(REQUESTS))
@patient
def test_something_odd_beside_it_is_never_proven(scene: Scene, link: dict[str, Any], request: dict[str, Any]) -> None:
    """Discovery, paste, checks, UserInfo, refresh, introspection, revocation, logout: only the true cause may be proven."""
    with tempfile.TemporaryDirectory() as runs:
        found = _played(scene, link, request, runs)
    if found.leg == scene.leg:  # what is odd may itself be found first, such as a scope that was dropped
        assert {cause.id for cause in found.proven} <= {scene.cause}
        assert scene.cause not in {cause.id for cause in found.ruled_out}


@given(st.sampled_from(list(SAID)), st.sampled_from(LINKS), st.sampled_from([None, *PAGES]))
@patient
def test_at_the_authorization_endpoint(said: tuple[str, str], link: dict[str, Any], page: str | None) -> None:
    """A refusal in the redirect, or a page: what was odd in the link is not proven by it, whatever the code."""
    with tempfile.TemporaryDirectory() as runs:
        flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=runs)
        flow.discover()
        state = str(flow.authorize(**link).state)
        if page is None:
            told = {"error": said[0], "error_description": said[1], "state": state}
            flow.receive(f"{CALLBACK}?{urlencode({name: value for name, value in told.items() if value})}")
        else:
            flow.receive(page, status=400)
        found = diagnose(flow.run)
    assert found.proven == ()
    assert not SAID[said] & {cause.id for cause in found.ruled_out} - {"no-session"}


@given(st.sampled_from([scene for scene in SCENES if scene.leg in ("refresh", "introspection", "revocation")]))
@patient
def test_what_happened_before_proves_nothing_after(scene: Scene) -> None:
    """UserInfo that was asked before, and a first refresh that worked, are no reason for what is refused after them."""

    def play(flow: Flow, small: SmallProvider) -> None:
        flow.userinfo()
        scene.play(flow, small)  # type: ignore[misc]

    with tempfile.TemporaryDirectory() as runs:
        found = _played(dataclasses.replace(scene, play=play), {}, {}, runs)
    assert {cause.id for cause in found.proven} <= {scene.cause}
    assert scene.cause not in {cause.id for cause in found.ruled_out}
