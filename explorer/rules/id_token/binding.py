"""Does an ID token belong to this sign-in, this access token, this code? (OIDC Core 3.1.3.7, items 11 to 13, and 3.1.3.8)"""

from __future__ import annotations

from typing import Any

from ...protocol.jose import half_hash, other_spellings
from ...secret import Secret
from ..registry import Outcome, RuleSet, equal, failed, not_applicable, not_checked, passed
from ..rows import as_found, rows
from ..shapes import as_seconds, not_texts
from .header import HEADER
from .subject import START_AGAIN, IdTokenCheck, span

BINDING: RuleSet[IdTokenCheck] = RuleSet(after=[HEADER])
rule = BINDING.rule
row = rows(BINDING, requires=["IDTH-NOT-JSON"])

_LENGTHS = {"256": 22, "384": 32, "512": 43, "EdDSA": 43, "Ed448": 76}  # characters of half a hash in base64url
_WITHOUT = "the token has no {}, which is optional in the code flow".format
_ED448 = 114  # octets of a signature by a key on that curve; one by a key on Ed25519 has 64 (RFC 8032 5.2.6, 5.1.6)


@rule(
    "IDTC-NONCE-MISSING",
    spec="OIDC Core 2, 3.1.3.7 (11)",
    requires=["IDTH-NOT-JSON"],
    advice="The provider must return the nonce; without it a replayed token cannot be told.",
)
def nonce_present(check: IdTokenCheck) -> Outcome:
    """Does it carry the nonce that we sent?"""
    if check.nonce is None:
        return not_checked("no nonce was sent, so none is expected: a replayed token would not be noticed here")
    present = "nonce" in check.claims
    return (
        passed(check.nonce, check.claims["nonce"])
        if present
        else failed("A nonce was sent, and the token has none.", check.nonce)
    )


@rule("IDTC-NONCE-MISMATCH", spec="OIDC Core 3.1.3.7 (11)", requires=["IDTC-NONCE-MISSING"], advice=START_AGAIN)
def nonce(check: IdTokenCheck) -> Outcome:
    """Is it the answer to our question?"""
    return equal(
        check.nonce, check.claims["nonce"], "The nonce is not the one that was sent: this token belongs to another sign-in."
    )


@rule(
    "IDTC-NONCE-UNEXPECTED",
    spec="OIDC Core 3.1.3.7 (11); RFC 9700 4.5.3.2",
    severity="warning",
    requires=["IDTH-NOT-JSON"],
    advice="Find out for which request this token was made.",
    expected="no nonce",
    reasons=("a nonce was sent, so one is expected",),
)
def nonce_unexpected(check: IdTokenCheck) -> Outcome:
    """Is there no nonce that we did not send?"""
    if check.nonce is not None:
        return not_applicable("a nonce was sent, so one is expected")
    if "nonce" not in check.claims:
        return passed("no nonce")
    return failed("The token has a nonce though none was sent: it answers another request.", "no nonce", check.claims["nonce"])


@rule(
    "IDTC-ACR-NOT-REQUESTED-VALUE",
    spec="OIDC Core 3.1.3.7 (12)",
    severity="warning",
    requires=["IDTH-NOT-JSON"],
    advice="acr_values is a wish; ask for acr as an essential claim to make it a condition.",
    reasons=("no acr_values were sent",),
)
def acr(check: IdTokenCheck) -> Outcome:
    """Was the sign-in as strong as was asked for?"""
    if not check.acr_values:
        return not_applicable("no acr_values were sent")
    received = check.claims.get("acr")
    expected = " or ".join(check.acr_values)
    return (
        passed(expected, received)
        if received in check.acr_values
        else failed("The level of the sign-in is not one that was asked for.", expected, received)
    )


@rule(
    "IDTC-AUTH-TIME-MISSING",
    spec="OIDC Core 2, 3.1.2.1",
    requires=["IDTH-NOT-JSON"],
    advice="With max_age the provider must say when the user signed in.",
    expected="auth_time",
    reasons=("max_age was not sent, so auth_time is optional",),
)
def auth_time_present(check: IdTokenCheck) -> Outcome:
    """Does it say when the user signed in, if that was demanded?"""
    if check.max_age is None and "auth_time" not in check.essential:
        return not_applicable("max_age was not sent, so auth_time is optional")
    received = check.claims.get("auth_time")
    return (
        failed("auth_time was demanded, and the token has none.", "auth_time")
        if received is None
        else passed("auth_time", received)
    )


@rule(
    "IDTC-AUTH-TIME-OLD",
    spec="OIDC Core 3.1.2.1, 3.1.3.7 (13)",
    requires=["IDTC-AUTH-TIME-MISSING"],
    advice="Send the user to sign in again, with prompt=login.",
    reasons=("max_age was not sent, so any age will do",),
)
def auth_time(check: IdTokenCheck) -> Outcome:
    """Did the user sign in recently enough?"""
    then = as_seconds(check.claims["auth_time"])
    limit = check.max_age
    if limit is None:
        return not_applicable("max_age was not sent, so any age will do")
    if then is None:
        return not_checked("auth_time is no number of seconds that is a time, so it cannot be compared")
    if check.now - then <= limit + check.leeway:
        return passed(f"at most {limit} s ago", then)
    return failed(f"The user signed in {span(check.now - then)} ago.", f"at most {limit} s ago", then)


def _signed_in_before(check: IdTokenCheck) -> str:
    """How long before the request the user signed in; nothing where it was after that."""
    asked_at, then = check.asked_at or 0, check.claims["auth_time"]
    return span(asked_at - then) if then < asked_at - check.leeway else ""


of_new_sign_in = row.given(
    lambda check: "login" in check.asked.get("prompt", "").split(), unless="prompt=login was not sent"
).given(lambda check: check.asked_at is not None, unless="nobody knows when the request was made")

of_new_sign_in(
    "IDTC-AUTH-TIME-STALE-PROMPT",
    "If a new sign-in was demanded, did it take place?",
    _signed_in_before,
    "prompt=login was sent, and the user had signed in {} before.",
    spec="OIDC Core 3.1.2.1",
    severity="warning",
    advice="The provider did not ask again: do not rely on prompt=login here.",
    when=lambda check: as_seconds(check.claims.get("auth_time")) is not None,
    unless="the token has no auth_time that is a time",
)


def _other_level(check: IdTokenCheck) -> str:
    """The level of the sign-in, where another one was essential."""
    said = check.essential["acr"]
    values = said.get("values")
    wanted = [*(values if isinstance(values, list) else []), *([said["value"]] if "value" in said else [])]
    received = check.claims.get("acr")
    if received in wanted or (received is not None and not wanted):
        return ""
    return "nothing" if received is None else as_found(received)


row(
    "IDTC-ACR-ESSENTIAL",
    "If a level of sign-in was essential, is it this one?",
    _other_level,
    "acr was essential, and the token says: {}.",
    spec="OIDC Core 5.5.1.1, 3.1.3.7 (12)",
    advice="Refuse the sign-in: the provider should have answered with an error.",
    when=lambda check: "acr" in check.essential,
    unless="no acr was called essential",
)
of_acr = row.given(lambda check: "acr" in check.claims, unless="the token has no acr")
of_acr(
    "IDTC-ACR-EMPTY",
    "If it names the level of the sign-in, is that a text?",
    lambda check: not isinstance(check.claims["acr"], str) or not check.claims["acr"],
    "acr is empty, or no text.",
    spec="OIDC Core 2",
    advice="Ask the provider.",
)
of_acr(
    "IDTC-ACR-ZERO",
    "Is the level of the sign-in more than the lowest?",
    lambda check: check.claims["acr"] == "0",
    "acr is 0, which stands for a weak or remembered sign-in.",
    spec="OIDC Core 2",
    severity="info",
    advice="Do not let it open anything of value.",
)
row(
    "IDTC-AMR-TYPE",
    "If it says how the user proved it, is that a list?",
    lambda check: not_texts(check.claims["amr"]) and as_found(check.claims["amr"]),
    "amr is no list of texts.",
    spec="OIDC Core 2; RFC 8176",
    advice="Ask the provider: libraries will stumble over it.",
    expected='["pwd", "otp"]',
    when=lambda check: "amr" in check.claims,
    unless="the token has no amr",
)


@rule(
    "IDTC-AT-HASH-MISMATCH",
    spec="OIDC Core 3.1.3.6, 3.1.3.8",
    requires=["IDTH-NOT-JSON"],
    advice="Do not use the access token: it does not belong to this sign-in.",
    reasons=(_WITHOUT("at_hash"),),
)
def at_hash(check: IdTokenCheck) -> Outcome:
    """Does the access token belong to it?"""
    return _half_hash(check, "at_hash", check.access_token, "The access token does not belong to this ID token.")


@rule(
    "IDTC-C-HASH-MISMATCH",
    spec="OIDC Core 3.3.2.10",
    requires=["IDTH-NOT-JSON"],
    advice="Do not use the code: it does not belong to this token.",
    reasons=(_WITHOUT("c_hash"),),
)
def c_hash(check: IdTokenCheck) -> Outcome:
    """Does the code belong to it?"""
    return _half_hash(check, "c_hash", check.code, "The code does not belong to this ID token.")


@rule(
    "IDTC-S-HASH-MISMATCH",
    spec="FAPI 1.0 Advanced 5.2.2",
    requires=["IDTH-NOT-JSON"],
    advice="Do not use the answer: it is one to another request.",
    reasons=(_WITHOUT("s_hash"),),
)
def s_hash(check: IdTokenCheck) -> Outcome:
    """Does the state belong to it?"""
    state = check.asked.get("state")
    return _half_hash(
        check, "s_hash", None if state is None else Secret(state, "state"), "The state does not belong to this ID token."
    )


def _hashes(check: IdTokenCheck) -> dict[str, Any]:
    return {name: check.claims[name] for name in ("at_hash", "c_hash", "s_hash") if name in check.claims}


def _length(check: IdTokenCheck) -> int | None:
    """How many characters half a hash of the token's algorithm has; None where it names no hash function."""
    alg = _hash_named_by(check)
    return _LENGTHS.get(alg) or _LENGTHS.get(alg[-3:])


def _odd_lengths(check: IdTokenCheck) -> dict[str, Any]:
    """The hashes whose length is not that of half a hash, with it."""
    lengths = {name: len(value) if isinstance(value, str) else None for name, value in _hashes(check).items()}
    return {name: found for name, found in lengths.items() if found != _length(check)}


row.given(_hashes, unless="the token has no hash")(
    "IDTC-AT-HASH-LENGTH",
    "Are the hashes as long as half a hash of this algorithm?",
    _odd_lengths,
    "Of another length: {}.",
    spec="OIDC Core 3.1.3.6, 3.2.2.9",
    advice="It is the left half of the raw hash in base64url: 22, 32 or 43 characters. Hex and the whole hash are usual mistakes.",
    when=lambda check: _length(check) is not None,
    unless="the algorithm of the token names no hash function",
)


def _hash_named_by(check: IdTokenCheck) -> str:
    """The algorithm; Ed448 where the header says EdDSA and the signature is one by such a key."""
    return "Ed448" if check.alg == "EdDSA" and len(check.token.signature) == _ED448 else check.alg


def _half_hash(check: IdTokenCheck, name: str, value: Secret | None, message: str) -> Outcome:
    if name not in check.claims:
        return not_applicable(_WITHOUT(name))
    if value is None:
        return not_checked(f"{name} is there, and the value that it hashes is not at hand")
    expected = half_hash(value, _hash_named_by(check))
    if expected is None:
        return not_checked(f"{check.token.alg} names no hash function")
    found = check.claims[name]
    if found != expected and found in other_spellings(value, _hash_named_by(check)):  # some spellings are the same by chance
        return not_checked(f"{name} has another length than half a hash, and is that hash: IDTC-AT-HASH-LENGTH says more")
    return equal(expected, found, message)
