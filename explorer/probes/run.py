"""A run of questions: in which order, with which sign-ins, until when; each answer is on disk as soon as it is known."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from ..errors import ExplorerError, Mistake, told_alone
from ..messages import Transport, brief, require_text
from ..protocol.client import Client
from ..protocol.metadata import ProviderMetadata, require_provider
from ..recorder import Clock
from ..runs import Runs
from ..secret import refuse_secrets
from . import rooms as _rooms  # noqa: F401  (it fills the registry)
from .answer import Answer, NotAsked, Stopped, Unanswered
from .arguments import flights_given, require_arguments, require_sheets
from .asking import Ask
from .back_channel import Back
from .choice import LAST, chosen, in_turns, letters
from .flights import FLIGHTS, Flight, fly
from .given import Given, SignIn
from .line import Line, is_near
from .manners import FAILURES, alone, failed_lately
from .outcomes import Outcome
from .plan import Plan, flights_of, plan_of, share_of
from .registry import PROBES, Probe
from .row import Row
from .rows import is_done, not_chosen, row_of
from .sheet import ENDED_EARLY, NOWHERE, REFUSED, ProviderSheet
from .sheets import Sheets

Progress = Callable[[str], None]


@told_alone
class ProbeRun:
    """One run of questions to one provider. `go()` asks them, `stop()` ends it from another thread; the answers so far stay.

    The arguments are those of `probe`.
    """

    def __init__(
        self,
        provider: str | ProviderMetadata,
        client: Client,
        *,
        sign_in: SignIn | None = None,
        ask: str | Iterable[str] | None = None,
        flights: Iterable[str] | None = None,
        second_client: Client | None = None,
        public_client: Client | None = None,
        post_logout_redirect_uri: str | None = None,
        resource: str | None = None,
        http: Transport | None = None,
        runs: Runs | str | Path | None = None,
        sheets: Sheets | str | Path | None = None,
        label: str | None = None,
        earlier: ProviderSheet | None = None,
        resume: ProviderSheet | str | None = None,
        pause: float = 1.0,
        progress: Progress | None = None,
        clock: Clock = time.time,
    ) -> None:
        refuse_secrets(provider=provider, ask=ask, resource=resource, post_logout_redirect_uri=post_logout_redirect_uri)
        refuse_secrets(resume=resume, label=label, earlier=earlier, sheets=sheets, http=http, progress=progress, clock=clock)
        for name, value in {"resource": resource, "post_logout_redirect_uri": post_logout_redirect_uri}.items():
            if value is not None:
                require_text(name, value)
        require_provider(provider, None)
        require_arguments(client, second_client, public_client, sign_in, pause)
        self.choice = chosen(ask)
        self._flights = flights_given(flights)
        self.sheets = sheets if isinstance(sheets, Sheets) else Sheets(sheets)
        self._progress = progress or (lambda _: None)
        self._issuer = provider.issuer if isinstance(provider, ProviderMetadata) else provider.partition("/.well-known/")[0]
        self._client = client
        require_sheets(earlier, resume)
        if progress is not None and not callable(progress):
            raise Mistake("progress is a function that takes a sentence.")
        known = self.sheets.load(resume) if isinstance(resume, str) else resume
        earlier = earlier or next((sheet for sheet in self.sheets if sheet.issuer == self._issuer), None)
        given = Given(
            provider,
            client,
            sign_in,
            second_client,
            public_client if public_client is not None else client if client.is_public else None,
            post_logout_redirect_uri,
            resource,
            self.choice.named,
            {"jwks": list(earlier.jwks)} if earlier and earlier.jwks else None,
        )
        self.line = Line(http, runs, label, clock, pause)
        self.ask = Ask(given, self.line)
        self._sheet = replace(known, run=self.line.recorder.run_id) if known else self._new_sheet(label, clock())
        self._notes: list[str] = []
        self._take_up(self._sheet)
        self._failed_lately = not is_near(self._issuer) and failed_lately(self.sheets, self._issuer, client, clock())

    def _take_up(self, sheet: ProviderSheet) -> None:
        """Go on from what a sheet holds, which is nothing where the run is a new one."""
        self._flown = list(sheet.flown)
        self._rows: dict[str, Row] = {row.id: row for row in sheet.rows if is_done(row, sheet.flown)}
        self._was_known = dict(self._rows)
        self.flight: Flight | None = None  # the one that is flown now
        self.links_before = 0  # how many links were opened before it
        self.links_ahead = 0  # how many it and those behind it take where all goes well
        self.ask.sheet_id = sheet.id

    def _new_sheet(self, label: str | None, now: float) -> ProviderSheet:
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now))
        told = {
            "client_id": self._client.client_id,
            "token_endpoint_auth_method": self._client.method.name,
            "redirect_uri": self._client.redirect_uri,
        }
        return ProviderSheet(f"{stamp}-{secrets.token_hex(3)}", now, self._issuer, told, self.line.recorder.run_id, label)

    def __repr__(self) -> str:
        return f"<ProbeRun {self._issuer}: {len(self._rows)} of {len(self.choice.ids)}>"

    def plan(self) -> Plan:
        """Say what would be asked and sent, in which sign-ins, and what each changes; nothing is sent."""
        return plan_of(self.choice.ids, self._flights, self.ask.given, self._was_known, self._sheet.flown)

    @property
    def sheet(self) -> ProviderSheet:
        """The answers so far; what was chosen and has none says so."""
        rows = [self._rows.get(probe.id) or not_chosen(probe) for probe in PROBES]
        more = self.line.recorder.redacted({"notes": self._notes, "jwks": list(self._keys())})
        told = replace(self._sheet, notes=tuple(more["notes"]), jwks=tuple(more["jwks"]))
        return replace(told, rows=tuple(map(self._redacted, rows)), flown=tuple(self._flown), is_saved=True)

    @property
    def share(self) -> str:
        """How many of the planned questions have an answer, and what mostly kept the others from one."""
        return share_of(self.plan(), self._rows)

    def stop(self) -> None:
        """Ask nothing more; what is under way ends at once, and the answers so far are kept. Any thread may call this."""
        self.line.stop()

    def go(self) -> ProviderSheet:
        """Ask all that was chosen, and return the sheet. Ctrl-C ends it early, with the answers so far."""
        with alone(self._issuer, self._client.client_id):
            self.sheets.begin(self._sheet)
            self._introduce()
            why = "it did not come to that"
            try:
                self._ask_all()
            except Stopped as stopped:
                why = str(stopped)
                self._notes.append(f"{ENDED_EARLY}: {why}.")
            except KeyboardInterrupt:
                why = "the run was stopped"
                self._notes.append(f"{ENDED_EARLY}: it was stopped.")
            self._leave_open(why)
            sheet = self.sheet
            self.sheets.save(sheet)
            return sheet

    def _introduce(self) -> None:
        recorder, client = self.line.recorder, self._client
        recorder.record_event("provider", issuer=self._issuer)
        told = {"client_id": client.client_id, "redirect_uri": client.redirect_uri}
        recorder.record_client({**told, "token_endpoint_auth_method": client.method.name})

    def _ask_all(self) -> None:
        first = [id for id in self.choice.ids if PROBES[id].flight.startswith("0")]
        for id in in_turns(first):
            self._answer(PROBES[id])
        mock = {"tk-invented-code": "gives tokens for an invented code", "ui-bad-token": "takes an invented token"}
        said = [told for id, told in mock.items() if (row := self._rows.get(id)) is not None and row.mark == "alarm"]
        if said:
            self._notes.append(f"This provider checks nothing: it {' and '.join(said)}. Take it for a mock.")
        self._note_controls()
        left = [id for id in self.choice.ids if id not in self._was_known]
        flights = flights_of(left, self._flights, self.ask.given, self._sheet.flown)
        for other in FLIGHTS:
            if other not in flights:
                self.ask.flights.setdefault(other.letter, self._why_not(other.letter))
        for place, flight in enumerate(flights):
            self.ask.flights.pop(flight.letter, None)
            self.links_before, self.links_ahead = self.ask.links, sum(each.links for each in flights[place:])
            self._fly(flight, [PROBES[id] for id in left if flight.letter in letters(PROBES[id])])
            if flight.letter == "A" and not self.ask.has("link A"):
                why = self.ask.why_not("A")
                self._notes.append(f"{ENDED_EARLY}: the honest sign-in brought no code, so no other was tried: {why}.")
                self._take_back(flight)
                break
        for id in self.choice.ids:
            if not PROBES[id].flight.startswith("0") or id in LAST:
                self._answer(PROBES[id], again=True)

    def _note_controls(self) -> None:
        """Say first where the honest requests get nowhere: then most of the rest is unclear, and the reason is one."""
        invented = self.ask.keep("invented", lambda: None) if self.ask.has("invented") else None
        if isinstance(invented, Back) and invented.refuses_client and not self._client.is_public:
            self._notes.append(
                f"{REFUSED} ({invented.told}): is its secret right, and the way in which it is sent? Most else is unclear."
            )
        control = self.ask.keep("control", lambda: None) if self.ask.has("control") else None
        if isinstance(control, Outcome) and control.word in ("error-page", "http-error", "error-redirect", "crash"):
            self._notes.append(f"{NOWHERE} ({control.told}): is the redirect address registered? Most else is unclear.")

    def _why_not(self, letter: str) -> str:
        if letter == "I" and self.ask.given.by_paste:
            return "what is posted to the redirect address cannot be pasted"
        return "its tokens went with an earlier part of this run" if letter in self._sheet.flown else "it was not chosen"

    def _fly(self, flight: Flight, wanted: list[Probe]) -> None:
        self.flight = flight
        self._progress(f"flight {flight.letter}: {flight.told.partition(';')[0]}")
        fly(self.ask, flight.letter, frozenset(self.choice.ids))
        for probe in wanted:
            self._answer(probe, again=True)
        self._flown.append(flight.letter)
        self.sheets.extend(self._sheet.id, {"flown": self._flown})

    def _take_back(self, flight: Flight) -> None:
        """Count a sign-in as not made, so that whoever goes on with this run makes it again."""
        self._flown.remove(flight.letter)
        self.sheets.extend(self._sheet.id, {"flown": self._flown})

    def _answer(self, probe: Probe, again: bool = False) -> None:
        """Ask one question, and keep its answer at once."""
        known = self._rows.get(probe.id)
        if (probe.id in self._was_known and len(letters(probe)) < 2) or (known is not None and not again):
            return
        self.ask.begin()
        said: Answer | Unanswered
        try:
            said = self._look(probe)
        except Unanswered as problem:
            said = problem
        except ExplorerError as problem:
            said = Unanswered(str(problem))
        except (AttributeError, KeyError, TypeError, ValueError, IndexError, OverflowError, RecursionError) as problem:
            said = Unanswered(f"what came could not be read ({type(problem).__name__})")
        row = self._redacted(row_of(probe, said, self.ask.evidence, self.line.recorder.run_id))
        if known is not None and known.is_answered and not row.is_answered and known.run != row.run:
            return  # this part of the run did not get as far as the earlier one
        if known != row:
            self._rows[probe.id] = row
            self.sheets.extend(self._sheet.id, row.to_dict())
        self._progress(f"{probe.id}: {row.answer}")

    def _look(self, probe: Probe) -> Answer:
        if probe.left_out:
            raise NotAsked(probe.left_out)
        if self._failed_lately and probe.id in FAILURES:
            raise NotAsked("the last failed client authentication here is younger than an hour")
        return probe.look(self.ask)

    def _redacted(self, row: Row) -> Row:
        clean = self.line.recorder.redacted({"answer": row.answer, "detail": row.detail, "facts": dict(row.facts)})
        return replace(row, answer=brief(clean["answer"], 300), detail=brief(clean["detail"], 1000), facts=clean["facts"])

    def _leave_open(self, why: str) -> None:
        for id in self.choice.ids:
            if id not in self._rows:
                self._rows[id] = row_of(PROBES[id], NotAsked(PROBES[id].left_out or why))

    def _keys(self) -> tuple[str, ...]:
        try:
            keys = self.ask.jwks if self.ask.has("keys") else []
        except Unanswered:
            keys = []
        return tuple(sorted({str(key.get("kid") or key.get("n") or key.get("x")) for key in keys})) or self._sheet.jwks


@told_alone
def probe(
    provider: str | ProviderMetadata,
    client: Client,
    *,
    sign_in: SignIn | None = None,
    ask: str | Iterable[str] | None = None,
    flights: Iterable[str] | None = None,
    second_client: Client | None = None,
    public_client: Client | None = None,
    post_logout_redirect_uri: str | None = None,
    resource: str | None = None,
    http: Transport | None = None,
    runs: Runs | str | Path | None = None,
    sheets: Sheets | str | Path | None = None,
    label: str | None = None,
    earlier: ProviderSheet | None = None,
    resume: ProviderSheet | str | None = None,
    pause: float = 1.0,
    progress: Progress | None = None,
) -> ProviderSheet:
    """Ask a provider how it behaves, and return the sheet of its answers.

    `provider` is an issuer, a discovery URL, or a `ProviderMetadata`; `client` your own client there. Without `sign_in` all is
    asked that needs no login. `sign_in` takes a link and returns the address to which the browser came back; `FormSignIn` is
    one for simple forms. `ask` chooses: ids ("code-single-use"), rooms ("discovery"), beginnings ("az-*"), "all"; what
    revokes, signs out, floods or registers is asked only by its own id, or by its room ("revocation", "logout", "races").
    `flights` are the letters of the sign-ins that may be used, such as `SHORT_TOUR`.
    `second_client` and `public_client` are others of your own,
    `post_logout_redirect_uri` is registered for logout, `resource` an API. `http`, `runs`, `label` are as for `Flow`, `sheets` is
    the folder of sheets. `earlier` is a sheet to compare the keys with, `resume` one that ended early, or its id. `pause` is a
    factor on the pauses between requests (there are none on this machine), `progress` is called with a sentence after each
    answer. Raises `Mistake` where an argument cannot be right.
    """
    return ProbeRun(
        provider,
        client,
        sign_in=sign_in,
        ask=ask,
        flights=flights,
        second_client=second_client,
        public_client=public_client,
        post_logout_redirect_uri=post_logout_redirect_uri,
        resource=resource,
        http=http,
        runs=runs,
        sheets=sheets,
        label=label,
        earlier=earlier,
        resume=resume,
        pause=pause,
        progress=progress,
    ).go()
