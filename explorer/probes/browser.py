"""A browser in a few lines for simple sign-in forms: it keeps its cookies, fills in forms, and shows which pages it walked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ..errors import told_alone
from ..messages import Request
from ..secret import Secret, Text, as_secret, reveal
from .line import Jar, Seen
from .links import Link
from .outcomes import Outcome, same_origin
from .pages import Form

if TYPE_CHECKING:
    from .asking import Ask

_MOST_FORMS = 5


@told_alone
class FormSignIn:
    """Signs in at a provider whose sign-in is a plain form, and agrees where it is asked: `probe(..., sign_in=FormSignIn("ann", ...))`.

    `user` is typed where a name is asked for, or is the button that is pressed; `password` where one is. It stays signed in, so
    later links need no form. Pages that are made by scripts it cannot use.
    """

    def __init__(self, user: str, password: Text | None = None) -> None:
        self._user, self._password = user, as_secret(password, "password")
        self.jar = Jar()
        self.trail: list[Seen] = []
        self.statuses: list[int] = []

    def __repr__(self) -> str:
        return f"<FormSignIn {self._user}>"

    def walk(self, ask: Ask, link: Link) -> Outcome:
        """Open a link, fill in what is asked, and return where the browser went; `trail` are the answers on the way."""
        self.trail, self.statuses = [], []
        outcome = self.look(ask, link)
        for _ in range(_MOST_FORMS):
            form = self._form(outcome)
            if form is None:
                return outcome
            outcome = self._submit(ask, outcome, form)
            self.trail += outcome.seen
        return outcome

    def look(self, ask: Ask, link: Link) -> Outcome:
        """Open a link, and fill in nothing."""
        headers = (("Accept", "text/html,application/xhtml+xml"),)
        post = link.context.get("post")
        request = Request.post(link.endpoint, link.params, headers=headers) if post else Request.get(link.url, headers=headers)
        seen = ask.line.send(request, "authorize", "authorize", self.jar)
        outcome = ask.recogniser.follow(seen, self.jar)
        self.trail += outcome.seen
        return outcome

    def open(self, ask: Ask, request: Request, step: str) -> Outcome:
        """Send any request as this browser, and follow it."""
        return ask.recogniser.follow(ask.line.send(request, step, "authorize", self.jar), self.jar, step=step)

    def confirm(self, ask: Ask, outcome: Outcome) -> Outcome:
        """Press the button of a page that asks, such as: sign out?"""
        form = next(iter(outcome.page.forms), None) if outcome.page is not None else None
        return outcome if form is None else self._submit(ask, outcome, form)

    def _form(self, outcome: Outcome) -> Form | None:
        """The form to fill in; none where the client was answered, or the page is no form."""
        if outcome.page is None or outcome.mode or outcome.status >= 400 or not outcome.page.forms:
            return None
        return next((form for form in outcome.page.forms if form.asks_who), outcome.page.forms[0])

    def _submit(self, ask: Ask, outcome: Outcome, form: Form) -> Outcome:
        page = outcome.seen[-1].request.url
        action = form.action if same_origin(form.action, page) else page
        typed = {"user": self._user, **({"password": reveal(self._password)} if self._password else {})}
        if self._password is not None:
            ask.line.recorder.add_secrets(self._password)
        pairs = form.pairs(typed, wish=self._user)
        secret = reveal(self._password) if self._password else None
        params = tuple((name, Secret(value, "password") if value == secret else value) for name, value in pairs)
        query = f"{action.partition('?')[0]}?{urlencode(pairs)}"
        request = Request.post(action, params) if form.method == "post" else Request.get(query)
        seen = ask.line.send(request, "sign-in", "", self.jar)
        if form.asks_who and (secret or not any(kind == "password" for _, _, kind in form.fields)):
            self.statuses = [seen.status]  # of the last one: that of the password, where names are asked for first
        return ask.recogniser.follow(seen, self.jar)
