"""What can be altered in the token request before it is sent, to see what the provider says."""

from __future__ import annotations

import dataclasses
from typing import Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..flow import Flow
from ..protocol.authentication import BasicEncoding
from ..protocol.client import Client
from ..secret import Secret, Text
from .authorize_form import pairs
from .parts import Section, box, field, fold_box, make, said, visible

AS_IS, OTHER = "as registered", "the other one"
_WRONG_VERIFIER = "this-is-not-the-verifier-that-was-made-for-this-sign-in"
_REDIRECTS = [
    ("sent", ""),
    ("left out", "omit"),
    ("misspelt reidrect_uri, as in Oracle's manual", "misspell"),
    ("another address", "other"),
]
_WRONG_SECRET = "this-is-not-the-secret-of-this-client"
_SECRETS = [("as registered", ""), ("a wrong one", "wrong"), ("with a blank behind it, as copying may leave it", "blank")]
_VERIFIERS = [("as made", ""), ("a wrong one", "wrong"), ("left out", "omit")]


class ExchangeForm:
    """A wrong secret, another encoding, a wrong verifier, no or misspelt redirect_uri, extra parameters."""

    def __init__(self) -> None:
        self.secret = make(W.Dropdown, options=_SECRETS, description="client_secret")
        self.encoding = make(W.Dropdown, options=[AS_IS, OTHER], description="Basic encoding")
        self.redirect_uri = make(W.Dropdown, options=_REDIRECTS, description="redirect_uri")
        self.verifier = make(W.Dropdown, options=_VERIFIERS, description="code_verifier")
        self.authorization = make(W.Checkbox, description="Leave out the Authorization header", indent=False)
        self.extra = make(W.Textarea, description="extra", placeholder="one a line: audience=https://api.example")
        self.controls = (self.secret, self.encoding, self.redirect_uri, self.verifier, self.authorization, self.extra)
        self._ways = Section()
        self._secret = box(field(self.secret, said(_NOT_BELIEVED)), kind="fxp-fields")
        self._basic = box(field(self.encoding), self._ways.widget, kind="fxp-fields")
        self._header = box(field(self.authorization), kind="fxp-fields")
        self._pkce = box(
            field(self.verifier, said("It must hash to the code_challenge of the authorize request (RFC 7636 4.6).")),
            kind="fxp-fields",
        )
        self.fold = fold_box(
            "What to alter, to see what the provider says",
            self._secret,
            self._basic,
            field(self.redirect_uri, said("It must be the very address of the authorize request (RFC 6749 4.1.3).")),
            self._pkce,
            self._header,
            field(self.extra, said("Parameters of your own, one `name=value` a line; one of the same name is replaced.")),
        )

    def draw(self, flow: Flow | None) -> None:
        """Show what this client and this sign-in have: what is not there cannot be altered."""
        method = flow.client.method if flow else None
        has_secret = flow is not None and flow.client.method.needs == "client_secret" and flow.client.lacks is None
        visible(self._secret, has_secret)
        visible(self._header, method is not None and bool(method.header))
        visible(self._basic, method is not None and "basic_encoding" in method.fields)
        if flow is not None:
            own = flow.client.basic_encoding
            self._ways.show(
                said(f"How the Basic header is written (RFC 6749 2.3.1): {own} as registered, {_other(own)} the other one.")
            )
        asked = flow.authorization_request if flow else None
        visible(self._pkce, asked is not None and asked.code_verifier is not None)

    @property
    def values(self) -> tuple[Any, ...]:
        """What stands in the form now."""
        return tuple(control.value for control in self.controls)

    def reset(self) -> None:
        """Alter nothing."""
        self.secret.value, self.encoding.value, self.redirect_uri.value, self.verifier.value = "", AS_IS, "", ""
        self.authorization.value, self.extra.value = False, ""

    def arguments(self, flow: Flow) -> dict[str, Any]:
        """Return the arguments of `flow.token_request`. Raises `Mistake` for an extra parameter that is none."""
        extra: list[tuple[str, Text]] = list(pairs(self.extra.value))
        omit = ["authorization"] if self.authorization.value else []
        uri = flow.client.redirect_uri
        if self.redirect_uri.value in ("omit", "misspell"):
            omit.append("redirect_uri")
        if self.redirect_uri.value == "misspell":
            extra.append(("reidrect_uri", uri))
        elif self.redirect_uri.value == "other":
            extra.append(("redirect_uri", f"{uri}/elsewhere"))
        if self.verifier.value == "wrong":
            extra.append(("code_verifier", Secret(_WRONG_VERIFIER, "code_verifier")))
        elif self.verifier.value == "omit":
            omit.append("code_verifier")
        return {"extra": extra, "omit": omit, "client": self._client(flow.client)}

    def _client(self, client: Client) -> Client | None:
        """The client that proves itself in another way; None where nothing of it is altered."""
        if self.encoding.value == OTHER:
            client = dataclasses.replace(client, basic_encoding=_other(client.basic_encoding))
        elif not self.secret.value:
            return None
        if self.secret.value == "wrong":
            return client.with_secret(Secret(_WRONG_SECRET))
        if self.secret.value == "blank" and client.client_secret is not None:
            return client.with_secret(Secret(f"{client.client_secret.reveal()} "))
        return client


_NOT_BELIEVED = "A provider that does not believe the client answers `invalid_client` (RFC 6749 5.2)."


def _other(encoding: BasicEncoding) -> BasicEncoding:
    return "raw" if encoding == "form" else "form"
