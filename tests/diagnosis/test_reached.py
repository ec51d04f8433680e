"""What one step of a run proves of the network holds in the next, and advice says how far a request came."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer import Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.errors import ExplorerError, Unreachable
from explorer.wire import trouble
from tests.diagnosis.answers import CLIENT, ids
from tests.diagnosis.dying import DyingProvider
from tests.diagnosis.small_provider import ISSUER, Answer, answer
from tests.diagnosis.voices import by_the_book

INSIDE = "http://idp-backend.internal:3000"
NO_NAME = (
    "This site can\u2019t be reached\nidp-backend.internal\u2019s server IP address could not be found.\nTry:\nChecking the "
    "connection\nDNS_PROBE_FINISHED_NXDOMAIN"
)


def died(
    path: str, why: Unreachable, runs: Path, step: Callable[[Flow], object] = Flow.userinfo, **described: str
) -> Diagnosis:
    """Diagnose a flow in which one address does not answer."""
    small = DyingProvider(by_the_book, dead={path: why}, described=described)
    flow = Flow(described.get("issuer", ISSUER), CLIENT, http=small, runs=runs)
    with contextlib.suppress(ExplorerError):
        flow.discover()
        flow.receive(small.sign_in(flow.authorize().url))
        flow.exchange()
        step(flow)
    return diagnose(flow.run)


PLAIN = {
    "issuer": "http://127.0.0.1:8080",
    "token_endpoint": "http://127.0.0.1:8080/token",
    "userinfo_endpoint": "http://127.0.0.1:8080/userinfo",
}
CUT = trouble.cut("http://127.0.0.1:8080", reused=False)


def test_a_server_that_answered_plain_http_wants_no_tls(tmp_path: Path) -> None:
    """Seconds before the very same server answered plain http: that it hangs up now is no call for https."""
    found = died("/userinfo", CUT, tmp_path, **PLAIN)
    causes = {cause.id: cause for cause in found.causes}
    assert found.leg == "userinfo"
    assert ids(found)[0] == "hung-up"
    assert causes["https-needed"].verdict == "ruled out"
    assert "code" not in causes["hung-up"].advice


def test_nobody_answered_plain_http_before(tmp_path: Path) -> None:
    """Then a server of TLS may hang up so, and both stand there."""
    found = died(
        "/userinfo", trouble.cut("http://h.example", reused=False), tmp_path, userinfo_endpoint="http://h.example/userinfo"
    )
    assert {"https-needed", "hung-up"} == {cause.id for cause in found.joint} or "https-needed" not in {
        cause.id for cause in found.ruled_out
    }


@pytest.mark.parametrize(
    ("path", "leg", "said"),
    [("/token", "token", "The code may be used up"), ("/userinfo", "userinfo", ""), ("/keys", "check", "")],
)
def test_what_may_be_used_up(path: str, leg: str, said: str, tmp_path: Path) -> None:
    """A code is used up by the request that carried it, and by no other."""
    late = trouble.timed_out(ISSUER, "wait", 10)
    found = died(path, late, tmp_path, lambda flow: (flow.userinfo(), flow.check()))
    first = found.first
    assert (found.leg, ids(found)[0]) == (leg, "no-time")
    assert first is not None
    assert (said in first.advice) if said else ("used up" not in first.advice)


def test_a_code_that_never_left_is_not_used_up(tmp_path: Path) -> None:
    """The time ran out while the connection was made: nobody has seen the code."""
    found = died("/token", trouble.timed_out(ISSUER, "connect", 10), tmp_path)
    assert found.first is not None
    assert "used up" not in found.first.advice
    assert {cause.topic for cause in found.causes} <= {"network", "provider", "endpoint", "discovery"}


def test_a_refresh_token_may_be_used_up(tmp_path: Path) -> None:
    """The twin of the code: where refresh tokens are replaced, the first request has spent this one."""
    small = DyingProvider(by_the_book)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    small.dead["/token"] = trouble.timed_out(ISSUER, "wait", 10)
    with contextlib.suppress(ExplorerError):
        flow.refresh()
    found = diagnose(flow.run)
    assert (found.leg, ids(found)[0]) == ("refresh", "no-time")
    assert "may be used up" in found.causes[0].advice
    assert "code" not in found.causes[0].advice


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (trouble.no_connection("small.example", 443, 111), "it has stopped since"),
        (trouble.no_name("small.example", OSError(-2, "Name or service not known")), "found in this run before"),
        (trouble.timed_out(ISSUER, "connect", 10), "overloaded, restarts"),
        (trouble.timed_out(ISSUER, "wait", 10), "takes the request and does not answer"),
    ],
    ids=["refused", "no name", "no connection", "no answer"],
)
def test_the_same_server_answered_before(why: Unreachable, said: str, tmp_path: Path) -> None:
    """Then nobody has to look for a spelling, a port or a proxy."""
    found = died("/token", why, tmp_path)
    assert found.first is not None
    assert said in found.first.advice
    assert "spelling" not in found.first.advice


@pytest.mark.parametrize(
    ("phase", "said"),
    [("dns", "name service"), ("connect", "firewall"), ("tls", "http://"), ("wait", "meant for http"), ("receive", "began")],
)
def test_how_far_it_came(phase: str, said: str, tmp_path: Path) -> None:
    """The advice begins where the request ended."""
    small = DyingProvider(by_the_book, dead={"/.well-known/openid-configuration": trouble.timed_out(ISSUER, phase, 10)})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    with pytest.raises(ExplorerError):
        flow.discover()
    first = diagnose(flow.run).first
    assert first is not None
    assert said in first.advice
    assert "used up" not in first.advice
    assert first.id == ("no-tls-there" if phase == "tls" else "no-time")
    assert first.verdict == ("likely" if phase == "tls" else "proven")


@pytest.mark.parametrize(
    ("error", "first", "verdict"),
    [
        (ssl.SSLEOFError(8, "EOF"), "tls-cut-off", "likely"),
        (ConnectionResetError(104, "reset"), "tls-cut-off", "likely"),
        ("WRONG_VERSION_NUMBER", "no-tls-there", "proven"),
        ("TLSV1_UNRECOGNIZED_NAME", "tls-name-unknown", "proven"),
        ("TLSV1_ALERT_PROTOCOL_VERSION", "tls-versions-differ", "proven"),
        ("UNSUPPORTED_PROTOCOL", "tls-versions-differ", "proven"),
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", "tls-versions-differ", "likely"),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "tls-certificate-wanted", "proven"),
        ("TLSV1_ALERT_INTERNAL_ERROR", "tls-failed", "proven"),
    ],
    ids=str,
)
def test_how_tls_ended(error: Exception | str, first: str, verdict: str, tmp_path: Path) -> None:
    """An alert says why; a server that only hangs up has said nothing, and may be no server at all."""
    failed = error
    if isinstance(failed, str):
        failed = ssl.SSLError(1, error)
        failed.reason = error  # type: ignore[misc]
    small = DyingProvider(by_the_book, dead={"/.well-known/openid-configuration": trouble.tls_failed(ISSUER, failed)})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    with pytest.raises(ExplorerError):
        flow.discover()
    found = diagnose(flow.run)
    assert (found.causes[0].id, found.causes[0].verdict) == (first, verdict)


DOCUMENT = "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("why", "first"),
    [
        (trouble.no_connection("2001:db8::5", 443, 101), "no-route"),
        (trouble.no_connection("10.3.2.1", 443, 113), "no-route"),
        (trouble.no_connection("10.3.2.1", 443, 110), "no-time"),
        (trouble.no_connection("10.3.2.1", 443, 111), "nobody-listens"),
        (trouble.encoded(ISSUER, "gzip"), "answer-damaged"),
        (trouble.bad_http(ISSUER), "answer-damaged"),
        (trouble.not_http(ISSUER, b"SSH-2.0-OpenSSH"), "not-http"),
        (trouble.unsendable("a header has a line break."), "request-unwritable"),
        (trouble.cut(ISSUER, False, begun=True), "hung-up"),
    ],
    ids=["IPv6 alone", "no route", "the system gave up", "refused", "gzip", "framing", "SSH", "unwritable", "half an answer"],
)
def test_what_the_wire_says(why: Unreachable, first: str, tmp_path: Path) -> None:
    """Each sentence of the wire is one cause: proven where it says so, and no other is."""
    small = DyingProvider(by_the_book, dead={DOCUMENT: why})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    with pytest.raises(ExplorerError):
        flow.discover()
    assert [cause.id for cause in diagnose(flow.run).proven] == [first]


GATE = "http://captive.hotel.example/guest?dst=https%3A%2F%2Fsmall.example"


@pytest.mark.parametrize(
    ("reply", "first"),
    [
        (answer("<title>Corp Internet Access</title><h1>Please sign in to use the Internet</h1>"), "blocked-on-the-way"),
        (answer("<title>Hotel Guest Wi-Fi</title><p>Accept the terms of use.</p>"), "blocked-on-the-way"),
        (answer("", 302, Location=GATE), "blocked-on-the-way"),
        (answer("<h1>Network Authentication Required</h1>", 511), "blocked-on-the-way"),
        (answer("", 301, Location=f"http://small.example{DOCUMENT}"), "discovery-redirects"),
        (answer("<title>Origin DNS error | Cloudflare</title>error code: 1016", 530), "provider-fault"),
        (answer("<title>Attention Required! | Cloudflare</title>Ray ID", 403), "blocked-on-the-way"),
        (answer("<h1>Misdirected Request</h1>", 421), "issuer-wrong"),
        (answer("Method Not Allowed", 405), "issuer-wrong"),
        ((200, {"Content-Type": "application/json"}, b'{"issuer": "https://small.example", "authoriz'), "answer-damaged"),
        ((200, {"Content-Type": "application/json"}, b""), "discovery-is-a-page"),
        (answer("<title>My App</title><div id=root></div>"), "discovery-is-a-page"),
    ],
    ids=["network", "hotel", "302", "511", "301", "530", "403", "421", "405", "cut", "empty", "application"],
)
def test_who_answered_in_the_place_of_discovery(reply: Answer, first: str, tmp_path: Path) -> None:
    """Gateways, networks that want a sign-in, servers that are not asked by their name, answers that end in the middle."""
    small = DyingProvider(by_the_book, answers={DOCUMENT: reply})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    with pytest.raises(ExplorerError):
        flow.discover()
    found = diagnose(flow.run)
    assert found.causes[0].id == first
    assert {cause.id for cause in found.proven} <= {first}


def test_tls_that_worked_before_and_is_cut_off(tmp_path: Path) -> None:
    """TLS is spoken on that port: it was, a moment before."""
    found = died("/token", trouble.tls_failed(ISSUER, ssl.SSLEOFError(8, "EOF")), tmp_path)
    assert ids(found)[0] == "tls-cut-off"
    assert "no-tls-there" in {cause.id for cause in found.ruled_out}


def test_the_document_names_the_inside(tmp_path: Path) -> None:
    """The browser reached nobody, since the document names a host that only the provider's inside knows: no person said no."""
    small = DyingProvider(by_the_book, described={"authorization_endpoint": f"{INSIDE}/auth"})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.authorize()
    flow.receive(NO_NAME)
    found = diagnose(flow.run)
    assert ids(found)[0] == "document-of-the-inside"
    assert found.causes[0].verdict == "likely"
    assert "X-Forwarded-Host" in found.causes[0].advice
    assert not {"user-said-no", "scope-not-allowed", "state-of-another-sign-in"} & set(ids(found))
    named = next(cause for cause in found.causes if cause.id == "name-unknown")
    assert "spelling" not in named.advice


CANNOT = "This site can\u2019t provide a secure connection\nsmall.example "


@pytest.mark.parametrize(
    ("page", "first"),
    [
        (f"{CANNOT}uses an unsupported protocol.\nERR_SSL_VERSION_OR_CIPHER_MISMATCH", "tls-versions-differ"),
        (f"{CANNOT}didn\u2019t accept your login certificate.\nERR_BAD_SSL_CLIENT_AUTH_CERT", "tls-certificate-wanted"),
        (f"{CANNOT}sent an invalid response.\nERR_SSL_PROTOCOL_ERROR", "no-tls-there"),
        ("This site can\u2019t be reached\nsmall.example is unreachable.\nERR_ADDRESS_UNREACHABLE", "no-route"),
        ("Your connection is not private\nsmall.example\nNET::ERR_CERT_AUTHORITY_INVALID", "authority-unknown"),
        ("Potential Security Risk Ahead\nsmall.example\nSSL_ERROR_BAD_CERT_DOMAIN", "certificate-of-another"),
    ],
    ids=["version", "certificate wanted", "no TLS", "no route", "authority", "another host"],
)
def test_the_browser_reached_nobody(page: str, first: str, tmp_path: Path) -> None:
    """Whoever saw no page has refused nothing there: neither a person nor a client or a scope."""
    small = DyingProvider(by_the_book)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.authorize()
    flow.receive(page)
    found = diagnose(flow.run)
    assert found.causes[0].id == first
    assert len([cause for cause in found.causes if cause.strength == "likely"]) == 1
    assert not {"user-said-no", "scope-not-allowed", "client-unknown", "redirect-uri-not-registered"} & set(ids(found))


CUT_OFF = (200, {"Content-Type": "application/json"}, b'{"keys": [{"kty": "RSA", "n": "abc')


@pytest.mark.parametrize(
    ("path", "reply", "first"),
    [
        ("/keys", answer("<title>Guest Wi-Fi</title>Accept the terms to connect to the internet"), "blocked-on-the-way"),
        ("/keys", CUT_OFF, "answer-damaged"),
        ("/keys", answer("<title>Welcome</title>"), "keys-unreachable"),
        ("/token", CUT_OFF, "answer-damaged"),
        ("/userinfo", CUT_OFF, "answer-damaged"),
        ("/token", answer("Upgrade Required", 426, Upgrade="TLS/1.2"), "https-needed"),
        ("/token", answer("Misdirected Request", 421), "wrong-endpoint"),
        ("/token", answer("<h1>Network Authentication Required</h1>", 511), "blocked-on-the-way"),
        ("/token", answer("<title>522: Connection timed out</title>Cloudflare", 522), "provider-fault"),
    ],
    ids=["keys of a hotel", "half the keys", "a page", "half the tokens", "half of UserInfo", "426", "421", "511", "522"],
)
def test_who_answered_later(path: str, reply: Answer, first: str, tmp_path: Path) -> None:
    """What stands between, and what is damaged, is the same at every address."""
    small = DyingProvider(by_the_book, answers={path: reply})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    with contextlib.suppress(ExplorerError):
        flow.discover()
        flow.receive(small.sign_in(flow.authorize().url))
        flow.exchange()
        flow.check()
        flow.userinfo()
    assert ids(diagnose(flow.run))[0] == first


def test_the_browser_cannot_open_the_callback(tmp_path: Path) -> None:
    """That is none of the document's hosts."""
    small = DyingProvider(by_the_book)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.authorize()
    with pytest.raises(ExplorerError, match="copy the address bar"):
        flow.receive("This site can\u2019t be reached\napp.example refused to connect.\nERR_CONNECTION_REFUSED")
    assert ids(diagnose(flow.run))[0] == "callback-not-opened"
