"""The token endpoint's two questions: a code for tokens, and a refresh token for new ones (RFC 6749 4.1.3, 6)."""

from __future__ import annotations

from typing import Any, ClassVar

from authlib.oauth2.rfc6749 import InvalidGrantError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from authlib.oauth2.rfc7636 import CodeChallenge

from .clients import Registration
from .credentials import METHODS
from .memory import Authorization, Token
from .people import Person
from .token_issuer import TokenIssuer


class _IssuesTokens:
    """Both grants end at the token issuer."""

    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar = list(METHODS)
    server: Any
    request: Any

    def generate_token(self, scope: str, **_: Any) -> dict[str, Any]:
        """Return the body of the token response, the ID token included."""
        issuer: TokenIssuer = self.server.token_issuer
        return issuer.token_response(self._authorization(), scope, first=self.request.refresh_token is None)

    def authenticate_user(self, credential: Authorization | Token) -> Person:
        """Return whose grant it is."""
        return self._authorization().person

    def _authorization(self) -> Authorization:
        if self.request.refresh_token:
            authorization: Authorization = self.request.refresh_token.authorization
            return authorization
        code: Authorization = self.request.authorization_code
        return code


class CodeGrant(_IssuesTokens, AuthorizationCodeGrant):
    """The authorization code grant."""

    @staticmethod
    def validate_authorization_redirect_uri(request: Any, client: Registration) -> str | None:
        """Return where the answer goes: `authorization_request` has compared it, or was told not to."""
        sent: str | None = request.payload.redirect_uri
        return sent or client.get_default_redirect_uri()

    def query_authorization_code(self, code: str, client: Registration) -> Authorization:
        """Return what a code stands for; raise `InvalidGrantError` with the reason when it buys nothing (any more)."""
        setting = self.server.setting
        authorization: Authorization | None = setting.memory.codes.get(code)
        if authorization is None:
            raise InvalidGrantError("This code was not issued here. Was it cut, or is it still percent-encoded?")
        if authorization.client.client_id != client.client_id:
            raise InvalidGrantError("This code was issued to another client.")
        if authorization.spent and setting.enforces("code is new"):
            authorization.revoked = True  # RFC 6749 4.1.2: somebody else may hold the first tokens
            raise InvalidGrantError("This code was used before. The tokens that it gave are revoked.")
        if setting.clock() >= authorization.expires_at and setting.enforces("code is fresh"):
            raise InvalidGrantError(f"This code has run out: it lived for {setting.code_lifetime} seconds.")
        if setting.enforces("redirect_uri"):
            self._compare_redirect_uri(authorization)
        else:
            authorization.redirect_uri = None  # Authlib would compare once more
        return authorization

    def _compare_redirect_uri(self, authorization: Authorization) -> None:
        expected = authorization.redirect_uri
        came = self.request.form.get("redirect_uri")
        if expected is not None and came is None:
            raise InvalidGrantError(
                "redirect_uri is missing: it was sent in the authorization request, so it must be sent here too."
            )
        if expected is not None and came != expected:
            raise InvalidGrantError("redirect_uri is not the one of the authorization request, letter for letter.")

    def delete_authorization_code(self, authorization_code: Authorization) -> None:
        """Mark the code as used; it is kept, so that a second use is noticed."""
        authorization_code.spent = True


class RefreshGrant(_IssuesTokens, RefreshTokenGrant):
    """The refresh token grant, with rotation: each refresh token works once (RFC 9700 4.14.2)."""

    def authenticate_refresh_token(self, refresh_token: str) -> Token:
        """Return the refresh token; a used one ends everything that came from the same sign-in."""
        setting = self.server.setting
        token: Token | None = self.server.find_token(refresh_token)
        if token is None or token.kind != "refresh_token":
            raise InvalidGrantError("This refresh token was not issued here.")
        if token.revoked and setting.enforces("refresh_token is new"):
            token.authorization.revoked = True
            raise InvalidGrantError("This refresh token was used or revoked before. All that came from it is revoked.")
        if token.authorization.revoked or token.is_expired():
            raise InvalidGrantError("This refresh token has run out or was revoked.")
        return token

    def revoke_old_credential(self, refresh_token: Token) -> None:
        """End the refresh token that was just used, as far as it is replaced."""
        refresh_token.revoked = bool(self.server.setting.enforces("refresh_token is replaced"))


class Pkce(CodeChallenge):
    """PKCE as RFC 7636 has it: for those who send a challenge, and for clients that must."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def validate_code_verifier(self, grant: CodeGrant, result: Any) -> None:
        """Compare the verifier with the challenge, unless told not to."""
        if grant.server.setting.enforces("code_verifier"):
            super().validate_code_verifier(grant, result)
