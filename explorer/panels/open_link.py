"""One link of a run of questions: it is opened, somebody signs in, and where the browser arrived is pasted.

A text that is no answer to this link is refused with what it is, and the link waits on: a slip must not end the run.
"""

from __future__ import annotations

import queue

from ..errors import Mistake
from ..jupyter_proxy import path_through_jupyter
from ..probes import NOWHERE_SHOWN, AnotherLink, brought_back
from ..probes.answer import Stopped
from ..secret import Secret
from ..views.parts import el, sentence
from .js_widgets import Link, PasteBox
from .model import PanelModel
from .parts import Section, box, button, line, problem_html, visible

_PAGE = "It ended on a page of the provider, which sent me nowhere"


class OpenLink:
    """The box for the link that waits. `number` is its number in this run, `waits` whether there is one."""

    def __init__(self, model: PanelModel, step: str) -> None:
        self._model, self._step = model, step
        does = model.guarded
        self.number, self.waits = 0, False
        self.link = Link("Open the link and sign in", primary=True)
        self.paste = PasteBox("The address at which the browser arrived", "https://...?code=...&state=...")
        self.paste.on_done(does(step, self._take))
        self.take = button("Take it", does(step, self._take), icon="sign-in")
        self.anyway = button("Take it all the same", does(step, self._take_anyway), icon="exclamation")
        self.nowhere = button(_PAGE, does(step, self._give_up), icon="ban")
        self._count, self._wrong = Section(), Section("fxp-error")
        actions = line(self.take, self.anyway, self.nowhere, kind="fxp-actions")
        self.widget = box(self._count.widget, self.link, self.paste, actions, self._wrong.widget, kind="fxp-fields fxp-hidden")
        self._url, self._is_another = "", False
        self._pasted: queue.Queue[Secret | None] = queue.Queue()

    def begin(self) -> None:
        """A new run begins, whose links are counted from one."""
        self.number, self._pasted = 0, queue.Queue()

    def sign_in(self, url: str, shown: str) -> Secret:
        """Show a link, and wait in the worker's thread until its answer was pasted; a stop ends the wait."""
        with self._model.lock:
            self.number, self.waits, self._is_another = self.number + 1, True, False
            self._url = url
            self.link.point(Secret(shown, "link"))
        self._model.changed()
        came = self._pasted.get()
        with self._model.lock:
            self.waits = False
        if came is None:
            raise Stopped("the run was stopped")
        return came

    def stop(self) -> None:
        """End the wait at once. It takes no lock that a job could hold."""
        self._pasted.put(None)

    # What the reader does

    def _take(self) -> None:
        self._is_another = False
        try:
            self._hand_on(brought_back(self._text, self._url, path_through_jupyter))
        except Mistake as refused:
            self._is_another = isinstance(refused, AnotherLink)
            self.paste.refuse()
            raise

    def _take_anyway(self) -> None:
        self._hand_on(self._text)

    def _give_up(self) -> None:
        self._require_link()
        self._hand_on(NOWHERE_SHOWN)

    @property
    def _text(self) -> Secret:
        self._require_link()
        if not self.paste.text.reveal().strip():
            raise Mistake(
                "Nothing was pasted. Open the link, sign in, copy the address bar of that tab, and paste it into the box."
            )
        return self.paste.text

    def _require_link(self) -> None:
        if not self.waits:
            raise Mistake("No link is waiting for an address.")

    def _hand_on(self, came: Secret) -> None:
        """Let the run go on; whatever is clicked before the next link is there is too early."""
        self.waits, self._is_another = False, False
        self._pasted.put(came)
        self.paste.clear()

    # What is shown

    def draw(self, told: str, problem: str) -> None:
        """Show the link that waits, which one it is, and what was wrong with what was pasted."""
        visible(self.widget, self.waits)
        visible(self.anyway, self._is_another)
        if self.waits:
            self._count.show(el("div", sentence(told), class_="fx", role="status"))
        self._wrong.show(problem_html(problem) if self.waits else "")
