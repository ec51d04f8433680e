"""The provider itself, without a socket: a request goes in, a response comes out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from joserfc.jwk import RSAKey

from . import documents, endpoints
from .authorization_endpoint import AuthorizationEndpoint
from .clients import Registration, require_sound
from .credentials import require_method
from .errors import BadRegistration
from .grants import CodeGrant, Pkce, RefreshGrant
from .http import Request, Response, TooManyParameters, guarded, json_answer
from .keys import KeyRing
from .memory import Clock
from .oauth import Server
from .oracle import Oracle
from .render import Pages
from .setting import LANDING, Setting
from .standard import Standard
from .token_issuer import TokenIssuer

PROFILES: dict[str, type[Standard]] = {"standard": Standard, "oracle": Oracle}
DISCOVERY = "/.well-known/openid-configuration"

STARTED = "Provider-Started"  # a header of our own: who restarts it forgets every code, and nothing else would tell

Route = tuple[tuple[str, ...], Callable[[Request], Response]]  # methods, and who answers


class Provider:
    """An OpenID Provider that listens at `http://127.0.0.1:port`.

    `profile` is "standard" or "oracle"; `folder` keeps the signing keys; `clock` returns seconds since 1970. It routes;
    what all its parts work with is in `setting`, and what may be changed while it runs: lifetimes, and the faults in force.
    """

    def __init__(self, profile: str = "standard", *, port: int, folder: Path | None = None, clock: Clock = time.time) -> None:
        chosen = PROFILES[profile]()
        self.setting = Setting(chosen, port, KeyRing(folder, chosen.kid), clock, chosen.keys_are_public)
        self.token_issuer = TokenIssuer(self.setting)
        self._pages = Pages(self.setting)
        self._oauth = _server(self.setting, self.token_issuer)
        self._authorization = AuthorizationEndpoint(self.setting, self._oauth, self._pages)
        self._routes = self._routed()
        self._places = self._answer_places()

    @property
    def profile(self) -> Standard:
        """Whose habits it has."""
        return self.setting.profile

    @property
    def port(self) -> int:
        """Where on 127.0.0.1 it listens."""
        return self.setting.port

    @property
    def address(self) -> str:
        """Where it listens, as an address."""
        return self.setting.address

    @property
    def issuer(self) -> str:
        """Its name, as in `iss`."""
        return self.setting.issuer

    @property
    def landing(self) -> str:
        """The redirect address for clients that have none of their own."""
        return self.setting.landing

    def register(
        self,
        client_id: str,
        *,
        redirect_uris: tuple[str, ...] = (),
        token_endpoint_auth_method: str = "client_secret_basic",  # noqa: S107  (the name of a method)
        public_key: dict[str, Any] | None = None,
        basic_encoding: str = "form",
        id_token_signed_response_alg: str = "RS256",  # noqa: S107  (the name of an algorithm)
        require_pkce: bool = False,
    ) -> Registration:
        """Register a client, or register it anew; a confidential one gets a new secret. Raises `BadRegistration`."""
        redirect_uris = redirect_uris or (self.landing,)
        require_sound(client_id, redirect_uris)
        require_method(token_endpoint_auth_method)
        self._require_algorithm(id_token_signed_response_alg, token_endpoint_auth_method)
        registration = Registration(
            client_id=client_id,
            redirect_uris=redirect_uris,
            token_endpoint_auth_method=token_endpoint_auth_method,
            client_secret=self.profile.new_secret() if "secret" in token_endpoint_auth_method else None,
            public_key=RSAKey.import_key(public_key) if public_key else None,
            basic_encoding=basic_encoding,
            id_token_signed_response_alg=id_token_signed_response_alg,
            require_pkce=require_pkce,
            scopes=self.profile.scopes,
            resources=(f"{self.address}/api", "http://tenant-base-url/api"),
            strict_scopes=not self.profile.ignores_unknown_scopes,
        )
        self.setting.memory.clients[client_id] = registration
        return registration

    def _require_algorithm(self, alg: str, method: str) -> None:
        if alg not in self.profile.algorithms:
            known = ", ".join(self.profile.algorithms)
            raise BadRegistration(f"The {self.profile.name} profile signs ID tokens with {known}, and with nothing else.")
        if alg == "HS256" and "secret" not in method:
            raise BadRegistration("HS256 signs with the client secret, and this client has none.")
        if alg != "HS256":
            self.setting.keys.signing(alg)  # made now, so that the key set does not change in the middle of a flow

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        trace = self.profile.new_trace()
        try:
            answer = guarded(self._route(replace(request, trace=trace)))
        except TooManyParameters as problem:
            answer = guarded(json_answer({"error": "invalid_request", "error_description": str(problem)}, 400))
        answer.path = request.path
        for name, value in self.profile.trace_headers(trace).items():
            answer.headers[name] = value
        answer.headers[STARTED] = self.setting.started
        for place in ("answer", self._places.get(request.path, "")):
            self.setting.apply_faults(place, answer)
        return answer

    def _route(self, request: Request) -> Response:
        path = "/interaction/" if request.path.startswith("/interaction/") else request.path
        methods, serve = self._routes.get(path, (None, None))
        if methods is None or serve is None:
            nothing = "There is no page at this address. A sign-in begins with a link from the notebook."
            return self._pages.error(request, "not_found", nothing, status=404)
        if request.method not in methods:
            answer = json_answer({"error": "invalid_request", "error_description": f"Use {' or '.join(methods)}."}, 405)
            answer.headers["Allow"] = ", ".join(methods)
            return answer
        return serve(request)

    def _routed(self) -> dict[str, Route]:
        """Who answers at which path, and to which methods."""
        setting, oauth, pages = self.setting, self._oauth, self._pages
        paths, get, post = self.profile.paths, ("GET",), ("POST",)
        return {
            DISCOVERY: (get, lambda request: documents.discovery(setting)),
            paths.jwks_uri: (get, lambda request: documents.jwks(setting, request)),
            paths.authorization_endpoint: (get + post, self._authorization.authorize),
            "/interaction/": (get + post, self._authorization.interact),
            LANDING: (get + post, pages.landing),
            paths.token_endpoint: (post, lambda request: endpoints.token(oauth, request)),
            paths.userinfo_endpoint: (get + post, lambda request: endpoints.userinfo(setting, self.token_issuer, request)),
            paths.introspection_endpoint: (post, lambda request: endpoints.about_token(oauth, request, "introspection")),
            paths.revocation_endpoint: (post, lambda request: endpoints.about_token(oauth, request, "revocation")),
            paths.end_session_endpoint: (get + post, lambda request: endpoints.logout(oauth, pages, request)),
        }

    def _answer_places(self) -> dict[str, str]:
        """The places of faults at which whole answers can be changed, by their paths."""
        paths = self.profile.paths
        return {
            DISCOVERY: "discovery_answer",
            paths.jwks_uri: "jwks_answer",
            paths.token_endpoint: "token_answer",
            paths.userinfo_endpoint: "userinfo_answer",
        }


def _server(setting: Setting, token_issuer: TokenIssuer) -> Server:
    """Return Authlib's server with the grants and endpoints that there are."""
    server = Server(setting, token_issuer)
    server.register_grant(CodeGrant, [Pkce()])
    server.register_grant(RefreshGrant)
    for endpoint in (endpoints.Introspection, endpoints.Revocation, endpoints.Logout):
        server.register_endpoint(endpoint)
    return server
