"""The other side of the wire: small servers on raw sockets that record what they got and say whatever a test wants."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


def read_request(connection: socket.socket) -> bytes:
    """Return one request, header and body, as it came; empty when the client has hung up."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += (chunk := connection.recv(65536))
        if not chunk:
            return b""
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(v) for n, _, v in (line.partition(b":") for line in head.split(b"\r\n")) if n.lower() == b"content-length"), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


Say = Callable[[socket.socket], None]


def saying(answer: bytes) -> Say:
    """Return what a server does that reads one request, sends these bytes and hangs up."""

    def say(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(answer)

    return say


class Server:
    """A listener on 127.0.0.1 that gives each connection to `say`, in a thread; `requests` holds what `answering` read."""

    def __init__(self, say: Say | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.over = threading.Event()
        self._say = say or self.answering
        self._tls = tls
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def answering(self, connection: socket.socket) -> None:
        """Answer every request of the connection with `OK`."""
        while request := read_request(connection):
            self.requests.append(request)
            connection.sendall(OK)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._open.append(connection)
                self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
                self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            if self._tls is None:
                return self._say(connection)
            with self._tls.wrap_socket(connection, server_side=True) as secured:
                self._open.append(secured)
                self._say(secured)

    def stop(self) -> None:
        self.over.set()
        for each in [self._listener, *self._open]:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Authority:
    """A certificate authority of our own; `ca_file` is its certificate."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        root = self._builder(self._name, self._key, days=30)
        root = root.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        usage = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False)
        usage |= {
            "digital_signature": True,
            "key_cert_sign": True,
            "crl_sign": True,
            "encipher_only": False,
            "decipher_only": False,
        }
        root = root.add_extension(x509.KeyUsage(**usage), critical=True)
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_bytes(root.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def _builder(self, name: x509.Name, key: ec.EllipticCurvePrivateKey, days: int) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        authority_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return (
            x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=10))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(authority_key, critical=False)
        )

    def context(self, host: str = "localhost", days: int = 30, *, with_root: bool = False) -> ssl.SSLContext:
        """Return a server's TLS context with a certificate for that host, and for 127.0.0.1, good for so many days.

        `with_root` sends the authority's own certificate along.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(host), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        leaf = self._builder(name, key, days).add_extension(names, critical=False).sign(self._key, hashes.SHA256())
        pem = self._folder / f"{host}-{days}.pem"
        plain = serialization.NoEncryption()
        pem.write_bytes(
            leaf.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
            + (self.ca_file.read_bytes() if with_root else b"")
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        return context
