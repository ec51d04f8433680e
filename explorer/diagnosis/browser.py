"""Which causes the browser itself tells, by its own words (protocol/browser_words.py): no provider wrote them."""

from __future__ import annotations

OWN_PAGE = "the browser's own page"  # in the sentence by which such a text is refused
COULD_NOT_OPEN = (
    "nobody-listens",
    "no-route",
    "name-unknown",
    "no-time",
    "authority-unknown",
    "certificate-expired",
    "certificate-of-another",
    "no-tls-there",
    "tls-versions-differ",
    "tls-certificate-wanted",
    "tls-name-unknown",
    "proxy-in-the-way",
    "hung-up",
)
OF_BROWSERS = (
    *COULD_NOT_OPEN,
    "cors-refused",
    "blocked-in-the-browser",
    "frame-forbidden",
    "csp-of-the-page",
    "callback-not-opened",
)
