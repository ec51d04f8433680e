"""What people paste, ten of each kind in different dialects. `SECRETS` are the credentials in them, which nothing may show."""

from __future__ import annotations

import base64
import json
import zlib

from tests.explanation.hars import front_channel, har, token_request
from tests.hostile import unsigned

CODE = "SplxlOBeZQQYbYS6WxSbIA_sample"
SECRET = "gX1fBat3bV-sample-secret"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
TOKEN = "2YotnFZFEjr1zCsicMWpAA_sample"
REFRESH = "tGzv3JOkF0XG5Qx2TlKWIA_sample"
BASIC = base64.b64encode(f"app:{SECRET}".encode()).decode()
ID_TOKEN = unsigned(
    {"alg": "RS256", "kid": "k1"},
    {
        "iss": "https://op.example",
        "sub": "24400320",
        "aud": "app",
        "exp": 1311281970,
        "iat": 1311280970,
        "nonce": "n-0S6_WzA2Mj",
    },
)
AT_JWT = unsigned(
    {"alg": "RS256", "typ": "at+jwt"}, {"iss": "https://op.example", "sub": "x", "aud": "api", "exp": 1, "scope": "read"}
)
NESTED = ".".join(
    base64.urlsafe_b64encode(part).rstrip(b"=").decode()
    for part in (b'{"alg":"RS256","cty":"JWT"}', ID_TOKEN.encode(), b"signature")
)
SECRETS = (CODE, SECRET, VERIFIER, TOKEN, REFRESH, BASIC, ID_TOKEN.rpartition(".")[0], AT_JWT.rpartition(".")[0])

_Q = "response_type=code&client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&scope=openid%20email&state=af0ifjsldkj&nonce=n-0S6"
_BODY = f"grant_type=authorization_code&code={CODE}&redirect_uri=https%3A%2F%2Fapp.example%2Fcb"
_FULL = f"{_BODY}&client_id=app&code_verifier={VERIFIER}"
_POST = f"{_BODY}&client_id=app&client_secret={SECRET}"

AUTHORIZE = [
    f"https://op.example/authorize?{_Q}",
    f"https://tenant.eu.auth0.com/authorize?{_Q}&audience=https%3A%2F%2Fapi&prompt=login",
    f"https://login.microsoftonline.com/common/oauth2/v2.0/authorize?{_Q}&response_mode=form_post&domain_hint=example.org",
    f"https://accounts.google.com/o/oauth2/v2/auth?{_Q}&access_type=offline&prompt=consent",
    f"https://keycloak.example/realms/demo/protocol/openid-connect/auth?{_Q}&kc_idp_hint=github",
    f"https://idcs-1a2b.identity.oraclecloud.com/oauth2/v1/authorize?{_Q}",
    f"https://dev-1.okta.com/oauth2/default/v1/authorize?{_Q}&sessionToken=x1",
    f'"https://op.example/authorize?{_Q}"',
    f"<https://op.example/authorize?{_Q.replace('&', '&amp;')}>",
    f"HTTPS://op.example:8443/as/authorization.oauth2?{_Q}&acr_values=urn:loa:2",
]
REDIRECT = [
    f"http://127.0.0.1:8888/callback?code={CODE}&state=af0ifjsldkj",
    f"https://app.example/cb?state=af0ifjsldkj&code={CODE}&session_state=1f.2e&iss=https%3A%2F%2Fop.example",
    f"https://app.example/signin-oidc#code={CODE}&state=af0ifjsldkj&id_token={ID_TOKEN}",
    "https://app.example/cb?error=access_denied&error_description=The+user+said+no&state=af0ifjsldkj",
    "https://app.example/cb?error=login_required&state=af0ifjsldkj",
    f"com.example.app:/oauth2redirect?code={CODE}&state=af0ifjsldkj",
    f"http://localhost:4200/?code={CODE}&scope=email+openid&state=af0ifjsldkj&authuser=0&prompt=none",
    f"  https://app.example/cb?code={CODE}&state=af0ifjsldkj\n",
    f"http://127.0.0.1:8888/callback?code={CODE}&state=af0ifjsldkj#_=_",
    "https://app.example/cb?error=invalid_scope&error_description=AADSTS70011%3A+x&state=af0ifjsldkj&error_uri=https%3A%2F%2Flogin",
]
BARE = [
    CODE,
    "0.AXoAv4j5cvGGr0GRqy180BHbR-sample-0000000000",
    "4/0AX4XfWj-sample-KbY-1234567890abcdef",
    "AQIDBAXv9lZQF9NCA1234567890abcdefsample",
    "c1b5ef34-0c11-4b7e-9f46-9f55a9a2d21c",
    "eyJraWQiOiIxIn0-not-a-token-123456",
    "g0ZGZmNjVmOWIjNTk2NTk4ZTYyZGI3",
    "def502009a1b2c3d4e5f60718293a4b5c6d7e8f9",
    "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk",
    "oa_ac_1234567890ABCDEFghijkl",
]
FORM_POST = [
    f"code={CODE}&state=af0ifjsldkj",
    f"state=af0ifjsldkj&code={CODE}&session_state=abc",
    f"code={CODE}&id_token={ID_TOKEN}&state=af0ifjsldkj",
    f"id_token={ID_TOKEN}&state=af0ifjsldkj",
    "error=access_denied&error_description=no&state=af0ifjsldkj",
    f"code={CODE}&state=af0ifjsldkj&iss=https%3A%2F%2Fop.example",
    f"code={CODE}&state=af0ifjsldkj&client_info=eyJ1aWQiOiIxIn0",
    f"code={CODE}&state=OpenIdConnect.AuthenticationProperties%3Dabc",
    f"state=af0ifjsldkj&access_token={TOKEN}&id_token={ID_TOKEN}&token_type=Bearer",
    f'<form method="post" action="https://app.example/cb"><input type="hidden" name="code" value="{CODE}"/><input type="hidden" name="state" value="af0ifjsldkj"/></form>',
]
_T = "https://op.example/oauth2/token"
COMMAND = [
    f"curl -i -H 'Content-Type: application/x-www-form-urlencoded' --request POST {_T} -d '{_FULL}'",
    f"curl -u app:{SECRET} -d grant_type=authorization_code -d code={CODE} --data-urlencode redirect_uri=https://app.example/cb {_T}",
    f"$ curl '{_T}' \\\n  -H 'accept: */*' \\\n  -H 'content-type: application/x-www-form-urlencoded' \\\n  --data-raw $'{_FULL}' \\\n  --compressed",
    f'curl.exe -X POST "{_T}" -H "Content-Type: application/x-www-form-urlencoded" -d "{_POST}"',
    f'curl ^"{_T}^" ^\n  -H ^"content-type: application/x-www-form-urlencoded^" ^\n  --data-raw ^"{_FULL.replace("&", "^&").replace("%", "^%")}^"',
    f'Invoke-WebRequest -UseBasicParsing -Uri "{_T}" `\n-Method "POST" `\n-Headers @{{\n"accept"="*/*"\n}} `\n-ContentType "application/x-www-form-urlencoded" `\n-Body "{_FULL}"',
    f"$body = @{{ grant_type = 'authorization_code'; code = '{CODE}'; client_id = 'app'; redirect_uri = 'https://app.example/cb' }}\nInvoke-RestMethod -Method Post -Uri '{_T}' -Body $body",
    f'fetch("{_T}", {{\n  "headers": {{\n    "content-type": "application/x-www-form-urlencoded"\n  }},\n  "body": "{_FULL}",\n  "method": "POST"\n}});',
    f"await fetch('{_T}', {{ method: 'POST', body: new URLSearchParams({{ grant_type: 'authorization_code', code: '{CODE}', client_id: 'app' }}) }})",
    f"curl -sS --location '{_T}' --header 'Authorization: Basic {BASIC}' --header 'Content-Type: application/x-www-form-urlencoded' --data-urlencode 'grant_type=authorization_code' --data-urlencode 'code={CODE}'",
]
RAW_HTTP = [
    f"POST /token HTTP/1.1\r\nHost: op.example\r\nContent-Type: application/x-www-form-urlencoded\r\nAuthorization: Basic {BASIC}\r\n\r\n{_BODY}",
    f"GET /authorize?{_Q} HTTP/1.1\nHost: op.example",
    f"HTTP/1.1 302 Found\nLocation: https://app.example/cb?code={CODE}&state=af0ifjsldkj\n\n",
    'HTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{"error":"invalid_grant"}',
    f'HTTP/2 200\ncontent-type: application/json\ncache-control: no-store\n\n{{"access_token":"{TOKEN}","token_type":"Bearer","expires_in":3600}}',
    'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm="api", error="invalid_token"\n\n',
    '> POST /token HTTP/1.1\n> Host: op.example\n> Content-Type: application/x-www-form-urlencoded\n>\n< HTTP/1.1 400 Bad Request\n< Content-Type: application/json\n<\n{"error":"invalid_client"}',
    f"GET /userinfo HTTP/1.1\nHost: op.example\nAuthorization: Bearer {TOKEN}",
    f"POST /cb HTTP/1.1\nHost: app.example\nContent-Type: application/x-www-form-urlencoded\n\ncode={CODE}&state=af0ifjsldkj",
    f":method: POST\n:authority: op.example\n:path: /token\n:scheme: https\ncontent-type: application/x-www-form-urlencoded\n\n{_FULL}",
]
HAR = [
    har(*front_channel()),
    har(*front_channel(), token_request()),
    har(*front_channel(), token_request(status=400, body={"error": "invalid_grant"}), creator="Firefox"),
    har(*front_channel(), creator="WebKit Web Inspector"),
    "\ufeff" + har(*front_channel(), creator="Fiddler"),
    har(*front_channel(), creator="Charles Proxy"),
    har(*front_channel(), creator="mitmproxy"),
    json.dumps(json.loads(har(*front_channel(), token_request())), indent=2),
    har(creator="BrowserMob Proxy"),
    har(*front_channel(), token_request())[:-40],
]
TOKEN_RESPONSE = [
    json.dumps({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}),
    json.dumps(
        {"access_token": TOKEN, "id_token": ID_TOKEN, "refresh_token": REFRESH, "token_type": "Bearer", "expires_in": 300},
        indent=2,
    ),
    json.dumps(
        {"access_token": AT_JWT, "token_type": "bearer", "expires_in": "3599", "ext_expires_in": 3599, "scope": "openid"}
    ),
    json.dumps(
        {
            "access_token": AT_JWT,
            "expires_in": 300,
            "refresh_expires_in": 1800,
            "refresh_token": REFRESH,
            "not-before-policy": 0,
        }
    ),
    json.dumps({"id_token": ID_TOKEN, "token_type": "Bearer"}),
    f'{{ "access_token" : "{TOKEN}" }}',
    json.dumps({"token_type": "DPoP", "access_token": TOKEN}),
    json.dumps({"access_token": TOKEN, "scope": "read write", "created_at": 1311280970, "token_type": "Bearer"}),
    json.dumps(
        {"access_token": TOKEN, "issued_token_type": "urn:ietf:params:oauth:token-type:access_token", "token_type": "Bearer"}
    ),
    "```json\n" + json.dumps({"access_token": TOKEN, "token_type": "Bearer"}) + "\n```",
]
ERROR = [
    '{"error":"invalid_grant"}',
    '{"error":"invalid_client","error_description":"Client authentication failed. ECID: 1a2b^3c"}',
    json.dumps(
        {
            "error": "invalid_request",
            "error_description": "AADSTS900144: The body must contain 'code'.",
            "error_codes": [900144],
            "trace_id": "t-1",
        }
    ),
    '{"error":"redirect_uri_mismatch","error_description":"Bad Request"}',
    '{"errorCode":"invalid_client","errorSummary":"Invalid value for client_id","errorId":"oae1"}',
    '{"error":"unsupported_grant_type"}',
    '{"error":"unauthorized_client","error_description":"Unauthorized"}',
    '{"error":{"code":403,"message":"Forbidden","status":"PERMISSION_DENIED"}}',
    '{"error":"temporarily_unavailable","error_uri":"https://op.example/help"}',
    '{"error" : "invalid_scope" , "hint" : "Check the scope" , "message" : "The requested scope is invalid" }',
]
_PAGE = "<!DOCTYPE html><html><head><title>{}</title></head><body><h1>{}</h1><p>{}</p></body></html>"
ERROR_PAGE = [
    _PAGE.format("Error 400: redirect_uri_mismatch", "Access blocked", "redirect_uri_mismatch"),
    _PAGE.format(
        "Sign in to your account",
        "Sorry, but we are having trouble signing you in.",
        "AADSTS50011: The reply URL does not match.",
    ),
    _PAGE.format("We are sorry...", "We are sorry...", "Invalid parameter: redirect_uri"),
    _PAGE.format("Oops!, something went wrong", "Oops", "invalid_request: Unknown client"),
    _PAGE.format("Error", "An error occurred", "unauthorized_client"),
    _PAGE.format("400 Bad Request", "Bad Request", "invalid_scope"),
    _PAGE.format("500", "Internal Server Error", "The server failed"),
    _PAGE.format("Login failed", "Access denied", "access_denied"),
    _PAGE.format("Fehler", "Ein Fehler ist aufgetreten", "server_error"),
    "<html><body><h2>Error: invalid_client</h2>The OAuth client was not found.</body></html>",
]
JWT = [
    ID_TOKEN,
    AT_JWT,
    f"  {ID_TOKEN}\n",
    f'"{ID_TOKEN}"',
    unsigned({"alg": "none"}, {"sub": "x", "iss": "y", "aud": "z"}),
    unsigned({"alg": "HS256", "typ": "JWT"}, {"name": "Jane Doe", "admin": True}),
    unsigned(
        {"alg": "RS256", "typ": "logout+jwt"},
        {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}, "sid": "1"},
    ),
    unsigned({"alg": "ES256"}, {"iss": "app", "sub": "app", "aud": "https://op.example/token", "jti": "1", "exp": 5}),
    "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JGe.48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6ji.XFBoMYUZodetZdvTiFvSkQ",
    NESTED,
]
_KEY = {
    "kty": "RSA",
    "kid": "1",
    "use": "sig",
    "alg": "RS256",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs",
    "e": "AQAB",
}
_EC = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "kid": "2",
}
JWKS = [
    json.dumps({"keys": [_KEY]}),
    json.dumps({"keys": [_KEY, _EC]}, indent=2),
    json.dumps({"keys": []}),
    json.dumps(_KEY),
    json.dumps([_KEY]),
    json.dumps({"keys": [{**_EC, "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}]}),
    json.dumps({"keys": [{"kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ"}]}),
    json.dumps({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}),
    json.dumps({"keys": [_KEY, {**_KEY, "kid": "3", "use": "enc"}]}),
    json.dumps({"keys": [{**_KEY, "x5t": "NjVBRjY5MDlCMUIwNzU4RTA2QzZFMDQ4QzQ2MDAyQjVDNjk1RTM2Qg"}]}),
]
_DOCUMENT = {
    "issuer": "https://op.example",
    "authorization_endpoint": "https://op.example/authorize",
    "token_endpoint": "https://op.example/token",
    "jwks_uri": "https://op.example/jwks",
    "response_types_supported": ["code"],
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["RS256"],
}
METADATA = [
    json.dumps(_DOCUMENT),
    json.dumps(_DOCUMENT, indent=4),
    json.dumps({**_DOCUMENT, "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"}),
    json.dumps({**_DOCUMENT, "issuer": "https://identity.oraclecloud.com/"}),
    json.dumps(
        {**_DOCUMENT, "userinfo_endpoint": "https://op.example/userinfo", "end_session_endpoint": "https://op.example/logout"}
    ),
    json.dumps({"issuer": "https://op.example", "jwks_uri": "https://op.example/jwks"}),
    json.dumps({**_DOCUMENT, "token_endpoint": "http://op.example/token"}),
    json.dumps({**_DOCUMENT, "code_challenge_methods_supported": ["S256"]}),
    json.dumps({"authorization_endpoint": "https://op.example/authorize", "token_endpoint": "https://op.example/token"}),
    json.dumps({**_DOCUMENT, "mtls_endpoint_aliases": {}, "dpop_signing_alg_values_supported": ["ES256"]}),
]
_B64 = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu\n"
PRIVATE_KEY = [
    f"-----BEGIN {kind}-----\n{_B64}-----END {kind}-----"
    for kind in (
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "DSA PRIVATE KEY",
    )
]
PRIVATE_KEY += [
    PRIVATE_KEY[0] + "\n",
    "\n\n" + PRIVATE_KEY[1],
    PRIVATE_KEY[0].replace("\n", "\r\n"),
    PRIVATE_KEY[0].partition("-----END")[0],
]
CHALLENGE = [
    'WWW-Authenticate: Bearer realm="example", error="invalid_token", error_description="The access token expired"',
    'Bearer error="insufficient_scope", scope="read write"',
    "WWW-Authenticate: Bearer",
    'www-authenticate: DPoP algs="ES256 PS256", error="use_dpop_nonce"',
    'WWW-Authenticate: Basic realm="token endpoint"',
    "Bearer realm=api",
    'WWW-Authenticate: Bearer resource_metadata="https://api.example/.well-known/oauth-protected-resource"',
    'WWW-Authenticate: Bearer error="insufficient_user_authentication", acr_values="urn:loa:2", max_age="60"',
    "Proxy-Authenticate: Negotiate",
    'WWW-Authenticate: Digest realm="x", nonce="abc", qop="auth"',
]
_SAML = '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Destination="https://app.example/acs"><saml:Issuer>https://idp.example</saml:Issuer></samlp:Response>'
_PACKED = base64.b64encode(_SAML.encode()).decode()
_DEFLATED = base64.b64encode(zlib.compress(_SAML.replace("Response", "AuthnRequest").encode())[2:-4]).decode()
STRANGER = [
    f"SAMLResponse={_PACKED.replace('+', '%2B').replace('=', '%3D')}&RelayState=x",
    _SAML,
    _PACKED,
    f"https://idp.example/sso?SAMLRequest={_DEFLATED.replace('+', '%2B').replace('/', '%2F').replace('=', '%3D')}&RelayState=x",
    "https://adfs.example/adfs/ls/?wa=wsignin1.0&wtrealm=urn%3Aapp&wctx=1",
    "https://app.example/cb?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884",
    "https://app.example/?openid.mode=id_res&openid.ns=http%3A%2F%2Fspecs.openid.net%2Fauth%2F2.0",
    "https://app.example/?ticket=ST-1856339-aA5Yuvrxzpv8Tau1cYQ7",
    '<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example"></md:EntityDescriptor>',
    "WWW-Authenticate: Negotiate YIIFxgYGKwYBBQUCoIIFujCCBbagMDAuBgkqhkiC9xIBAgI",
]
LOGGED = [
    f'127.0.0.1 - - [27/Nov/2026:11:20:00 +0000] "GET /cb?code={CODE}&state=af0ifjsldkj HTTP/1.1" 500 12 "-" "Mozilla/5.0"',
    f"2026-11-27T11:20:00Z INFO redirecting user to https://op.example/authorize?{_Q} (session 12)",
    "Hello,\n\nwe cannot sign in. The address is\nhttps://app.example/cb?error=access_denied&state=af0ifjsldkj.\n\nThank you\n",
    f"ERROR o.s.security - token response: {ERROR[1]} for client app",
    f"DEBUG id_token={ID_TOKEN} received",
    f"[2026-11-27] DEBUG http: > Authorization: Bearer {TOKEN}",
    f"Then I ran\n\n    curl -d '{_FULL}' {_T}\n\nand it failed.",
    f"| 11:20 | Location: https://app.example/cb?code={CODE}&state=af0ifjsldkj |",
    'kc-1 | WARN  type=CODE_TO_TOKEN_ERROR, error=invalid_code, details {"error":"invalid_grant"}',
    f"the key is\n{PRIVATE_KEY[0]}\nand it does not work",
]
NOTHING = [
    "",
    "   \n",
    "hello world, how are you today?",
    '{"name": "package", "version": "1.0.0"}',
    "<html><body><p>A page about cats</p></body></html>",
    "def f(x):\n    return x + 1\n",
    "https://example.org/",
    "SELECT * FROM users WHERE id = 1;",
    "\x00\x01\x02\x03",
    "[1, 2, 3]",
]
SAMPLES: dict[str, list[str]] = {
    "authorization_request": AUTHORIZE,
    "authorization_response": REDIRECT,
    "code": BARE,
    "form_post": FORM_POST,
    "command": COMMAND,
    "raw_http": RAW_HTTP,
    "har": HAR,
    "token_response": TOKEN_RESPONSE,
    "error": ERROR,
    "error_page": ERROR_PAGE,
    "jwt": JWT,
    "jwks": JWKS,
    "provider_metadata": METADATA,
    "private_key": PRIVATE_KEY,
    "www_authenticate": CHALLENGE,
    "other_protocol": STRANGER,
}
