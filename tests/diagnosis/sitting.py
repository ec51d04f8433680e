"""A sign-in at a small provider that goes on: time passes, and what the provider answers changes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from explorer import Flow, diagnose
from explorer.diagnosis import Diagnosis
from tests.diagnosis.answers import PLAIN
from tests.diagnosis.small_provider import ISSUER, Answer, SmallProvider
from tests.diagnosis.voices import by_the_book

SECRET = "plain-secret-of-letters"
PATHS = {"userinfo": "/userinfo", "introspect": "/introspect", "revoke": "/revoke", "refresh": "/token", "exchange": "/token"}


def empty(status: int, **headers: str) -> Answer:
    """A status, and nothing in the body."""
    return status, {"Content-Length": "0", **{name.replace("_", "-"): text for name, text in headers.items()}}, b""


def joint(found: Diagnosis) -> list[str]:
    """The causes that stand first together."""
    return [cause.id for cause in found.joint]


class Sitting:
    """It has a clock of its own: `wait` lets time pass, `ask` does a step that is answered so."""

    def __init__(self, runs: Path, **small: Any) -> None:
        self.now = time.time()
        self.small = SmallProvider(by_the_book, secret=SECRET, **small)
        self.flow = Flow(ISSUER, PLAIN, http=self.small, runs=runs, clock=lambda: self.now)
        self.flow.discover()

    def send_code(self, thinking: float = 12) -> Sitting:
        """Open a link, and send its code straight away."""
        back = self.small.sign_in(self.flow.authorize().url)
        self.wait(thinking)
        self.flow.receive(back)
        self.wait(2)
        self.flow.exchange()
        return self

    def wait(self, seconds: float) -> Sitting:
        """Let time pass."""
        self.now += seconds
        return self

    def ask(self, step: str, reply: Answer | None = None, *arguments: str) -> Sitting:
        """Do a step of the flow; a reply is what the provider answers from now on."""
        if reply is not None:
            self.small.answers[PATHS[step]] = reply
        getattr(self.flow, step)(*arguments)
        return self.wait(5)

    def told(self) -> Diagnosis:
        """What the diagnosis makes of it."""
        return diagnose(self.flow.run)
