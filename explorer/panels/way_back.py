"""Where the browser ends up after the sign-in, and what the reader does there: told from the addresses, not from who the provider is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..flow import Flow
from ..messages.address import is_absolute_uri, is_this_machine, origin, split_url

if TYPE_CHECKING:
    from ..local import LocalProvider

SHOWS_ITSELF = "The page at which you arrive has a button that copies its address: paste it here."


def arrival(redirect_uri: str, provider: str, local: LocalProvider | None = None, box: str = "here") -> str:
    """Return what the browser will show at the redirect_uri, and what to do with it.

    `provider` is an address of the provider. A page of its own answers at its own address; beyond that nobody here knows who
    listens, and a silent address and a live application want different things of the reader. `box` says where that is pasted.
    """
    in_the_bar = f"Copy its whole address bar and paste it {box}."
    where = f"Your browser goes to `{redirect_uri}`"
    if local is not None and redirect_uri == local.redirect_uri:
        return SHOWS_ITSELF
    if not is_absolute_uri(redirect_uri):
        return f"No browser can be sent to `{redirect_uri}`: it is no whole address."
    if is_absolute_uri(provider) and origin(redirect_uri) == origin(provider):
        return f"{where}, an address of the provider itself: a page answers there. {in_the_bar}"
    address = split_url(redirect_uri)
    silent = f"{where}. If nothing listens there it will say that it cannot connect, and that is expected. {in_the_bar}"
    if address is not None and is_this_machine(address.hostname):
        return silent
    return f"{silent} If an application answers there, it uses up the code before you paste it."


def what_to_expect(flow: Flow | None, local: LocalProvider | None, *, was_opened: bool, copies_again: bool) -> str:
    """Return what step 3 says above its box: how to come back, or, once something came, what the box is good for then.

    `was_opened` tells whether the link opened a tab from here, `copies_again` whether the answer still stands in that tab.
    """
    if flow is None:
        return f"Open the sign-in link and sign in. {SHOWS_ITSELF}"
    where = arrival(flow.client.redirect_uri, flow.provider_address, local)
    is_resumed = any(event["kind"] == "resumed" for event in flow.run.attempt)
    if flow.authorization_response is not None:
        told = f"{_RESUMED} {_CAME}" if is_resumed else _CAME
        return f"{told} {where}" if copies_again else told
    if is_resumed:
        begin = _RESUMED
    elif flow.authorization_request is None:
        begin = "Open the sign-in link and sign in."
    else:
        begin = "Sign in in the tab that opened." if was_opened else "Open the link in a browser and sign in."
    return f"{begin} {where} {_NO_WAY_BACK}"


_CAME = "What came back was read. Whatever you paste here next takes its place."
_NO_WAY_BACK = "If the provider shows a page of its own and sends you nowhere, paste the text of that page."
_RESUMED = "This flow was waiting since before the kernel was restarted or this cell was run again, and goes on here."
