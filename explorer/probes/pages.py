"""A page of a provider, read for what can be decided from it: its forms, its title, what it loads; never its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

_USER_FIELDS = re.compile(
    r"user(_?name|id)?|log_?in(_?fmt|_?name)?|e?_?mail(_?address)?|identifier|j_username|account|callback_\d+|signinname", re.I
)
_KINDS_OF_TEXT = ("text", "email", "tel", "")
_CANCEL = re.compile(r"cancel|deny|decline|abort|reject|refuse|no\b|back|register|sign.?up|forgot|abbrechen|nein", re.I)
_CAPTCHA = re.compile(
    rb"g-recaptcha|h-captcha|hcaptcha\.com|cf-turnstile|cf_chl_|captcha-container|_Incapsula_|px-captcha", re.I
)
_LONGEST = 300_000  # characters of a page that are read
_BLOCKS = ("p", "div", "h1", "h2", "h3", "li", "dt", "dd", "td", "br", "form", "section", "main")
_BETWEEN = "/"  # what stands between the words of two blocks
_FURNITURE = ("header", "nav", "footer")  # what every page of a site has

Received = Callable[[Any], Any]


def unchanged(value: Any) -> Any:
    """Return a value as it is."""
    return value


@dataclass
class Form:
    """A form: where it goes, and its fields as name, value and type, the buttons among them."""

    action: str
    method: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, words

    def pairs(self, given: dict[str, str], wish: str = "") -> list[tuple[str, str]]:
        """Return what a person would send: hidden fields as they are, `given` by kind ("user", "password"), one button."""
        sent = [(name, _typed(name, kind, value, given)) for name, value, kind in self.fields if name]
        button = self._button(wish)
        return sent + ([(button[0], button[1])] if button and button[0] else [])

    def _button(self, wish: str) -> tuple[str, str, str] | None:
        wished = next((b for b in self.buttons if wish and wish.lower() in (b[1].lower(), b[2].lower())), None)
        return wished or next((b for b in self.buttons if not _CANCEL.search(f"{b[1]} {b[2]}")), None)

    @property
    def asks_who(self) -> bool:
        """Whether it asks who somebody is: by a password, a user name, or a choice of people."""
        named = [(name, kind) for name, _, kind in self.fields if kind != "hidden"]
        typed = any(kind == "password" or (kind in _KINDS_OF_TEXT and _USER_FIELDS.fullmatch(name)) for name, kind in named)
        return typed or any(_USER_FIELDS.fullmatch(name) for name, _, _ in self.buttons if name)


def _typed(name: str, kind: str, value: str, given: dict[str, str]) -> str:
    if kind == "password":
        return given.get("password", value)
    return given.get("user", value) if kind in _KINDS_OF_TEXT and _USER_FIELDS.fullmatch(name) else value


class Page(HTMLParser):
    """A page, read once: `title` and `text`, its words, are quoted without secrets, as `received` has them.

    `message` is what this page says, from its first heading on, without what every page of the site has around it; a
    stroke stands between two paragraphs.
    """

    def __init__(self, text: str, url: str, received: Received = unchanged) -> None:
        super().__init__()
        self.url, self.title, self.lang = url, "", ""
        self.forms: list[Form] = []
        self.loads: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.meta: dict[str, str] = {}
        self.inputs: dict[str, str] = {}
        self.has_scripts = False
        self._within: list[str] = []
        self._words: list[str] = []
        self._own: list[str] = []
        self._href = ""
        self.feed(text[:_LONGEST])
        self.title = received(self.title)
        self.text = received(" ".join(" ".join(self._words).split()))
        self.message = received(" ".join(" ".join(self._own).split()).removesuffix(f" {_BETWEEN}")) or self.text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag says."""
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = given.get("lang", "")
        elif tag == "form":
            self.forms.append(Form(urljoin(self.url, given.get("action", "")) or self.url, given.get("method", "get").lower()))
        elif tag in ("input", "select", "textarea"):
            self._note_field(given)
        elif tag == "button" and self.forms:
            self.forms[-1].buttons.append((given.get("name", ""), given.get("value", ""), ""))
        elif tag == "meta":
            self.meta[(given.get("http-equiv") or given.get("name", "")).lower()] = given.get("content", "")
        elif tag in ("script", "img", "link", "iframe"):
            self.has_scripts |= tag == "script"
            self.loads += [urljoin(self.url, given.get("src") or given.get("href", ""))]
        elif tag == "a":
            self._href = given.get("href", "")
        if tag == "h1" and not self._is_furniture:
            self._own.clear()
        elif tag in _BLOCKS:
            self._end_block()
        self._within += [tag] if tag in ("title", "script", "style", "button", "a", *_FURNITURE) else []

    def _note_field(self, given: dict[str, str]) -> None:
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "").lower()
        self.inputs[name] = value
        if not self.forms:
            self.forms.append(Form(self.url, "post"))
        if kind in ("submit", "button", "image"):
            self.forms[-1].buttons.append((name, value, value))
        elif kind not in ("checkbox", "radio") or "checked" in given:
            self.forms[-1].fields.append((name, value, kind))

    def handle_endtag(self, tag: str) -> None:
        """Leave what a tag began."""
        if tag in _BLOCKS:
            self._end_block()
        if tag in self._within:
            while self._within.pop() != tag:  # one inside of it was never closed
                pass

    def _end_block(self) -> None:
        if self._own and self._own[-1] != _BETWEEN:
            self._own.append(_BETWEEN)

    @property
    def _is_furniture(self) -> bool:
        return any(tag in _FURNITURE for tag in self._within)

    def handle_data(self, data: str) -> None:
        """Note the words of a page where they are to be seen."""
        inside = self._within[-1] if self._within else ""
        if inside == "title":
            self.title += data.strip()
        elif inside == "button" and self.forms and self.forms[-1].buttons:
            name, value, words = self.forms[-1].buttons[-1]
            self.forms[-1].buttons[-1] = (name, value, f"{words} {data.strip()}".strip())
        elif inside == "a":
            self.links.append((data.strip(), self._href))
        if inside not in ("script", "style", "title") and data.strip():
            self._words.append(data.strip())
            self._own += [] if self._is_furniture else [data.strip()]

    @property
    def asks_who(self) -> bool:
        """Whether it is a page on which somebody signs in."""
        return any(form.asks_who for form in self.forms)

    def asks_consent(self, client_id: str) -> bool:
        """Tell whether it asks whether a client may: a form without a field for who somebody is, that names the client or a scope."""
        named = any(name in self.text for name in (client_id, "openid", "profile"))
        return bool(self.forms) and not self.asks_who and named and not {"code", "error"} & set(self.inputs)

    @property
    def shape(self) -> tuple[str, ...]:
        """By what the same page is known again: the names of its fields and buttons, without what is random in them."""
        names = [name for form in self.forms for name, _, _ in (*form.fields, *form.buttons)]
        return tuple(sorted({re.sub(r"[0-9a-f-]{12,}", "*", name) for name in names}))


def is_captcha(body: bytes) -> bool:
    """Tell whether a page asks whether we are a person."""
    return bool(_CAPTCHA.search(body))
