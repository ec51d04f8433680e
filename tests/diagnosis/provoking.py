"""Failures to provoke at any provider, each by one change, with the cause that is true then; and the score of a diagnosis."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

from explorer import Client, Flow, Secret, diagnose
from explorer.errors import ExplorerError
from explorer.messages import Transport
from explorer.protocol.tokens import TokenRequest
from explorer.secret import reveal

Change = Callable[[Any], Any]
SPOIL = "x" * 43


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Failure:
    """One change and the cause that is true then. `opened` sends the link without signing in: the provider refuses it at once."""

    leg: str
    cause: str
    authorize: dict[str, Any] = field(default_factory=dict)
    client: Change = _same
    paste: Change = _same
    token: Callable[[Flow], dict[str, Any]] = lambda flow: {}
    sent: Change = _same
    after: Callable[[Flow], None] = lambda flow: None
    times: int = 1
    opened: bool = False


def _with(**changes: Any) -> Change:
    return lambda client: dataclasses.replace(client, **changes)


def _secret(change: Callable[[str], str]) -> Callable[[Flow], dict[str, Any]]:
    return lambda flow: {"client": flow.client.with_secret(change(reveal(flow.client.client_secret or "")))}


def _code(change: Callable[[str], str]) -> Callable[[Flow], dict[str, Any]]:
    return lambda flow: {"extra": [("code", change(_code_of(flow).reveal()))]}


def _code_of(flow: Flow) -> Secret:
    return flow.authorization_response.code  # type: ignore[union-attr, return-value]


def _extra(*pairs: tuple[str, str], omit: Iterable[str] = ()) -> Callable[[Flow], dict[str, Any]]:
    return lambda flow: {"extra": list(pairs), "omit": list(omit)}


def _by_get(sent: TokenRequest) -> TokenRequest:
    return dataclasses.replace(sent, request=dataclasses.replace(sent.request, method="GET"))


def _link(cause: str, client: Change = _same, **authorize: Any) -> Failure:
    return Failure("authorize", cause, authorize, client, opened=True)


def _sent(cause: str, token: Callable[[Flow], dict[str, Any]], **more: Any) -> Failure:
    return Failure("token", cause, token=token, **more)


def _after(leg: str, cause: str, after: Callable[[Flow], None], **authorize: Any) -> Failure:
    return Failure(leg, cause, {"scope": "openid offline_access", "prompt": "consent", **authorize}, after=after)


LINKS = [
    _link("redirect-uri-not-registered", _with(redirect_uri="http://127.0.0.1:9/other")),
    _link("redirect-uri-not-registered", lambda c: dataclasses.replace(c, redirect_uri=f"{c.redirect_uri}/")),
    _link(
        "redirect-uri-not-registered", lambda c: dataclasses.replace(c, redirect_uri=c.redirect_uri.replace("http:", "https:"))
    ),
    _link("client-unknown", _with(client_id="nobody-knows-it")),
    _link("client-id-white-space", lambda c: dataclasses.replace(c, client_id=f"{c.client_id} ")),
    _link("authorize-client-id-missing", omit=["client_id"]),
    _link("response-type-wrong", extra=[("response_type", "teapot")], omit=["response_type"]),
    _link("response-type-wrong", omit=["response_type"]),
    _link("pkce-method", extra=[("code_challenge_method", "S512")], omit=["code_challenge_method"]),
    _link("challenge-wrong", extra=[("code_challenge", "too=short")], omit=["code_challenge"]),
    _link("prompt-wrong", extra=[("prompt", "none login")]),
    _link("no-session", prompt="none"),
    _link("response-mode-wrong", extra=[("response_mode", "teapot")]),
]
TOKENS = [
    _sent("redirect-uri-missing", _extra(omit=["redirect_uri"])),
    _sent("redirect-uri-missing", _extra(("reidrect_uri", "http://127.0.0.1:9/callback"), omit=["redirect_uri"])),
    _sent("redirect-uri-differs", _extra(("redirect_uri", "http://127.0.0.1:9/callback/"))),
    _sent("verifier-missing", _extra(omit=["code_verifier"])),
    _sent("verifier-wrong", _extra(("code_verifier", SPOIL))),
    _sent("verifier-malformed", _extra(("code_verifier", "short"))),
    _sent("verifier-unexpected", _extra(("code_verifier", SPOIL)), authorize={"pkce": None}),
    _sent("code-used-before", _extra(), times=2),
    _sent("code-cut", _code(lambda code: code[:-1])),
    _sent("code-percent-encoded", _code(lambda code: code.replace(code[0], f"%{ord(code[0]):02X}"))),
    _sent("code-white-space", _code(lambda code: f"{code} ")),
    _sent("code-changed", _code(lambda code: code[::-1])),
    _sent("code-missing", _extra(omit=["code"])),
    _sent("grant-type-missing", _extra(omit=["grant_type"])),
    _sent("grant-type-wrong", _extra(("grant_type", "authorization-code"))),
    _sent("body-not-form", lambda flow: {"headers": [("Content-Type", "application/json")]}),
    _sent("secret-wrong", _secret(lambda secret: f"{secret}1")),
    _sent("secret-white-space", _secret(lambda secret: f"{secret}\n")),
    _sent("secret-quoted", _secret(lambda secret: f'"{secret}"')),
    _sent("secret-masked", _secret(lambda secret: "*" * len(secret))),
    _sent("credential-missing", lambda flow: {"omit": ["authorization"]}),
    _sent(
        "method-not-registered",
        lambda flow: {"client": dataclasses.replace(flow.client, token_endpoint_auth_method="client_secret_post")},
    ),
    _sent("parameter-twice", lambda flow: {"extra": [("code", _code_of(flow)), ("code", _code_of(flow))]}),
    _sent("grant-type-missing", _extra(("granttype", "authorization_code"), omit=["grant_type"])),
    _sent("grant-type-wrong", _extra(("grant_type", "authorization_code\r\n"))),
    _sent("redirect-uri-differs", _extra(("redirect_uri", "http://localhost:9/callback"))),
    _sent("redirect-uri-differs", _extra(("redirect_uri", "http%3A%2F%2F127.0.0.1%3A9%2Fcallback"))),
    _sent("verifier-missing", _extra(("code_verifer", SPOIL), omit=["code_verifier"])),
    _sent("code-missing", lambda flow: {"extra": [("authorization_code", _code_of(flow))], "omit": ["code"]}),
    _sent("wrong-method", _extra(), sent=_by_get),
    _sent(
        "two-methods",
        lambda flow: {"extra": [("client_id", flow.client.client_id), ("client_secret", flow.client.client_secret)]},
    ),
]
PASTES = [
    Failure("paste", "state-of-another-sign-in", paste=lambda url: re.sub(r"state=[^&]*", "state=of-another-tab", url)),
    Failure("paste", "wrong-text-pasted", paste=lambda url: "my password is hunter2 and here it is"),
    Failure("paste", "answer-empty", paste=lambda url: url.partition("?")[0]),
]
AFTER = [
    _after("refresh", "refresh-token-revoked", lambda flow: (flow.revoke(), flow.refresh())),  # type: ignore[arg-type, return-value]
    _after("refresh", "refresh-scope-wider", lambda flow: flow.refresh(scope="openid offline_access email phone")),  # type: ignore[arg-type, return-value]
    _after("userinfo", "access-token-revoked", lambda flow: (flow.revoke("access_token"), flow.userinfo())),  # type: ignore[arg-type, return-value]
]


def provoke(
    failure: Failure, issuer: str, client: Client, sign_in: Callable[[str], Any], runs: Any, http: Transport | None = None
) -> Flow:
    """Return the flow in which it failed; `http` carries its requests, the network unless it is given."""
    flow = Flow(issuer, failure.client(client), runs=runs, http=http)
    flow.discover()
    flow.authorize(**failure.authorize)
    link = flow.authorization_request.url  # type: ignore[union-attr]
    try:
        if failure.opened:
            _open(flow, link)
            return flow
        flow.receive(failure.paste(reveal(sign_in(link))))
        for turn in range(failure.times):
            flow.exchange(failure.sent(flow.token_request(**failure.token(flow))), again=turn > 0)
        if failure.leg not in ("token", "paste"):
            flow.check()
            failure.after(flow)
    except ExplorerError:
        pass  # a pasted text that is refused, or a guard: the run holds it
    return flow


def _open(flow: Flow, link: str) -> None:
    """Follow a link as far as the provider's first answer: back to the client with an error, or a page."""
    answer = httpx.get(link)
    where = answer.headers.get("Location", "")
    if where.startswith(flow.client.redirect_uri.partition("?")[0]) or "error=" in where:
        flow.receive(where)
    else:
        flow.receive(Secret(answer.text), status=answer.status_code)


@dataclass
class Score:
    """How often the true cause was first, in the list, ruled out, and another one wrongly proven."""

    total: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)
    wrongly_proven: list[str] = field(default_factory=list)
    ruled_out: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def add(self, failure: Failure, flow: Flow) -> None:
        """Count one failure; one that this provider let pass is none."""
        found = diagnose(flow.run)
        if not found.failed:
            return
        self.total[failure.leg] += 1
        verdicts = {cause.id: cause.verdict for cause in found.causes}
        top = found.causes[0]
        told = f"{failure.cause}, and {top.id} ({top.verdict}) stood first; error {found.error}; words {found.words[:3]}"
        if top.id == failure.cause:
            self.first[failure.leg] += 1
        else:
            self.misses.append(told)
        self.wrongly_proven += [told for cause in found.proven if cause.id != failure.cause]
        self.ruled_out += [told] if verdicts.get(failure.cause) == "ruled out" else []
        self.absent += [told] if failure.cause not in verdicts else []

    def __str__(self) -> str:
        legs = "; ".join(f"{leg} {self.first[leg]}/{total}" for leg, total in self.total.items())
        return f"true cause first {self.first.total()}/{self.total.total()} ({legs})"
