"""Did you mean ...? Recorded misspellings, near misses, and silence for what is right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.reference import parameters, spelling, tables

AUTHORIZE = [entry.name for entry in parameters("authorize")]
TOKEN = [entry.name for entry in parameters("token_request")]
EVERY = sorted({name for _, name in tables._parameters()})
SAMPLES = {
    "swapped": ("reidrect_uri", "redirect_uri"),
    "recorded": ("callback_url", "redirect_uri"),
    "one letter short": ("redirct_uri", "redirect_uri"),
    "one letter long": ("noncee", "nonce"),
    "neighbours swapped": ("satte", "state"),
    "two errors in a long name": ("code_chalange", "code_challenge"),
    "capital letters": ("REDIRECT_URI", "redirect_uri"),
    "capital letters in a short name": ("IDP", "idp"),
}


@pytest.mark.parametrize(("wrong", "right"), SAMPLES.values(), ids=SAMPLES.keys())
def test_a_misspelt_name_is_recognised(wrong, right):
    """Typing errors and other names for the same thing lead to the right one."""
    assert spelling(wrong, AUTHORIZE) == right


@pytest.mark.parametrize("name", ["theme", "style", "store", "tracking_id", "x", "", "nonceworthy", "é" * 5, "n" * 100_000])
def test_an_unrelated_name_is_left_alone(name):
    """A parameter of the application's own is no misspelling."""
    assert spelling(name, AUTHORIZE) is None


@pytest.mark.parametrize("wrong", sorted(tables.misspellings()))
def test_recorded_misspellings_lead_to_the_recorded_name(wrong):
    """Each spelling in the dictionary is wrong everywhere and leads to a parameter that exists."""
    assert wrong not in EVERY
    assert tables.misspellings()[wrong] in EVERY
    assert spelling(wrong, EVERY) == tables.misspellings()[wrong]


def test_no_wrong_spelling_is_recorded_twice():
    """One wrong spelling cannot mean two names."""
    spellings = [wrong for wrongs in tables._read("misspellings").values() for wrong in wrongs]
    assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize("known", [AUTHORIZE, TOKEN, EVERY], ids=["authorize", "token_request", "every"])
def test_the_name_of_another_message_is_no_misspelling(known):
    """A right name in the wrong message, such as `id_token` in an authorize request, is another rule's business."""
    assert {name: spelling(name, known) for name in EVERY if spelling(name, known)} == {}


def test_only_known_names_are_suggested():
    """The dictionary does not speak of what is not right in this place."""
    assert spelling("reidrect_uri", ["scope", "state"]) is None
    assert spelling("scopes", []) is None


def test_a_tie_has_one_answer():
    """Two names at the same distance always give the same answer, in whatever order they come."""
    assert spelling("abcdx", ["abcdz", "abcdy"]) == spelling("abcdx", ["abcdy", "abcdz"]) == "abcdy"


@given(name=st.text(max_size=40), known=st.lists(st.text(max_size=40), max_size=8))
def test_spelling_never_raises_and_suggests_only_known_names(name, known):
    """Whatever comes, the answer is a known name or None, and None for a name that is known."""
    answer = spelling(name, known)
    assert answer is None or answer in known
    assert spelling(name, [*known, name]) is None


@given(name=st.sampled_from([name for name in EVERY if len(name) >= 8]), data=st.data())
def test_a_letter_that_is_left_out_is_found(name, data):
    """Any long name with one letter missing still leads back to a known name."""
    place = data.draw(st.integers(0, len(name) - 1))
    typed = name[:place] + name[place + 1 :]
    assert typed in EVERY or spelling(typed, EVERY) is not None
