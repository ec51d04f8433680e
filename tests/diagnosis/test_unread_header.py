"""A client that was known a moment ago, stands in the Authorization header alone and is not found: the header may not be read."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from explorer import diagnose
from tests.diagnosis.answers import PLAIN, after, ids, refused
from tests.diagnosis.small_provider import Answer, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

IN_BODY = dataclasses.replace(PLAIN, token_endpoint_auth_method="client_secret_post")


def _unbelieved(said: str, **headers: str) -> Answer:
    return answer({"error": "invalid_client", "error_description": said}, 401, **headers)


@pytest.mark.parametrize(
    "said", ["Bad client_id", "The client id is not valid here", "client_id: wrong value", "Invalid client_id: ''"]
)
def test_who_minds_the_client_id_may_not_have_read_the_header(said: str, tmp_path: Path) -> None:
    """Header and client stand first together, and what decides is the same client in the body."""
    found = diagnose(refused(_unbelieved(said), tmp_path, client=PLAIN).run)
    assert found.first is not None
    assert found.first.id == "header-lost"
    assert {cause.id for cause in found.joint} == {"header-lost", "client-unknown", "client-disabled"}
    assert found.experiment is not None
    assert found.experiment.id == "other-method"


@pytest.mark.parametrize("said", ["There is no such client", "Application not found", "Unknown client"])
def test_who_found_none_stands_beside_it(said: str, tmp_path: Path) -> None:
    """It looked for a client: so that may be gone, or the header was not read, and the same experiment decides."""
    found = diagnose(refused(_unbelieved(said), tmp_path, client=PLAIN).run)
    assert {"client-unknown", "header-lost"} <= {cause.id for cause in found.joint}
    assert found.experiment is not None
    assert found.experiment.id == "other-method"
    header = next(cause for cause in found.causes if cause.id == "header-lost")
    assert "the answer does not ask for Basic" in " ".join(header.speaks_for)


@pytest.mark.parametrize(
    ("said", "headers", "client"),
    [
        ("Bad client_id", {}, IN_BODY),
        ("Bad client_id", {"WWW_Authenticate": 'Basic realm="here"'}, PLAIN),
        ("No client is called app", {}, PLAIN),
        ("Bad client_id: app", {}, PLAIN),
    ],
)
def test_who_has_read_it_speaks_of_the_client(said: str, headers: dict[str, str], client: object, tmp_path: Path) -> None:
    """In the body it is seen; whoever asks for Basic reads that, and whoever repeats the name has read it."""
    found = diagnose(refused(_unbelieved(said, **headers), tmp_path, client=client).run)  # type: ignore[arg-type]
    assert ids(found)[0] == "client-unknown"
    assert "header-lost" not in {cause.id for cause in found.joint}


def test_what_was_taken_before_speaks_against_both(tmp_path: Path) -> None:
    """The authorization endpoint took the client_id: whether it was deleted or switched off since, that is as rare."""
    found = {cause.id: cause for cause in diagnose(refused(_unbelieved("No such client"), tmp_path, client=IN_BODY).run).causes}
    told = "The provider took it before: deleted or switched off since, or another tenant or node answers."
    assert told in found["client-unknown"].against
    assert told in found["client-disabled"].against
    assert found["client-unknown"].weight == found["client-disabled"].weight


def test_a_refresh_goes_to_who_read_the_header(tmp_path: Path) -> None:
    """The token endpoint gave tokens for the same header a moment ago, so it reads it."""

    def refresh(flow: object) -> None:
        small.answers["/token"] = _unbelieved("No such client")
        flow.refresh()  # type: ignore[attr-defined]

    small = SmallProvider(by_the_book, secret="plain-secret-of-letters")
    found = after(small, refresh, tmp_path, PLAIN)
    assert "header-lost" not in {cause.id for cause in found.joint}
