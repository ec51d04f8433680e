"""What is read from a run to put it into a table: (key, value) pairs, in the order of the flow. No pandas here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypeGuard

from ..messages import brief
from ..printable import in_one_line
from ..protocol.flow_table import FLOW, TRANSPORT
from ..rules.kept import KeptFinding
from .attempts import attempt_in
from .events import Event, ExchangeEvent, ReceiveEvent
from .exchanges import timing_of
from .record import Run

NOT_SENT, EMPTY = "not sent", "empty"
NOT_APPLICABLE, NOT_CHECKED = "not applicable", "not checked"  # a skipped question that a run did not put, or that it left
CODE, WAITING, NOT_BEGUN = "code", "waiting", "not begun"  # what a run came to that has not ended
FRONT_CHANNEL, CALLBACK = "front channel", "callback"  # stops of the browser, where it was recorded, as by a HAR
_WHO = ("name", "preferred_username", "email", "sub")  # what a person is called by, the plainest first
_LATER = {"userinfo": "UserInfo", "introspect": "introspection", "revoke": "revocation"}
_DONE, _REFUSED = 200, 400  # statuses of HTTP
BROWSER = "browser"  # the person's time there: observed, not timed

RowKey = tuple[str, ...]  # what a value is about, such as ("id_token", "sub")
KeyedValues = Iterator[tuple[RowKey, Any]]


def claims_of(run: Run) -> KeyedValues:
    """Yield ((token, claim), value) for every claim; the tokens are "id_token", "access_token" and "userinfo"."""
    for token, claims in (("id_token", run.claims), ("access_token", run.access_token_claims), ("userinfo", run.userinfo)):
        yield from (((token, claim), value) for claim, value in claims.items())


def parameters_of(run: Run) -> KeyedValues:
    """Yield ((message, parameter), value) for what was said in the latest attempt; a parameter may come twice.

    The messages are "authorize", "redirect", "token" (the token request) and "token_response". What is no parameter on
    the wire stands in brackets: "(client authentication)", "(client_secret)", "(altered on purpose)", "(status)". Tokens that
    came stay the answer where their code was sent once more and refused: the refusal stands beside them.
    """
    yield from ((("authorize", name), value) for name, value in run.params)
    received = run.last("receive")
    came = received.get("params", ()) if received else ()
    yield from ((("redirect", name), value) for name, value in came)
    sent = next((event for event in reversed(run.attempt) if _is_of_code(event)), None)
    if sent is not None:
        yield from ((("token", name), value) for name, value in sent["request"].get("form") or ())
        yield from ((("token", name), value) for name, value in _proof(run))
        yield from ((("token_response", name), value) for name, value in _answers(run))


def _proof(run: Run) -> Iterator[tuple[str, Any]]:
    """How the client proved itself in the latest token request, of its secret the fingerprint; and what was altered on purpose."""
    request = run.last("token_request")
    known = request["evidence"].get("client") if request else None
    client = known if isinstance(known, Mapping) else run.client
    secret, altered = client.get("secret"), request.get("altered") if request else None
    yield "(client authentication)", client.get("token_endpoint_auth_method")
    if isinstance(secret, Mapping):
        yield "(client_secret)", f"<client_secret {secret['fingerprint']}>" if secret.get("fingerprint") else EMPTY
    if isinstance(altered, Sequence) and altered:
        yield "(altered on purpose)", ", ".join(map(str, altered))


def _answers(run: Run) -> Iterator[tuple[str, Any]]:
    """The latest token response, of a JWT its fingerprint alone, and why there is none; or why no other came after it."""
    statuses: list[Any] = []
    came: Mapping[str, Any] = {}
    refused: Mapping[str, Any] = {}
    for event in run.attempt:
        if _is_of_code(event):
            statuses, refused = [*(statuses[:1] if came else ()), status_of(event)], {}
        elif event["kind"] == "tokens":
            statuses, came = statuses[-1:], event["members"]
        elif event["kind"] == "refusal" and event.get("leg") == "token":
            told = {
                "error": event.get("error"),
                "error_description": event.get("description"),
                "(problem)": event.get("problem"),
            }
            refused = {name: value for name, value in told.items() if value is not None}
    yield "(status)", ", then ".join(map(str, statuses)) if len(statuses) > 1 else statuses[0]
    yield from ((name, value.get("jwt", value) if isinstance(value, Mapping) else value) for name, value in came.items())
    yield from refused.items()


def _is_of_code(event: Event) -> TypeGuard[ExchangeEvent]:
    """Tell whether an event is the exchange that sends a code."""
    return event["kind"] == "exchange" and event["step"] == "exchange"


def status_of(exchange: ExchangeEvent) -> Any:
    """Return the status of the answer, or the word for why none came."""
    response = exchange.get("response")
    return response["status"] if response else exchange.get("error_kind")


def judgeable_in(run: Run) -> Iterator[str]:
    """Yield, by the words of reports, what there is to be judged in the latest attempt of a run."""
    kinds = {event["kind"] for event in run.attempt}
    steps = {event["step"] for event in run.exchanges}
    for message in FLOW:
        sign = (message.event in kinds) if message.event else message.exchange in steps if message.exchange else False
        if message.report and (sign or message.report in run.kept_reports or message.report in run.tokens):
            yield message.report
    if steps:
        yield TRANSPORT


def verdict_of(row: KeptFinding) -> tuple[str, str]:
    """Return the rule of a kept finding, and "pass", "fail", "warning", "info", "not checked" or "not applicable".

    What failed and hardly matters is told by its weight, as in every other count of checks.
    """
    if not isinstance(row, Mapping):
        return row[0], "pass" if row[1] == "pass" else NOT_APPLICABLE
    verdict, weight = row["verdict"], row.get("severity")
    if verdict == "fail" and weight in ("warning", "info"):
        return row["rule"], str(weight)
    return row["rule"], verdict if verdict != "skip" else NOT_CHECKED if row.get("applies", True) else NOT_APPLICABLE


def durations_of(run: Run) -> KeyedValues:
    """Yield ((step,), milliseconds) for every exchange, and for the person's time in the browser."""
    for event in run.events:
        if event["kind"] == "exchange":
            yield (event["step"],), timing_of(event).total
        elif event["kind"] == "receive":
            yield (BROWSER,), event["thinking"] * 1000


def name_of(run: Run) -> str:
    """Return what a run is called in a table: its label, or its id, on one line."""
    return called(run.label, run.id)


def called(label: str | None, run_id: str) -> str:
    """Return what a run of that label and id is called; an earlier sign-in of a run is told by its number."""
    earlier = None if label else attempt_in(run_id)
    return in_one_line(label or (f"{earlier[0]} (sign-in {earlier[1]})" if earlier else run_id))


def person_of(run: Run) -> str:
    """Return what the person is called who signed in: a name, an address, or `sub`; empty where no token says it.

    What UserInfo says counts only where it is about the `sub` of the ID token (OIDC Core 5.3.2).
    """
    subject = run.claims.get("sub")
    said = [run.userinfo] if subject is not None and run.userinfo.get("sub") == subject else []
    found = (claims.get(name) for name in _WHO for claims in (*said, run.claims))
    return next((brief(value, 60) for value in found if isinstance(value, str) and value.strip()), "")


def came_at(run: Run, kind: Literal["tokens", "userinfo", "introspect"]) -> float | None:
    """Return when the latest answer of that kind came, in seconds since 1970: what it says of times is told from there."""
    event = run.last(kind)
    return event["at"] if event else None


def scope_of(run: Run) -> str:
    """Return the scope that a run asked for."""
    return next((value for name, value in run.params if name == "scope"), NOT_SENT)


def refused_later(run: Run) -> str:
    """Return what the provider refused last once tokens had come, and what of ours went before it; empty where nothing was."""
    kinds = [event["kind"] for event in run.attempt]
    after = run.attempt[kinds.index("tokens") + 1 :] if "tokens" in kinds else ()
    asked = [event for event in after if event["kind"] in _LATER]
    statuses = [event.get("status") for event in asked]
    if not asked or not isinstance(statuses[-1], int) or statuses[-1] < _REFUSED:
        return ""
    is_ours = any(event["kind"] == "revoke" and status == _DONE for event, status in zip(asked, statuses, strict=True))
    ours = ", after this client had given a token back" if is_ours else ""
    return f"Later {_LATER[asked[-1]['kind']]} was refused with status {statuses[-1]}{ours}"


def outcome(run: Run) -> str:
    """Return in a word or two how far the latest attempt came."""
    refused = f"refused: {run.refusal.get('error') or 'no OAuth error'}" if run.refusal else ""
    if run.last("tokens") is not None:
        if run.refusal is None:
            return "tokens"
        return f"tokens, then {'refresh ' if run.refusal['leg'] == 'refresh' else ''}{refused}"
    if refused:
        return refused
    if run.page is not None:
        told = run.page.get("error")
        return f"stopped at the provider's page: {told}" if told else "stopped at the provider's page"
    return CODE if run.last("receive") else WAITING if run.last("authorize") else NOT_BEGUN


def trips_of_the_browser(run: Run) -> list[ReceiveEvent]:
    """Return for each link the answer that counts, the latest, as it came first: pasted once more, it made no other trip."""
    links: list[list[ReceiveEvent]] = [[]]
    for event in run.events:
        if event["kind"] == "authorize":
            links.append([])
        elif event["kind"] == "receive":
            links[-1].append(event)
    return [next(each for each in came if _brought(each) == _brought(came[-1])) for came in links if came]


def _brought(event: ReceiveEvent) -> str | None:
    """The code, or the error, that an answer brought."""
    came = dict(event["params"])
    return came.get("code", came.get("error"))
