"""Slips of ID tokens and keys that look like attacks, and are named for what they are; the attacks stay attacks."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest

from explorer.protocol.jose import half_hash, parse_jwt
from explorer.reference import provider_facts
from explorer.rules.exceptions import with_exceptions
from explorer.rules.jwks import check_jwks
from explorer.secret import Secret
from tests.rules.minting import check, claims, client_for, jwks_for, key_for, public, sign, signed_with_public_key, token

ACCESS = Secret("an-access-token", "access_token")
SECRET32 = "0123456789abcdef0123456789abcdef"
DIGEST = hashlib.sha256(ACCESS.reveal().encode()).digest()


def first(raw: str, **known: Any) -> Any:
    """What a person reads first of a check."""
    return check(raw, **known).worst_first[0]


@pytest.mark.parametrize(
    ("white", "words"),
    [("{}\n", "a line break at its end"), (" {}", "a space or a tab at its beginning"), ("{}\r\n ", "at its end")],
)
def test_117_white_space_around_a_token(white: str, words: str) -> None:
    """The white space is named, not padding."""
    finding = first(white.format(token()))
    assert finding.rule == "IDTH-BASE64URL"
    assert words in finding.message


def test_white_space_within_a_token() -> None:
    """So is a line break in the middle of it."""
    raw = token()
    assert "within it" in first(f"{raw[:100]}\n{raw[100:]}").message
    assert "white space" not in first(f"{raw}=").message


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (json.dumps(claims(name="René"), ensure_ascii=False).encode("latin-1"), "not UTF-8"),
        (json.dumps(claims(x=0)).replace('"x": 0', '"x": NaN').encode(), "NaN"),
        (json.dumps(claims(x=0)).replace('"x": 0', '"x": 1e999').encode(), "number"),
        (json.dumps(claims()).encode() + b" {}", "behind the end"),
        (b"[1]", "not a JSON object"),
    ],
)
def test_115_claims_that_are_no_json(payload: bytes, words: str) -> None:
    """It says what they are."""
    assert words in first(sign(payload, {"alg": "RS256", "kid": "k1"}, key_for("RS256"))).message


@pytest.mark.parametrize(
    "spelled",
    [
        base64.urlsafe_b64encode(DIGEST).rstrip(b"=").decode(),
        DIGEST.hex(),
        DIGEST.hex().upper(),
        DIGEST[:16].hex(),
        base64.b64encode(DIGEST[:16]).decode(),
        base64.urlsafe_b64encode(DIGEST.hex().encode()).rstrip(b"=").decode(),
    ],
)
def test_118_a_hash_in_another_spelling(spelled: str) -> None:
    """It has another length than half a hash; that the access token belongs to another sign-in is not said."""
    report = check(token(at_hash=spelled), access_token=ACCESS)
    assert report.worst_first[0].rule == "IDTC-AT-HASH-LENGTH"
    assert not report.failed("IDTC-AT-HASH-MISMATCH")
    assert not report.ok


def test_118_half_of_another_hash_is_a_mismatch() -> None:
    """Also where it has another length, and is the hash of another token."""
    other = half_hash(Secret("another token", "access_token"), "RS256")
    assert first(token(at_hash=other), access_token=ACCESS).rule == "IDTC-AT-HASH-MISMATCH"
    assert check(token(at_hash=hashlib.sha256(b"another").hexdigest()), access_token=ACCESS).failed("IDTC-AT-HASH-MISMATCH")
    assert check(token(at_hash=half_hash(ACCESS, "RS256")), access_token=ACCESS).ok


def test_107_a_token_signed_with_the_clients_own_secret() -> None:
    """The signature holds, and how to agree on it is said first; it is not accepted before."""
    from explorer.protocol.auto import AUTO

    client = client_for(client_secret=SECRET32, id_token_signed_response_alg=AUTO)
    from joserfc.jwk import OctKey

    raw = token("HS256", OctKey.import_key(SECRET32), header={"kid": None, "typ": "JWT"})
    report = check(raw, client=client)
    assert report.worst_first[0].message.startswith("The signature holds with your client secret")
    assert "id_token_signed_response_alg='HS256'" in report.worst_first[0].message
    assert not report.ok
    other = token("HS256", OctKey.import_key(SECRET32[::-1]), header={"kid": None})
    for forged in (other, signed_with_public_key(key_for("RS256").as_pem(private=False))):
        confusion = check(forged, client=client)["IDTH-ALG-CONFUSION"]
        assert confusion.verdict == "fail"
        assert "holds" not in confusion.message


def test_97_a_key_with_empty_members() -> None:
    """They are named, and nothing is said of a certificate; the key is used."""
    key = public(key_for("RS256"), kid="k1", crv="", x5c=[""])
    report = check_jwks({"keys": [key]})
    assert "crv, x5c" in report["JWKS-EMPTY-MEMBER"].message
    assert not report.failed("JWKS-X5C-FORMAT")
    assert report.ok
    assert check(token(), jwks={"keys": [key]}).ok


def test_106_keys_of_the_applications_own() -> None:
    """Of Entra it is said where an application finds its keys, and it stays an error."""
    report = check(token(header={"kid": "of-the-application"}), jwks=jwks_for())
    told = with_exceptions(report, provider_facts("entra"))
    assert "?appid=" in told["IDTH-KID-UNKNOWN"].advice
    assert not told.ok
    assert "appid" not in report["IDTH-KID-UNKNOWN"].advice


def test_problems_of_a_jwt_are_words() -> None:
    """Beside the old words stand those that tell more."""
    assert parse_jwt("a.b.c\n").problems[-2:] == ("base64url", "white-space")
