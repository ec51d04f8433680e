"""What a browser itself says, on its own page where it could not open an address, and in its console. No provider wrote it.

Such sentences are fixed (the names of Chromium's net errors, of Gecko's; the console's words for CORS, CSP and frames), and
people paste them as an answer, or as the provider's page. Both who reads a paste and who diagnoses one ask here.
"""

from __future__ import annotations

import re

_LOOKED_AT = 10_000  # characters in which a page says what it is
_PAGE = re.compile(
    r"\b(?:net::)?ERR_[A-Z]+(?:_[A-Z]+)*\b|\bDNS_PROBE_[A-Z_]+|\b(?:SSL|SEC|MOZILLA_PKIX|PR|NS)_ERROR_[A-Z_]+|\Achrome-error:|"
    r"\Aabout:(?:blank|neterror)|"
    r"(?i:th(?:is|e) (?:site|page|webpage) can.?t be reached|can.?t reach this page|page isn.?t (?:working|redirecting)|"
    r"(?:localhost|\b[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|\[[\da-f:]{2,45}\])(?::\d+)? refused to connect|"
    r"(?:firefox|safari) can.?t (?:open|connect|find|establish)|trouble finding that site|"
    r"(?:\A|\n|\| )\s*unable to connect\s*(?:\n|\||\Z)|(?:\A|\n|\| )\s*the connection (?:was reset|was refused|has timed out)(?! by)|"
    r"your connection (?:is not|isn.t) (?:private|secure)|potential security risk ahead|the address wasn.?t understood|"
    r"(?:die|diese) (?:web)?(?:site|seite) ist nicht erreichbar|ce site est inaccessible|no se puede acceder a este sitio|"
    r"impossibile raggiungere il sito|n\u00e3o \u00e9 poss\u00edvel acessar esse site)"
)
_CONSOLE = re.compile(
    r"blocked by CORS policy|cross-origin request blocked|not allowed by access-control-allow-origin|content security policy|"
    r"refused to (?:display|frame|send form data)|x-frame-options",
    re.IGNORECASE,
)


def is_browser_page(text: str) -> bool:
    """Tell whether a text is the browser's own page, which says that it could not open an address."""
    return _PAGE.search(text[:_LOOKED_AT]) is not None and not is_of_console(text)


def is_of_console(text: str) -> bool:
    """Tell whether a text is a line of the browser's console, about what a page may not do."""
    return _CONSOLE.search(text[:_LOOKED_AT]) is not None


def is_of_the_browser(text: str) -> bool:
    """Tell whether the browser itself says it, wherever it does."""
    return is_browser_page(text) or is_of_console(text)
