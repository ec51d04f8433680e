"""What a flow holds: who we are, whom we ask, what has come so far, and the record of it."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from ..diagnosis.evidence import client_shape
from ..errors import Mistake
from ..messages import Request, Response, require_names
from ..protocol.authorize import AuthorizationRequest
from ..protocol.client import Client
from ..protocol.json_answer import JsonAnswer
from ..protocol.metadata import ProviderMetadata, discovery_url
from ..protocol.redirect import AuthorizationResponse
from ..protocol.tokens import TokenErrorResponse, TokenResponse
from ..recorder import Clock, Recorder
from ..rules import Report
from ..rules.exceptions import profile_facts, with_exceptions
from ..rules.metadata import check_metadata
from ..rules.transport import check_transport
from ..runs import Run, Runs
from ..secret import Text
from ..wire import Http

P = ParamSpec("P")
T = TypeVar("T")
Step = Callable[Concatenate[Any, P], T]


def step(method: Step[P, T]) -> Step[P, T]:
    """What a step of the flow notes is written in one go, when it ends and before it sends anything."""

    @functools.wraps(method)
    def recorded(self: Any, /, *args: P.args, **named: P.kwargs) -> T:
        with self._recorder.step():
            return method(self, *args, **named)

    return recorded


class FlowState:
    """The state of one flow. A step called again begins a new attempt there: what came after it is forgotten, not the record."""

    def __init__(
        self,
        provider: str | ProviderMetadata,
        client: Client,
        *,
        issuer: str | None = None,
        trusted_audiences: Iterable[str] = (),
        jwks: Mapping[str, Any] | None = None,
        leeway: float = 60,
        http: Http | None = None,
        runs: Runs | str | Path | None = None,
        label: str | None = None,
        profile: str | None = None,
        clock: Clock = time.time,
    ) -> None:
        self._provider = provider if isinstance(provider, ProviderMetadata) else discovery_url(provider)
        if not isinstance(client, Client):
            raise Mistake("A flow needs a Client: Client('my-client-id', redirect_uri='https://...').")
        self.client = client
        self.pinned_issuer = issuer
        self.trusted_audiences = require_names(trusted_audiences, "trusted_audiences")
        self.leeway = leeway
        self.profile = profile
        self._facts = profile_facts(profile)
        self._jwks_by_hand = jwks
        self._recorder = Recorder(http or Http(), runs if isinstance(runs, Runs) else Runs(runs), label, clock)
        self.metadata = self._provider if isinstance(self._provider, ProviderMetadata) else None
        self._arguments: dict[str, Any] = {}
        self._jwks: Mapping[str, Any] | None = None
        self._codes_sent: set[str] = set()
        self._used_once: set[str] = set()  # values of which an authorization request needs new ones
        self._jwks_answer: Response | None = None
        self._one_at_a_time = threading.Lock()
        self._forget_from("authorize")
        self._recorder.add_secrets(client.client_secret, client.private_key)

    def _forget_from(self, step: str) -> None:
        """Begin again at a step: what came after it belongs to an earlier attempt."""
        if step == "authorize":
            self.request: AuthorizationRequest | None = None
        if step in ("authorize", "receive"):
            self.response: AuthorizationResponse | None = None
            self.guards: Report | None = None
            self._received_at = 0.0
        self.result: TokenResponse | TokenErrorResponse | None = None
        self.refreshed: TokenResponse | None = None
        self.userinfo_answer: JsonAnswer | None = None

    @property
    def run(self) -> Run:
        """The record so far."""
        return self._recorder.run

    def reported(self, *about: str) -> Report:
        """Return the latest findings about each of these, in this order ("id_token", "tokens", ...); without names all."""
        return self._recorder.reported(*about)

    @property
    def runs(self) -> Runs:
        """The folder that keeps its record."""
        return self._recorder.runs

    @property
    def arguments(self) -> dict[str, Any]:
        """What `authorize()` was called with last; empty before that."""
        return dict(self._arguments)

    @property
    def provider_address(self) -> str:
        """Where the provider is asked: its discovery address, or the authorization endpoint that was given by hand."""
        return self._provider if isinstance(self._provider, str) else self._provider.authorization_endpoint or ""

    def relabel(self, label: str | None) -> None:
        """Give the run another label."""
        self._recorder.relabel(label)

    @property
    def http(self) -> Http:
        """How this flow reaches the network."""
        return self._recorder.http

    @property
    def issuer(self) -> str:
        """The name that the provider must give itself: the pinned one, or that of its metadata."""
        return self.pinned_issuer or self._known_metadata("issuer").issuer

    def use_client(self, client: Client) -> None:
        """Go on with other credentials, for instance a secret that was typed in later."""
        self.client = client
        self._recorder.add_secrets(client.client_secret, client.private_key)
        if self._recorder.last_time("client") is not None:
            self._recorder.record_client(client_shape(client))

    def stop(self) -> None:
        """End whatever this flow is waiting for, at once; the step raises `Unreachable`."""
        self.http.stop()

    def _introduce(self, response: Response | None = None) -> None:
        """Record who asks whom: the first thing in every run. `response` is the answer with the discovery document."""
        metadata = self._known_metadata("the record")
        found_at = self._provider if isinstance(self._provider, str) else None
        self._recorder.record_event(
            "provider",
            source=found_at,
            issuer=self.issuer,
            pinned=self.pinned_issuer,
            trusted_audiences=self.trusted_audiences,
            leeway=self.leeway,
            profile=self.profile,
        )
        self._recorder.record_client(client_shape(self.client))
        by_hand = {name: value for name, value in vars(metadata).items() if isinstance(value, str)}
        self._recorder.record_answer("metadata", "discover", metadata.members or by_hand)
        self._judge_metadata(metadata, response)

    def _judge_metadata(self, metadata: ProviderMetadata | None, response: Response | None) -> None:
        """Report on the discovery document, also on one that cannot be used."""
        if isinstance(self._provider, str):
            report = check_metadata(metadata, found_at=self._provider, pinned=self.pinned_issuer, response=response)
            self._report("metadata", report)

    def _report(self, about: str, report: Report) -> Report:
        """Record findings, those that this provider is known for marked as such; returns them."""
        return self._recorder.report(about, with_exceptions(report, self._facts))

    def _report_later(self, about: str, judge: Callable[[], Report]) -> None:
        """Record findings about what we made ourselves when somebody looks; `judge` holds the values of now."""
        facts = self._facts
        self._recorder.report_later(about, lambda: with_exceptions(judge(), facts))

    def _send(self, request: Request, step: str) -> Response:
        """Send a request, and say at once where it travelled badly. Raises `Unreachable` when no answer came."""
        try:
            return self._recorder.send(request, step)
        finally:
            travelled = self._recorder.travelled
            if travelled and travelled[-1].breaks:
                self._report("transport", check_transport(travelled))

    def _was_sent(self, code: Text | None) -> bool:
        """Tell whether this flow has sent this code before; the record knows, also after a restart."""
        return code is not None and repr(code) in self._codes_sent

    def _known_metadata(self, step: str) -> ProviderMetadata:
        if self.metadata is None:
            raise Mistake(f"{step} needs the provider's metadata: call flow.discover() first.")
        return self.metadata

    def _asked(self, step: str) -> AuthorizationRequest:
        if self.request is None:
            raise Mistake(f"{step} needs an authorize request: call flow.authorize() first, and open its link.")
        return self.request

    @property
    def tokens(self) -> TokenResponse | None:
        """The tokens that the code brought, or None when none came."""
        return self.result if isinstance(self.result, TokenResponse) else None

    def __repr__(self) -> str:
        where = self.metadata.issuer if self.metadata else self._provider
        steps = (("authorized", self.request), ("received", self.response), ("exchanged", self.tokens))
        done = [step for step, value in steps if value]
        return f"<Flow {self.client.client_id} at {where}: {', '.join(done) or 'not begun'}>"
