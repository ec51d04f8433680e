"""A small provider in memory, strict and of few words: what it refuses has a reason, and a voice says of it what it likes.

It takes the place of the network (`Flow(http=...)`), so nothing waits. It shares no code with the explorer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from explorer.messages import Exchange, Request, Response, Timing

ISSUER = "https://small.example"
SECRET = "s3cret+of/the=small:one"
CALLBACK = "https://app.example/cb"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PARAMETERS = ("grant_type", "code", "redirect_uri", "code_verifier", "client_id", "client_secret")

Answer = tuple[int, dict[str, str], bytes]
Voice = Callable[[str], Answer]  # of a reason


class Refused(Exception):
    """The reason, by the id of its cause."""


def answer(value: Any, status: int = 200, **headers: str) -> Answer:
    """An answer of JSON, or of a text as it is."""
    body = value.encode() if isinstance(value, str) else json.dumps(value).encode()
    media_type = "text/html" if isinstance(value, str) else "application/json"
    return status, {"Content-Type": media_type, **{name.replace("_", "-"): text for name, text in headers.items()}}, body


@dataclass
class SmallProvider:
    """`voice` says what an endpoint answers to a reason; `takes` how the client is registered; `lives` seconds of a code."""

    voice: Voice
    takes: str = "client_secret_basic"
    reads: str = "form"
    lives: float = 60
    secret: str = SECRET
    minds: Callable[[str], bool] = lambda reason: True  # which reasons it minds at all
    answers: dict[str, Answer] = field(default_factory=dict)  # by path, before anything is looked at
    described: dict[str, Any] = field(default_factory=dict)  # changes of the discovery document; None leaves out
    changes: dict[str, Any] = field(default_factory=dict)  # of the claims of an ID token; None leaves out
    kid: str | None = "one"
    alg: str = "RS256"
    key: Any = KEY
    no_refresh: bool = False
    issued: dict[str, dict[str, Any]] = field(default_factory=dict)
    spent: set[str] = field(default_factory=set)
    tokens: dict[str, str] = field(default_factory=dict)  # with their kind
    owners: dict[str, str] = field(default_factory=dict)
    proxy_host: str | None = None
    lifetime: int = 300  # seconds of an access token
    tells_time: bool = True  # whether its answers have a Date

    # The wire

    def send(self, request: Request, step: str) -> Exchange:
        """Return what this provider answers."""
        started = time.time()
        status, headers, body = self._answer(request)
        pairs = (*headers.items(), ("Date", time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(started))))
        return Exchange(step, request, Response(status, "", pairs if self.tells_time else pairs[:-1], body), Timing(started))

    def stop(self) -> None:
        """Nothing is under way."""

    def _answer(self, request: Request) -> Answer:
        path = urlsplit(request.url).path
        if path in self.answers:
            return self.answers[path]
        doors = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": self._keys,
            "/token": self._token,
            "/userinfo": self._userinfo,
            "/introspect": self._introspect,
            "/revoke": self._revoke,
        }
        if path == "/authorize":
            return answer("<html><title>Sign in</title><p>Please sign in.</p></html>")
        try:
            return doors[path](request) if path in doors else answer("<h1>Not Found</h1>", 404)
        except Refused as refused:
            return self.voice(str(refused))

    def _mind(self, refused: bool, reason: str) -> None:
        if refused and self.minds(reason):
            raise Refused(reason)

    # The front channel

    def sign_in(self, url: str) -> str:
        """Return where a browser arrives that opens this link and signs in."""
        params = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
        code = f"{secrets.token_urlsafe(12)}.{secrets.token_urlsafe(12)}"
        self.issued[code] = {**params, "at": time.time()}
        back = {"code": code, **({"state": params["state"]} if "state" in params else {})}
        return f"{params.get('redirect_uri', CALLBACK)}?{urlencode(back)}"

    def lifetimes_are_over(self) -> None:
        """All tokens have expired from now on."""
        self.tokens = dict.fromkeys(self.tokens, "expired")

    # The back channel

    def _discovery(self, request: Request) -> Answer:
        names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo", "introspection": "introspect"}
        endpoints = {f"{name}_endpoint": f"{ISSUER}/{path}" for name, path in {**names, "revocation": "revoke"}.items()}
        members = {
            "issuer": ISSUER,
            **endpoints,
            "end_session_endpoint": f"{ISSUER}/logout",
            "jwks_uri": f"{ISSUER}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "email", "offline_access"],
            **self.described,
        }
        return answer({name: value for name, value in members.items() if value is not None})

    def _keys(self, request: Request) -> Answer:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return answer({"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]})

    def _form(self, request: Request) -> dict[str, str]:
        self._mind(request.method != "POST", "wrong-method")
        kind = str(request.header("Content-Type") or "")
        self._mind(not kind.startswith("application/x-www-form-urlencoded"), "body-not-form")
        pairs = parse_qsl(request.body().decode(), keep_blank_values=True)
        self._mind(len(dict(pairs)) < len(pairs), "parameter-twice")
        return dict(pairs)

    def _client(self, request: Request, form: dict[str, str]) -> str:
        header = request.header("Authorization")
        header = "" if header is None else header if isinstance(header, str) else header.reveal()
        self._mind(bool(header) and "client_secret" in form, "two-methods")
        if self.takes == "none":
            self._mind(bool(header) or "client_secret" in form, "public-with-secret")
            return form.get("client_id", "")
        self._mind(not header and "client_secret" not in form, "credential-missing")
        used = "client_secret_basic" if header else "client_secret_post"
        self._mind(used != self.takes, "method-not-registered")
        who, secret = form.get("client_id", ""), form.get("client_secret", "")
        if header:
            who, _, secret = base64.b64decode(header.partition(" ")[2]).decode().partition(":")
            if self.reads == "form":
                who, secret = unquote_plus(who), unquote_plus(secret)
        self._mind(who not in ("app", "app2"), "client-unknown")
        self._mind(secret != self.secret, "secret-wrong")
        return who

    def _token(self, request: Request) -> Answer:
        form = self._form(request)
        self._mind("grant_type" not in form, "grant-type-missing")
        self._mind(form.get("grant_type") not in ("authorization_code", "refresh_token", None), "grant-type-wrong")
        client = self._client(request, form)
        if form.get("grant_type") == "refresh_token":
            return self._refreshed(form, client)
        self._code(form, client)
        return self._issue(self.issued[form["code"]])

    def _code(self, form: dict[str, str], client: str) -> None:
        self._mind(not form.get("code"), "code-missing")
        asked = self.issued.get(form.get("code", ""))
        if asked is None:
            raise Refused("code-changed")
        self._mind(form["code"] in self.spent, "code-used-before")
        self._mind(time.time() - asked["at"] > self.lives, "code-old")
        self._mind(asked.get("client_id") != client, "other-client")
        self._mind("redirect_uri" in asked and "redirect_uri" not in form, "redirect-uri-missing")
        self._mind(asked.get("redirect_uri") != form.get("redirect_uri", asked.get("redirect_uri")), "redirect-uri-differs")
        verifier, challenge = form.get("code_verifier"), asked.get("code_challenge")
        self._mind(verifier is None and challenge is not None, "verifier-missing")
        self._mind(verifier is not None and challenge is None, "verifier-unexpected")
        self._mind(verifier is not None and not 43 <= len(verifier) <= 128, "verifier-malformed")
        if verifier is not None and challenge is not None:
            digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
            self._mind(digest != challenge, "verifier-wrong")
        self.spent.add(form["code"])

    def _issue(self, asked: dict[str, Any]) -> Answer:
        access, refresh = (secrets.token_urlsafe(24) for _ in range(2))
        self.tokens.update({access: "access", refresh: "refresh"})
        self.owners.update(dict.fromkeys((access, refresh), asked.get("client_id", "app")))
        now = int(time.time())
        claims = {"iss": ISSUER, "sub": "alice", "aud": "app", "iat": now, "exp": now + 300, "nonce": asked.get("nonce")}
        claims = {name: value for name, value in {**claims, **self.changes}.items() if value is not None}
        key = {"none": None, "HS256": "s" * 32}.get(self.alg, self.key)
        id_token = jwt.encode(claims, key, self.alg, headers={"kid": self.kid} if self.kid else None)
        given = {"access_token": access, "token_type": "Bearer", "expires_in": self.lifetime, "id_token": id_token}
        given = {name: value for name, value in given.items() if name != "id_token" or "openid" in asked.get("scope", "")}
        return answer({**given, "refresh_token": refresh}, Cache_Control="no-store")

    def _refreshed(self, form: dict[str, str], client: str) -> Answer:
        token = form.get("refresh_token", "")
        self._mind(self.no_refresh, "grant-type-wrong")
        self._mind(self.tokens.get(token) == "replaced", "refresh-token-replaced")
        self._mind(self.tokens.get(token) == "revoked", "refresh-token-revoked")
        self._mind(self.tokens.get(token) == "expired", "refresh-token-expired")
        self._mind(self.owners.get(token) != client, "refresh-other-client")
        self._mind("admin" in form.get("scope", ""), "refresh-scope-wider")
        self.tokens[token] = "replaced"
        return self._issue({"scope": "openid", "client_id": client})

    def _userinfo(self, request: Request) -> Answer:
        header = request.header("Authorization") or ""
        token = (header if isinstance(header, str) else header.reveal()).partition(" ")[2]
        self._mind(self.tokens.get(token) != "access", "access-token-revoked")
        return answer({"sub": "alice"})

    def _introspect(self, request: Request) -> Answer:
        form = self._form(request)
        self._client(request, form)
        return answer({"active": self.tokens.get(form.get("token", "")) in ("access", "refresh")})

    def _revoke(self, request: Request) -> Answer:
        form = self._form(request)
        owner = self.owners.get(form.get("token", ""))
        self._mind(owner != self._client(request, form), "token-of-another-client")
        self.tokens[form.get("token", "")] = "revoked"
        return answer("", 200)
