"""Words that nobody here has met: with what the record holds the true cause comes first, by the thing and what is said of it."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from pathlib import Path

import pytest

from explorer import Client
from explorer.diagnosis.causes import CAUSES
from explorer.diagnosis.relations import read_relations
from explorer.reference import phrase_examples, relations
from tests.diagnosis.answers import of_line
from tests.diagnosis.provoking import TOKENS, Failure, Score, provoke
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SmallProvider
from tests.diagnosis.voices import by_the_book
from tests.growth import assert_linear, repeated

SECRET = "plain-secret-of-letters"
CLIENT = Client("app", SECRET, redirect_uri=CALLBACK)
# What our record cannot see: the request is right, and something is the matter at the provider.
UNSEEN = ("code-used-before", "code-old", "secret-wrong", "method-not-registered")
OTHER = Failure("token", "other-client", token=lambda flow: {"client": dataclasses.replace(flow.client, client_id="app2")})
HOW = {failure.cause: failure for failure in (OTHER, *reversed(TOKENS)) if failure.cause not in UNSEEN}


def sentences() -> dict[str, list[str]]:
    """Return the lines of unseen.txt by their cause."""
    said: dict[str, list[str]] = defaultdict(list)
    cause = ""
    for line in Path(__file__).with_name("unseen.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            cause = line.strip("[]")
        elif line and not line.startswith("#"):
            said[cause].append(line)
    return dict(said)


def test_whatever_they_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In 98 of a hundred sentences the true cause is first; none is proven by such a reading, and no true one is ruled out."""
    score = Score()
    for cause, lines in sentences().items():
        for line in lines:
            small = SmallProvider(by_the_book, secret=SECRET, answers={"/token": of_line(line)})
            failure = HOW.get(cause, Failure("token", cause))
            score.add(failure, provoke(failure, ISSUER, CLIENT, small.sign_in, tmp_path, small))
    with capsys.disabled():
        print(f"\nunseen words: {score}", *score.misses, sep="\n  missed: ")
    assert score.wrongly_proven == []
    assert score.ruled_out == []
    assert score.total.total() > 300
    assert score.first.total() >= 0.98 * score.total.total(), score.misses


def read(text: str) -> set[str]:
    """Return the causes that are read from a text."""
    return {cause for reading in read_relations(text.lower()) for cause in reading.causes}


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("The secret of this application ran out", "secret-expired"),
        ("Das Kennwort des Clients stimmt nicht", "secret-wrong"),
        ("The client did not present any credentials", "credential-missing"),
        ("auth_code_expired", "code-old"),
        ("no code_challenge on record", "verifier-unexpected"),
        ("Client was not registered with scope openid", "scope-not-allowed"),
        ("This app is set up for client_secret_post", "method-not-registered"),
        ("The app is not registered for this redirect_uri", "redirect-uri-not-registered"),
        ("\u5e94\u7528\u5df2\u505c\u7528", "client-disabled"),
    ],
)
def test_who_is_meant(text: str, cause: str) -> None:
    """Of two nouns the head counts, before a verb that takes an object the one behind it; names in one word are parted."""
    assert cause in read(text)


@pytest.mark.parametrize("text", ["invalid_client", "Access denied by the moon", "Try again later, dear user", "", "\0" * 50])
def test_what_says_nothing(text: str) -> None:
    """The codes of the standards are weighed as codes, and what names no thing names no cause."""
    assert read(text) == set()


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Contractors may not use this application", "user-not-allowed"),
        ("The application may not use this flow", "grant-not-allowed"),
        ("user clicked deny", "user-said-no"),
        ("The request was rejected by the account holder", "user-said-no"),
        ("The requested rights have not been granted by your admin", "consent-missing"),
        ("webhook returned status 503", "provider-hook-failed"),
        ("a nonce is mandatory: nonce missing", "nonce-required"),
        ("acr values not supported", "acr-unmet"),
        ("Kullanıcı giriş yapmaktan men edildi", "user-not-allowed"),
        ("세션을 찾을 수 없어요", "sign-in-loops"),
        ("Конечный пользователь прервал взаимодействие", "user-said-no"),
        ("密码错误", "sign-in-failed"),
    ],
)
def test_words_of_the_first_leg(text: str, cause: str) -> None:
    """Who does something to whom counts: a person who may not, a person who would not, an administrator who has not yet."""
    assert cause in read(text)


def test_what_cannot_be_is_not_meant() -> None:
    """At the token endpoint no access token is asked about: the sentence is about the code that stands further away."""
    said = "the code of this sign-in has been turned into tokens already"
    possible = {"code-used-before", "code-old"}
    assert possible & {cause for each in read_relations(said, possible) for cause in each.causes} == {"code-used-before"}


@pytest.mark.parametrize(
    ("text", "cause", "is_plain"),
    [
        ("The redirect_uri is not to our taste", "redirect-uri-differs", False),
        ("We met this code before", "code-used-before", True),
    ],
)
def test_what_says_hardly_anything(text: str, cause: str, is_plain: bool) -> None:
    """A bare "not" or "before" is looked at where a sentence says nothing else."""
    assert [reading.is_plain for reading in read_relations(text.lower()) if cause in reading.causes] == [is_plain]
    assert read(f"{text}, it is expired") & {"code-old", cause} != {"code-old", cause}


def test_a_passive_names_nobody_who_refused() -> None:
    """Whoever was denied did not deny."""
    assert "user-said-no" not in read("the user was denied by a policy")
    assert read("access of the user was denied") == set()


def test_the_table_is_whole() -> None:
    """Each thing, each predicate and each cause in it exists, or it would say nothing for ever."""
    table = relations()
    for kind in ("means", "hardly"):
        for thing, means in table[kind].items():
            assert thing in table["things"]
            assert set(means) <= set(table["said"])
            assert {cause for causes in means.values() for cause in causes} <= {each.id for each in CAUSES}
    assert set(table["before"]) <= set(table["said"])


def test_no_sentence_of_the_test_is_learnt_by_heart() -> None:
    """What is tested here is how unknown words are read, so none of them may be an example of a known phrase."""
    known = {example.lower() for examples in phrase_examples().values() for example in examples}
    told = [line.partition(": ")[2].lower() for lines in sentences().values() for line in lines]
    assert not [words for words in told if words and words in known]


def test_a_long_text_costs_no_more() -> None:
    """Only its beginning is read."""
    assert_linear(repeated("the code is not the code, and no secret of the client "), read_relations)
