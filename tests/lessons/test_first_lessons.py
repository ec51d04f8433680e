"""The answers to lessons 00 to 02 that readers would give, right and wrong."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from explorer.lessons.public_client import VERIFIER
from explorer.rules import Finding, Report
from tests.lessons.judging import assert_right, assert_wrong

BOB = "b90e63fd5572"


def signed_in_run(sub: str = BOB, params: tuple[str, ...] = ("scope",), verdict: str = "pass") -> SimpleNamespace:
    """Return what an exercise reads of a flow: parameters of the link, findings, claims."""
    finding = Finding("IDTC-EXP-PAST", "Is it still good?", verdict, "error", "", "OIDC Core 3.1.3.7 (9)")
    run = SimpleNamespace(params=[[name, "x"] for name in params], report=Report((finding,)), claims={"sub": sub})
    return SimpleNamespace(run=run)


RIGHT: list[tuple[str, int, Any]] = [
    ("00", 1, "state code code_challenge"),
    ("00", 1, "code_challenge, state,code"),
    ("00", 1, {"state", "code", "code_challenge"}),
    ("00", 2, dict.fromkeys(["state", "nonce", "code_verifier"], "Client") | dict.fromkeys(["code", "id_token"], " provider") | {"client_secret": "provider"}),
    ("00", 3, f" {BOB}\n"),
    ("01", 1, "s6BhdRkqt3"),
    ("01", 1, b"s6BhdRkqt3"),
    ("01", 2, "offline_access openid http://tenant-base-url/api"),
    ("01", 2, ["openid", "offline_access", "http://tenant-base-url/api"]),
    ("01", 3, "IDTC-AUD-UNTRUSTED"),
    ("01", 3, ["IDTC-AUD-UNTRUSTED"]),
    ("02", 1, "Ct-FFIiKKGQLH06NWtOFS8Al9LtR0AABVGrnVMiZe1I"),
    ("02", 1, b"Ct-FFIiKKGQLH06NWtOFS8Al9LtR0AABVGrnVMiZe1I"),
    ("02", 2, {"a forged redirect": "state", "a stolen code": "pkce", "an old ID token": "nonce"}),
    ("02", 2, {"a forged redirect": "state", "a stolen code": "code_verifier", "an old ID token": "nonce"}),
    ("02", 3, signed_in_run()),
]  # fmt: skip

WRONG: list[tuple[str, int, Any]] = [
    ("01", 2, "openid,offline_access,http://tenant-base-url/api"),
    ("00", 1, "state code"),
    ("00", 1, "state code code_challenge id_token"),
    ("00", 2, {"state": "client"}),
    ("00", 3, "4f7c2d18a9e1"),
    ("01", 1, "s6BhdRkqt3:gX1fBat3bV"),
    ("01", 2, "openid offline_access"),
    ("01", 2, "openid offline_access http://tenant-base-url/api/"),
    ("01", 3, "IDTC-AUD-MISMATCH"),
    ("02", 1, "Ct-FFIiKKGQLH06NWtOFS8Al9LtR0AABVGrnVMiZe1I="),
    ("02", 1, VERIFIER),
    ("02", 2, {"a forged redirect": "nonce", "a stolen code": "pkce", "an old ID token": "state"}),
    ("02", 3, signed_in_run(sub="4f7c2d18a9e1")),
    ("02", 3, signed_in_run(params=("scope", "state"))),
    ("02", 3, signed_in_run(verdict="fail")),
    ("02", 3, signed_in_run(verdict="skip")),
]


@pytest.mark.parametrize(("number", "own", "answer"), RIGHT)
def test_right_answers(number: str, own: int, answer: Any) -> None:
    """A right answer is right in every form that a reader would give it, and is told why."""
    assert_right(number, own, answer)


@pytest.mark.parametrize(("number", "own", "answer"), WRONG)
def test_wrong_answers(number: str, own: int, answer: Any) -> None:
    """A wrong answer gets the hint, also one that is nearly right."""
    assert_wrong(number, own, answer)
