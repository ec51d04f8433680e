"""The provider on a socket: tornado, in a thread with an event loop of its own.

On the loop of a notebook's kernel it would wait for itself: a request from a cell blocks the loop that should answer it.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.web import Application, HTTPError, RequestHandler

from .app import PROFILES, Provider
from .http import Request, Response
from .memory import Clock

_HOST = "127.0.0.1"
_LARGEST_BODY = 1_000_000  # bytes
_log = logging.getLogger(__name__)


class Handler(RequestHandler):
    """Hands every request to the provider, and carries its answer out."""

    SUPPORTED_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")

    def initialize(self, provider: Provider) -> None:
        """Take the provider to serve."""
        self.provider = provider

    async def serve(self, *_: str) -> None:
        """Answer one request."""
        asked = self.request
        request = Request(asked.method or "", asked.path, asked.query, asked.headers, asked.body)
        answer = self.provider.handle(request)
        if answer.delay:
            await asyncio.sleep(answer.delay)
        self._carry(answer)
        if answer.cut is not None:
            await self._go_dead(answer)

    get = head = post = put = delete = patch = options = serve

    def _carry(self, answer: Response) -> None:
        self.set_status(answer.status)
        for name in ("Server", "Content-Type", *answer.headers):
            self.clear_header(name)
        for name, value in answer.headers.get_all():
            self.add_header(name, value)
        self.set_header("Content-Length", str(len(answer.body)))
        self.write(answer.body[: answer.cut])

    async def _go_dead(self, answer: Response) -> None:
        """Break off in the middle, as a dying server does."""
        try:
            await self.flush()
            self.detach().close()
        except StreamClosedError:  # the other side was faster
            pass

    def compute_etag(self) -> None:
        """No answer here is worth comparing with an older one."""

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Log an error of our own without the request: its query holds codes, and its headers may be Jupyter's."""
        if isinstance(value, HTTPError):  # the request was at fault, and the answer says so
            return
        _log.error("The local provider failed at %s", self.request.path, exc_info=(typ, value, tb))


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
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        application = Application([(r".*", Handler, {"provider": self.provider})], log_function=lambda handler: None)
        server = HTTPServer(application, max_body_size=_LARGEST_BODY)
        server.add_socket(self._listening)
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
