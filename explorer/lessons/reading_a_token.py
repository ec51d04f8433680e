"""Lesson 03: a token taken apart by hand."""

from __future__ import annotations

import datetime
from typing import Any

from ..protocol.jose import half_hash
from .exercises import exercise
from .readings import Reading, day, exact, names

HEADER = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"  # printed in RFC 7519 3.1
_ALGORITHMS = ("HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "EdDSA", "none")
ACCESS_TOKEN = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"  # printed in OIDC Core A.3


@exercise(
    "03.1",
    hint="`json.loads(decode('...'))` with the helper of this notebook, and then the member alg.",
    why="HS256 is signed with a secret that both sides know, where RS256 has a key pair. Lesson 04 shows why they must not be mixed up.",
)
def reads_a_header(answer: Any) -> Reading:
    """Which algorithm does the header of RFC 7519's example name?"""
    return names(answer, {"HS256"}, among=_ALGORITHMS, kind="usual algorithms")


@exercise(
    "03.2",
    hint="Divide by 1000, give it to `datetime.fromtimestamp` with UTC as the second argument, and write year-month-day.",
    why="Taken for seconds, the same number lies some sixty thousand years ahead: such a token would never expire.",
)
def milliseconds(answer: Any) -> Reading:
    """Which day is meant by the exp that counts in milliseconds?"""
    return day(answer, datetime.date(2030, 1, 1))


@exercise(
    "03.3",
    hint="`sha256(b'...').digest()`, not `hexdigest()`; the first 16 bytes of it; then base64url without the = at the end.",
    why="It needed no key either: at_hash protects the access token only because the ID token around it is signed.",
)
def half_of_the_hash(answer: Any) -> Reading:
    """Which at_hash belongs to the access token of the standard's example?"""
    return exact(answer, str(half_hash(ACCESS_TOKEN, "RS256")))
