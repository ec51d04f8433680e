"""The reference texts are complete, are sentences, and say where they come from."""

import re
from dataclasses import fields

from explorer.reference import Fact, providers, tables

SPEC = re.compile(
    r"(OIDC (Core|Discovery|Registration)|RFC \d{4}|Multiple Response Types|Form Post Response Mode|JARM|CIBA Core|UMA 2\.0 Grant"
    r"|Initiating User Registration|Unmet Authentication Requirements|FAPI 1\.0 Advanced|Session Management"
    r"|(RP-Initiated|Front-Channel|Back-Channel) Logout) \d+(\.\d+)*"
    r"|Identity Assurance"  # its claims are registered by name, not by section
)
VENDOR = re.compile(
    r"[A-Z][\w ]+ (documentation|metadata|source code|measured by others|public issue thread|general knowledge, not checked)"
)
REQUIRED = re.compile(r"(required|recommended|optional|never)\b")
KINDS = {"time", "protocol", "profile", "email", "phone", "address", "access", "assurance", "vendor", "header"}

ENTRIES = [
    *tables._parameters().values(),
    *tables._claims().values(),
    *tables._members().values(),
    *tables._error_codes(),
    *tables._scopes().values(),
]


def sentences(entry):
    """Everything in an entry that is a sentence for people."""
    texts = [getattr(entry, name, "") for name in ("meaning", "why", "mistake", "remedy")]
    return [text for text in [*texts, *getattr(entry, "causes", ())] if text]


def assert_sentence(text):
    assert text[0].isupper(), text
    assert text.endswith("."), text
    assert not re.search(r"[.!?] +[A-Z]", text), f"more than one sentence: {text}"
    assert text == " ".join(text.split()), f"stray white space: {text!r}"
    assert text.count("`") % 2 == 0, f"a backtick is missing: {text}"
    assert len(text) <= 170, f"too long for one plain sentence: {text}"


def test_every_text_is_one_plain_sentence():
    """Each text starts with a capital, ends with a full stop, and is one sentence."""
    for entry in ENTRIES:
        assert sentences(entry), entry
        for text in sentences(entry):
            assert_sentence(text)


def test_every_entry_has_a_source():
    """Each source is a known specification with a section, or says what a vendor's fact is based on."""
    for entry in ENTRIES:
        for source in entry.spec.split("; "):
            assert SPEC.fullmatch(source) or VENDOR.fullmatch(source), entry
        if getattr(entry, "vendor", ""):
            assert not SPEC.fullmatch(entry.spec), f"{entry.name} is a vendor's own and cites a standard"


def test_required_begins_with_a_known_word():
    """A reader can tell at a glance how binding an entry is."""
    for entry in ENTRIES:
        assert REQUIRED.match(getattr(entry, "required", "optional")), entry


def test_every_claim_has_a_kind_by_which_a_table_groups_it():
    """Header fields have the kind header, vendors' claims have a vendor, and nothing else is new."""
    for claim in tables._claims().values():
        assert claim.kind in KINDS, claim
        assert (claim.kind == "header") == (claim.where == "header"), claim
        assert claim.vendor or claim.kind != "vendor", claim


def test_claims_that_differ_at_every_login_are_marked():
    """A comparison of two runs can leave these aside."""
    varying = {claim.name for claim in tables._claims().values() if claim.varies}
    assert {"nonce", "iat", "exp", "nbf", "jti", "at_hash", "c_hash", "sid", "auth_time"} <= varying
    assert not {"iss", "sub", "aud", "email", "updated_at", "acr"} & varying


def test_parameters_that_differ_at_every_login_are_marked():
    """So can these; what somebody chose is not among them."""
    varying = {(entry.where, entry.name) for entry in tables._parameters().values() if entry.varies}
    assert {("authorize", "state"), ("authorize", "nonce"), ("authorize", "code_challenge")} <= varying
    assert {("redirect", "code"), ("token_request", "code_verifier"), ("token_response", "access_token")} <= varying
    assert not {name for _, name in varying} & {"scope", "client_id", "client_secret", "prompt", "iss", "expires_in"}


def test_every_error_code_has_causes_and_a_remedy():
    """An error without a cause and a next step helps nobody."""
    for code in tables._error_codes():
        assert code.causes, code
        assert code.remedy, code
        assert len(set(code.causes)) == len(code.causes), code


def test_vendor_codes_point_to_standard_codes_that_are_explained():
    """The nearest standard code of a vendor's code has an entry of its own."""
    standard = {code.name for code in tables._error_codes() if code.where != "vendor"}
    for code in tables._error_codes():
        assert not code.standard or code.standard in standard, code
        assert bool(code.vendor) == (code.where == "vendor"), code


def test_scopes_bring_claims_that_are_explained():
    """Each claim that a scope brings has an entry of its own."""
    known = {claim.name for claim in tables._claims().values()}
    for scope in tables._scopes().values():
        assert set(scope.claims) <= known, scope


def test_only_private_parts_of_keys_are_secret():
    """The members that must never be published are exactly those of the standard."""
    secret = {member.name for member in tables._members().values() if member.secret}
    assert secret == {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


def test_every_fact_about_a_provider_is_a_sentence_with_a_source():
    """Each fact is one sentence and says who says so."""
    for provider in providers():
        facts = [value for field in fields(provider) if isinstance(value := getattr(provider, field.name), Fact)]
        assert len(facts) == 5, provider.key
        for fact in [*facts, *provider.slips, *provider.notes]:
            assert_sentence(fact.text)
            assert fact.source.strip(), fact


def test_providers_are_complete():
    """All 22 providers are there, each with a discovery address, except GitHub, which has none."""
    assert len(providers()) == len({provider.name for provider in providers()}) == 22
    assert [provider.key for provider in providers() if not provider.discovery] == ["github"]


def test_exceptions_name_rules():
    """Each exception has the form of a rule's name and says in a sentence what to do."""
    for provider in providers():
        for rule, advice in provider.exceptions.items():
            assert re.fullmatch(r"[A-Z]+[A-Z0-9]*(-[A-Z0-9]+)+", rule), rule
            assert_sentence(advice)
