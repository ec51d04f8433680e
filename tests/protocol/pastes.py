"""A code, a state and an address, and the ways in which programs write them; how the tests read a paste."""

from __future__ import annotations

import urllib.parse

from explorer.protocol.redirect import AuthorizationResponse, parse_redirect
from explorer.secret import Secret

C = "SplxlOBeZQQYbYS6WxSbIA-0001"
S = "xyzABC-0123456789_state-of-this"
CB = "http://127.0.0.1:9999/callback"
URL = f"{CB}?code={C}&state={S}"
BACK = f"{CB}?state={S}&code={C}"
SECRET = "made-up-secret-0123456789"
QUOTED = urllib.parse.quote(URL, safe="")
QUERY = f"code={C}&state={S}"
ENTITIES = URL.replace("&", "&amp;")
JSON_URL = URL.replace("&", r"\u0026").replace("=", r"\u003d").replace("/", r"\/")
SHELL = URL.replace("?", r"\?").replace("=", r"\=").replace("&", r"\&")


def read(text: str, redirect_uri: str = CB, **options: object) -> AuthorizationResponse:
    """Read a text as a flow with this state would."""
    own = (("the client secret", Secret(SECRET)), ("the nonce of this flow", "n-0S6_WzA2Mj-nonce"))
    return parse_redirect(text, **{"state": S, "redirect_uri": redirect_uri, "own": own, **options})  # type: ignore[arg-type]


def form(action: str = CB, code: str = C) -> str:
    """Return a page that sends itself."""
    return (
        f'<!DOCTYPE html><html><body onload="document.forms[0].submit()"><form method="post" action="{action}">'
        f'<input type="hidden" name="code" value="{code}"/><input type="hidden" name="state" value="{S}"/></form></body></html>'
    )
