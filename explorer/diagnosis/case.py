"""Everything that is known of a failure, in one value: causes look at it and at nothing else.

It is the facts of the run (facts.py, circumstances.py), and what the provider's words mean beside them:

case.words       what the provider said, read
case.is_named()  its words name a cause
case.named()     the same as signs, with what they weigh here
case.vendors     who the provider is known to be
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ..messages.brief import brief
from ..protocol.browser_words import is_of_the_browser
from ..protocol.legs import LEGS
from ..protocol.page_text import is_markup
from ..reference import error_code
from ..runs import Run
from .browser import OF_BROWSERS
from .circumstances import Circumstances
from .earlier import worked_in
from .facts import request_of
from .latest_paste import of_latest_paste
from .reading import Evidence, RedirectUris, read_client, read_evidence
from .signs import LITTLE, READS, VAGUE, Sign
from .symptom import find_symptom
from .vendors import vendor_of, vendors_of
from .words import Named, Words, read_words, without_masthead


@dataclass(frozen=True, kw_only=True)
class Case(Circumstances):
    """A failure with all that speaks for one cause or another."""

    words: Words

    @cached_property
    def code(self) -> str | None:
        """The error code, or the one whose sentence the provider gave in place of a code of the standards."""
        told = self.symptom.error
        if told is not None and error_code(told) is not None:
            return told
        return self.words.code or ("invalid_client" if self._is_unauthorized else told)

    @cached_property
    def _is_unauthorized(self) -> bool:
        """401 without a code: at these endpoints it is for clients that were not believed, and for nothing else (RFC 6749 5.2)."""
        is_of_client = self.symptom.leg in _OF_CLIENTS and not self.wants_token_of_asker and not self.asks_for_key
        return is_of_client and self.symptom.status == 401 and not self.is_page_for_json

    @property
    def subject(self) -> str:
        """The thing that the error code is about, by its name in relations.toml: a sentence without one speaks of that."""
        return _SUBJECTS.get((self.symptom.leg, self.code or ""), "")

    @cached_property
    def is_client_refused(self) -> bool:
        """The code, the status and the challenge agree that the client was not believed (RFC 6749 5.2, RFC 9110 11.6.1)."""
        challenged = any(each.partition(" ")[0] in ("basic", "bearer") for each in self._texts_said)
        return self.code == "invalid_client" and self.symptom.status == 401 and challenged

    def is_named(self, cause: str) -> bool:
        """The provider's words name this cause, in a phrase that says it."""
        return any(each.cause == cause and each.weight >= READS for each in self.words.named)

    @property
    def is_known_code(self) -> bool:
        """The answer has an error code that the standards or a vendor have."""
        return self.symptom.error is not None and error_code(self.symptom.error) is not None

    @cached_property
    def is_told(self) -> bool:
        """The provider's words say plainly what is the matter, whatever it is."""
        return any(each.weight >= READS and each.quote != self.symptom.error for each in self.words.named)

    def may_be_meant(self, cause: str) -> bool:
        """The provider's words say something of this cause, and not only name its thing."""
        return any(each.cause == cause and each.weight >= VAGUE for each in self.words.named)

    def is_spoken_of(self, cause: str) -> bool:
        """The provider's words may mean this cause, however little they say."""
        return any(each.cause == cause for each in self.words.named)

    def repeated(self, *names: str) -> Iterator[Sign]:
        """Yield a sign where the provider's words, in whatever language, repeat what these parameters of the link hold."""
        values = [value for name in names for value in (self.asked(name) or "").split() if value not in _IN_ALL_TEXTS]
        for text in self.words.texts:
            told = [value for value in values if len(value) > 2 and text != self.landed_at and _has_word(text, value)]
            if told:
                yield Sign(VAGUE, f'The provider repeats what was sent, {told[0]}: "{brief(without_masthead(text), 200)}".')
                return

    def named(self, cause: str, *, beside_code: bool = False, is_shown: bool = False) -> Iterator[Sign]:
        """Yield the provider's words as a sign, where they name this cause; `beside_code` leaves out a code that counts already.

        `is_shown` says that the record shows it: then words about the secret are words about its form.
        """
        if cause in _PROOF and self.minds_client is not None and not self.is_proof_named:
            yield Sign(VAGUE, f'The client is known, and the provider minds it: "{self.minds_client}".')
        if (wider := self._is_form_of(cause, is_shown)) and not self.is_named(cause):
            yield from self.named(wider, beside_code=beside_code)
        for each in self.words.named:
            if each.cause == cause and not (beside_code and each.is_only(self.symptom.error)):
                yield Sign(self._weight_of(each), self._quoted(each))

    def _quoted(self, named: Named) -> str:
        """The provider's words as a sentence; what a vendor means by them only where it is that vendor."""
        teller = "application" if self.symptom.leg == "application" else "browser" if self.is_of_the_browser else "provider"
        end = "" if named.quote.endswith((".", "!", "?")) else "."
        vendor = vendor_of(named.entry, self.vendors) if named.entry else ""
        meaning = f" At {vendor} this means: {named.entry.meaning}" if named.entry and vendor else ""
        return f'The {teller} says: "{named.quote}"{end}{meaning}'

    def _weight_of(self, named: Named) -> int:
        """What such words weigh; less where they mean something else most of the time."""
        is_of_proof = self.minds_client is not None and named.cause in _UNKNOWN
        is_of_filter = self.is_page_for_json and named.cause in _PERSONS
        is_of_browser = self.is_of_the_browser and named.cause not in (*OF_BROWSERS, "sign-in-loops")
        is_of_anybody = self.asks_anybody and named.cause == "token-not-shown"
        return min(
            named.weight, LITTLE if is_of_filter or is_of_anybody else VAGUE if is_of_proof or is_of_browser else named.weight
        )

    @cached_property
    def asks_anybody(self) -> bool:
        """Beside a code that is for a token that arrived it says no more than that one has to sign in: it may be either."""
        return self.code == "invalid_token" and any(_TO_ANYBODY.fullmatch(text) for text in self.words.texts)

    @cached_property
    def is_page_of_another(self) -> bool:
        """A page came where JSON was due, of a program that did not give the provider's other answers."""
        return not self.is_of_the_provider and any(isinstance(text, str) and is_markup(text) for text in self.symptom.said)

    @cached_property
    def is_page_for_json(self) -> bool:
        """A page answered our own program, where JSON was due: whatever it forbids, it does not know which user is meant."""
        return self.symptom.leg in _BACK_CHANNEL and self.is_page_of_another

    @cached_property
    def is_of_the_browser(self) -> bool:
        """The browser itself says this, and no page of the provider."""
        return self.symptom.kind == "page" and any(map(is_of_the_browser, self.words.texts))

    @cached_property
    def vendors(self) -> frozenset[str]:
        """The vendors that the run, or an answer in it, tells by name."""
        return vendors_of(self.run, self.words.texts)

    def _is_form_of(self, cause: str, is_shown: bool) -> str | None:
        """The cause whose words are meant for this one too: a provider that calls a secret wrong does not say how.

        That the secret worked before says that it was replaced since, and that the client was known a moment ago that it was
        deleted or switched off; the metadata say which methods nobody may use.
        """
        if (cause in _FORMS and is_shown) or (cause == "secret-expired" and self.is_secret_that_worked):
            return "secret-wrong"
        if (cause == "client-disabled" and self.is_gone) or (cause == "header-lost" and self.is_perhaps_unread):
            return "client-unknown"
        if cause == "verifier-missing" and is_shown:
            return "verifier-wrong"  # "PKCE validation failed" is said of none, too
        if cause == "redirect-uri-missing" and is_shown:
            return "redirect-uri-differs"  # "invalid redirect_uri" is said of one that is not there, too
        if cause == "redirect-uri-differs" and is_shown:
            return "redirect-uri-not-registered"  # one that differs is not "the registered one" either
        if cause == "provider-keys-changed" and is_shown and any(_VALIDATION.search(text.lower()) for text in self.words.texts):
            return "access-token-revoked"  # a token that cannot be validated is called invalid, too
        is_method = cause == "method-not-offered" and is_shown and not self.sent.client.public
        return "method-not-registered" if is_method else None

    @cached_property
    def is_proof_named(self) -> bool:
        """The words say which proof of the client is wrong: a secret, a method, an assertion."""
        return any(each.cause in _PROOF and each.weight >= READS for each in self.words.named)

    @cached_property
    def minds_client(self) -> str | None:
        """The words by which the provider calls a client unknown that it knew a moment ago: its proof is meant then."""
        words = (
            each.quote
            for each in self.words.named
            if each.cause == "client-unknown" and each.weight >= VAGUE and self._minds_proof(each.quote)
        )
        return next(words, None) if self.was_client_known else None

    def _minds_proof(self, quote: str) -> bool:
        """It says no more than "invalid client"; of a client_id by its name only where its characters may break in the header."""
        may_break = self.sent.client.secret is not None and self.sent.client.secret.encodings_differ is True
        return _INVALID.search(quote) is not None and (may_break or _ID.search(quote) is None)

    @property
    def is_client_of_old(self) -> bool:
        """Tokens came before with the client_id of the link, in this run or an earlier one."""
        return any(each.client_id is not None and each.client_id == self.asked("client_id") for each in self.earlier)

    @property
    def was_client_known(self) -> bool:
        """The provider took this client_id before, in this sign-in."""
        return self.sent.client_id_same is True if self.symptom.leg == "token" else self.got_tokens_itself

    @cached_property
    def is_gone(self) -> bool:
        """The provider says that it has no such client, and had it a moment ago, or when tokens came in another sign-in."""
        if self.symptom.leg == "authorize":
            return self.is_client_of_old and self.is_named("client-unknown")
        return self.was_client_known and self.minds_client is None and self.is_named("client-unknown")

    @cached_property
    def is_perhaps_unread(self) -> bool:
        """The client that it does not find stands in the header alone, and nothing says that this endpoint has read that.

        Who reads a Basic header asks for one where it refuses (RFC 6749 5.2), or repeats who stood in it.
        """
        client_id = self.sent.client.client_id or ""
        is_repeated = any(_has_word(text, client_id) for text in self.words.texts if client_id)
        is_same_address = self.symptom.leg == "refresh"  # as the exchange, which it took
        is_read = is_repeated or self.asks_for_basic or self.is_proof_named or is_same_address
        return self.is_gone and self.is_named_in_header_alone and not is_read


_VALIDATION = re.compile(
    r"\b(?:validat|verif|decod|decrypt)\w*\b.{0,20}\b(?:fail|failed|error|invalid|unsuccessful|not possible)\b|"
    r"\b(?:could|can) ?not (?:be )?(?:validat|verif|decod|decrypt)"
)
_INVALID = re.compile(r"\b(invalid|wrong|bad|incorrect|revoked|not valid)\b", re.IGNORECASE)  # and not: does not exist
_SUBJECTS = {
    ("token", "invalid_grant"): "code",
    ("refresh", "invalid_grant"): "refresh",
    ("userinfo", "invalid_token"): "token",
    **{(leg, "invalid_client"): "client" for leg in ("token", "refresh", "introspection", "revocation")},
}
_TO_ANYBODY = re.compile(
    r"(?:full |user )?(?:authori[sz]ation|authentication|log ?in|sign ?in) (?:is )?required(?: to access this resource)?\W*|"
    r"requires? (?:authori[sz]ation|authentication)\W*|(?:you (?:must|have to|need to) )?(?:log|sign) ?in(?: first)?\W*|not authenticated\W*",
    re.IGNORECASE,
)
_ID = re.compile(r"client.?id\b(?!.*secret|.*credential)", re.IGNORECASE)  # that itself is minded, and no proof
_FORMS = (
    "secret-white-space",
    "secret-quoted",
    "secret-masked",
    "secret-is-an-id",
    "secret-percent-encoded",
    "secret-empty",
)  # which our record tells apart
_UNKNOWN = ("client-unknown", "client-id-white-space")
_PERSONS = (
    "session-ended",
    "user-not-allowed",
    "user-said-no",
    "consent-missing",
    "interaction-needed",
    "sign-in-failed",
    "client-disabled",
)
_OF_CLIENTS = ("token", "refresh", "introspection", "revocation")
_BACK_CHANNEL = (*_OF_CLIENTS, "userinfo")
_PROOF = (
    "secret-wrong",
    "secret-expired",
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


_TOLD_BY_VALUE = ("scope", "prompt", "response_type", "response_mode", "acr_values", "resource", "audience")
_OWN_NAME = re.compile(r"\w.*[\d._-].*\w")  # what no sentence has by chance, as "portal" may be


def _sent(run: Run) -> dict[str, str]:
    """The values of the link, each with its parameter, as far as no sentence has them by chance."""
    pairs = [(word, name) for name, value in run.params if name in _TOLD_BY_VALUE for word in value.split()]
    pairs += [(value, name) for name, value in run.params if name == "client_id" and _OWN_NAME.fullmatch(value)]
    return {word: name for word, name in reversed(pairs) if len(word) > 3 and word not in _IN_ALL_TEXTS}


def read_case(run: Run, earlier: Iterable[Run] = (), worked: Run | None = None) -> Case:
    """Return everything that a run, earlier runs with the same client, and one that worked tell of what failed."""
    symptom = find_symptom(run)
    run = of_latest_paste(run, symptom.leg)
    request = run.last("token_request")
    sent = read_evidence(request.get("evidence") if request else None)
    found = {finding.rule: finding for report in run.reports.values() for finding in report.findings}
    return Case(
        run=run,
        symptom=symptom,
        sent=_of_later(sent, run, symptom.leg),
        words=read_words(symptom.error, symptom.said, _sent(run) if symptom.leg == "authorize" else None),
        found=found,
        failed={rule: finding for rule, finding in found.items() if finding.verdict == "fail"},
        got_tokens=sent.client if symptom.leg in _LATER else None,
        earlier=worked_in(run, earlier),
        params=tuple((name, value) for name, value in run.params),
        worked=worked,
    )
