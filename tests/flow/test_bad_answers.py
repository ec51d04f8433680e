"""Whatever a provider answers, it ends in a sentence or a value, and nothing of the record is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer import Flow, Http, Run, Runs, diagnose
from explorer.errors import ExplorerError, Mistake, Unreachable
from explorer.home import home
from explorer.protocol.tokens import TokenErrorResponse, TokenResponse
from tests.flow.odd_provider import CLIENT, OddProvider, odd_provider


@pytest.fixture
def odd() -> Iterator[OddProvider]:
    """A provider that answers as the test says."""
    with odd_provider() as provider:
        yield provider


def with_code(odd: OddProvider, **settings: object) -> Flow:
    """Return a flow that has a code to exchange."""
    flow = Flow(odd.metadata, CLIENT, **settings)
    request = flow.authorize()
    flow.receive(f"{CLIENT.redirect_uri}?code=c0de&state={request.state}")
    return flow


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"body": b"<!doctype html><p>Sign in"}, "web page"),
        ({"body": b""}, "empty"),
        ({"body": b"[1]"}, "issuer"),
        ({"body": {"issuer": 7}}, "issuer"),
        ({"body": {}, "status": 404}, "404"),
        ({"body": b"", "status": 302, "Location": "http://127.0.0.1:1/"}, "302"),
        ({"body": b'{"issuer": "\xc3\x28"}'}, "UTF-8"),
    ],
)
def test_discovery_that_is_none(odd: OddProvider, answer: dict[str, object], sentence: str) -> None:
    """Anything but a discovery document is Unreachable, in a sentence that names what came."""
    odd.say("/.well-known/openid-configuration", **answer)
    flow = Flow(odd.base, CLIENT)

    with pytest.raises(Unreachable, match=sentence) as raised:
        flow.discover()

    assert raised.value.kind == "not-metadata"
    assert [event["step"] for event in flow.run.exchanges] == ["discover"]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"body": b"<html>Bad gateway", "status": 502, "media_type": "text/html"}, "web page"),
        ({"body": b""}, "empty"),
        ({"body": b"", "status": 307, "Location": "https://elsewhere.example/token"}, "redirects"),
        ({"body": b"<html>Moved", "status": 301, "Location": "/token/"}, "redirects"),
        ({"body": b"access_token=a&token_type=bearer"}, "form-encoded"),
        ({"body": b'{"access_token": "a",}'}, "trailing comma"),
        ({"body": b"[]"}, "object"),
        ({"body": {}}, "neither"),
        ({"body": {"access_token": 7}}, "access_token to be a text"),
    ],
)
def test_token_answer_that_is_none(odd: OddProvider, answer: dict[str, object], problem: str) -> None:
    """An answer that is neither tokens nor an OAuth error is a value that says what it is."""
    flow = with_code(odd)
    odd.say("/token", **answer)

    result = flow.exchange()

    assert isinstance(result, TokenErrorResponse)
    assert result.error is None
    assert problem in result.problem
    assert problem in diagnose(flow.run).sentence
    assert Run.from_json(flow.run.to_json()) == flow.run


def test_error_with_status_200(odd: OddProvider) -> None:
    """An error in disguise is an error."""
    flow = with_code(odd)
    odd.say("/token", {"error": "bad_verification_code", "error_description": "expired"})

    result = flow.exchange()

    assert isinstance(result, TokenErrorResponse)
    assert (result.error, result.status) == ("bad_verification_code", 200)


def test_huge_body(odd: OddProvider) -> None:
    """A body of 100 MB is not read to its end; the code counts as sent, since it may have arrived."""
    flow = with_code(odd)
    odd.say("/token", b"x" * 100_000_000)

    with pytest.raises(Unreachable, match="larger than") as raised:
        flow.exchange()

    assert raised.value.kind == "too-large"
    with pytest.raises(Mistake, match="sent before"):
        flow.exchange()


def test_unreachable_host() -> None:
    """A provider that is not there is a sentence, and the record has the attempt."""
    flow = Flow("http://127.0.0.1:1", CLIENT, http=Http(timeout=2))

    with pytest.raises(Unreachable, match="Nothing listens"):
        flow.discover()

    assert flow.run.exchanges[0]["error_kind"] == "connect"


@pytest.mark.parametrize(
    "address", ["", "tenant", "ftp://tenant", "https://", "https://a b", "https://user@tenant", "http://[::1", 7, None]
)
def test_wrong_address(address: object) -> None:
    """An address that cannot be one is refused before anything is sent."""
    with pytest.raises(Mistake, match="whole address"):
        Flow(address, CLIENT)


def test_steps_out_of_order(odd: OddProvider) -> None:
    """A step called too early names the step that is missing."""
    flow = Flow(odd.base, CLIENT)
    with pytest.raises(Mistake, match=r"discover\(\)"):
        flow.authorize()
    flow = Flow(odd.metadata, CLIENT)
    for early in (
        flow.token_request,
        flow.exchange,
        flow.check,
        flow.userinfo,
        flow.refresh,
        flow.introspect,
        flow.revoke,
        flow.logout_url,
    ):
        with pytest.raises(Mistake, match=r"flow\.authorize\(\)"):
            early()
    flow.authorize()
    with pytest.raises(Mistake, match=r"flow\.receive"):
        flow.exchange()
    flow.receive("c0de")
    with pytest.raises(Mistake, match=r"flow\.exchange\(\)"):
        flow.check()


def test_a_refused_redirect_has_no_code(odd: OddProvider) -> None:
    """After access_denied there is nothing to exchange, and the mistake says what the provider answered."""
    flow = Flow(odd.metadata, CLIENT)
    request = flow.authorize()
    response = flow.receive(f"{CLIENT.redirect_uri}?error=access_denied&error_description=No&state={request.state}")

    assert response.error == "access_denied"
    assert diagnose(flow.run).error == "access_denied"
    with pytest.raises(Mistake, match="access_denied"):
        flow.exchange()


def test_url_of_another_flow(odd: OddProvider) -> None:
    """The answer to another flow is not exchanged unless the failed check is named, and the record says so."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    flow.receive(f"{CLIENT.redirect_uri}?code=c0de&state=another")
    odd.say("/token", {"access_token": "opaque", "token_type": "Bearer", "expires_in": 60})

    with pytest.raises(Mistake, match="AUTHR-STATE-MISMATCH"):
        flow.exchange()
    with pytest.raises(Mistake, match="despite"):
        flow.exchange(despite=["AUTHR-STATE"])
    assert not odd.asked, "nothing was sent"

    assert isinstance(flow.exchange(despite=["AUTHR-STATE-MISMATCH"]), TokenResponse)
    assert flow.run.last("overruled")["rules"] == ["AUTHR-STATE-MISMATCH"]


def test_a_bare_code_is_allowed_and_shown_as_not_checked(odd: OddProvider) -> None:
    """A bare code skips state and iss, and the report says so."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    flow.receive("AQIDBAXv9lZQ-F9NCA=")

    assert flow.guards["AUTHR-STATE-MISMATCH"].verdict == "skip"
    assert flow.guards["AUTHR-ISS-MISMATCH"].verdict == "skip"
    odd.say("/token", {"access_token": "opaque", "token_type": "Bearer"})
    assert isinstance(flow.exchange(), TokenResponse)
    report = flow.check()
    assert report.failed("TOKR-ID-TOKEN-MISSING")
    assert report["AUTHR-STATE-MISSING"].verdict == "skip"


@pytest.mark.parametrize(
    "keys",
    [
        {"keys": []},
        {"keys": "none"},
        {"keys": [{"kty": "quantum", "kid": "k"}, 7, None, {"kty": "RSA", "kid": "k", "n": 3}]},
        {},
        b"<html>",
        b"",
    ],
)
@pytest.mark.parametrize(
    "token", ["eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.e30.AA", "not a token", "a.b", "...", "eyJ.eyJ.sig", "a.b.c.d.e"]
)
def test_malformed_tokens_and_keys(odd: OddProvider, token: str, keys: object) -> None:
    """A malformed JWT and keys of unknown types are findings; check() never raises for them."""
    flow = with_code(odd)
    odd.say("/token", {"access_token": "opaque", "token_type": "Bearer", "id_token": token})
    odd.say("/keys", keys)

    flow.exchange()

    assert not flow.check().ok
    assert Run.from_json(flow.run.to_json()).report == flow.run.report


@pytest.mark.parametrize("status", [401, 403])
def test_closed_keys_are_a_skip_with_the_reason(odd: OddProvider, status: int) -> None:
    """A JWKS that is closed to the public skips the signature, and says what to do."""
    flow = with_code(odd)
    odd.say(
        "/token", {"access_token": "opaque", "token_type": "Bearer", "id_token": "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.e30.AA"}
    )
    odd.say("/keys", {"messageId": "error.common.exception.unauthorizedAccess"}, status=status)

    flow.exchange()
    signature = flow.check()["IDTH-SIGNATURE-INVALID"]

    assert signature.verdict == "skip"
    assert "closed to the public" in signature.message


def test_an_unknown_kid_is_looked_up_once_more(odd: OddProvider) -> None:
    """The keys are fetched again once, and not more often."""
    flow = with_code(odd)
    odd.say(
        "/token", {"access_token": "opaque", "token_type": "Bearer", "id_token": "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.e30.AA"}
    )
    odd.say("/keys", {"keys": []})
    flow.exchange()

    report = flow.check()
    assert report.failed("IDTH-KID-UNKNOWN")
    assert report["IDTH-SIGNATURE-INVALID"].verdict == "skip", "there is no verdict without a key"
    assert odd.asked.count("/keys") == 2


@pytest.mark.parametrize(
    "answer", [{"body": b"<html>"}, {"body": b"", "status": 401}, {"body": []}, {"body": {"sub": "other"}}]
)
def test_odd_userinfo(odd: OddProvider, answer: dict[str, object]) -> None:
    """UserInfo that refuses, or is no JSON, or speaks of nobody, is a value and a finding."""
    flow = with_code(odd)
    odd.say("/token", {"access_token": "opaque", "token_type": "Bearer"})
    odd.say("/userinfo", **answer)
    flow.exchange()

    flow.userinfo()

    assert [finding for finding in flow.run.report.findings if finding.rule.startswith("UI-")]


def test_missing_endpoint() -> None:
    """A provider without an endpoint is a sentence that names the member."""
    flow = Flow(OddProvider("http://127.0.0.1:1").metadata, CLIENT)
    flow.authorize()
    with pytest.raises(ExplorerError, match=r"flow\.receive"):
        flow.introspect()


def test_resume_without_discovery(odd: OddProvider, tmp_path: Path) -> None:
    """A waiting flow whose endpoints were given by hand goes on in its own record, and makes no second one."""
    runs = Runs(tmp_path)
    before = Flow(odd.metadata, CLIENT, runs=runs, trusted_audiences=["api"])
    state = before.authorize().state

    after = Flow.resume(state, client_secret="a client secret")
    after.receive(f"{CLIENT.redirect_uri}?code=c0de&state={state}")

    assert after.guards.ok
    assert after.trusted_audiences == ("api",)
    assert [run.id for run in runs] == [before.run.id]
    with pytest.raises(Mistake, match="No flow is waiting"):
        Flow.resume("another")


def test_a_flow_that_was_never_begun_leaves_no_file(odd: OddProvider, tmp_path: Path) -> None:
    """Making a flow sends nothing and keeps nothing."""
    runs = Runs(tmp_path)
    Flow(odd.metadata, CLIENT, runs=runs)
    Flow(odd.base, CLIENT, runs=runs)

    assert list(runs) == []
    assert odd.asked == []


def test_a_waiting_flow_keeps_no_token(odd: OddProvider, tmp_path: Path) -> None:
    """An id_token_hint is a token, so the file of a waiting flow has none of it, and the flow goes on without."""
    hint = "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl"
    flow = Flow(odd.metadata, CLIENT, runs=Runs(tmp_path))
    request = flow.authorize(id_token_hint=hint)
    assert request.get("id_token_hint") == hint
    pending = next((home() / "pending").glob(f"{request.state}.json")).read_text()

    assert hint not in pending
    assert "id_token_hint" not in pending
    assert Flow.resume(request.state).request.redirect_uri == CLIENT.redirect_uri


@pytest.mark.parametrize("status", ["403", True, 99, 1000, 4.5, "no number"])
def test_a_status_that_is_none_is_refused_in_a_sentence(odd: OddProvider, status: Any) -> None:
    """The status of a pasted page is a whole number; whatever else is given is named, and nothing is recorded."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    with pytest.raises(Mistake, match="whole number such as 400"):
        flow.receive("Access denied", status=status)
    assert flow.run.last("page") is None


@pytest.mark.parametrize(("member", "kept"), [('"failed"', None), ('"9999999999"', None), ("500", 500)])
def test_a_member_named_status_may_be_any_word(odd: OddProvider, member: str, kept: int | None) -> None:
    """A page's JSON has a status of its own making: only one that is an HTTP status is kept as one."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    flow.receive(f'{{"error":"server_error","status":{member},"message":"Something broke."}}')
    page = flow.run.last("page")
    assert page is not None
    assert page["status"] == kept


@pytest.mark.parametrize("rest", ["", "?", "?co", "?state="])
def test_an_address_that_brings_nothing_leaves_the_answer_before_it_as_it_was(odd: OddProvider, rest: str) -> None:
    """A refused paste after an answer that was read changes neither the answer nor what was found of it."""
    flow = Flow(odd.metadata, CLIENT)
    request = flow.authorize()
    answer = flow.receive(f"{CLIENT.redirect_uri}?code=c0de&state={request.state}")
    before = flow.redirect_report
    with pytest.raises(Mistake):
        flow.receive(f"{CLIENT.redirect_uri}{rest}")
    assert flow.authorization_response == answer
    assert flow.redirect_report == before
