"""A whole run, for somebody who was not there: the cause first, then what was said, what came, and what was judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..diagnosis import diagnose
from ..protocol.flow_table import title
from ..reference import parameter
from ..runs import Run
from ..runs.events import ExchangeEvent, NamedValues
from ..runs.readings import came_at, parameters_of, refused_later
from .claims import access_token_html, claims_html, jwt_html
from .diagnosis import diagnosis_html
from .parts import code_box, fold, group_row, heading, join, name_html, note, sentence, spec, table, table_row, view
from .run import run_html
from .text import Html, prose
from .values import json_text, value_html

_COLUMNS = ("Parameter", "Value", "What it says", "Section")
_KNOWN_AS = {"token": "token_request"}  # a message of a comparison, by its name in the reference


def record_html(run: Run) -> Html:
    """Return everything that a run has to say, the diagnosis first."""
    return join([diagnosed_html(run), _said(run), _tokens(run), _messages(run)])


def diagnosed_html(run: Run) -> Html:
    """Return why a run failed, and then the run."""
    found = diagnose(run)
    later = refused_later(run)
    worked = sentence(f"The sign-in itself worked: tokens came. {later}.", kind="good") if later else None
    return join(
        [
            view("worked", worked, label="The sign-in") if worked else None,
            diagnosis_html(found),
            run_html(run, told=found),
        ]
    )


def _said(run: Run) -> Html | None:
    """What was said on both legs, one parameter a line."""
    rows: list[Html] = []
    before = ""
    for (message, name), value in parameters_of(run):
        if message != before:
            rows.append(group_row(_COLUMNS, title(message)))
            before = message
        rows.append(_parameter(message, name, value))
    if not rows:
        return None
    shown = table(_COLUMNS, rows, caption="What was said on both legs", kind="members")
    return view("said", heading("What was said"), shown, label="What was said")


def _parameter(message: str, name: str, value: Any) -> Html:
    known = parameter(str(name), _KNOWN_AS.get(message, message))
    meaning = prose(known.meaning) if known else note("not a parameter that is known here") if "(" not in name else None
    return table_row(_COLUMNS, (name_html(name), value_html(value), meaning, spec(known.spec if known else "")))


def _tokens(run: Run) -> Html | None:
    """The tokens as far as the record keeps them, and what UserInfo said."""
    now = came_at(run, "tokens")
    token, access = run.tokens.get("id_token"), run.tokens.get("access_token")
    shown = [
        jwt_html(token, now=now) if isinstance(token, Mapping) else None,
        access_token_html(access, now=now) if isinstance(access, Mapping | str) else None,
        _userinfo(run) if run.userinfo else None,
    ]
    return join(shown) if any(part is not None for part in shown) else None


def _userinfo(run: Run) -> Html:
    claims = claims_html(run.userinfo, now=came_at(run, "userinfo"), token="UserInfo")  # noqa: S106 - the name of a thing
    return join([view("userinfo", heading("UserInfo"), label="UserInfo"), claims])


def _messages(run: Run) -> Html | None:
    """Every request and every answer, as the record keeps them."""
    if not run.exchanges:
        return None
    folds = (_message(number, event) for number, event in enumerate(run.exchanges, 1))
    return view("messages", heading("What was sent, and what came"), *folds, label="What was sent, and what came")


def _message(number: int, event: ExchangeEvent) -> Html:
    step = event["step"]
    response = event.get("response")
    came = f"{response['status']} {response.get('reason') or ''}".strip() if response else "no answer"
    return fold(
        f"{number}. {step}: {event['request']['method']}, {came}",
        code_box(request_text(event), f"Request {number}"),
        code_box(answer_text(event), f"Answer {number}"),
    )


def request_text(event: ExchangeEvent) -> str:
    """Return a recorded request as HTTP writes it; in the place of a secret stands its fingerprint."""
    request = event["request"]
    form = "&".join(f"{name}={value}" for name, value in request.get("form") or ())
    lines = [f"{request['method']} {request['url']} HTTP/1.1", *_headers(request["headers"])]
    return "\n".join([*lines, "", form] if form else lines)


def answer_text(event: ExchangeEvent) -> str:
    """Return a recorded answer as HTTP writes it, its JSON indented; or why there is none."""
    response = event.get("response")
    if not response:
        return f"(no answer: {event.get('error') or 'nobody said why'})"
    first = f"HTTP/1.1 {response['status']} {response.get('reason') or ''}".strip()
    return "\n".join([first, *_headers(response["headers"]), "", body_text(response.get("body"))])


def body_text(body: Any) -> str:
    """Return the body of a recorded answer as a text."""
    if body is None:
        return ""
    return body if isinstance(body, str) else json_text(body)


def _headers(headers: NamedValues) -> Iterator[str]:
    return (f"{name}: {value}" for name, value in headers)
