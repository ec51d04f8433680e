"""The provider's words: every phrase and every vendor's code is recognised, whatever the shape in which it comes."""

from __future__ import annotations

import pytest

from explorer.diagnosis import diagnose
from explorer.diagnosis.causes import CAUSES
from explorer.diagnosis.signs import READS
from explorer.diagnosis.words import read_words
from explorer.reference import error_codes, phrase_examples, phrases
from tests.diagnosis.made import evidence, run_with

EXAMPLES = [(cause, example) for cause, examples in phrase_examples().items() for example in examples]
VENDORS = error_codes("vendor")


@pytest.mark.parametrize(("cause", "example"), EXAMPLES)
def test_every_phrase_is_reached(cause: str, example: str) -> None:
    """A sentence of a provider names its cause; a sentence of the standards, which names them all, names none."""
    named = {each.cause for each in read_words(None, [{"error_description": example}]).named}
    assert named == set() if cause == "nothing" else cause in named


@pytest.mark.parametrize("entry", VENDORS, ids=[entry.name for entry in VENDORS])
def test_every_vendor_code_is_reached(entry) -> None:
    """As the error, in a description, in a list of numbers, or deep in an answer, it is recognised and names its causes."""
    shapes: list[object] = [{"error": entry.name}, f"<p>Sorry: {entry.name}.</p>", {"a": [{"detail": f"{entry.name}: no"}]}]
    if entry.name.startswith("AADSTS"):
        shapes.append({"error_codes": [int(entry.name.removeprefix("AADSTS"))]})
    for shape in shapes:
        words = read_words(None, [shape])
        assert entry in words.entries
        assert set(entry.points_to) <= {each.cause for each in words.named}
    assert entry.points_to


def test_words_point_to_causes_that_exist() -> None:
    """A misspelt id would say nothing for ever."""
    assert not [cause for cause in phrases() if cause not in CAUSES]
    assert not [(entry.name, cause) for entry in VENDORS for cause in entry.points_to if cause not in CAUSES]


def test_words_alone_prove_nothing() -> None:
    """However plain they are; and against what the record holds they are possible at most."""
    run = run_with(evidence(), "invalid_grant", description="The authorization code has already been used.")
    first = diagnose(run).causes[0]
    assert (first.id, first.verdict) == ("code-used-before", "likely")
    run = run_with(evidence(), "invalid_grant", description="redirect_uri is required")
    assert {cause.id: cause.verdict for cause in diagnose(run).causes}["redirect-uri-missing"] == "possible"


def test_words_and_the_record_together_prove() -> None:
    """A slip that the provider itself names is the cause."""
    run = run_with(evidence(grant={"redirect_uri": None}), "invalid_grant", description="redirect_uri is required")
    assert [cause.id for cause in diagnose(run).proven] == ["redirect-uri-missing"]


@pytest.mark.parametrize("said", [None, "", "\u4f60\u597d", "computer says no", 7, {"a": None}, ["x" * 100_000]])
def test_other_words_are_no_evidence(said) -> None:
    """Unknown words, other languages and no words at all leave the record to speak."""
    run = run_with(evidence(grant={"code_verifier": None}), "invalid_grant", description=said)
    first = diagnose(run).causes[0]
    assert (first.id, first.verdict) == ("verifier-missing", "likely")


def test_what_nobody_recognises_is_shown_all_the_same() -> None:
    """The provider's sentence stands in the text of a diagnosis, once, whether or not it names a cause."""
    shown = repr(diagnose(run_with(evidence(), "invalid_client", description="The moon is in the wrong house.")))
    assert 'the provider says: "The moon is in the wrong house."' in shown
    known = repr(diagnose(run_with(evidence(), "invalid_grant", description="This code has already been used.")))
    assert "  the provider says" not in known
    assert known.count('The provider says: "This code has already been used."') == 1


SENTENCES = [
    (
        "invalid_client",
        "AADSTS7000215: Ensure the secret is the client secret value, not the client secret ID.",
        "secret-is-an-id",
    ),
    ("invalid_client", "Parameter client_assertion_type is missing", "method-not-registered"),
    ("invalid_request", "unexpected parameter foo", "parameter-misspelt"),
    ("unauthorized_client", "Invalid client or Invalid client credentials", "secret-wrong"),
]


@pytest.mark.parametrize(("error", "said", "first"), SENTENCES, ids=[first for _, _, first in SENTENCES])
def test_the_first_cause_is_the_one_that_the_words_name(error: str, said: str, first: str) -> None:
    """And the sentence above it says nothing else, also where the error code is used for another thing."""
    found = diagnose(run_with(evidence(), error, description=said))
    assert found.first is not None
    assert found.first.id == first
    assert "grant_type" not in found.sentence


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("EntityNotFoundException: OAuthClient with id 7", "client-unknown"),
        ("org.example.ClientSecretMismatchException", "secret-wrong"),
        ("\u0130stemci bulunamad\u0131", "client-unknown"),
    ],
)
def test_names_of_programs_are_words(said: str, cause: str) -> None:
    """What an exception is called says what went wrong; and a Turkish capital is a letter like another."""
    assert cause in {each.cause for each in read_words(None, [said]).with_readings().named if each.weight >= READS}


def test_a_product_is_no_program() -> None:
    """Two words in one are no name of an error: JavaScript is no script."""
    assert read_words(None, ["JavaScript of PayPal failed"]).with_readings().named == ()


def test_an_address_that_is_refused_is_no_unknown_client() -> None:
    """A sentence that names the client and then the redirect address is about the address."""
    said = "Client abc123 requested an invalid redirect URL: http://localhost:3000"
    assert "client-unknown" not in {each.cause for each in read_words(None, [said]).named if each.weight >= READS}
