"""Questions to a provider by clicking: link after link, each answer as it comes, and the sheet at the end."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING, Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..errors import Mistake
from ..probes import SHORT_TOUR, ProbeRun, ProviderSheet
from ..probes.answer import Stopped
from ..protocol.client import Client
from ..protocol.metadata import ProviderMetadata
from ..secret import Secret
from ..views.parts import el, sentence
from ..views.sheet import sheet_html
from .frame import Frame
from .js_widgets import Link, PasteBox
from .model import PanelModel
from .parts import Section, box, button, line, make, problem_html, said, visible

if TYPE_CHECKING:
    from ..local import LocalProvider

_STEP = "probe"
_TOURS: dict[str, tuple[str, ...] | None] = {
    "without a login": (),
    "the short tour: four sign-ins that share most questions": SHORT_TOUR,
    "the long tour: everything": None,
}
_HINT = (
    "Questions go out one by one, with pauses (none on this machine). A sign-in that is used up, a token that is revoked: "
    "all of it is what this run was given. *Stop* keeps the answers so far."
)


class ProbePanel(Frame):
    """Ask a provider how it behaves; without arguments the local provider.

    `provider` is an issuer or a `ProviderMetadata`, `client` your own client there; `options` are further arguments of `probe`.
    `sheet` is the sheet once there is one.
    """

    def __init__(self, provider: str | ProviderMetadata | None = None, client: Client | None = None, **options: Any) -> None:
        if (provider is None) != (client is None):
            raise Mistake("Give a provider and your client there, or neither for the local provider.")
        super().__init__(PanelModel())
        self.title = "Asking a provider"
        self._provider, self._client, self._options = provider, client, options
        self._local: LocalProvider | None = None
        self._asked: ProbeRun | None = None
        self._pasted: queue.Queue[Secret | None] = queue.Queue()
        self._links, self._of = 0, 0
        self._waits, self._told = False, 0
        self.tour = make(W.Dropdown, options=list(_TOURS), description="ask")
        self.go = button("Ask", self.model.guarded(_STEP, self._begin), primary=True, icon="question")
        self.link = Link("Open the link and sign in", primary=True)
        self.paste = PasteBox("The address at which the browser arrived", "https://...?code=...&state=...")
        self.paste.on_done(self.model.guarded(_STEP, self._take))
        self.take = button("Take it", self.model.guarded(_STEP, self._take), icon="sign-in")
        self._error, self._said, self._count, self._result = (Section("fxp-error"), Section(), Section(), Section())
        self._login = box(self._count.widget, self.link, self.paste, self.take, kind="fxp-fields fxp-hidden")
        form = (make(W.HTML, value=said(_HINT)), line(self.tour, self.go, kind="fxp-actions"), self._error.widget)
        self._compose(
            box(*form, self._login, self._said.widget, self._progress, self._result.widget, kind="fxp-stage"), kind="fxp-small"
        )
        self.model.listen(self._draw_probe)
        self.model.changed()

    # What code does

    @property
    def sheet(self) -> ProviderSheet:
        """The sheet of the latest run. Raises `Mistake` before there is one."""
        if self._asked is None:
            raise Mistake("Nothing was asked yet: press Ask.")
        return self._asked.sheet

    def finish(self, user: str = "alice") -> None:
        """Ask the local provider all that the reader has not asked, with sign-ins, and wait: for Run All and for CI."""
        self.model.worker.wait(120)
        if self._asked is None:
            self._connect()
            if self._local is None:
                raise Mistake("Only at the local provider can the panel sign in by itself: press Ask.")
            window = self._local.window()
            self._asked = self._run(None, lambda url: window.sign_in(url, user))
            self._asked.go()
            self.model.changed()

    # What the reader does

    def _connect(self) -> None:
        if self._provider is None:
            from ..local import LocalProvider  # a web server: only for who has no provider

            self._local = LocalProvider().start()
            self._provider, self._client = self._local.discovery_url, self._local.register("probing")

    def _run(self, flights: tuple[str, ...] | None, sign_in: Any) -> ProbeRun:
        if self._provider is None or self._client is None:
            raise Mistake("There is no provider to ask.")
        way = None if flights == () else sign_in
        options = {"sign_in": way, "flights": flights or None, **self._options}
        return ProbeRun(self._provider, self._client, progress=self._tell, **options)

    def _begin(self) -> None:
        flights = _TOURS[self.tour.value]
        self._links = 0
        self.model.work(_STEP, "Asking ...", lambda: self._ask(flights), stop=self._stop)

    def _ask(self, flights: tuple[str, ...] | None) -> None:
        self._connect()
        self._asked = self._run(flights, self._sign_in)
        self._of = len(self._asked.plan().flights)
        self._asked.go()

    def _sign_in(self, url: str) -> Secret:
        """Show a link, and wait in the worker's thread until an address was pasted; a stop ends the wait."""
        with self.model.lock:
            self._links, self._waits = self._links + 1, True
            self.link.point(Secret(self._local.browser_url(url) if self._local else url, "link"))
        self.model.changed()
        came = self._pasted.get()
        with self.model.lock:
            self._waits = False
        if came is None:
            raise Stopped("the run was stopped")
        return came

    def _take(self) -> None:
        if not self._waits:
            raise Mistake("No link is waiting for an address.")
        if not self.paste.text.reveal().strip():
            raise Mistake("Paste the address at which the browser arrived.")
        self._pasted.put(self.paste.text)
        self.paste.clear()

    def _stop(self) -> None:
        """End the run; what it waits for ends at once. It takes no lock that a job could hold."""
        if self._asked is not None:
            self._asked.stop()
        self._pasted.put(None)

    def _tell(self, said_now: str) -> None:
        self._told += 1
        self.model.worker.what = said_now[:100]
        if self._told % 10 == 0:  # a page that is drawn for every answer would be slower than the answers
            self.model.changed()

    # What is shown

    def _draw_probe(self) -> None:
        self._error.show(problem_html(self.model.errors.get(_STEP, "")))
        visible(self._login, self._waits)
        if self._waits:
            at_least = f" of at least {self._of}" if self._of >= self._links else ""
            self._count.show(el("div", sentence(f"Link {self._links}{at_least}"), class_="fx", role="status"))
        if self._asked is not None and not self.model.worker.what:
            self._result.draw(sheet_html, self._asked.sheet)
