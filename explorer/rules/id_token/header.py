"""Form, algorithm and signature of an ID token (OIDC Core 3.1.3.7, items 1 and 6 to 8; RFC 7515, RFC 8725)."""

from __future__ import annotations

from ...protocol.jose import SYMMETRIC, mac_key
from ...secret import Text, reveal
from ..registry import Outcome, RuleSet, equal, failed, inapplicable, passed, skipped
from ..signature import mac_outcome, signature_outcome
from .subject import START_AGAIN, IdTokenCheck

HEADER: RuleSet[IdTokenCheck] = RuleSet()
rule = HEADER.rule


@rule(
    "IDTH-ENCRYPTED",
    spec="OIDC Core 3.1.3.7 (1), 10.2",
    severity="error",
    advice="Decrypt it with your private key first; then check the token inside.",
)
def encrypted(check: IdTokenCheck) -> Outcome:
    """Can the token be read without decrypting it?"""
    if "encrypted" in check.token.problems:
        return failed(
            "The token is encrypted (five parts): it cannot be read without your private key.", "three parts", "five parts"
        )
    return passed("not encrypted")


@rule(
    "IDTH-PARTS",
    spec="RFC 7515 7.1",
    advice="Copy the whole token, from eyJ to the last character.",
    requires=["IDTH-ENCRYPTED"],
)
def parts(check: IdTokenCheck) -> Outcome:
    """Does it have header, claims and signature?"""
    if "parts" in check.token.problems:
        return failed("This is not a signed JWT.", "three parts with dots between them", f"{_count(check.raw)} parts")
    return passed("three parts")


@rule("IDTH-BASE64URL", spec="RFC 7515 2, 5.2", advice="Look for padding (=), + or / in the token.", requires=["IDTH-PARTS"])
def base64url(check: IdTokenCheck) -> Outcome:
    """Are the parts base64url without padding?"""
    bad = "base64url" in check.token.problems
    return (
        failed(
            "A part is not written in base64url: foreign characters, padding, or bits left over at its end.", "A-Z a-z 0-9 - _"
        )
        if bad
        else passed("base64url")
    )


@rule(
    "IDTH-NOT-JSON",
    spec="RFC 7515 5.2; RFC 7519 7.2",
    advice="Ask the provider: this is not a JWT.",
    requires=["IDTH-BASE64URL"],
)
def is_json(check: IdTokenCheck) -> Outcome:
    """Are header and claims JSON objects?"""
    return (
        failed("Header or claims are not a JSON object.", "JSON objects")
        if "not-json" in check.token.problems
        else passed("JSON objects")
    )


@rule(
    "IDTH-TYP-OTHER",
    spec="RFC 8725 3.11; RFC 9068 2.1",
    severity="warning",
    advice="Look whether an access token or a logout token was taken for the ID token.",
    requires=["IDTH-NOT-JSON"],
)
def typ(check: IdTokenCheck) -> Outcome:
    """Is it this kind of token?"""
    received = check.token.header.get("typ")
    if received is None:
        return passed("JWT, or nothing")
    plain = isinstance(received, str) and received.lower().removeprefix("application/") == "jwt"  # RFC 7515 4.1.9
    return passed("JWT", received) if plain else failed("The header says that this is another kind of token.", "JWT", received)


@rule(
    "IDTH-CRIT-UNKNOWN",
    spec="RFC 7515 4.1.11",
    advice="Refuse it: the issuer says that its extensions must be understood.",
    requires=["IDTH-NOT-JSON"],
)
def critical(check: IdTokenCheck) -> Outcome:
    """Does it demand nothing that we do not know?"""
    if "crit" not in check.token.header:
        return passed("no critical extensions")
    return failed("The header demands extensions that are not known here (crit).", "no crit", check.token.header["crit"])


@rule("IDTC-DUPLICATE-CLAIM", spec="RFC 7515 4; RFC 7519 4", advice=START_AGAIN, requires=["IDTH-NOT-JSON"])
def duplicate(check: IdTokenCheck) -> Outcome:
    """Is each name there once?"""
    bad = "duplicate-name" in check.token.problems
    return (
        failed("A name appears twice, and parsers differ in which one they keep.", "each name once")
        if bad
        else passed("each name once")
    )


@rule(
    "IDTH-ALG-NONE",
    spec="OIDC Core 3.1.3.7 (6, 7); RFC 8725 3.2",
    advice="Refuse it: anyone can write an unsigned token.",
    requires=["IDTH-NOT-JSON"],
)
def alg_none(check: IdTokenCheck) -> Outcome:
    """Is the token signed at all?"""
    if check.token.alg.lower() != "none":
        return passed("signed", check.token.alg)
    if check.client.id_token_signed_response_alg == "none":
        return passed("registered for unsigned tokens", "none")
    return failed(
        "The token is not signed (alg none).", check.client.id_token_signed_response_alg, check.token.header.get("alg")
    )


@rule(
    "IDTH-ALG-CONFUSION",
    spec="RFC 8725 2.1, 3.1",
    advice="Refuse it: a public key must never serve as a shared secret.",
    requires=["IDTH-NOT-JSON"],
)
def alg_confusion(check: IdTokenCheck) -> Outcome:
    """Is the kind of signature the registered kind?"""
    registered = check.client.id_token_signed_response_alg
    if check.token.alg in SYMMETRIC and registered not in SYMMETRIC:
        return failed(
            "The token is signed with a shared secret, though public-key signatures were agreed.", registered, check.token.alg
        )
    return passed(registered, check.token.alg)


@rule(
    "IDTH-ALG-NOT-EXPECTED",
    spec="OIDC Core 3.1.3.7 (7); RFC 8725 3.1",
    requires=["IDTH-NOT-JSON"],
    advice="Set id_token_signed_response_alg to what was agreed at registration; never take it from the token.",
)
def alg(check: IdTokenCheck) -> Outcome:
    """Is it signed with the algorithm that was agreed at registration?"""
    expected = check.client.id_token_signed_response_alg
    return equal(expected, check.token.header.get("alg"), "The algorithm is not the one that was agreed at registration.")


@rule("IDTH-SIGNATURE-INVALID", spec="OIDC Core 3.1.3.7 (6); RFC 7515 5.2", advice=START_AGAIN, requires=["IDTH-NOT-JSON"])
def signature(check: IdTokenCheck) -> Outcome:
    """Did the provider sign exactly this?"""
    if check.token.alg.lower() == "none":
        return skipped("there is no signature to verify (alg none)")
    if check.token.alg in SYMMETRIC:
        return inapplicable("an HS signature has the client secret as its key: see the next row")
    return signature_outcome(check.token, check.jwks, check.no_jwks)


@rule("IDTH-HS-SIGNATURE-INVALID", spec="OIDC Core 3.1.3.7 (8), 10.1", advice=START_AGAIN, requires=["IDTH-NOT-JSON"])
def mac(check: IdTokenCheck) -> Outcome:
    """If it is signed with the client secret, is the signature good?"""
    if check.token.alg not in SYMMETRIC:
        return inapplicable("the token is not signed with a shared secret")
    if check.client.id_token_signed_response_alg not in SYMMETRIC:
        return skipped("the client is not registered for HS signatures, so this one means nothing")
    return mac_outcome(check.token, check.client)


@rule(
    "IDTH-HS-SECRET-SHORT",
    spec="RFC 7518 3.2; OIDC Core 16.19",
    advice="Ask for a longer secret, or for public-key signatures: whoever has one token can try secrets at home.",
    requires=["IDTH-NOT-JSON"],
)
def secret_length(check: IdTokenCheck) -> Outcome:
    """If the client secret is the key, is it as long as the hash?"""
    secret, alg = check.client.client_secret, check.token.alg
    if alg not in SYMMETRIC or secret is None:
        return inapplicable("the token is not signed with a client secret that is at hand")
    least, length = int(alg[2:]) // 8, len(mac_key(secret))
    expected = f"{least} bytes or more"
    if length >= least:
        return passed(expected, length)
    return failed(f"The client secret is too short to be the key of an {alg} signature.", expected, length)


def _count(raw: Text) -> int:
    return reveal(raw).count(".") + 1
