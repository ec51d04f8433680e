"""The box into which a secret is typed: its value reaches the kernel and nothing else (law "Secrets never print")."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import traitlets

from ..secret import Secret
from .front_end import FrontEnd, script


class SecretBox(FrontEnd):
    """A box for a secret that must not end up in the notebook.

    What is typed goes to the kernel by a message, leaves the box at once, and never becomes widget state, so that no way
    of saving a notebook can keep it. `label` says what is asked for, and names the secret; `before` what is in use until one is
    typed here.
    """

    _esm = script("secret_box.js")
    _css = Path(__file__).with_name("secret_box.css")
    label = traitlets.Unicode("client_secret").tag(sync=True)
    length = traitlets.Int(0).tag(sync=True)
    before = traitlets.Unicode("").tag(sync=True)  # what is said while none was typed here
    odd = traitlets.Unicode("").tag(sync=True)  # what is odd about it and can be told without it

    def __init__(self, label: str = "client_secret") -> None:
        super().__init__(label=label)
        self._secret: Secret | None = None
        self._listeners: list[Callable[[Secret], None]] = []
        self.on_msg(lambda _widget, content, _buffers: self._receive(content))

    @property
    def secret(self) -> Secret | None:
        """What was typed last, or None."""
        return self._secret

    def on_secret(self, act: Callable[[Secret], None]) -> None:
        """Call `act` with each secret that is typed."""
        self._listeners.append(act)

    def forget(self) -> None:
        """Drop the secret."""
        self._secret, self.length, self.odd = None, 0, ""

    def _receive(self, content: dict[str, Any]) -> None:
        if content.get("kind") == "reveal" and self._secret is not None:
            self.send({"kind": "revealed", "value": self._secret.reveal()})
        if content.get("kind") != "secret" or not content.get("value"):
            return
        self._secret = Secret(
            str(content.pop("value")), self.label
        )  # out of the message, which a report of an error would show
        with self.hold_sync():  # in one message, since what the page says of it is read aloud
            self.length, self.odd = len(self._secret), _odd(self._secret.reveal())
        for act in self._listeners:
            act(self._secret)


def _odd(value: str) -> str:
    """Say what is rarely meant: white space that was copied along, which a provider takes for a part of the secret."""
    places = ("its beginning", value[0].isspace()), ("its end", value[-1].isspace())
    edges = " and ".join(place for place, is_there in places if is_there)
    return f"with white space at {edges}, which is rarely meant" if edges else ""
