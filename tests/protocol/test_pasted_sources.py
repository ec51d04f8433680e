"""What people really have in front of them: chats, wikis, gateways, log lines, tools and error pages, with the answer in it."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from explorer.errors import Mistake
from tests.protocol.pastes import BACK, CB, URL, C, S, read


def sources(url: str) -> dict[str, str]:
    """Return each text with this address in it, by the name of where it comes from."""
    query = url.partition("?")[2]
    escaped_query = query.replace("&", r"\u0026")
    quoted = quote(url, safe="")
    entities = url.replace("&", "&amp;")
    escaped = url.replace("&", r"\u0026").replace("/", r"\/")
    shell = url.replace("?", r"\?").replace("=", r"\=").replace("&", r"\&")
    return {
        # Teams / Outlook
        "teams copy": f"[Yesterday 14:02] Ann Example\n{url}\n",
        "teams safelinks new": f"https://teams.microsoft.com/l/message/x?url={quoted}",
        "teams reply": f"Ann Example, 10:03\n> {url}\nIs it this one?",
        "outlook qp": f"Content-Transfer-Encoding: quoted-printable\n\n{CB}?code=3D{C}&state=\n=3D{S}\n",
        "outlook qp soft": f"{CB}?code=3D{C[:12]}=\n{C[12:]}&amp;state=3D{S}=\n",
        "outlook angle": f"Here <{url}> \n\nAnn",
        "outlook wrapped link": f"click here<{url[:50]}\n{url[50:]}>",
        "gmail redirect": f"https://www.google.com/url?q={quoted}&source=gmail&ust=1790000000000000&usg=AOvVaw0",
        "gmail mobile": f"https://www.google.com/url?sa=t&url={quoted}&ved=2ah",
        # wiki
        "jira bare": f"[{url}]",
        "jira smart": f"[{url}|{url}|smart-link]",
        "confluence": f"[callback|{url}|title]",
        "confluence noformat": f"{{noformat}}\n{url}\n{{noformat}}",
        "jira code": f"{{code:java}}{url}{{code}}",
        "jira quote": f"{{quote}}\n{url}\n{{quote}}",
        "mediawiki": f"[{url} the link]",
        "github fence": f"```http\nGET /callback?{query} HTTP/1.1\nHost: 127.0.0.1:9999\n```",
        "github details": f"<details><summary>log</summary>\n\n```\n{url}\n```\n</details>",
        "github autolink": f"<{url}>",
        "slack": f"<{url}|{url}>",
        "slack code": f"```{url}```",
        "slack export": json.dumps({"type": "message", "text": f"<{entities}>"}),
        "discord": f"||{url}||",
        "discord nopreview": f"see <{url}>!",
        "whatsapp": f"[05.10.26, 10:03:12] Ann: {url}",
        # gateways
        "safelinks body": f"Original URL: {url}\nhttps://eur03.safelinks.protection.outlook.com/?url={quoted}&data=05|02|x&reserved=0",
        "proofpoint v1 us": f"https://urldefense.us/v3/__{url}__;!!a-b!c$ ",
        "Proofpoint v3 with a replaced sign": f"https://urldefense.com/v3/__{url}__;Kg!!abc$",
        "mimecast full": f"https://protect-eu.mimecast.com/redirect/eNq?url={quoted}",
        "mimecast url in path": f"https://url.uk.m.mimecastprotect.com/s/abc?domain=app&u={quoted}",
        "barracuda": f"https://linkprotect.cudasvc.com/url?a={quoted}&c=E,1,abc&typo=1",
        "trend": f"https://ca-1234.imss.trendmicro.com/wis/clicktime/v1/query?url={quoted}&umid=1&auth=2-3",
        "fireeye": f"https://protect2.fireeye.com/v1/url?k=1-2-3&q=1&e=4&u={quoted}",
        "symantec": f"https://clicktime.symantec.com/3abc/6?u={quoted}",
        "avanan": f"https://url.avanan.click/v2/___{url}___.YXAz",
        "checkpoint": f"https://protect.checkpoint.com/v2/___{url}___.YzJl",
        "hornet": f"https://seclinks.hornetsecurity.com/?url={quoted}",
        "sophos": f"https://us-east-2.protection.sophos.com/?d=app&u={base64.b64encode(url.encode()).decode()}&p=m&i=x",
        "duckduckgo": f"https://duckduckgo.com/l/?uddg={quoted}&rut=a",
        "youtube": f"https://www.youtube.com/redirect?event=video&q={quoted}",
        "steam": f"https://steamcommunity.com/linkfilter/?u={quoted}",
        "reddit": f"https://out.reddit.com/t3_x?url={quoted}&token=AQ",
        "vk": f"https://vk.com/away.php?to={quoted}",
        # android / ios
        "intent": f"intent://127.0.0.1:9999/callback?{query}#Intent;scheme=http;package=com.android.chrome;end",
        "intent fallback": f"intent://x#Intent;scheme=app;S.browser_fallback_url={quoted};end",
        "logcat": (
            f"10-05 10:00:00.123  1234  1234 I ActivityTaskManager: START u0 {{act=android.intent.action.VIEW "
            f"cat=[android.intent.category.BROWSABLE] dat={url} flg=0x14000000 cmp=com.example/.Main}} from "
            f"uid 10123"
        ),
        "xcode": f"-[AppDelegate application:openURL:] url = {url}",
        "swift optional": f"Optional({url})",
        "NSURL": f'Optional("{url}")',
        "simctl": f"xcrun simctl openurl booted '{url}'",
        "adb start": f'adb shell am start -a android.intent.action.VIEW -d "{shell}"',
        # tools
        "burp": f"GET /callback?{query} HTTP/2\nHost: 127.0.0.1:9999\nCookie: a=b\nUser-Agent: x\n",
        "fiddler raw": f"GET {url} HTTP/1.1\nHost: 127.0.0.1:9999\nConnection: keep-alive\n\n",
        "fiddler list": f"12\t302\tHTTP\t127.0.0.1:9999\t/callback?{query}\t0\t\ttext/html\tchrome:1234",
        "mitmproxy": f"127.0.0.1:51234: GET {url}\n           << 302 Found 0b",
        "mitmproxy h2": f"127.0.0.1:51234: GET {url} HTTP/2.0\n << HTTP/2.0 200 OK 12b",
        "charles": f"URL\t{url}\nStatus\tComplete\nResponse Code\t302 Found\n",
        "nginx": (
            f'172.17.0.1 - - [05/Oct/2026:10:00:00 +0000] "GET /callback?{query} HTTP/1.1" 302 138 "https://op.example/" '
            f'"Mozilla/5.0 (X11)" "-"'
        ),
        "nginx error": (
            f"2026/10/05 10:00:00 [error] 7#7: *1 connect() failed (111: Connection refused) while connecting "
            f'to upstream, client: 10.0.0.1, server: app, request: "GET /callback?{query} HTTP/1.1", upstream: '
            f'"http://10.0.0.2:80/callback?{query}", host: "127.0.0.1:9999"'
        ),
        "apache": f'127.0.0.1 - ann [05/Oct/2026:10:00:00 +0200] "GET /callback?{query} HTTP/1.1" 404 196',
        "cloudfront": (
            f"2026-10-05\t10:00:00\tFRA56-C1\t2345\t10.0.0.1\tGET\td111.cloudfront.net\t/callback\t302\t-\tMozilla/5.0\t{query}\t-\tMiss\tabc==\tapp.example\thttps\t120"
        ),
        "alb": (
            f"https 2026-10-05T10:00:00.123456Z app/my-lb/50dc 10.0.0.1:2817 10.0.0.2:80 0.001 0.002 0.000 "
            f'302 302 34 366 "GET https://127.0.0.1:443/callback?{query} HTTP/1.1" "Mozilla" ECDHE TLSv1.2 '
            f'arn:aws:x "Root=1-58" "-" "-" 0'
        ),
        "haproxy": (
            f"Oct  5 10:00:00 lb haproxy[14389]: 10.0.1.2:33317 [05/Oct/2026:10:00:00.000] http-in static/srv1 "
            f'10/0/30/69/109 302 2750 - - ---- 1/1/1/1/0 0/0 "GET /callback?{query} HTTP/1.1"'
        ),
        "traefik": (
            f'10.0.0.1 - - [05/Oct/2026:10:00:00 +0000] "GET /callback?{query} HTTP/2.0" 302 5 "-" "-" 12 '
            f'"app@docker" "http://172.18.0.3:80" 3ms'
        ),
        "iis": f"2026-10-05 10:00:00 10.0.0.1 GET /callback {query} 443 - 10.0.0.9 Mozilla/5.0 - 302 0 0 15",
        "kubectl": (
            f'app-6d4-x2 app 2026-10-05T10:00:00Z {{"level":"info","ts":1,"msg":"request","uri":"/callback?{escaped_query}","status":302}}'
        ),
        "json log url": json.dumps(
            {"time": "2026", "severity": "INFO", "httpRequest": {"requestMethod": "GET", "requestUrl": url, "status": 302}}
        ),
        "docker": f'web_1  | 127.0.0.1 - - [05/Oct/2026 10:00:00] "GET /callback?{query} HTTP/1.1" 200 -',
        "rails": (
            f'Started GET "/callback?{query}" for 127.0.0.1 at 2026-10-05 10:00:00 +0200\nProcessing by SessionsController#create '
            f'as HTML\n  Parameters: {{"code"=>"{C}", "state"=>"{S}"}}'
        ),
        "django": f'[05/Oct/2026 10:00:00] "GET /callback?{query} HTTP/1.1" 200 1234',
        "spring": f"o.s.security.web.FilterChainProxy : Securing GET /callback?{query}",
        "express": f"GET /callback?{query} 302 12.345 ms - 23",
        "aspnet": f"Request starting HTTP/1.1 GET {url} - - -",
        "postman console": f"GET {url}\n302\n12 ms\nNetwork",
        "postman request": f"▶ GET {url} 302 Found 12 ms",
        "insomnia": f"> GET /callback?{query} HTTP/1.1\n> Host: 127.0.0.1:9999\n> User-Agent: insomnia/9",
        "httpie": f"http GET '127.0.0.1:9999/callback' code=={C} state=={S}",
        "powershell": f'Start-Process "{url.replace("&", "`&")}"',
        "powershell iwr": f"Invoke-WebRequest : Unable to connect\nAt line:1 char:1\n+ iwr '{url}'\n+ ~~~~",
        "cmd": f"C:\\work>start {url.replace('&', '^&')}",
        "curl v lower": f"< HTTP/2 302 \n< date: Mon, 05 Oct 2026 10:00:00 GMT\n< location: {url}\n< set-cookie: code=abc; Path=/\n< ",
        "set-cookie beside": f"HTTP/1.1 302 Found\nSet-Cookie: state={S}; Path=/; HttpOnly\nLocation: {url}\nSet-Cookie: session=x; Secure\n",
        "h2 pseudo": f":method\nGET\n:path\n/callback?{query}\n:scheme\nhttps\n:authority\n127.0.0.1:9999",
        "chrome headers": (
            f":authority: 127.0.0.1:9999\n:method: GET\n:path: /callback?{query}\n:scheme: http\naccept: "
            f"*/*\nreferer: https://op.example/authorize?client_id=a&state={S}"
        ),
        "firefox": f"GET\n\tscheme\n\thttp\n\thost\n\t127.0.0.1:9999\n\tfilename\n\t/callback\n\tcode\n\t{C}\n\tstate\n\t{S}",
        "safari summary": f"Summary\nURL: {url}\nStatus: 302 Found\nSource: Network\nAddress: 127.0.0.1:9999",
        "safari qs": f"Query String Parameters\ncode: {C}\nstate: {S}\n",
        "chrome payload": f"Query String Parameters\n\ncode\n{C}\nstate\n{S}",
        "chrome copy fetch": f'fetch("{url}", {{\n  "headers": {{ "accept": "*/*" }},\n  "referrer": "https://op.example/",\n  "method": "GET"\n}});',
        "chrome copy node": f'await fetch("{escaped}");',
        "copy ps": (
            f"$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\nInvoke-WebRequest -UseBasicParsing "
            f'-Uri "{url}" `\n-WebSession $session'
        ),
        "html amp": f'<a href="{entities}" target="_blank">',
        "json u0026": '{"redirect":"' + url.replace("&", "\\u0026") + '"}',
        "double percent": quote(quote(url, safe=""), safe=""),
        "zero width in code": url.replace(C, C[:5] + "\u200b" + C[5:]),
        "soft hyphen": url.replace(C, C[:5] + "\u00ad" + C[5:]),
        "smart quotes": f"\u201c{url}\u201d",
        "line wrapped 76": "\n".join(url[i : i + 60] for i in range(0, len(url), 60)),
        "two links": f"https://op.example/authorize?response_type=code&client_id=a&redirect_uri={quote(CB, safe='')}&state={S}\n{url}",
        "two links of chrome": f"https://op.example/a?client_id=a&response_type=code&state=x {url}",
        "form_post body": f"state={S}&code={C}",
        "form_post devtools": f"Form Data\nstate: {S}\ncode: {C}\n",
        "fragment": f"{CB}#{query}",
        "fragment id_token": f"{CB}#code={C}&id_token=eyJhbGciOiJSUzI1NiJ9.e30.AA&state={S}",
        "python repr": f"ParseResult(scheme='http', netloc='127.0.0.1:9999', path='/callback', params='', query='{query}', fragment='')",
        "django querydict": f"<QueryDict: {{'code': ['{C}'], 'state': ['{S}']}}>",
        "php dump": f'array(2) {{\n  ["code"]=>\n  string({len(C)}) "{C}"\n  ["state"]=>\n  string({len(S)}) "{S}"\n}}',
        "java map": f"{{code=[{C}], state=[{S}]}}",
        "csharp": f'code = "{C}", state = "{S}"',
        "js URLSearchParams": f"URLSearchParams {{ 'code' => '{C}', 'state' => '{S}' }}",
        "lambda event": json.dumps(
            {"rawPath": "/callback", "rawQueryString": query, "queryStringParameters": {"code": C, "state": S}}
        ),
        "yaml": f"callback:\n  url: {url}\n  ok: true",
        "csv": f'"2026-10-05","GET","{url}","302"',
        "markdown table": f"| url | status |\n|---|---|\n| {url} | 302 |",
        "org": f"[[{url}][callback]]",
        "rst": f"`callback <{url}>`_",
        "latex": f"\\url{{{url}}}",
        "latex esc": url.replace("&", "\\&").replace("_", "\\_"),
        "xml": f"<url>{entities}</url>",
        "xml cdata": f"<loc><![CDATA[{url}]]></loc>",
        "plist": f"<string>{entities}</string>",
        "env": f'REDIRECT="{url}"',
        "toml": f'url = "{url}"',
        "trailing backslash": url + "\\",
        "trailing ellipsis text": f"{url} \u2026",
        "emoji": f"\U0001f449 {url}",
        "german sentence": f"Ich lande auf {url} und dann passiert nichts.",
        "safari https upgrade": f'Safari can\'t open the page "{url}" because Safari can\'t connect to the server "127.0.0.1".',
        "chrome error": f"This site can’t be reached\n127.0.0.1 refused to connect.\n{url}\nERR_CONNECTION_REFUSED",
        "firefox error": f"Unable to connect\n\nFirefox can’t establish a connection to the server at 127.0.0.1:9999.\n\n{url}",
        "js console": f"Navigated to {url}",
        "cors": f"Access to fetch at '{url}' from origin 'http://localhost:3000' has been blocked by CORS policy",
        "mixed": f"GET {url} net::ERR_CONNECTION_REFUSED",
        "wireshark": (
            f"Hypertext Transfer Protocol\n    GET /callback?{query} HTTP/1.1\\r\\n\n    Host: 127.0.0.1:9999\\r\\n\n "
            f"   [Full request URI: {url}]"
        ),
        "tcpdump": f"E..x..@.@...GET /callback?{query} HTTP/1.1\r\nHost: 127.0.0.1:9999\r\n",
        "sentry": f"url: {CB}\nquery_string: {query}",
        "strace": f'read(4, "GET /callback?{query} HTTP/1.1\\r\\nHost: 127"..., 8192) = 512',
    }


UNTOUCHED = ("fragment", "fragment id_token", "form_post body")  # read as they are: there is nothing to say
BROKEN = "postman console"  # where the code ends the line, and nothing tells whether it goes on below
WITH_ISSUER = f"{CB}?code={C}&state={S}&iss=https%3A%2F%2Fop.example%2Ftenant"  # RFC 9207: an address within the answer
ORDERS = ((URL, "code first"), (BACK, "code last"), (WITH_ISSUER, "with iss"))
CASES = [
    pytest.param(url, name, id=f"{name}, {order}")
    for url, order in ORDERS
    for name in sources(url)
    if url != BACK or name != BROKEN
]


@pytest.mark.parametrize(("url", "name"), CASES)
def test_the_answer_is_found_wherever_it_comes_from(url: str, name: str) -> None:
    """Exactly the code and the state are read, and what was done is told."""
    response = read(sources(url)[name])
    assert response.code is not None
    assert (response.code.reveal(), response.state) == (C, S)
    assert response.changes or name in UNTOUCHED
    assert not any(C in change or S in change for change in response.changes)


@pytest.mark.parametrize(
    "text",
    [
        f"/callback?code={C}&state={S}&iss=https%3A%2F%2Fop.example",
        f"callback?code={C}&state={S}&iss=https://op.example",
        f"127.0.0.1:9999/callback?code={C}&state={S}&iss=https%3A%2F%2Fop.example",
        f"app.example/cb?iss=https%3A%2F%2Fop.example&code={C}&state={S}",
        f"GET /callback?code={C}&state={S}&iss=https%3A%2F%2Fop.example HTTP/1.1",
        f'"GET /cb?code={C}&state={S}&error_uri=https%3A%2F%2Fop.example%2Fdoc HTTP/1.1" 200 -',
    ],
)
def test_an_address_within_the_answer_is_not_where_it_begins(text: str) -> None:
    """Without a scheme of its own the answer begins at its path, and not at the issuer that it names."""
    response = read(text)
    assert response.code is not None
    assert (response.code.reveal(), response.state) == (C, S)


def test_a_state_may_be_an_address() -> None:
    """What stands in the state does not begin the answer either."""
    response = read("/cb?state=https%3A%2F%2Fapp.example%2Fpage&code=" + C, state="https://app.example/page")
    assert response.code is not None
    assert response.code.reveal() == C


def test_a_code_that_may_go_on_below_is_refused() -> None:
    """A number on the next line may be a status or a piece of the code."""
    with pytest.raises(Mistake, match="nothing tells where it ends"):
        read(sources(BACK)[BROKEN])
