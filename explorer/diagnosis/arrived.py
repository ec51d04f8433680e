"""The link as it arrived at the provider, where the address of its page shows it: cut in a chat, or changed by a template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ..messages import parse_form
from ..runs import Run


def arrived(run: Run) -> Mapping[str, str] | None:
    """Return the parameters that the provider's page shows in its own address; None where it shows no link at all."""
    page: Mapping[str, Any] = run.last("page") or {}
    sent: Mapping[str, Any] = run.last("authorize") or {}
    address, endpoint = page.get("address"), sent.get("endpoint")
    if not isinstance(address, str) or not isinstance(endpoint, str) or _path(address) != _path(endpoint):
        return None
    shown = dict(parse_form(address.partition("?")[2].partition("#")[0]))
    return shown if "client_id" in shown or "response_type" in shown else None


def lost(run: Run) -> tuple[str, ...]:
    """Return the names of what the link had as it was made and the provider did not get; empty where nobody knows."""
    shown = arrived(run)
    made = dict(run.params)
    return () if shown is None else tuple(name for name in made if name not in shown)


def _path(address: str) -> str:
    try:
        return urlsplit(address).path.rstrip("/")
    except ValueError:
        return ""
