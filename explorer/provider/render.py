"""The provider's pages, made from the templates in `pages/`. Everything that is put into them is escaped."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tornado.template import Loader

from .http import Pairs, Request, Response, no_store, relative
from .memory import Session
from .people import PEOPLE, Person
from .setting import LANDING, Setting
from .sound_request import AuthorizationRequest
from .words import came_words, scope_words, sent_words

_FOLDER = Path(__file__).with_name("pages")
_STYLE = (_FOLDER / "style.css").read_text("utf-8")


class Pages:
    """The pages of one provider. They need no script, but for copying and for posting a form by itself."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._loader = Loader(str(_FOLDER), autoescape="xhtml_escape")

    def sign_in(self, request: Request, asked: AuthorizationRequest) -> Response:
        """Who are you?"""
        hint = asked.get("login_hint")
        people = [{"person": person, "hinted": hint in _names(person)} for person in PEOPLE.values()]
        people.sort(key=lambda row: not row["hinted"])
        subject = self._setting.profile.subject
        only = next((p.claims["name"] for p in PEOPLE.values() if subject(p) == asked.only_sub), "somebody who is not here")
        return self._page("sign_in", request, targets=[asked.to.redirect_uri], asked=asked, people=people, only=only)

    def consent(self, request: Request, asked: AuthorizationRequest, person: Person) -> Response:
        """May this client?"""
        scopes = [(scope, scope_words(scope)) for scope in asked.scope.split()]
        scopes += [(" ".join(asked.claim_names), "Read these, asked for one by one")] if asked.claims else []
        sent = [(name, value, sent_words(name)) for name, value in asked.params]
        uri = asked.to.redirect_uri
        return self._page("consent", request, targets=[uri], asked=asked, person=person, scopes=scopes, sent=sent)

    def landing(self, request: Request) -> Response:
        """Show a client's side of the redirect: what came, and how to take it along. Nothing is redeemed here."""
        posted = request.method == "POST"
        pairs = request.form if posted else request.args
        address = self._setting.landing + (f"?{request.query}" if request.query else "")
        text = request.body.decode("utf-8", "replace") if posted else address
        came = [(name, value, came_words(name)) for name, value in pairs]
        shown: dict[str, Any] = {"came": came, "names": {name for name, _ in pairs}, "text": text, "posted": posted}
        session = self._setting.memory.sessions.get(request.cookie(self._setting.cookie) or "")
        shown |= {"person": session.person if session else None, "again": self._asked_again(session, request)}
        elsewhere = "X-ProxyContextPath" in request.headers  # jupyter-server-proxy says so; then the address bar differs
        return self._page("landing", request, script="copy.js", elsewhere=elsewhere, **shown)

    def _asked_again(self, session: Session | None, request: Request) -> str:
        """The way to the same request once more, with the page that asks who it is (OIDC Core 3.1.2.1, prompt=login)."""
        if session is None or not session.asked:
            return ""
        asked = [(name, value) for name, value in session.asked if name != "prompt"]
        path = self._setting.profile.paths.authorization_endpoint
        return f"{relative(path, request)}?{urlencode([*asked, ('prompt', 'login')])}"

    def form_post(self, request: Request, redirect_uri: str, params: Pairs) -> Response:
        """Carry the answer in a form that posts itself (OAuth 2.0 Form Post Response Mode 2)."""
        ours = redirect_uri == self._setting.landing
        action = relative(LANDING, request) if ours else redirect_uri
        targets = [redirect_uri]
        return self._page(
            "form_post", request, script="post.js", targets=targets, action=action, params=params, redirect_uri=redirect_uri
        )

    def sign_out(self, request: Request, *, done: bool) -> Response:
        """Ask whether to sign out, or say that it is done."""
        return self._page("sign_out", request, done=done)

    def error(self, request: Request, error: str, description: str, facts: Pairs | None = None, status: int = 400) -> Response:
        """Say what is wrong when the browser cannot be sent back to the client."""
        description = self._setting.profile.describe(description, request.trace)
        values: dict[str, Any] = {"error": error, "description": description, "facts": facts or [], "refused": status == 400}
        return self._page("error", request, status, **values)

    def _page(
        self,
        name: str,
        request: Request,
        status: int = 200,
        *,
        script: str | None = None,
        targets: list[str] | None = None,
        **values: Any,
    ) -> Response:
        code = (_FOLDER / script).read_text("utf-8") if script else ""
        body = self._loader.load(f"{name}.html").generate(
            provider=self._setting, request=request, style=_STYLE, script=code, **values
        )
        answer = no_store(status, body, "text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = _policy(code, targets or [])
        return answer


def _names(person: Person) -> tuple[str, str]:
    return person.name, person.claims["email"]


def _policy(script: str, targets: list[str]) -> str:
    """Allow our own style and script by their hashes, our own forms, and nothing else.

    Browsers hold a redirect that follows a form against `form-action` too, so the client's origin must be in it.
    """
    forms = ["'self'", *(source for target in targets if (source := _origin(target)))]
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(_STYLE)}'",
            f"script-src '{_hash(script)}'" if script else "script-src 'none'",
            "img-src data:",
            f"form-action {' '.join(forms)}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _origin(address: str) -> str | None:
    """Return the source expression for an address; a scheme alone for a client's own scheme; None for what cannot be one."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    source = f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}:"
    return None if set(source) & set(" ;,'\"") or not (source.isascii() and source.isprintable()) else source


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
