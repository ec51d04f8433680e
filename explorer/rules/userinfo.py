"""Is the UserInfo answer whole, and about the person of the ID token? (OIDC Core 5.3, RFC 6750 3)"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..messages import brief
from ..protocol.client import Client
from ..protocol.jose import Jwt, looks_like_jwt
from ..protocol.json_answer import JsonAnswer, jwt_of
from ..protocol.provider_words import ProviderWords
from ..reference import scope
from . import person
from .registry import Outcome, RuleSet, equal, failed, not_applicable, not_checked, passed
from .report import Report
from .rows import rows
from .shapes import audiences
from .signature import NO_KEYS, Keys, signature_outcome

_ERROR = re.compile(r'\berror="?([a-z_]+)')
_FITTING = {"invalid_request": 400, "invalid_token": 401, "insufficient_scope": 403}  # RFC 6750 3.1
_FIVE_PARTS = re.compile(rb"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){4}")
_TYPES = ("application/json", "application/jwt")


@dataclass(frozen=True)
class UserInfoCheck:
    """A UserInfo answer with the `sub` of the ID token, None where there was no ID token; and what else is known.

    `requested` is the scope, `token_type` that of the access token, `believed` whether the ID token was checked and
    found good (None where there is none), `keys` those of the provider, for a signed answer.
    """

    answer: JsonAnswer
    sub: Any
    client: Client | None = None
    issuer: str | None = None
    requested: str = ""
    token_type: Any = None
    believed: bool | None = None
    keys: Keys = NO_KEYS

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.answer.response.status

    @property
    def challenge(self) -> str | None:
        """The WWW-Authenticate header."""
        return self.answer.response.header("WWW-Authenticate")

    @cached_property
    def is_encrypted(self) -> bool:
        """It has the five parts of a JWE (RFC 7516 7.1), or is one in JSON (7.2)."""
        in_json = "ciphertext" in self.answer.members and "sub" not in self.answer.members
        return in_json or _FIVE_PARTS.fullmatch(self.answer.response.content().strip()) is not None

    @cached_property
    def token(self) -> Jwt:
        """A signed answer taken apart."""
        return jwt_of(self.answer.response)

    @cached_property
    def claims(self) -> Any:
        """What it says."""
        return self.answer.members


USERINFO: RuleSet[UserInfoCheck] = RuleSet()
rule = USERINFO.rule
row = rows(USERINFO, spec="OIDC Core 5.3.2")
of_success = rows(USERINFO, spec="OIDC Core 5.3.2", requires=["UI-CONTENT-TYPE"])
of_signed = of_success.given(lambda check: check.answer.signed, unless="the answer is not signed").given(
    lambda check: check.client is not None, unless="nothing is known of the client"
)
of_scopes = of_success.given(lambda check: _brought(check), unless="no scope was asked for that brings claims")

row(
    "UI-BEFORE-VALIDATION",
    "Was the ID token checked before?",
    lambda check: not check.believed,
    "UserInfo was asked before the ID token was checked and found good.",
    spec="OIDC Core 3.1.3.5, 5.3.2",
    severity="warning",
    advice="Call flow.check() first, and go on only if it is good: these may be an attacker's tokens.",
    when=lambda check: check.believed is not None,
    unless="nothing is known of an ID token to check",
)
row(
    "UI-DPOP-SCHEME",
    "Is the access token shown in the way that it wants?",
    lambda check: str(check.token_type).lower() == "dpop",
    "The access token is bound to a key (DPoP), and was sent as a Bearer token.",
    spec="RFC 9449 7.1",
    advice="The provider should refuse it; this explorer makes no DPoP proofs.",
    expected="Bearer",
)


@rule(
    "UI-STATUS",
    spec="OIDC Core 5.3.2, 5.3.3; RFC 6750 3.1",
    advice="401: the token is not accepted; 403: it lacks a scope, often openid.",
    expected=200,
)
def status(check: UserInfoCheck) -> Outcome:
    """Did the provider answer with 200?"""
    return equal(200, check.status, f"The provider refused to answer{_told(check.answer.said)}.")


def _told(said: ProviderWords) -> str:
    """What a refusal says in the provider's words: of the challenge (RFC 6750 3), or of the body."""
    words = [brief(word, 300).rstrip(".") for word in (said.code, said.text) if word]
    return f", and says: {': '.join(words)}" if words else ""


row(
    "UI-REDIRECT",
    "Did UserInfo answer here, without sending us on?",
    lambda check: check.answer.response.points_to or (check.status if 300 <= check.status < 400 else 0),
    "The answer is a redirect to {}, which is not followed with the token.",
    spec="RFC 9700 4.9.1; RFC 6750 5.2",
    severity="warning",
    advice="Check userinfo_endpoint: https or http, the host, a / at the end.",
)
row(
    "UI-401-NO-CHALLENGE",
    "If it refuses the token, does it say why?",
    lambda check: check.challenge is None,
    "A 401 came without WWW-Authenticate.",
    spec="RFC 6750 3; OIDC Core 5.3.3",
    advice="Tell the provider; the token is expired, revoked, or made for another API.",
    expected="WWW-Authenticate",
    when=lambda check: check.status == 401,
    unless="the status is not 401",
)


def _standard_reason(check: UserInfoCheck) -> str:
    """The reason of a refusal, where the standard knows it."""
    error = _ERROR.search(check.challenge or "")
    return error[1] if error and error[1] in _FITTING else ""


def _contradiction(check: UserInfoCheck) -> str:
    reason = _standard_reason(check)
    return "" if _FITTING[reason] == check.status else f"{reason} with {check.status}"


row(
    "UI-CHALLENGE-STATUS",
    "Do status and reason of a refusal fit?",
    _contradiction,
    "The two contradict each other: {}.",
    spec="RFC 6750 3.1",
    severity="warning",
    advice="Go by the reason in WWW-Authenticate.",
    when=_standard_reason,
    unless="there is no refusal with a standard reason",
)

row(
    "UI-ENCRYPTED",
    "Can the UserInfo answer be read without decrypting it?",
    lambda check: check.is_encrypted,
    "The answer is encrypted (five parts): it cannot be read without your private key.",
    spec="OIDC Core 5.3.2, 5.3.4",
    advice="Decrypt it with your private key first; or have userinfo_encrypted_response_alg switched off for this client.",
    expected="three parts, or JSON",
    when=lambda check: check.status == 200,
    unless="the provider refused to answer, or sent us elsewhere",  # a refusal has no claims, and no question about them arises
)


@rule(
    "UI-CONTENT-TYPE",
    spec="OIDC Core 5.3.2",
    advice="The media type tells a plain answer from a signed one.",
    requires=["UI-ENCRYPTED"],
    expected="application/json",
)
def readable(check: UserInfoCheck) -> Outcome:
    """Is the answer JSON, or a signed JWT?"""
    received = check.answer.response.media_type
    if received not in _TYPES:
        return failed("The media type is neither of the two.", "application/json", received)
    if check.answer.problem:
        return failed(f"The answer cannot be read: {check.answer.problem}.", "application/json")
    return passed("application/json", received)


row(
    "UI-CONTENT-TYPE-MISMATCH",
    "Is the UserInfo answer what it is declared as?",
    lambda check: check.answer.signed is not looks_like_jwt(check.answer.response.text().strip()),
    "JSON is declared as a JWT, or a JWT as JSON.",
    advice="Tell the provider: clients go by the media type.",
    when=lambda check: check.answer.response.media_type in _TYPES,
    unless="it is declared as neither",
    requires=["UI-ENCRYPTED"],
)


# A signed answer


@rule(
    "UI-JWT-UNVERIFIED",
    spec="OIDC Core 5.3.2, 5.3.4; RFC 8725 3.3",
    advice="Do not believe these claims.",
    requires=["UI-CONTENT-TYPE"],
    reasons=("the answer is not signed",),
)
def signed(check: UserInfoCheck) -> Outcome:
    """If it is signed, does the signature hold?"""
    if not check.answer.signed:
        return not_applicable("the answer is not signed")
    if check.token.alg.lower() == "none":
        return failed("The answer says that it is signed, and is not (alg none).", "a signature", check.token.alg)
    return signature_outcome(check.token, check.keys.jwks, check.keys.none_because)


def _agreed(check: UserInfoCheck) -> str | None:
    """The algorithm that was agreed for signed answers; None where they are not signed."""
    return check.client.userinfo_signed_response_alg if check.client else None


of_signed(
    "UI-JWT-ALG",
    "If it is signed, was that agreed at registration?",
    lambda check: [] if check.token.alg == _agreed(check) else check.token.alg or "none named",
    "A signed answer came ({}), and that was not agreed.",
    spec="OIDC Core 5.3.2; Registration 2",
    advice="If it was, say so: Client(userinfo_signed_response_alg=...).",
)
of_success.given(lambda check: check.client is not None, unless="nothing is known of the client")(
    "UI-EXPECTED-JWT",
    "If a signed answer was agreed, is it signed?",
    lambda check: not check.answer.signed,
    "Plain JSON came, and a signed answer was agreed.",
    spec="OIDC Core 5.3.2; Registration 2",
    severity="warning",
    advice="The provider ignores userinfo_signed_response_alg: look at the client's settings.",
    when=_agreed,
    unless="no signed answer was agreed",
)


def _unaddressed(check: UserInfoCheck) -> list[str]:
    ours = check.client is not None and check.client.client_id in audiences(check.claims.get("aud"))
    return [name for name, fits in (("iss", check.claims.get("iss") == check.issuer), ("aud", ours)) if not fits]


of_signed(
    "UI-JWT-ISS-AUD",
    "If it is signed, does it say who made it, and for us?",
    _unaddressed,
    "Missing, or of somebody else: {}.",
    severity="warning",
    advice="It may have been made for another client.",
)

# What it says


@rule("UI-SUB-MISSING", spec="OIDC Core 5.3.2", advice="Throw the answer away.", requires=["UI-ENCRYPTED"], expected="a sub")
def sub_present(check: UserInfoCheck) -> Outcome:
    """Does it say about whom it speaks?"""
    if check.answer.problem:
        return not_checked("the answer cannot be read: UI-CONTENT-TYPE says why")
    received = check.claims.get("sub")
    return passed("a sub", received) if received else failed("UserInfo must always return sub.", "a sub")


@rule(
    "UI-SUB-MISMATCH",
    spec="OIDC Core 5.3.2, 16.11",
    advice="Throw the answer away: it is about another person.",
    requires=["UI-SUB-MISSING"],
)
def sub(check: UserInfoCheck) -> Outcome:
    """Is it the person of the ID token?"""
    if check.sub is None:
        return not_checked("there is no sub of an ID token to compare with")
    return equal(check.sub, check.claims["sub"], "UserInfo speaks about another person than the ID token.")


of_success(
    "UI-CLAIM-TYPES",
    "Is every standard claim at UserInfo of its type?",
    lambda check: person.wrong_types(check.claims),
    "Of another type: {}.",
    spec="OIDC Core 5.1",
    advice='Tell the provider; in Python the text "false" counts as true.',
)
of_success(
    "UI-NULL-OR-EMPTY",
    "Has every claim at UserInfo a value?",
    lambda check: [*person.empty(check.claims), *(name for name, value in check.claims.items() if value is None)],
    "Null or empty: {}.",
    severity="warning",
    advice="Take it as not there; the provider should leave it out.",
)


def _brought(check: UserInfoCheck) -> dict[str, list[str]]:
    """The claims that came of each scope that was asked for and brings any beside sub."""
    known = ((word, scope(word)) for word in check.requested.split() if word != "openid")
    return {word: [name for name in entry.claims if name in check.claims] for word, entry in known if entry and entry.claims}


of_scopes(
    "UI-SUB-ONLY",
    "Does UserInfo say more than who it is?",
    lambda check: list(check.claims) == ["sub"],
    "Only sub came.",
    spec="OIDC Core 5.4",
    severity="info",
    advice="The scopes were not granted, or the provider puts the claims into the ID token (ADFS, Zitadel, Apple do).",
)
of_scopes(
    "UI-CLAIMS-NOT-GRANTED",
    "Did every scope bring something?",
    lambda check: [word for word, came in _brought(check).items() if not came],
    "Nothing came of: {}.",
    spec="OIDC Core 5.3.2, 5.4",
    severity="info",
    advice="A provider may leave out claims without a value or without consent.",
)
of_success(
    "UI-AGGREGATED",
    "Does UserInfo speak for itself?",
    lambda check: "_claim_names" in check.claims,
    "Some claims live elsewhere (_claim_names).",
    spec="OIDC Core 5.6.2",
    severity="info",
    advice="Look into _claim_sources: a signed part, or an address to ask.",
)


def check_userinfo(
    answer: JsonAnswer,
    sub: Any,
    *,
    client: Client | None = None,
    issuer: str | None = None,
    requested: str = "",
    token_type: Any = None,
    believed: bool | None = None,
    keys: Keys = NO_KEYS,
) -> Report:
    """Tell whether a UserInfo answer may be used; `sub` is that of the ID token, or None.

    What else is known makes more rules applicable: see `UserInfoCheck`.
    """
    return USERINFO.run(UserInfoCheck(answer, sub, client, issuer, requested, token_type, believed, keys))
