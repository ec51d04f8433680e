"""The address to which a request went: whether the endpoint is there, and whether it is still there (RFC 6749 3.2)."""

from __future__ import annotations

from urllib.parse import urlsplit

from ...reference import claim, error_code
from ..case import Case
from ..cause import CLIENT, Signs, cause
from ..page import leads_to_login
from ..signs import AGAINST, HINT, SAYS, SLIP, Sign, against, doubtful, hint, slip
from .access_token import GONE, answered

_INTROSPECTION, _REVOCATION = ("introspect", "introspection"), ("revoke", "revocation")
_KEYS = ("jwks", "certs")
_OF_BROWSERS = ("authorize", "auth", "authorization", "logout", "userinfo", *_KEYS)
_OTHER_WORDS = {  # the last word of an address, by the leg on which it is odd
    "token": (*_OF_BROWSERS, *_INTROSPECTION, *_REVOCATION),
    "refresh": (*_OF_BROWSERS, *_INTROSPECTION, *_REVOCATION),
    "introspection": (*_OF_BROWSERS, *_REVOCATION, "token"),
    "revocation": (*_OF_BROWSERS, *_INTROSPECTION),
}
_NOT_HERE = (404, 405, 410, 501, 421)


def _strange_sibling(case: Case) -> str:
    """The token endpoint was given by hand, and does not lie beside the authorization endpoint as it does nearly everywhere."""
    if case.run.provider.get("source") is not None or case.symptom.leg not in ("token", "refresh"):
        return ""
    first, second = (urlsplit(str(case.run.metadata.get(f"{name}_endpoint") or "")) for name in ("authorization", "token"))
    beside, here = (each.path.rpartition("/")[0] for each in (first, second))
    if not first.netloc or first.netloc != second.netloc or beside == here:
        return ""
    return f"The address was given by hand, and the token endpoint lies in {here or '/'}, the authorization endpoint in {beside or '/'}"


_FEW = 5  # members that are named


def _members_of_another(case: Case) -> list[str]:
    """What a UserInfo endpoint that was given by hand answered without a sub, and is no claim of the standards."""
    if not answered(case) or case.run.provider.get("source") is not None:
        return []
    event = case.run.last("userinfo")
    members = event["members"] if event else {}
    return [] if "sub" in members else [str(name) for name in members if claim(str(name)) is None][:_FEW]


@cause(
    "wrong-endpoint",
    legs=(*CLIENT, "userinfo", "check", "logout"),
    topic="endpoint",
    spec="RFC 6749 3.2; OIDC Discovery 3",
    advice="Take the address from the provider's discovery document: path, tenant, https, and a / at the end or not.",
    rules=("TOKQ-ENDPOINT-MISMATCH", "HTTP-TOKEN-REDIRECT"),
)
def wrong_endpoint(case: Case) -> Signs:
    """The request went to an address that is not this endpoint."""
    symptom = case.symptom
    if case.endpoint_worked:
        yield Sign(2 * AGAINST, "The same address answered well before in this run.")
    if case.went_to_authorization_endpoint:
        yield Sign(SAYS + HINT, "The request went to the authorization endpoint, which is for browsers.", suffices=True)
    elif case.other_endpoint:
        yield slip(f"The metadata give this address as {case.other_endpoint} too.")
    elif (word := str(case.sent_request.get("url") or "").rstrip("/").rpartition("/")[2]) in _OTHER_WORDS.get(symptom.leg, ()):
        yield doubtful(f"The address ends in /{word}, which is the name of another endpoint.")
    if (sibling := _strange_sibling(case)) and case.is_named("forgery-guard"):
        yield Sign(
            SAYS + HINT, f"{sibling}, and a guard of web forms answered, as for addresses that a web application does not have."
        )
    elif sibling and case.symptom.kind == "refused" and not case.is_known_code:
        yield hint(f"{sibling}.")
    if members := _members_of_another(case):
        yield slip(
            f"It answered with {', '.join(members)}, which are no claims: an interface of the product's own, and not UserInfo."
        )
    if case.is_spoken_of("code-lost") and symptom.status in _NOT_HERE:
        yield against("The provider speaks of what was sent, so it read the request.")
    if "TOKQ-METHOD" in case.failed:
        yield Sign(-SLIP, "The request was no POST, which tells more plainly why nothing was found.")
    if (
        symptom.status in _NOT_HERE and error_code(symptom.error or "") is None
    ):  # not_found, method_not_allowed: no OAuth speaks
        sign = hint if "TOKQ-METHOD" in case.failed else slip  # some servers have a route for POST and for nothing else
        yield sign(
            f"It answered {symptom.status} without an error code of OAuth, as an address does where there is nothing of the kind."
        )
    elif symptom.status is not None and 300 <= symptom.status < 400:
        yield slip(f"It answered {symptom.status}, which sends to another address; credentials do not follow.")
        if leads_to_login(case):
            yield against("It sends to a page where somebody signs in, as a gateway does that stands before the right address.")
    elif case.nothing_came:
        yield hint(case.nothing_came)
    elif symptom.kind == "refused" and not symptom.error and symptom.status is not None and symptom.status < 300:
        yield hint("It answered without what was asked for and without an error, as a page of something else does.")


@cause(
    "switched-off",
    legs=("authorize", *CLIENT, "userinfo"),
    topic="endpoint",
    spec="RFC 6749 3.2",
    advice="Look in the provider's console whether OpenID Connect, this endpoint or the whole tenant is switched off, or ask whoever runs it: what "
    "is in the request does not matter here.",
)
def switched_off(case: Case) -> Signs:
    """The endpoint, or OpenID Connect as a whole, is switched off at the provider."""
    if case.endpoint_worked and case.symptom.status in _NOT_HERE:
        speaks_of_token = any(map(case.may_be_meant, ("access-token-revoked", "refresh-token-revoked", "code-used-before")))
        yield (hint if speaks_of_token else slip)(GONE)  # then somebody is there, and looked at it
