"""Whatever is pasted, and in whatever notation: no secret in it is shown, neither at its own place nor where the rest repeats it."""

from __future__ import annotations

import base64
import copy
import dataclasses
import json
import logging
import pickle
import urllib.parse
from pathlib import Path

import pytest

from explorer import Runs, explain
from explorer.explanation import Explanation
from explorer.views.explanation import explanation_html

SECRET, PASSWORD = "Made+up/Secret=98765:xy", "hunter2-Passw0rd"
CODE, TOKEN, VERIFIER = "made-up-code-31415926535", "live-token-2718281828459", "ver1f1er-" + "q8w7e6r5" * 5
FORM = urllib.parse.quote_plus(SECRET)
BASIC, RAW = (base64.b64encode(f"app:{secret}".encode()).decode() for secret in (FORM, SECRET))
CLAIMS = (
    base64.urlsafe_b64encode(json.dumps({"iss": "https://op.example", "idp_access_token": TOKEN}).encode()).decode().rstrip("=")
)
JWT = f"eyJhbGciOiJSUzI1NiJ9.{CLAIMS}.c2lnbmF0dXJlLW1hZGUtdXA"
SECRETS = (SECRET, FORM, PASSWORD, CODE, TOKEN, VERIFIER, BASIC, RAW, "c2lnbmF0dXJlLW1hZGUtdXA")

LINK = "client_id=app&response_type=code&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&scope=openid&state=1"
TEXTS = {
    "curl": f"curl -u 'app:{SECRET}' https://op.example/token -d grant_type=authorization_code -d code={CODE} -d code_verifier={VERIFIER}",
    "curl, its header": f"curl https://op.example/token -H 'Authorization: Basic {BASIC}' -d grant_type=refresh_token -d refresh_token={TOKEN}",
    "curl, its address": f"curl https://app:{PASSWORD}@op.example/token -d grant_type=client_credentials",
    "curl, and the answer": f"$ curl https://op.example/token -u 'app:{SECRET}' -d grant_type=authorization_code -d code={CODE}\n"
    f'{{"error": "invalid_client", "error_description": "bad {SECRET} or {RAW} or {BASIC} for {CODE}"}}',
    "Python": f"requests.post('https://op.example/token', auth=('app', '{SECRET}'), data={{'code': '{CODE}'}})",
    "fetch": f"fetch('https://op.example/token', {{method: 'POST', headers: {{authorization: 'Basic {BASIC}'}}, body: 'code={CODE}'}})",
    "wget": f"wget --user=app --password={PASSWORD} --post-data='grant_type=authorization_code&code={CODE}' https://op.example/token",
    "a link": f"https://alice:{PASSWORD}@op.example/authorize?{LINK}",
    "a link with a secret": f"https://op.example/authorize?{LINK}&client_secret={FORM}&id_token_hint={JWT}",
    "a link back to a password": f"https://op.example/authorize?{LINK}&claims=https://u:{PASSWORD}@app.example/",
    "the answer": f"https://alice:{PASSWORD}@app.example/cb?code={CODE}&state=1",
    "the answer, escaped": f"https%3A%2F%2Fapp.example%2Fcb%3Fcode%3D{CODE}%26state%3D1",
    "tokens": json.dumps({"accessToken": TOKEN, "refreshToken": CODE, "device_secret": SECRET, "token_type": "Bearer"}),
    "a refusal": json.dumps({"error": "invalid_grant", "error_description": f"https://u:{PASSWORD}@x: code {CODE} client_secret={FORM}"}),
    "metadata": json.dumps({"issuer": f"https://u:{PASSWORD}@op.example", "authorization_endpoint": f"https://u:{PASSWORD}@op.example/a"}),
    "a registration": json.dumps({"client_id": "app", "client_secret": SECRET, "registration_access_token": TOKEN, "redirect_uris": []}),
    "a Google file": json.dumps({"web": {"client_id": "x", "client_secret": SECRET}}),
    "keys": json.dumps({"keys": [{"kty": "oct", "k": base64.urlsafe_b64encode(SECRET.encode()).decode()}]}),
    "YAML": f"spring:\n  client-id: app\n  client-secret: {SECRET}\n  access_token: {TOKEN}\n",
    "a header": f"Authorization: Basic {BASIC}",
    "raw HTTP": f"POST /token HTTP/1.1\r\nHost: op.example\r\nAuthorization: Basic {BASIC}\r\nCookie: s={PASSWORD}\r\n\r\ncode={CODE}",
    "raw answer": f"HTTP/1.1 302 {CODE}\r\nSet-Cookie: s={PASSWORD}\r\nLocation: https://app.example/cb?code={CODE}&state=1\r\n\r\n",
    "a JWT": JWT,
    "a log": f"ERROR invalid_grant: code={CODE}, client_secret={SECRET}, Authorization=Basic {BASIC}, token={JWT}",
    "a page": f"<html><h1>invalid_grant</h1><p>code={CODE} client_secret={SECRET} access_token={TOKEN}</p></html>",
    "a form": f"<form action='https://app.example/cb' method=post><input name=code value='{CODE}'><input name=state value=1></form>",
    "everything": f"https://op.example/authorize?{LINK}\n\nhttps://app.example/cb?code={CODE}&state=1\n\n"
    f"curl -u 'app:{SECRET}' https://op.example/token -d grant_type=authorization_code -d code={CODE}\n\n"
    f'{{"error": "invalid_client", "error_description": "app:{SECRET} {BASIC} {RAW}"}}',
}  # fmt: skip


def shown(found: Explanation) -> str:
    """All that an explanation shows: to a reader, to a program, as a copy."""
    texts = [repr(found), json.dumps(found.to_dict()), found.to_markdown(), explanation_html(found), repr(found.findings)]
    texts += [repr(dataclasses.asdict(found)), repr(vars(copy.copy(found))), pickle.dumps(found).decode("latin-1")]
    return "\n".join([*texts, *(run.to_json() for each in found.everything for run in each.runs)])


@pytest.mark.parametrize("name", TEXTS)
def test_no_secret_is_shown(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """In no form, and in no log."""
    with caplog.at_level(logging.DEBUG):
        text = shown(explain(TEXTS[name]))
    assert [secret for secret in SECRETS if secret in text or secret in caplog.text] == []


def test_a_flow_from_a_link_with_a_secret(tmp_path: Path) -> None:
    """The flow sends it as the link did, and keeps a fingerprint."""
    flow = explain(TEXTS["a link with a secret"]).flow(runs=Runs(tmp_path))
    request = flow.authorize(**flow._state.arguments) if flow.authorization_request is None else flow.authorization_request
    assert FORM in request.url
    text = repr(request) + repr(vars(request)) + flow.run.to_json() + pickle.dumps(request).decode("latin-1")
    assert [secret for secret in SECRETS if secret in text] == []
