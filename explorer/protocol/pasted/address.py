"""One address, or one list of parameters, taken apart (RFC 6749 4.1.2, OIDC Core 3.1.2.5)."""

from __future__ import annotations

import re

from ...messages import parse_form
from .escapes import percent_decoded
from .text import ANSWER, ANSWERS, NAME, Answer, Kind, Known, Pairs, answers, has_scheme, looks_like_parameters, record_change

CUT = "what stands after the # was left out"
_ROUNDS = 5  # a parameter that was encoded more often was not encoded by accident
_ANSWER_BEHIND = re.compile(rf"(?:^|[?&/!;])(?=(?:{ANSWER}|state|iss)=)")
_LOST_MARK = re.compile(rf"(?:[&;?/]|%(?:25){{0,4}}(?:26|3B|3F))(?={NAME}(?:=|%(?:25){{0,4}}3D))")
_GLUED = re.compile(rf"(?:%(?:25){{0,4}}(?:26|3B|3F|3b|3f)|amp;|[?;,&]){{1,8}}({NAME})(?:=|%(?:25){{0,4}}3[Dd])")
_CARRIES = re.compile(r"%(?:25){0,4}3A%(?:25){0,4}2F", re.IGNORECASE)
_DOUBLED = re.compile(rf"((?:\A|&){NAME})==(?=[^=&])")  # as HTTPie writes a query
_AMP = re.compile("&amp(?:;|%3B)")
_ENCODED_NAME = re.compile(rf"^({NAME})%(?:25){{0,4}}3[Dd]")
GLUED = "a parameter was glued to the one before it"
_GLUE = f"{GLUED} (%26, ? or ; in place of &, as if encoded once too often): they were parted"


def split(text: str) -> tuple[str, str, str]:
    """Return an address, its query and its fragment; urlsplit would drop tabs and line breaks on the way, silently."""
    before, _, fragment = text.partition("#")
    address, _, query = before.partition("?")
    return address, query, fragment


def read_address(text: str, known: Known) -> Answer | None:
    """Return the answer in an address or in a list of parameters, None where there is none in it."""
    if is_list(text):
        return _from_parameters(text, known)
    return _from_address(*split(text), known)


def is_list(text: str) -> bool:
    """Tell whether a text is a list of parameters, and no address."""
    return text.startswith(("?", "#")) or looks_like_parameters(text)


def _from_parameters(text: str, known: Known) -> Answer | None:
    changes: list[str] = []
    if text.startswith("#"):
        inner, _, rest = text.lstrip("#").partition("#")
        kind: Kind = "fragment"
        inner = _behind_route(inner, changes)
    else:
        inner, _, rest = text.removeprefix("?").partition("#")
        kind = "parameters"
    pairs = _with_rest(read_pairs(inner, changes), rest, known, changes)
    return Answer(kind, _without_route_slash(pairs, rest, known, changes), None, changes) if answers(pairs) else None


def _from_address(address: str, query: str, fragment: str, known: Known) -> Answer | None:
    """Read the query, else the fragment, else what lost its question mark on the way."""
    changes: list[str] = []
    kind: Kind = "url"
    pairs = read_pairs(query, changes)
    if answers(pairs):
        pairs = _with_rest(pairs, fragment, known, changes)
        pairs = _without_route_slash(pairs, fragment, known, changes)
    elif fragment and answers(behind := read_pairs(_behind_route(fragment.partition("#")[0], changes), changes)):
        kind = "fragment"
        if fragment.count("#"):
            record_change(changes, CUT)
        beside = [pair for pair in pairs if pair[0] in ("state", "iss", "session_state") and pair[0] not in dict(behind)]
        if beside:
            record_change(changes, "what stands before the # was read too: parts of the answer stood on both sides")
        pairs = behind + beside
    elif not query and (lost := _LOST_MARK.search(address)):
        record_change(
            changes,
            "the ? before the parameters was missing, or encoded; what stands behind the address was read as parameters",
        )
        pairs = read_pairs(address[lost.end() :], changes)
        address = address[: lost.start()]
    if not answers(pairs):
        return None
    if has_scheme(f"{address}?", known):
        return Answer(kind, pairs, address, changes)
    changes.append("the address has no scheme (http:// or https://), so it cannot be compared with the redirect_uri")
    return Answer(kind, pairs, None, changes)


def _with_rest(pairs: Pairs, rest: str, known: Known, changes: list[str]) -> Pairs:
    """Add the state where it stands behind a # and nowhere else; say what else was left out there."""
    if not rest:
        return pairs
    if rest == known.state and "state" not in dict(pairs):
        record_change(changes, "what stands after the # is the state of this flow, and was read as the state")
        return [*pairs, ("state", rest)]
    behind = [pair for pair in parse_form(rest) if pair[0] in ("state", "iss")] if looks_like_parameters(rest) else []
    behind = [pair for pair in behind if pair[0] not in dict(pairs)]
    record_change(changes, "what stands after the # was read too: parts of the answer stood on both sides" if behind else CUT)
    return pairs + behind


def _behind_route(fragment: str, changes: list[str]) -> str:
    """Return what stands behind the route, of a fragment such as #/callback?code=...&state=..."""
    start = _ANSWER_BEHIND.search(fragment)
    if start is None or start.end() == 0:
        return fragment
    record_change(changes, "the answer was read from behind the route in the fragment (#/...?)")
    return fragment[start.end() :]


def _without_route_slash(pairs: Pairs, fragment: str, known: Known, changes: list[str]) -> Pairs:
    """Take the / away that stands right before #/: a page with hash routes put it there."""
    if not fragment.startswith(("/", "!/")) or not pairs or not pairs[-1][1].endswith("/"):
        return pairs
    name, value = pairs[-1]
    if name not in ("code", "state") or (name == "state" and known.state in (None, value)):
        return pairs
    record_change(
        changes, f"the / between {name} and # was left out: it belongs to the route of the page (/#/...), not to the {name}"
    )
    return [*pairs[:-1], (name, value[:-1])]


def read_pairs(encoded: str, changes: list[str]) -> Pairs:
    """Return the parameters of a query, those parted that were glued together."""
    if encoded.startswith(("?", "&")):
        record_change(changes, "a second ? or & before the parameters was left out")
    if encoded != (single := _DOUBLED.sub(r"\1=", encoded)):
        record_change(changes, "a second = behind the name of a parameter was left out")
        encoded = single
    if encoded != (unescaped := _AMP.sub("&", encoded)):
        record_change(changes, "&amp; was read as &, as in text copied from a page's source")
    segments = unescaped.lstrip("?&").split("&")
    whole = any(segment.partition("=")[0] in ANSWERS for segment in segments)
    encoded = "&".join(_parted(segment, changes) if _may_be_glued(segment, whole) else segment for segment in segments)
    if re.search(r"(?:^|&)code=[^&]*\+", encoded):
        record_change(changes, "a + in the code was read as a space, as form encoding says (RFC 6749, appendix B)")
    return parse_form(encoded)


def _may_be_glued(segment: str, whole: bool) -> bool:
    """True for the code, and where no parameter answers for any other but one that carries an address of its own."""
    return segment.startswith(("code=", "error=")) or (not whole and not _CARRIES.search(segment))


def _parted(segment: str, changes: list[str]) -> str:
    """Part `code=C%26state=S`. Where percent signs are escaped as well, all of it was encoded once too often."""
    if not _GLUED.search(segment) and not _ENCODED_NAME.match(segment):
        return segment
    record_change(changes, _GLUE)
    for _ in range(_ROUNDS):
        if "%25" in segment:
            segment = percent_decoded(segment)
    return _GLUED.sub(r"&\1=", _ENCODED_NAME.sub(r"\1=", segment))
