"""A browser in a few lines: it follows redirects, keeps cookies, and clicks one button on each page of the local provider."""

from __future__ import annotations

import html
import re
from urllib.parse import urlencode, urljoin

from ..errors import Mistake, told_alone
from ..messages import unquoted
from ..printable import in_one_line
from ..provider import PEOPLE
from ..secret import Secret, Text, reveal
from .browser import Answer, Browser

# The provider's own pages are what is read here: its templates and these patterns belong together.
_PAGE = re.compile(r'<main data-page="([^"]*)">')
_SENTENCE = re.compile(r'<p class="sentence">([^<]*)</p>')
_FIELD = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')

Clicks = dict[str, tuple[str, str]]


@told_alone
class Window:
    """One browser window at the local provider: whoever signs in in it stays signed in, until they sign out.

    `pages` are the pages that the provider showed for the latest link, in order; none when nothing had to be asked.
    """

    def __init__(self, address: str) -> None:
        self.pages: tuple[str, ...] = ()
        self._address = address
        self._cookies: dict[str, str] = {}

    def __repr__(self) -> str:
        return in_one_line(f"<Window at {self._address}: {', '.join(self.pages) or 'no page shown'}>")

    def sign_in(self, url: Text, user: str = "alice", consent: bool = True) -> Secret:
        """Follow a sign-in link, and return the redirect that it ends in.

        `user` and `consent` are what is clicked where the provider asks. After `response_mode=form_post` the form's body is
        returned. Raises `Mistake` with the provider's own sentence when it shows an error instead of going back.
        """
        if user not in tuple(PEOPLE):  # a tuple, which may be asked for anything
            raise Mistake(
                f"There is nobody called so at the local provider, {unquoted(user)}; there are {' and '.join(PEOPLE)}."
            )
        clicks = {"sign-in": ("user", user), "consent": ("decision", "allow" if consent else "deny")}
        redirect = self._open(url, clicks)
        if redirect is None:
            raise Mistake("This is a link to sign out: sign_out() follows those.")
        return redirect

    def sign_out(self, url: Text) -> Secret | None:
        """Follow a sign-out link, and agree where the provider asks.

        Returns the address to which the provider sends the browser back, or None where it stays on the provider's page.
        """
        return self._open(url, {"sign-out": ("decision", "sign-out")})

    def _open(self, url: Text, clicks: Clicks) -> Secret | None:
        """Follow a link to where it ends: outside of the provider, or at the page that says that it is done (None)."""
        if not isinstance(url, str | Secret):
            raise Mistake(f"This follows a link as a text, such as request.url; got one of the type {type(url).__name__}.")
        address = reveal(url)
        if not address.startswith(self._address + "/"):
            got = f"got one of {len(address)} characters that does not"  # it is not quoted: another's link may hold a code
            raise Mistake(f"This follows links to the local provider, which begin with {self._address}/; {got}.")
        if any(c < " " or c == "\x7f" for c in address):
            raise Mistake("This cannot be a link to the local provider: it holds control characters, which no address does.")
        self.pages = ()
        with Browser(self._address, self._cookies) as browser:
            return self._walk(browser, address, clicks)

    def _walk(self, browser: Browser, url: str, clicks: Clicks) -> Secret | None:
        """Go from page to page, clicking once on each."""
        answer = browser.get(url)
        while True:
            if answer.location is not None:
                url = urljoin(url, answer.location)
                if not url.startswith(f"{self._address}/interaction/"):
                    return Secret(url, "redirect")
                answer = browser.get(url)
                continue
            page = _PAGE.search(answer.text)
            name = page[1] if page else ""
            if name == "form-post":
                fields = [(html.unescape(field), html.unescape(value)) for field, value in _FIELD.findall(answer.text)]
                return Secret(urlencode(fields), "redirect")
            self.pages += (name,) if page else ()
            if name == "signed-out":
                return None
            if name not in clicks:
                raise Mistake(f"The provider stopped: {_reason(answer, name)}")
            answer = browser.post(url, [clicks.pop(name)])


def _reason(answer: Answer, page: str) -> str:
    sentence = _SENTENCE.search(answer.text)
    if sentence:
        return html.unescape(sentence[1])
    return f"it shows the page {page!r} again." if page else f"it answered with status {answer.status} and no page."
