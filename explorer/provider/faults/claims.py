"""Lies in the claims of the ID token (OIDC Core 2, 3.1.3.7)."""

from __future__ import annotations

import hashlib
from typing import Any

from ..drafts import Draft
from ..keys import base64url
from .registry import Spoil, enter, fault

HOUR = 3600  # seconds


def _sets(**claims: Any) -> Spoil:
    def sets(id_token: Draft) -> None:
        id_token.claims |= claims

    return sets


def _shifts(**seconds: int) -> Spoil:
    """Set times by their distance from now."""

    def shifts(id_token: Draft) -> None:
        id_token.claims |= {name: id_token.now + distance for name, distance in seconds.items()}

    return shifts


def _leaves_out(claim: str) -> Spoil:
    def leaves_out(id_token: Draft) -> None:
        id_token.claims.pop(claim, None)

    return leaves_out


enter(
    (
        "wrong-nonce",
        "IDTC-NONCE-MISMATCH",
        "Puts a nonce into the ID token that the app did not send.",
        _sets(nonce="the-nonce-of-another-sign-in"),
    ),
    (
        "wrong-issuer",
        "IDTC-ISS-MISMATCH",
        "Says in the ID token that another provider issued it.",
        _sets(iss="https://another-provider.example"),
        "LinkedIn changed its issuer in April 2024, without notice.",
    ),
    (
        "wrong-audience",
        "IDTC-AUD-MISMATCH",
        "Hands out an ID token that was made for another app.",
        _sets(aud="another-app"),
    ),
    (
        "expired",
        "IDTC-EXP-PAST",
        "Hands out an ID token that ran out two minutes ago.",
        _shifts(auth_time=-240, iat=-240, exp=-120),
    ),
)

# What is compulsory, and left out

_LEFT_OUT = {"iss": "", "sub": "", "aud": "", "exp": "", "iat": "", "nonce": "LinkedIn does not return the nonce."}
for _claim, _seen in _LEFT_OUT.items():
    _rule = f"IDTC-{_claim.upper()}-MISSING"
    enter((f"missing-{_claim}", _rule, f"Leaves {_claim} out of the ID token.", _leaves_out(_claim), _seen))

enter(
    (
        "missing-auth-time",
        "IDTC-AUTH-TIME-MISSING",
        "Leaves auth_time out of the ID token, also for an app that sent max_age.",
        _leaves_out("auth_time"),
    ),
)


# Who, about whom, for whom


@fault(
    "issuer-slash",
    caught_by="IDTC-ISS-SLASH",
    seen="The issuers of Auth0 and Oracle end in a slash, most others do not.",
)
def issuer_slash(id_token: Draft) -> None:
    """Writes its name in the ID token with a slash at the end where it has none, or without where it has one."""
    issuer = str(id_token.claims.get("iss"))
    id_token.claims["iss"] = issuer.removesuffix("/") if issuer.endswith("/") else f"{issuer}/"


@fault("issuer-with-query", caught_by="IDTC-ISS-FORMAT")
def issuer_with_query(id_token: Draft) -> None:
    """Adds a query to its name in the ID token."""
    id_token.claims["iss"] = f"{id_token.claims.get('iss')}?tenant=1"


@fault(
    "stranger-in-audience",
    caught_by="IDTC-AUD-UNTRUSTED",
    seen="Oracle adds its own issuer to the audience, Zitadel the project.",
)
def stranger_in_audience(id_token: Draft) -> None:
    """Shares the ID token with an audience that the app does not know, and names no azp."""
    id_token.claims["aud"] = [*_audiences(id_token), "https://stranger.example"]
    id_token.claims.pop("azp", None)


@fault("number-in-audience", caught_by="IDTC-AUD-TYPE")
def number_in_audience(id_token: Draft) -> None:
    """Puts a number into the audience, which holds texts."""
    id_token.claims["aud"] = [*_audiences(id_token), 42]


@fault("audience-list", caught_by=None)
def audience_list(id_token: Draft) -> None:
    """Writes the audience as a list of one. That is allowed: an app has to accept it."""
    id_token.claims["aud"] = _audiences(id_token)


def _audiences(id_token: Draft) -> list[Any]:
    audience = id_token.claims.get("aud")
    return audience if isinstance(audience, list) else [audience]


enter(
    (
        "audience-of-api",
        "IDTC-AUD-IS-API",
        "Hands out an ID token whose audience is an API, as that of an access token is.",
        _sets(aud="https://api.example/orders"),
    ),
    (
        "wrong-azp",
        "IDTC-AZP-MISMATCH",
        "Names another app as the authorized party (azp).",
        _sets(azp="another-app"),
        "Dex, where apps may ask for tokens for one another, uses azp together with a list of audiences.",
    ),
    ("number-as-sub", "IDTC-SUB-TYPE", "Writes sub as a number instead of a text.", _sets(sub=248289761001)),
    ("long-sub", "IDTC-SUB-LENGTH", "Hands out a sub of 300 characters, where 255 are the most.", _sets(sub="x" * 300)),
    ("sub-beyond-ascii", "IDTC-SUB-NON-ASCII", "Hands out a sub with letters outside ASCII.", _sets(sub="zoë-dvořák")),
)

# When

enter(
    (
        "issued-in-future",
        "IDTC-IAT-FUTURE",
        "Says that it will issue the ID token in ten minutes, as a provider does whose clock is ahead.",
        _shifts(iat=600, exp=600 + HOUR),
        "Clocks that differ do this: for a user of SecObserve 11 seconds were enough.",
    ),
    (
        "not-yet-valid",
        "IDTC-NBF-FUTURE",
        "Says that the ID token will be valid in ten minutes (nbf).",
        _shifts(nbf=600),
    ),
    (
        "issued-long-ago",
        "IDTC-IAT-OLD",
        "Hands out an ID token that it made twenty minutes ago.",
        _shifts(auth_time=-1200, iat=-1200),
    ),
    (
        "expired-at-birth",
        "IDTC-EXP-BEFORE-IAT",
        "Hands out an ID token that ran out five seconds before it was made.",
        _shifts(exp=-5),
    ),
    (
        "milliseconds",
        "IDTC-TIME-MILLIS",
        "Writes exp in milliseconds: it lies tens of thousands of years ahead.",
        _shifts(exp=10**12),
    ),
    ("time-as-text", "IDTC-TIME-TYPE", "Writes exp as a text.", _sets(exp="2040-01-01T00:00:00Z")),
    (
        "old-sign-in",
        "IDTC-AUTH-TIME-OLD",
        "Ignores max_age: the sign-in that the ID token reports is an hour old.",
        _shifts(auth_time=-HOUR),
    ),
    (
        "no-new-sign-in",
        "IDTC-AUTH-TIME-STALE-PROMPT",
        "Ignores prompt=login: the sign-in that the ID token reports is older than the request.",
        _shifts(auth_time=-HOUR),
    ),
    (
        "sign-in-in-future",
        "IDTC-AUTH-TIME-FUTURE",
        "Says that the user will sign in in ten minutes (auth_time).",
        _shifts(auth_time=600),
    ),
)

# How well

enter(
    (
        "other-acr",
        "IDTC-ACR-NOT-REQUESTED-VALUE",
        "Reports another level of sign-in (acr 0) than the app wished for with acr_values.",
        _sets(acr="0"),
    ),
    (
        "essential-acr-ignored",
        "IDTC-ACR-ESSENTIAL",
        "Lets a sign-in pass that is weaker (acr 0) than the app demanded with the claims parameter.",
        _sets(acr="0"),
    ),
    ("empty-acr", "IDTC-ACR-EMPTY", "Reports a level of sign-in without content (acr).", _sets(acr="")),
    ("amr-as-text", "IDTC-AMR-TYPE", "Writes amr, how the user signed in, as a text instead of a list.", _sets(amr="pwd otp")),
)

# What else it is tied to


@fault("wrong-at-hash", caught_by="IDTC-AT-HASH-MISMATCH")
def wrong_at_hash(id_token: Draft) -> None:
    """Hashes another access token into at_hash, as if the one that came had been swapped on the way."""
    honest = id_token.claims.get("at_hash", "")
    id_token.claims["at_hash"] = ("B" if honest.startswith("A") else "A") + honest[1:]


@fault("whole-at-hash", caught_by="IDTC-AT-HASH-LENGTH")
def whole_at_hash(id_token: Draft) -> None:
    """Writes the whole hash of the access token into at_hash, instead of its left half."""
    name = {"384": "sha384", "512": "sha512", "DSA": "sha512"}.get(id_token.header["alg"][-3:], "sha256")
    id_token.claims["at_hash"] = base64url(hashlib.new(name, id_token.access_token.encode()).digest())


@fault("at-hash-by-sha256", caught_by="IDTC-AT-HASH-LENGTH", seen="Gluu's oxAuth used SHA-256 also with RS512.")
def at_hash_by_sha256(id_token: Draft) -> None:
    """Makes at_hash with SHA-256 whatever the algorithm: it shows with ES384, ES512 and EdDSA."""
    id_token.claims["at_hash"] = base64url(hashlib.sha256(id_token.access_token.encode()).digest()[:16])


enter(
    (
        "no-at-hash",
        None,
        "Leaves at_hash out. That is allowed: it is optional in the code flow.",
        _leaves_out("at_hash"),
        "Entra puts it into ID tokens of the authorization endpoint only.",
    ),
    (
        "wrong-c-hash",
        "IDTC-C-HASH-MISMATCH",
        "Adds a c_hash that does not fit the code.",
        _sets(c_hash="LDktKdoQak3Pk0cnXxCltA"),
    ),
    (
        "wrong-s-hash",
        "IDTC-S-HASH-MISMATCH",
        "Adds an s_hash that does not fit the state.",
        _sets(s_hash="LDktKdoQak3Pk0cnXxCltA"),
    ),
    (
        "unasked-nonce",
        "IDTC-NONCE-UNEXPECTED",
        "Puts a nonce into the ID token of an app that sent none.",
        _sets(nonce="the-nonce-of-another-sign-in"),
    ),
)

# The form of the claims

enter(
    (
        "repeated-claim",
        "IDTC-DUPLICATE-CLAIM",
        "Names sub twice in the ID token, the second time another person: parsers differ in which one they keep.",
        lambda id_token: id_token.doubled.update(sub="somebody-else"),
    ),
    ("null-claim", "IDTC-NULL-CLAIM", "Writes null for a claim that has no value.", _sets(family_name=None)),
    ("blank-claim", "IDTC-BLANK-CLAIM", "Writes an empty text for a claim that has no value.", _sets(nickname="")),
    (
        "text-as-boolean",
        "IDTC-EMAIL-VERIFIED-TYPE",
        "Writes email_verified as the text true: in many languages the text false counts as true as well.",
        _sets(email="alice@example.com", email_verified="true"),
        "Apple may send it as a text.",
    ),
    ("odd-birthdate", "IDTC-BIRTHDATE-FORMAT", "Writes the birthdate in the local fashion.", _sets(birthdate="12.04.1988")),
    ("text-as-address", "IDTC-ADDRESS-TYPE", "Writes the address as a text instead of an object.", _sets(address="1 Main St")),
    (
        "logout-token",
        "IDTC-EVENTS",
        "Hands out a token that reports a logout (events) as the ID token.",
        _sets(events={"http://schemas.openid.net/event/backchannel-logout": {}}),
    ),
    (
        "unknown-claims",
        None,
        "Adds claims that only it knows. That is allowed: an app has to ignore what it does not know.",
        _sets(authn_strength="2", user_tenantname="practice"),
        "Oracle adds a dozen.",
    ),
)
