"""The key set as a document: did it come, is it a key set, does it hold public keys only, and those that are needed?"""

from __future__ import annotations

from ...protocol.jose import ASYMMETRIC
from ...protocol.json_text import problem_of
from ...protocol.jwk import may_have_signed, private_members
from ..registry import RuleSet
from ..rows import rows
from ..shapes import is_plain_http, listed, twice
from .subject import JwksCheck, material

DOCUMENT: RuleSet[JwksCheck] = RuleSet()
row = rows(DOCUMENT, requires=["JWKS-NOT-JSON"])
reached = row.given(lambda check: not check.unreachable, unless="no answer came: JWKS-UNREACHABLE says why")
of_answer = rows(DOCUMENT, when=lambda check: not check.unreachable, unless="no answer came: JWKS-UNREACHABLE says why").given(
    lambda check: check.response is not None,
    unless="the answer with the keys is not at hand: keys that are given by hand have none",
)

_CLOSED = (401, 403)
_TYPES = ("application/jwk-set+json", "application/json")
_EVERY_TYPE = ("RSA", "EC", "OKP", "oct")
_NONE_CAME = "the status is not 200, so no key set came"


def _came(check: JwksCheck) -> bool:
    return check.response is None or check.status == 200


def _status(check: JwksCheck) -> str | int:
    """The status, and of a redirect where it points."""
    there = check.response.points_to if check.response else None
    return f"{check.status}, a redirect to {there}" if there else check.status


def _no_key_set(check: JwksCheck) -> str:
    """What came in the place of a key set, where the answer is at hand."""
    problem = problem_of(check.response) if check.response else ""
    return problem or "its member keys is missing, or no list"


row(
    "JWKS-UNREACHABLE",
    "Did an answer come from where the keys are?",
    lambda check: check.unreachable,
    "The keys could not be fetched, so no signature was checked: {}",
    spec="OIDC Core 10.1; Discovery 3",
    advice="Try again; or give the keys by hand: Flow(jwks=...). Until then nothing proves who made the token.",
    expected="a key set",
    requires=(),
)
of_answer(
    "JWKS-PROTECTED",
    "Are the public keys public?",
    lambda check: check.status in _CLOSED and check.status,
    "The keys are closed to the public.",
    spec="Discovery 3",
    advice="Open them in the provider's console, or give them by hand: Flow(jwks=...).",
    expected=200,
)
of_answer(
    "JWKS-STATUS",
    "Did the key set come?",
    lambda check: check.status not in (200, *_CLOSED) and _status(check),
    "The status is {}.",
    spec="Discovery 3; RFC 7517 5",
    advice="Open jwks_uri in a browser: is it the right address?",
    expected=200,
)
reached(
    "JWKS-HTTP",
    "Did the keys come over https, or from this machine?",
    lambda check: is_plain_http(check.uri) and check.uri,
    "The keys came over plain http, where anybody on the way can change them.",
    spec="Discovery 3; OIDC Core 16.17",
    advice="Do not believe a signature under these keys: use https.",
    expected="https://...",
    when=lambda check: check.uri,
    unless="the address of the keys is not at hand: keys that are given by hand have none",
    requires=(),
)
of_answer(
    "JWKS-CONTENT-TYPE",
    "Is it declared as a key set, or as JSON?",
    lambda check: check.media_type not in _TYPES and (check.media_type or "nothing"),
    "It is declared as {}.",
    spec="RFC 7517 8.5.2",
    severity="info",
    advice="Strict clients may refuse it.",
    expected="application/jwk-set+json",
    when=_came,
    unless=_NONE_CAME,
)
reached(
    "JWKS-NOT-JSON",
    "Is it a key set?",
    lambda check: check.listed is None and _no_key_set(check),
    "This is no JSON object with a list called keys: {}.",
    spec="RFC 7517 5, 5.1",
    advice="Look at the answer: is jwks_uri the right address?",
    expected='{"keys": [...]}',
    when=_came,
    unless=_NONE_CAME,
    requires=(),
)
row(
    "JWKS-EMPTY",
    "Is there a key in it?",
    lambda check: not check.keys,
    "The key set is empty.",
    spec="RFC 7517 5.1; OIDC Core 10.1",
    advice="No signature can be verified: ask the provider.",
)
row(
    "JWKS-PRIVATE",
    "Are the private halves kept at home?",
    lambda check: check.those(lambda key: key.get("kty") != "oct" and private_members(key)),
    "A PRIVATE KEY IS PUBLISHED, so anyone can forge tokens: {}.",
    spec="Discovery 3; RFC 7517 9.2; RFC 7518 6.2.2, 6.3.2",
    advice="Believe no signature of this provider, and tell it at once.",
)
row(
    "JWKS-SYMMETRIC",
    "Is there no shared secret among the keys?",
    lambda check: check.those(lambda key: key.get("kty") == "oct" or (not isinstance(key.get("kty"), str) and key.get("k"))),
    "A shared secret is published: {}.",
    spec="Discovery 3; RFC 7517 9.2; RFC 7518 6.4",
    advice="Whoever knows it can sign as the provider: tell it at once.",
)
row(
    "JWKS-KTY-MISSING",
    "Has every key a type?",
    lambda check: check.those(lambda key: not isinstance(key.get("kty"), str)),
    "Without kty: {}.",
    spec="RFC 7517 4.1",
    advice="Tell the provider; the other keys can be used.",
)
row(
    "JWKS-KTY-UNKNOWN",
    "Is every key of a type that is known here?",
    lambda check: check.those(lambda key: isinstance(key.get("kty"), str) and key["kty"] not in _EVERY_TYPE),
    "Of an unknown type: {}.",
    spec="RFC 7517 5",
    severity="info",
    advice="Nothing: keys of other types are passed over.",
)

# Names

row(
    "JWKS-KID-TYPE",
    "Is every kid a text?",
    lambda check: check.those(lambda key: "kid" in key and not isinstance(key["kid"], str)),
    "kid is no text: {}.",
    spec="RFC 7517 4.5",
    advice="Clients will not find this key: tell the provider.",
)


def _unnamed(check: JwksCheck) -> list[str]:
    several = twice(str(key.get("kty")) for key in check.keys)
    return check.those(lambda key: str(key.get("kty")) in several and "kid" not in key)


def _same_name(check: JwksCheck) -> list[str]:
    names = twice(f"{key['kid']} ({key.get('kty')})" for key in check.keys if isinstance(key.get("kid"), str))
    return [f"kid {name}" for name in names]


row(
    "JWKS-KID-MISSING",
    "Where there are several keys of a type, has each a name?",
    _unnamed,
    "Without kid among several of its type: {}.",
    spec="OIDC Core 10.1",
    advice="Clients have to try every key: tell the provider.",
)
row(
    "JWKS-KID-DUPLICATE",
    "Has each key a name of its own?",
    _same_name,
    "Two keys share a name: {}.",
    spec="RFC 7517 4.5",
    severity="warning",
    advice="Clients may take the wrong one: tell the provider.",
)

# What they are for


def _names_both_uses(check: JwksCheck) -> bool:
    return {"sig", "enc"} <= {str(key.get("use")) for key in check.keys}


def _for_both(check: JwksCheck) -> list[str]:
    by_use = {use: {material(key) for key in check.keys if key.get("use") == use} - {None} for use in ("sig", "enc")}
    both = by_use["sig"] & by_use["enc"]
    return check.those(lambda key: both and material(key) in both)


def _advertised(check: JwksCheck) -> list[str] | None:
    return listed(check.metadata, "id_token_signing_alg_values_supported")


def _missing_algorithms(check: JwksCheck) -> list[str]:
    wanted = set(_advertised(check) or ())
    return [alg for alg in ASYMMETRIC if alg in wanted and not any(may_have_signed(key, alg) for key in check.keys)]


row(
    "JWKS-USE-MISSING",
    "Where some keys are for encryption, does each say what it is for?",
    lambda check: check.those(lambda key: "use" not in key),
    "Without use in a set of both kinds: {}.",
    spec="Discovery 3",
    advice="Such a key is taken for a signing key here; tell the provider.",
    when=_names_both_uses,
    unless="the keys do not name both uses, sig and enc",
)
row(
    "JWKS-SIG-ENC-SAME",
    "Are keys for signatures and for encryption different ones?",
    _for_both,
    "One key serves for both: {}.",
    spec="Discovery 3",
    severity="warning",
    advice="Tell the provider: each purpose wants a key of its own.",
)
row(
    "JWKS-NO-KEY-FOR-ALG",
    "Is there a key for each algorithm that the provider offers?",
    _missing_algorithms,
    "No key for: {}.",
    spec="Discovery 3; OIDC Core 10.1",
    severity="warning",
    advice="Tokens that are signed so could not be verified: choose another algorithm, or ask the provider.",
    when=lambda check: _advertised(check) is not None,
    unless="the provider does not list the algorithms with which it signs",
)
