"""Keys as JSON: which key of a JWKS a token may have been signed with (RFC 7517)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..messages import brief, brief_names
from .jose import Jwt

PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "priv"})
# What is private depends on the type of the key (RFC 7518 6.2.2, 6.3.2 and 6.4; RFC 8037 2; AKP is the type of ML-DSA keys).
_PRIVATE_OF = {
    "RSA": PRIVATE - {"priv"},
    "EC": frozenset({"d"}),
    "OKP": frozenset({"d"}),
    "AKP": frozenset({"priv"}),
    "oct": frozenset({"k"}),
}


def private_members(key: Mapping[str, Any]) -> set[str]:
    """Return the names under which a key shows its private half; a member that is null or empty shows nothing.

    Of a key without a type, or of one that is not known here, every name counts that is private somewhere, but for `k`.
    """
    kty = key.get("kty")
    names = _PRIVATE_OF.get(kty, PRIVATE) if isinstance(kty, str) else PRIVATE
    return {name for name in names if key.get(name) not in (None, "", [], {})}


_KEY_TYPES = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP", "HS": "oct"}
_CURVES = {"ES256": ("P-256",), "ES384": ("P-384",), "ES512": ("P-521",), "EdDSA": ("Ed25519", "Ed448")}


@dataclass(frozen=True)
class KeyChoice:
    """The keys of a JWKS that may have signed a token, and in words why others may not."""

    keys: tuple[Mapping[str, Any], ...]
    reason: str = ""
    kid_found: bool = True

    def __repr__(self) -> str:
        kids = brief_names(key.get("kid", "without kid") for key in self.keys)
        return f"<KeyChoice: {kids or brief(self.reason, 200)}>"


def choose_keys(jwks: Mapping[str, Any], token: Jwt) -> KeyChoice:
    """Return the candidates for a token's signature: by `kid`, or by `kty`, `use` and `alg` where the header has none.

    A key marked for encryption, or for another algorithm, never qualifies (RFC 7517 4.2 to 4.5, OIDC Core 10.1).
    """
    listed = jwks.get("keys") if isinstance(jwks, Mapping) else None  # by hand, or from a provider: it may be anything
    keys = [key for key in listed if isinstance(key, dict)] if isinstance(listed, list) else []
    if token.kid is not None:
        named = [key for key in keys if key.get("kid") == token.kid]
        if not named:
            return KeyChoice((), f"no key in the JWKS has the kid '{brief(token.kid, 200)}'", kid_found=False)
        keys = named
    fitting = tuple(key for key in keys if may_have_signed(key, token.alg))
    if not fitting:
        return KeyChoice((), f"no key in the JWKS fits {token.alg or 'this token'} (kty, crv, use, alg)")
    return KeyChoice(fitting)


def may_have_signed(key: Mapping[str, Any], alg: str) -> bool:
    """Tell whether a key may verify what was signed with an algorithm: it is of its kind, and for signatures."""
    return key_fits(key, alg) and is_for_signatures(key)


def key_fits(key: Mapping[str, Any], alg: str) -> bool:
    """Tell whether a key is of the kind that an algorithm signs with: its kty, crv and alg (RFC 7517 4.1 and 4.4)."""
    return (
        key.get("kty") == _KEY_TYPES.get(alg[:2])
        and key.get("alg", alg) == alg
        and (alg not in _CURVES or key.get("crv") in _CURVES[alg])
    )


def is_for_signatures(key: Mapping[str, Any]) -> bool:
    """Tell whether a key may verify signatures, by its own `use` and `key_ops` (RFC 7517 4.2 and 4.3)."""
    operations = key.get("key_ops")
    return key.get("use", "sig") == "sig" and (not isinstance(operations, list) or "verify" in operations)


def without_private_members(value: Any, *, in_key_set: bool = False) -> Any:
    """Return a JSON value for the record, its JWKs without the private members that nobody should have sent (RFC 7517 9.2)."""
    if isinstance(value, str | int | float):  # nearly all; to ask whether something is a mapping takes long
        return value
    if isinstance(value, list):
        return [without_private_members(item, in_key_set=in_key_set) for item in value]
    if not isinstance(value, Mapping):
        return value
    private = PRIVATE | {"k"} if in_key_set or "kty" in value else ()
    return {
        name: without_private_members(item, in_key_set=name == "keys") for name, item in value.items() if name not in private
    }
