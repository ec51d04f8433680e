"""A warning above the button that would send a secret where none should go, and a box for whoever wants it all the same."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..flow import Flow
from ..messages import risks
from ..protocol.metadata import ENDPOINTS
from ..views.way import way_html
from .parts import Section, box, make


class WayWarning:
    """Says where these endpoints are, when they are elsewhere than the provider or on no safe way; offers to overrule that.

    Nothing is decided here: the flow refuses to send, unless `despite` names the rule, and its record says that it did.
    """

    def __init__(self, changed: Callable[..., None], *endpoints: str) -> None:
        self._endpoints = tuple(name for name in ENDPOINTS if name in endpoints)
        self._changed = changed
        self._about: object = None  # the flow and its endpoints for which the boxes were made
        self._said, self._choices = Section(), box(kind="fxp-fields")
        self.overrule: dict[str, W.Checkbox] = {}
        self.widget = box(self._said.widget, self._choices, kind="fxp-fields")

    @property
    def despite(self) -> tuple[str, ...]:
        """The rules that the reader overrules."""
        return tuple(rule for rule, choice in self.overrule.items() if choice.value)

    def draw(self, flow: Flow | None) -> None:
        """Warn about the endpoints of this flow. Another flow, or another endpoint, begins with nothing overruled."""
        there = _addresses(flow, self._endpoints)
        proxy = flow.http.proxy_host if flow else None
        if (about := (flow, tuple(there.items()), proxy)) != self._about:
            self._about = about
            self._offer(dict.fromkeys(rule for url in there.values() for rule in risks(url, proxy)))
        self._said.show("".join(way_html(name, url, _home(flow), proxy) for name, url in there.items()))

    def _offer(self, rules: dict[str, None]) -> None:
        self.overrule = {
            rule: make(W.Checkbox, description=f"Send the secrets all the same, despite {rule}", indent=False) for rule in rules
        }
        for choice in self.overrule.values():
            choice.observe(self._changed, "value")
        self._choices.children = tuple(self.overrule.values())


def _addresses(flow: Flow | None, names: tuple[str, ...]) -> dict[str, str]:
    metadata = flow.provider_metadata if flow else None
    found = {name: getattr(metadata, name) for name in names} if metadata else {}
    return {name: url for name, url in found.items() if url is not None}


def _home(flow: Flow | None) -> str:
    """Where the provider is: its issuer; where another name is pinned, the address at which it was asked."""
    if flow is None:
        return ""
    return flow.issuer if flow.pinned_issuer is None else flow.provider_address
