"""Keys and tokens made with joserfc, which shares no code with PyJWT: an independent witness of every signature."""

from __future__ import annotations

import functools
import hmac
import json
import warnings
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from explorer.protocol.client import Client
from explorer.rules import Report, check_id_token
from explorer.secret import Secret
from tests.hostile import base64url

ISSUER = "https://op.example"
CLIENT_ID = "my-app"
SECRET = "a client secret of sixty-four bytes, which is enough for HS512 too"
NOW = 1_750_000_000
NONCE = "n-0S6_WzA2Mj"
ASYMMETRIC = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
SYMMETRIC = ["HS256", "HS384", "HS512"]
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}


@functools.cache
def key_for(alg: str, name: str = "k1") -> Key:
    """Return a private key that fits an algorithm, always the same for the same name."""
    if alg in SYMMETRIC:
        return OctKey.import_key(SECRET)
    if alg.startswith(("RS", "PS")):
        return _rsa(name)
    return OKPKey.generate_key("Ed25519") if alg == "EdDSA" else ECKey.generate_key(_CURVES[alg])


@functools.cache
def _rsa(name: str) -> RSAKey:
    return RSAKey.generate_key(2048)


def public(key: Key, **members: Any) -> dict[str, Any]:
    """Return the public JWK with these members, without those that are None."""
    whole = {**key.as_dict(private=False), **members}
    return {name: value for name, value in whole.items() if value is not None}


def claims(**changes: Any) -> dict[str, Any]:
    """Return the claims of an honest ID token, but for the changes; None leaves a claim out."""
    honest = {"iss": ISSUER, "sub": "alice", "aud": CLIENT_ID, "exp": NOW + 300, "iat": NOW, "nonce": NONCE, **changes}
    return {name: value for name, value in honest.items() if value is not None}


def verified(raw: str, alg: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims of a token that our key signed; raises when it did not."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = jws.deserialize_compact(raw, key_for(alg), algorithms=[alg])
    return found.headers(), json.loads(found.payload)


def sign(payload: bytes, header: dict[str, Any], key: Key) -> str:
    """Return a compact JWS (RFC 7515 7.1)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # joserfc warns of EdDSA, whose name is deprecated and in use everywhere
        return jws.serialize_compact(header, payload, key, algorithms=[header["alg"]])


def signed_with_public_key(pem: bytes, header: dict[str, Any] | None = None, **changes: Any) -> str:
    """Return an HS256 token whose key is a public key's text; joserfc refuses to make one, so it is done by hand."""
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "kid": "k1", **(header or {})}, claims(**changes))]
    signing_input = ".".join(map(base64url, parts))
    return f"{signing_input}.{base64url(hmac.digest(pem, signing_input.encode(), 'sha256'))}"


def token(alg: str = "RS256", key: Key | None = None, *, header: dict[str, Any] | None = None, **changes: Any) -> str:
    """Return an honest ID token, signed, but for the changes to its claims and header."""
    full = {"alg": alg, "kid": "k1", **(header or {})}
    full = {name: value for name, value in full.items() if value is not None}
    return sign(json.dumps(claims(**changes)).encode(), full, key or key_for(alg))


def jwks_for(alg: str = "RS256", **members: Any) -> dict[str, Any]:
    """Return a JWKS that holds the public key for an algorithm."""
    return {"keys": [public(key_for(alg), kid="k1", **members)]} if alg in ASYMMETRIC else {"keys": []}


def client_for(alg: str = "RS256", **changes: Any) -> Client:
    """Return a confidential client that is registered for an algorithm."""
    arguments = {"client_secret": SECRET, "redirect_uri": "https://app/cb", "id_token_signed_response_alg": alg, **changes}
    return Client(CLIENT_ID, **arguments)


def check(raw: str, alg: str = "RS256", **changes: Any) -> Report:
    """Check an ID token as the flow would, but for the changes."""
    arguments = {"client": client_for(alg), "issuer": ISSUER, "jwks": jwks_for(alg), "nonce": NONCE, "now": NOW, **changes}
    return check_id_token(raw, **arguments)


def failures(report: Report) -> list[str]:
    """Return the ids of the rules that failed."""
    return [finding.rule for finding in report.findings if finding.verdict == "fail"]


ACCESS = Secret("access-token-31415", "access_token")
CODE = Secret("code-31415", "code")
EVERYTHING: dict[str, Any] = {"access_token": ACCESS, "code": CODE, "max_age": 60, "acr_values": ["silver"]}


def spelt(text: str) -> str:
    """Return a token whose claims are this text, letter for letter."""
    return sign(text.encode(), {"alg": "RS256", "kid": "k1"}, key_for("RS256"))


def report_of(changes: Any, arguments: dict[str, Any]):
    """Return the report on an honest token but for the changes, or on a text."""
    return check(changes if isinstance(changes, str) else token(**changes), **arguments)
