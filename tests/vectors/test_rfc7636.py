"""RFC 7636, appendix B and 4.1 to 4.6: a verifier, its challenge, and what neither is."""

from __future__ import annotations

import base64

import pytest

from explorer.protocol.pkce import code_challenge, is_code_verifier
from explorer.provider import Provider
from tests.provider.visitor import fresh_name, get_code, redeem

OCTETS = bytes.fromhex("7418dfb49799e0254ffa607dd8adbbba16d4254d69d6bff05b58055853848d79")
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_core_makes_this_challenge():
    """Appendix B: the 32 octets as a verifier, and its challenge by S256; by plain it is the verifier (4.2)."""
    assert base64.urlsafe_b64encode(OCTETS).rstrip(b"=").decode() == VERIFIER
    assert is_code_verifier(VERIFIER)
    assert code_challenge(VERIFIER) == CHALLENGE
    assert code_challenge(VERIFIER, "plain") == VERIFIER


@pytest.mark.parametrize(
    ("challenge", "method", "verifier", "status"),
    [
        (CHALLENGE, "S256", VERIFIER, 200),
        (CHALLENGE, "S256", CHALLENGE, 400),
        (CHALLENGE, "S256", VERIFIER[:-1] + "l", 400),
        (CHALLENGE, "plain", VERIFIER, 400),
        (VERIFIER, "plain", VERIFIER, 200),
        (VERIFIER, None, VERIFIER, 200),
    ],
)
def test_the_provider_compares(standard: Provider, challenge, method, verifier, status):
    """Appendix B and 4.6: the verifier buys tokens, and nothing else does; no method means plain (4.3)."""
    client = standard.register(fresh_name(), token_endpoint_auth_method="none")
    code = get_code(standard, client.client_id, code_challenge=challenge, code_challenge_method=method)
    answer = redeem(standard, code, client_id=client.client_id, code_verifier=verifier)
    assert (answer.status_code, answer.json().get("error")) == (status, None if status == 200 else "invalid_grant")


@pytest.mark.parametrize("length", [42, 43, 128, 129])
def test_how_long_a_verifier_is(standard: Provider, length):
    """4.1: 43 to 128 characters, and both sides count."""
    verifier = (VERIFIER * 4)[:length]
    fits = 43 <= length <= 128
    assert is_code_verifier(verifier) is fits
    client = standard.register(fresh_name(), token_endpoint_auth_method="none")
    code = get_code(standard, client.client_id, code_challenge=code_challenge(verifier), code_challenge_method="S256")
    answer = redeem(standard, code, client_id=client.client_id, code_verifier=verifier)
    assert (answer.status_code == 200) is fits
