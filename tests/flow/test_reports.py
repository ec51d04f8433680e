"""Where a flow judges: each step says what is wrong with it, none is stopped by it, and all of it stands in the record in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, LocalProvider
from explorer.errors import Mistake, Unreachable
from explorer.protocol.flow_table import REPORTS
from explorer.protocol.tokens import TokenErrorResponse, TokenResponse
from tests.flow.odd_provider import CLIENT, OddProvider, odd_provider


@pytest.fixture(scope="module", params=["standard", "oracle"])
def provider(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalProvider]:
    """A local provider of each profile, with open keys."""
    with LocalProvider(request.param, port=0, home=tmp_path_factory.mktemp("home")) as running:
        if request.param == "oracle":
            running.publish_keys()
        yield running


@pytest.fixture
def odd() -> Iterator[OddProvider]:
    """A provider whose answers the test writes."""
    with odd_provider() as running:
        yield running


def begun(provider: LocalProvider, client: Client | None = None, **settings: Any) -> Flow:
    """Return a flow after discovery."""
    flow = Flow(provider.address, client or provider.register("reports"), **{**provider.settings, **settings})
    flow.discover()
    return flow


def received(provider: LocalProvider, flow: Flow, scope: str = "openid", **more: Any) -> Flow:
    """Authorize, sign in, and receive the redirect."""
    flow.receive(provider.sign_in(flow.authorize(scope, **more).url))
    return flow


def failures(flow: Flow) -> list[str]:
    """Return the rules that failed with a weight."""
    return [finding.rule for finding in flow.run.report.findings if finding.verdict == "fail" and finding.severity != "info"]


@pytest.mark.parametrize("scope", ["openid", "openid profile email offline_access", "openid http://tenant-base-url/api"])
@pytest.mark.parametrize("registration", [{}, {"public": True}, {"token_endpoint_auth_method": "private_key_jwt"}], ids=str)
def test_an_honest_run_is_clean_and_in_order(provider: LocalProvider, registration: dict[str, Any], scope: str) -> None:
    """An honest client at an honest provider fails nothing, in either profile; the reports stand in the order of the flow."""
    flow = received(provider, begun(provider, provider.register(f"clean-{len(str(registration))}", **registration)), scope)
    assert isinstance(flow.exchange(), TokenResponse)
    report = flow.check()
    flow.userinfo()
    if "offline" in scope:
        flow.refresh()
    if not registration.get("public"):
        flow.introspect()
    flow.logout_url()

    assert report.ok
    assert failures(flow) == []
    kinds = list(flow.run.findings)
    assert kinds == [about for about in REPORTS if about in kinds]
    assert set(kinds) >= {"metadata", "authorize", "redirect", "token_request", "tokens", "jwks", "id_token", "access_token"}
    assert {"userinfo", "logout", "transport"} <= set(kinds)
    assert report.findings[0].rule.startswith("DISC-")


def test_our_own_requests_are_judged_and_not_stopped(provider: LocalProvider) -> None:
    """A careless link and an altered exchange go out all the same; their reports say what is wrong, and so does check()."""
    flow = begun(provider, provider.register("careless", public=True))
    flow.authorize(pkce=None, state="1234", extra=[("reidrect_uri", "x")])
    assert {"AUTHZ-PKCE-MISSING-PUBLIC", "AUTHZ-STATE-WEAK", "AUTHZ-MISSPELT-PARAM"} <= set(failures(flow))

    flow.receive(provider.sign_in(flow.authorize(pkce=None).url))
    flow.exchange()
    report = flow.check()
    assert [finding.rule for finding in report.failures if finding.is_error] == ["AUTHZ-PKCE-MISSING-PUBLIC"]
    assert flow.reported("id_token", "tokens").ok


def test_every_screen_counts_the_same(provider: LocalProvider) -> None:
    """What `check()` returns is the report of the run, and of what is saved: nobody meets two numbers for one sign-in."""
    flow = begun(provider)
    flow.receive(provider.sign_in(flow.authorize().url))
    flow.exchange()
    tally = flow.check().tally
    assert tally == flow.run.report.tally == flow.reported().tally
    assert tally == flow.run.from_json(flow.run.to_json()).report.tally
    assert {rule.partition("-")[0] for rule in (str(finding.rule) for finding in flow.check().findings)} >= {
        "AUTHZ",
        "TOKQ",
        "IDTC",
    }


def test_values_are_used_once(provider: LocalProvider) -> None:
    """The same state in a second link of one flow is noticed."""
    flow = begun(provider)
    state = flow.authorize().state
    assert not flow.run.report.failed("AUTHZ-STATE-REUSED")
    flow.authorize(state=state)
    assert flow.run.report.failed("AUTHZ-STATE-REUSED")


def test_a_refused_exchange_is_judged_twice(provider: LocalProvider) -> None:
    """The request that was altered, and the refusal that came."""
    flow = received(provider, begun(provider))
    assert isinstance(flow.exchange(flow.token_request(omit=["redirect_uri", "code_verifier"])), TokenErrorResponse)
    assert {"TOKQ-REDIRECT-URI-MISSING", "TOKQ-VERIFIER-MISSING"} <= set(failures(flow))
    assert "token_error" in flow.run.findings
    assert [rule for rule in failures(flow) if rule.startswith("TOKE-")] == []


def test_a_code_that_came_before(provider: LocalProvider) -> None:
    """Receiving the same redirect again, after its code was sent, is noticed."""
    flow = begun(provider)
    back = provider.sign_in(flow.authorize().url)
    flow.receive(back)
    flow.exchange()
    flow.receive(back)
    assert flow.guards.failed("AUTHR-CODE-SEEN")


def test_an_overruled_guard_stands_in_the_token_request(provider: LocalProvider) -> None:
    """Sending a code despite a failed check is said once more where it is sent."""
    flow, other = begun(provider), begun(provider)
    flow.authorize()
    flow.receive(provider.sign_in(other.authorize().url))
    with pytest.raises(Mistake):
        flow.exchange()
    flow.exchange(despite=["AUTHR-STATE-MISMATCH"])
    assert "TOKQ-BEFORE-STATE-CHECK" in failures(flow)


@pytest.mark.parametrize(
    ("body", "status", "rule"),
    [
        (b"nothing here", 404, "DISC-STATUS"),
        (b"<html>", 200, "DISC-NOT-JSON"),
        (b'{"token_endpoint": "x"}', 200, "DISC-ISSUER-MISSING"),
    ],
)
def test_a_document_that_cannot_be_used_is_judged(odd: OddProvider, body: bytes, status: int, rule: str) -> None:
    """The step ends, and the record says by which rule."""
    odd.say("/.well-known/openid-configuration", body, status=status)
    flow = Flow(odd.base, CLIENT)
    with pytest.raises(Unreachable):
        flow.discover()
    assert flow.run.report.failed(rule)


def test_an_answer_without_anything(odd: OddProvider) -> None:
    """The browser comes back to our own address with nothing: that is the provider's doing. Any other text is a slip."""
    flow = Flow(odd.metadata, CLIENT)
    state = flow.authorize().state
    with pytest.raises(Mistake):
        flow.receive("https://another.example/?state=x")
    assert "redirect" not in flow.run.findings
    with pytest.raises(Mistake):
        flow.receive(f"{CLIENT.redirect_uri}?state={state}")
    assert flow.run.report.failed("AUTHR-EMPTY")


@pytest.mark.parametrize(
    ("status", "body", "rule"),
    [
        (401, b"{}", "JWKS-PROTECTED"),
        (500, b"", "JWKS-STATUS"),
        (200, b"<html>", "JWKS-NOT-JSON"),
        (200, b"[]", "JWKS-NOT-JSON"),
    ],
)
def test_keys_that_do_not_come(odd: OddProvider, status: int, body: bytes, rule: str) -> None:
    """Why there are no keys is a finding, and the signature is not checked."""
    flow = Flow(odd.metadata, CLIENT)
    state = flow.authorize().state
    flow.receive(f"{CLIENT.redirect_uri}?code=c&state={state}")
    odd.say(
        "/token", {"access_token": "opaque", "token_type": "Bearer", "id_token": "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.e30.AA"}
    )
    odd.say("/keys", body, status=status)
    flow.exchange()
    report = flow.check()
    assert report.failed(rule)
    assert report["IDTH-SIGNATURE-INVALID"].verdict == "skip"
    assert report["JWKS-EMPTY"].verdict == "skip"


def test_a_token_endpoint_that_sends_us_on(odd: OddProvider) -> None:
    """The detour is in the record before anybody checks."""
    flow = Flow(odd.metadata, CLIENT)
    state = flow.authorize().state
    flow.receive(f"{CLIENT.redirect_uri}?code=c&state={state}")
    odd.say("/token", b"", status=307, Location="https://elsewhere.example/token")
    flow.exchange()
    assert flow.run.report.failed("HTTP-TOKEN-REDIRECT")


def test_what_a_provider_is_known_for(tmp_path: Path) -> None:
    """With the user's profile Oracle's habits are shown and weigh nothing; an unknown audience goes on to weigh."""
    with LocalProvider("oracle", port=0, home=tmp_path) as oracle:
        client = oracle.register("profile")
        plain, known = Flow(oracle.address, client), Flow(oracle.address, client, profile="oracle")
        for flow in (plain, known):
            flow.discover()
            received(oracle, flow)
            flow.exchange()
            flow.check()
        habits = {"DISC-ISSUER-MISMATCH", "DISC-PKCE-NOT-ADVERTISED", "JWKS-PROTECTED"}
        assert habits <= set(failures(plain))
        assert not habits & set(failures(known))
        for rule in habits:
            finding = known.run.report[rule]
            assert finding.verdict == "fail"
            assert finding.advice.startswith("Oracle IDCS and OCI IAM identity domains is known for this.")
        audience = known.run.report["IDTC-AUD-UNTRUSTED"]
        assert audience.is_error
        assert "is known for this" in audience.advice


def test_a_profile_is_kept(provider: LocalProvider) -> None:
    """again() and a restart go on with the profile; one that nobody knows is refused at once."""
    flow = begun(provider, profile="oracle")
    request = flow.authorize()
    assert flow.again().profile == "oracle"
    assert Flow.resume(request.state).profile == "oracle"
    assert flow.run.provider["profile"] == "oracle"
    with pytest.raises(Mistake, match="that is known here"):
        Flow(provider.address, flow.client, profile="orcale")
