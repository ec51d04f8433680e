"""The reported cases of answers, by number, through a whole flow: what is read, what is shown, what the run keeps."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from explorer import Flow, Http, Run
from explorer.errors import Unreachable
from explorer.protocol.json_answer import JsonAnswer
from explorer.protocol.page_text import visible_text
from explorer.protocol.provider_words import words_of_event
from explorer.protocol.tokens import TokenErrorResponse, TokenResponse
from explorer.views.exchange import answer_html, response_html
from explorer.views.run import run_html
from tests.flow.odd_provider import CLIENT, OddProvider, odd_provider
from tests.hostile import unsigned

GOOD = {"access_token": "opaque-access-token", "token_type": "Bearer", "expires_in": 60}


@pytest.fixture
def odd() -> Iterator[OddProvider]:
    """A provider that answers as the test says."""
    with odd_provider() as provider:
        yield provider


def with_code(odd: OddProvider, code: str = "c0de-to-exchange", **settings: Any) -> Flow:
    """Return a flow that has a code to exchange."""
    flow = Flow(odd.metadata, CLIENT, **settings)
    state = flow.authorize().state
    flow.receive(f"{CLIENT.redirect_uri}?code={code}&state={state}")
    return flow


def refused(odd: OddProvider, body: Any, status: int = 400, **more: Any) -> tuple[Flow, TokenErrorResponse]:
    """Return a flow whose exchange was refused so, and the refusal."""
    odd.say("/token", body, status=status, **more)
    flow = with_code(odd)
    answer = flow.exchange()
    assert isinstance(answer, TokenErrorResponse)
    return flow, answer


def tokens(odd: OddProvider, body: Any = GOOD, **more: Any) -> Flow:
    """Return a flow that got these tokens."""
    odd.say("/token", body, **more)
    flow = with_code(odd)
    assert isinstance(flow.exchange(), TokenResponse)
    return flow


# The provider's words


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        pytest.param({"errorCode": "invalid_client", "errorSummary": "A client_id must be given."}, 401, "A client_id must", id="47"),
        pytest.param({"error": {"message": "This code has been used.", "code": 100}}, 400, "This code has been used.", id="65"),
        pytest.param({"error": "unauthorized", "error_description": "Bad credentials"}, 401, "Bad credentials", id="67"),
        pytest.param({"fault": {"faultstring": "Required param : code"}}, 400, "Required param : code", id="67 Apigee"),
        pytest.param({"title": "Bad Request", "detail": "PKCE verification failed"}, 400, "PKCE verification failed", id="67 9457"),
        pytest.param({"error": "invalid_request", "error_description": "No", "secondary_message": "Domain is missing"}, 400, "Domain is", id="71"),
        pytest.param(b"<html><title>No</title><p>Device is blocked</p></html>", 403, "Device is blocked", id="a page"),
    ],
)  # fmt: skip
def test_words_are_kept_and_shown(odd: OddProvider, body: Any, status: int, words: str) -> None:
    """They are in the run, also when it is read again, and on the page, before anything about what is missing."""
    flow, answer = refused(odd, body, status)
    kept = words_of_event(Run.from_json(flow.run.to_json()).refusal)
    assert any(words in text for text in kept.texts)
    shown = response_html(answer)
    assert words in shown
    assert words in run_html(flow.run)
    if answer.problem:
        told = visible_text(shown)  # in which names are set as code
        assert told.index(words) < told.index(answer.problem[:20])


def test_no_secret_is_kept_with_the_words(odd: OddProvider) -> None:
    """A provider that repeats the code and the secret is cut after they were taken out, not before."""
    told = "x" * 590 + " c0de-to-exchange and a client secret " + "y" * 5_000
    flow, _ = refused(odd, {"error": {"message": told, "detail": "c0de-to-exchange"}})
    assert "c0de" not in flow.run.to_json()
    assert "a client s" not in flow.run.to_json()
    flow, _ = refused(odd, f"<html><p>{told}</p></html>".encode(), media_type="text/html")
    assert "c0de" not in flow.run.to_json()
    assert "a client s" not in flow.run.to_json()


def test_36_a_redirect_in_words_of_the_vendors_own(odd: OddProvider) -> None:
    """The words are shown, and the run keeps them."""
    flow = Flow(odd.metadata, CLIENT)
    state = flow.authorize().state
    flow.receive(f"{CLIENT.redirect_uri}?error_code=1349126&error_message=Application+is+switched+off&state={state}")
    assert words_of_event(flow.run.refusal).text == "Application is switched off"
    assert "Application is switched off" in run_html(flow.run)


def test_63_plain_text_that_is_declared_as_html(odd: OddProvider) -> None:
    """It is plain text without an error code, and no page."""
    flow, answer = refused(odd, b"Unauthorized", 401, media_type="text/html")
    assert answer.problem == "Expected JSON; this is plain text, not JSON."
    assert answer.said.text == "Unauthorized"
    assert not flow.run.report.failed("HTTP-CONTENT-LENGTH-HTML")


@pytest.mark.parametrize("data", [GOOD, [GOOD]])
def test_93_tokens_in_data(odd: OddProvider, data: Any) -> None:
    """It says where they stand."""
    flow, answer = refused(odd, {"code": 0, "msg": "success", "data": data}, 200)
    assert "stand in data" in str(answer.problem)
    assert "opaque" not in flow.run.to_json()


@pytest.mark.parametrize(
    "challenge", ['Bearer error="invalid_token", error_description="MSIS9921: the audience"', "Bearer realm=x"]
)
def test_132_userinfo_says_what_its_challenge_says(odd: OddProvider, challenge: str) -> None:
    """Error and description of the header are shown (RFC 6750 3); an empty body is nothing bad there."""
    flow = tokens(odd)
    odd.say("/userinfo", b"", status=401, WWW_Authenticate=challenge)
    answer = flow.userinfo()
    shown = answer_html(answer, of="UserInfo")
    assert "cannot be read" not in shown
    assert "It has no members" not in shown
    if "error" in challenge:
        assert "invalid_token" in shown
        assert "MSIS9921: the audience" in shown
        assert "MSIS9921" in flow.run.report["UI-STATUS"].message
        assert "MSIS9921" in str(flow.run.last("userinfo"))


@pytest.mark.parametrize("code", ["test", "code"])
def test_138_a_code_of_four_letters(odd: OddProvider, code: str) -> None:
    """Words stay whole, the provider's and ours; a code of usual length that is repeated is hidden."""
    odd.say("/token", {"error": "invalid_grant", "error_description": f"the latest {code} failed"}, status=400)
    flow = with_code(odd, code)
    answer = flow.exchange()
    assert isinstance(answer, TokenErrorResponse)
    assert answer.error_description == f"the latest {code} failed"
    assert "The code has 4 characters" in repr(flow.run.report)
    _, answer = refused(odd, {"error": "invalid_grant", "error_description": "c0de-to-exchange is used"})
    assert "c0de-to-exchange" not in str(answer.error_description)


# Bytes


def test_86_cut_after_as_many_bytes_as_letters(odd: OddProvider) -> None:
    """It is cut off, by one sentence wherever it is shown."""
    text = json.dumps({**GOOD, "name": "Zoë Müller-Ångström"}, ensure_ascii=False)
    flow, answer = refused(odd, text.encode()[: len(text)], 200)
    assert "cut off" in str(answer.problem)
    assert "cut off" in flow.run.report["TOKR-NOT-JSON"].message
    assert "UTF-8" not in repr(flow.run.report)


def test_88_tokens_that_are_packed(odd: OddProvider) -> None:
    """They are unpacked within the limit, and a finding notes it; a bomb is not."""
    flow = tokens(odd, gzip.compress(json.dumps(GOOD).encode()), Content_Encoding="gzip")
    assert flow.run.report.failed("HTTP-CONTENT-CODING")
    assert "gzip" in flow.run.report["HTTP-CONTENT-CODING"].message
    odd.say("/token", gzip.compress(json.dumps({**GOOD, "x": "a" * 100_000}).encode()), Content_Encoding="gzip")
    with pytest.raises(Unreachable, match="unpacked"):
        with_code(odd, http=Http(max_body=50_000)).exchange()


@pytest.mark.parametrize(
    ("encoding", "media_type"),
    [
        ("iso-8859-1", "application/json;charset=ISO-8859-1"),
        ("cp1252", "application/json; charset=windows-1252"),
        ("utf-16", "application/json"),
        ("utf-32-le", "application/json"),
        ("utf-8-sig", "application/json"),
    ],
)
def test_89_tokens_in_another_charset(odd: OddProvider, encoding: str, media_type: str) -> None:
    """They are read, and a finding notes it; so are UserInfo and the keys."""
    body = json.dumps({**GOOD, "display_name": "René"}, ensure_ascii=False).encode(encoding)
    flow = tokens(odd, body, media_type=media_type)
    assert flow.tokens is not None
    assert flow.tokens.members["display_name"] == "René"
    odd.say("/userinfo", json.dumps({"sub": "a", "name": "René"}, ensure_ascii=False).encode(encoding), media_type=media_type)
    assert flow.userinfo().members["name"] == "René"
    flow.check()
    assert "UserInfo" in flow.run.report["HTTP-JSON-ENCODING"].message
    assert flow.run.report.failed("TOKR-BOM") or "token endpoint" in flow.run.report["HTTP-JSON-ENCODING"].message


def test_oddities_of_every_document(odd: OddProvider) -> None:
    """A member twice, NaN and something behind the end are noticed of keys and UserInfo as of tokens."""
    flow = tokens(odd, {**GOOD, "id_token": unsigned({"alg": "RS256"}, {"sub": "a"})})
    odd.say("/keys", b'{"keys": [], "keys": [], "max": NaN}')
    odd.say("/userinfo", b'{"sub": "a", "sub": "a"} <!-- 12 ms -->')
    flow.check()
    assert flow.userinfo().members == {"sub": "a"}
    report = flow.run.report
    assert "keys" in report["HTTP-JSON-DUPLICATE"].message
    assert "NaN" in report["HTTP-JSON-SYNTAX"].message
    assert "sub" in report["HTTP-JSON-DUPLICATE"].message
    assert "behind its end" in report["HTTP-JSON-SYNTAX"].message


@pytest.mark.parametrize("media_type", ["application/jwt", "application/json", "text/plain"])
def test_135_userinfo_that_is_encrypted(odd: OddProvider, media_type: str) -> None:
    """It is called encrypted, whatever it is declared as, and nothing else is said of it."""
    flow = tokens(odd)
    jwe = unsigned({"alg": "RSA-OAEP-256", "enc": "A256GCM"}, {}).rpartition(".")[0] + ".aXY.Y2lwaGVy.dGFn"
    odd.say("/userinfo", jwe.encode(), media_type=media_type)
    answer: JsonAnswer = flow.userinfo()
    report = flow.run.reports["userinfo"]
    assert "encrypted" in str(answer.problem)
    assert report.failed("UI-ENCRYPTED")
    assert not report.failed("UI-SUB-MISSING")
    assert not report.failed("UI-CONTENT-TYPE-MISMATCH")


def test_72_the_audience_of_an_assertion(odd: OddProvider) -> None:
    """It can be set, to the issuer or to a text."""
    from explorer.protocol.assertions import assertion_audience

    for wanted, audience in (("issuer", odd.base), ("https://other.example", "https://other.example")):
        client = CLIENT.__class__("c", private_key="x", redirect_uri="http://a/cb", assertion_audience=wanted)
        assert assertion_audience(client, odd.metadata) == audience


def test_71_a_header_of_the_vendors_own(odd: OddProvider) -> None:
    """It is sent with the token request."""
    odd.say("/token", {"error": "invalid_request"}, status=400)
    flow = with_code(odd)
    sent = flow.token_request(headers=[("X-OAUTH-IDENTITY-DOMAIN-NAME", "domain")])
    flow.exchange(sent)
    assert "X-OAUTH-IDENTITY-DOMAIN-NAME" in dict(flow.run.exchanges[-1]["request"]["headers"])
    assert sent.request.header("x-oauth-identity-domain-name") is not None
