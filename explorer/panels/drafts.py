"""The authorize request while it is being written: the link on the screen, which is not in the record yet.

Typing must not begin an attempt at every key, and the link that is opened must be the one that is recorded. So the
random values are made once and kept while the form changes; each link that was ever shown is remembered with its
arguments; and when one is opened, exactly that one goes into the record. After that, the next change of the form makes
fresh values: state, nonce and verifier belong to one sign-in (RFC 6749 10.12, RFC 7636 7.1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import Mistake
from ..flow import Flow, OneTimeValues
from ..protocol.authorize import AuthorizationRequest
from ..protocol.auto import AUTO

_REMEMBERED = 200  # links; a click reaches us at most a few keys after the link that it opened was shown


_MAY_BE_NONE = ("state", "nonce", "pkce")  # there None means: left out on purpose


@dataclass(frozen=True)
class Draft:
    """A link that is shown: the arguments of `flow.authorize`, the random values, and the request that they make."""

    arguments: dict[str, Any]
    fresh: OneTimeValues
    request: AuthorizationRequest


class Drafts:
    """The drafts of one flow. `browser_url` says where a browser finds an address: through a proxy it is another one."""

    def __init__(self, flow: Flow, browser_url: Callable[[str], str]) -> None:
        self._flow = flow
        self._browser_url = browser_url
        self._fresh = OneTimeValues()
        self._used = False
        self._shown: dict[str, Draft] = {}
        self.adopted = 0  # how many links came from code, so that the form can follow
        self.recorded = ""  # the link that went into the record last
        self.once: dict[str, Any] = {}  # arguments that were asked for in one link: the one after it goes without them
        self.current = self._draft(flow.arguments)
        if flow.authorization_request is not None:
            self.adopt(flow.authorization_request)

    def write(self, arguments: dict[str, Any]) -> Draft:
        """Show the link that these arguments make. Raises `Mistake` where they make none; the link then stays as it was."""
        if _whole(arguments) != _whole(self.current.arguments):
            self._fresh = OneTimeValues() if self._used else self._fresh
            self.current = self._draft(arguments)
            self._used = False
        return self.current

    def without(self, arguments: dict[str, Any]) -> AuthorizationRequest:
        """Return the link that the fields would make that can be right, which is only judged and never shown."""
        return self._flow.preview(self._fresh, **arguments)

    def renew(self) -> Draft:
        """Show the same request with fresh random values, but for what was asked for in one link, once that was opened."""
        kept = self.current.arguments
        if self._used:
            kept = {name: value for name, value in kept.items() if (name, value) not in self.once.items()}
            self.once = {}
        self._fresh, self._used = OneTimeValues(), False
        self.current = self._draft(kept)
        return self.current

    @property
    def is_spent(self) -> bool:
        """True where the random values on the screen belong to a sign-in that has come back: another one needs its own."""
        return self._used and self._flow.authorization_response is not None

    def use(self, url: str | None = None) -> AuthorizationRequest:
        """Put a link into the record, as the beginning of an attempt: the one with this address in the browser, or the one on the screen.

        Opening the same link twice is one attempt. Raises `Mistake` for a link that was not shown here.
        """
        draft = self.current if url is None else self._shown.get(url)
        if draft is None:
            raise Mistake("This link belongs to an earlier flow: open the one that is shown now.")
        recorded = self._flow.authorization_request
        self._used = self._used or draft.fresh == self._fresh
        self.recorded = draft.request.url
        if recorded is not None and recorded.url == draft.request.url:
            return recorded
        return self._flow.authorize(fresh=draft.fresh, **draft.arguments)

    def adopt(self, request: AuthorizationRequest) -> None:
        """Show a link that code has put into the record; the next change of the form makes fresh values."""
        self._fresh, self._used, self.once = _values_of(request), True, {}
        self.current = Draft(self._flow.arguments, self._fresh, request)
        self._remember(self.current)
        self.recorded = request.url
        self.adopted += 1

    def is_on_screen(self, state: str | None) -> bool:
        """Tell whether a state is that of the link on the screen."""
        return state is not None and state == self.current.request.state

    def _draft(self, arguments: dict[str, Any]) -> Draft:
        draft = Draft(arguments, self._fresh, self._flow.preview(self._fresh, **arguments))
        self._remember(draft)
        return draft

    def _remember(self, draft: Draft) -> None:
        self._shown[self._browser_url(draft.request.url)] = draft
        if len(self._shown) > _REMEMBERED:
            del self._shown[next(iter(self._shown))]


def _whole(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of `flow.authorize` with its defaults, so that two ways of saying the same are the same."""
    said = {"scope": "openid", "response_type": "code", "state": AUTO, "nonce": AUTO, "pkce": "S256", **arguments}
    return {name: value for name, value in said.items() if name in _MAY_BE_NONE or value not in (None, (), [])}


def _values_of(request: AuthorizationRequest) -> OneTimeValues:
    """The random values of a request, with new ones where it left some out."""
    fresh = OneTimeValues()
    return OneTimeValues(
        request.state or fresh.state, request.nonce or fresh.nonce, request.code_verifier or fresh.code_verifier
    )
