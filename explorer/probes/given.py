"""What a run of questions was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..protocol.client import Client
from ..protocol.metadata import ProviderMetadata

SignIn = Callable[[str], Any]


class Pasted:
    """A sign-in by a person: `ask` shows a link, and returns the address that was pasted."""

    is_paste = True

    def __init__(self, ask: SignIn) -> None:
        self._ask = ask

    def __call__(self, link: str) -> Any:
        """Show a link, and return what was pasted."""
        return self._ask(link)


@dataclass(frozen=True)
class Given:
    """What a run was given: the provider, the client, and what else it may use."""

    provider: str | ProviderMetadata
    client: Client
    sign_in: SignIn | None = None
    second_client: Client | None = None
    public_client: Client | None = None
    post_logout_redirect_uri: str | None = None
    resource: str | None = None
    chosen: frozenset[str] = frozenset()
    earlier: Mapping[str, Any] | None = None

    @property
    def by_paste(self) -> bool:
        """Whether a person opens each link and pastes what came: then links are few, and no posted form is ever seen."""
        return bool(getattr(self.sign_in, "is_paste", False))
