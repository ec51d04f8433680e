"""From what stands in the form of step 1 to a flow: a provider on this computer, or one of the reader's own."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Mistake
from ..flow import Flow
from ..messages import unquoted
from ..messages.address import is_absolute_uri
from ..protocol.authentication import DEFAULT_METHOD, METHODS, BasicEncoding
from ..protocol.auto import AUTO, Auto
from ..protocol.client import Client
from ..protocol.metadata import ProviderMetadata, require_provider, require_url
from ..runs import Runs
from ..secret import Secret, Text
from ..wire import Http
from .flaws import FieldMistake, at_field, quoted

if TYPE_CHECKING:
    from ..local import LocalProvider

DEAD_ADDRESS = "http://127.0.0.1:9999/callback"  # nothing of ours listens there

_VARIABLE = re.compile(
    r"[A-Z_][A-Z0-9_]{0,63}"
)  # as names of variables usually are; a secret that was pasted there is not quoted
_LONGEST_PATH = 200


@dataclass(frozen=True)
class LocalChoice:
    """The local provider: which one, and which client it knows."""

    profile: str = "standard"
    token_endpoint_auth_method: str = DEFAULT_METHOD
    basic_encoding: BasicEncoding = "form"

    @property
    def client_id(self) -> str:
        """A client for each way to prove oneself, so that two panels do not take each other's secret away."""
        if self._is_public:
            return "spa"
        if self.token_endpoint_auth_method == DEFAULT_METHOD:
            return "notebook" if self.basic_encoding == "form" else "notebook-raw"
        return f"notebook-{self.token_endpoint_auth_method.replace('_', '-')}"

    @property
    def _is_public(self) -> bool:
        return METHODS[self.token_endpoint_auth_method].needs is None

    def connect(self, running: LocalProvider | None, home: Path | None) -> tuple[LocalProvider, Flow]:
        """Start the provider, or find it, and return it with a flow that has not asked it anything yet."""
        from ..local import LocalProvider  # a web server, and the libraries that sign: only for who chooses it

        fits = running is not None and running.profile == self.profile
        local = (running if fits and running else LocalProvider(self.profile, home=home)).start()
        client = local.register(
            self.client_id,
            public=self._is_public,
            token_endpoint_auth_method=self.token_endpoint_auth_method,
            basic_encoding=self.basic_encoding,
        )
        return local, flow_at(local, client, home)


def flow_at(local: LocalProvider, client: Client, home: Path | None) -> Flow:
    """Return a flow at the local provider."""
    return Flow(local.address, client, runs=runs_in(home), **local.settings)


def runs_in(home: Path | None) -> Runs:
    """Return the folder of runs below this home, or the user's own."""
    return Runs(home / "runs" if home else None)


@dataclass(frozen=True)
class OwnChoice:
    """A provider of the reader's own, as it was typed; every text may be empty.

    `endpoints` are those given by hand, empty when the provider describes itself. Secrets are values, or names of
    environment variables.
    """

    issuer: str = ""
    endpoints: Mapping[str, str] | None = None
    client_id: str = ""
    redirect_uri: str = DEAD_ADDRESS
    token_endpoint_auth_method: str | Auto = AUTO
    basic_encoding: BasicEncoding = "form"
    id_token_signed_response_alg: str | Auto = AUTO
    secret: Secret | None = None
    secret_variable: str = ""
    private_key_file: str = ""
    private_key_id: str = ""
    pinned_issuer: str = ""
    profile: str | None = None  # of the product, as Flow(profile=...) takes it
    trusted_audiences: str = ""
    jwks: str = ""
    ca_file: str = ""
    proxy: str = ""
    timeout: str = "10"

    def flow(self, home: Path | None) -> Flow:
        """Return the flow. Raises `FieldMistake` with a sentence for the first field that cannot be right."""
        provider, client, jwks = self._issuer(), self._client(), self._jwks()
        make = partial(
            Flow,
            provider,
            client,
            issuer=self.pinned_issuer or None,
            profile=self.profile,
            trusted_audiences=self.trusted_audiences.replace(",", " ").split(),
            jwks=jwks,
            http=self._http(),
            runs=runs_in(home),
        )
        return at_field("pinned issuer", self.pinned_issuer, make)

    @property
    def flaws(self) -> list[FieldMistake]:
        """What is wrong, field by field: all of it at once, since nobody likes to be told one thing after the other."""
        found: list[FieldMistake] = []
        client = (self._require_client_id, self._require_redirect_uri, self._secret, self._key, self._client)
        rest = (self._jwks, self._seconds, self._authorities, self._way_out)
        for part in (self._issuer, *self._endpoints, *client, *rest):
            try:
                part()
            except FieldMistake as problem:
                if problem.field not in [each.field for each in found]:
                    found.append(problem)
        return found

    def _issuer(self) -> str | ProviderMetadata:
        return at_field("issuer", self.issuer, self._provider)

    def _jwks(self) -> Mapping[str, Any] | None:
        return at_field("keys (JWKS)", "", lambda: parse_jwks(self.jwks))

    def _http(self) -> Http:
        return Http(ca_file=self._authorities(), proxy=self._way_out(), timeout=self._seconds())

    def _seconds(self) -> float:
        timeout = at_field("timeout (s)", self.timeout, lambda: parse_seconds(self.timeout))
        at_field("timeout (s)", self.timeout, lambda: Http(timeout=timeout))
        return timeout

    def _authorities(self) -> str | None:
        at_field("CA file", self.ca_file, lambda: Http(ca_file=self.ca_file or None))
        return self.ca_file or None

    def _way_out(self) -> Text | None:
        at_field("proxy", "", lambda: Http(proxy=self._proxy()))
        return self._proxy()

    def _provider(self) -> str | ProviderMetadata:
        if not self.issuer:
            raise Mistake("Type the issuer, for example https://login.example.com, or the address of its discovery document.")
        if self.endpoints is None:
            return require_provider(self.issuer, None)
        for require in self._endpoints:
            require()
        given: dict[str, Any] = {name: value for name, value in self.endpoints.items() if value}
        return require_provider(ProviderMetadata(issuer=self.issuer, **given), None)

    @property
    def _endpoints(self) -> list[Callable[[], None]]:
        """What is required of each endpoint that is given by hand."""
        return [partial(self._require_endpoint, name, value) for name, value in (self.endpoints or {}).items()]

    def _require_endpoint(self, name: str, value: str) -> None:
        if value:
            at_field(name, value, partial(require_url, value, name))
        elif name in ("authorization_endpoint", "token_endpoint"):
            needed = "Endpoints by hand need at least an authorization_endpoint and a token_endpoint"
            raise FieldMistake(name, f"{needed}; {name} is empty.")

    def _require_client_id(self) -> None:
        if not self.client_id:
            raise FieldMistake("client_id", "Type the client_id that the provider gave your client.")

    def _require_redirect_uri(self) -> None:
        if not self.redirect_uri:
            raise FieldMistake("redirect_uri", "Type the redirect_uri exactly as it is registered at the provider.")
        if not is_absolute_uri(self.redirect_uri):
            raise FieldMistake(
                "redirect_uri",
                f"The redirect_uri must be a whole address (an absolute URI, RFC 6749 3.1.2), such as {DEAD_ADDRESS}; "
                f"got {quoted(self.redirect_uri)}.",
            )
        if "#" in self.redirect_uri:
            raise FieldMistake(
                "redirect_uri", "The redirect_uri must not have a #: no server would ever see what follows it (RFC 6749 3.1.2)."
            )

    def _key(self) -> Secret | None:
        return at_field("private key", "", lambda: read_key(self.private_key_file))

    def _secret(self) -> Secret | None:
        return self.secret or at_field("or its variable", "", lambda: secret_from(self.secret_variable))

    def _client(self) -> Client:
        self._require_client_id()
        self._require_redirect_uri()
        key, secret = self._key(), self._secret()
        method = self.token_endpoint_auth_method
        if method is not AUTO and METHODS[method].needs is None and secret:
            raise FieldMistake(
                "token_endpoint_auth_method",
                "A public client has no secret, and one was given: choose another token_endpoint_auth_method.",
            )
        make = partial(
            Client,
            self.client_id,
            secret,
            redirect_uri=self.redirect_uri,
            token_endpoint_auth_method=method,
            basic_encoding=self.basic_encoding,
            id_token_signed_response_alg=self.id_token_signed_response_alg,
            private_key=key,
            private_key_id=self.private_key_id or None,
        )
        return at_field("client_id", self.client_id, make)

    def _proxy(self) -> Text | None:
        if self.proxy.startswith("$"):
            return secret_from(self.proxy[1:], "proxy")
        if "@" in self.proxy:
            raise Mistake(
                "A password does not belong in a notebook. Put the proxy's address in an environment variable, "
                "and write its name here with a $, as in $PROXY."
            )
        return self.proxy or None


def preset(name: str, base: str) -> ProviderMetadata:
    """Return the endpoints of a known product, to fill in the form."""
    if not base:
        raise Mistake("Type the address of your tenant first, for example https://idcs-0123.identity.oraclecloud.com.")
    return ProviderMetadata.preset(name, base)


def secret_from(variable: str, label: str = "client_secret") -> Secret | None:
    """Return the secret in an environment variable of the kernel; None when no variable was named."""
    name = variable.strip().lstrip("$")
    if not name:
        return None
    value = os.environ.get(name)
    if not value:
        shown = f" {name}" if _VARIABLE.fullmatch(name) else f" of that name ({len(name)} characters)"
        raise Mistake(
            f"The kernel has no environment variable{shown}. Set it before JupyterLab is started, or type the secret into the box."
        )
    return Secret(value, label)


def read_key(path: str) -> Secret | None:
    """Return the private key in a PEM file; None when no file was named."""
    if not path.strip():
        return None
    try:
        text = Path(path.strip()).expanduser().read_text(encoding="ascii")
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "it is not ASCII text"
        raise Mistake(f"The private key {_path(path)} cannot be read: {reason}. Expected the path of a PEM file.") from None
    if "PRIVATE KEY-----" not in text:
        raise Mistake(f"The file {_path(path)} holds no private key in PEM form (-----BEGIN PRIVATE KEY-----).")
    return Secret(text, "private_key")


def _path(text: str) -> str:
    """A path as a sentence names it; a key that was pasted in its place is not quoted."""
    text = text.strip()
    return repr(text) if len(text) <= _LONGEST_PATH and "\n" not in text and "PRIVATE KEY" not in text else "(no path)"


def parse_jwks(text: str) -> Mapping[str, Any] | None:
    """Return a key set that was pasted; None when none was."""
    if not text.strip():
        return None
    try:
        value = json.loads(text)
    except ValueError as problem:
        raise Mistake(f'Keys by hand are a JSON object such as {{"keys": [...]}}; this text is no JSON ({problem}).') from None
    if not isinstance(value, dict) or not isinstance(value.get("keys"), list):
        raise Mistake('Keys by hand are a JSON object with a list "keys"; this JSON has none.')
    return value


def parse_seconds(text: str) -> float:
    """Return a time in seconds."""
    try:
        return float(text)
    except ValueError:
        raise Mistake(f"timeout is a number of seconds such as 10, not {unquoted(text)}.") from None
