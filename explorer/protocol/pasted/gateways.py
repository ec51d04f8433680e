"""Addresses in which a mail gateway, a chat or a search engine packed ours.

A gateway checks a link before it lets the reader on; a redirector counts who followed it. Both carry the real address
in a parameter or in their path, plain or in a spelling of their own.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote

from ...messages import parse_form
from .text import ANSWER, ANSWERS, NAME

_ANSWERS = re.compile(
    rf"(?:[?#&;/!]|%(?:25){{0,4}}(?:3F|23|26|3B)|\\u00(?:26|3F)|\\x26){ANSWER}(?:\\?=|%(?:25){{0,4}}3D)", re.IGNORECASE
)
_BEGINS = re.compile(rf"[?#&;/!]{NAME}=")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,60}:(?:/|(?=[^\s/?#]{0,500}\?))")
_ENCODED = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,60}%(?:25){0,4}3A%(?:25){0,4}2F", re.IGNORECASE)
_PACKED = re.compile(r"/(?=(?:https?|[a-z][a-z0-9.-]{0,60})(?::/|%(?:25){0,4}3A%(?:25){0,4}2F))", re.IGNORECASE)
_RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"  # the nth letter stands for n + 2 bytes

_SITE = re.compile(r"(?:\A|\.)(?:google|facebook|linkedin)\.com\Z")  # whose other pages wrap nothing
_REDIRECTS = re.compile(r"//[^/]*/(?:url|l\.php|redir|safety/go|authwall)\b")

_KNOWN = {
    "safelinks.protection.outlook.com": "Outlook's Safe Links",
    "safelinks.office.net": "the Safe Links of Microsoft Teams",
    "statics.teams.cdn.office.net": "the Safe Links of Microsoft Teams",
    "urldefense.com": "Proofpoint's URL Defense",
    "urldefense.us": "Proofpoint's URL Defense",
    "urldefense.proofpoint.com": "Proofpoint's URL Defense",
    "google.com": "a redirect of Google",
    "linkprotect.cudasvc.com": "Barracuda's link protection",
    "protection.sophos.com": "Sophos' link protection",
    "secure-web.cisco.com": "Cisco's link protection",
    "fireeye.com": "FireEye's link protection",
    "trendmicro.com": "Trend Micro's link protection",
    "clicktime.symantec.com": "Symantec's link protection",
    "mimecast.com": "Mimecast's link protection",
    "mimecastprotect.com": "Mimecast's link protection",
    "avanan.click": "Avanan's link protection",
    "checkpoint.com": "Check Point's link protection",
    "hornetsecurity.com": "Hornetsecurity's link protection",
    "slack-redir.net": "a redirect of Slack",
    "facebook.com": "a redirect of Facebook",
    "linkedin.com": "a redirect of LinkedIn",
    "t.co": "a short address",
    "bit.ly": "a short address",
    "lnkd.in": "a short address",
    "goo.gl": "a short address",
    "tinyurl.com": "a short address",
}


def gateway(address: str) -> str | None:
    """Name the gateway or redirector of an address, None where it is none that is known."""
    host = host_of(address)
    if _SITE.search(host) and not _REDIRECTS.search(address):
        return None
    names = (host.split(".", cut)[-1] for cut in range(host.count(".") + 1))
    return next((_KNOWN[name] for name in names if name in _KNOWN), None) if len(host) < 256 else None


def host_of(address: str) -> str:
    """The host of an address with `//` in it, in small letters; empty where there is none."""
    found = re.match(r"[A-Za-z][A-Za-z0-9+.-]{0,60}://(?:[^/?#@\s]*@)?(\[[^\]]*\]|[^/?#:\s]*)", address)
    return found[1].lower() if found else ""


def unpacked(address: str, query: str, text: str) -> tuple[str, str] | None:
    """Return the address that this one carries, if that has an answer in it, and the words for the change."""
    packer = gateway(address)
    pairs = parse_form(query) if query else []
    pairs += _in_fragment(text)
    if packer is None and (not _ADDRESS.match(text) or _answers_itself(address, pairs, text)):
        return None
    if {"client_id", "response_type"} <= {name for name, _ in pairs}:
        return None  # a request, whatever addresses it carries
    for inner in _carried(address, pairs, text):
        if _ANSWERS.search(inner) or gateway(inner) is not None:
            return inner, f"the address was taken out of that of {packer or 'a redirector'}, which was wrapped around it"
    return None


def _in_fragment(text: str) -> list[tuple[str, str]]:
    """The addresses that stand behind a #, as in Android's intent:...#Intent;S.browser_fallback_url=http%3A%2F%2F...;end."""
    members = [member.partition("=") for member in re.split("[&;]", text.partition("#")[2])[:20]]
    return [(name, value) for name, _, value in members if _ENCODED.match(value)]


def _answers_itself(address: str, pairs: list[tuple[str, str]], text: str) -> bool:
    """True where the answer stands in the address itself, and not behind the & of one that it carries without encoding."""
    carries = any(_ADDRESS.match(value) and _BEGINS.search(value) and value in text for _, value in pairs[:20])
    carries = carries or re.search(r"/https?:/", address[8:]) is not None
    return not carries and any(name in ANSWERS for name, _ in pairs)


def _carried(address: str, pairs: list[tuple[str, str]], text: str) -> Iterator[str]:
    """Yield every address that this one may carry."""
    host = host_of(address)
    _, third_format, packed = text.partition("/v3/__")
    if third_format and "__;" in packed:
        url, _, behind = packed.rpartition("__;")
        yield _unpack_v3(url, behind.partition("!")[0])
    _, underscores, packed = text.partition("/___")
    if underscores and "___." in packed:
        yield packed.partition("___.")[0]
    for name, value in pairs:
        if host.endswith("proofpoint.com") and name == "u" and re.search("-(?:25){0,4}3A", value):
            value = unquote(value.replace("-", "%").replace("_", "/"), errors="replace")
        if host.endswith("sophos.com") and name == "u":
            value = _base64(value)
        for _ in range(4):
            if _ADDRESS.search(value) or not _ENCODED.search(value):
                break
            value = unquote(value, errors="replace")
        if _ADDRESS.search(value):
            yield _whole(value, text)
    if in_path := _PACKED.search(text, max(address.find("://") + 3, 0)):
        inner = text[in_path.end() :]
        while _ENCODED.match(inner):
            inner = unquote(inner, errors="replace")
        yield inner


def _whole(value: str, text: str) -> str:
    """An address that was carried without being encoded lost what stands behind its first &: return it with that."""
    start = text.find(value)
    return text[start:] if start >= 0 and "?" in value else value


def _unpack_v3(url: str, replaced: str) -> str:
    """Put the characters back that stand as * in the third format, and as ** with a letter for a run of them."""
    content = _base64(replaced)
    at = 0

    def put_back(found: re.Match[str]) -> str:
        nonlocal at
        length = _RUNS.index(found[1]) + 2 if found[1] else 1
        at += length
        return content[at - length : at]

    whole = re.sub(r"\*(?:\*([A-Za-z0-9_-]))?", put_back, url)
    return re.sub(r"^([a-z][a-z0-9+.-]*:/)(?=[^/])", r"\1/", whole)


def _base64(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
