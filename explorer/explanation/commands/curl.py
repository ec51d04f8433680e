"""curl's command line as the request that it sends (curl's manual page, version 8)."""

from __future__ import annotations

import base64
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field

from .command import FORM, Command, request_of, with_header
from .shell import Words, is_of_cmd, words_of_cmd, words_of_posix

# Options that are followed by a value; all others stand alone.
_SHORT_WITH_VALUE = "AbcCdDeEFhHKmoPQrtTuUwxXyYzZ"
_LONG_WITH_VALUE = frozenset(
    """
    request header data data-raw data-binary data-ascii data-urlencode json user user-agent cookie cookie-jar
    referer url form form-string output proxy proxy-user max-time connect-timeout retry retry-delay cacert capath
    cert key key-type cert-type write-out config resolve interface range upload-file ciphers tls-max oauth2-bearer
    dump-header limit-rate max-redirs connect-to noproxy socks5 socks5-hostname aws-sigv4 unix-socket url-query
    variable expand-url http-version pass trace trace-ascii stderr
    """.split()  # noqa: SIM905 - a list of sixty short words reads as lines
)
_LONG_OF_SHORT = {
    "X": "request",
    "H": "header",
    "d": "data",
    "u": "user",
    "A": "user-agent",
    "b": "cookie",
    "e": "referer",
    "F": "form",
}
_LONG_OF_SHORT |= {"G": "get", "I": "head", "k": "insecure", "x": "proxy", "L": "location", "E": "cert"}
_DATA = ("data", "data-raw", "data-binary", "data-ascii", "data-urlencode", "json")


@dataclass
class _Options:
    method: str = ""
    urls: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    as_query: bool = False
    notes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def read_curl(text: str) -> Command | None:
    """Return the request of a curl command; None where the text is none."""
    begins = re.search(r"(?:^|[\s$>#;(|`])(curl(?:\.exe)?)(?=\s)", text, re.IGNORECASE)
    if begins is None:
        return None
    start = begins.start(1)
    of_cmd = is_of_cmd(text)
    found = (
        words_of_cmd(text[start:]) if of_cmd else words_of_posix(text[start:].replace("`\n", "\\\n").replace("`\r\n", "\\\n"))
    )
    options = _options(found)
    if not options.urls:
        return None
    shell = "cmd" if of_cmd else "a Windows shell" if found.words[0].lower().endswith(".exe") else "bash or zsh"
    return _command(options, found, f"a curl command ({shell})", start)


def _command(options: _Options, found: Words, title: str, start: int) -> Command:
    url = options.urls[0]
    url = url if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", url) else f"http://{url}"  # as curl takes it
    body = "&".join(options.data) if options.data else None
    if options.as_query and body:
        url, body = f"{url}{'&' if '?' in url else '?'}{body}", None
    if body is not None:
        with_header(options.headers, "Content-Type", FORM)
    with_header(options.headers, "Accept", "*/*")
    method = options.method or ("POST" if body is not None else "GET")
    changes = [*found.changes, *options.notes]
    return Command(
        title, request_of(method, url, options.headers, body), body or "", changes, options.missing, start + found.length
    )


def _options(found: Words) -> _Options:
    options = _Options()
    for name, value in _pairs(found.words[1:]):
        _take(options, name, value)
    return options


def _pairs(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield options with their values; an address has the name of the option --url."""
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word.startswith("--") and len(word) > 2:
            name, equals, value = word[2:].partition("=")
            if name in _LONG_WITH_VALUE and not equals:
                value = words[at] if at < len(words) else ""
                at += 1
            yield name, value
        elif word.startswith("-") and len(word) > 1:
            for place, letter in enumerate(word[1:], 2):
                if letter in _SHORT_WITH_VALUE:
                    value = word[place:]
                    if not value:
                        value = words[at] if at < len(words) else ""
                        at += 1
                    yield _LONG_OF_SHORT.get(letter, letter), value
                    break
                yield _LONG_OF_SHORT.get(letter, letter), ""
        elif word.strip():
            yield "url", word


def _take(options: _Options, name: str, value: str) -> None:
    if name == "request":
        options.method = value
    elif name == "header":
        _header(options, value)
    elif name in _DATA:
        _data(options, name, value)
    elif name in ("form", "form-string"):
        options.data.append(value)
        options.notes.append("curl sends -F as multipart/form-data, which no token endpoint takes (RFC 6749, appendix B)")
        with_header(options.headers, "Content-Type", "multipart/form-data")
    elif name == "url":
        options.urls.append(value)
    elif name == "get":
        options.as_query = True
    elif name == "head":
        options.method = options.method or "HEAD"
    elif name == "insecure":
        options.notes.append("-k switches the check of the certificate off: whoever stands on the way can read what is sent")
    else:
        _as_header(options, name, value)


def _as_header(options: _Options, name: str, value: str) -> None:
    """Options that become a header."""
    if name == "user":
        encoded = base64.b64encode(value.encode("utf-8", "replace")).decode()
        with_header(options.headers, "Authorization", f"Basic {encoded}")
        options.notes.append("curl -u sends id and secret as they are; RFC 6749 2.3.1 form-encodes both first")
    elif name == "oauth2-bearer":
        with_header(options.headers, "Authorization", f"Bearer {value}")
    elif name in ("user-agent", "cookie", "referer"):
        with_header(options.headers, {"user-agent": "User-Agent", "cookie": "Cookie", "referer": "Referer"}[name], value)


def _header(options: _Options, value: str) -> None:
    name, colon, content = value.partition(":")
    if colon:
        options.headers.append((name.strip(), content.strip()))
    elif value.startswith("@"):
        options.missing.append("The headers are in a file of their sender's, which is not here.")


def _data(options: _Options, name: str, value: str) -> None:
    if value.startswith("@") and name != "data-raw":
        options.missing.append("The body is in a file of its sender's, which is not here: paste its content.")
        return
    if name == "json":
        with_header(options.headers, "Content-Type", "application/json")
    if name == "data-urlencode":
        key, equals, content = value.partition("=")
        value = f"{key}={urllib.parse.quote_plus(content)}" if equals and key else urllib.parse.quote_plus(content or value)
    elif name in ("data", "data-ascii"):
        value = value.replace("\r", "").replace("\n", "")
    options.data.append(value)
