"""The causes, one small function or row each, a file for each part of the flow. They look at a `Case`, never at a secret.

network.py      nobody answered
tls.py          nobody could be spoken to in TLS
discovery.py    the document with which everything begins
address.py      the redirect_uri and client_id of the link
elsewhere.py    where the link or the browser ended in its place
link.py         what the link asks for
link_scope.py   its scopes, and the API that it names
protection.py   PKCE, state and nonce in the link
account.py      the user, and who may sign in
federation.py   and the login behind the provider
paste.py        what came back, and what was pasted
cut.py          an address that was copied in part
code.py         the code at the token endpoint
whose_code.py   whose it is
both_legs.py    redirect_uri and PKCE, which both legs carry
otherwise.py    what the link asks for, and the one that worked did not
form.py         the token request as a message
endpoint.py     the address to which it went
transport.py    what stands around it: web origin, DPoP, a guard of web forms
secret.py       the client secret
method.py       the way in which the client proves who it is
basic.py        the Basic header
client.py       the client itself
assertions.py   the signed proof of a client with a key
keys.py         the keys and the signature
token_form.py   tokens that did not come, or cannot be read
times.py        the times in them
tokens.py       checks of what came
application.py  an application that is none of ours, as its browser saw it
access_token.py the access token, wherever it is shown
own_keys.py     the keys by which the provider knows its own tokens
userinfo.py     UserInfo
refresh.py      refresh
ending.py       introspection, revocation, logout
provider.py     the provider itself
"""

from ..cause import CAUSES
from . import (
    access_token,
    account,
    address,
    application,
    assertions,
    basic,
    both_legs,
    client,
    code,
    cut,
    discovery,
    elsewhere,
    ending,
    endpoint,
    federation,
    form,
    keys,
    link,
    link_scope,
    method,
    network,
    otherwise,
    own_keys,
    paste,
    protection,
    provider,
    refresh,
    secret,
    times,
    tls,
    token_form,
    tokens,
    transport,
    userinfo,
    whose_code,
)

__all__ = [
    "CAUSES",
    "access_token",
    "account",
    "address",
    "application",
    "assertions",
    "basic",
    "both_legs",
    "client",
    "code",
    "cut",
    "discovery",
    "elsewhere",
    "ending",
    "endpoint",
    "federation",
    "form",
    "keys",
    "link",
    "link_scope",
    "method",
    "network",
    "otherwise",
    "own_keys",
    "paste",
    "protection",
    "provider",
    "refresh",
    "secret",
    "times",
    "tls",
    "token_form",
    "tokens",
    "transport",
    "userinfo",
    "whose_code",
]
