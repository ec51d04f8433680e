"""The front channel, steps 1 and 2: what travels through the browser (OIDC Core 3.1.2)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Self, Unpack

from ..errors import Mistake, Unreachable
from ..messages import Request, parse_form, require_names, require_pairs
from ..protocol.authorize import AuthorizationRequest, OptionalParams, build_authorization_request
from ..protocol.auto import AUTO, Auto, without_auto
from ..protocol.jwk import without_private_members
from ..protocol.metadata import ProviderMetadata, parse_metadata
from ..protocol.redirect import AuthorizationResponse, parse_redirect
from ..rules import Report
from ..rules.authorize import check_authorize_request
from ..rules.redirect import check_redirect
from ..runs.pending import remove_pending, save_pending
from ..secret import Secret, Text, reveal
from .base import FlowState, step


@dataclass(frozen=True)
class Fresh:
    """The random values of one authorize request (RFC 6749 10.10, RFC 7636 4.1).

    Whoever wants to look at a link before it is used makes them once, and gives them to `preview` and to `authorize`.
    """

    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    code_verifier: Secret = field(default_factory=lambda: Secret(secrets.token_urlsafe(32), "code_verifier"))


_NOT_KEPT = ("id_token_hint",)  # a token; after a restart the link is open already, and nobody needs it again

_ONCE = ("state", "nonce", "code_challenge")  # a value of these may be used by one request only


def used_once(params: Iterable[Iterable[str]]) -> set[str]:
    """Return the values of an authorization request that no other request may use."""
    return {value for name, value in params if name in _ONCE}


class FrontChannel(FlowState):
    """Ask the provider who it is, make the link, take what the browser brought back."""

    @step
    def discover(self) -> ProviderMetadata:
        """Ask the provider to describe itself, and check that it speaks for its own address (Discovery 4).

        Raises `Unreachable` when no discovery document came.
        """
        if isinstance(self._provider, ProviderMetadata):
            return self._provider
        response = self._send(Request.get(self._provider), "discover")
        try:
            metadata = parse_metadata(response.body) if response.status == 200 else None
        except Mistake as problem:
            self._judge_metadata(None, response)
            raise Unreachable(f"{self._provider}: {problem}", "not-metadata") from None
        if metadata is None:
            self._judge_metadata(None, response)
            raise Unreachable(
                f"{self._provider} answered {response.status}, not with a discovery document. "
                "Is the address that of the issuer? Endpoints can be given by hand with ProviderMetadata(...).",
                "not-metadata",
            )
        self.metadata = metadata
        self._introduce(response)
        return metadata

    def preview(
        self,
        fresh: Fresh,
        *,
        scope: str = "openid",
        response_type: str = "code",
        state: str | Auto | None = AUTO,
        nonce: str | Auto | None = AUTO,
        pkce: str | None = "S256",
        extra: Iterable[tuple[str, str]] = (),
        omit: Iterable[str] = (),
        **optional: Unpack[OptionalParams],
    ) -> AuthorizationRequest:
        """Return the request that `authorize` makes of these arguments and random values, without beginning anything.

        Raises `Mistake` before `discover()`.
        """
        return build_authorization_request(
            self._known_metadata("authorize()"),
            self.client,
            scope=scope,
            response_type=response_type,
            state=fresh.state if state is AUTO else state,
            nonce=fresh.nonce if nonce is AUTO else nonce,
            code_verifier=fresh.code_verifier if pkce else None,
            code_challenge_method=pkce,
            optional=optional,
            extra=extra,
            omit=omit,
        )

    @step
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
        fresh: Fresh | None = None,
        **optional: Unpack[OptionalParams],
    ) -> AuthorizationRequest:
        """Make a link to the provider's sign-in, and the secrets behind it (OIDC Core 3.1.2.1).

        `state=None`, `nonce=None` and `pkce=None` leave them out on purpose; the tables then say "not sent".
        `pkce` is "S256" or "plain". `fresh` are the random values of a link that was looked at before.
        Raises `Mistake` before `discover()`.
        """
        arguments: dict[str, Any] = {
            "scope": scope,
            "response_type": response_type,
            "state": state,
            "nonce": nonce,
            "pkce": pkce,
        }
        arguments |= {"extra": require_pairs(extra), "omit": require_names(omit, "omit"), **optional}
        request = self.preview(fresh or Fresh(), **arguments)
        if self._recorder.last_time("provider") is None:  # endpoints by hand, or again(): nobody was asked to describe itself
            self._introduce()
        self._drop_pending()
        self._forget_from("authorize")
        self._recorder.add_secrets(request.code_verifier)
        self._recorder.record_event(
            "authorize", endpoint=request.endpoint, params=request.params, pkce=request.code_challenge_method
        )
        self._recorder.write()  # where the folder refuses, nothing has begun
        self._judge_request_later(request)
        self._arguments, self.request = arguments, request
        self._save_pending(request)
        return request

    def _judge_request_later(self, request: AuthorizationRequest) -> None:
        metadata, used = self._known_metadata("authorize()"), frozenset(self._used_once)
        judge = partial(check_authorize_request, request, client=self.client, metadata=metadata, used=used)
        self._report_later("authorize", judge)
        self._used_once |= used_once(request.params)

    def again(self, **changes: Any) -> Self:
        """Return a new flow with the same set-up and one thing changed in its authorize request, ready for `receive`.

        `changes` are arguments of `authorize`, or `label`. The provider is not asked again to describe itself.
        """
        label = changes.pop("label", self._recorder.label)
        flow = type(self)(
            self._provider,
            self.client,
            issuer=self.pinned_issuer,
            trusted_audiences=self.trusted_audiences,
            jwks=self._jwks_by_hand,
            leeway=self.leeway,
            http=self.http,
            runs=self._recorder.runs,
            label=label,
            profile=self.profile,
            clock=self._recorder.clock,
        )
        flow.metadata = self._known_metadata("again()")
        flow.authorize(**{**self._arguments, **changes})
        return flow

    # 2 Come back

    @step
    def receive(self, pasted: Text, *, as_is: bool = False) -> AuthorizationResponse:
        """Take what the browser brought back: a whole address, its parameters, or a bare code (OIDC Core 3.1.2.5).

        The guards (state, iss) are checked at once and stand in `flow.guards`. With `as_is` the text is not cleaned.
        Raises `Mistake` before `authorize()`, and for a text that cannot be the answer.
        """
        request = self._asked("receive()")
        try:
            response = parse_redirect(pasted, as_is=as_is)
        except Mistake:
            self._judge_empty(pasted, request)
            raise
        self._forget_from("receive")
        self.response = response
        self._received_at = self._recorder.clock()
        self._recorder.add_secrets(response.code, *(value for _, value in response.params if isinstance(value, Secret)))
        asked_at = self._recorder.last_time("authorize")
        self._recorder.record_event(
            "receive",
            recognised=response.kind,
            params=[[name, repr(value) if isinstance(value, Secret) else value] for name, value in response.params],
            address=response.address,
            changes=response.changes,
            thinking=0.0 if asked_at is None else round(self._received_at - asked_at, 1),
        )
        self.guards = self._judge_redirect(response, request)
        if response.error is not None:
            self._recorder.record_event(
                "refusal", leg="authorize", error=response.error, description=response.error_description
            )
        return response

    def _judge_redirect(self, response: AuthorizationResponse, request: AuthorizationRequest) -> Report:
        metadata = self._known_metadata("receive()")
        checked = check_redirect(
            response,
            request,
            issuer=self.issuer,
            promises_iss=metadata.promises_iss if metadata.members else None,
            code_seen=self._was_sent(response.code),
        )
        return self._report("redirect", checked)

    def _judge_empty(self, pasted: Text, request: AuthorizationRequest) -> None:
        """Report on an address that is our own and brings nothing: then the provider sent it so, and nobody slipped."""
        address, _, query = reveal(pasted).strip().partition("?") if isinstance(pasted, str | Secret) else ("", "", "")
        if address and address == request.redirect_uri:
            self._judge_redirect(AuthorizationResponse("url", tuple(parse_form(query)), address), request)

    def _save_pending(self, request: AuthorizationRequest) -> None:
        if request.state is None:
            return
        metadata = self._known_metadata("authorize()")
        save_pending(
            request.state,
            {
                "run": str(self._recorder.runs.path(self._recorder.run_id)),
                "metadata": {
                    **{name: value for name, value in vars(metadata).items() if name != "members"},
                    "members": dict(metadata.members),
                },
                "source": self._provider if isinstance(self._provider, str) else None,
                "client": {
                    name: value
                    for name, value in without_auto(vars(self.client)).items()
                    if name not in ("client_secret", "private_key")
                },
                "settings": {
                    "issuer": self.pinned_issuer,
                    "trusted_audiences": list(self.trusted_audiences),
                    "leeway": self.leeway,
                    "profile": self.profile,
                    "jwks": without_private_members(self._jwks_by_hand),
                },
                "request": {
                    **vars(request),
                    "params": [pair for pair in request.params if pair[0] not in _NOT_KEPT],
                    "code_verifier": request.code_verifier.reveal() if request.code_verifier else None,
                },
                "arguments": {
                    name: [pair for pair in value if pair[0] not in _NOT_KEPT] if name == "extra" else value
                    for name, value in without_auto(self._arguments).items()
                    if name not in _NOT_KEPT
                },
            },
        )

    def _drop_pending(self) -> None:
        if self.request is not None and self.request.state is not None:
            remove_pending(self.request.state)
