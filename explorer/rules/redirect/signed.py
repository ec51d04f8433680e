"""An answer that was asked for as a signed JWT: does it come so, and from whom, for whom? (JARM 2)

It is not taken further here: neither is its signature verified, nor the code in it used.
"""

from __future__ import annotations

from ..registry import RuleSet
from ..rows import as_found, rows
from ..shapes import audiences
from .subject import RedirectCheck

SIGNED: RuleSet[RedirectCheck] = RuleSet()
asked = rows(
    SIGNED,
    spec="JARM 2.1, 2.3",
    when=lambda check: (check.request.get("response_mode") or "").endswith("jwt"),
    unless="no signed answer was asked for (a response_mode that ends in jwt)",
)
of_jwt = rows(
    SIGNED,
    spec="JARM 2.1, 2.4",
    when=lambda check: check.response.get("response") is not None,
    unless="the answer has no parameter called response",
)


asked(
    "JARM-RESPONSE-MISSING",
    "If a signed answer was asked for, did one come?",
    lambda check: check.response.get("response") is None,
    "A signed answer was asked for, and there is no response in it.",
    advice="The provider does not know this response_mode: ask without it.",
    expected="response",
)
asked(
    "JARM-PLAIN-PARAMS",
    "If a signed answer was asked for, is it all that came?",
    lambda check: [name for name in ("code", "state") if check.response.get(name) is not None],
    "A signed answer was asked for, and these came unprotected: {}.",
    spec="JARM 2.3, 2.4",
    advice="Ignore them: anyone can have changed them.",
)
of_jwt(
    "JARM-ALG-NONE",
    "Is the signed answer signed?",
    lambda check: check.signed.alg.lower() in ("", "none"),
    "The answer is a JWT without a signature.",
    spec="JARM 2.4, 3",
    advice="Refuse it: it protects nothing.",
)
of_jwt(
    "JARM-ISS",
    "Is the signed answer one of our provider?",
    lambda check: check.signed.claims.get("iss") != check.issuer and as_found(check.signed.claims.get("iss", "nothing")),
    "The signed answer does not name our provider as its issuer.",
    advice="Refuse it: another provider answered.",
    instead=lambda check: check.issuer,
)

of_jwt(
    "JARM-AUD",
    "Is the signed answer made for us?",
    lambda check: (
        check.request.get("client_id") not in (found := audiences(check.signed.claims.get("aud")))
        and as_found(", ".join(map(str, found)))
    ),
    "The signed answer is made for another client.",
    advice="Refuse it.",
    instead=lambda check: check.request.get("client_id"),
)
