"""What a provider says about itself, as the questions read it: fetched once, and what was given by hand where nothing came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ..errors import Mistake
from ..messages import Headers, Params, Request
from ..protocol.metadata import ProviderMetadata, discovery_url, parse_metadata
from .answer import NotAsked, Unanswered, Unclear
from .back_channel import Back
from .given import Given
from .line import Jar, Line, Seen
from .memory import Memory


class Described(Memory):
    """Plain requests, and the provider's own description."""

    def __init__(self, given: Given, line: Line) -> None:
        super().__init__(given.sign_in is not None)
        self.given, self.line, self.client = given, line, given.client

    # The provider's own description

    @cached_property
    def discovery_url(self) -> str:
        """Where the provider describes itself."""
        provider = self.given.provider
        return discovery_url(provider.issuer if isinstance(provider, ProviderMetadata) else provider)

    @property
    def asked_issuer(self) -> str:
        """The name under which the provider was asked."""
        provider = self.given.provider
        return provider.issuer if isinstance(provider, ProviderMetadata) else provider.partition("/.well-known/")[0]

    @property
    def discovery(self) -> Seen:
        """The discovery document, fetched once."""
        return self.once("discovery", lambda: self.get(self.discovery_url, "discover"))

    @property
    def document(self) -> Mapping[str, Any]:
        """The discovery document alone. Raises `NotAsked` where none came: what was given by hand is no answer of the provider."""
        document = self.discovery.json if self.discovery.status == 200 else None
        if isinstance(document, dict):
            return document
        raise NotAsked("there is no discovery document")

    @property
    def members(self) -> Mapping[str, Any]:
        """Its members; those that were given by hand where none came. Raises `Unclear` where there are none."""
        return self.once("members", self._members)

    def _members(self) -> Mapping[str, Any]:
        provider = self.given.provider
        try:
            document = self.discovery.json if self.discovery.status == 200 else None
        except Unanswered:  # nobody answers there: what was given by hand may be elsewhere
            document = None
            if not isinstance(provider, ProviderMetadata):
                raise
        if isinstance(document, dict):
            return document
        if isinstance(provider, ProviderMetadata):
            named = {name: value for name, value in vars(provider).items() if isinstance(value, str)}
            return {**provider.members, **named}
        raise Unclear("there is no discovery document")

    @property
    def metadata(self) -> ProviderMetadata:
        """What the provider says about itself."""
        provider = self.given.provider
        if isinstance(provider, ProviderMetadata):
            return provider
        try:
            return parse_metadata(json.dumps(dict(self.members)).encode())
        except Mistake as problem:
            raise Unclear(str(problem)) from None

    def endpoint(self, name: str) -> str:
        """Return the address of an endpoint. Raises `NotAsked` where none is published."""
        try:
            return self.metadata.endpoint(name)
        except (Mistake, AttributeError):
            value = self.members.get(name)
            if isinstance(value, str) and value.startswith(("https://", "http://")):
                return value
            raise NotAsked(f"no {name} is published") from None

    @property
    def keys(self) -> Seen:
        """The key set, fetched once without any credential."""
        return self.once("keys", lambda: self.get(self.endpoint("jwks_uri"), "jwks"))

    @property
    def jwks(self) -> list[Mapping[str, Any]]:
        """The keys in it. Raises `NotAsked` where they cannot be read."""
        document = self.keys.json if self.keys.status == 200 else None
        found = document.get("keys") if isinstance(document, dict) else None
        if not isinstance(found, list):
            raise NotAsked("the keys cannot be read")
        return [key for key in found if isinstance(key, dict)]

    # Plain requests

    def send(self, request: Request, step: str, kind: str = "", jar: Jar | None = None) -> Seen:
        """Send a request; its exchange is evidence."""
        seen = self.line.send(request, step, kind, jar)
        self.note(seen.number)
        return seen

    def get(self, url: str, step: str = "probe", headers: Headers = (), kind: str = "") -> Seen:
        """Send a GET."""
        return self.send(Request.get(url, headers=headers), step, kind)

    def post(self, url: str, form: Params, step: str = "probe", headers: Headers = (), kind: str = "") -> Back:
        """Send a form."""
        return Back(self.send(Request.post(url, form, headers=headers), step, kind))
