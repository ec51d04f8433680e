"""Every leg has causes of its own: failures after, before and beside the code exchange, each with the true cause first."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explorer import Client, Flow, Http, ProviderMetadata, diagnose
from explorer.errors import ExplorerError
from tests.diagnosis.scenes import SCENES, Scene, play
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SECRET, SmallProvider
from tests.diagnosis.voices import by_the_book
from tests.wire.peers import Authority, Server, free_port, read_request, saying

CLIENT = Client("app", SECRET, redirect_uri=CALLBACK)
FIRST: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def score(request: pytest.FixtureRequest) -> Iterator[None]:
    """Print the score by leg when all are played."""
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    total = Counter(scene.leg for scene in SCENES)
    with capture.global_and_fixture_disabled():
        print("\nsmall provider, true cause first:", "; ".join(f"{leg} {FIRST[leg]}/{n}" for leg, n in total.items()))


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_the_true_cause_comes_first(scene: Scene, tmp_path: Path) -> None:
    """On its own leg; nothing else is proven, and the true one is never ruled out."""
    small = SmallProvider(by_the_book, **scene.small)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path, **scene.flow)
    with contextlib.suppress(ExplorerError):  # an answer that stops the flow: the run holds it
        play(scene, small, flow)
    found = diagnose(flow.run)
    assert found.leg == scene.leg
    assert found.first is not None
    assert found.first.id == scene.cause
    assert {cause.id for cause in found.proven} <= {scene.cause}
    FIRST[scene.leg] += 1


# The network


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that no machine knows."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def serve() -> Iterator[Callable[..., int]]:
    """Return a function that starts a server and returns its port; all stop when the test ends."""
    servers: list[Server] = []

    def start(*settings: object) -> int:
        servers.append(Server(*settings))  # type: ignore[arg-type]
        return servers[-1].port

    yield start
    for server in servers:
        server.stop()


def _hangs_up(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{")


def _is_silent(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while connection.recv(4096):
            pass


def _speaks_plainly(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def _first_of(issuer: str, runs: Path, **http: object) -> tuple[str, str]:
    flow = Flow(issuer, CLIENT, http=Http(**http), runs=runs)  # type: ignore[arg-type]
    with pytest.raises(ExplorerError):
        flow.discover()
    first = diagnose(flow.run).causes[0]
    return first.id, first.verdict


def test_nobody_is_there(serve: Callable[..., int], tmp_path: Path) -> None:
    """A port where nothing listens, a name that nobody has, a server that says nothing, and one that breaks off."""
    assert _first_of(f"http://127.0.0.1:{free_port()}", tmp_path) == ("nobody-listens", "proven")
    assert _first_of("https://no-such-host.invalid", tmp_path) == ("name-unknown", "proven")
    assert _first_of(f"http://127.0.0.1:{serve(_is_silent)}", tmp_path, timeout=0.2) == ("no-time", "proven")
    assert _first_of(f"http://127.0.0.1:{serve(_hangs_up)}", tmp_path) == ("hung-up", "proven")
    assert _first_of(f"http://127.0.0.1:{serve(saying(b'SSH-2.0-x'))}", tmp_path) == ("not-http", "proven")


def test_tls_fails(serve: Callable[..., int], authority: Authority, tmp_path: Path) -> None:
    """An authority that nobody knows, a certificate that has expired or is for another host, and no TLS at all."""
    ca_file = authority.ca_file

    def tls(context: ssl.SSLContext) -> int:
        return serve(None, context)

    assert _first_of(f"https://localhost:{tls(authority.context())}", tmp_path) == ("authority-unknown", "likely")
    expired = authority.context(days=-1)
    assert _first_of(f"https://localhost:{tls(expired)}", tmp_path, ca_file=ca_file) == ("certificate-expired", "proven")
    other = authority.context("other.example")
    assert _first_of(f"https://localhost:{tls(other)}", tmp_path, ca_file=ca_file) == ("certificate-of-another", "proven")
    assert _first_of(f"https://127.0.0.1:{serve(_speaks_plainly)}", tmp_path) == ("no-tls-there", "proven")


def test_a_chain_that_ends_openly(serve: Callable[..., int], authority: Authority, tmp_path: Path) -> None:
    """A missing certificate in between looks as an unknown authority does; only one that stands there itself is proven unknown."""
    (tmp_path / "between").mkdir()
    between = Authority(tmp_path / "between")  # whose own certificate is not sent
    issuer = f"https://localhost:{serve(None, between.context())}"
    assert _first_of(issuer, tmp_path, ca_file=authority.ca_file) == ("chain-incomplete", "likely")
    assert _first_of(issuer, tmp_path)[1] == "likely"
    itself = f"https://localhost:{serve(None, authority.context(with_root=True))}"
    assert _first_of(itself, tmp_path) == ("authority-unknown", "proven")


def test_a_private_authority_at_the_token_endpoint(serve: Callable[..., int], authority: Authority, tmp_path: Path) -> None:
    """The discovery document came over another way, and the code cannot be sent."""
    token = f"https://localhost:{serve(None, authority.context())}/token"
    provider = ProviderMetadata(issuer=ISSUER, authorization_endpoint=f"{ISSUER}/authorize", token_endpoint=token)
    flow = Flow(provider, CLIENT, http=Http(), runs=tmp_path)
    flow.authorize()
    flow.receive(f"{CALLBACK}?code=abcdefghijklmnop&state={flow.request.state}")
    with pytest.raises(ExplorerError):
        flow.exchange()
    first = diagnose(flow.run).causes[0]
    assert (diagnose(flow.run).leg, first.id, first.verdict) == ("token", "authority-unknown", "likely")


def test_plain_http_that_is_hung_up_on(serve: Callable[..., int], tmp_path: Path) -> None:
    """A server that speaks TLS hangs up without a word: that may want https, and proves nothing."""
    assert _first_of(f"http://127.0.0.1:{serve(read_request)}", tmp_path) == ("https-needed", "likely")


def test_a_proxy_is_in_the_way(serve: Callable[..., int], tmp_path: Path) -> None:
    """It cannot be reached, or wants to know who asks."""
    dead = f"http://127.0.0.1:{free_port()}"
    assert _first_of("https://small.example", tmp_path, proxy=dead) == ("proxy-in-the-way", "proven")
    asks = serve(saying(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"))
    assert _first_of("https://small.example", tmp_path, proxy=f"http://127.0.0.1:{asks}") == ("proxy-in-the-way", "proven")
