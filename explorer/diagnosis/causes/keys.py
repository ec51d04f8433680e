"""The provider's keys, and the signature that they verify (OIDC Core 10.1, 3.1.3.7 (6) to (8))."""

from __future__ import annotations

from ...messages.address import is_this_machine, split_url
from ...rules.id_token.subject import span
from ..case import Case
from ..cause import Signs, cause, known
from ..page import leads_to_login
from ..signs import HINT, SLIP, Sign, against, contrary, doubtful, hint, remark, slip
from ..symptom import host_of
from .access_token import HUNG_UP

LEGS = ("check",)


_ASK = "If a fresh sign-in shows the same, report it to the provider with this finding."


@cause(
    "keys-unreachable",
    legs=LEGS,
    topic="keys",
    spec="OIDC Core 10.1; OIDC Discovery 3",
    advice="Open jwks_uri in a browser; give the keys by hand until then: Flow(jwks=...).",
    rules=("JWKS-STATUS", "JWKS-NOT-JSON"),
    experiment="check-again",
)
def keys_unreachable(case: Case) -> Signs:
    """No key set came from where the provider's keys should be, so no signature could be verified."""
    symptom = case.symptom
    if symptom.kind == "no answer":
        yield slip(symptom.problem or "No answer came.")
    elif symptom.kind == "refused" and leads_to_login(case):
        yield hint("It did not answer with keys.")
    elif symptom.kind == "refused" and symptom.status not in (401, 403) and "JWKS-EMPTY" not in case.failed:
        yield slip(symptom.problem or "It did not answer with keys.")


@cause(
    "keys-closed",
    legs=LEGS,
    topic="keys",
    spec="OIDC Core 10.1",
    advice="Open the keys to the public in the provider's console, or give them by hand: Flow(jwks=...).",
    experiment="check-again",
)
def keys_closed(case: Case) -> Signs:
    """The provider's keys are closed to the public."""
    if case.symptom.kind == "refused" and case.symptom.status in (401, 403):
        yield (doubtful if case.is_page_of_another else slip)(f"{case.symptom.problem}")
    if "JWKS-PROTECTED" in case.failed:
        yield remark(f"{case.failed['JWKS-PROTECTED'].message} (JWKS-PROTECTED)")


@cause(
    "keys-empty",
    legs=LEGS,
    topic="keys",
    spec="RFC 7517 5; OIDC Core 10.1",
    advice="The provider has to publish the public keys that it signs with; give them by hand until then: Flow(jwks=...).",
    in_panel="The provider has to publish the public keys that it signs with; in step 1, give them by hand until then.",
    rules=("JWKS-EMPTY",),
    experiment="check-again",
)
def keys_empty(case: Case) -> Signs:
    """There is no key in what the provider publishes as its key set."""
    if "JWKS-EMPTY" in case.failed:
        yield hint("Where there is no key, whatever key a token names is unknown.")


known(
    "keys-unusable",
    "The key set is not what it should be.",
    legs=LEGS,
    topic="keys",
    spec="RFC 7517 4, 5",
    advice=_ASK,
    rules=(
        "JWKS-PRIVATE",
        "JWKS-SYMMETRIC",
        "JWKS-NO-KEY-FOR-ALG",
        "JWKS-KTY-MISSING",
        "JWKS-BASE64URL",
        "JWKS-KID-DUPLICATE",
        "JWKS-ALG-KTY",
        "JWKS-EC-CURVE",
        "JWKS-EC-LENGTH",
        "JWKS-RSA-SHORT",
        "JWKS-RSA-EXPONENT",
        "JWKS-X5C-MISMATCH",
        "JWKS-HTTP",
        "JWKS-SAMPLE-KEY",
        "JWKS-USE-MISSING",
        "JWKS-KID-MISSING",
        "JWKS-KID-TYPE",
        "JWKS-RSA-MEMBERS",
        "JWKS-RSA-ROCA",
        "JWKS-EC-MEMBERS",
        "JWKS-OKP-MEMBERS",
        "JWKS-KEYOPS-DUPLICATE",
        "JWKS-X5C-FORMAT",
        "JWKS-X5C-ONLY",
        "JWKS-X5T-MISMATCH",
    ),
    experiment="check-again",
)


_OLD = 60  # seconds in a cache between us and the provider


@cause(
    "key-unknown",
    legs=LEGS,
    topic="keys",
    spec="OIDC Core 10.1.1; RFC 7515 4.1.4",
    advice="Fetch the keys again (flow.check()): they may have been changed. If kid stays unknown, an old copy answers (a cache, a node), or the token is of "
    "another provider or tenant.",
    in_panel="In step 5, check once more, which fetches the keys again. If kid stays unknown, an old copy answers (a cache, a node), or the token is "
    "of another provider or tenant.",
    rules=("IDTH-KID-UNKNOWN", "IDTH-KID-MISSING-MULTI", "IDTH-KID-AMBIGUOUS", "IDTH-KEY-USE-ENC", "IDTH-KEY-ALG-MISMATCH"),
    experiment="check-again",
)
def key_unknown(case: Case) -> Signs:
    """No key of the provider fits the one that the token names."""
    if "IDTH-KID-UNKNOWN" in case.failed and "IDTH-SIGNATURE-INVALID" in case.failed:
        yield hint("So the signature could not hold.")
    if "IDTH-KID-UNKNOWN" in case.failed and (age := case.answer_header("Age") or "").isdecimal() and int(age[:9]) > _OLD:
        yield hint(f"The keys came out of a cache, in which they had lain for {span(int(age[:9]))} (Age, RFC 9111 5.1).")
    yield from _of_another_host(case, "IDTH-KID-UNKNOWN")
    if "IDTH-KID-UNKNOWN" in case.failed and not asked_for_keys(case):
        yield hint("The keys were given by hand (jwks), and nobody asked jwks_uri: take the newest from there.")


@cause(
    "signature-wrong",
    legs=LEGS,
    topic="signature",
    spec="OIDC Core 3.1.3.7 (6)",
    advice="Believe nothing in it. Is it a token of this provider and tenant, whole, and the one that came? A fresh one shows whether others hold.",
    rules=("IDTH-SIGNATURE-INVALID", "IDTH-SIGNATURE-EMPTY", "IDTH-SIGNATURE-ECDSA-FORMAT"),
    experiment="fresh-tokens",
)
def signature_wrong(case: Case) -> Signs:
    """The signature does not hold: the token was changed, or signed by somebody else."""
    if "JWKS-RSA-SHORT" in case.failed:
        yield against("The key is too short to be used, so nobody tried.")
    elif (found := case.failed.get("IDTH-SIGNATURE-INVALID")) is not None and "cannot be verified" in found.message:
        yield against("Nobody could try: whether it holds is not known.")
    yield from _of_another_host(case, "IDTH-SIGNATURE-INVALID")


@cause(
    "key-replaced",
    legs=LEGS,
    topic="signature",
    spec="OIDC Core 10.1.1; RFC 7517 4.5",
    advice="Sign in again, and check those tokens: where they hold, the provider made itself another key since, and gave it the same name. Let it "
    "keep its keys over a restart, give each a kid of its own, and let all its nodes have the same. Believe nothing in this token.",
    rules=("IDTH-SIGNATURE-INVALID",),
    experiment="fresh-tokens",
)
def key_replaced(case: Case) -> Signs:
    """The provider's key was replaced by another of the same name (kid) after it signed: it was restarted, or its nodes have different keys."""
    if "IDTH-SIGNATURE-INVALID" not in case.failed:
        return
    if not asked_for_keys(case):
        yield against("The keys were given by hand, and nobody asked the provider for its own.")
    elif "IDTH-KID-UNKNOWN" in case.failed or "JWKS-RSA-SHORT" in case.failed:
        yield against("No key was found by which it could be verified.")
    elif any(rule.startswith(_CLAIMS_OF_ANOTHER) for rule in case.failed):
        yield against("More than the signature does not fit: it is another token, or of another provider.")
    elif not _came_straight(case):
        yield against("It came on a way on which others could have changed it.")
    else:
        yield remark(
            "It came straight from the token endpoint, the key that it names is there, and all else in it fits this sign-in."
        )
        if case.was_hung_up_between:
            yield remark(HUNG_UP)


_CLAIMS_OF_ANOTHER = (
    "IDTC-ISS-M",
    "IDTC-AUD-M",
    "IDTC-NONCE-M",
    "IDTC-AT-HASH-MISMATCH",
    "IDTC-C-HASH",
    "IDTH-ALG",
    "IDTH-TYP",
)


def _came_straight(case: Case) -> bool:
    """The token endpoint gave it to this program, in TLS or on this machine, where nobody in between could write."""
    asked = case.request("exchange").get("url")
    parts = split_url(str(asked or ""))
    return parts is not None and (parts.scheme == "https" or is_this_machine(parts.hostname))


def asked_for_keys(case: Case) -> bool:
    """The keys were fetched in this run, and not given by hand."""
    return any(event["step"] == "keys" for event in case.run.exchanges)


def _of_another_host(case: Case, rule: str) -> Signs:
    """Say where the keys come from another host than the tokens: two providers may be mixed in the metadata."""
    keys, tokens = (host_of(str(case.run.metadata.get(name) or "")) for name in ("jwks_uri", "token_endpoint"))
    if rule in case.failed and keys and tokens and keys != tokens:
        yield hint(f"The keys come from {keys}, and the tokens from {tokens}.")


@cause(
    "signed-with-the-secret",
    legs=LEGS,
    topic="signature",
    spec="OIDC Core 3.1.3.7 (8), 10.1",
    advice="Is the secret the one that is registered? Let the client be registered for RS256.",
    rules=(
        "IDTH-HS-SIGNATURE-INVALID",
        "IDTH-HS-PUBLIC-CLIENT",
        "IDTH-HS-SECRET-SHORT",
        "IDTH-HS-MULTI-AUD",
        "IDTH-HS-KEY-BYTES",
    ),
)
def signed_with_secret(case: Case) -> Signs:
    """The token is signed with the client's secret, or is meant to be, and that does not hold."""
    found = case.failed.get("IDTH-ALG-CONFUSION")
    if found is not None and "holds with your client secret" in found.message:
        yield contrary("It holds with the client's secret.")


@cause(
    "algorithm-not-agreed",
    legs=LEGS,
    topic="algorithm",
    spec="OIDC Core 3.1.3.7 (7)",
    advice="Refuse the token, unless the client is registered for this algorithm: then say so, Client(id_token_signed_response_alg=...).",
    in_panel=(
        "Refuse the token, unless the client is registered for this algorithm: then choose it as “ID token alg” in step 1, "
        "which a provider of your own has. The local provider registers no client for it."
    ),
    rules=(
        "IDTH-ALG-NOT-EXPECTED",
        "IDTH-ALG-UNADVERTISED",
        "IDTH-ALG-CONFUSION",
        "IDTH-ALG-CASE",
        "IDTH-ALG-WEAK-OR-UNKNOWN",
        "IDTH-ALG-MISSING",
    ),
)
def algorithm_not_agreed(case: Case) -> Signs:
    """The token is signed with another algorithm than was agreed."""
    if "IDTH-ALG-NONE" in case.failed:
        yield against("It is not signed at all.")


known(
    "not-signed",
    "The token is not signed (alg none).",
    legs=LEGS,
    topic="algorithm",
    spec="OIDC Core 3.1.3.7 (7), 2",
    advice="Refuse it.",
    rules=("IDTH-ALG-NONE", "IDTH-ALG-NONE-SIGNATURE", "AT-ALG-NONE"),
)


known(
    "header-dangerous",
    "The header of the token brings its own key, or names where to fetch one.",
    legs=LEGS,
    topic="form",
    spec="RFC 8725 3.10; RFC 7515 10",
    advice="Never use it: keys come from jwks_uri.",
    rules=("IDTH-JWK-X5C", "IDTH-JKU-X5U", "IDTH-KID-SUSPICIOUS"),
)


@cause(
    "not-an-id-token",
    legs=LEGS,
    topic="kind",
    spec="RFC 8725 3.11; RFC 9068 2.1",
    advice="Do not believe it as an ID token: it is for an API. Look whether two tokens were exchanged for one another; where the provider "
    "sent it so, report it.",
    rules=("IDTH-CONTROL-ACCESS-TOKEN", "IDTH-TYP-OTHER"),
)
def not_an_id_token(case: Case) -> Signs:
    """Another kind of token stands in the place of the ID token: an access token, by its own word."""
    if {"IDTH-CONTROL-ACCESS-TOKEN", "IDTH-TYP-OTHER", "IDTC-AUD-MISMATCH"} <= case.failed.keys():
        yield Sign(
            SLIP + HINT,
            "Its header names another kind of token, and its audience is another: it is whole, and not the one that was due.",
        )
