"""Lies in the header and the signature of the ID token (RFC 7515, RFC 8725). Libraries refuse to make most of these tokens."""

from __future__ import annotations

import functools
from typing import Any

from joserfc.jwk import OctKey

from ..drafts import Draft
from ..keys import Key, make_key
from .registry import Spoil, also, enter, fault


@functools.cache
def strangers_key(alg: str, number: int) -> Key:
    """A key of the right kind that is not the provider's; each is made once, since RSA takes a moment."""
    return make_key(alg)


def published(alg: str, kid: str, number: int = 1) -> dict[str, Any]:
    """Return the public half of a stranger's key as a JWK of that name."""
    return {**strangers_key(alg, number).as_dict(private=False), "kid": kid}


def sign_as(id_token: Draft, alg: str, kid: str) -> None:
    """Let a stranger's key sign under that name."""
    id_token.key, id_token.alg = strangers_key(alg, 1), alg
    id_token.header |= {"alg": alg, "kid": kid}


def _heads(**members: Any) -> Spoil:
    def heads(id_token: Draft) -> None:
        id_token.header |= members

    return heads


@fault("bad-signature", caught_by="IDTH-SIGNATURE-INVALID")
def bad_signature(id_token: Draft) -> None:
    """Signs the ID token with a key that it never published, under the name of one that it did."""
    id_token.key = strangers_key(id_token.header["alg"], 1)


@fault("alg-none", caught_by="IDTH-ALG-NONE", seen="In 2015 several JWT libraries took such a token for signed.")
def alg_none(id_token: Draft) -> None:
    """Leaves the signature of the ID token empty and says so: alg none."""
    id_token.header["alg"] = id_token.alg = "none"


@fault(
    "alg-confusion",
    caught_by="IDTH-ALG-CONFUSION",
    seen="In 2015 several JWT libraries let the header choose, and took the public key for the shared secret.",
)
def alg_confusion(id_token: Draft) -> None:
    """Signs with HS256, and with the published key as the shared secret: everybody could have made this ID token."""
    if not isinstance(id_token.key, bytes | OctKey):
        id_token.key = id_token.key.as_pem(private=False)
        id_token.header["alg"] = "HS256"


# The algorithm


@fault("other-alg", caught_by="IDTH-ALG-NOT-EXPECTED", seen="Users met HS256 and ES256 where their apps expected RS256.")
def other_alg(id_token: Draft) -> None:
    """Signs the ID token with another algorithm than the one that was agreed; the key is published, the signature good."""
    sign_as(id_token, "PS256" if id_token.alg == "ES256" else "ES256", "another-kind-of-key")


@also("other-alg")
def _other_keys(jwks: dict[str, Any]) -> None:
    jwks["keys"] = [*jwks["keys"], published("ES256", "another-kind-of-key"), published("PS256", "another-kind-of-key")]


@fault("alg-in-lower-case", caught_by="IDTH-ALG-CASE")
def alg_in_lower_case(id_token: Draft) -> None:
    """Writes the name of the algorithm in lower case: rs256."""
    id_token.header["alg"] = id_token.header["alg"].lower()


@fault("missing-alg", caught_by="IDTH-ALG-MISSING")
def missing_alg(id_token: Draft) -> None:
    """Does not say in the header how the ID token is signed."""
    del id_token.header["alg"]


# The key


@fault("unknown-kid", caught_by="IDTH-KID-UNKNOWN")
def unknown_kid(id_token: Draft) -> None:
    """Names a key that is not in its key set."""
    id_token.header["kid"] = "a-key-that-is-not-published"


@fault("missing-kid", caught_by="IDTH-KID-MISSING-MULTI", seen="A user of angular-oauth2-oidc met an ID token without kid.")
def missing_kid(id_token: Draft) -> None:
    """Leaves kid out of the header, though several keys of the same kind are published."""
    id_token.header.pop("kid", None)


@also("missing-kid")
def _several_keys(jwks: dict[str, Any]) -> None:
    jwks["keys"] = [published("RS256", "older"), *jwks["keys"], published("RS256", "newer", 2)]


@fault("one-key-without-kid", caught_by=None)
def one_key_without_kid(id_token: Draft) -> None:
    """Has one key, for RS256, and does not name it. That is allowed: an app takes the one that fits."""
    id_token.header.pop("kid", None)


@also("one-key-without-kid")
def _nameless_key(jwks: dict[str, Any]) -> None:
    jwks["keys"] = [{name: value for name, value in jwks["keys"][0].items() if name != "kid"}]


@also("one-key-without-kid")
def _its_alg(discovery: dict[str, Any]) -> None:
    discovery["id_token_signing_alg_values_supported"] = ["RS256"]


@fault("rotated-key", caught_by=None, seen="Users of authservice and of Duende's libraries had old keys in their caches.")
def rotated_key(id_token: Draft) -> None:
    """Signs with a new key that it published a moment ago. That is allowed: an app that kept the old keys fetches them anew."""
    alg = id_token.alg
    if alg != "HS256":
        sign_as(id_token, alg, f"new-key-{alg}")


@also("rotated-key")
def _new_keys(jwks: dict[str, Any]) -> None:
    jwks["keys"] = [published(key["alg"], f"new-key-{key['alg']}") for key in jwks["keys"]]


@fault("embedded-key", caught_by="IDTH-JWK-X5C")
def embedded_key(id_token: Draft) -> None:
    """Sends the key for checking the signature along in the header: whoever trusts it trusts anybody."""
    alg = id_token.alg if id_token.alg != "HS256" else "RS256"
    sign_as(id_token, alg, "embedded")
    id_token.header["jwk"] = published(alg, "embedded")


enter(
    (
        "key-address",
        "IDTH-JKU-X5U",
        "Says in the header from which address to fetch the key (jku).",
        _heads(jku="https://stranger.example/keys"),
    ),
    (
        "kid-with-a-path",
        "IDTH-KID-SUSPICIOUS",
        "Names its key by a path, for programs that open files by that name.",
        _heads(kid="../../../../dev/null"),
    ),
)

# What else the header says

enter(
    (
        "unknown-crit",
        "IDTH-CRIT-UNKNOWN",
        "Demands in the header that an extension be understood which nobody knows (crit).",
        _heads(**{"crit": ["https://provider.example/extension"], "https://provider.example/extension": True}),
    ),
    (
        "unencoded-payload",
        "IDTH-B64-FALSE",
        "Says in the header that the claims are not base64url (b64 false), which no JWT may.",
        _heads(b64=False, crit=["b64"]),
    ),
    (
        "wrong-typ",
        "IDTH-TYP-OTHER",
        "Says in the header that the ID token is an access token (typ at+jwt).",
        _heads(typ="at+jwt"),
    ),
    (
        "repeated-header",
        "IDTH-DUPLICATE-NAME",
        "Names alg twice in the header, the second time none: parsers differ in which one they keep.",
        lambda id_token: id_token.doubled.update(alg="none"),
    ),
    (
        "none-with-signature",
        "IDTH-ALG-NONE-SIGNATURE",
        "Says alg none in the header, and signs all the same.",
        _heads(alg="none"),
    ),
)
