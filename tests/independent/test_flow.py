"""The same few lines complete a flow against a provider that we did not write."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from explorer import Client, Flow, Run, Runs, diagnose
from explorer.errors import Mistake
from explorer.protocol.tokens import TokenErrorResponse, TokenResponse
from tests.independent.harness import OidcProvider


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    """A folder of runs for one test."""
    return Runs(tmp_path)


def flow_for(provider: OidcProvider, runs: Runs, client_id: str, client_secret: str | None = None, **more: object) -> Flow:
    """Return a flow of that client, after discovery."""
    client = Client(client_id, client_secret, redirect_uri=provider.redirect_uri, **more)
    flow = Flow(provider.issuer, client, runs=runs)
    flow.discover()
    return flow


def come_back(flow: Flow, provider: OidcProvider, scope: str = "openid email", **more: str) -> Flow:
    """Authorize, sign in as bob, and receive what the browser brought."""
    request = flow.authorize(scope, **more)
    flow.receive(provider.sign_in(request.url, "bob"))
    return flow


def test_confidential_client_with_basic(oidc_provider: OidcProvider, runs: Runs) -> None:
    """Basic with a secret that needs the form encoding: every check passes, and UserInfo speaks of the same person."""
    flow = come_back(flow_for(oidc_provider, runs, "basic", oidc_provider.client_secret), oidc_provider)

    assert isinstance(flow.exchange(), TokenResponse)
    report = flow.check()

    assert report.ok, report
    assert report["IDTH-SIGNATURE-INVALID"].verdict == "pass"
    assert report["AUTHR-ISS-MISMATCH"].verdict == "pass"
    assert flow.userinfo().members["email"] == "bob@example.com"
    assert flow.run.report["UI-SUB-MISMATCH"].verdict == "pass"


def test_the_other_encoding_is_refused_and_diagnosed(oidc_provider: OidcProvider, runs: Runs) -> None:
    """The same secret sent raw is refused, and the diagnosis names the encoding."""
    flow = come_back(flow_for(oidc_provider, runs, "basic", oidc_provider.client_secret), oidc_provider)
    raw = dataclasses.replace(flow.client, basic_encoding="raw")

    refusal = flow.exchange(flow.token_request(client=raw))

    assert isinstance(refusal, TokenErrorResponse)
    assert refusal.error == "invalid_request"  # a bare % cannot be decoded, so this provider sees a malformed header
    assert "basic-encodings-differ" in {cause.id for cause in diagnose(flow.run).causes if cause.verdict != "ruled out"}


def test_confidential_client_with_post_and_refresh(oidc_provider: OidcProvider, runs: Runs) -> None:
    """A refresh continues the sign-in, introspection and revocation answer, and the logout link names the session."""
    flow = flow_for(oidc_provider, runs, "post", oidc_provider.client_secret, token_endpoint_auth_method="client_secret_post")
    come_back(flow, oidc_provider, "openid offline_access", prompt="consent")
    flow.exchange()

    assert isinstance(flow.refresh(), TokenResponse)

    assert flow.run.report["REFR-SUB-CHANGED"].verdict == "pass"
    failed = {
        finding.rule for finding in flow.run.report.findings if finding.rule.startswith("REFR") and finding.verdict == "fail"
    }
    assert failed == {"REFR-NONCE-PRESENT"}, "this provider repeats the nonce, which OIDC Core 12.2 advises against"
    assert flow.introspect().members["active"] is True
    assert flow.revoke("access_token").ok
    assert flow.introspect().members["active"] is False
    assert flow.logout_url().reveal().startswith(f"{oidc_provider.issuer}/session/end?id_token_hint=")


def test_confidential_client_with_private_key_jwt(
    oidc_provider: OidcProvider, runs: Runs, client_key: rsa.RSAPrivateKey
) -> None:
    """A signed assertion proves the client, and no secret is sent at all."""
    pem = client_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    flow = flow_for(oidc_provider, runs, "private-key", private_key=pem, private_key_id="client-key")
    come_back(flow, oidc_provider)

    result = flow.exchange()

    assert isinstance(result, TokenResponse), result
    assert flow.check().ok


def test_public_client(oidc_provider: OidcProvider, runs: Runs) -> None:
    """A public client sends its client_id in the body and no Authorization header; its ID token is signed with ES256."""
    flow = flow_for(oidc_provider, runs, "public", id_token_signed_response_alg="ES256")
    come_back(flow, oidc_provider)
    request = flow.token_request()

    assert request.request.header("Authorization") is None
    assert request.get("client_id") == "public"
    assert isinstance(flow.exchange(request), TokenResponse)
    assert flow.check().ok


def test_wrong_secret(oidc_provider: OidcProvider, runs: Runs) -> None:
    """A wrong secret is a value that explains itself; using the tokens that never came is a mistake that names it."""
    flow = come_back(flow_for(oidc_provider, runs, "basic", "not the secret "), oidc_provider)

    refusal = flow.exchange()

    assert isinstance(refusal, TokenErrorResponse)
    assert refusal.error == "invalid_client"
    assert diagnose(flow.run).causes[0].id == "secret-white-space"
    with pytest.raises(Mistake, match="invalid_client"):
        flow.check()


def test_reused_code(oidc_provider: OidcProvider, runs: Runs) -> None:
    """A code is not sent twice by accident; sent again on purpose it is refused, and the cause is known."""
    flow = come_back(flow_for(oidc_provider, runs, "basic", oidc_provider.client_secret), oidc_provider)
    flow.exchange()

    with pytest.raises(Mistake, match="again=True"):
        flow.exchange()
    refusal = flow.exchange(again=True)

    assert isinstance(refusal, TokenErrorResponse)
    assert refusal.error == "invalid_grant"
    assert diagnose(flow.run).causes[0].id == "code-used-before"


@pytest.mark.parametrize(
    ("alter", "cause"),
    [
        ({"extra": [("redirect_uri", "http://127.0.0.1:9/callback/")]}, "redirect-uri-differs"),
        ({"extra": [("code_verifier", "x" * 43)]}, "verifier-wrong"),
        ({"omit": ["code_verifier"]}, "verifier-missing"),
    ],
)
def test_altered_requests_are_refused_and_diagnosed(
    oidc_provider: OidcProvider, runs: Runs, alter: dict[str, list[object]], cause: str
) -> None:
    """What the manual leaves out or misspells is refused, and the record proves the cause."""
    flow = come_back(flow_for(oidc_provider, runs, "basic", oidc_provider.client_secret), oidc_provider)

    refusal = flow.exchange(flow.token_request(**alter))

    assert isinstance(refusal, TokenErrorResponse), refusal
    assert diagnose(flow.run).causes[0].id == cause


def test_a_missing_redirect_uri_is_forgiven_here(oidc_provider: OidcProvider, runs: Runs) -> None:
    """oidc-provider forgives it where one address is registered: the reason why the manual's slip goes unnoticed."""
    flow = come_back(flow_for(oidc_provider, runs, "basic", oidc_provider.client_secret), oidc_provider)

    result = flow.exchange(flow.token_request(omit=["redirect_uri"], extra=[("reidrect_uri", oidc_provider.redirect_uri)]))

    assert isinstance(result, TokenResponse), result
    assert "redirect_uri was left out" in flow.run.last("token_request")["altered"]


def test_resume_after_a_restart(oidc_provider: OidcProvider, runs: Runs) -> None:
    """A fresh flow object, as after a kernel restart, takes the pasted address and goes on in the same record."""
    before = flow_for(oidc_provider, runs, "basic", oidc_provider.client_secret)
    redirect = oidc_provider.sign_in(before.authorize().url)

    after = Flow.resume(redirect, client_secret=oidc_provider.client_secret)
    after.receive(redirect)

    assert isinstance(after.exchange(), TokenResponse)
    assert after.check().ok
    assert Run.load(runs.path(after.run.id)) == after.run
    assert after.run.id == before.run.id  # looked at last: it is judged then, into the same file
