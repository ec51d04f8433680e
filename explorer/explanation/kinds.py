"""The kinds of text, in the order in which they are asked: what its form makes certain comes first, a bare code last."""

from __future__ import annotations

import dataclasses
import re

from ..errors import Mistake
from ..messages import Response
from ..protocol.pasted.escapes import clean, undo_escapes
from .answers import answer_of_text, explain_answer
from .commands import begins_command, read_command
from .cut import explain_cut_address, explain_cut_json, explain_cut_token, said_to_be_cut, with_cut_end
from .headers import explain_header
from .http_text import HttpText, begins_http, read_http
from .joined import joined
from .links import explain_address, explain_form, explain_response, is_page_address, read_response
from .longer import pieces_of
from .nothing import explain_nothing
from .pages import explain_page, is_page
from .pem import explain_pem
from .plain_errors import explain_plain_error
from .requests import explain_command, explain_request, explain_token_form
from .strangers import explain_stranger
from .together import judged_together, parts_of_a_whole
from .tokens import explain_jwt, looks_like_token
from .value import Explanation

_OUT = "the text around it was left out"
_BARE = re.compile(r"[\x21-\x7e]{8,2000}")


def explain_text(text: str, now: float) -> Explanation:
    """Explain a text: as one thing, or by what stands in it."""
    changes: list[str] = []
    try:
        found = explain_cut_token(text.strip()) or explain_whole(text.strip("\ufeff \t\r\n"), now)
        if found is None:
            cleaned = joined(clean(text, changes), changes)
            found = explain_whole(cleaned, now) or _cut_json(cleaned, now)
            found = found or _by_pieces(cleaned, now) or _escaped(cleaned, now, changes)
            found = found or explain_plain_error(cleaned) or explain_cut_address(cleaned) or _bare(cleaned)
        found = with_cut_end(found, text) if found is not None else explain_nothing(text)
    except (Mistake, RecursionError) as problem:  # more parameters, or levels, than anybody means
        return Explanation("nothing", "nothing that can be read", "likely", str(problem))
    return dataclasses.replace(found, changes=tuple(dict.fromkeys([*changes, *found.changes])))


def explain_whole(text: str, now: float) -> Explanation | None:
    """Explain a text that is one thing; None where it is none of the kinds."""
    if not text:
        return None
    if looks_like_token(text):
        return explain_jwt(text, now)
    if (pem := explain_pem(text, now)) is not None:
        return pem
    if begins_command(text) and (command := read_command(text)) is not None and not text[command.length :].strip():
        return explain_command(command, now)
    if begins_http(text):
        return explain_http(text, now)
    if text[:1] in "{[":
        return explain_answer(answer_of_text(text), now, with_headers=False)
    stranger = explain_stranger(text)
    if stranger is not None:
        return stranger
    if is_page(text):
        return explain_page(text)
    return explain_header(text, now) or explain_address(text) or explain_token_form(text, now) or explain_form(text)


def explain_http(text: str, now: float) -> Explanation | None:
    """Explain raw HTTP: a request, an answer, or both."""
    found = read_http(text)
    pieces = []
    if found.request is not None:
        pieces.append(explain_request(found.request, now))
    if found.response is not None:
        pieces.append(_answer(found.response, now))
    if not pieces:
        return None
    told = " and ".join(piece.title for piece in pieces)
    together = judged_together(pieces, now)
    return Explanation(
        "raw_http",
        f"raw HTTP: {told}",
        "certain",
        _http_sentence(found),
        pieces=parts_of_a_whole(pieces) if together else tuple(pieces),
        runs=together.runs if together else (),
        missing=together.missing if together else (),
        changes=("the marks of curl -v were removed",) if found.verbose else (),
    )


def _http_sentence(found: HttpText) -> str:
    asked = f"A {found.request.method} request" if found.request is not None else ""
    came = f"an answer with the status {found.response.status}" if found.response is not None else ""
    told = " and ".join(filter(None, (asked, came)))
    return f"{told[:1].upper()}{told[1:]}."


def _answer(response: Response, now: float) -> Explanation:
    """Explain an answer with its status and headers."""
    found = explain_answer(response, now)
    location, challenge = response.header("Location"), response.header("WWW-Authenticate")
    if found is None and location is not None:
        found = explain_address(location)
    if found is None and challenge is not None:
        found = explain_header(f"WWW-Authenticate: {challenge}", now)
    if found is None and is_page(response.text()):
        found = explain_page(response.text())
    told = f"an HTTP answer with the status {response.status}"
    found = found or Explanation("response", told, "certain", f"The server answered {response.status} {response.reason}.")
    return dataclasses.replace(found, refused=found.refused or response.status >= 400)


def _by_pieces(text: str, now: float) -> Explanation | None:
    """Explain what stands in a longer text: the thing itself where it is one, and all of them where they are several."""
    pieces = pieces_of(text, now, explain_http)
    if len(pieces) == 1:
        (only,) = pieces
        return dataclasses.replace(only, changes=(*only.changes, _OUT))
    if not pieces:
        return None
    told = ", ".join(dict.fromkeys(piece.title for piece in pieces))
    together = judged_together(pieces, now)
    return Explanation(
        "several",
        f"several things: {told}",
        "certain",
        f"There are {len(pieces)} things in this text. {'They were judged together, as messages of one sign-in.' if together else ''}".strip(),
        missing=together.missing if together else (),
        changes=(_OUT,),
        would_answer=" ".join(dict.fromkeys(piece.would_answer for piece in pieces if piece.would_answer)),
        pieces=parts_of_a_whole(pieces) if together else pieces,
        runs=together.runs if together else (),
    )


def _cut_json(text: str, now: float) -> Explanation | None:
    """Explain a JSON text that ends too early, by what of it is whole."""
    cut = explain_cut_json(text)
    if cut is None:
        return None
    whole, plain = cut
    found = explain_answer(answer_of_text(whole), now, with_headers=False)
    return plain if found is None else said_to_be_cut(found)


def _escaped(text: str, now: float, changes: list[str]) -> Explanation | None:
    """Explain a text once its escapes are undone."""
    undone: list[str] = []
    plain = undo_escapes(text, undone)
    if plain == text:
        return None
    found = explain_whole(plain.strip(), now) or _by_pieces(plain, now)
    if found is not None:
        changes += undone
    return found


def _is_random(text: str) -> bool:
    """Tell whether a lone word may have been drawn by lot: it is long, or has letters of both cases and digits; no name, no date."""
    mixed = all(re.search(kind, text) for kind in ("[a-z]", "[A-Z]", r"\d"))
    if re.fullmatch(r"[\d.:/_-]+|[a-z]+(?:[-_.][a-z]+)*|[\w.+-]+@[\w.-]+|[./~][\w./-]+", text):
        return False
    return len(text) >= 16 or (len(text) >= 8 and mixed)


def _bare(text: str) -> Explanation | None:
    """Explain a lone word as a code, where it can be one."""
    if not _BARE.fullmatch(text) or is_page_address(text) or not _is_random(text):
        return None
    response = read_response(text)
    return explain_response(response) if response is not None else None
