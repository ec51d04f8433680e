"""An answer that was asked for as a signed JWT: does it come so, and from whom, for whom? (JARM 2)

It is not taken further here: neither is its signature verified, nor the code in it used.
"""

from __future__ import annotations

from typing import Any

from ...protocol.jose import Jwt, parse_jwt
from ...secret import reveal
from ..registry import RuleSet
from ..rows import rows
from .subject import RedirectCheck

SIGNED: RuleSet[RedirectCheck] = RuleSet()
asked = rows(SIGNED, spec="JARM 2.1, 2.3", unless="no signed answer was asked for (a response_mode that ends in jwt)")
of_jwt = rows(SIGNED, spec="JARM 2.1, 2.4", unless="there is no signed answer")


def _was_asked(check: RedirectCheck) -> bool:
    return (check.request.get("response_mode") or "").endswith("jwt")


def _jwt(check: RedirectCheck) -> Jwt | None:
    response = check.response.get("response")
    return None if response is None else parse_jwt(reveal(response))


asked(
    "JARM-RESPONSE-MISSING",
    "If a signed answer was asked for, did one come?",
    lambda check: check.response.get("response") is None if _was_asked(check) else None,
    "A signed answer was asked for, and there is no response in it.",
    advice="The provider does not know this response_mode: ask without it.",
    expected="response",
)
asked(
    "JARM-PLAIN-PARAMS",
    "If a signed answer was asked for, is it all that came?",
    lambda check: [n for n in ("code", "state") if check.response.get(n) is not None] if _was_asked(check) else None,
    "A signed answer was asked for, and these came unprotected: {}.",
    spec="JARM 2.3, 2.4",
    advice="Ignore them: anyone can have changed them.",
)
of_jwt(
    "JARM-ALG-NONE",
    "Is the signed answer signed?",
    lambda check: jwt.alg.lower() in ("", "none") if (jwt := _jwt(check)) else None,
    "The answer is a JWT without a signature.",
    spec="JARM 2.4, 3",
    advice="Refuse it: it protects nothing.",
)
of_jwt(
    "JARM-ISS",
    "Is the signed answer one of our provider?",
    lambda check: jwt.claims.get("iss") != check.issuer if (jwt := _jwt(check)) else None,
    "The signed answer does not name our provider as its issuer.",
    advice="Refuse it: another provider answered.",
)


def _for_others(check: RedirectCheck) -> Any:
    jwt = _jwt(check)
    if jwt is None:
        return None
    audience = jwt.claims.get("aud")
    return check.request.get("client_id") not in (audience if isinstance(audience, list) else [audience])


of_jwt(
    "JARM-AUD",
    "Is the signed answer made for us?",
    _for_others,
    "The signed answer is made for another client.",
    advice="Refuse it.",
)
