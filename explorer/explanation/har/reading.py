"""The file of a HAR, read in pieces: 200 MB of pictures and scripts are passed over, and the sign-in in it is kept.

ijson reads a stream event by event, so that memory does not grow with the file, and what stands before a cut or a damage is
read all the same.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ijson

from .depth import ShallowStream
from .entries import Entry, body_of, entry_of, object_in, text_in

MOST_KEPT = 5_000  # entries of a sign-in, or near one; a HAR with more of them is made to cost
_BEGINNING = 4_000  # characters in which a HAR says that it is one
_NAMES = re.compile(
    r"[?&#](?:response_type|client_id|request_uri|code|error|state|id_token|access_token|response|post_logout_redirect_uri|id_token_hint)="
)
_OF_THE_PROTOCOL = re.compile(
    r'"(?:access_token|id_token|refresh_token|authorization_endpoint|token_endpoint|jwks_uri|issuer|keys|error|error_description|sub|active)"\s*:'
)
_PATHS = re.compile(r"/\.well-known/|/(?:token|authorize|userinfo|introspect|revoke|jwks?|certs|logout|par)\b", re.IGNORECASE)
_FORM = re.compile(r"(?:^|&)(?:grant_type|code|state|id_token|error|client_id|token|response_type|SAMLResponse)=")


@dataclass
class HarFile:
    """What was read of a HAR: the program that wrote it, the entries that may belong to a sign-in, and what was passed over."""

    creator: str = ""
    entries: list[Entry] = field(default_factory=list)
    total: int = 0
    damaged: int = 0
    problem: str = ""
    full: bool = False


def looks_like_har(beginning: str) -> bool:
    """Tell whether a text begins as a HAR does: one object with a `log`."""
    start = beginning[:_BEGINNING].lstrip("\ufeff \t\r\n")
    return (
        start.startswith("{")
        and re.match(r'\{\s*"log"\s*:\s*\{', start) is not None
        and (re.search(r'"(?:entries|creator|version|pages)"\s*:', start) is not None)
    )


def read_har(source: Path | bytes) -> HarFile:
    """Read a HAR. It never raises for what stands in it: what cannot be read is told in `problem` and `damaged`."""
    found = HarFile()
    with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as stream:
        beginning = stream.read(_BEGINNING)
        found.creator = _creator(beginning.decode("utf-8", "replace"))
        stream.seek(3 if beginning.startswith(b"\xef\xbb\xbf") else 0)  # Fiddler writes a byte order mark
        try:
            for raw in ijson.items(ShallowStream(stream), "log.entries.item", use_float=True):
                if not _take(found, raw):
                    break
        except (ijson.JSONError, ValueError, RecursionError, UnicodeError) as problem:
            found.problem = f"The file ends, or is damaged, after {found.total:,} entries ({type(problem).__name__})."
    found.entries.sort(key=lambda entry: entry.at)  # stable: those of one moment stay in the order of the file
    return found


def _creator(beginning: str) -> str:
    """The program that wrote it, which says so near the beginning."""
    told = re.search(r'"creator"\s*:\s*\{([^{}]{0,400})\}', beginning)
    named = dict(re.findall(r'"(name|version)"\s*:\s*"([^"]{0,80})"', told[1])) if told else {}
    return f"{named.get('name', '')} {named.get('version', '')}".strip()


def _take(found: HarFile, raw: Any) -> bool:
    """Keep an entry that may matter. False where there are too many of them."""
    found.total += 1
    if not isinstance(raw, Mapping) or not object_in(raw, "request"):
        found.damaged += 1
        return True
    if not _may_matter(raw):
        return True
    if len(found.entries) >= MOST_KEPT:
        found.full = True
        return False
    found.entries.append(entry_of(found.total, raw))
    return True


def _may_matter(raw: Mapping[str, Any]) -> bool:
    """Tell quickly whether an entry can belong to a sign-in: an address of the protocol, a redirect, a form, its JSON, a page."""
    request, response = object_in(raw, "request"), object_in(raw, "response")
    url, status = text_in(request, "url"), response.get("status")
    if text_in(request, "method").upper() in ("OPTIONS", "CONNECT"):  # what the browser asks before, and a proxy's tunnel
        return False
    if _NAMES.search(url) or (
        _PATHS.search(url) and not re.search(r"\.(?:js|css|png|svg|woff2?|ico|gif|jpe?g|map)(?:\?|$)", url)
    ):
        return True
    if isinstance(status, int) and 300 <= status < 400 and status != 304:
        return True
    if _FORM.search(text_in(object_in(request, "postData"), "text", 4_000)):
        return True
    content = object_in(response, "content")
    media_type = text_in(content, "mimeType", 200).lower()
    if "json" in media_type or "jwt" in media_type:
        return _OF_THE_PROTOCOL.search(body_of(response)[:4_000].decode("utf-8", "replace")) is not None
    kind = text_in(raw, "_resourceType").lower()
    return "html" in media_type and kind in ("", "document", "iframe", "subdocument")
