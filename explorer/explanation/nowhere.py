"""A host that does not stand in what was pasted: a line of a log, a form, a request without its Host header (RFC 9112 3.2)."""

from __future__ import annotations

from ..messages import origin

NOWHERE = "https://unknown.invalid"  # stands in for it, since nobody can have that name (RFC 2606 2), and is never shown


def is_nowhere(url: str) -> bool:
    """Tell whether the host of an address was not pasted."""
    return url == NOWHERE or url.startswith(f"{NOWHERE}/")


def place_of(url: str) -> str:
    """Return the origin of an address, as a sentence names it."""
    return "a host that does not stand in it" if is_nowhere(url) else origin(url)


def as_pasted(url: str) -> str:
    """Return an address as it was pasted: without the host that stands in for one."""
    return url.removeprefix(NOWHERE) if is_nowhere(url) else url
