"""One request with its answer, and where the time went."""

from __future__ import annotations

import email.utils
import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from functools import cached_property
from typing import Any, TypeVar

from ..secret import SecretBytes
from .brief import brief
from .charset import BodyText, decode, reader
from .correlation import correlation_numbers
from .request import Request

T = TypeVar("T")

_BEFORE_SENDING = ("dns", "connect", "tls", "proxy", "protocol")  # kinds of failure at which a request may not have left
PHASES = ("dns", "connect", "tls", "send", "wait", "receive")


@dataclass(frozen=True)
class Timing:
    """When an exchange began and how long each phase took.

    `started_at` is seconds since 1970 by our clock; `phases` maps a name of `PHASES` to (start, duration), both in
    milliseconds from `started_at`. A phase that did not happen (a reused connection has no dns, connect or tls) is absent.
    """

    started_at: float
    phases: dict[str, tuple[float, float]] = field(default_factory=dict)
    reused: bool = False

    def __repr__(self) -> str:
        phases = ", ".join(f"{brief(name)} {duration:.1f}" for name, (_, duration) in self.phases.items())
        return f"<Timing {self.total:.1f} ms: {phases or 'no phase'}>"

    @property
    def total(self) -> float:
        """Milliseconds from the start to the last byte."""
        return max((start + duration for start, duration in self.phases.values()), default=0.0)


@dataclass(frozen=True)
class Response:
    """One HTTP answer. Its body may hold tokens, so it is neither shown nor serialised: `content()` reads it.

    `unpacked` are the content codings that were undone, such as gzip: the body is what was packed (RFC 9110 8.4.1).
    """

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: SecretBytes | bytes
    unpacked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", SecretBytes(self.body))

    def __repr__(self) -> str:
        told = f"{brief(self.media_type) or 'no media type'}, {len(self.body):,} bytes"
        return f"<Response {self.status} {brief(self.reason)}: {told}>"

    def content(self) -> bytes:
        """Return the bytes of the body. They may hold tokens: do not show them."""
        return bytes(self.body)

    def read(self, make: Callable[[bytes], T]) -> T:
        """Return what `make` makes of the body: once, so whoever gets it only looks at it."""
        return self.body.once(make) if isinstance(self.body, SecretBytes) else make(self.body)

    def show_by(self, shown: Callable[[Any], Any]) -> None:
        """Have `shown` look at what is read of the body; see `Secret.show_by`."""
        if isinstance(self.body, SecretBytes):
            self.body.show_by(shown)

    def header(self, name: str) -> str | None:
        """Return the first header of that name, in any letter case."""
        return self._first.get(name.lower())

    @cached_property
    def _first(self) -> dict[str, str]:
        """The first header of each name in small letters: a dozen places ask, most of them for the media type."""
        return {name.lower(): value for name, value in reversed(self.headers)}

    @cached_property
    def media_type(self) -> str:
        """The media type without its parameters, in lower case; empty when the header is absent (RFC 9110 8.3)."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    @cached_property
    def points_to(self) -> str | None:
        """Where a redirect (30x) points, for people: its Location without the query, which may hold a code; None for other answers."""
        location = self.header("Location") if 300 <= self.status < 400 else None
        return brief(location.partition("?")[0].partition("#")[0], 200) if location else None

    def text(self) -> str:
        """Return the body as text, in whatever encoding it came; what cannot be decoded becomes replacement marks."""
        return self.decoded.text

    @property
    def decoded(self) -> BodyText:
        """The body as text, and how it was read."""
        return self.read(reader(decode, self.header("Content-Type") or ""))


@dataclass(frozen=True)
class Exchange:
    """A request, the answer to it (None when none came), its timing, and why there is no answer.

    `error` is the sentence of an `Unreachable`, `error_kind` its stable word.
    """

    step: str
    request: Request
    response: Response | None
    timing: Timing
    error: str | None = None
    error_kind: str | None = None

    def __repr__(self) -> str:
        came = f"{self.response.status}, {self.timing.total:.1f} ms" if self.response else f"no answer ({self.error_kind})"
        return f"<Exchange {self.step}: {self.request.method} {self.request.address}, {came}>"

    @property
    def was_sent(self) -> bool:
        """False where it is sure that nothing was sent: no name, no connection, no TLS, or the time was up before there was one."""
        before = self.error_kind in _BEFORE_SENDING or (self.error_kind in ("timeout", "stopped") and bool(self.timing.phases))
        return self.response is not None or not before or "send" in self.timing.phases

    @cached_property
    def clock_offset(self) -> float | None:
        """Seconds by which the provider's clock is ahead of ours, from the `Date` header; None without one.

        `Date` has whole seconds (RFC 9110 5.6.7), so an offset within a second means nothing.
        """
        date = self.response.header("Date") if self.response else None
        theirs = None if date is None else _moment(date)
        return None if theirs is None else round(theirs - self._answered_at(), 1)

    def _answered_at(self) -> float:
        start, _ = self.timing.phases.get("receive", (self.timing.total, 0.0))
        return self.timing.started_at + start / 1000

    @property
    def correlation_ids(self) -> dict[str, str]:
        """Return the provider's own request numbers, which its support will ask for (ECID at Oracle, and the like)."""
        return dict(correlation_numbers(self.response.headers)) if self.response else {}


@functools.lru_cache(maxsize=16)  # it has whole seconds, and the answers of a flow come within a few
def _moment(date: str) -> float | None:
    """Return a Date header in seconds since 1970; None where it cannot be read."""
    try:
        moment = email.utils.parsedate_to_datetime(date)
    except (ValueError, OverflowError):  # the latter for a zone of more digits than a number of C has
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
