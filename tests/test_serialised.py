"""Whatever turns a value of ours into text or bytes finds no secret in it: pickles, dictionaries, JSON, pandas."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest

from explorer import Flow
from explorer.messages import Exchange, Request, Response, Timing
from explorer.protocol.jose import parse_jwt
from explorer.secret import Secret, SecretBytes
from tests.flow.odd_provider import CLIENT, odd_provider

CANARY = "canary-26535897932384"
_JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0"
CLIENT_WITH_SECRET = dataclasses.replace(CLIENT, client_secret=f"{CANARY}-secret")


def members(value: Any) -> Any:
    """What a `default=` for JSON might look into."""
    state = getattr(value, "__dict__", None) or {name: getattr(value, name, None) for name in ("label", "fingerprint")}
    return {str(name): item for name, item in state.items()} if state else repr(value)


def as_json(value: Any, default: Callable[[Any], Any]) -> str:
    """The value as JSON, or why there is none."""
    try:
        return json.dumps(value, default=default)
    except (TypeError, ValueError, RecursionError) as problem:
        return repr(problem)


def ways(value: Any) -> Iterator[bytes]:
    """The value in every usual way as text or bytes."""
    for each in (value, copy.copy(value), copy.deepcopy(value)):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            yield pickle.dumps(each, protocol)
        texts = [
            repr(each),
            str(each),
            f"{each}",
            repr(getattr(each, "__dict__", "")),
            pd.Series([each]).to_json(default_handler=str),
        ]
        texts += [as_json(each, default) for default in (str, repr, vars, members)]
        texts.append(repr(each.__getstate__()))
        if dataclasses.is_dataclass(each) and not isinstance(each, type):
            texts += [repr(dataclasses.asdict(each)), repr(dataclasses.astuple(each))]
            texts += [as_json(dataclasses.asdict(each), default) for default in (str, repr, vars, members)]
            texts.append(pd.Series(vars(each)).to_json(default_handler=str))
            yield pickle.dumps(dataclasses.asdict(each))
        yield from (text.encode() for text in texts)


def values() -> Iterator[Any]:
    """Every value that a flow has, of a provider that puts secrets wherever it can, and some that were made by hand."""
    with odd_provider() as provider:
        flow = Flow(provider.metadata, CLIENT_WITH_SECRET)
        flow.authorize(id_token_hint=f"{_JWT}.{CANARY}")
        yield flow.authorization_request
        yield flow.authorize(id_token_hint=Secret(f"{CANARY}-opaque"))
        yield flow.receive(f"http://127.0.0.1:9/callback?code={CANARY}-code&state={flow.authorization_request.state}")
        yield flow.token_request(extra=[("password", f"{CANARY}-password")], headers=[("Cookie", f"a={CANARY}-cookie")])
        provider.say("/token", {"error": "invalid_grant", "error_description": f"{CANARY}-code"}, status=400)
        yield flow.exchange()
        tokens = {name: f"{CANARY}-{name}" for name in ("access_token", "refresh_token")}
        tokens |= {"id_token": f"{_JWT}.{CANARY}", "token_type": "Bearer"}
        provider.say("/token", tokens, Set_Cookie=f"session={CANARY}-session")
        flow.receive(f"http://127.0.0.1:9/callback?code={CANARY}-another&state={flow.authorization_request.state}")
        answer = flow.exchange()
        provider.say("/userinfo", {"sub": "a", "access_token": f"{CANARY}-access_token"}, Set_Cookie=f"{CANARY}=1")
        yield from (
            answer,
            answer.response,
            answer.json,
            flow.client,
            flow.userinfo(),
            flow.refresh(),
            flow.run,
            flow.run.report,
        )
    yield parse_jwt(f"{_JWT}.{CANARY}")
    request = Request.post(
        "https://op.example/token", (("code", Secret(CANARY)),), headers=[("Authorization", Secret(f"Bearer {CANARY}"))]
    )
    response = Response(200, "OK", (), CANARY.encode())
    yield from (request, response, Exchange("exchange", request, response, Timing(0.0)))
    yield from (Secret(CANARY), SecretBytes(CANARY.encode()), {"a": [Secret(CANARY), SecretBytes(CANARY.encode())]}.get("a"))


def test_no_way_shows_a_secret() -> None:
    """Pickles of every protocol and of copies, asdict, vars, JSON with a default, and pandas: none of them has a secret."""
    count = 0
    for value in values():
        for text in ways(value):
            assert CANARY.encode() not in text, (type(value), text[:300])
            assert b"Y2FuYXJ5" not in text, type(value)
        count += 1
    assert count >= 18


def test_a_copy_is_worth_the_original() -> None:
    """A copy of an answer has its body, a pickle has none and says so by its length."""
    response = Response(200, "OK", (), b"body")
    for each in (copy.copy(response), copy.deepcopy(response), dataclasses.replace(response, reason="No")):
        assert each.content() == b"body"
        assert each.body == response.body == b"body"
    assert pickle.loads(pickle.dumps(response)).content() == b""  # noqa: S301 - our own bytes


def test_hidden_bytes() -> None:
    """They compare and count like bytes, and are none."""
    hidden = SecretBytes(b"abc")
    assert (len(hidden), bytes(hidden), bool(SecretBytes())) == (3, b"abc", False)
    assert hidden == b"abc"
    assert hidden == SecretBytes(hidden)
    assert hidden != "abc"
    assert len({hidden, SecretBytes(b"abc")}) == 1
    assert repr(hidden) == "<3 bytes>"
    with pytest.raises(TypeError):
        json.dumps(hidden)
