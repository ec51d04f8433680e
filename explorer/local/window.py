"""A browser in a few lines: it follows redirects, keeps cookies, and clicks one button on each page of the local provider."""

from __future__ import annotations

import html
import logging
import re
import ssl
from urllib.parse import urlencode, urljoin

import httpx

from ..errors import Mistake, Unreachable
from ..printable import in_one_line
from ..provider import PEOPLE
from ..secret import Secret, Text, reveal

logging.getLogger("httpcore").setLevel(logging.INFO)  # its debug lines print headers, and a redirect's holds the code

# The provider's own pages are what is read here: its templates and these patterns belong together.
_PAGE = re.compile(r'<main data-page="([^"]*)">')
_SENTENCE = re.compile(r'<p class="sentence">([^<]*)</p>')
_FIELD = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')

# The provider speaks plain http on this machine. httpx would read all certificates of the system for each window (17 ms).
_TRUSTS_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

Clicks = dict[str, tuple[str, str]]


class Window:
    """One browser window at the local provider: whoever signs in in it stays signed in, until they sign out.

    `pages` are the pages that the provider showed for the latest link, in order; none when nothing had to be asked.
    """

    def __init__(self, address: str) -> None:
        self.pages: tuple[str, ...] = ()
        self._address = address
        self._cookies = httpx.Cookies()

    def __repr__(self) -> str:
        return in_one_line(f"<Window at {self._address}: {', '.join(self.pages) or 'no page shown'}>")

    def sign_in(self, url: Text, user: str = "alice", consent: bool = True) -> Secret:
        """Follow a sign-in link, and return the redirect that it ends in.

        `user` and `consent` are what is clicked where the provider asks. After `response_mode=form_post` the form's body is
        returned. Raises `Mistake` with the provider's own sentence when it shows an error instead of going back.
        """
        if user not in PEOPLE:
            raise Mistake(f"There is nobody called {user!r} at the local provider; there are {' and '.join(PEOPLE)}.")
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
        address = reveal(url)
        if not address.startswith(self._address + "/"):
            hidden = repr(url) if isinstance(url, Secret) else repr(address[:200])
            raise Mistake(f"This follows links to the local provider, which begin with {self._address}/; got {hidden}.")
        self.pages = ()
        with httpx.Client(trust_env=False, verify=_TRUSTS_NOBODY, timeout=30, cookies=self._cookies) as browser:
            try:
                return self._walk(browser, address, clicks)
            except httpx.InvalidURL as problem:
                raise Mistake(f"This cannot be a link to the local provider: {problem}.") from None
            except httpx.HTTPError as problem:
                raise Unreachable(f"The local provider gave no answer ({problem}). Does it still run?") from None
            finally:
                self._cookies = browser.cookies

    def _walk(self, browser: httpx.Client, url: str, clicks: Clicks) -> Secret | None:
        """Go from page to page, clicking once on each."""
        answer = browser.get(url)
        while True:
            if "Location" in answer.headers:
                # Joined as text: httpx would normalise the address, and a code must stay as it came.
                url = urljoin(url, answer.headers["Location"])
                if "/interaction/" not in url.partition("?")[0]:
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
            answer = browser.post(url, data=dict([clicks.pop(name)]))


def _reason(answer: httpx.Response, page: str) -> str:
    sentence = _SENTENCE.search(answer.text)
    if sentence:
        return html.unescape(sentence[1])
    return f"it shows the page {page!r} again." if page else f"it answered with status {answer.status_code} and no page."
