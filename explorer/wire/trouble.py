"""Why there is no answer, in one sentence each: what was tried, what happened, what to try next."""

from __future__ import annotations

import errno
import os
import re
import ssl

from ..errors import Unreachable
from ..messages import is_this_machine

_DOING = {
    "dns": "looking up the host's name",
    "connect": "connecting",
    "tls": "agreeing on TLS",
    "send": "sending the request",
    "wait": "waiting for the first byte of the answer",
    "receive": "reading the answer",
}
_WHEN_LATE = {
    "dns": "Is this machine online, and does its network want a proxy: Http(proxy=...)?",
    "connect": "Check host and port; a firewall that drops packets looks like this, and so does a missing proxy: Http(proxy=...).",
    "tls": "Check that this port is meant for https.",
}
_STRANGERS = (18, 19)  # X509_V_ERR_*: self-signed, self-signed in chain: its authority is there, and nobody here knows it
# Issuer not found, chain of one: an unknown authority looks so, and a certificate in between that was not sent.
_OPEN_ENDS = (20, 21)

_GREETING = re.compile(rb"SSH-[0-9.]{1,4}|[0-9]{3}[ -]")


def timed_out(address: str, phase: str, timeout: float) -> Unreachable:
    """The time for the whole exchange is up."""
    hint = _WHEN_LATE.get(phase, "If the provider is known to be slow, give it longer: Http(timeout=...).")
    return Unreachable(
        f"{address} did not finish within {timeout:g} s: the time ran out while {_doing(phase)}. {hint}", "timeout"
    )


def stopped(address: str, phase: str) -> Unreachable:
    """Somebody pressed stop."""
    sent = phase in ("send", "wait", "receive")
    hint = "The provider may have acted on the request already." if sent else "The request had not been sent yet."
    return Unreachable(f"The exchange with {address} was stopped while {_doing(phase)}. {hint}", "stopped")


def _doing(phase: str) -> str:
    return _DOING.get(phase, "getting ready")


def no_name(host: str, error: object) -> Unreachable:
    """The name service does not know the host, or does not answer."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "this cannot be a host name"
    return Unreachable(
        f"No address was found for the host {host!r} ({reason}). "
        "Check its spelling; if it is right, is this machine online, and does its network want a proxy: Http(proxy=...)?",
        "dns",
    )


def no_connection(host: str, port: int, error: int) -> Unreachable:
    """The host has an address, but no connection came about."""
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if error != errno.ECONNREFUSED:
        return Unreachable(
            f"No connection to {where} ({os.strerror(error)}). Check the address, and whether this network wants a proxy: "
            "Http(proxy=...).",
            "connect",
        )
    if is_this_machine(host):
        return Unreachable(f"Nothing listens at {where}. Start what should listen there, or correct the port.", "connect")
    return Unreachable(f"{where} refused the connection. Check the port; a firewall can answer like this too.", "connect")


def no_proxy(proxy: str, error: Unreachable) -> Unreachable:
    """The proxy itself is out of reach."""
    return Unreachable(f"The proxy {proxy} cannot be reached, so nothing was sent to the provider. {error}", "proxy")


def proxy_refused(proxy: str, address: str, status: str) -> Unreachable:
    """The proxy answered, but does not let us through."""
    wants_login = status.startswith("407")  # RFC 9110 15.5.8
    hint = "Give user and password in the proxy's address: Http(proxy=...)." if wants_login else "Ask who runs the proxy."
    return Unreachable(f"The proxy {proxy} does not let us through to {address}: it says {status.strip()}. {hint}", "proxy")


def tls_failed(address: str, error: Exception, *, trusts_more: bool = False) -> Unreachable:
    """No trusted, encrypted connection came about; `trusts_more` says that a PEM file of other authorities was given."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unreachable(_certificate(address, error, trusts_more), "tls")
    reason = str(getattr(error, "reason", None) or "")
    if reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"):
        return Unreachable(f"{address} does not speak TLS on this port. Is it plain http, with http:// in front?", "tls")
    if isinstance(error, ssl.SSLEOFError | ConnectionError):
        return Unreachable(
            f"{address} hung up in the middle of agreeing on TLS. Check that this port is meant for https.", "tls"
        )
    said = reason.replace("_", " ").lower() or str(error)
    return Unreachable(
        f"No TLS connection to {address}: {said}. Try the address in a browser; if it works there, this network may want a proxy: "
        "Http(proxy=...).",
        "tls",
    )


def _certificate(address: str, error: ssl.SSLCertVerificationError, trusts_more: bool) -> str:
    reason = error.verify_message.rstrip(".")
    if error.verify_code in _OPEN_ENDS and trusts_more:
        return (
            f"The certificate of {address} leads neither to your PEM file nor to an authority that this machine knows ({reason}): the "
            "file is of another authority, or the server does not send the certificates in between. Compare the issuer of the "
            "last certificate that comes: openssl s_client -showcerts."
        )
    if error.verify_code in _OPEN_ENDS:
        return (
            f"The certificate of {address} leads to no authority that this machine knows ({reason}): its authority is a private one, "
            "or the server does not send the certificates in between. If it is your company's or your own, give its certificate in "
            "a PEM file: Http(ca_file=...)."
        )
    if error.verify_code in _STRANGERS:
        return (
            f"The certificate of {address} was issued by an authority that this machine does not know ({reason}). "
            "If it is your company's or your own, give its certificate in a PEM file: Http(ca_file=...)."
        )
    if error.verify_code == 10:  # X509_V_ERR_CERT_HAS_EXPIRED
        return f"The certificate of {address} has expired. Its owner has to renew it; also check this machine's clock."
    if error.verify_code == 9:  # X509_V_ERR_CERT_NOT_YET_VALID
        return f"The certificate of {address} is not valid yet. Check this machine's clock."
    if error.verify_code in (62, 64):  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH
        return f"The certificate of {address} is for another host ({reason}). Use the name that the certificate has."
    return f"The certificate of {address} is not acceptable: {reason}. Its owner has to replace it."


def cut(address: str, reused: bool, error: OSError | None = None, *, begun: bool = False) -> Unreachable:
    """The connection ended before the answer was complete."""
    how = f" ({error.strerror})" if error is not None and error.strerror else ""
    if reused and not begun:
        hint = (
            "The connection was kept from an earlier request, and may just have expired. Send again; but where a code was sent, "
            "the provider may have used it up before it hung up."
        )
    else:
        hint = "Send again; if it happens every time, look for a proxy or a crash at the provider."
    what = "in the middle of its answer" if begun else "without an answer"
    return Unreachable(f"{address} closed the connection {what}{how}. {hint}", "cut")


def not_http(address: str, head: bytes) -> Unreachable:
    """What comes back does not begin as an HTTP/1.1 answer does."""
    if head[:1] in (b"\x15", b"\x16") and head[1:2] == b"\x03":  # a TLS record: alert or handshake (RFC 8446 5.1)
        return Unreachable(f"{address} answered in TLS. The address has to begin with https://.", "protocol")
    return Unreachable(
        f"{address} does not speak HTTP/1.1: its answer begins with {_greeting(head)!r}. Check host and port.", "protocol"
    )


def _greeting(head: bytes) -> bytes:
    """So much of an answer as tells a protocol: a cut secret would be found by nobody, so three bytes of anything else."""
    found = _GREETING.match(head)
    return found[0] if found else head[:3]


def bad_http(address: str) -> Unreachable:
    """The answer begins as HTTP/1.1, and then breaks its rules."""
    return Unreachable(
        f"{address} sent an answer whose headers or framing break the rules of HTTP/1.1 (RFC 9112), or whose headers are too long. "
        "Whoever runs it, or a proxy before it, has to correct that.",
        "protocol",
    )


def unsendable(why: str) -> Unreachable:
    """The request cannot be written as HTTP, so nothing was sent."""
    return Unreachable(f"Nothing was sent: {why}", "protocol")


def encoded(address: str, coding: str) -> Unreachable:
    """The body is packed, although the request asked for identity, and cannot be unpacked."""
    return Unreachable(
        f"{address} sent its answer in the content coding {coding!r}, although the request asked for identity (RFC 9110 12.5.3); "
        "it cannot be unpacked: it is damaged, cut off, or in a coding that is not known here. Look for a proxy or cache on the way "
        "that compresses.",
        "protocol",
    )


def too_large(address: str, status: int, max_body: int, *, packed: bool = False) -> Unreachable:
    """The body is larger than anyone would want, or would be."""
    reading = " once it is unpacked, and unpacking" if packed else ", and reading"
    return Unreachable(
        f"The answer of {address} (status {status}) is larger than {max_body} bytes{reading} stopped there. "
        "Is this the right address? If it is, allow more: Http(max_body=...).",
        "too-large",
    )
