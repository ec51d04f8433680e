"""A provider that answers otherwise than those we know, wherever it may, so that no question is seen to say one thing only.

It has a sign-in page and keeps sessions, codes and tokens; each oddity stands where it happens. `moods` switch those that
would hide others.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from explorer.protocol.pkce import code_challenge
from tests.probes.serving import serving

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
REDIRECT_URI = "https://app.example/callback"
SECRETS = {"one": "tiny", "two": "another-tiny", "odd": "a/b+c d"}
PAGE = """<html lang="{lang}"><title>Hello {lang}</title><script src="https://cdn.invalid/x.js"></script>
<p>For the application</p><form method="post" action="/login?{query}"><input name="username"><button>Go</button></form></html>"""


class Contrary:
    """What the provider knows: sessions, codes, tokens."""

    def __init__(self, moods: frozenset[str]) -> None:
        self.moods, self.count = moods, itertools.count(1)
        self.codes: dict[str, dict[str, str]] = {}
        self.access: dict[str, dict[str, str]] = {}
        self.refresh: dict[str, dict[str, str]] = {}
        self.challenges: set[str] = set()
        self.base = ""

    def metadata(self) -> dict[str, Any]:
        other = self.base.replace("127.0.0.1", "localhost")
        names = ("token", "userinfo", "introspection", "revocation", "registration")
        return {
            "issuer": self.base,
            "authorization_endpoint": f"{self.base}/authorize?tenant=1",
            "jwks_uri": f"{other}/jwks",
            **{f"{name}_endpoint": f"{self.base}/{name}" for name in names},
            "response_types_supported": ["code", "code id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "email", "address", "phone", "offline_access", "more"],
            "version": next(self.count),  # another one each time
        }

    def fault(self, asked: list[tuple[str, str]]) -> str:
        """Return the error for a request, or nothing: much of this no provider should mind."""
        given = dict(asked)
        if [name for name, _ in asked if name != "tenant"][:1] != ["response_type"]:
            return "invalid_request"  # it wants its parameters in its own order
        if given["response_type"] not in ("code", "code id_token", "id_token"):
            return "unsupported_response_type"
        odd = given.get("display") == "popup" or "claims_locales" in given or "id_token_hint" in given
        if odd or len(given.get("state", "")) < 8 or (given["response_type"] == "code" and not given.get("nonce")):
            return "it's_odd"
        if "address" in given.get("scope", ""):
            return "invalid_scope"
        return "invalid_request" if given.get("code_challenge") in self.challenges else ""

    def new_code(self, given: dict[str, str]) -> str:
        code = f"code-{next(self.count):04}"
        self.codes[code] = given
        if given.get("code_challenge"):
            self.challenges.add(given["code_challenge"])
        return code

    def tokens(self, given: dict[str, str], scope: str, client: str) -> dict[str, Any]:
        now, n = int(time.time()), next(self.count)
        claims = {"iss": self.base, "sub": f"person-{n}", "iat": now, "exp": now + 60, "name": "Ann", "email": "a@b.example"}
        api = {
            **claims,
            "aud": given.get("resource", "https://api.example") if "resource" in self.moods else "https://api.example",
            "client_id": client,
            "jti": str(n),
            "scope": scope,
        }
        access = jwt.encode(api, KEY, "RS256", {"kid": "k", "typ": "at+jwt"})
        refresh = f"r\N{LATIN SMALL LETTER E WITH ACUTE}{n}"
        body = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 60,
            "scope": scope,
            "refresh_token": refresh,
            "id_token": jwt.encode({**claims, "aud": client, "nonce": given.get("nonce")}, KEY, "RS256", {"kid": "k"}),
        }
        self.access[access] = self.refresh[refresh] = {**given, "client": client, "scope": scope}
        return body

    def exchange(self, given: dict[str, str], client: str) -> dict[str, Any] | str:
        kept = self.codes.get(given.get("code", ""))
        if kept is None or "foo" in given or kept.get("used") or "codes die" in self.moods:
            return "invalid_request" if "foo" in given else "invalid_grant"
        verifier = given.get("code_verifier", "")
        if len(verifier) > 64 or (kept.get("code_challenge") and code_challenge(verifier, "S256") != kept["code_challenge"]):
            return "invalid_grant"
        kept["used"] = "yes"  # and what came of it lives on when it is sent again
        return self.tokens(kept, kept.get("scope", ""), client)

    def renew(self, given: dict[str, str], client: str) -> dict[str, Any] | str:
        kept = self.refresh.get(given.get("refresh_token", ""))
        if kept is None or "no refresh" in self.moods:
            return "invalid_grant"
        if kept["client"] != client:
            self.refresh.pop(given["refresh_token"])  # a foreign try ends it
            return "invalid_grant"
        if "grace" not in self.moods:
            self.refresh.pop(given["refresh_token"])
        return self.tokens(kept, given.get("scope", kept["scope"]), client)  # whatever is asked for is granted


class _Handler(BaseHTTPRequestHandler):
    """The endpoints."""

    home: Contrary

    def log_message(self, *_: object) -> None:
        """Be quiet."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Be an hour ahead."""
        return formatdate((timestamp or time.time()) + 3600, usegmt=True)

    def _say(self, value: object, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        body = (value if isinstance(value, str) else json.dumps(value)).encode()
        self.send_response(status)
        for name, text in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(body)

    def _refuse(self, error: str, status: int = 403) -> None:
        self._say({"error": error}, 401 if error == "invalid_client" else status, WWW_Authenticate="Basic")

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = parse_qsl(parts.query, keep_blank_values=True)
        if parts.path == "/authorize":
            self._authorize(asked)
        elif parts.path == "/jwks":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
            self._say({"keys": [{**public, "kid": "k", "use": "sig", "alg": "RS256"}]})
        elif parts.path == "/userinfo":
            self._userinfo(dict(asked))
        else:
            known = parts.path == "/.well-known/openid-configuration"
            self._say(self.home.metadata() if known else {}, 200 if known else 404)

    def do_OPTIONS(self) -> None:
        self._say({}, 404)

    def do_POST(self) -> None:
        parts = urlsplit(self.path)
        text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("utf-8", "replace")
        given = dict(parse_qsl(text, keep_blank_values=True))
        if parts.path == "/login":
            self._say("", 302, Location=f"/authorize?{parts.query}", Set_Cookie="sid=1; Path=/")
        elif parts.path == "/registration":
            refused = {"closed": (401, "invalid_token"), "strict": (400, "invalid_redirect_uri")}
            status, error = next((told for mood, told in refused.items() if mood in self.home.moods), (201, ""))
            self._say({"error": error} if error else {"client_id": "new"}, status)
        elif parts.path in ("/token", "/introspection", "/revocation"):
            self._back_channel(parts.path, given)
        else:
            self._say({}, 405)

    def _authorize(self, asked: list[tuple[str, str]]) -> None:
        given = dict(asked)
        if given.get("client_id") not in SECRETS or not self._is_registered(given.get("redirect_uri", "")):
            self._say("<html><title>No</title>", 400, "text/html")
        elif "refuses people" in self.home.moods and "sid=1" in (self.headers.get("Cookie") or ""):
            self._back(given, {"error": "access_denied"})
        elif fault := self.home.fault(asked):
            self._back(given, {"error": fault, "error_description": 'say "please"'})
        elif "sid=1" not in (self.headers.get("Cookie") or "") or given.get("prompt") == "login":
            if given.get("prompt") == "none":
                self._back(given, {"error": "login_required"})
            else:
                page = PAGE.format(lang=given.get("ui_locales", "en"), query=urlencode(asked).replace("prompt=login", ""))
                self._say(page, 200, "text/html", Cache_Control="public")
        elif given.get("prompt") == "none" and "asks again" in self.home.moods:
            self._back(given, {"error": "consent_required"})
        else:
            extra = {"id_token": jwt.encode({"c_hash": "x"}, KEY, "RS256")} if "id_token" in given["response_type"] else {}
            self._back(given, {"code": self.home.new_code(given), **extra})

    def _back(self, given: dict[str, str], answer: dict[str, str]) -> None:
        told = {**answer, "state": given.get("state", "")}
        if given.get("response_mode") == "jwt":
            ends = {"exp": int(time.time()) + 60} if "signs well" in self.home.moods else {}
            claims = {**told, **ends, "iss": self.home.base, "aud": given["client_id"]}
            signed = jwt.encode(claims, KEY, "RS256", {"kid": "k"})
            told = {"response": signed}
        mark = "#" if "id_token" in given.get("response_type", "") else "?"
        tail = "" if mark == "#" else "#_=_"
        uri = given["redirect_uri"]
        self._say("", 302, Location=f"{uri}{'&' if '?' in uri and mark == '?' else mark}{urlencode(told)}{tail}")

    def _is_registered(self, uri: str) -> bool:
        """Whether it sends anybody there; in a mood it is confused, or takes all that looks like it."""
        if "confused" in self.home.moods and "..;" in uri:
            return True
        loose = "loose" in self.home.moods and (urlsplit(uri).hostname or "").endswith("example")
        return loose or uri in (REDIRECT_URI, f"{REDIRECT_URI}?a=b")

    def _client(self) -> str:
        import base64

        scheme, _, coded = (self.headers.get("Authorization") or "").partition(" ")
        name, _, secret = base64.b64decode(coded).decode().partition(":") if scheme == "Basic" else ("", "", "")
        return name if SECRETS.get(name) == secret else ""

    def _asserted(self, given: dict[str, str]) -> str:
        """In a mood it believes every assertion, in another one those that are new and made for its token endpoint."""
        if "client_assertion" not in given:
            return ""
        claims = jwt.decode(given["client_assertion"], options={"verify_signature": False})
        new = claims.get("aud") == f"{self.home.base}/token" and claims.get("iat", 0) > time.time() - 600
        return "one" if "believes" in self.home.moods or ("strict about new" in self.home.moods and new) else ""

    def _back_channel(self, path: str, given: dict[str, str]) -> None:
        url = dict(parse_qsl(urlsplit(self.path).query))
        client = self._client() or self._asserted(given)
        if not client and "reads addresses" in self.home.moods:
            return self._refuse("invalid_client" if {**given, **url}.get("client_secret") else "invalid_request")
        if not client:
            return self._refuse("invalid_client")
        if path == "/token":
            return self._token(given, client)
        token = given.get("token", "")
        if path == "/introspection":
            active = token in self.home.access  # of refresh tokens it knows nothing
            if "jwt" in (self.headers.get("Accept") or ""):
                return self._say("a.b.c", 200, "application/token-introspection+jwt")
            return self._say({"active": active})
        right = given.get("token_type_hint") != "refresh_token"  # whoever gives the wrong hint has no luck
        found = self.home.access.pop(token, None) if right else None
        return self._say({}, 200 if found or token in self.home.access else 400)

    def _token(self, given: dict[str, str], client: str) -> None:
        if "client_id" in given and self.headers.get("Authorization"):
            return self._refuse("invalid_request")
        kinds = {"authorization_code": self.home.exchange, "refresh_token": self.home.renew}
        if given.get("grant_type") == "client_credentials":
            return self._say(self.home.tokens({}, "more", client))
        act = kinds.get(given.get("grant_type", ""))
        came = act(given, client) if act else "unsupported_grant_type"
        return self._refuse(came) if isinstance(came, str) else self._say(came)

    def _userinfo(self, given: dict[str, str]) -> None:
        scheme, _, token = (self.headers.get("Authorization") or "").partition(" ")
        token = token if scheme in ("Bearer", "bearer") else given.get("access_token", "")
        if token not in self.home.access and "believes" not in self.home.moods:
            return self._say({}, 401, WWW_Authenticate='Bearer error="invalid_token"')
        return self._say({"sub": "person"})


@contextmanager
def contrary_provider(*moods: str) -> Iterator[str]:
    """Run it, and give its issuer."""
    home = Contrary(frozenset(moods))
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"home": home}))
    with serving(server) as host:
        home.base = f"http://{host}"
        yield home.base
