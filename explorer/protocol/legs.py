"""Where a flow can fail, in the words of a diagnosis: a leg is a step at which somebody says no, or something does not come.

A leg is coarser than a message of the flow table: the checks of all tokens are one, and what the browser brings is two, since
a provider can refuse there, and a person can bring the wrong thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .flow_table import FLOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """`words` say where as part of a sentence, `exchange` is the one that can be refused, `judged` are the reports whose
    failure stops there, `errors` is the section of reference/errors.toml."""

    words: str
    exchange: str = ""
    judged: tuple[str, ...] = ()
    errors: str = "token"


LEGS: Mapping[str, Leg] = {
    "discovery": Leg(words="the provider's description of itself", exchange="discover", judged=("metadata",)),
    "authorize": Leg(words="the authorization endpoint", errors="redirect"),
    "paste": Leg(words="what came back through the browser", judged=("redirect",), errors="redirect"),
    "token": Leg(words="the token endpoint", exchange="exchange"),
    "application": Leg(words="the application, after the way back"),  # seen by a browser's HAR alone
    "check": Leg(words="the checks of what came", exchange="keys", judged=("tokens", "jwks", "id_token", "access_token")),
    "userinfo": Leg(words="UserInfo", exchange="userinfo", judged=("userinfo",), errors="resource"),
    "refresh": Leg(words="the refresh", exchange="refresh", judged=("refresh",)),
    "introspection": Leg(words="introspection", exchange="introspect"),
    "revocation": Leg(words="revocation", exchange="revoke", errors="revocation"),
    "logout": Leg(words="logout", judged=("logout",)),
}
NOWHERE = Leg(words="the provider")

LEG_OF_EXCHANGE = {leg.exchange: name for name, leg in LEGS.items() if leg.exchange}
LEG_OF_REPORT = {  # what a discovery document says wrongly comes last: it stops nobody
    about: name for name, leg in (*list(LEGS.items())[1:], *list(LEGS.items())[:1]) for about in leg.judged
}
LEG_OF_REFUSAL = {message.refused_at: LEG_OF_EXCHANGE.get(message.step, "authorize") for message in FLOW if message.refused_at}
