"""A small server that runs while a block does: what the providers of these tests are made of."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

from explorer import ProviderMetadata


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[str]:
    """Run the server in a thread, and give where it listens, such as 127.0.0.1:40123."""
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def described(base: str) -> ProviderMetadata:
    """Return what describes a provider at this address, with the fewest members."""
    return ProviderMetadata(issuer=base, authorization_endpoint=f"{base}/a", token_endpoint=f"{base}/t", jwks_uri=f"{base}/k")
