"""A provider whose every text is hostile: discovery, headers, tokens, errors. It gives a signed ID token all the same."""

from __future__ import annotations

import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.flow.odd_provider import OddProvider

MARKUP = '"><img src=x onerror="window.owned=1"><script>window.owned=1</script>\' onmouseover=\'window.owned=1'
RIGHT_TO_LEFT = "\u202egnp.txt\u2066\u200f"
LONG = "x" * 10_000
HOSTILE = (MARKUP, RIGHT_TO_LEFT, LONG)
CLAIMS = ("name", "given_name", "email", "picture", "profile", "address", "acr", "amr", "azp", "sid", "jti", "unheard_of")


def texts(names: tuple[str, ...]) -> dict[str, Any]:
    """Each name with one of the hostile texts, and the texts as names and inside of lists and objects."""
    found: dict[str, Any] = {name: HOSTILE[number % 3] for number, name in enumerate(names)}
    return {**found, MARKUP: MARKUP, LONG: [MARKUP, {RIGHT_TO_LEFT: LONG}], RIGHT_TO_LEFT: 1}


def make_hostile(provider: OddProvider, nonce: str = "") -> None:
    """Fill every answer of this provider; `nonce` goes into the ID token."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": MARKUP, "use": MARKUP, **texts(("x5t", "alg"))}
    now = int(time.time())
    claims = {"iss": MARKUP, "sub": MARKUP, "aud": ["app", MARKUP], "exp": now + 60, "iat": now, "nonce": nonce or MARKUP}
    header = {"kid": MARKUP, **texts(("typ", "cty", "jku"))}
    id_token = jwt.encode({**claims, **texts(CLAIMS)}, key, algorithm="RS256", headers=header)
    access_token = jwt.encode({**claims, **texts(CLAIMS)}, key, algorithm="RS256", headers=header)
    odd_headers = {"X_Odd": f"{MARKUP} {LONG[:2000]}", "X_Request_Id": MARKUP, "Date": MARKUP, "Server": MARKUP}
    endpoints = provider.metadata
    document = {
        "issuer": provider.base,
        **{name: value for name, value in vars(endpoints).items() if isinstance(value, str) and value},
        **texts(("scopes_supported", "claims_supported", "service_documentation", "op_policy_uri", "ui_locales_supported")),
        "introspection_endpoint": f"{provider.base}/introspect",
        "revocation_endpoint": f"{provider.base}/revoke",
    }
    tokens = {
        "access_token": access_token,
        "id_token": id_token,
        "refresh_token": MARKUP,
        "token_type": MARKUP,
        "scope": MARKUP,
    }
    refusal = {"error": MARKUP, "error_description": f"{MARKUP} {RIGHT_TO_LEFT} {LONG}", "error_uri": f"javascript:{MARKUP}"}
    provider.say("/.well-known/openid-configuration", document, **odd_headers)
    provider.say("/keys", {"keys": [public], **texts(())}, **odd_headers)
    provider.say("/token", {**tokens, **texts(("expires_in", "session_state"))}, **odd_headers)
    provider.say("/userinfo", {"sub": MARKUP, **texts(CLAIMS)}, **odd_headers)
    provider.say("/introspect", {"active": MARKUP, **texts(("scope", "client_id", "username"))}, **odd_headers)
    provider.say("/revoke", refusal, status=400, **odd_headers)
    provider.say("/refuse", refusal, status=400, WWW_Authenticate=f'Basic realm="{MARKUP}"', **odd_headers)
