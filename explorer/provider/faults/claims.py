"""Faults in the claims of the ID token (OIDC Core 2, 3.1.3.7)."""

from __future__ import annotations

import hashlib
from typing import Any

from ..keys import base64url
from ..unsigned_jwt import UnsignedJwt
from .makers import appends, leaves_out, sets, shifts
from .registry import fault, rows

HOUR = 3600  # seconds

row = rows("id_token")

row(
    "wrong-nonce",
    "Puts a nonce into the ID token that the client did not send.",
    sets(nonce="the-nonce-of-another-sign-in"),
    caught_by="IDTC-NONCE-MISMATCH",
)
row(
    "wrong-issuer",
    "Says in the ID token that another provider issued it.",
    sets(iss="https://another-provider.example"),
    caught_by="IDTC-ISS-MISMATCH",
    in_the_wild="LinkedIn changed its issuer in April 2024, without notice.",
)
row(
    "wrong-audience",
    "Hands out an ID token that was made for another client.",
    sets(aud="another-app"),
    caught_by="IDTC-AUD-MISMATCH",
)
row(
    "expired",
    "Hands out an ID token that ran out two minutes ago.",
    shifts(auth_time=-240, iat=-240, exp=-120),
    caught_by="IDTC-EXP-PAST",
)

# What is compulsory, and left out

_LEFT_OUT = {"iss": "", "sub": "", "aud": "", "exp": "", "iat": "", "nonce": "LinkedIn does not return the nonce."}
for _claim, _seen in _LEFT_OUT.items():
    _rule = f"IDTC-{_claim.upper()}-MISSING"
    row(f"missing-{_claim}", f"Leaves {_claim} out of the ID token.", leaves_out(_claim), caught_by=_rule, in_the_wild=_seen)

row(
    "missing-auth-time",
    "Leaves auth_time out of the ID token, also for a client that sent max_age.",
    leaves_out("auth_time"),
    caught_by="IDTC-AUTH-TIME-MISSING",
)


# Who, about whom, for whom


@fault(
    "issuer-slash",
    at="id_token",
    caught_by="IDTC-ISS-SLASH",
    in_the_wild="The issuers of Auth0 and Oracle end in a slash, most others do not.",
)
def issuer_slash(id_token: UnsignedJwt) -> None:
    """Writes its name in the ID token with a slash at the end where it has none, or without where it has one."""
    issuer = str(id_token.claims.get("iss"))
    id_token.claims["iss"] = issuer.removesuffix("/") if issuer.endswith("/") else f"{issuer}/"


row(
    "issuer-with-query",
    "Adds a query to its name in the ID token.",
    appends(iss="?tenant=1"),
    caught_by="IDTC-ISS-FORMAT",
)


@fault(
    "stranger-in-audience",
    at="id_token",
    caught_by="IDTC-AUD-UNTRUSTED",
    in_the_wild="Oracle adds its own issuer to the audience, Zitadel the project.",
)
def stranger_in_audience(id_token: UnsignedJwt) -> None:
    """Shares the ID token with an audience that the client does not know, and names no azp."""
    id_token.claims["aud"] = [*_audiences(id_token), "https://stranger.example"]
    id_token.claims.pop("azp", None)


@fault("number-in-audience", at="id_token", caught_by="IDTC-AUD-TYPE")
def number_in_audience(id_token: UnsignedJwt) -> None:
    """Puts a number into the audience, which holds texts."""
    id_token.claims["aud"] = [*_audiences(id_token), 42]


@fault("audience-list", at="id_token", caught_by=None)
def audience_list(id_token: UnsignedJwt) -> None:
    """Writes the audience as a list of one. That is allowed: a client has to accept it."""
    id_token.claims["aud"] = _audiences(id_token)


def _audiences(id_token: UnsignedJwt) -> list[Any]:
    audience = id_token.claims.get("aud")
    return audience if isinstance(audience, list) else [audience]


row(
    "audience-of-api",
    "Hands out an ID token whose audience is an API, as that of an access token is.",
    sets(aud="https://api.example/orders"),
    caught_by="IDTC-AUD-IS-API",
)
row(
    "wrong-azp",
    "Names another client as the authorized party (azp).",
    sets(azp="another-app"),
    caught_by="IDTC-AZP-MISMATCH",
    in_the_wild="Dex, where clients may ask for tokens for one another, uses azp together with a list of audiences.",
)
row("number-as-sub", "Writes sub as a number instead of a text.", sets(sub=248289761001), caught_by="IDTC-SUB-TYPE")
row("long-sub", "Hands out a sub of 300 characters, where 255 are the most.", sets(sub="x" * 300), caught_by="IDTC-SUB-LENGTH")
row("sub-beyond-ascii", "Hands out a sub with letters outside ASCII.", sets(sub="zoë-dvořák"), caught_by="IDTC-SUB-NON-ASCII")

# When

row(
    "issued-in-future",
    "Says that it will issue the ID token in ten minutes, as a provider does whose clock is ahead.",
    shifts(iat=600, exp=600 + HOUR),
    caught_by="IDTC-IAT-FUTURE",
    in_the_wild="Clocks that differ do this: for a user of SecObserve 11 seconds were enough.",
)
row("not-yet-valid", "Says that the ID token will be valid in ten minutes (nbf).", shifts(nbf=600), caught_by="IDTC-NBF-FUTURE")
row(
    "issued-long-ago",
    "Hands out an ID token that it made twenty minutes ago.",
    shifts(auth_time=-1200, iat=-1200),
    caught_by="IDTC-IAT-OLD",
)
row(
    "expired-at-birth",
    "Hands out an ID token that ran out five seconds before it was made.",
    shifts(exp=-5),
    caught_by="IDTC-EXP-BEFORE-IAT",
)
row(
    "milliseconds",
    "Writes exp in milliseconds: it lies tens of thousands of years ahead.",
    shifts(exp=10**12),
    caught_by="IDTC-TIME-MILLIS",
)
row("time-as-text", "Writes exp as a text.", sets(exp="2040-01-01T00:00:00Z"), caught_by="IDTC-TIME-TYPE")
row(
    "old-sign-in",
    "Ignores max_age: the sign-in that the ID token reports is an hour old.",
    shifts(auth_time=-HOUR),
    caught_by="IDTC-AUTH-TIME-OLD",
)
row(
    "no-new-sign-in",
    "Ignores prompt=login: the sign-in that the ID token reports is older than the request.",
    shifts(auth_time=-HOUR),
    caught_by="IDTC-AUTH-TIME-STALE-PROMPT",
)
row(
    "sign-in-in-future",
    "Says that the user will sign in in ten minutes (auth_time).",
    shifts(auth_time=600),
    caught_by="IDTC-AUTH-TIME-FUTURE",
)

# How well

row(
    "other-acr",
    "Reports another level of sign-in (acr 0) than the client wished for with acr_values.",
    sets(acr="0"),
    caught_by="IDTC-ACR-NOT-REQUESTED-VALUE",
)
row(
    "essential-acr-ignored",
    "Lets a sign-in pass that is weaker (acr 0) than the client demanded with the claims parameter.",
    sets(acr="0"),
    caught_by="IDTC-ACR-ESSENTIAL",
)
row("empty-acr", "Reports a level of sign-in without content (acr).", sets(acr=""), caught_by="IDTC-ACR-EMPTY")
row(
    "amr-as-text",
    "Writes amr, how the user signed in, as a text instead of a list.",
    sets(amr="pwd otp"),
    caught_by="IDTC-AMR-TYPE",
)

# What else it is tied to


@fault("wrong-at-hash", at="id_token", caught_by="IDTC-AT-HASH-MISMATCH")
def wrong_at_hash(id_token: UnsignedJwt) -> None:
    """Hashes another access token into at_hash, as if the one that came had been swapped on the way."""
    honest = id_token.claims.get("at_hash", "")
    id_token.claims["at_hash"] = ("B" if honest.startswith("A") else "A") + honest[1:]


@fault("whole-at-hash", at="id_token", caught_by="IDTC-AT-HASH-LENGTH")
def whole_at_hash(id_token: UnsignedJwt) -> None:
    """Writes the whole hash of the access token into at_hash, instead of its left half."""
    name = {"384": "sha384", "512": "sha512", "DSA": "sha512"}.get(id_token.header["alg"][-3:], "sha256")
    id_token.claims["at_hash"] = base64url(hashlib.new(name, id_token.access_token.encode()).digest())


@fault(
    "at-hash-by-sha256",
    at="id_token",
    caught_by="IDTC-AT-HASH-LENGTH",
    in_the_wild="Gluu's oxAuth used SHA-256 also with RS512.",
)
def at_hash_by_sha256(id_token: UnsignedJwt) -> None:
    """Makes at_hash with SHA-256 whatever the algorithm: it shows with ES384, ES512 and EdDSA."""
    id_token.claims["at_hash"] = base64url(hashlib.sha256(id_token.access_token.encode()).digest()[:16])


row(
    "no-at-hash",
    "Leaves at_hash out. That is allowed: it is optional in the code flow.",
    leaves_out("at_hash"),
    caught_by=None,
    in_the_wild="Entra puts it into ID tokens of the authorization endpoint only.",
)
row(
    "wrong-c-hash",
    "Adds a c_hash that does not fit the code.",
    sets(c_hash="LDktKdoQak3Pk0cnXxCltA"),
    caught_by="IDTC-C-HASH-MISMATCH",
)
row(
    "wrong-s-hash",
    "Adds an s_hash that does not fit the state.",
    sets(s_hash="LDktKdoQak3Pk0cnXxCltA"),
    caught_by="IDTC-S-HASH-MISMATCH",
)
row(
    "unasked-nonce",
    "Puts a nonce into the ID token of a client that sent none.",
    sets(nonce="the-nonce-of-another-sign-in"),
    caught_by="IDTC-NONCE-UNEXPECTED",
)

# The form of the claims

row(
    "repeated-claim",
    "Names sub twice in the ID token, the second time another person: parsers differ in which one they keep.",
    lambda id_token: id_token.doubled.update(sub="somebody-else"),
    caught_by="IDTC-DUPLICATE-CLAIM",
)
row("null-claim", "Writes null for a claim that has no value.", sets(family_name=None), caught_by="IDTC-NULL-CLAIM")
row("blank-claim", "Writes an empty text for a claim that has no value.", sets(nickname=""), caught_by="IDTC-BLANK-CLAIM")
row(
    "text-as-boolean",
    "Writes email_verified as the text true: in many languages the text false counts as true as well.",
    sets(email="alice@example.com", email_verified="true"),
    caught_by="IDTC-EMAIL-VERIFIED-TYPE",
    in_the_wild="Apple may send it as a text.",
)
row(
    "odd-birthdate",
    "Writes the birthdate in the local fashion.",
    sets(birthdate="12.04.1988"),
    caught_by="IDTC-BIRTHDATE-FORMAT",
)
row(
    "text-as-address",
    "Writes the address as a text instead of an object.",
    sets(address="1 Main St"),
    caught_by="IDTC-ADDRESS-TYPE",
)
row(
    "logout-token",
    "Hands out a token that reports a logout (events) as the ID token.",
    sets(events={"http://schemas.openid.net/event/backchannel-logout": {}}),
    caught_by="IDTC-EVENTS",
)
row(
    "unknown-claims",
    "Adds claims that only it knows. That is allowed: a client has to ignore what it does not know.",
    sets(authn_strength="2", user_tenantname="practice"),
    caught_by=None,
    in_the_wild="Oracle adds a dozen.",
)
