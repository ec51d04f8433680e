"""The exercises of the notebooks. `check(number, answer)` says "right" and why, or "not yet" with a hint; it never raises.

    check = lesson("01")
    check(1, answer_1)

An exercise is a small predicate: its docstring is the question, its decorator says what helps and what there is to learn.
"""

from __future__ import annotations

import functools
import re
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .errors import Mistake
from .protocol.pkce import code_challenge

Predicate = Callable[[Any], bool]
_WIDTH = 88  # letters; JupyterLab breaks longer lines of plain text in the middle of a word


@dataclass(frozen=True)
class Judgement:
    """What an answer is worth: true when it is right. Its text never repeats the answer, which may be a secret."""

    is_right: bool
    sentence: str

    def __bool__(self) -> bool:
        return self.is_right

    def __repr__(self) -> str:
        return textwrap.fill(self.sentence, _WIDTH)


@dataclass(frozen=True)
class Exercise:
    """One question: `is_right` judges an answer, `hint` helps, `why` says what a right answer shows."""

    question: str
    is_right: Predicate
    hint: str
    why: str


LESSONS: dict[str, dict[int, Exercise]] = {}


def exercise(number: str, *, hint: str, why: str) -> Callable[[Predicate], Predicate]:
    """Enter a predicate as an exercise; `number` is that of the lesson and its own: "01.2"."""
    of_lesson, _, own = number.partition(".")

    def enter(is_right: Predicate) -> Predicate:
        LESSONS.setdefault(of_lesson, {})[int(own)] = Exercise((is_right.__doc__ or "").strip(), is_right, hint, why)
        return is_right

    return enter


def lesson(number: str) -> Callable[[int, Any], Judgement]:
    """Return the `check` of a lesson, such as "01". Raises `Mistake` for a lesson that has no exercises."""
    exercises = LESSONS.get(str(number))
    if exercises is None:
        raise Mistake(f"There are exercises for the lessons {', '.join(sorted(LESSONS))}, not for {number!r}.")
    return functools.partial(_check, exercises)


def _check(exercises: dict[int, Exercise], number: int, answer: Any) -> Judgement:
    """Judge an answer, whatever it is."""
    asked = next((each for key, each in exercises.items() if type(number) is int and key == number), None)
    if asked is None:
        return Judgement(
            False, f"There is no such exercise here; there are {', '.join(map(str, exercises))}: check(1, answer_1)."
        )
    if answer is None:
        return Judgement(False, f"Exercise {number}: not yet. {asked.question} Put your answer in the place of None.")
    if _holds(asked.is_right, answer):
        return Judgement(True, f"Exercise {number}: right. {asked.why}")
    return Judgement(False, f"Exercise {number}: not yet. {asked.hint}")


def _holds(is_right: Predicate, answer: Any) -> bool:
    try:
        return bool(is_right(answer))
    except Exception:  # an answer can be anything, down to an object that refuses to be compared
        return False


def _words(answer: Any) -> set[str]:
    """An answer as a set of words: a text with spaces or commas between them, or any collection of texts."""
    pieces: Iterable[Any] = re.split(r"[\s,]+", answer) if isinstance(answer, str) else answer
    return {str(piece).strip() for piece in pieces} - {""}


def _text(answer: Any) -> str:
    return str(answer).strip()


# 00 Start here

_MAKERS = {
    "client_secret": "provider",
    "state": "client",
    "nonce": "client",
    "code": "provider",
    "code_verifier": "client",
    "id_token": "provider",
}
_BOB = "b90e63fd5572"  # his `sub` at the practice provider in its standard profile


@exercise(
    "00.1",
    hint="Look at the link of step 2 and at the answer of step 3: what stands in neither of them went another way.",
    why="Whatever the browser carries can end up in its history and in logs. What would do harm there goes straight to the provider.",
)
def seen_by_the_browser(answer: Any) -> bool:
    """Which of the seven values does the browser get to see?"""
    return _words(answer) == {"state", "code", "code_challenge"}


@exercise(
    "00.2",
    hint="Three are made by the client, with dice, when it writes the link. The other three are handed out by the provider.",
    why="Whoever makes a value can recognise it later: the client knows its state and its nonce again, the provider its code.",
)
def made_by_whom(answer: Any) -> bool:
    """Who makes each of the six values, the client or the provider?"""
    return {_text(name): _text(maker).lower() for name, maker in dict(answer).items()} == _MAKERS


@exercise(
    "00.3",
    hint="Begin with flow.again(), sign in with user='bob', receive, exchange; the claim is in flow.run.claims['sub'].",
    why="sub is the one claim that stands for a person at this provider. Everything else about Bob may change.",
)
def bobs_name(answer: Any) -> bool:
    """What does the provider call Bob: which sub is in his ID token?"""
    return _text(answer) == _BOB


# 01 The confidential client

_API_AND_MORE = {"http://tenant-base-url/api", "openid", "offline_access"}


@exercise(
    "01.1",
    hint="Cut off the word Basic, base64.b64decode the rest, and take what stands before the colon.",
    why="No key was needed: base64 hides nothing. That is why the token endpoint is reached through TLS only.",
)
def reads_a_basic_header(answer: Any) -> bool:
    """Which client_id does the header of RFC 6749's example carry?"""
    return _text(answer.decode() if isinstance(answer, bytes) else answer) == "s6BhdRkqt3"


@exercise(
    "01.2",
    hint="Three words with spaces between them: the API's own scope, one for an ID token, one for a refresh token.",
    why="The words' order means nothing. The API's scope decides for whom the access token is; openid brings the ID token.",
)
def scope_for_the_api(answer: Any) -> bool:
    """Which scope asks for the API, for an ID token and for a refresh token?"""
    return isinstance(answer, str) and "," not in answer and set(answer.split(" ")) == _API_AND_MORE


@exercise(
    "01.3",
    hint="Make the flow with issuer=... alone, exchange and check(): [finding.rule for finding in report.findings if finding.is_error].",
    why="A token for two audiences is for two readers. You accept the second one only because you know who it is.",
)
def refuses_strangers(answer: Any) -> bool:
    """Which rule stops the token when the second audience is not trusted?"""
    return _words(answer) == {"IDTC-AUD-UNTRUSTED"}


# 02 The public client

VERIFIER = "a-verifier-of-my-own-with-43-characters-012"


@exercise(
    "02.1",
    hint="Hash the ASCII bytes with SHA-256, take digest() and not hexdigest(), encode it in base64url, drop the = at the end.",
    why="43 characters, whatever the verifier's length: 32 bytes of hash, six bits to a letter.",
)
def challenge(answer: Any) -> bool:
    """What is the S256 challenge of the verifier in the text?"""
    return _text(answer.decode() if isinstance(answer, bytes) else answer) == code_challenge(VERIFIER)


@exercise(
    "02.2",
    hint="Ask who compares: the client when the browser returns, the provider at the token endpoint, or the client in the ID token.",
    why="state guards the way back, PKCE the code, the nonce the token. Each of them stands where the others cannot see.",
)
def three_guards(answer: Any) -> bool:
    """Which of state, nonce and PKCE stops each of the three attacks?"""
    found = {_text(attack): _text(guard).lower() for attack, guard in dict(answer).items()}
    return found == {"a forged redirect": "state", "a stolen code": "pkce", "an old ID token": "nonce"}


@exercise(
    "02.3",
    hint="Make both flows with flow.again(state=None, nonce=None, pkce=None), go on as in the text, check(), and give the victim's flow.",
    why="Nothing failed, and the victim is signed in as Bob: without the three values nobody could have noticed.",
)
def nobody_notices(answer: Any) -> bool:
    """What is noticed of Bob's forged redirect when state, nonce and PKCE are all left out?"""
    run = answer.run
    sent = {name for name, _ in run.params}
    checked = run.report.counts["pass"] > 0 and run.report.ok
    return checked and run.claims["sub"] == _BOB and not sent & {"state", "nonce", "code_challenge"}
