"""What one exchange of a HAR is in a flow: a request for a sign-in, its answer, tokens, keys, what was asked with a token."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping
from typing import Any

from ...errors import Mistake
from ...messages import Params, parse_form, split_url
from ...protocol.flow_table import EXCHANGES
from ...protocol.json_text import JsonProblem, parse_json
from ...secret import reveal
from ..links import is_answer, looks_like_authorize
from .entries import Entry, plain_names

Role = str  # the word for an exchange in the flow table, or "authorize", "response", "logout", "other"

LATER = frozenset({word for word, each in EXCHANGES.items() if each.channel == "back" and not each.once} | {"logout"})


def role_of(entry: Entry) -> Role:
    """Return what an exchange is; "other" may be a page on the way."""
    names = plain_names(entry.form)
    if "grant_type" in names or ("code_verifier" in names and "code" in names):
        return "refresh" if _value(entry.form, "grant_type") == "refresh_token" else "exchange"
    query = query_of(entry.url)
    if looks_like_authorize({name for name, _ in query} | (names if "client_id" in names else frozenset())):
        return "authorize"
    if answer_of(entry) is not None:
        return "response"
    if {"id_token_hint", "post_logout_redirect_uri"} & {name for name, _ in query}:
        return "logout"
    return _by_body(entry, names)


def _by_body(entry: Entry, names: frozenset[str]) -> Role:
    path = (split_url(entry.url) or urllib.parse.urlsplit("")).path.lower()
    members = json_of(entry)
    if isinstance(members.get("issuer"), str) and "authorization_endpoint" in members:
        return "discover"
    if isinstance(members.get("keys"), list) and any(isinstance(key, Mapping) and "kty" in key for key in members["keys"]):
        return "keys"
    if "token" in names:
        return "revoke" if "revo" in path else "introspect" if "introspect" in path or "active" in members else "other"
    bearer = reveal(entry.exchange.request.header("Authorization") or "").lower().startswith(("bearer ", "dpop "))
    if ("userinfo" in path and entry.exchange.request.method in ("GET", "POST")) or (bearer and "sub" in members):
        return "userinfo"
    if "/.well-known/openid-configuration" in path or "/.well-known/oauth-authorization-server" in path:
        return "discover"
    return "other"


def query_of(url: str) -> list[tuple[str, str]]:
    """Return the parameters in the query of an address."""
    try:
        return parse_form(url.partition("#")[0].partition("?")[2])
    except Mistake:
        return []


def _value(params: Params, name: str) -> str:
    return next((reveal(value) for key, value in params if key == name), "")


def json_of(entry: Entry) -> dict[str, Any]:
    """Return the members of a JSON answer; empty for what is none."""
    response = entry.exchange.response
    try:
        value = parse_json(response.content()) if response and len(response.body) else None
    except JsonProblem:
        return {}
    return value if isinstance(value, dict) else {}


def answer_of(entry: Entry) -> str | None:
    """Return the authorization response that a request carries to the application, as an address; None where it is none."""
    if entry.form and is_answer([(name, "") for name, _ in entry.form]):
        return f"{entry.url.partition('#')[0]}{'&' if '?' in entry.url else '?'}{urllib.parse.urlencode([(n, reveal(v)) for n, v in entry.form])}"
    return entry.url if is_answer_address(entry.url) else None


def is_answer_address(url: str) -> bool:
    """Tell whether an address carries an authorization response, in its query or behind the #."""
    query, fragment = query_of(url), url.partition("#")[2]
    try:
        return is_answer(query) or is_answer(parse_form(fragment.lstrip("/?")))
    except Mistake:
        return False


def sent_to(entry: Entry) -> str | None:
    """Return where the answer sends the browser, as a whole address."""
    if entry.location is None or not 300 <= entry.status < 400:
        return None
    try:
        return urllib.parse.urljoin(entry.url, entry.location)
    except ValueError:
        return None
