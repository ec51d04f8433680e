"""The way to the entries: lazy, once, and None for what is not known."""

import subprocess
import sys

import pytest

import explorer.reference as reference
from explorer.reference import tables

WATCH = """
import sys
opened = []
sys.addaudithook(lambda event, args: event == "open" and str(args[0]).endswith(".toml") and opened.append(args[0]))
import explorer.reference as reference
assert opened == [], opened
reference.parameter("state")
reference.parameter("nonce")
assert [path.rsplit("/", 1)[-1].rsplit("\\\\", 1)[-1] for path in map(str, opened)] == ["parameters.toml"], opened
"""


def test_importing_parses_nothing_and_a_file_is_read_once():
    """The first question opens its own file, the second opens none."""
    done = subprocess.run([sys.executable, "-c", WATCH], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "lookup",
    [
        reference.parameter,
        reference.claim,
        reference.error_code,
        reference.member,
        reference.scope,
        reference.careless,
        reference.provider_facts,
    ],
)
@pytest.mark.parametrize("name", ["", "no_such_name", "State", "#", "#de", "\x00", "x" * 10_000])
def test_an_unknown_name_has_no_entry(lookup, name):
    """A name that nobody knows gives None, whatever it looks like."""
    assert lookup(name) is None


def test_a_parameter_is_explained_where_it_stands():
    """The same name means something else in another message."""
    assert reference.parameter("code") is None
    assert reference.parameter("state").where == "authorize"
    assert reference.parameter("redirect_uri").meaning != reference.parameter("redirect_uri", "token_request").meaning
    assert reference.parameter("state", "no_such_message") is None
    assert reference.parameters("no_such_message") == ()


def test_parameters_of_a_message_come_with_vendors_last():
    """A table can draw the standard first and the extensions below it."""
    for where in {entry.where for entry in tables._parameters().values()}:
        vendors = [bool(entry.vendor) for entry in reference.parameters(where)]
        assert vendors
        assert vendors == sorted(vendors), where


def test_a_vendor_parameter_names_its_vendor():
    """A reader sees whose extension it is."""
    assert reference.parameter("access_type").vendor == "Google"
    assert reference.parameter("scope").vendor == ""


def test_claims_and_header_fields_are_apart():
    """`nonce` is a claim of every ID token, and a header field of Microsoft's only."""
    assert reference.claim("nonce").vendor == ""
    assert reference.claim("nonce", "header").vendor == "Microsoft Entra ID"
    assert reference.claim("alg") is None
    assert reference.claim("alg", "header").kind == "header"


def test_a_claim_with_a_language_tag_is_the_claim():
    """A name in another script is still a name, and a `#` of its own is left alone."""
    assert reference.claim("name#ja-Kana-JP") is reference.claim("name")
    assert reference.claim("x5t#S256", "header").meaning != reference.claim("x5t", "header").meaning


def test_an_error_code_is_explained_where_it_was_sent():
    """The place chooses the causes; without a place, or in an unlisted one, the first entry is taken."""
    assert reference.error_code("invalid_request", "token").where == "token"
    assert reference.error_code("invalid_request").where == "redirect"
    assert reference.error_code("invalid_grant", "redirect").where == "token"
    assert reference.error_code("AADSTS54005").standard == "invalid_grant"


def test_no_member_is_lost_to_another_of_the_same_name():
    """Discovery and keys share one list, so no name may stand in both."""
    tomls = tables._read("metadata")
    assert len(tables._members()) == sum(len(entries) for entries in tomls.values())


def test_the_entries_are_kept():
    """Asked twice, the same entry comes back."""
    assert reference.parameter("state") is reference.parameter("state")
    assert reference.providers()[0] is reference.provider_facts("oracle")


def test_an_entry_cannot_be_changed():
    """What one reader does to an entry does not reach the next."""
    with pytest.raises(AttributeError):
        reference.parameter("state").meaning = "Something else."
    with pytest.raises(TypeError):
        reference.provider_facts("oracle").exceptions["X"] = "y"


def test_a_careless_client_is_told_by_the_exact_rule():
    """One sentence can be about several rules; a rule stands in one sentence only, and the beginning of an id is none."""
    known = reference.careless("IDTC-AUD-MISMATCH")
    assert known.rule == "IDTC-AUD-MISMATCH"
    assert known.outcome == reference.careless("IDTC-AUD-MISSING").outcome
    assert known.outcome != reference.careless("IDTC-AUD-UNTRUSTED").outcome
    assert reference.careless("IDTC-AUD") is None
    listed = [rule for rules in tables._read("careless").values() for rule in rules]
    assert len(listed) == len(set(listed))
