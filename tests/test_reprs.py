"""What a value says of itself in a cell, a debugger or a log: one line or two, and no secret."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import explorer.messages
import explorer.protocol
from explorer.messages import BodyText, Exchange, Request, Response, Timing, decode
from explorer.messages.shells import Shell
from explorer.protocol.authentication import METHODS, Credentials, Method
from explorer.protocol.authorize import AuthorizationRequest
from explorer.protocol.client import Client
from explorer.protocol.flow_table import FLOW, Message
from explorer.protocol.jose import Jwt, parse_jwt
from explorer.protocol.json_answer import JsonAnswer, parse_json_answer
from explorer.protocol.json_text import JsonText, read_json
from explorer.protocol.jwk import KeyChoice, choose_keys
from explorer.protocol.legs import Leg
from explorer.protocol.metadata import ProviderMetadata, parse_metadata
from explorer.protocol.provider_start import Recognised
from explorer.protocol.provider_words import ProviderWords, words_in_answer
from explorer.protocol.redirect import AuthorizationResponse, parse_redirect
from explorer.protocol.tokens import (
    TokenErrorResponse,
    TokenRequest,
    TokenResponse,
    build_token_request,
    code_grant,
    parse_token_response,
)
from explorer.secret import Secret
from tests.hostile import answer, unsigned

CANARY = "canary-3141592653589"
LONG = "long\r\n\x1b[31m" * 500  # a provider may send anything
NOT_SHOWN = (Message, Shell, Leg, Recognised)  # ours alone: rows of tables, which nobody holds in a cell
MANY = {f"claim-{number}": LONG for number in range(100)}
METADATA = parse_metadata(json.dumps({**MANY, "issuer": f"https://op/{LONG}", "token_endpoint": "https://op/token"}).encode())
CLIENT = Client("app", CANARY, redirect_uri="https://app/cb", private_key=CANARY)
REQUEST = build_token_request(
    METADATA,
    dataclasses.replace(CLIENT, token_endpoint_auth_method="client_secret_post"),
    code_grant(Secret(CANARY, "code"), "https://app/cb", Secret(CANARY, "code_verifier")),
    headers=[("DPoP", CANARY)],
)
RESPONSE = Response(200, LONG, (("Set-Cookie", CANARY), ("Content-Type", LONG)), CANARY.encode() * 1000)
TOKEN = unsigned({"alg": "RS256", "kid": LONG}, {**MANY, "sub": CANARY})
EXAMPLES: dict[type, Any] = {
    AuthorizationRequest: AuthorizationRequest(
        "https://op/a", (("id_token_hint", unsigned({"alg": "RS256"}, {"sub": CANARY})),), "s", "n", Secret(CANARY), "S256"
    ),
    AuthorizationResponse: parse_redirect(f"https://app/cb?code={CANARY}&state=s&error={'e' * 500}"),
    Client: CLIENT,
    Credentials: Credentials((("Authorization", Secret(CANARY)),), (("client_secret", Secret(CANARY)),)),
    BodyText: decode(f"{CANARY} {LONG}".encode(), ""),
    Exchange: Exchange("exchange", REQUEST.request, RESPONSE, Timing(1.0, {"wait": (0.0, 12.0)})),
    JsonAnswer: parse_json_answer(answer({**MANY, "token": CANARY})),
    JsonText: read_json(json.dumps({"access_token": CANARY}).encode()),
    Jwt: parse_jwt(TOKEN),
    KeyChoice: choose_keys({"keys": [{"kty": "RSA", "kid": LONG, "n": LONG}] * 100}, Jwt({"alg": "RS256"})),
    Method: METHODS["private_key_jwt"],
    ProviderMetadata: METADATA,
    ProviderWords: words_in_answer(answer({**MANY, "error": LONG, "error_description": LONG}, 400), {"error": LONG}),
    Request: REQUEST.request,
    Response: RESPONSE,
    Timing: Timing(1.0, dict.fromkeys(("dns", "connect", "tls", "send", "wait", "receive"), (0.0, 1.23456))),
    TokenErrorResponse: parse_token_response(answer({**MANY, "error": LONG, "error_description": LONG}, 400)),
    TokenRequest: REQUEST,
    TokenResponse: parse_token_response(
        answer({**MANY, "access_token": CANARY, "id_token": TOKEN, "refresh_token": [CANARY], "expires_in": LONG})
    ),
}


def value_types() -> Iterator[type]:
    """Yield every public value of the two rooms in which there are only values."""
    for room in (explorer.messages, explorer.protocol):
        for found in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            module = importlib.import_module(found.name)
            for name, each in inspect.getmembers(module, dataclasses.is_dataclass):
                if each.__module__ == module.__name__ and not name.startswith("_") and inspect.isclass(each):
                    yield each


@pytest.mark.parametrize("kind", [each for each in value_types() if each not in NOT_SHOWN], ids=lambda kind: kind.__name__)
def test_a_value_says_what_it_is_in_a_line(kind: type) -> None:
    """Each type has an example here, made of what is long and of what is secret; neither gets out."""
    example = EXAMPLES[kind]
    assert isinstance(example, kind)
    shown = repr(example)
    assert len(shown) <= 700, shown
    assert shown.isprintable(), "one line, without control characters"
    assert CANARY not in shown


def test_what_they_say() -> None:
    """A reader sees the kind of value, and what tells one from another."""
    assert repr(REQUEST) == (
        "<TokenRequest https://op/token: grant_type, code, redirect_uri, code_verifier, client_id, client_secret; "
        "client_secret_post; altered: the header DPoP was added or changed>"
    )
    tokens = parse_token_response(answer({"access_token": "a", "id_token": "b", "expires_in": 3600}))
    assert repr(tokens) == "<TokenResponse: access_token, id_token; expires_in 3600>"
    refusal = parse_token_response(answer({"error": "invalid_grant", "error_description": "No."}, 400))
    assert repr(refusal) == "<TokenErrorResponse 400: invalid_grant: No.>"
    assert repr(parse_json_answer(answer({"active": True, "sub": "a"}))) == "<JsonAnswer 200: active, sub>"
    assert repr(ProviderMetadata(issuer="https://op")) == "<ProviderMetadata https://op: no endpoints>"
    assert repr(FLOW[0]).count("\n") == 0
