"""Refusals in the shapes of seventy vendors, gateways and charsets: their words and their numbers are found, kept and shown."""

from __future__ import annotations

import gzip
import html
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from explorer import Flow, diagnose
from explorer.protocol.tokens import TokenErrorResponse
from explorer.views.exchange import response_html
from tests.flow.odd_provider import CLIENT, OddProvider, odd_provider

J = "application/json"
UMLAUT = '{"error": "invalid_grant", "error_description": "Ungültiger Code"}'
PLAIN = b'{"error": "invalid_grant", "error_description": "packed words"}'
# status, media type, headers, body, the words that it says, the number for the support
# fmt: off
BODIES: list[Any] = [
    pytest.param(400, J, {}, {"message": "Bad Request", "errors": [{"resource": "AuthorizationCode", "field": "code", "code": "invalid"}]},
        ["AuthorizationCode"], None, id="case 67, of entries without a sentence"),
    pytest.param(400, J, {}, {"status": 400, "message": "Invalid authorization code"}, ["Invalid authorization code"], None, id="case 67, status and message"),
    pytest.param(400, J, {}, {"ErrorCode": "invalid_request", "Error": "Required param : grant_type"},
        ["invalid_request", "Required param : grant_type"], None, id="case 67, capital letters"),
    pytest.param(400, J, {}, {"error": {"code": "1000", "message": "invalid_grant: the code is unknown"}},
        ["the code is unknown"], None, id="case 65, an object"),
    pytest.param(400, J, {}, {"error": "invalid_grant", "error_description": "It failed. ECID: 1a^2,0:1"},
        ["It failed."], "1a^2,0:1", id="case 49, in a sentence"),
    pytest.param(400, J, {}, {"ecid": "1a2b3^5uY0", "error": "invalid_grant", "error_description": "No"}, [], "1a2b3^5uY0", id="case 49, a member"),
    pytest.param(400,"text/xml",{},
        b'<?xml version="1.0"?><Error><Code>InvalidGrant</Code><Message>The code is unknown</Message>'
        b'<RequestId>4442587FB7D0A2F9</RequestId></Error>',["The code is unknown"],"4442587FB7D0A2F9", id="xml oauth error"),
    pytest.param(500,"text/xml",{},
        b'<s:Envelope xmlns:s="x"><s:Body><s:Fault><faultcode>Client</faultcode><faultstring>Code has no '
        b'owner</faultstring></s:Fault></s:Body></s:Envelope>',["Code has no owner"],None, id="soap fault"),
    pytest.param(503,"text/html",{},
        b'<!DOCTYPE html><html><head><title>Down</title><style>p{color:red}</style></head><body><h1>Service '
        b'Unavailable</h1><p>Maintenance until noon</p><script>var a="x"</script></body></html>',["Maintenance until noon"],
        None, id="html page"),
    pytest.param(403,"text/html",{"CF-RAY":"8a1b2c3d4e5f6789-FRA"},
        b'<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head><body><h1>Sorry, '
        b'you have been blocked</h1><p>Cloudflare Ray ID: <strong>8a1b2c3d4e5f6789</strong></p></body></html>',
        ["you have been blocked"],"8a1b2c3d4e5f6789", id="cloudflare"),
    pytest.param(502,"text/html",{},
        b'<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>'
        b'</center>\r\n<hr><center>nginx/1.25.3</center>\r\n</body>\r\n</html>',["502 Bad Gateway"],None, id="nginx 502"),
    pytest.param(400,"text/plain",{},b'code expired, ask again',["code expired, ask again"],None, id="plain"),
    pytest.param(400,"application/vnd.api+json",{},{"errors":[{"id":"e-77","status":"400","code":"bad_code","title":"Invalid code",
        "detail":"The code was for another app"}]},["The code was for another app","bad_code"],None, id="jsonapi"),
    pytest.param(400,"application/problem+json",{},{"type":"https://op.example/probs/code","title":"Code refused",
        "status":400,"detail":"The code was refused by policy 7","instance":"/p/7","traceId":"00-abc-01"},["The code was refused by policy 7"],
        "00-abc-01", id="problem"),
    pytest.param(200,J,{},{"data":None,"errors":[{"message":"Code not redeemable","extensions":{"code":"BAD_USER_INPUT"}}]},["Code not redeemable",
        "BAD_USER_INPUT"],None, id="graphql"),
    pytest.param(400,J,{},{"error":{"code":400,"message":"Malformed code","status":"INVALID_ARGUMENT"}},["Malformed code","INVALID_ARGUMENT"],
        None, id="nested message"),
    pytest.param(400,J,{"x-fb-trace-id":"Abc"},{"error":{"message":"This authorization code has been used.","type":"OAuthException",
        "code":100,"error_subcode":36009,"fbtrace_id":"AbcDef"}},["This authorization code has been used.","36009"],"AbcDef", id="facebook"),
    pytest.param(400,J,{},{"error":"invalid_grant","error_description":"invalid authorization code"},["invalid authorization code"],
        None, id="line"),
    pytest.param(401,J,{"x-line-request-id":"r-1"},{"message":"The access token expired"},["The access token expired"],"r-1", id="line api"),
    pytest.param(200,J,{},{"errcode":40029,"errmsg":"invalid code, rid: 5f-1"},["invalid code","40029"],"5f-1", id="wechat"),
    pytest.param(200,J,{},{"error_response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.code-invalid","sub_msg":"code is void"},
        "sign":"abc"},["code is void","isv.code-invalid"],None, id="alipay"),
    pytest.param(400,J,{},{"fault":{"faultstring":"Invalid code",
        "detail":{"errorcode":"keymanagement.service.invalid_request-authorization_code_invalid"}}},["Invalid code","keymanagement.service"],
        None, id="apigee"),
    pytest.param(401,J,{"X-Kong-Request-Id":"k-1"},{"message":"No API key found in request","request_id":"k-77"},["No API key found"],"k-77",
        id="kong"),
    pytest.param(400,"application/x-amz-json-1.1",{"x-amzn-RequestId":"a-1"},{"__type":"NotAuthorizedException",
        "message":"Client is disabled for the pool"},["NotAuthorizedException","Client is disabled"],"a-1", id="aws"),
    pytest.param(400,J,{},{"error":"invalid_grant"},[],None, id="cognito"),
    pytest.param(403,J,{"x-amzn-ErrorType":"ForbiddenException","x-amzn-RequestId":"a-2"},{"message":"Forbidden"},["Forbidden"],"a-2",
        id="aws apigw"),
    pytest.param(400,J,{"x-ms-request-id":"m-1"},{"error":"invalid_grant",
        "error_description":"AADSTS70008: expired.\r\nTrace ID: t-1\r\nCorrelation ID: c-1","error_codes":[70008],"timestamp":"x","trace_id":"t-1",
        "correlation_id":"c-1","suberror":"bad_token","error_uri":"https://login"},["AADSTS70008","70008","bad_token"],"t-1", id="entra"),
    pytest.param(401,J,{"x-okta-request-id":"o-1"},{"errorCode":"invalid_client","errorSummary":"The client secret is off","errorLink":"x",
        "errorId":"oae1","errorCauses":[{"errorSummary":"secret mismatch here"}]},["The client secret is off","secret mismatch here"],"oae1",
        id="okta"),
    pytest.param(403,J,{},{"error":"mfa_required","error_description":"Multifactor authentication required","mfa_token":"Fe26.2*secret-mfa"},
        ["Multifactor"],None, id="auth0"),
    pytest.param(200,"application/x-www-form-urlencoded",{},
        b"error=bad_verification_code&error_description=The+code+passed+is+incorrect+or+expired.&error_uri=htt"
        b"ps%3A%2F%2Fdocs",["incorrect or expired"],None, id="github"),
    pytest.param(200,J,{"x-slack-req-id":"s-1"},{"ok":False,"error":"invalid_code"},["invalid_code"],"s-1", id="slack"),
    pytest.param(400,J,{"x-li-uuid":"l-1"},{"error":"invalid_request",
        "error_description":"Unable to retrieve access token: appid/redirect uri/code verifier does not match"},["appid/redirect uri"],"l-1",
        id="linkedin"),
    pytest.param(400,J,{},{"error":"invalid_grant","error_description":"expired authorization code"},["expired authorization code"],
        None, id="salesforce"),
    pytest.param(400,J,{"Paypal-Debug-Id":"pp-1"},{"name":"VALIDATION_ERROR","message":"Invalid request","debug_id":"pp-2","details":[{"field":"code",
        "issue":"Code is void"}]},["Invalid request","Code is void"],"pp-2", id="paypal"),
    pytest.param(400,J,{},{"error":"invalid_grant","error_description":"Authorization code expired"},["Authorization code expired"],
        None, id="spotify"),
    pytest.param(400,J,{},{"timestamp":"2026-10-05","status":400,"error":"Bad Request","message":"Required parameter 'code' is not present.",
        "path":"/token","trace":"at com.x"},["Required parameter 'code'"],None, id="spring"),
    pytest.param(400,"application/problem+json",{},{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1",
        "title":"One or more validation errors occurred.","status":400,"errors":{"redirect_uri":["The redirect_uri field is required."]},
        "traceId":"00-1-2-00"},["The redirect_uri field is required."],"00-1-2-00", id="dotnet"),
    pytest.param(400,J,{},{"error":"invalid_grant","error_description":"No grant","hint":"Authorization code has been revoked","message":"No grant"},
        ["Authorization code has been revoked"],None, id="laravel"),
    pytest.param(400,J,{},{"error":"invalid_grant","error_description":"desc","error_hint":"Code was already used","error_debug":"not_found",
        "status_code":400},["Code was already used","not_found"],None, id="hydra"),
    pytest.param(400,J,{},{"error":"invalid_grant","error_reason":"auth_code_not_found","error_description":"Invalid Authorization Code",
        "change_password_reason":None},["auth_code_not_found","Invalid Authorization Code"],None, id="fusionauth"),
    pytest.param(400,J,{"Correlation-Id":"pg-1"},{"id":"pg-9","code":"INVALID_REQUEST","message":"The request could not be done",
        "details":[{"code":"INVALID_VALUE","target":"code","message":"code is stale"}]},["The request could not be done","code is stale"],"pg-1",
        id="ping"),
    pytest.param(401,J,{"X-ORACLE-DMS-ECID":"ora-1"},{"error":"invalid_client","error_description":"Client authentication failed.","ecid":"ora-2"},
        ["Client authentication failed."],"ora-2", id="oracle"),
    pytest.param(401,"application/scim+json",{"opc-request-id":"opc-1"},{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],
        "detail":"You are not authorized","status":"401",
        "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error":{"messageId":"error.common.exception.unauthorizedAccess"}},
        ["You are not authorized","error.common.exception.unauthorizedAccess"],"opc-1", id="scim"),
    pytest.param(401,"text/plain",{"WWW-Authenticate":'Bearer realm="x", error="invalid_client", error_description="Secret is stale"'},b"",
        ["Secret is stale","invalid_client"],None, id="www-auth only"),
    pytest.param(401,J,{},{"statusCode":401,"message":"Access denied due to missing subscription key."},["missing subscription key"],
        None, id="azure apim"),
    pytest.param(400,J,{},{"error":"redirect_uri_mismatch","error_description":"Bad Request"},["redirect_uri_mismatch"],
        None, id="google 400"),
    pytest.param(200,J,{},{"error":"invalid_request","error_description":"Authorization code is expired.","log_id":"2026TT"},
        ["Authorization code is expired."],"2026TT", id="tiktok"),
    pytest.param(200,J,{},{"data":{"captcha":"","desc_url":"","description":"Authorization code expired","error_code":10007},"message":"error"},
        ["Authorization code expired","10007"],None, id="tiktok old"),
    pytest.param(200,J,{"x-tt-logid":"f-1"},{"code":20003,"msg":"the code is void"},["the code is void","20003"],"f-1", id="feishu"),
    pytest.param(400,J,{},{"code":"invalidParameter.authCode","requestid":"D-1","message":"authCode gone"},["authCode gone",
        "invalidParameter.authCode"],"D-1", id="dingtalk"),
    pytest.param(401,J,{},{"error":"invalid_grant","error_type":"code_is_invalid","error_description":"Code is invalid"},["code_is_invalid"],
        None, id="vk"),
    pytest.param(400,J,{},{"error_description":"Code has expired","error":"invalid_grant","request_id":"y-1"},["Code has expired"],"y-1",
        id="yandex"),
    pytest.param(400,J,{},{"status":"BAD_AUTH_CODE","message":"missing or unknown auth code","correlationId":"h-1"},["missing or unknown auth code",
        "BAD_AUTH_CODE"],"h-1", id="hubspot"),
    pytest.param(400,J,{"x-zm-trackingid":"zm-1"},{"reason":"Invalid authorization code zz","error":"invalid_request"},
        ["Invalid authorization code zz"],"zm-1", id="zoom"),
    pytest.param(400,J,{"x-request-id":"sh-1"},{"error":"invalid_request",
        "error_description":"The authorization code was not found or was already used"},["was not found or was already used"],"sh-1", id="shopify"),
    pytest.param(400,J,{},b'"Invalid code"',["Invalid code"],None, id="string json"),
    pytest.param(400,J,{},[{"errorCode":"INVALID_SESSION_ID","message":"Session expired"}],["Session expired","INVALID_SESSION_ID"],
        None, id="list json"),
    pytest.param(400,"application/javascript",{},
        b'callback({"error":100001,"error_description":"param client_id is wrong"});',["param client_id is wrong"],None, id="jsonp"),
    pytest.param(400,"application/x-www-form-urlencoded",{},b"error=invalid_grant&error_description=gone+already",["gone already"],
        None, id="form error"),
    pytest.param(400,J,{},UMLAUT.encode("utf-16"),["Ungültiger Code"],None, id="utf16"),
    pytest.param(400,J,{},b"\xef\xbb\xbf"+UMLAUT.encode(),["Ungültiger Code"],None, id="bom"),
    pytest.param(400,J+";charset=iso-8859-1",{},UMLAUT.encode("latin-1"),["Ungültiger Code"],None, id="latin1 declared"),
    pytest.param(400,J,{},UMLAUT.encode("latin-1"),["ltiger Code"],None, id="latin1 undeclared"),
    pytest.param(400,"text/html; charset=iso-8859-1",{},"<html><body>Ungültiger Code</body></html>".encode("latin-1"),["Ungültiger Code"],
        None, id="latin1 html"),
    pytest.param(400,"text/html",{},"<html><head><meta charset='iso-8859-1'></head><body>Ungültiger Code</body></html>".encode("latin-1"),["ltiger Code"],
        None, id="meta charset"),
    pytest.param(400,"text/html; charset=Shift_JIS",{},"<html><body>認可コードが無効です</body></html>".encode("shift_jis"),["認可コードが無効です"],
        None, id="sjis html"),
    pytest.param(400,J,{"Content-Encoding":"gzip"},gzip.compress(PLAIN),["packed words"],None, id="gzip"),
    pytest.param(400,J,{"Content-Encoding":"deflate"},zlib.compress(PLAIN),["packed words"],None, id="deflate zlib"),
    pytest.param(400,J,{"Content-Encoding":"deflate"},zlib.compress(PLAIN)[2:-4],["packed words"],None, id="deflate raw"),
    pytest.param(400,J,{},gzip.compress(PLAIN),["packed words"],None, id="gzip undeclared"),
    pytest.param(400,J,{"Content-Encoding":"x-gzip"},gzip.compress(PLAIN),["packed words"],None, id="x-gzip"),
    pytest.param(403,"text/html",{},
        b"<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\nYou don't have "
        b"permission to access this server.<P>\nReference&#32;&#35;18&#46;2d351ab8&#46;1557333295&#46;a4e16ab\n"
        b"</BODY>\n</HTML>",["permission to access","18.2d351ab8.1557333295.a4e16ab"],"18.2d351ab8.1557333295.a4e16ab", id="xml akamai"),
    pytest.param(403,"text/html",{},
        b'<html><head><META NAME="robots"></head><iframe id="main-iframe" src="/_Incapsula_Resource?x">'
        b'Request unsuccessful. Incapsula incident ID: 1234-5678</iframe></html>',
        ["Incapsula incident ID: 1234-5678"],"1234-5678", id="imperva"),
    pytest.param(200,"text/html",{},
        b"<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please "
        b"consult with your administrator.<br><br>Your support ID is: 123456789<br></body></html>",["The requested URL was rejected","123456789"],
        None, id="f5"),
    pytest.param(500,"",{},b"",[],None, id="empty 500"),
]
# fmt: on


@pytest.fixture(scope="module")
def odd() -> Iterator[OddProvider]:
    """A provider that answers as the test says."""
    with odd_provider() as provider:
        yield provider


@pytest.mark.parametrize(("status", "media_type", "headers", "body", "words", "number"), BODIES)
def test_what_a_vendor_says_is_found_kept_and_shown(
    odd: OddProvider, status: int, media_type: str, headers: dict[str, str], body: Any, words: list[str], number: str | None
) -> None:
    """Each word is in the diagnosis, so in the run, and on the panel; and the number by which the support finds the request."""
    odd.say(
        "/token", body, status=status, media_type=media_type, **{name.replace("-", "_"): text for name, text in headers.items()}
    )
    flow = Flow(odd.metadata, CLIENT)
    state = flow.authorize().state
    flow.receive(f"{CLIENT.redirect_uri}?code=SplxlOBeZQQYbYS6WxSbIA-0001&state={state}")
    answer = flow.exchange()
    assert isinstance(answer, TokenErrorResponse)
    assert answer.correlation_id == number
    found = diagnose(flow.run)
    page = html.unescape(response_html(answer))
    for word in words:
        assert word in " ".join(found.words)
        assert word in repr(found)
        assert word in page
    assert "SplxlOBe" not in flow.run.to_json()
