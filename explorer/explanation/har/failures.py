"""Why a browser has no answer to a request: its own word for it, and what CORS forbids a page's script to read (Fetch 3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...messages import origin
from ...secret import Text, reveal

# The browser's word, and the word of `Unreachable` with a sentence. Chromium writes net::ERR_..., Firefox NS_ERROR_...
_WORDS = (
    (r"NAME_NOT_RESOLVED|UNKNOWN_HOST", "dns", "The browser does not know the name of the host"),
    (r"CONNECTION_REFUSED|ADDRESS_UNREACHABLE|NET_ON_RESOLVED", "connect", "Nobody listens at that address"),
    (r"TIMED_OUT|NET_TIMEOUT", "timeout", "No answer came in time"),
    (r"CERT|SSL|SEC_ERROR|TLS", "tls", "The browser does not trust the certificate"),
    (r"PROXY|TUNNEL", "proxy", "The proxy does not let the browser through"),
    (r"BLOCKED_BY_(?:CLIENT|ADMIN|ORB)|CONTENT_BLOCKED", "blocked", "The browser, or an extension in it, blocked the request"),
    (r"BLOCKED_BY_RESPONSE", "frame", "The answer forbids to be shown in a frame"),
    (r"ABORT|CANCELED|CANCELLED", "stopped", "The browser gave the request up, as when a page is left"),
    (
        r"EMPTY_RESPONSE|CONNECTION_(?:RESET|CLOSED)|NET_RESET",
        "cut",
        "The connection was closed before the answer was complete",
    ),
)
_CORS = (
    "The page's script may not read the answer: it asks another origin, and no Access-Control-Allow-Origin for {} came (CORS, Fetch "
    "3.3)"
)


def failure_of(told: str, url: str, headers: Iterable[tuple[str, Text]], *, by_script: bool) -> tuple[str, str]:
    """Return the word and the sentence for a request without an answer; `told` is what the browser says of it."""
    shown = f" ({told})" if told else ""
    for pattern, word, sentence in _WORDS:
        if re.search(pattern, told, re.IGNORECASE):
            return word, f"{sentence}{shown}."
    asker = origin_of_page(headers)
    if by_script and asker and asker != origin(url):
        return "cors", f"{_CORS.format(asker)}{shown}."
    return "connect", f"The HAR has no answer to this request{shown}."


def origin_of_page(headers: Iterable[tuple[str, Text]]) -> str:
    """Return the origin of the page that asks; empty where the request does not tell."""
    named = {name.lower(): reveal(value) for name, value in headers}
    told = named.get("origin") or named.get("referer") or ""
    return origin(told) if told.startswith(("http://", "https://")) else ""


def is_kept_from_script(url: str, asked: Iterable[tuple[str, Text]], answered: Iterable[tuple[str, str]], body: bytes) -> bool:
    """Tell whether an answer came that the page's script could not read: of another origin, without leave, and without a body."""
    named = {name.lower(): reveal(value) for name, value in asked}
    allowed = {name.lower() for name, _ in answered}
    asker = named.get("origin", "")
    is_navigation = named.get("sec-fetch-mode") == "navigate" or named.get("upgrade-insecure-requests") == "1"
    return (
        asker.startswith("http")
        and origin(asker) != origin(url)
        and not is_navigation
        and bool(allowed)
        and "access-control-allow-origin" not in allowed
        and not body
    )


def kept_from_script(url: str, status: int, headers: Iterable[tuple[str, Text]]) -> str:
    """Return the sentence for such an answer."""
    return f"{_CORS.format(origin_of_page(headers) or 'it')}; the status was {status}, of {origin(url)}."
