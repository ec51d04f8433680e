"""The faults that the provider can have: a row or a small function each, one file for each place.

Who adds one begins with `registry`; who looks for one finds it where it shows:

    registry.py         how a fault is written, and what the places are
    makers.py           the changes that many of them make
    strangers.py        keys that are not the provider's
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
    lax.py              what it does not enforce
    mysteries.py        faults by number, for guessing
"""

from . import claims, signature, damage, access_token, redirect, token_endpoint  # noqa: F401, I001  (the catalogue's order)
from . import userinfo, introspection, refresh, discovery, jwks, transport, lax  # noqa: F401
from .mysteries import MYSTERIES
from .registry import CHECKS, FAULTS, PLACES, Fault

__all__ = ["CHECKS", "FAULTS", "MYSTERIES", "PLACES", "Fault"]
