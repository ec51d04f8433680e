"""Messages of other protocols, called by their names: SAML, WS-Federation, CAS, OAuth 1.0, OpenID 2.0, Kerberos.

Nothing is parsed as XML: what is told of a message is looked for in its text, so that no entity in it means anything.
"""

from __future__ import annotations

import base64
import binascii
import re
import urllib.parse
import zlib
from collections.abc import Iterator

from ..errors import Mistake
from ..messages import parse_form
from ..secret import Secret
from .value import Explanation, Part

_LONGEST = 300_000  # bytes that are unpacked of a message
_ROOTS = (
    (r"<(?:\w+:)?Response\b[^>]*(?:SAML|saml)", "a SAML response", "SAML 2.0 Core 3.3.3"),
    (r"<(?:\w+:)?AuthnRequest\b", "a SAML authentication request", "SAML 2.0 Core 3.4.1"),
    (r"<(?:\w+:)?Logout(?:Request|Response)\b", "a SAML logout message", "SAML 2.0 Core 3.7"),
    (r"<(?:\w+:)?EntityDescriptor\b", "SAML metadata", "SAML 2.0 Metadata 2.3.2"),
    (r"<(?:\w+:)?RequestSecurityTokenResponse", "a WS-Federation or WS-Trust answer", "WS-Federation 1.2, 13"),
    (r"<(?:\w+:)?Assertion\b[^>]*(?:SAML|saml)", "a SAML assertion", "SAML 2.0 Core 2.3.3"),
    (r"<(?:cas:)?serviceResponse\b", "an answer of CAS", "CAS protocol 3.0, 2.5"),
    (r"<(?:\w+:)?Envelope\b[^>]*soap", "a SOAP message", "SOAP 1.2"),
)
_NAMES = (
    ({"SAMLResponse"}, "a SAML response", "SAML 2.0 Bindings 3.5"),
    ({"SAMLRequest"}, "a SAML authentication request", "SAML 2.0 Bindings 3.4"),
    ({"SAMLart"}, "a SAML artifact", "SAML 2.0 Bindings 3.6"),
    ({"wa"}, "a WS-Federation message", "WS-Federation 1.2, 13"),
    ({"wresult"}, "a WS-Federation answer", "WS-Federation 1.2, 13"),
    ({"oauth_consumer_key"}, "a request of OAuth 1.0", "RFC 5849"),
    ({"oauth_token", "oauth_token_secret"}, "a token answer of OAuth 1.0", "RFC 5849"),
    ({"client_notification_token"}, "a request of CIBA", "CIBA Core 1.0, 7.1"),
    ({"binding_message", "scope"}, "a request of CIBA", "CIBA Core 1.0, 7.1"),
    ({"oauth_token", "oauth_verifier"}, "an answer of OAuth 1.0", "RFC 5849"),
    ({"openid.mode"}, "a message of OpenID 2.0", "OpenID Authentication 2.0"),
    ({"logoutRequest"}, "a logout message of CAS", "CAS protocol 3.0"),
)
_TOLD = (
    ("Issuer", r"<(?:\w+:)?Issuer[^>]*>([^<]{1,300})<", "Who made it."),
    ("Destination", r'\bDestination="([^"]{1,300})"', "Where it is to be sent."),
    ("StatusCode", r'<(?:\w+:)?StatusCode[^>]*\bValue="([^"]{1,200})"', "Whether it succeeded."),
    ("StatusMessage", r"<(?:\w+:)?StatusMessage[^>]*>([^<]{1,300})<", "The same in words."),
    ("Audience", r"<(?:\w+:)?Audience[^>]*>([^<]{1,300})<", "For whom it is."),
    ("NotOnOrAfter", r'<(?:\w+:)?Conditions[^>]*\bNotOnOrAfter="([^"]{1,60})"', "Until when it is valid."),
    ("AssertionConsumerServiceURL", r'\bAssertionConsumerServiceURL="([^"]{1,300})"', "Where the answer is to come."),
    ("entityID", r'\bentityID="([^"]{1,300})"', "Who describes itself."),
)
_SAYS = "That is another protocol than OpenID Connect, so it is named here and not judged."


def explain_stranger(text: str) -> Explanation | None:
    """Explain a message of another protocol: XML, the parameters of an address or a form, or a ticket; None for another text."""
    if text[:1] == "<" and (found := _xml(text)) is not None:
        return found
    for query in _parameters(text):
        if (found := _of_names(query)) is not None:
            return found
    if re.match(r"(?:Authorization\s*:\s*)?OAuth\s+[\w-]+=\"", text, re.IGNORECASE) and "oauth_" in text:
        return _named("a request of OAuth 1.0", "RFC 5849 3.5.1", tuple(_of_oauth_1(text)))
    if re.match(r"https?://[^\s?#]*/cas/(?:login|serviceValidate|p3/serviceValidate|logout)\b", text):
        return _named("an address of CAS", "CAS protocol 3.0, 2.1", ())
    if re.match(r"(?:WWW-Authenticate\s*:\s*|Authorization\s*:\s*)?(?:Negotiate|Kerberos)\s+YI[A-Za-z0-9+/=]{20,}", text):
        return _named("a Kerberos ticket (Negotiate)", "RFC 4559", ())
    if re.fullmatch(r"[A-Za-z0-9+/\s]{60,}={0,2}\s*|[A-Za-z0-9%+/]{60,}", text) and (content := unpacked(text)):
        return _xml(content)
    return None


def _of_oauth_1(text: str) -> Iterator[Part]:
    for name, value in re.findall(r"(oauth_\w{1,40})=\"([^\"]{0,500})\"", text)[:20]:
        is_plain = name in ("oauth_signature_method", "oauth_version", "oauth_callback", "oauth_timestamp")
        yield Part(name, value if is_plain else Secret(value, name), group="header")


def _parameters(text: str) -> Iterator[list[tuple[str, str]]]:
    """The parameters in an address or a form."""
    if re.search(r"\s", text.strip()):
        return
    for query in (text.partition("#")[0].partition("?")[2], text):
        if re.match(r"[A-Za-z][\w.]*=", query):
            try:
                yield parse_form(query.strip())
            except Mistake:
                return


def _of_names(pairs: list[tuple[str, str]]) -> Explanation | None:
    named = dict(reversed(pairs))
    for names, title, spec in _NAMES:
        if names <= named.keys() and (names != {"wa"} or named["wa"].startswith("wsign")):
            return _named(title, spec, _message_parts(named))
    ticket = named.get("ticket", "")
    return (
        _named(
            "the way back of CAS", "CAS protocol 3.0, 2.5", (Part("ticket", Secret(ticket, "ticket"), "A one-time ticket."),)
        )
        if ticket.startswith("ST-")
        else None
    )


def _message_parts(named: dict[str, str]) -> tuple[Part, ...]:
    content = unpacked(named.get("SAMLResponse") or named.get("SAMLRequest") or "") or named.get("wresult", "")
    shown = {"RelayState", "SigAlg", "wa", "wtrealm", "wreply", "openid.mode", "oauth_callback", "oauth_signature_method"}
    plain = tuple(
        Part(name, value if name in shown else Secret(value, name.lower()), group="query")
        for name, value in list(named.items())[:50]
    )
    return (*plain, *_told(content))


def _xml(text: str) -> Explanation | None:
    for pattern, title, spec in _ROOTS:
        if re.search(pattern, text[:_LONGEST]):
            return _named(title, spec, tuple(_told(text)))
    return None


def _told(text: str) -> Iterator[Part]:
    for name, pattern, meaning in _TOLD:
        found = re.search(pattern, text[:_LONGEST])
        if found:
            yield Part(name, found[1].strip(), meaning, group="members")


def _named(title: str, spec: str, parts: tuple[Part, ...]) -> Explanation:
    sentence = f"{_SAYS} An assertion in it is a credential while it is valid: it belongs into no ticket."
    return Explanation("other_protocol", f"{title} ({spec})", "certain", sentence, parts)


def unpacked(text: str) -> str:
    """Return the XML in base64, deflated or not, as SAML's bindings have it (SAML 2.0 Bindings 3.4.4.1); empty where there is none."""
    plain = urllib.parse.unquote(text) if "%" in text else text
    try:
        content = base64.b64decode("".join(plain.split())[: 2 * _LONGEST] + "==")
    except (binascii.Error, ValueError):
        return ""
    if content.lstrip()[:1] != b"<":
        try:
            content = zlib.decompressobj(-15).decompress(content, _LONGEST)
        except zlib.error:
            return ""
    found = content[:_LONGEST].decode("utf-8", "replace")
    return found if found.lstrip().startswith("<") else ""
