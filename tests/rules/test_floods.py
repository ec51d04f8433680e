"""Whatever a provider sends in large numbers is judged at once: no rule is slow, and no finding is long."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from explorer.protocol.metadata import parse_metadata
from explorer.protocol.redirect import parse_redirect
from explorer.protocol.tokens import parse_token_response
from explorer.rules import Report
from explorer.rules.jwks import check_jwks
from explorer.rules.metadata import check_metadata
from explorer.rules.redirect import check_redirect
from explorer.rules.token_response import check_token_response
from tests.hostile import answer, unsigned
from tests.rules import test_authorize, test_metadata
from tests.rules.minting import check, claims
from tests.rules.redirects import CALLBACK, asked

MANY = 50_000
LONG = "A" * 300_000
KEYS = [
    {"kty": kty, "kid": f"k{number}", "crv": "P-256", "n": "AQAB", "x": "AA"}
    for number in range(2_000)
    for kty in ("RSA", "EC")
]


def of_document(**members: object) -> Report:
    """Check a discovery document with these members."""
    response = answer({**test_metadata.HONEST, **members})
    return check_metadata(parse_metadata(response.content()), found_at=f"{test_metadata.OP}/x", pinned=None, response=response)


FLOODS: dict[str, Callable[[], Report]] = {
    "many keys": lambda: check_jwks({"keys": KEYS}, metadata={"id_token_signing_alg_values_supported": ["ES512"] * MANY}),
    "long coordinates": lambda: check_jwks(
        {"keys": [{"kty": "EC", "crv": "P-521", "x": LONG, "y": LONG}, {"kty": "RSA", "n": LONG}]}
    ),
    "many members": lambda: of_document(**{f"m{number}_endpoint": "http://x" for number in range(MANY)}),
    "many scopes": lambda: of_document(scopes_supported=["a b"] * MANY),
    "many near scopes": lambda: test_authorize.check({"scope": "openid emial"}, scopes_supported=["emails"] * MANY),
    "a long state": lambda: test_authorize.check({"state": LONG, "nonce": LONG}),
    "a long claim": lambda: check(unsigned({"alg": "RS256", "kid": LONG}, claims(iss=LONG, email=LONG, zoneinfo=LONG))),
    "many claims": lambda: check(unsigned({"alg": "RS256"}, claims(**{f"c{number}": "" for number in range(MANY)}))),
    "many token members": lambda: check_token_response(
        parse_token_response(answer({"access_token": "x", **{f"m{number}": "" for number in range(MANY)}})), "openid"
    ),
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_a_flood_is_judged_at_once(flood: Callable[[], Report]) -> None:
    """Far within the time that anybody waits, also on a busy machine; and what is said of it can be read."""
    started = time.process_time()
    report = flood()
    assert time.process_time() - started < 5
    assert max(len(finding.message) for finding in report.findings) < 2_000
    assert json.dumps(report.to_dicts())


def test_a_long_redirect() -> None:
    """As long an address as may be pasted."""
    text = f"{CALLBACK}?code={'c ' * 20_000}&state={'s' * 20_000}&error_description={'%22' * 5_000}&error=x"
    report = check_redirect(
        parse_redirect(text, as_is=True), asked("s" * 20_001), issuer="https://op.example", promises_iss=None
    )
    assert report.failed("AUTHR-STATE-ALTERED")
