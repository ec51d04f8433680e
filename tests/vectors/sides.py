"""Where the standards' published vectors run: on the core, and on the local provider, which shares no code with it.

| Vectors | Core | Local provider |
|---|---|---|
| RFC 6749 2.3.1, 4.1.3, appendix B: Basic headers, form encoding | makes them | takes them apart |
| RFC 7515 A.1: HS256 | the MAC, with the key decoded first | makes the same MAC |
| RFC 7515 A.2, A.3: RS256, ES256 | signature | its client assertions' verifier; signs with the same keys |
| RFC 7515 A.4: ES512 | signature; the payload is no JWT | signs with the same key: its verifier takes RS256 and ES256 only |
| RFC 7515 A.5, A.6, A.7, appendix E: none, JSON forms, crit | refused, each with its reason | its verifier refuses them too |
| RFC 7515 appendix C, RFC 7636 appendix A: base64url | reads it | writes it |
| RFC 7515 A.1.1 and on: the steps in octets | no: the result is compared, not the way to it | no |
| RFC 7517 A.1, A.2, A.3, B: keys, private keys, secrets, a certificate | the key set's rules | keeps A.2, publishes A.1 |
| RFC 7517 C: an encrypted private key | no: JWE is reported, not read (IDTH-ENCRYPTED) | no |
| RFC 7518 3.1 to 3.4, 6.2.1, 6.3.1: names, lengths of keys and signatures | yes | the keys that it makes |
| RFC 7518 A, B, C: other names, AES, ECDH | no: signatures only | no |
| RFC 7523 4: client assertion | no: the example is cut short; with A.2's key it signs one | takes it |
| RFC 7636 B: PKCE | makes the challenge | compares it |
| RFC 7638 3.1, RFC 8037 A.3, RFC 9449 6.1: thumbprints | no: a kid is a name to the core | names its keys by it |
| RFC 8037 A.1, A.2, A.4, A.5: Ed25519 | key, signature | signs letter for letter the same |
| RFC 8037 A.6, A.7: X25519, X448 | no: encryption; the keys are passed over | no |
| RFC 9449 4.2, 7.1: DPoP proofs | their signatures, and that they are no ID tokens | its verifier |
| RFC 9449 7.1: ath | no: the flow sends no proofs, so nothing here makes or compares it | no |
| OIDC Core 3.1.3.3, A.2 to A.6: ID tokens, at_hash, c_hash | every rule | its verifier; the hash that it puts into a token |
| rules.md, "Test vectors": hashes of every size | every algorithm | the same; SHAKE256 not: it has no key on Ed448 |
| Wycheproof: JSON Web Signature, JSON Web Key | every vector | no: their payloads are no claims, and its verifier reads claims only |
"""

from __future__ import annotations

from typing import Any

from authlib.oauth2.rfc6749 import InvalidClientError
from joserfc.jwk import import_key

from explorer.provider.credentials import Assertion
from explorer.provider.keys import base64url
from explorer.provider.unsigned_jwt import UnsignedJwt


def joined(text: str) -> str:
    """Return a text that was printed over several lines as the one that it is."""
    return "".join(text.split())


def public(key: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Return a JWK without its private half."""
    return {name: value for name, value in key.items() if name != "d"} | members


class _Signatures(Assertion):
    """The provider's verifier of client assertions, but for their claims: the samples are no assertions."""

    def verify_claims(self, claims: Any) -> None:
        """Look at nothing but the signature, which was verified before."""


def provider_accepts(token: str, key: dict[str, Any]) -> bool:
    """Tell whether the local provider takes a signature for good."""
    try:
        _Signatures([], set()).process_assertion_claims(token, import_key(public(key)))
    except InvalidClientError:
        return False
    return True


def provider_signs(token: str, key: dict[str, Any], alg: str) -> str:
    """Return the token with the signature that the local provider gives its first two parts."""
    signing_input = token.rpartition(".")[0]
    signature = UnsignedJwt({}, {}, import_key(key), alg, 0)._signature(signing_input.encode())
    return f"{signing_input}.{base64url(signature)}"
