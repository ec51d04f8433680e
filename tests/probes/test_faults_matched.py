"""Faults of the local provider and the questions that notice them: a matched table, printed, and each row tried.

A question that can only say one thing asks nothing: between the profiles, oidc-provider, these faults and a server that says
yes to everything, nearly every one is seen to give at least two answers.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from explorer import Client, LocalProvider, probe
from explorer.probes import FormSignIn, ProviderSheet
from tests.probes.careless import careless_provider

MATCHED = [
    ("wrong-nonce", "id-nonce", "changed", "alarm"),
    ("missing-nonce", "id-nonce", "absent", "alarm"),
    ("wrong-issuer", "id-iss", "other", "wrong"),
    ("issuer-slash", "id-iss", "slash", "wrong"),
    ("wrong-audience", "id-aud", "missing", "alarm"),
    ("audience-list", "id-aud", "list(1)", ""),
    ("wrong-azp", "id-azp", "other", "wrong"),
    ("missing-exp", "id-required-claims", "exp", "wrong"),
    ("missing-sub", "id-required-claims", "sub", "wrong"),
    ("wrong-at-hash", "id-at-hash", "wrong", "wrong"),
    ("no-at-hash", "id-at-hash", "absent", ""),
    ("wrong-c-hash", "id-c-hash", "wrong", "wrong"),
    ("missing-auth-time", "id-auth-time", "never", ""),
    ("bad-signature", "id-signature", "invalid", "alarm"),
    ("alg-none", "id-signature", "none", "alarm"),
    ("missing-kid", "id-algorithm", "RS256, kid absent", ""),
    ("embedded-key", "id-header-keys", "jwk", ""),
    ("wrong-state", "ok-state", "changed", "wrong"),
    ("missing-state", "ok-state", "missing", "wrong"),
    ("wrong-redirect-iss", "ok-iss", "other", "wrong"),
    ("missing-redirect-iss", "ok-iss", "absent", "wrong"),
    ("token-in-redirect", "ok-code-place", "tokens in URL", "alarm"),
    ("code-in-fragment", "ok-code-place", "fragment", ""),
    ("extra-parameters", "ok-response-parameters", "code, state, iss, session_state, authuser", ""),
    ("error-without-state", "az-error-echo", "state absent, iss equal", "wrong"),
    ("missing-token-type", "ok-token-type", "missing", "wrong"),
    ("lower-case-token-type", "ok-token-type", "bearer", ""),
    ("missing-expires-in", "ok-expires-in", "absent", ""),
    ("text-expires-in", "ok-expires-in", "text", "wrong"),
    ("long-lived-token", "tm-access-token-said", "7776000 s", ""),
    ("narrower-scope", "ok-scope", "fewer", ""),
    ("wider-scope", "ok-scope", "more", ""),
    ("no-refresh-token", "ok-refresh-token", "never", ""),
    ("no-store-missing", "hd-token-cache", "none", "wrong"),
    ("error-in-200", "tk-invented-code", "error in 200", ""),
    ("html-error-page", "tk-invented-code", "crash", ""),
    ("invented-error", "tk-invented-code", "bad_code", ""),
    ("userinfo-broken", "ui-get", "500", "wrong"),
    ("text-claims", "ui-claims", "faults", "wrong"),
    ("userinfo-called-jwt", "ui-format", "application/jwt", ""),
    ("userinfo-forgets-token", "ui-get", "401", "wrong"),
    ("introspection-forgets-token", "intro-access", "active:false", ""),
    ("refreshed-person", "rt-id-token", "faults", "wrong"),
    ("scope-grows", "rt-narrower", "ignored", ""),
    ("metadata-of-another", "disc-issuer", "alias", "wrong"),
    ("metadata-issuer-slash", "disc-issuer", "final-slash", "wrong"),
    ("metadata-without-jwks-uri", "disc-required-members", "jwks_uri", "wrong"),
    ("pkce-not-announced", "disc-pkce", "absent", ""),
    ("pkce-plain-only", "disc-pkce", "plain only", ""),
    ("no-rs256", "disc-signing-algorithms", "ES256", "wrong"),
    ("announces-none", "disc-signing-algorithms", "RS256, none", ""),
    ("no-code-flow", "disc-response-types", "id_token", "wrong"),
    ("unpromised-redirect-iss", "disc-iss-parameter", "absent", ""),
    ("text-as-list", "disc-well-formed", "faults", "wrong"),
    ("text-as-flag", "disc-well-formed", "faults", "wrong"),
    ("metadata-not-found", "disc-document", "absent", "wrong"),
    ("metadata-no-json", "disc-document", "not-json", "wrong"),
    ("metadata-as-text", "disc-document", "wrong-type", "wrong"),
    ("private-key-published", "jwks-well-formed", "private", "alarm"),
    ("same-kid-twice", "jwks-well-formed", "faults", "wrong"),
    ("short-key", "jwks-strength", "RSA 1024, RSA 2048", "wrong"),
    ("keys-closed", "jwks-document", "protected", "wrong"),
    ("keys-no-json", "jwks-document", "not-json", "wrong"),
    ("certificate-of-another-key", "jwks-certificates", "mismatch", "wrong"),
    ("code-reuse", "code-single-use", "tokens", "alarm"),
    ("pkce-not-enforced", "pkce-wrong-verifier", "tokens", "alarm"),
    ("pkce-not-enforced", "pkce-missing-verifier", "tokens", "alarm"),
    ("redirect-uri-not-compared", "code-redirect-wrong", "tokens", "wrong"),
    ("any-redirect-uri", "az-foreign-redirect", "foreign-redirect", "alarm"),
    ("any-redirect-uri", "az-redirect-path", "accepted", "wrong"),
    ("refresh-token-reuse", "rt-old-again", "tokens", ""),
    ("refresh-token-stays", "rt-rotates", "none returned", ""),
]
KNOWN: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))


def asked(provider: LocalProvider, question: str, folder: Path) -> ProviderSheet:
    """Ask one question, with the sign-ins that it needs."""
    client = provider.register("probing")
    return probe(
        provider.discovery_url, client, sign_in=FormSignIn("alice"), ask=[question], sheets=folder, runs=folder / "runs"
    )


@pytest.mark.parametrize(("fault", "question", "answer", "mark"), MATCHED, ids=[f"{row[0]}-{row[1]}" for row in MATCHED])
def test_the_fault_is_noticed(
    provider: LocalProvider, tmp_path: Path, fault: str, question: str, answer: str, mark: str
) -> None:
    """The question answers otherwise than at the honest provider, and marks what breaks a MUST."""
    with provider.misbehaving(fault):
        row = asked(provider, question, tmp_path)[question]
    assert (row.answer, row.mark) == (answer, mark), row.detail
    assert row.answer != KNOWN["standard"].get(question)


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> ProviderSheet:
    """The sheet of a server that says yes to everything."""
    uri = "http://127.0.0.1:9/callback"
    with careless_provider() as issuer:
        return probe(
            issuer,
            Client("mock", "a-made-up-secret", redirect_uri=uri),
            sign_in=FormSignIn("x"),
            second_client=Client("two", "another-made-up-secret", redirect_uri=uri),
            public_client=Client("pub", redirect_uri=uri),
            post_logout_redirect_uri="http://127.0.0.1:9/bye",
            ask=["all", "revocation", "logout", "intro-after-revocation"],
            sheets=tmp_path_factory.mktemp("sheets"),
        )


def test_a_provider_that_checks_nothing(careless: ProviderSheet) -> None:
    """It is called a mock once, and where its yes is dangerous stands an alarm."""
    assert "checks nothing" in careless.notes[0]
    alarms = {row.id for row in careless.alarms}
    assert {
        "az-foreign-redirect",
        "tk-invented-code",
        "code-single-use",
        "pkce-wrong-verifier",
        "ca-none",
        "ui-no-token",
    } <= alarms
    assert {threat.verdict for threat in careless.threats} >= {"exposed", "not known"}
