"""The answers to lessons 05 and 06 that readers would give, right and wrong."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from explorer.rules import Finding, Report
from tests.lessons.judging import assert_right, assert_wrong

FIRST = {"forged redirect": "state", "injected code": "pkce", "mix-up": "iss", "lookalike": "redirect_uri"}
LIES = {2: "AUTHR-STATE-MISMATCH", 14: "AUTHR-ISS-MISSING", 18: "AUTHR-ISS-MISMATCH", 21: "AUTHR-DUPLICATE-PARAM"}


def received(state: str = "pass", place: str = "fail") -> SimpleNamespace:
    """Return what exercise 05.3 reads of a flow: two verdicts."""
    verdicts = {"AUTHR-STATE-MISMATCH": state, "AUTHR-WRONG-REDIRECT-URI": place}
    findings = tuple(Finding(rule, "Is it?", verdict, "error", "", "RFC 9700") for rule, verdict in verdicts.items())
    return SimpleNamespace(run=SimpleNamespace(report=Report(findings)))


def used(scope: str = "openid email", userinfo: tuple[str, ...] = ("sub",), refreshed: bool = True) -> SimpleNamespace:
    """Return what exercise 06.2 reads of a flow: the scope, whether it was refreshed, UserInfo."""
    last = {"refresh": {"kind": "refresh"}} if refreshed else {}
    return SimpleNamespace(run=SimpleNamespace(params=[["scope", scope]], last=last.get, userinfo=dict.fromkeys(userinfo, "x")))


def asked(prompt: str = "none", error: str | None = "consent_required") -> SimpleNamespace:
    """Return what exercise 06.3 reads of a flow: the prompt and the refusal."""
    return SimpleNamespace(run=SimpleNamespace(params=[["prompt", prompt]], refusal=error and {"error": error}))


RIGHT: list[tuple[str, int, Any]] = [
    ("05", 1, FIRST),
    ("05", 1, FIRST | {"injected code": " PKCE "}),
    ("05", 2, LIES),
    ("05", 2, {str(number): [rule] for number, rule in LIES.items()}),
    ("05", 3, received()),
    ("06", 1, "prompt=none API"),
    ("06", 1, "api, prompt=none"),
    ("06", 1, {"API", "prompt=none"}),
    ("06", 2, used()),
    ("06", 3, asked()),
]

WRONG: list[tuple[str, int, Any]] = [
    ("05", 1, FIRST | {"injected code": "nonce"}),
    ("05", 1, FIRST | {"forged redirect": "pkce"}),
    ("05", 1, dict.fromkeys(FIRST, "?")),
    ("05", 2, LIES | {14: "AUTHR-ISS-MISMATCH"}),
    ("05", 2, {2: "AUTHR-STATE-MISMATCH"}),
    ("05", 2, LIES | {21: ["AUTHR-DUPLICATE-PARAM", "AUTHR-STATE-MISMATCH"]}),
    ("05", 3, received(place="pass")),
    ("05", 3, received(state="fail")),
    ("05", 3, received(state="skip")),
    ("06", 1, "prompt=none"),
    ("06", 1, "prompt=none API refresh"),
    ("06", 2, used(scope="openid")),
    ("06", 2, used(userinfo=("sub", "email"))),
    ("06", 2, used(refreshed=False)),
    ("06", 3, asked(error="login_required")),
    ("06", 3, asked(error=None)),
    ("06", 3, asked(prompt="login")),
]


@pytest.mark.parametrize(("number", "own", "answer"), RIGHT)
def test_right_answers(number: str, own: int, answer: Any) -> None:
    """A right answer is right in every form that a reader would give it, and is told why."""
    assert_right(number, own, answer)


@pytest.mark.parametrize(("number", "own", "answer"), WRONG)
def test_wrong_answers(number: str, own: int, answer: Any) -> None:
    """A wrong answer gets the hint, also one that is nearly right."""
    assert_wrong(number, own, answer)
