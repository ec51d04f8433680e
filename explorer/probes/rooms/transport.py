"""Plain http, HSTS, certificates and TLS, host by host (RFC 9325, RFC 6797)."""

from __future__ import annotations

import socket
import ssl
import warnings
from datetime import UTC, datetime
from typing import Any

from ...messages import origin, split_url
from ..answer import Answer, NotAsked, Unclear, each, listed
from ..asking import Ask
from ..registry import probe
from .headers import endpoints, header


def _hosts(ask: Ask) -> list[tuple[str, int]]:
    """The hosts that speak TLS; that of the issuer alone where nothing more is known, as nothing came over an old version."""
    try:
        parts = [split_url(url) for url in endpoints(ask).values()]
    except Unclear:
        parts = [split_url(ask.asked_issuer)]
    found = sorted({(p.hostname, p.port or 443) for p in parts if p and p.scheme == "https" and p.hostname})
    if not found:
        raise NotAsked("nothing here speaks TLS: the endpoints are plain http on this machine")
    return found


def _connected(host: str, port: int) -> socket.socket:
    """Connect. Raises `Unclear` where that fails: then nothing was said about TLS."""
    try:
        return socket.create_connection((host, port), timeout=8)
    except OSError as problem:
        raise Unclear(f"{host}:{port} cannot be reached ({type(problem).__name__})") from None


def _certificate(host: str, port: int) -> dict[str, Any] | str:
    """Shake hands as any client does, with the trust of this machine; returns the certificate, or why it is not valid."""
    with _connected(host, port) as plain:
        try:
            with ssl.create_default_context().wrap_socket(plain, server_hostname=host) as tls:
                return dict(tls.getpeercert() or {})
        except ssl.SSLCertVerificationError as problem:
            return problem.verify_message
        except OSError as problem:
            raise Unclear(f"the handshake with {host}:{port} failed ({type(problem).__name__})") from None


def _speaks(host: str, port: int, version: ssl.TLSVersion, ciphers: str = "ALL:@SECLEVEL=0") -> bool | None:
    """Tell whether a host shakes hands with this version; None where the library of this machine cannot offer it.

    Nothing is sent over this connection, so whom the certificate names does not matter here: hd-certificate asks that.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that old versions are old is the question
            context.minimum_version = context.maximum_version = version
            context.set_ciphers(ciphers)
    except (ssl.SSLError, ValueError):
        return None
    if not _can_offer(context):
        return None
    with _connected(host, port) as plain:
        try:
            with context.wrap_socket(plain, server_hostname=host):
                return True
        except TimeoutError:
            raise Unclear(f"{host}:{port} does not answer a handshake") from None
        except OSError:  # an alert, or a closed door
            return False


def _can_offer(context: ssl.SSLContext) -> bool:
    """Whether a first message can be made at all: libraries have given up old versions."""
    out = ssl.MemoryBIO()
    try:
        context.wrap_bio(ssl.MemoryBIO(), out, server_hostname="localhost").do_handshake()
    except ssl.SSLWantReadError:
        return out.pending > 0
    except ssl.SSLError:
        return False
    return False


@probe("hd-hsts", spec="RFC 6797; BCP 195", says="should")
def hd_hsts(ask: Ask) -> Answer:
    """Is HSTS sent, and for how long?"""
    _hosts(ask)
    words = {
        origin(seen.request.url): header(seen, "Strict-Transport-Security") or "none"
        for seen in ask.line.seen
        if seen.request.url.startswith("https://")
    }
    return each(words)


@probe(
    "hd-plain-http",
    spec="RFC 6749 3.1, 3.2, 10.9; OIDC Core 16.17",
    says="must",
    covers=(
        "O AuthEndpoint.IsHttpsRequired",
        "O TokenEndpoint.IsHttpsRequired",
        "O ApiEndpoint.IsHttpsRequired",
        "O ParEndpoint.IsHttpsRequired",
    ),
    alarm=("served",),
)
def hd_plain_http(ask: Ask) -> Answer:
    """What is answered over plain http?"""
    _hosts(ask)
    words = {}
    for name, url in endpoints(ask).items():
        parts = split_url(url)
        if parts is None or parts.scheme != "https":
            continue
        try:
            seen = ask.get(f"http://{parts.hostname}{parts.path}", "plain-http")
            away = (seen.location or "").startswith("https://")
            words[name] = "redirect to https" if away else "served" if seen.status < 300 else "error"
        except Unclear:
            words[name] = "refused"
    return each(words, "", "alarm" if "served" in words.values() else "")


@probe(
    "hd-certificate",
    spec="RFC 6749 10.9, 1.6; RFC 6125/9525",
    covers=("O AuthEndpoint.HasValidCertificate", "O TokenEndpoint.HasValidCertificate", "O ApiEndpoint.HasValidCertificate"),
)
def hd_certificate(ask: Ask) -> Answer:
    """Is the certificate of each host valid, and until when?"""
    words, told = {}, []
    for host, port in _hosts(ask):
        found = _certificate(host, port)
        words[host] = found if isinstance(found, str) else "valid"
        if not isinstance(found, str) and "notAfter" in found:
            ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(found["notAfter"]), UTC)
            told.append(f"{host} until {ends:%Y-%m-%d}, {(ends.timestamp() - ask.now) // 86_400:.0f} days left")
    return each(words, listed(told, ""), "" if set(words.values()) == {"valid"} else "wrong")


@probe(
    "hd-tls-modern",
    spec="RFC 9325 3.1.1",
    says="must",
    covers=(
        "O AuthEndpoint.IsModernTlsSupported",
        "O TokenEndpoint.IsModernTlsSupported",
        "O ApiEndpoint.IsModernTlsSupported",
        "O Revocation.IsModernTlsSupported",
    ),
)
def hd_tls_modern(ask: Ask) -> Answer:
    """Are TLS 1.2 and 1.3 spoken?"""
    versions = (("TLS 1.2", ssl.TLSVersion.TLSv1_2), ("TLS 1.3", ssl.TLSVersion.TLSv1_3))
    words = {host: listed([name for name, version in versions if _speaks(host, port, version)]) for host, port in _hosts(ask)}
    return each(words)


@probe(
    "hd-tls-old",
    spec="RFC 8996; RFC 9325 3.1.1",
    says="must",
    covers=("O Features.IsDeprecatedTlsSupported",),
)
def hd_tls_old(ask: Ask) -> Answer:
    """Are TLS 1.0 and 1.1 refused?"""
    words = {}
    for host, port in _hosts(ask):
        old = [_speaks(host, port, version) for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)]
        words[host] = "accepted" if True in old else "refused" if False in old else "cannot ask"
    told = "the TLS library of this machine offers them no more" if "cannot ask" in words.values() else ""
    return each(words, told, "wrong" if "accepted" in words.values() else "")


@probe(
    "hd-tls-ciphers",
    spec="RFC 9325 4.2; FAPI 1 Advanced 8.5",
    risk="T",
    covers=(
        "O AuthEndpoint.AreStrongCiphersEnabled",
        "O TokenEndpoint.AreStrongCiphersEnabled",
        "O ApiEndpoint.AreStrongCiphersEnabled",
    ),
    by_name=True,
)
def hd_tls_ciphers(ask: Ask) -> Answer:
    """Which ciphers of TLS 1.2 are taken?"""
    groups = {
        "ECDHE AES-GCM": "ECDHE+AESGCM",
        "DHE AES-GCM": "DHE+AESGCM",
        "CBC": "ECDHE+AES:!AESGCM:!AESCCM",
        "RSA key exchange": "kRSA",
    }
    words = {}
    for host, port in _hosts(ask):
        taken = []
        for name, ciphers in groups.items():
            taken += [name] if _speaks(host, port, ssl.TLSVersion.TLSv1_2, f"{ciphers}:@SECLEVEL=0") else []
        words[host] = listed(taken)
    return each(words)
