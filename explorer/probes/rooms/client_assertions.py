"""Whether an assertion with which a client proves itself is looked at in full (RFC 7523 3, OIDC Core 9).

An invented code is enough; the honest assertion is the control of all others.
"""

from __future__ import annotations

import hmac
import secrets
import warnings
from collections.abc import Mapping
from typing import Any

import jwt

from ...messages import Params
from ...protocol.authentication import ASSERTION_TYPE
from ...protocol.jose import SYMMETRIC
from ...secret import Secret, reveal
from ..answer import Answer, Mark, NotAsked, Unclear, each
from ..asking import Ask
from ..back_channel import Back
from ..registry import probe

_DAY, _YEAR = 86_400, 365 * 86_400


def assertion(
    ask: Ask,
    change: Mapping[str, Any] | None = None,
    *,
    key: Any = None,
    alg: str | None = None,
    headers: Mapping[str, Any] | None = None,
) -> Secret:
    """Return the client's own assertion with claims changed; None takes one away. `key` and `alg` sign it otherwise."""
    client = ask.client
    if not client.method.algorithms or client.credential is None:
        raise NotAsked("this client proves itself without assertions")
    own = client.token_endpoint_auth_signing_alg
    alg = alg or (own if isinstance(own, str) else client.method.algorithms[0])
    now = int(ask.now)
    claims: dict[str, Any] = {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": ask.endpoint("token_endpoint"),
        "jti": secrets.token_hex(16),
        "iat": now,
        "exp": now + 60,
    }
    claims = {name: value for name, value in (claims | dict(change or {})).items() if value is not None}
    kid = {"kid": client.private_key_id} if client.private_key_id else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyJWT warns of short keys
        signed = jwt.encode(claims, reveal(client.credential) if key is None else key, alg, {**kid, **(headers or {})})
    return Secret(signed, "client_assertion")


def _proved(ask: Ask, proof: Secret, extra: Params = ()) -> str:
    """Return what an assertion is worth at an invented code: "works", or the name of the error."""
    back = ask.token(assertion=proof, extra=extra)
    return "works" if back.error == "invalid_grant" or back.has_tokens else back.word


def _works(ask: Ask) -> Back:
    assertion(ask)
    back: Back = ask.once("assertion", lambda: ask.token(assertion=assertion(ask)))
    return back


def _judged(ask: Ask, proofs: Mapping[str, Secret], marks: Mapping[str, Mark], refused: str = "") -> Answer:
    """Ask with altered assertions, after the control; `marks` is what it means where one works."""
    if _works(ask).error != "invalid_grant":
        raise Unclear(f"the honest assertion does not work: {_works(ask).told}")
    ask.require_client_first()
    words = {name: _proved(ask, proof) for name, proof in proofs.items()}
    found: list[Mark] = [marks[name] for name, word in words.items() if word == "works" and name in marks]
    if refused:
        words = {name: word if word == "works" else refused for name, word in words.items()}
    return each(words, "", "alarm" if "alarm" in found else "wrong" if "wrong" in found else "")


def _stranger_key(ask: Ask) -> Any:
    """A fresh key of the kind with which the client signs."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    alg = jwt.get_unverified_header(assertion(ask).reveal())["alg"]
    if alg in SYMMETRIC:
        return secrets.token_urlsafe(48)
    return ec.generate_private_key(ec.SECP256R1()) if alg.startswith("ES") else rsa.generate_private_key(65537, 2048)


def _public_pem(ask: Ask) -> bytes:
    from cryptography.hazmat.primitives import serialization

    if ask.client.private_key is None:
        raise NotAsked("the client has no key of its own")
    key = serialization.load_pem_private_key(reveal(ask.client.private_key).encode(), None)
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _mixed(ask: Ask) -> Secret:
    """An assertion with an HMAC under the public key as its text, which PyJWT rightly does not make."""
    pem = _public_pem(ask)
    head, body = assertion(ask).reveal().split(".")[:2]
    header = jwt.utils.base64url_encode(b'{"alg":"HS256","typ":"JWT"}').decode()
    made = hmac.digest(pem, f"{header}.{body}".encode(), "sha256")
    return (
        Secret(f"{header}.{body}.{jwt.utils.base64url_encode(made).decode()}", "client_assertion") if head else assertion(ask)
    )


@probe(
    "ca-jwt-works",
    spec="RFC 7523 2.2, 3; OIDC Core 9",
    covers=("O Jwt.SupportsJwtClientAuthentication", "O DocumentSupport.RFC7523Supported"),
)
def ca_jwt_works(ask: Ask) -> Answer:
    """Does a signed assertion work?"""
    return _works(ask).answer()


@probe("ca-jwt-aud-issuer", spec="RFC 7523 3", covers=("C ensure-client-assertion-with-iss-aud-succeeds",))
def ca_jwt_aud_issuer(ask: Ask) -> Answer:
    """Is the issuer taken as the audience of an assertion?"""
    issuer = ask.members.get("issuer")
    return _judged(ask, {"text": assertion(ask, {"aud": issuer}), "list": assertion(ask, {"aud": [issuer]})}, {})


@probe("ca-jwt-no-aud", spec="RFC 7523 3", says="must", risk="T", covers=("O Jwt.HasAudienceClaim",))
def ca_jwt_no_aud(ask: Ask) -> Answer:
    """Is an assertion without an audience refused, or with somebody else's?"""
    proofs = {"without": assertion(ask, {"aud": None}), "foreign": assertion(ask, {"aud": "https://foreign.invalid/token"})}
    return _judged(ask, proofs, {"without": "alarm", "foreign": "alarm"})


@probe("ca-jwt-no-iss", spec="RFC 7523 3", says="must", risk="T", covers=("O Jwt.HasIssuerClaim",))
def ca_jwt_no_iss(ask: Ask) -> Answer:
    """Must an assertion say who issued it?"""
    return _judged(ask, {"iss": assertion(ask, {"iss": None})}, {"iss": "alarm"})


@probe("ca-jwt-no-sub", spec="RFC 7523 3", says="must", risk="T", covers=("O Jwt.HasSubjectClaim",))
def ca_jwt_no_sub(ask: Ask) -> Answer:
    """Must an assertion say whom it is about?"""
    return _judged(ask, {"sub": assertion(ask, {"sub": None})}, {"sub": "alarm"})


@probe("ca-jwt-expired", spec="RFC 7523 3", says="must", risk="T", covers=("O Jwt.IsExpirationChecked",))
def ca_jwt_expired(ask: Ask) -> Answer:
    """Is the end of an assertion looked at?"""
    now = int(ask.now)
    changes: dict[str, dict[str, Any]] = {
        "expired": {"exp": now - _DAY, "iat": now - _DAY - 60},
        "without": {"exp": None},
        "a year ahead": {"exp": now + _YEAR},
    }
    proofs = {name: assertion(ask, change) for name, change in changes.items()}
    return _judged(ask, proofs, {"expired": "alarm", "without": "wrong"})


@probe("ca-jwt-nbf", spec="RFC 7523 3", says="must", risk="T", covers=("O Jwt.IsNotBeforeChecked",))
def ca_jwt_nbf(ask: Ask) -> Answer:
    """Is an assertion refused that is not valid yet?"""
    now = int(ask.now)
    return _judged(ask, {"nbf": assertion(ask, {"nbf": now + _DAY, "exp": now + 2 * _DAY})}, {"nbf": "wrong"})


@probe("ca-jwt-iat", spec="RFC 7523 3", says="may", risk="T", covers=("O Jwt.IsIssuedAtChecked",))
def ca_jwt_iat(ask: Ask) -> Answer:
    """Is an assertion refused that was made long ago?"""
    return _judged(ask, {"iat": assertion(ask, {"iat": int(ask.now) - _YEAR})}, {}, "refused")


@probe("ca-jwt-replay", spec="RFC 7523 3; OIDC Core 9", says="may", risk="T", covers=("O Jwt.IsJwtReplayDetected",))
def ca_jwt_replay(ask: Ask) -> Answer:
    """Is an assertion refused the second time?"""
    same = assertion(ask)
    ask.require_client_first()
    if _proved(ask, same) != "works":
        raise Unclear("the assertion did not work the first time")
    word = _proved(ask, same)
    return Answer("works" if word == "works" else "refused")


@probe("ca-jwt-no-jti", spec="OIDC Core 9; RFC 7523", says="must", risk="T")
def ca_jwt_no_jti(ask: Ask) -> Answer:
    """Must an assertion have an id of its own?"""
    return _judged(ask, {"jti": assertion(ask, {"jti": None})}, {}, "refused")


@probe("ca-jwt-none", spec="RFC 7523 3", says="must", risk="T", covers=("O Jwt.IsSignatureRequired",))
def ca_jwt_none(ask: Ask) -> Answer:
    """Is an assertion without a signature refused?"""
    return _judged(ask, {"none": assertion(ask, key="", alg="none")}, {"none": "alarm"})


@probe("ca-jwt-foreign-key", spec="RFC 7523 3", says="must", risk="T", covers=("O Jwt.IsSignatureChecked",))
def ca_jwt_foreign_key(ask: Ask) -> Answer:
    """Is an assertion refused that somebody else signed?"""
    return _judged(ask, {"key": assertion(ask, key=_stranger_key(ask))}, {"key": "alarm"})


@probe("ca-jwt-alg-mix", spec="RFC 8725 2.1, 3.1", risk="T")
def ca_jwt_alg_mix(ask: Ask) -> Answer:
    """Is an assertion refused that is signed with our public key, as if that were a shared secret?"""
    return _judged(ask, {"mix": _mixed(ask)}, {"mix": "alarm"})


@probe("ca-jwt-type", spec="RFC 7521 4.2", risk="T")
def ca_jwt_type(ask: Ask) -> Answer:
    """Is another client_assertion_type refused?"""
    if _works(ask).error != "invalid_grant":
        raise Unclear(f"the honest assertion does not work: {_works(ask).told}")
    ask.require_client_first()
    other = (("client_assertion_type", ASSERTION_TYPE.replace("jwt-bearer", "probe")),)
    return Answer(_proved(ask, assertion(ask), other))
