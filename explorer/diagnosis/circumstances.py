"""What stood around a failure: times, what this run asked and got before, who answered. No word of the provider is read here.

case.tried          the token requests of this run that were refused in the same way before
case.oldest_code    how old the code can have been
case.clock_offset   by how much the two clocks differ
case.told_active    what introspection said before
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

from ..protocol.legs import LEGS
from ..protocol.provider_start import STARTED
from .earlier import refused_before
from .facts import Facts, header_of
from .reading import ClientEvidence, Evidence
from .symptom import host_of

STRAIGHT_AWAY = 20  # seconds from the paste to the request


@dataclass(frozen=True, kw_only=True)
class Circumstances(Facts):
    """The facts of a failure, and what stood around it."""

    @cached_property
    def tried(self) -> tuple[Evidence, ...]:
        """The token requests of this run that were refused with the same error before: each was an experiment."""
        return refused_before(self.run, self.symptom.error) if self.symptom.leg == "token" else ()

    @cached_property
    def tried_with(self) -> tuple[ClientEvidence, ...]:
        """How the same client_id and secret were refused in the same way before."""
        now = self.sent.client
        clients = (each.client for each in self.tried if each.client.client_id == now.client_id)
        return tuple(
            each for each in clients if each.secret and now.secret and each.secret.fingerprint == now.secret.fingerprint
        )

    @cached_property
    def is_fresh_code_refused(self) -> bool:
        """This code was sent once, straight away and as it came, and another code was refused with the same error before it."""
        code = self.sent.code
        straight = code.age is not None and code.age < STRAIGHT_AWAY and code.posted_before is False
        return bool(self.tried) and straight and code.same_as_received is True

    @cached_property
    def seconds_in_browser(self) -> float | None:
        """How long it took from the link to the answer: the code is no older than that."""
        event = self.run.last("receive")
        return event["thinking"] if event else None

    @cached_property
    def code_age(self) -> float | None:
        """How old in seconds the code was when it was sent, from the first paste of it on."""
        request, age = self.run.last("token_request"), self.sent.code.age
        code = request.get("code") if request else None
        pasted = (event["at"] for event in self.run.events if event["kind"] == "receive" and ["code", code] in event["params"])
        first = next(pasted, None) if code is not None else None
        return age if request is None or age is None or first is None else max(age, request["at"] - first)

    @cached_property
    def oldest_code(self) -> float | None:
        """The greatest age in seconds that the code can have had when it was sent; None where nobody knows."""
        age, before = self.sent.code.age, self.seconds_in_browser
        return None if age is None or before is None else age + before

    @cached_property
    def clock_offset(self) -> float | None:
        """By how many seconds the provider's clock is ahead of ours (below 0: behind), by its latest Date header."""
        offsets = [offset for event in self.run.exchanges if (offset := _offset(event)) is not None]
        return offsets[-1] if offsets else None

    @cached_property
    def came_alone(self) -> bool:
        """A bare code was pasted, without the state that stood beside it."""
        event = self.run.last("receive")
        return event is not None and event.get("recognised") == "code"

    @cached_property
    def is_state_shared(self) -> bool:
        """An earlier link of this run had the same state, and another code_challenge: the answers cannot be told apart."""
        links = [dict(event["params"]) for event in self.run.events if event["kind"] == "authorize"]
        now = links[-1] if links else {}
        same = [link for link in links[:-1] if now.get("state") and link.get("state") == now["state"]]
        return any(link.get("code_challenge") != now.get("code_challenge") for link in same)

    @cached_property
    def landed(self) -> str | None:
        """The address at which the browser arrived."""
        event = self.run.last("receive")
        address = event.get("address") if event else None
        return address if isinstance(address, str) else None

    @cached_property
    def landed_at(self) -> str | None:
        """The address of the provider's page, which may hold the whole link once more."""
        event = self.run.last("page")
        address = event.get("address") if event else self.landed
        return address if isinstance(address, str) else None

    @cached_property
    def is_page_still(self) -> bool:
        """The source of the page was given, and there is nothing in it to fill in, to press or to follow."""
        event = self.run.last("page")
        return event is not None and event.get("is_still") is True

    def did(self, kind: str, **members: Any) -> bool:
        """Tell whether this attempt has an event of that kind with these members, before what failed."""
        return any(
            event["kind"] == kind and all(event.get(name) == value for name, value in members.items())
            for event in self.run.attempt
        )

    @cached_property
    def told_active(self) -> bool | None:
        """What introspection said in this attempt of the access token that UserInfo refused after it; None where it was not asked."""
        told: bool | None = None
        for event in self.run.attempt if self.symptom.leg == "userinfo" else ():
            kind = event["kind"]
            if kind in ("tokens", "refresh") or kind == "revoke":  # whatever was said before is out of date then
                told = None
            elif kind == "introspect" and event.get("token") in ("access_token", None):
                members = event.get("members")
                active = members.get("active") if isinstance(members, Mapping) else None
                told = active if isinstance(active, bool) else told
        return told

    @cached_property
    def was_active(self) -> bool:
        """Introspection called the token good before that it calls good no more."""
        asked = [event for event in self.run.attempt if event["kind"] == "introspect"]
        told = [event.get("members") for event in asked if event.get("token") == asked[-1].get("token")]
        is_other = self.did("refresh")  # what was asked about before is another token then
        before = told[-2] if self.symptom.kind == "inactive" and len(told) > 1 and not is_other else None
        return isinstance(before, Mapping) and before.get("active") is True

    @cached_property
    def was_taken(self) -> bool:
        """UserInfo had answered with this access token before it refused it."""
        is_refused = self.symptom.leg == "userinfo" and (self.symptom.status or 0) >= 400
        return is_refused and self.did("userinfo", status=200) and not self.did("refresh")

    @cached_property
    def is_of_the_provider(self) -> bool:
        """The program that names itself in what was refused (Server) gave the provider's JSON before, and is no front for others."""
        answers = [(event["step"], answer) for event in self.run.exchanges if (answer := event.get("response"))]
        step = LEGS[self.symptom.leg].exchange if self.symptom.leg in LEGS else ""
        refused = next((answer for asked, answer in reversed(answers) if asked == step), None)
        server = header_of(refused, "Server") if refused is not None else None
        if server is None or _FRONTS.search(server):
            return False
        others = (answer for _, answer in answers if answer is not refused and isinstance(answer.get("body"), Mapping))
        return any(header_of(answer, "Server") == server for answer in others)

    @cached_property
    def was_away(self) -> bool:
        """No answer came from the provider at some time between the link and what failed."""
        return any(event["kind"] == "exchange" and not event.get("response") for event in self.run.attempt)

    @cached_property
    def was_hung_up_between(self) -> bool:
        """The server kept its connection open in this run, and had closed it a moment later: as one that is started again."""
        asked = self.sent_request.get("url")
        here = [event for event in self.run.exchanges if _origin(_url(event)) == _origin(asked)]
        if len(here) < 2 or not asked:
            return False
        *before, last = ((event, event.get("timing") or {}) for event in here)
        is_new = "connect" in (last[1].get("phases") or {})
        is_kept = any(timing.get("reused") is True for _, timing in before)
        return is_new and is_kept and last[0]["at"] - before[-1][0]["at"] < _kept_for(before[-1][0])

    @cached_property
    def was_unanswered(self) -> bool:
        """An earlier token request of this attempt brought neither tokens nor a refusal: nobody knows what became of it."""
        last = ""
        for event in self.run.attempt:
            if event["kind"] == "token_request" and last == "token_request":
                return True
            if event["kind"] in ("token_request", "refusal", "tokens"):
                last = event["kind"]
        return False

    @cached_property
    def is_reuse_seen(self) -> bool:
        """A refresh token was sent twice before in this sign-in, and the one that is refused now is another."""
        asked = [event for event in self.run.attempt if event["kind"] == "exchange" and event["step"] == "refresh"]
        tokens = [dict((event.get("request") or {}).get("form") or []).get("refresh_token") for event in asked]
        *before, now = tokens or [None]
        return self.symptom.leg == "refresh" and now is not None and now not in before and len(set(before)) < len(before)

    @cached_property
    def endpoint_worked(self) -> bool:
        """The address of the request that was refused gave what it is for before, in this run."""
        asked = self.sent_request.get("url")
        answers = [answer for event in self.run.exchanges if (answer := event.get("response")) and _url(event) == asked]
        return bool(asked) and any(200 <= answer["status"] < 300 for answer in answers[:-1])

    @cached_property
    def refresh_in_vain(self) -> str | None:
        """How an earlier refresh with the very token that was sent last ended without tokens: nobody knows what became of it."""
        asked = [event for event in self.run.attempt if event["kind"] == "exchange" and event["step"] == "refresh"]
        tokens = [dict((event.get("request") or {}).get("form") or []).get("refresh_token") for event in asked]
        for event, token in reversed(list(zip(asked[:-1], tokens, strict=False))):
            answer = event.get("response")
            if token is not None and token == tokens[-1] and (not answer or answer["status"] >= 500):
                return f"the answer was {answer['status']:.0f}" if answer else "no answer came"
        return None

    @cached_property
    def code_brought_tokens(self) -> bool:
        """Whether the code of the latest token request had brought tokens before."""
        request = self.run.last("token_request")
        code, latest, brought = request.get("code") if request else None, None, set()
        for event in self.run.events:
            if event["kind"] == "token_request":
                latest = event.get("code")
            elif event["kind"] == "tokens":
                brought.add(latest)
        return code is not None and code in brought

    @cached_property
    def code_worked_elsewhere(self) -> bool:
        """Whether the code of the latest token request brought tokens in an earlier run; its fingerprint is the same in all of one user."""
        request = self.run.last("token_request")
        code = request.get("code") if request else None
        return code is not None and any(each.code == code for each in self.earlier if each.run != self.run.id)

    @cached_property
    def was_broken_off(self) -> int | None:
        """The status 5xx with which an earlier token request of this attempt ended: the provider may have worked on."""
        statuses = [
            event.get("status") for event in self.run.attempt[:-1] if event["kind"] == "refusal" and event.get("leg") == "token"
        ]
        return next((status for status in reversed(statuses) if isinstance(status, int) and status >= 500), None)

    def started(self, step: str) -> str | None:
        """Which start of the local provider gave the latest answer of a step; None where no answer says."""
        answers = (event.get("response") for event in self.run.exchanges if event["step"] == step)
        told = [header_of(answer, STARTED) for answer in answers if answer]
        return told[-1] if told else None

    @cached_property
    def is_secret_that_worked(self) -> bool:
        """Tokens came before with this very secret."""
        now = self.sent.client.secret
        before = {each.secret for each in self.earlier if each.client_id == self.sent.client.client_id}
        return now is not None and now.fingerprint is not None and now.fingerprint in before

    @property
    def got_tokens_itself(self) -> bool:
        """The client that asks is the one with which the tokens came."""
        return self.got_tokens is not None and self.got_tokens.client_id == self.sent.client.client_id


_FRONTS = re.compile(
    r"nginx|openresty|tengine|apache|httpd|iis|cloudflare|cloudfront|akamai|fastly|varnish|awselb|awsalb|envoy|haproxy|traefik|caddy|"
    r"big-?ip|f5|netscaler|squid|kong|tyk|apigw|gateway|google frontend|gws|gfe|imperva|incapsula|sucuri|litespeed|lighttpd|proxy",
    re.IGNORECASE,
)  # what stands before programs, and answers in the place of one


_SHORTEST = 1.5  # seconds; some servers close a connection that is idle for two
_OUR_OWN = 4  # for which this program itself keeps one in any case


def _kept_for(event: Any) -> float:
    """For how many seconds a server keeps a connection at the least, by its own word (Keep-Alive), or as the most hasty do."""
    told = re.search(r"\btimeout=(\d{1,4})\b", header_of(event.get("response") or {}, "Keep-Alive") or "")
    return min(int(told[1]) - 0.5, _OUR_OWN) if told else _SHORTEST


def _origin(url: Any) -> tuple[str, str]:
    return (str(url).partition("://")[0], host_of(str(url))) if url else ("", "")


def _url(event: Any) -> Any:
    return (event.get("request") or {}).get("url")


def _offset(event: Any) -> float | None:
    date = header_of(event.get("response") or {}, "Date")
    try:
        told = parsedate_to_datetime(date).replace(tzinfo=UTC).timestamp() if isinstance(date, str) else None
    except (TypeError, ValueError, OverflowError):
        return None
    return None if told is None else told - event["at"]
