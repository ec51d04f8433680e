"""In what an issuer differs from the address of its document: the advice is for that, and for no other difference."""

from __future__ import annotations

import contextlib
import ssl
from pathlib import Path
from typing import Any

import pytest

from explorer import Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.errors import ExplorerError
from explorer.wire import trouble
from tests.diagnosis.answers import CLIENT, ids
from tests.diagnosis.dying import DyingProvider
from tests.diagnosis.small_provider import ISSUER, answer
from tests.diagnosis.voices import by_the_book

DOCUMENT = "/.well-known/openid-configuration"


def discovered(runs: Path, **small: Any) -> Diagnosis:
    """Diagnose discovery, and the exchange where it comes to that."""
    provider = DyingProvider(by_the_book, **small)
    flow = Flow(ISSUER, CLIENT, http=provider, runs=runs)
    with contextlib.suppress(ExplorerError):
        flow.discover()
        flow.receive(provider.sign_in(flow.authorize().url))
        flow.exchange()
    return diagnose(flow.run)


@pytest.mark.parametrize(
    ("issuer", "said", "unsaid"),
    [
        ("http://small.example", "X-Forwarded-Proto", "Use the issuer as"),
        ("http://keycloak:8080/realms/x", "X-Forwarded-Host", "Use the issuer as"),
        ("http://10.0.0.5:8080", "X-Forwarded-Host", "Use the issuer as"),
        ("https://sso.svc.cluster.local", "X-Forwarded-Host", "Use the issuer as"),
        ("https://small.example:8443", "the port is the one of the inside", "Nobody outside"),
        ("https://small.example/{tenantid}/v2.0", "the id of yours", "X-Forwarded"),
        ("https://small.example/realms/master", "Use the issuer as the document has it", "X-Forwarded"),
        ("https://acme.eu.example/", "Use the issuer as the document has it", "X-Forwarded"),
    ],
)
def test_what_to_do_about_an_issuer(issuer: str, said: str, unsaid: str, tmp_path: Path) -> None:
    """Nobody is told to use plain http, or a host that only the inside knows."""
    first = discovered(tmp_path, described={"issuer": issuer}).first
    assert first is not None
    assert first.id == "issuer-of-metadata"
    assert said in first.advice
    assert unsaid not in first.advice


def test_endpoints_of_plain_http(tmp_path: Path) -> None:
    """A document that came over https and names plain http was made behind a proxy that does not pass that on."""
    first = discovered(tmp_path, described={"token_endpoint": "http://small.example/token"}).first
    assert first is not None
    assert first.id == "metadata-incomplete"
    assert "X-Forwarded-Proto" in first.advice


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://localhost:8080/token", trouble.no_connection("localhost", 8080, 111)),
        ("https://10.0.0.7/token", trouble.timed_out("https://10.0.0.7", "connect", 10)),
        ("https://idp.internal/token", trouble.no_name("idp.internal", OSError(-2, "Name or service not known"))),
    ],
    ids=["this machine", "a private address", "a name of the inside"],
)
def test_a_token_endpoint_of_the_inside(address: str, why: Exception, tmp_path: Path) -> None:
    """What is proven is that it was not reached; what is to be done is at the proxy."""
    found = discovered(tmp_path, described={"token_endpoint": address}, dead={"/token": why})
    assert [cause.id for cause in found.proven] == ids(found)[:1]
    assert ids(found)[1] == "document-of-the-inside"
    assert "X-Forwarded-Host" in found.causes[0].advice
    assert "spelling" not in found.causes[0].advice


class Certificate(ssl.SSLCertVerificationError):
    """One that is refused for this reason of OpenSSL's."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(1, message)
        self.verify_code, self.verify_message = code, message


@pytest.mark.parametrize(
    ("code", "message", "first"),
    [
        (68, "CA signature digest algorithm too weak", "certificate-unacceptable"),
        (85, "Missing Authority Key Identifier", "certificate-unacceptable"),
        (23, "certificate revoked", "certificate-unacceptable"),
        (10, "certificate has expired", "certificate-expired"),
        (9, "certificate is not yet valid", "certificate-expired"),
        (18, "self-signed certificate", "authority-unknown"),
        (62, "Hostname mismatch", "certificate-of-another"),
    ],
)
def test_what_is_wrong_with_a_certificate(code: int, message: str, first: str, tmp_path: Path) -> None:
    """Each reason is one cause, and proven: this machine refused it itself."""
    why = trouble.tls_failed(ISSUER, Certificate(code, message))
    found = discovered(tmp_path, dead={DOCUMENT: why})
    assert [cause.id for cause in found.proven] == [first]


@pytest.mark.parametrize(
    ("small", "code"),
    [
        (
            {"described": {"issuer": "https://small.example/realms/a"}},
            "other = Flow('https://small.example/realms/a', flow.client)",
        ),
        ({"described": {"issuer": "http://keycloak:8080"}}, ""),
        ({"described": {"issuer": "https://small.example/{tenantid}"}}, ""),
        (
            {"answers": {DOCUMENT: answer("", 301, Location=f"https://b.example{DOCUMENT}")}},
            "other = Flow('https://b.example', flow.client)",
        ),
        ({"answers": {DOCUMENT: answer("", 301, Location="https://b.example/login?rd=x")}}, ""),
        ({"dead": {DOCUMENT: trouble.timed_out(ISSUER, "tls", 10)}}, "other = Flow('http://small.example', flow.client)"),
    ],
    ids=["another tenant", "the inside", "a template", "it moved", "a login", "no TLS"],
)
def test_where_else_to_ask(small: dict[str, Any], code: str, tmp_path: Path) -> None:
    """One request decides, where it may lead to such a document."""
    found = discovered(tmp_path, **small).experiment
    assert (code in found.code) if code and found else found is None or "other = Flow(" not in found.code
    if code:
        assert found is not None
        compile(found.code, "experiment", "exec")


def test_half_an_answer_with_tokens(tmp_path: Path) -> None:
    """Its code is used up in all likelihood: the provider answered it."""
    half = (200, {"Content-Type": "application/json"}, b'{"access_token": "abc", "id_tok')
    first = discovered(tmp_path, answers={"/token": half}).first
    assert first is not None
    assert first.id == "answer-damaged"
    assert "The code may be used up" in first.advice
