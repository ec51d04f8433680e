"""The client that a programmer writes by hand with httpx and PyJWT: the measure of what recording and checking cost.

It makes the same calls as a `Flow`, checks what a careful client must (state, iss, the ID token with its nonce, the
sub of UserInfo), and keeps nothing.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

import httpx
import jwt


class BareClient:
    """One sign-in after another over connections that are kept open."""

    def __init__(self, issuer: str, client: dict[str, Any]) -> None:
        self.issuer = issuer
        self.client = client
        self.http = httpx.Client()

    def discover(self) -> None:
        """Ask the provider to describe itself."""
        self.metadata = self._get(f"{self.issuer}/.well-known/openid-configuration")
        if self.metadata["issuer"] != self.issuer:
            raise ValueError("another issuer")

    def authorize(self) -> str:
        """Return the link to the sign-in."""
        self.state, self.nonce, self.verifier = (secrets.token_urlsafe(32) for _ in range(3))
        digest = hashlib.sha256(self.verifier.encode()).digest()
        params = {
            "response_type": "code",
            "client_id": self.client["client_id"],
            "redirect_uri": self.client["redirect_uri"],
            "scope": "openid email",
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self.metadata['authorization_endpoint']}?{urlencode(params)}"

    def receive(self, redirect: str) -> None:
        """Take the code out of what the browser brought back."""
        answer = {name: values[0] for name, values in parse_qs(urlsplit(redirect).query).items()}
        if answer["state"] != self.state or answer.get("iss", self.issuer) != self.issuer:
            raise ValueError("not our answer")
        self.code = answer["code"]

    def exchange(self) -> None:
        """Send the code, and get tokens for it."""
        form = {
            "grant_type": "authorization_code",
            "code": self.code,
            "redirect_uri": self.client["redirect_uri"],
            "code_verifier": self.verifier,
        }
        credentials = (quote_plus(self.client["client_id"]), quote_plus(self.client["client_secret"]))  # RFC 6749 2.3.1
        answer = self.http.post(self.metadata["token_endpoint"], data=form, auth=credentials)
        self.tokens = answer.raise_for_status().json()

    def check(self) -> None:
        """Fetch the keys and verify the ID token, as `jwt.PyJWKClient` does, but over the connection that is open."""
        raw = self.tokens["id_token"]
        kid = jwt.get_unverified_header(raw)["kid"]
        keys = jwt.PyJWKSet.from_dict(self._get(self.metadata["jwks_uri"]))
        self.claims = jwt.decode(
            raw, keys[kid], algorithms=["RS256"], audience=self.client["client_id"], issuer=self.issuer, leeway=60
        )
        if self.claims["nonce"] != self.nonce:
            raise ValueError("another nonce")

    def userinfo(self) -> None:
        """Ask who signed in."""
        answer = self._get(self.metadata["userinfo_endpoint"], {"Authorization": f"Bearer {self.tokens['access_token']}"})
        if answer["sub"] != self.claims["sub"]:
            raise ValueError("another person")

    def _get(self, url: str, headers: dict[str, str] | None = None) -> Any:
        return self.http.get(url, headers=headers).raise_for_status().json()
