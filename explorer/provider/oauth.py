"""Authlib's authorization server, fitted to this provider. Authlib knows the protocol; this says where things are."""

from __future__ import annotations

from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer, InvalidClientError, InvalidRequestError, OAuth2Error
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload, OAuth2Request

from . import credentials
from .clients import Registration
from .errors import error_answer, status_of
from .http import Request, Response, json_answer, repeated
from .memory import Token
from .setting import Setting
from .token_issuer import TokenIssuer


class OAuthRequest(OAuth2Request):
    """A request as Authlib wants it. Parameters are those of the query after a GET, and of the body after a POST."""

    def __init__(self, request: Request, address: str) -> None:
        super().__init__(request.method, address + request.path, headers=request.headers)
        self.incoming = request
        pairs = request.form if request.method == "POST" else request.args
        self._params = dict(pairs)
        self.payload = BasicOAuth2Payload(self._params)

    @property
    def args(self) -> dict[str, str]:
        """The query's parameters."""
        return dict(self.incoming.args)

    @property
    def form(self) -> dict[str, str]:
        """The body's parameters."""
        return dict(self.incoming.form)


class UnsupportedGrantType(OAuth2Error):
    """The code of Authlib's own error of that name, with a description of ours."""

    error = "unsupported_grant_type"


class Server(AuthorizationServer):
    """The authorization server of one provider."""

    def __init__(self, setting: Setting, token_issuer: TokenIssuer) -> None:
        super().__init__()
        self.setting = setting
        self.token_issuer = token_issuer

    def query_client(self, client_id: str) -> Registration | None:
        """Return a client by its name."""
        return self.setting.memory.clients.get(client_id)

    def create_oauth2_request(self, request: Request) -> OAuthRequest:
        """Return the request for Authlib. Its address is our own, whatever a proxy in front is called."""
        return request if isinstance(request, OAuthRequest) else OAuthRequest(request, self.setting.address)

    def save_token(self, token: dict[str, Any], request: OAuthRequest) -> None:
        """Nothing to do: tokens are remembered when they are made."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        """Return an answer as a value. Errors take the way of `handle_error_response`."""
        return json_answer(body, status)

    def handle_error_response(self, request: OAuthRequest, error: OAuth2Error) -> Response:
        """Return an error that Authlib found."""
        return self.refuse(request.incoming, error)

    def refuse(self, request: Request, error: OAuth2Error) -> Response:
        """Return an error of the token endpoint and its neighbours."""
        profile = self.setting.profile
        description = profile.token_error(error.error, error.description or error.error)
        description = profile.describe(description, request.trace)
        return error_answer(error.error, description, status_of(error))

    def authenticate_client(self, request: OAuthRequest, methods: list[str], endpoint: str = "token") -> Registration:
        """Return the client that asks, proven by the one method that it is registered for."""
        form = request.form
        method = credentials.presented_method(request.headers, form)
        known = (self.setting.accepted_audiences, self.setting.memory.assertions)
        client = credentials.METHODS[method].proves(self.query_client, request, *known)
        if client.token_endpoint_auth_method != method:
            raise InvalidClientError(
                f"This client is registered for {client.token_endpoint_auth_method}; the request used {method}."
            )
        if method not in methods:
            raise InvalidClientError("A public client may not ask here: it cannot prove who it is.")
        if form.get("client_id", client.client_id) != client.client_id:
            raise InvalidRequestError("client_id in the body and the Authorization header name two clients.")
        request.auth_method = method
        return client

    def require_form(self, request: Request) -> None:
        """Raise an error for a body that is no form, or names a parameter twice (RFC 6749 3.2, 4.1.3)."""
        if not request.is_form:
            raise InvalidRequestError("The body must be a form: Content-Type application/x-www-form-urlencoded.")
        if repeated(request.form):
            raise InvalidRequestError("A parameter comes twice; each may come once (RFC 6749 3.2).")

    def require_grant_type(self, request: Request) -> None:
        """Raise an error for a grant that is not on offer; Authlib would echo whatever came (RFC 6749 5.2)."""
        grant_type = dict(request.form).get("grant_type")
        if not grant_type:
            raise InvalidRequestError("grant_type is missing; for a code it is: authorization_code.")
        if grant_type not in ("authorization_code", "refresh_token"):
            raise UnsupportedGrantType("grant_type is authorization_code or refresh_token.")

    def find_token(self, value: str) -> Token | None:
        """Return a token by its value."""
        return self.setting.memory.tokens.get(value)
