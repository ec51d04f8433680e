"""Where the time went."""

from __future__ import annotations

import gc
import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from explorer.messages import Request
from explorer.messages.exchange import PHASES
from explorer.wire import Http
from tests.wire.peers import OK, read_request


def test_phases_of_a_first_request(serve, http):
    """Over plain http to a named host every phase but TLS is there, in order, and none overlaps the next."""
    server = serve()
    before = time.time()
    timing = http.send(Request.get(f"http://localhost:{server.port}/"), "probe").timing
    assert list(timing.phases) == ["dns", "connect", "send", "wait", "receive"]
    assert before <= timing.started_at <= time.time()
    assert not timing.reused
    spans = list(timing.phases.values())
    assert all(duration >= 0 for _, duration in spans)
    assert all(a + length <= b for (a, length), (b, _) in itertools.pairwise(spans))
    assert 0 < timing.total < 5000


def test_address_needs_no_lookup(serve, http):
    """An IP address has no dns phase."""
    server = serve()
    assert "dns" not in http.send(Request.get(f"http://127.0.0.1:{server.port}/"), "probe").timing.phases


def test_second_request_reuses_the_connection(serve, http):
    """The second request to a host goes over the first one's connection, is marked so, and has no dns or connect."""
    server = serve()
    request = Request.get(f"http://localhost:{server.port}/")
    first, second = http.send(request, "one").timing, http.send(request, "two").timing
    assert (first.reused, second.reused, server.connections) == (False, True, 1)
    assert list(second.phases) == ["send", "wait", "receive"]


def test_all_phases_over_tls(serve, authority):
    """Over https all six phases are there, and the second request reuses the connection."""
    server = serve(tls=authority.context())
    http = Http(ca_file=authority.ca_file)
    request = Request.get(f"https://localhost:{server.port}/")
    first, second = http.send(request, "one"), http.send(request, "two")
    http.close()
    assert first.error is None
    assert tuple(first.timing.phases) == PHASES
    assert second.timing.reused
    assert server.connections == 1


def test_waiting_is_told_apart_from_receiving(serve, http):
    """A server that thinks shows in `wait`, one that dawdles over its answer shows in `receive`."""
    thinking = serve(lambda c: (read_request(c), time.sleep(0.15), c.sendall(OK)))
    dawdling = serve(lambda c: (read_request(c), c.sendall(OK[:-1]), time.sleep(0.15), c.sendall(OK[-1:])))
    slow = [http.send(Request.get(f"http://127.0.0.1:{s.port}/"), "probe").timing.phases for s in (thinking, dawdling)]
    assert slow[0]["wait"][1] > 100 > slow[0]["receive"][1]
    assert slow[1]["receive"][1] > 100 > slow[1]["wait"][1]


def test_connection_that_the_server_closed_is_replaced(serve, http):
    """A kept connection that the server has closed meanwhile is not used again."""
    closed = threading.Event()

    def once(connection):
        read_request(connection)
        connection.sendall(OK)
        connection.close()
        closed.set()

    server = serve(once)
    request = Request.get(f"http://127.0.0.1:{server.port}/")
    for _ in range(3):
        assert http.send(request, "probe").error is None
        assert closed.wait(60)
        closed.clear()
    assert server.connections == 3


def test_several_threads_share_one_http(serve, http):
    """Many threads may send at once; each gets its own answer and its own timing."""

    def echo(connection):
        while request := read_request(connection):
            name = request.split(b" ")[1]
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(name), name))

    server = serve(echo)
    with ThreadPoolExecutor(8) as threads:
        requests = [Request.get(f"http://127.0.0.1:{server.port}/{n}") for n in range(80)]
        exchanges = list(threads.map(lambda request: http.send(request, request.target), requests))
    assert [exchange.response.text() for exchange in exchanges] == [f"/{n}" for n in range(80)]
    assert all("send" in exchange.timing.phases for exchange in exchanges)
    assert server.connections <= 8


def test_closed_http_sends_again(serve):
    """Closing gives connections back; a later send opens a new one."""
    server = serve()
    http = Http()
    request = Request.get(f"http://127.0.0.1:{server.port}/")
    http.send(request, "one")
    http.close()
    assert not http.send(request, "two").timing.reused
    http.close()
    assert server.connections == 2


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_forgotten_http_closes_itself(serve):
    """An Http that is dropped without `close` closes its connections, without a warning."""
    gone = threading.Event()

    def watch(connection):
        while read_request(connection):
            connection.sendall(OK)
        gone.set()

    server = serve(watch)
    http = Http()
    http.send(Request.get(f"http://127.0.0.1:{server.port}/"), "probe")
    del http
    gc.collect()
    assert gone.wait(60)
