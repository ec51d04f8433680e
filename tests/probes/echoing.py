"""A proxy on this machine that hands requests on, and lets every answer repeat each secret that it has seen on the way."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.probes.serving import serving

_SECRET = ("client_secret", "code", "code_verifier", "refresh_token", "token", "password", "access_token", "id_token")
_UNSEEN = "\x1b[2J\u202e\ud800\nDONE"


class Seen:
    """What came by: each value under its name."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}

    def note(self, name: str, value: object) -> None:
        """Remember a value; the short ones are words."""
        if isinstance(value, str) and len(value) >= 8:
            self.secrets.setdefault(value, name)

    def request(self, headers: dict[str, str], *forms: str) -> None:
        """Remember what a request carries."""
        scheme, _, credentials = headers.get("Authorization", "").partition(" ")
        self.note(scheme, credentials)
        with contextlib.suppress(ValueError):
            joined = base64.b64decode(credentials).decode().partition(":")[2]
            self.note("client_secret", joined)
            self.note("client_secret", urllib.parse.unquote_plus(joined))
        for pair in headers.get("Cookie", "").split("; "):
            self.note("cookie", pair.partition("=")[2])
        for form in forms:
            for name, value in urllib.parse.parse_qsl(form):
                if name in _SECRET:
                    self.note(name, value)

    def answer(self, headers: list[tuple[str, str]], body: bytes) -> None:
        """Remember what an answer gives."""
        for name, value in headers:
            if name.lower() == "set-cookie":
                self.note("cookie", value.partition(";")[0].partition("=")[2])
            elif name.lower() == "location":
                self.request({}, *value.replace("#", "?").split("?")[1:])
        with contextlib.suppress(ValueError, AttributeError):
            for name in ("access_token", "refresh_token", "id_token"):
                self.note(name, json.loads(body).get(name))

    def repeated(self, headers: list[tuple[str, str]], body: bytes) -> tuple[list[tuple[str, str]], bytes]:
        """An answer that repeats all of it, wherever it can: in headers, members, descriptions, keys and pages."""
        everything = "|".join(self.secrets)
        media_type = {name.lower(): value for name, value in headers}.get("content-type", "")
        if "json" in media_type and isinstance(value := json.loads(body), dict):
            value |= {
                f"seen {everything}": everything,
                "scopes_supported": [everything, _UNSEEN],
                "check_session_iframe": everything,
            }
            if "error" in value:  # wherever it is cut, a secret stands there
                value["error_description"] = f"no{_UNSEEN}{everything}"
            for key in value.get("keys", []):
                key["x5t"] = everything
            if "keys" in value:
                value["keys"].append({"kty": "oct", "kid": f"{everything}{_UNSEEN}"})
            body = json.dumps(value).encode()
        elif "html" in media_type:
            body = body.replace(b"<title>", f"<title>{everything} ".encode()).replace(b"<h1>", f"<h1>{everything}".encode())
        named = ("Server", "X-Powered-By", "Via", "Strict-Transport-Security", "Allow", "X-Request-Id", "Retry-After")
        more = [(name, everything.encode().decode("latin-1")) for name in named]
        return [*headers, *more], body


@contextlib.contextmanager
def echoing() -> Iterator[tuple[str, Seen]]:
    """Run it; yields its address, and what came by."""
    seen = Seen()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            parts = urllib.parse.urlsplit(self.path)
            seen.request(dict(self.headers), body.decode("latin-1"), parts.query)
            connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
            headers = {name: value for name, value in self.headers.items() if "connection" not in name.lower()}
            connection.request(self.command, f"{parts.path}?{parts.query}".rstrip("?"), body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
            kept = [pair for pair in answer.getheaders() if pair[0].lower() not in ("content-length", "connection")]
            connection.close()
            seen.answer(kept, content)
            kept, content = seen.repeated(kept, content)
            self.send_response(answer.status, "|".join([*seen.secrets][:5]))
            for name, value in [*kept, ("Content-Length", str(len(content)))]:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content if self.command != "HEAD" else b"")

        do_POST = do_HEAD = do_OPTIONS = do_PUT = do_DELETE = do_PATCH = do_TRACE = do_GET  # noqa: N815  (names of the library)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with serving(server) as host:
        yield f"http://{host}", seen
