"""What people paste: each kind with its reported cases, by number, and with neighbours of our own."""

from __future__ import annotations

import base64
import json
import urllib.parse

import pytest

from explorer.errors import Mistake
from explorer.protocol.redirect import parse_redirect
from explorer.secret import Secret
from tests.protocol.pastes import BACK, CB, ENTITIES, JSON_URL, QUERY, QUOTED, SECRET, SHELL, URL, C, S, form, read

WHOLE = {
    # Case 1 and its neighbours: a code and its state in one text.
    "1": f"{C}#{S}",
    "1 quoted": f'"{C}#{S}"',
    "1 escaped": rf"{C}\#{S}",
    "1 encoded": f"{C}%23{S}",
    "1 in a sentence": f"{C}#{S}.",
    "1 by name": f"code={C}#{S}",
    "1 in the address": f"{CB}?code={C}#{S}",
    "1 in both": f"{CB}?code={C}#state={S}",
    "1 with a space": f"{C} {S}",
    "1 with a comma": f"{C}, {S}",
    "1 on two lines": f"{C}\n{S}",
    "1 with code= cut off": f"{C}&state={S}",
    "1 with half of code= cut off": f"de={C}&state={S}",
    # Case 4: hash routes.
    "4": f"http://localhost:4200/#/callback?code={C}&state={S}",
    "4 root": f"http://localhost:4200/#/?code={C}&state={S}",
    "4 bang": f"http://localhost:4200/#!/callback?state={S}&code={C}",
    "4 ampersand": f"http://localhost:4200/#/callback&code={C}&state={S}",
    "4 slash": f"http://localhost:4200/#/code={C}&state={S}",
    "4 only the fragment": f"#/callback?code={C}&state={S}",
    "4 and a tail": f"http://localhost:4200/#/callback?code={C}&state={S}#_=_",
    "4 behind a query": f"http://localhost:4200/?tenant=a#/callback?code={C}&state={S}",
    "4 state before": f"{CB}?state={S}#code={C}",
    # Case 3: the slash of a route.
    "3 with a state": f"https://app.example/?code={C}&state={S}/#/handler",
    "3 with the code last": f"https://app.example/?state={S}&code={C}/#/handler",
    # Case 15: shells, programs, command lines.
    "15": SHELL,
    "15 ampersand only": URL.replace("&", r"\&"),
    "15 code last": BACK.replace("&", r"\&").replace("?", r"\?"),
    "15 everything": "".join(c if c.isalnum() else f"\\{c}" for c in URL),
    "15 single quotes": f"'{URL}'",
    "15 dollar quotes": f"$'{URL}'",
    "15 windows": URL.replace("&", "^&"),
    "15 windows curl": f'curl ^"{URL.replace("&", "^&").replace("=", "^=").replace("?", "^?")}^"',
    "15 PowerShell": f'"{URL.replace("&", "`&")}"',
    "15 open": f"$ open {SHELL}",
    "15 continued": URL[:50] + "\\\n" + URL[50:],
    "JSON": JSON_URL,
    "JSON quoted": f'"{JSON_URL}",',
    "JSON twice": JSON_URL.replace("\\", "\\\\"),
    "JSON hex": URL.replace("&", r"\x26"),
    "JSON with a line end": f'"{URL}\\n"',
    "escape()": URL.replace("&", "%u0026"),
    "bytes": f"b'{URL}'",
    "Python list": f"['{URL}']",
    "entities": ENTITIES,
    "entities twice": ENTITIES.replace("&", "&amp;"),
    "entities by number": URL.replace("&", "&#38;").replace("=", "&#x3D;").replace("/", "&sol;"),
    "quoted-printable": f"{CB}?code=3D{C}&state=3D{S}",
    "quoted-printable lines": f"{CB}?code=3D{C[:9]}=\r\n{C[9:]}&state=3D{S}",
    "defused": URL.replace("http", "hxxp").replace(".", "[.]", 3),
    "cut at its beginning": URL[1:],
    # Case 16: encoded once too often.
    "16": f"{CB}?code={C}%26state={S}",
    "16 equals": f"{CB}?code={C}%26state%3D{S}",
    "16 query": f"{CB}?code%3D{C}%26state%3D{S}",
    "16 question mark": f"{CB}%3Fcode={C}&state={S}",
    "16 state first": f"{CB}?state={S}%26code={C}",
    "16 twice": f"{CB}?code={C}%2526state%253D{S}",
    "16 whole": QUOTED,
    "16 whole twice": urllib.parse.quote(QUOTED, safe=""),
    "16 parameters": urllib.parse.quote(QUERY, safe=""),
    "16 second question mark": f"{CB}?tenant=a?code={C}&state={S}",
    "16 question mark for ampersand": f"{CB}?code={C}?state={S}",
    "16 semicolon": f"{CB}?code={C};state={S}",
    "16 amp;": f"{CB}?code={C}&amp%3Bstate={S}",
    "16 lost question mark": f"{CB}&code={C}&state={S}",
    "16 lost, state first": f"{CB}&state={S}&code={C}",
    "16 two question marks": f"{CB}??code={C}&state={S}",
    # Case 26: lines of parameters.
    "26": f"code={C}\nstate={S}",
    "26 the other order": f"state={S}\ncode={C}",
    "26 CRLF": f"code={C}\r\nstate={S}\r\n",
    "26 a blank line": f"code={C}\n\nstate={S}",
    "26 with ampersands": f"code={C}&\nstate={S}",
    "26 with commas": f"code={C},\nstate={S}",
    "26 with a space": f"code={C} state={S}",
    "26 with a semicolon": f"code={C}; state={S}",
    "26 behind the address": f"{CB}\ncode={C}\nstate={S}",
    "26 logfmt": f'level=info msg="callback" code={C} state={S} took=5ms',
    "names": f"code: {C}\nstate: {S}",
    "names with a heading": f"Query String Parameters\nview source\ncode: {C}\nstate: {S}\n",
    "names quoted": f'code:"{C}"\nstate:"{S}"',
    "names by tab": f"code\t{C}\nstate\t{S}",
    "names on lines of their own": f"code\n{C}\nstate\n{S}",
    "names with colons on lines": f"code:\n{C}\nstate:\n{S}",
    "names of YAML": f"- code: '{C}'\n- state: '{S}'",
    "names of a table": f"| code | {C} |\n| state | {S} |",
    "names of PHP": f"Array\n(\n    [code] => {C}\n    [state] => {S}\n)",
    "names of Ruby": f'{{"code"=>"{C}", "state"=>"{S}"}}',
    "names of Python": f"{{'code': '{C}', 'state': '{S}'}}",
    "names of parse_qs": f"{{'code': ['{C}'], 'state': ['{S}']}}",
    "names of parse_qsl": f"[('code', '{C}'), ('state', '{S}')]",
    "names of JavaScript": f"{{code: '{C}', state: '{S}'}}",
    "names of Go": f"map[code:[{C}] state:[{S}]]",
    "JSON object": json.dumps({"code": C, "state": S}),
    "JSON object with lists": json.dumps({"code": [C], "state": [S], "x": None}),
    "JSON of names and values": json.dumps([{"name": "code", "value": C}, {"name": "state", "value": S}]),
    "JSON of an event": json.dumps({"version": "2.0", "queryStringParameters": {"code": C, "state": S}}),
    "JSON with an address": json.dumps({"url": URL, "ok": True}),
    "JSON with an escaped address": f'{{"url": "{JSON_URL}"}}',
    "HAR": json.dumps(
        {
            "log": {
                "entries": [
                    {"request": {"url": URL, "queryString": [{"name": "code", "value": C}, {"name": "state", "value": S}]}}
                ]
            }
        }
    ),
    # Terminals.
    "wrapped": f"{URL[:40]}\n{URL[40:]}",
    "wrapped before &": URL.replace("&", "\n&"),
    "wrapped behind &": URL.replace("&", "&\n"),
    "wrapped in state=": URL.replace("state=", "sta\nte="),
    "wrapped narrow": "\n".join(URL[i : i + 20] for i in range(0, len(URL), 20)),
    "wrapped indented": "\n    ".join(URL[i : i + 25] for i in range(0, len(URL), 25)),
    "wrapped with a prompt": f"user@host:~$ curl {URL[:30]}\n{URL[30:]}",
    "wrapped with > prompts": f"> {URL[:30]}\n> {URL[30:]}",
    "wrapped in a frame": "\n".join(f"\u2502 {URL[i : i + 30]:30} \u2502" for i in range(0, len(URL), 30)),
    "wrapped to spaces": f"{URL[:45]} {URL[45:]}",
    "wrapped in session_state": f"{CB}?code={C}&state={S}&session_\nstate=abc",
    "wrapped and words": f"Hello,\nit is\n{URL[:40]}\n{URL[40:]}\nThanks\nAnn",
    "colours": f"\x1b[32m{URL}\x1b[0m",
    "Python prompt": f">>> url = '{URL}'",
    "PowerShell prompt": f"PS C:\\work> Start-Process '{URL}'",
    # Chats and mails.
    "29": f"[cb]({URL})",
    "29 with a title": f'[cb]({URL} "the callback")',
    "29 angle": f"[cb](<{URL}>)",
    "29 the address twice": f"[{URL}]({URL})",
    "29 in a sentence": f"See [this link]({URL}), please.",
    "29 escaped": f"[cb]({URL.replace('_', chr(92) + '_')})",
    "29 reference": f"[cb]: {URL}",
    "29 code": f"`{URL}`",
    "29 code block": f"```text\n{URL}\n```",
    "29 bold": f"**{URL}**",
    "29 Jira": f"[the callback|{URL}]",
    "29 wiki": f"[{URL} the callback]",
    "29 BBCode": f"[url={URL}]callback[/url]",
    "31": f"<{URL}|{ENTITIES}>",
    "31 with words": f"<{URL}|the callback>",
    "31 in a sentence": f"ann: I got <{URL}|127.0.0.1:9999/callback?code=Spl...> just now",
    "31 escaped": f"<{ENTITIES}|{ENTITIES}>",
    "31 bare": f"<{URL}>",
    "31 Outlook text": f"callback<{URL}>",
    "HTML link": f'<a href="{ENTITIES}">callback</a>',
    "HTML refresh": f'<html><meta http-equiv="refresh" content="0;url={ENTITIES}"></html>',
    "HTML script": f'<!DOCTYPE html><script>window.location.replace("{JSON_URL}")</script>',
    "quotes German": f"\u201e{URL}\u201c",
    "quotes French": f"\u00ab\u00a0{URL}\u00a0\u00bb",
    "quotes Japanese": f"\u300c{URL}\u300d",
    "parentheses": f"({URL})",
    "a sentence": f"Here it is: {URL}. What now?",
    "a sentence, code last": f"Here it is: {BACK}, and what now?",
    "a full stop": f"{URL}.",
    "a comma": f"{BACK},",
    "one quote": f'{URL}"',
    "a source line": f'{URL}">callback</a>',
    "a mail": f"Dear Ann,\n\nhere it is:\n\n{URL}\n\nBest regards\nBob\n",
    "a quoted mail": f"> Dear Ann,\n> here it is:\n> {URL}\n",
    "non-breaking": f"\u00a0{URL}\u00a0",
    "zero width": URL.replace("/", "/\u200b").replace("&", "&\u2060"),
    # HTTP, logs, commands.
    "Location": f"Location: {URL}",
    "curl -v": f"* Connected\n> GET /authorize?client_id=a HTTP/1.1\n> Host: op\n>\n< HTTP/1.1 302 Found\n< location: {URL}\n< content-length: 0\n<\n",
    "HTTP answer": f"HTTP/1.1 302 Found\r\nServer: x\r\nLocation: {URL}\r\nContent-Length: 0\r\n\r\n",
    "request line": f"GET /callback?{QUERY} HTTP/1.1",
    "request": f"GET /callback?{QUERY} HTTP/1.1\r\nHost: 127.0.0.1:9999\r\nAccept: */*\r\n\r\n",
    "HTTP/2": f":authority: 127.0.0.1:9999\n:method: GET\n:path: /callback?{QUERY}\n:scheme: http",
    "form_post": f"POST /callback HTTP/1.1\nHost: 127.0.0.1:9999\nContent-Type: application/x-www-form-urlencoded\n\n{QUERY}",
    "Request URL": f"Request URL:\n{URL}\nRequest Method:\nGET\nStatus Code:\n200 OK",
    "Request URL of old": f"Request URL: {URL}\nRequest Method: GET\nStatus Code: 302 Found",
    "access log": f'127.0.0.1 - - [05/Oct/2026:10:00:00 +0000] "GET /callback?{QUERY} HTTP/1.1" 200 -',
    "werkzeug": f'127.0.0.1 - - [05/Oct/2026 10:00:00] "\x1b[32mGET /callback?{QUERY} HTTP/1.1\x1b[0m" 302 -',
    "log": f"2026-10-05 10:00:00,123 INFO redirecting to {URL} (302)",
    "log of two lines": f"10:00:00 INFO to {URL}\n10:00:01 INFO done",
    "Referer": f"Referer: {URL}",
    "curl": f"curl '{URL}' -H 'Accept: */*' --compressed",
    "curl -d": f"curl -X POST {CB} -d '{QUERY}'",
    "fetch": f'fetch("{URL}", {{"method": "GET"}});',
    "PowerShell": f'Invoke-WebRequest -UseBasicParsing -Uri "{URL}"',
    "adb": f"Intent {{ act=android.intent.action.VIEW dat={URL} flg=0x10000000 }}",
    "view-source": f"view-source:{URL}",
    "form": form(),
    "form escaped": form().replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;"),
    "form in an answer": f"HTTP/1.1 200 OK\nContent-Type: text/html\n\n{form()}",
    "parameters": QUERY,
    "parameters with ?": f"?{QUERY}",
    "no scheme": URL.removeprefix("http://"),
    "no scheme in a sentence": f"I see (127.0.0.1:9999/callback?{QUERY}) here.",
    "path": f"/callback?{QUERY}",
    # Gateways.
    "9": f"https://nam12.safelinks.protection.outlook.com/?url={QUOTED}&data=05%7C02%7Cx&sdata=abc%3D&reserved=0",
    "9 in HTML": f"https://eur01.safelinks.protection.outlook.com/?url={QUOTED}&amp;data=05%7C02&amp;reserved=0",
    "9 in a mail": f"callback<https://eur01.safelinks.protection.outlook.com/?url={QUOTED}&data=05%7C02%7Cx&reserved=0>",
    "9 Teams": f"https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url={QUOTED}&locale=en",
    "urldefense v1": f"https://urldefense.proofpoint.com/v1/url?u={QUOTED}&k=abc",
    "urldefense v2": "https://urldefense.proofpoint.com/v2/url?u="
    + QUOTED.replace("-", "%2D").replace("_", "%5F").replace("%2F", "_").replace("%", "-")
    + "&d=DwMF&c=x&r=y",
    "urldefense v3": f"https://urldefense.com/v3/__{URL}__;!!Abc123!xyz$",
    "urldefense v3 with a star": f"https://urldefense.com/v3/__{URL.replace('&', '*')}__;{base64.urlsafe_b64encode(b'&').decode().rstrip('=')}!!Abc!x$",
    "Google": f"https://www.google.com/url?q={QUOTED}&sa=D&source=docs",
    "Google plain": f"https://www.google.com/url?q={URL}&sa=D",
    "Facebook": f"https://l.facebook.com/l.php?u={QUOTED}&h=AT0",
    "LinkedIn": f"https://www.linkedin.com/redir/redirect?url={QUOTED}",
    "Barracuda": f"https://linkprotect.cudasvc.com/url?a={QUOTED}&c=E,1",
    "Sophos": f"https://eu-west-1.protection.sophos.com?d=app.example&u={base64.b64encode(URL.encode()).decode()}&i=x",
    "Cisco": f"https://secure-web.cisco.com/1abcDEF/{QUOTED}",
    "archive": f"https://web.archive.org/web/2026/{URL}",
    "a gateway in a gateway": f"https://www.google.com/url?q={urllib.parse.quote(f'https://x.safelinks.protection.outlook.com/?url={QUOTED}', safe='')}",
}


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE)
def test_the_code_and_the_state_are_found(text: str) -> None:
    """Whatever stands around them, exactly the code and the state are read, and what was done is told."""
    response = read(text)
    assert response.code == Secret(C, "code")
    assert response.state == S
    if text not in (URL, BACK, QUERY, f"?{QUERY}"):
        assert response.changes
    assert not any(C in change or S in change for change in response.changes)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (WHOLE["1"], "split"),
        (WHOLE["4"], "route"),
        (WHOLE["3 with the code last"], "/ between code and #"),
        (WHOLE["15"], "backslashes"),
        (WHOLE["16"], "glued"),
        (WHOLE["26"], "lines of their own"),
        (WHOLE["29"], "Markdown"),
        (WHOLE["31"], "before the |"),
        (WHOLE["9"], "Safe Links"),
        (WHOLE["urldefense v2"], "Proofpoint"),
        (WHOLE["curl -v"], "header line"),
        (WHOLE["request line"], "request line"),
        (WHOLE["curl"], "curl"),
        (WHOLE["form"], "fields of the form"),
        (WHOLE["names"], "names and values"),
        (WHOLE["JSON object"], "JSON"),
        (WHOLE["wrapped"], "line breaks"),
        (WHOLE["quoted-printable"], "mail's source"),
        (WHOLE["a full stop"], "punctuation"),
        (WHOLE["defused"], "mail filter"),
    ],
)
def test_the_change_is_told_in_its_own_words(text: str, change: str) -> None:
    """Each kind of wrapping has its own sentence."""
    assert any(change in said for said in read(text).changes)


BARE = {
    "Google": "4/0AX4XfWh-made.up_code0123456789",
    "Entra": "0.AXoAMe3N-Bd_0123.AgABAAIAAAD--DLA3VO7QrddgJg7WevrAgDs_wUA9P8",
    "Microsoft": "M.R3_BAY.c0de-1234!5678*abc",
    "Oracle": "AgAgNjQ0NDQwOTQ0+QxAbC/dEf==" + "Ab1/" * 100,
    "base64": "AQIDBAXv9lZQ+F9NCA==",
    "base64 that begins with /": "/wU3ifIIaLOUAReRB/FG6eM1P1Q=",
    "UUIDs": "0b4a5c3e-8f1d-4a6b-9c2e-1f2a3b4c5d6e.1f2a3b4c-5d6e-4f7a-8b9c-0d1e2f3a4b5c.2a3b4c5d-6e7f-4a8b-9c0d-1e2f3a4b5c6d",
    "tilde": "AgAGNjQ0.x~y-1234567",
    "short": "c0de",
    "letters of a defused scheme": "hXXPs9Y-Qw",
    "letters that begin as http without its h": "ttps9Y0Qw1",
    "eBay": "v^1.1#i^1#f^0#r^1#I^3#p^3#t^Ul4xMF8x",
    "stars": "abc*1!4567.s1-0123456789",
    "colon": "b7c0de:0123456789abcdef",
}


@pytest.mark.parametrize("code", BARE.values(), ids=BARE)
def test_a_real_code_stays_a_code(code: str) -> None:
    """Dots, slashes, plus, percent and equals signs make no code suspicious, alone and in an address."""
    response = read(code)
    assert (response.code, response.kind, response.changes) == (Secret(code, "code"), "code", ())
    address = f"{CB}?{urllib.parse.urlencode([('code', code), ('state', S)])}"
    assert (read(address).code, read(address).changes) == (Secret(code, "code"), ())
    for wrapped in (f'"{code}"', f" {code}\n", f"Code: {code}", f"code: {code}\nstate: {S}"):
        assert read(wrapped).code == Secret(code, "code"), wrapped


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"https://app.example?code={C}/#/handler", C),
        (f"code: {C}", C),
        (f"Your code is {C}", C),
        (f"Authorization code: {C}", C),
        (f"{C}.", C),
        (f"{C}#", C),
        ("a%2Fb%3D", "a/b="),
        (f"`{C}`", C),
    ],
)
def test_a_code_without_a_state(text: str, code: str) -> None:
    """Case 3, and words around a bare code: the code is read, and what was left out is told."""
    response = read(text, "https://app.example")
    assert response.code == Secret(code, "code")
    assert response.state is None
    assert response.changes


def test_the_state_of_another_flow_behind_the_code() -> None:
    """Case 1, still: it is read as a state, so that the guards compare it."""
    response = read(f"{C}#another-state-0123456789")
    assert (response.code, response.state, response.kind) == (Secret(C, "code"), "another-state-0123456789", "code_and_state")


@pytest.mark.parametrize(
    ("redirect_uri", "text", "address"),
    [
        ("myapp:callback", f"myapp:callback?{QUERY}", "myapp:callback"),
        ("myapp:callback", f"otherapp:callback?{QUERY}", "otherapp:callback"),
        ("com.example.app:/cb", f"com.example.app:/cb?{QUERY}", "com.example.app:/cb"),
        ("myapp://cb", f"open myapp://cb?{QUERY} now", "myapp://cb"),
        ("myapp:cb", f"dat=myapp:cb?{QUERY}", "myapp:cb"),
        ("msauth.com.example://auth", f"msauth.com.example://auth?{QUERY}", "msauth.com.example://auth"),
        ("myapp:callback", f"myapp:callback#{QUERY}", "myapp:callback"),
        (CB, f"localhost:9999/callback?{QUERY}", None),
        ("urn:ietf:wg:oauth:2.0:oob", f"urn:ietf:wg:oauth:2.0:oob?{QUERY}", "urn:ietf:wg:oauth:2.0:oob"),
    ],
)
def test_schemes_of_applications(redirect_uri: str, text: str, address: str | None) -> None:
    """Case 35: a scheme of one's own needs no slash, and a port is none (RFC 8252 7.1)."""
    response = read(text, redirect_uri)
    assert (response.code, response.state, response.address) == (Secret(C, "code"), S, address)


@pytest.mark.parametrize(
    "text", [f"{C}#{S}", f" {C}", rf"{C}\&", f"{C}&amp;", f'"{C}"', "app.example/callback", "access_denied"]
)
def test_as_it_is(text: str) -> None:
    """With `as_is` a bare text stays what it is, whatever it looks like."""
    response = read(text, as_is=True)
    assert (response.code, response.changes) == (Secret(text, "code"), ())


@pytest.mark.parametrize("text", [S, SECRET])
def test_a_text_of_the_flow_is_no_code_as_it_is(text: str) -> None:
    """Not even with `as_is` does the flow's own state or secret go out as a code."""
    with pytest.raises(Mistake):
        read(text, as_is=True)


def test_a_code_that_was_cut_away_is_not_taken_for_an_empty_one() -> None:
    """Where a quote stands behind code=, no code is left once the text around is gone: it is refused, and not called empty."""
    with pytest.raises(Mistake, match="a sign that no code has"):
        parse_redirect(
            'http://127.0.0.1:9/cb?code="><b>x</b>&state=abc&a="1"', redirect_uri="http://127.0.0.1:9/cb", state="abc"
        )
    assert parse_redirect("http://127.0.0.1:9/cb?code=&state=abc").code is None
