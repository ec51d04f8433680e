"""The browser's way through the provider: sign in, consent, and back to the client with a code (RFC 6749 4.1.1, 4.1.2)."""

from __future__ import annotations

import re
import secrets
from typing import Any

from .authorization_request import read_authorization_request
from .errors import Refused, ReturnAddress
from .http import Request, Response, redirect
from .memory import Authorization, Interaction, Session
from .oauth import Server
from .people import PEOPLE
from .render import Pages
from .setting import Setting

_COOKIE = re.compile(r"[A-Za-z0-9_-]{32}")
SESSION_LIFETIME = 8 * 3600  # seconds
SIGN_IN_LIFETIME = 15 * 60  # seconds from the link to the last click
_MOST_CONSENTS = 200  # to one client in one session; a flow asks for a dozen things


class AuthorizationEndpoint:
    """The authorization endpoint and the pages behind it."""

    def __init__(self, setting: Setting, oauth: Server, pages: Pages) -> None:
        self._setting = setting
        self._memory = setting.memory
        self._oauth = oauth
        self._pages = pages

    def authorize(self, request: Request) -> Response:
        """Answer an authorization request: at once when nothing has to be asked, and else with a page."""
        try:
            asked = read_authorization_request(self._setting, self._oauth, request)
            interaction = Interaction(asked, self._browser(request), self._setting.clock())
            step = self._step(interaction)
            if step and "none" in asked.prompts:  # OIDC Core 3.1.2.6
                error = "login_required" if step == "sign-in" else "consent_required"
                raise Refused(error, "prompt=none forbids the page that would be needed.", asked.to)
        except Refused as refused:
            return self.refuse(refused, request)
        return self._begin(interaction, request) if step else self._grant(interaction, request)

    def _browser(self, request: Request) -> str:
        """Return the name of the browser that asks: from its cookie, if it looks like one of ours, or a new one."""
        known = request.cookie(self._setting.cookie) or ""
        return known if _COOKIE.fullmatch(known) else secrets.token_urlsafe(24)

    def _begin(self, interaction: Interaction, request: Request) -> Response:
        self._sweep()
        number = secrets.token_urlsafe(24)
        self._memory.interactions[number] = interaction
        return self._keep_cookie(redirect(f"/interaction/{number}", request), interaction.browser)

    def _sweep(self) -> None:
        """Forget the sign-ins that nobody has ended in time."""
        oldest = self._setting.clock() - SIGN_IN_LIFETIME
        for number in [number for number, waiting in self._memory.interactions.items() if waiting.begun < oldest]:
            del self._memory.interactions[number]

    def interact(self, request: Request) -> Response:
        """Show the page of the step that is next, or take the answer to it."""
        self._sweep()
        interaction = self._memory.interactions.get(request.path.rpartition("/")[2])
        if interaction is None or interaction.browser != request.cookie(self._setting.cookie):
            over = (
                "This sign-in is over, or it was begun in another browser. If you came here by the Back button, press Forward: the page "
                "at which you arrived has its answer still. Else open the link from the notebook again."
            )
            return self._pages.error(request, "invalid_request", over, status=404)
        interaction.was_shown = True
        step = self._step(interaction)
        if request.method == "POST":
            return self._answer(interaction, step, dict(request.form), request)
        return self._page(interaction, step, request) if step else self._finish(interaction, request)

    def _step(self, interaction: Interaction) -> str | None:
        """Return "sign-in", "consent", or None when nothing is left to ask (OIDC Core 3.1.2.3, 3.1.2.4)."""
        asked, session = interaction.asked, self._memory.sessions.get(interaction.browser)
        if session is None or not self._fresh(session, interaction):
            return "sign-in"
        if interaction.consented:
            return None
        allowed = session.consents.get(asked.client.client_id, set())
        return "consent" if "consent" in asked.prompts or not asked.wishes <= allowed else None

    def _fresh(self, session: Session, interaction: Interaction) -> bool:
        asked, age = interaction.asked, int(self._setting.clock()) - session.auth_time
        if asked.only_sub not in (None, self._setting.profile.subject(session.person)) or age > SESSION_LIFETIME:
            return False
        if interaction.signed_in:
            return True
        too_old = asked.max_age is not None and (age > asked.max_age or asked.max_age == 0)
        return not too_old and not asked.prompts & {"login", "select_account"}

    def _answer(self, interaction: Interaction, step: str | None, form: dict[str, str], request: Request) -> Response:
        if step == "sign-in" and form.get("user") in PEOPLE:
            self._sign_in(interaction, form["user"], by_hand=_is_a_browser(request))
            return self._keep_cookie(redirect(request.path, request), interaction.browser)
        if step == "consent" and form.get("decision") == "allow":
            self._consent(interaction)
            return self._finish(interaction, request)
        if step == "consent" and form.get("decision") == "other":
            self._memory.sessions.pop(interaction.browser, None)  # and the page that is next asks who it is
        if step == "consent" and form.get("decision") == "deny":
            del self._memory.interactions[request.path.rpartition("/")[2]]
            return self.refuse(Refused("access_denied", "The user said no.", interaction.asked.to), request)
        return redirect(request.path, request)  # a form of an older page: show the page that is next

    def _sign_in(self, interaction: Interaction, user: str, *, by_hand: bool) -> None:
        """Begin a session under a new cookie, so that one planted before the sign-in is worth nothing.

        Sign-ins that wait in other tabs of the same browser move to the new cookie too.
        """
        before, after = interaction.browser, secrets.token_urlsafe(24)
        for waiting in self._memory.interactions.values():
            if waiting.browser == before:
                waiting.browser = after
        interaction.signed_in = True
        now = int(self._setting.clock())
        self._memory.sessions[after] = Session(PEOPLE[user], now, secrets.token_hex(16), by_hand=by_hand)

    def _consent(self, interaction: Interaction) -> None:
        interaction.consented = True
        session = self._memory.sessions[interaction.browser]
        allowed = session.consents.setdefault(interaction.asked.client.client_id, set())
        if len(allowed) > _MOST_CONSENTS:
            allowed.clear()
        allowed.update(interaction.asked.wishes)
        self._memory.sessions[interaction.browser] = session  # entered anew, since it may have grown

    def _finish(self, interaction: Interaction, request: Request) -> Response:
        del self._memory.interactions[request.path.rpartition("/")[2]]
        return self._grant(interaction, request)

    def _grant(self, interaction: Interaction, request: Request) -> Response:
        """Make the code and send the browser back with it (RFC 6749 4.1.2)."""
        asked, session = interaction.asked, self._memory.sessions[interaction.browser]
        authorization = Authorization(
            code=self._setting.profile.new_code(),
            client=asked.client,
            person=session.person,
            scope=asked.scope,
            redirect_uri=asked.get("redirect_uri"),
            nonce=asked.get("nonce"),
            acr=asked.acr,
            code_challenge=asked.get("code_challenge"),
            code_challenge_method=asked.get("code_challenge_method"),
            claims=asked.claims,
            auth_time=session.auth_time,
            sid=session.sid,
            expires_at=self._setting.clock() + self._setting.code_lifetime,
        )
        self._memory.codes[authorization.code] = authorization
        session.asked = tuple(asked.params)
        self._memory.sessions[interaction.browser] = session  # entered anew, since it may have grown
        return self._reply(asked.to, {"code": authorization.code}, request)

    def refuse(self, refused: Refused, request: Request) -> Response:
        """Say no: to the client when its address is known good, and else on a page (RFC 6749 4.1.2.1)."""
        if refused.to is None:
            return self._pages.error(request, refused.error, refused.description, refused.facts)
        description = self._setting.profile.describe(refused.description, request.trace)
        return self._reply(refused.to, {"error": refused.error, "error_description": description}, request)

    def _reply(self, to: ReturnAddress, answer: dict[str, str], request: Request) -> Response:
        setting, params = self._setting, dict[str, Any](answer)
        if to.state is not None:
            params["state"] = to.state
        if setting.profile.names_itself:
            params["iss"] = setting.issuer  # RFC 9207 2; errors carry it too
        setting.apply_faults("redirect", params)
        pairs = [(name, one) for name, value in params.items() for one in (value if isinstance(value, list) else [value])]
        if to.mode == "form_post":
            return self._pages.form_post(request, to.redirect_uri, pairs)
        joint = "&" if to.redirect_uri.partition("?")[2] else "?"
        back = redirect(setting.relative_redirect(f"{to.redirect_uri}{joint}{setting.profile.query(pairs)}"), request)
        setting.apply_faults("redirect_answer", back)
        return back

    def _page(self, interaction: Interaction, step: str, request: Request) -> Response:
        session = self._memory.sessions.get(interaction.browser)
        if step == "sign-in":
            return self._pages.sign_in(request, interaction.asked)
        assert session is not None  # noqa: S101  (the step says so)
        return self._pages.consent(request, interaction.asked, session.person)

    def _keep_cookie(self, answer: Response, browser: str) -> Response:
        answer.headers.add("Set-Cookie", f"{self._setting.cookie}={browser}; Path=/; HttpOnly; SameSite=Lax")
        return answer


def _is_a_browser(request: Request) -> bool:
    """Tell a person's browser from a program: all of them have called themselves so since the nineties."""
    return request.headers.get("User-Agent", "").startswith("Mozilla/")
