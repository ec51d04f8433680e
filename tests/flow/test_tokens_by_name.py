"""A live credential of the tenant that somebody debugs is kept nowhere, whatever the provider calls it and however it writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from explorer import Flow
from explorer.protocol.jose import parse_jwt
from tests.flow.odd_provider import CLIENT, OddProvider, odd_provider
from tests.hostile import unsigned

LIVE = "live-token-2718281828"
BODIES: list[tuple[Any, str]] = [
    ({"accessToken": LIVE}, "application/json"),
    ({"data": [{"device_secret": {"raw": [LIVE]}}], "note": f"yours is {LIVE}"}, "application/json"),
    ({"error": "invalid_grant", "session_token": LIVE, "error_description": f"of {LIVE}"}, "application/json"),
    ({"error_description": json.dumps({"rpt": LIVE})}, "application/json"),
    ([{"registration_access_token": LIVE}], "application/json"),
    (json.dumps({"refreshToken": LIVE}).encode("utf-16"), "application/json"),
    (json.dumps({"x": [{"id-token": LIVE}]}).encode("utf-32-be"), "application/json"),
    (f"access_token: {LIVE}\n".encode(), "text/yaml"),
    (f"access_token: {LIVE}\n".encode("utf-16-le"), "text/yaml"),
    (f"<r><accessToken>{LIVE}</accessToken></r>".encode(), "text/xml"),
    (f"<input name=session-token value={LIVE}>".encode(), "text/html"),
    (f'{{"userCode": "{LIVE}",}}'.encode(), "application/json"),
    (b'{"accessToken": "' + "".join(f"\\u{ord(c):04x}" for c in LIVE).encode() + b'",}', "application/json"),
]


@pytest.fixture
def odd() -> Iterator[OddProvider]:
    """A provider that answers as the test says."""
    with odd_provider() as provider:
        yield provider


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(("body", "media_type"), BODIES)
def test_answers_of_the_token_endpoint(odd: OddProvider, body: Any, media_type: str, status: int) -> None:
    """In the run, and in the value: to the code, and to a refresh; a header that repeats it, too."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize("openid offline_access")
    flow.receive("c0de-canary-2718")
    odd.say(
        "/token", {"access_token": "first-access-token-1", "token_type": "Bearer", "refresh_token": "first-refresh-token-1"}
    )
    flow.exchange()
    odd.say("/token", body, status=status, media_type=media_type, X_Seen=f"token {LIVE}")
    assert LIVE not in repr(flow.refresh())
    flow.authorize()
    flow.receive("c0de-canary-2719")
    assert LIVE not in repr(flow.exchange())
    assert LIVE not in flow.run.to_json()
    assert "\\u0000l" not in flow.run.to_json()


def test_what_is_no_credential_stays_readable(odd: OddProvider) -> None:
    """The type, the lifetime, the scope, and the words for an error."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    flow.receive("c0de-canary-2718")
    body = {
        "error": "invalid_grant",
        "error_code": "AADSTS70008",
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": "openid a",
    }
    odd.say("/token", body, status=400)
    assert flow.exchange().members == body
    assert flow.run.exchanges[-1]["response"]["body"] == body


def test_tokens_among_the_claims_of_a_token(odd: OddProvider) -> None:
    """A broker hands on the tokens of another provider in its own: they are live, and a postal code is none."""
    claims = {
        "sub": "a",
        "idp_access_token": LIVE,
        "upstream": {"refreshToken": f"{LIVE}-r"},
        "address": {"postal_code": "12345-678"},
    }
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    flow.receive("c0de-canary-2718")
    odd.say("/token", {"access_token": "opaque-1618", "token_type": "Bearer", "id_token": unsigned({"alg": "RS256"}, claims)})
    came = flow.exchange()
    shown = repr(came) + flow.run.to_json() + repr(parse_jwt(came.id_token).claims)
    assert LIVE not in shown
    assert "12345-678" in shown


@pytest.mark.parametrize("name", ["accessToken", "device_code", "session-token", "rpt", "userCode", "access_token"])
def test_parameters_of_the_redirect(odd: OddProvider, name: str) -> None:
    """Also beside a refusal, and in its words."""
    flow = Flow(odd.metadata, CLIENT)
    request = flow.authorize()
    words = f"of+{name}%3D{LIVE}"
    came = flow.receive(
        f"{CLIENT.redirect_uri}?error=access_denied&error_description={words}&{name}={LIVE}&state={request.state}"
    )
    assert LIVE not in repr(came) + flow.run.to_json() + repr(flow.authorization_response)
    assert came.error == "access_denied"
