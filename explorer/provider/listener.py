"""HTTP by tornado, and nothing more of it: a request is read here, within limits, and its answer is carried out.

tornado's own handlers would take every form apart before we see it, and have answers of their own. Here what a stranger
sends costs what it costs to read it, and every answer has the headers that all have.
"""

from __future__ import annotations

import asyncio
import email.utils
import logging
import socket
import traceback
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.iostream import IOStream, StreamClosedError

from .gate import ALLOW_ALL, is_of_another_user, names_this_machine
from .http import Request, Response, plain_answer

Handle = Callable[[Request], Response]

LARGEST_BODY = 1_000_000  # bytes that are read; of a larger one none is
LARGEST_FORM = 400_000  # bytes that are kept; no message of the protocol has a tenth of it
_MOST_CONNECTIONS = 256  # a notebook's kernel may have 1,024 files open in all
_PATIENCE = 60  # seconds for a request to come
_STRANGERS_PATIENCE = 1.0  # seconds for somebody who will not be served to take that in
_log = logging.getLogger(__name__)

_ELSEWHERE = "This is a local provider for programs that call it 127.0.0.1 or localhost, and for nobody who calls it otherwise."
_TOO_LARGE = f"This is longer than any message of the protocol; {LARGEST_FORM} bytes are the most."
_BELONGS = (
    "This local provider belongs to another user of this machine, and serves programs of that user only. "
    f"If you are the same person, start its notebook with {ALLOW_ALL}=allow in the environment."
)
_FAILED = "The local provider made a mistake. Its notebook says where."


class Listener(HTTPServer):
    """Serves one provider: whoever asks is looked at first, and `handle` answers."""

    port = 0
    _refused = 0

    def handle_stream(self, stream: IOStream, address: Any) -> None:
        """Serve one connection, or say why not."""
        if len(self._connections) + self._refused >= _MOST_CONNECTIONS:
            stream.close()
            return
        guarded = _Stream(stream.socket, max_buffer_size=stream.max_buffer_size, read_chunk_size=stream.read_chunk_size)
        if is_of_another_user(address[1], self.port):
            _keep(self._refuse(guarded))
        else:
            super().handle_stream(guarded, address)

    async def _refuse(self, stream: IOStream) -> None:
        """Answer whatever is asked, unread, and hang up."""
        self._refused += 1
        try:
            await stream.write(_as_bytes(plain_answer(403, _BELONGS)))
            async with asyncio.timeout(_STRANGERS_PATIENCE):  # to hang up on unread bytes would take the answer away too
                while True:
                    await stream.read_bytes(65_536, partial=True)
        except (StreamClosedError, TimeoutError):
            pass
        finally:
            self._refused -= 1
            stream.close()


class _Stream(IOStream):
    """tornado refuses what is no HTTP with a bare line; here that answer has the headers of all others."""

    def write(self, data: bytes | memoryview) -> Any:
        if data == b"HTTP/1.1 400 Bad Request\r\n\r\n":
            data = _as_bytes(plain_answer(400, "This is no HTTP request, or one that is too long."))
        return super().write(data)


def _as_bytes(answer: Response) -> bytes:
    """An answer after which the connection ends."""
    answer.headers["Content-Length"] = str(len(answer.body))
    answer.headers["Connection"] = "close"
    lines = [f"HTTP/1.1 {answer.status} {_reason(answer.status)}", *(f"{n}: {v}" for n, v in answer.headers.get_all())]
    return "\r\n".join([*lines, "", ""]).encode() + answer.body


def _reason(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"


class _Door(HTTPServerConnectionDelegate):
    """Takes each request from tornado."""

    def __init__(self, handle: Handle, port: int) -> None:
        self._handle = handle
        self._port = port

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        return _Incoming(self._answer, request_conn)

    def _answer(self, request: Request, is_too_large: bool) -> Response:
        """Return the answer to one request; a failure of our own is one too."""
        try:
            if not names_this_machine(request.headers, self._port):
                return plain_answer(421, _ELSEWHERE)  # Misdirected Request (RFC 9110 15.5.20)
            return plain_answer(413, _TOO_LARGE) if is_too_large else self._handle(request)
        except Exception as problem:
            _log_failure(request, problem)
            return plain_answer(500, _FAILED)


class _Incoming(HTTPMessageDelegate):
    """One request while it is read, and until it is answered."""

    def __init__(self, answer: Callable[[Request, bool], Response], connection: HTTPConnection) -> None:
        self._answer = answer
        self._connection: Any = connection
        self._body = bytearray()
        self._length = 0
        self._task: asyncio.Task[None] | None = None

    def headers_received(self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders) -> None:
        self._start_line: Any = start_line
        self._headers = headers

    def data_received(self, chunk: bytes) -> None:
        self._length += len(chunk)
        if self._length <= LARGEST_FORM:
            self._body += chunk

    def finish(self) -> None:
        path, _, query = self._start_line.path.partition("?")
        request = Request(self._start_line.method, path, query, self._headers, bytes(self._body))
        self._task = _keep(self._carry(self._answer(request, self._length > LARGEST_FORM)))

    def on_connection_close(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _carry(self, answer: Response) -> None:
        """Send the answer: late, or broken off in the middle, where a fault has it so."""
        if answer.delay:
            await asyncio.sleep(answer.delay)
        headers = answer.headers.copy()
        headers.setdefault("Date", email.utils.formatdate(usegmt=True))
        headers["Content-Length"] = str(len(answer.body))
        body = b"" if self._start_line.method == "HEAD" else answer.body[: answer.cut]
        reason = _reason(answer.status)
        try:
            sent = self._connection.write_headers(ResponseStartLine("HTTP/1.1", answer.status, reason), headers, body)
            if answer.cut is None:
                self._connection.finish()
            await sent
            if answer.cut is not None:
                self._connection.detach().close()
        except StreamClosedError:  # the other side was faster
            pass


_tasks: set[asyncio.Task[None]] = set()


def _keep(work: Any) -> asyncio.Task[None]:
    """Begin a task; the loop itself would not hold on to it."""
    task: asyncio.Task[None] = asyncio.ensure_future(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    return task


def listen(sock: socket.socket, handle: Handle, port: int) -> Listener:
    """Serve at a socket that listens."""
    limits = {"max_body_size": LARGEST_BODY, "idle_connection_timeout": _PATIENCE, "body_timeout": _PATIENCE}
    listener = Listener(_Door(handle, port), **limits)
    listener.port = port
    listener.add_socket(sock)
    return listener


def _log_failure(request: Request, problem: Exception) -> None:
    """Log an error of our own without what was sent: neither the query nor the words of the exception, which may quote it."""
    lines = "".join(traceback.format_list(traceback.extract_tb(problem.__traceback__)))
    place = ascii(request.path.split("/")[1:2])[2:-2]  # what follows may be the number of somebody's sign-in
    _log.error("The local provider failed at /%s: %s\n%s", place, type(problem).__name__, lines)
