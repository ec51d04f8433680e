"""What is judged: a discovery document, with the address where it was found and the answer that brought it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...messages import Response
from ...protocol.json_text import JsonProblem, JsonText, read_json
from ...protocol.metadata import ProviderMetadata


@dataclass(frozen=True)
class MetadataCheck:
    """Metadata with the address where it was found and the issuer that the user pinned, if any."""

    metadata: ProviderMetadata | None
    found_at: str
    pinned: str | None
    response: Response | None = None

    @cached_property
    def implied(self) -> str:
        """The issuer that the address implies: without the well-known part, which may also stand before the path (RFC 8414 3.1)."""
        before, _, rest = self.found_at.partition("?")[0].partition("/.well-known/")
        _, slash, path = rest.partition("/")
        return before + slash + path

    @property
    def status(self) -> int:
        """The status of the answer; 0 without one."""
        return self.response.status if self.response else 0

    @property
    def media_type(self) -> str:
        """As what the answer is declared; empty without one."""
        return self.response.media_type if self.response else ""

    @cached_property
    def json(self) -> JsonText | None:
        """The body as a strict reader takes it; None where there is none, or no JSON."""
        try:
            return read_json(self.response.body) if self.response else None
        except JsonProblem:
            return None

    @cached_property
    def members(self) -> Mapping[str, Any]:
        """The document; empty where there is none."""
        if self.metadata is not None:
            return self.metadata.members
        return self.json.value if self.json and isinstance(self.json.value, dict) else {}

    @cached_property
    def issuer(self) -> str:
        """The name that it gives; empty where it gives none."""
        value = self.metadata.issuer if self.metadata else self.members.get("issuer")
        return value if isinstance(value, str) else ""

    @cached_property
    def endpoints(self) -> dict[str, Any]:
        """The members that should be addresses, by name."""
        return {name: value for name, value in self.members.items() if name.endswith(_ADDRESSES)}


_ADDRESSES = ("_endpoint", "jwks_uri", "check_session_iframe")
