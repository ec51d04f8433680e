"""`Flow`, with which everything is done: one Authorization Code flow, step by step, against any provider."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self, Unpack

from ..errors import Mistake, told_alone
from ..messages import Transport, require_names
from ..printable import in_one_line
from ..protocol.authorize import AuthorizationRequest, OptionalParams
from ..protocol.auto import AUTO, Auto
from ..protocol.client import Client
from ..protocol.flow_table import FLOW
from ..protocol.json_answer import JsonAnswer
from ..protocol.metadata import ProviderMetadata, require_provider
from ..protocol.redirect import AuthorizationResponse
from ..protocol.tokens import TokenErrorResponse, TokenRequest, TokenResponse
from ..recorder import Clock
from ..rules import Report
from ..rules.exceptions import profile_facts
from ..runs import Run, Runs
from ..secret import Secret, Text, as_secret, refuse_secrets
from . import afterwards, checking, code_exchange, front_channel, recognising, repeating, resuming
from .front_channel import Arguments, OneTimeValues, hide_hint
from .state import FlowState, Settings, new_recorder, require_label

_ATTRIBUTES = (
    *("provider_metadata", "authorization_request", "authorization_response", "redirect_report", "token_response", "tokens"),
    *("refresh_response", "userinfo_response", "access_token", "refresh_token", "run"),
)


@told_alone
class Flow:
    """One Authorization Code flow, step by step, against any provider. Nothing is sent until a step is called.

    The steps, in the order of the protocol (OIDC Core 3.1.1):

        discover()      the provider describes itself               -> provider_metadata
        authorize()     a link for the browser                      -> authorization_request
        receive()       what the browser brought back               -> authorization_response, redirect_report
        token_request() what would be sent for the code: look, or alter it
        exchange()      the code becomes tokens, or is refused      -> token_response, tokens
        check()         why to believe what came                    -> a Report
        userinfo(), refresh(), introspect(), revoke(), logout_url() what the tokens are good for
        repeat()        what needs no person, several times: how long it takes

    A step that is called again begins a new attempt there: what came after it is forgotten by the flow, and kept by its
    record, `run`, which only grows.

    `provider` is an issuer, a discovery URL, or a `ProviderMetadata` for a tenant without discovery. `issuer` pins the
    name that tokens must carry when it is not where discovery was found; `trusted_audiences` are accepted beside our
    own client_id; `jwks` gives the keys by hand; `leeway` is seconds of clock difference that are forgiven. `http` says
    how to reach the network, `runs` in which folder the record is kept, `label` what to call it; `profile` names a provider
    whose known departures from the standard are no errors ("oracle", "entra", ...); `clock` returns seconds since 1970.
    Raises `Mistake` where an argument cannot be right.
    """

    _fields = (*dict.fromkeys(message.step for message in FLOW), *_ATTRIBUTES)  # help() lists them in this order, not A to Z

    def __init__(
        self,
        provider: str | ProviderMetadata,
        client: Client,
        *,
        issuer: str | None = None,
        trusted_audiences: Iterable[str] = (),
        jwks: Mapping[str, Any] | None = None,
        leeway: float = 60,
        http: Transport | None = None,
        runs: Runs | str | Path | None = None,
        label: str | None = None,
        profile: str | None = None,
        clock: Clock = time.time,
    ) -> None:
        refuse_secrets(provider=provider, issuer=issuer, trusted_audiences=trusted_audiences, jwks=jwks)
        refuse_secrets(leeway=leeway, http=http, profile=profile, clock=clock)
        provider = require_provider(provider, issuer)
        if not isinstance(client, Client):
            raise Mistake("A flow needs a Client: Client('my-client-id', redirect_uri='https://...').")
        audiences = require_names(trusted_audiences, "trusted_audiences")
        settings = Settings(provider, issuer, audiences, jwks, leeway, profile, profile_facts(profile))
        recorder = new_recorder(http, runs, label, clock)
        recorder.add_secrets(client.client_secret, client.private_key)
        self._state = FlowState(settings, client, recorder)
        if isinstance(provider, ProviderMetadata):
            self._state.held["provider_metadata"] = provider

    @classmethod
    def resume(
        cls, state: Text, *, client_secret: Text | None = None, private_key: Text | None = None, http: Transport | None = None
    ) -> Self:
        """Go on with a flow that was waiting for the browser when its kernel was restarted.

        `state` is the flow's state, or the whole address that the browser came back to. The client secret was never
        kept, so a confidential client gives it again. Raises `Mistake` when no flow is waiting for this state.
        """
        state, client_secret = as_secret(state), as_secret(client_secret, "client_secret")
        private_key = as_secret(private_key, "private_key")
        pending = resuming.pending_of(state)
        try:
            client = resuming.client_of(pending, client_secret, private_key)
            provider = pending["source"] or resuming.metadata_of(pending)
            flow = cls(provider, client, http=http, runs=Runs(Path(pending["run"]).parent), **pending["settings"])
            front_channel.take_up(flow._state, pending)
        except (LookupError, TypeError, ValueError, AttributeError):
            raise Mistake("The file of the waiting flow is damaged: open a fresh link with flow.authorize().") from None
        return flow

    # The steps

    def discover(self) -> ProviderMetadata:
        """Ask the provider to describe itself (Discovery 4). Raises `Unreachable` when no discovery document came."""
        return front_channel.discover(self._state)

    def authorize(
        self,
        scope: str = "openid",
        *,
        response_type: str = "code",
        state: str | Auto | None = AUTO,
        nonce: str | Auto | None = AUTO,
        pkce: str | None = "S256",
        extra: Iterable[tuple[str, str]] = (),
        omit: Iterable[str] = (),
        fresh: OneTimeValues | None = None,
        **optional: Unpack[OptionalParams],
    ) -> AuthorizationRequest:
        """Make a link to the provider's sign-in, and the secrets behind it (OIDC Core 3.1.2.1).

        `state=None`, `nonce=None` and `pkce=None` leave them out on purpose; the tables then say "not sent".
        `pkce` is "S256" or "plain". `fresh` are the random values of a link that was looked at before. `extra` are
        parameters that are sent as they are, pairs of name and value; `omit` names some to leave out.
        Raises `Mistake` before `discover()`.
        """
        own: Arguments = {"scope": scope, "response_type": response_type, "state": state, "nonce": nonce, "pkce": pkce}
        hide_hint(optional)
        arguments: Arguments = {**own, "extra": extra, "omit": omit, **optional}
        return front_channel.authorize(self._state, fresh or OneTimeValues(), **arguments)

    def preview(self, fresh: OneTimeValues, **arguments: Unpack[Arguments]) -> AuthorizationRequest:
        """Return the request that `authorize` makes of these; nothing begins. Raises `Mistake` before `discover()`."""
        hide_hint(arguments)
        return front_channel.preview(self._state, fresh, **arguments)

    def again(self, **changes: Any) -> Self:
        """Return a new flow with the same set-up and one thing changed in its authorize request, ready for `receive`.

        `changes` are arguments of `authorize`, or `label`. The provider is not asked again to describe itself.
        """
        hide_hint(changes)
        recorder, settings = self._state.recorder, self._state.settings
        flow = type(self)(
            settings.provider,
            self.client,
            issuer=settings.issuer,
            trusted_audiences=settings.trusted_audiences,
            jwks=settings.jwks,
            leeway=settings.leeway,
            http=recorder.http,
            runs=recorder.runs,
            label=changes.pop("label", recorder.label),
            profile=settings.profile,
            clock=recorder.clock,
        )
        flow._state.held["provider_metadata"] = self._state.known_metadata("again()")
        flow._state.started = self._state.started
        flow.authorize(**{**self._state.arguments, **changes})
        return flow

    def receive(self, pasted: Text, *, as_is: bool = False, status: int | None = None) -> AuthorizationResponse:
        """Take what the browser brought back: a whole address, its parameters, or a bare code (OIDC Core 3.1.2.5).

        Where the provider shows a page of its own and sends nobody back, give it here: its text, its source, its JSON, its
        address, or its `status`. It is kept, and `diagnose(flow.run)` reads it (OIDC Core 3.1.2.6).
        Whether it answers our request (state, iss) is judged at once, and stands in `redirect_report`. With `as_is` the text
        is not cleaned. Raises `Mistake` before `authorize()`, and for a text that cannot be the answer.
        """
        pasted = as_secret(pasted, "pasted")
        return front_channel.receive(self._state, pasted, as_is=as_is, status=status)

    def recognise(self) -> bool | None:
        """After `resume`, ask if the provider still is the one that gave the code; None where nobody can tell (RFC 9700 4.4)."""
        return recognising.recognise(self._state)

    def token_request(
        self,
        *,
        extra: Iterable[tuple[str, Text]] = (),
        headers: Iterable[tuple[str, Text]] = (),
        omit: Iterable[str] = (),
        client: Client | None = None,
    ) -> TokenRequest:
        """Return the token request as it would be sent, to look at or to alter (OIDC Core 3.1.3.1).

        `extra` adds parameters or replaces those of the same name, `headers` does the same with headers (one whose name
        speaks of a credential is shown as a secret), `omit` leaves some out ("authorization" is the header), `client` proves
        itself in another way: `flow.client.with_secret("wrong")`, say. Raises `Mistake` when there is no code.
        """
        return code_exchange.token_request(self._state, extra=extra, headers=headers, omit=omit, client=client)

    def exchange(
        self, request: TokenRequest | None = None, *, again: bool = False, despite: Iterable[str] = ()
    ) -> TokenResponse | TokenErrorResponse:
        """Send the code to the token endpoint, once (OIDC Core 3.1.3).

        Raises `Mistake` after a failed state or iss check, and where a secret would leave this machine over plain http,
        unless `despite` names the rule, and for a code that was sent before unless `again=True`; `Unreachable` when no
        answer came. A refusal is returned, not raised.
        """
        return code_exchange.exchange(self._state, request, again=again, despite=despite)

    def check(self) -> Report:
        """Tell, rule by rule, why to believe what came: discovery, redirect, token response, keys, tokens (OIDC Core 3.1.3.5, 3.1.3.7).

        What we sent is judged here at the latest, and counts too: this report is `run.report`, and the one on every screen.
        Fetches the keys where they are needed. Raises `Mistake` without tokens.
        """
        return checking.check(self._state)

    def userinfo(self, *, despite: Iterable[str] = ()) -> JsonAnswer:
        """Ask the provider about the person who signed in, and compare `sub` (OIDC Core 5.3).

        `despite`, here and below, as for `exchange`: a token leaves this machine over plain http only where it names the
        rule. Raises `Mistake` without tokens.
        """
        return afterwards.userinfo(self._state, despite=despite)

    def refresh(
        self, *, scope: str | None = None, again: bool = False, despite: Iterable[str] = ()
    ) -> TokenResponse | TokenErrorResponse:
        """Get new tokens without a new sign-in (RFC 6749 6, OIDC Core 12).

        The newest refresh token is sent; `again=True` sends the first one, to see what the provider makes of it after it
        was replaced. Raises `Mistake` where no refresh token came.
        """
        return afterwards.refresh(self._state, scope=scope, again=again, despite=despite)

    def introspect(self, kind: str = "access_token", *, despite: Iterable[str] = ()) -> JsonAnswer:
        """Ask the provider what a token is worth; `kind` is "access_token" or "refresh_token" (RFC 7662)."""
        return afterwards.introspect(self._state, kind, despite=despite)

    def revoke(self, kind: str = "refresh_token", *, despite: Iterable[str] = ()) -> JsonAnswer:
        """Give a token back; the provider forgets it. `kind` is "refresh_token" or "access_token" (RFC 7009)."""
        return afterwards.revoke(self._state, kind, despite=despite)

    def logout_url(self, *, post_logout_redirect_uri: str | None = None, state: str | None = None) -> Secret:
        """Return the link that ends the session at the provider; the ID token in it says whose (RP-Initiated Logout 1.0, 2)."""
        return afterwards.logout_url(self._state, post_logout_redirect_uri=post_logout_redirect_uri, state=state)

    repeat, stop = repeating.repeat, repeating.stop

    # What has come so far

    @property
    def provider_metadata(self) -> ProviderMetadata | None:
        """What the provider says about itself (Discovery 3); None before `discover()`."""
        return self._state.metadata

    @property
    def authorization_request(self) -> AuthorizationRequest | None:
        """The authorization request of this attempt (OIDC Core 3.1.2.1); None before `authorize()`."""
        return self._state.request

    @property
    def authorization_response(self) -> AuthorizationResponse | None:
        """What the browser brought back: a code or an error (OIDC Core 3.1.2.5); None before `receive()`."""
        return self._state.response

    @property
    def redirect_report(self) -> Report | None:
        """Whether the authorization response answers our request: state, iss, its form; None before `receive()`."""
        return self.reported("redirect") if self._state.response is not None else None

    @property
    def token_response(self) -> TokenResponse | TokenErrorResponse | None:
        """What the token endpoint answered: tokens or a refusal (OIDC Core 3.1.3.3); None before `exchange()`."""
        return self._state.answer

    @property
    def tokens(self) -> TokenResponse | None:
        """The tokens that the code brought; None where none came."""
        return self._state.tokens

    @property
    def refresh_response(self) -> TokenResponse | None:
        """The tokens of the latest refresh (RFC 6749 6); None before one."""
        return self._state.refreshed

    @property
    def userinfo_response(self) -> JsonAnswer | None:
        """What UserInfo answered (OIDC Core 5.3.2); None before `userinfo()`."""
        return self._state.userinfo

    @property
    def access_token(self) -> Secret | None:
        """The access token that is good now: a refreshed one where there is one."""
        return afterwards.access_token(self._state)

    @property
    def refresh_token(self) -> Secret | None:
        """The refresh token to use next: without rotation the old one stays good."""
        return afterwards.refresh_token(self._state)

    @property
    def code_age(self) -> float | None:
        """Seconds since the code was received; None without one."""
        return code_exchange.code_age(self._state)

    def reported(self, *about: str) -> Report:
        """Return the latest findings about each of these, in this order ("id_token", "tokens", ...); without names all."""
        return self._state.recorder.reported(*about)

    @property
    def run(self) -> Run:
        """The record so far, without a secret in it."""
        return self._state.recorder.run

    # What it was made of

    @property
    def client(self) -> Client:
        """Who we are to the provider."""
        return self._state.client

    def use_client(self, client: Client) -> None:
        """Go on with other credentials, for instance a secret that was typed in later."""
        if not isinstance(client, Client):
            raise Mistake("use_client() takes a Client, such as flow.client.with_secret(...).")
        self._state.use_client(client)

    @property
    def issuer(self) -> str:
        """The name that the provider must give itself: the pinned one, or that of its metadata."""
        return self._state.issuer

    @property
    def pinned_issuer(self) -> str | None:
        """The issuer that was pinned; None where it is that of the discovery document."""
        return self._state.settings.issuer

    @property
    def trusted_audiences(self) -> tuple[str, ...]:
        """The audiences that are accepted beside our own client_id."""
        return self._state.settings.trusted_audiences

    @property
    def leeway(self) -> float:
        """Seconds of clock difference that are forgiven."""
        return self._state.settings.leeway

    @property
    def profile(self) -> str | None:
        """The product whose known departures from the standard are no errors."""
        return self._state.settings.profile

    @property
    def provider_address(self) -> str:
        """Where the provider is asked: its discovery address, or the authorization endpoint that was given by hand."""
        provider = self._state.settings.provider
        return provider if isinstance(provider, str) else provider.authorization_endpoint or ""

    @property
    def arguments(self) -> dict[str, Any]:
        """What `authorize()` was called with last; empty before that."""
        return dict(self._state.arguments)

    @property
    def http(self) -> Transport:
        """How this flow reaches the network."""
        return self._state.recorder.http

    @property
    def runs(self) -> Runs:
        """The folder that keeps its record."""
        return self._state.recorder.runs

    def relabel(self, label: str | None, *, once: bool = False) -> None:
        """Give the run another label; with `once` the latest sign-in alone, so that the next one does not inherit it."""
        self._state.recorder.relabel(require_label(label), once=once)

    def __repr__(self) -> str:
        where = self._state.metadata.issuer if self._state.metadata else self._state.settings.provider
        done = [message.told for message in FLOW if message.told and message.key in self._state.held]
        return in_one_line(f"<Flow {self.client.client_id} at {where}: {', '.join(done) or 'nothing has happened yet'}>")

    # Names of earlier versions

    metadata = provider_metadata
    request = authorization_request
    response = authorization_response
    guards = redirect_report
    result = token_response
    refreshed = refresh_response
    userinfo_answer = userinfo_response
