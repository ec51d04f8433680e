"""The rows of the catalogue after the tokens: the true cause is first, no other is proven, and no true one is ruled out."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from explorer import Client, Flow, diagnose
from explorer.diagnosis import Diagnosis
from tests.diagnosis.catalogue_later import ENDS, REFRESHES, Later
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SECRET, SmallProvider
from tests.diagnosis.voices import by_the_book

CLIENT = Client("app", SECRET, redirect_uri=CALLBACK)


def play(row: Later, runs: Path) -> Diagnosis:
    """Sign in, do what comes before, and then what is refused; return what is said of it."""
    now = [1_800_000_000.0]
    client = dataclasses.replace(CLIENT, token_endpoint_auth_method=_first_method(row))
    small = SmallProvider(by_the_book, described=dict(row.described), takes=_first_method(row), tells_time=False)
    flow = Flow(ISSUER, client, http=small, runs=runs, clock=lambda: now[0])
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    row.before(flow)
    now[0] += row.after
    if row.client:
        flow.use_client(_changed(flow.client, row))
    if row.reply is not None:
        small.answers[row.path] = row.reply
    row.then(flow)
    return diagnose(flow.run)


def _first_method(row: Later) -> str:
    """A method that is changed at the later endpoint alone worked at the token endpoint."""
    return str(row.client.get("token_endpoint_auth_method", "client_secret_basic"))


def _changed(client: Client, row: Later) -> Client:
    if row.client.get("client_secret", "") is None:
        return Client(client.client_id, redirect_uri=CALLBACK)
    return dataclasses.replace(client, **row.client)


@pytest.mark.parametrize("row", [*REFRESHES, *ENDS], ids=str)
def test_the_true_cause_comes_first(row: Later, tmp_path: Path) -> None:
    """Or one that nothing on the wire tells from it; whatever is proven is true."""
    found = play(row, tmp_path)
    assert found.first is not None
    assert found.first.id in row.true
    assert {cause.id for cause in found.proven} <= set(row.true)
    assert row.true[0] not in {cause.id for cause in found.ruled_out}
