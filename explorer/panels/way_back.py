"""Where the browser ends up after the sign-in, and what the reader does there: told from the addresses, not from who the provider is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..messages.address import is_absolute_uri, is_this_machine, origin, split_url

if TYPE_CHECKING:
    from ..local import LocalProvider

SHOWS_ITSELF = "The page at which you arrive has a button that copies its address: paste it here."
_IN_THE_BAR = "Copy its whole address bar and paste it here."


def arrival(redirect_uri: str, provider: str, local: LocalProvider | None = None) -> str:
    """Return what the browser will show at the redirect_uri, and what to do with it.

    `provider` is an address of the provider. A page of its own answers at its own address; beyond that nobody here knows who
    listens, and a silent address and a live application want different things of the reader.
    """
    where = f"Your browser goes to `{redirect_uri}`"
    if local is not None and redirect_uri == local.redirect_uri:
        return SHOWS_ITSELF
    if not is_absolute_uri(redirect_uri):
        return f"No browser can be sent to `{redirect_uri}`: it is no whole address."
    if is_absolute_uri(provider) and origin(redirect_uri) == origin(provider):
        return f"{where}, an address of the provider itself: a page answers there. {_IN_THE_BAR}"
    address = split_url(redirect_uri)
    silent = f"{where}. If nothing listens there it will say that it cannot connect, and that is expected. {_IN_THE_BAR}"
    if address is not None and is_this_machine(address.hostname):
        return silent
    return f"{silent} If an application answers there, it uses up the code before you paste it."
