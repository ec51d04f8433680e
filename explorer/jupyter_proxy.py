"""Where the user's browser is elsewhere, as on a hub or on Binder, Jupyter carries its requests to ports of this machine.

jupyter-server-proxy does it: `{base_url}proxy/PORT/path` at Jupyter's own address stands for `/path` at that port.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit


def path_through_jupyter(url: str) -> str | None:
    """Return where, at Jupyter's own address, the user's browser finds an address of this machine; None where it needs no help.

    It is a path with the address's own query and without an origin, since only the browser knows that. `FLOW_EXPLORER_BROWSER`
    set to `local` or `proxy` decides by hand.
    """
    remote = "JUPYTERHUB_SERVICE_PREFIX" in os.environ or any(name.startswith("BINDER_") for name in os.environ)
    if os.environ.get("FLOW_EXPLORER_BROWSER", "proxy" if remote else "local") != "proxy":
        return None
    try:
        parts = urlsplit(url)
        here, port = parts.hostname in ("127.0.0.1", "localhost", "::1"), parts.port
    except ValueError:
        return None
    if not here or port is None:
        return None
    base = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/").rstrip("/")
    return f"{base}/proxy/{port}{url.partition(parts.netloc)[2]}"
