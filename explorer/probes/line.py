"""The line to the provider: every request of a run of probes goes through here. Recorded, paced, bounded; and ended where it blocks."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..errors import Mistake, Unreachable
from ..flow.state import new_recorder
from ..flow.way import require_safe_way
from ..messages import Exchange, Request, Response, Transport, is_this_machine, split_url
from ..protocol.credentials import marked
from ..protocol.json_text import JsonProblem, read_json
from ..recorder import Clock
from ..runs import Runs
from ..secret import Secret
from ..wire import Http
from .answer import NotAsked, Stopped, Unclear
from .pages import Page, Received, is_captcha, unchanged

PAUSES = {"authorize": 1.0, "token": 1.5, "authentication": 5.0, "race": 0.0}  # seconds between two requests of a kind
LIMITS = {"authorize": 220, "token": 140, "authentication": 4, "race": 10}  # requests of a kind in a run
_BUSY = (423, 429)
_HIDDEN = re.compile(r"""<input[^>]*name=["'](code|access_token|id_token|response)["'][^>]*value=["']([^"']+)""", re.I)


@dataclass(frozen=True)
class Seen:
    """What came back, as it came; `number` is that of its exchange in the run, from 1. It is never shown: answers are.

    Answers are redacted when they are kept; of a text only a part of which is quoted, that is the part of what `received` returns.
    """

    number: int
    request: Request
    response: Response
    exchange: Exchange
    received: Received = unchanged

    def __repr__(self) -> str:
        return f"<Seen {self.number}: {self.response.status}>"

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status

    @property
    def location(self) -> str | None:
        """Where it sends a browser."""
        return self.response.header("Location") if 300 <= self.status < 400 or self.status == 201 else None

    @property
    def media_type(self) -> str:
        """What it says that it is."""
        return (self.response.media_type or "").lower()

    @cached_property
    def json(self) -> Any:
        """The JSON of its body; None where there is none."""
        try:
            return read_json(self.response.content()).value
        except JsonProblem:
            return None

    @cached_property
    def page(self) -> Page:
        """Its body as a page."""
        return Page(self.response.text(), self.request.url, self.received)

    @property
    def cookies(self) -> list[str]:
        """The cookies that it sets, as they came."""
        return [value for name, value in self.response.headers if name.lower() == "set-cookie"]


class Jar:
    """The cookies of one browser, by host."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str], str] = {}

    def header(self, url: str) -> list[tuple[str, Secret]]:
        """Return the Cookie header for an address."""
        host = (split_url(url) or urlsplit("")).hostname or ""
        pairs = [
            f"{name}={value}" for (home, name), value in self._cookies.items() if host == home or host.endswith(f".{home}")
        ]
        return [("Cookie", Secret("; ".join(pairs), "cookie"))] if pairs else []

    def take(self, url: str, cookies: list[str]) -> None:
        """Keep what an answer sets; loopback counts as safe, as browsers have it."""
        host = (split_url(url) or urlsplit("")).hostname or ""
        for cookie in cookies:
            pair, _, rest = cookie.partition(";")
            name, _, value = pair.partition("=")
            domain = re.search(r"domain=\.?([^;]+)", rest, re.I)
            gone = re.search(r"max-age=0|expires=[^;]*1970", rest, re.I)
            key = (domain[1].strip().lower() if domain else host, name.strip())
            if gone:
                self._cookies.pop(key, None)
            else:
                self._cookies[key] = value


class _Keeper:
    """The transport below the recorder: it hands on what came, keeps it as it came, and tells which secrets are in it."""

    def __init__(self, http: Transport) -> None:
        self._http = http
        self._kept = threading.local()
        self.learn: Callable[..., None] = lambda *_: None

    @property
    def proxy_host(self) -> str | None:
        """As the transport has it."""
        return self._http.proxy_host

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """As the transport has it."""
        return tuple(getattr(self._http, "secrets", ()))

    @property
    def last(self) -> Exchange:
        """What this thread was answered last."""
        exchange: Exchange = self._kept.last
        return exchange

    def send(self, request: Request, step: str) -> Exchange:
        """Send a request, as the transport does."""
        self._kept.last = exchange = self._http.send(request, step)
        if exchange.response is not None:
            self.learn(*_secrets_in(exchange.response))
        return exchange

    def stop(self) -> None:
        """End what is under way."""
        self._http.stop()


def _secrets_in(response: Response) -> list[Secret]:
    """The codes and tokens on their way through a browser: in a Location, in a form that posts itself."""
    location = response.header("Location") or ""
    return [*secrets_of(location), *(Secret(match[2], match[1]) for match in _HIDDEN.finditer(response.text()))]


def secrets_of(address: str) -> list[Secret]:
    """Return the codes and tokens in the query and the fragment of an address."""
    pairs = [pair for part in re.split(r"[?#]", address)[1:] for pair in parse_qsl(part)]
    return [value for value in (marked(*pair) for pair in pairs) if isinstance(value, Secret)]


class Line:
    """Sends the requests of a run. `pause` is a factor on the pauses between them; on this machine there are none."""

    def __init__(
        self, http: Transport | None, runs: Runs | str | Path | None, label: str | None, clock: Clock, pause: float
    ) -> None:
        self._keeper = _Keeper(http or Http())
        new_recorder(http, runs, label, clock)  # it refuses what is no transport, no folder, no label
        self.recorder = new_recorder(self._keeper, runs, label, clock)
        self._keeper.learn = self.recorder.add_found  # a code that is a word must not take it out of every sentence
        self._pause, self.halt = pause, threading.Event()
        self._lock = threading.Lock()
        self._number = 0
        self._sent: Counter[str] = Counter()
        self._last: dict[str, float] = {}
        self.seen: list[Seen] = []

    def stop(self) -> None:
        """Ask no more; what is under way ends at once."""
        self.halt.set()
        self._keeper.stop()

    @staticmethod
    def is_near(url: str) -> bool:
        """Tell whether an address is on this machine, where no pause is needed."""
        return is_near(url)

    def wait(self, seconds: float) -> None:
        """Wait; a stop ends it."""
        if self.halt.wait(seconds):
            raise Stopped("the run was stopped")

    def send(self, request: Request, step: str, kind: str = "", jar: Jar | None = None) -> Seen:
        """Send a request. Raises `NotAsked` where it may not go, `Unclear` without an answer, `Stopped` where the provider blocks."""
        request = request if jar is None else _with(request, jar.header(request.url))
        in_address = self.recorder.redacted(request.url) != request.url
        try:
            require_safe_way(request, "probe", (), self._keeper.proxy_host, in_address=in_address)
        except Mistake as problem:
            raise NotAsked(str(problem)) from None
        self._take_turn(request, kind)
        try:
            self.recorder.send(request, step)
        except Unreachable as problem:
            with self._lock:
                self._number += 1
            if problem.kind == "stopped":
                raise Stopped("the run was stopped") from None
            raise Unclear(f"no answer came: {problem}") from None
        exchange = self._keeper.last
        if exchange.response is None:
            raise Unclear("no answer came")
        with self._lock:
            self._number += 1
            seen = Seen(self._number, request, exchange.response, exchange, self.recorder.received)
            self.seen.append(seen)
        if jar is not None:
            jar.take(request.url, seen.cookies)
        _refuse_if_blocked(seen)
        return seen

    def _take_turn(self, request: Request, kind: str) -> None:
        if self.halt.is_set():
            raise Stopped("the run was stopped")
        with self._lock:
            self._sent[kind] += 1
            if self._sent[kind] > LIMITS.get(kind, 600):
                raise NotAsked(f"a run sends no more than {LIMITS.get(kind, 600)} requests of this kind")
            pause = PAUSES.get(kind, 0.1) * self._pause
            due = self._last.get(kind, 0.0) + (0.0 if is_near(request.url) else pause)
            now = time.monotonic()
            self._last[kind] = max(now, due)
        if due > now:
            self.wait(due - now)


def is_near(url: str) -> bool:
    """Tell whether an address is on this machine, where nobody has to be spared."""
    parts = split_url(url)
    return parts is not None and is_this_machine(parts.hostname)


def _with(request: Request, headers: list[tuple[str, Secret]]) -> Request:
    if not headers:
        return request
    return type(request)(**{**vars(request), "headers": (*request.headers, *headers)})


def _refuse_if_blocked(seen: Seen) -> None:
    """Raise `Stopped` for an answer that says: no more (429, 423), or: prove that you are a person."""
    body = seen.response.content()
    challenge = seen.status in (403, 503) and (is_captcha(body) or seen.response.header("cf-mitigated") is not None)
    slow = isinstance(seen.json, dict) and seen.json.get("error") in ("slow_down", "temporarily_locked")
    if seen.status in _BUSY or challenge or slow:
        later = seen.response.header("Retry-After")
        told = f"; it says to come back after {later}" if later else ""
        raise Stopped(f"the provider blocks (status {seen.status}{told}), so nothing more is asked")
