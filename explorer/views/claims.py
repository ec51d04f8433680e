"""Claims with their meaning, in groups; a JWT taken apart; an access token that is not for us to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..protocol.jose import Jwt, looks_like_jwt, parse_jwt
from ..reference import claim
from ..secret import Secret
from .parts import code, group_row, heading, join, name_html, note, sentence, spec, table, table_row, view
from .text import Html, prose
from .values import moment_html, secret_html, value_html

_COLUMNS = ("Claim", "Value", "What it says", "Section")
_FIELDS = ("Header", "Value", "What it says", "Section")
_GROUPS = (
    ("parties", "Who made it, and for whom"),
    ("subject", "About whom"),
    ("protocol", "What it is, and what it belongs to"),
    ("time", "When"),
    ("profile", "The person"),
    ("email", "E-mail"),
    ("phone", "Telephone"),
    ("address", "Address"),
    ("access", "What it allows"),
    ("assurance", "How sure the provider is of the person"),
    ("vendor", "The provider's own"),
    ("unknown", "Not known to the explorer"),
)
_PARTIES = ("iss", "aud", "azp", "client_id")
_PROBLEMS = {
    "parts": "It does not have the three parts of a signed JWT.",
    "encrypted": "It is encrypted (five parts), and is not decrypted here.",
    "base64url": "A part of it is not base64url.",
    "white-space": "There is white space in it; a token has none.",
    "not-json": "Header or claims are not a JSON object.",
    "not-utf8": "They are not UTF-8 text, as JSON has to be.",
    "not-a-number": "They hold a number that JSON has not: NaN, Infinity, or one beyond all numbers.",
    "trailing": "Something stands behind the end of their JSON.",
    "duplicate-name": "A name appears twice in it, and parsers differ in which one they keep.",
    "duplicate-claim": "A claim appears twice in it, and parsers differ in which one they keep.",
}


def claims_html(
    claims: Mapping[str, Any],
    *,
    now: float | None,
    token: str = "ID token",  # noqa: S107 - the name of a thing, no password
    where: str = "token",
) -> Html:
    """Return claims in groups with their meaning and readable times.

    `now` is seconds since 1970, or None to leave out how far a time is away; `token` says what the claims stand in, and
    `where` by which section they are explained, as `reference.claim` has it.
    """
    if not claims:
        return view("claims", sentence(f"The {token} has no claims that can be shown.", kind="quiet"), label=f"Claims: {token}")
    kinds = {name: _kind(name, where) for name in claims}
    rows: list[Html] = []
    for kind, title in _GROUPS:
        members = [_claim(name, claims[name], now, where) for name, its_kind in kinds.items() if its_kind == kind]
        rows += [group_row(_COLUMNS, title), *members] if members else []
    return view("claims", table(_COLUMNS, rows, caption=f"Claims: {token}", kind="members"), label=f"Claims: {token}")


def _kind(name: str, where: str) -> str:
    if name in _PARTIES:
        return "parties"
    if name == "sub":
        return "subject"
    known = claim(str(name), where)
    return known.kind if known and known.kind in dict(_GROUPS) else "unknown"


def _claim(name: str, value: Any, now: float | None, where: str) -> Html:
    known = claim(str(name), where)
    shown = moment_html(value, now) if known and known.kind == "time" else value_html(value)
    if known is None:
        meaning, section = note("no standard that is known here has it; ask the provider"), None
    else:
        vendor = join([" ", note(f"An extension of {known.vendor}.")]) if known.vendor else None
        meaning, section = join([prose(known.meaning), vendor]), spec(known.spec)
    return table_row(_COLUMNS, (name_html(name), shown, meaning, section))


def jwt_html(token: Jwt | Mapping[str, Any], *, now: float | None, title: str = "ID token", claims: bool = True) -> Html:
    """Return a JWT taken apart: header, claims, and what the signature is not shown for.

    `token` is a parsed `Jwt` or what a run keeps of one; `now` as in `claims_html`. `claims` False leaves them out, where
    they are shown already.
    """
    header, said, problems = _pieces(token)
    return view(
        "jwt",
        heading(title),
        *(sentence(_PROBLEMS.get(problem, problem), kind="bad") for problem in problems),
        table(_FIELDS, (_field(name, value) for name, value in header.items()), caption="Header", kind="members")
        if header
        else None,
        claims_html(said, now=now, token=title) if claims else None,
        sentence("Anybody can write such a text. Only its signature, which is not shown here, says who did.", kind="quiet"),
        label=title,
    )


def any_jwt_html(token: Jwt) -> Html:
    """Return a parsed JWT of which nobody said what it is: by its type it is an access token (RFC 9068 2.1), or just a JWT."""
    typ = str(token.header.get("typ")).lower().removeprefix("application/")
    return access_token_html(token, now=None) if typ == "at+jwt" else jwt_html(token, now=None, title="JSON Web Token")


def _pieces(token: Jwt | Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any], list[str]]:
    """Header, claims and problems; of a damaged record, what is left of them."""
    if isinstance(token, Jwt):
        return token.header, token.claims, list(token.problems)
    header, claims, problems = token.get("header"), token.get("claims"), token.get("problems")
    return (
        header if isinstance(header, Mapping) else {},
        claims if isinstance(claims, Mapping) else {},
        [word for word in problems if isinstance(word, str)] if isinstance(problems, list) else [],
    )


def _field(name: str, value: Any) -> Html:
    known = claim(str(name), "header")
    meaning = prose(known.meaning) if known else note("no standard that is known here has it")
    return table_row(_FIELDS, (name_html(name), value_html(value), meaning, spec(known.spec if known else "")))


def access_token_html(token: Secret | Jwt | Mapping[str, Any] | str, *, now: float | None) -> Html:
    """Return an access token: its claims when it is a JWT, and that it is opaque when it is.

    `token` is the token itself, a parsed `Jwt`, or what a run keeps of it; `now` as in `claims_html`.
    """
    warning = sentence(
        "An access token is a message to the API, not to the client: look, but build nothing on it.", kind="quiet"
    )
    if isinstance(token, Secret) and looks_like_jwt(token):
        token = parse_jwt(token)
    if isinstance(token, (Jwt, Mapping)):
        return view("access-token", jwt_html(token, now=now, title="Access token"), warning, label="Access token")
    shown = secret_html(token) if isinstance(token, Secret) else code(token)
    opaque = "This access token is opaque: a text that means something to the provider only. That is allowed, and common."
    return view("access-token", heading("Access token"), sentence(shown), sentence(opaque), label="Access token")
