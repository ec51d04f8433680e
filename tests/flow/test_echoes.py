"""A provider that repeats a secret does not bring it onto the screen: neither a value nor its repr shows it."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from explorer import Flow
from tests.flow.odd_provider import CLIENT, OddProvider, odd_provider

CODE = "c0de-canary-2718281828"
TOKEN = "token-canary-1618033988"
TRACES = ("2718281828", "1618033988", "a client secret")


@pytest.fixture
def odd() -> Iterator[OddProvider]:
    """A provider that answers as the test says."""
    with odd_provider() as provider:
        yield provider


def with_code(odd: OddProvider) -> Flow:
    """Return a flow that has a code to exchange."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize("openid offline_access")
    flow.receive(CODE)
    return flow


def traces(value: Any) -> list[str]:
    """Return what of the secrets is left in a value as it is printed, kept by pickle, or taken apart."""
    # The body stays as it came: it is evidence, and no repr shows it.
    parts = [getattr(value, "members", None), getattr(value, "error_description", None), value.response.headers]
    return [trace for trace in TRACES if trace in repr(value) + repr(parts) or trace in pickle.dumps(parts).decode("latin-1")]


def test_a_refusal(odd: OddProvider) -> None:
    """A code, a verifier and a client secret in the description, in a member, in a header."""
    flow = with_code(odd)
    verifier = flow.request.code_verifier.reveal()
    words = f"no such code: {CODE}, verifier {verifier}, secret a client secret"
    odd.say("/token", {"error": "invalid_grant", "error_description": words, "seen": [CODE]}, status=400, X_Seen=CODE)

    refusal = flow.exchange()

    assert traces(refusal) == []
    assert verifier not in repr(refusal)
    assert refusal.error_description.startswith("no such code: <code ")


def test_tokens_and_what_follows(odd: OddProvider) -> None:
    """A token that comes back in UserInfo, or beside itself, is masked; what was judged is what came."""
    flow = with_code(odd)
    claims = "eyJzdWIiOiJhbGljZSJ9"  # {"sub":"alice"}
    odd.say(
        "/token",
        {
            "access_token": TOKEN,
            "token_type": "Bearer",
            "id_token": f"eyJhbGciOiJub25lIn0.{claims}.",
            "refresh_token": "refresh-canary-1618033988",
            "note": f"yours is {TOKEN}",
        },
    )
    odd.say("/userinfo", {"sub": "alice", "access_token": TOKEN, "note": TOKEN})

    tokens = flow.exchange()
    assert traces(tokens) == []
    assert TOKEN.encode() not in pickle.dumps(tokens)
    assert TOKEN not in repr(vars(tokens)) + repr(vars(tokens.json))
    answer = flow.userinfo()
    assert traces(answer) == []
    assert answer.members["sub"] == "alice"
    assert flow.run.report["UI-SUB-MISMATCH"].verdict == "pass"
    assert traces(flow.refresh()) == []


def test_the_person_is_compared_as_it_came(odd: OddProvider) -> None:
    """A sub that looks like a secret is masked in the record, and is the same person all the same."""
    flow = with_code(odd)
    claims = "eyJzdWIiOiJhIGNsaWVudCBzZWNyZXQifQ"  # {"sub":"a client secret"}
    odd.say("/token", {"access_token": TOKEN, "token_type": "Bearer", "id_token": f"eyJhbGciOiJub25lIn0.{claims}."})
    odd.say("/userinfo", {"sub": "a client secret"})
    flow.exchange()

    assert traces(flow.userinfo()) == []
    assert flow.run.report["UI-SUB-MISMATCH"].verdict == "pass"
