"""Faults in the header and the signature of the ID token (RFC 7515, RFC 8725). Libraries refuse to make most of these tokens."""

from __future__ import annotations

from typing import Any

from joserfc.jwk import OctKey

from ..unsigned_jwt import UnsignedJwt
from .makers import in_header, not_in_header, sets, unsigned
from .registry import fault, rows
from .strangers import published, strangers_key

row = rows("id_token")


def sign_as(id_token: UnsignedJwt, alg: str, kid: str) -> None:
    """Let a stranger's key sign under that name."""
    id_token.key, id_token.alg = strangers_key(alg, 1), alg
    id_token.header |= {"alg": alg, "kid": kid}


@fault("bad-signature", at="id_token", caught_by="IDTH-SIGNATURE-INVALID")
def bad_signature(id_token: UnsignedJwt) -> None:
    """Signs the ID token with a key that it never published, under the name of one that it did."""
    id_token.key = strangers_key(id_token.header["alg"], 1)


row(
    "alg-none",
    "Leaves the signature of the ID token empty and says so: alg none.",
    unsigned,
    caught_by="IDTH-ALG-NONE",
    in_the_wild="In 2015 several JWT libraries took such a token for signed.",
)


@fault(
    "alg-confusion",
    at="id_token",
    caught_by="IDTH-ALG-CONFUSION",
    in_the_wild="In 2015 several JWT libraries let the header choose, and took the public key for the shared secret.",
)
def alg_confusion(id_token: UnsignedJwt) -> None:
    """Signs with HS256, and with the published key as the shared secret: everybody could have made this ID token."""
    if not isinstance(id_token.key, bytes | OctKey):
        id_token.key = id_token.key.as_pem(private=False)
        id_token.header["alg"] = "HS256"


# The algorithm


def _other_keys(jwks: dict[str, Any]) -> None:
    jwks["keys"] = [*jwks["keys"], published("ES256", "another-kind-of-key"), published("PS256", "another-kind-of-key")]


@fault(
    "other-alg",
    at="id_token",
    caught_by="IDTH-ALG-NOT-EXPECTED",
    in_the_wild="Users met HS256 and ES256 where their clients expected RS256.",
    and_at={"jwks": _other_keys},
)
def other_alg(id_token: UnsignedJwt) -> None:
    """Signs the ID token with another algorithm than the one that was agreed; the key is published, the signature good."""
    sign_as(id_token, "PS256" if id_token.alg == "ES256" else "ES256", "another-kind-of-key")


@fault("alg-in-lower-case", at="id_token", caught_by="IDTH-ALG-CASE")
def alg_in_lower_case(id_token: UnsignedJwt) -> None:
    """Writes the name of the algorithm in lower case: rs256."""
    id_token.header["alg"] = id_token.header["alg"].lower()


row(
    "missing-alg",
    "Does not say in the header how the ID token is signed.",
    not_in_header("alg"),
    caught_by="IDTH-ALG-MISSING",
)

# The key


def _several_keys(jwks: dict[str, Any]) -> None:
    jwks["keys"] = [published("RS256", "older"), *jwks["keys"], published("RS256", "newer", 2)]


def _nameless_key(jwks: dict[str, Any]) -> None:
    jwks["keys"] = [{name: value for name, value in jwks["keys"][0].items() if name != "kid"}]


row(
    "unknown-kid",
    "Names a key that is not in its key set.",
    in_header(kid="a-key-that-is-not-published"),
    caught_by="IDTH-KID-UNKNOWN",
)
row(
    "missing-kid",
    "Leaves kid out of the header, though several keys of the same kind are published.",
    not_in_header("kid"),
    caught_by="IDTH-KID-MISSING-MULTI",
    in_the_wild="A user of angular-oauth2-oidc met an ID token without kid.",
    and_at={"jwks": _several_keys},
)
row(
    "one-key-without-kid",
    "Has one key, for RS256, and does not name it. That is allowed: a client takes the one that fits.",
    not_in_header("kid"),
    caught_by=None,
    and_at={"jwks": _nameless_key, "discovery": sets(id_token_signing_alg_values_supported=["RS256"])},
)


def _new_keys(jwks: dict[str, Any]) -> None:
    jwks["keys"] = [published(key["alg"], f"new-key-{key['alg']}") for key in jwks["keys"]]


@fault(
    "rotated-key",
    at="id_token",
    caught_by=None,
    in_the_wild="Users of authservice and of Duende's libraries had old keys in their caches.",
    and_at={"jwks": _new_keys},
)
def rotated_key(id_token: UnsignedJwt) -> None:
    """Signs with a new key that it published a moment ago. That is allowed: a client that kept the old keys fetches them anew."""
    alg = id_token.alg
    if alg != "HS256":
        sign_as(id_token, alg, f"new-key-{alg}")


@fault("embedded-key", at="id_token", caught_by="IDTH-JWK-X5C")
def embedded_key(id_token: UnsignedJwt) -> None:
    """Sends the key for checking the signature along in the header: whoever trusts it trusts anybody."""
    alg = id_token.alg if id_token.alg != "HS256" else "RS256"
    sign_as(id_token, alg, "embedded")
    id_token.header["jwk"] = published(alg, "embedded")


row(
    "key-address",
    "Says in the header from which address to fetch the key (jku).",
    in_header(jku="https://stranger.example/keys"),
    caught_by="IDTH-JKU-X5U",
)
row(
    "kid-with-a-path",
    "Names its key by a path, for programs that open files by that name.",
    in_header(kid="../../../../dev/null"),
    caught_by="IDTH-KID-SUSPICIOUS",
)

# What else the header says

row(
    "unknown-crit",
    "Demands in the header that an extension be understood which nobody knows (crit).",
    in_header(**{"crit": ["https://provider.example/extension"], "https://provider.example/extension": True}),
    caught_by="IDTH-CRIT-UNKNOWN",
)
row(
    "unencoded-payload",
    "Says in the header that the claims are not base64url (b64 false), which no JWT may.",
    in_header(b64=False, crit=["b64"]),
    caught_by="IDTH-B64-FALSE",
)
row(
    "wrong-typ",
    "Says in the header that the ID token is an access token (typ at+jwt).",
    in_header(typ="at+jwt"),
    caught_by="IDTH-TYP-OTHER",
)
row(
    "repeated-header",
    "Names alg twice in the header, the second time none: parsers differ in which one they keep.",
    lambda id_token: id_token.doubled.update(alg="none"),
    caught_by="IDTH-DUPLICATE-NAME",
)
row(
    "none-with-signature",
    "Says alg none in the header, and signs all the same.",
    in_header(alg="none"),
    caught_by="IDTH-ALG-NONE-SIGNATURE",
)
