"""What is judged: a discovery document, with the address where it was found and the answer that brought it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...messages import Response
from ...protocol.json_text import JsonProblem, JsonText, read_answer
from ...protocol.metadata import ProviderMetadata
from ..shapes import listed
from .names import ADDRESSES, ALIASES, CORE


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
            return read_answer(self.response) if self.response else None
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
        """The members that must be addresses by a standard, by name, and those for clients with a certificate (RFC 8705 5)."""
        found = {name: self.members[name] for name in ADDRESSES if name in self.members}
        aliases = self.members.get(ALIASES)
        if isinstance(aliases, Mapping):
            return found | {f"{ALIASES}.{name}": value for name, value in aliases.items()}
        return found if aliases is None else found | {ALIASES: aliases}

    @property
    def is_discovery(self) -> bool:
        """It has at least one member of a discovery document."""
        return not CORE.isdisjoint(self.members)

    @property
    def is_oauth(self) -> bool:
        """It is the document of plain OAuth, by the address where it was found (RFC 8414 3)."""
        return OAUTH in self.found_at

    @cached_property
    def _grants(self) -> frozenset[str] | None:
        listed_grants = listed(self.members, "grant_types_supported")
        return None if listed_grants is None else frozenset(listed_grants)

    @cached_property
    def is_implicit_only(self) -> bool:
        """Nothing on offer needs a token endpoint (Discovery 3; RFC 8414 2)."""
        words = {word for value in listed(self.members, "response_types_supported") or () for word in value.split()}
        return bool(words) and words <= {"id_token", "token"} and (self._grants or frozenset()) <= {"implicit"}

    @property
    def is_without_browser(self) -> bool:
        """No grant type on offer begins with an authorization request (RFC 8414 2)."""
        return self._grants is not None and not self._grants & {"authorization_code", "implicit"}

    @property
    def has_other_keys(self) -> bool:
        """The keys are in the document, or in a signed key set (OpenID Federation 5.2.1)."""
        return isinstance(self.members.get("jwks"), Mapping) or isinstance(self.members.get("signed_jwks_uri"), str)


OAUTH = "/.well-known/oauth-authorization-server"
OF_OAUTH = "this is the document of plain OAuth, of which it is no member, or one that may be absent (RFC 8414 2)"
