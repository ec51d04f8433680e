"""One thread for the network work of one panel, so that no callback ever waits (law "Callbacks never block")."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ..errors import Mistake


class Worker:
    """Runs one job at a time in a thread of its own. `what` says in words what it is doing, and is empty when it rests."""

    def __init__(self) -> None:
        self.what = ""
        self._lock = threading.Lock()
        self._rests = threading.Event()
        self._rests.set()
        self._end_wait: Callable[[], object] = lambda: None

    def start(self, what: str, job: Callable[[], object], *, stop: Callable[[], object], then: Callable[[], object]) -> None:
        """Begin a job; `stop` ends whatever it waits for, `then` is called when it is over, in its thread.

        Raises `Mistake` while another job is under way.
        """
        with self._lock:
            if not self._rests.is_set():
                raise Mistake(f"Still busy: {self.what or 'the last step.'} Wait for it, or press Stop.")
            self.what, self._end_wait = what, stop
            self._rests.clear()
        threading.Thread(target=self._work, args=[job, then], name="flow-panel", daemon=True).start()

    def _work(self, job: Callable[[], object], then: Callable[[], object]) -> None:
        try:
            job()
        finally:
            self.what = ""
            try:
                then()
            finally:
                self._rests.set()

    def stop(self) -> None:
        """End the wait of the job at once. It takes no lock that a job could hold."""
        self._end_wait()

    def wait(self, timeout: float) -> bool:
        """Wait until nothing is under way; returns False when `timeout` seconds were not enough."""
        return self._rests.wait(timeout)
