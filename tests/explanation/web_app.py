"""A small web application that signs in at the local provider: on its server, or in the page itself. It is none of the explorer's."""

from __future__ import annotations

import base64
import hashlib
import http.server
import secrets
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

_PAGE = """<!doctype html><title>app</title><body><h1 id="said">working</h1><script>
const b64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
const said = (text) => { document.getElementById("said").textContent = text; };
const back = location.origin + "/spa";
(async () => {
  const came = new URLSearchParams(location.search);
  if (came.has("error")) return said("refused: " + came.get("error"));
  if (!came.has("code")) {
    const verifier = b64(crypto.getRandomValues(new Uint8Array(32)));
    const challenge = b64(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
    sessionStorage.setItem("verifier", verifier);
    const asked = new URLSearchParams({ response_type: "code", client_id: "spa", redirect_uri: back, scope: "openid email",
      state: b64(crypto.getRandomValues(new Uint8Array(16))), nonce: b64(crypto.getRandomValues(new Uint8Array(16))),
      code_challenge: challenge, code_challenge_method: "S256" });
    location.replace("AUTHORIZE?" + asked);
    return;
  }
  const body = new URLSearchParams({ grant_type: "authorization_code", code: came.get("code"), redirect_uri: back + "SLIP",
    client_id: "spa", code_verifier: sessionStorage.getItem("verifier") });
  const answer = await fetch("TOKEN", { method: "POST", body, headers: { Accept: "application/json" } });
  const tokens = await answer.json();
  said(tokens.error ? "refused: " + tokens.error : "signed in");
})();
</script>"""
_SILENT = '<!doctype html><title>app</title><h1 id="said">renewing</h1><iframe src="{}"></iframe>'


@dataclass
class WebApp:
    """The application. `slip` is added to the redirect_uri of the page's token request; `options` to the server's link."""

    authorization_endpoint: str
    token_endpoint: str
    client_secret: str
    address: str = ""
    slip: str = ""
    options: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)  # state -> verifier
    secrets: list[str] = field(default_factory=list)  # that passed through its hands

    def link(self, **more: str) -> str:
        """Return a link to the sign-in, for the application's server."""
        state, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        self.waiting[state] = verifier
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": "server",
            "redirect_uri": f"{self.address}/cb",
            "scope": "openid",
            "state": state,
        }
        asked |= {"nonce": secrets.token_urlsafe(16), "code_challenge": challenge, "code_challenge_method": "S256"}
        return f"{self.authorization_endpoint}?{urllib.parse.urlencode({**asked, **self.options, **more})}"

    def come_back(self, came: dict[str, str]) -> str:
        """Exchange the code on the server, and say what became of it."""
        if "error" in came:
            return f"refused: {came['error']}"
        verifier = self.waiting.pop(came.get("state", ""), "")
        self.secrets += [came["code"], verifier]
        form = {
            "grant_type": "authorization_code",
            "code": came["code"],
            "redirect_uri": f"{self.address}/cb",
            "code_verifier": verifier,
        }
        pair = ("server", urllib.parse.quote_plus(self.client_secret))
        answer = httpx.post(self.token_endpoint, data=form, auth=pair, trust_env=False, timeout=10)
        return "signed in" if answer.is_success else f"refused: {answer.json().get('error')}"

    def page(self, path: str, came: dict[str, str]) -> tuple[int, str, str]:
        """Answer a request: the status, an address to go on to, and a page."""
        if path == "/login":
            return 302, self.link(), ""
        if path == "/silent":
            return 200, "", _SILENT.format(self.link(prompt="none").replace("&", "&amp;"))
        if path == "/cb":
            return 200, "", f'<!doctype html><title>app</title><h1 id="said">{self.come_back(came)}</h1>'
        page = _PAGE.replace("AUTHORIZE", self.authorization_endpoint).replace("TOKEN", self.token_endpoint)
        return (200, "", page.replace("SLIP", self.slip)) if path == "/spa" else (404, "", "")


@contextmanager
def running(app: WebApp) -> Iterator[WebApp]:
    """Serve the application until the block ends."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            status, location, page = app.page(path, dict(urllib.parse.parse_qsl(form or query)))
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page.encode())))
            self.end_headers()
            self.wfile.write(page.encode())

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        app.address = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield app
        server.shutdown()
