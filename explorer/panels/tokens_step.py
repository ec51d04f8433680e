"""Step 5: why to believe the tokens, what they say, and what they are good for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..diagnosis import Experiment
from ..flow import Flow
from ..printable import escaped_json
from ..protocol.legs import LEGS
from ..protocol.tokens import TokenErrorResponse, TokenResponse
from ..rules import Report
from ..runs.readings import came_at
from ..views.exchange import answer_html, response_html
from ..views.report import report_html
from ..views.sequence import sequence_html
from ..views.values import json_text
from . import tokens_shown
from .js_widgets import Copy, Link, Reveal
from .model import PanelModel
from .parts import Section, box, button, field, fold_box, line, make, said, visible
from .step import Step
from .tokens_offer import how_to_see, lacking, refused_last, told_of, worth
from .way_on import go, way_of_experiment
from .way_warning import WayWarning
from .why_part import WhyPart

_KINDS = ["access_token", "refresh_token"]
_SECTIONS = ("verdict", "failed", "lacking", "answer", "claims", "id_token", "access", "wire", "story")
_AFTER = tuple(leg for leg in LEGS if leg not in ("discovery", "authorize", "paste", "token"))
_ASKED = ("userinfo", "refresh", "introspection", "revocation")  # by the buttons, in any order
_ENDPOINTS = ("token_endpoint", "userinfo_endpoint", "introspection_endpoint", "revocation_endpoint")  # where tokens go


class TokensStep(Step):
    """Read the tokens, and use them."""

    key = "tokens"
    title = "5 Tokens"

    def __init__(self, model: PanelModel) -> None:
        super().__init__(model)
        self.primary = self._does("Ask UserInfo", "Asking UserInfo ...", self._userinfo, icon="user", primary=True)
        self.refresh = self._does("Refresh", "Asking for new tokens ...", self._refresh, icon="refresh")
        self.introspect = self._does("Introspect", "Asking what the token is worth ...", self._introspect, icon="search")
        self.revoke = self._does("Revoke", "Giving the token back ...", self._revoke, icon="trash")
        self.check = self._does("Check again", "Checking ...", self._check, icon="check-square-o")
        self.logout = button("Logout link", self.on(self._logout), icon="sign-out")
        self.kind = make(W.Dropdown, options=_KINDS, description="Which token")
        self.old_one = make(
            W.Checkbox, description="Refresh with the first refresh token, even if it was replaced", indent=False
        )
        self.logout_link = Link("Sign out at the provider", private=True)
        self._out = box(make(W.HTML, value=said(_SIGN_OUT)), line(self.logout_link, kind="fxp-actions"), kind="fxp-fields")
        self._has_logout: Flow | None = None
        self._of: Flow | None = None
        self._offered: tuple[Any, Report | None] = (None, None)
        self.reveals = {name: Reveal(name) for name in ("id_token", "access_token", "refresh_token")}
        # In boxes, since a widget with a front end of its own does not follow when its classes change.
        self._places = {name: box(reveal, kind="fxp-fields") for name, reveal in self.reveals.items()}
        self.way = WayWarning(self.on(lambda: None), *_ENDPOINTS)
        self._sections = {name: Section() for name in _SECTIONS}
        self._sections["report"] = Section("fxp-checks")
        self.why = WhyPart(self.on, _AFTER, self._try)
        self.copies = {"claims": Copy("Copy the claims"), "report": Copy("Copy the report")}
        self._copies = [line(copy, kind="fxp-actions") for copy in self.copies.values()]
        self._build()

    def _build(self) -> None:
        shown = {name: section.widget for name, section in self._sections.items()}
        asks = [self.primary, self.refresh, self.introspect, self.revoke, self.logout, self.check]
        self._asks = {ask.description: ask for ask in asks}
        self._of_two = box(field(self.kind, said(_WHICH)), field(self.old_one), kind="fxp-fields")
        self._folds = [
            fold_box("The ID token: header and parts", shown["id_token"]),
            fold_box("The access token", shown["access"]),
            fold_box("The tokens themselves, for as long as you look", make(W.HTML, value=said(_RAW)), *self._places.values()),
            fold_box("Who said what to whom", shown["story"]),
            fold_box("All exchanges of this run, and where the time went", shown["wire"]),
        ]
        copy_claims, copy_report = self._copies
        self._arrange(
            [shown["verdict"], shown["failed"], self.way.widget],
            asks,
            [shown["lacking"], self._of_two, self._out, shown["answer"], self.why.widget],
            [shown["claims"], copy_claims],
            [shown["report"], copy_report, *self._folds],
        )

    def _try(self, experiment: Experiment) -> None:
        """Get an experiment ready: press the button that asks what its line of code asks, or go where it begins."""
        by_name = {"check-again": self.check, "introspect": self.introspect, "newest-token": self.refresh}
        by_code = {
            "flow.userinfo()": self.primary,
            "flow.refresh()": self.refresh,
            "flow.introspect()": self.introspect,
            "flow.revoke()": self.revoke,
            "flow.check()": self.check,
        }
        ask = by_name.get(experiment.id) or by_code.get(experiment.code)
        if ask is not None:
            ask.click()
        else:
            go(self.model, way_of_experiment(experiment))

    # What the reader does

    def _does(self, label: str, what: str, act: Callable[[Flow], str], *, icon: str, primary: bool = False) -> Any:
        """Return a button that does `act` in the worker, and shows what it returns."""

        def job() -> None:
            shown = act(self.model.flow)
            with self.model.lock:
                if shown:  # the checks are shown elsewhere, and take no answer away
                    self._sections["answer"].show(shown)
            self.tell(self._result(label, shown))

        return button(label, self.on(lambda: self.model.work(self.key, what, job)), icon=icon, primary=primary)

    def _userinfo(self, flow: Flow) -> str:
        given_back = flow.run.last("revoke") is not None
        answer = flow.userinfo(despite=self.way.despite)
        if answer.ok:
            return answer_html(answer, now=came_at(flow.run, "userinfo"), of="UserInfo") + report_html(
                flow.reported("userinfo"), title="Checks of UserInfo"
            )
        return answer_html(answer, of="UserInfo", explained=False) + (said(_REVOKED) if given_back else "")

    def _refresh(self, flow: Flow) -> str:
        before = flow.refresh_token
        old, self.old_one.value = self.old_one.value, False  # for this once: the next press sends the newest one again
        result = flow.refresh(again=old, despite=self.way.despite)
        rotated = isinstance(result, TokenResponse) and result.refresh_token is not None and result.refresh_token != before
        words = "The refresh token was replaced by a new one (rotation)." if rotated else "The refresh token was not replaced."
        note = said(words) if isinstance(result, TokenResponse) else ""
        shown = response_html(result, explained=False)  # the diagnosis has the causes
        return shown + note + report_html(flow.reported("refresh"), title="Checks of the refresh")

    def _introspect(self, flow: Flow) -> str:
        kind = self.kind.value
        answer = flow.introspect(kind, despite=self.way.despite)
        return worth(kind, answer.members.get("active") if answer.ok else None) + answer_html(
            answer, now=came_at(flow.run, "introspect"), of="introspection", explained=answer.ok
        )

    def _revoke(self, flow: Flow) -> str:
        kind = self.kind.value
        answer = flow.revoke(kind, despite=self.way.despite)
        words = (
            f"The {kind} is given back. {how_to_see(flow, kind)}, to see that it is good for nothing any more."
            if answer.ok
            else ""
        )
        return answer_html(answer, of="revocation", explained=answer.ok) + (said(words) if words else "")

    def _check(self, flow: Flow) -> str:
        flow.check()
        return ""

    def _logout(self) -> None:
        self.logout_link.point(self.model.browser_secret(self.model.flow.logout_url()))
        self._has_logout = self.model.flow
        self.tell("The logout link is ready: “Sign out at the provider”.")

    def _result(self, label: str, shown: str) -> str:
        """What came of a button, to be said aloud."""
        if not shown:  # the checks were made again
            return f"{self.title}: {self.summary}."
        flow = self.model.flow
        why = self.why.words(flow, leads_on=self.leads_on)
        return f"{told_of(flow, label)} {why if self._is_of_latest(flow) else ''}".strip()

    def _is_of_latest(self, flow: Flow) -> bool:
        """The diagnosis is of what was asked last: what was refused before stands in the record, and not under another answer."""
        asked = LEGS[self.why.leg].exchange if self.why.leg in _ASKED else ""
        return not asked or not flow.run.exchanges or flow.run.exchanges[-1]["step"] == asked

    # What is shown

    def draw(self) -> None:
        """Show the verdict first, then the claims; the rest is folded."""
        flow = self.model.flow if self.model.has_flow else None
        tokens = flow.tokens if flow else None
        if flow is not self._of or tokens is None:
            self._of = flow
            self._sections["answer"].show("")
        for widget in (*self._asks.values(), *self._copies, *self._folds):
            visible(widget, tokens is not None)
        self.way.draw(flow if tokens is not None else None)
        self.why.draw(flow if tokens is not None else None)
        visible(self.why.widget, flow is not None and self._is_of_latest(flow))
        visible(self._out, tokens is not None and self._has_logout is flow)
        if flow is None or tokens is None:
            self._sections["verdict"].show(self._no_tokens(flow))
            for name in (*_SECTIONS[1:], "report"):
                self._sections[name].show("")
            visible(self._of_two, False)
            for reveal in self.reveals.values():
                reveal.hold(None)
            return
        self._draw_tokens(flow, tokens)

    def _no_tokens(self, flow: Flow | None) -> str:
        """Why there are none: it is too early, or too late, or they were refused."""
        if flow is None or not isinstance(flow.token_response, TokenErrorResponse):
            return said(_TOO_EARLY)
        came = any(event["kind"] == "tokens" for event in flow.run.attempt)
        return said(_SENT_TWICE if came else _REFUSED, "warn")

    @property
    def _is_checked(self) -> bool:
        return bool(self.model.state_of(self.key))

    def _draw_tokens(self, flow: Flow, tokens: TokenResponse) -> None:
        now = came_at(flow.run, "tokens")
        self.check.description = "Check again" if self._is_checked else "Check"
        self.check.button_style = "" if self._is_checked else "primary"
        given_back = flow.run.last("revoke") is not None
        is_next = self.model.state_of(self.key) == "done" and not given_back  # not with tokens that failed, or that are no more
        self.primary.button_style = "primary" if is_next else ""
        # As the record has them, without secrets: a claim may repeat the access token.
        id_token = flow.run.tokens.get("id_token")
        newest = flow.run.last("refresh") or flow.run.last("tokens")
        access_token = newest["members"].get("access_token") if newest else None
        report, show = self.model.report(), self._sections
        refreshed = flow.run.last("refresh") is not None
        show["verdict"].draw(tokens_shown.the_verdict, report, self._is_checked, given_back, refused_last(flow))
        show["failed"].draw(tokens_shown.what_failed, report, self.model.local)
        show["report"].draw(tokens_shown.what_passed, report, self.model.local)
        self._offer_asks(flow)
        self._offer_copies(id_token, report)
        show["claims"].draw(tokens_shown.the_claims, id_token, now, refreshed)
        show["id_token"].draw(tokens_shown.the_id_token, id_token, now)
        show["access"].draw(tokens_shown.the_access_token, access_token, now)
        show["story"].draw(sequence_html, flow.run)
        show["wire"].draw(tokens_shown.on_the_wire, flow.run)
        held = {"id_token": tokens.id_token, "access_token": flow.access_token, "refresh_token": flow.refresh_token}
        for name, reveal in self.reveals.items():
            reveal.hold(held[name])
            visible(self._places[name], held[name] is not None)

    def _offer_asks(self, flow: Flow) -> None:
        """Turn off what could only fail, and say why; without a refresh token there is nothing to choose either."""
        missing = lacking(flow)
        for label, ask in self._asks.items():
            ask.disabled = label in missing
            ask.tooltip = f"Off: {missing[label]}." if label in missing else label
        self._sections["lacking"].show("".join(said(f"“{label}” is off: {why}.", "quiet") for label, why in missing.items()))
        visible(self._of_two, flow.refresh_token is not None)
        if flow.refresh_token is None:
            self.kind.value, self.old_one.value = _KINDS[0], False

    def _offer_copies(self, id_token: Any, report: Report) -> None:
        """The claims as JSON, the report as Markdown; made again only where they changed."""
        if (now := (id_token, report)) != self._offered:
            self._offered = now
            claims = id_token.get("claims") if isinstance(id_token, Mapping) else None
            self.copies["claims"].text = escaped_json(json_text(claims)) if claims else ""
            self.copies["report"].text = report.to_markdown() if self._is_checked else ""

    @property
    def summary(self) -> str:
        """The verdict, counted."""
        if not self.model.has_flow or not self._is_checked:
            return ""
        report = self.model.report()
        return report.tally.words


_SIGN_OUT = (
    "This link ends the session at the provider (RP-Initiated Logout 1.0, 2). It carries the whole ID token as `id_token_hint`, so "
    "that the provider knows whose session: in the browser's address bar, and in whatever keeps addresses. So it is neither shown nor copied here."
)
_REVOKED = "You gave a token of this sign-in back before (Revoke), and this is what that means."
_TOO_EARLY = "There are no tokens yet: exchange the code first."
_REFUSED = "No tokens came: the exchange was refused, and there it stands why."
_SENT_TWICE = (
    "Tokens came for this code. Then it was sent a second time, which was refused; a provider then takes back what the first use "
    "gave, where it can (RFC 6749 4.1.2). A fresh sign-in brings new ones."
)
_WHICH = "Introspection tells what a token is worth (RFC 7662); revocation gives it back (RFC 7009)."
_RAW = "Whoever has a token can use it. It is shown for twenty seconds, is never saved with the notebook, and is not for a screen that others see."
