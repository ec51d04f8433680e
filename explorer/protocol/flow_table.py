"""The flow, once: its messages in their order, and every word by which another room calls them.

Whoever needs the order of the flow, the name of a message, or what a new attempt makes obsolete reads it from `FLOW`. A new
message (a pushed authorization request, say) is one entry here, at its place; the README's diagram is drawn from it too.

The words in run files are older than this table and stay as they are: they stand in it as `event`, `exchange`, `report`,
`compared` and `refused_at`, so that a file of format 1 is read for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Party = Literal["client", "provider"]
Channel = Literal["front", "back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of the flow, or what it carries and is judged by itself, such as the ID Token.

    `key` and `title` are the standard's name for it, in code and for people. `step` is the method of `Flow` that makes or
    takes it, `panel` the step of the panel that shows it. A word that is empty says that there is no such thing.
    """

    key: str
    title: str
    spec: str
    sender: Party
    channel: Channel
    step: str
    panel: str
    # What it leaves in a run, in the words of run files
    event: str = ""  # the kind of event that tells of it
    exchange: str = ""  # the word for the HTTP exchange that it is the answer of, or the "browser" that brought it
    report: str = ""  # the word for what is judged about it
    compared: str = ""  # the word for its parameters in a comparison
    refused_at: str = ""  # the word for where a provider refused, when it is the refusal
    # Where to look it up
    reference: str = ""  # the section of reference/parameters.toml
    errors: str = ""  # the section of reference/errors.toml
    rules: tuple[str, ...] = ()  # with which the ids of its rules begin
    # In words
    asked: str = ""  # what the request for it says to the provider, in words for a learner
    told: str = ""  # what was done once it is there
    endpoint: str = ""  # who is asked for it, as part of a sentence
    # How it is treated
    authenticated: bool = False  # the client proves who it is to get it
    once: bool = False  # asked for once; later attempts use the same
    afterwards: bool = False  # it is asked for after the sign-in, where somebody wants it


FLOW: tuple[Message, ...] = (
    Message(
        key="provider_metadata",
        title="provider metadata",
        spec="Discovery 4.2",
        sender="provider",
        channel="back",
        step="discover",
        panel="provider",
        event="metadata",
        exchange="discover",
        report="metadata",
        rules=("DISC",),
        asked="Describe yourself.",
        told="knew the provider",
        endpoint="discovery",
        once=True,
    ),
    Message(
        key="authorization_request",
        title="authorization request",
        spec="RFC 6749 4.1.1; OIDC Core 3.1.2.1",
        sender="client",
        channel="front",
        step="authorize",
        panel="authorize",
        event="authorize",
        report="authorize",
        compared="authorize",
        reference="authorize",
        rules=("AUTHZ",),
        told="made the link",
    ),
    Message(
        key="authorization_response",
        title="authorization response",
        spec="RFC 6749 4.1.2; OIDC Core 3.1.2.5",
        sender="provider",
        channel="front",
        step="receive",
        panel="redirect",
        event="receive",
        exchange="browser",
        report="redirect",
        compared="redirect",
        refused_at="authorize",
        reference="redirect",
        errors="redirect",
        rules=("AUTHR", "JARM"),
        told="took the answer",
    ),
    Message(
        key="token_request",
        title="token request",
        spec="RFC 6749 4.1.3; OIDC Core 3.1.3.1",
        sender="client",
        channel="back",
        step="exchange",
        panel="exchange",
        event="token_request",
        report="token_request",
        compared="token",
        reference="token_request",
        rules=("TOKQ",),
        told="sent the code",
    ),
    Message(
        key="token_error_response",
        title="token error response",
        spec="RFC 6749 5.2; OIDC Core 3.1.3.4",
        sender="provider",
        channel="back",
        step="exchange",
        panel="exchange",
        event="refusal",
        report="token_error",
        refused_at="token",
        errors="token",
        rules=("TOKE",),
    ),
    Message(
        key="token_response",
        title="token response",
        spec="RFC 6749 5.1; OIDC Core 3.1.3.3",
        sender="provider",
        channel="back",
        step="exchange",
        panel="exchange",
        event="tokens",
        exchange="exchange",
        report="tokens",
        compared="token_response",
        reference="token_response",
        rules=("TOKR",),
        asked="Here is the code.",
        told="got tokens",
        endpoint="the token endpoint",
        authenticated=True,
    ),
    Message(
        key="jwks",
        title="key set",
        spec="RFC 7517 5; OIDC Core 10.1",
        sender="provider",
        channel="back",
        step="check",
        panel="tokens",
        exchange="keys",
        report="jwks",
        rules=("JWKS",),
        asked="Your public keys, please.",
        endpoint="the keys",
        once=True,
    ),
    Message(
        key="id_token",
        title="ID token",
        spec="OIDC Core 2; OIDC Core 3.1.3.7",
        sender="provider",
        channel="back",
        step="check",
        panel="tokens",
        report="id_token",
        compared="id_token",
        rules=("IDTH", "IDTC"),
    ),
    Message(
        key="access_token",
        title="access token",
        spec="RFC 6749 1.4; RFC 9068",
        sender="provider",
        channel="back",
        step="check",
        panel="tokens",
        report="access_token",
        compared="access_token",
        rules=("AT",),
    ),
    Message(
        key="userinfo_response",
        title="UserInfo",
        spec="OIDC Core 5.3",
        sender="provider",
        channel="back",
        step="userinfo",
        panel="tokens",
        event="userinfo",
        exchange="userinfo",
        report="userinfo",
        compared="userinfo",
        errors="resource",
        rules=("UI",),
        asked="Who signed in?",
        endpoint="UserInfo",
        afterwards=True,
    ),
    Message(
        key="refresh_response",
        title="refreshed tokens",
        spec="RFC 6749 6; OIDC Core 12",
        sender="provider",
        channel="back",
        step="refresh",
        panel="tokens",
        event="refresh",
        exchange="refresh",
        report="refresh",
        refused_at="refresh",
        errors="token",
        rules=("REFR",),
        asked="New tokens, please.",
        endpoint="the token endpoint, for a refresh",
        authenticated=True,
        afterwards=True,
    ),
    Message(
        key="introspection_response",
        title="introspection",
        spec="RFC 7662 2.2",
        sender="provider",
        channel="back",
        step="introspect",
        panel="tokens",
        event="introspect",
        exchange="introspect",
        report="introspection",
        rules=("INTRO",),
        asked="What is this token worth?",
        endpoint="the introspection endpoint",
        authenticated=True,
        afterwards=True,
    ),
    Message(
        key="revocation_response",
        title="revocation",
        spec="RFC 7009 2.2",
        sender="provider",
        channel="back",
        step="revoke",
        panel="tokens",
        event="revoke",
        exchange="revoke",
        errors="revocation",
        asked="Forget this token.",
        endpoint="the revocation endpoint",
        authenticated=True,
        afterwards=True,
    ),
    Message(
        key="logout_request",
        title="logout request",
        spec="RP-Initiated Logout 2",
        sender="client",
        channel="front",
        step="logout_url",
        panel="tokens",
        event="logout",
        report="logout",
        rules=("LOGOUT",),
        afterwards=True,
    ),
)

TRANSPORT = "transport"  # judged over all messages of an attempt: how they travelled, and no message itself
REPORTS = (*(message.report for message in FLOW if message.report), TRANSPORT)  # what is judged, in the order of the flow
RECOGNISE = (
    "recognise"  # the exchange that asks, after a restart, whether the provider is still the same; no message of the flow
)
EXCHANGES: Mapping[str, Message] = {message.exchange: message for message in FLOW if message.exchange}
EVENTS: Mapping[str, Message] = {message.event: message for message in FLOW if message.event}
PANEL_STEPS = (*dict.fromkeys(message.panel for message in FLOW), "compare")

_BY_WORD = {word: message for message in reversed(FLOW) for word in (message.compared, message.report, message.key) if word}
_BY_RULE = {prefix: message for message in FLOW for prefix in message.rules}
_BEGIN = ("authorization_request", "authorization_response", "token_request")  # a new link, another answer, the code once more


def message(word: str) -> Message | None:
    """Return the message that goes by this key, or by this word of a report or a comparison; None where none does."""
    return _BY_WORD.get(word)


def title(word: str) -> str:
    """Return the name for people of what goes by this word; the word itself where the flow has no such message."""
    found = message(word)
    return found.title if found else word


def judged_by(rule: str) -> Message | None:
    """Return the message that a rule judges, by the rule's id; None for a rule about how all of them travelled."""
    return _BY_RULE.get(rule.partition("-")[0])


def order(word: str) -> int:
    """Return where in the flow this stands, to sort by; what is no message of the flow comes last."""
    found = message(word)
    return FLOW.index(found) if found else len(FLOW)


def _from(begun: Message) -> tuple[str, ...]:
    """The message itself and all that comes after it, by key and by report; how an attempt travelled belongs to it too."""
    return (*(word for message in FLOW[FLOW.index(begun) :] for word in (message.key, message.report) if word), TRANSPORT)


_FORGOTTEN = {message.event: _from(message) for message in FLOW if message.key in _BEGIN}
_FORGOTTEN["page"] = ("redirect",)  # it stands where an answer would: what was found of an earlier answer is not found of it
_REPLACED = _FORGOTTEN | {  # what was judged stands as long as its message does: until one of its kind takes its place
    "receive": ("redirect",),
    "token_request": ("token_request", "token_error"),
    "tokens": tuple(word for word in _from(_BY_WORD["token_response"]) if word != TRANSPORT),
}


def order_of_exchange(exchange: str) -> int:
    """Return the same for an exchange, or for the person's time in the browser."""
    found = EXCHANGES.get(exchange)
    return FLOW.index(found) if found else len(FLOW)


def is_sent_by_us(word: str) -> bool:
    """Tell whether the client sends the message that goes by this word."""
    found = message(word)
    return found is not None and found.sender == "client"


def forget(held: dict[str, Any], event: str, after: Any = None) -> None:
    """Take from what is held, by key or by report, all that an event of this kind makes obsolete.

    A step that is done again begins anew there: what is held of that message, and of those after it, was of an earlier
    attempt. What the provider said about itself stays. `after` is what a page came after: one that comes after a link to
    sign out says nothing of the sign-in.
    """
    for word in _FORGOTTEN.get(event, ()) if after != "logout" else ():
        held.pop(word, None)


def drop_replaced(reports: dict[str, Any], event: str, after: Any = None) -> None:
    """Take from what was judged, by report, what an event of this kind takes the place of; `after` as in `forget`.

    Tokens that were checked stay so where their code is sent once more and refused.
    """
    for word in _REPLACED.get(event, ()) if after != "logout" else ():
        reports.pop(word, None)


def is_asked_once(exchange: str) -> bool:
    """Tell whether the answer of this exchange serves later attempts too."""
    found = EXCHANGES.get(exchange)
    return found is not None and found.once


def errors_of(refused_at: Any) -> str:
    """Return the section of reference/errors.toml for where a provider refused, by the word that a run has for it ("leg")."""
    return next((message.errors for message in FLOW if message.refused_at and message.refused_at == refused_at), "token")


def diagram() -> str:
    """Return the flow as a Mermaid sequence diagram: who sends which message to whom, by which step of `Flow`.

    The messages after the sign-in stand in a frame of their own, since each is there for whoever wants it.
    """
    lines = [
        "sequenceDiagram",
        "    participant B as Browser",
        "    participant C as Client (Flow)",
        "    participant P as Provider",
    ]
    sent = [message for message in FLOW if message.event or message.exchange]
    lines += [line for message in sent if not message.afterwards for line in _arrows(message)]
    lines += ["    opt after the sign-in"]
    lines += [f"    {line}" for message in sent if message.afterwards for line in _arrows(message)]
    return "\n".join([*lines, "    end"])


def _arrows(message: Message) -> list[str]:
    call = f"{message.step}()"
    if message.channel == "front" and message.sender == "client":
        return [f"    C->>B: {message.title}: {call}", "    B->>P: the same, followed as a link"]
    if message.channel == "front":
        return [f"    P-->>B: {message.title}", f"    B-->>C: the same, pasted: {call}"]
    if message.sender == "client":
        return [f"    C->>P: {message.title}: {call}"]
    has_request = any(other.step == message.step and other.sender == "client" for other in FLOW)
    asks = [f"    C->>P: {message.asked} {call}"] if message.asked and not has_request else []
    arrow = "--x" if message.event == "refusal" else "-->>"
    return [*asks, f"    P{arrow}C: {message.title}"]
