"""Who we are to the provider, and how we prove it at the token endpoint."""

from __future__ import annotations

import base64
import dataclasses
import re
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal, overload

from ..errors import Mistake
from ..messages import Params, encode_component
from ..secret import Secret, Text, reveal
from .auto import AUTO, Auto

AUTH_METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt", "none")
BasicEncoding = Literal["form", "raw"]
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"  # RFC 7523 2.2

_PRINTABLE = re.compile(r"[\x20-\x7e]+")  # RFC 6749 A.1


class SecretText:
    """A field of `Client` that takes a text, and gives a `Secret`; None where nothing, or an empty text, was given."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, client: None, owner: type) -> None: ...
    @overload
    def __get__(self, client: object, owner: type) -> Secret | None: ...
    def __get__(self, client: Any, owner: type) -> Secret | None:
        return None if client is None else client.__dict__[self._name]  # of the class itself: the default

    def __set__(self, client: object, value: Text | None) -> None:
        if not isinstance(value, str | Secret | None):
            raise Mistake(f"{self._name} is a text; got a value of the type {type(value).__name__}.")
        client.__dict__[self._name] = (Secret(value, self._name) if value else None) if isinstance(value, str) else value


class MethodName:
    """A field of `Client` that takes `AUTO` as well, and gives the name of the method that this comes to."""

    @overload
    def __get__(self, client: None, owner: type) -> Auto: ...
    @overload
    def __get__(self, client: object, owner: type) -> str: ...
    def __get__(self, client: Any, owner: type) -> str | Auto:
        return AUTO if client is None else client.__dict__["token_endpoint_auth_method"]

    def __set__(self, client: object, value: str | Auto) -> None:
        client.__dict__["token_endpoint_auth_method"] = value


@dataclass(frozen=True)
class Client:
    """An application that is registered with a provider: its name there, its secret if it can keep one, its redirect address.

    `redirect_uri` must be registered letter for letter. `token_endpoint_auth_method` is one of OIDC Core 9;
    `AUTO` means `client_secret_basic` with a secret, `private_key_jwt` with a private key, and `none` without either.
    `userinfo_signed_response_alg` is what was registered where UserInfo is to be signed (Registration 2).
    `basic_encoding` is "form" as RFC 6749 2.3.1 has it, or "raw" for servers that skip the form encoding.
    `private_key` is a PEM text; `private_key_id` its `kid`; `token_endpoint_auth_signing_alg` the algorithm it signs with.
    Raises `Mistake` where an argument cannot be right.
    """

    client_id: str
    client_secret: SecretText = SecretText()
    _: KW_ONLY
    redirect_uri: str
    token_endpoint_auth_method: MethodName = MethodName()
    basic_encoding: BasicEncoding = "form"
    id_token_signed_response_alg: str = "RS256"
    userinfo_signed_response_alg: str | None = None
    private_key: SecretText = SecretText()
    private_key_id: str | None = None
    token_endpoint_auth_signing_alg: str = "RS256"

    def __post_init__(self) -> None:
        if self.__dict__["token_endpoint_auth_method"] is AUTO:
            self.__dict__["token_endpoint_auth_method"] = self._natural_method()
        self._validate()

    def _natural_method(self) -> str:
        if self.private_key is not None:
            return "private_key_jwt"
        return "none" if self.client_secret is None else "client_secret_basic"

    def _validate(self) -> None:
        if not isinstance(self.client_id, str) or not _PRINTABLE.fullmatch(self.client_id):
            raise Mistake(
                "client_id holds printable ASCII only and is not empty (RFC 6749 A.1); copy it again from the provider's console."
            )
        if not isinstance(self.redirect_uri, str) or not self.redirect_uri:
            raise Mistake(
                "redirect_uri is the address to which the browser comes back, letter for letter as it is registered; "
                f"got {self.redirect_uri!r}. Where a request is to go without it: authorize(omit=['redirect_uri'])."
            )
        if self.token_endpoint_auth_method not in AUTH_METHODS:
            raise Mistake(
                f"token_endpoint_auth_method is one of {', '.join(AUTH_METHODS)}, not {self.token_endpoint_auth_method!r}."
            )
        if self.basic_encoding not in ("form", "raw"):
            raise Mistake(f"basic_encoding is 'form' (the standard) or 'raw', not {self.basic_encoding!r}.")

    def __repr__(self) -> str:
        proof = self.client_secret or self.private_key
        how = f"{self.token_endpoint_auth_method} {proof}" if proof else "public, nothing to prove itself with"
        return f"<Client {self.client_id}: {how}, comes back to {self.redirect_uri}>"

    @property
    def is_public(self) -> bool:
        """True for a client that cannot prove who it is: it has no credential (RFC 6749 2.1)."""
        return self.token_endpoint_auth_method == "none"

    def with_secret(self, client_secret: Text | None) -> Client:
        """Return the same client with another secret. One that was public becomes confidential: it has a secret to send.

        Raises `Mistake` for None, which is what a box gives into which nothing was typed.
        """
        if not isinstance(client_secret, str | Secret):
            raise Mistake("with_secret(...) got no secret. If it comes from a box, type it there first, then run this again.")
        text = reveal(client_secret)
        secret = Secret(text, "client_secret") if text else None
        method: str | Auto = AUTO if self.is_public else self.token_endpoint_auth_method
        return dataclasses.replace(self, client_secret=secret, token_endpoint_auth_method=method)


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


@dataclass(frozen=True)
class Credentials:
    """What a client adds to a request to prove who it is: an `Authorization` header, form parameters, or both absent."""

    authorization: Secret | None
    params: Params


def credentials(client: Client, client_assertion: Secret | None = None) -> Credentials:
    """Return what this client sends at an endpoint that authenticates it (RFC 6749 2.3, OIDC Core 9).

    `client_assertion` is the signed JWT of `private_key_jwt`. Raises `Mistake` when the credential is missing.
    """
    method = client.token_endpoint_auth_method
    client_id: Params = (("client_id", client.client_id),)
    if method == "none":
        return Credentials(None, client_id)
    if method == "private_key_jwt":
        if client_assertion is None:
            raise Mistake("private_key_jwt needs the client's private key: give Client(private_key=...) a PEM text.")
        return Credentials(
            None, (*client_id, ("client_assertion_type", ASSERTION_TYPE), ("client_assertion", client_assertion))
        )
    if client.client_secret is None:
        raise Mistake(f"{method} needs the client secret: type it into the panel's box, or use client.with_secret(...).")
    if method == "client_secret_post":
        return Credentials(None, (*client_id, ("client_secret", client.client_secret)))
    return Credentials(basic_authorization(client.client_id, client.client_secret, client.basic_encoding), ())
