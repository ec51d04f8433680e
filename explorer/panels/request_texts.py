"""A token request as texts to copy: raw HTTP, curl for three shells, Python."""

from __future__ import annotations

from ..protocol.tokens import TokenRequest
from ..views.request import text_html

CURLS = {"curl": "bash", "curl_powershell": "powershell", "curl_cmd": "cmd"}  # by the section, the shell
TEXTS = {
    "http": "raw HTTP",
    "curl": "a curl command",
    "curl_powershell": "a curl command for PowerShell",
    "curl_cmd": "a curl command for cmd",
    "python": "a few lines of Python",
}


def texts_of(request: TokenRequest | None) -> dict[str, str]:
    """Return them by the names of their sections; empty where there is no request."""
    if request is None:
        return dict.fromkeys(TEXTS, "")
    texts = {"http": request.http(), "python": request.python(), **{name: request.curl(shell) for name, shell in CURLS.items()}}
    return {name: text_html(texts[name], f"The request as {words}") for name, words in TEXTS.items()}
