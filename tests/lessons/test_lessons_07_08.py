"""The answers to lessons 07 and 08 that readers would give, right and wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from explorer import LocalProvider, ProviderMetadata
from tests.lessons.judging import assert_right, assert_wrong

CHANCE_OR_NEWS = dict.fromkeys(["another state", "another code", "another exp"], "chance") | dict.fromkeys(
    ["another lifetime", "another aud", "no nonce"], "news"
)
SEND_OR_KEEP = dict.fromkeys(
    ["the correlation id", "the client_id", "the saved run", "the text of curl()"], "send"
) | dict.fromkeys(
    ["the values of shell_variables()", "an access token", "the Authorization header", "a HAR file of the browser"], "keep"
)
BASE = "https://login.example.com"
BY_HAND = ProviderMetadata(issuer=BASE, authorization_endpoint=f"{BASE}/authorize", token_endpoint=f"{BASE}/token")
REPORT = """2026-01-31 12:00:07 UTC: invalid_grant for the client reports.
The authorization code or refresh token is invalid. ECID: lS5ihffv2OLPgFwh00000000"""
CURL = 'curl -H "Authorization: ${BASIC_AUTHORIZATION}" --data-raw "code=${CODE}&code_verifier=${CODE_VERIFIER}"'

RIGHT: list[tuple[str, int, Any]] = [
    ("07", 1, "phone_number phone_number_verified"),
    ("07", 1, ["phone_number_verified", "phone_number"]),
    ("07", 1, pd.Index(["phone_number", "phone_number_verified"])),
    ("07", 2, CHANCE_OR_NEWS),
    ("07", 2, {f" {what}": told.upper() for what, told in CHANCE_OR_NEWS.items()}),
    ("07", 3, 8),
    ("07", 3, 8.0),
    ("07", 3, " 8 "),
    ("07", 3, "eight"),
    ("07", 3, "8 times as long"),
    ("08", 1, BY_HAND),
    ("08", 1, SimpleNamespace(**vars(BY_HAND))),
    ("08", 2, SEND_OR_KEEP),
    ("08", 3, REPORT),
    ("08", 3, f"{REPORT}\n{CURL}"),
    ("08", 3, REPORT.replace("2026-01-31 12:00:07 UTC", "2026-01-31T12:00Z")),
    ("08", 3, REPORT.replace("ECID: lS5ihffv2OLPgFwh00000000", "trace_id=7c9e6679-7425-40de-944b-e07fc1f90ae7")),
]

WRONG: list[tuple[str, int, Any]] = [
    ("07", 1, "phone_number"),
    ("07", 1, "phone"),
    ("07", 1, "phone_number phone_number_verified sub"),
    ("07", 2, CHANCE_OR_NEWS | {"no nonce": "chance"}),
    ("07", 2, CHANCE_OR_NEWS | {"another exp": "news"}),
    ("07", 2, {"another state": "chance"}),
    ("07", 3, 28800),
    ("07", 3, 1 / 8),
    ("07", 3, "eighty"),
    ("07", 3, "8 and 1"),
    ("08", 1, ProviderMetadata(issuer=BASE)),
    ("08", 1, ProviderMetadata(issuer=f"{BASE}/", authorization_endpoint=f"{BASE}/authorize", token_endpoint=f"{BASE}/token")),
    ("08", 1, f"{BASE}/token"),
    ("08", 2, SEND_OR_KEEP | {"a HAR file of the browser": "send"}),
    ("08", 2, SEND_OR_KEEP | {"the saved run": "keep"}),
    ("08", 3, "It does not work."),
    ("08", 3, REPORT.replace("ECID", "")),
    ("08", 3, REPORT.replace("2026-01-31 12:00:07 UTC", "Just now")),
    ("08", 3, REPORT.replace("invalid_grant", "An error")),
    ("08", 3, REPORT.replace("client reports", "application")),
    ("08", 3, f"{REPORT}\nAuthorization: Basic cmVwb3J0czpzM2NyZXQ="),
    ("08", 3, f"{REPORT}\nThe client_secret is 7c9e6679-7425-40de-944b-e07fc1f90ae7."),
    ("08", 3, f"{REPORT}\ncode=AQIDBAVlS5ihffv2OLPgFwhcanary"),
    ("08", 3, f"{REPORT}\naccess_token: eyJ4NXQjUzI1NiI6ImNhbmFyeSJ9.e30."),
]


@pytest.mark.parametrize(("number", "own", "answer"), RIGHT)
def test_right_answers(number: str, own: int, answer: Any) -> None:
    """A right answer is right in every form that a reader would give it, and is told why."""
    assert_right(number, own, answer)


@pytest.mark.parametrize(("number", "own", "answer"), WRONG)
def test_wrong_answers(number: str, own: int, answer: Any) -> None:
    """A wrong answer gets the hint, also one that is nearly right, and a report with a secret in it."""
    assert_wrong(number, own, answer)


OWN_TENANT = Path(__file__).parents[2] / "notebooks" / "08-own-tenant.ipynb"
MARK = "# <-- yours"


def cells_of_the_text() -> Iterator[str]:
    """Yield the code cells of lesson 08, without its exercises."""
    for cell in json.loads(OWN_TENANT.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and "check(" not in source:
            yield source


def changed(cell: str, mine: dict[str, str]) -> str:
    """Return a cell as its reader changes it: each marked line says what is theirs, or goes."""
    lines = [] if f"{MARK}: delete this cell" in cell else cell.splitlines()
    names = [line.partition(" = ")[0] if MARK in line else None for line in lines]
    return "\n".join(
        line if name is None else f"{name} = {mine[name]}"
        for line, name in zip(lines, names, strict=True)
        if name is None or name in mine
    )


def test_the_marked_lines_are_all_that_has_to_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lesson 08 runs with another provider, which is not Oracle's, when the marked lines are changed and nothing else."""
    with LocalProvider(home=tmp_path) as provider:
        client = provider.register("mine", redirect_uri="http://127.0.0.1:9998/back")
        assert client.client_secret is not None
        monkeypatch.setenv("MY_SECRET", client.client_secret.reveal())
        mine = {"ADDRESS": provider.address, "ISSUER": provider.issuer, "CLIENT_ID": "mine", "VARIABLE": "MY_SECRET"}
        mine |= {"REDIRECT_URI": client.redirect_uri, "odd": {}, "keys": provider.jwks}
        names: dict[str, Any] = {}
        for cell in cells_of_the_text():
            exec(changed(cell, {name: repr(value) for name, value in mine.items()}), names)  # noqa: S102 - our own notebook
        assert names["flow"].run.report.ok
        assert "stand_in" not in names


@pytest.mark.parametrize(
    ("given", "is_right"),
    [
        ("client_secret=hunter2secret", False),
        ("with secret hunter2secret", False),
        ("code=SplxlOBeZQQYbYS6WxSbIA", False),
        ('{"access_token": "2YotnFZFEjr1zCsicMWpAA"}', False),
        ("Authorization: 2YotnFZFEjr1zCsicMWpAA", False),
        ("client_secret=$CLIENT_SECRET, code=$CODE", True),
        ("client_secret=<client_secret 5d0c1e2f>", True),
        ("the secret was changed on 2025-12-24, the status code is 400", True),
    ],
)
def test_a_ticket_with_a_secret_is_not_right(given: str, is_right: bool) -> None:
    """Whatever is given by the name of a credential is a secret; a name alone, a variable or a fingerprint is none."""
    ticket = f"invalid_grant, ECID: VM9cMVSIXJ8, 2026-01-01 10:00 UTC, client abc, {given}"
    (assert_right if is_right else assert_wrong)("08", 3, ticket)
