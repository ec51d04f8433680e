"""The source of a page: a form that posts an answer, an error page of a provider, a sign-in page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ..messages import brief
from ..protocol.pasted.escapes import PAGE
from ..reference import error_code
from .links import explain_response, read_response
from .refusals import of_page
from .strangers import unpacked
from .value import Explanation, Part

_WORDS = re.compile(r"<(title|h1|h2|h3|strong|b)\b[^>]*>(.{0,400}?)</\1>", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^>]{0,2000}>")
_SILENT = re.compile(r"<(script|style)\b.*?(?:</\1>|\Z)", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"\b(?:AADSTS\d{4,8}|ECID[: ]+[A-Za-z0-9^.\-_,]+|[a-z]{3,20}(?:_[a-z]{2,20}){1,4})\b")
_ERROR = re.compile(
    r"\b(?:error|refused|denied|invalid|mismatch|not allowed|forbidden|failed|failure|unauthori[sz]ed|sorry|went wrong|oops|bad request|"
    r"access blocked|HTTP (?:status )?[45]\d\d|fehler|fehlgeschlagen|ung\u00fcltig\w*|erreur|errore|fout)\b",
    re.IGNORECASE,
)


def is_page(text: str) -> bool:
    """Tell whether a text is the source of a page."""
    return (
        PAGE.match(text.lstrip()) is not None
        and re.search(r"<(?:html|body|head|form|title|!doctype|h\d|div|p)\b", text[:20_000], re.IGNORECASE) is not None
    )


def tells_of_trouble(text: str) -> bool:
    """Tell whether a page is about an error, by its headings and the codes in it."""
    return any(_ERROR.search(word) for word in _words(text)) or any(_errors(text))


def explain_page(text: str) -> Explanation:
    """Explain the source of a page."""
    if re.search(r"<form\b", text, re.IGNORECASE):
        saml = re.search(
            r"name=[\"']?(SAMLResponse|SAMLRequest|wresult)[\"']?[^>]{0,200}?value=[\"']?([A-Za-z0-9+/=%]{40,})", text
        )
        if saml:
            title = (
                "a page that posts a SAML message"
                if saml[1].startswith("SAML")
                else "a page that posts a WS-Federation message"
            )
            what = "That is another protocol than OpenID Connect, so it is named here and not judged."
            return Explanation("other_protocol", title, "certain", f"{what} {len(unpacked(saml[2])):,} characters are in it.")
        response = read_response(text)
        if response is not None:
            return explain_response(response, form_post=True)
    words = list(_words(text))
    errors = list(_errors(text))
    if errors or any(_ERROR.search(word) for word in words):
        return _error_page(words, errors, text)
    title = "a sign-in page" if re.search(r"type=[\"']?password", text, re.IGNORECASE) else "the source of a page"
    said = f" It says: {brief(words[0], 200)}." if words else ""
    return Explanation("page", title, "likely", f"It is no answer of the protocol.{said} Copy the address of the page instead.")


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAGS.sub(" ", _SILENT.sub(" ", text[:200_000]))).split())


def _words(text: str) -> Iterator[str]:
    for found in list(_WORDS.finditer(text[:200_000]))[:10]:
        word = " ".join(html.unescape(_TAGS.sub(" ", found[2])).split())
        if word:
            yield word


def _errors(text: str) -> Iterator[str]:
    seen = dict.fromkeys(found[0] for found in _CODE.finditer(_plain(text)))
    yield from (code for code in list(seen)[:500] if code.startswith(("AADSTS", "ECID")) or error_code(code) is not None)


def _error_page(words: list[str], errors: list[str], text: str) -> Explanation:
    known = next((found for code in errors if (found := error_code(code, "vendor")) is not None), None)
    said = f"It says: {brief(' / '.join(words[:3]), 300)}." if words else ""
    meaning = f" {known.name}: {known.meaning}" if known else ""
    why = " The provider sends nobody back from such a page: it does not know the client, or the address (RFC 6749 4.1.2.1)."
    return Explanation(
        "error_page",
        "an error page",
        "certain" if known else "likely",
        f"{said}{meaning}{why}".strip(),
        tuple(
            Part("error", code, found.meaning if (found := error_code(code, "vendor")) else "", group="members")
            for code in errors[:20]
        ),
        refused=True,
        why=of_page(text),
        missing=("The address of the page: its parameters often say which request was refused.",),
    )
