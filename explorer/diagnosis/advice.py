"""What to do, where this run makes the usual advice of a cause wrong, or adds something to it.

What is said of a cause everywhere stands with the cause. A row here is for a case in which a person who followed that would
do it in vain: asking for openid alone where openid is what was refused, fetching keys that were given by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..protocol.legs import LEGS
from .case import Case
from .cause import KnownCause
from .document_advice import (
    IN_BODY,
    OTHER_TIME,
    OWN_KEYS,
    PUBLISHED,
    agrees_by_date,
    has_default_api,
    may_be_default,
    names_plain_http,
    two_clients,
)
from .issuers import PASS_ON
from .network_advice import network_advice, of_document, used_up
from .patience import wait
from .symptom import host_of


@dataclass(frozen=True)
class Advice:
    """What to do, in the words of code, and in those of the panel."""

    text: str
    in_panel: str


def advice_for(known: KnownCause, case: Case) -> Advice:
    """Return what to do about a cause in this case."""
    usual = Advice(known.advice, known.in_panel or known.advice)
    if of_network := network_advice(known.id, case):
        usual = Advice(of_network, of_network)
    found = next((instead for ids, applies, instead in _INSTEAD if known.id in ids and applies(case)), usual)
    more = [more(case) for ids, more in _MORE if known.id in ids]
    return Advice(*(" ".join(filter(None, (each, *more))) for each in (found.text, found.in_panel)))


def is_openid_refused(case: Case) -> bool:
    """It is openid itself that the provider refuses: nothing else was asked for, or its words name it and no other scope."""
    if case.code != "invalid_scope" and not case.is_named("scope-not-allowed"):
        return False
    named = _scopes_in_words(case)
    return named == ["openid"] or case.scopes() == ["openid"]


def _scopes_in_words(case: Case) -> list[str]:
    """Those of the scopes that were asked for which the provider's words name."""
    said = " ".join(text for text in case.words.texts if text != case.landed_at)
    return [scope for scope in case.scopes() if re.search(rf"(?<![\w:.-]){re.escape(scope)}(?![\w:-])", said)]


def has_keys_by_hand(case: Case) -> bool:
    """The keys were given by hand, and nobody asked jwks_uri."""
    return case.symptom.leg == "check" and not any(event["step"] == "keys" for event in case.run.exchanges)


def is_of_document(case: Case) -> bool:
    """The request went to the very address that the provider's own document has for it."""
    if case.symptom.leg not in LEGS or not case.run.provider.get("source"):
        return False
    asked = case.request(LEGS[case.symptom.leg].exchange).get("url")
    name = "jwks_uri" if case.symptom.leg == "check" else f"{case.symptom.leg}_endpoint"
    return bool(asked) and asked == case.run.metadata.get(name)


def has_no_refresh_token(case: Case) -> bool:
    """No refresh token came, so nothing can be refreshed."""
    return "refresh_token" not in case.run.tokens


def is_public_all_along(case: Case) -> bool:
    """The client is public, and got its tokens as that: to register it so is done already."""
    return bool(case.sent.client.public) and case.got_tokens is not None and bool(case.got_tokens.public)


def _was_reuse_seen(case: Case) -> bool:
    """A refresh was refused in this sign-in."""
    return any(event["kind"] == "refusal" and event["leg"] == "refresh" for event in case.run.attempt)


def _says_all_fell(case: Case) -> bool:
    """The provider says that it revoked more than the token that was sent."""
    return any(_ALL_FELL.search(text.lower()) for text in case.words.texts)


_ALL_FELL = re.compile(
    r"\b(all|every|entire|whole|family|chain|descendants?)\b[^.]{0,60}\b(revoked|invalidated|withdrawn|ended)\b"
)


def _is_revoking_as_public(case: Case) -> bool:
    return case.symptom.leg == "revocation" and is_public_all_along(case)


_AGAIN = Advice(
    "Sign in again: no refresh token came. Where tokens have to last, ask for one (offline_access, or what the provider has for it).",
    "Open a fresh link in step 2 and sign in again: no refresh token came. Where tokens have to last, ask for one there "
    "(offline_access, or what the provider has for it).",
)
_OWN_SECRET = Advice(
    "This request had another secret than the client's own, and nothing says that its own is wrong: send a fresh code unaltered.",
    "This request had another secret than the client's own, and nothing says that its own is wrong: open a fresh link in step 2, and "
    "send its code unaltered.",
)
_PUBLIC = (
    "It is registered as public, and got its tokens so. This endpoint wants more all the same: let the client have a secret, or ask the "
    "provider's support; a parameter client_secret that is empty is enough for some."
)
_OWN_ONLY = (
    "Only the client that got a token can give it back (RFC 7009 2.1): let this one have a secret. Until then the token ends by itself, or "
    "where the person signs out."
)
_DOCUMENT = (
    "The address is the one that the discovery document has, so the document is wrong, or what stands before the provider does not pass "
    "that path on: tell whoever runs it."
)

_LOST = (
    "Sign in again: a newer token went with the answer that was lost. Let a client wait long enough for an answer (Http(timeout=...)), and "
    "not repeat a refresh by itself."
)
_ONE_AT_A_TIME = (
    "Sign in again. Let one worker refresh at a time, and store the newest token before it is used: an older one that is sent ends all that "
    "came from it."
)
_OWN_USERINFO = (
    "Ask the UserInfo of the provider that gave the token: no API was named in the requests, so the token is for that one."
)
_DEFAULT_API = (
    "No API was named in the requests, and the token names one all the same: look in the provider's console for a default API (audience, "
    "resource) of this client or tenant, and take it away. Until then the claims are those of the ID token."
)
_SCOPE_OF_LINK = (
    "The token request has none, so one of the link is meant, at which the provider looks only now: let it be granted to this client in the "
    "console, or leave it out of the link."
)
_EMPTY = (
    "Ask once more; where it stays empty look at the provider's log, and whether the account is still there: the claims of the ID token "
    "are what is left until then."
)
_FALLEN = (
    "Sign in again: an older refresh token was seen, and providers revoke all that came from it then, the newest tokens too "
    "(RFC 9700 4.14.2)."
)

_Applies = Callable[[Case], bool]
_INSTEAD: tuple[tuple[tuple[str, ...], _Applies, Advice], ...] = (
    (("access-token-revoked", "access-token-expired"), has_no_refresh_token, _AGAIN),
    (("secret-wrong", "secret-white-space"), lambda case: case.has_other_secret, _OWN_SECRET),
    (("refresh-token-revoked",), lambda case: case.is_reuse_seen, Advice(_ONE_AT_A_TIME, _ONE_AT_A_TIME)),
    (("token-for-another-api",), has_default_api, Advice(_DEFAULT_API, _DEFAULT_API)),
    (("token-for-another-api",), lambda case: not case.asked_for_api, Advice(_OWN_USERINFO, _OWN_USERINFO)),
    (("access-token-replaced",), _was_reuse_seen, Advice(_FALLEN, _FALLEN)),
    (("refresh-token-replaced",), lambda case: case.refresh_in_vain is not None, Advice(_LOST, _LOST)),
    (("refresh-token-replaced",), _says_all_fell, Advice(_FALLEN, _FALLEN)),
    (("credential-missing",), is_public_all_along, Advice(_PUBLIC, _PUBLIC)),
    (("client-may-not-ask",), _is_revoking_as_public, Advice(_OWN_ONLY, _OWN_ONLY)),
    (
        ("scope-not-allowed",),
        is_openid_refused,
        Advice(
            "It is openid that is refused: let the client be registered for it. A server of plain OAuth has none: leave it out there, and "
            "no ID token comes.",
            "It is openid that is refused: let the client be registered for it. A server of plain OAuth has none: take it out in step 2, "
            "and no ID token comes.",
        ),
    ),
    (("clock-off",), agrees_by_date, Advice(OTHER_TIME, OTHER_TIME)),
    (("audience-differs",), may_be_default, Advice(*IN_BODY)),
    (("scope-not-here",), lambda case: bool(case.names) and "scope" not in case.names, Advice(_SCOPE_OF_LINK, _SCOPE_OF_LINK)),
    (("keys-unusable",), has_keys_by_hand, Advice(*OWN_KEYS)),
    (("userinfo-unreadable",), lambda case: bool(case.nothing_came), Advice(_EMPTY, _EMPTY)),
    (("metadata-incomplete",), names_plain_http, Advice(PASS_ON, PASS_ON)),
    (("keys-unusable",), lambda case: "JWKS-PRIVATE" in case.failed, Advice(PUBLISHED, PUBLISHED)),
    (
        ("wrong-endpoint",),
        is_of_document,
        Advice(_DOCUMENT, _DOCUMENT),
    ),
    (
        ("key-unknown", "signature-wrong"),
        has_keys_by_hand,
        Advice(
            "Believe nothing in the token so far. The keys were given by hand (jwks), and such keys are never fetched again: give the ones "
            "that jwks_uri has now, or leave jwks= out of Flow(...).",
            "Believe nothing in the token so far. The keys were given by hand, and such keys are never fetched again: in step 1, put the "
            "ones that jwks_uri has now in “keys (JWKS)”, or empty that field.",
        ),
    ),
)


def _registers_itself(case: Case) -> str:
    """Where clients register themselves, one that is not known was lost more often than it was mistyped (RFC 7591)."""
    if not case.run.metadata.get("registration_endpoint"):
        return ""
    return "This provider lets clients register themselves (registration_endpoint): one that it has lost, as after a restart, is registered anew."


def _named_scopes(case: Case) -> str:
    """The scopes that an answer names, in its words or in a parameter of its own: those are the ones to leave out."""
    named = _scopes_in_words(case)
    return (
        f"The provider names {' and '.join(named)}." if named and named != case.scopes() and not is_openid_refused(case) else ""
    )


def _kept_keys(case: Case) -> str:
    """How long the answer with the keys may be kept by whatever stands between (RFC 9111 5.2.2.1)."""
    answers = [answer for event in case.run.exchanges if event["step"] == "keys" and (answer := event.get("response"))]
    headers = answers[-1].get("headers") or [] if answers else []
    told = next((str(pair[1]) for pair in headers if str(pair[0]).lower() == "cache-control"), "")
    age = _MAX_AGE.search(told)
    if age is None:
        return ""
    return f"The keys came with Cache-Control: max-age={age[1]}, so an old copy may be answering for {int(age[1]):,} s."


_MAX_AGE = re.compile(r"\bmax-age=([1-9]\d{0,7})\b")


def _inside_name(case: Case) -> str:
    """The token names a host without a domain, as machines have on the inside."""
    issuer = host_of(str(case.run.claims.get("iss") or ""))
    bare = issuer.partition(":")[0]
    if not bare or "." in bare or bare == "localhost" or issuer == host_of(str(case.run.metadata.get("issuer") or "")):
        return ""
    return f"{issuer} is a name of the inside: the provider, or the proxy before it, has to be told the name by which it is reached from outside."


def _not_there(case: Case) -> str:
    """An endpoint beside the two of a sign-in that was given by hand may not exist at all."""
    is_by_hand = case.run.provider.get("source") is None and case.symptom.leg in _NOT_EVERYWHERE
    return "Many a product has no such endpoint at all: its manual says." if is_by_hand else ""


_NOT_EVERYWHERE = ("introspection", "revocation", "userinfo", "logout")


def _without_openid(case: Case) -> str:
    """Who gave the endpoints by hand may have a server of plain OAuth, to which openid is a scope that it does not know."""
    asked = case.scopes()
    if (
        case.run.provider.get("source") is not None
        or "openid" not in asked
        or is_openid_refused(case)
        or "openid" in _listed(case)
    ):
        return ""
    return "A server of plain OAuth has no openid: where that alone is refused too, leave it out."


def _listed(case: Case) -> list[str]:
    scopes = case.run.metadata.get("scopes_supported")
    return [str(scope) for scope in scopes] if isinstance(scopes, list) else []


def _then_anew(case: Case) -> str:
    """An old refresh token that was seen ends all that came from it."""
    is_another = "REFR-OLD-TOKEN" in case.failed and not _says_all_fell(case)
    return "If the newest is refused too, sign in again: what came from the old one was revoked with it." if is_another else ""


def _signed_out(case: Case) -> str:
    """What was made to sign out may have been opened."""
    told = "A link to sign out was made in this run: where it was opened, the tokens went with the session, and a fresh sign-in is all it takes."
    return told if case.did("logout") else ""


_MORE: tuple[tuple[tuple[str, ...], Callable[[Case], str]], ...] = (
    (("provider-fault", "too-many-requests", "blocked-on-the-way"), wait),
    (
        ("nobody-listens", "no-route", "name-unknown", "no-time", "no-tls-there", "certificate-of-another", "hung-up"),
        of_document,
    ),
    (("no-time", "hung-up", "stopped-by-us", "not-http", "answer-damaged"), used_up),
    (("client-unknown",), _registers_itself),
    (("issuer-differs",), _inside_name),
    (("audience-differs",), two_clients),
    (("scope-not-allowed",), _named_scopes),
    (("scope-not-allowed",), _without_openid),
    (("wrong-endpoint",), _not_there),
    (("refresh-token-replaced",), _then_anew),
    (("key-unknown",), _kept_keys),
    (("session-ended",), _signed_out),
)
