"""A code whose request stopped at TLS never left: it goes out again once the certificate is right, and nothing is overruled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from explorer import Client, Flow, Http, ProviderMetadata, diagnose
from explorer.errors import Mistake, Unreachable
from explorer.messages import Exchange, Request
from explorer.protocol.tokens import TokenErrorResponse
from tests.wire.peers import Authority, Server, saying

CLIENT = Client("client-1", "made-up-secret-0123456789", redirect_uri="http://127.0.0.1:9999/callback")
REFUSAL = b'HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: 25\r\nConnection: close\r\n\r\n{"error":"invalid_grant"}'


class Switching(Http):
    """A network whose trust can be changed between two requests."""

    now: Http | None = None

    def send(self, request: Request, step: str) -> Exchange:
        """Send with what is trusted now."""
        return self.now.send(request, step) if self.now else super().send(request, step)


def plain(connection: Any) -> None:
    """Answer an https request without TLS."""
    connection.recv(1)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def contexts(authority: Authority) -> dict[str, dict[str, Any]]:
    """Return servers with which no TLS comes about, by the reason."""
    return {
        "unknown authority": {"tls": authority.context()},
        "expired": {"tls": authority.context(days=-1)},
        "another host": {"tls": authority.context("other.example")},
        "no TLS at all": {"say": plain},
        "hung up": {"say": lambda connection: connection.recv(1)},
    }


def with_code(port: int, http: Http) -> Flow:
    """Return a flow that has a code to exchange at that port."""
    base = f"https://localhost:{port}"
    endpoints = ProviderMetadata(issuer=base, authorization_endpoint=f"{base}/authorize", token_endpoint=f"{base}/token")
    flow = Flow(endpoints, CLIENT, http=http)
    state = flow.authorize().state
    flow.receive(f"{CLIENT.redirect_uri}?code=SplxlOBeZQQYbYS6WxSbIA-0001&state={state}")
    return flow


@pytest.mark.parametrize("reason", ["unknown authority", "expired", "another host", "no TLS at all", "hung up"])
def test_a_code_that_stopped_at_tls_is_not_spent(serve: Callable[..., Server], authority: Authority, reason: str) -> None:
    """No byte of the request left: it says so, and a second try is no second use of the code."""
    server = serve(**contexts(authority)[reason])
    flow = with_code(server.port, Http(ca_file=None if reason == "unknown authority" else authority.ca_file))
    for _ in range(2):
        with pytest.raises(Unreachable, match="can be sent again"):
            flow.exchange()


def test_the_code_goes_out_once_the_certificate_is_trusted(serve: Callable[..., Server], authority: Authority) -> None:
    """Without a word about again=True; once it has been sent, that is asked for."""
    server = serve(saying(REFUSAL), tls=authority.context())
    http = Switching()
    flow = with_code(server.port, http)
    with pytest.raises(Unreachable, match="can be sent again"):
        flow.exchange()
    http.now = Http(ca_file=authority.ca_file)
    assert isinstance(flow.exchange(), TokenErrorResponse)
    assert "code-used-before" not in [cause.id for cause in diagnose(flow.run).proven]
    with pytest.raises(Mistake, match="again=True"):
        flow.exchange()
