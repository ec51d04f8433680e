"""Where clients call: the token endpoint and its neighbours UserInfo, introspection and revocation; and the way out."""

from __future__ import annotations

from typing import Any, ClassVar

from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Error
from authlib.oauth2.rfc6750 import BearerTokenValidator, InsufficientScopeError, InvalidTokenError
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oidc.rpinitiated import EndSessionEndpoint

from .clients import Registration
from .credentials import METHODS, PROVING
from .errors import BEARER_CHALLENGE
from .http import Request, Response, json_answer, redirect
from .memory import Token
from .oauth import OAuthRequest, Server
from .render import Pages
from .setting import Setting
from .token_issuer import TokenIssuer


def token(oauth: Server, request: Request) -> Response:
    """Trade a code or a refresh token for tokens (RFC 6749 3.2)."""
    try:
        oauth.require_form(request)
        oauth.require_grant_type(request)
    except OAuth2Error as error:
        return oauth.refuse(request, error)
    answer: Response = oauth.create_token_response(request)
    return answer


def about_token(oauth: Server, request: Request, endpoint: str) -> Response:
    """Answer at an endpoint to which a client brings a token: "introspection" or "revocation"."""
    try:
        oauth.require_form(request)
    except OAuth2Error as error:
        return oauth.refuse(request, error)
    answer: Response = oauth.create_endpoint_response(endpoint, request)
    return answer


class Bearer(BearerTokenValidator):
    """Is this access token good, and good for this? (RFC 6750)"""

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._setting = setting

    def token(self, request: Request, scope: str | None) -> Token | None:
        """Return the access token in the Authorization header, or None when there is no header at all.

        Raises Authlib's `InvalidTokenError` and `InsufficientScopeError`.
        """
        header = request.headers.get("Authorization")
        if header is None:
            return None
        scheme, _, value = header.partition(" ")
        token = self._setting.memory.tokens.get(value.strip())
        if scheme.lower() != "bearer" or token is None or token.kind != "access_token":
            raise InvalidTokenError("This is not an access token that was issued here.")
        self.validate_token(token, [scope] if scope else None, request)
        return token


def userinfo(setting: Setting, token_issuer: TokenIssuer, request: Request) -> Response:
    """Answer who the person is (OIDC Core 5.3)."""
    try:
        token = Bearer(setting).token(request, "openid")
    except InsufficientScopeError as error:
        return _bearer_refusal(error, "The access token lacks the scope openid.", 403)
    except InvalidTokenError as error:
        return _bearer_refusal(error, error.description, 401)
    if token is None:  # without a token the challenge stands alone (RFC 6750 3.1)
        answer = Response(401)
        answer.headers["WWW-Authenticate"] = BEARER_CHALLENGE
        return answer
    return json_answer(token_issuer.userinfo(token.authorization, token.scope))


def _bearer_refusal(error: OAuth2Error, description: str, status: int) -> Response:
    answer = json_answer({"error": error.error, "error_description": description}, status)
    answer.headers["WWW-Authenticate"] = f'{BEARER_CHALLENGE}, error="{error.error}", error_description="{description}"'
    return answer


class _TokenInForm:
    """What introspection and revocation share: a client that proves itself, and a token in the form."""

    server: Any

    def check_params(self, request: OAuthRequest, client: Registration) -> None:
        """Ask for a token; a wrong token_type_hint may be ignored (RFC 7009 2.1)."""
        if "token" not in request.form:
            raise InvalidRequestError("The parameter token is missing.")

    def query_token(self, token_string: str, token_type_hint: str | None) -> Token | None:
        """Return the token by its value."""
        token: Token | None = self.server.find_token(token_string)
        return token


class Introspection(_TokenInForm, IntrospectionEndpoint):
    """What is this token worth? (RFC 7662)"""

    CLIENT_AUTH_METHODS: ClassVar = PROVING

    def check_permission(self, token: Token, client: Registration, request: OAuthRequest) -> bool:
        """A client may ask about its own tokens."""
        return token.check_client(client)

    def introspect_token(self, token: Token) -> dict[str, Any]:
        """Return what is known of a live token (RFC 7662 2.2)."""
        setting, grant = self.server.setting, token.authorization
        body = {
            "active": True,
            "iss": setting.issuer,
            "sub": setting.profile.subject(grant.person),
            "username": grant.person.name,
            "client_id": grant.client.client_id,
            "scope": token.scope,
            "iat": token.issued_at,
            "exp": token.expires_at,
        }
        if token.kind == "access_token":
            body["token_type"] = "Bearer"
            body["aud"] = grant.client.resource(token.scope) or setting.issuer
        setting.apply_faults("introspection", body)
        return body


class Revocation(_TokenInForm, RevocationEndpoint):
    """Take a token back (RFC 7009)."""

    CLIENT_AUTH_METHODS: ClassVar = list(METHODS)

    def revoke_token(self, token: Token, request: OAuthRequest) -> None:
        """A refresh token takes with it the access tokens of the same sign-in (RFC 7009 2.1)."""
        token.revoked = True
        if token.kind == "refresh_token":
            token.authorization.revoked = True


class Logout(EndSessionEndpoint):
    """RP-initiated logout. An ID token is a hint when it was issued here; how it was signed does not matter then."""

    def _validate_id_token_hint(self, id_token_hint: str) -> dict[str, Any]:
        claims: dict[str, Any] | None = self.server.setting.memory.id_tokens.get(id_token_hint)
        if claims is None:
            raise InvalidRequestError("id_token_hint is not an ID token that was issued here.")
        return claims

    def resolve_client_from_id_token_claims(self, id_token_claims: dict[str, Any]) -> Registration | None:
        """Return the client that the token was made for, also when the audience is a list."""
        audience = id_token_claims["aud"]
        client: Registration | None = self.server.query_client(audience if isinstance(audience, str) else audience[0])
        return client


def logout(oauth: Server, pages: Pages, request: Request) -> Response:
    """Sign out: at once with a valid hint, after a question without one (RP-Initiated Logout 2, 6)."""
    try:
        asked = oauth.validate_endpoint_request("end_session", request)
    except OAuth2Error as error:
        return pages.error(request, error.error, error.description)
    if asked.needs_confirmation and dict(request.form).get("decision") != "sign-out":
        return pages.sign_out(request, done=False)
    setting = oauth.setting
    setting.memory.sessions.pop(request.cookie(setting.cookie) or "", None)
    if asked.redirect_uri:
        return redirect(setting.relative_redirect(asked.redirect_uri), request)
    return pages.sign_out(request, done=True)
