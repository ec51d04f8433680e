"""Behind jupyter-server-proxy: a prefix that is stripped, redirects that stay below it by being relative, and foreign headers."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from explorer.provider import Provider
from tests.provider.visitor import authorize_url, came_back, fetch, fresh_name, page_name

JUPYTER = {"Cookie": '_xsrf=2|a|b; username-localhost="2|1:0|x"', "Authorization": "token jupyters-own"}


class Proxy(BaseHTTPRequestHandler):
    """What jupyter-server-proxy does to a request and to its answer."""

    prefix = ""
    target = ""
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Strip the prefix, add Jupyter's own headers, and refuse a Location that would have to be mended, and logged."""
        if not self.path.startswith(self.prefix + "/"):
            self.send_error(404, "outside the prefix")
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "content-length")}
        headers["Cookie"] = "; ".join(filter(None, [JUPYTER["Cookie"], headers.get("cookie", headers.get("Cookie", ""))]))
        headers["Authorization"] = JUPYTER["Authorization"]
        headers["X-ProxyContextPath"] = f"/proxy/{urlsplit(self.target).port}"
        answer = fetch(self.target + self.path.removeprefix(self.prefix), self.command, content=body, headers=headers)
        if answer.headers.get("Location", "").startswith("/"):
            self.send_error(502, "jupyter-server-proxy would write this Location, which may hold a code, into its log")
            return
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.content)

    do_POST = do_GET  # noqa: N815  (the name that http.server looks for)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def outside(provider: Provider) -> Iterator[str]:
    """The address under which a browser elsewhere sees the provider."""
    handler = type("Here", (Proxy,), {"prefix": f"/user/x/proxy/{provider.port}", "target": provider.address})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{handler.prefix}"
    server.shutdown()
    thread.join()
    server.server_close()


def follow(browser: httpx.Client, answer: httpx.Response) -> httpx.Response:
    """Follow redirects, and fail when one leaves the prefix."""
    while "Location" in answer.headers:
        answer = browser.get(urljoin(str(answer.url), answer.headers["Location"]))
    assert answer.status_code == 200, answer.text
    return answer


def landed(outside: str, provider: Provider, **params: str) -> httpx.Response:
    """Walk from the authorization request to the landing page, through the proxy."""
    client = provider.register(fresh_name())
    url = authorize_url(provider, client.client_id, **params).replace(provider.address, outside)
    with httpx.Client(trust_env=False) as browser:
        page = follow(browser, browser.get(url))
        page = follow(browser, browser.post(page.url, data={"user": "alice"}))
        page = follow(browser, browser.post(page.url, data={"decision": "allow"}))
        if page_name(page) == "form-post":
            action = re.search(r'action="([^"]*)"', page.text)
            assert action
            fields = {unescape(n): unescape(v) for n, v in re.findall(r'name="([^"]*)" value="([^"]*)"', page.text)}
            page = browser.post(urljoin(str(page.url), action[1]), data=fields)
        return page


def test_the_whole_way_through_a_proxy(outside: str, provider: Provider) -> None:
    """Sign-in, consent and landing page work below a prefix; the address to copy is the registered one."""
    page = landed(outside, provider)
    assert page_name(page) == "landing"
    assert str(page.url).startswith(outside + "/callback?code=")
    copied = re.search(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.DOTALL)
    assert copied
    assert unescape(copied[1]).startswith(provider.landing + "?code=")
    assert "The address bar says something else" in page.text
    assert "address bar" not in fetch(unescape(copied[1])).text, "without a proxy it says the same"


def test_form_post_through_a_proxy(outside: str, provider: Provider) -> None:
    """The form's action is relative, so it arrives at the landing page too."""
    page = landed(outside, provider, response_mode="form_post")
    assert page_name(page) == "landing"
    assert str(page.url) == outside + "/callback"


def test_a_client_elsewhere_gets_a_whole_address(provider: Provider, outside: str) -> None:
    """Only the way to our own landing page is relative."""
    client = provider.register(fresh_name(), redirect_uris=("http://127.0.0.1:9/cb",))
    url = authorize_url(provider, client.client_id, redirect_uri="http://127.0.0.1:9/cb", prompt="none")
    answer = fetch(url.replace(provider.address, outside))
    assert answer.headers["Location"].startswith("http://127.0.0.1:9/cb?error=")
    assert came_back(answer)["error"] == "login_required"
