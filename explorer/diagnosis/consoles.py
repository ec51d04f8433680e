"""Where in the provider's console the thing is that a cause is about, as far as we know who it is (reference/consoles.toml)."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..reference import Console, consoles
from ..runs import Run

# What of a client or a tenant is to look at, by the cause that leads there.
_THINGS = {
    "redirect_uri": ("redirect-uri-not-registered",),
    "client": ("client-unknown", "client-id-white-space", "client-disabled"),
    "secret": (
        "secret-wrong",
        "secret-expired",
        "secret-is-an-id",
        "secret-masked",
        "secret-quoted",
        "secret-white-space",
        "secret-empty",
    ),
    "method": ("method-not-registered", "public-with-secret", "credential-missing", "origin-needed"),
    "grant": ("grant-not-allowed", "response-type-wrong"),
    "scope": ("scope-not-allowed", "no-id-token"),
    "people": ("user-not-allowed", "no-user-there"),
    "consent": ("consent-missing",),
    "resource": ("resource-unknown",),
    "pkce": ("pkce-required", "pkce-method"),
    "keys": ("keys-closed",),
    "issuer": ("issuer-differs", "issuer-of-metadata"),
    "refresh": ("refresh-token-expired",),
    "logout": ("logout-address-not-registered",),
}
_THING_OF = {cause: thing for thing, causes in _THINGS.items() for cause in causes}


def console_of(run: Run) -> Console | None:
    """Return the console of the provider of a run: by its profile, or by the host of its issuer; None for one that we do not know."""
    profile, issuer = (str(run.provider.get(name) or "") for name in ("profile", "issuer"))
    host = _host(issuer)
    known = [each for each in consoles() if each.key == profile]
    known += [each for each in consoles() if any(host == end or host.endswith(f".{end}") for end in each.hosts)]
    return next(iter(known), None)


def place_of(console: Console | None, thing: str) -> str:
    """Return where a thing stands, as a sentence; empty where nobody knows."""
    place = console.places.get(thing, "") if console else ""
    return f"In {console.name}: {place}" if console and place else ""


def place_for(console: Console | None, cause: str) -> str:
    """Return where to look for a cause, as a sentence; empty where there is nothing to look at, or nobody knows."""
    return place_of(console, _THING_OF.get(cause, ""))


def _host(issuer: str) -> str:
    try:
        return (urlsplit(issuer).hostname or "").lower()
    except ValueError:
        return ""
