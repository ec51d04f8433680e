"""What a browser itself says: its console, and its own page where it could not open an address. No provider wrote it.

Such sentences are fixed (the names of Chromium's net errors, of Gecko's, the console's words for CORS, CSP and frames), and
people paste them as the provider's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_BROWSER = re.compile(
    r"\b(?:net::)?ERR_[A-Z]+(?:_[A-Z]+)+\b|\bDNS_PROBE_[A-Z_]+|\b(?:SSL|SEC|MOZILLA_PKIX|PR|NS)_ERROR_[A-Z_]+|"
    r"(?i:blocked by CORS policy|cross-origin request blocked|not allowed by access-control-allow-origin|"
    r"content security policy|refused to (?:display|frame|send form data)|x-frame-options|"
    r"this (?:site|page) can.?t be reached|can.?t reach this page|safari can.?t (?:open|connect|find|establish)|"
    r"firefox can.?t (?:establish|connect|find)|trouble finding that site|your connection (?:is not|isn.t) (?:private|secure)|"
    r"potential security risk ahead|the connection has timed out|page isn.?t (?:working|redirecting)|"
    r"the address wasn.?t understood|(?:die|diese) (?:web)?(?:site|seite) ist nicht erreichbar|ce site est inaccessible|"
    r"no se puede acceder a este sitio|impossibile raggiungere il sito|n\u00e3o \u00e9 poss\u00edvel acessar esse site)"
)
OWN_PAGE = "the browser's own page"  # in the sentence by which such a text is refused
COULD_NOT_OPEN = (
    "nobody-listens",
    "name-unknown",
    "no-time",
    "authority-unknown",
    "certificate-expired",
    "certificate-of-another",
    "no-tls-there",
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


def is_of_the_browser(texts: Iterable[str]) -> bool:
    """Tell whether one of these texts is a browser's own."""
    return any(_BROWSER.search(text) for text in texts)
