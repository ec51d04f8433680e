"""The provider itself, without a socket: a request goes in, a response comes out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from joserfc.jwk import RSAKey

from . import documents, endpoints
from .clients import Registration, require_sound
from .errors import BadRegistration
from .faults import CHECKS, Fault
from .grants import CodeGrant, Pkce, RefreshGrant
from .http import Request, Response, json_answer
from .interactions import FrontDoor
from .keys import KeyRing
from .memory import Clock, Memory
from .oauth import Server
from .oracle import Oracle
from .render import Pages
from .standard import Standard
from .tokens import Mint

PROFILES: dict[str, type[Standard]] = {"standard": Standard, "oracle": Oracle}
LANDING = "/callback"
DISCOVERY = "/.well-known/openid-configuration"


class Provider:
    """An OpenID Provider that listens at `http://127.0.0.1:port`.

    `profile` is "standard" or "oracle"; `folder` keeps the signing keys; `clock` returns seconds since 1970.
    `code_lifetime` and `token_lifetime` (seconds) and `faults_in_force` may be changed while it runs.
    """

    def __init__(self, profile: str = "standard", *, port: int, folder: Path | None = None, clock: Clock = time.time) -> None:
        self.profile = PROFILES[profile]()
        self.port = port
        self.clock = clock
        self.code_lifetime = 60
        self.token_lifetime = 3600
        self.faults_in_force: tuple[Fault, ...] = ()
        self.keys_are_public = self.profile.keys_are_public
        self.memory = Memory()
        self.keys = KeyRing(folder, self.profile.kid)
        self.mint = Mint(self)
        self.pages = Pages(self)
        self.front_door = FrontDoor(self)
        self.oauth = self._server()
        self._routes = self._table()
        self._places = self._answers()

    @property
    def address(self) -> str:
        """Where it listens, and what every address in its metadata begins with."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def issuer(self) -> str:
        """Its name, as in `iss`."""
        return self.profile.issuer(self.address)

    @property
    def landing(self) -> str:
        """The redirect address for clients that have none of their own: a page that shows what came."""
        return self.address + LANDING

    @property
    def own_names(self) -> list[str]:
        """What a client assertion may call this provider (RFC 7523 3; OIDC Core 9)."""
        return [self.issuer, self.address, self.address + self.profile.paths.token_endpoint]

    def towards(self, location: str) -> str:
        """Return a redirect target; to our own landing page without the origin, since behind a proxy it has another."""
        ours = location.partition("?")[0] == self.landing
        return location.removeprefix(self.address) if ours else location

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
        require_sound(client_id, redirect_uris, token_endpoint_auth_method)
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
        self.memory.clients[client_id] = registration
        return registration

    def _require_algorithm(self, alg: str, method: str) -> None:
        if alg not in self.profile.algorithms:
            known = ", ".join(self.profile.algorithms)
            raise BadRegistration(f"The {self.profile.name} profile signs ID tokens with {known}, not with {alg!r}.")
        if alg == "HS256" and "secret" not in method:
            raise BadRegistration("HS256 signs with the client secret, and this client has none.")
        if alg != "HS256":
            self.keys.signing(alg)  # made now, so that the key set does not change in the middle of a flow

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        trace = self.profile.new_trace()
        answer = self._route(replace(request, trace=trace))
        answer.path = request.path
        for name, value in self.profile.trace_headers(trace).items():
            answer.headers[name] = value
        for place in ("answer", self._places.get(request.path, "")):
            self.apply_faults(place, answer)
        return answer

    def apply_faults(self, place: str, subject: Any) -> None:
        """Let the faults in force that belong to this place change what is about to leave."""
        for fault in self.faults_in_force:
            fault.apply(place, subject)

    def insists_on(self, check: str) -> bool:
        """Tell whether a check out of `CHECKS` is made, as an honest provider makes them all."""
        made = set(CHECKS)
        self.apply_faults("checks", made)
        return check in made

    def _route(self, request: Request) -> Response:
        path = "/interaction/" if request.path.startswith("/interaction/") else request.path
        methods, serve = self._routes.get(path, (None, None))
        if methods is None or serve is None:
            nothing = "There is no page at this address. A sign-in begins with a link from the notebook."
            return self.pages.error(request, "not_found", nothing, status=404)
        if request.method not in methods:
            answer = json_answer({"error": "invalid_request", "error_description": f"Use {' or '.join(methods)}."}, 405)
            answer.headers["Allow"] = ", ".join(methods)
            return answer
        return serve(request)

    def _table(self) -> dict[str, tuple[tuple[str, ...], Callable[[Request], Response]]]:
        paths, get, post = self.profile.paths, ("GET",), ("POST",)
        return {
            DISCOVERY: (get, lambda request: documents.discovery(self)),
            paths.jwks_uri: (get, lambda request: documents.jwks(self, request)),
            paths.authorization_endpoint: (get + post, self.front_door.authorize),
            "/interaction/": (get + post, self.front_door.interact),
            LANDING: (get + post, self.pages.landing),
            paths.token_endpoint: (post, lambda request: endpoints.token(self, request)),
            paths.userinfo_endpoint: (get + post, lambda request: endpoints.userinfo(self, request)),
            paths.introspection_endpoint: (post, lambda request: endpoints.about_token(self, request, "introspection")),
            paths.revocation_endpoint: (post, lambda request: endpoints.about_token(self, request, "revocation")),
            paths.end_session_endpoint: (get + post, lambda request: endpoints.logout(self, request)),
        }

    def _answers(self) -> dict[str, str]:
        """The places of faults at which whole answers can be spoilt, by their paths."""
        paths = self.profile.paths
        return {
            DISCOVERY: "discovery_answer",
            paths.jwks_uri: "jwks_answer",
            paths.token_endpoint: "token_answer",
            paths.userinfo_endpoint: "userinfo_answer",
        }

    def _server(self) -> Server:
        server = Server(self)
        server.register_grant(CodeGrant, [Pkce()])
        server.register_grant(RefreshGrant)
        for endpoint in (endpoints.Introspection, endpoints.Revocation, endpoints.Logout):
            server.register_endpoint(endpoint)
        return server
