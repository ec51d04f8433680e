"""The other side of the provider's tests: a browser and an app in a few lines of httpx, sharing nothing with the explorer."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import ssl
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urljoin, urlsplit

import httpx
import jwt

from explorer.provider import FAULTS, Provider

_TLS = ssl.create_default_context()  # made once: httpx would make one for every request, and none is needed
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636 appendix B, with the challenge
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


class Clock:
    """A clock that a test turns."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def misbehave(provider: Provider, *names: str) -> None:
    """Let a provider have these faults and no others; none at all makes it honest."""
    provider.setting.faults_in_force = tuple(FAULTS[name] for name in names)


class Browser:
    """A browser with a cookie jar; it stops at every redirect, so that a test can look."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.http = httpx.Client(trust_env=False, verify=_TLS)

    def get(self, url: str) -> httpx.Response:
        """Open an address, relative to the provider."""
        return self.http.get(urljoin(self.provider.address, url))

    def open(self, url: str) -> httpx.Response:
        """Open an address and follow the way through the provider until there is a page, or it leads out."""
        answer = self.get(url)
        while "interaction/" in answer.headers.get("Location", ""):
            answer = self.get(answer.headers["Location"])
        return answer

    def click(self, page: httpx.Response, **field: str) -> httpx.Response:
        """Press a button of a page's form, and follow inside the provider."""
        answer = self.http.post(page.url, data=field)
        location = answer.headers.get("Location", "")
        return self.open(location) if "interaction/" in location else answer

    def sign_in(self, url: str, user: str = "alice", decision: str = "allow") -> httpx.Response:
        """Click through whatever is asked; return the answer that leads back to the client."""
        page = self.open(url)
        if page_name(page) == "sign-in":
            page = self.click(page, user=user)
        if page_name(page) == "consent":
            page = self.click(page, decision=decision)
        return page


def page_name(answer: httpx.Response) -> str | None:
    """Return which page this is."""
    found = re.search(r'<main data-page="([^"]*)">', answer.text)
    return found[1] if found else None


def came_back(answer: httpx.Response) -> dict[str, str]:
    """Return the parameters with which the browser comes back to the client."""
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def authorize_url(provider: Provider, client_id: str, **params: str | None) -> str:
    """Return an authorization request; a parameter that is None is left out."""
    usual: dict[str, str | None] = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": provider.landing,
        "scope": "openid",
        "state": "af0ifjsldkj",
        "nonce": "n-0S6_WzA2Mj",
    }
    sent = {name: value for name, value in (usual | params).items() if value is not None}
    return f"{provider.address}{provider.profile.paths.authorization_endpoint}?{urlencode(sent)}"


def get_code(provider: Provider, client_id: str, user: str = "alice", **params: str | None) -> str:
    """Sign in in a fresh browser, and return the code."""
    browser = Browser(provider)
    with browser.http:
        return came_back(browser.sign_in(authorize_url(provider, client_id, **params), user))["code"]


def basic(client_id: str, secret: str | None, *, form: bool = True) -> dict[str, str]:
    """Return an Authorization header, form-encoded first (RFC 6749 2.3.1) or not."""
    pair = [client_id, secret or ""]
    text = ":".join(quote_plus(part) for part in pair) if form else ":".join(pair)
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}


def fetch(url: object, method: str = "GET", **kwargs: Any) -> httpx.Response:
    """Send one request, without cookies and without following anything."""
    return httpx.request(method, str(url), trust_env=False, verify=_TLS, **kwargs)


def post(provider: Provider, endpoint: str, data: dict[str, str], headers: dict[str, str] | None = None) -> httpx.Response:
    """Post a form to an endpoint, named as in the metadata."""
    url = provider.address + getattr(provider.profile.paths, endpoint)
    return fetch(url, "POST", data=data, headers=headers)


def redeem(provider: Provider, code: str, headers: dict[str, str] | None = None, **params: str | None) -> httpx.Response:
    """Post a code to the token endpoint; a parameter that is None is left out."""
    usual: dict[str, str | None] = {"grant_type": "authorization_code", "code": code, "redirect_uri": provider.landing}
    data = {name: value for name, value in (usual | params).items() if value is not None}
    return post(provider, "token_endpoint", data, headers)


def get_tokens(provider: Provider, client_id: str = "app", user: str = "alice", **params: str | None) -> dict[str, Any]:
    """Run the flow for a client of the method client_secret_basic, registered if need be, and return the tokens."""
    client = provider.setting.memory.clients.get(client_id) or provider.register(client_id)
    code = get_code(provider, client_id, user, **params)
    headers = basic(client_id, client.client_secret, form=client.basic_encoding == "form")
    answer = redeem(provider, code, headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def get_json(url: str, token: str | None = None) -> Any:
    """Fetch a JSON document, with a bearer token or without."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return fetch(url, headers=headers).json()


def peek(token: str) -> dict[str, Any]:
    """Return a JWT's claims without believing them."""
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def verified(provider: Provider, token: str, audience: str) -> dict[str, Any]:
    """Return an ID token's claims after PyJWT checked signature, issuer, audience and times, with the published keys."""
    header = jwt.get_unverified_header(token)
    keys = get_json(provider.address + provider.profile.paths.jwks_uri)["keys"]
    key = jwt.PyJWK(next(key for key in keys if key["kid"] == header["kid"]))
    claims: dict[str, Any] = jwt.decode(token, key, algorithms=[header["alg"]], audience=audience, issuer=provider.issuer)
    return claims


def left_half(text: str, digest: str) -> str:
    """Return at_hash as OIDC Core 3.1.3.6 has it."""
    value = hashlib.new(digest, text.encode()).digest()
    return base64.urlsafe_b64encode(value[: len(value) // 2]).decode().rstrip("=")


def fresh_name() -> str:
    """Return a client_id that no other test uses."""
    return f"app-{secrets.token_hex(4)}"
