"""Where a request goes: to this machine, over plain http, to a link-local address. One place decides it for everybody.

Nothing is looked up: a name that somebody's DNS has for 127.0.0.1 today may be another machine tomorrow. Of all names only
`localhost` is this machine, without any name below it and without a dot behind it, since those are looked up.
"""

from __future__ import annotations

import functools
import ipaddress
import re
import urllib.parse
from typing import Any

from .brief import brief

PLAIN_HTTP = "HTTP-PLAIN"  # the rules that say so in reports
LINK_LOCAL = "HTTP-LINK-LOCAL"

_IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_NUMBER = re.compile(r"0x[0-9a-f]{1,64}|0[0-7]{0,64}|[1-9][0-9]{0,9}")  # hexadecimal, octal, decimal: as inet_aton reads them
_HOST = re.compile(r"[a-z0-9.-]+|[0-9a-f:.]+")
_WORD = re.compile(r"[0-9]{1,5}|[A-Za-z]{0,12}(?:[.*-][A-Za-z*]{0,8})?")
_MAPPED = (  # IPv6 networks in whose addresses the last 32 bits are an IPv4 address
    ipaddress.IPv6Network("::ffff:0:0/96"),  # mapped (RFC 4291 2.5.5.2)
    ipaddress.IPv6Network("::/96"),  # compatible (RFC 4291 2.5.5.1)
    ipaddress.IPv6Network("64:ff9b::/96"),  # translated (RFC 6052 2.1)
)
# Where clouds answer their own machines, beside 169.254.169.254: Amazon's IPv6, Google's name, Alibaba's and Azure's address.
_OF_CLOUDS = frozenset({"fd00:ec2::254", "metadata.google.internal", "metadata.goog", "100.100.100.200", "168.63.129.16"})


class _Parts(urllib.parse.SplitResult):
    """The parts of an address, of which host and port are looked for once."""

    hostname = functools.cached_property(lambda self: super().hostname)
    port = functools.cached_property(lambda self: super().port)


def split_url(url: Any) -> urllib.parse.SplitResult | None:
    """Return an address in its parts, None for what is none."""
    return _split(url) if isinstance(url, str) else None


@functools.lru_cache(maxsize=128)  # a flow has a dozen addresses, and dozens of rules look at each
def _split(url: str) -> urllib.parse.SplitResult | None:
    try:
        parts = _Parts(*urllib.parse.urlsplit(url))
        parts.port  # noqa: B018  (raises for a port that is no number)
    except ValueError:
        return None
    return parts


@functools.lru_cache(maxsize=128)
def is_this_machine(host: str | None) -> bool:
    """Tell whether a host is this machine, where no network lies between: 127.0.0.0/8, ::1, and the name localhost."""
    if host is None:
        return False
    if host.lower() == "localhost":
        return True
    number = _number(host)
    mapped = number.ipv4_mapped if isinstance(number, ipaddress.IPv6Address) else None
    return number is not None and (mapped or number).is_loopback


@functools.lru_cache(maxsize=128)
def is_link_local(host: str | None) -> bool:
    """Tell whether a host is an address of the link alone, as clouds' metadata services have (RFC 3927, RFC 4291 2.5.6)."""
    if host is None:
        return False
    number = _number(host)
    if number is None:
        return host.lower().removesuffix(".") in _OF_CLOUDS
    return any(each.is_link_local or str(each) in _OF_CLOUDS for each in (number, *_embedded(number)))


def is_plain_http(url: Any) -> bool:
    """Tell whether an address is http without TLS, and leaves this machine."""
    return isinstance(url, str) and _leaves_in_plain(url)


@functools.lru_cache(maxsize=128)
def _leaves_in_plain(url: str) -> bool:
    parts = split_url(url)
    if parts is None:
        return url.lstrip()[:5].lower() == "http:"
    return parts.scheme == "http" and not is_this_machine(parts.hostname)


def risks(url: str, proxy: str | None = None) -> tuple[str, ...]:
    """Return the rules by which no secret goes to this address; `proxy` is the host of the proxy on the way, if any.

    A proxy reads what travels in plain text, so plain http is on this machine only where the proxy is too.
    """
    parts = split_url(url)
    is_http = parts is None or parts.scheme != "https"
    plain = is_plain_http(url) or (is_http and proxy is not None and not is_this_machine(proxy))
    return (*((PLAIN_HTTP,) if plain else ()), *((LINK_LOCAL,) if parts and is_link_local(parts.hostname) else ()))


def origin(url: str) -> str:
    """Return scheme, host and port of an address: what may be shown of it, since path and query can hold secrets."""
    parts = split_url(url)
    if parts is None or not parts.scheme or not parts.hostname:
        return "the address"
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port is not None else "")


def is_absolute_uri(text: str) -> bool:
    """Tell whether a text is an absolute URI to which a browser can be sent (RFC 3986 4.3): of http and https with a host.

    `localhost:9999/callback` is a host and a port without a scheme, however much its beginning looks like one.
    """
    parts = split_url(text)
    if parts is None or not parts.scheme or any(map(str.isspace, text)):
        return False
    return bool(parts.hostname) if parts.scheme in ("http", "https") else not _HOST_AND_PORT.match(text)


_HOST_AND_PORT = re.compile(r"[^:/?#]+:[0-9]{1,5}(?:[/?#]|\Z)")


@functools.lru_cache(maxsize=128)
def ascii_host(host: str) -> str:
    """Return a host in small letters and in ASCII, which every browser makes of it before it connects (RFC 3986 6.2.2.1, RFC 5891)."""
    try:
        return host.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return host.lower()


def place(url: Any) -> tuple[str, str, int | None, str] | None:
    """Return where an address leads, whatever its spelling: scheme, host, port and path (RFC 3986 6.2.2 and 6.2.3); None for none.

    Scheme and host have no case, a default port is none, an empty path is /, and what need not be encoded may be.
    """
    parts = split_url(url)
    if parts is None or not parts.scheme or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.scheme, ascii_host(parts.hostname), _port(parts), _plain_path(parts.path) or "/"


def _plain_path(path: str) -> str:
    """A path in which what need not be encoded is not, and what must be is, in capitals."""
    return _ESCAPE.sub(_unescaped, urllib.parse.quote(path, safe="%/:@!$&'()*+,;=~"))


def _unescaped(escape: re.Match[str]) -> str:
    letter = chr(int(escape[0][1:], 16))
    return letter if letter.isascii() and (letter.isalnum() or letter in "-._~") else escape[0].upper()


def is_elsewhere(url: Any, home: Any) -> bool:
    """Tell whether an address has another host than a provider's own, or on this machine another port, which is as far."""
    there, here = split_url(url), split_url(home)
    if there is None or here is None or not there.hostname or not here.hostname:
        return False
    if ascii_host(there.hostname) != ascii_host(here.hostname):
        return True
    return is_this_machine(there.hostname) and _port(there) != _port(here)


def _port(parts: urllib.parse.SplitResult) -> int | None:
    return parts.port if parts.port is not None else {"http": 80, "https": 443}.get(parts.scheme)


def _number(host: str) -> _IpAddress | None:
    """Return the address that a host is, in any notation; None for a name."""
    if ":" in host:
        try:
            return ipaddress.IPv6Address(host.partition("%")[0])  # what follows the % is the link, not the address (RFC 6874)
        except ValueError:
            return None
    parts = host.lower().split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    *first, last = (int(part, 0) if part.startswith("0x") else int(part, 8 if part.startswith("0") else 10) for part in parts)
    if any(each > 255 for each in first) or last >= 256 ** (4 - len(first)):
        return None
    return ipaddress.IPv4Address(sum(each << (24 - 8 * place) for place, each in enumerate(first)) + last)


def _embedded(number: _IpAddress) -> tuple[ipaddress.IPv4Address, ...]:
    """The IPv4 address that stands in an IPv6 address."""
    if isinstance(number, ipaddress.IPv4Address):
        return ()
    if number.sixtofour is not None:
        return (number.sixtofour,)
    is_mapped = any(number in network for network in _MAPPED)
    return (ipaddress.IPv4Address(int(number) & 0xFFFFFFFF),) if is_mapped else ()


def unquoted(text: Any) -> str:
    """Say what a refused text was without a word of it that could be secret: scheme and host of an address, and its length.

    People paste an address with a password, or the secret itself, into the wrong place; and what refuses it is shown to others.
    """
    if text is None or isinstance(text, int | float):
        return brief(text, 20)
    if not isinstance(text, str):
        return f"a value of the type {type(text).__name__}"
    parts = split_url(text)
    where = ""
    if parts is not None and parts.scheme in ("http", "https") and parts.hostname and _HOST.fullmatch(parts.hostname):
        where = f" that begins with {parts.scheme}://{parts.hostname[:100]}"
    return f"a text of {len(text):,} characters{where}"


def word_or_unquoted(text: Any) -> str:
    """Quote a short word, which was misspelt and holds no secret; of anything longer say what it was (`unquoted`)."""
    return repr(text) if isinstance(text, str) and _WORD.fullmatch(text) else unquoted(text)
