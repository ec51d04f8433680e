"""A token request as texts to copy: raw HTTP, curl for three shells, Python."""

from __future__ import annotations

from ..protocol.tokens import TokenRequest
from ..views.request import curl_html, http_html

CURLS = {"curl": "bash", "curl_powershell": "powershell", "curl_cmd": "cmd"}  # by the section, the shell
TEXTS = {
    "http": "raw HTTP",
    "curl": "a curl command",
    "curl_powershell": "a curl command for PowerShell",
    "curl_cmd": "a curl command for cmd",
    "python": "a few lines of Python",
}


def _curls(request: TokenRequest) -> dict[str, str]:
    return {name: curl_html(request.curl(shell)) for name, shell in CURLS.items()}


def texts_of(request: TokenRequest | None) -> dict[str, str]:
    """Return them by the names of their sections; empty where there is no request."""
    if request is None:
        return dict.fromkeys(TEXTS, "")
    return {"http": http_html(request.http()), **_curls(request), "python": http_html(request.python())}
