"""Answers of a token endpoint, and the flows in which they came."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from explorer import Client, Flow, Run, diagnose
from explorer.diagnosis import Diagnosis
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SECRET, Answer, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

CLIENT = Client("app", SECRET, redirect_uri=CALLBACK)
PLAIN = Client("app", "plain-secret-of-letters", redirect_uri=CALLBACK)
UNBELIEVED = answer({"error": "invalid_client"}, 401, WWW_Authenticate='Basic realm="x"')


def of_line(line: str) -> Answer:
    """The answer that a line of unseen.txt describes."""
    status, _, rest = line.partition(" ")
    if rest.startswith("{"):
        return answer(json.loads(rest), int(status))
    if not rest or rest.startswith("<") or " " in rest.partition(":")[0]:
        return answer(rest, int(status))
    error, _, words = rest.partition(": ")
    members = {"error": error if error != "-" else None, "error_description": words}
    challenge = {"WWW_Authenticate": 'Basic realm="x"'} if status == "401" else {}
    return answer({name: value for name, value in members.items() if value}, int(status), **challenge)


def refused(
    reply: Answer,
    runs: Path,
    client: Client = CLIENT,
    ask: Any = None,
    change: Any = None,
    bare: bool = False,
    **described: Any,
) -> Flow:
    """Return a flow in which the token endpoint answered so; `described` are members of the discovery document."""
    small = SmallProvider(by_the_book, answers={"/token": reply}, described=described)
    flow = Flow(ISSUER, client, http=small, runs=runs)
    flow.discover()
    back = small.sign_in(flow.authorize(**(ask or {})).url)
    flow.receive(back.partition("code=")[2].partition("&")[0] if bare else back)
    flow.exchange(flow.token_request(**(change or {})))
    return flow


def worked(runs: Path, **asked: Any) -> Run:
    """Return a sign-in with the same client that brought tokens."""
    small = SmallProvider(by_the_book, secret="plain-secret-of-letters")
    flow = Flow(ISSUER, PLAIN, http=small, runs=runs)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize(**asked).url))
    flow.exchange()
    return flow.run


def shown(page: str, runs: Path, status: int | None = None) -> Diagnosis:
    """Diagnose a page of the provider, with ¦ between its lines."""
    flow = Flow(ISSUER, PLAIN, http=SmallProvider(by_the_book), runs=runs)
    flow.discover()
    flow.authorize()
    flow.receive(page.replace(" ¦ ", "\n"), status=status)
    return diagnose(flow.run)


def after(small: SmallProvider, then: Callable[[Flow], object], runs: Path, client: Client = CLIENT) -> Diagnosis:
    """Diagnose what was done after a sign-in that worked."""
    flow = Flow(ISSUER, client, http=small, runs=runs)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    then(flow)
    return diagnose(flow.run)


def ids(found: Diagnosis) -> list[str]:
    """Return the causes that are not ruled out, in their order."""
    return [cause.id for cause in found.causes if cause.verdict != "ruled out"]


def grant(said: str = "") -> Answer:
    """invalid_grant, with a sentence or without."""
    return answer({"error": "invalid_grant", **({"error_description": said} if said else {})}, 400)
