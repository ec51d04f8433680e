"""What the events of a run hold, by their kind. `event_check` makes sure of it when a file is read, so that readers may rely on it.

Each has `kind` and `at`, in seconds since 1970. What is `NotRequired` may be missing: in an older file, or where there was
nothing to tell. What a provider made up is `Any`: it may be whatever JSON can say. Of a kind that a later version has nobody
here reads more than that.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from ..rules.kept import KeptReport

NamedValues = list[list[str]]  # names with their values, in order; a name may come twice


class RecordedRequest(TypedDict):
    """A request as it was sent, without its credentials."""

    method: str
    url: str
    headers: NamedValues
    form: NotRequired[NamedValues | None]


class RecordedResponse(TypedDict):
    """An answer as it came, without cookies and tokens."""

    status: int | float
    headers: NamedValues
    reason: NotRequired[Any]
    length: NotRequired[Any]
    body: NotRequired[Any]


class RecordedTiming(TypedDict):
    """When a request was sent, and for each phase its beginning and its duration, in milliseconds."""

    started_at: float
    phases: dict[str, list[float]]
    reused: NotRequired[Any]


class LabelEvent(TypedDict):
    """The run got another name; or its latest sign-in alone, after which it has its `former` one; or an earlier one, by number."""

    kind: Literal["label"]
    at: float
    attempt: NotRequired[Any]
    former: NotRequired[Any]
    label: NotRequired[str | None]


class ClientEvent(TypedDict):
    """Who asks, and how it proves itself."""

    kind: Literal["client"]
    at: float
    client_id: NotRequired[Any]
    token_endpoint_auth_method: NotRequired[Any]


class ProviderEvent(TypedDict):
    """Who is asked, and what was pinned or trusted."""

    kind: Literal["provider"]
    at: float
    issuer: NotRequired[Any]


class MembersEvent(TypedDict):
    """The members of an answer: metadata, tokens, UserInfo, refreshed tokens."""

    kind: Literal["metadata", "tokens", "userinfo", "refresh"]
    at: float
    members: dict[str, Any]


class AuthorizeEvent(TypedDict):
    """An authorization request; with it an attempt begins."""

    kind: Literal["authorize"]
    at: float
    params: NamedValues
    endpoint: NotRequired[Any]
    pkce: NotRequired[Any]


class ReceiveEvent(TypedDict):
    """An authorization response; `thinking` are the seconds that the person spent in the browser."""

    kind: Literal["receive"]
    at: float
    params: NamedValues
    thinking: float
    recognised: NotRequired[Any]
    address: NotRequired[Any]
    changes: NotRequired[Any]


class TokenRequestEvent(TypedDict):
    """A token request that is about to be sent, with the evidence that is taken while the secrets live."""

    kind: Literal["token_request"]
    at: float
    evidence: dict[str, Any]
    code: NotRequired[Any]
    altered: NotRequired[Any]


class ExchangeEvent(TypedDict):
    """One HTTP request with its answer; without an answer `error` says why."""

    kind: Literal["exchange"]
    at: float
    step: str
    request: RecordedRequest
    timing: RecordedTiming
    response: NotRequired[RecordedResponse | None]
    error: NotRequired[str | None]
    error_kind: NotRequired[Any]
    clock_offset: NotRequired[Any]
    correlation_ids: NotRequired[Any]


class RefusalEvent(TypedDict):
    """The provider refused; `leg` is the word for where. `protocol.provider_words` reads what it said in its own words."""

    kind: Literal["refusal"]
    at: float
    leg: str
    error: NotRequired[str | None]
    description: NotRequired[Any]
    problem: NotRequired[Any]
    correlation_id: NotRequired[Any]
    words: NotRequired[Any]
    codes: NotRequired[Any]
    numbers: NotRequired[Any]


class PageEvent(TypedDict):
    """The browser stayed at a page of the provider; `after` says behind which link, "authorize" or "logout"."""

    kind: Literal["page"]
    at: float
    after: NotRequired[Any]
    error: NotRequired[str | None]
    address: NotRequired[Any]
    status: NotRequired[Any]
    said: NotRequired[Any]
    thinking: NotRequired[Any]
    is_still: NotRequired[Any]


class ReportEvent(TypedDict):
    """What was found about one message."""

    kind: Literal["report"]
    at: float
    about: str
    findings: KeptReport


class OverruledEvent(TypedDict):
    """Rules that failed, and in spite of which the person went on."""

    kind: Literal["overruled"]
    at: float
    rules: NotRequired[Any]


class UnsentEvent(TypedDict):
    """A step that was wanted, and that could not be sent for want of what the provider gives."""

    kind: Literal["unsent"]
    at: float
    why: NotRequired[Any]


class OtherEvent(TypedDict):
    """It happened: nobody reads more."""

    kind: Literal["resumed", "logout", "introspect", "revoke"]
    at: float


Event = (
    LabelEvent
    | ClientEvent
    | ProviderEvent
    | MembersEvent
    | AuthorizeEvent
    | ReceiveEvent
    | TokenRequestEvent
    | ExchangeEvent
    | RefusalEvent
    | PageEvent
    | ReportEvent
    | OverruledEvent
    | UnsentEvent
    | OtherEvent
)
