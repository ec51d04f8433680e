"""Who answered, and what the secret holds: a filter's page for an answer, a bare server's for a page, a colon in a Basic header."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, diagnose
from tests.diagnosis.answers import CLIENT, PLAIN, UNBELIEVED, refused
from tests.diagnosis.made import client, evidence, run_with
from tests.diagnosis.small_provider import CALLBACK, ISSUER, Answer, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

DENIED = "<html><title>Access Denied</title><h1>Access Denied</h1>You don't have permission to access this server.</html>"
FORBIDDEN = "<html><title>Forbidden</title><h1>403</h1>Your account does not have access to this site.</html>"


@pytest.mark.parametrize("page", [DENIED, FORBIDDEN], ids=["of a delivery network", "of a filter nobody knows"])
def test_a_page_of_a_filter_knows_no_user(page: str, tmp_path: Path) -> None:
    """Where JSON was due a page answers for itself: the user was let in a moment ago."""
    small = SmallProvider(by_the_book, answers={"/userinfo": answer(page, 403)})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    flow.userinfo()
    found = diagnose(flow.run)
    assert found.first is not None
    assert found.first.id == "blocked-on-the-way"
    assert not found.proven


BARE = ["<html><h1>404 Not Found</h1><hr>nginx/1.25.3</html>", "404 page not found", "Cannot GET /authorize"]
SPOKEN = ["The page you are looking for does not exist. Portal of small.example", "404. We could not find that application."]


@pytest.mark.parametrize("page", BARE)
def test_a_bare_server_has_seen_no_link(page: str, tmp_path: Path) -> None:
    """The document has that address, and nothing is there: the document is wrong, not the client_id."""
    assert _first_of_page(page, tmp_path) == "authorize-endpoint-wrong"


@pytest.mark.parametrize("page", SPOKEN)
def test_an_application_that_finds_nothing(page: str, tmp_path: Path) -> None:
    """It has seen the link, at the address that the document has, and misses something in it."""
    assert _first_of_page(page, tmp_path) == "client-unknown"


def _first_of_page(page: str, runs: Path) -> str:
    flow = Flow(ISSUER, PLAIN, http=SmallProvider(by_the_book), runs=runs)
    flow.discover()
    flow.authorize()
    flow.receive(page, status=404)
    first = diagnose(flow.run).first
    assert first is not None
    return first.id


WRONG = answer({"error": "invalid_client", "error_description": "invalid client_secret"}, 401)
COLON = Client("app", "s3cret:one", redirect_uri=CALLBACK, basic_encoding="raw")
ROWS: dict[str, tuple[str, Answer, dict[str, Any]]] = {
    "raw, with words": ("basic-colon", WRONG, {"client": COLON}),
    "raw, without a word": ("basic-colon", UNBELIEVED, {"client": COLON}),
    "raw, without what decoding changes": (
        "secret-wrong",
        WRONG,
        {"client": dataclasses.replace(COLON, client_secret="s3cret/one$")},
    ),
    "raw, with a plus": ("basic-encodings-differ", WRONG, {"client": dataclasses.replace(COLON, client_secret="s3cret+one")}),
    "form, which hides it": ("basic-encodings-differ", WRONG, {"client": dataclasses.replace(COLON, basic_encoding="form")}),
    "in the body": (
        "secret-wrong",
        WRONG,
        {"client": dataclasses.replace(COLON, token_endpoint_auth_method="client_secret_post")},
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_what_a_basic_header_stumbles_over(row: str, tmp_path: Path) -> None:
    """A colon that is sent as it is, and characters that decoding changes; others the two encodings read alike."""
    cause, reply, how = ROWS[row]
    found = diagnose(refused(reply, tmp_path, **how).run)
    assert found.first is not None
    assert found.first.id == cause
    assert not found.proven


def test_files_of_before_say_nothing_of_a_colon() -> None:
    """What was not observed rules nothing out, and speaks for nothing."""
    old = evidence(client("s3cret:one", basic_encoding="raw"))
    del old["client"]["secret"]["holds"]
    causes = {cause.id: cause for cause in diagnose(run_with(old, "invalid_client")).causes}
    assert (causes["basic-colon"].verdict, causes["basic-colon"].against) == ("possible", ())
    assert causes["basic-encodings-differ"].verdict == "likely"
