"""A page of the provider without a way back: where it trusts neither redirect_uri nor client_id, it sends nobody anywhere.

RFC 6749 4.1.2.1 and OIDC Core 3.1.2.6 forbid the redirect then, so the browser stays on a page, a JSON text or an address of
the provider, and the client hears nothing. What a person can copy of it (the text, the source, the JSON, the address, the
status) is taken here, so that it is evidence like every other answer.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from ..messages import parse_form
from ..reference import error_codes, phrases, says_nothing, subjects
from .browser_words import is_browser_page
from .credentials import address_without_credentials
from .json_text import JsonProblem, parse_json
from .page_address import is_error_page, words_of_address
from .page_scripts import said_in_scripts
from .page_text import is_markup, visible_text
from .redirect import AuthorizationResponse
from .vendor_members import walk

LONGEST = 2_000  # characters of a page that are kept
_LOOKED_AT = 10_000  # characters in which a page says that something went wrong
_STATUS = re.compile(
    r"\A\s*(?:HTTP/\d(?:\.\d)?\s+)?([45]\d\d)\b|\b(?:error|status|http|code)\W{0,3}([45]\d\d)\b", re.IGNORECASE
)
_CODE = re.compile(
    r"(?<![\w/])(?:invalid_(?:request(?:_uri|_object)?|client(?:_metadata)?|scope|redirect_uri|grant|state|target)|redirect_uri_mismatch|"
    r"unauthorized_client|access_denied|unsupported_response_(?:type|mode)|server_error|temporarily_unavailable|"
    r"(?:login|interaction|consent|account_selection)_required)(?!\w)"
)
_RAW = re.compile(r"\AHTTP/\d(?:\.\d)? [1-5]\d\d[^\n]*\n")
_ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
_LONG_NAME = re.compile(
    r"(?<=/)(?=[^/?#]*\d)(?![0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})[^/?#\s]{16,}", re.IGNORECASE
)  # a tenant's is a UUID
_NO_ANSWER = ("code", "access_token", "id_token", "response")
_TROUBLE = re.compile(
    r"\b(?:error|invalid|denied|mismatch\w{0,3}|not found|unknown|failed|failure|unauthori[sz]ed|forbidden|expired|blocked|missing|"
    r"not (?:allowed|registered|valid|match)|bad request|wrong|incorrect|went wrong|sorry|try again|unsupported|fehler|ung\u00fcltig|abgelehnt|"
    r"n\u00e3o encontrad[oa]|no se encontr\u00f3|no encontrad[oa]|niet gevonden|non trovat[oa]|nicht gefunden|introuvable|unbekannt\w{0,2}|"
    r"rejected|declined|disabled|locked|suspended|(?:does not|doesn.t) exist|"
    r"erreur|invalide|refus\u00e9e?|inv\u00e1lid[oa]|negado|denegado|errore|non valid[oa]|negato|erro|fout|ongeldige?|geweigerd|"
    r"gick fel|felaktig\w?|nekad|virhe|fejl|ugyldig|feil|nie uda\u0142o|b\u0142\u0105d|nieprawid\u0142ow\w{1,3}|chyba|hiba|hata|gre\u0161ka|"
    r"\u043e\u0448\u0438\u0431\u043a\u0430|\u043d\u0435\u0432\u0435\u0440\u043d\w{1,3}|\u0437\u0430\u043f\u0440\u0435\u0449\w{1,3})\b|"
    r"\u9519\u8bef|\u932f\u8aa4|\u65e0\u6548|\u62d2\u7edd|\u30a8\u30e9\u30fc|\u7121\u52b9|\u62d2\u5426|\uc624\ub958",
    re.IGNORECASE,
)

_REFUSES = re.compile(
    r"\b(?:not|no|cannot|can't|unable|must|requires?|required|refused|rejected|nicht|kein\w{0,2}|pas|ne|sans|no|non|n\u00e3o|niet|geen|nie|ei|inte)\b",
    re.IGNORECASE,
)  # with a word of what it is about, it is a sentence of a provider


def read_page(
    text: str, *, endpoint: str, redirect_uri: str | None = None, status: int | None = None
) -> AuthorizationResponse | None:
    """Return what a provider's page says, None for a text that does not look like one.

    `endpoint` is the authorization endpoint, whose host tells an address of the provider from others, `redirect_uri` the
    address at which no page of the provider stands, `status` the HTTP status where it is known.
    """
    if status is None and redirect_uri and _is_about_the_way_back(text, endpoint, redirect_uri):
        return None
    told = status or _status(text)
    body = text.partition("\n\n")[2] if _RAW.match(text := text.replace("\r\n", "\n")) else text
    pairs = _of_json(body)
    address = _address(text, endpoint, redirect_uri)
    if pairs is None and (status is not None or is_markup(body.strip()) or _is_page(body, told, address)):
        words = visible_text(body) if is_markup(body.strip()) else _of_lines(body)
        about = [] if words == address or words == str(told) else [("error_description", words[:LONGEST])]
        pairs = _code_in(words) + about + _of_scripts(body, words) + words_of_address(address or "")
    if pairs is None or any(name in _NO_ANSWER for name, _ in pairs):
        return None
    params = (*(pairs), *((("status", str(told)),) if told else ()))
    return AuthorizationResponse("page", params, _without_tickets(address)) if params or address else None


def _is_about_the_way_back(text: str, endpoint: str, redirect_uri: str) -> bool:
    """The browser's own page, which cannot reach the redirect_uri; of the provider's address it would be the end of the way.

    Most name the host that they could not reach, some its port.
    """
    if not is_browser_page(text):
        return False
    for part in ("netloc", "hostname"):
        here, there = (str(getattr(urlsplit(address), part, "")).lower() for address in (redirect_uri, endpoint))
        if here in text.lower() or there in text.lower():
            return here in text.lower()
    return True


def _of_scripts(body: str, words: str) -> list[tuple[str, str]]:
    """What the scripts of a page say that has hardly a word between its tags, and asks for no password."""
    if not is_markup(body.strip()) or len(words.split()) > _FEW or _PASSWORD.search(body[:_LOOKED_AT]):
        return []
    return [(name, text[:LONGEST]) for name, text in said_in_scripts(body)]


_FEW = 12  # words of a title and a "Loading..."
_PASSWORD = re.compile(r"type=.?password", re.IGNORECASE)


def _of_lines(text: str) -> str:
    """A page's text as it was copied, on one line: what stood on lines of its own stays apart."""
    return " | ".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def mentions_trouble(text: str) -> bool:
    """Tell whether a text has a word of what goes wrong, in one of a few languages."""
    return _TROUBLE.search(text[:_LOOKED_AT]) is not None


def speaks_of_trouble(text: str) -> bool:
    """Tell whether a sentence says that something went wrong, in one of a few languages."""
    return len(text.split()) > 2 and _TROUBLE.search(text[:_LOOKED_AT]) is not None


def _code_in(words: str) -> list[tuple[str, str]]:
    """The error code of a standard or a vendor that stands in the text of a page."""
    found = _CODE.search(words)
    return [("error", found[0])] if found else []


def _status(text: str) -> int | None:
    found = _STATUS.search(text[:LONGEST])
    return int(found[1] or found[2]) if found else None


def _of_json(text: str) -> list[tuple[str, str]] | None:
    """What JSON says of an error, as parameters; None for what is none."""
    start = min((place for sign in "{[" if (place := text.find(sign)) >= 0), default=-1)
    if start < 0 or (text[:start].strip() and not _ADDRESS.match(text.strip()) and not _STATUS.match(text)):
        return None
    try:
        value = parse_json(text[start:].strip().encode("utf-8", "replace"))
    except JsonProblem:
        return None
    if isinstance(value, dict) and any(name in value for name in _NO_ANSWER if name != "code"):
        return None
    dump = text[start:].strip()[:LONGEST]
    return _members_of(value) or ([("error_description", dump)] if _FIELDS.search(dump) else _said_in(value))


_FIELDS = re.compile(r'"(?:loc|path)"\s*:\s*\[')  # a validator's list of the fields that it minds, which is read as a whole


def _members_of(value: Any) -> list[tuple[str, str]]:
    """The members of an object, or of the error in it."""
    inner = value.get("error") if isinstance(value, dict) else None
    members = inner if isinstance(inner, dict) else value if isinstance(value, dict) else {}
    pairs = [
        (name, str(member)[:LONGEST]) for name, member in members.items() if isinstance(member, str | int) and member != ""
    ]
    return [("error_code" if name == "code" else name, member) for name, member in pairs]


def _said_in(value: Any) -> list[tuple[str, str]] | None:
    """The code and the words that lie deeper: {"errors": [{"code": ..., "message": ...}]}."""
    found = list(walk(value, 0))
    codes, texts = ([each.text for each in found if each.kind == kind] for kind in ("code", "text"))
    told = [("error", codes[0][:LONGEST])] if codes else []
    return [*told, ("error_description", " ".join(texts)[:LONGEST])] if texts else told or None


def _address(text: str, endpoint: str, redirect_uri: str | None) -> str | None:
    """The first address in the text that is one of the provider, or of a page of errors that is not the client's."""
    host, own = urlsplit(endpoint).netloc.lower(), _host(redirect_uri or "")
    ends = ".,;:)]" if len(text.split(maxsplit=1)) > 1 else ""  # what stands behind one in a sentence
    found = [
        match[0].rstrip(ends) for match in _ADDRESS.finditer(text) if not (redirect_uri and match[0].startswith(redirect_uri))
    ]
    of_provider = (address for address in found if _host(address) == host)
    return next(of_provider, None) or next((address for address in found[:1] if _is_elsewhere(address, text, own)), None)


def _is_elsewhere(address: str, text: str, own: str | None) -> bool:
    """An address alone, at which a provider that shows its pages at another host says what is wrong."""
    return text.strip() == address and _host(address) != own and is_error_page(address) and bool(words_of_address(address))


def _without_tickets(address: str | None) -> str | None:
    """The address without the parts of its path that may be a code or a ticket, and without the credentials in its query."""
    path, mark, query = (address or "").partition("?")
    return None if address is None else address_without_credentials(_LONG_NAME.sub("...", path) + mark + query)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return None


_FRAME = re.compile(r"(?:loading|redirecting|please wait|one moment|just a moment)[ .\u2026]*", re.IGNORECASE)
_FEWEST = 4  # words of a sentence


def _has_lines(text: str) -> bool:
    """Several lines, and a sentence in one of them: nobody's code looks so, whatever the language."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and any(len(words) >= _FEWEST for words in lines)


def _is_page(text: str, status: int | None, address: str | None) -> bool:
    """Several words that speak of trouble, or several lines of them, a status alone, or an address of the provider that is not the link itself."""
    bare = text.strip()
    looked_at = bare[:_LOOKED_AT]
    if bare == str(status) or _FRAME.fullmatch(bare):
        return True
    if address is not None and bare == address:
        names = {name for name, _ in parse_form(address.partition("?")[2])}
        is_link = names & {"response_type", "code_challenge", "request_uri", "request"}
        if not names and urlsplit(address).path in ("", "/"):
            return False  # where the provider is, and nothing of what it said
        return (
            not is_link
            or "redirect_uri" not in names | is_link & {"request_uri", "request"}
            or any(n.startswith("error") for n in names)
        )
    if len(bare.split()) < 2 or re.search(r"[?&#]code=|<[A-Z]\w+[: ][^<>]*>", bare):  # or what a program of ours shows
        return False
    plain = looked_at.lower()
    return (
        _TROUBLE.search(looked_at) is not None
        or _has_lines(looked_at)
        or (_REFUSES.search(looked_at) is not None and any(p.search(plain) for patterns, _ in subjects() for p in patterns))
        or any(pattern.search(plain) for pattern in says_nothing())
        or any(pattern.search(plain) for patterns in phrases().values() for pattern in patterns)
        or any(entry.name.lower() in plain for entry in error_codes("vendor"))
    )
