"""Who we are to the provider, and how we prove it at the token endpoint."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import KW_ONLY, dataclass
from typing import Any, overload

from ..errors import Mistake, told_alone
from ..messages import unquoted
from ..printable import in_one_line
from ..redactor import redact
from ..secret import Secret, Text, reveal
from .authentication import METHODS, BasicEncoding, Credentials, Method, method_for
from .auto import AUTO, Auto

_PRINTABLE = re.compile(r"[\x20-\x7e]+")  # RFC 6749 A.1
_HOW_TO_GIVE = {
    "client_secret": "the client secret: type it into the panel's box, or use client.with_secret(...).",
    "private_key": "the client's private key: give Client(private_key=...) a PEM text.",
}


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


@told_alone
@dataclass(frozen=True)
class Client:
    """An application that is registered with a provider: its name there, its secret if it can keep one, its redirect address.

    `redirect_uri` must be registered letter for letter. `token_endpoint_auth_method` is one of OIDC Core 9;
    `AUTO` means `client_secret_basic` with a secret, `private_key_jwt` with a private key, and `none` without either.
    `id_token_signed_response_alg` is the algorithm that was agreed for ID tokens; `AUTO` means that nobody said which: any
    with a public key is accepted that the provider lists, RS256 where it lists none.
    `userinfo_signed_response_alg` is what was registered where UserInfo is to be signed (Registration 2).
    `basic_encoding` is "form" as RFC 6749 2.3.1 has it, or "raw" for servers that skip the form encoding.
    `private_key` is a PEM text; `private_key_id` its `kid`; `token_endpoint_auth_signing_alg` the algorithm it signs with.
    `assertion_audience` is what a signed assertion names as its `aud`: `AUTO` the token endpoint, as OIDC Core 9 says,
    "issuer" the provider's issuer, as newer texts want it, and anything else is sent as it is.
    Raises `Mistake` where an argument cannot be right.
    """

    client_id: str
    client_secret: SecretText = SecretText()
    _: KW_ONLY
    redirect_uri: str
    token_endpoint_auth_method: MethodName = MethodName()
    basic_encoding: BasicEncoding = "form"
    id_token_signed_response_alg: str | Auto = AUTO
    userinfo_signed_response_alg: str | None = None
    private_key: SecretText = SecretText()
    private_key_id: str | None = None
    token_endpoint_auth_signing_alg: str | Auto = AUTO
    assertion_audience: str | Auto = AUTO

    def __post_init__(self) -> None:
        if self.__dict__["token_endpoint_auth_method"] is AUTO:
            given = frozenset(name for name in _HOW_TO_GIVE if getattr(self, name) is not None)
            self.__dict__["token_endpoint_auth_method"] = method_for(given)
        self._validate()

    def _validate(self) -> None:
        if not isinstance(self.client_id, str) or not _PRINTABLE.fullmatch(self.client_id):
            raise Mistake(
                "client_id holds printable ASCII only and is not empty (RFC 6749 A.1); copy it again from the provider's console."
            )
        if not isinstance(self.redirect_uri, str) or not self.redirect_uri:
            raise Mistake(
                "redirect_uri is the address to which the browser comes back, letter for letter as it is registered; "
                f"got {unquoted(self.redirect_uri)}. Where a request is to go without it: authorize(omit=['redirect_uri'])."
            )
        if self.token_endpoint_auth_method not in tuple(METHODS):  # a tuple, which may be asked for anything
            raise Mistake(
                f"token_endpoint_auth_method is one of {', '.join(METHODS)}, not {unquoted(self.token_endpoint_auth_method)}."
            )
        if self.assertion_audience is not AUTO and (
            not isinstance(self.assertion_audience, str) or not self.assertion_audience
        ):
            raise Mistake(
                f"assertion_audience is AUTO, 'issuer', or the text to send; got {unquoted(self.assertion_audience)}."
            )
        if self.basic_encoding not in ("form", "raw"):
            raise Mistake(f"basic_encoding is 'form' (the standard) or 'raw', not {unquoted(self.basic_encoding)}.")

    def __repr__(self) -> str:
        proof = self.credential or f"without its {self.lacks}"
        how = "public, nothing to prove itself with" if self.is_public else f"{self.method.name} {proof}"
        return in_one_line(f"<Client {self.client_id}: {how}, comes back to {redact(self.redirect_uri, ())}>")

    @property
    def method(self) -> Method:
        """How it proves who it is."""
        return METHODS[self.token_endpoint_auth_method]

    @property
    def is_public(self) -> bool:
        """True for a client that cannot prove who it is: it has no credential (RFC 6749 2.1)."""
        return self.method.needs is None

    @property
    def credential(self) -> Secret | None:
        """The secret or private key that its method needs; None where it needs none, or has not got it."""
        return {None: None, "client_secret": self.client_secret, "private_key": self.private_key}[self.method.needs]

    @property
    def lacks(self) -> str | None:
        """The name of the credential that its method needs and that was not given."""
        return self.method.needs if self.credential is None else None

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


def credentials(client: Client, client_assertion: Secret | None = None) -> Credentials:
    """Return what this client sends at an endpoint that authenticates it (RFC 6749 2.3, OIDC Core 9).

    `client_assertion` is the JWT of a method that signs one. Raises `Mistake` when the credential is missing.
    """
    method = client.method
    proof = client_assertion if method.algorithms else client.credential
    if method.needs and proof is None:
        raise Mistake(f"{method.name} needs {_HOW_TO_GIVE[method.needs]}")
    return method.adds(client.client_id, proof or "", client.basic_encoding)
