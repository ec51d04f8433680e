"""The ways in which the provider can lie: one small function each, one file for each place where it lies.

Who adds one begins with `registry`; who looks for one finds it where it shows:

    registry.py         how a fault is written, and what the places are
    claims.py           what the ID token says
    signature.py        how it is signed, and what its header says
    damage.py           what happens to it after it was signed
    access_token.py     what the access token says
    redirect.py         the authorization response
    token_endpoint.py   the token response, and how it arrives
    userinfo.py         the UserInfo answer
    introspection.py    what it says about a token
    refresh.py          what comes of a refresh
    discovery.py        the metadata
    jwks.py             the key set
    transport.py        the line
    lax.py              what it does not insist on
    mysteries.py        faults by number, for guessing
    careless.py         what a client would have done that leaves a check out
"""

from . import claims, signature, damage, access_token, redirect, token_endpoint  # noqa: F401, I001  (the catalogue's order)
from . import userinfo, introspection, refresh, discovery, jwks, transport, lax  # noqa: F401
from .mysteries import MYSTERIES
from .registry import CHECKS, FAULTS, PLACES, Fault, fault, spoil

__all__ = ["CHECKS", "FAULTS", "MYSTERIES", "PLACES", "Fault", "fault", "spoil"]
