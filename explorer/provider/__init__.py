"""The other side: a local OpenID Provider, for practice. It is real, and it can be told to have faults.

It is an independent witness: it shares no code with the rest of the explorer, and speaks to it by HTTP only.
Authlib's server core knows the protocol, joserfc signs, tornado serves. The way of a request:

    service.py        a socket, in a thread of its own
    app.py            the provider: a request goes in, a response comes out
    setting.py        what all its parts work with: profile, memory, keys, clock, the faults in force
    authorization_request.py    is the authorization request in order?
    authorization_endpoint.py   sign in, consent, back to the client with a code
    oauth.py, credentials.py, grants.py         the token endpoint: who asks, and with what
    token_issuer.py, unsigned_jwt.py, keys.py   how tokens are made
    endpoints.py, documents.py                  UserInfo and its neighbours; metadata and keys
    standard.py, oracle.py                      the profiles
    faults/                                     what it can do wrong
    render.py, words.py, pages/                 what people see
"""

from .app import PROFILES, Provider
from .errors import BadRegistration
from .faults import FAULTS, MYSTERIES, Fault
from .keys import BrokenKey
from .people import PEOPLE
from .service import Service, start

__all__ = ["FAULTS", "MYSTERIES", "PEOPLE", "PROFILES", "BadRegistration", "BrokenKey", "Fault", "Provider", "Service", "start"]
