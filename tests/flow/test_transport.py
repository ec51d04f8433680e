"""The seam to the network: a flow takes whatever carries its requests, and the network is only one of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer import Client, Flow, Http
from explorer.errors import Unreachable
from explorer.messages import Exchange, Request, Response, Timing, Transport

METADATA = {
    "issuer": "https://op.example",
    "authorization_endpoint": "https://op.example/authorize",
    "token_endpoint": "https://op.example/token",
}


class Answers:
    """A transport that answers from a table: by the path of the request; nothing is sent anywhere."""

    proxy_host = None

    def __init__(self, answers: dict[str, tuple[int, object]]) -> None:
        self.answers = answers
        self.seen: list[Request] = []
        self.stopped = False

    def send(self, request: Request, step: str) -> Exchange:
        """Return what the table says."""
        self.seen.append(request)
        if request.target not in self.answers:
            return Exchange(step, request, None, Timing(0.0), "Nobody is there.", "connect")
        status, body = self.answers[request.target]
        headers = (("Content-Type", "application/json"),)
        return Exchange(step, request, Response(status, "", headers, json.dumps(body).encode()), Timing(0.0))

    def stop(self) -> None:
        """Remember that it was stopped."""
        self.stopped = True


def flow_through(transport: Transport, folder: Path) -> Flow:
    """Return a flow that sends through this transport."""
    return Flow("https://op.example", Client("app", "made-up-secret", redirect_uri="x"), http=transport, runs=folder)


def test_a_flow_runs_without_a_network(tmp_path: Path) -> None:
    """Discovery and a refusal come from a table; the record is what it is for the network."""
    refusal = {"error": "invalid_grant"}
    answers = Answers({"/.well-known/openid-configuration": (200, METADATA), "/token": (400, refusal)})
    flow = flow_through(answers, tmp_path)
    flow.discover()
    flow.authorize()
    flow.receive("a-code-of-some-length")
    assert flow.exchange().error == "invalid_grant"  # type: ignore[union-attr]
    assert [request.method for request in answers.seen] == ["GET", "POST"]
    assert [each["step"] for each in flow.run.exchanges] == ["discover", "exchange"]
    flow.stop()
    assert answers.stopped


def test_a_transport_that_brings_nothing_is_told(tmp_path: Path) -> None:
    """Where no answer came, the flow raises what the transport said."""
    with pytest.raises(Unreachable, match="Nobody is there"):
        flow_through(Answers({}), tmp_path).discover()


def test_the_network_is_a_transport() -> None:
    """`Http` has the two methods of the seam; a type checker compares them here."""
    transport: Transport = Http()
    assert callable(transport.send)
    assert callable(transport.stop)
