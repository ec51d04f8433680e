"""All checks of an ID token against PyJWT's verified `decode` of the same token: `uv run python -m tests.benchmarks.checks`.

Both have the keys at hand: PyJWT a key object, ours a JWKS. Ours asks every rule, says whether the token is good, and
writes the findings as a run keeps them.
"""

from __future__ import annotations

import json

import jwt

from explorer.protocol.client import Client
from explorer.rules import Report, check_id_token
from explorer.rules.kept import to_groups
from tests.benchmarks.timing import Comparison, alternate, repeated, rounds_asked
from tests.rules.minting import CLIENT_ID, ISSUER, NONCE, NOW, SECRET, jwks_for, token

LIMIT = 3.0


def measure(rounds: int, *, times: int = 200) -> tuple[Comparison, Comparison]:
    """Compare the checks, and the checks with what is kept of them; the token is signed with RS256. `times` in each turn."""
    raw, jwks = token(), jwks_for()
    client = Client(CLIENT_ID, client_secret=SECRET, redirect_uri="https://app/cb")
    key = jwt.PyJWKSet.from_dict(jwks)["k1"]

    def ours() -> Report:
        report = check_id_token(raw, client=client, issuer=ISSUER, jwks=jwks, nonce=NONCE, now=NOW)
        assert report.ok
        return report

    def bare() -> None:
        options = {"verify_exp": False, "verify_iat": False}  # the token is of another year; ours is told the time
        jwt.decode(raw, key, algorithms=["RS256"], audience=CLIENT_ID, issuer=ISSUER, options=options)

    turns = repeated(bare, times)
    checked = alternate(repeated(ours, times), turns, rounds)
    recorded = alternate(repeated(lambda: json.dumps(to_groups(ours())), times), turns, rounds)
    return checked, recorded


if __name__ == "__main__":
    checks, records = measure(rounds_asked(15))
    print(checks.line("All ID token checks", LIMIT))
    print(records.line("The same, written as a run keeps them", LIMIT))
