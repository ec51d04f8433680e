"""Questions to a provider by clicking: link after link, each answer as it comes, the sheet at the end, and what changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..errors import Mistake
from ..messages import brief
from ..probes import SHORT_TOUR, Pasted, Plan, ProbeRun, ProviderSheet, Sheets
from ..protocol.client import Client
from ..protocol.metadata import ProviderMetadata
from ..secret import Secret
from ..views.parts import el, sentence
from ..views.sheet import plan_html, sheet_html
from .frame import Frame
from .model import PanelModel
from .open_link import OpenLink
from .parts import Section, box, button, line, make, problem_html, said, visible
from .report_box import ReportBox
from .sheet_compare import SheetCompare

if TYPE_CHECKING:
    from ..local import LocalProvider

_STEP = "probe"
_LONGEST = 200  # characters of a name
_TOURS: dict[str, tuple[str, ...] | None] = {
    "without a login": (),
    "the short tour: four sign-ins, which answer most questions": SHORT_TOUR,
    "the long tour: a sign-in for everything that needs one": None,
}
_ENDS = ("revocation", "intro-after-revocation", "logout")
_SENDS = "Invented codes and tokens are sent, and requests with one thing altered."
_SIGNS_IN = f"{_SENDS} A code and a refresh token that come of these sign-ins are used twice, to see whether that is refused."
_KEEPS = "A run that is stopped keeps the answers so far."
_NOBODY = Client(
    "probing", Secret("nobody", "client_secret"), redirect_uri="http://127.0.0.1/callback"
)  # like the one that comes
_LOOKS, _ASKS = "Looking at what would be sent ...", "Asking ..."
_ALOUD = (_LOOKS, _ASKS)
_WHOM = "Asked is `{}`, as its client `{}`."
_LOCAL = "Asked is the local provider, where a client is registered for it."


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
        self.local: LocalProvider | None = None
        self._provider, self._client, self._options = provider, client, options
        self._asked: ProbeRun | None = None
        self._told = 0
        self._plan: Plan | None = None
        self._sizes: dict[tuple[object, ...], str] = {}  # of each choice, told before anybody asks
        self._left: ProviderSheet | None = None  # where a run to this provider stopped early
        self._build()
        self._compose(self.body, kind="fxp-small")
        self._left = self._stopped()
        self.model.listen(self._draw_probe)
        self.model.changed()

    def _build(self) -> None:
        does = self.model.guarded
        self.tour = make(W.Dropdown, options=list(_TOURS), description="ask")
        self.ends = make(W.Checkbox, description="At the end also revoke this run's tokens, and sign out there", indent=False)
        self.go = button("Ask", does(_STEP, self._begin), primary=True, icon="question")
        self.go_on = button("Go on where it stopped", does(_STEP, lambda: self._begin(resume=True)), icon="play")
        self.look = button("What would be sent?", does(_STEP, self._look), icon="list")
        self.open_link = OpenLink(self.model, _STEP)
        self._error, self._shown_plan, self._share, self._result = Section("fxp-error"), Section(), Section(), Section()
        self._whom, self._hint = Section(), Section()
        self.compare = SheetCompare(self.model, self._finished, self._sheets)
        self.report = ReportBox(self.model, self._finished, "sheet")
        actions = line(self.tour, self.go, self.go_on, self.look, kind="fxp-actions")
        form = (
            self._whom.widget,
            actions,
            self.ends,
            self._hint.widget,
            self._error.widget,
            self._shown_plan.widget,
        )
        for control in (self.tour, self.ends):
            control.observe(does(_STEP, lambda: None), "value")  # which draws
        after = (self._share.widget, self._result.widget, self.report.widget, self.compare.widget)
        self.body = box(*form, self.open_link.widget, self._progress, *after, kind="fxp-stage")

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
            if self.local is None:
                raise Mistake("Only at the local provider can the panel sign in by itself: press Ask.")
            window = self.local.window()
            self._asked = self._run(None, lambda url: window.sign_in(url, user))
            self._asked.go()
            self.model.changed()

    # What the reader does

    def _connect(self) -> None:
        if self._provider is None:
            from ..local import LocalProvider  # a web server: only for who has no provider

            self.local = LocalProvider().start()
            self._provider, self._client = self.local.discovery_url, self.local.register("probing")

    def _run(self, flights: tuple[str, ...] | None, sign_in: Any, **more: Any) -> ProbeRun:
        if self._provider is None or self._client is None:
            raise Mistake("There is no provider to ask.")
        return self._run_at(self._provider, self._client, flights, sign_in, **more)

    def _run_at(self, provider: Any, client: Client, flights: tuple[str, ...] | None, sign_in: Any, **more: Any) -> ProbeRun:
        way = None if flights == () else sign_in
        ends = self.ends.value and flights != ()  # without a sign-in there is nothing to take back
        letters = (*flights, *(["L"] if ends else [])) if flights else None
        ask = ("all", *(_ENDS if ends else ()))
        options = {"sign_in": way, "flights": letters, "ask": ask, **self._options, **more}
        return ProbeRun(provider, client, progress=self._tell, **options)

    def _size(self) -> str:
        """How much would be sent for what is chosen now; of the local provider, which is not there yet, as for one like it."""
        provider, client = self._provider or "http://127.0.0.1", self._client or _NOBODY
        choice = (self.tour.value, self.ends.value, self._provider)
        if choice not in self._sizes:
            self._sizes[choice] = self._run_at(provider, client, _TOURS[self.tour.value], Pasted(self._sign_in)).plan().size
        return self._sizes[choice]

    def _look(self) -> None:
        def job() -> None:
            self._connect()
            self._plan = self._run(_TOURS[self.tour.value], Pasted(self._sign_in)).plan()

        self.model.work(_STEP, _LOOKS, job)

    def _begin(self, *, resume: bool = False) -> None:
        flights = _TOURS[self.tour.value]
        earlier = self._left if resume else None
        self._plan = None
        self.open_link.begin()
        self.model.work(_STEP, _ASKS, lambda: self._ask(flights, earlier), stop=self._stop)

    def _ask(self, flights: tuple[str, ...] | None, earlier: ProviderSheet | None) -> None:
        self._connect()
        self._asked = self._run(flights, Pasted(self._sign_in), resume=earlier)
        try:
            self._asked.go()
        finally:
            self._left = self._stopped()
            self.model.news.tell(_STEP, f"The questions have ended. {self._asked.share}")

    def _sheets(self) -> Sheets:
        given = self._options.get("sheets")
        return given if isinstance(given, Sheets) else Sheets(given)

    def _stopped(self) -> ProviderSheet | None:
        """The newest sheet of this provider and client, where its run ended early."""
        if self._provider is None or self._client is None:
            return None
        issuer = self._provider.issuer if isinstance(self._provider, ProviderMetadata) else self._provider
        return self._sheets().stopped(issuer.partition("/.well-known/")[0], self._client.client_id)

    def _finished(self) -> ProviderSheet | None:
        return self._asked.sheet if self._asked is not None and not self.model.worker.what else None

    def _sign_in(self, url: str) -> Secret:
        """Show a link, and wait in the worker's thread until its answer was pasted."""
        return self.open_link.sign_in(url, self.local.browser_url(url) if self.local else url)

    def _stop(self) -> None:
        """End the run; what it waits for ends at once. It takes no lock that a job could hold."""
        if self._asked is not None:
            self._asked.stop()
        self.open_link.stop()

    def _tell(self, said_now: str) -> None:
        self._told += 1
        self.model.worker.what = said_now[:100]
        if self._told % 10 == 0:  # a page that is drawn for every answer would be slower than the answers
            self.model.changed()

    # What is shown

    def _busy_html(self, what: str) -> str:
        """What is under way, aloud when it begins only: a line for each of three hundred answers would be read one by one."""
        return super()._busy_html(what) if what in _ALOUD else el("div", what)

    @property
    def _asked_whom(self) -> str:
        """Who is going to be asked, and as which client."""
        if self._provider is None or self._client is None:
            return _LOCAL
        issuer = self._provider.issuer if isinstance(self._provider, ProviderMetadata) else self._provider
        return _WHOM.format(brief(issuer, _LONGEST), brief(self._client.client_id, _LONGEST))

    @property
    def _where(self) -> str:
        """Which link is open, of how many as things go now, and what it is for."""
        flight = self._asked.flight if self._asked is not None else None
        ahead = self._asked.links_ahead if self._asked is not None else 0
        number = self.open_link.number
        total = max(number, self._asked.links_before + ahead if self._asked is not None else 0)
        return f"Link {number} of {total}" + (f": {flight.told}" if flight is not None else "")

    def _draw_probe(self) -> None:
        busy = bool(self.model.worker.what)
        problem = self.model.errors.get(_STEP, "")
        self._whom.show(said(self._asked_whom))
        needs_nobody = _TOURS[self.tour.value] == ()
        visible(self.ends, not needs_nobody)
        self._hint.show(said(f"{self._size()} {_SENDS if needs_nobody else _SIGNS_IN} {_KEEPS}", "quiet"))
        self._error.show(problem_html("" if self.open_link.waits else problem))
        self.open_link.draw(self._where, problem)
        visible(self.go_on, not busy and self._left is not None)
        self._shown_plan.show(plan_html(self._plan) if self._plan and not busy else "")
        done = self._finished()
        if done is None:  # while a run is under way, a sheet beneath it could be taken for its own
            self._share.show("")
            self._result.show("")
        elif self._asked is not None:
            self._share.draw(_share_html, self._asked.share)
            self._result.draw(sheet_html, done)
        for widget in (self.report.widget, self.compare.widget):
            visible(widget, done is not None)
        self.compare.draw()


def _share_html(told: str) -> str:
    return el("div", sentence(told), class_="fx") if told else ""
