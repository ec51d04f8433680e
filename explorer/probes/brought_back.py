"""Whether what a person pastes answers the link that is open: a slip is told and mended, so that it does not end the run."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit

from ..errors import Mistake, told_alone
from ..messages import brief
from ..protocol.redirect import AuthorizationResponse, parse_redirect
from ..secret import Secret, Text, reveal
from .outcomes import same_place

NOWHERE_SHOWN = Secret("(a page of the provider)", "pasted")  # what a person says who was not sent back; it is no address


class AnotherLink(Mistake):
    """The address answers another link than the one that is open; or the provider has changed its state."""


@told_alone
def brought_back(pasted: Text, link: str, through: Callable[[str], str | None] = lambda _: None) -> Secret:
    """Return the address at which the browser arrived, out of what was pasted for a link.

    Args:
        pasted: What a person pasted.
        link: The authorization request that was opened.
        through: Tells for a redirect_uri by which path a browser that is elsewhere finds it, as for `parse_redirect`.

    Raises:
        AnotherLink: Its state is not the one of the link (RFC 6749 10.12).
        Mistake: The text is no answer to an authorization request; the sentence says what it looks like.
    """
    asked = dict(parse_qsl(urlsplit(link).query))
    home = asked.get("redirect_uri", "")
    response = parse_redirect(pasted, state=asked.get("state"), redirect_uri=home or None, through=through(home))
    if response.kind == "code":
        raise Mistake("This is no address. Copy the whole address bar of the tab in which you signed in, and paste it here.")
    if response.address is not None and home and not same_place(response.address, home):
        raise Mistake(
            f"This is an address at {brief(_origin(response.address))}, and the link comes back to {brief(home)}. "
            "Is it the right tab? Open the link, sign in, and copy where the browser arrived."
        )
    sent = asked.get("state")
    if response.state != sent and sent and sent.startswith(response.state or ""):
        raise AnotherLink(
            "The address was not copied whole: its state is missing, or cut off. Copy the whole address bar of that tab once more, and "
            "paste it. If the tab itself shows no more, take it all the same."
        )
    if response.state != sent:
        raise AnotherLink(
            "This answers another link: its state is not the one of the link above. Open that one, sign in, and paste where it leads. "
            "If you did, the provider has changed the state: take it all the same."
        )
    return _address(response, reveal(pasted).strip(), home)


def _address(response: AuthorizationResponse, text: str, home: str) -> Secret:
    """The address as it was pasted; one that was wrapped, or that came through a proxy, put together again."""
    if response.address is not None and text.startswith(response.address) and not set(response.changes) - _TRIMMED:
        return Secret(text, "pasted")
    mark = "#" if response.kind == "fragment" else "?"
    pairs = urlencode([(name, reveal(value)) for name, value in response.params])
    return Secret(f"{(response.address or home).partition('?')[0]}{mark}{pairs}", "pasted")


_TRIMMED = {"white space around the text was removed"}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
