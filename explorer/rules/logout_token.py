"""Is a logout token one that a client may heed? (Back-Channel Logout 1.0, 2.4 and 2.6) Its signature and times are judged as any JWT's."""

from __future__ import annotations

from ..protocol.jose import Jwt
from .registry import RuleSet
from .report import Report
from .rows import rows

_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_REQUIRED = ("iss", "aud", "iat", "exp", "jti")
_REFUSE = "Refuse it: answer with the status 400, and keep the session."

LOGOUT_TOKEN: RuleSet[Jwt] = RuleSet()
row = rows(LOGOUT_TOKEN, spec="Back-Channel Logout 2.4, 2.6")


def _is_of_logout(token: Jwt) -> bool:
    events = token.claims.get("events")
    return isinstance(events, dict) and isinstance(events.get(_EVENT), dict)


row(
    "LOGOUT-TOKEN-INVALID",
    "Is the logout token signed at all?",
    lambda token: token.alg.lower() == "none",
    "The logout token is not signed (alg none), so anyone can have written it.",
    advice=_REFUSE,
    expected="any algorithm but none",
)
row(
    "LOGOUT-TOKEN-CLAIMS",
    "Does the logout token have what each must have?",
    lambda token: [name for name in _REQUIRED if token.claims.get(name) is None],
    "The logout token lacks {}.",
    advice=_REFUSE,
    expected=list(_REQUIRED),
)
row(
    "LOGOUT-TOKEN-EVENTS",
    "Does it report a logout?",
    lambda token: not _is_of_logout(token),
    f"events has no member {_EVENT} with an object behind it: this is no logout token.",
    advice=_REFUSE,
    expected=_EVENT,
)
row(
    "LOGOUT-TOKEN-NO-SUBJECT",
    "Does it say whose session ended?",
    lambda token: token.claims.get("sub") is None and token.claims.get("sid") is None,
    "The logout token has neither sub nor sid: it names nobody.",
    advice=_REFUSE,
    expected="sub, sid or both",
)
row(
    "LOGOUT-TOKEN-NONCE",
    "Is it free of a nonce?",
    lambda token: "nonce" in token.claims,
    "The logout token has a nonce, which it must not have: with one it could be taken for an ID token.",
    advice=_REFUSE,
    expected="no nonce",
)
row(
    "LOGOUT-TOKEN-TYP",
    "Does its header say that it is a logout token?",
    lambda token: str(token.header.get("typ", "")).lower().removeprefix("application/") != "logout+jwt",
    "The header does not say logout+jwt, which is recommended.",
    spec="Back-Channel Logout 2.4",
    severity="info",
    advice="Tell the provider; until then look at events.",
    expected="logout+jwt",
)


def check_logout_token(token: Jwt) -> Report:
    """Tell whether a logout token is one that a client may heed, but for its signature, its times and whom it names."""
    return LOGOUT_TOKEN.run(token)
