"""Project Wycheproof's JSON Web Signature and Key vectors, which lie beside the checkout: we accept and refuse as they say."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from explorer.protocol.jose import SYMMETRIC, parse_jwt
from explorer.protocol.jwk import choose_keys
from explorer.protocol.signatures import mac_holds, signature_holds
from explorer.rules.jwks import check_jwks
from tests.rules.minting import check, client_for, token

VECTORS = Path(__file__).parents[3] / "shared/vectors/wycheproof"
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
KEY_SETS_OURS_ALONE = {
    2: "a set of shared secrets: a JWKS here is what a provider publishes, and must hold none (RFC 7517 9.2, Discovery 3)",
    13: "the same",
    14: "the same",
    15: "the same",
}


@cache
def groups(name: str) -> list[dict[str, Any]]:
    """Return the groups of vectors in a file."""
    path = VECTORS / f"json_web_{name}_test.json"
    if not path.exists():
        pytest.skip(f"there is no {path.name} in ../shared/vectors/wycheproof: it is run from there, not copied")
    return json.loads(path.read_bytes())["testGroups"]


def wrong(name: str, accepted: Callable[[str, dict[str, Any]], bool]) -> set[int]:
    """Return the vectors of a file on which we disagree with it."""
    tests = [(test, group) for group in groups(name) for test in group["tests"]]
    assert len(tests) == {"signature": 401, "key": 26}[name]
    return {test["tcId"] for test, group in tests if accepted(test["jws"], group) != (test["result"] == "valid")}


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


def accepted_from_set(jws: str, group: dict[str, Any]) -> bool:
    """Tell whether we take a signature for good, under a key set in which no error is found."""
    key_set = group.get("public") or group["private"]
    parsed = parse_jwt(jws)
    holds = any(signature_holds(parsed, key) is True for key in choose_keys(key_set, parsed).keys)
    return holds and check_jwks(key_set).ok


def mac_keys() -> list[tuple[str, str, bytes, str]]:
    """Return the comment, the token, the key and its algorithm, of the key sets that hold one shared secret."""
    sets = [(group["private"]["keys"], group["tests"][0]) for group in groups("key") if "public" not in group]
    return [
        (test["comment"], test["jws"], base64.urlsafe_b64decode(keys[0]["k"] + "=="), keys[0]["alg"])
        for keys, test in sets
        if len(keys) == 1
    ]


def test_we_agree_with_wycheproof():
    """Every valid signature is accepted and every invalid one refused."""
    assert wrong("signature", accepted) == set(OURS_ALONE)


def test_we_agree_on_key_sets():
    """Every good key set verifies, and every bad one is refused: small, forged and misused keys, mixed sets, twins."""
    assert wrong("key", accepted_from_set) == set(KEY_SETS_OURS_ALONE)


def test_we_agree_on_the_length_of_shared_secrets():
    """Those secrets as a client's secret: a long one passes, one octet too few is an error, an empty one verifies nothing."""
    seen = []
    for comment, jws, key, alg in mac_keys():
        if alg not in SYMMETRIC:
            continue
        seen.append(comment)
        assert mac_holds(parse_jwt(jws), key) is (comment != "empty_key")
        if comment != "empty_key":
            found = check(token(alg), alg, client=client_for(alg, client_secret=key.decode()))["IDTH-HS-SECRET-SHORT"]
            assert (found.verdict, found.severity) == ("pass" if comment == "long_key" else "fail", "error")
    assert sorted(seen) == ["empty_key"] * 3 + ["key_too_short"] * 3 + ["long_key"] * 3
