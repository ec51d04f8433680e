"""Project Wycheproof's JSON Web Signature vectors, which lie beside the checkout: we accept and refuse as they say."""

from __future__ import annotations

import base64
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from explorer.protocol.jose import SYMMETRIC, choose_keys, mac_holds, parse_jwt, signature_holds

VECTORS = Path(__file__).parents[3] / "shared/vectors/wycheproof/json_web_signature_test.json"
# Where we depart from them, and why
OURS_ALONE = {
    346: "the key is marked for PS256 and the signature is PS384 (RFC 7517 4.4)",
    350: "the same",
    347: "the key is marked for ES521, which does not exist",
    351: "the same",
    372: "a question mark in the header: they want it ignored, RFC 7515 5.2 does not",
    373: "a question mark in the payload: the same",
    367: "letter for letter the token of the valid 357; the padding it is about is lost in the file",
    370: "the same",
}


@cache
def groups() -> list[dict[str, Any]]:
    """Return the groups of vectors."""
    if not VECTORS.exists():
        pytest.skip(f"there is no {VECTORS.name} in ../shared/vectors/wycheproof: it is run from there, not copied")
    return json.loads(VECTORS.read_bytes())["testGroups"]


def accepted(jws: str, group: dict[str, Any]) -> bool:
    """Tell whether we take a signature for good, under the one key of its group."""
    token = parse_jwt(jws)
    key = group.get("public") or group["private"]
    if "base64url" in token.problems or "parts" in token.problems:
        return False
    if token.alg in SYMMETRIC:
        secret = base64.urlsafe_b64decode(key.get("k", "") + "==")
        return key.get("alg") == token.alg and mac_holds(token, secret)
    fitting = choose_keys({"keys": [key]}, token).keys
    return any(signature_holds(token, each) is True for each in fitting)


def test_we_agree_with_wycheproof():
    """Every valid vector is accepted and every invalid one refused."""
    tests = [(test, group) for group in groups() for test in group["tests"]]
    assert len(tests) == 401
    wrong = {test["tcId"] for test, group in tests if accepted(test["jws"], group) != (test["result"] == "valid")}
    assert wrong == set(OURS_ALONE)
