"""Documents that real products publish: none makes a rule crash, and every error is one that a standard's MUST justifies."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from explorer.errors import Mistake
from explorer.protocol.json_text import JsonProblem, parse_json
from explorer.protocol.metadata import parse_metadata
from explorer.protocol.tokens import TokenErrorResponse, parse_token_response
from explorer.rules import Report
from explorer.rules.jwks import check_jwks
from explorer.rules.metadata import check_metadata
from explorer.rules.token_error import check_token_error
from tests.hostile import answer

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the real documents (../shared/corpus) are not at hand here")

_EMPTY = 'Discovery 4.2: "Claims with zero elements MUST be omitted from the response."'
_RS256 = 'Discovery 3: "The algorithm RS256 MUST be included."'
_IDENTICAL = (
    'Discovery 4.3: "The issuer value returned MUST be identical to the Issuer URL that was directly used to retrieve" it'
)
_NO_BROWSER = "Discovery 3: authorization_endpoint is REQUIRED, also of an issuer that only signs tokens for machines"
_BASE64URL = "RFC 7518 6.3.1.1 and 2: a Base64urlUInt-encoded value, so without padding, + and /"
# kind and name -> rule -> the sentence of a standard that the document breaks
JUSTIFIED: dict[tuple[str, str], dict[str, str]] = {
    ("discovery", "entra-v1-tenant-iris"): {"DISC-ISSUER-MISMATCH": _IDENTICAL},
    ("discovery", "entra-v2-msal-docs"): {"DISC-ISSUER-MISMATCH": _IDENTICAL},
    ("discovery", "b2c-msidlab"): {"DISC-ISSUER-MISMATCH": _IDENTICAL, "DISC-EMPTY-ARRAY": _EMPTY},
    ("discovery", "oracle-idcs"): {"DISC-ISSUER-MISMATCH": _IDENTICAL},
    ("discovery", "identityserver4-app"): {"DISC-EMPTY-ARRAY": _EMPTY},
    ("discovery", "solid-nss-external"): {"DISC-EMPTY-ARRAY": _EMPTY},
    ("discovery", "globus"): {"DISC-NO-RS256": _RS256},
    ("discovery", "govuk-one-login"): {"DISC-NO-RS256": _RS256},
    ("discovery", "openbanking-brasil"): {"DISC-NO-RS256": _RS256},
    ("discovery", "cdr-australia-dataholder"): {"DISC-NO-RS256": _RS256},
    ("discovery", "ory-hydra-snapshot"): {
        "DISC-NO-RS256": _RS256,
        "DISC-ISSUER-SCHEME": "Discovery 3: an issuer is a URL using the https scheme; hydra.localhost is looked up",
        "DISC-ENDPOINT-HTTP": 'Discovery 3: "This URL MUST use the https scheme"',
        "DISC-ENDPOINT-RELATIVE": 'Discovery 3 of userinfo_endpoint: "This URL MUST use the https scheme"; it is a path',
    },
    ("discovery", "k3s-albumair"): {"DISC-AUTHORIZATION-ENDPOINT-MISSING": _NO_BROWSER},
    ("discovery", "oke-oracle"): {"DISC-AUTHORIZATION-ENDPOINT-MISSING": _NO_BROWSER},
    ("discovery", "github-actions"): {"DISC-AUTHORIZATION-ENDPOINT-MISSING": _NO_BROWSER},
    ("discovery", "eudi-issuer"): {
        "DISC-DPOP-ALGS": "RFC 9449 4.2: alg MUST NOT be none or an identifier for a symmetric algorithm"
    },
    ("jwks", "aad-2014"): {"JWKS-BASE64URL": _BASE64URL},
    ("jwks", "scitokens-researchdrive"): {"JWKS-BASE64URL": _BASE64URL},
    ("jwks", "ibm-appid"): {"JWKS-BASE64URL": _BASE64URL},  # a sample of a manual, whose n has five characters
    ("jwks", "line-ios-ec"): {"JWKS-EC-LENGTH": "RFC 7518 6.2.1.2: the octet string MUST be the full size of a coordinate"},
    ("jwks", "uaa-keycloak"): {
        "JWKS-X5C-MISMATCH": "RFC 7517 4.7: the key in the first certificate MUST match the public key; this one is another",
        "JWKS-X5T-MISMATCH": "RFC 7517 4.8: x5t is the digest of the certificate, and this one is that of another",
    },
}


def reports() -> dict[tuple[str, str], Report]:
    """Judge every document, as it would be where a server sent it with status 200 and as JSON; refusals with their own status."""
    found = {}
    with (CORPUS / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            body = (CORPUS / row["kind"] / f"{row['name']}.json").read_bytes()
            found[row["kind"], row["name"]] = _judged(row["kind"], row["address"], body)
    return found


def _judged(kind: str, address: str, body: bytes) -> Report:
    if kind == "discovery":
        try:
            metadata = parse_metadata(body)
        except Mistake:
            metadata = None
        return check_metadata(metadata, found_at=address, pinned=None, response=answer(body))
    if kind == "jwks":
        try:
            document = parse_json(body)
        except JsonProblem:
            document = None
        return check_jwks(document, uri="https://op.example/jwks", response=answer(body))
    refused = parse_token_response(answer(body, int(address or 400)))
    assert isinstance(refused, TokenErrorResponse)
    return check_token_error(refused, with_header=False)


def test_every_error_on_an_honest_document_is_justified() -> None:
    """No rule crashes, and the errors are those of the list above, each of which breaks a MUST."""
    errors: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, report in reports().items():
        errors[name] |= {finding.rule for finding in report.failures if finding.is_error}
    found = {name: rules for name, rules in errors.items() if rules and name[0] != "error"}
    assert found == {name: set(rules) for name, rules in JUSTIFIED.items()}
