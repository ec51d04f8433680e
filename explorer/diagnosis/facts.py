"""What a run holds, as facts: what failed, what was sent on both legs, and the circumstances. No word of the provider is read here.

facts.symptom    what failed, on which leg
facts.sent       the request that was refused: the token request, both legs compared (reading.py), or what came after it
facts.got_tokens the client with which the tokens came
facts.asked(..)  a parameter of the authorize request
facts.failed     the failed findings of our own rules, by rule
facts.earlier    what worked before with the same client
facts.worked     the run that worked with which this one is compared
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..protocol.legs import LEGS
from ..rules import Finding
from ..runs import Run
from .differences import asked_unlike, differ_in_time_alone
from .earlier import Worked
from .reading import ClientEvidence, Evidence
from .symptom import Symptom


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a run holds of a failure, before any word of the provider is read."""

    run: Run
    symptom: Symptom
    sent: Evidence
    found: Mapping[str, Finding]  # by every rule that was asked
    failed: Mapping[str, Finding]
    got_tokens: ClientEvidence | None = None
    earlier: tuple[Worked, ...] = ()
    params: tuple[tuple[str, str], ...] = ()
    worked: Run | None = None

    # The authorize request

    def asked(self, name: str) -> str | None:
        """Return the first parameter of that name in the authorize request; None where it was not sent."""
        return next((value for key, value in self.params if key == name), None)

    def scopes(self) -> list[str]:
        """The scopes that were asked for."""
        return (self.asked("scope") or "").split()

    @cached_property
    def asked_unlike_before(self) -> tuple[str, ...]:
        """The parameters by which this link asks for something else than the one that worked."""
        return () if self.worked is None else asked_unlike(self.run, self.worked)

    @cached_property
    def differs_in_time_alone(self) -> bool:
        """It is all as it was where it worked, and took longer."""
        return self.worked is not None and differ_in_time_alone(self.run, self.worked)

    @cached_property
    def asked_for_api(self) -> list[str]:
        """By which parameters an API was named, on either leg (RFC 8707 2)."""
        sent = {name for name, _ in self.params} | {pair[0] for pair in self.request("exchange").get("form") or []}
        return [name for name in ("resource", "audience") if name in sent]

    # The token request

    @property
    def has_other_secret(self) -> bool:
        """The request was sent with another secret than the client's own, on purpose."""
        return "client_secret was changed" in (self.sent.altered or ())

    @property
    def is_altered(self) -> bool:
        """The token request was altered on purpose."""
        return bool(self.sent.altered)

    @property
    def has_secret(self) -> bool:
        """A secret is in play, or the record does not say."""
        client = self.sent.client
        return client.secret is not None or client.token_endpoint_auth_method is None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters of the token request."""
        return self.sent.redirect_uri.names if self.sent.redirect_uri else ()

    @property
    def is_named_in_header_alone(self) -> bool:
        """Of the token request only the Authorization header names the client."""
        return self.sent.authorization_sent is True and bool(self.names) and "client_id" not in self.names

    def finding(self, rule: str) -> Finding | None:
        """What a rule of ours found, whatever its verdict; None where it was not asked."""
        return self.found.get(rule)

    def request(self, step: str) -> Mapping[str, Any]:
        """The latest request of a step, as the record keeps it; empty where there was none."""
        return request_of(self.run, step)

    @cached_property
    def sent_request(self) -> Mapping[str, Any]:
        """The request that was refused; empty where there was none."""
        return self.request(LEGS[self.symptom.leg].exchange) if self.symptom.leg in LEGS else {}

    def header(self, name: str) -> str | None:
        """A header of the request that was refused, as the record shows it; None where it was not sent."""
        return header_of(self.sent_request, name)

    def answer_header(self, name: str) -> str | None:
        """A header of the answer in which it failed; None where it did not come."""
        return header_of(self._answer, name)

    # The answer in which it failed

    @cached_property
    def _answer(self) -> Mapping[str, Any]:
        """The latest answer at the step that failed; empty where none came."""
        step = LEGS[self.symptom.leg].exchange if self.symptom.leg in LEGS else ""
        answers = [answer for event in self.run.exchanges if event["step"] == step and (answer := event.get("response"))]
        return answers[-1] if answers else {}

    @property
    def wants_token_of_asker(self) -> bool:
        """Introspection takes a bearer token of whoever asks, too (RFC 7662 2.1); elsewhere a Bearer challenge is a product's default."""
        return self.symptom.leg == "introspection" and self.asks_for_bearer

    @cached_property
    def asks_for_bearer(self) -> bool:
        """The answer asks for a bearer token, and says no code with it (RFC 6750 3)."""
        return any(each.startswith("bearer") and "error=" not in each for each in self._texts_said)

    @cached_property
    def asks_for_key(self) -> str | None:
        """The scheme of a challenge that is no client's and no token's: a gateway's, which wants a key of its own (RFC 9110 11.6.1)."""
        scheme = str(self.answer_header("WWW-Authenticate") or "").strip().partition(" ")[0].rstrip(",")
        return scheme if scheme and "=" not in scheme and scheme.lower() not in _SCHEMES else None

    @cached_property
    def asks_for_basic(self) -> bool:
        """The answer asks for a Basic header (RFC 7617 2)."""
        return any(each.partition(" ")[0] == "basic" for each in self._texts_said)

    @property
    def _texts_said(self) -> list[str]:
        return [said.lower() for said in self.symptom.said if isinstance(said, str)]

    @cached_property
    def is_answer_empty(self) -> bool:
        """The answer in which it failed has a status and headers, and nothing in it."""
        body = self._answer.get("body") if self.symptom.kind == "refused" else None
        return isinstance(body, str) and not body.strip()

    @property
    def nothing_came(self) -> str:
        """The sentence of an answer that refuses nothing and holds nothing; empty where it is another."""
        status = self.symptom.status
        is_so = self.is_answer_empty and not self.symptom.error and status is not None and status < 300
        return f"It answered {status} with nothing in it, where an answer is due." if is_so else ""

    @cached_property
    def went_to_authorization_endpoint(self) -> bool:
        """The request that was refused went to the address of the links."""
        asked = self.sent_request.get("url")
        return bool(asked) and asked == self.run.metadata.get("authorization_endpoint")

    @cached_property
    def other_endpoint(self) -> str | None:
        """The name of another endpoint that the metadata give the address of the request that was refused."""
        own = f"{self.symptom.leg}_endpoint"
        named = (name for name, address in self.run.metadata.items() if address == self.sent_request.get("url"))
        return next((name for name in named if name in _ENDPOINTS and name != own), None)


_SCHEMES = ("basic", "bearer", "oauth", "dpop", "digest", "mutual", "privatetoken", "gnap")
_ENDPOINTS = (
    "userinfo_endpoint",
    "introspection_endpoint",
    "revocation_endpoint",
    "end_session_endpoint",
    "registration_endpoint",
)


def header_of(answer: Mapping[str, Any], name: str) -> str | None:
    """Return a header of a message as the record keeps it; None where it has none of that name."""
    pairs = (pair for pair in answer.get("headers", ()) if isinstance(pair, list) and len(pair) == 2)
    return next((value for key, value in pairs if str(key).lower() == name.lower() and isinstance(value, str)), None)


def request_of(run: Run, step: str) -> Mapping[str, Any]:
    """Return the latest request of a step; empty where there was none."""
    requests = [
        request for event in run.exchanges if event["step"] == step and isinstance(request := event.get("request"), dict)
    ]
    return requests[-1] if requests else {}
