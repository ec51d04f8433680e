"""A browser in a few lines: it follows redirects, keeps cookies, and clicks one button on each page of the local provider."""

from __future__ import annotations

import html
import logging
import re
from urllib.parse import urlencode, urljoin

import httpx

from ..errors import Mistake, Unreachable
from ..secret import Secret

logging.getLogger("httpcore").setLevel(logging.INFO)  # its debug lines print headers, and a redirect's holds the code

# The provider's own pages are what is read here: its templates and these patterns belong together.
_PAGE = re.compile(r'<main data-page="([^"]*)">')
_SENTENCE = re.compile(r'<p class="sentence">([^<]*)</p>')
_FIELD = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


def private_window(url: str, clicks: dict[str, tuple[str, str]]) -> Secret:
    """Open a link in a browser without cookies, and return the redirect that leads out of the provider.

    `clicks` says which button to press on which page: a field and its value by the page's name. Raises `Mistake` with
    the provider's sentence when it stops, and `Unreachable` when it does not answer.
    """
    with httpx.Client(trust_env=False, timeout=30) as window:
        try:
            return _walk(window, url, dict(clicks))
        except httpx.InvalidURL as problem:
            raise Mistake(f"This cannot be a link to the local provider: {problem}.") from None
        except httpx.HTTPError as problem:
            raise Unreachable(f"The local provider gave no answer ({problem}). Does it still run?") from None


def _walk(window: httpx.Client, url: str, clicks: dict[str, tuple[str, str]]) -> Secret:
    """Go from page to page, clicking once on each."""
    answer = window.get(url)
    while True:
        if "Location" in answer.headers:
            # Joined as text: httpx would normalise the address, and a code must stay as it came.
            url = urljoin(url, answer.headers["Location"])
            if "/interaction/" not in url.partition("?")[0]:
                return Secret(url, "redirect")
            answer = window.get(url)
            continue
        page = _PAGE.search(answer.text)
        name = page[1] if page else ""
        if name == "form-post":
            fields = [(html.unescape(field), html.unescape(value)) for field, value in _FIELD.findall(answer.text)]
            return Secret(urlencode(fields), "redirect")
        if name not in clicks:
            raise Mistake(f"The provider stopped: {_reason(answer, name)}")
        answer = window.post(url, data=dict([clicks.pop(name)]))


def _reason(answer: httpx.Response, page: str) -> str:
    sentence = _SENTENCE.search(answer.text)
    if sentence:
        return html.unescape(sentence[1])
    return f"it shows the page {page!r} again." if page else f"it answered with status {answer.status_code} and no page."
