"""One way of reading for all exercises: every sensible spelling of a right answer is right, and a slip is named.

Each exercise of each lesson stands in one of the groups below, with an answer that is right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from explorer import Flow, LocalProvider
from explorer.lessons import HOMES, exercises_of, lesson
from explorer.lessons.public_client import VERIFIER
from explorer.protocol.pkce import code_challenge

NAMES = {
    "00.1": "state code code_challenge",
    "01.2": "openid offline_access http://tenant-base-url/api",
    "01.3": "IDTC-AUD-UNTRUSTED",
    "03.1": "HS256",
    "04.2": "missing-exp stranger-in-audience wrong-nonce",
    "04.3": "IDTC-SUB-MISSING",
    "06.1": "prompt=none API",
    "07.1": "phone_number phone_number_verified",
    "09.2": "keys-broken stale-metadata",
    "11.2": "code-single-use",
    "11.3": "not-known",
}
CHOICES: dict[str, dict[Any, str]] = {
    "00.2": {"client_secret": "provider", "state": "client", "nonce": "client", "code": "provider", "code_verifier": "client", "id_token": "provider"},
    "02.2": {"a forged redirect": "state", "a stolen code": "PKCE", "an old ID token": "nonce"},
    "04.1": {
        "a token that the owner of a game brings along": "aud",
        "a token whose sub somebody has changed": "signature",
        "a token out of a backup of last year": "exp",
        "a token that was seen a minute ago": "nonce",
        "an access token of somebody else": "at_hash",
    },
    "05.1": {"forged redirect": "state", "injected code": "PKCE", "mix-up": "iss", "lookalike": "redirect_uri"},
    "05.2": {2: "AUTHR-STATE-MISMATCH", 14: "AUTHR-ISS-MISSING", 18: "AUTHR-ISS-MISMATCH", 21: "AUTHR-DUPLICATE-PARAM"},
    "07.2": dict.fromkeys(["another state", "another code", "another exp"], "chance")
    | dict.fromkeys(["another lifetime", "another aud", "no nonce"], "news"),
    "08.2": dict.fromkeys(["the correlation id", "the client_id", "the saved run", "the text of curl()"], "send")
    | dict.fromkeys(["the values of shell_variables()", "an access token", "the Authorization header", "a HAR file of the browser"], "keep"),
    "09.1": {
        "long-sub": "check",
        "extra-members": "comparison",
        "stale-code": "trying",
        "announces-none": "check",
        "redirect-uri-not-compared": "trying",
    },
    "10.1": {4: "secret-white-space", 6: "code-cut", 8: "code-percent-encoded", 12: "refresh-token-revoked"},
    "11.1": {
        "a page with an error, status 200": "refused",
        "login_required at the altered address": "accepted",
        "login_required at the registered address": "ignored",
        "a captcha": "not asked",
    },
}  # fmt: skip
EXACT = {
    "00.3": "b90e63fd5572",
    "01.1": "s6BhdRkqt3",
    "02.1": code_challenge(VERIFIER),
    "03.3": "77QmUPtjPfzWtF2AnpK9RQ",
    "12.1": "https://shop.example/callback",
    "12.2": "req-7f3a-0002",
}
NUMBERS = {"07.3": 8, "10.2": 10}
DAYS = {"03.2": "2030-01-01"}
MADE = {"02.3", "05.3", "06.2", "06.3", "08.1", "08.3", "09.3", "10.3", "12.3"}  # a flow, a value, a text, a file

AS_NAMES: dict[str, Callable[[str], Any]] = {
    "capitals": str.upper,
    "small": str.lower,
    "quotes": lambda told: f'"{told}"',
    "curly quotes": lambda told: f"\u201c{told}\u201d",
    "back ticks": lambda told: " ".join(f"`{name}`" for name in told.split()),
    "commas": lambda told: ", ".join(told.split()),
    "commas alone": lambda told: ",".join(told.split()),
    "semicolons": lambda told: "; ".join(told.split()),
    "and": lambda told: " and ".join(told.split()),
    "full stop": lambda told: f"{told}.",
    "lines": lambda told: "\n".join(f"- {name}" for name in told.split()),
    "written list": lambda told: str(told.split()),
    "list": str.split,
    "tuple": lambda told: tuple(told.split()),
    "set": lambda told: set(told.split()),
    "bytes": str.encode,
    "other way round": lambda told: list(reversed(told.split())),
    "low lines": lambda told: told.replace("-", "_"),
    "hyphens": lambda told: told.replace("_", "-"),
    "blanks round =": lambda told: told.replace("=", " = "),
}
AS_WORD: dict[str, Callable[[str], Any]] = {
    name: AS_NAMES[name]
    for name in ("capitals", "small", "quotes", "curly quotes", "full stop", "list", "set", "bytes", "low lines", "hyphens")
    if name not in ("list", "set")
} | {"list of one": lambda word: [word], "blanks": lambda word: f"  {word}\n", "back ticks": lambda word: f"`{word}`"}
AS_VALUE: dict[str, Callable[[str], Any]] = {
    "blanks": lambda value: f" {value}\n",
    "quotes": lambda value: f'"{value}"',
    "back ticks": lambda value: f"`{value}`",
    "full stop": lambda value: f"{value}.",
    "label": lambda value: f"client_id: {value}",
    "parameter": lambda value: f"name={value}",
    "member": lambda value: f'"at_hash": "{value}"',
    "list of one": lambda value: [value],
    "bytes": str.encode,
}
WORDS = {8: "eight", 10: "ten"}


def judged(exercise: str, answer: Any) -> tuple[bool, str]:
    """Hand an answer in, as a notebook does."""
    number, _, own = exercise.partition(".")
    found = lesson(number)(int(own), answer)
    return found.is_right, found.sentence


def test_every_exercise_is_here() -> None:
    """An exercise that is added gets its spellings, too."""
    groups = [*NAMES, *CHOICES, *EXACT, *NUMBERS, *DAYS, *MADE]
    assert sorted(groups) == sorted(f"{number}.{own}" for number in HOMES for own in exercises_of(number))


@pytest.mark.parametrize("spelling", sorted(AS_NAMES))
@pytest.mark.parametrize("exercise", sorted(NAMES))
def test_names_in_every_spelling(exercise: str, spelling: str) -> None:
    """How names are written is not what is asked; but a scope, of which 01.2 asks, has no commas."""
    is_right, sentence = judged(exercise, AS_NAMES[spelling](NAMES[exercise]))
    is_wrong_scope = exercise == "01.2" and spelling in ("commas", "commas alone", "semicolons")
    assert is_right is not is_wrong_scope
    assert ("spaces between them and nothing else" in sentence) is is_wrong_scope


@pytest.mark.parametrize("spelling", sorted(AS_WORD))
@pytest.mark.parametrize("exercise", sorted(CHOICES))
def test_choices_in_every_spelling(exercise: str, spelling: str) -> None:
    """The same for the words of a dict, and for the names on its left."""
    answer = {f" {key}": AS_WORD[spelling](word) for key, word in CHOICES[exercise].items()}
    assert judged(exercise, answer)[0]


@pytest.mark.parametrize("spelling", sorted(AS_VALUE))
@pytest.mark.parametrize("exercise", sorted(EXACT))
def test_values_in_every_spelling(exercise: str, spelling: str) -> None:
    """A value is right to the letter; what stands around it does no harm."""
    assert judged(exercise, AS_VALUE[spelling](EXACT[exercise]))[0]


@pytest.mark.parametrize("exercise", sorted(EXACT))
def test_what_is_wrong_with_a_value(exercise: str) -> None:
    """Letter case, too much and a slip are told, and the right value is not."""
    right = EXACT[exercise]
    assert "Only capital and small letters differ" in judged(exercise, right.swapcase())[1]
    assert "more around it" in judged(exercise, f"{right}/x")[1]
    assert "One character or two" in judged(exercise, right[:3] + right[4:])[1]
    for answer in (right.swapcase(), f"{right}/x", right[:3] + right[4:]):
        assert not judged(exercise, answer)[0]
        assert right not in judged(exercise, answer)[1]


@pytest.mark.parametrize("exercise", sorted(NUMBERS))
def test_numbers_in_every_spelling(exercise: str) -> None:
    """Digits, words up to twelve, and what stands around a number; another number is wrong, and a text is no number."""
    right = NUMBERS[exercise]
    for answer in (
        right,
        float(right),
        f"{right}",
        f" {right}. ",
        f"{right},0",
        WORDS[right],
        WORDS[right].upper(),
        f"#{right}",
        [right],
    ):
        assert judged(exercise, answer)[0], answer
    for answer in (right + 1, f"-{right}", "eleven", f"{right} 1", True):
        assert not judged(exercise, answer)[0], answer
    assert "one number" in judged(exercise, "many")[1]


SHAPES = ["2030-1-1", "2030-01-01T00:00:00+00:00", "2030/01/01", "2030.01.01", "20300101", "1.1.2030", "01/01/2030", "1 January 2030",
          "January 1, 2030", "Jan. 1st, 2030", "1-Jan-2030", "`2030-01-01`.", "Tuesday, 1 January 2030", b"2030-01-01"]  # fmt: skip


@pytest.mark.parametrize("answer", SHAPES, ids=range(len(SHAPES)))
@pytest.mark.parametrize("exercise", sorted(DAYS))
def test_days_in_every_shape(exercise: str, answer: Any) -> None:
    """A day is a day, however its parts are ordered."""
    assert judged(exercise, answer)[0]


@pytest.mark.parametrize("answer", ["2030", "2030-13-01", "2030-01-02", "12030-01-01", "31.12.2029", "tomorrow"])
def test_other_days(answer: str) -> None:
    """Another day, and what is none."""
    assert not judged("03.2", answer)[0]


def slips() -> list[tuple[str, Any, str, str]]:
    """For each exercise with names: its right answer with another letter in the longest name, that slip, and the name."""
    found: list[tuple[str, Any, str, str]] = []
    for exercise, told in NAMES.items():
        name = max(told.split(), key=len)
        found.append((exercise, told.replace(name, _slip(name)), _slip(name), name.replace("not-known", "not known")))
    for exercise, right in CHOICES.items():
        key, name = max(right.items(), key=lambda pair: len(pair[1]))
        if len(name) >= 5:  # in shorter ones, one slip makes too much of a word
            found.append((exercise, right | {key: _slip(name)}, _slip(name), name))
    return found


def _slip(name: str) -> str:
    return f"{name[:2]}q{name[3:]}"


@pytest.mark.parametrize(("exercise", "answer", "slip", "name"), slips(), ids=[slip[0] for slip in slips()])
def test_a_slip_is_named(exercise: str, answer: Any, slip: str, name: str) -> None:
    """A word that is nearly one of the possible names is told, with the name that was meant."""
    is_right, sentence = judged(exercise, answer)
    assert not is_right
    assert f"{slip} is none of the " in sentence
    assert f"did you mean `{name}`?" in sentence


def test_a_word_that_is_no_name_is_not_repeated() -> None:
    """It may be a secret, so the possible names are told instead."""
    sentence = judged("00.1", "state canary-73f1")[1]
    assert "canary" not in sentence
    assert "A word of it is none of the seven names: `client_secret`, `state`, `code`," in sentence
    assert "1 of your 2 names is right." in sentence
    assert "A word of it is none of the" in judged("01.3", "missing-aud")[1]


@pytest.mark.parametrize("exercise", sorted(CHOICES))
def test_how_much_of_a_dict_is_right(exercise: str) -> None:
    """With one slip the number of right ones is told; untouched, what is to be done; a text is no dict."""
    right = CHOICES[exercise]
    first, other = next(iter(right)), next(word for word in right.values() if word != next(iter(right.values())))
    assert f"{len(right) - 1} of the {len(right)} " in judged(exercise, right | {first: other})[1]
    assert "1 still to be answered" in judged(exercise, right | {first: "?"})[1]
    assert "eplace each ?" in judged(exercise, dict.fromkeys(right, "?"))[1]
    assert "is a dict" in judged(exercise, " ".join(right.values()))[1]


@pytest.mark.parametrize("exercise", sorted(name for name, told in NAMES.items() if " " in told))
def test_how_many_names_are_right(exercise: str) -> None:
    """Too few names are told apart from wrong ones."""
    names = NAMES[exercise].split()
    assert "there is more to find" in judged(exercise, names[:-1])[1]
    assert f"{len(names)} of your {len(names) + 1} " in judged(exercise, [*names, "canary"])[1]


@pytest.mark.parametrize("exercise", sorted(MADE))
def test_something_else_than_what_was_to_be_made(exercise: str) -> None:
    """Where a flow, a value or a file is asked for, a text is told so; 08.3 asks for a text."""
    assert "Your answer is " in judged(exercise, "tokens")[1] or exercise == "08.3"


def test_what_a_flow_lacks_is_named() -> None:
    """A report to the support names what is missing, and does not repeat what it says."""
    sentence = judged("08.3", "invalid_grant for the client canary-73f1, ECID: abcdefgh12345")[1]
    assert "4 of 5 parts are there; not yet: the day and the time." in sentence
    assert "canary" not in sentence


@pytest.mark.parametrize(
    ("exercise", "answer", "told"),
    [
        ("00.3", "sub: 4f7c2d18a9e1", "That is Alice's."),
        ("00.3", "Bob", "That is what he is called at the sign-in"),
        ("01.3", "aud", "aud stands in the names of 13 rules; give one of these names whole."),
        ("01.3", "IDTC-AUD", "IDTC-AUD stands in the names of five rules"),
        ("01.3", "IDTC-AUD-MISMATCH", "IDTC-AUD-MISMATCH is another one."),
        ("07.3", 1 / 8, "the other way round"),
        ("07.3", 28_799, "how long it lives, in seconds"),
    ],
    ids=str,
)
def test_what_is_easily_taken_for_it_is_recognised(exercise: str, answer: Any, told: str) -> None:
    """A likely wrong answer is told what it is."""
    is_right, sentence = judged(exercise, answer)
    assert not is_right
    assert told in sentence


def test_a_number_that_was_measured_is_nearly_right() -> None:
    """A token that was made across a second lives 28,799 s; eight and a half is wrong all the same."""
    assert judged("07.3", 28_799 / 3_600)[0]
    assert not judged("07.3", 8.5)[0]


def test_a_flow_that_lacks_everything_is_told_what() -> None:
    """Whoever hands in a flow is not told to hand in a flow."""
    with LocalProvider(port=0) as provider:
        flow = Flow(provider.issuer, provider.register("lacking"))
        assert "0 of 2 parts are there; not yet: a code that was sent; tokens" in judged("10.3", flow)[1]


def test_the_parts_of_pkce_are_pkce() -> None:
    """Lesson 02's table says code_verifier of what stops a stolen code: right, and PKCE is the word for it."""
    for exercise, key in (("02.2", "a stolen code"), ("05.1", "injected code")):
        is_right, sentence = judged(exercise, CHOICES[exercise] | {key: "code_verifier"})
        assert is_right
        assert "In a word of this lesson: PKCE." in sentence


def test_work_is_bounded() -> None:
    """A flood of words is told from an answer without comparing each with all rules."""
    assert not judged("01.3", ["IDTC AUD " * 200] * 60)[0]
    assert not judged("01.3", "x " * 100_000)[0]
