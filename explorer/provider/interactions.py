"""The browser's way through the provider: sign in, consent, and back to the client with a code (RFC 6749 4.1.1, 4.1.2)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .asking import Ask, read_ask
from .errors import Refused, ReturnAddress
from .http import Request, Response, redirect
from .memory import Authorization, Session
from .people import PEOPLE

if TYPE_CHECKING:
    from .app import Provider

_COOKIE = re.compile(r"[A-Za-z0-9_-]{32}")
SESSION_LIFETIME = 8 * 3600  # seconds


@dataclass
class Interaction:
    """One authorization request on its way. It belongs to the browser that began it, known by its cookie."""

    ask: Ask
    browser: str
    signed_in: bool = False
    consented: bool = False


class FrontDoor:
    """The authorization endpoint and the pages behind it."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._memory = provider.memory

    @property
    def cookie(self) -> str:
        """The cookie's name; it holds the port, since cookies do not know ports (RFC 6265 8.5)."""
        return f"practice_provider_{self._provider.port}"

    def authorize(self, request: Request) -> Response:
        """Answer an authorization request: at once when nothing has to be asked, and else with a page."""
        try:
            ask = read_ask(self._provider, request)
            interaction = Interaction(ask, self._browser(request))
            step = self._step(interaction)
            if step and "none" in ask.prompts:  # OIDC Core 3.1.2.6
                error = "login_required" if step == "sign-in" else "consent_required"
                raise Refused(error, "prompt=none forbids the page that would be needed.", ask.to)
        except Refused as refused:
            return self.refuse(refused, request)
        return self._begin(interaction, request) if step else self._grant(interaction, request)

    def _browser(self, request: Request) -> str:
        """Return the name of the browser that asks: from its cookie, if it looks like one of ours, or a new one."""
        known = request.cookie(self.cookie) or ""
        return known if _COOKIE.fullmatch(known) else secrets.token_urlsafe(24)

    def _begin(self, interaction: Interaction, request: Request) -> Response:
        number = secrets.token_urlsafe(24)
        self._memory.interactions[number] = interaction
        return self._keep_cookie(redirect(f"/interaction/{number}", request), interaction.browser)

    def interact(self, request: Request) -> Response:
        """Show the page of the step that is next, or take the answer to it."""
        interaction = self._memory.interactions.get(request.path.rpartition("/")[2])
        if interaction is None or interaction.browser != request.cookie(self.cookie):
            over = "This sign-in is over, or it was begun in another browser. Open the link from the notebook again."
            return self._provider.pages.error(request, "invalid_request", over, status=404)
        step = self._step(interaction)
        if request.method == "POST":
            return self._answer(interaction, step, dict(request.form), request)
        return self._page(interaction, step, request) if step else self._finish(interaction, request)

    def _step(self, interaction: Interaction) -> str | None:
        """Return "sign-in", "consent", or None when nothing is left to ask (OIDC Core 3.1.2.3, 3.1.2.4)."""
        ask, session = interaction.ask, self._memory.sessions.get(interaction.browser)
        if session is None or not self._fresh(session, interaction):
            return "sign-in"
        if interaction.consented:
            return None
        allowed = session.consents.get(ask.client.client_id, set())
        return "consent" if "consent" in ask.prompts or not ask.wishes <= allowed else None

    def _fresh(self, session: Session, interaction: Interaction) -> bool:
        ask, age = interaction.ask, int(self._provider.clock()) - session.auth_time
        if ask.only_sub not in (None, self._provider.profile.subject(session.person)) or age > SESSION_LIFETIME:
            return False
        if interaction.signed_in:
            return True
        too_old = ask.max_age is not None and (age > ask.max_age or ask.max_age == 0)
        return not too_old and not ask.prompts & {"login", "select_account"}

    def _answer(self, interaction: Interaction, step: str | None, form: dict[str, str], request: Request) -> Response:
        if step == "sign-in" and form.get("user") in PEOPLE:
            self._sign_in(interaction, form["user"])
            return self._keep_cookie(redirect(request.path, request), interaction.browser)
        if step == "consent" and form.get("decision") == "allow":
            self._consent(interaction)
            return self._finish(interaction, request)
        if step == "consent" and form.get("decision") == "deny":
            del self._memory.interactions[request.path.rpartition("/")[2]]
            return self.refuse(Refused("access_denied", "The user said no.", interaction.ask.to), request)
        return redirect(request.path, request)  # a form of an older page: show the page that is next

    def _sign_in(self, interaction: Interaction, user: str) -> None:
        """Begin a session under a new cookie, so that one planted before the sign-in is worth nothing.

        Sign-ins that wait in other tabs of the same browser move to the new cookie too.
        """
        before, after = interaction.browser, secrets.token_urlsafe(24)
        for waiting in self._memory.interactions.values():
            if waiting.browser == before:
                waiting.browser = after
        interaction.signed_in = True
        self._memory.sessions[after] = Session(PEOPLE[user], int(self._provider.clock()), secrets.token_hex(16))

    def _consent(self, interaction: Interaction) -> None:
        interaction.consented = True
        consents = self._memory.sessions[interaction.browser].consents
        consents.setdefault(interaction.ask.client.client_id, set()).update(interaction.ask.wishes)

    def _finish(self, interaction: Interaction, request: Request) -> Response:
        del self._memory.interactions[request.path.rpartition("/")[2]]
        return self._grant(interaction, request)

    def _grant(self, interaction: Interaction, request: Request) -> Response:
        """Make the code and send the browser back with it (RFC 6749 4.1.2)."""
        ask, session = interaction.ask, self._memory.sessions[interaction.browser]
        authorization = Authorization(
            code=self._provider.profile.new_code(),
            client=ask.client,
            person=session.person,
            scope=ask.scope,
            redirect_uri=ask.get("redirect_uri"),
            nonce=ask.get("nonce"),
            acr=ask.acr,
            code_challenge=ask.get("code_challenge"),
            code_challenge_method=ask.get("code_challenge_method"),
            claims=ask.claims,
            auth_time=session.auth_time,
            sid=session.sid,
            expires_at=self._provider.clock() + self._provider.code_lifetime,
        )
        self._memory.codes[authorization.code] = authorization
        return self._reply(ask.to, {"code": authorization.code}, request)

    def refuse(self, refused: Refused, request: Request) -> Response:
        """Say no: to the client when its address is known good, and else on a page (RFC 6749 4.1.2.1)."""
        if refused.to is None:
            return self._provider.pages.error(request, refused.error, refused.description, refused.facts)
        description = self._provider.profile.describe(refused.description, request.trace)
        return self._reply(refused.to, {"error": refused.error, "error_description": description}, request)

    def _reply(self, to: ReturnAddress, answer: dict[str, str], request: Request) -> Response:
        provider, params = self._provider, dict[str, Any](answer)
        if to.state is not None:
            params["state"] = to.state
        if provider.profile.names_itself:
            params["iss"] = provider.issuer  # RFC 9207 2; errors carry it too
        provider.apply_faults("redirect", params)
        pairs = [(name, one) for name, value in params.items() for one in (value if isinstance(value, list) else [value])]
        if to.mode == "form_post":
            return provider.pages.form_post(request, to.redirect_uri, pairs)
        joint = "&" if urlsplit(to.redirect_uri).query else "?"
        back = redirect(provider.towards(f"{to.redirect_uri}{joint}{provider.profile.query(pairs)}"), request)
        provider.apply_faults("redirect_answer", back)
        return back

    def _page(self, interaction: Interaction, step: str, request: Request) -> Response:
        session = self._memory.sessions.get(interaction.browser)
        if step == "sign-in":
            return self._provider.pages.sign_in(request, interaction.ask)
        assert session is not None  # noqa: S101  (the step says so)
        return self._provider.pages.consent(request, interaction.ask, session.person)

    def sign_out(self, request: Request) -> None:
        """End the session of this browser."""
        self._memory.sessions.pop(request.cookie(self.cookie) or "", None)

    def _keep_cookie(self, answer: Response, browser: str) -> Response:
        answer.headers.add("Set-Cookie", f"{self.cookie}={browser}; Path=/; HttpOnly; SameSite=Lax")
        return answer
