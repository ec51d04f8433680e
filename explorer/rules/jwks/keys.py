"""Each key by itself: is it complete, well written, strong, and in agreement with its certificate? (RFC 7518 6, RFC 8037 2)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...protocol.jose import ASYMMETRIC
from ...protocol.jwk import key_fits
from ...protocol.signatures import has_guessable_primes
from ..registry import RuleSet
from ..rows import rows
from ..shapes import not_texts, twice
from .documents import DOCUMENT
from .subject import JwksCheck, Key, base64url_uint, content, misspelled, same_number, same_print

KEYS: RuleSet[JwksCheck] = RuleSet(after=[DOCUMENT])
row = rows(KEYS, requires=["JWKS-NOT-JSON"])
of_certificate = row.given(lambda check: check.certificates, unless="no key has a certificate")

_LEAST = 2048  # bits of an RSA modulus
_LENGTHS = {"P-256": 32, "P-384": 48, "P-521": 66}  # bytes of a coordinate
# What makes each curve: y squared = x cubed - 3 x + b, modulo p (FIPS 186, appendix D)
_PRIMES = {
    "P-256": 2**256 - 2**224 + 2**192 + 2**96 - 1,
    "P-384": 2**384 - 2**128 - 2**96 + 2**32 - 1,
    "P-521": 2**521 - 1,
}
_B = {
    "P-256": 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    "P-384": 0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
    "P-521": int(
        "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e1"
        "56193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
        16,
    ),
}
# The beginnings of keys whose private halves are printed in RFC 7515 A.2 and A.3, RFC 7517 A.1, RFC 8037 A
_PRINTED = (
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp",
    "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86z",
    "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
)


def _is_in_certificate(key: Key) -> bool:
    """True where there is only a certificate: JWKS-X5C-ONLY judges that."""
    return "x5c" in key and "n" not in key and "x" not in key


def _incomplete(kty: str, *names: str) -> None:
    """Enter the rule that a key of a type has the members that make it."""
    row(
        f"JWKS-{kty}-MEMBERS",
        f"Is every {kty} key complete?",
        lambda check: check.those(
            lambda key: (
                key.get("kty") == kty and not _is_in_certificate(key) and not all(isinstance(key.get(n), str) for n in names)
            )
        ),
        f"{', '.join(names[:-1])} or {names[-1]} is missing, or no text: {{}}.",
        spec={"RSA": "RFC 7518 6.3.1", "EC": "RFC 7518 6.2.1", "OKP": "RFC 8037 2"}[kty],
        advice="Such a key cannot be used: tell the provider.",
    )


_incomplete("RSA", "n", "e")
_incomplete("EC", "crv", "x", "y")
_incomplete("OKP", "crv", "x")


def _short(key: Key) -> str:
    """How long a modulus is that is too short; nothing for any other."""
    modulus = base64url_uint(key.get("n")) if key.get("kty") == "RSA" else None
    return f"{modulus.bit_length()} bits" if modulus is not None and modulus.bit_length() < _LEAST else ""


def _guessable(key: Key) -> bool:
    modulus = base64url_uint(key.get("n")) if key.get("kty") == "RSA" else None
    return modulus is not None and has_guessable_primes(modulus)


def _bad_exponent(key: Key) -> bool:
    exponent = base64url_uint(key.get("e")) if key.get("kty") == "RSA" else None
    return exponent is not None and (exponent < 2 or exponent % 2 == 0)


def _lengths(key: Key) -> str:
    """The coordinates of a known curve that have another number of bytes than they must have; nothing where there are none."""
    length = _LENGTHS.get(str(key.get("crv"))) if key.get("kty") == "EC" else None
    found = {name: content(key.get(name)) for name in ("x", "y")}
    if length is None:
        return ""
    return ", ".join(_length(name, text, length) for name, text in found.items() if text is not None and len(text) != length)


def _length(name: str, text: bytes, length: int) -> str:
    """What is wrong with one coordinate: zeros were cut off, or put in front, or it is no coordinate at all."""
    if len(text) < length:
        why = "zeros at its beginning have to stay"
    elif not any(text[:-length]):
        why = "the zero in front of it has to go"
    else:
        why = "it is too long"
    return f"{name} has {len(text)} bytes in place of {length}: {why}"


row(
    "JWKS-RSA-SHORT",
    "Is every RSA key long enough?",
    lambda check: {check.name(place): bits for place, key in enumerate(check.keys) if (bits := _short(key))},
    "Shorter than 2048 bits: {}.",
    spec="RFC 7518 3.3, 3.5",
    advice="Such a key can be broken, and is not used here: tell the provider.",
    expected="2048 bits or more",
)
row(
    "JWKS-RSA-ROCA",
    "Is every RSA key free of the weakness of certain chips?",
    lambda check: check.those(_guessable),
    "The private half can be computed from the public one (ROCA, CVE-2017-15361): {}.",
    spec="RFC 8725 3.5; RFC 7517 9.1",
    advice="Such a key is not used here: tell the provider at once.",
)
row(
    "JWKS-RSA-EXPONENT",
    "Has every RSA key an exponent that works?",
    lambda check: {check.name(place): key["e"] for place, key in enumerate(check.keys) if _bad_exponent(key)},
    "The exponent is 1 or even: {}.",
    spec="RFC 8017 3.1",
    advice="65537 (AQAB) is usual: tell the provider.",
    expected="AQAB",
)
row(
    "JWKS-RSA-LEADING-ZERO",
    "Does every RSA modulus begin with its first digit?",
    lambda check: check.those(lambda key: key.get("kty") == "RSA" and (content(key.get("n")) or b"1")[0] == 0),
    "The modulus begins with a zero byte: {}.",
    spec="RFC 7518 2, 6.3.1.1",
    severity="warning",
    advice="Strict libraries refuse it: tell the provider.",
)
row(
    "JWKS-EC-LENGTH",
    "Have the coordinates of every EC key their full length?",
    lambda check: [f"{check.name(place)} ({how})" for place, key in enumerate(check.keys) if (how := _lengths(key))],
    "Coordinates of the wrong length: {}.",
    spec="RFC 7518 6.2.1.2, 6.2.1.3",
    advice="Tell the provider: strict libraries refuse such a key.",
    expected="32, 48 or 66 bytes",
)


def _off_curve(key: Key) -> bool:
    crv, texts = str(key.get("crv")), [content(key.get(name)) for name in ("x", "y")]
    if key.get("kty") != "EC" or any(text is None or len(text) != _LENGTHS.get(crv) for text in texts):
        return False  # the row above judges the length; computing with what is much longer would take long
    x, y = (int.from_bytes(text) for text in texts if text)
    return (y * y - (x * x * x - 3 * x + _B[crv])) % _PRIMES[crv] != 0


row(
    "JWKS-EC-CURVE",
    "Is every EC key a point of its curve?",
    lambda check: check.those(_off_curve),
    "Not on the curve: {}.",
    spec="RFC 8725 3.4; RFC 7518 6.2.1",
    advice="Refuse this key: it may be an attack.",
)
row(
    "JWKS-BASE64URL",
    "Are the members written in base64url without padding?",
    lambda check: [f"{check.name(place)} ({how})" for place, key in enumerate(check.keys) if (how := misspelled(key))],
    "Not in base64url: {}.",
    spec="RFC 7518 2; RFC 7515 2",
    advice="Strict libraries refuse it: tell the provider.",
    expected="A-Z a-z 0-9 - _",
)
row(
    "JWKS-SAMPLE-KEY",
    "Is every key the provider's own?",
    lambda check: check.those(lambda key: str(key.get("n", key.get("x"))).startswith(_PRINTED)),
    "The private half is printed in a standard: {}.",
    spec="RFC 7517 9.1; RFC 7515 A.2",
    advice="Anyone can sign with this key: tell the provider at once.",
)

# What it says about itself

row(
    "JWKS-ALG-KTY",
    "Does every key fit the algorithm that it names?",
    lambda check: check.those(lambda key: key.get("alg") in ASYMMETRIC and not key_fits(key, str(key["alg"]))),
    "Type or curve does not fit alg: {}.",
    spec="RFC 7517 4.4; RFC 7518 3.1",
    advice="Such a key is not used here: tell the provider.",
)
row(
    "JWKS-KEYOPS-DUPLICATE",
    "Does every key name an operation once?",
    lambda check: check.those(lambda key: twice(map(str, key["key_ops"])) if isinstance(key.get("key_ops"), list) else False),
    "An operation is named twice: {}.",
    spec="RFC 7517 4.3",
    advice="Tell the provider.",
)
row(
    "JWKS-KEYOPS-CONFLICT",
    "Does every key say in one way only what it is for?",
    lambda check: check.those(lambda key: "use" in key and "key_ops" in key),
    "It has both use and key_ops: {}.",
    spec="RFC 7517 4.3",
    severity="warning",
    advice="One of the two is enough; where they contradict each other the key is not used here.",
)


def _empty_members(check: JwksCheck) -> list[str]:
    """The members of keys that are there and say nothing."""
    return [
        f"{check.name(place)}: {', '.join(names)}"
        for place, key in enumerate(check.keys)
        if (names := [str(name) for name, value in key.items() if value in (None, "", [], [""], {})])
    ]


row(
    "JWKS-EMPTY-MEMBER",
    "Has every member of every key a value?",
    _empty_members,
    "Empty: {}.",
    spec="RFC 7517 4",
    severity="warning",
    advice="Take them as not there: the key can be used. The provider should leave them out.",
)

# Certificates

_PRINTS = ("x5t", "x5t#S256")


def _unreadable(check: JwksCheck) -> list[str]:
    found = check.certificates.items()
    return [check.name(place) for place, members in found if members is None or not_texts(check.keys[place]["x5c"])]


Same = Callable[[Any, Any], bool]


def _differs(check: JwksCheck, names: tuple[str, ...], same: Same) -> list[str]:
    """The keys of which one of these members is not what their certificate says."""
    return [
        check.name(place)
        for place, members in check.certificates.items()
        if members is not None and any(_contradicts(check.keys[place], members, name, same) for name in names)
    ]


def _contradicts(key: Key, members: Mapping[str, Any], name: str, same: Same) -> bool:
    """A member is there and the certificate says something else; of a key of an unknown kind it says its thumbprints only."""
    known = name in _PRINTS or "kty" in members
    return known and name in key and not same(key[name], members.get(name))


of_certificate(
    "JWKS-X5C-FORMAT",
    "Can every certificate be read?",
    _unreadable,
    "No ordinary base64 of a DER certificate: {}.",
    spec="RFC 7517 4.7",
    advice="The key may be good all the same; tell the provider. A certificate is base64 of DER, without BEGIN and END.",
)
of_certificate(
    "JWKS-X5C-ONLY",
    "Has every key with a certificate its own members too?",
    lambda check: check.those(_is_in_certificate),
    "There is only the certificate: {}.",
    spec="Discovery 3",
    advice="The bare values must be there: tell the provider.",
)
of_certificate(
    "JWKS-X5C-MISMATCH",
    "Is the key in the certificate the same key?",
    lambda check: _differs(check, ("n", "e", "x", "y"), same_number),
    "The certificate is that of another key: {}.",
    spec="Discovery 3; RFC 7517 4.7",
    advice="Clients that take the certificate will refuse good signatures: tell the provider.",
)
of_certificate(
    "JWKS-X5T-MISMATCH",
    "Do the thumbprints fit the certificate?",
    lambda check: _differs(check, _PRINTS, same_print),
    "The thumbprint is that of another certificate: {}.",
    spec="RFC 7517 4.8, 4.9",
    advice="Tell the provider.",
)
of_certificate(
    "JWKS-X5T-FORM",
    "Are the thumbprints written in base64url of the digest itself?",
    lambda check: [
        name
        for name in _differs(check, _PRINTS, lambda one, other: one == other)
        if name not in _differs(check, _PRINTS, same_print)
    ],
    "It is the right thumbprint in another spelling, such as hexadecimal digits: {}.",
    spec="RFC 7517 4.8, 4.9",
    severity="warning",
    advice="Who looks a key up by its thumbprint does not find it: tell the provider (Auth0 once wrote it so).",
    expected="base64url of 20 or 32 bytes",
)
