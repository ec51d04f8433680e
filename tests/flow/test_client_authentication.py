"""How a flow proves who it is at the token endpoint: its headers, its assertions, and what the record keeps of them."""

from __future__ import annotations

import base64
import hmac
import json
import urllib.parse
from collections.abc import Iterator
from typing import Any

import jwt
import pytest

from explorer import Client, Flow
from explorer.errors import Mistake
from explorer.protocol.jose import parse_jwt
from explorer.secret import Secret
from tests.flow.odd_provider import CLIENT, OddProvider, odd_provider
from tests.rules.minting import key_for

PEM = key_for("RS256").as_pem(private=True).decode()


@pytest.fixture
def odd() -> Iterator[OddProvider]:
    """A provider that answers as the test says."""
    with odd_provider() as provider:
        provider.say("/token", {"error": "invalid_client"}, status=401)
        yield provider


def received(odd: OddProvider, client: Client) -> Flow:
    """Return a flow with a code in its hands."""
    flow = Flow(odd.metadata, client)
    flow.receive(f"{client.redirect_uri}?code=c0de&state={flow.authorize().state}")
    return flow


def test_headers_of_ones_own_are_sent_shown_and_recorded_without_their_secrets(odd: OddProvider) -> None:
    """What was added stands in every text; what proves something, or was given as a secret, stands nowhere."""
    odd.say("/token", {"error": "invalid_client", "error_description": "canary-mine, canary-dpop"}, status=401)
    flow = received(odd, CLIENT)
    mine = Secret("canary-mine", "mine")
    sent = flow.token_request(headers=[("Origin", "https://spa.example"), ("DPoP", "canary-dpop"), ("X-Mine", mine)])
    flow.exchange(sent)

    assert "https://spa.example" in sent.http()
    assert sent.request.header("X-Mine") == mine
    assert "the header Origin was added or changed" in sent.altered
    kept = json.dumps(flow.run.events, default=str)
    assert "https://spa.example" in kept
    assert "X-Mine" in kept
    assert "canary" not in kept + sent.http() + sent.curl() + sent.python()
    assert "canary" not in flow.runs.path(flow.run.id).read_text()


def test_headers_that_cannot_be_sent(odd: OddProvider) -> None:
    """The mistake is told before anything is sent."""
    flow = received(odd, CLIENT)
    with pytest.raises(Mistake, match="line break"):
        flow.token_request(headers=[("X", "a\nb")])
    assert odd.asked == []


@pytest.mark.parametrize(
    ("wanted", "path"), [({}, "/token"), ({"assertion_audience": "issuer"}, ""), ({"assertion_audience": "x"}, "x")]
)
def test_whom_the_assertion_is_for_also_after_a_restart(odd: OddProvider, wanted: dict[str, Any], path: str) -> None:
    """The audience is what the client was told, also where another kernel takes the waiting flow up again."""
    client = Client("app", redirect_uri="http://127.0.0.1:9/callback", private_key=PEM, **wanted)
    flow = received(odd, client)
    resumed = Flow.resume(flow.request.state, private_key=PEM)
    resumed.receive(f"{client.redirect_uri}?code=c0de&state={flow.request.state}")
    for each in (flow, resumed):
        assertion = parse_jwt(each.token_request().get("client_assertion"))
        assert assertion.claims["aud"] == (path if path == "x" else odd.base + path)


def test_what_a_secret_signed_holds_on_the_wire(odd: OddProvider) -> None:
    """PyJWT, and HMAC by hand, verify the assertion in the bytes that were sent; the secret is not among them."""
    secret = "a client secret of more than 32 bytes"
    client = Client("app", secret, redirect_uri="http://127.0.0.1:9/callback", token_endpoint_auth_method="client_secret_jwt")
    received(odd, client).exchange()

    form = urllib.parse.parse_qs(odd.sent[-1].decode())
    (assertion,) = form["client_assertion"]
    claims = jwt.decode(
        assertion, secret, ["HS256"], audience=f"{odd.base}/token", issuer="app", options={"require": ["jti", "exp"]}
    )
    assert claims["sub"] == form["client_id"][0] == "app"
    signed, _, signature = assertion.rpartition(".")
    by_hand = hmac.digest(secret.encode(), signed.encode(), "sha256")
    assert base64.urlsafe_b64encode(by_hand).rstrip(b"=").decode() == signature
    assert "client_secret" not in form
    assert urllib.parse.quote_plus(secret).encode() not in odd.sent[-1]


@pytest.mark.parametrize(("secret", "verdict"), [("short", "fail"), ("a client secret of more than 32 bytes", "pass")])
def test_a_short_secret_is_told_and_does_no_harm(odd: OddProvider, secret: str, verdict: str) -> None:
    """HS256 wants 32 bytes (RFC 7518 3.2): with fewer the request goes out, without a word from a library, and a rule says so."""
    client = Client("app", secret, redirect_uri="http://127.0.0.1:9/callback", token_endpoint_auth_method="client_secret_jwt")
    flow = received(odd, client)
    flow.exchange()
    assert flow.run.report["TOKQ-ASSERTION-SECRET-SHORT"].verdict == verdict
    assert flow.run.report["TOKQ-AUTH-WRONG-METHOD"].verdict == "pass"


def test_a_secret_that_cannot_sign(odd: OddProvider) -> None:
    """PyJWT takes no PEM for a secret; the sentence says which credential is meant, and not what it is."""
    client = Client("app", PEM, redirect_uri="http://127.0.0.1:9/callback", token_endpoint_auth_method="client_secret_jwt")
    with pytest.raises(Mistake, match="client secret does not load") as caught:
        received(odd, client).token_request()
    assert PEM[30:60] not in str(caught.value)
