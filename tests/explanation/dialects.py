"""More of what people paste: as tools, languages, clouds and mails spell it. Each with the kind that it is; its secrets are those of samples.py."""

from __future__ import annotations

import json

from tests.explanation.samples import BASIC, CODE, ID_TOKEN, REFRESH, SECRET, TOKEN, VERIFIER

_T = "https://op.example/oauth2/token"
_FORM = f"grant_type=authorization_code&code={CODE}&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&client_id=app&code_verifier={VERIFIER}"
_LINK = [
    "client_id=app",
    "response_type=code",
    "redirect_uri=https%3A%2F%2Fapp.example%2Fcb",
    "scope=openid",
    "state=af0ifjsldkj",
]
_TOKENS = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 300}
_HEADER, _CLAIMS, _SIGNATURE = ID_TOKEN.split(".")

DIALECTS: dict[str, list[tuple[str, str]]] = {
    "broken over lines": [
        ("authorization_request", "https://op.example/authorize?\n" + "&\n".join(f"  {each}" for each in _LINK)),
        ("authorization_request", "https://op.example/authorize\n  ?" + "\n  &".join(_LINK)),
        ("jwt", ID_TOKEN.replace(".", ".\n")),
        ("jwt", "\n".join(ID_TOKEN[at : at + 40] for at in range(0, len(ID_TOKEN), 40))),
    ],
    "tokens": [
        ("jwt", f"{_HEADER}.{_CLAIMS}"),
        ("jwt", json.dumps({"protected": _HEADER, "payload": _CLAIMS, "signature": _SIGNATURE or "c2ln"})),
        ("jwt", json.dumps({"payload": _CLAIMS, "signatures": [{"protected": _HEADER, "signature": "c2ln"}]})),
    ],
    "token responses": [
        (
            "token_response",
            json.dumps({"AccessToken": TOKEN, "RefreshToken": REFRESH, "TokenType": "Bearer", "ExpiresIn": 300}),
        ),
        ("token_response", json.dumps({"accessToken": TOKEN, "tokenType": "Bearer"})),
        ("token_response", f"access_token={TOKEN}&scope=repo&token_type=bearer"),
        ("token_response", f"{{'access_token': '{TOKEN}', 'token_type': 'Bearer', 'expires_in': 3600}}"),
        ("token_response", f"Token response: {{access_token={TOKEN}, token_type=Bearer, expires_in=299}}"),
        ("raw_http", f"HTTP/1.1 200 OK\nContent-Type: application/json\n\n{json.dumps(_TOKENS)}"),
    ],
    "errors": [
        ("error", "invalid_grant"),
        ("error", "AADSTS50011"),
        ("error", '{"code": "invalid_grant", "message": "bad code"}'),
        ("error", "oauthlib.oauth2.rfc6749.errors.InvalidGrantError: (invalid_grant) Invalid authorization code"),
        ("error", "{'error': 'invalid_client', 'error_description': 'no'}"),
        ("error", "error=invalid_grant&error_description=The+code+is+incorrect+or+expired"),
        ("error", 'level=error msg="oauth2: cannot fetch token: 401\\nResponse: {\\"error\\":\\"invalid_client\\"}"'),
        (
            "error_page",
            "<html><title>HTTP Status 400 \u2013 Bad Request</title><h1>HTTP Status 400 \u2013 Bad Request</h1></html>",
        ),
        ("error_page", "<html><h1>Oops</h1><p>Callback URL mismatch.</p></html>"),
        ("error_page", "<html><h1>Anmeldung fehlgeschlagen</h1></html>"),
    ],
    "requests": [
        (
            "command",
            f"const p = new URLSearchParams();\np.append('grant_type', 'authorization_code');\np.append('code', '{CODE}');\nfetch('{_T}', {{ method: 'POST', headers: {{ Authorization: 'Basic ' + btoa('app:{SECRET}') }}, body: p }})",
        ),
        (
            "command",
            f"axios.post('{_T}', qs.stringify({{ grant_type: 'authorization_code', code: '{CODE}', client_secret: '{SECRET}' }}))",
        ),
        (
            "command",
            f"r = requests.post('{_T}', data={{'grant_type': 'authorization_code', 'code': '{CODE}'}}, auth=('app', '{SECRET}'))",
        ),
        ("raw_http", f"### exchange\nPOST {_T}\nContent-Type: application/x-www-form-urlencoded\n\n{_FORM}"),
        (
            "raw_http",
            f"Request URL: {_T}\nRequest Method: POST\nStatus Code: 400 Bad Request\n\nRequest Headers\ncontent-type: application/x-www-form-urlencoded\n\nForm Data\n{_FORM}",
        ),
        (
            "raw_http",
            f"> POST /token HTTP/1.1\n> Host: op.example\n> Authorization: Basic {BASIC}\n>\n}} [12 bytes data]\n< HTTP/1.1 401 Unauthorized\n< Content-Type: application/json\n<\n{{ [26 bytes data]\n"
            + '{"error":"invalid_client"}',
        ),
        (
            "token_request",
            f"DEBUG RestTemplate : Writing [{{grant_type=[authorization_code], code=[{CODE}], client_secret=[{SECRET}]}}] as form",
        ),
        ("www_authenticate", '"WWW-Authenticate": "Bearer error=\\"insufficient_scope\\""'),
        ("www_authenticate", 'WWW-Authenticate: PKeyAuth Version="1.0"'),
    ],
    "other protocols": [
        (
            "other_protocol",
            f'Authorization: OAuth realm="x", oauth_consumer_key="dpf", oauth_token="{TOKEN}", oauth_signature="{SECRET}"',
        ),
        ("other_protocol", f"oauth_token=ab3cd9j4ks73hf7g&oauth_token_secret={SECRET}&oauth_callback_confirmed=true"),
        ("other_protocol", "https://cas.example/cas/login?service=https%3A%2F%2Fapp.example%2F"),
        ("other_protocol", f"scope=openid&login_hint=a%40b.example&client_notification_token={TOKEN}&binding_message=W4SCT"),
        ("ciba_response", json.dumps({"auth_req_id": TOKEN, "expires_in": 120, "interval": 5})),
        ("command", "curl -d 'client_id=app&scope=openid' https://op.example/device_authorization"),
        ("resource_metadata", json.dumps({"resource": "https://api.example", "authorization_servers": ["https://op.example"]})),
    ],
    "none of these": [
        ("nothing", text)
        for text in ("2026-11-27", "abcdefgh", "1234567890", "hello-world", "ann@example.org", "/usr/local/bin/python3")
    ]
    + [("nothing", '{"error": null, "data": []}'), ("nothing", "error"), ("nothing", "state=CA&city=Los+Angeles")],
}
