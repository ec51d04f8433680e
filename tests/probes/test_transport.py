"""TLS, certificates and plain http, asked of a server on this machine that speaks TLS."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from explorer import Client, ProviderMetadata, probe
from explorer.messages import Exchange, Request, Response
from explorer.probes import ProviderSheet
from explorer.wire import Http
from tests.probes.serving import described, serving
from tests.wire.peers import Authority

CLIENT = Client("public", redirect_uri="https://app.example/callback")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority that no machine knows."""
    return Authority(tmp_path_factory.mktemp("authority"))


class _Page(BaseHTTPRequestHandler):
    hsts = ""

    def log_message(self, *_: object) -> None:
        """Be quiet."""

    def do_GET(self) -> None:
        self.send_response(404 if "well-known" in self.path else 200)
        headers = {"Content-Type": "application/json", "Content-Length": "2"}
        for name, value in {**headers, **({"Strict-Transport-Security": self.hsts} if self.hsts else {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"{}")


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A handshake that fails is what is asked for."""


@contextmanager
def https(context: ssl.SSLContext, hsts: str = "") -> Iterator[ProviderMetadata]:
    """Run a server that speaks TLS so, and describe it as a provider."""
    server = _Server(("127.0.0.1", 0), type("Page", (_Page,), {"hsts": hsts}))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    with serving(server) as host:
        yield described(f"https://localhost:{host.rpartition(':')[2]}")


def asked(metadata: ProviderMetadata, folder: Path, authority: Authority, *questions: str) -> ProviderSheet:
    """Ask about the transport, with the authority known to us and not to the machine."""
    return probe(metadata, CLIENT, ask=list(questions), http=Http(ca_file=authority.ca_file), sheets=folder, runs=folder / "r")


def limited(authority: Authority, lowest: ssl.TLSVersion, highest: ssl.TLSVersion, ciphers: str = "") -> ssl.SSLContext:
    """A server's context that speaks these versions only."""
    context = authority.context()
    context.set_ciphers(ciphers or "ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that old versions are old is the question
        context.minimum_version, context.maximum_version = lowest, highest
    return context


def test_a_modern_server(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both modern versions, no old one; HSTS as it was sent; valid where this machine knows the authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    with https(limited(authority, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3), "max-age=31536000") as metadata:
        sheet = asked(
            metadata, tmp_path, authority, "jwks-document", "hd-hsts", "hd-certificate", "hd-tls-modern", "hd-tls-old"
        )
    words = {id: sheet[id].answer for id in ("hd-hsts", "hd-certificate", "hd-tls-modern")}
    assert words == {"hd-hsts": "max-age=31536000", "hd-certificate": "valid", "hd-tls-modern": "TLS 1.2, TLS 1.3"}
    assert sheet["hd-tls-old"].answer in ("refused", "cannot ask")
    assert "days left" in sheet["hd-certificate"].detail


def test_a_certificate_that_nobody_knows(authority: Authority, tmp_path: Path) -> None:
    """It is told, and what the server speaks is told all the same: a certificate says nothing of that."""
    with https(limited(authority, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2)) as metadata:
        sheet = asked(metadata, tmp_path, authority, "jwks-document", "transport")
    assert (sheet["hd-certificate"].answer, sheet["hd-certificate"].mark) == ("unable to get local issuer certificate", "wrong")
    assert sheet["hd-tls-modern"].answer == "TLS 1.2"
    assert sheet["hd-hsts"].answer == "none"
    assert sheet["hd-tls-ciphers"].answer == "not asked"


def test_an_old_server(authority: Authority, tmp_path: Path) -> None:
    """Old versions are accepted, and no modern one is spoken; where our own library has no old ones, it says so."""
    with https(limited(authority, ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)) as metadata:
        sheet = asked(metadata, tmp_path, authority, "hd-tls-old", "hd-tls-modern")
    assert (sheet["hd-tls-old"].answer, sheet["hd-tls-old"].mark) in (("accepted", "wrong"), ("cannot ask", ""))
    assert sheet["hd-tls-modern"].answer == "none"


@pytest.mark.parametrize(
    ("ciphers", "answer"), [("ECDHE+AESGCM", "ECDHE AES-GCM"), ("ECDHE+AES:!AESGCM:!AESCCM", "CBC")], ids=["strong", "cbc"]
)
def test_ciphers_by_name(authority: Authority, tmp_path: Path, ciphers: str, answer: str) -> None:
    """One handshake for each group."""
    with https(limited(authority, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2, ciphers)) as metadata:
        assert asked(metadata, tmp_path, authority, "hd-tls-ciphers")["hd-tls-ciphers"].answer == answer


def test_nobody_is_there(authority: Authority, tmp_path: Path) -> None:
    """A door that is closed says nothing of TLS."""
    base = "https://localhost:1"
    metadata = ProviderMetadata(issuer=base, authorization_endpoint=f"{base}/a", token_endpoint=f"{base}/t")
    sheet = asked(metadata, tmp_path, authority, "hd-certificate", "hd-tls-modern", "hd-tls-old")
    assert {sheet[id].answer for id in ("hd-certificate", "hd-tls-modern", "hd-tls-old")} == {"unclear"}


class _PlainHttp(Http):
    """A way to the network on which a host answers over plain http, as ports below 1024 are not ours."""

    def __init__(self, status: int, location: str) -> None:
        super().__init__()
        self._status, self._location = status, location
        self.sent: list[Request] = []

    def send(self, request: Request, step: str) -> Exchange:
        """Answer what is plain, and note it."""
        exchange = super().send(Request.get("http://127.0.0.1:1/"), step)
        self.sent.append(request)
        headers = (("Location", self._location),) if self._location else ()
        return Exchange(step, request, Response(self._status, "", headers, b""), exchange.timing)


@pytest.mark.parametrize(
    ("status", "location", "answer", "mark"),
    [(301, "https://op.example/a", "redirect to https", ""), (200, "", "served", "alarm"), (400, "", "error", "")],
    ids=["redirect", "served", "error"],
)
def test_plain_http(tmp_path: Path, status: int, location: str, answer: str, mark: str) -> None:
    """A bare path goes out, without a parameter or a credential."""
    base = "https://op.example"
    metadata = ProviderMetadata(issuer=base, authorization_endpoint=f"{base}/a", token_endpoint=f"{base}/t?x=1")
    http = _PlainHttp(status, location)
    sheet = probe(metadata, CLIENT, ask="hd-plain-http", http=http, sheets=tmp_path, runs=tmp_path / "r", pause=0)
    plain = [request.url for request in http.sent if request.url.startswith("http:")]
    assert (sheet["hd-plain-http"].answer, sheet["hd-plain-http"].mark) == (answer, mark)
    assert {"http://op.example/a", "http://op.example/t"} == set(plain)
