"""The local provider as a notebook holds it."""

from __future__ import annotations

import json
import math
import threading
import weakref
from pathlib import Path
from types import TracebackType
from typing import Any

from ..errors import Mistake, told_alone
from ..home import given_folder
from ..home import home as users_home
from ..jupyter_proxy import path_through_jupyter
from ..messages import unquoted
from ..protocol.authentication import METHODS, BasicEncoding
from ..protocol.client import Client
from ..protocol.metadata import WELL_KNOWN, ProviderMetadata, parse_metadata
from ..provider import PEOPLE, PROFILES, BadRegistration, BrokenKey, Provider, Service, start
from ..provider.documents import key_set, metadata
from ..provider.keys import client_key
from ..secret import Secret, Text, refuse_secrets
from .fault_injection import FaultInjection
from .mystery_log import note_mystery
from .window import Window

_lock = threading.RLock()
_running: dict[str, LocalProvider] = {}  # by profile: those that have neither a port nor a home of their own
_serving: weakref.WeakSet[LocalProvider] = weakref.WeakSet()  # all that run in this process


@told_alone
class LocalProvider(FaultInjection):
    """A real OpenID Provider on this computer, which can be told to misbehave.

    `profile` is "standard", or "oracle" for the habits of Oracle's identity domains. `port` None tries the profile's
    usual port and then any free one. `home` is the folder that keeps the signing key over a restart, by default the
    user's own. Use it in a `with`, or call `start()` and `stop()`; it ends with the process at the latest.
    """

    def __init__(self, profile: str = "standard", *, port: int | None = None, home: str | Path | None = None) -> None:
        refuse_secrets(profile=profile, port=port, home=home)
        if profile not in tuple(PROFILES):  # a tuple, which may be asked for anything
            raise Mistake(f"A local provider's profile is {' or '.join(PROFILES)}, not {unquoted(profile)}.")
        if port is not None and (not isinstance(port, int) or not 0 <= port <= 65535):
            raise Mistake(f"A port is a number from 0 to 65535, where 0 means any; got {unquoted(port)}.")
        self.profile = profile
        self._wanted_port = port
        self._home = None if home is None else given_folder(home, "LocalProvider(home=...)")
        self._service: Service | None = None
        self._clients: dict[str, tuple[object, Client]] = {}

    # Starting and stopping

    def start(self) -> LocalProvider:
        """Start, and return the provider: the one that runs already, when this profile runs in this process.

        One with a port or a home of its own is never shared. Raises `Mistake` when its port is taken, or when its kept
        key cannot be read.
        """
        with _lock:
            if self._service is not None:
                return self
            shared = self._wanted_port is None and self._home is None
            if shared and self.profile in _running:
                return _running[self.profile]
            self._service = self._serve()
            note_mystery(self.issuer, None)  # that of a kernel that died is over
            _serving.add(self)
            if shared:
                _running[self.profile] = self
            return self

    def _serve(self) -> Service:
        folder = (self._home or users_home()) / "provider" / self.profile
        try:
            return start(self.profile, port=self._wanted_port, folder=folder)
        except BrokenKey as problem:
            raise Mistake(str(problem)) from None
        except OSError as problem:
            raise Mistake(
                f"The local provider cannot listen at port {self._wanted_port} of 127.0.0.1 ({problem}). "
                "Leave port out, and it takes a free one."
            ) from None

    def stop(self) -> None:
        """Close its port and end its thread; what was registered is forgotten. Nothing happens when it does not run."""
        with _lock:
            if self._service is not None:
                if self._mystery is not None:
                    note_mystery(self.issuer, None)
                self._service.stop()
            self._service = self._mystery = None
            _serving.discard(self)
            self._clients.clear()
            if _running.get(self.profile) is self:
                del _running[self.profile]

    @staticmethod
    def at(url: str) -> LocalProvider | None:
        """Return the local provider of this process to which an address belongs, or None."""
        with _lock:
            return next((one for one in _serving if isinstance(url, str) and f"{url}/".startswith(f"{one.address}/")), None)

    def __enter__(self) -> LocalProvider:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def __repr__(self) -> str:
        if self._service is None:
            return f"<LocalProvider {self.profile}, not started>"
        usual = PROFILES[self.profile].port
        moved = "" if self._wanted_port is not None or self.port == usual else f" (port {usual} was taken)"
        return f"<LocalProvider {self.profile} at {self.address}{moved}, {self.behaviour}>"

    @property
    def _provider(self) -> Provider:
        if self._service is None:
            raise Mistake("This local provider is not running: call start() first.")
        return self._service.provider

    # Who it is

    @property
    def port(self) -> int:
        """The port where it listens, on 127.0.0.1 only."""
        return self._provider.port

    @property
    def address(self) -> str:
        """Where it listens: `http://127.0.0.1:port`."""
        return self._provider.address

    @property
    def issuer(self) -> str:
        """Its name, as in `iss`; for the Oracle profile this is not its address."""
        return self._provider.issuer

    @property
    def discovery_url(self) -> str:
        """Where it describes itself."""
        return self.address + WELL_KNOWN

    @property
    def metadata(self) -> ProviderMetadata:
        """What it says about itself when it is honest."""
        return parse_metadata(json.dumps(metadata(self._provider.setting)).encode())

    @property
    def jwks(self) -> dict[str, Any]:
        """Its public keys when it is honest, also while they are closed to the public."""
        return key_set(self._provider.setting)

    @property
    def settings(self) -> dict[str, Any]:
        """What a `Flow` must be told beside the address: `Flow(provider.address, client, **provider.settings)`."""
        if self.issuer == self.address:
            return {}
        return {"issuer": self.issuer, "trusted_audiences": (self.issuer,), "profile": self.profile}

    @property
    def redirect_uri(self) -> str:
        """Its landing page, for clients without an address of their own: it shows what came back, and redeems nothing."""
        return self._provider.landing

    @property
    def code_lifetime(self) -> int:
        """For how many seconds a code is good; it may be set."""
        return self._provider.setting.code_lifetime

    @code_lifetime.setter
    def code_lifetime(self, seconds: int) -> None:
        if not isinstance(seconds, int | float) or not 0 <= seconds < math.inf:
            raise Mistake("code_lifetime is a number of seconds, 0 or more.")
        self._provider.setting.code_lifetime = seconds

    def publish_keys(self, open: bool = True) -> None:
        """Open the address of the public keys to everybody, or close it, as it is by default in the Oracle profile."""
        self._provider.setting.keys_are_public = open

    def browser_url(self, url: str) -> str:
        """Return where the user's browser finds an address of this provider.

        On one's own computer that is the address itself. Where the browser is elsewhere (a hub, Binder) it is a link
        through jupyter-server-proxy without an origin, since only the browser knows that. `FLOW_EXPLORER_BROWSER` set to
        `local` or `proxy` decides by hand.
        """
        refuse_secrets(url=url)
        ours = f"{url}/".startswith(f"{self.address}/")
        return (path_through_jupyter(url) if ours else None) or url

    # Clients

    def register(
        self,
        client_id: str,
        *,
        public: bool = False,
        redirect_uri: str | None = None,
        token_endpoint_auth_method: str | None = None,
        basic_encoding: BasicEncoding = "form",
        id_token_signed_response_alg: str = "RS256",  # noqa: S107  (the name of an algorithm)
        require_pkce: bool = False,
    ) -> Client:
        """Register a client and return it, with the credential that it was given.

        Without a `redirect_uri` it comes back to the landing page. The same call again returns the same client; other
        settings replace it, and its secret. `private_key_jwt` brings a key pair of its own. Raises `Mistake` for what
        cannot be registered.
        """
        refuse_secrets(client_id=client_id, redirect_uri=redirect_uri, token_endpoint_auth_method=token_endpoint_auth_method)
        refuse_secrets(basic_encoding=basic_encoding, id_token_signed_response_alg=id_token_signed_response_alg)
        method = token_endpoint_auth_method or ("none" if public else "client_secret_basic")
        texts = {"client_id": client_id, "redirect_uri": redirect_uri or "", "token_endpoint_auth_method": method}
        texts |= {"basic_encoding": basic_encoding, "id_token_signed_response_alg": id_token_signed_response_alg}
        for name, value in texts.items():
            if not isinstance(value, str):
                raise Mistake(f"{name} is a text; got {unquoted(value)}.")
        if public and method != "none":
            raise Mistake(
                f"A public client has no credential, so its token_endpoint_auth_method is none, not {unquoted(method)}."
            )
        provider, uri = self._provider, redirect_uri or self.redirect_uri
        settings = (method, uri, basic_encoding, id_token_signed_response_alg, require_pkce)
        with _lock:
            if self._clients.get(client_id, (None, None))[0] != settings:
                self._clients[client_id] = (settings, _register(provider, client_id, *settings))
            return self._clients[client_id][1]

    # The browser

    def window(self) -> Window:
        """Open a browser window in which a person stays signed in, for what comes after the first sign-in."""
        return Window(self.address)

    @property
    def signed_in(self) -> str:
        """The name of the person who signed in last by hand and has not signed out; empty when there is none."""
        if self._service is None:
            return ""
        sessions = reversed(list(self._provider.setting.memory.sessions.values()))
        name: str = next((session.person.claims["name"] for session in sessions if session.by_hand), "")
        return name

    @staticmethod
    def person_called(sub: str) -> str:
        """Return the name of the person of that `sub`, whatever the profile; empty for another."""
        people = (person for person in PEOPLE.values() if sub in (person.sub, person.claims["email"]))
        return next((str(person.claims["given_name"]) for person in people), "")

    def sign_in(self, url: Text, user: str = "alice", consent: bool = True) -> Secret:
        """Follow a sign-in link as a browser does, and return the redirect that it ends in.

        Each call is a private window: nobody is signed in at its beginning. With `consent=False` the user says no. After
        `response_mode=form_post` the form's body is returned. Raises `Mistake` with the provider's own sentence when it
        shows an error instead of going back.
        """
        return self.window().sign_in(url, user, consent)


def _register(
    provider: Provider, client_id: str, method: str, uri: str, encoding: BasicEncoding, alg: str, pkce: bool
) -> Client:
    key = client_key() if method in METHODS and METHODS[method].needs == "private_key" else None
    try:
        registration = provider.register(
            client_id,
            redirect_uris=(uri,),
            token_endpoint_auth_method=method,
            public_key=key.as_dict(private=False) if key else None,
            basic_encoding=encoding,
            id_token_signed_response_alg=alg,
            require_pkce=pkce,
        )
    except BadRegistration as problem:
        raise Mistake(str(problem)) from None
    secret = registration.client_secret
    return Client(
        client_id,
        Secret(secret, "client_secret") if secret else None,
        redirect_uri=uri,
        token_endpoint_auth_method=method,
        basic_encoding=encoding,
        id_token_signed_response_alg=alg,
        private_key=Secret(key.as_pem(private=True).decode(), "private_key") if key else None,
        private_key_id=key.thumbprint() if key else None,
    )
