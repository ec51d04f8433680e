"""Lies in the header and the signature of the ID token (RFC 7515, RFC 8725). Libraries refuse to make most of these tokens."""

from __future__ import annotations

import functools
from typing import Any

from joserfc.jwk import OctKey

from ..drafts import Draft
from ..keys import Key, make_key
from .registry import also, fault

STRANGER = "key-of-a-stranger"


@functools.cache
def strangers_key(alg: str, kid: str = "") -> Key:
    """A key of the right kind that is not the provider's; made once for each name, since RSA takes a moment."""
    return make_key(alg)


def strangers_public_key(alg: str, kid: str = "") -> dict[str, Any]:
    """Return its public half as a JWK."""
    return {**strangers_key(alg, kid).as_dict(private=False), "kid": kid or STRANGER}


@fault("bad-signature", caught_by="IDTH-SIGNATURE-INVALID")
def bad_signature(id_token: Draft) -> None:
    """Signs the ID token with a key that it never published, under the name of one that it did."""
    id_token.key = strangers_key(id_token.header["alg"])


@fault(
    "alg-none",
    caught_by="IDTH-ALG-NONE",
    seen="Several JWT libraries of 2015 took such a token for signed.",
)
def alg_none(id_token: Draft) -> None:
    """Leaves the signature of the ID token empty and says so: alg none."""
    id_token.header["alg"] = id_token.alg = "none"


@fault(
    "alg-confusion",
    caught_by="IDTH-ALG-CONFUSION",
    seen="Several JWT libraries of 2015 let the header choose, and verified with the public key as a shared secret.",
)
def alg_confusion(id_token: Draft) -> None:
    """Signs with HS256, and with the published key as the shared secret: everybody could have made this ID token."""
    if not isinstance(id_token.key, bytes | OctKey):
        id_token.key = id_token.key.as_pem(private=False)
        id_token.header["alg"] = "HS256"


@fault("unknown-kid", caught_by="IDTH-KID-UNKNOWN")
def unknown_kid(id_token: Draft) -> None:
    """Names a key that is not in its key set."""
    id_token.header["kid"] = "a-key-that-is-not-published"


@fault("missing-kid", caught_by="IDTH-KID-MISSING-MULTI")
def missing_kid(id_token: Draft) -> None:
    """Leaves kid out of the header, though several keys of the same kind are published."""
    id_token.header.pop("kid", None)


@also("missing-kid")
def _several_keys(jwks: dict[str, Any]) -> None:
    jwks["keys"] = [strangers_public_key("RS256", "older"), *jwks["keys"], strangers_public_key("RS256", "newer")]


@fault("unknown-crit", caught_by="IDTH-CRIT-UNKNOWN")
def unknown_crit(id_token: Draft) -> None:
    """Demands in the header that an extension be understood which nobody knows (crit)."""
    id_token.header |= {"crit": ["https://provider.example/extension"], "https://provider.example/extension": True}


@fault("wrong-typ", caught_by="IDTH-TYP-OTHER")
def wrong_typ(id_token: Draft) -> None:
    """Says in the header that the ID token is an access token (typ at+jwt)."""
    id_token.header["typ"] = "at+jwt"
