"""What the authorization endpoint did with a request, by what is seen on the wire; no text for people is read for it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin

from ..messages import Request, brief, place, split_url
from .line import Jar, Line, Seen
from .pages import Page

SILENT = ("login_required", "interaction_required", "account_selection_required", "consent_required")  # OIDC Core 3.1.2.6
_MOST_HOPS = 8
_LOGIN = "login-page"
_REFRESH = re.compile(r"url=['\"]?([^'\"]+)", re.I)


@dataclass(frozen=True)
class Outcome:
    """Where an authorization request ended.

    `word` is "code", "error-redirect", "foreign-redirect", "login-page", "other-provider", "consent-page", "error-page",
    "http-error", "crash" or "stopped". `params` is what came to the redirect address, `mode` how (query, fragment, form_post).
    """

    word: str
    seen: tuple[Seen, ...] = ()
    params: tuple[tuple[str, str], ...] = ()
    location: str = ""
    mode: str = ""
    page: Page | None = field(default=None, repr=False)
    problem: str = ""

    def get(self, name: str) -> str | None:
        """Return the first parameter of that name in the answer."""
        return next((value for key, value in self.params if key == name), None)

    @property
    def error(self) -> str:
        """The error's name; empty without one."""
        return self.get("error") or ""

    @property
    def status(self) -> int:
        """The status of the answer in which it ended."""
        return self.seen[-1].status if self.seen else 0

    @property
    def is_silent_refusal(self) -> bool:
        """Whether it is what a silent request without a session is answered: it was read, and found in order."""
        return self.word == "error-redirect" and self.error in SILENT

    @property
    def is_login(self) -> bool:
        """Whether the provider is about to ask who somebody is."""
        return self.word in (_LOGIN, "other-provider")

    @property
    def is_answer(self) -> bool:
        """Whether the client was answered at its address."""
        return self.word in ("code", "error-redirect")

    @property
    def told(self) -> str:
        """It in plain words."""
        if self.word == "error-redirect":
            return f"{self.error} at the redirect address" + (f" (status {self.status})" if self.status else "")
        if self.page is not None and self.word not in ("code", "foreign-redirect"):
            text = brief(self.page.message, 120)
            return (
                f"status {self.status}"
                + (f", a page with the title {self.page.title!r}" if self.page.title else "")
                + (f" that says: {text}" if self.word == "error-page" and text else "")
            )
        return self.problem or (f"status {self.status}" if self.status else "")


def same_place(one: str, other: str) -> bool:
    """Tell whether two addresses have one scheme, host, port and path, letter for letter but for the case of the host."""
    left, right = split_url(urldefrag(one)[0]), split_url(urldefrag(other)[0])
    if left is None or right is None:
        return False
    found, wanted = place(one), place(other)
    plain = found is not None and wanted is not None and found[:3] == wanted[:3]
    return plain and (left.path or "/") == (right.path or "/")


def answers_at(location: str, address: str) -> bool:
    """Tell whether an answer went to this very address: its place, with the parameters and the fragment it has of its own."""
    if not same_place(location, address):
        return False
    own, came = split_url(address), split_url(location)
    if own is None or came is None:
        return False
    if own.fragment and own.fragment not in came.fragment:
        return False
    sent, back = parse_qsl(own.query, keep_blank_values=True), parse_qsl(came.query, keep_blank_values=True)
    return all(pair in back for pair in sent)


def answer_in(location: str, address: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return how an answer came to an address, "query" or "fragment", and its parameters without the address's own."""
    parts = split_url(location)
    if parts is None:
        return "", ()
    own = parse_qsl((split_url(address) or parts).query, keep_blank_values=True)
    fragment = parse_qsl(parts.fragment, keep_blank_values=True)
    if any(name in ("code", "error", "access_token", "id_token", "response") for name, _ in fragment):
        return "fragment", tuple(fragment)
    query = parse_qsl(parts.query, keep_blank_values=True)
    for pair in own:
        if pair in query:
            query.remove(pair)
    return "query", tuple(query)


class Recogniser:
    """Follows a request by hand to where it ends.

    `redirect_uri` is the registered address, `home` one of the provider's, `control` the page of the honest request.
    """

    def __init__(self, line: Line, redirect_uri: str, home: str, others: tuple[str, ...] = ()) -> None:
        self._line, self._redirect_uri, self._home = line, redirect_uri, home
        self._addresses = (redirect_uri, *others)
        self.control: Page | None = None

    def follow(self, seen: Seen, jar: Jar, altered: str | None = None, step: str = "authorize") -> Outcome:
        """Follow redirects of the same origin until the client is answered, a page is shown, or another site is reached."""
        trail = [seen]
        for _ in range(_MOST_HOPS):
            location = self.onward(trail[-1])
            if location is None:
                return self.of_page(tuple(trail), altered)
            found = self.at_client(location, tuple(trail), altered)
            if found is not None:
                return found
            if not same_origin(trail[-1].request.url, location):
                return Outcome("other-provider", tuple(trail), location=location, problem=f"a hop to {_host(location)}")
            trail.append(self._line.send(_get(location), step, jar=jar))
        return Outcome("error-page", tuple(trail), problem="redirects without end")

    def is_home(self, location: str) -> bool:
        """Tell whether an address is the provider's own."""
        return same_origin(location, self._home)

    @staticmethod
    def onward(seen: Seen) -> str | None:
        """Return where an answer sends the browser."""
        if seen.location:
            return urljoin(seen.request.url, seen.location)
        refresh = seen.page.meta.get("refresh", "") if "html" in seen.media_type and seen.status < 400 else ""
        found = _REFRESH.search(refresh)
        return urljoin(seen.request.url, html.unescape(found[1])) if found and not seen.page.asks_who else None

    def at_client(self, location: str, trail: tuple[Seen, ...], altered: str | None = None) -> Outcome | None:
        """Return what an address means if it is the client's, or the altered one that was sent; None for any other."""
        if altered and (answers_at(unescaped(location), unescaped(altered)) or self._is_astray(location, altered)):
            mode, params = answer_in(location, altered)
            return Outcome("foreign-redirect", trail, params, location, mode)
        ours = next((address for address in self._addresses if same_place(location, address)), None)
        if ours is not None:
            mode, params = answer_in(location, ours)
            names = [name for name, _ in params]
            word = "error-redirect" if "error" in names else "code"
            if word == "error-redirect" or {"code", "access_token", "id_token", "response"} & set(names):
                return Outcome(word, trail, params, location, mode)
        return None

    def _is_astray(self, location: str, altered: str) -> bool:
        """Whether it goes to the host of the altered address, which is neither the client's nor the provider's."""
        host = _host(altered)
        known = (_host(self._redirect_uri), _host(self._home))
        return host.endswith(".invalid") and host not in known and _host(location) == host

    def of_page(self, trail: tuple[Seen, ...], altered: str | None) -> Outcome:
        """Return what a page means: an answer in a form that posts itself, a sign-in, a consent, an error."""
        seen = trail[-1]
        if seen.status >= 500:
            return Outcome("crash", trail, page=seen.page)
        is_html = "html" in seen.media_type or seen.response.content()[:200].lstrip().lower().startswith(
            (b"<!doctype", b"<html")
        )
        page = seen.page if is_html else None
        if page is not None:
            for form in page.forms:
                names = {name for name, _, _ in form.fields}
                if names & {"code", "error", "response", "id_token"} and (
                    any(same_place(form.action, address) for address in self._addresses)
                    or (altered and same_place(form.action, altered))
                ):
                    pairs = tuple((name, value) for name, value, _ in form.fields)
                    word = "error-redirect" if "error" in names else "code"
                    return Outcome(word, trail, pairs, form.action, "form_post", page)
            if seen.status < 400 and (page.asks_who or self._is_control(page)):
                return Outcome(_LOGIN, trail, page=page)
        if seen.status >= 400 and not seen.response.content():
            return Outcome("http-error", trail)
        return Outcome("error-page", trail, page=page or seen.page)

    def _is_control(self, page: Page) -> bool:
        """Whether it is the page on which the honest request ended; without fields its title and its path must be the same."""
        known = self.control
        if known is None:
            return False
        if known.shape and page.shape:
            return known.shape == page.shape
        return not page.shape and not known.shape and (page.title, _path(page.url)) == (known.title, _path(known.url))


def unescaped(address: str) -> str:
    """Return an address without percent signs where they are needless."""
    return unquote(address) if "%" in address and "%25" not in address else address


def _path(url: str) -> str:
    parts = split_url(url)
    return re.sub(r"[A-Za-z0-9_-]{16,}", "*", parts.path) if parts else ""


def _host(url: str) -> str:
    parts = split_url(url)
    return (parts.hostname or "?") if parts else "?"


def same_origin(one: str, other: str) -> bool:
    """Tell whether two addresses have one scheme, host and port."""
    left, right = place(one), place(other)
    return left is not None and right is not None and left[:3] == right[:3]


def _get(url: str) -> Request:
    return Request.get(url, headers=[("Accept", "text/html,application/xhtml+xml")])
