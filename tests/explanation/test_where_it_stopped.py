"""Where a sign-in of a HAR stopped in the browser: at the provider's page, at the application's, or at what a script may read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from explorer import diagnose, explain
from explorer.explanation import Explanation
from tests.explanation.hars import AUTHORIZE, PROVIDER, REDIRECT_URI, TOKEN, entry, front_channel, har, link, token_request

HOME = "https://app.example/home"
DOCUMENT = {"issuer": PROVIDER, "authorization_endpoint": AUTHORIZE, "token_endpoint": TOKEN, "jwks_uri": f"{PROVIDER}/keys"}
DISCOVERY = f"{PROVIDER}/.well-known/openid-configuration"


def landing(status: int, page: str, *more: dict[str, Any]) -> Explanation:
    """Explain a sign-in that came back to an application which answers so."""
    *before, last = front_channel()
    url = last["request"]["url"]
    return explain(har(*before, entry(10, "GET", url, status, body=page), *more))


def first_cause(found: Explanation) -> str:
    """Return the id of the cause that comes first."""
    cause = diagnose(found.runs[0]).first
    return cause.id if cause is not None else ""


PAGES = [
    (500, "<h1>Error</h1><p>connect ECONNREFUSED 10.0.0.7:443</p>", "application-cannot-reach-provider"),
    (400, "<h1>checks.state argument is missing</h1>", "application-lost-session"),
    (401, "Unauthorized: nonce mismatch, expected a, got: b", "application-nonce"),
    (500, "<h1>IDX10205: Issuer validation failed.</h1>", "application-issuer"),
    (403, "<html><h1>Forbidden</h1>You do not have permission to access this application</html>", "application-user-unknown"),
    (404, "<h1>Cannot GET /cb</h1>", "application-callback-missing"),
    (200, "<html><title>Sign in failed</title><h1>Login error</h1><p>Invalid client secret</p></html>", "secret-wrong"),
    (500, '{"error": "Correlation failed."}', "application-lost-session"),
    (500, "", "application-broke"),
]


@pytest.mark.parametrize(("status", "page", "cause"), PAGES, ids=[f"{cause}-{status}" for status, _, cause in PAGES])
def test_what_an_application_says(status: int, page: str, cause: str) -> None:
    """The words of client libraries name the cause, in the status and on the page at which the browser arrived."""
    found = landing(status, page)
    assert not found.ok
    assert first_cause(found) == cause


def test_a_page_that_follows() -> None:
    """Many applications send the browser on to a page of their own that tells of the error."""
    *before, last = front_channel()
    last["response"] |= {"status": 302, "redirectURL": "https://app.example/error"}
    page = entry(11, "GET", "https://app.example/error", 200, body="<h1>Something went wrong</h1><p>Token exchange failed</p>")
    assert first_cause(explain(har(*before, last, page))) == "application-refused-at-token-endpoint"


def test_a_page_that_greets() -> None:
    """A page without trouble is none, also where its text speaks of errors somewhere below."""
    found = landing(
        200, "<html><title>Home</title><h1>Welcome</h1><p>No errors in the last report. Unknown words: 3.</p></html>"
    )
    assert found.ok, found.sentence
    assert not diagnose(found.runs[0]).failed


def test_an_application_that_knows_nobody() -> None:
    """It takes the code and sends the browser to the provider again at once: its session is lost."""
    again = front_channel("second-state-0123456789", "second-code-0123456789", begin=11)
    found = explain(har(*front_channel(), *again))
    assert len(found.runs) == 2
    assert first_cause(found) == "application-lost-session"


def test_a_page_of_the_provider() -> None:
    """It stands where no answer came, and its words are read."""
    page = entry(2, "GET", link(), 400, body="<h1>We are sorry</h1><p>Invalid parameter: redirect_uri</p>")
    found = explain(har(page))
    assert first_cause(found) == "redirect-uri-not-registered"
    assert diagnose(found.runs[0]).leg == "authorize"


def test_a_script_that_may_not_read() -> None:
    """Without an answer from another origin, a script met CORS; with an answer whose body is kept back, too."""
    failed = token_request()
    failed["request"]["headers"] = [{"name": "Origin", "value": "https://app.example"}]
    kept = json.loads(json.dumps(failed))
    failed["response"] = {"status": 0, "headers": [], "content": {}, "_error": "net::ERR_FAILED"}
    kept["response"]["content"].pop("text")
    for each in (failed, kept):
        assert first_cause(explain(har(*front_channel(), each))) == "cors-refused"
    kept["response"]["headers"].append({"name": "Access-Control-Allow-Origin", "value": "*"})
    assert first_cause(explain(har(*front_channel(), kept))) != "cors-refused"


def test_it_ended_at_discovery() -> None:
    """No sign-in began, and why is told all the same."""
    found = explain(har(entry(1, "GET", DISCOVERY, 404, body="not found", kind="fetch")))
    assert diagnose(found.runs[0]).leg == "discovery"
    assert PROVIDER.partition("://")[2].partition("/")[0] in (found.runs[0].label or "")


def test_discovery_is_no_failure() -> None:
    """A document that was read is not called one that was none, in a sign-in that worked."""
    document = entry(0.5, "GET", DISCOVERY, body=json.dumps(DOCUMENT), media_type="application/json", kind="fetch")
    found = explain(har(document, *front_channel(), token_request()))
    assert diagnose(found.runs[0]).leg != "discovery"


def test_a_page_that_sends_no_token_request() -> None:
    """Its script asked for discovery, so it would send the code too; where a server does, nothing is missing."""
    document = entry(0.5, "GET", DISCOVERY, body=json.dumps(DOCUMENT), media_type="application/json", kind="fetch")
    *before, last = front_channel()
    last = entry(10, "GET", f"{REDIRECT_URI}?{last['request']['url'].partition('?')[2]}", body="<script></script>")
    assert first_cause(explain(har(document, *before, last))) == "application-lost-session"
    assert explain(har(*before, last)).ok


def test_an_application_of_two_names() -> None:
    """It begins at localhost and comes back to 127.0.0.1: the cookie stays behind, and both names are told."""
    text = har(
        *front_channel()[:-1], entry(10, "GET", front_channel()[-1]["request"]["url"], 400, body="<h1>cookie not found</h1>")
    )
    found = explain(text.replace("https://app.example/login", "http://localhost:3000/login"))
    cause = diagnose(found.runs[0]).causes[0]
    assert (cause.id, cause.verdict) == ("application-lost-session", "proven")
    assert "http://localhost:3000" in cause.evidence
    assert diagnose(explain(text).runs[0]).causes[0].verdict == "likely"
