"""What every part of the provider works with: who it is, what it remembers, and which faults it has now."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .faults import CHECKS, Fault
from .keys import KeyRing
from .memory import Clock, Memory
from .standard import Standard

LANDING = "/callback"


def _now_and_here() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}, {os.getpid()}"


@dataclass
class Setting:
    """A provider's profile, keys and memory, and what may be changed while it runs.

    `clock` returns seconds since 1970; the lifetimes are in seconds. `started` is the moment at which it began to
    remember: whoever is asked for later at the same address, with the same keys, knows none of its codes and clients.
    """

    profile: Standard
    port: int
    keys: KeyRing
    clock: Clock
    keys_are_public: bool
    code_lifetime: int = 300  # many providers take one minute; a learner reads what is about to be sent first
    token_lifetime: int = 3600
    faults_in_force: tuple[Fault, ...] = ()
    memory: Memory = field(default_factory=Memory)
    started: str = field(default_factory=_now_and_here)  # by the computer's clock, also where `clock` is another one

    @property
    def address(self) -> str:
        """Where it listens, and what every address in its metadata begins with."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def issuer(self) -> str:
        """Its name, as in `iss`."""
        return self.profile.issuer(self.address)

    @property
    def landing(self) -> str:
        """The redirect address for clients that have none of their own: a page that shows what came."""
        return self.address + LANDING

    @property
    def accepted_audiences(self) -> list[str]:
        """What a client assertion may call this provider (RFC 7523 3; OIDC Core 9)."""
        return [self.issuer, self.address, self.address + self.profile.paths.token_endpoint]

    @property
    def cookie(self) -> str:
        """The name of the cookie that a browser is known by; it holds the port, since cookies do not know ports (RFC 6265 8.5)."""
        return f"local_provider_{self.port}"

    def relative_redirect(self, location: str) -> str:
        """Return a redirect target; to our own landing page without the origin, since behind a proxy it has another."""
        ours = location.partition("?")[0] == self.landing
        return location.removeprefix(self.address) if ours else location

    def apply_faults(self, place: str, subject: Any) -> None:
        """Let the faults in force that belong to this place change what is about to leave."""
        for fault in self.faults_in_force:
            fault.apply(place, subject)

    def enforces(self, check: str) -> bool:
        """Tell whether a check out of `CHECKS` is made, as an honest provider makes them all."""
        made = set(CHECKS)
        self.apply_faults("checks", made)
        return check in made
