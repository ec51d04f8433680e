"""A browser without a window: enough of one to sign in at oidc-provider's development pages."""

from __future__ import annotations

import http.client
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser


class _Form(HTMLParser):
    """The first form of a page: where it goes, and the fields in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action:
            self.action = given["action"]
        if tag == "input" and "name" in given:
            self.fields[given["name"]] = given.get("value", "")


class _StopAt(urllib.request.HTTPRedirectHandler):
    """Follow redirects up to the client's address, where nothing listens."""

    def __init__(self, redirect_uri: str) -> None:
        self.redirect_uri = redirect_uri

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: object,
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if newurl.startswith(self.redirect_uri):
            return None  # urllib then raises HTTPError, with the address in its Location
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def sign_in(url: str, redirect_uri: str, user: str = "alice") -> str:
    """Open an authorization URL, sign in, agree to everything, and return the redirect URL that the client would get.

    oidc-provider marks its cookies Secure; real browsers send those to a loopback address, and so does this one.
    """
    policy = http.cookiejar.DefaultCookiePolicy(secure_protocols=("http", "https"))
    browser = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar(policy)),
        _StopAt(redirect_uri),
    )
    data = None
    for _ in range(5):  # sign in, agree: two pages are enough, five are too many
        try:
            with browser.open(url, data, timeout=10) as page:
                form = _Form(page.read().decode())
        except urllib.error.HTTPError as stopped:
            with stopped:
                if location := stopped.headers["Location"]:
                    return location
                raise AssertionError(f"the provider answered {stopped.code}: {stopped.read().decode()}") from None
        answers = {"login": user, "password": "any will do"}
        fields = {name: answers.get(name, value) for name, value in form.fields.items()}
        url, data = urllib.parse.urljoin(page.url, form.action), urllib.parse.urlencode(fields).encode()
    raise AssertionError(f"the provider keeps asking: {url} wants {sorted(form.fields)}")
