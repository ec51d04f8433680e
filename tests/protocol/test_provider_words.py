"""A provider's own words are found wherever vendors put them: in members of any name, in headers, in a page."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.messages import Response
from explorer.protocol.json_answer import parse_json_answer
from explorer.protocol.provider_words import (
    NOTHING,
    ProviderWords,
    event_of_words,
    words_in_answer,
    words_in_params,
    words_of_event,
)
from explorer.protocol.redirect import parse_redirect
from explorer.protocol.tokens import TokenErrorResponse, parse_token_response
from tests.hostile import BODIES, JSON, answer, patient

CB = "https://app/cb"


def said(body: Any, status: int = 400, media_type: str = "application/json", **headers: str) -> ProviderWords:
    """Return what a refusal of the token endpoint says."""
    refusal = parse_token_response(answer(body, status, media_type, **headers))
    assert isinstance(refusal, TokenErrorResponse)
    return refusal.said


# The documented shapes of vendors: what is to be the code, a text, the number (None where it does not matter)
SHAPES: list[tuple[str, Any, str | None, str | None, str | None]] = [
    (
        "47 Okta",
        {"errorCode": "invalid_client", "errorSummary": "A client_id must be given.", "errorId": "oaeMadeUp", "errorCauses": []},
        "invalid_client",
        "A client_id must be given.",
        "oaeMadeUp",
    ),
    ("49 Oracle", {"ecid": "1a2b3^5uY0", "error": "invalid_grant"}, "invalid_grant", None, "1a2b3^5uY0"),
    (
        "49 Oracle, in the text",
        {"error": "invalid_redirect_uri", "error_description": "Invalid URL: http://localhost:3000. ECID: 1a^2,0:1"},
        "invalid_redirect_uri",
        "Invalid URL: http://localhost:3000. ECID: 1a^2,0:1",
        "1a^2,0:1",
    ),
    (
        "65 Facebook",
        {"error": {"message": "This code has been used.", "type": "OAuthException", "code": 100, "fbtrace_id": "AbMadeUp"}},
        "OAuthException",
        "This code has been used.",
        "AbMadeUp",
    ),
    ("65 an object", {"error": {"code": "1000", "message": "invalid_grant: unknown"}}, "1000", "invalid_grant: unknown", None),
    (
        "67 Strava",
        {"message": "Bad Request", "errors": [{"resource": "AuthorizationCode", "field": "code", "code": "invalid"}]},
        "invalid",
        "AuthorizationCode",
        None,
    ),
    (
        "67 HubSpot",
        {"status": "BAD_AUTH_CODE", "message": "missing or unknown auth code", "correlationId": "3ed0f9c0-made-up"},
        "BAD_AUTH_CODE",
        "missing or unknown auth code",
        "3ed0f9c0-made-up",
    ),
    ("67 Zoom", {"reason": "Invalid authorization code", "error": "invalid_request"}, "invalid_request", "Invalid auth", None),
    ("67 a status", {"status": 400, "message": "Invalid authorization code"}, None, "Invalid authorization code", None),
    (
        "67 Apigee",
        {"fault": {"faultstring": "Required param : code", "detail": {"errorcode": "oauth.v2.InvalidRequest"}}},
        "oauth.v2.InvalidRequest",
        "Required param : code",
        None,
    ),
    (
        "67 Apigee, older",
        {"ErrorCode": "invalid_request", "Error": "Required param : grant_type"},
        "invalid_request",
        "Required param : grant_type",
        None,
    ),
    ("67 Spring", {"error": "unauthorized", "error_description": "Bad credentials"}, "unauthorized", "Bad credentials", None),
    ("67 RFC 9457", {"title": "Bad Request", "status": 400, "detail": "PKCE failed"}, None, "PKCE failed", None),
    ("WeChat", {"errcode": 40029, "errmsg": "invalid code, rid: 5e9fd7a7-1c3b"}, "40029", "invalid code", "5e9fd7a7-1c3b"),
    (
        "Oracle, SCIM",
        {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "detail": "You are not authorized.",
            "status": "401",
            "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error": {"messageId": "error.common.exception.unauthorized"},
        },
        "error.common.exception.unauthorized",
        "You are not authorized.",
        None,
    ),
    ("Salesforce", [{"message": "Session expired", "errorCode": "INVALID_SESSION_ID"}], "INVALID_SESSION_ID", "Session expired", None),
    (
        "X",
        {"errors": [{"code": 99, "message": "Unable to verify", "label": "authenticity_token_error"}]},
        "authenticity_token_error",
        "Unable to verify",
        None,
    ),
    (
        "Microsoft Graph",
        {"error": {"code": "InvalidAuthenticationToken", "message": "Expired", "innerError": {"request-id": "aaaa-1111"}}},
        "InvalidAuthenticationToken",
        "Expired",
        "aaaa-1111",
    ),
    (
        "Google",
        {"error": {"code": 400, "message": "Bad token", "errors": [{"message": "x", "reason": "authError"}], "status": "UNAUTHENTICATED"}},
        "UNAUTHENTICATED",
        "Bad token",
        None,
    ),
    (
        "PayPal",
        {"name": "AUTHENTICATION_FAILURE", "message": "Failed", "debug_id": "abc123", "details": [{"description": "bad secret"}]},
        "AUTHENTICATION_FAILURE",
        "bad secret",
        "abc123",
    ),
    ("Laravel", {"errors": {"redirect_uri": ["does not match"]}}, None, "redirect_uri: does not match", None),
    ("FastAPI", {"detail": [{"loc": ["body"], "msg": "field required", "type": "value_error"}]}, None, "field required", None),
    ("a list of texts", {"errors": ["code is wrong", "x is missing"]}, None, "x is missing", None),
    ("JSON in JSON", {"message": '{"error": "invalid_grant", "error_description": "Used up"}'}, "invalid_grant", "Used up", None),
    ("a text alone", "the code is unknown", None, "the code is unknown", None),
    ("two texts", {"error": "invalid_request", "error_description": "No", "secondary_message": "Domain"}, "invalid_request", "Domain", None),
]  # fmt: skip


@pytest.mark.parametrize(("body", "code", "text", "number"), [each[1:] for each in SHAPES], ids=[each[0] for each in SHAPES])
def test_shapes_of_vendors(body: Any, code: str | None, text: str | None, number: str | None) -> None:
    """Code, sentence and number are found, each in its place."""
    found = said(body)
    assert code is None or found.code == code
    assert text is None or any(text in each for each in found.texts)
    assert number is None or found.number == number


def test_standard_members_come_first() -> None:
    """What RFC 6749 5.2 has a name for is what the code and the sentence are, whatever stands beside it."""
    found = said({"message": "Longer words", "code": "OTHER_CODE", "error_description": "Mine", "error": "invalid_grant"})
    assert (found.code, found.text) == ("invalid_grant", "Mine")
    assert (found.codes[1:], found.texts[1:]) == (("OTHER_CODE",), ("Longer words",))


PAGE = b"""<!DOCTYPE html><html><head><title>Error 400</title><style>b {}</style><script>var a = "<b>no</b>";</script></head>
<body><!-- <p>no</p> --><h1>Invalid&nbsp;Client</h1><p>Unknown &amp; gone</p></body></html>"""


@pytest.mark.parametrize(
    ("body", "media_type", "text"),
    [
        (PAGE, "text/html", "Error 400 | Invalid Client | Unknown & gone"),
        (b"Unauthorized", "text/html", "Unauthorized"),
        (b"<?xml version='1.0'?><Error><Message><![CDATA[It is bad]]></Message></Error>", "application/xml", "It is bad"),
        (b"error=bad_verification_code&error_description=The+code+is+old", "text/plain", "The code is old"),
        (b"<p>never closed <script>var a", "text/html", "never closed"),
        (b"", "text/html", None),
        (b"\0\1\2\3", "application/octet-stream", None),
    ],
)
def test_bodies_that_are_no_json(body: bytes, media_type: str, text: str | None) -> None:
    """Of a page what a person would see, of a form its pairs, of plain text all of it, of anything else nothing."""
    assert said(body, media_type=media_type).text == text


def test_a_form_of_thousands_of_parameters_is_no_mistake() -> None:
    """It says nothing that can be quoted, and it is a provider's answer all the same."""
    assert said(b"a=1&" * 20_000, media_type="text/plain").text is None
    assert said(b"error=x&" * 2_000, media_type="application/x-www-form-urlencoded").text is None


def test_a_page_without_end_is_read_at_once() -> None:
    """Ten thousand tags that are never closed take no quadratic time."""
    begun = time.process_time()
    said(b"<!--" + b"<script <!-- <style> " * 40_000, media_type="text/html")
    said(b"<p " * 300_000, media_type="text/html")
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("headers", "code", "text"),
    [
        ({"WWW_Authenticate": 'Bearer error="invalid_token", error_description="the \\"aud\\" is wrong"'}, "invalid_token", 'the "aud" is wrong'),
        ({"WWW_Authenticate": "Bearer realm=x, error=insufficient_scope"}, "insufficient_scope", None),
        ({"WWW_Authenticate": 'Basic realm="x", Bearer error_description="Old"'}, None, "Old"),
        ({"x_amzn_ErrorType": "AccessDeniedException", "x_amzn_ErrorMessage": "You may not"}, "AccessDeniedException", "You may not"),
        ({"X_Error_Description": "Not today"}, None, "Not today"),
    ],
)  # fmt: skip
def test_headers(headers: dict[str, str], code: str | None, text: str | None) -> None:
    """A challenge (RFC 6750 3) and headers of the vendor's own speak where the body is empty."""
    found = parse_json_answer(answer(b"", 401, **headers)).said
    assert (found.code, found.text) == (code, text)


@pytest.mark.parametrize(
    "name",
    ["X-Request-Id", "X-ORACLE-DMS-ECID", "opc-request-id", "x-ms-request-id", "client-request-id", "x-okta-request-id", "Cf-Ray",
     "x-amzn-RequestId", "X-Amz-Cf-Id", "x-fb-trace-id", "Paypal-Debug-Id", "X-Correlation-ID", "X-Trace-Id", "traceparent",
     "X-GitHub-Request-Id", "X-Tt-Logid", "X-B3-TraceId"],
)  # fmt: skip
def test_correlation_headers(name: str) -> None:
    """The number stands in a header with whatever vendors call it."""
    response = Response(401, "", ((name, "ab-12"), ("Content-Type", "application/json"), ("ETag", "x")), b"{}")
    assert words_in_answer(response, {}).numbers == ((name, "ab-12"),)


def test_claims_are_no_words() -> None:
    """A person whose title, reason or message is a claim did not refuse anything."""
    assert parse_json_answer(answer({"sub": "a", "title": "Dr", "message": "hello", "code": "BLUE"})).said == NOTHING
    assert parse_json_answer(answer({"errcode": 40003, "errmsg": "invalid openid"})).said.text == "invalid openid"


def test_36_a_redirect_in_words_of_the_vendors_own() -> None:
    """What stands in error_message is what the provider says."""
    response = parse_redirect(f"{CB}?error_code=1349126&error_message=Application+is+switched+off&state=S")
    assert (response.error, response.error_description) == ("1349126", "Application is switched off")
    response = parse_redirect(f"{CB}?error_reason=user_denied&error=access_denied&error_description=No&state=S")
    assert (response.error, response.error_description) == ("access_denied", "No")
    assert words_in_params([("code", "x"), ("state", "y"), ("iss", "https://op")]) == NOTHING


def test_a_run_keeps_them() -> None:
    """What an event keeps is read again from it; an older event, or one edited by hand, is read as far as it goes."""
    found = said(
        {"error": "a", "code": "B_C", "error_description": "one", "message": "two", "traceId": "t-1", "requestId": "r-2"}
    )
    event = json.loads(json.dumps({"error": "a", **event_of_words(found, "a")}))
    kept = words_of_event(event)
    assert (kept.codes, kept.texts) == (found.codes, found.texts)
    assert [value for _, value in kept.numbers] == ["t-1", "r-2"]
    assert words_of_event(None) == NOTHING
    assert words_of_event({"error": 7, "words": {"a": 1}, "codes": "x", "numbers": [1, ["a"], ["n", "1"]]}).numbers == (
        ("n", "1"),
    )


def test_a_record_stays_small() -> None:
    """Whatever a provider says, an event has room for a few thousand characters of it."""
    found = said({f"message{number}": "word " * 10_000 for number in range(100)})
    assert len(json.dumps(event_of_words(found))) < 5_000


@given(st.binary() | st.sampled_from(BODIES) | JSON.map(lambda value: json.dumps(value).encode()), st.sampled_from([200, 400]))
@patient
def test_anything_is_words_or_nothing(body: bytes, status: int) -> None:
    """No answer raises."""
    for read in (parse_token_response, parse_json_answer):
        found = getattr(read(answer(body, status)), "said", NOTHING)
        assert all(isinstance(text, str) and text for text in (*found.codes, *found.texts))


def test_the_elements_of_xml_are_read_by_their_names() -> None:
    """Codes, sentences and numbers are told apart there too; a page is read as a person sees it."""
    body = b"<?xml version='1.0'?><e:Error xmlns:e='x'><e:Code>InvalidGrant</e:Code><e:Message>It is gone</e:Message><RequestId>44F2</RequestId></e:Error>"
    said = parse_token_response(answer(body, 400, "text/xml")).said  # type: ignore[union-attr]
    assert (said.code, said.text, said.number) == ("InvalidGrant", "It is gone", "44F2")
    page = parse_token_response(answer(b"<html><title>No</title><code>abc</code></html>", 400, "text/html"))
    assert page.said.text == "No | abc"  # type: ignore[union-attr]


def test_letters_that_cannot_be_decoded_do_not_hide_the_words() -> None:
    """JSON in an undeclared charset is a problem, and its words are told with a mark in the place of each such letter."""
    found = parse_token_response(answer('{"error": "invalid_grant", "error_description": "Ungültig"}'.encode("latin-1"), 400))
    assert isinstance(found, TokenErrorResponse)
    assert (found.error, found.said.text) == ("invalid_grant", "Ung\ufffdltig")
    assert "not UTF-8" in str(found.problem)
    garbage = parse_token_response(answer(bytes(range(128, 256)) * 4, 400))
    assert garbage.said.texts == ()  # type: ignore[union-attr]
