"""The rules of the key set: each seen to pass and to fail; good keys made by joserfc and cryptography."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import math
import warnings
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, x25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from joserfc.jwk import ECKey, OKPKey

from explorer.provider.keys import SigningKey
from explorer.rules import Report
from explorer.rules.jwks import JWKS, check_jwks
from tests.hostile import JSON, answer, base64url, members, patient
from tests.rules.minting import key_for, public

URI = "https://op.example/jwks"
RSA = public(key_for("RS256"), kid="r", use="sig", alg="RS256")
EC = public(key_for("ES256"), kid="e")
OKP = public(key_for("EdDSA"), kid="o")
_SIGNING = SigningKey(key_for("RS256"), "c")
CERTIFIED = {
    **public(key_for("RS256"), kid="c"),
    "x5c": [base64.b64encode(_SIGNING.certificate).decode()],
    **_SIGNING.thumbprints,
}
DIGEST = hashlib.sha1(_SIGNING.certificate, usedforsecurity=False).digest()
ALGS = {"id_token_signing_alg_values_supported": ["RS256", "HS256"]}


def check(*keys: Any, document: Any = None, status: int = 200, media_type: str = "application/json", **more: Any) -> Report:
    """Check a key set that was fetched."""
    document = {"keys": list(keys)} if document is None else document
    known = {"uri": URI, "metadata": ALGS, "response": answer(document, status, media_type), **more}
    return check_jwks(document, **known)


def changed(key: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a key with changes; None leaves a member out."""
    return {name: value for name, value in {**key, **changes}.items() if value is not None}


def padded(text: str, zeros: int) -> str:
    """Return a number in base64url with zero bytes in front."""
    return base64url(bytes(zeros) + base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


SMALL = math.prod(number for number in range(3, 168) if all(number % smaller for smaller in range(2, number)))
GUESSABLE = 2**2048 // SMALL * SMALL - SMALL + 1  # it is one, modulo every small prime
OTHER_EC = public(ECKey.generate_key("P-256"), kid="x")
FAILS: list[tuple[str, list[Any], dict[str, Any]]] = [
    ("JWKS-PROTECTED", [], {"status": 401}),
    ("JWKS-STATUS", [], {"status": 500}),
    ("JWKS-EMPTY-MEMBER", [changed(RSA, crv="", x5c=[""])], {}),
    ("JWKS-UNREACHABLE", [], {"unreachable": "Nobody was there.", "response": None}),
    ("JWKS-HTTP", [RSA], {"uri": "http://op.example/jwks"}),
    ("JWKS-CONTENT-TYPE", [RSA], {"media_type": "text/plain"}),
    ("JWKS-NOT-JSON", [], {"document": []}),
    ("JWKS-NOT-JSON", [], {"document": {"keys": {}}}),
    ("JWKS-EMPTY", [], {}),
    *[("JWKS-PRIVATE", [changed(RSA, **{name: "AA"})], {}) for name in ("d", "p", "q", "dp", "dq", "qi", "oth")],
    ("JWKS-SYMMETRIC", [{"kty": "oct"}], {}),
    ("JWKS-SYMMETRIC", [changed(RSA, kty=None, k="AA")], {}),
    ("JWKS-PRIVATE", [changed(EC, d="AA")], {}),
    ("JWKS-PRIVATE", [changed(OKP, d="AA")], {}),
    ("JWKS-PRIVATE", [{"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA", "priv": "AA"}], {}),
    ("JWKS-PRIVATE", [changed(RSA, kty=None, d="AA")], {}),
    ("JWKS-KTY-MISSING", [changed(RSA, kty=None)], {}),
    ("JWKS-KTY-UNKNOWN", [{"kty": "AKP"}], {}),
    ("JWKS-KID-TYPE", [changed(RSA, kid=7)], {}),
    ("JWKS-KID-MISSING", [RSA, changed(RSA, kid=None)], {}),
    ("JWKS-KID-DUPLICATE", [EC, OTHER_EC | {"kid": "e"}], {}),
    ("JWKS-USE-MISSING", [RSA, changed(EC, use="enc"), OKP], {}),
    ("JWKS-SIG-ENC-SAME", [RSA, changed(RSA, use="enc", kid="b")], {}),
    ("JWKS-NO-KEY-FOR-ALG", [EC], {}),
    ("JWKS-NO-KEY-FOR-ALG", [changed(RSA, use="enc")], {}),
    ("JWKS-RSA-MEMBERS", [changed(RSA, e=None)], {}),
    ("JWKS-EC-MEMBERS", [changed(EC, y=None)], {}),
    ("JWKS-OKP-MEMBERS", [changed(OKP, x=7)], {}),
    ("JWKS-RSA-SHORT", [changed(RSA, n=base64url(b"\xff" * 255))], {}),
    ("JWKS-RSA-ROCA", [changed(RSA, n=base64url(GUESSABLE.to_bytes(256)))], {}),
    ("JWKS-RSA-EXPONENT", [changed(RSA, e="AQ")], {}),
    ("JWKS-RSA-EXPONENT", [changed(RSA, e="AQAC")], {}),
    ("JWKS-RSA-LEADING-ZERO", [changed(RSA, n=padded(RSA["n"], 1))], {}),
    ("JWKS-EC-LENGTH", [changed(EC, x=padded(EC["x"], 1))], {}),
    ("JWKS-EC-LENGTH", [changed(EC, x=base64url(b"a" * 31))], {}),
    ("JWKS-EC-CURVE", [changed(EC, y=OTHER_EC["y"])], {}),
    ("JWKS-BASE64URL", [changed(EC, x=EC["x"] + "=")], {}),
    ("JWKS-BASE64URL", [changed(EC, x="a+/b")], {}),
    ("JWKS-BASE64URL", [changed(RSA, e="65537")], {}),
    ("JWKS-SAMPLE-KEY", [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}], {}),
    ("JWKS-ALG-KTY", [changed(EC, alg="RS256")], {}),
    ("JWKS-ALG-KTY", [changed(EC, alg="ES384")], {}),
    ("JWKS-KEYOPS-DUPLICATE", [changed(RSA, key_ops=["verify", "verify"])], {}),
    ("JWKS-KEYOPS-CONFLICT", [changed(RSA, key_ops=["verify"])], {}),
    ("JWKS-X5C-FORMAT", [changed(RSA, x5c=["-----BEGIN CERTIFICATE-----"])], {}),
    ("JWKS-X5C-FORMAT", [changed(RSA, x5c="AA")], {}),
    ("JWKS-X5C-ONLY", [changed(CERTIFIED, n=None, e=None)], {}),
    ("JWKS-X5C-MISMATCH", [changed(CERTIFIED, n=public(key_for("RS256", "another"))["n"])], {}),
    ("JWKS-X5T-MISMATCH", [changed(CERTIFIED, x5t="AA")], {}),
    ("JWKS-X5T-FORM", [changed(CERTIFIED, x5t=base64url(DIGEST.hex().encode()))], {}),
]
SKIPS = [
    ("JWKS-NOT-JSON", [], {"status": 401}),
    ("JWKS-EMPTY", [], {"status": 401}),
    ("JWKS-USE-MISSING", [RSA], {}),
    ("JWKS-NO-KEY-FOR-ALG", [RSA], {"metadata": {}}),
    ("JWKS-X5T-MISMATCH", [RSA], {}),
]


@pytest.mark.parametrize(("rule", "keys", "arguments"), FAILS, ids=[rule for rule, *_ in FAILS])
def test_it_fails(rule: str, keys: list[Any], arguments: dict[str, Any]) -> None:
    """What is wrong is found by its rule, which says so in a sentence and what to do."""
    finding = check(*keys, **arguments)[rule]
    assert finding.verdict == "fail"
    assert finding.message.endswith(".")
    assert finding.advice.endswith((".", "?"))


@pytest.mark.parametrize(("rule", "keys", "arguments"), SKIPS, ids=[rule for rule, *_ in SKIPS])
def test_it_is_skipped(rule: str, keys: list[Any], arguments: dict[str, Any]) -> None:
    """What is not applicable has its reason."""
    finding = check(*keys, **arguments)[rule]
    assert (finding.verdict, bool(finding.message)) == ("skip", True)


def test_honest_keys_are_clean_and_every_rule_is_seen() -> None:
    """Keys of every kind fail nothing, and each rule passes somewhere and fails somewhere."""
    others = [public(ECKey.generate_key(crv), kid=crv) for crv in ("P-256", "P-384", "P-521", "secp256k1")]
    reports = [
        check(RSA, EC, OKP, *others),
        check(RSA, changed(EC, use="enc")),
        check(CERTIFIED),
        check(RSA, changed(EC, kid=None)),
    ]
    assert [finding.rule for report in reports for finding in report.findings if finding.verdict == "fail"] == []
    every = {rule.id for rule in JWKS.rules}
    assert every - {finding.rule for report in reports for finding in report.findings if finding.verdict == "pass"} == set()
    assert every - {rule for rule, *_ in FAILS} == set()


def test_curves_of_another_kind_are_left_alone() -> None:
    """A key of a type or curve that nobody here computes with is passed over, not called wrong."""
    report = check_jwks(
        {"keys": [public(OKPKey.generate_key("X25519")), {"kty": "AKP", "alg": "ML-DSA-44"}, "no object", None]}
    )
    assert report.ok
    assert report["JWKS-STATUS"].verdict == "skip"


def test_no_private_value_is_shown() -> None:
    """The finding names the key, not what should never have been published."""
    report = check(changed(RSA, d="canary-31415", k="canary-31415"))
    assert "canary" not in repr(report.findings)


@given(JSON | members("keys"), members("kty", "crv", "n", "e", "x", "y", "kid", "use", "alg", "key_ops", "x5c", "x5t", "d"))
@patient
def test_any_key_set_gives_a_whole_report(document: Any, key: dict[str, Any]) -> None:
    """Whatever the key set is, every rule reports, and the report survives JSON."""
    kinds = [{**key, "kty": kty} for kty in ("RSA", "EC", "OKP")]
    for each in (document, {"keys": [key, *kinds, RSA]}):
        report = check_jwks(each, uri=URI, metadata=ALGS)
        assert len(report.findings) == len(JWKS.rules)
        assert Report.from_dicts(json.loads(json.dumps(report.to_dicts()))) == report


# What real key sets do (cases F5, F14, P2, P8): the key is compared, not its spelling


def standard(text: str) -> str:
    """Return a member in ordinary base64, with its padding."""
    return base64.b64encode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))).decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"n": standard(CERTIFIED["n"])},
        {"n": padded(CERTIFIED["n"], 1)},
        {"e": "AAEAAQ"},
        {"e": "AQAB=="},
        {"x5t": base64url(DIGEST.hex().encode())},
        {"x5t": DIGEST.hex()},
        {"x5t": DIGEST.hex(":").upper()},
        {"x5t": base64.b64encode(DIGEST).decode()},
    ],
)
def test_a_key_in_another_spelling_is_the_key_of_its_certificate(changes: dict[str, str]) -> None:
    """Case F5: RFC 7517 4.7 wants the same key, and a thumbprint is that of the certificate, however they are written."""
    report = check({**CERTIFIED, **changes})
    assert not report.failed("JWKS-X5C-MISMATCH")
    assert not report.failed("JWKS-X5T-MISMATCH")


def certificate(key: Any, serial: int = 7) -> str:
    """Return a certificate for a public key, as an entry of x5c."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "op.example")])
    begin = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    signer = ec.derive_private_key(5, ec.SECP256R1())
    builder = x509.CertificateBuilder(name, name, key, serial, begin, begin + datetime.timedelta(days=9999))
    return base64.b64encode(builder.sign(signer, SHA256()).public_bytes(Encoding.DER)).decode()


def test_a_coordinate_without_its_zero_is_the_key_of_its_certificate() -> None:
    """Case F5 (d): the length is wrong, which its own rule says, and the key is the same."""
    keys = (ec.derive_private_key(number, ec.SECP256R1()).public_key() for number in range(2, 5000))
    key = next(key for key in keys if key.public_numbers().x < 2**248)
    x, y = (number.to_bytes((number.bit_length() + 7) // 8) for number in (key.public_numbers().x, key.public_numbers().y))
    report = check({"kty": "EC", "crv": "P-256", "x": base64url(x), "y": base64url(y), "x5c": [certificate(key)]})
    assert {finding.rule for finding in report.failures if finding.is_error} == {"JWKS-EC-LENGTH"}


@pytest.mark.parametrize("kind", [ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey, x25519.X25519PrivateKey])
def test_certificates_of_rfc_8037_keys(kind: Any) -> None:
    """Case F14: RFC 8410 has certificates for them too; that of another key is a mismatch."""
    own, other = kind.generate().public_key(), kind.generate().public_key()
    key = {"kty": "OKP", "crv": kind.__name__.removesuffix("PrivateKey"), "x": base64url(own.public_bytes_raw())}
    good, bad = check({**key, "x5c": [certificate(own)]}), check({**key, "x5c": [certificate(other)]})
    assert not good.failed("JWKS-X5C-FORMAT")
    assert not good.failed("JWKS-X5C-MISMATCH")
    assert bad.failed("JWKS-X5C-MISMATCH")
    assert check({**key, "x5c": ["AAAA"]}).failed("JWKS-X5C-FORMAT")


def test_a_serial_number_that_is_odd_is_read_in_silence() -> None:
    """Case P8: no warning with the path of a file is shown, and the key is compared."""
    key = public(key_for("RS256"))
    content = base64.b64decode(CERTIFIED["x5c"][0])
    at = content.index(b"\x02", content.index(b"\xa0\x03\x02\x01\x02") + 5)  # the serial number, behind the version
    zero = content[: at + 2] + bytes(content[at + 1]) + content[at + 2 + content[at + 1] :]
    entry = base64.b64encode(zero).decode()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        report = check({**key, "x5c": [entry]})
        other = check({**public(key_for("RS256", "another")), "x5c": [entry]})
    assert not seen
    assert not report.failed("JWKS-X5C-FORMAT")
    assert other.failed("JWKS-X5C-MISMATCH")


@pytest.mark.parametrize(
    ("x", "words"),
    [(padded(EC["x"], 1), "has to go"), (base64url(b"a" * 31), "have to stay"), (base64url(b"a" * 33), "too long")],
    ids=["a zero too many", "a byte missing", "too long"],  # the key is new each time, and workers compare the names of tests
)
def test_a_length_is_called_what_it_is(x: str, words: str) -> None:
    """Case P2: a zero too many has to go, one too few has to stay."""
    assert words in check(changed(EC, x=x))["JWKS-EC-LENGTH"].message


@pytest.mark.parametrize(
    "key",
    [
        changed(RSA, k="AA"),
        changed(EC, p="AA", q="AA"),
        {**RSA, "d": None, "p": None},
        {**RSA, "d": "", "oth": []},
        {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"},
    ],
)
def test_what_is_private_depends_on_the_type(key: dict[str, Any]) -> None:
    """A member that is private in keys of another type, or that is null or empty, publishes nothing."""
    report = check(key)
    assert not report.failed("JWKS-PRIVATE")
    assert not report.failed("JWKS-SYMMETRIC")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"e": "65537"}, "e: a decimal number"),
        ({"n": "1" * 617}, "n: a decimal number"),
        ({"n": RSA["n"][:-1]}, "n: a length that base64url cannot have"),
        ({"e": "AQAB="}, "e: padding, + or /"),
        ({"n": f"{RSA['n'][:40]}\n{RSA['n'][40:]}"}, "n: a sign that base64url does not have"),
    ],
)
def test_how_a_member_is_misspelt(changes: dict[str, Any], words: str) -> None:
    """The member is named, and what it looks like."""
    assert words in check_jwks({"keys": [changed(RSA, **changes)]})["JWKS-BASE64URL"].message


def test_a_key_that_is_only_a_certificate_is_named_once() -> None:
    """Its members are missing, and that is the one thing that is said (Discovery 3: the bare key values MUST be present)."""
    report = check_jwks({"keys": [{"kty": "RSA", "use": "sig", "kid": "a", "x5c": ["AAAA"]}]})
    assert report.failed("JWKS-X5C-ONLY")
    assert not report.failed("JWKS-RSA-MEMBERS")
