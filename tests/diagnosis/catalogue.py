"""The failures of the exchange that were reported: what each provider answers, what was sent, and which cause is true then.

Those of the tables of codes stand in catalogue_codes.py.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from explorer import Client
from tests.diagnosis.answers import PLAIN, UNBELIEVED, grant
from tests.diagnosis.small_provider import CALLBACK, Answer, answer

POST = dataclasses.replace(PLAIN, token_endpoint_auth_method="client_secret_post")
PUBLIC = Client("app", redirect_uri=CALLBACK)
JSON_BODY: dict[str, Any] = {"headers": [("Content-Type", "application/json")]}
SLASH: dict[str, Any] = {"extra": [("redirect_uri", CALLBACK + "/")]}
NO_VERIFIER: dict[str, Any] = {"omit": ["code_verifier"]}
OTHER_VERIFIER: dict[str, Any] = {"extra": [("code_verifier", "v" * 43)]}
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
SIGNS = Client("app", redirect_uri=CALLBACK, private_key=PEM, token_endpoint_auth_method="private_key_jwt")
HEX = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 43).hexdigest().encode()).rstrip(b"=").decode()


def _secret(secret: str, **changes: Any) -> Client:
    return dataclasses.replace(PLAIN, client_secret=secret, **changes)


@dataclass(frozen=True)
class Row:
    """`true` are the causes that nothing on the wire tells apart, the first of which has to be the first of the diagnosis."""

    row: str
    true: tuple[str, ...]
    reply: Answer
    client: Client = PLAIN
    change: Mapping[str, Any] = field(default_factory=dict)
    ask: Mapping[str, Any] = field(default_factory=dict)
    after: float = 1.0  # seconds from the paste to the exchange
    again: bool = False  # the code is sent twice, and the second answer is the one

    def __str__(self) -> str:
        return self.row


def row(row: str, true: str, reply: Answer, **how: Any) -> Row:
    return Row(row, tuple(true.split()), reply, **how)


def bare(error: str, status: int = 400, said: str = "", **more: Any) -> Answer:
    """An error code, perhaps with a sentence and members of the vendor's own."""
    return answer({"error": error, **({"error_description": said} if said else {}), **more}, status)


UNKNOWN_CLIENT = bare("invalid_client", 401)
REPORTED = [
    row(
        "d5 Oracle, redirect_uri with a query",
        "redirect-uri-differs redirect-uri-not-registered",
        bare("invalid_request", 400, "Invalid redirect_uri"),
        change=SLASH,
    ),
    row("d23 used twice, Keycloak", "code-used-before", grant("Code not valid"), again=True),
    row(
        "d24 used twice, Entra",
        "code-used-before",
        grant("AADSTS54005: OAuth2 Authorization code was already redeemed, please retry with a new valid code."),
    ),
    row("d25 expired", "code-old", grant("The authorization code has expired"), after=45),
    row(
        "d25 expired, Entra",
        "code-old",
        grant("AADSTS70000: The provided value for the 'code' parameter is not valid. The code has expired."),
    ),
    row("d25 expired, without a word", "code-old", grant(), after=95),
    row(
        "d26 still encoded",
        "code-percent-encoded",
        grant("Malformed auth code."),
        change={"extra": [("code", "4%2FAbCdEfGhIjKlMnOpQrStUvWxYz")]},
    ),
    row("d27 redirect_uri differs", "redirect-uri-differs", grant("Incorrect redirect_uri"), change=SLASH),
    row("d27 redirect_uri missing", "redirect-uri-missing", grant("Incorrect redirect_uri"), change={"omit": ["redirect_uri"]}),
    row(
        "d28 the server blames the code",
        "redirect-uri-differs",
        bare("invalid_request", 400, 'Invalid "code" in request.'),
        change=SLASH,
    ),
    row("d28 the server blames the grant", "redirect-uri-differs", grant('Invalid "code" in request.'), change=SLASH),
    row(
        "d29 verifier of another attempt",
        "verifier-wrong",
        grant("The specified 'code_verifier' is invalid."),
        change=OTHER_VERIFIER,
    ),
    row(
        "d30 base64 of the hex digest",
        "challenge-wrong",
        grant("grant request is invalid"),
        ask={"extra": [("code_challenge", HEX)], "omit": ["code_challenge"]},
    ),
    row("d31 no verifier", "verifier-missing", grant(), change=NO_VERIFIER),
    row("d31 no verifier, invalid_request", "verifier-missing", bare("invalid_request"), change=NO_VERIFIER),
    row("d32 a short verifier", "verifier-malformed", bare("invalid_request"), change={"extra": [("code_verifier", "short")]}),
    row("d32 a short verifier, invalid_grant", "verifier-malformed", grant(), change={"extra": [("code_verifier", "short")]}),
    row(
        "d33 registered as SPA",
        "origin-needed",
        bare(
            "invalid_request",
            400,
            "AADSTS9002325: Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
        ),
    ),
    row(
        "d34 the other method",
        "method-not-registered",
        bare(
            "invalid_client",
            401,
            "The request used the method client_secret_post, but the client is configured to support only client_secret_basic.",
        ),
        client=POST,
    ),
    row("d34 the other method, without a word", "method-not-registered secret-wrong", UNKNOWN_CLIENT, client=POST),
    row("d35 a method that does not work", "method-not-registered secret-wrong", UNKNOWN_CLIENT, client=POST),
    row("d36 raw for form", "basic-encodings-differ", UNBELIEVED, client=_secret("a+b/c=", basic_encoding="raw")),
    row("d36 form for raw", "basic-encodings-differ secret-wrong", UNBELIEVED, client=_secret("a+b/c=")),
    row(
        "d36 form for raw, with words",
        "basic-encodings-differ",
        bare("invalid_client", 401, "Invalid client secret"),
        client=_secret("a+b/c="),
    ),
    row(
        "d37 public with a secret, Entra",
        "public-with-secret",
        bare(
            "invalid_client",
            401,
            "AADSTS700025: Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
        ),
    ),
    row("d37 public with a secret, without a word", "secret-wrong public-with-secret", UNBELIEVED),
    row(
        "d38 no secret, Entra",
        "credential-missing",
        bare(
            "invalid_client",
            401,
            "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        ),
        client=PUBLIC,
    ),
    row("d38 no secret, without a word", "credential-missing", UNBELIEVED, client=PUBLIC),
    row(
        "d39 the id of the secret, Entra",
        "secret-is-an-id",
        bare(
            "invalid_client",
            401,
            "AADSTS7000215: Invalid client secret provided. Send the client secret value, not the client secret ID.",
        ),
        client=_secret("3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
    ),
    row(
        "d39 the id of the secret, without a word",
        "secret-is-an-id secret-wrong",
        UNBELIEVED,
        client=_secret("3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
    ),
    row("d40 a blank at its end", "secret-white-space", UNBELIEVED, client=_secret("plain-secret ")),
    row("d40 a newline at its end", "secret-white-space", UNBELIEVED, client=_secret("plain-secret\n")),
    row("d41 JSON", "body-not-form", bare("unsupported_grant_type"), change=JSON_BODY),
    row(
        "d42 a line end in grant_type",
        "grant-type-wrong",
        bare("unsupported_grant_type", 400, "AADB2C90086: The supplied grant_type [authorization_code\r\n] is not supported."),
        change={"extra": [("grant_type", "authorization_code\r\n")]},
    ),
    row(
        "d43 grant not allowed, in words",
        "grant-not-allowed",
        bare("unauthorized_client", 400, "The client is not allowed to use the authorization_code grant"),
    ),
    row(
        "d43 grant not allowed, without a word",
        "grant-not-allowed secret-wrong client-disabled method-not-registered",
        bare("unauthorized_client"),
    ),
    row(
        "d45 DPoP nonce",
        "dpop-needed",
        answer(
            {"error": "use_dpop_nonce", "error_description": "Authorization server requires nonce in DPoP proof"},
            400,
            DPoP_Nonce="eyJ7",
        ),
    ),
    row(
        "d46 200, GitHub's code",
        "code-used-before code-old",
        bare("bad_verification_code", 200, "The code passed is incorrect or expired."),
    ),
    row(
        "d46 200, GitHub's secret",
        "secret-wrong",
        bare("incorrect_client_credentials", 200, "The client_id and/or client_secret passed are incorrect."),
    ),
    row("d47 HTML 500", "provider-fault", answer("<html><h1>500 Internal Server Error</h1></html>", 500)),
]
