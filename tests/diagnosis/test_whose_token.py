"""Whose code, and whose hint: what only the provider can know is not ruled out by our own two requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import Flow, diagnose
from tests.diagnosis.answers import CLIENT, PLAIN, grant, refused
from tests.diagnosis.scenes import Scene, play
from tests.diagnosis.small_provider import ISSUER, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

ANOTHERS = [
    "The specified authorization code cannot be used by this client application.",
    "Authorization code was not issued for this client",
    "Grant is not valid for this client.",
    "Auth error: Found different client_id in clientSession",
    "The OAuth 2.0 Client ID from this request does not match the one from the authorize request.",
]


@pytest.mark.parametrize("bare", [True, False], ids=["a bare code", "an address with our state"])
@pytest.mark.parametrize("said", ANOTHERS)
def test_a_code_of_another_client(said: str, bare: bool, tmp_path: Path) -> None:
    """The browser may have opened another application's link: both of our requests agree all the same."""
    found = diagnose(refused(grant(said), tmp_path, client=PLAIN, bare=bare).run)
    assert found.first is not None
    assert (found.first.id, found.first.verdict) == ("other-client", "likely")


def test_a_body_that_is_read_and_a_header_that_is_not(tmp_path: Path) -> None:
    """The code came with our state, and only the header names the client: to this server nobody in particular asks."""
    said = {"error": "unauthorized_client", "error_description": "Client is not authorized to use this authorization code"}
    found = diagnose(refused(answer(said, 403), tmp_path, client=PLAIN).run)
    assert found.first is not None
    assert found.first.id == "header-lost"


def test_metadata_by_hand_rule_no_method_out(tmp_path: Path) -> None:
    """What nobody typed is not what the provider lacks."""
    reply = answer({"error": "invalid_client"}, 401)
    found = diagnose(refused(reply, tmp_path, client=PLAIN, token_endpoint_auth_methods_supported=None).run)
    assert "method-not-offered" not in {cause.id for cause in found.ruled_out}


HINTS = {
    "[invalid_token] OpenID Connect 1.0 Logout Request Parameter: id_token_hint": "logout-hint-refused",
    "Invalid parameter: id_token_hint": "logout-hint-refused",
    "id_token_hint has invalid issuer": "logout-hint-refused",
    "The specified identity token is invalid.": "logout-hint-refused",
    "post_logout_redirect_uri requires id_token_hint.": "logout-hint-missing",
    "id_token_hint is mandatory when post_logout_redirect_uri is included": "logout-hint-missing",
}


@pytest.mark.parametrize("page", HINTS)
def test_a_hint_that_is_refused_or_missed(page: str, tmp_path: Path) -> None:
    """The complaint is about what is required, not about the condition."""

    def logout(flow: Flow, small: SmallProvider) -> None:
        flow.logout_url(post_logout_redirect_uri="https://app.example/bye")
        flow.receive(page, status=400)

    small = SmallProvider(by_the_book)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    play(Scene("logout", HINTS[page], page, play=logout), small, flow)
    found = diagnose(flow.run)
    assert found.first is not None
    assert found.first.id == HINTS[page]
