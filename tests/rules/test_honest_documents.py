"""Documents, key sets and tokens in the shapes that large providers publish: an error is one that a MUST justifies, or none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explorer.protocol.metadata import parse_metadata
from explorer.protocol.tokens import TokenResponse, parse_token_response
from explorer.reference import provider_facts
from explorer.rules import Report
from explorer.rules.exceptions import with_exceptions
from explorer.rules.jwks import check_jwks
from explorer.rules.metadata import check_metadata
from explorer.rules.token_response import check_token_response
from tests.hostile import answer, unsigned
from tests.rules.minting import key_for, public

# One a line: where it is found, the profile that its user would choose, and the document, in the shape of a provider's own.
LINES = (Path(__file__).parent / "honest_documents.jsonl").read_text(encoding="utf-8").splitlines()
DOCUMENTS: dict[str, dict[str, Any]] = {line["name"]: line for line in map(json.loads, LINES)}

_IDENTICAL = "Discovery 4.3: the issuer MUST be identical to the Issuer URL that was used"
_ENDPOINT = "Discovery 3: authorization_endpoint is REQUIRED"
_RS256 = 'Discovery 3: "The algorithm RS256 MUST be included."'
JUSTIFIED: dict[str, dict[str, str]] = {
    "b2c": {"DISC-ISSUER-MISMATCH": _IDENTICAL},  # under the profile of Entra; that of B2C excuses it
    "github actions": {"DISC-AUTHORIZATION-ENDPOINT-MISSING": _ENDPOINT},
    "gcp workload/k8s": {"DISC-AUTHORIZATION-ENDPOINT-MISSING": _ENDPOINT},
    "eks": {"DISC-ENDPOINT-RELATIVE": 'Discovery 3: "This URL MUST use the https scheme"; it is a URN'},
    "line": {"DISC-NO-RS256": _RS256},
    "kanidm": {"DISC-NO-RS256": _RS256},
    "openbanking uk": {"DISC-NO-RS256": _RS256},
    "bluesky": {"DISC-EMPTY-ARRAY": 'RFC 8414 3.2: "Claims with zero elements MUST be omitted from the response."'},
    "fusionauth": {
        "DISC-URL": "Discovery 4.1: the path is added to the issuer; here the tenant stands behind it",
        "DISC-ISSUER-MISMATCH": _IDENTICAL,
    },
}


def errors(report: Report) -> set[str]:
    """Return the rules that failed as errors."""
    return {finding.rule for finding in report.failures if finding.is_error}


def judged(name: str, profile: str | None) -> Report:
    """Judge a document where it is found."""
    line = DOCUMENTS[name]
    body = json.dumps(line["document"]).encode()
    report = check_metadata(parse_metadata(body), found_at=line["at"], pinned=None, response=answer(body))
    return with_exceptions(report, provider_facts(profile)) if profile else report


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_of_a_large_provider(name: str) -> None:
    """Its errors are those that a MUST justifies, and each cites its section."""
    report = judged(name, DOCUMENTS[name]["profile"])
    assert errors(report) == set(JUSTIFIED.get(name, ()))
    assert all(finding.spec for finding in report.failures)


@pytest.mark.parametrize(("name", "profile"), [("b2c", "b2c"), ("fusionauth", "fusionauth"), ("oracle", "oracle")])
def test_a_known_habit_is_no_error_under_its_profile(name: str, profile: str) -> None:
    """The mismatch of these products is shown all the same."""
    report = judged(name, profile)
    assert errors(report) == set()
    assert report.failed("DISC-ISSUER-MISMATCH")


RSA, EC = public(key_for("RS256")), public(key_for("ES256"))
KEYS: dict[str, tuple[list[dict[str, Any]], set[str]]] = {
    "of Entra, with an issuer": ([{**RSA, "use": "sig", "kid": "a", "issuer": "https://login.example/{tenantid}/v2.0"}], set()),
    "without use": ([{**RSA, "kid": "a"}], set()),
    "without alg": ([{**RSA, "kid": "a", "use": "sig"}], set()),
    "one key without kid": ([{**RSA, "use": "sig", "alg": "RS256"}], set()),
    "two keys without kid, of two types": ([{**RSA, "alg": "RS256"}, {**EC, "alg": "ES256"}], set()),
    "one kid for a signing and an encryption key": (
        [{**RSA, "kid": "a", "use": "sig"}, {**RSA, "kid": "a", "use": "enc"}],
        set(),
    ),
    "one kid for two types": ([{**RSA, "kid": "a"}, {**EC, "kid": "a"}], set()),
    "the exponent with zeros": ([{**RSA, "e": "AAEAAQ", "kid": "a"}], set()),
    "a type of tomorrow": ([{**RSA, "kid": "a"}, {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA", "kid": "pq"}], set()),
    "times of a vendor": ([{**RSA, "kid": "a", "exp": 1_900_000_000, "nbf": 1_700_000_000}], set()),
    "padding": ([{**RSA, "n": RSA["n"] + "==", "kid": "a"}], {"JWKS-BASE64URL"}),
    "the exponent as a number": ([{**RSA, "e": 65537, "kid": "a"}], {"JWKS-RSA-MEMBERS"}),
    "the exponent in decimal digits": ([{**RSA, "e": "65537", "kid": "a"}], {"JWKS-BASE64URL"}),
}


@pytest.mark.parametrize("name", KEYS)
def test_a_key_set(name: str) -> None:
    """What RFC 7517 and 7518 leave open is no error; what they do not is one."""
    keys, expected = KEYS[name]
    body = json.dumps({"keys": keys}).encode()
    assert errors(check_jwks({"keys": keys}, uri="https://op.example/jwks", response=answer(body))) == expected


TOKENS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "bearer in small letters": ({"token_type": "bearer"}, set()),
    "BEARER": ({"token_type": "BEARER"}, set()),
    "3600.0": ({"expires_in": 3600.0}, set()),
    "0": ({"expires_in": 0}, set()),
    "no expires_in": ({"expires_in": None}, set()),
    "no scope": ({"scope": None}, set()),
    "the scope in another order": ({"scope": "email openid"}, set()),
    "a refresh token that is null": ({"refresh_token": ...}, set()),
    "a token of Salesforce": (
        {"access_token": "00D!AQ.made-up", "instance_url": "https://x.example", "issued_at": "1750000000000"},
        set(),
    ),
    "members of Keycloak": ({"not-before-policy": 0, "session_state": "s", "refresh_expires_in": 1800}, set()),
    "members of Entra": ({"ext_expires_in": 4015, "client_info": "eyJ1aWQiOiIxIn0"}, set()),
    "expires_in as text": ({"expires_in": "3600"}, {"TOKR-EXPIRES-IN-TYPE"}),
    "no token_type": ({"token_type": None}, {"TOKR-TOKEN-TYPE-MISSING"}),
    "a list of scopes": ({"scope": ["openid", "email"]}, {"TOKR-SCOPE-FORMAT"}),
}


@pytest.mark.parametrize("openid", [True, False], ids=["OpenID Connect", "OAuth"])
@pytest.mark.parametrize("name", TOKENS)
def test_a_token_response(name: str, openid: bool) -> None:
    """What RFC 6749 5.1 allows is no error; an ID token is missed only where openid was asked for."""
    changes, expected = TOKENS[name]
    good = {"access_token": "made-up-access-token", "token_type": "Bearer", "expires_in": 3600, "scope": "openid email"}
    good |= {"id_token": unsigned({"alg": "RS256"}, {"sub": "a"})} if openid else {"scope": "read"}
    body = {member: None if value is ... else value for member, value in {**good, **changes}.items() if value is not None}
    tokens = parse_token_response(answer(body, Cache_Control="no-store"))
    assert isinstance(tokens, TokenResponse)
    report = check_token_response(tokens, "openid email" if openid else "read")
    assert errors(report) == expected
