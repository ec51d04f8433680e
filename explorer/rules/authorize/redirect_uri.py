"""Where the browser is to return: the redirect_uri, and how it differs from the registered one (RFC 9700 2.1, RFC 8252)."""

from __future__ import annotations

import urllib.parse

from ..registry import RuleSet
from ..rows import rows
from ..shapes import is_loopback, is_plain_http, split_url
from .subject import AuthorizeCheck

REDIRECT_URI: RuleSet[AuthorizeCheck] = RuleSet()
row = rows(REDIRECT_URI, spec="RFC 6749 3.1.2")
of_sent = row.given(lambda check: check.get("redirect_uri"), unless="there is no redirect_uri")
of_address = of_sent.given(
    lambda check: check.redirect_uri is not None,
    unless="the redirect_uri cannot be taken apart: AUTHZ-REDIRECT-URI-RELATIVE judges that",
)
of_other = of_sent.given(
    lambda check: check.get("redirect_uri") != check.client.redirect_uri, unless="the redirect_uri is the registered one"
)

_WEB = ("http", "https")
_OOB = ("oob", "urn:ietf:wg:oauth:2.0:oob", "urn:ietf:wg:oauth:2.0:oob:auto")
_OWN = ("code", "state", "error", "iss", "session_state")
_COMPARED = "OIDC Core 3.1.2.1; RFC 3986 6.2.1"
_NOWHERE = urllib.parse.urlsplit("")


def _sent(check: AuthorizeCheck) -> str:
    return check.get("redirect_uri")


def _parts(check: AuthorizeCheck) -> urllib.parse.SplitResult:
    return check.redirect_uri or _NOWHERE


def _query(check: AuthorizeCheck) -> list[tuple[str, str]]:
    return urllib.parse.parse_qsl(_parts(check).query)


row(
    "AUTHZ-REDIRECT-URI-MISSING",
    "Does the link say where to return?",
    lambda check: not _sent(check),
    "There is no redirect_uri.",
    spec="OIDC Core 3.1.2.1",
    advice="OpenID Connect always wants it, even where only one is registered.",
    expected="redirect_uri",
    when=lambda check: not check.has_object,
    unless="there is a request object, which may say it",
)


def _by_port(check: AuthorizeCheck) -> bool:
    """Tell whether the port alone makes the difference."""
    sent, ours = check.redirect_uri, split_url(check.client.redirect_uri)
    if sent is None or ours is None or sent.port == ours.port:
        return False
    return (sent.scheme, sent.hostname, sent.path, sent.query) == (ours.scheme, ours.hostname, ours.path, ours.query)


def _plain(address: str) -> str:
    return urllib.parse.unquote(address).lower()


def _is_here(check: AuthorizeCheck) -> bool:
    """Tell whether the redirect_uri lies on this machine."""
    return is_loopback(_parts(check).hostname)


of_sent(
    "AUTHZ-REDIRECT-URI-NOT-REGISTERED",
    "Is the redirect_uri the registered one, character for character?",
    lambda check: _sent(check) != check.client.redirect_uri and _sent(check),
    "The redirect_uri is {}, and the client has another one.",
    spec="OIDC Core 3.1.2.1; RFC 9700 2.1, 4.1.3",
    advice="Addresses are compared as plain texts: send the registered one, or register this one too.",
    instead=lambda check: check.client.redirect_uri,
)
of_other(
    "AUTHZ-REDIRECT-URI-SLASH",
    "If the redirect_uri is another one, does it differ by more than a final slash?",
    lambda check: _sent(check).rstrip("/") == check.client.redirect_uri.rstrip("/"),
    "One of the two has a final slash and the other has not.",
    spec=_COMPARED,
    advice="To the provider these are two addresses: write them alike.",
)
of_other(
    "AUTHZ-REDIRECT-URI-CASE",
    "If the redirect_uri is another one, does it differ by more than letter case or percent signs?",
    lambda check: _plain(_sent(check)) == _plain(check.client.redirect_uri),
    "The two differ in letter case or in percent encoding only.",
    spec=_COMPARED,
    advice="Nobody normalises them: write them alike.",
)
of_other(
    "AUTHZ-REDIRECT-URI-PORT",
    "If the redirect_uri is another one, does it differ by more than the port?",
    _by_port,
    "The two differ by the port only.",
    spec="RFC 8252 7.3; RFC 9700 2.1",
    advice="The port is part of the address; only 127.0.0.1 of a native app may vary it.",
    when=lambda check: not _is_here(check),
    unless="the redirect_uri lies on this machine: AUTHZ-REDIRECT-URI-LOOPBACK-PORT judges that",
)
of_other(
    "AUTHZ-REDIRECT-URI-LOOPBACK-PORT",
    "If the redirect_uri lies on this machine, has it the registered port?",
    _by_port,
    "The port is not the registered one.",
    spec="RFC 8252 7.3; RFC 9700 2.1",
    severity="info",
    advice="A provider should take any port of this machine for a native app; several compare it all the same.",
    when=_is_here,
    unless="the redirect_uri does not lie on this machine",
)

# Its form

of_sent(
    "AUTHZ-REDIRECT-URI-RELATIVE",
    "Is the redirect_uri a whole address?",
    lambda check: not _parts(check).scheme,
    "The redirect_uri is no whole address.",
    spec="RFC 6749 3.1.2; RFC 3986 4.3",
    advice="Send it with its https://.",
)
of_sent(
    "AUTHZ-REDIRECT-URI-FRAGMENT",
    "Is the redirect_uri free of a fragment?",
    lambda check: "#" in _sent(check),
    "The redirect_uri has a #.",
    advice="Register and send it without.",
)
of_sent(
    "AUTHZ-REDIRECT-URI-HTTP",
    "Will the code travel over https, or on this machine?",
    lambda check: is_plain_http(_sent(check)),
    "The answer would travel over plain http.",
    spec="RFC 9700 2.6; OIDC Core 3.1.2.1",
    advice="Use https; http is for this machine only (127.0.0.1).",
)
of_address(
    "AUTHZ-REDIRECT-URI-LOCALHOST",
    "If the redirect_uri lies on this machine, is that called by number?",
    lambda check: _parts(check).hostname == "localhost" and "localhost",
    "The host is localhost.",
    spec="RFC 8252 8.3",
    severity="warning",
    advice="Prefer 127.0.0.1: the name can mean another machine, and the two never match each other at the provider.",
    expected="127.0.0.1",
)


def _common_scheme(check: AuthorizeCheck) -> str | None:
    scheme = _parts(check).scheme
    return scheme if scheme not in (*_WEB, "urn") and "." not in scheme else None


of_address(
    "AUTHZ-REDIRECT-URI-CUSTOM-SCHEME",
    "If the redirect_uri has a scheme of its own, is that a domain turned round?",
    _common_scheme,
    "Any other app can claim the scheme {}.",
    spec="RFC 8252 7.1",
    advice="Use one made from a domain that you own: com.example.app.",
    when=lambda check: _parts(check).scheme,
    unless="the redirect_uri has no scheme",
)
of_sent(
    "AUTHZ-REDIRECT-URI-OOB",
    "Does the browser return by itself?",
    lambda check: _sent(check) in _OOB,
    "The user would have to copy the code by hand.",
    spec="RFC 8252 7",
    severity="warning",
    advice="Large providers have removed this: listen on 127.0.0.1.",
)
of_sent(
    "AUTHZ-REDIRECT-URI-WILDCARD",
    "Is the redirect_uri one exact address?",
    lambda check: "*" in _sent(check),
    "The redirect_uri has a * in it.",
    spec="RFC 9700 4.1.1, 4.1.3",
    severity="warning",
    advice="Patterns let codes leak: register and send one exact address.",
)
of_address(
    "AUTHZ-REDIRECT-URI-USERINFO",
    "Is the redirect_uri free of a user name?",
    lambda check: "@" in _parts(check).netloc,
    "The redirect_uri has a user name before its host.",
    spec="RFC 3986 3.2.1; RFC 9700 4.1",
    severity="warning",
    advice="Histories keep it, and parsers read it differently: take it out.",
)
of_address(
    "AUTHZ-REDIRECT-URI-OPEN-REDIRECT",
    "Is the redirect_uri free of an address to go on to?",
    lambda check: [name for name, value in _query(check) if value.lower().startswith(("http://", "https://", "//"))],
    "Its query holds another address: {}.",
    spec="RFC 9700 4.11.1; RFC 6749 10.15",
    severity="warning",
    advice="Whoever changes it can have codes forwarded: keep the way back in your session.",
)
of_address(
    "AUTHZ-REDIRECT-URI-RESERVED-QUERY",
    "Does the query of the redirect_uri leave the provider's names alone?",
    lambda check: [name for name, _ in _query(check) if name in _OWN],
    "The provider adds these too, so they come twice: {}.",
    spec="RFC 6749 3.1.2, 4.1.2",
    severity="warning",
    advice="Give yours other names.",
)


def _on_provider(check: AuthorizeCheck) -> str | None:
    """The host of the redirect_uri, where it is the provider's."""
    host = _parts(check).hostname
    theirs = {
        parts.hostname for url in (check.metadata.issuer, check.request.endpoint) if (parts := split_url(url)) is not None
    }
    return host if host in theirs else None


of_address.given(lambda check: _parts(check).hostname is not None, unless="the redirect_uri names no host")(
    "AUTHZ-REDIRECT-URI-ON-ISSUER",
    "Does the redirect_uri lead to the application, and not to the provider?",
    _on_provider,
    "It leads to the provider itself: {}.",
    severity="warning",
    advice="A sample was copied, probably: send the address of your application.",
    when=lambda check: not _is_here(check),
    unless="the redirect_uri lies on this machine, where application and provider may be neighbours",
)
