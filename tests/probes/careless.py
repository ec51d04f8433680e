"""A provider that checks nothing and asks nobody: it gives codes and tokens to whoever asks, wherever they want them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.probes.serving import serving

TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."  # alg none, {"sub": "x"}


class _Careless(BaseHTTPRequestHandler):
    """Whatever is asked, the answer is yes."""

    def log_message(self, *_: object) -> None:
        """Be quiet."""

    def _say(self, value: object, status: int = 200, **headers: str) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*", **headers}.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _metadata(self) -> dict[str, object]:
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        names = ("authorization", "token", "userinfo", "introspection", "revocation", "end_session", "registration")
        return {
            "issuer": f"{base}/",
            "jwks_uri": f"{base}/jwks",
            **{f"{name}_endpoint": f"{base}/{name}" for name in names},
            "pushed_authorization_request_endpoint": f"{base}/par",
            "response_types_supported": ["code", "token"],
            "response_modes_supported": ["fragment"],
            "grant_types_supported": ["password"],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["plain"],
            "request_parameter_supported": True,
            "acr_values_supported": ["1"],
            "ui_locales_supported": ["en", "not a tag!"],
            "signed_metadata": TOKEN,
            "tls_client_certificate_bound_access_tokens": True,
            "check_session_iframe": f"http://127.0.0.1:{self.server.server_address[1]}/frame#x",
        }

    def do_GET(self) -> None:
        """Answer a GET."""
        parts = urlsplit(self.path)
        given = dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.path == "/authorization":
            self._authorize(given)
        elif parts.path == "/end_session":
            back = given.get("post_logout_redirect_uri", "/")
            self._say(
                {}, 302, Location=f"{back}{'&' if '?' in back else '?'}{urlencode({'state': given.get('state', 'made-up')})}"
            )
        elif "openid-configuration" in parts.path or "oauth-authorization-server" in parts.path:
            self._say(self._metadata())
        elif parts.path == "/jwks":
            self._say({"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}, Server="careless/1.0", Retry_After="1")
        elif "webfinger" in parts.path:
            self._say({"links": [{"href": "https://elsewhere.invalid"}]})
        else:
            self._yes(given)

    def do_POST(self) -> None:
        """Answer a POST."""
        length = int(self.headers.get("Content-Length", 0))
        text = self.rfile.read(length).decode("utf-8", "replace")
        given = dict(parse_qsl(text, keep_blank_values=True))
        if urlsplit(self.path).path == "/authorization":
            self._authorize(given)
        elif urlsplit(self.path).path == "/end_session":
            self._say({}, 405)
        else:
            self._yes(given)

    def do_OPTIONS(self) -> None:
        """Allow everything to everybody."""
        self._say({}, Access_Control_Allow_Credentials="true")

    def do_DELETE(self) -> None:
        """Forget nothing."""
        self._say({}, 204)

    def _authorize(self, given: dict[str, str]) -> None:
        answer = {"code": "1234", "access_token": TOKEN, "id_token": TOKEN, "unknown": "x"}
        uri = given.get("redirect_uri", "http://127.0.0.1:9/callback")
        self._say({}, 302, Location=f"{uri}{'&' if '?' in uri else '?'}{urlencode(answer)}")

    def _yes(self, given: dict[str, str]) -> None:
        tokens = {
            "access_token": TOKEN,
            "id_token": TOKEN,
            "refresh_token": "1234",
            "expires_in": "soon",
            "scope": "everything probe_unknown",
        }
        status = 201 if self.path.startswith("/registration") else 200
        self._say({**tokens, "active": True, "sub": "y", "email_verified": "yes", "name": "N", "email": "e"}, status)


@contextmanager
def careless_provider() -> Iterator[str]:
    """Run it, and give its issuer."""
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), _Careless)) as host:
        yield f"http://{host}"
