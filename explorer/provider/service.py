"""The provider on a socket: tornado, in a thread with an event loop of its own.

On the loop of a notebook's kernel it would wait for itself: a request from a cell blocks the loop that should answer it.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from pathlib import Path

from .app import PROFILES, Provider
from .listener import listen
from .memory import Clock
from .quiet import silence

_HOST = "127.0.0.1"


class Service:
    """A provider that is being served, from `start` on until `stop()`."""

    def __init__(self, provider: Provider, listening: socket.socket) -> None:
        self.provider = provider
        self._listening = listening
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name=f"provider-{provider.port}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the port and every connection, and end the thread. Requests that are being answered are dropped."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        silence()
        self._loop.set_debug(False)  # its own log would show what each callback was given, requests and all
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        server = listen(self._listening, lambda request: self.provider.handle(request), self.provider.port)
        await self._stopping.wait()
        server.stop()
        await server.close_all_connections()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def start(
    profile: str = "standard", *, port: int | None = None, folder: Path | None = None, clock: Clock = time.time
) -> Service:
    """Start a provider on 127.0.0.1 and return once it listens.

    `port` None means the profile's own, and any free one when that is taken; a port that is asked for is not replaced:
    `OSError` when it is taken. `folder` keeps the signing keys.
    """
    listening = _listen(PROFILES[profile].port) if port is None else socket.create_server((_HOST, port))
    try:
        listening.setblocking(False)
        provider = Provider(profile, port=listening.getsockname()[1], folder=folder, clock=clock)
        return Service(provider, listening)
    except BaseException:
        listening.close()
        raise


def _listen(preferred: int) -> socket.socket:
    try:
        return socket.create_server((_HOST, preferred))
    except OSError:
        return socket.create_server((_HOST, 0))
