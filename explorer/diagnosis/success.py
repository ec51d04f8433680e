"""A sign-in that worked: called so, and what of it will bite later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..protocol.pasted.address import GLUED
from ..rules import Finding
from ..rules.id_token.subject import span
from .case import Case
from .causes.code import OLD
from .causes.times import APART, apart_by_token
from .consoles import console_of, place_of
from .what_came import of_claims, of_persons, of_scopes, of_tokens

# What our rules found that does not stop this sign-in and will stop something: a refresh, an API, another client.
_BITES = {
    "TOKR-REFRESH-MISSING": "No refresh token came although it was asked for: access ends with the access token.",
    "TOKR-SCOPE-NARROWER": "Not every scope was granted: what needs the others will be refused later.",
    "TOKR-SCOPE-NO-OPENID": "openid was asked for and is not among what was granted: UserInfo may refuse.",
    "IDTC-ISS-ALIAS": "The issuer in the tokens is another name than the provider's: clients that compare will refuse them.",
    "IDTC-AUD-UNTRUSTED": "The token names audiences beside this client: clients that allow one only will refuse it.",
    "DISC-ISSUER-MISMATCH": "The discovery document speaks for another issuer than its address: strict clients stop there.",
    "DISC-ISSUER-SLASH": "The issuer differs from its address by a slash: strict clients stop there.",
    "HTTP-CLOCK-SKEW": "The two clocks are more than a minute apart: a client without leeway refuses the tokens.",
    "HTTP-PLAIN": "It travelled over plain http beyond this machine: everybody on the way can read it.",
    "AUTHZ-NONCE-AND-PKCE-MISSING": "Neither nonce nor PKCE was sent: nothing notices a code that somebody else put in.",
    "DISC-PKCE-NOT-ADVERTISED": "The provider does not say that it knows PKCE: clients that look there send none.",
    "IDTC-AZP-MISMATCH": "The token was made for another authorized party (azp): clients that compare it refuse the token.",
    "UI-EXPECTED-JWT": "UserInfo was to be signed, and came as plain JSON: a client that wants the signature refuses it.",
    "UI-JWT-ISS-AUD": "The signed UserInfo names another issuer or audience: clients that compare refuse it.",
    "TOKR-NO-STORE-MISSING": "Nothing tells caches to keep no tokens (Cache-Control: no-store): what stands between may keep them.",
    "IDTC-NONCE-UNEXPECTED": "The token has a nonce that was never sent: clients that compare it refuse the token.",
    "AT-EXPIRED": "The access token had expired when it was looked at.",
    "HTTP-JSON-SYNTAX": "An answer is not JSON in the strict sense: other parsers refuse it, and something on the way may have changed it.",
    "TOKR-CONTENT-TYPE": "The tokens came with a media type that is not JSON: strict clients do not read them.",
    "TOKR-EXPIRES-IN-MISSING": "Nobody says how long the access token lives: clients ask again too late, or each time.",
    "REFR-PUBLIC-NOT-ROTATED": "The refresh token of a public client is not replaced when it is used: whoever copies it keeps it.",
    "REFR-NONCE-PRESENT": "The refreshed ID token has a nonce: clients that expect none, or a fresh one, refuse it.",
    "IDTC-EMAIL-VERIFIED-TYPE": "email_verified is no boolean: a client that compares it with true takes every address for unverified.",
}


def bites(case: Case) -> tuple[str, ...]:
    """Return what of a sign-in that worked will bite later, one sentence each, the most dangerous first.

    First what was wanted and could not be done; then what lets somebody else in, and why nobody can be sure who signed in; then
    what ends this very sign-in, or the next; then what stops other clients; the document last.
    """
    dangers = (*_of_unsent(case), *_of_attacks(case), *_of_signature(case), *of_persons(case))
    soon = (*_of_secret(case), *_ruled(case, _SOON), *_of_time(case), *_of_keys(case))
    return tuple(dict.fromkeys((*dangers, *soon, *_bites(case), *_of_document(case))))


def _of_unsent(case: Case) -> Iterator[str]:
    """What was wanted of this sign-in and could not be asked for: its sentence says what to ask for next time."""
    told = case.run.last("unsent")
    if told is not None and isinstance(told.get("why"), str):
        yield f"A step could not be done: {told['why']}"


def _of_attacks(case: Case) -> Iterator[str]:
    """What somebody else can use: a request that was to be refused, an answer that nothing ties to this browser."""
    for rule, finding in case.failed.items():
        if rule.startswith("TOKQ-") and finding.is_error:
            yield f"The provider took a token request that it should have refused: {finding.message} ({rule})"
    if case.params and case.asked("state") is None:
        rest = [name for name, sent in (("PKCE", "code_challenge"), ("nonce", "nonce")) if case.asked(sent) is not None]
        but = f" but {' and '.join(rest)}" if rest else ""
        yield f"No state was sent: nothing{but} ties the answer to this browser."
    if case.run.claims and case.params and case.asked("nonce") is None and "AUTHZ-NONCE-AND-PKCE-MISSING" not in case.failed:
        yield "No nonce was sent: nothing ties the ID token to this sign-in."
    if case.params and case.asked("code_challenge") is None and case.run.client.get("public"):
        yield "A public client signed in without PKCE: whoever catches the code can use it, and many providers refuse that."
    header = _header(case)
    if _KEYS_OF_EXAMPLES.search(str(header.get("kid") or "")):
        yield f"The ID token is signed with the key {header['kid']}, as software brings it for development: whoever has that software can forge tokens."
    yield from _ruled(case, _ATTACKS)


def _ruled(case: Case, rules: Iterable[str]) -> Iterator[str]:
    """The sentences of those of our rules that failed."""
    return (f"{_BITES[rule]} ({rule})" for rule in rules if rule in case.failed)


def _header(case: Case) -> Mapping[str, Any]:
    """The header of the ID token; empty where none came."""
    token = case.run.tokens.get("id_token")
    header = token.get("header") if isinstance(token, Mapping) else None
    return header if isinstance(header, Mapping) else {}


_KEYS_OF_EXAMPLES = re.compile(
    r"change[-_ ]?me|\A(?:insecure|dev(?:elopment)?|test|example|sample|dummy)[-_ ]?(?:key|signing)", re.IGNORECASE
)
_ATTACKS = ("HTTP-PLAIN", "AUTHZ-NONCE-AND-PKCE-MISSING", "REFR-PUBLIC-NOT-ROTATED", "IDTC-EMAIL-VERIFIED-TYPE")
_SOON = ("AT-EXPIRED", "HTTP-CLOCK-SKEW")
_SAID_ALREADY = ("DISC-EMPTY-ARRAY", "AUTHZ-PKCE-MISSING-PUBLIC")  # or said in words of its own


def _of_secret(case: Case) -> Iterator[str]:
    """A secret that is a JWT runs out by itself, as Apple's do after six months at the most."""
    secret, request = case.sent.client.secret, case.run.last("token_request")
    if secret is not None and secret.ends is not None and request is not None and secret.ends > request["at"]:
        yield f"The client secret is a JWT, and runs out in {span(secret.ends - request['at'])}: no sign-in works from then on without a new one."


def _of_document(case: Case) -> Iterator[str]:
    """What is wrong with the document or the link, and stopped nobody here; an empty list of what is optional stops nobody anywhere."""
    for rule, finding in case.failed.items():
        if finding.is_error and rule.startswith(("DISC-", "AUTHZ-")) and rule not in (*_BITES, *_SAID_ALREADY):
            yield f"It worked here, and a check of ours failed that others make too: {finding.message} ({rule})"


def _bites(case: Case) -> Iterator[str]:
    run = case.run
    if (  # the cause before what comes of it
        "offline_access" in case.scopes()
        and "refresh_token" not in run.tokens
        and "consent" not in (case.asked("prompt") or "")
    ):
        yield "A refresh token wants prompt=consent beside offline_access at many providers, and it was not sent (OIDC Core 11)."
    yield from _ruled(case, _BITES)
    if "TOKR-REFRESH-MISSING" in case.failed and (place := place_of(console_of(run), "refresh")):
        yield place
    if "offline_access" in case.scopes() and "refresh_token" not in run.tokens and "TOKR-REFRESH-MISSING" not in case.failed:
        yield "No refresh token came although offline_access was asked for: access ends with the access token."
    yield from _of_way_back(case)
    yield from of_scopes(case)
    yield from _of_names(case)
    yield from of_tokens(case)
    yield from of_claims(case)


def _of_time(case: Case) -> Iterator[str]:
    """A code that came nearly too late, a token from a cache, clocks that differ: the next sign-in may fail for it."""
    if case.oldest_code is not None and case.sent.code.age is not None and case.sent.code.age > OLD / 2:
        yield f"The code was at least {case.sent.code.age:.0f} s old when it was sent: many providers give it 60 s, some 30."
    apart = apart_by_token(case)
    if apart is not None and apart > APART and abs(case.clock_offset or 0) < APART and "IDTC-EXP-PAST" not in case.failed:
        yield (
            f"The ID token was issued {span(apart)} before it came: from a cache, or by a clock that is behind. Clients that want a fresh "
            "one (iat) refuse it."
        )
    offset = case.clock_offset if case.clock_offset is not None else _by_token(case)
    if offset is not None and abs(offset) > 5 and "HTTP-CLOCK-SKEW" not in case.failed:
        yield f"The provider's clock is {abs(offset):.0f} s {'ahead of' if offset > 0 else 'behind'} ours: a client without leeway refuses fresh tokens."


def _of_way_back(case: Case) -> Iterator[str]:
    """The answer could be read because this explorer parted what was glued together: no other client does."""
    event = case.run.last("receive")
    changes = event.get("changes") if event else None
    if not isinstance(changes, list) or not any(GLUED in str(change) for change in changes):
        return
    if "?" in (case.asked("redirect_uri") or ""):
        yield (
            "The redirect_uri has a query, and the provider put a second ? behind it instead of an &: this explorer parted them, and an "
            "application that reads the address as it stands finds no code (RFC 6749 3.1.2). Register a redirect_uri without a query."
        )
    else:
        yield (
            "A parameter of the answer was glued to the one before it, and this explorer parted them: where the address came so, and was "
            "not changed in copying, an application finds no code."
        )


def _by_token(case: Case) -> float | None:
    """By how many seconds the ID token was issued after it came: then the clock by which it was is ahead of ours."""
    apart = apart_by_token(case)
    return -apart if apart is not None and apart < 0 else None


def _of_signature(case: Case) -> Iterator[str]:
    """The signature of the ID token, where nobody verified it, and why."""
    reports = case.run.reports
    if "id_token" in case.run.tokens and "id_token" not in reports:
        yield "The tokens are not checked yet: flow.check() tells why to believe them."
        return
    unchecked = [finding for finding in reports["id_token"].findings if _is_open(finding)] if "id_token" in reports else []
    for finding in unchecked:
        yield f"The signature of the ID token was not checked: {finding.message} ({finding.rule})"
    if "id_token" not in case.run.tokens and "openid" in case.scopes():
        yield "No ID token came although openid was asked for: nothing says who signed in."
    elif "id_token" not in case.run.tokens and case.run.params:
        yield "No ID token came, since openid was not asked for: nothing says who signed in."


def _of_keys(case: Case) -> Iterator[str]:
    """What a change of the provider's keys will break: keys that nobody fetches again, tokens that name none (OIDC Core 10.1.1)."""
    if not case.run.claims or "id_token" not in case.run.reports:
        return
    if not any(event["step"] == "keys" for event in case.run.exchanges) and "jwks" in case.run.reports:
        yield "The keys were given by hand, and are never fetched again: as soon as the provider changes its own, every token is refused."
    if not _header(case).get("kid") and str(_header(case).get("alg") or "")[:2] in ("RS", "ES", "PS"):
        yield "The ID token names no key (kid): as soon as the provider has two keys, as when it changes them, clients do not know which to take."


def _is_open(finding: Finding) -> bool:
    return finding.rule == "IDTH-SIGNATURE-INVALID" and finding.verdict == "skip" and finding.applies


def _of_names(case: Case) -> Iterator[str]:
    """Issuer and audience: accepted here because somebody said so, and refused by a client to whom nobody did."""
    claims, provider = case.run.claims, case.run.provider
    pinned = provider.get("pinned")
    if isinstance(pinned, str) and pinned:
        yield f"The issuer was pinned to {pinned}: a client that takes it from the address of discovery refuses these tokens."
    audience = claims.get("aud")
    if isinstance(audience, list) and len(audience) > 1 and "IDTC-AUD-UNTRUSTED" not in case.failed:
        yield f"The ID token names {len(audience)} audiences: clients that allow one only will refuse it."
