"""Pages on the way that say why it failed: the provider's, which sends nobody back, and the application's, after the way back.

Of a server-side application no HAR holds the token request. What its page says, and with which status, is all that the
browser saw of a refusal there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...messages import decode, origin
from ...protocol.page_text import is_markup, visible_text
from ...protocol.provider_page import read_page
from ...protocol.redirect import AuthorizationResponse
from ..pages import tells_of_trouble
from .attempts import Attempt
from .entries import Entry

_LONGEST = 100_000  # characters of a page that are read
_AT_ONCE = 20  # seconds in which an application that lost its session sends the browser off again


@dataclass(frozen=True)
class Stopped:
    """Where a sign-in stopped in the browser: at which page, what it says, and in one sentence what happened."""

    entry: Entry
    page: AuthorizationResponse | None
    problem: str = ""


def at_provider(attempt: Attempt) -> Stopped | None:
    """Return the page of the provider at which the browser stayed; None where it came back, or nothing went wrong there."""
    if attempt.response is not None or attempt.begins is None:
        return None
    for entry in reversed([attempt.begins, *attempt.hops]):
        page = _page(attempt, entry)
        if page is not None:
            return Stopped(entry, page)
    return None


def at_application(attempt: Attempt, following: Attempt | None, *, by_script: bool) -> Stopped | None:
    """Return where the application stopped after the browser had brought it the answer; None where nothing tells of that.

    `following` is the sign-in that begins next, `by_script` says that a page's own script speaks with the provider.
    """
    landing, response = attempt.landing, attempt.response
    if landing is None or response is None or response.error is not None or attempt.tokens:
        return None
    for entry in [landing, *attempt.after]:
        page = _page(attempt, entry)
        if page is not None:
            return Stopped(entry, page, _told(entry))
    if any(role == "exchange" for role, _ in attempt.later):
        return None
    if following is not None and _begins_again(attempt, following):
        return Stopped(landing, None, "It took the code, and sent the browser to the provider again at once: it knew nobody.")
    if landing.exchange.response is None:
        return Stopped(landing, None, "The browser got no answer from it.")
    if by_script and landing.status == 200 and not attempt.later:
        return Stopped(landing, None, "Its page got the code, and its script sent no token request.")
    return None


def _told(entry: Entry) -> str:
    return (
        f"It answered {entry.status} and showed a page of its own."
        if entry.status >= 400
        else "It showed a page that tells of an error."
    )


def _begins_again(attempt: Attempt, following: Attempt) -> bool:
    same = attempt.request.get("client_id") == following.request.get("client_id")
    soon = following.begins is not None and 0 <= following.begins.at - attempt.answered < _AT_ONCE
    return same and soon and not following.silent and attempt.begins is not None


def _page(attempt: Attempt, entry: Entry) -> AuthorizationResponse | None:
    response = entry.exchange.response
    if response is None or 300 <= entry.status < 400:
        return None
    text = decode(response.content()[:_LONGEST], "").text
    if entry.status < 400 and not (entry.page and tells_of_trouble(text)):
        return None
    plain = visible_text(text) if is_markup(text) else text
    where = entry.url if origin(entry.url) != origin(attempt.request.endpoint) else attempt.request.endpoint
    return read_page(plain or text, endpoint=where, redirect_uri=None, status=entry.status)


def words_on(stopped: Stopped) -> Iterator[tuple[str, str]]:
    """Yield what the page said, as parameters."""
    if stopped.page is not None:
        yield from ((name, value) for name, value in stopped.page.params if isinstance(value, str))
