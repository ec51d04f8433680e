"""Where the browser is to return: the redirect_uri, and how it differs from the registered one (RFC 9700 2.1, RFC 8252)."""

from __future__ import annotations

import urllib.parse
from typing import Any

from ..registry import RuleSet
from ..rows import rows
from ..shapes import is_loopback, is_plain_http, split
from .subject import AuthorizeCheck

REDIRECT_URI: RuleSet[AuthorizeCheck] = RuleSet()
row = rows(REDIRECT_URI, spec="RFC 6749 3.1.2", unless="there is no redirect_uri")
registered = rows(
    REDIRECT_URI, spec="OIDC Core 3.1.2.1; RFC 3986 6.2.1", unless="there is no redirect_uri, or it is the registered one"
)

_WEB = ("http", "https")
_OOB = ("oob", "urn:ietf:wg:oauth:2.0:oob", "urn:ietf:wg:oauth:2.0:oob:auto")
_OWN = ("code", "state", "error", "iss", "session_state")


def _sent(check: AuthorizeCheck) -> str | None:
    """The redirect_uri; None where it is not sent."""
    return check.get("redirect_uri") or None


def _other(check: AuthorizeCheck) -> str | None:
    """The redirect_uri where it is not the registered one."""
    return None if _sent(check) in (None, check.client.redirect_uri) else _sent(check)


def _query(check: AuthorizeCheck) -> list[tuple[str, str]]:
    return urllib.parse.parse_qsl(check.redirect_uri.query) if check.redirect_uri else []


row(
    "AUTHZ-REDIRECT-URI-MISSING",
    "Does the link say where to return?",
    lambda check: None if check.has_object else _sent(check) is None,
    "There is no redirect_uri.",
    spec="OIDC Core 3.1.2.1",
    advice="OpenID Connect always wants it, even where only one is registered.",
    expected="redirect_uri",
    unless="a request object says it",
)


def _by_port(check: AuthorizeCheck) -> bool:
    """Tell whether the port alone makes the difference."""
    sent, ours = check.redirect_uri, split(check.client.redirect_uri)
    if sent is None or ours is None or sent.port == ours.port:
        return False
    return (sent.scheme, sent.hostname, sent.path, sent.query) == (ours.scheme, ours.hostname, ours.path, ours.query)


def _plain(address: str) -> str:
    return urllib.parse.unquote(address).lower()


def _loopback(check: AuthorizeCheck) -> bool:
    return check.redirect_uri is not None and is_loopback(check.redirect_uri.hostname)


registered(
    "AUTHZ-REDIRECT-URI-NOT-REGISTERED",
    "Is the redirect_uri the registered one, character for character?",
    lambda check: None if _sent(check) is None else _other(check) or [],
    "The redirect_uri is {}, and the client has another one.",
    spec="OIDC Core 3.1.2.1; RFC 9700 2.1, 4.1.3",
    advice="Addresses are compared as plain texts: send the registered one, or register this one too.",
    unless="there is no redirect_uri",
)
registered(
    "AUTHZ-REDIRECT-URI-SLASH",
    "If the redirect_uri is another one, does it differ by more than a final slash?",
    lambda check: None if (sent := _other(check)) is None else sent.rstrip("/") == check.client.redirect_uri.rstrip("/"),
    "One of the two has a final slash and the other has not.",
    advice="To the provider these are two addresses: write them alike.",
)
registered(
    "AUTHZ-REDIRECT-URI-CASE",
    "If the redirect_uri is another one, does it differ by more than letter case or percent signs?",
    lambda check: None if (sent := _other(check)) is None else _plain(sent) == _plain(check.client.redirect_uri),
    "The two differ in letter case or in percent encoding only.",
    advice="Nobody normalises them: write them alike.",
)
registered(
    "AUTHZ-REDIRECT-URI-PORT",
    "If the redirect_uri is another one, does it differ by more than the port?",
    lambda check: None if _other(check) is None or _loopback(check) else _by_port(check),
    "The two differ by the port only.",
    spec="RFC 8252 7.3; RFC 9700 2.1",
    advice="The port is part of the address; only 127.0.0.1 of a native app may vary it.",
)
registered(
    "AUTHZ-REDIRECT-URI-LOOPBACK-PORT",
    "If the redirect_uri lies on this machine, has it the registered port?",
    lambda check: None if _other(check) is None or not _loopback(check) else _by_port(check),
    "The port is not the registered one.",
    spec="RFC 8252 7.3; RFC 9700 2.1",
    severity="info",
    advice="A provider should take any port of this machine for a native app; several compare it all the same.",
)

# Its form

row(
    "AUTHZ-REDIRECT-URI-RELATIVE",
    "Is the redirect_uri a whole address?",
    lambda check: None if _sent(check) is None else check.redirect_uri is None or not check.redirect_uri.scheme,
    "The redirect_uri is no whole address.",
    spec="RFC 6749 3.1.2; RFC 3986 4.3",
    advice="Send it with its https://.",
)
row(
    "AUTHZ-REDIRECT-URI-FRAGMENT",
    "Is the redirect_uri free of a fragment?",
    lambda check: None if (sent := _sent(check)) is None else "#" in sent,
    "The redirect_uri has a #.",
    advice="Register and send it without.",
)
row(
    "AUTHZ-REDIRECT-URI-HTTP",
    "Will the code travel over https, or on this machine?",
    lambda check: None if (sent := _sent(check)) is None else is_plain_http(sent),
    "The code would travel over plain http.",
    spec="RFC 9700 2.6; OIDC Core 3.1.2.1",
    advice="Use https; http is for this machine only (127.0.0.1).",
)
row(
    "AUTHZ-REDIRECT-URI-LOCALHOST",
    "If the redirect_uri lies on this machine, is that called by number?",
    lambda check: None if check.redirect_uri is None else check.redirect_uri.hostname == "localhost",
    "The host is localhost.",
    spec="RFC 8252 8.3",
    severity="warning",
    advice="Prefer 127.0.0.1: the name can mean another machine, and the two never match each other at the provider.",
    expected="127.0.0.1",
)
row(
    "AUTHZ-REDIRECT-URI-CUSTOM-SCHEME",
    "If the redirect_uri has a scheme of its own, is that a domain turned round?",
    lambda check: (
        None
        if check.redirect_uri is None or not check.redirect_uri.scheme
        else check.redirect_uri.scheme
        if check.redirect_uri.scheme not in (*_WEB, "urn") and "." not in check.redirect_uri.scheme
        else []
    ),
    "Any other app can claim the scheme {}.",
    spec="RFC 8252 7.1",
    advice="Use one made from a domain that you own: com.example.app.",
)
row(
    "AUTHZ-REDIRECT-URI-OOB",
    "Does the browser return by itself?",
    lambda check: None if (sent := _sent(check)) is None else sent in _OOB,
    "The user would have to copy the code by hand.",
    spec="RFC 8252 7",
    severity="warning",
    advice="Large providers have removed this: listen on 127.0.0.1.",
)
row(
    "AUTHZ-REDIRECT-URI-WILDCARD",
    "Is the redirect_uri one exact address?",
    lambda check: None if (sent := _sent(check)) is None else "*" in sent,
    "The redirect_uri has a * in it.",
    spec="RFC 9700 4.1.1, 4.1.3",
    severity="warning",
    advice="Patterns let codes leak: register and send one exact address.",
)
row(
    "AUTHZ-REDIRECT-URI-USERINFO",
    "Is the redirect_uri free of a user name?",
    lambda check: None if check.redirect_uri is None else "@" in check.redirect_uri.netloc,
    "The redirect_uri has a user name before its host.",
    spec="RFC 3986 3.2.1; RFC 9700 4.1",
    severity="warning",
    advice="Histories keep it, and parsers read it differently: take it out.",
)
row(
    "AUTHZ-REDIRECT-URI-OPEN-REDIRECT",
    "Is the redirect_uri free of an address to go on to?",
    lambda check: (
        None
        if check.redirect_uri is None
        else [name for name, value in _query(check) if value.lower().startswith(("http://", "https://", "//"))]
    ),
    "Its query holds another address: {}.",
    spec="RFC 9700 4.11.1; RFC 6749 10.15",
    severity="warning",
    advice="Whoever changes it can have codes forwarded: keep the way back in your session.",
)
row(
    "AUTHZ-REDIRECT-URI-RESERVED-QUERY",
    "Does the query of the redirect_uri leave the provider's names alone?",
    lambda check: None if check.redirect_uri is None else [name for name, _ in _query(check) if name in _OWN],
    "The provider adds these too, so they come twice: {}.",
    spec="RFC 6749 3.1.2, 4.1.2",
    severity="warning",
    advice="Give yours other names.",
)


def _on_provider(check: AuthorizeCheck) -> Any:
    """The host of the redirect_uri, where it is the provider's; on this machine that means nothing."""
    host = check.redirect_uri.hostname if check.redirect_uri else None
    if host is None or is_loopback(host):
        return None
    theirs = {parts.hostname for url in (check.metadata.issuer, check.request.endpoint) if (parts := split(url)) is not None}
    return host if host in theirs else []


row(
    "AUTHZ-REDIRECT-URI-ON-ISSUER",
    "Does the redirect_uri lead to the application, and not to the provider?",
    _on_provider,
    "It leads to the provider itself: {}.",
    severity="warning",
    advice="A sample was copied, probably: send the address of your application.",
    unless="there is no redirect_uri, or it lies on this machine",
)
