"""How a client proves who it is: Basic, in the body, by a signed assertion, or not at all (OIDC Core 9)."""

from __future__ import annotations

import base64
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from authlib.oauth2.rfc6749 import InvalidClientError, InvalidRequestError
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jws import extract_compact

from .clients import Registration
from .errors import BadRegistration
from .keys import Key

FindClient = Callable[[str], Registration | None]


def basic_client(find: FindClient, header: str) -> Registration:
    """Return the client that a Basic header proves.

    RFC 6749 2.3.1 has id and secret form-encoded before they are joined; a client registered with `raw` leaves that
    out, so each spelling counts only for a client that is registered for it.
    """
    client_id, secret = _basic_pair(header)
    spellings = {"form": (unquote_plus(client_id), unquote_plus(secret)), "raw": (client_id, secret)}
    for encoding, (name, password) in spellings.items():
        client = find(name)
        if client is None or client.basic_encoding != encoding:
            continue
        if client.check_client_secret(password):
            return client
        raise InvalidClientError(_wrong_secret(client, spellings))
    raise InvalidClientError("No client is registered under this client_id.")


def _wrong_secret(client: Registration, spellings: dict[str, tuple[str, str]]) -> str:
    other = "raw" if client.basic_encoding == "form" else "form"
    if client.check_client_secret(spellings[other][1]):
        return f"The secret came {other}-encoded, and this client is registered for {client.basic_encoding}."
    return "The client secret is wrong."


def _basic_pair(header: str) -> tuple[str, str]:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "basic":
        raise InvalidClientError("The Authorization header must be of the scheme Basic here.")
    try:
        text = base64.b64decode(token.strip(), validate=True).decode()
    except ValueError:  # no base64, no UTF-8, or a letter beyond ASCII before that
        raise InvalidClientError("The Basic credentials are not base64 of UTF-8 text.") from None
    client_id, colon, secret = text.partition(":")
    if not colon:
        raise InvalidClientError("The Basic credentials have no colon between client_id and secret.")
    return client_id, secret


def post_client(find: FindClient, form: dict[str, str]) -> Registration:
    """Return the client that id and secret in the body prove."""
    client = named_client(find, form)
    if not client.check_client_secret(form["client_secret"]):
        raise InvalidClientError("The client secret is wrong.")
    return client


def named_client(find: FindClient, form: dict[str, str]) -> Registration:
    """Return the client that the body names, which proves nothing: enough for a public client only."""
    if "client_id" not in form:
        raise InvalidClientError("client_id is missing, and nothing else says who is asking.")
    client = find(form["client_id"])
    if client is None:
        raise InvalidClientError("No client is registered under this client_id.")
    return client


class Assertion(JWTBearerClientAssertion):
    """private_key_jwt (RFC 7523 3): Authlib reads and checks the assertion."""

    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self, audiences: list[str], seen: MutableMapping[tuple[str, str], Any]) -> None:
        super().__init__()
        self._audiences = audiences
        self._seen = seen

    def get_audiences(self) -> list[str]:
        """Return how the assertion may name this provider."""
        return self._audiences

    def resolve_client_public_key(self, client: Registration) -> Key:
        """Return the key that the client registered."""
        if client.public_key is None:
            raise InvalidClientError("This client has registered no key.")
        return client.public_key

    def validate_jti(self, claims: dict[str, Any], jti: str) -> bool:
        """Let every assertion pass once."""
        fresh = (claims["sub"], jti) not in self._seen
        self._seen[claims["sub"], jti] = None
        return fresh


class SecretAssertion(Assertion):
    """client_secret_jwt: the same assertion, signed with the client secret (OIDC Core 9)."""

    CLIENT_AUTH_METHOD = "client_secret_jwt"

    def resolve_client_public_key(self, client: Registration) -> Key:
        """Return the secret as a key: its UTF-8 text (OIDC Core 10.1)."""
        if client.client_secret is None:
            raise InvalidClientError("This client has no secret.")
        return OctKey.import_key(client.client_secret)


def assertion_client(find: FindClient, request: Any, assertion: Assertion) -> Registration:
    """Return the client that a signed assertion proves."""
    if request.form.get("client_assertion_type") != assertion.CLIENT_ASSERTION_TYPE:
        raise InvalidClientError(f"client_assertion_type must be {assertion.CLIENT_ASSERTION_TYPE}.")
    try:
        client: Registration | None = assertion(find, request)
    except InvalidClientError as error:
        raise InvalidClientError(error.description or "The signature of the client assertion is wrong.") from None
    except (
        Exception
    ):  # whatever a stranger's assertion makes authlib, joserfc or json raise; their words may be unfit to be sent
        client = None
    if client is None:
        raise InvalidClientError("The client assertion is malformed.")
    if request.form.get("client_id", client.client_id) != client.client_id:
        raise InvalidClientError("client_id and the client assertion name two clients.")
    return client


def _assertion_alg(form: dict[str, str]) -> str | None:
    """What signed the assertion, by its own word; an empty text for one that cannot be read, None where there is none."""
    if "client_assertion" not in form:
        return None
    try:
        return str(extract_compact(form["client_assertion"].encode("utf-8", "replace")).headers().get("alg", ""))
    except (JoseError, ValueError, RecursionError):
        return ""


@dataclass(frozen=True)
class Method:
    """One way to prove who one is: `is_used` finds it in a request, `proves` returns the client, or raises.

    `proves` gets, for assertions, the names of this provider and those that came before. `algorithms` may sign one.
    """

    is_used: Callable[[Any, dict[str, str]], bool]
    proves: Callable[[FindClient, Any, list[str], MutableMapping[tuple[str, str], Any]], Registration]
    algorithms: tuple[str, ...] = ()


METHODS = {
    "client_secret_basic": Method(
        lambda headers, _: "Authorization" in headers,
        lambda find, request, *_: basic_client(find, request.headers["Authorization"]),
    ),
    "client_secret_post": Method(
        lambda _, form: "client_secret" in form,
        lambda find, request, *_: post_client(find, request.form),
    ),
    "client_secret_jwt": Method(
        lambda _, form: (_assertion_alg(form) or "").startswith("HS"),
        lambda find, request, *known: assertion_client(find, request, SecretAssertion(*known)),
        algorithms=("HS256",),
    ),
    "private_key_jwt": Method(
        lambda _, form: (alg := _assertion_alg(form)) is not None and not alg.startswith("HS"),
        lambda find, request, *known: assertion_client(find, request, Assertion(*known)),
        algorithms=("RS256",),
    ),
    "none": Method(
        lambda _, __: False,
        lambda find, request, *_: named_client(find, request.form),
    ),
}
PROVING = [name for name in METHODS if name != "none"]
SIGNING_ALGORITHMS = [alg for method in METHODS.values() for alg in method.algorithms]


def presented_method(headers: Any, form: dict[str, str]) -> str:
    """Return which method a request uses. More than one at a time is an error (RFC 6749 2.3)."""
    used = [name for name, method in METHODS.items() if method.is_used(headers, form)]
    if len(used) > 1:
        raise InvalidRequestError(f"The client authenticates twice: {' and '.join(used)} (RFC 6749 2.3).")
    return used[0] if used else "none"


def require_method(name: str) -> None:
    """Raise `BadRegistration` for a method that is not taken here."""
    if name not in METHODS:
        raise BadRegistration(f"token_endpoint_auth_method is one of {', '.join(METHODS)}.")
