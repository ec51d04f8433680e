"""The harness works: with httpx and PyJWT alone, each client completes a code flow against oidc-provider."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.parse
import uuid
from pathlib import Path

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.independent.harness import OidcProvider

ROOT = Path(__file__).parents[2]
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def code_for(provider: OidcProvider, client_id: str, **more: str) -> str:
    """Sign in for this client and return the code."""
    parameters = {
        "client_id": client_id,
        "response_type": "code",
        "redirect_uri": provider.redirect_uri,
        "scope": "openid email",
        "state": "a state",
        **more,
    }
    redirect = provider.sign_in(f"{provider.issuer}/auth?{urllib.parse.urlencode(parameters)}", "bob")
    answer = urllib.parse.parse_qs(urllib.parse.urlsplit(redirect).query)
    assert answer["state"] == ["a state"]
    assert answer["iss"] == [provider.issuer]
    return answer["code"][0]


def redeem(provider: OidcProvider, code: str, **how: object) -> dict[str, str]:
    """Exchange the code; `how` is httpx's `auth`, or more fields of the form as `data`."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": provider.redirect_uri}
    form |= how.pop("data", {})
    answer = httpx.post(f"{provider.issuer}/token", data=form, trust_env=False, **how)
    assert answer.status_code == 200, answer.text
    return answer.json()


def subject_of(tokens: dict[str, str], provider: OidcProvider, client_id: str, alg: str = "RS256") -> str:
    """Verify the ID token with the provider's own keys and return its `sub`."""
    header = jwt.get_unverified_header(tokens["id_token"])
    published = httpx.get(f"{provider.issuer}/jwks", trust_env=False).json()
    key = jwt.PyJWKSet.from_dict(published)[header["kid"]]
    return jwt.decode(tokens["id_token"], key, [alg], audience=client_id, issuer=provider.issuer)["sub"]


def test_basic(oidc_provider: OidcProvider) -> None:
    """A confidential client with form-encoded Basic credentials gets tokens for the user who signed in."""
    secret = urllib.parse.quote_plus(oidc_provider.client_secret)
    tokens = redeem(oidc_provider, code_for(oidc_provider, "basic"), auth=("basic", secret))
    assert subject_of(tokens, oidc_provider, "basic") == "bob"
    userinfo = httpx.get(
        f"{oidc_provider.issuer}/me", headers={"Authorization": f"Bearer {tokens['access_token']}"}, trust_env=False
    )
    assert userinfo.json()["email"] == "bob@example.com"


def test_post(oidc_provider: OidcProvider) -> None:
    """A confidential client with its secret in the body gets a refresh token when it asks for one as it must."""
    code = code_for(oidc_provider, "post", scope="openid offline_access", prompt="consent")
    credentials = {"client_id": "post", "client_secret": oidc_provider.client_secret}
    tokens = redeem(oidc_provider, code, data=credentials)
    assert subject_of(tokens, oidc_provider, "post") == "bob"
    assert tokens["refresh_token"]


def test_private_key_jwt(oidc_provider: OidcProvider, client_key: rsa.RSAPrivateKey) -> None:
    """A client that signs an assertion with its registered key gets tokens."""
    now = int(time.time())
    claims = {"iss": "private-key", "sub": "private-key", "aud": oidc_provider.issuer, "jti": str(uuid.uuid4())}
    assertion = jwt.encode({**claims, "iat": now, "exp": now + 60}, client_key, "RS256", {"kid": "client-key"})
    proof = {
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion,
    }
    tokens = redeem(oidc_provider, code_for(oidc_provider, "private-key"), data=proof)
    assert subject_of(tokens, oidc_provider, "private-key") == "bob"


def test_public_with_pkce(oidc_provider: OidcProvider) -> None:
    """A public client proves with its verifier that it began the flow; its ID token is signed with ES256."""
    code = code_for(oidc_provider, "public", code_challenge=CHALLENGE, code_challenge_method="S256")
    tokens = redeem(oidc_provider, code, data={"client_id": "public", "code_verifier": VERIFIER})
    assert subject_of(tokens, oidc_provider, "public", "ES256") == "bob"


def test_metadata(oidc_provider: OidcProvider) -> None:
    """What the tests build upon is advertised: introspection, revocation, userinfo and logout."""
    metadata = httpx.get(f"{oidc_provider.issuer}/.well-known/openid-configuration", trust_env=False).json()
    for endpoint in ("introspection", "revocation", "userinfo", "end_session"):
        assert metadata[f"{endpoint}_endpoint"].startswith(oidc_provider.issuer)


def test_it_ends_with_its_starter(oidc_provider: OidcProvider) -> None:
    """A test run that is killed leaves no server behind."""
    program = "import tests.independent.harness as h\nwith h.running([]) as p: print(p.issuer, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as starter:
        port = urllib.parse.urlsplit(starter.stdout.readline().strip()).port
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            starter.kill()
            assert connection.recv(1) == b"", "the server closes the connection when it ends"
