"""With which algorithm and which key an ID token is signed, and whether the signature holds (OIDC Core 3.1.3.7, items 6 to 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.jose import ASYMMETRIC, SYMMETRIC
from ...protocol.jwk import is_for_signatures, key_fits
from ...protocol.signatures import mac_holds, mac_key
from ..registry import Outcome, RuleSet, equal, failed, not_applicable, not_checked, passed
from ..rows import as_found, rows
from ..shapes import decoded_base64url, listed
from ..signature import mac_outcome, signature_outcome
from .header import HEADER
from .subject import START_AGAIN, IdTokenCheck

SIGNATURE: RuleSet[IdTokenCheck] = RuleSet(after=[HEADER])
rule = SIGNATURE.rule
row = rows(SIGNATURE, requires=["IDTH-NOT-JSON"])
of_keys = row.given(lambda check: check.alg in ASYMMETRIC, unless="its algorithm is none with a public key").given(
    lambda check: check.jwks is not None, unless="there is no key set to look into"
)
of_named_key = of_keys.given(lambda check: check.token.kid is not None, unless="the header names no key (kid)")
of_mac = row.given(lambda check: check.alg in SYMMETRIC, unless="the token is not signed with a shared secret")

_EXACT = {name.lower(): name for name in (*ASYMMETRIC, *SYMMETRIC, "none", "Ed25519", "Ed448", "ES256K")}
_NOT_TOLD = "Nobody said which algorithm was agreed, so any with a public key is accepted that the provider lists."
_ECDSA = {"ES256": 64, "ES384": 96, "ES512": 132}  # bytes of a signature: two numbers side by side

row(
    "IDTH-ALG-MISSING",
    "Does the header name its algorithm?",
    lambda check: not check.alg,
    "The header names no algorithm.",
    spec="RFC 7515 4.1.1",
    advice="Refuse it: nobody can say how it was signed.",
    expected="alg",
)
row(
    "IDTH-ALG-CASE",
    "Is the algorithm spelled exactly?",
    lambda check: check.alg if _EXACT.get(check.alg.lower(), check.alg) != check.alg else [],
    "The names of algorithms are case-sensitive, and {} is spelled otherwise.",
    spec="RFC 7515 4.1.1; RFC 7518 3.1",
    advice="Refuse it: whoever writes None hopes for a careless reader.",
)


@rule(
    "IDTH-ALG-NONE",
    spec="OIDC Core 3.1.3.7 (6, 7); RFC 8725 3.2",
    advice="Refuse it: anyone can write an unsigned token.",
    requires=["IDTH-NOT-JSON"],
    expected="any algorithm but none",
)
def alg_none(check: IdTokenCheck) -> Outcome:
    """Is the token signed at all?"""
    if check.token.alg.lower() != "none":
        return passed("any algorithm but none", check.token.alg)
    if check.agreed_alg == "none":
        return passed("none, as registered", "none")
    return failed("The token is not signed (alg none).", _accepted(check), check.token.header.get("alg"))


@rule(
    "IDTH-ALG-CONFUSION",
    spec="RFC 8725 2.1, 3.1",
    advice="Refuse it: a public key must never serve as a shared secret.",
    requires=["IDTH-NOT-JSON"],
)
def alg_confusion(check: IdTokenCheck) -> Outcome:
    """Is the kind of signature the registered kind?"""
    if check.alg not in SYMMETRIC or check.agreed_alg in SYMMETRIC:
        return passed(_accepted(check), check.alg)
    if _mac_holds(check) and check.agreed_alg is None:
        told = f"if that was agreed, set id_token_signed_response_alg='{check.alg}'. Until then it is not accepted"
        return failed(f"The signature holds with your client secret: {told}.", _accepted(check), check.alg)
    first = f"The signature holds with your client secret ({check.alg}). " if _mac_holds(check) else ""
    agreed = "nobody said that this was agreed" if check.agreed_alg is None else "public-key signatures were agreed"
    return failed(f"{first}The token is signed with a shared secret, though {agreed}.", _accepted(check), check.alg)


@rule(
    "IDTH-ALG-NOT-EXPECTED",
    spec="OIDC Core 3.1.3.7 (7); RFC 8725 3.1",
    requires=["IDTH-NOT-JSON"],
    advice="Set id_token_signed_response_alg to what was agreed at registration; never take it from the token.",
)
def alg(check: IdTokenCheck) -> Outcome:
    """Is it signed with an algorithm that may be used for this client?"""
    received = check.token.header.get("alg")
    if check.agreed_alg is not None:
        return equal(check.agreed_alg, received, "The algorithm is not the one that was agreed at registration.")
    if check.alg in check.accepted_algs:
        return passed(_accepted(check), received, _NOT_TOLD)
    silent = _advertised(check) is None
    why = "the provider lists none, so it is RS256" if silent else "this is none with a public key that the provider lists"
    return failed(f"Nobody said which algorithm was agreed, and {why}.", _accepted(check), received)


row(
    "IDTH-ALG-NONE-SIGNATURE",
    "If it says that it is not signed, is the signature empty?",
    lambda check: bool(check.token.signature),
    "The algorithm is none, and there is a signature all the same.",
    spec="RFC 7518 3.6",
    advice="Refuse it: somebody changed the header.",
    when=lambda check: check.alg.lower() == "none",
    unless="the header does not say that it is unsigned (alg none)",
)
row(
    "IDTH-ALG-WEAK-OR-UNKNOWN",
    "Is the algorithm a registered one?",
    lambda check: check.alg if check.alg and check.alg.lower() not in _EXACT else [],
    "{} is no registered signature algorithm, or a forbidden one.",
    spec="RFC 7518 3.1; RFC 8725 3.2",
    severity="warning",
    advice="Ask the provider for RS256 or ES256.",
)


def _advertised(check: IdTokenCheck) -> list[str] | None:
    """The algorithms that the provider lists; None where there is no such list."""
    return listed(check.metadata, "id_token_signing_alg_values_supported")


row(
    "IDTH-ALG-UNADVERTISED",
    "Is the algorithm one that the provider lists?",
    lambda check: [] if check.alg in (_advertised(check) or ()) else check.alg or "none named",
    "The provider does not list this algorithm in its metadata: {}.",
    spec="Discovery 3",
    severity="warning",
    advice="Ask the provider which of the two is right.",
    when=lambda check: _advertised(check) is not None,
    unless="the metadata have no list of algorithms",
)
of_mac(
    "IDTH-HS-PUBLIC-CLIENT",
    "If it is signed with a shared secret, does the client have one?",
    lambda check: check.client.is_public,
    "The token is signed with a shared secret, and a public client has none.",
    spec="OIDC Core 10.1",
    advice="Refuse it, and register the client for RS256 or ES256.",
)
of_mac(
    "IDTH-HS-MULTI-AUD",
    "If it is signed with a shared secret, is it clear with whose?",
    lambda check: len(check.audiences) > 1 or check.claims.get("azp", check.client.client_id) != check.client.client_id,
    "The token is for several, and no standard says whose secret signs it then.",
    spec="OIDC Core 3.1.3.7 (8)",
    severity="warning",
    advice="Ask for public-key signatures.",
)


def _accepted(check: IdTokenCheck) -> str:
    return " or ".join(check.accepted_algs) or "an algorithm with a public key"


# Which key


def _named(check: IdTokenCheck) -> list[Mapping[str, Any]]:
    """The keys that bear the name in the header; all of them where it has none."""
    kid = check.token.kid
    return check.keys if kid is None else [key for key in check.keys if key.get("kid") == kid]


def _fitting(check: IdTokenCheck) -> list[Mapping[str, Any]]:
    """Those of them that are of the kind that the algorithm signs with."""
    return [key for key in _named(check) if key_fits(key, check.alg)]


def _candidates(check: IdTokenCheck) -> tuple[Mapping[str, Any], ...]:
    """The keys that may have signed it."""
    return check.choice.keys if check.choice else ()


of_named_key(
    "IDTH-KID-UNKNOWN",
    "Is the key that it names in the JWKS?",
    lambda check: [] if _named(check) else as_found(check.token.kid),
    "No key in the JWKS has the kid {}.",
    spec="OIDC Core 10.1.1",
    advice="The provider may have changed its keys: check() fetched them again; if it stays so, refuse the token.",
)
of_keys(
    "IDTH-KEY-ALG-MISMATCH",
    "Is there a key that fits the algorithm?",
    lambda check: not _fitting(check),
    "No key fits the algorithm: kty, crv or alg are others.",
    spec="RFC 7517 4.4; RFC 8725 3.1",
    advice="Refuse the token.",
    when=lambda check: check.token.kid is None or _named(check),
    unless="no key has the name in the header: see IDTH-KID-UNKNOWN",
)
of_keys(
    "IDTH-KEY-USE-ENC",
    "Is the key meant for signatures?",
    lambda check: not any(is_for_signatures(key) for key in _fitting(check)),
    "The key is for encryption, by its own use or key_ops.",
    spec="RFC 7517 4.2, 4.3",
    advice="Refuse the token, and tell the provider.",
    when=_fitting,
    unless="there is no fitting key to look at",
)
of_keys(
    "IDTH-KID-MISSING-MULTI",
    "Is it clear which key signed it?",
    lambda check: len(_candidates(check)) if check.token.kid is None and len(_candidates(check)) > 1 else 0,
    "The header has no kid, and {} keys fit: every one was tried.",
    spec="OIDC Core 10.1",
    advice="Tell the provider: with several keys the header must name one.",
)
of_named_key(
    "IDTH-KID-AMBIGUOUS",
    "Is the key's name that of one key only?",
    lambda check: as_found(check.token.kid) if len(_named(check)) > 1 else [],
    "Several keys have the kid {}.",
    spec="RFC 7517 4.5",
    severity="warning",
    advice="The fitting one was taken; tell the provider.",
)

# The signature

row.given(lambda check: check.alg, unless="the header names no algorithm")(
    "IDTH-SIGNATURE-EMPTY",
    "Is there a signature?",
    lambda check: not check.token.signature,
    "The header names an algorithm, and the signature is gone.",
    spec="RFC 7515 5.2; RFC 8725 2.1",
    advice=START_AGAIN,
    when=lambda check: check.alg.lower() != "none",
    unless="the header says that there is none (alg none)",
)
row.given(lambda check: check.alg in _ECDSA, unless="the token has no ECDSA signature")(
    "IDTH-SIGNATURE-ECDSA-FORMAT",
    "If it is an ECDSA signature, has it its fixed length?",
    lambda check: len(check.token.signature) != _ECDSA[check.alg],
    "The signature has another length; DER is a usual mistake.",
    spec="RFC 7518 3.4",
    advice="A JWS wants the two numbers side by side: 64, 96 or 132 bytes.",
    when=lambda check: check.token.signature,
    unless="the signature is gone: see IDTH-SIGNATURE-EMPTY",
)


@rule(
    "IDTH-SIGNATURE-INVALID",
    spec="OIDC Core 3.1.3.7 (6); RFC 7515 5.2",
    advice=START_AGAIN,
    requires=["IDTH-NOT-JSON"],
    reasons=("an HS signature has the client secret as its key: see IDTH-HS-SIGNATURE-INVALID",),
)
def signature(check: IdTokenCheck) -> Outcome:
    """Did the provider sign exactly this?"""
    if check.token.alg.lower() == "none":
        return not_checked("there is no signature to verify (alg none)")
    if check.token.alg in SYMMETRIC:
        return not_applicable("an HS signature has the client secret as its key: see IDTH-HS-SIGNATURE-INVALID")
    if check.choice is not None and not check.choice.keys:
        return not_checked(f"there is no key to verify with: {check.choice.reason}")
    return signature_outcome(check.token, check.jwks, check.no_jwks)


@rule(
    "IDTH-HS-SIGNATURE-INVALID",
    spec="OIDC Core 3.1.3.7 (8), 10.1",
    advice=START_AGAIN,
    requires=["IDTH-NOT-JSON"],
    reasons=("the token is not signed with a shared secret",),
)
def mac(check: IdTokenCheck) -> Outcome:
    """If it is signed with the client secret, is the signature good?"""
    if check.token.alg not in SYMMETRIC:
        return not_applicable("the token is not signed with a shared secret")
    if check.agreed_alg not in SYMMETRIC:
        return not_checked("no signature with a shared secret was agreed, so this one means nothing")
    return mac_outcome(check.token, check.client)


@rule(
    "IDTH-HS-SECRET-SHORT",
    spec="RFC 7518 3.2; OIDC Core 16.19",
    advice="Ask for a longer secret, or for public-key signatures: whoever has one token can try secrets at home.",
    requires=["IDTH-NOT-JSON"],
    reasons=(
        "the token is not signed with a shared secret",
        "the client secret is not at hand",
    ),
)
def secret_length(check: IdTokenCheck) -> Outcome:
    """If the client secret is the key, is it as long as the hash?"""
    secret, alg = check.client.client_secret, check.token.alg
    if alg not in SYMMETRIC:
        return not_applicable("the token is not signed with a shared secret")
    if secret is None:
        return not_applicable("the client secret is not at hand")
    least, length = int(alg[2:]) // 8, len(mac_key(secret))
    expected = f"{least} bytes or more"
    if length >= least:
        return passed(expected, length)
    return failed(f"The client secret is too short to be the key of an {alg} signature.", expected, length)


def _mac_holds(check: IdTokenCheck) -> bool:
    secret = check.client.client_secret
    return secret is not None and mac_holds(check.token, mac_key(secret))


def _decoded_secret_fits(check: IdTokenCheck) -> bool:
    """Tell whether the signature holds with the secret taken for base64, of either alphabet."""
    text = check.client.client_secret.reveal() if check.client.client_secret else ""
    decoded = decoded_base64url(text.replace("+", "-").replace("/", "_"))
    return decoded is not None and mac_holds(check.token, decoded)


of_mac.given(lambda check: check.client.client_secret is not None, unless="the client secret is not at hand")(
    "IDTH-HS-KEY-BYTES",
    "Is the secret used as the text that it is?",
    _decoded_secret_fits,
    "The signature holds only with the client secret decoded from base64 first.",
    spec="OIDC Core 3.1.3.7 (8), 10.1",
    severity="info",
    advice="The provider does otherwise than the standard: ask for RS256, which knows no such question.",
    when=lambda check: not _mac_holds(check),
    unless="the signature holds with the client secret as it stands",
)
