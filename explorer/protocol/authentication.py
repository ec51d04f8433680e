"""The ways in which a client proves at the token endpoint who it is (OIDC Core 9, RFC 6749 2.3): one value for each.

Whoever asks about a way (the request that is built, the rules, the diagnosis, the views, the forms) reads it from here, so
that another way is another value in `METHODS`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..messages import Headers, Params, Request, encode_component
from ..secret import Secret, Text, reveal
from .jose import ASYMMETRIC, SYMMETRIC, parse_jwt

BasicEncoding = Literal["form", "raw"]
Need = Literal["client_secret", "private_key"]
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"  # RFC 7523 2.2
DEFAULT_METHOD = "client_secret_basic"  # what a provider takes that lists nothing (Discovery 3)

_OF_ASSERTIONS = ("token_endpoint_auth_signing_alg", "assertion_audience")


@dataclass(frozen=True)
class Credentials:
    """What a client adds to a request to prove who it is: headers, form parameters, or nothing."""

    headers: Headers = ()
    params: Params = ()


@dataclass(frozen=True)
class Method:
    """One way to prove who one is, under its name on the wire (`token_endpoint_auth_method`).

    `needs` is the field of `Client` with the credential, and `fields` are all that say something about this way.
    `header` or `parameter` carries the proof. `adds(client_id, proof, encoding)` returns what a request gets; the proof is the
    credential itself or, where `algorithms` are named, the assertion that was signed with it by one of them, the first
    unless something else is said. `is_used(request)` finds this way in a request, and `sentence` tells people of it.
    """

    name: str
    sentence: str
    adds: Callable[[str, Text, BasicEncoding], Credentials]
    is_used: Callable[[Request], bool]
    needs: Need | None = None
    header: str = ""
    parameter: str = ""
    fields: tuple[str, ...] = ()
    algorithms: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Method {self.name}>"

    @property
    def proof(self) -> str:
        """What carries the proof, in words."""
        return f"{self.header} header" if self.header else f"parameter {self.parameter}"


def basic_authorization(client_id: str, client_secret: Text, encoding: BasicEncoding = "form") -> Secret:
    """Return the value of a Basic `Authorization` header.

    RFC 6749 2.3.1 form-encodes id and secret before they are joined and base64-encoded; many servers and most
    libraries skip that step, which shows only with characters such as `+`, `/`, `:` or `%` in a secret.
    """
    pair = [client_id, reveal(client_secret)]
    if encoding == "form":
        pair = [reveal(encode_component(part)) for part in pair]
    token = base64.b64encode(":".join(pair).encode("utf-8", "replace")).decode()
    return Secret(f"Basic {token}", "basic_authorization")


def _in_header(client_id: str, secret: Text, encoding: BasicEncoding) -> Credentials:
    return Credentials(headers=(("Authorization", basic_authorization(client_id, secret, encoding)),))


def _in_form(client_id: str, secret: Text, _: BasicEncoding) -> Credentials:
    return Credentials(params=(("client_id", client_id), ("client_secret", secret)))


def _as_assertion(client_id: str, assertion: Text, _: BasicEncoding) -> Credentials:
    # RFC 7521 4.2: client_id is not needed beside an assertion; servers that look there first find it
    params = (("client_id", client_id), ("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion))
    return Credentials(params=params)


def _by_name(client_id: str, _: Text, __: BasicEncoding) -> Credentials:
    return Credentials(params=(("client_id", client_id),))


def _has_basic_header(request: Request) -> bool:
    return reveal(request.header("Authorization") or "").partition(" ")[0].lower() == "basic"


def _has_secret(request: Request) -> bool:
    return request.parameter("client_secret") is not None


def _is_signed_with_key(request: Request) -> bool:
    """An assertion, and not one that a shared secret signed: both ways use the same parameters, and differ in `alg`."""
    assertion = request.parameter("client_assertion")
    return assertion is not None and parse_jwt(assertion).alg not in SYMMETRIC


def _is_signed_with_secret(request: Request) -> bool:
    """An assertion that a shared secret signed, by the word of its header."""
    return parse_jwt(request.parameter("client_assertion") or "").alg in SYMMETRIC


def _never(_: Request) -> bool:
    return False


_METHODS = (
    Method(
        "client_secret_basic",
        "The client proves who it is with its id and secret in the Authorization header (client_secret_basic).",
        _in_header,
        _has_basic_header,
        needs="client_secret",
        header="Authorization",
        fields=("client_secret", "basic_encoding"),
    ),
    Method(
        "client_secret_post",
        "The client proves who it is with its id and secret in the form itself (client_secret_post).",
        _in_form,
        _has_secret,
        needs="client_secret",
        parameter="client_secret",
        fields=("client_secret",),
    ),
    Method(
        "client_secret_jwt",
        "The client proves who it is with a short-lived JWT that it signs with its secret, which stays here (client_secret_jwt).",
        _as_assertion,
        _is_signed_with_secret,
        needs="client_secret",
        parameter="client_assertion",
        fields=("client_secret", *_OF_ASSERTIONS),
        algorithms=SYMMETRIC,
    ),
    Method(
        "private_key_jwt",
        "The client proves who it is with a short-lived JWT that it signs with its private key (private_key_jwt).",
        _as_assertion,
        _is_signed_with_key,
        needs="private_key",
        parameter="client_assertion",
        fields=("private_key", "private_key_id", *_OF_ASSERTIONS),
        algorithms=("RS256", *(alg for alg in ASYMMETRIC if alg != "RS256")),
    ),
    Method(
        "none",
        "This is a public client: it only names itself with client_id (token_endpoint_auth_method none).",
        _by_name,
        _never,
        parameter="client_id",
    ),
)
METHODS = {method.name: method for method in _METHODS}


def method_for(has: frozenset[str]) -> str:
    """Return the name of the method that is natural for a client with these credentials: a key before a secret, or none."""
    order: tuple[Need | None, ...] = ("private_key", "client_secret", None)
    need = next(need for need in order if need is None or need in has)
    return next(method.name for method in _METHODS if method.needs == need)


def methods_in(request: Request) -> list[str]:
    """Return the names of the methods that a request uses: one, if all is well, and none for a public client."""
    return [method.name for method in _METHODS if method.is_used(request)]
