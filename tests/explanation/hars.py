"""HARs in small: entries as browsers and proxies write them, and the sign-ins that they make."""

from __future__ import annotations

import json
from typing import Any

CODE = "SplxlOBeZQQYbYS6WxSbIA-canary-code"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
PASSWORD = "canary-password-of-alice"
SESSION = "canary-session-31415926"
STATE = "abcdefghijklmnop-1234567890"
REDIRECT_URI = "https://app.example/cb"
PROVIDER = "https://op.example/realms/x"
AUTHORIZE = f"{PROVIDER}/protocol/openid-connect/auth"
TOKEN = f"{PROVIDER}/protocol/openid-connect/token"
CANARIES = (CODE, VERIFIER, PASSWORD, SESSION)


def pairs(given: dict[str, str]) -> list[dict[str, str]]:
    """Return names and values as a HAR writes them."""
    return [{"name": name, "value": value} for name, value in given.items()]


def entry(
    second: float,
    method: str,
    url: str,
    status: int = 200,
    *,
    location: str = "",
    body: str = "",
    media_type: str = "text/html",
    form: str = "",
    headers: dict[str, str] | None = None,
    kind: str = "document",
) -> dict[str, Any]:
    """Return one entry, in Chromium's shape."""
    answered = {"Content-Type": media_type, **({"Location": location} if location else {})}
    posted = {"postData": {"mimeType": "application/x-www-form-urlencoded", "text": form}} if form else {}
    return {
        "startedDateTime": f"2026-11-27T11:20:{second:06.3f}Z",
        "time": 20,
        "_resourceType": kind,
        "request": {"method": method, "url": url, "headers": pairs(headers or {}), "queryString": [], **posted},
        "response": {
            "status": status,
            "statusText": "",
            "headers": pairs(answered),
            "content": {"mimeType": media_type, "size": len(body), **({"text": body} if body else {})},
            "redirectURL": location,
        },
        "timings": {"blocked": 1, "dns": -1, "connect": 5, "ssl": 3, "send": 0.1, "wait": 9, "receive": 1},
    }


def har(*entries: dict[str, Any], creator: str = "WebInspector") -> str:
    """Return a HAR with these entries."""
    return json.dumps(
        {"log": {"version": "1.2", "creator": {"name": creator, "version": "1"}, "pages": [], "entries": entries}}
    )


def link(state: str = STATE, **more: str) -> str:
    """Return the authorization request of a single-page application."""
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    query = f"client_id=spa&response_type=code&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&scope=openid&state={state}"
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    return (
        f"{AUTHORIZE}?{query}&nonce=n-0S6_WzA2Mj-long-enough-1618&code_challenge={challenge}&code_challenge_method=S256{extra}"
    )


def front_channel(state: str = STATE, code: str = CODE, begin: float = 1) -> list[dict[str, Any]]:
    """Return a sign-in as a browser sees it, from the application's page to the way back."""
    back = f"{REDIRECT_URI}?code={code}&state={state}"
    return [
        entry(begin, "GET", "https://app.example/login", 302, location=link(state)),
        entry(begin + 1, "GET", link(state), 302, location=f"https://op.example/login?session_code={SESSION}"),
        entry(begin + 2, "GET", f"https://op.example/login?session_code={SESSION}", body="<form>"),
        entry(begin + 8, "POST", "https://op.example/login", 302, location=back, form=f"username=alice&password={PASSWORD}"),
        entry(begin + 9, "GET", back, 302, location="https://app.example/home"),
    ]


def token_request(
    redirect_uri: str = "https%3A%2F%2Fapp.example%2Fcb", *, status: int = 200, body: Any = None, at: float = 12
) -> dict[str, Any]:
    """Return the exchange of the code by a page's own script."""
    form = f"grant_type=authorization_code&code={CODE}&redirect_uri={redirect_uri}&client_id=spa&code_verifier={VERIFIER}"
    answer = json.dumps(body if body is not None else {"access_token": "canary-access-token-1", "token_type": "Bearer"})
    return entry(at, "POST", TOKEN, status, body=answer, media_type="application/json", form=form, kind="fetch")
