"""Both clients' flows, end to end, against both profiles of the local provider."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, LocalProvider, ProviderMetadata, Run, Runs, compare, diagnose
from explorer.errors import Mistake
from explorer.protocol.jose import looks_like_jwt
from explorer.protocol.tokens import TokenErrorResponse, TokenResponse
from explorer.rules import Finding, Report

SCOPES = ["openid", "phone openid offline_access profile address email", "http://tenant-base-url/api openid"]
PUBLIC = {"public": True}


@pytest.fixture(scope="module", params=["standard", "oracle"])
def provider(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalProvider]:
    """A local provider of each profile."""
    with LocalProvider(request.param, port=0, home=tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalProvider]:
    """The standard profile alone."""
    with LocalProvider(port=0, home=tmp_path_factory.mktemp("home")) as running:
        yield running


def begun(provider: LocalProvider, client: Client, **settings: Any) -> Flow:
    """Return a flow of that client, after discovery."""
    flow = Flow(provider.address, client, **provider.settings, **settings)
    flow.discover()
    return flow


def signed_in(provider: LocalProvider, flow: Flow, scope: str = "openid", user: str = "alice", **more: Any) -> Flow:
    """Authorize, sign in, and receive the redirect."""
    flow.receive(provider.sign_in(flow.authorize(scope, **more).url, user=user))
    return flow


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(
    "registration",
    [
        {"token_endpoint_auth_method": "client_secret_basic"},
        {"token_endpoint_auth_method": "client_secret_post"},
        {"token_endpoint_auth_method": "client_secret_jwt"},
        {"token_endpoint_auth_method": "private_key_jwt"},
        {"basic_encoding": "raw"},
        PUBLIC,
    ],
    ids=["basic", "post", "client_secret_jwt", "private_key_jwt", "raw", "public"],
)
def test_the_manuals_flows(provider: LocalProvider, scope: str, registration: dict[str, Any]) -> None:
    """Every kind of client gets tokens for each of the manual's scope variants, and every check that was made passes."""
    client = provider.register(f"app-{len(str(registration))}", **registration)
    flow = signed_in(provider, begun(provider, client, jwks=provider.jwks), scope)

    result = flow.exchange()

    assert isinstance(result, TokenResponse), result
    report = flow.check()
    assert not [finding for finding in report.findings if finding.is_error], report
    assert report["IDTH-SIGNATURE-INVALID"].verdict == "pass"
    assert report["IDTC-NONCE-MISMATCH"].verdict == "pass"
    assert (result.refresh_token is not None) == ("offline_access" in scope)
    assert looks_like_jwt(result.access_token) == (provider.profile == "oracle" or "api" in scope)
    assert flow.userinfo().members["sub"] == flow.run.claims["sub"]


def test_after_the_sign_in(provider: LocalProvider) -> None:
    """Refresh rotates, introspection and revocation answer, and the logout link leads to the provider."""
    flow = signed_in(provider, begun(provider, provider.register("after")), "openid offline_access")
    flow.exchange()
    first = flow.refresh_token

    assert isinstance(flow.refresh(), TokenResponse)
    assert flow.refresh_token != first
    assert isinstance(flow.refresh(again=True), TokenErrorResponse), "the replaced token is refused"
    flow = signed_in(provider, begun(provider, provider.register("after")), "openid offline_access")
    flow.exchange()
    assert flow.introspect().members["active"] is True
    assert flow.revoke().ok
    assert flow.introspect("refresh_token").members == {"active": False}
    assert flow.logout_url().reveal().startswith(provider.address)


def test_oracle_without_discovery_and_with_closed_keys(tmp_path: Path) -> None:
    """With endpoints by hand the tenant works too; closed keys are a skip with the reason, opened ones verify."""
    with LocalProvider("oracle", port=0, home=tmp_path) as oracle:
        metadata = ProviderMetadata.preset("oracle", oracle.address)
        flow = Flow(metadata, oracle.register("tenant"), trusted_audiences=[oracle.issuer])
        signed_in(oracle, flow)
        assert flow.response.code.reveal().endswith("=")
        flow.exchange()

        assert flow.check()["IDTH-SIGNATURE-INVALID"].verdict == "skip"
        oracle.publish_keys()
        assert flow.check()["IDTH-SIGNATURE-INVALID"].verdict == "pass"


def test_what_the_first_real_tenant_needs(tmp_path: Path) -> None:
    """Without the pinned issuer and the trusted audience, Oracle's token is not believed; the findings say what to set."""
    with LocalProvider("oracle", port=0, home=tmp_path) as oracle:
        flow = Flow(oracle.address, oracle.register("tenant"))
        flow.discover()
        signed_in(oracle, flow)
        flow.exchange()
        report = flow.check()

        assert "issuer=" in report["DISC-ISSUER-MISMATCH"].advice
        assert "trusted_audiences=" in report["IDTC-AUD-UNTRUSTED"].advice
        assert not report.ok


@pytest.mark.parametrize("registration", [{}, PUBLIC], ids=["confidential", "public"])
@pytest.mark.parametrize("pkce", ["S256", "plain", None])
def test_pkce(standard: LocalProvider, registration: dict[str, Any], pkce: str | None) -> None:
    """PKCE works in each of its forms for both clients, and what was not sent is not in the request."""
    flow = begun(standard, standard.register(f"pkce-{len(registration)}", **registration))
    signed_in(standard, flow, pkce=pkce)

    assert (flow.request.get("code_challenge") is None) == (pkce is None)
    assert isinstance(flow.exchange(), TokenResponse)
    wrong = {finding.rule for finding in flow.check().failures if finding.is_error}
    assert wrong <= {"AUTHZ-PKCE-PLAIN", "AUTHZ-PKCE-MISSING-PUBLIC"}  # of what we asked for, and nothing of what came
    assert wrong or pkce == "S256" or not flow.client.is_public


@pytest.mark.parametrize(
    ("alter", "cause"),
    [
        ({"omit": ["redirect_uri"]}, "redirect-uri-missing"),
        ({"omit": ["redirect_uri"], "extra": [("reidrect_uri", "x")]}, "redirect-uri-missing"),
        ({"extra": [("redirect_uri", "http://127.0.0.1/other")]}, "redirect-uri-differs"),
        ({"extra": [("code_verifier", "x" * 43)]}, "verifier-wrong"),
        ({"omit": ["code_verifier"]}, "verifier-missing"),
        ({"extra": [("code", "AQ%2FB")]}, "code-percent-encoded"),
    ],
)
def test_a_refusal_is_diagnosed(provider: LocalProvider, alter: dict[str, Any], cause: str) -> None:
    """An altered request is refused, and the record proves the cause that the one error code hides."""
    flow = signed_in(provider, begun(provider, provider.register("spa", public=True)))

    refusal = flow.exchange(flow.token_request(**alter))

    assert isinstance(refusal, TokenErrorResponse), refusal
    assert refusal.error in ("invalid_grant", "invalid_request"), "providers differ for a missing verifier"
    diagnosis = diagnose(flow.run)
    assert cause == diagnosis.causes[0].id, diagnosis
    assert bool(diagnosis.correlation_id) == (provider.profile == "oracle"), "Oracle names an ECID for its support"


def test_a_code_that_was_cut(standard: LocalProvider) -> None:
    """Half a code is refused, and the record knows that it is half."""
    flow = signed_in(standard, begun(standard, standard.register("cut")))
    half = flow.response.code.reveal()[:10]

    assert isinstance(flow.exchange(flow.token_request(extra=[("code", half)])), TokenErrorResponse)
    assert diagnose(flow.run).causes[0].id == "code-cut"


def test_the_wrong_encoding_is_possible_and_the_spaced_secret_confirmed(standard: LocalProvider) -> None:
    """invalid_client has causes that the record can decide too."""
    client = standard.register("basic")
    flow = signed_in(standard, begun(standard, client))
    spaced = client.with_secret(client.client_secret.reveal() + "\n")

    refusal = flow.exchange(flow.token_request(client=spaced))

    assert (refusal.error, refusal.status) == ("invalid_client", 401)
    causes = {cause.id: cause.verdict for cause in diagnose(flow.run).causes}
    assert causes["secret-white-space"] in ("likely", "proven")
    assert causes["basic-encodings-differ"] == "possible"


@pytest.mark.parametrize("alg", ["PS256", "ES256", "ES384", "ES512", "EdDSA", "HS256"])
def test_every_family_of_signatures(standard: LocalProvider, alg: str) -> None:
    """A client that is registered for an algorithm verifies it; HS takes the client secret as its key."""
    flow = begun(standard, standard.register(f"alg-{alg}", id_token_signed_response_alg=alg))
    signed_in(standard, flow)
    flow.exchange()
    report = flow.check()

    assert report["IDTH-HS-SIGNATURE-INVALID" if alg == "HS256" else "IDTH-SIGNATURE-INVALID"].verdict == "pass"
    assert report["IDTC-AT-HASH-MISMATCH"].verdict == "pass"
    assert report.ok, report


def test_a_refusal_at_the_sign_in(provider: LocalProvider) -> None:
    """Denied consent comes back as access_denied with the state, and there is nothing to exchange."""
    flow = begun(provider, provider.register("deny"))
    response = flow.receive(provider.sign_in(flow.authorize(prompt="consent").url, consent=False))

    assert response.error == "access_denied"
    assert flow.guards["AUTHR-STATE-MISMATCH"].verdict == "pass"
    with pytest.raises(Mistake, match="access_denied"):
        flow.exchange()


def test_again_changes_one_thing(standard: LocalProvider, tmp_path: Path) -> None:
    """`again` keeps the set-up, changes the scope, and the comparison shows that, told by the scope."""
    first = signed_in(standard, begun(standard, standard.register("again"), runs=Runs(tmp_path)), "openid")
    first.exchange()
    second = first.again(scope="openid email")
    second.receive(standard.sign_in(second.request.url))
    second.exchange()
    first.userinfo()
    second.userinfo()

    comparison = compare(first.run, second.run, by="scope")

    assert list(comparison.claims.columns) == ["openid", "openid email", "differs", "varies"]
    assert comparison.claims.loc[("userinfo", "email"), "openid"] == "(absent)"
    assert comparison.claims.loc[("id_token", "sub"), "differs"] == False  # noqa: E712 - a numpy bool
    assert comparison.parameters["differs"].iloc[0]
    assert sorted(run.id for run in Runs(tmp_path)) == sorted([first.run.id, second.run.id])


def test_every_record_says_who_asked_whom(provider: LocalProvider, tmp_path: Path) -> None:
    """Also where nobody described himself: with endpoints given by hand, and in a flow made by `again`."""
    client, runs = provider.register("introduced"), Runs(tmp_path)
    by_hand = Flow(provider.metadata, client, runs=runs)
    by_hand.authorize()
    by_hand.authorize()
    second = by_hand.again(scope="openid email")

    for run in (by_hand.run, second.run):
        assert run.client["client_id"] == "introduced"
        assert run.provider["issuer"] == provider.issuer
        assert run.metadata["token_endpoint"] == provider.metadata.token_endpoint
        assert len(list(run.of_kind("provider"))) == 1


def test_the_record_loads_again(provider: LocalProvider, tmp_path: Path) -> None:
    """What is on disk after every step is the run, readable by its owner alone."""
    runs = Runs(tmp_path / "runs")
    flow = begun(provider, provider.register("record"), runs=runs, label="the first")
    for step in (
        lambda: flow.authorize("openid offline_access"),
        lambda: flow.receive(provider.sign_in(flow.request.url)),
        flow.exchange,
        flow.check,
        flow.userinfo,
        flow.refresh,
        flow.revoke,
        flow.logout_url,
    ):
        step()
        assert Run.load(runs.path(flow.run.id)) == flow.run
    assert runs.path(flow.run.id).stat().st_mode & 0o777 == 0o600
    assert [run.id for run in runs.where(label="the first")] == [flow.run.id]


def test_no_secret_is_kept(provider: LocalProvider, tmp_path: Path) -> None:
    """No code, verifier, secret or token of a whole flow stands in its record or in any repr."""
    client = provider.register("canary")
    flow = signed_in(provider, begun(provider, client, runs=Runs(tmp_path)), "openid offline_access")
    tokens = flow.exchange()
    flow.check(), flow.userinfo(), flow.refresh(), flow.introspect(), flow.revoke()
    link = flow.logout_url()
    secrets = [client.client_secret, flow.response.code, flow.request.code_verifier, tokens.access_token, tokens.id_token]
    secrets += [tokens.refresh_token, flow.refresh_token, flow.access_token, flow.refreshed.id_token, link]
    shown = (tmp_path / f"{flow.run.id}.jsonl").read_text()
    shown += repr(
        [flow, flow.run, flow.request, flow.response, flow.guards, tokens, flow.refreshed, client, flow.userinfo_answer]
    )
    shown += flow.token_request().http() + flow.token_request().curl() + repr(flow.token_request())

    for secret in secrets:
        assert secret.reveal() not in shown, secret
        if looks_like_jwt(secret):
            assert secret.reveal().rpartition(".")[2] not in shown, "the signature"


def test_private_key_client_can_be_altered(standard: LocalProvider) -> None:
    """Another way of authentication than the registered one is refused, and the diagnosis says what was used."""
    client = standard.register("methods", token_endpoint_auth_method="client_secret_post")
    flow = signed_in(standard, begun(standard, client))

    basic = dataclasses.replace(client, token_endpoint_auth_method="client_secret_basic")
    refusal = flow.exchange(flow.token_request(client=basic))

    assert refusal.error == "invalid_client"


def test_a_code_of_another_request_is_diagnosed(standard: LocalProvider) -> None:
    """An injected code, sent in spite of its state, is refused by PKCE, and the diagnosis says whose code it was."""
    client = standard.register("injected")
    theirs = begun(standard, client)
    injected = standard.sign_in(theirs.authorize().url, user="bob")
    ours = begun(standard, client)
    ours.authorize()
    ours.receive(injected)

    assert isinstance(ours.exchange(despite=["AUTHR-STATE-MISMATCH"]), TokenErrorResponse)
    assert "code-of-another-request" in [cause.id for cause in diagnose(ours.run).proven]


def test_a_fingerprint_is_the_same_wherever_a_value_stands(provider: LocalProvider) -> None:
    """The code of the redirect and of the raw request are one value, however it is encoded."""
    flow = signed_in(provider, begun(provider, provider.register("fingerprint")))

    assert f"code={flow.response.code}" in flow.token_request().http()
    assert repr(flow.client.client_secret) in repr(flow.client)


def test_an_injected_code_is_suspected(standard: LocalProvider) -> None:
    """A stolen code behind the thief's own state passes the guards here; the provider refuses, and the diagnosis says what is left."""
    client = standard.register("notebook")
    flow = Flow(standard.issuer, client)
    flow.discover()
    flow.authorize()
    victim, thief = flow.again(), flow.again()
    assert victim.request is not None
    assert thief.request is not None
    stolen = victim.receive(standard.sign_in(victim.request.url)).code
    assert stolen is not None
    thief.receive(f"{client.redirect_uri}?code={stolen.reveal()}&state={thief.request.state}&iss={standard.issuer}")
    thief.exchange()
    (suspected,) = [cause for cause in diagnose(thief.run).causes if cause.id == "code-of-another-request"]
    assert "only the provider knows" in suspected.evidence


def test_userinfo_before_any_check_is_told(standard: LocalProvider) -> None:
    """Nobody has checked the ID token, so nobody may believe it: an empty report is no good one."""
    flow = signed_in(standard, begun(standard, standard.register("hasty")))
    flow.exchange()
    flow.userinfo()
    assert flow.run.report.failed("UI-BEFORE-VALIDATION")
    flow.check()
    flow.userinfo()
    assert not flow.run.report.failed("UI-BEFORE-VALIDATION")


def test_claims_that_repeat_the_access_token_are_hidden(standard: LocalProvider) -> None:
    """A report that is shown has no secret either, whatever a provider puts into its claims."""
    flow = signed_in(standard, begun(standard, standard.register("echo")))
    tokens = flow.exchange()
    assert isinstance(tokens, TokenResponse)
    assert tokens.access_token is not None
    report = flow._state.recorder.report("id_token", Report((finding_about(tokens.access_token.reveal()),)))
    assert tokens.access_token.reveal() not in report.to_json()
    assert tokens.access_token.reveal() not in repr(flow._state.recorder.reported("id_token").findings)


def finding_about(secret: str) -> Finding:
    """Return a finding that received a secret where none belongs."""
    return Finding("IDTC-NONCE-MISMATCH", "?", "fail", "error", "It differs.", "OIDC Core 3.1.3.7 (11)", "n", secret)
