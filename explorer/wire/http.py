"""Http: sends one request, byte for byte as it was shown, and records what came back and how long each part took."""

from __future__ import annotations

import logging
import ssl
import threading
import weakref
from pathlib import Path

import httpcore

from ..errors import Mistake, Unreachable, told_alone
from ..home import given_path
from ..messages import Exchange, Request, Response, brief, origin, split_url, unquoted
from ..redactor import KnownSecrets, redact
from ..secret import Secret, Text, refuse_secrets, reveal
from . import trouble
from .coding import Damaged, TooLarge, unpacked
from .network import Network
from .proxy import Proxy
from .watch import Bell, Watch, current


def _is_not_ours(record: logging.LogRecord) -> bool:
    """Tell whether what httpcore logs is about somebody else's exchange: it logs headers, and a Location can hold a code."""
    return current.get(None) is None


# A filter stays whatever level is set later, and by whom. Each logger needs it: none asks the filters of those above it.
for _name in ("connection", "http11", "http2", "proxy", "socks"):
    logging.getLogger(f"httpcore.{_name}").addFilter(_is_not_ours)

_LONGEST = 86_400  # seconds; for more than about a million no system waits in one go
_IDLE_CONNECTIONS = 10
_IDLE_SECONDS = 5.0  # shorter than servers usually wait, so that we seldom send into a connection that is being closed


@told_alone
class Http:
    """The way out to the network: where certificates are trusted, which proxy is used, how long and how much we read.

    Nothing is opened before the first `send`; connections are kept open between sends. All methods may be called from
    several threads at once. Redirects are never followed, cookies never kept, and the environment is not asked: a
    proxy named in `HTTPS_PROXY` is used only if it is given here.

    `ca_file` is a PEM file of certificates that are trusted beside the well-known ones.
    `proxy` is an address such as `http://user:password@host:8080`.
    `timeout` is the number of seconds for a whole exchange, from the name lookup to the last byte of the answer; a day at most.
    `max_body` is the number of bytes that the body of an answer may have, also after it was unpacked.
    Raises `Mistake` where one of them cannot be right.
    """

    def __init__(
        self,
        *,
        ca_file: str | Path | None = None,
        proxy: Text | None = None,
        timeout: float = 10.0,
        max_body: int = 1_000_000,
    ) -> None:
        refuse_secrets(ca_file=ca_file, timeout=timeout, max_body=max_body)
        if not isinstance(timeout, int | float) or not 0 < timeout <= _LONGEST:
            raise Mistake("timeout is a number of seconds above zero, and a day at most.")
        if not isinstance(max_body, int) or max_body < 1:
            raise Mistake(f"max_body is a number of bytes above zero, not {unquoted(max_body)}.")
        wanted = "ca_file is the path of a PEM file, and no file can have this name."
        self._ca_file = None if ca_file is None else given_path(ca_file, wanted)
        self._authorities = None if self._ca_file is None else _certificates(self._ca_file)
        self._proxy = None if proxy is None else Proxy.parse(proxy)
        self._known = KnownSecrets(self.secrets)
        self._timeout = timeout
        self._max_body = max_body
        self._lock = threading.Condition()
        self._active: set[Watch] = set()
        self._bells: list[Bell] = []  # that no exchange has now: there are as many as there were at once
        self._pools: dict[str, httpcore.ConnectionPool] = {}
        weakref.finalize(self, _close_all, self._pools, self._bells)

    def __repr__(self) -> str:
        ca_file = None if self._ca_file is None else str(self._ca_file)
        proxy = None if self._proxy is None else str(self._proxy)
        return f"Http(ca_file={ca_file!r}, proxy={proxy!r}, timeout={self._timeout!r}, max_body={self._max_body!r})"

    @property
    def proxy_host(self) -> str | None:
        """The host of the proxy, which can read what travels in plain text; None without one."""
        return None if self._proxy is None else self._proxy.host

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What is ours in what is sent beside the requests: the proxy's password, and the credentials that hold it."""
        return () if self._proxy is None else self._proxy.secrets

    def send(self, request: Request, step: str) -> Exchange:
        """Send a request and return the exchange, under the name `step` ("exchange", "userinfo").

        A failure of the other side, or of the network, raises nothing: the exchange then has no response but an
        `error`, a sentence, and an `error_kind`, the word of `Unreachable`. Its timing holds the phases up to there.
        Bytes of the body are kept as they came. The request is sent once; nothing is repeated.
        """
        with self._lock:
            bell = self._bells.pop() if self._bells else Bell()
            watch = Watch(origin(request.url), self._timeout, bell, trusts_more=self._authorities is not None)
            self._active.add(watch)
        token = current.set(watch)
        response, failure = None, None
        try:
            response = self._ask(request, watch)
        except Unreachable as error:
            failure = error
        finally:
            current.reset(token)
            with self._lock:
                self._active.discard(watch)
                if watch.stopped:  # it would ring on
                    bell.close()
                else:
                    self._bells.append(bell)
                self._lock.notify_all()
        if failure is None:
            return Exchange(step, request, response, watch.timing())
        sentence = redact(str(failure), self._known)  # a proxy may repeat what it was sent
        return Exchange(step, request, None, watch.timing(), sentence, failure.kind)

    def stop(self) -> None:
        """End every send that is under way, in any thread, at once; each returns with the `error_kind` "stopped"."""
        with self._lock:
            for watch in self._active:
                watch.stop()

    def close(self) -> None:
        """Stop what is under way and close the connections that were kept. A later send opens new ones."""
        self.stop()
        with self._lock:  # a socket is not closed under the hands of the thread that uses it
            self._lock.wait_for(lambda: not self._active, timeout=1)
            _close_all(self._pools, self._bells)

    def _ask(self, request: Request, watch: Watch) -> Response:
        message = _message(request)
        try:
            answer = self._pool(message.url.scheme.decode()).handle_request(message)
            try:
                return self._response(answer, watch)
            finally:
                answer.close()
        except httpcore.ProxyError as error:
            raise trouble.proxy_refused(str(self._proxy), watch.address, str(error)) from None
        except httpcore.RemoteProtocolError:
            if watch.ended:
                raise trouble.cut(watch.address, watch.reused, begun=bool(watch.head)) from None
            raise trouble.bad_http(watch.address) from None
        except httpcore.LocalProtocolError:  # its text is not used: it quotes the header, which may be a secret
            raise trouble.unsendable(
                "a header holds a line break, a space at its end or another character that HTTP forbids (RFC 9110 5.5)."
            ) from None

    def _response(self, answer: httpcore.Response, watch: Watch) -> Response:
        if answer.status == 407 and self._proxy is not None:
            raise trouble.proxy_refused(str(self._proxy), watch.address, "407 Proxy Authentication Required")
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers)
        declared = ",".join(value for name, value in headers if name.lower() == "content-encoding").strip(", ")
        body, codings = self._unpacked(self._body(answer, watch), declared, answer.status, watch)
        reason = answer.extensions["reason_phrase"].decode("latin-1")
        return Response(answer.status, reason, headers, body, codings)

    def _unpacked(self, body: bytes, declared: str, status: int, watch: Watch) -> tuple[bytes, tuple[str, ...]]:
        try:
            return unpacked(body, declared, self._max_body) if body else (body, ())
        except TooLarge:
            raise trouble.too_large(watch.address, status, self._max_body, packed=True) from None
        except Damaged:
            raise trouble.encoded(watch.address, declared or "gzip") from None

    def _body(self, answer: httpcore.Response, watch: Watch) -> bytes:
        body = bytearray()
        with watch.phase("receive"):
            for chunk in answer.iter_stream():
                body += chunk
                if len(body) > self._max_body:
                    raise trouble.too_large(watch.address, answer.status, self._max_body)
        return bytes(body)

    def _pool(self, scheme: str) -> httpcore.ConnectionPool:
        """Return the pool for http or for https, made on first use: certificates are loaded only when they are needed."""
        with self._lock:
            if scheme not in self._pools:
                self._pools[scheme] = self._new_pool(scheme)
            return self._pools[scheme]

    def _new_pool(self, scheme: str) -> httpcore.ConnectionPool:
        secure = scheme == "https"
        proxy = None if self._proxy is None else httpcore.Proxy(self._proxy.origin, auth=self._proxy.auth)
        return httpcore.ConnectionPool(
            ssl_context=self._trust() if secure else None,
            proxy=proxy,
            max_connections=None,
            max_keepalive_connections=_IDLE_CONNECTIONS,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=Network(self._proxy, tunnel=secure and proxy is not None),
        )

    def _trust(self) -> ssl.SSLContext:
        context = httpcore.default_ssl_context()  # this machine's authorities and Mozilla's
        if self._authorities is not None:
            context.load_verify_locations(cadata=self._authorities)
        return context


def _message(request: Request) -> httpcore.Request:
    """Return the request as httpcore sends it. Raises `Unreachable` where it cannot be written as HTTP."""
    if not request.url.isascii() or not request.url.isprintable() or " " in request.url:
        raise trouble.unsendable("the address holds a space or a character outside ASCII; percent-encode it (RFC 3986 2.1).")
    body = request.body()
    if str(len(body)) != reveal(request.header("Content-Length") or "0"):
        raise trouble.unsendable(f"Content-Length and the length of the body ({len(body)} bytes) do not agree.")
    if request.header("Host") is None:
        raise trouble.unsendable("the request has no Host header (RFC 9112 3.2).")
    headers = [(name.encode(), reveal(value).encode("utf-8", "replace")) for name, value in request.headers]
    return httpcore.Request(request.method, _target(request), headers=headers, content=body)


def _target(request: Request) -> httpcore.URL:
    parts = split_url(request.url)
    if parts is None:
        raise trouble.unsendable("the address has a port or a host that cannot be read.")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise trouble.unsendable("the address does not begin with http:// or https:// and a host.")
    if parts.username is not None:
        raise trouble.unsendable("the address holds a user name before its host, which https forbids (RFC 9110 4.2.4).")
    return httpcore.URL(scheme=parts.scheme, host=parts.hostname, port=parts.port, target=request.target)


def _certificates(path: Path) -> str:
    """Return the text of a PEM file once it is sure that it holds certificates. Raises `Mistake`."""
    try:
        text = path.read_text(encoding="ascii", errors="replace")
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except ssl.SSLError:
        raise Mistake(f"ca_file {brief(path, 200)} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).") from None
    except OSError as error:
        raise Mistake(
            f"ca_file cannot be read, {unquoted(str(path))}: {error.strerror}. Give the path of a PEM file."
        ) from None
    return text


def _close_all(pools: dict[str, httpcore.ConnectionPool], bells: list[Bell]) -> None:
    for pool in list(pools.values()):
        pool.close()
    while bells:
        bells.pop().close()
