"""The relying-party modules of the OpenID Foundation's conformance suite, as far as they concern the code flow.

One test for each, named after its module; the local provider plays the suite's part. A right provider is accepted, a wrong
one refused by the rule that the module is about. `NOT_HERE` lists the modules that do not apply, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from explorer import Flow, LocalProvider
from tests.conformance.relying_party import RelyingParty

MODULES = """
    oidcc-client-test oidcc-client-test-invalid-iss oidcc-client-test-missing-sub oidcc-client-test-invalid-aud
    oidcc-client-test-missing-aud oidcc-client-test-missing-iat oidcc-client-test-kid-absent-single-jwks
    oidcc-client-test-kid-absent-multiple-jwks oidcc-client-test-idtoken-sig-rs256 oidcc-client-test-idtoken-sig-none
    oidcc-client-test-invalid-sig-rs256 oidcc-client-test-invalid-sig-es256 oidcc-client-test-invalid-sig-hs256
    oidcc-client-test-userinfo-invalid-sub oidcc-client-test-nonce-invalid oidcc-client-test-scope-userinfo-claims
    oidcc-client-test-client-secret-basic oidcc-client-test-nonce-unless-code-flow oidcc-client-test-userinfo-bearer-header
    oidcc-client-test-userinfo-bearer-body oidcc-client-test-invalid-athash oidcc-client-test-missing-athash
    oidcc-client-test-invalid-chash oidcc-client-test-missing-chash oidcc-client-test-form-post-error
    oidcc-client-test-aggregated-claims oidcc-client-test-distributed-claims oidcc-client-test-mtls-endpoint-aliases
    oidcc-client-test-discovery-openid-config oidcc-client-test-discovery-jwks-uri-keys
    oidcc-client-test-discovery-issuer-mismatch oidcc-client-test-signing-key-rotation
    oidcc-client-test-signing-key-rotation-just-before-signing oidcc-client-test-discovery-webfinger-acct
    oidcc-client-test-discovery-webfinger-url oidcc-client-test-dynamic-registration
    oidcc-client-test-request-uri-signed-rs256 oidcc-client-test-request-uri-signed-none oidcc-client-test-userinfo-signed
    oidcc-client-test-refresh-token oidcc-client-test-refresh-token-invalid-issuer
    oidcc-client-test-refresh-token-invalid-sub oidcc-client-test-3rd-party-init-login
""".split()  # noqa: SIM905  (the suite's names, as they stand in its plans)

NOT_HERE = {
    "oidcc-client-test-userinfo-bearer-body": "the explorer sends the token in the header only (RFC 6750 2.1)",
    "oidcc-client-test-missing-chash": "c_hash is compulsory in the hybrid flow, and optional here",
    "oidcc-client-test-aggregated-claims": "the claims are shown as they come; the JWT inside is not unwrapped",
    "oidcc-client-test-distributed-claims": "the claims are shown as they come; other sources are not asked",
    "oidcc-client-test-mtls-endpoint-aliases": "no client certificates",
    "oidcc-client-test-discovery-webfinger-acct": "no WebFinger: a provider is named by its issuer",
    "oidcc-client-test-discovery-webfinger-url": "no WebFinger: a provider is named by its issuer",
    "oidcc-client-test-dynamic-registration": "clients are registered by hand",
    "oidcc-client-test-request-uri-signed-rs256": "no request objects",
    "oidcc-client-test-request-uri-signed-none": "no request objects",
    "oidcc-client-test-3rd-party-init-login": "a sign-in begins in the notebook",
}


@pytest.fixture
def rp(provider: LocalProvider) -> RelyingParty:
    """A fresh confidential app."""
    return RelyingParty(provider)


Refused = Callable[..., None]


@pytest.fixture
def refused(provider: LocalProvider) -> Refused:
    """Assert that an app refuses the ID token under a fault, by this rule, and never calls UserInfo."""

    def check(fault: str, rule: str, *, alg: str = "RS256", **request: object) -> None:
        rp = RelyingParty(provider, {"id_token_signed_response_alg": alg})
        with provider.misbehaving(fault):
            assert not rp.sign_in(**request)
        assert rp.failed(rule), rp.flow.run.report
        assert "userinfo" not in rp.calls

    return check


def test_every_module_has_its_test_or_its_reason() -> None:
    """Nothing of the suite is forgotten, and no reason is given for what is tested all the same."""
    tested = {name.removeprefix("test_").replace("_", "-") for name in globals() if name.startswith("test_oidcc")}
    assert len(MODULES) == 43
    assert tested | NOT_HERE.keys() == set(MODULES)
    assert not tested & NOT_HERE.keys()


# The sign-in itself


def test_oidcc_client_test(provider: LocalProvider, rp: RelyingParty) -> None:
    """An ordinary provider, with a dozen keys that nobody needs beside its own, is accepted down to UserInfo."""
    with provider.misbehaving("decoys"):
        assert rp.sign_in()
    assert rp.calls[-1] == "userinfo"


def test_oidcc_client_test_client_secret_basic(provider: LocalProvider, rp: RelyingParty) -> None:
    """Id and secret are form-encoded before they are joined: this secret has a + and a / in it."""
    client = provider.register("rp")
    assert {"+", "/"} <= set(client.client_secret.reveal())
    assert rp.sign_in()


def test_oidcc_client_test_nonce_unless_code_flow(provider: LocalProvider, rp: RelyingParty) -> None:
    """A nonce is sent here too, where it is a choice."""
    assert rp.sign_in()
    assert len(rp.flow.request.nonce) >= 22


def test_oidcc_client_test_form_post_error(provider: LocalProvider, rp: RelyingParty) -> None:
    """A refusal that comes in a form is read: prompt=none, and nobody is signed in."""
    assert not rp.sign_in(response_mode="form_post", prompt="none")
    assert rp.flow.response.error == "login_required"
    assert "exchange" not in rp.calls


# The claims of the ID token


def test_oidcc_client_test_invalid_iss(refused: Refused) -> None:
    """Another issuer."""
    refused("wrong-issuer", "IDTC-ISS-MISMATCH")


def test_oidcc_client_test_missing_sub(refused: Refused) -> None:
    """No sub."""
    refused("missing-sub", "IDTC-SUB-MISSING")


def test_oidcc_client_test_invalid_aud(refused: Refused) -> None:
    """Another audience."""
    refused("wrong-audience", "IDTC-AUD-MISMATCH")


def test_oidcc_client_test_missing_aud(refused: Refused) -> None:
    """No audience."""
    refused("missing-aud", "IDTC-AUD-MISSING")


def test_oidcc_client_test_missing_iat(refused: Refused) -> None:
    """No time of issue."""
    refused("missing-iat", "IDTC-IAT-MISSING")


def test_oidcc_client_test_nonce_invalid(refused: Refused) -> None:
    """Another nonce."""
    refused("wrong-nonce", "IDTC-NONCE-MISMATCH")


def test_oidcc_client_test_invalid_athash(refused: Refused) -> None:
    """An at_hash of another access token, which the code flow need not have, is refused when it is there."""
    refused("wrong-at-hash", "IDTC-AT-HASH-MISMATCH")


def test_oidcc_client_test_missing_athash(provider: LocalProvider, rp: RelyingParty) -> None:
    """No at_hash is right in the code flow."""
    with provider.misbehaving("no-at-hash"):
        assert rp.sign_in()


def test_oidcc_client_test_invalid_chash(refused: Refused) -> None:
    """A c_hash of another code, which belongs to the hybrid flow, is refused here too."""
    refused("wrong-c-hash", "IDTC-C-HASH-MISMATCH")


# Keys and signatures


def test_oidcc_client_test_kid_absent_single_jwks(provider: LocalProvider, rp: RelyingParty) -> None:
    """Without kid, the only key that fits is taken."""
    with provider.misbehaving("one-key-without-kid"):
        assert rp.sign_in()


def test_oidcc_client_test_kid_absent_multiple_jwks(provider: LocalProvider, rp: RelyingParty) -> None:
    """Without kid and with three keys of a kind, both ways are right: to refuse, or to find the key that verifies."""
    with provider.misbehaving("missing-kid"):
        accepted = rp.sign_in()
    assert rp.flow.run.report["IDTH-SIGNATURE-INVALID"].verdict == "pass"
    assert accepted == ("userinfo" in rp.calls)


def test_oidcc_client_test_idtoken_sig_rs256(provider: LocalProvider, rp: RelyingParty) -> None:
    """RS256 verifies."""
    assert rp.sign_in()
    assert rp.flow.run.report["IDTH-SIGNATURE-INVALID"].verdict == "pass"


def test_oidcc_client_test_idtoken_sig_none(refused: Refused) -> None:
    """The suite allows both; an app that did not register for alg none refuses it."""
    refused("alg-none", "IDTH-ALG-NONE")


def test_oidcc_client_test_invalid_sig_rs256(refused: Refused) -> None:
    """An RS256 signature by another key."""
    refused("bad-signature", "IDTH-SIGNATURE-INVALID")


def test_oidcc_client_test_invalid_sig_es256(refused: Refused) -> None:
    """An ES256 signature by another key."""
    refused("bad-signature", "IDTH-SIGNATURE-INVALID", alg="ES256")


def test_oidcc_client_test_invalid_sig_hs256(refused: Refused) -> None:
    """An HS256 signature with another secret."""
    refused("bad-signature", "IDTH-HS-SIGNATURE-INVALID", alg="HS256")


def test_oidcc_client_test_signing_key_rotation(provider: LocalProvider, rp: RelyingParty) -> None:
    """Keys change between two sign-ins of one app: the second fetches them again, and both are accepted."""
    assert rp.sign_in()
    with provider.misbehaving("rotated-key"):
        assert rp.sign_in()
    assert rp.calls.count("keys") == 2


def test_oidcc_client_test_signing_key_rotation_just_before_signing(provider: LocalProvider, rp: RelyingParty) -> None:
    """Keys change after the code came, so that the app knows the old ones: within the one sign-in it fetches the new."""
    assert rp.sign_in()
    rp.flow.receive(provider.sign_in(rp.flow.authorize().url))
    with provider.misbehaving("rotated-key"):
        rp.flow.exchange()
        assert rp.flow.check().ok
    assert rp.calls.count("keys") == 2


# UserInfo


def test_oidcc_client_test_userinfo_invalid_sub(provider: LocalProvider, rp: RelyingParty) -> None:
    """UserInfo is called, and its answer about another person is discarded."""
    with provider.misbehaving("other-person"):
        assert not rp.sign_in()
    assert rp.failed("UI-SUB-MISMATCH")
    assert rp.calls[-1] == "userinfo"


def test_oidcc_client_test_scope_userinfo_claims(rp: RelyingParty) -> None:
    """The claims of each scope come from UserInfo."""
    assert rp.sign_in("openid profile email phone address")
    assert {"name", "email", "phone_number", "address"} <= rp.claims.keys()


def test_oidcc_client_test_userinfo_bearer_header(rp: RelyingParty) -> None:
    """The token travels in the header, and nowhere in the address."""
    assert rp.sign_in()
    sent = list(rp.flow.run.of_kind("exchange"))[-1]["request"]
    assert dict(sent["headers"])["Authorization"].startswith("<bearer_")  # the record shows a fingerprint
    assert not sent.get("body")
    assert "?" not in sent["url"]


def test_oidcc_client_test_userinfo_signed(provider: LocalProvider) -> None:
    """A signed answer is verified, and then read, by an app that registered for it; others refuse it."""
    rp = RelyingParty(provider, knows={"userinfo_signed_response_alg": "RS256"})
    with provider.misbehaving("signed-userinfo"):
        assert rp.sign_in()
        assert not RelyingParty(provider).sign_in()
    assert rp.flow.run.report["UI-JWT-UNVERIFIED"].verdict == "pass"
    assert rp.claims["sub"] == rp.flow.run.claims["sub"]
    other = RelyingParty(provider, knows=rp.knows)
    with provider.misbehaving("forged-userinfo"):
        assert not other.sign_in()
    assert other.failed("UI-JWT-UNVERIFIED")


# Discovery


def test_oidcc_client_test_discovery_openid_config(rp: RelyingParty) -> None:
    """The endpoints come from the discovery document."""
    assert rp.sign_in()
    assert rp.calls[0] == "discover"


def test_oidcc_client_test_discovery_jwks_uri_keys(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The address of the keys comes from the metadata: here it is another than in all the other tests."""
    with LocalProvider("oracle", port=0, home=tmp_path_factory.mktemp("home")) as oracle:
        oracle.publish_keys()
        rp = RelyingParty(oracle)
        assert rp.sign_in()
        assert rp.flow.run.report["IDTH-SIGNATURE-INVALID"].verdict == "pass"
        assert rp.flow.metadata.jwks_uri.endswith("/SigningCert/jwk")


def test_oidcc_client_test_discovery_issuer_mismatch(provider: LocalProvider, rp: RelyingParty) -> None:
    """Metadata of another issuer: the app stops before it sends anybody there."""
    with provider.misbehaving("metadata-of-another"):
        assert not rp.sign_in()
    assert rp.failed("DISC-ISSUER-MISMATCH")
    assert rp.calls == ["discover"]
    assert rp.flow.request is None


# Refresh


def test_oidcc_client_test_refresh_token(rp: RelyingParty) -> None:
    """A refresh is accepted, and UserInfo is asked with the new access token."""
    assert rp.sign_in("openid offline_access")
    assert rp.refresh()
    assert rp.calls[-2:] == ["refresh", "userinfo"]


def refresh_refused(provider: LocalProvider, rp: RelyingParty, fault: str, rule: str) -> None:
    """Assert that the app stops after a refresh under this fault."""
    assert rp.sign_in("openid offline_access")
    with provider.misbehaving(fault):
        assert not rp.refresh()
    assert rp.failed(rule)
    assert rp.calls[-1] == "refresh"


def test_oidcc_client_test_refresh_token_invalid_issuer(provider: LocalProvider, rp: RelyingParty) -> None:
    """The refreshed ID token names another issuer: the app stops."""
    refresh_refused(provider, rp, "refreshed-issuer", "REFR-ISS-CHANGED")


def test_oidcc_client_test_refresh_token_invalid_sub(provider: LocalProvider, rp: RelyingParty) -> None:
    """The refreshed ID token is about another person: the app stops."""
    refresh_refused(provider, rp, "refreshed-person", "REFR-SUB-CHANGED")


def test_the_suites_own_measure(provider: LocalProvider) -> None:
    """An app that ignored its checks would call UserInfo: the tests above would notice."""
    flow = Flow(provider.address, provider.register("careless"))
    flow.discover()
    with provider.misbehaving("wrong-nonce"):
        flow.receive(provider.sign_in(flow.authorize().url))
        flow.exchange()
        flow.check()
        assert flow.userinfo().ok
