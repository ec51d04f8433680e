"""A dozen sign-ins that failed, each by one change, for whoever wants to find out why."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..diagnosis import Diagnosis, diagnose
from ..errors import ExplorerError, Mistake
from ..flow import Flow
from ..protocol.client import Client
from ..secret import reveal
from .table import LessonTable

_PAGE = "Error 400. The redirect_uri in the request is not registered for this client."


@dataclass(frozen=True)
class _Change:
    """What was done, and how: to the client, to what was pasted, to the token request, or after the tokens had come."""

    cause: str
    client: Callable[[Client], Client] = lambda client: client
    paste: Callable[[str], str] = lambda url: url
    token: Callable[[Flow], dict[str, Any]] = lambda flow: {}
    times: int = 1
    after: Callable[[Flow], Any] | None = None
    page: str = ""


def _code(change: Callable[[str], str]) -> Callable[[Flow], dict[str, Any]]:
    def altered(flow: Flow) -> dict[str, Any]:
        response = flow.authorization_response
        return {"extra": [("code", change(reveal(response.code or "") if response else ""))]}

    return altered


def _secret(change: Callable[[str], str]) -> Callable[[Flow], dict[str, Any]]:
    return lambda flow: {"client": flow.client.with_secret(change(reveal(flow.client.client_secret or "")))}


def _revoked(flow: Flow) -> None:
    flow.revoke()
    flow.refresh()


_CHANGES = (
    _Change("redirect-uri-missing", token=lambda flow: {"omit": ["redirect_uri"]}),
    _Change("verifier-wrong", token=lambda flow: {"extra": [("code_verifier", "of-another-tab-" * 3)]}),
    _Change("code-used-before", times=2),
    _Change("secret-white-space", token=_secret(lambda secret: f"{secret}\n")),
    _Change("redirect-uri-differs", token=lambda flow: {"extra": [("redirect_uri", f"{flow.client.redirect_uri}/")]}),
    _Change("code-cut", token=_code(lambda code: code[:-2])),
    _Change("verifier-missing", token=lambda flow: {"omit": ["code_verifier"]}),
    _Change("code-percent-encoded", token=_code(lambda code: f"%{ord(code[0]):02X}{code[1:]}")),
    _Change(
        "redirect-uri-not-registered",
        client=lambda client: dataclasses.replace(client, redirect_uri="http://127.0.0.1:9/elsewhere"),
        page=_PAGE,
    ),
    _Change("state-of-another-sign-in", paste=lambda url: re.sub(r"state=[^&]*", "state=of-the-other-tab", url)),
    _Change("secret-wrong", token=_secret(lambda secret: f"{secret}x")),
    _Change("refresh-token-revoked", after=_revoked),
)


@dataclass(frozen=True)
class FailingSignIn:
    """One sign-in that failed. `symptoms` are what its user saw; `diagnosis` is worked out when it is asked for."""

    number: int
    flow: Flow
    truth: str

    def __repr__(self) -> str:
        return f"<sign-in {self.number}: {'; '.join(value for _, value in self.symptoms.rows)}>"

    @property
    def symptoms(self) -> LessonTable:
        """What can be seen from outside: the step, the status, the error code."""
        found = diagnose(self.flow.run)
        refusal: dict[str, Any] = dict(self.flow.run.refusal or {})
        rows = [("where it stopped", found.leg), ("error", found.error or "none")]
        rows += [("HTTP status", str(refusal["status"]))] if refusal.get("status") else []
        return LessonTable(f"Sign-in {self.number}", ("What", "Seen"), tuple(rows))

    @property
    def diagnosis(self) -> Diagnosis:
        """Why it failed, as far as the record tells."""
        return diagnose(self.flow.run)


class FailingSignIns:
    """The dozen, numbered from 1. Each is done anew at the provider when it is looked at for the first time."""

    def __init__(self, provider: Any) -> None:
        self._provider, self._client = provider, provider.register("patient")
        self._made: dict[int, FailingSignIn] = {}

    def __len__(self) -> int:
        return len(_CHANGES)

    def __iter__(self) -> Iterator[FailingSignIn]:
        return (self[number] for number in range(1, len(self) + 1))

    def __getitem__(self, number: int) -> FailingSignIn:
        """Return a sign-in by its number. Raises `Mistake` for a number that none has."""
        if number not in range(1, len(self) + 1):
            raise Mistake(f"The sign-ins are numbered 1 to {len(self)}.")
        if number not in self._made:
            change = _CHANGES[number - 1]
            self._made[number] = FailingSignIn(number, self._failed(change), change.cause)
        return self._made[number]

    def _failed(self, change: _Change) -> Flow:
        flow = Flow(self._provider.metadata, change.client(self._client), label=f"failing, {_CHANGES.index(change) + 1}")
        request = flow.authorize("openid offline_access", prompt="consent")
        try:
            if change.page:
                flow.receive(change.page, status=400)
                return flow
            flow.receive(change.paste(reveal(self._provider.sign_in(request.url))))
            for turn in range(change.times):
                flow.exchange(flow.token_request(**change.token(flow)), again=turn > 0)
            if change.after is not None:
                change.after(flow)
        except ExplorerError:
            pass  # a guard stopped: the run holds why
        return flow

    def experiment(self, number: int, **alter: Any) -> Flow:
        """Do the deciding experiment for a sign-in: a fresh one, sent straight away with nothing altered but what is named."""
        flow = self[number].flow.again()
        request = flow.authorization_request
        flow.receive(self._provider.sign_in(request.url if request else ""))
        flow.exchange(flow.token_request(**alter))
        return flow
