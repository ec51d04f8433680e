"""What a flow holds: who we are, whom we ask, what has come so far, and the record of it.

The steps of the flow are functions of this state, in the files beside it. What came is held by the keys of the flow table,
so that what a new attempt forgets is told there and nowhere else.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from ..diagnosis.evidence import client_evidence
from ..errors import ExplorerError, Mistake, Unreachable
from ..messages import Request, Response, Transport, unquoted
from ..protocol.authorize import AuthorizationRequest
from ..protocol.client import Client
from ..protocol.flow_table import EXCHANGES, forget
from ..protocol.json_answer import JsonAnswer
from ..protocol.metadata import ProviderMetadata
from ..protocol.provider_start import Recognised
from ..protocol.redirect import AuthorizationResponse
from ..protocol.tokens import TokenErrorResponse, TokenResponse
from ..recorder import Clock, Recorder
from ..redactor.values import settled
from ..reference import ProviderFacts
from ..rules import Report
from ..rules.exceptions import with_exceptions
from ..rules.transport import check_transport
from ..runs import Runs
from ..secret import Secret, Text, refuse_secrets
from ..wire import Http
from .way import require_safe_way

_LONGEST_LEEWAY = 1e9  # seconds: thirty years, and no number that JSON or a clock cannot hold
_OUR_OWN = ("authorization_request", "token_request")

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Settings:
    """What was said about the provider when the flow was made; it never changes."""

    provider: str | ProviderMetadata  # the address of its discovery document, or what it would have said
    issuer: str | None = None  # the name that tokens must carry, where it is not where discovery was found
    trusted_audiences: tuple[str, ...] = ()
    jwks: Mapping[str, Any] | None = None  # keys that were given by hand
    leeway: float = 60  # seconds
    profile: str | None = None
    known_habits: ProviderFacts | None = None  # of that profile

    def __post_init__(self) -> None:
        if not isinstance(self.issuer, str | None):
            raise Mistake(f"issuer is the name that tokens must carry, a text; got {unquoted(self.issuer)}.")
        if not isinstance(self.leeway, int | float) or not 0 <= self.leeway <= _LONGEST_LEEWAY:
            raise Mistake(f"leeway is a number of seconds, 0 or more; got {unquoted(self.leeway)}.")
        if not isinstance(self.jwks, Mapping | None):
            raise Mistake(
                f"jwks is a key set as a dictionary, as json.loads(...) makes one of its text; got {unquoted(self.jwks)}."
            )

    @property
    def discovery_url(self) -> str | None:
        """Where the provider describes itself; None where its endpoints were given by hand."""
        return self.provider if isinstance(self.provider, str) else None


def require_label(label: Any) -> str | None:
    """Return what a run is to be called. Raises `Mistake` for what is no plain text."""
    refuse_secrets(label=label)
    if not isinstance(label, str | None):
        raise Mistake(f"label is what to call the run, a text; got {unquoted(label)}.")
    return label


def new_recorder(http: Transport | None, runs: Runs | str | Path | None, label: str | None, clock: Clock) -> Recorder:
    """Return the recorder of a new flow. Raises `Mistake` for what is no way to the network, and for what is no label."""
    if not callable(clock) or isinstance(clock, type):
        raise Mistake(f"clock= is a function that returns seconds since 1970, such as time.time; got {unquoted(clock)}.")
    if http is not None and (isinstance(http, type) or not callable(getattr(http, "send", None))):
        raise Mistake(
            f"http= is the way to the network, such as Http(proxy='http://proxy.example:8080'); got {unquoted(http)}."
        )
    return Recorder(http or Http(), runs if isinstance(runs, Runs) else Runs(runs), require_label(label), clock)


class Held(dict[str, Any]):
    """What a flow holds. What came is kept as it may be seen; what was sent is our own."""

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value if key in _OUR_OWN else settled(value))


@dataclass
class FlowState:
    """The state of one flow, shared by its steps. Everything that happens to it goes through `record` into the run."""

    settings: Settings
    client: Client
    recorder: Recorder
    held: dict[str, Any] = field(default_factory=Held)  # what was sent and came, by the keys of the flow table
    arguments: dict[str, Any] = field(default_factory=dict)  # of the latest authorize()
    received_at: float = 0.0  # when the code came first: pasted once more, it is no younger
    codes_came: dict[str, float] = field(default_factory=dict)  # by their fingerprints
    jwks_response: Response | None = None
    jwks: Mapping[str, Any] | None = None
    no_keys: Unreachable | None = None  # why none came, where no answer came
    codes_sent: set[str] = field(default_factory=set)  # their fingerprints
    started: str | None = None  # which start of the local provider described itself
    is_resumed: bool = False  # this attempt was begun in a kernel that is gone
    recognised: Recognised | None = None  # who answers at the provider's address now, where it was asked
    used_once: set[str] = field(default_factory=set)  # values of which an authorization request needs new ones
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)
    halt: threading.Event = field(default_factory=threading.Event)  # set by `stop()`: no more of what is repeated

    # What is held

    @property
    def metadata(self) -> ProviderMetadata | None:
        """What the provider says about itself."""
        return self.held.get("provider_metadata")

    @property
    def request(self) -> AuthorizationRequest | None:
        """The authorization request of this attempt."""
        return self.held.get("authorization_request")

    @property
    def response(self) -> AuthorizationResponse | None:
        """The authorization response of this attempt."""
        return self.held.get("authorization_response")

    @property
    def answer(self) -> TokenResponse | TokenErrorResponse | None:
        """What the token endpoint answered: tokens, or a refusal."""
        return self.held.get("token_response")

    @property
    def tokens(self) -> TokenResponse | None:
        """The tokens that the code brought."""
        return self.answer if isinstance(self.answer, TokenResponse) else None

    @property
    def refreshed(self) -> TokenResponse | None:
        """The tokens of the latest refresh."""
        return self.held.get("refresh_response")

    @property
    def userinfo(self) -> JsonAnswer | None:
        """What UserInfo answered."""
        return self.held.get("userinfo_response")

    # What a step needs, or the sentence that names the step before it

    def known_metadata(self, step: str) -> ProviderMetadata:
        """Return the provider's metadata. Raises `Mistake` before discovery."""
        if self.metadata is None:
            raise Mistake(f"{step} needs the provider's metadata: call flow.discover() first.")
        return self.metadata

    def asked(self, step: str) -> AuthorizationRequest:
        """Return the authorization request. Raises `Mistake` before there is one."""
        if self.request is None:
            raise Mistake(f"{step} needs an authorize request: call flow.authorize() first, and open its link.")
        return self.request

    def code(self, step: str) -> Secret:
        """Return the code that came. Raises `Mistake` where none has come."""
        self.asked(step)
        if self.response is None:
            raise Mistake(
                f"{step} needs the answer from the browser: call flow.receive(...) first with the address it came back to."
            )
        if self.response.code is None:
            raise Mistake(
                f"{step} needs a code, and there is none: the provider answered {self.response.error or 'without one'}."
            )
        return self.response.code

    def some_tokens(self, step: str) -> TokenResponse:
        """Return the tokens. Raises `Mistake`, which names the step or the refusal that stands between."""
        if self.tokens is not None:
            return self.tokens
        if isinstance(self.answer, TokenErrorResponse):
            raise Mistake(
                f"{step} needs tokens, and none came: the provider answered {self.answer.error or self.answer.problem}."
            )
        self.code(step)
        raise Mistake(f"{step} needs tokens: call flow.exchange() first.")

    @property
    def issuer(self) -> str:
        """The name that the provider must give itself: the pinned one, or that of its metadata."""
        return self.settings.issuer or self.known_metadata("issuer").issuer

    # What happens

    def record(self, kind: str, **data: Any) -> None:
        """Record an event; a step that is done again forgets what was held of it and of what follows."""
        self.recorder.record_event(kind, **data)
        forget(self.held, kind)

    def report(self, about: str, report: Report) -> Report:
        """Record findings, those that this provider is known for marked as such; returns them."""
        return self.recorder.report(about, with_exceptions(report, self.settings.known_habits))

    def report_later(self, about: str, judge: Callable[[], Report]) -> None:
        """Record findings about what we made ourselves when somebody looks; `judge` holds the values of now."""
        known = self.settings.known_habits
        self.recorder.report_later(about, lambda: with_exceptions(judge(), known))

    def require_safe_way(self, request: Request, step: str, despite: tuple[str, ...]) -> tuple[str, ...]:
        """Return the rules that had to be overruled so that this request may go. Raises `Mistake` where it may not."""
        call = EXCHANGES[step].step if step in EXCHANGES else step
        return require_safe_way(request, call, despite, self.recorder.http.proxy_host)

    def send(self, request: Request, step: str, despite: tuple[str, ...] = ()) -> Response:
        """Send a request, and say at once where it travelled badly.

        Raises `Mistake`, with nothing sent, where a secret in it would go where none may go, unless `despite` names the rule
        that says so; then the record says so too. Raises `Unreachable` when no answer came.
        """
        if overruled := self.require_safe_way(request, step, despite):
            self.record("overruled", rules=overruled)
        try:
            return self.recorder.send(request, step)
        finally:
            travelled = self.recorder.travelled
            if travelled and travelled[-1].breaks:
                self.report("transport", check_transport(travelled))

    def ask(self, request: Request, step: str, read: Callable[[Response], T], despite: tuple[str, ...] = ()) -> T:
        """Send a request, as `send` does, and return what `read` makes of the answer; nothing of it shows a secret."""
        return self.recorder.received(read(self.send(request, step, despite)))

    def was_sent(self, code: Text | None) -> bool:
        """Tell whether this flow has sent this code before; the record knows, also after a restart."""
        return code is not None and repr(code) in self.codes_sent

    def use_client(self, client: Client) -> None:
        """Go on with other credentials; a run that has begun says so."""
        self.client = client
        self.recorder.add_secrets(client.client_secret, client.private_key)
        if self.recorder.last_time("client") is not None:
            self.recorder.record_client(client_evidence(client))


_ONCE = ("state", "nonce", "code_challenge")  # a value of these may be used by one request only


def used_once(params: Iterable[Iterable[Any]]) -> set[str]:
    """Return the values of an authorization request that no other request may use."""
    return {value for name, value in params if name in _ONCE}


StepFunction = Callable[Concatenate[FlowState, P], T]


def step(function: StepFunction[P, T]) -> StepFunction[P, T]:
    """What a step of the flow records is written in one go, when it ends and before it sends anything.

    What it returns, and what it says where it fails, shows no secret.
    """

    @functools.wraps(function)
    def recorded(state: FlowState, /, *args: P.args, **named: P.kwargs) -> T:
        with state.recorder.step():
            try:
                return settled(function(state, *args, **named))
            except ExplorerError as problem:
                problem.args = tuple(state.recorder.redacted(list(problem.args)))
                raise

    return recorded
