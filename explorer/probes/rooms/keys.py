"""The key set: complete, public, strong, and labelled (RFC 7517, RFC 7518, OIDC Core 10.1)."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

from ...printable import counted
from ...protocol.jose import ASYMMETRIC
from ...protocol.jwk import key_fits, private_members
from ...protocol.signatures import certificate_members
from ..answer import Answer, NotAsked, Unclear, listed
from ..asking import Ask
from ..registry import probe

_MEMBERS = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}
_CURVES = ("P-256", "P-384", "P-521", "secp256k1")  # RFC 7518 6.2.1.1, RFC 8812 3.1
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")


def _name(key: Mapping[str, Any], index: int) -> str:
    return str(key.get("kid") or f"key {index + 1}")


def _flaws(key: Mapping[str, Any], name: str) -> list[str]:
    kind = key.get("kty")
    if kind not in _MEMBERS:
        return [f"{name} is of the kind {kind}"]
    found = [f"{name} lacks {part}" for part in _MEMBERS[kind] if not isinstance(key.get(part), str)]
    coded = [part for part in ("n", "e", "x", "y") if isinstance(key.get(part), str)]
    return found + [f"{part} of {name} is no base64url" for part in coded if not _BASE64URL.fullmatch(key[part])]


def _bits(key: Mapping[str, Any]) -> tuple[str, bool]:
    """Return how strong a key is, and whether that is enough (RFC 7518 3.3 and 3.4)."""
    if key.get("kty") == "RSA" and isinstance(key.get("n"), str):
        number = int.from_bytes(base64.urlsafe_b64decode(key["n"] + "=" * (-len(key["n"]) % 4)))
        return f"RSA {number.bit_length()}", number.bit_length() >= 2048
    return f"{key.get('kty')} {key.get('crv', '')}".strip(), key.get("kty") == "OKP" or key.get("crv") in _CURVES


def _has_expired(entry: str, now: float) -> bool:
    from cryptography import x509  # few key sets have certificates, and loading it takes a while

    try:
        return x509.load_der_x509_certificate(base64.b64decode(entry)).not_valid_after_utc.timestamp() < now
    except ValueError:
        return False


@probe(
    "jwks-document",
    spec="Discovery 3; RFC 7517",
    covers=("O Features.CanSignatureBeVerified", "C discovery-endpoint-verification"),
    wrong=("protected", "not-json", "absent"),
)
def jwks_document(ask: Ask) -> Answer:
    """Can the keys be fetched by anybody, as JSON?"""
    seen = ask.keys
    if seen.status >= 500:
        raise Unclear(f"the server fails: status {seen.status}")
    word = "protected" if seen.status in (401, 403) else "absent" if seen.status >= 400 else ""
    return Answer(word or ("ok" if isinstance(seen.json, dict) else "not-json"), f"status {seen.status}, {seen.media_type}")


@probe("jwks-well-formed", spec="RFC 7517 4, 7518 6; OIDC Core 10.1", covers=("C discovery-endpoint-verification",))
def jwks_well_formed(ask: Ask) -> Answer:
    """Is every key complete, public, and the only one of its name?"""
    keys = ask.jwks
    leaks = [_name(key, i) for i, key in enumerate(keys) if private_members(key) or key.get("kty") == "oct"]
    names = [key["kid"] for key in keys if isinstance(key.get("kid"), str)]
    found = [flaw for i, key in enumerate(keys) if key.get("kty") != "oct" for flaw in _flaws(key, _name(key, i))]
    found += [f"{name} comes twice" for name in sorted({name for name in names if names.count(name) > 1})]
    if leaks:
        return Answer("private", f"private or symmetric members in {listed(leaks)}", "alarm")
    return Answer("clean", counted(len(keys), "key")) if not found else Answer("faults", listed(found), "wrong")


@probe("jwks-strength", spec="RFC 7518 3.3", says="must", covers=("O IdTokens.SigningKeySecure",))
def jwks_strength(ask: Ask) -> Answer:
    """How strong are the keys?"""
    strengths = [_bits(key) for key in ask.jwks if not _flaws(key, "")]
    weak = [told for told, enough in strengths if not enough]
    return Answer(
        listed(sorted({told for told, _ in strengths})), f"too weak: {listed(weak)}" if weak else "", "wrong" if weak else None
    )


@probe("jwks-labels", spec="OIDC Core 10.1; RFC 7517 4", says="may")
def jwks_labels(ask: Ask) -> Answer:
    """Do the keys have kid, use and alg, and is there one for each announced algorithm?"""
    keys = ask.jwks
    bare = [
        f"{_name(key, i)} without {part}" for i, key in enumerate(keys) for part in ("kid", "use", "alg") if not key.get(part)
    ]
    said = ask.members.get("id_token_signing_alg_values_supported")
    lacking = (
        [alg for alg in said if alg in ASYMMETRIC and not any(key_fits(key, alg) for key in keys)]
        if isinstance(said, list)
        else []
    )
    nameless = len(keys) > 1 and any(not key.get("kid") for key in keys)
    word = "algorithms without a key" if lacking else "labelled" if not bare else "partly labelled"
    return Answer(word, listed([*bare, *lacking], ""), "wrong" if nameless else None)


@probe("jwks-certificates", spec="RFC 7517 4.6-4", wrong=("mismatch",))
def jwks_certificates(ask: Ask) -> Answer:
    """If certificates come with the keys, do they hold the same key, and are they in date?"""
    words = set()
    for key in ask.jwks:
        chain = key.get("x5c")
        if not isinstance(chain, list) or not chain:
            continue
        inside = certificate_members(str(chain[0])) or {}
        same = [
            inside.get(part) == key.get(part)
            for part in ("n", "e", "x", "y", "x5t", "x5t#S256")
            if key.get(part) and part in inside
        ]
        words.add("match" if same and all(same) else "mismatch")
        if _has_expired(str(chain[0]), ask.now):
            words.add("expired")
    return Answer(next((word for word in ("mismatch", "expired", "match") if word in words), "none"))


@probe("jwks-rotation", spec="OIDC Core 10.1.1", says="should", covers=("C server-rotate-keys",))
def jwks_rotation(ask: Ask) -> Answer:
    """Has the key set changed since the earlier sheet, and did the old keys stay?"""
    earlier = (ask.given.earlier or {}).get("jwks")
    now = sorted({str(key.get("kid") or key.get("n") or key.get("x")) for key in ask.jwks})
    if not isinstance(earlier, list):
        raise NotAsked("there is no earlier sheet of this provider to compare with")
    gone, new = sorted(set(earlier) - set(now)), sorted(set(now) - set(earlier))
    word = "replaced" if gone and new else "added" if new else "removed" if gone else "unchanged"
    return Answer(word, f"new: {listed(new)}; gone: {listed(gone)}" if gone or new else "")
