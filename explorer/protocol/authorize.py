"""Step 1, the authorize request: a link, and the secrets behind it (OIDC Core 3.1.2.1, RFC 6749 4.1.1, RFC 7636 4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypedDict

from ..errors import Mistake
from ..messages import Params, brief, require_names, require_pairs, require_text, with_query
from ..printable import in_one_line
from ..redactor import redact
from ..reference import spelling
from ..secret import Secret, Text, refuse_secrets, reveal
from .client import Client
from .credentials import marked, parameter_label
from .metadata import ProviderMetadata
from .pkce import code_challenge, is_code_verifier

_LARGEST = 10**1000
_SECONDS = re.compile(r"[0-9]{1,1000}")  # Python refuses to read, or to write, a number of more than 4300 digits


class OptionalParams(TypedDict, total=False):
    """The optional parameters of OIDC Core 3.1.2.1, spelled as on the wire; None leaves one out."""

    response_mode: str | None
    display: str | None
    prompt: str | None
    max_age: int | None
    ui_locales: str | None
    id_token_hint: Text | None
    login_hint: str | None
    acr_values: str | None
    claims: str | None


@dataclass(frozen=True)
class AuthorizationRequest:
    """A link to the provider's sign-in, and what has to be remembered until the answer comes.

    `params` are the parameters of the link in order; a credential among them, such as `id_token_hint`, is a `Secret` there, and
    only the link itself holds it. `code_verifier` is the other secret; `state` and `nonce` stay visible because they are there to
    be compared. `nonce`, `state`, `code_verifier` are None where none was sent.
    """

    endpoint: str
    params: Params
    state: str | None
    nonce: str | None
    code_verifier: Secret | None
    code_challenge_method: str | None

    def __repr__(self) -> str:
        return in_one_line(
            f"<AuthorizationRequest {redact(with_query(self.endpoint, [(name, str(value)) for name, value in self.params]), ())}>"
        )

    @property
    def url(self) -> str:
        """The link that a browser opens; an endpoint's own query is kept (RFC 6749 3.1)."""
        return with_query(self.endpoint, [(name, reveal(value)) for name, value in self.params])

    def toDict(self) -> dict[str, str]:  # noqa: N802 - pandas asks for this name
        """Return what pandas writes of it as JSON; else it would ask for every property, and so write the link with its token."""
        return {"authorization_request": repr(self)}

    def get(self, name: str) -> str | None:
        """Return the first parameter of that name as it is sent, or None where it is not."""
        return next((reveal(value) for key, value in self.params if key == name), None)

    @property
    def redirect_uri(self) -> str | None:
        """The address to which the browser is to return."""
        return self.get("redirect_uri")

    @property
    def scope(self) -> str:
        """What was asked for, words separated by spaces."""
        return self.get("scope") or ""

    @property
    def max_age(self) -> int | None:
        """The greatest age of a sign-in that was asked for, in seconds."""
        value = self.get("max_age")
        return int(value) if value is not None and _SECONDS.fullmatch(value) else None


def build_authorization_request(
    metadata: ProviderMetadata,
    client: Client,
    *,
    scope: str,
    state: str | None,
    nonce: str | None,
    code_verifier: Secret | None,
    code_challenge_method: str | None,
    response_type: str = "code",
    optional: OptionalParams | None = None,
    extra: Iterable[tuple[str, str]] = (),
    omit: Iterable[str] = (),
) -> AuthorizationRequest:
    """Return the authorize request for these values; the same values give the same link.

    `extra` adds parameters as they are, `omit` leaves some out on purpose. Raises `Mistake` for a verifier that RFC 7636
    4.1 does not allow, for a value that is no text, and for a provider without an authorization endpoint.
    """
    if code_verifier is not None and not is_code_verifier(code_verifier.reveal()):
        raise Mistake("A code_verifier has 43 to 128 letters, digits and -._~ (RFC 7636 4.1); let the flow make one.")
    pairs: list[tuple[str, Text | None]] = [
        ("response_type", response_type),
        ("client_id", client.client_id),
        ("redirect_uri", client.redirect_uri),
        ("scope", scope),
        ("state", state),
        ("nonce", nonce),
    ]
    if code_verifier is not None and code_challenge_method is not None:
        pairs += [
            ("code_challenge", code_challenge(code_verifier.reveal(), code_challenge_method)),
            ("code_challenge_method", code_challenge_method),
        ]
    pairs += [(name, _option(name, value)) for name, value in (optional or {}).items()]
    left_out = require_names(omit, "omit")
    sent = [(name, value) for name, value in pairs if value is not None and name not in left_out]
    params = tuple((name, _shown(name, require_text(name, value))) for name, value in (*sent, *require_pairs(extra)))
    return AuthorizationRequest(
        endpoint=metadata.endpoint("authorization_endpoint"),
        params=params,
        state=_last(params, "state"),
        nonce=_last(params, "nonce"),
        code_verifier=code_verifier,
        code_challenge_method=code_challenge_method if code_verifier is not None else None,
    )


def _option(name: str, value: Any) -> Text | None:
    """Return an optional parameter as it is sent; None and a blank one are not."""
    if name not in OptionalParams.__annotations__:
        near = spelling(name, tuple(OptionalParams.__annotations__))
        meant = f"Did you mean {near}? " if near else ""
        raise Mistake(
            f"{brief(name)} is no parameter that is known here. {meant}Any other is sent with extra=[({brief(name)!r}, '...')]."
        )
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST:
        return str(value)
    return value or None


def _shown(name: str, value: Text) -> Text:
    """A parameter as it is kept: a credential is redacted, however it was given, and everything else is there to be seen."""
    if parameter_label(name) is None:
        refuse_secrets(**{name: value})
    return marked(name, value) if value else value


def _last(params: Params, name: str) -> str | None:
    return next((reveal(value) for key, value in reversed(params) if key == name), None)
