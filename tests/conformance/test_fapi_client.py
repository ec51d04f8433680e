"""The client modules of FAPI 2.0 that concern any code flow: state, iss, further audiences, times. And what the suite leaves out.

One test for each, named after its module without the prefix `fapi2-security-profile-final-client-test-`.
"""

from __future__ import annotations

import pytest

from explorer import LocalProvider
from tests.conformance.relying_party import RelyingParty

MODULES = """
    happy-path happy-path-no-dpop-nonce discovery-issuer-mismatch
    ensure-authorization-response-with-invalid-state-fails ensure-authorization-response-with-invalid-missing-state-fails
    invalid-authorization-response-iss remove-authorization-response-iss invalid-alternate-alg invalid-null-alg
    invalid-aud invalid-missing-aud invalid-secondary-aud valid-aud-as-array invalid-iss invalid-missing-iss
    invalid-expired-exp invalid-missing-exp invalid-nonce invalid-missing-nonce token-type-case-insensitivity
    token-endpoint-response-without-expires_in refresh-token-test rs-dpop-auth-scheme-case-insensitivity jarm
""".split()  # noqa: SIM905  (the suite's names)

NOT_HERE = {
    "happy-path-no-dpop-nonce": "no DPoP",
    "rs-dpop-auth-scheme-case-insensitivity": "no DPoP",
    "jarm": "no signed redirects: JARM is another response mode",
}


@pytest.fixture
def rp(provider: LocalProvider) -> RelyingParty:
    """A fresh app; FAPI's clients prove themselves with a key."""
    return RelyingParty(provider, {"token_endpoint_auth_method": "private_key_jwt"})


def refuse(rp: RelyingParty, fault: str, rule: str, *, before: str = "userinfo", **request: object) -> None:
    """Assert that the app refuses what comes under a fault, by this rule, and stops before that step."""
    with rp.provider.misbehaving(fault):
        assert not rp.sign_in(**request)
    assert rp.failed(rule), rp.flow.run.report
    assert before not in rp.calls


def accept(rp: RelyingParty, fault: str) -> None:
    """Assert that the app accepts what comes: it is odd, and allowed."""
    with rp.provider.misbehaving(fault):
        assert rp.sign_in(), rp.flow.run.report


def test_every_module_has_its_test_or_its_reason() -> None:
    """Nothing of the list is forgotten; its pairs of rows count as two."""
    names = {name.removeprefix("test_fapi_").replace("_", "-") for name in globals() if name.startswith("test_fapi_")}
    listed = {name.replace("_", "-") for name in MODULES}
    assert names | NOT_HERE.keys() == listed
    assert not names & NOT_HERE.keys()


def test_fapi_happy_path(rp: RelyingParty) -> None:
    """An ordinary provider is accepted."""
    assert rp.sign_in()


def test_fapi_discovery_issuer_mismatch(rp: RelyingParty) -> None:
    """Another issuer in the metadata: no request goes anywhere."""
    refuse(rp, "metadata-of-another", "DISC-ISSUER-MISMATCH", before="exchange")
    assert rp.calls == ["discover"]


# The redirect: after a failed check the code is sent nowhere


def test_fapi_ensure_authorization_response_with_invalid_state_fails(rp: RelyingParty) -> None:
    """Another state."""
    refuse(rp, "wrong-state", "AUTHR-STATE-MISMATCH", before="exchange")


def test_fapi_ensure_authorization_response_with_invalid_missing_state_fails(rp: RelyingParty) -> None:
    """No state."""
    refuse(rp, "missing-state", "AUTHR-STATE-MISSING", before="exchange")


def test_fapi_invalid_authorization_response_iss(rp: RelyingParty) -> None:
    """Another provider answers."""
    refuse(rp, "wrong-redirect-iss", "AUTHR-ISS-MISMATCH", before="exchange")


def test_fapi_remove_authorization_response_iss(rp: RelyingParty) -> None:
    """The iss that was promised is not there."""
    refuse(rp, "missing-redirect-iss", "AUTHR-ISS-MISSING", before="exchange")


# The ID token


def test_fapi_invalid_alternate_alg(rp: RelyingParty) -> None:
    """A good signature by another algorithm than the agreed one."""
    refuse(rp, "other-alg", "IDTH-ALG-NOT-EXPECTED")
    assert rp.flow.run.report["IDTH-SIGNATURE-INVALID"].verdict == "pass"


def test_fapi_invalid_null_alg(rp: RelyingParty) -> None:
    """No signature."""
    refuse(rp, "alg-none", "IDTH-ALG-NONE")


def test_fapi_invalid_aud(rp: RelyingParty) -> None:
    """Another audience."""
    refuse(rp, "wrong-audience", "IDTC-AUD-MISMATCH")


def test_fapi_invalid_missing_aud(rp: RelyingParty) -> None:
    """No audience."""
    refuse(rp, "missing-aud", "IDTC-AUD-MISSING")


def test_fapi_invalid_secondary_aud(rp: RelyingParty) -> None:
    """The app and somebody whom it does not know."""
    refuse(rp, "stranger-in-audience", "IDTC-AUD-UNTRUSTED")


def test_fapi_valid_aud_as_array(rp: RelyingParty) -> None:
    """A list with the app alone."""
    accept(rp, "audience-list")


def test_fapi_invalid_iss(rp: RelyingParty) -> None:
    """Another issuer."""
    refuse(rp, "wrong-issuer", "IDTC-ISS-MISMATCH")


def test_fapi_invalid_missing_iss(rp: RelyingParty) -> None:
    """No issuer."""
    refuse(rp, "missing-iss", "IDTC-ISS-MISSING")


def test_fapi_invalid_expired_exp(rp: RelyingParty) -> None:
    """It ran out."""
    refuse(rp, "expired", "IDTC-EXP-PAST")


def test_fapi_invalid_missing_exp(rp: RelyingParty) -> None:
    """It does not say when it runs out."""
    refuse(rp, "missing-exp", "IDTC-EXP-MISSING")


def test_fapi_invalid_nonce(rp: RelyingParty) -> None:
    """Another nonce."""
    refuse(rp, "wrong-nonce", "IDTC-NONCE-MISMATCH")


def test_fapi_invalid_missing_nonce(rp: RelyingParty) -> None:
    """No nonce."""
    refuse(rp, "missing-nonce", "IDTC-NONCE-MISSING")


# The token response


def test_fapi_token_type_case_insensitivity(rp: RelyingParty) -> None:
    """bearer in small letters is Bearer."""
    accept(rp, "lower-case-token-type")


def test_fapi_token_endpoint_response_without_expires_in(rp: RelyingParty) -> None:
    """No expires_in is bad, and no reason to refuse."""
    accept(rp, "missing-expires-in")


def test_fapi_refresh_token_test(rp: RelyingParty) -> None:
    """A refresh works."""
    assert rp.sign_in("openid offline_access")
    assert rp.refresh()


# What the Basic plan does not test, and real providers have got wrong


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("issued-in-future", "IDTC-IAT-FUTURE"),
        ("alg-confusion", "IDTH-ALG-CONFUSION"),
        ("private-key-published", "JWKS-PRIVATE"),
        ("token-in-redirect", "AUTHR-TOKEN-IN-QUERY"),
        ("code-in-fragment", "AUTHR-CODE-IN-FRAGMENT"),
        ("missing-token-type", "TOKR-TOKEN-TYPE-MISSING"),
        ("text-expires-in", "TOKR-EXPIRES-IN-TYPE"),
    ],
)
def test_gaps(rp: RelyingParty, fault: str, rule: str) -> None:
    """Each is refused, before the tokens are used."""
    refuse(rp, fault, rule)


@pytest.mark.parametrize(
    ("fault", "rule"),
    [("wrong-azp", "IDTC-AZP-MISMATCH"), ("wrong-typ", "IDTH-TYP-OTHER"), ("same-kid-twice", "JWKS-KID-DUPLICATE")],
)
def test_gaps_that_are_warnings(rp: RelyingParty, fault: str, rule: str) -> None:
    """Each is named; whether to go on is the app's decision."""
    accept(rp, fault)
    assert rp.failed(rule)


@pytest.mark.parametrize("fault", ["error-in-200", "html-error-page", "form-encoded", "trailing-comma", "list-of-tokens"])
def test_answers_that_are_no_tokens(rp: RelyingParty, fault: str) -> None:
    """Whatever comes instead of a token response signs nobody in, and is no accident."""
    with rp.provider.misbehaving(fault):
        assert not rp.sign_in()
    assert rp.flow.tokens is None
    assert rp.calls[-1] == "exchange"
