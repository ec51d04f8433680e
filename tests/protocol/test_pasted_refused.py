"""What is pasted and is no answer is called by its name, and nothing of it goes out as a code."""

from __future__ import annotations

import json

import pytest

from explorer.errors import Mistake
from explorer.protocol.redirect import parse_redirect
from tests.protocol.pastes import CB, SECRET, C, S, read

REFUSED = {
    "32": "127.0.0.1:9999/callback",
    "32 localhost": "localhost:9999/callback",
    "32 host": "app.example/callback",
    "32 only a host": "app.example",
    "32 port": "localhost:9999",
    "32 slash": "localhost/",
    "32 IPv6": "[::1]:9999/callback",
    "32 service": "keycloak:8080/realms/a",
    "32 path": "/callback",
    "32 with a scheme": CB,
    "32 no answer": f"{CB}?session=x",
    "32 provider": "login.microsoftonline.com/common/oauth2/nativeclient",
    "32 two slashes": "//127.0.0.1:9999/callback",
    "32 browser": "about:blank",
    "32 urn": "urn:ietf:wg:oauth:2.0:oob",
    "32 mail": "ann@example.com",
    "32 file": "C:\\work\\code.txt",
    "32 browser's error": "chrome-error://chromewebdata/",
    "browser's page": "This site can\u2019t be reached\n\n127.0.0.1 refused to connect.\n\nTry:\n\nERR_CONNECTION_REFUSED",
    "Firefox's page": "Unable to connect\n\nFirefox can\u2019t establish a connection to the server at 127.0.0.1:9999.",
    "search": "https://www.google.com/search?q=oauth",
    "34": S,
    "34 quoted": f'"{S}"',
    "34 with a slash": f"{S}/",
    "34 cut": S[:20],
    "34 by name": f"state={S}",
    "34 encoded": S.replace("-", "%2D"),
    "34 glued": f"{C}{S}",
    "34 as a code": f"{CB}?code={S}&state={S}",
    "secret": SECRET,
    "secret as a code": f"code={SECRET}&state={S}",
    "nonce": "n-0S6_WzA2Mj-nonce",
    "Bearer": f"Bearer {C}",
    "Bearer on two lines": f"Bearer\n{C}",
    "Authorization": f"Authorization: Bearer {C}",
    "Basic": "Basic Y2xpZW50OnNlY3JldA==",
    "DPoP": f"DPoP {C}",
    "only Bearer": "Bearer",
    "JWT": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "JWE": "eyJhbGciOiJkaXIifQ..a.b.c",
    "half a JWT": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIi",
    "PEM": "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
    "Google token": "ya29.a0AfB_byC0123456789",
    "Google secret": "GOCSPX-0123456789abcdef",
    "GitHub token": "gho_0123456789abcdef0123456789",
    "Slack": "xoxb-0123-4567",
    "error word": "access_denied",
    "error word of a token endpoint": "invalid_grant",
    "error word of OIDC": "login_required",
    "undefined": "undefined",
    "null": "null",
    "object": "[object Object]",
    "hidden": "<code f41b1d08>",
    "hidden in an address": f"{CB}?code=<code f41b1d08>&state={S}",
    "stars": "*****",
    "redacted": "[REDACTED]",
    "shortened": "SplxlOBe...",
    "shortened by a chat": f"{CB}?code=Splx\u2026&state={S}",
    "token response": json.dumps({"access_token": "x", "token_type": "Bearer"}),
    "JSON error": '{"error": "invalid_grant"}',
    "token request": f"grant_type=authorization_code&code={C}&redirect_uri=x",
    "token request of curl": f"curl https://op.example/token -d 'grant_type=authorization_code&code={C}&client_secret=x'",
    "token request of HTTP": f"POST /token HTTP/1.1\nHost: op.example\n\ngrant_type=authorization_code&code={C}",
    "authorize request": f"https://op.example/authorize?response_type=code&client_id=a&state={S}",
    "authorize request in words": f"open https://op.example/authorize?response_type=code&client_id=a&state={S} now",
    "words": "please copy this",
    "one word of another script": "\u8bf7\u590d\u5236\u8fd9\u4e2a",
    "another code on a second line": f"{C}\nAnother0123456789Code",
    "a broken code": f"{CB}?state={S}&code=Splxl OBeZQQ",
    "a broken code and a line": f"{CB}?state={S}&code={C}\nThanks",
    "two answers": f"{CB}?code=a1&state=one\n{CB}?code=b2&state=two",
    "several #": "a#b#c",
    "Mimecast": "https://protect-eu.mimecast.com/s/AbC?domain=app.example",
    "short address": "https://bit.ly/3abc",
    "SAML": '<form action="x"><input type="hidden" name="SAMLResponse" value="PHNhbWw="/></form>',
    "page": "<html><body>code=a</body></html>",
    "nothing": " \n",
    "parameters": "foo=1&bar=2",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_is_no_code_is_called_by_its_name(text: str) -> None:
    """It is refused, and the sentence repeats neither code nor secret."""
    with pytest.raises(Mistake) as refusal:
        read(text)
    for hidden in (C, S, SECRET, "Splx", "made-up", "0123456789"):
        assert hidden not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("32", "an address"),
        ("32 host", "app.example"),
        ("32 path", "path"),
        ("32 mail", "e-mail"),
        ("32 browser", "copy the address bar of the same tab"),
        ("32 browser's error", "copy the address bar of the same tab"),
        ("browser's page", "copy the address bar of the same tab"),
        ("Firefox's page", "copy the address bar of the same tab"),
        ("search", "Is it the right tab"),
        ("34", "state of this flow"),
        ("34 with a slash", "state of this flow, with something added"),
        ("34 cut", "cut off"),
        ("secret", "client secret"),
        ("nonce", "nonce"),
        ("Bearer on two lines", "Authorization header"),
        ("JWT", "a token"),
        ("PEM", "PEM"),
        ("Google secret", "client secret of Google"),
        ("error word", "error code"),
        ("hidden in an address", "hidden"),
        ("shortened", "three dots"),
        ("token response", "token response"),
        ("JSON error", "error in it"),
        ("token request of curl", "token request"),
        ("authorize request in words", "authorize request"),
        ("another code on a second line", "several lines"),
        ("a broken code", "broken"),
        ("two answers", "several answers"),
        ("Mimecast", "Mimecast"),
        ("SAML", "SAML"),
    ],
)
def test_the_name_is_the_right_one(name: str, words: str) -> None:
    """Each thing has its own sentence."""
    with pytest.raises(Mistake, match=words):
        read(REFUSED[name])


@pytest.mark.parametrize("text", ["client_secret=hunter2secret", "password=abc12345", "api_key=0123456789abcdef", "foo=bar"])
def test_a_name_with_its_value_is_no_code(text: str) -> None:
    """A secret that is named as such would be sent as a code; what it is is said without its value."""
    with pytest.raises(Mistake, match="Nothing was read of it") as problem:
        read(text)
    assert text.partition("=")[2] not in str(problem.value)


def test_the_same_address_twice_is_said() -> None:
    """Two copies of one answer are one answer, and that the second one was left out is told."""
    address = "http://127.0.0.1:9999/callback?code=abcdefgh12345678abcdefgh&state=mystate123"
    assert parse_redirect(f"{address}\n{address}", state="mystate123").changes
    assert not parse_redirect(address, state="mystate123").changes
