"""A text that is cut shows no half of a secret: what stands in a token, in a header or in a body is redacted before it is cut."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from explorer import Flow
from explorer.errors import ExplorerError
from explorer.secret import Secret, SecretBytes
from tests.flow.odd_provider import CLIENT, OddProvider, odd_provider
from tests.hostile import base64url

CODE = "c0de-canary-2718281828"
HALVES = ("c0de-can", "0de-canar", "canary-27")


@pytest.fixture(scope="module")
def odd() -> Iterator[OddProvider]:
    """A provider that answers as the test says."""
    with odd_provider() as provider:
        yield provider


def token(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Return a JWT with these header members and claims, signed by nobody."""
    parts = (
        {"alg": "RS256", "kid": "k", **header},
        {"iss": "https://op.example", "sub": "a", "aud": "app", "exp": 9, **claims},
    )
    return ".".join(base64url(part) for part in (*(json.dumps(part).encode() for part in parts), b"signature"))


def shown(flow: Flow) -> str:
    """Return all that a flow says once it was checked."""
    said = []
    for call in (flow.exchange, flow.check, flow.userinfo, flow.discover):
        try:
            said.append(repr(call()))
        except ExplorerError as problem:
            said.append(str(problem))
    return "\n".join([*said, flow.run.to_json(), repr(flow.run.report)])


@pytest.mark.parametrize("before", [0, 60, 100, 110, 185, 190, 195])
@pytest.mark.parametrize("place", ["iss", "sub", "email", "acr", "kid", "alg", "typ", "crit"])
def test_the_claims_and_the_header_of_a_token(odd: OddProvider, place: str, before: int) -> None:
    """What a provider signs may repeat a code as well as anything else that it says."""
    member = {place: "x" * before + CODE}
    made = token(member, {}) if place in ("kid", "alg", "typ", "crit") else token({}, member)
    odd.say("/token", {"access_token": made, "id_token": made, "token_type": "Bearer"})
    odd.say("/userinfo", {"sub": "a", **member})
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize("openid email")
    flow.receive(CODE)
    text = shown(flow)
    assert [half for half in HALVES if half in text] == []


@pytest.mark.parametrize("before", [0, 30, 70])
def test_a_header_and_a_member_that_comes_twice(odd: OddProvider, before: int) -> None:
    """How an answer travelled is told of the answer as it may be seen."""
    long = "x" * before + CODE
    body = f'{{"{long}": 1, "{long}": 2, "access_token": "a1b2c3d4e5f6", "token_type": "Bearer"}}'.encode()
    odd.say("/token", body, Content_Encoding=f"{long}, gzip", WWW_Authenticate=long, X_Request_Id=long)
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    flow.receive(CODE)
    text = shown(flow)
    assert [half for half in HALVES if half in text] == []


@pytest.mark.parametrize("secret", [Secret("value"), SecretBytes(b"value")])
def test_what_is_made_of_a_secret_is_looked_at(secret: Secret | SecretBytes) -> None:
    """Also what was made before, and by whoever looks last; it is made once."""
    made: list[object] = []

    def length(value: object) -> int:
        made.append(value)
        return len(secret)

    assert secret.once(length) == 5
    secret.show_by(lambda value: value * 2)
    assert [secret.once(length), secret.once(length), secret.once(len)] == [10, 10, 10]
    assert len(made) == 1
