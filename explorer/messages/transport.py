"""The seam between a flow and the network: whatever carries a request to its server and brings the exchange back."""

from __future__ import annotations

from typing import Protocol

from .exchange import Exchange
from .request import Request


class Transport(Protocol):
    """What a flow sends its requests through. `wire.Http` does it over the network; answers from a file would do it too."""

    @property
    def proxy_host(self) -> str | None:
        """The host of a proxy on the way, which can read what travels in plain text; None without one."""

    def send(self, request: Request, step: str) -> Exchange:
        """Return the exchange of this request, under the name `step`. A failure is told in it, and raises nothing."""

    def stop(self) -> None:
        """End every send that is under way, in any thread; each returns with the `error_kind` "stopped"."""
