"""What a question asks through: the honest requests and their alterations, what was seen before, and the controls."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from ..errors import ExplorerError, Mistake
from ..messages import Headers, Params, Request, require_text
from ..protocol.assertions import assertion_audience, sign_client_assertion
from ..protocol.client import Client
from ..protocol.tokens import build_token_request, code_grant
from ..secret import Secret, Text, reveal
from .answer import NotAsked, Stopped, Unanswered, Unclear
from .back_channel import Back
from .described import Described
from .given import Given
from .line import Jar, Line, secrets_of
from .links import Change, Link, honest_link
from .outcomes import Outcome, Recogniser, answer_in
from .under_way import drop_link, keep_link, kept_link

INVENTED = Secret("probe-not-a-code", "code")
INVENTED_TOKEN = Secret("probe-not-a-token", "token")
FOREIGN = "https://foreign.invalid/callback"  # never requested by us (RFC 2606 2)
EVERY_PROOF = ("client_id", "client_secret", "client_assertion", "client_assertion_type", "authorization")


class Ask(Described):
    """The provider as the questions ask it. What they see is cached: two questions that need the same request share it."""

    def __init__(self, given: Given, line: Line) -> None:
        super().__init__(given, line)
        self.outcomes: list[Outcome] = []  # of all requests to the authorization endpoint, to be looked through at the end
        self.refusals: list[Back] = []  # of the token endpoint
        self.gathered: dict[str, list[Secret]] = {}  # codes and tokens, by kind
        self._failures: list[str] = []
        self.links = 0  # that somebody was asked to open
        self.sheet_id = ""  # under which links that are open are kept
        line.recorder.add_secrets(self.client.client_secret, self.client.private_key)

    # The authorization endpoint

    @cached_property
    def recogniser(self) -> Recogniser:
        """What tells where an authorization request ended."""
        public = self.given.public_client
        others = (public.redirect_uri,) if public is not None else ()
        return Recogniser(self.line, self.client.redirect_uri, self.endpoint("authorization_endpoint"), others)

    def link(self, change: Change | None = None, extra: Iterable[tuple[str, str]] = (), **how: Any) -> Link:
        """Return the honest authorization request with something changed; see `links.honest_link`."""
        made = honest_link(self.endpoint("authorization_endpoint"), how.pop("client", self.client), change, extra, **how)
        self.line.recorder.add_secrets(made.code_verifier)
        return made

    def authorize(
        self, change: Change | None = None, extra: Iterable[tuple[str, str]] = (), *, altered: str | None = None, **how: Any
    ) -> Outcome:
        """Open an authorization request without any cookie, and follow it; `altered` is another address that was sent."""
        return self.open(self.link(change, extra, **how), altered)

    def open(self, link: Link, altered: str | None = None, *, post: bool = False) -> Outcome:
        """Open a link in a new browser, and follow it; with `post` as a form."""
        jar, accept = Jar(), (("Accept", "text/html,application/xhtml+xml"),)
        request = Request.post(link.endpoint, link.params, headers=accept) if post else Request.get(link.url, headers=accept)
        before = len(self.line.seen)
        try:
            outcome = self.recogniser.follow(self.send(request, "authorize", "authorize", jar), jar, altered)
        finally:
            self.note(*(seen.number for seen in self.line.seen[before:]))
        self.outcomes.append(outcome)
        return outcome

    @property
    def control(self) -> Outcome:
        """What the honest request looks like up to the first page."""
        return self.once("control", self._control)

    def _control(self) -> Outcome:
        outcome = self.authorize()
        if outcome.word == "error-page" and outcome.status < 400 and self.silence.is_silent_refusal:
            outcome = Outcome("login-page", outcome.seen, page=outcome.page)  # a page made by a script: the lever tells
        if outcome.word == "login-page":
            self.recogniser.control = outcome.page
        return outcome

    @property
    def silence(self) -> Outcome:
        """What the honest request is answered where no page may be shown."""
        return self.once("silence", lambda: self.authorize({"prompt": "none", "state": "Aa0-._~ +/%41"}))

    def require_control(self) -> None:
        """Raise `Unclear` where the honest request does not get anywhere: a refusal would then mean nothing."""
        if not self.control.is_login and self.control.word not in ("code", "consent-page"):
            raise Unclear(f"the honest request ended so: {self.control.word} ({self.control.told})")

    def is_as_honest(self, outcome: Outcome) -> bool:
        """Tell whether a request ended as the honest one does: at the login, or with a code at once where nobody is asked."""
        return outcome.is_login or (not self.control.is_login and outcome.word == self.control.word)

    def decide(
        self, change: Change | None = None, extra: Iterable[tuple[str, str]] = (), *, altered: str | None = None, **how: Any
    ) -> Outcome:
        """Ask plain, and where that ends on a login page once more with prompt=none, which makes acceptance visible."""
        self.require_control()
        extra = tuple(extra)
        plain = self.authorize(change, extra, altered=altered, **how)
        if not plain.is_login or not self.silence.is_answer:
            return plain
        return self.authorize({**(change or {}), "prompt": "none"}, extra, altered=altered, **how)

    def silently(self, change: Change | None = None, extra: Iterable[tuple[str, str]] = (), **how: Any) -> Outcome:
        """Ask with prompt=none at once. Raises `Unclear` where this provider does not answer such requests at the client's address."""
        self.require_control()
        if not self.silence.is_answer:
            raise Unclear("this provider does not answer prompt=none at the redirect address")
        return self.authorize({"prompt": "none", **(change or {})}, extra, **how)

    # The token endpoint and its neighbours

    def token(
        self,
        code: Secret | None = INVENTED,
        *,
        link: Link | None = None,
        params: Params | None = None,
        extra: Params = (),
        headers: Headers = (),
        omit: Iterable[str] = (),
        client: Client | None = None,
        assertion: Secret | None = None,
        step: str = "exchange",
        kind: str = "token",
    ) -> Back:
        """Send a token request: the honest one for a code, or for the link that brought it, with something changed."""
        verifier = link.code_verifier if link else Secret(secrets.token_urlsafe(32), "code_verifier")
        uri = (link.get("redirect_uri") if link else None) or self.client.redirect_uri
        grant = params if params is not None else code_grant(code or INVENTED, uri, verifier)
        request = self.form("token_endpoint", grant, extra, headers, omit, client, assertion)
        back = Back(self.send(request, step, kind))
        if not back.has_tokens:
            self.refusals.append(back)
        return back

    def call(self, endpoint: str, params: Params, step: str, **how: Any) -> Back:
        """Send a form to a neighbour of the token endpoint: introspection, revocation, pushed requests."""
        self.endpoint(endpoint)
        if not how.get("omit") and how.get("client") is None:
            self.require_authenticated()
        return Back(self.send(self.form(endpoint, params, **how), step))

    def form(
        self,
        endpoint: str,
        params: Params,
        extra: Params = (),
        headers: Headers = (),
        omit: Iterable[str] = (),
        client: Client | None = None,
        assertion: Secret | None = None,
    ) -> Request:
        """Return a form for an endpoint that authenticates the client."""
        client = client or self.client
        omit = tuple(omit)
        if client == self.client and not set(EVERY_PROOF) <= set(omit) and assertion is None:
            self.require_not_refused()
        self.line.recorder.add_secrets(client.client_secret, client.private_key)
        metadata = self.metadata
        if getattr(metadata, endpoint, None) is None:
            raise NotAsked(f"no {endpoint} is published")
        try:
            if client.method.algorithms and assertion is None:
                audience = assertion_audience(client, metadata)
                assertion = sign_client_assertion(client, audience, now=self.now, jti=secrets.token_hex(16))
            return build_token_request(
                metadata, client, params, endpoint=endpoint, client_assertion=assertion, extra=extra, headers=headers, omit=omit
            ).request
        except Mistake as problem:
            raise NotAsked(str(problem)) from None

    @property
    def now(self) -> float:
        """The time, in seconds since 1970."""
        return self.line.recorder.clock()

    @property
    def invented(self) -> Back:
        """What the honest token request with an invented code is answered: the control of all that uses one."""
        return self.once("invented", self.token)

    def require_authenticated(self) -> None:
        """Raise `Unclear` where not even the honest credentials are taken: then no refusal means anything."""
        if self.invented.refuses_client:
            raise Unclear(f"the client itself is refused: {self.invented.told}")

    def require_not_refused(self) -> None:
        """A secret that is not taken is sent once in a run, and never again: providers count, and lock."""
        back = self.once("invented", lambda: None) if self.has("invented") else None
        if isinstance(back, Back) and back.refuses_client and not self.client.is_public:
            raise Unclear(f"the client itself is refused: {back.told}")

    def require_client_first(self) -> None:
        """Raise `Unclear` where a code is looked up before the client: an invented one then decides nothing about the client."""
        nobody = self.once("nobody invented", lambda: self.token(omit=EVERY_PROOF))
        if nobody.error == "invalid_grant":
            raise Unclear("the code is looked up before the client, so an invented one decides nothing")

    @property
    def second(self) -> Client:
        """The second client, which has proved once who it is. Raises `NotAsked` without one, `Unclear` where it is refused."""
        other = self.given.second_client
        if other is None:
            raise NotAsked("no second client was given")
        back = self.once("second invented", lambda: self.token(client=other))
        if back.refuses_client:
            raise Unclear(f"the second client itself is refused: {back.told}")
        return other

    def require_second(self) -> None:
        """Raise `NotAsked` without a second client, `Unclear` where it is refused itself: then no refusal of it means anything."""
        if self.second == self.client:
            raise NotAsked("the second client is the first one")

    @property
    def has_second(self) -> bool:
        """Whether there is a second client that is known to the provider."""
        try:
            return self.second is not None
        except Unanswered:
            return False

    def spend_failure(self, id: str, own: bool) -> None:
        """Take the one failed client authentication that a run may have. Raises `NotAsked` where it is spent, or kept for another."""
        if id not in self.given.chosen and (self._failures or not own):
            raise NotAsked(
                "a run has one failed client authentication, by the client's own method; choose this one by its name"
            )
        self._failures.append(id)

    @property
    def is_mock(self) -> bool:
        """Whether the provider checks nothing: it gives tokens for an invented code."""
        return self.invented.has_tokens

    def pause(self, seconds: float) -> None:
        """Wait, where the seconds themselves are the question."""
        self.line.wait(seconds)

    def settle(self) -> None:
        """Wait until the nodes of a provider have told one another; on this machine there is one."""
        self.line.wait(0.05 if self.line.is_near(self.endpoint("token_endpoint")) else 5.0)

    def gather(self, kind: str, token: Secret) -> None:
        """Remember a code or a token of this run: its strength is told at the end."""
        self.gathered.setdefault(kind, [])
        if token not in self.gathered[kind]:
            self.gathered[kind].append(token)

    def userinfo(self, token: Text, headers: Headers | None = None, step: str = "userinfo") -> Back:
        """Ask UserInfo with a token in the Authorization header."""
        bearer = (("Authorization", Secret(f"Bearer {reveal(token)}", "bearer_token")),)
        return Back(self.get(self.endpoint("userinfo_endpoint"), step, bearer if headers is None else headers))

    # Signing in

    def link_for(self, letter: str, make: Callable[[], Link]) -> Link:
        """Return the link of a flight: the one that somebody has open already, from before a restart, or a new one."""
        fresh = make()
        if not (self.given.by_paste and self.sheet_id):
            return fresh
        link = kept_link(self.sheet_id, letter, fresh) or fresh
        keep_link(self.sheet_id, letter, link)
        return link

    def arrived_by(self, letter: str) -> None:
        """Note that somebody brought the link of a flight back."""
        if self.given.by_paste and self.sheet_id:
            drop_link(self.sheet_id, letter)

    def sign_in(self, link: Link) -> Outcome:
        """Have somebody sign in with a link, and return where the browser went."""
        walk = getattr(self.given.sign_in, "walk", None)
        before = len(self.line.seen)
        try:
            if walk is not None:
                outcome: Outcome = walk(self, link)
                return outcome
            return self._asked(link)
        finally:
            self.note(*(seen.number for seen in self.line.seen[before:]))

    def _asked(self, link: Link) -> Outcome:
        if self.given.sign_in is None:
            raise NotAsked("nobody signs in: give sign_in")
        if self.line.halt.is_set():
            raise Stopped("the run was stopped")
        self.links += 1
        try:
            came = self.given.sign_in(link.url)
        except Stopped:
            raise
        except ExplorerError as problem:
            return Outcome("stopped", problem=str(problem))
        except Exception as problem:  # it is the caller's own code: what it did is told, and the run goes on
            return Outcome("stopped", problem=f"sign_in ended with {type(problem).__name__}")
        return self.arrived(came)

    def arrived(self, came: Any) -> Outcome:
        """Return what an address says to which the browser came, or the body of a form that it posted."""
        if not isinstance(came, str | Secret):
            return Outcome("stopped", problem="sign_in brought no address")
        text = reveal(require_text("redirect", came)).strip()
        self.line.recorder.add_secrets(*secrets_of(text if "?" in text or "#" in text else f"?{text}"))
        found = self.recogniser.at_client(text, ())
        if found is not None:
            return found
        _, params = answer_in(f"https://form.invalid/?{text.rpartition('?')[2]}", "https://form.invalid/")
        names = {name for name, _ in params}
        if names & {"code", "error", "response"} and "://" not in text:
            return Outcome("error-redirect" if "error" in names else "code", params=params, mode="form_post")
        return Outcome("error-page", problem="the browser did not come back to the redirect address")
