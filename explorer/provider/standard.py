"""The standard profile: a provider by the book. The other profiles say where they differ."""

from __future__ import annotations

import base64
import secrets
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from .credentials import METHODS, PROVING, SIGNING_ALGORITHMS
from .http import Pairs, Response, json_answer
from .keys import ALGORITHMS, SigningKey
from .memory import Authorization
from .people import PERSONAL_CLAIMS, Person


@dataclass(frozen=True)
class Paths:
    """Where the endpoints are, below the provider's address; named as in its metadata."""

    authorization_endpoint: str = "/authorize"
    token_endpoint: str = "/token"
    userinfo_endpoint: str = "/userinfo"
    introspection_endpoint: str = "/introspect"
    revocation_endpoint: str = "/revoke"
    end_session_endpoint: str = "/logout"
    jwks_uri: str = "/jwks"


class Standard:
    """OpenID Connect Core and its neighbours as they are written."""

    name = "standard"
    port = 8765
    paths = Paths()
    algorithms: tuple[str, ...] = ALGORITHMS
    scopes: tuple[str, ...] = ("openid", "profile", "email", "phone", "address", "offline_access")
    keys_are_public = True
    acr_values: tuple[str, ...] = ("urn:practice:one-click",)
    names_itself = True  # `iss` in the redirect, RFC 9207
    reads_claims_parameter = True
    ignores_unknown_scopes = True
    wrong_redirect_uri = "invalid_request"

    def issuer(self, address: str) -> str:
        """Return the provider's name: the address where it listens (Discovery 4.3)."""
        return address

    def kid(self, thumbprint: str) -> str:
        """Return the name of a key: its thumbprint (RFC 7638)."""
        return thumbprint

    def new_secret(self) -> str:
        """Return a client secret in base64 that has a `+` and a `/`: with those the two Basic encodings differ."""
        while True:
            secret = base64.b64encode(secrets.token_bytes(32)).decode()
            if "+" in secret and "/" in secret:
                return secret

    def new_code(self) -> str:
        """Return an authorization code: 256 random bits."""
        return secrets.token_urlsafe(32)

    def query(self, params: Pairs) -> str:
        """Return the parameters of a redirect, form-encoded (RFC 6749 4.1.2)."""
        return urlencode(params)

    def new_trace(self) -> str | None:
        """Return a number under which an answer can be found in the provider's logs; this one keeps none."""
        return None

    def trace_headers(self, trace: str | None) -> dict[str, str]:
        """Return the headers that carry that number."""
        return {}

    def describe(self, description: str, trace: str | None) -> str:
        """Return the text of an error as it goes out."""
        return description

    def token_error(self, error: str, description: str) -> str:
        """Return what the token endpoint tells about a refusal: everything, since people are here to learn."""
        return description

    def id_token_header(self, alg: str, signing: SigningKey | None) -> dict[str, Any]:
        """Return the header; an HS256 token has no `kid`, since its key, the client secret, is published nowhere."""
        return {"alg": alg, "typ": "JWT"} | ({"kid": signing.kid} if signing else {})

    def id_token_claims(self, grant: Authorization, address: str, now: int, lifetime: int) -> dict[str, Any]:
        """Return the claims that every ID token has (OIDC Core 2)."""
        return {
            "iss": self.issuer(address),
            "sub": self.subject(grant.person),
            "aud": grant.client.client_id,
            "exp": now + lifetime,
            "iat": now,
            "auth_time": grant.auth_time,
            **({"acr": grant.acr} if grant.acr else {}),
        }

    def has_jwt_access_token(self, resource: str | None) -> bool:
        """An API gets a JWT that it can read (RFC 9068); without one the token is opaque: it is nobody else's business."""
        return resource is not None

    def access_token_header(self, signing: SigningKey) -> dict[str, Any]:
        """Return the header that tells an access token from an ID token (RFC 9068 2.1)."""
        return {"alg": "RS256", "typ": "at+jwt", "kid": signing.kid}

    def access_token_claims(self, grant: Authorization, scope: str, address: str, now: int, lifetime: int) -> dict[str, Any]:
        """Return the claims of RFC 9068 2.2; the audience is the API that was asked for."""
        return {
            "iss": self.issuer(address),
            "aud": grant.client.resource(scope),
            "sub": self.subject(grant.person),
            "client_id": grant.client.client_id,
            "exp": now + lifetime,
            "iat": now,
            "auth_time": grant.auth_time,
            "jti": secrets.token_urlsafe(12),
            "scope": scope,
        }

    def token_response(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the body with `scope` always in it: more than RFC 6749 5.1 asks for, and never wrong."""
        return body

    def subject(self, person: Person) -> str:
        """Return how this provider names a person to its clients."""
        return person.sub

    def userinfo(self, claims: dict[str, Any], scope: str) -> dict[str, Any]:
        """Return the claims as they are; one without a value is left out (OIDC Core 5.3.2)."""
        return claims

    def public_key(self, signing: SigningKey) -> dict[str, Any]:
        """Return a key as it is published."""
        return signing.public()

    def refuse_keys(self) -> Response:
        """Return the answer to strangers while the keys are closed, as they are not by default."""
        return json_answer({"error": "invalid_token", "error_description": "The keys are closed to the public."}, 401)

    def metadata(self, address: str, algorithms: list[str]) -> dict[str, Any]:
        """Return what the provider says about itself (Discovery 3); `algorithms` are those it has a key for."""
        return {
            "issuer": self.issuer(address),
            **{name: address + path for name, path in asdict(self.paths).items()},
            "scopes_supported": list(self.scopes),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query", "form_post"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": algorithms,
            "token_endpoint_auth_methods_supported": list(METHODS),
            "token_endpoint_auth_signing_alg_values_supported": list(SIGNING_ALGORITHMS),
            "introspection_endpoint_auth_methods_supported": list(PROVING),
            "introspection_endpoint_auth_signing_alg_values_supported": list(SIGNING_ALGORITHMS),
            "revocation_endpoint_auth_methods_supported": list(METHODS),
            "revocation_endpoint_auth_signing_alg_values_supported": list(SIGNING_ALGORITHMS),
            "acr_values_supported": list(self.acr_values),
            "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "at_hash", *PERSONAL_CLAIMS],
            "code_challenge_methods_supported": ["S256", "plain"],
            "prompt_values_supported": ["none", "login", "consent", "select_account"],
            "claims_parameter_supported": True,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
        }
