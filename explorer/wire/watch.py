"""One exchange under observation: how long it may take, whether someone stopped it, and where its time went."""

from __future__ import annotations

import queue
import selectors
import socket
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar

from ..messages import Timing
from . import trouble

# Poll has no limit on descriptor numbers and needs none of its own; Windows has only select.
_Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)


class Bell:
    """What wakes a wait for the network: two sockets, of which one is waited for with all others, and the other written to."""

    def __init__(self) -> None:
        self._heard, self._button = socket.socketpair()
        self.selector = _Selector()
        self.selector.register(self._heard, selectors.EVENT_READ)

    def ring(self) -> None:
        """Wake whoever waits, and whoever will."""
        self._button.send(b"!")

    def close(self) -> None:
        """Give back the two descriptors; `ring` must not be called afterwards."""
        self.selector.close()
        self._heard.close()
        self._button.close()


class Watch:
    """The deadline, the stop button and the stopwatch of one exchange.

    Every wait of the exchange goes through here: `wait` for sockets, `answer` for another thread. Both raise
    `Unreachable` as soon as the time is up ("timeout") or `stop` is called ("stopped").
    """

    def __init__(self, address: str, timeout: float, bell: Bell, *, trusts_more: bool = False) -> None:
        self.address = address
        self.trusts_more = trusts_more  # than the well-known authorities: a PEM file was given
        self.timeout = timeout
        self.started_at = time.time()
        self.ended = False  # the other side closed the connection
        self.head = b""  # how the answer begins, for the day it is not HTTP
        self._zero = time.perf_counter()
        self._spans: dict[str, tuple[float, float]] = {}
        self._phase = ""
        self.stopped = False
        self._inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._bell = bell

    def stop(self) -> None:
        """End the exchange, whatever it is waiting for. May be called from any thread."""
        self.stopped = True
        self._inbox.put(None)
        self._bell.ring()

    # The stopwatch

    def phase(self, name: str) -> _Phase:
        """Count the time of the block as part of that phase; a phase lasts from its first block to the end of its last."""
        return _Phase(self, name)

    def _enter(self, name: str) -> None:
        self._phase = name
        self._spans.setdefault(name, (now := time.perf_counter(), now))

    def _leave(self, name: str) -> None:
        self._spans[name] = (self._spans[name][0], time.perf_counter())

    def has(self, name: str) -> bool:
        """Return whether that phase has begun."""
        return name in self._spans

    @property
    def reused(self) -> bool:
        """True when the request went over a connection of an earlier exchange."""
        return self.has("send") and not self.has("connect")

    def timing(self) -> Timing:
        """Return the phases so far, in milliseconds from the start."""
        phases = {name: (1000 * (begun - self._zero), 1000 * (end - begun)) for name, (begun, end) in self._spans.items()}
        return Timing(self.started_at, phases, self.reused)

    # The deadline and the stop button

    def check(self) -> None:
        """Raise `Unreachable` if the exchange has been stopped or its time is up."""
        if self.stopped:
            raise trouble.stopped(self.address, self._phase)
        if time.perf_counter() >= self._zero + self.timeout:
            raise trouble.timed_out(self.address, self._phase, self.timeout)

    def wait(self, sockets: Iterable[socket.socket], event: int, at_most: float | None = None) -> list[socket.socket]:
        """Return the sockets that are ready; none when `at_most` seconds, which may be before the deadline, have passed."""
        selector, waiting = self._bell.selector, list(sockets)
        for each in waiting:
            selector.register(each, event, each)
        try:
            left = self._left()
            ready = selector.select(left if at_most is None else min(left, at_most))
        finally:
            for each in waiting:
                selector.unregister(each)
        self.check()
        return [key.data for key, _ in ready]

    def answer(self, ask: Callable[[Callable[[object], None]], None]) -> object:
        """Return what `ask` gives to its argument, which it may do from another thread."""
        ask(self._inbox.put)
        while True:
            try:
                answer = self._inbox.get(timeout=self._left())
            except queue.Empty:
                answer = None
            self.check()
            if answer is not None:
                return answer

    def _left(self) -> float:
        return max(0.0, self._zero + self.timeout - time.perf_counter())


class _Phase:
    """A block of a phase; a dozen are entered in each exchange, and a class is entered faster than a generator."""

    __slots__ = ("_name", "_watch")

    def __init__(self, watch: Watch, name: str) -> None:
        self._watch = watch
        self._name = name

    def __enter__(self) -> None:
        self._watch._enter(self._name)

    def __exit__(self, *_: object) -> None:
        self._watch._leave(self._name)


def is_readable(sock: socket.socket) -> bool:
    """Tell whether a socket that does not block has something to read, or has been closed by the other side."""
    try:
        sock.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:  # it was reset
        pass
    return True


# httpcore calls the network in the thread that called it: this is how the network finds the watch of the exchange.
current: ContextVar[Watch] = ContextVar("current")
