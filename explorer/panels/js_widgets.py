"""The few widgets with a front end of their own: each does in the page what the kernel cannot, or must not, do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import traitlets

from ..secret import Secret
from ..views.style import css, keys_js, squeezed
from .front_end import FrontEnd, script
from .run_list import ListedRun

_HERE = Path(__file__).parent

DEAD = "No answer from the kernel: run this cell again."
SLOW = "No answer from the kernel for 5 seconds. It may be busy with another cell; if it was restarted, run this cell again."
ELSEWHERE = (
    "This panel is made for JupyterLab and Jupyter Notebook 7. Elsewhere, as in VS Code, pasting works. The sign-in opens in your "
    "own browser, which finds the local provider only if the kernel runs on the same computer or its port is forwarded; a "
    "hub's link does not open. A copy button may only select its text."
)


class Heartbeat(FrontEnd):
    """Keeps a panel: its style sheet, shortcuts away from its controls, a ticking age, and a word when the kernel is gone.

    In a page that is not Jupyter's own, it says what does not work there. `on_sight` is called with whether any page shows
    the panel, as soon as one has said so: a cell that runs again takes its old panel from the page, and nobody else tells.
    """

    _esm = keys_js() + script("heartbeat.js")
    _css = traitlets.Unicode(css() + squeezed((_HERE / "panel.css").read_text(encoding="utf-8"))).tag(sync=True)
    dead_text = traitlets.Unicode(DEAD).tag(sync=True)
    busy_text = traitlets.Unicode(SLOW).tag(sync=True)
    elsewhere_text = traitlets.Unicode(ELSEWHERE).tag(sync=True)

    def __init__(self, on_sight: Callable[[bool], None] = lambda seen: None) -> None:
        super().__init__()
        self._views: set[str] = set()
        self._on_sight = on_sight
        self.on_msg(lambda _widget, content, _buffers: self._receive(content))

    def say(self, text: str, *, at: str = "") -> None:
        """Say a sentence aloud, and lead the cursor to the first control that this CSS selector finds in the panel."""
        self.send({"kind": "news", "text": text, "at": at})

    def _receive(self, content: dict[str, Any]) -> None:
        kind, view = content.get("kind"), str(content.get("view"))
        if kind == "ping":
            self.send({"kind": "pong"})
        elif kind in ("shown", "hidden"):
            (self._views.add if kind == "shown" else self._views.discard)(view)
            self._on_sight(bool(self._views))


class ReadingAids(FrontEnd):
    """Copy buttons, the places of a fingerprint, ways from the diagram to its messages, a filter for the checks: all in the page."""

    _esm = script("reading_aids.js")


class Link(FrontEnd):
    """A link that opens in a new tab. `on_open` is called with the address that was opened."""

    _esm = script("link.js")
    label = traitlets.Unicode("").tag(sync=True)
    href = traitlets.Unicode("").tag(sync=True)
    primary = traitlets.Bool(False).tag(sync=True)
    private = traitlets.Bool(False).tag(sync=True)

    def __init__(self, label: str, *, primary: bool = False, private: bool = False) -> None:
        super().__init__(label=label, primary=primary, private=private)
        self._secret_href: Secret | None = None
        self._on_open: Callable[[str], None] = lambda href: None
        self.on_msg(lambda _widget, content, _buffers: self._receive(content))

    def on_open(self, act: Callable[[str], None]) -> None:
        """Call `act` with the address, each time that the link was opened."""
        self._on_open = act

    def point(self, href: Secret) -> None:
        """Point at an address that is a secret: it goes to the page by message and is never widget state."""
        self._secret_href = href
        self._tell()

    def _tell(self) -> None:
        if self._secret_href is not None:
            self.send({"kind": "href", "href": self._secret_href.reveal()})

    def _receive(self, content: dict[str, Any]) -> None:
        if content.get("kind") == "href":
            self._tell()
        elif content.get("kind") == "opened":
            self._on_open(str(content.get("href") or ""))


class Copy(FrontEnd):
    """A button that copies a text. `on_copy` is called with the text that was copied."""

    _esm = script("copy.js")
    label = traitlets.Unicode("Copy").tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)

    def __init__(self, label: str = "Copy", text: str = "") -> None:
        super().__init__(label=label, text=text)
        self._on_copy: Callable[[str], None] = lambda text: None
        self.on_msg(lambda _widget, content, _buffers: self._receive(content))

    def on_copy(self, act: Callable[[str], None]) -> None:
        """Call `act` with the text, each time that it was copied."""
        self._on_copy = act

    def _receive(self, content: dict[str, Any]) -> None:
        if content.get("kind") == "copied":
            self._on_copy(str(content.get("text") or ""))


class Reveal(FrontEnd):
    """Shows or copies a secret on demand. Its value goes to the page by message, for as long as it is asked for."""

    _esm = script("reveal.js")
    label = traitlets.Unicode("").tag(sync=True)
    shown_for = traitlets.Unicode("").tag(sync=True)  # a fingerprint: another secret ends the showing of this one

    def __init__(self, label: str) -> None:
        super().__init__(label=label)
        self._secret: Secret | None = None
        self.on_msg(lambda _widget, content, _buffers: self._receive(content))

    def hold(self, secret: Secret | None) -> None:
        """Take the secret to show, or None for none."""
        if secret != self._secret:
            self._secret = secret
            self.shown_for = secret.fingerprint if secret else ""

    def _receive(self, content: dict[str, Any]) -> None:
        if content.get("kind") == "reveal" and self._secret is not None:
            self.send({"kind": "revealed", "value": self._secret.reveal()})


class PasteBox(FrontEnd):
    """The text area for what the browser brought back. Its text holds a code, so it is never widget state.

    `text` is what stands in it, `on_done` is called when something was pasted or Enter pressed.
    """

    _esm = script("paste.js")
    label = traitlets.Unicode("").tag(sync=True)
    placeholder = traitlets.Unicode("").tag(sync=True)

    def __init__(self, label: str, placeholder: str) -> None:
        super().__init__(label=label, placeholder=placeholder)
        self.text = Secret("", "pasted")
        self._on_done: Callable[[], None] = lambda: None
        self._on_turn: Callable[[], None] = lambda: None
        self.on_msg(lambda _widget, content, _buffers: self._receive(content))

    def on_done(self, act: Callable[[], None]) -> None:
        """Call `act` when the text is complete."""
        self._on_done = act

    def on_turn(self, act: Callable[[], None]) -> None:
        """Call `act` when the box is empty no more, or again."""
        self._on_turn = act

    def refuse(self) -> None:
        """Keep the text, which is none of ours; the next one that is pasted replaces it."""
        self.send({"kind": "refused"})

    def clear(self) -> None:
        """Empty the box, here and in the page."""
        self.text = Secret("", "pasted")
        self.send({"kind": "clear"})

    def _receive(self, content: dict[str, Any]) -> None:
        if content.get("kind") != "text":
            return
        before, self.text = self.text, Secret(str(content.get("value") or ""), "pasted")
        if content.get("done"):
            self._on_done()
        elif bool(before.reveal().strip()) != bool(self.text.reveal().strip()):
            self._on_turn()


class RunList(FrontEnd):
    """The list of runs to choose from, those of this notebook first and all others behind a fold.

    `chosen` are the ids of those that are marked, in the order of marking; `of` is what the first ones are said to be of.
    """

    _esm = script("run_list.js")
    # Of objects; to look at each of ten thousand would take longer than to list them.
    rows: traitlets.List[Any] = traitlets.List().tag(sync=True)
    chosen = traitlets.List(traitlets.Unicode()).tag(sync=True)
    of = traitlets.Unicode("").tag(sync=True)

    def show(self, lines: Iterable[ListedRun], chosen: Iterable[str]) -> None:
        """List these runs, with some of them marked."""
        with self.hold_sync():
            self.rows, self.chosen = [line._asdict() for line in lines], list(chosen)
            self.of = "" if all(row["own"] for row in self.rows) else " of this notebook"
