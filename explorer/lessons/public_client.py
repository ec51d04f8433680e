"""Lesson 02: what state, nonce and PKCE each protect."""

from __future__ import annotations

from typing import Any

from ..protocol.pkce import code_challenge
from .exercises import exercise
from .readings import Reading, choices, conditions, exact
from .start_here import BOB

VERIFIER = "a-verifier-of-my-own-with-43-characters-012"
OF_PKCE = {"code_verifier": "PKCE", "code_challenge": "PKCE"}
_GUARDS = {"a forged redirect": "state", "a stolen code": "PKCE", "an old ID token": "nonce"}


@exercise(
    "02.1",
    hint="Hash the ASCII bytes with SHA-256, take `digest()` and not `hexdigest()`, encode it in base64url, drop the = at the end.",
    why="43 characters, whatever the verifier's length: 32 bytes of hash, six bits to a letter.",
)
def challenge(answer: Any) -> Reading:
    """What is the S256 challenge of the verifier in the text?"""
    return exact(answer, code_challenge(VERIFIER))


@exercise(
    "02.2",
    hint="Ask who compares: the client when the browser returns, the provider at the token endpoint, or the client in the ID token.",
    why="state guards the way back, PKCE the code, the nonce the token. Each of them stands where the others cannot see.",
)
def three_guards(answer: Any) -> Reading:
    """Which of state, nonce and PKCE stops each of the three attacks?"""
    return choices(answer, _GUARDS, among=("state", "nonce", "PKCE"), also=OF_PKCE)


@exercise(
    "02.3",
    wants="the victim's flow",
    hint="Make both flows with `flow.again(state=None, nonce=None, pkce=None)`, go on as in the text, `check()`, and give the victim's flow.",
    why="Nothing that came failed, and the victim is signed in as Bob: without the three values nobody could have noticed.",
)
def nobody_notices(answer: Any) -> Reading:
    """What is noticed of Bob's forged redirect when state, nonce and PKCE are all left out?"""
    wanted = {
        "a link without state, nonce and code_challenge": _is_bare,
        "check(), in which nothing that came has failed": _noticed_nothing,
        "Bob's sub in the ID token": lambda run: run.claims["sub"] == BOB,
    }
    return conditions(answer, wanted)


def _is_bare(run: Any) -> bool:
    return not {name for name, _ in run.params} & {"state", "nonce", "code_challenge"}


def _noticed_nothing(run: Any) -> bool:
    noticed = [finding for finding in run.report.findings if finding.is_error and not finding.rule.startswith("AUTHZ-")]
    return run.report.counts["pass"] > 0 and not noticed  # that the link lacks them is known; nothing that came shows it
