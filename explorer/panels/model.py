"""What the steps of a panel share: the flow, the worker, what went wrong where, and who wants to be drawn again."""

from __future__ import annotations

import threading
import traceback
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ExplorerError, Mistake
from ..flow import Flow
from ..local import provider_at
from ..protocol.flow_table import PANEL_STEPS
from ..rules import Report
from ..runs import Run, Runs
from ..secret import Secret
from .answer_state import state_of_answer
from .drafts import Drafts
from .exchange_state import state_of_exchange
from .news import News
from .setup import runs_in
from .worker import Worker

if TYPE_CHECKING:
    from ..local import LocalProvider
    from ..runs.comparison import Comparison

STEPS = PANEL_STEPS
_REMEMBERED = 20  # runs that were left
Callback = Callable[..., object]

_models: weakref.WeakValueDictionary[int, PanelModel] = weakref.WeakValueDictionary()  # by the flow that each shows


def model_waiting_for(state: str) -> PanelModel | None:
    """Return what stands behind the panel of this kernel whose link has that state; None where there is none."""
    for model in _models.values():
        request = model.shown.authorization_request if model.shown else None
        if request is not None and request.state == state and not model.has_lost_its_provider:
            return model
    return None


def model_of(flow: Flow) -> PanelModel:
    """Return what stands behind every panel of this flow, so that two views of one flow stay in step.

    A provider that was not asked yet is asked to describe itself, without waiting for it.
    """
    known = _models.get(id(flow))
    if known is not None and flow in (known.coming, known.shown):
        if known.coming is flow and known.worker.wait(0):  # the provider did not answer then; it may do so now
            known.take(flow, known.local)
        return known
    model = PanelModel()
    model.take(flow, provider_at(flow.provider_address))
    return model


class PanelModel:
    """A flow and what is going on with it. A step of a panel draws this, and changes it through `guarded` and `work`.

    The lock guards changes of state, never a network wait (law "Callbacks never block"): JupyterLab runs callbacks on several threads.
    """

    def __init__(self, home: Path | None = None) -> None:
        self.home = home
        self.lock = threading.RLock()
        self.worker = Worker()
        self.local: LocalProvider | None = None
        self.open = STEPS[0]
        self.ticket = 0  # of the walk that is under way; work that was begun before Start over comes too late
        self.errors: dict[str, str] = {}
        self.news = News()
        self.despite: tuple[str, ...] = ()
        self.was_opened = False  # the link of this attempt in a tab, by a click here
        self.is_link_wrong = False  # the link on the screen, by a check of severity error, or the form that should make it
        self.show_faults = True
        self.mishap: Exception | None = None  # for whoever looks into a mistake of ours
        self.steps: dict[str, Any] = {}  # each made once, by `Step.of`; of a type that knows this one
        self.earlier_runs: tuple[Run, ...] = ()  # of this panel, the newest first: people paste old addresses
        self.left: Any = (
            None  # a `Left`, which knows this type: what was under way when the kernel or the cell was started again
        )
        self.hand_over: Callable[[PanelModel], None] | None = None  # has the panel show another model from now on
        self.comparison: Comparison | None = None
        self.coming: Flow | None = None  # its provider is being asked to describe itself
        self._flow: Flow | None = None
        self._drafts: Drafts | None = None
        self._drawn: Run | None = None
        self._listeners: dict[Callback, None] = {}  # in the order in which they came
        self._reports: dict[tuple[str, ...], Report] = {}  # by what they are about

    # The flow

    @property
    def flow(self) -> Flow:
        """The flow. Raises `Mistake` before a provider was chosen."""
        if self._flow is None:
            raise Mistake("There is no flow yet: choose a provider in step 1 of the panel.")
        return self._flow

    @property
    def drafts(self) -> Drafts:
        """The link that is being written. Raises `Mistake` before a provider was chosen."""
        if self._drafts is None:
            raise Mistake("There is no link yet: choose a provider in step 1.")
        return self._drafts

    @property
    def has_flow(self) -> bool:
        """True once a provider was chosen."""
        return self._flow is not None

    @property
    def runs(self) -> Runs:
        """The folder that keeps the runs: the flow's own, or the one in which a new flow would be kept."""
        return self._flow.runs if self._flow else runs_in(self.home)

    @property
    def has_lost_its_provider(self) -> bool:
        """True where the local provider of this flow was stopped, and forgot what it had begun."""
        return self._flow is not None and self.local is not None and provider_at(self._flow.provider_address) is not self.local

    @property
    def shown(self) -> Flow | None:
        """The flow, or None before a provider was chosen."""
        return self._flow

    def take(self, flow: Flow, local: LocalProvider | None, step: str = STEPS[0]) -> None:
        """Go on with this flow; where its provider was not asked yet, it is asked now, without waiting for it."""
        self.local = local
        if flow.provider_metadata is not None:
            self.adopt(flow, local)
            self.open = next((key for key in STEPS if self.state_of(key) != "done"), STEPS[-1])
            return
        self.coming = flow
        _models[id(flow)] = self
        self.work(step, "Asking the provider to describe itself ...", lambda: self.begin(flow, local), stop=flow.stop)

    def begin(self, flow: Flow, local: LocalProvider | None, ticket: int | None = None) -> None:
        """Have the provider describe itself, and go on with this flow. It waits for the provider.

        `ticket` is that of the walk in which it was asked for; where another one has begun meanwhile, it comes too late.
        """
        ticket = self.ticket if ticket is None else ticket
        flow.discover()
        with self.lock:
            if ticket == self.ticket:
                self.adopt(flow, local)
                self.open = "authorize"
                wrong = (f"{each.message} {each.advice}" for each in self.report("metadata").failures if each.is_error)
                self.news.tell("provider", " ".join((f"1 Provider: {flow.issuer}, client {flow.client.client_id}.", *wrong)))

    def adopt(self, flow: Flow, local: LocalProvider | None) -> None:
        """Go on with this flow, whose provider has described itself; `local` is the local provider, where it is that."""
        self.local = local
        self.despite, self.comparison = (), None  # of the flow before
        self._drafts = Drafts(flow, self.browser_url)
        self._flow, self.coming, self.left = flow, None, None
        _models[id(flow)] = self

    def follow_code(self) -> None:
        """Draw again where code has gone on with the flow since it was drawn last."""
        if self.coming is not None and self.coming.metadata is not None and self.worker.wait(0):
            self.adopt(self.coming, self.local)
        flow = self._flow
        if flow is not None and flow.run is not self._drawn:
            with self.lock:
                if flow.authorization_request is not None and flow.authorization_request.url != self.drafts.recorded:
                    self.drafts.adopt(flow.authorization_request)
            self.changed()

    def use_link(self, url: str | None = None) -> None:
        """Put the link with this address in the browser, or the one on the screen, into the record."""
        self.drafts.use(url)
        self.despite, self.news.note = (), ("", "")

    def use_fresh_link(self) -> None:
        """Put the link on the screen into the record, with random values that were never used."""
        self.drafts.renew()
        self.use_link()

    def forget(self) -> None:
        """Leave the flow: another provider is chosen, and what the old one answered must not stand beside it."""
        if self._flow is not None:
            self.earlier_runs = (self._flow.run, *self.earlier_runs[:_REMEMBERED])
        self._flow, self._drafts, self.coming = None, None, None
        self.news.note = ("", "")
        self.is_link_wrong = False

    def start_over(self) -> None:
        """Forget the flow, not its record."""
        self.worker.stop()
        self.ticket += 1
        self.forget()
        self.errors.clear()
        self.was_opened = False
        for step in self.steps.values():
            step.reset()
        self.open = STEPS[0]

    def browser_url(self, url: str) -> str:
        """Return where the user's browser finds an address of the provider."""
        return self.local.browser_url(url) if self.local else url

    def browser_secret(self, url: Secret) -> Secret:
        """Return the same for an address that is a secret."""
        return Secret(self.browser_url(url.reveal()), url.label)

    def state_of(self, step: str) -> str:
        """Return how far a step is: "done", "failed", "doubt" where it is probably not done, or "" for one that is to do."""
        if step == "compare":
            return "done" if self.comparison is not None else ""
        flow = self._flow
        if flow is None or flow.provider_metadata is None:
            return ""
        if step == "provider":
            return "done" if self.report("metadata").ok else "failed"
        if step == "authorize":
            return "failed" if self.is_link_wrong else "done" if flow.authorization_request else ""
        if step == "redirect":
            return state_of_answer(flow, self.despite)
        if step == "exchange":
            return state_of_exchange(flow)
        checked = flow.tokens is not None and bool(flow.reported("tokens").results)
        return ("done" if self.report().ok else "failed") if checked else ""

    def report(self, *about: str) -> Report:
        """Return the latest findings about each of these, or all: the very same report for as long as they stay so.

        Whoever draws can tell by that whether anything has changed, and each finding is made once.
        """
        report = self.flow.reported(*about)
        known = self._reports.get(about)
        if known is None or known.results != report.results:
            known = self._reports[about] = report
        return known

    # Doing and drawing

    def listen(self, draw: Callback) -> None:
        """Call `draw` whenever something changed, once for however often this was said."""
        self._listeners[draw] = None

    def unlisten(self, draw: Callback) -> None:
        """Call `draw` no more."""
        self._listeners.pop(draw, None)

    def changed(self) -> None:
        """Draw everything again, from what is true now."""
        with self.lock:
            self._drawn = self._flow.run if self._flow else None
            for draw in tuple(self._listeners):
                draw()

    def go(self, step: str) -> None:
        """Open a step; what was said of a click in the one that is left does not wait there."""
        if step != self.open and self.open in self.steps:
            self.steps[self.open].leave()
        self.open = step
        self.changed()

    def guarded(self, step: str, act: Callback, *, fresh: bool = True) -> Callable[..., None]:
        """Return a callback for a widget: it does `act`, and turns any exception into a sentence beneath the step's button.

        With `fresh` the sentence that stands there goes first.
        """

        def callback(*_: Any) -> None:
            with self.lock:
                if fresh and self.errors.pop(step, ""):
                    self.changed()  # the same sentence once more is said once more: it is about this click
                self._attempt(step, act)
                self.changed()

        return callback

    def work(self, step: str, what: str, job: Callback, *, stop: Callback | None = None) -> None:
        """Do network work in the worker's thread; whatever it raises ends as a sentence beneath the step's button."""
        self.errors.pop(step, None)
        flow = self._flow
        end: Callback = stop or (flow.stop if flow else lambda: None)
        self.worker.start(what, lambda: self._attempt(step, job), stop=end, then=self.changed)
        self.changed()

    def safe(self, step: str, act: Callback) -> Callable[[], None]:
        """Return a job for a thread: whatever it raises ends as a sentence beneath the step's button."""
        return lambda: self._attempt(step, act)

    def _attempt(self, step: str, act: Callback) -> None:
        if sentence := self.attempt(act):
            self.errors[step] = sentence

    def attempt(self, act: Callback) -> str:
        """Do something, and return the sentence for what went wrong; empty when nothing did."""
        try:
            act()
        except ExplorerError as problem:
            return str(problem)
        except Exception as problem:  # an exception in a callback would show nowhere at all
            self.mishap = problem
            return _unexpected(problem)
        return ""


def _unexpected(problem: Exception) -> str:
    """A sentence for a mistake of the explorer itself; not the exception's own text, which may quote a secret."""
    last = traceback.extract_tb(problem.__traceback__)[-1]
    where = f"{Path(last.filename).name}, line {last.lineno}"
    return f"The explorer itself made a mistake ({type(problem).__name__} in {where}). Nothing is lost: change something and try again."
