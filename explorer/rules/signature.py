"""Is the signature of a JWT good, and by whose key? (OIDC Core 3.1.3.7 (6), RFC 7515 5.2)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..messages import brief
from ..protocol.client import Client
from ..protocol.jose import ASYMMETRIC, SYMMETRIC, Jwt, parse_jwt
from ..protocol.jwk import choose_keys
from ..protocol.signatures import mac_holds, mac_key, signature_holds
from ..secret import Text
from .finding import Finding
from .registry import Outcome, Rule, failed, not_checked, passed

_SPEC = "OIDC Core 3.1.3.7 (6); RFC 7515 5.2"
_WITH_SECRET = "a signature with the client secret"
_CHANGED = "The signature does not fit: the token was changed, or another key signed it."


class Keys(NamedTuple):
    """A provider's key set, or why there is none."""

    jwks: Mapping[str, Any] | None
    none_because: str = ""


NO_KEYS = Keys(None)


def signature_outcome(token: Jwt, jwks: Mapping[str, Any] | None, no_jwks: str = "") -> Outcome:
    """Return what an asymmetric signature says under these keys; `no_jwks` is the reason why there are none."""
    if token.alg not in ASYMMETRIC:
        return not_checked(f"the algorithm {token.alg or '(none named)'} is not verified with a public key")
    if jwks is None:
        return not_checked(no_jwks or "there is no JWKS to verify with")
    choice = choose_keys(jwks, token)
    if not choice.keys:
        return failed(f"No key to verify with: {choice.reason}.", "a key that fits", f"none for {_kid(token)}")
    results = [signature_holds(token, key) for key in choice.keys]
    if True in results:
        key = choice.keys[results.index(True)]
        return passed("a signature by one of the provider's keys", f"a signature by {_name(key)}, {token.alg}")
    unusable = next((result for result in results if isinstance(result, str)), None)
    if unusable and all(isinstance(result, str) for result in results):
        return failed(f"The signature cannot be verified: {unusable}.", "a usable key", f"an unusable one, {_kid(token)}")
    return failed(_CHANGED, f"a signature by {_name(choice.keys[0])}", f"a signature that this key did not make, {token.alg}")


def mac_outcome(token: Jwt, client: Client) -> Outcome:
    """Return what a symmetric signature says under the client secret, the only key it can have (OIDC Core 10.1)."""
    if client.client_secret is None:
        return not_checked("the client secret is not at hand, and it is the key of an HS signature")
    if mac_holds(token, mac_key(client.client_secret)):
        return passed(_WITH_SECRET, f"{_WITH_SECRET}, {token.alg}")
    return failed(_CHANGED, _WITH_SECRET, f"a signature with another key, or of another text, {token.alg}")


def verify_signature(raw: Text, jwks: Mapping[str, Any], algorithms: Iterable[str] | None = None) -> Finding:
    """Tell whether a JWT is signed by one of these keys.

    `jwks` is the provider's key set as a dictionary; `algorithms` the ones you accept (all asymmetric ones by default).
    """
    token = parse_jwt(raw)
    accepted = tuple(algorithms) if algorithms is not None else ASYMMETRIC
    if token.problems:
        outcome = failed("This is not a signed JWT that can be read.", "three base64url parts", ", ".join(token.problems))
    elif token.alg not in accepted or token.alg in SYMMETRIC:
        outcome = failed("The token is signed with an algorithm that is not accepted here.", ", ".join(accepted), token.alg)
    else:
        outcome = signature_outcome(token, jwks)
    rule: Rule[Jwt] = Rule(
        "IDTH-SIGNATURE-INVALID", "Does the signature hold?", _SPEC, "error", "Do not use the token.", (), lambda _: outcome
    )
    return rule.finding(outcome)


def _kid(token: Jwt) -> str:
    return f"kid {brief(token.kid, 200)}" if token.kid is not None else "a token without kid"


def _name(key: Mapping[str, Any]) -> str:
    return f"{key.get('kty')} key {brief(key.get('kid', 'without kid'), 200)}"
