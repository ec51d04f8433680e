"""A provider whose every answer is written by the test: status, headers and body, whatever they are."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from explorer import Client, ProviderMetadata

CLIENT = Client("app", "a client secret", redirect_uri="http://127.0.0.1:9/callback")


@dataclass
class OddProvider:
    """`answers` maps a path to (status, headers, body); `asked` holds the paths that were requested, `sent` the bodies."""

    base: str
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)

    @property
    def metadata(self) -> ProviderMetadata:
        """Endpoints given by hand, so that no discovery is needed."""
        return ProviderMetadata(
            issuer=self.base,
            authorization_endpoint=f"{self.base}/authorize",
            token_endpoint=f"{self.base}/token",
            userinfo_endpoint=f"{self.base}/userinfo",
            jwks_uri=f"{self.base}/keys",
        )

    def say(self, path: str, body: Any, *, status: int = 200, media_type: str = "application/json", **headers: str) -> None:
        """Answer that path from now on; a dictionary is sent as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, {"Content-Type": media_type, **named}, content)


@contextlib.contextmanager
def odd_provider(port: int = 0) -> Iterator[OddProvider]:
    """Serve an OddProvider on this port of 127.0.0.1, 0 for a free one, until the block ends."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            provider.asked.append(self.path)
            provider.sent.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            status, headers, body = provider.answers.get(self.path, (404, {}, b"nothing here"))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(ConnectionError):  # the explorer hangs up on a body that is too large
                self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.daemon_threads = True
        provider = OddProvider(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
