"""The Oracle profile: Identity Cloud Service and OCI identity domains, with the habits that surprise their clients.

After Oracle's documentation ("Using OpenID Connect to Extend OAuth 2.0", "Access Token", the token expiry table) and
metadata captured by others; nothing here was measured against a live tenant. Sources: reference/providers.toml.
"""

from __future__ import annotations

import base64
import secrets
import uuid
from typing import Any
from urllib.parse import urlencode

from .http import Pairs, Response, json_answer
from .keys import SigningKey
from .memory import Authorization
from .people import Person
from .standard import Paths, Standard

ISSUER = "https://identity.oraclecloud.com/"  # one name for every tenant, whatever its address
TENANT = "idcs-practice"
SESSION = 8 * 3600  # seconds; the default of the token expiry table
_TERSE = {
    "invalid_grant": "The authorization code or refresh token is invalid.",
    "invalid_client": "Client authentication failed.",
}


class Oracle(Standard):
    """The same protocol with Oracle's paths, names, claims and silences."""

    name = "oracle"
    port = 8766
    paths = Paths(
        authorization_endpoint="/oauth2/v1/authorize",
        token_endpoint="/oauth2/v1/token",  # noqa: S106  (an address)
        userinfo_endpoint="/oauth2/v1/userinfo",
        introspection_endpoint="/oauth2/v1/introspect",
        revocation_endpoint="/oauth2/v1/revoke",
        end_session_endpoint="/oauth2/v1/userlogout",
        jwks_uri="/admin/v1/SigningCert/jwk",
    )
    algorithms = ("RS256",)
    scopes = (*Standard.scopes, "groups", "get_groups", "approles", "get_approles")
    keys_are_public = False
    acr_values = ()
    names_itself = False
    reads_claims_parameter = False
    ignores_unknown_scopes = False
    wrong_redirect_uri = "invalid_redirect_uri"

    def issuer(self, address: str) -> str:
        """Return the constant issuer, which strict clients refuse since it is not where discovery was found."""
        return ISSUER

    def kid(self, thumbprint: str) -> str:
        """Return the one name that every tenant's key has."""
        return "SIGNING_KEY"

    def new_secret(self) -> str:
        """Return a client secret: a UUID."""
        return str(uuid.uuid4())

    def new_code(self) -> str:
        """Return a code that begins and ends as in the manual: `AQIDBA...=`, the padding kept."""
        return base64.urlsafe_b64encode(b"\x01\x02\x03\x04\x05" + secrets.token_bytes(48)).decode()

    def query(self, params: Pairs) -> str:
        """Return the redirect's parameters with `=` left raw, as the manual prints them; they parse all the same."""
        return urlencode(params, safe="=")

    def new_trace(self) -> str | None:
        """Return an execution context id (ECID), which Oracle's support asks for."""
        return f"{secrets.token_urlsafe(12)}00000000"

    def trace_headers(self, trace: str | None) -> dict[str, str]:
        """Return the ECID as a header."""
        return {"X-ORACLE-DMS-ECID": trace or ""}

    def describe(self, description: str, trace: str | None) -> str:
        """Return the description with the ECID at its end."""
        return f"{description} ECID: {trace}"

    def token_error(self, error: str, description: str) -> str:
        """Return a description that hides the cause of a refusal, as most providers do."""
        return _TERSE.get(error, description)

    def subject(self, person: Person) -> str:
        """Return the login name, which may be given to somebody else one day; `user_id` may not."""
        return str(person.claims["email"])

    def id_token_header(self, alg: str, signing: SigningKey | None) -> dict[str, Any]:
        """Return a header that starts with `x5t#S256`: its first bytes are the `eyJ4NXQjUzI1` of the manual."""
        return {**signing.thumbprints, "kid": signing.kid, "alg": alg} if signing else {"alg": alg}

    def id_token_claims(self, grant: Authorization, address: str, now: int, lifetime: int) -> dict[str, Any]:
        """Return Oracle's claims: the issuer is an audience too, and the token lives as long as the session."""
        expiry = max(grant.auth_time + SESSION, now + lifetime)
        return super().id_token_claims(grant, address, now, lifetime) | {
            **self._names(grant.person),
            "aud": [grant.client.client_id, ISSUER],
            "azp": grant.client.client_id,
            "exp": expiry,
            "session_exp": expiry,
            "amr": ["USERNAME_PASSWORD"],
            "authn_strength": "2",
            "jti": uuid.uuid4().hex,
            "sid": grant.sid,
            "tok_type": "IT",
            "user_lang": grant.person.claims["locale"],
            "user_locale": grant.person.claims["locale"],
            "user_tz": grant.person.claims["zoneinfo"],
        }

    def has_jwt_access_token(self, resource: str | None) -> bool:
        """Every access token is a JWT."""
        return True

    def access_token_header(self, signing: SigningKey) -> dict[str, Any]:
        """Return the same header as the ID token's: only `tok_type` tells the two apart."""
        return self.id_token_header("RS256", signing)

    def access_token_claims(self, grant: Authorization, scope: str, address: str, now: int, lifetime: int) -> dict[str, Any]:
        """Return Oracle's claims; without an API of its own the audience is the tenant."""
        return {
            **self._names(grant.person),
            "iss": ISSUER,
            "aud": grant.client.resource(scope) or f"{address}/",
            "client_id": grant.client.client_id,
            "client_name": grant.client.client_id,
            "client_tenantname": TENANT,
            "exp": now + lifetime,
            "iat": now,
            "jti": uuid.uuid4().hex,
            "scope": scope,
            "sid": grant.sid,
            "sub_type": "user",
            "tenant": TENANT,
            "tok_type": "AT",
        }

    def token_response(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the four members of the manual; unknown scopes were refused, so what was granted is what was asked."""
        return {name: value for name, value in body.items() if name != "scope"}

    def userinfo(self, claims: dict[str, Any], scope: str) -> dict[str, Any]:
        """Return the claims with an empty text for what is not known, as in the manual's sample."""
        empty: dict[str, Any] = {}
        if "profile" in scope.split():
            empty |= {"birthdate": "", "gender": "", "website": ""}
        if {"groups", "get_groups"} & set(scope.split()):
            empty["groups"] = []
        if {"approles", "get_approles"} & set(scope.split()):
            empty["appRoles"] = []
        return empty | claims

    def public_key(self, signing: SigningKey) -> dict[str, Any]:
        """Return the key with its certificate and the certificate's thumbprints."""
        certificate = base64.b64encode(signing.certificate).decode()
        return {**signing.public(), "x5c": [certificate], **signing.thumbprints}

    def refuse_keys(self) -> Response:
        """Return the SCIM error that strangers get from the signing certificate's address."""
        extension = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error"
        body = {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error", extension],
            "detail": "You are not authorized to access the resource.",
            "status": "401",
            extension: {"messageId": "error.common.exception.unauthorizedAccess"},
        }
        answer = json_answer(body, 401)
        answer.headers["Content-Type"] = "application/scim+json"
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    def metadata(self, address: str, algorithms: list[str]) -> dict[str, Any]:
        """Return metadata that is silent about PKCE and `iss`, and names the introspection endpoint twice."""
        honest = super().metadata(address, algorithms)
        for member in (
            "code_challenge_methods_supported",
            "authorization_response_iss_parameter_supported",
            "prompt_values_supported",
            "acr_values_supported",
            "response_modes_supported",
        ):
            del honest[member]
        return honest | {
            "introspect_endpoint": honest["introspection_endpoint"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
            "claims_supported": ["aud", "exp", "iat", "iss", "jti", "sub"],
            "claims_parameter_supported": False,
            "ui_locales_supported": ["en"],
            "http_logout_supported": True,
            "logout_session_supported": False,
            "require_request_uri_registration": False,
            "idcs_id_token": "supported",
            "idcs_logout_v3": "supported",
        }

    def _names(self, person: Person) -> dict[str, Any]:
        return {
            "sub": self.subject(person),
            "sub_mappingattr": "userName",
            "user_id": person.guid,
            "user_displayname": person.claims["name"],
            "user_tenantname": TENANT,
            "user.tenant.name": TENANT,
        }
