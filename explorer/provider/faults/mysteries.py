"""Faults by number, for guessing: number 4 is the same fault on every computer."""

from __future__ import annotations

# Add at the end only: people compare their answers by number, and so do lessons. Each of these shows in one run.
MYSTERIES = (
    "wrong-audience",
    "wrong-state",
    "expired",
    "bad-signature",
    "no-store-missing",
    "missing-nonce",
    "other-person",
    "unknown-kid",
    "code-and-error",
    "issued-in-future",
    "no-id-token",
    "alg-confusion",
    "stranger-in-audience",
    "missing-redirect-iss",
    "wrong-at-hash",
    "text-expires-in",
    "missing-sub",
    "wrong-redirect-iss",
    "alg-none",
    "missing-exp",
    "code-twice",
    "wrong-issuer",
    "missing-token-type",
    "wrong-nonce",
)
