"""Whose page is it? The browser may have been sent back, and what it shows then is of the program at the redirect_uri, and no provider's."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .case import Case

_FRAMEWORK = re.compile(
    r"whitelabel error page|no explicit mapping for /error|cannot (?:get|post) /|no route matches|no static resource|"
    r"\A\W*(?:error\W+)?not found\W*\Z|404 not found|method not allowed|route not found|didn.t match any of these|tried these url patterns",
    re.IGNORECASE,
)


def names_callback(case: Case) -> str:
    """The path of the redirect_uri, where the page names it as its own place, as "Cannot GET /app/callback" does; empty elsewhere."""
    return "" if case.is_named("redirect-uri-not-registered") else _place_named(case, case.asked("redirect_uri"))


def names_endpoint(case: Case) -> str:
    """The path of the authorization endpoint, where the page names it as the place at which it found nothing; empty elsewhere."""
    return _place_named(case, case.run.metadata.get("authorization_endpoint"))


def _place_named(case: Case, address: object) -> str:
    own = urlsplit(str(address or ""))
    if len(own.path) < _SHORTEST:
        return ""
    whole = rf"(?:GET|POST|URL|page) https?://{re.escape(own.netloc)}"
    place = re.compile(rf"(?:^|[\s\"'(\[]|{whole}){re.escape(own.path)}(?![\w/-])")
    return own.path if any(place.search(text) and not _speaks_of_it(text) for text in case.words.texts) else ""


_SHORTEST = 3  # characters of a path that no text has by chance


def _speaks_of_it(text: str) -> bool:
    """The text calls it an address that it minds."""
    return (
        re.search(r"redirect|call ?back ur[il]|return (?:to|ur[il])", text.replace("/callback", ""), re.IGNORECASE) is not None
    )


def names_host_of_callback(case: Case) -> str:
    """Host and port of the redirect_uri, as a web server signs its pages with them ("at 127.0.0.1 Port 5987")."""
    own = urlsplit(case.asked("redirect_uri") or "")
    other = urlsplit(str(case.run.metadata.get("authorization_endpoint") or ""))
    name, port = own.hostname or "", own.netloc.rpartition(":")[2]
    if (name, own.netloc) == (other.hostname, other.netloc) or not port.isdecimal():
        return ""
    signed = re.compile(rf"\bat {re.escape(name)} port {port}\b", re.IGNORECASE)
    return own.netloc if any(signed.search(text) for text in case.words.texts) else ""


def is_of_a_framework(case: Case) -> bool:
    """A page that frameworks show where they have nothing, whatever the product."""
    said = [text for text in case.words.texts if text != case.landed_at]
    return any(len(text) < _LONGEST and _FRAMEWORK.search(text) for text in said)


_LONGEST = 400  # characters of such a page
