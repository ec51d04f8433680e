"""A network that fails is told by what happened: what was sent, what was waited for, where a redirect points."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import pytest

from explorer import Flow, Http, diagnose
from explorer.errors import Unreachable
from explorer.messages import Exchange, Request, Timing
from explorer.protocol.tokens import TokenErrorResponse
from explorer.views.report import verdict_sentence
from tests.flow.odd_provider import CLIENT, OddProvider, odd_provider

MOVED = "https://moved.example/there/"


@pytest.fixture
def odd() -> Iterator[OddProvider]:
    """A provider that answers as the test says."""
    with odd_provider() as provider:
        yield provider


class Failing(Http):
    """The network, but for one step: of that the time is up, or nobody is there, as often as `times` says."""

    def __init__(self, step: str, kind: str, phases: tuple[str, ...], times: int = 100) -> None:
        super().__init__()
        self.step, self.kind, self.phases, self.times = step, kind, phases, times
        self.asked: list[str] = []

    def send(self, request: Request, step: str) -> Exchange:
        """Fail at that step."""
        self.asked.append(step)
        if step != self.step or self.times < 1:
            return super().send(request, step)
        self.times -= 1
        timing = Timing(0.0, dict.fromkeys(self.phases, (0.0, 1.0)))
        return Exchange(step, request, None, timing, "It did not come.", self.kind)


def unsigned(kid: str = "k1", **claims: object) -> str:
    """Return a token whose signature is none that any key made."""
    parts = ({"alg": "RS256", "kid": kid}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "c2lnbmF0dXJl"])


def signed_in(odd: OddProvider, http: Http | None = None) -> Flow:
    """Return a flow that has an ID token, to be checked."""
    flow = Flow(odd.metadata, CLIENT, http=http)
    nonce = flow.authorize().nonce
    claims = {"iss": odd.base, "sub": "a", "aud": CLIENT.client_id, "exp": 4071728504, "iat": 1750000000, "nonce": nonce}
    odd.say("/token", {"access_token": "opaque-access-token", "token_type": "Bearer", "id_token": unsigned(**claims)})
    flow.receive("c0de-to-exchange")
    flow.exchange()
    return flow


# Keys that do not come


@pytest.mark.parametrize(
    ("kind", "phases"), [("timeout", ("connect", "send", "wait")), ("connect", ("connect",)), ("cut", ("send",))]
)
def test_keys_that_could_not_be_had_are_a_finding(odd: OddProvider, kind: str, phases: tuple[str, ...]) -> None:
    """It fails, the signature counts as not checked, and the verdict says so."""
    flow = signed_in(odd, Failing("keys", kind, phases))

    report = flow.check()

    assert report.failed("JWKS-UNREACHABLE")
    assert not report.ok
    assert report["IDTH-SIGNATURE-INVALID"].verdict == "skip"
    assert "signature was not checked" in verdict_sentence(report).lower()
    assert flow.run.report.failed("JWKS-UNREACHABLE")


def test_a_timeout_of_keys_is_not_waited_for_twice(odd: OddProvider) -> None:
    """UserInfo that is signed does not ask for them again; whoever checks again does."""
    http = Failing("keys", "timeout", ("connect", "send", "wait"))
    flow = signed_in(odd, http)
    flow.check()
    odd.say("/userinfo", unsigned(sub="a").encode(), media_type="application/jwt")
    flow.userinfo()
    assert http.asked.count("keys") == 1
    flow.check()
    assert http.asked.count("keys") == 2


def test_a_second_look_that_fails_leaves_the_keys_as_they_are(odd: OddProvider) -> None:
    """The key set came, and has no such key: that is said, and not that none came."""
    http = Failing("keys", "timeout", ("send", "wait"), times=0)
    flow = signed_in(odd, http)
    odd.say("/keys", {"keys": [{"kty": "RSA", "kid": "another", "n": "AQAB", "e": "AQAB"}]})
    flow.check()
    http.times = 9
    assert "no key in the JWKS has the kid" in flow.check()["IDTH-SIGNATURE-INVALID"].message


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_keys_that_moved(odd: OddProvider, status: int) -> None:
    """The redirect is not followed, and it is told where it points."""
    flow = signed_in(odd)
    odd.say("/keys", b"", status=status, Location=MOVED + "?code=abc#x")
    report = flow.check()
    assert not report.ok
    assert MOVED in report["JWKS-STATUS"].message
    assert MOVED in report["IDTH-SIGNATURE-INVALID"].message
    assert "abc" not in repr(report)


# Redirects of other endpoints


def test_127_discovery_that_moved(odd: OddProvider) -> None:
    """It says where Location points."""
    odd.say("/.well-known/openid-configuration", b"", status=301, Location=MOVED)
    flow = Flow(odd.base, CLIENT)
    with pytest.raises(Unreachable, match=r"301, a redirect to https://moved\.example/there/"):
        flow.discover()
    assert MOVED in flow.run.report["DISC-STATUS"].message


def test_a_token_endpoint_that_moved(odd: OddProvider) -> None:
    """The problem names where it points, also where the body is JSON."""
    for body in (b"", {"moved": True}):
        flow = Flow(odd.metadata, CLIENT)
        flow.authorize()
        flow.receive("c0de-to-exchange")
        odd.say("/token", body, status=308, Location=MOVED)
        answer = flow.exchange()
        assert isinstance(answer, TokenErrorResponse)
        assert MOVED in str(answer.problem)


def test_userinfo_that_moved(odd: OddProvider) -> None:
    """So does UserInfo."""
    flow = signed_in(odd)
    odd.say("/userinfo", b"", status=302, Location="/login?next=x")
    flow.userinfo()
    assert "/login" in flow.run.report["UI-REDIRECT"].message


# What was not sent


@pytest.mark.parametrize(
    ("kind", "phases", "spent"),
    [
        ("connect", ("dns", "connect"), False),
        ("dns", ("dns",), False),
        ("tls", ("connect", "tls"), False),
        ("proxy", ("connect",), False),
        ("timeout", ("dns", "connect"), False),
        ("tls", ("connect", "tls", "send"), True),
        ("timeout", ("connect", "send", "wait"), True),
        ("cut", ("connect", "send"), True),
        ("stopped", ("connect", "send"), True),
        ("timeout", (), True),  # a transport that does not tell
    ],
)
def test_a_code_that_never_left_can_be_sent_again(odd: OddProvider, kind: str, phases: tuple[str, ...], spent: bool) -> None:
    """Where no connection came about nothing is overruled; where something left, it is not sent again unasked."""
    odd.say("/token", {"error": "invalid_grant"}, status=400)
    flow = Flow(odd.metadata, CLIENT, http=Failing("exchange", kind, phases, times=1))
    flow.authorize()
    flow.receive("c0de-to-exchange")
    with pytest.raises(Unreachable) as raised:
        flow.exchange()
    assert ("can be sent again" in str(raised.value)) is not spent
    if spent:
        with pytest.raises(Exception, match="again=True"):
            flow.exchange()
        return
    assert isinstance(flow.exchange(), TokenErrorResponse)
    assert "code-used-before" not in [cause.id for cause in diagnose(flow.run).proven]


def test_a_restarted_kernel_knows_it_too(odd: OddProvider) -> None:
    """The record tells what left: after a refused connection the code counts as unused, after a sent one as used."""
    from explorer.flow.resuming import _codes_sent

    for phases, spent in ((("connect",), 0), (("connect", "send"), 1)):
        flow = Flow(odd.metadata, CLIENT, http=Failing("exchange", "connect", phases))
        flow.authorize()
        flow.receive("c0de-to-exchange")
        with pytest.raises(Unreachable):
            flow.exchange()
        assert len(_codes_sent(flow.run)) == spent
