"""What came back over the wire: the token response, a refusal, any JSON answer, and all exchanges of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..messages import Response, Timing, correlation_numbers
from ..printable import counted
from ..protocol.json_answer import JsonAnswer
from ..protocol.provider_words import NOTHING
from ..protocol.tokens import TokenErrorResponse, TokenResponse
from ..reference import parameter
from .claims import claims_html
from .parts import code, el, fold, heading, join, name_html, note, sentence, spec, table, table_row, view
from .refusal import correlation_html, refusal_html
from .text import Html, prose
from .timing import recorded_timing, timing_svg
from .values import duration, finite_number, milliseconds, value_html

_MEMBERS = ("Member", "Value", "What it says", "Section")
_HEADERS = ("Header", "Value")
_EXCHANGES = ("Step", "Request", "Answer", "Time", "Where the time went")
_HIDDEN = {"set-cookie", "cookie"}  # a provider's session is nobody's business here
_CANNOT = "No token was read from this answer."


def response_html(result: TokenResponse | TokenErrorResponse, *, explained: bool = True) -> Html:
    """Return the answer of the token endpoint: its members with their meaning, or a refusal that explains itself.

    `explained` False leaves out what the error means, where a diagnosis has it.
    """
    if isinstance(result, TokenResponse):
        return _tokens(result)
    return view(
        "refusal",
        heading("Token response"),
        _status(result.response),
        refusal_html(
            result.error,
            "token",
            words=result.said.texts,
            numbers=_numbers_of(result),
            problem=result.problem,
            explained=explained,
        ),
        fold(f"All {len(result.members)} members of the answer", members_table(result.members))
        if result.members
        else sentence(_CANNOT),
        _headers(result.response),
        label="Token response",
    )


def _tokens(result: TokenResponse) -> Html:
    return view(
        "tokens",
        heading("Token response"),
        _status(result.response),
        correlation_html(_numbers(result.response)),
        members_table(result.members),
        _headers(result.response),
        label="Token response",
    )


def members_table(members: Mapping[str, Any], where: str = "token_response") -> Html:
    """Return the members of a JSON answer with what each says; tokens are fingerprints."""
    return table(
        _MEMBERS,
        (_member(name, value, where) for name, value in members.items()),
        caption="Members of the answer",
        kind="members",
    )


def _member(name: str, value: Any, where: str) -> Html:
    known = parameter(str(name), where)
    meaning = prose(known.meaning) if known else note("not a member that is known here")
    cells = (name_html(name), _amount(name, value), meaning, spec(known.spec if known else ""))
    return table_row(_MEMBERS, cells)


def _amount(name: str, value: Any) -> Html:
    """A lifetime also in words."""
    seconds = finite_number(value) if name in ("expires_in", "refresh_expires_in", "ext_expires_in") else None
    return value_html(value) if seconds is None else join([value_html(value), " ", note(duration(seconds))])


def _status(response: Response) -> Html:
    kind = "good" if response.status < 300 else "bad"
    return sentence("The provider answered ", code(f"{response.status} {response.reason}".strip()), ".", kind=kind)


def _numbers(response: Response) -> list[tuple[str, str]]:
    return [*correlation_numbers(response.headers)]


def _numbers_of(refusal: TokenErrorResponse) -> list[tuple[str, str]]:
    """The numbers in the headers, and the one in the body where it is another."""
    found = _numbers(refusal.response)
    return [*((name, value) for name, value in refusal.said.numbers if value not in dict(found).values()), *found]


def _headers(response: Response) -> Html:
    rows = (
        table_row(_HEADERS, (name, "(not shown)" if name.lower() in _HIDDEN else code(value)))
        for name, value in response.headers
    )
    return fold(f"{len(response.headers)} headers", table(_HEADERS, rows, caption="Headers of the answer", kind="pairs"))


def answer_html(answer: JsonAnswer, *, now: float | None = None, of: str = "", explained: bool = True) -> Html:
    """Return the answer of UserInfo or of another endpoint that speaks JSON, `of` which it is; `now` is seconds since 1970.

    `explained` as in `response_html`.
    """
    of = of or ("introspection" if _is_introspection(answer) else "")
    title = f"Answer of {of}" if of else "Answer"
    signed = (
        sentence("The answer came as a signed JWT; its signature is not checked here.", kind="open") if answer.signed else None
    )
    return view(
        "answer",
        heading(title),
        _status(answer.response),
        _answer_error(answer, explained),
        signed,
        _members(answer, now, title),
        correlation_html(_numbers(answer.response)),
        _headers(answer.response),
        label=title,
    )


def _members(answer: JsonAnswer, now: float | None, title: str) -> Html | None:
    """What it says: of a person or a token claims; an error has been explained, and its members are no claims (RFC 6750 3.1)."""
    if isinstance(answer.members.get("error"), str):
        return fold(f"All {len(answer.members)} members of the answer", members_table(answer.members, "redirect"))
    if answer.members:
        where = "introspection" if "introspection" in title else "token"
        return claims_html(answer.members, now=now, token=title.lower(), where=where)
    return sentence("It has no members.") if answer.response.status < 400 else None  # of a refusal the status says it all


def _is_introspection(answer: JsonAnswer) -> bool:
    """No other answer says whether a token is active (RFC 7662 2.2)."""
    return answer.ok and isinstance(answer.members.get("active"), bool)


def _answer_error(answer: JsonAnswer, explained: bool) -> Html | None:
    problem = f"The answer cannot be read: {answer.problem}." if answer.problem else None
    if answer.said == NOTHING and problem is None:
        return None
    return refusal_html(answer.said.code, "resource", words=answer.said.texts, problem=problem, explained=explained)


def exchanges_html(exchanges: Iterable[Mapping[str, Any]], *, thinking: Iterable[Any] = ()) -> Html:
    """Return all exchanges of a run as recorded (`run.exchanges`), drawn to one scale.

    `thinking` are the seconds that a person spent in the browser, at each sign-in. They stand apart, because they are not the
    provider's.
    """
    kept = [(event, recorded_timing(event)) for event in exchanges]
    scale = max((timing.total for _, timing in kept), default=0.0)
    rows = (_exchange(event, timing, scale) for event, timing in kept)
    total = sum(timing.total for _, timing in kept)
    count = f"{counted(len(kept), 'exchange')}, {milliseconds(total)} on the wire."
    known = [seconds for each in thinking if (seconds := finite_number(each)) is not None]
    times = f" in {len(known)} sign-ins" if len(known) > 1 else ""
    person = f" The person in the browser took {duration(sum(known))}{times}, which is not part of it." if known else ""
    return view(
        "exchanges",
        heading("Exchanges"),
        sentence(count + person),
        table(_EXCHANGES, rows, caption="Exchanges in order", kind="exchanges") if kept else None,
        label="Exchanges",
    )


def _exchange(event: Mapping[str, Any], timing: Timing, scale: float) -> Html:
    request, response = _part(event, "request"), _part(event, "response")
    asked = join([code(request.get("method")), " ", code(request.get("url"))])
    took = join([milliseconds(timing.total), " ", note("connection open already") if timing.reused else None])
    drawing = timing_svg(timing, scale=scale) if timing.phases else note("not measured")
    cells = (event.get("step"), asked, _answered(event, response), took, drawing)
    return table_row(_EXCHANGES, cells, kind="" if response else "fx-row-fail")


def _part(event: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = event.get(name)
    return part if isinstance(part, Mapping) else {}


def _answered(event: Mapping[str, Any], response: Mapping[str, Any]) -> Html:
    numbers = _part(event, "correlation_ids").items()
    if not response:
        return join([el("span", "no answer", class_="fx-message"), " ", el("span", event.get("error"), class_="fx-advice")])
    status = el("code", response.get("status"), " ", response.get("reason"))
    return join([status, *(el("span", name, ": ", code(value), class_="fx-correlation") for name, value in numbers)])
