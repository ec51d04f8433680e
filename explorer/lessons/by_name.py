"""What lessons do over and over, by a name, so that a cell holds what it is about: a browser, a refusal, bits in sixes."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING, Any

from ..flow import Flow
from ..runs import Run
from .table import LessonTable

if TYPE_CHECKING:
    from ..local import LocalProvider
    from ..protocol.client import Client
    from ..protocol.tokens import TokenRequest

_WIDTH = 80  # letters; JupyterLab breaks longer lines of plain text in the middle of a word
_ALPHABET = ascii_uppercase + ascii_lowercase + digits + "-_"  # RFC 4648 5


class Browser:
    """A browser beside the local provider: it opens the link of a flow, signs somebody in, and brings the answer back."""

    def __init__(self, provider: LocalProvider) -> None:
        self.provider = provider

    def comes_back(self, flow: Flow, user: str = "alice") -> Flow:
        """Go through the front channel: open the link of `flow`, sign in as `user`, and hand the address to the flow. Returns it."""
        return self.brings(flow, answer_to=flow, user=user)

    def brings(self, flow: Flow, *, answer_to: Flow, user: str) -> Flow:
        """Open the link of another flow, sign in there as `user`, and hand what comes back to `flow`: a forged redirect. Returns it."""
        request = answer_to.authorization_request
        flow.receive(self.provider.sign_in(request.url if request else "", user=user))
        return flow

    def goes_all_the_way(self, flow: Flow, user: str = "alice") -> Flow:
        """Come back, exchange the code, check the tokens, and ask UserInfo. Returns the flow."""
        self.comes_back(flow, user).exchange()
        flow.check()
        flow.userinfo()
        return flow

    def runs_of(self, flow: Flow, users: list[str], scopes: list[str]) -> list[Run]:
        """Go all the way once for each of `users` with each of `scopes`, with the set-up of `flow`. Returns the runs."""
        asked = [(user, scope) for user in users for scope in scopes]
        return [self.goes_all_the_way(flow.again(scope=scope, label=f"{user}: {scope}"), user).run for user, scope in asked]


def begun(address: str, client: Client, scope: str = "openid", **settings: Any) -> Flow:
    """Return a flow whose provider has described itself, and whose link is written: steps 1 and 2, with the `settings` of a `Flow`."""
    flow = Flow(address, client, **settings)
    flow.discover()
    flow.authorize(scope=scope)
    return flow


def in_vain(act: Callable[..., object], *given: Any, **named: Any) -> None:
    """Do what cannot work, as a mistake made on purpose, and print its kind and its sentence, so that *Run All* goes on.

    `act` is called with all the rest. Raises `AssertionError` where it works after all.
    """
    try:
        act(*given, **named)
    except Exception as mistake:  # of whatever kind: the lesson is about its sentence
        print(textwrap.fill(f"{type(mistake).__name__}: {mistake}", _WIDTH, break_on_hyphens=False, break_long_words=False))
    else:
        raise AssertionError("This was to be refused, and it was not.")


def on_the_wire(request: TokenRequest) -> None:
    """Print a request as raw HTTP. Its body is one line there, and here it goes on after an `&`, so that no name is broken."""
    head, blank, body = request.http().rpartition("\n\n")
    print(head, blank, body.replace("&", "&\n"), sep="")


def in_sixes(content: bytes) -> LessonTable:
    """Return bytes, three or a multiple of it, as bits that are cut into sixes, each with its sign in base64url (RFC 4648 5)."""
    bits = "".join(f"{byte:08b}" for byte in content)
    sixes = [bits[start : start + 6] for start in range(0, len(bits), 6)]
    rows = [(f"`{six}`", str(int(six, 2)), f"`{_ALPHABET[int(six, 2)]}`") for six in sixes]
    return LessonTable("Bits in sixes", ("Six bits", "As a number", "Its sign"), tuple(rows))
