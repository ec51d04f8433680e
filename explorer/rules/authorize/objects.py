"""Requests that were signed, referred to or pushed; and two parameters of neighbouring standards (RFC 9101, RFC 9126, RFC 9396, RFC 9449)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.json_text import JsonProblem, parse_json
from ..registry import RuleSet
from ..rows import rows
from ..shapes import BASE64URL
from .subject import AuthorizeCheck

OBJECTS: RuleSet[AuthorizeCheck] = RuleSet()
row = rows(OBJECTS, spec="OIDC Core 6.1; RFC 9101 5")
of_value = rows(
    OBJECTS,
    spec="OIDC Core 6.1; RFC 9101 4",
    when=lambda check: check.get("request"),
    unless="there is no request object in the link",
)
of_object = of_value.given(
    lambda check: check.object is not None, unless="the request object in the link cannot be read: it is no signed JWT"
)
of_reference = rows(
    OBJECTS,
    spec="OIDC Core 6.2; RFC 9101 5.2",
    when=lambda check: check.get("request_uri"),
    unless="there is no request_uri",
)

_LONGEST = 512  # characters of a request_uri
_THUMBPRINT = 43  # characters


def _are_odd(check: AuthorizeCheck) -> bool:
    try:
        value: Any = parse_json(check.get("authorization_details").encode("utf-8", "replace"))
    except JsonProblem:
        return True
    return not isinstance(value, list) or not all(
        isinstance(each, dict) and isinstance(each.get("type"), str) for each in value
    )


row(
    "AUTHZ-REQUEST-AND-REQUEST-URI",
    "Is the request object given in one way only?",
    lambda check: bool(check.get("request") and check.get("request_uri")),
    "Both request and request_uri are sent.",
    spec="RFC 9101 5; OIDC Core 6.1, 6.2",
    advice="Send one of them.",
)


def _inside(check: AuthorizeCheck) -> Mapping[str, Any]:
    return check.object.claims if check.object else {}


def _contradictions(check: AuthorizeCheck) -> list[str]:
    """The names that the link and the object give other values."""
    names = [name for name in ("client_id", "response_type") if name in check.first]
    return [name for name in names if _inside(check).get(name, check.get(name)) != check.get(name)]


of_object(
    "AUTHZ-REQUEST-OBJECT-NESTED",
    "Is the request object free of another one?",
    lambda check: [name for name in ("request", "request_uri") if name in _inside(check)],
    "The request object holds another one: {}.",
    advice="Take it out.",
)
of_object(
    "AUTHZ-REQUEST-OBJECT-MISMATCH",
    "Does the request object say the same as the link?",
    _contradictions,
    "Other inside than outside: {}.",
    spec="OIDC Core 6.1; RFC 9101 5, 6.3",
    advice="Write the same values in both places.",
)
of_object(
    "AUTHZ-REQUEST-OBJECT-UNSIGNED",
    "Is the request object signed?",
    lambda check: check.object and check.object.alg.lower() == "none",
    "The request object is not signed, so it can be altered in the browser.",
    spec="OIDC Core 6.1; RFC 9101 10.1",
    severity="warning",
    advice="Sign it.",
)


def _missing_outside(check: AuthorizeCheck) -> list[str]:
    missing = [name for name in ("client_id", "response_type") if not check.get(name)]
    return missing + ([] if "openid" in check.words("scope") else ["scope with openid"])


row.given(lambda check: check.has_object, unless="there is no request object (request or request_uri)")(
    "AUTHZ-REQUEST-OBJECT-OUTER-MISSING",
    "Beside the request object, does the link say what it has to?",
    _missing_outside,
    "Missing in the link itself: {}.",
    spec="OIDC Core 6.1, 6.2; RFC 9101 5",
    advice="OpenID Connect wants these three outside the object too.",
    when=lambda check: not check.is_pushed,
    unless="the request was pushed before",
)
of_value(
    "AUTHZ-REQUEST-UNSUPPORTED",
    "Does the provider read request objects?",
    lambda check: check.says("request_parameter_supported") is not True,
    "The provider does not announce that it reads request.",
    spec="OIDC Core 3.1.2.6, 6.1; Discovery 3",
    severity="warning",
    advice="Expect request_not_supported.",
    when=lambda check: check.metadata.members,
    unless="there is no discovery document",
)
of_reference(
    "AUTHZ-REQUEST-URI-UNSUPPORTED",
    "Does the provider fetch request objects?",
    lambda check: check.says("request_uri_parameter_supported") is False,
    "The provider says that it does not read request_uri.",
    spec="OIDC Core 6.2; Discovery 3",
    severity="warning",
    advice="Expect request_uri_not_supported.",
    when=lambda check: not check.is_pushed,
    unless="the request was pushed before",
)
of_reference(
    "AUTHZ-REQUEST-URI-SCHEME",
    "Is request_uri an https address, or one that was handed out by pushing?",
    lambda check: not check.get("request_uri").startswith("https://") and not check.is_pushed,
    "request_uri is no https address.",
    spec="OIDC Core 6.2; RFC 9101 5.2; RFC 9126 2.2",
    advice="Use https.",
)
of_reference(
    "AUTHZ-REQUEST-URI-LONG",
    "Is request_uri short enough?",
    lambda check: len(check.get("request_uri")) > _LONGEST and len(check.get("request_uri")),
    "request_uri has {} characters.",
    severity="warning",
    advice="Keep it within 512.",
)
row(
    "AUTHZ-PAR-REQUIRED",
    "If the provider wants requests pushed, was this one?",
    lambda check: not check.is_pushed,
    "The provider takes only requests that were pushed to it first.",
    spec="RFC 9126 4, 5",
    advice="Push the request, then open the link with the request_uri that comes back.",
    when=lambda check: check.says("require_pushed_authorization_requests") is True,
    unless="the provider does not say that it wants them pushed",
)
row(
    "AUTHZ-PAR-CLIENT-ID",
    "If it was pushed, does the link name the client?",
    lambda check: not check.get("client_id"),
    "A pushed request_uri is sent without client_id.",
    spec="RFC 9126 4; RFC 9101 5",
    advice="Send client_id and request_uri.",
    when=lambda check: check.is_pushed,
    unless="the request was not pushed",
)
row(
    "AUTHZ-SIGNED-REQUEST-REQUIRED",
    "If the provider wants signed requests, is this one?",
    lambda check: not check.has_object,
    "The provider takes signed requests only.",
    spec="RFC 9101 10.5",
    advice="Sign the request: extra=[('request', ...)].",
    when=lambda check: check.says("require_signed_request_object") is True,
    unless="the provider does not say that it wants them signed",
)
row(
    "AUTHZ-DPOP-JKT-FORMAT",
    "Is dpop_jkt the thumbprint of a key?",
    lambda check: len(check.get("dpop_jkt")) != _THUMBPRINT or not BASE64URL.fullmatch(check.get("dpop_jkt")),
    "dpop_jkt has not the form of a thumbprint.",
    spec="RFC 9449 10; RFC 7638",
    advice="It is the SHA-256 thumbprint of your DPoP key: 43 characters of base64url.",
    when=lambda check: check.get("dpop_jkt"),
    unless="there is no dpop_jkt",
)
row(
    "AUTHZ-AUTHORIZATION-DETAILS",
    "Is authorization_details a list of objects with a type?",
    _are_odd,
    "authorization_details is no JSON list of objects with a type.",
    spec="RFC 9396 2",
    advice="Write it with json.dumps([...]).",
    when=lambda check: check.get("authorization_details"),
    unless="there is no authorization_details",
)
