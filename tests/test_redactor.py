"""A known secret is found in every spelling that the redactor claims, and no text costs more than its length allows."""

from __future__ import annotations

import base64
import json
import random
import threading
import time
import urllib.parse
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.redactor import KnownSecrets, may_hold, redact, redact_all
from explorer.secret import Secret
from tests.growth import assert_linear
from tests.hostile import patient
from tests.spellings import SIMPLE, SPELLINGS, Spell

SECRETS = [
    "made-up-code-31415926535",
    "made+up/secret=1234567890",
    "100%pure:made up & <b>secret</b>",
    "pässwört-Ω-日本-😀-geheim",
    "quote\"back\\slash'tab%41&amp;end",
    "%2Fmade%2Fup%2F1234",
    "Short7/",
    "abcdefghijklmno",
    "&lt&#60;\\u0041%25",
    "aB+/9z",
]


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("value", SECRETS)
def test_every_spelling_of_every_secret(value: str, spell: Spell) -> None:
    """Nothing of the spelling is left, and what stands around it is."""
    secret, spelled = Secret(value, "code"), spell(value)
    for text in (f"bad code: {spelled} (again)", spelled, f"bad: '{spelled}'", f"überall:\n{spelled}\n"):
        redacted = redact(text, [secret])
        assert may_hold(text, KnownSecrets([secret]))
        assert str(secret) in redacted
        assert spelled not in redacted
        assert redacted.startswith(text.partition(spelled)[0])
        assert may_hold(json.dumps({"text": text}), [secret])


@given(
    st.text("abcdefghijklmnopqrstuvwxyzABCXYZ019", min_size=8, max_size=24),
    st.lists(st.sampled_from(list(SIMPLE.values())), min_size=24, max_size=24),
)
@patient
def test_each_letter_in_a_spelling_of_its_own(value: str, spellings: list[Spell]) -> None:
    """One letter in percent signs, the next as a reference, the next escaped."""
    value += "-made/up+1"
    text = "".join(
        f"{spell(letter)}" if not spell(letter)[-1:].isdigit() else letter
        for letter, spell in zip(value, spellings, strict=False)
    )
    text += value[len(spellings) :]
    assert redact(f"({text})", [secret := Secret(value)]) == f"({secret})"


@pytest.mark.parametrize("encode", [urllib.parse.quote_plus, str])
@pytest.mark.parametrize("spell", SIMPLE.values(), ids=SIMPLE)
@pytest.mark.parametrize("value", ["made+up/secret=1234567890", "with:colons%and spaces", "pässwört-geheim", "x1"])
def test_basic_credentials_without_their_scheme(value: str, encode: Spell, spell: Spell) -> None:
    """As they travelled, in either encoding of the pair; where the secret is too short to be looked for, too."""
    token = base64.b64encode(f"app:{encode(value)}".encode()).decode()
    known = [Secret(f"Basic {token}", "basic_authorization"), Secret(value, "client_secret")]
    redacted = redact(f"bad credentials {spell(token)}", known)
    assert spell(token) not in redacted
    assert token[6:] not in redacted


@pytest.mark.parametrize(
    "text",
    [
        "see https://user:made-up-password@op.example/a?b=c",
        "postgres://:made-up-password@host, and ftp://u:made-up-password@h",
        "https://a%40b:made-up-password@[::1]:8080/",
        '{"issuer":"https://u:made-up-password@op.example"}',
    ],
)
def test_a_password_in_an_address(text: str) -> None:
    """It is redacted without being known, wherever it stands; the host stays."""
    shown = redact(text, ())
    assert "made-up-password" not in shown
    assert text.partition("@")[2].rpartition("made-up")[0] in shown or "@" in shown
    assert redact(shown, ()) == shown


@pytest.mark.parametrize("text", ["https://op.example:8080/a@b", "mail a@b.example: x", "http://user:***@proxy", "a://b/c:d@e"])
def test_what_is_no_password_in_an_address(text: str) -> None:
    """A port, a mail, a path, and what is hidden already."""
    assert redact(text, ()) == text


def test_a_secret_in_latin_1() -> None:
    """A header is read as Latin-1, so that a secret in UTF-8 has two letters for one there."""
    secret = Secret("pässwört-geheim")
    assert redact("no " + "pässwört-geheim".encode().decode("latin-1"), [secret]) == f"no {secret}"
    both = Secret("p%41sswört-geheim", "client_secret")  # which holds an escape, too
    assert redact("no " + both.reveal().encode().decode("latin-1"), [both]) == f"no {both}"
    assert redact("no " + "pAsswört-geheim".encode().decode("latin-1"), [both]) == f"no {both}"


def test_what_overlaps_is_hidden_whole() -> None:
    """Where one secret ends within the next, and where one lies within another."""
    first, second, inner = Secret("abcdefgh-1234567"), Secret("1234567-ijklmnop"), Secret("defgh-12")
    assert redact("(abcdefgh-1234567-ijklmnop)", [inner, second, first]) == f"({first})"
    assert redact("(abcdefgh-1234567)", [inner, first]) == f"({first})"
    assert redact("(%61bcdefgh-1234567)", [inner, first]) == f"({first})"  # the inner one is seen in the layer above, too


def test_texts_that_are_searched_together_stay_apart() -> None:
    """A secret that ends in the next text is none; each text has its own; one with a null character is whole."""
    secret = Secret("made-up-code-31415926535")
    texts = ["a\0b", "made-up-code-", "31415926535", "x made-up-code-31415926535", "", "ü%6Dade-up-code-31415926535 ü"]
    assert redact_all(texts, [secret]) == ["a\0b", "made-up-code-", "31415926535", f"x {secret}", "", f"ü{secret} ü"]
    honest = ["nothing", "to hide %41 &amp; \\n"]
    assert redact_all(honest, [secret]) is honest


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("before", range(10))
def test_one_among_hundreds(spell: Spell, before: int) -> None:
    """Among three hundred secrets of a long session the one that is repeated is found, wherever it begins."""
    known = KnownSecrets(Secret(f"{number:03}/SplxlOBeZQQYbYS6WxSbIA-{number:03}", "code") for number in range(300))
    echoed = Secret("137/SplxlOBeZQQYbYS6WxSbIA-137", "code")
    redacted = redact(f"{'.' * before}[{spell(echoed.reveal())}]", known)
    assert "WxSbIA" not in redacted
    assert str(echoed) in redacted


def test_secrets_that_come_later() -> None:
    """What is added later is found too, and a short one stays in view."""
    known = KnownSecrets(Secret(f"first-{number}-0123456789abcdef") for number in range(100))
    assert not may_hold("the word is later-0123456789ghijkl, or abc1", known)
    known.add(Secret("later-0123456789ghijkl"), Secret("abc1"), Secret("abc"))
    assert redact("later-0123456789ghijkl abc1 abc", known).count("<secret ") == 2
    assert redact("abc", known) == "abc"


@given(st.text("ab%&;#x\\u0041=+/ é😀", max_size=60))
@patient
def test_a_text_without_secrets_stays(text: str) -> None:
    """However much it looks like escapes."""
    assert redact(text, [Secret("made-up-code-31415926535")]) == text


# Hostile texts


CODE = "made-up-code-31415926535"
MANY = [
    *(Secret("a" * (3_980 + number) + "b") for number in range(20)),
    *(Secret("b" + "a" * (3_980 + number)) for number in range(20)),
    *(Secret("ab" * number + "c") for number in range(8, 200)),
    Secret(CODE, "code"),
]
HOSTILE: dict[str, Callable[[int], str]] = {
    "repeated beginnings": lambda size: "a" * size,
    "many beginnings": lambda size: "ab" * (size // 2),
    "endings": lambda size: ("a" * 20 + "b") * (size // 21),
    "percent of percent": lambda size: "%" + "25" * (size // 2),
    "many percents of percent": lambda size: "%25252541" * (size // 9),
    "percent": lambda size: "%41" * (size // 3),
    "ampersands": lambda size: "&" + "amp;" * (size // 4),
    "references": lambda size: "&lt;" * (size // 4),
    "references without end": lambda size: "&#" + "0" * size,
    "no references": lambda size: "&a" * (size // 2),
    "names without end": lambda size: ("&" + "a" * 40) * (size // 41),
    "backslashes": lambda size: "\\" * size,
    "escapes": lambda size: "\\n" * (size // 2),
    "base64": lambda size: base64.b64encode(random.Random(1).randbytes(size * 3 // 4)).decode(),  # noqa: S311 - the same each time
    "escapes in base64": lambda size: base64.b64encode(b"\\n" * (size * 3 // 8)).decode(),
    "runs of base64": lambda size: "YWJjZGVmZ2hpamtsbW5vcA== " * (size // 25),
    "everything": lambda size: "%25252541&amp;amp;lt;\\\\u0041YWFhYWFhYWFhYWFhYWFh" * (size // 50),
    "secrets": lambda size: f"{CODE} " * (size // 25),
    "secrets in percent": lambda size: SIMPLE["percent"](CODE) * (size // 72),
    "secrets in base64": lambda size: base64.b64encode(CODE.encode() * (size // 33)).decode(),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_the_work_grows_as_the_text_does(make: Callable[[int], str]) -> None:
    """Eight times the text costs some eight times as much: what is quadratic costs sixty-four times."""
    known = KnownSecrets(MANY)
    assert_linear(make, lambda text: redact(text, known))
    assert CODE not in redact(make(10_000), known)


def test_a_text_made_of_beginnings_is_withheld() -> None:
    """It is not searched to its end, and so it is not shown; its neighbours are."""
    known = KnownSecrets(MANY)
    withheld, honest = redact_all(["a" * 300_000, "an honest text"], known)
    assert withheld.startswith("(withheld: 300,000 bytes")
    assert honest == "an honest text"


def test_other_threads_run_meanwhile() -> None:
    """No step of the search holds the interpreter for long; what other programs take of the machine does not count."""
    text, known, waits, done = HOSTILE["everything"](500_000), KnownSecrets(MANY), [0.0], threading.Event()

    def watch() -> None:
        last = time.process_time()
        while not done.wait(0.005):
            waits.append(time.process_time() - last)
            last = time.process_time()

    watcher = threading.Thread(target=watch)
    watcher.start()
    redact(text, known)
    done.set()
    watcher.join()
    assert max(waits) < 1.5
