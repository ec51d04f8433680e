"""Rows of the catalogue beside the exchange: a broker's callback, Oracle's issuer, a nonce, pushed requests, DPoP, registration.

CORS is played from a browser's HAR (tests/explanation/test_where_it_stopped.py), a private authority over TLS (test_legs.py).
Of dynamic registration only what a client meets afterwards can be played: this explorer registers none at a foreign provider.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.errors import ExplorerError
from tests.diagnosis.answers import CLIENT, grant
from tests.diagnosis.catalogue import bare
from tests.diagnosis.small_provider import CALLBACK, ISSUER, Answer, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

ORACLE = "https://identity.oraclecloud.com/"
BROKER = f"{ISSUER}/realms/one/broker/google/endpoint"
PUSHED = ("request_uri", "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c")
PAR = {"require_pushed_authorization_requests": True, "pushed_authorization_request_endpoint": f"{ISSUER}/par"}
JKT = {"extra": [("dpop_jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")]}


@dataclass(frozen=True)
class Played:
    """`back` is what a person pastes instead of the answer, `token` and `userinfo` what these endpoints answer."""

    row: str
    cause: str
    back: Callable[[str], str] = lambda url: url
    status: int | None = None
    asks: dict[str, Any] = field(default_factory=dict)
    small: dict[str, Any] = field(default_factory=dict)
    after: Callable[[Flow, SmallProvider], object] = lambda flow, small: None

    def __str__(self) -> str:
        return self.row


def _page(row: str, cause: str, text: str, status: int | None = 400, **more: Any) -> Played:
    return Played(row, cause, lambda url: text, status, **more)


def _error(row: str, cause: str, query: str, **more: Any) -> Played:
    return Played(row, cause, lambda url: f"{CALLBACK}?{query}&state={url.partition('state=')[2]}", **more)


def _at(row: str, cause: str, path: str, reply: Answer, **more: Any) -> Played:
    return Played(row, cause, small={"answers": {path: reply}}, **more)


def _refreshes(flow: Flow, small: SmallProvider) -> None:
    small.changes["nonce"] = "of-another-sign-in"
    flow.refresh()


ROWS = [
    Played("22 a broker's callback", "landed-elsewhere", lambda url: url.replace(CALLBACK, BROKER)),
    _page("22 Invalid Callback Url", "redirect-uri-not-registered", "Invalid Callback Url"),
    Played(
        "53 Oracle's issuer in the document",
        "issuer-of-metadata",
        small={"described": {"issuer": ORACLE}, "changes": {"iss": ORACLE}},
    ),
    Played("53 Oracle's issuer in the token", "issuer-differs", small={"changes": {"iss": ORACLE}}),
    Played("68 another nonce after the refresh", "refreshed-token-differs", after=_refreshes),
    _error("PAR, in words", "par-required", "error=invalid_request&error_description=Pushed+Authorization+Request+is+required"),
    _error("PAR, without a word", "par-required", "error=invalid_request", small={"described": PAR}),
    _page("PAR, on a page", "par-required", "Error: PAR_REQUIRED"),
    _page("PAR, where the request is missed", "par-required", "request_uri is required by this client"),
    _page("PAR, a text of which no status is known", "par-required", "This server requires the request to be pushed.", None),
    _error(
        "PAR, handed out and too old",
        "request-object-wrong",
        "error=invalid_request_uri&error_description=request_uri+is+invalid+or+expired",
        asks={"extra": [PUSHED]},
    ),
    _at("DPoP, no proof", "dpop-needed", "/token", bare("invalid_dpop_proof", 400, "DPoP proof is missing")),
    _at("DPoP, another code", "dpop-needed", "/token", bare("invalid_request", 400, "DPoP header is required")),
    _at("DPoP, its nonce", "dpop-needed", "/token", answer({"error": "use_dpop_nonce"}, 400, DPoP_Nonce="x")),
    _at("DPoP, a code bound to a key", "dpop-needed", "/token", grant(), asks=JKT),
    _at(
        "DPoP, a token bound to a key",
        "dpop-needed",
        "/userinfo",
        answer("", 401, WWW_Authenticate='DPoP error="invalid_token", algs="ES256"'),
        after=lambda flow, small: flow.userinfo(),
    ),
    _page("registration, deleted", "client-disabled", "The OAuth client was deleted."),
    _page("registration, not approved", "client-disabled", "Client registration is pending approval by an administrator", 403),
    _at(
        "registration, its secret has run out",
        "secret-expired",
        "/token",
        bare("invalid_client", 401, "client_secret has expired (client_secret_expires_at)"),
    ),
]


def play(played: Played, runs: Path, client: Client = CLIENT) -> Flow:
    """Do what the row does, as far as it comes."""
    small = SmallProvider(by_the_book, **played.small)
    flow = Flow(ISSUER, client, http=small, runs=runs)
    with contextlib.suppress(ExplorerError):  # an answer that stops the flow: the run holds it
        flow.discover()
        url = small.sign_in(flow.authorize(**played.asks).url)
        flow.receive(played.back(url), status=played.status)
        flow.exchange()
        flow.check()
        played.after(flow, small)
    return flow


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_true_cause_comes_first(row: Played, tmp_path: Path) -> None:
    """Nothing else is proven, and no true cause is ruled out."""
    found: Diagnosis = diagnose(play(row, tmp_path).run)
    assert found.first is not None
    assert found.first.id == row.cause
    assert {cause.id for cause in found.proven} <= {row.cause}


def test_59_a_nonce_that_nobody_sent(tmp_path: Path) -> None:
    """The sign-in works, and clients that compare it will refuse the token."""
    played = Played("", "", asks={"omit": ["nonce"]}, small={"changes": {"nonce": "of-somebody"}})
    found = diagnose(play(played, tmp_path).run)
    assert not found.failed
    assert any("IDTC-NONCE-UNEXPECTED" in bite for bite in found.bites)


def test_68_the_first_nonce_after_the_refresh(tmp_path: Path) -> None:
    """It may be there (OIDC Core 12.2), and clients that expect none will refuse the token."""

    def refreshes(flow: Flow, small: SmallProvider) -> None:
        small.changes["nonce"] = flow.request.get("nonce")
        flow.refresh()

    found = diagnose(play(Played("", "", after=refreshes), tmp_path).run)
    assert not found.failed
    assert any("REFR-NONCE-PRESENT" in bite for bite in found.bites)
