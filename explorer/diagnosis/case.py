"""Everything that is known of a failure, in one value: causes look at it and at nothing else.

case.symptom    what failed, on which leg
case.sent       the request that was refused: the token request, both legs compared (reading.py), or what came after it
case.got_tokens the client with which the tokens came
case.asked(..)  a parameter of the authorize request
case.failed     the failed findings of our own rules, by rule
case.words      what the provider said
case.earlier    what worked before with the same client
case.tried      the token requests of this run that were refused in the same way before
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

from ..messages.brief import brief
from ..protocol.legs import LEGS
from ..protocol.provider_start import STARTED
from ..reference import error_code
from ..rules import Finding
from ..runs import Run
from .earlier import Worked, refused_before, worked_in
from .reading import ClientEvidence, Evidence, RedirectUris, read_client, read_evidence
from .signs import READS, VAGUE, Sign
from .symptom import Symptom, find_symptom
from .words import Words, read_words

STRAIGHT_AWAY = 20  # seconds from the paste to the request


@dataclass(frozen=True)
class Case:
    """A failure with all that speaks for one cause or another."""

    run: Run
    symptom: Symptom
    sent: Evidence
    words: Words
    failed: Mapping[str, Finding]
    got_tokens: ClientEvidence | None = None
    earlier: tuple[Worked, ...] = ()
    params: tuple[tuple[str, str], ...] = field(default=())

    # The authorize request

    def asked(self, name: str) -> str | None:
        """Return the first parameter of that name in the authorize request; None where it was not sent."""
        return next((value for key, value in self.params if key == name), None)

    def scopes(self) -> list[str]:
        """The scopes that were asked for."""
        return (self.asked("scope") or "").split()

    # The token request

    @property
    def is_altered(self) -> bool:
        """The token request was altered on purpose."""
        return bool(self.sent.altered)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters of the token request."""
        return self.sent.redirect_uri.names if self.sent.redirect_uri else ()

    def finding(self, rule: str) -> Finding | None:
        """What a rule of ours found, whatever its verdict; None where it was not asked."""
        return self._found.get(rule)

    @cached_property
    def _found(self) -> Mapping[str, Finding]:
        return {finding.rule: finding for report in self.run.reports.values() for finding in report.findings}

    def request(self, step: str) -> Mapping[str, Any]:
        """The latest request of a step, as the record keeps it; empty where there was none."""
        return request_of(self.run, step)

    @cached_property
    def is_client_refused(self) -> bool:
        """The code, the status and the challenge agree that the client was not believed (RFC 6749 5.2, RFC 9110 11.6.1)."""
        symptom = self.symptom
        challenged = any(isinstance(said, str) and said.lower().startswith(("basic ", "bearer ")) for said in symptom.said)
        return symptom.error == "invalid_client" and symptom.status == 401 and challenged

    @cached_property
    def went_to_authorization_endpoint(self) -> bool:
        """The request that was refused went to the address of the links."""
        asked = self.request(LEGS[self.symptom.leg].exchange).get("url") if self.symptom.leg in LEGS else None
        return bool(asked) and asked == self.run.metadata.get("authorization_endpoint")

    # Circumstances

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
        """How long it took from the link to the paste: the code is no older than that."""
        event = self.run.last("receive")
        return event["thinking"] if event else None

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

    def did(self, kind: str, **members: Any) -> bool:
        """Tell whether this attempt has an event of that kind with these members, before what failed."""
        return any(
            event["kind"] == kind and all(event.get(name) == value for name, value in members.items())
            for event in self.run.attempt
        )

    @cached_property
    def was_away(self) -> bool:
        """No answer came from the provider at some time between the link and what failed."""
        return any(event["kind"] == "exchange" and not event.get("response") for event in self.run.attempt)

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

    def started(self, step: str) -> str | None:
        """Which start of the local provider gave the latest answer of a step; None where no answer says."""
        answers = (event.get("response") for event in self.run.exchanges if event["step"] == step)
        told = [_header(answer, STARTED) for answer in answers if answer]
        return told[-1] if told else None

    # The provider's words

    @property
    def code(self) -> str | None:
        """The error code, or the one whose sentence the provider gave in place of a code of the standards."""
        told = self.symptom.error
        is_known = told is not None and error_code(told) is not None
        return told if is_known or self.words.code is None else self.words.code

    def is_named(self, cause: str) -> bool:
        """The provider's words name this cause, in a phrase that says it."""
        return any(each.cause == cause and each.weight >= READS for each in self.words.named)

    def is_spoken_of(self, cause: str) -> bool:
        """The provider's words may mean this cause, however little they say."""
        return any(each.cause == cause for each in self.words.named)

    def repeated(self, *names: str) -> Iterator[Sign]:
        """Yield a sign where the provider's words, in whatever language, repeat what these parameters of the link hold."""
        values = [value for name in names for value in (self.asked(name) or "").split() if value not in _IN_ALL_TEXTS]
        for text in self.words.texts:
            told = [value for value in values if len(value) > 2 and text != self.landed_at and _has_word(text, value)]
            if told:
                yield Sign(VAGUE, f'The provider repeats what was sent, {told[0]}: "{brief(text, 200)}".')
                return

    def named(self, cause: str, *, beside_code: bool = False, is_shown: bool = False) -> Iterator[Sign]:
        """Yield the provider's words as a sign, where they name this cause; `beside_code` leaves out a code that counts already.

        `is_shown` says that the record shows it: then words about the secret are words about its form.
        """
        if cause in _PROOF and self.minds_client is not None and not self.is_named(cause):
            yield Sign(VAGUE, f'The client is known, and the provider minds it: "{self.minds_client}".')
        if (wider := self._is_form_of(cause, is_shown)) and not self.is_named(cause):
            yield from self.named(wider, beside_code=beside_code)
        for each in self.words.named:
            is_code = each.entry is None and each.quote == self.symptom.error
            if each.cause == cause and not (beside_code and is_code):
                who = f"At {each.entry.vendor} this means: {each.entry.meaning} " if each.entry and each.entry.vendor else ""
                teller = "application" if self.symptom.leg == "application" else "provider"
                end = "" if each.quote.endswith((".", "!", "?")) else "."
                weight = min(each.weight, VAGUE) if self.minds_client and cause in _UNKNOWN else each.weight
                yield Sign(weight, f'The {teller} says: "{each.quote}"{end} {who}'.strip())

    def _is_form_of(self, cause: str, is_shown: bool) -> str | None:
        """The cause whose words are meant for this one too: a provider that calls a secret wrong does not say how.

        That the secret worked before says that it was replaced since; the metadata say which methods nobody may use.
        """
        if (cause in _FORMS and is_shown) or (cause == "secret-expired" and self.is_secret_that_worked):
            return "secret-wrong"
        is_method = cause == "method-not-offered" and not self.sent.client.public
        return "method-not-registered" if is_method else None

    @cached_property
    def is_secret_that_worked(self) -> bool:
        """Tokens came before with this very secret."""
        now = self.sent.client.secret
        before = {each.secret for each in self.earlier if each.client_id == self.sent.client.client_id}
        return now is not None and now.fingerprint is not None and now.fingerprint in before

    @cached_property
    def minds_client(self) -> str | None:
        """The words by which the provider calls a client unknown that it knew a moment ago: its proof is meant then."""
        is_known = self.sent.client_id_same is True if self.symptom.leg == "token" else self._got_tokens_itself
        words = (each.quote for each in self.words.named if each.cause == "client-unknown" and _INVALID.search(each.quote))
        return next(words, None) if is_known else None

    @property
    def _got_tokens_itself(self) -> bool:
        return self.got_tokens is not None and self.got_tokens.client_id == self.sent.client.client_id


_INVALID = re.compile(r"\b(invalid|wrong|bad|incorrect|revoked|not valid)\b", re.IGNORECASE)  # and not: does not exist
_FORMS = (
    "secret-white-space",
    "secret-quoted",
    "secret-masked",
    "secret-is-an-id",
    "secret-percent-encoded",
    "secret-empty",
)  # which our record tells apart
_UNKNOWN = ("client-unknown", "client-id-white-space")
_PROOF = (
    "secret-wrong",
    "secret-white-space",
    "secret-quoted",
    "secret-masked",
    "method-not-registered",
    "public-with-secret",
    "credential-missing",
    "header-lost",
    "assertion-key",
    "assertion-audience",
    "assertion-clock",
    "assertion-alg",
)
_IN_ALL_TEXTS = ("openid", "email", "profile", "address", "phone", "login", "none", "query", "code")  # words that say nothing


def _has_word(text: str, value: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", text) is not None


def _offset(event: Any) -> float | None:
    date = _header(event.get("response") or {}, "Date")
    try:
        told = parsedate_to_datetime(date).replace(tzinfo=UTC).timestamp() if isinstance(date, str) else None
    except (TypeError, ValueError, OverflowError):
        return None
    return None if told is None else told - event["at"]


def _header(answer: Mapping[str, Any], name: str) -> str | None:
    pairs = (pair for pair in answer.get("headers", ()) if isinstance(pair, list) and len(pair) == 2)
    return next((value for key, value in pairs if str(key).lower() == name.lower() and isinstance(value, str)), None)


def request_of(run: Run, step: str) -> Mapping[str, Any]:
    """Return the latest request of a step; empty where there was none."""
    requests = [
        request for event in run.exchanges if event["step"] == step and isinstance(request := event.get("request"), dict)
    ]
    return requests[-1] if requests else {}


_LATER = ("refresh", "introspection", "revocation")


def _of_later(sent: Evidence, run: Run, leg: str) -> Evidence:
    """After the code exchange the client may be another one, and the request is another one in any case."""
    if leg not in _LATER:
        return sent
    request = request_of(run, LEGS[leg].exchange)
    form, headers = (request.get(part) or [] for part in ("form", "headers"))
    return replace(
        sent,
        client=read_client(run.client),
        methods_supported=_methods_of(run, leg) or sent.methods_supported,
        redirect_uri=RedirectUris(None, None, tuple(str(pair[0]) for pair in form)),
        authorization_sent=any(pair[0].lower() == "authorization" for pair in headers) if request else None,
        altered=None,
    )


def _methods_of(run: Run, leg: str) -> tuple[str, ...] | None:
    """What the metadata list for this endpoint itself (RFC 8414 2); it may take fewer methods than the token endpoint."""
    listed = run.metadata.get(f"{leg}_endpoint_auth_methods_supported")
    return tuple(map(str, listed)) if isinstance(listed, list) else None


def read_case(run: Run, earlier: Iterable[Run] = ()) -> Case:
    """Return everything that a run, and earlier runs with the same client, tell of what failed."""
    symptom = find_symptom(run)
    request = run.last("token_request")
    sent = read_evidence(request.get("evidence") if request else None)
    findings = (finding for report in run.reports.values() for finding in report.findings)
    return Case(
        run=run,
        symptom=symptom,
        sent=_of_later(sent, run, symptom.leg),
        words=read_words(symptom.error, symptom.said),
        failed={finding.rule: finding for finding in findings if finding.verdict == "fail"},
        got_tokens=sent.client if symptom.leg in _LATER else None,
        earlier=worked_in(run, earlier),
        params=tuple((name, value) for name, value in run.params),
    )
