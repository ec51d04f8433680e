"""A client that corrects nothing: what strangers send goes out as it is."""

from __future__ import annotations

import http.client

from explorer.provider import Provider

Answer = tuple[int, http.client.HTTPMessage, bytes]


def ask(provider: Provider, method: str, path: str, body: bytes | str = b"", **headers: str) -> Answer:
    """Send one request with a client that corrects nothing."""
    connection = http.client.HTTPConnection("127.0.0.1", provider.port, timeout=20)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()
