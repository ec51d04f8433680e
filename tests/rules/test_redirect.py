"""The guards: is the answer in the browser the answer to our request?"""

from __future__ import annotations

import json
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.protocol.provider_start import Recognised
from explorer.protocol.redirect import parse_redirect
from explorer.rules.redirect import CSRF_AND_MIX_UP_CHECKS, REDIRECT, check_redirect
from explorer.rules.redirect.provider import PROVIDER
from tests.hostile import outcome, patient, unsigned
from tests.rules.redirects import CALLBACK, ISSUER, asked, check

OK = f"{CALLBACK}?code=c&state=s1&iss={ISSUER}"
LONG = f"{CALLBACK}?code={'c' * 22}&state=s1"
REFUSED = f"{CALLBACK}?error=access_denied&state=s1"
SILENT = {"request": asked(prompt="none")}
JARM = {"request": asked(response_mode="query.jwt", client_id="my-app")}


def jarm(alg: str = "RS256", **claims: object) -> str:
    """Return an address with a signed answer in it."""
    answer = unsigned({"alg": alg}, {"iss": ISSUER, "aud": "my-app", "code": "c", "state": "s1", **claims})
    return f"{CALLBACK}?response={answer}"


CASES = [
    ("AUTHR-DUPLICATE-PARAM", "pass", OK, {}),
    ("AUTHR-DUPLICATE-PARAM", "fail", f"{OK}&code=d", {}),
    ("AUTHR-STATE-MISSING", "pass", OK, {}),
    ("AUTHR-STATE-MISSING", "fail", f"{CALLBACK}?code=c", {}),
    ("AUTHR-STATE-MISSING", "skip", "c", {}),
    ("AUTHR-STATE-MISSING", "skip", OK, {"request": asked(None)}),
    ("AUTHR-STATE-MISMATCH", "pass", OK, {}),
    ("AUTHR-STATE-MISMATCH", "fail", f"{CALLBACK}?code=c&state=s2", {}),
    ("AUTHR-STATE-MISMATCH", "fail", f"{CALLBACK}?code=c&state=", {}),
    ("AUTHR-STATE-MISMATCH", "fail", f"{CALLBACK}?code=c&state=S1", {}),
    ("AUTHR-STATE-MISMATCH", "fail", f"{CALLBACK}?code=c&state=s1+", {}),
    ("AUTHR-STATE-MISMATCH", "skip", "c", {}),
    ("AUTHR-STATE-MISMATCH", "skip", f"{CALLBACK}?code=c", {}),
    ("AUTHR-STATE-UNEXPECTED", "pass", f"{CALLBACK}?code=c", {"request": asked(None)}),
    ("AUTHR-STATE-UNEXPECTED", "fail", OK, {"request": asked(None)}),
    ("AUTHR-STATE-UNEXPECTED", "skip", OK, {}),
    ("AUTHR-ISS-MISSING", "pass", OK, {"promises_iss": True}),
    ("AUTHR-ISS-MISSING", "fail", f"{CALLBACK}?code=c&state=s1", {"promises_iss": True}),
    ("AUTHR-ISS-MISSING", "skip", f"{CALLBACK}?code=c&state=s1", {}),
    ("AUTHR-ISS-MISSING", "skip", "c", {"promises_iss": True}),
    ("AUTHR-ISS-MISMATCH", "pass", OK, {}),
    ("AUTHR-ISS-MISMATCH", "fail", f"{OK}/", {}),
    ("AUTHR-ISS-MISMATCH", "fail", f"{CALLBACK}?code=c&state=s1&iss=", {}),
    ("AUTHR-ISS-MISMATCH", "skip", f"{CALLBACK}?code=c&state=s1", {"promises_iss": True}),
    ("AUTHR-ISS-MISMATCH", "skip", "c", {"promises_iss": True}),
    ("AUTHR-CODE-AND-ERROR", "pass", OK, {}),
    ("AUTHR-CODE-AND-ERROR", "fail", f"{OK}&error=access_denied", {}),
    ("AUTHR-CODE-IN-FRAGMENT", "pass", OK, {}),
    ("AUTHR-CODE-IN-FRAGMENT", "pass", OK.replace("?", "#"), {"request": asked(response_mode="fragment")}),
    ("AUTHR-CODE-IN-FRAGMENT", "fail", OK.replace("?", "#"), {}),
    ("AUTHR-CODE-IN-FRAGMENT", "fail", "#code=c&state=s1", {}),
    ("AUTHR-CODE-IN-FRAGMENT", "skip", "code=c&state=s1", {}),
    ("AUTHR-WRONG-REDIRECT-URI", "fail", OK, {"request": asked(redirect_uri=f"{CALLBACK}?x=1")}),  # case 21
    ("AUTHR-WRONG-REDIRECT-URI", "fail", f"{OK}&x=2", {"request": asked(redirect_uri=f"{CALLBACK}?x=1")}),
    ("AUTHR-WRONG-REDIRECT-URI", "fail", f"{OK}&x=1", {"request": asked(redirect_uri=f"{CALLBACK}?x=1&y=")}),
    ("AUTHR-WRONG-REDIRECT-URI", "pass", f"{OK}&x=1", {"request": asked(redirect_uri=f"{CALLBACK}?x=1")}),
    ("AUTHR-WRONG-REDIRECT-URI", "pass", OK.replace("?", "?x=a%20b&"), {"request": asked(redirect_uri=f"{CALLBACK}?x=a+b")}),
    *[
        ("AUTHR-WRONG-REDIRECT-URI", verdict, f"{came}?code=c&state=s1", {"request": asked(redirect_uri=sent)})
        for verdict, came, sent in [
            ("pass", "https://app.example/cb", "https://app.example:443/cb"),  # case 22
            ("pass", "http://app.example/cb", "http://app.example:80/cb"),
            ("pass", "https://app.example/cb", "https://APP.example/cb"),
            ("pass", "https://xn--bcher-kva.example/cb", "https://b\u00fccher.example/cb"),
            ("pass", "https://app.example/~a", "https://app.example/%7ea"),
            ("fail", "https://app.example:8443/cb", "https://app.example:443/cb"),
            ("fail", "https://app.example:80/cb", "https://app.example/cb"),
            ("fail", "https://app.example/CB", "https://app.example/cb"),
            ("fail", "https://app.example/a/b", "https://app.example/a%2Fb"),
            ("fail", "https://app.example/cb/", "https://app.example/cb"),
            ("fail", "http://app.example/cb", "https://app.example/cb"),
        ]
    ],
    ("AUTHR-WRONG-REDIRECT-URI", "pass", "http://127.0.0.1/?code=c", {"request": asked(redirect_uri="http://127.0.0.1")}),
    ("AUTHR-WRONG-REDIRECT-URI", "fail", OK.replace("/cb", "/cb/"), {}),
    ("AUTHR-WRONG-REDIRECT-URI", "skip", "c", {}),
    ("AUTHR-WRONG-REDIRECT-URI", "skip", "127.0.0.1:8080/cb?code=c", {}),
    ("AUTHR-WRONG-REDIRECT-URI", "skip", OK, {"request": asked(redirect_uri=None)}),
    ("AUTHR-TOKEN-IN-QUERY", "pass", OK, {}),
    ("AUTHR-TOKEN-IN-QUERY", "fail", f"{OK}&id_token=canary-31415", {}),
    ("AUTHR-STATE-ALTERED", "pass", OK, {}),
    *[
        ("AUTHR-STATE-ALTERED", "fail", f"{CALLBACK}?code=c&state={came}", {"request": asked(sent)})
        for sent, came in [("aB", "ab"), ("a+b", "a b"), ("a&b", "a%26amp;b"), ("a%2Fb", "a/b"), ("0123456789", "01234567")]
    ],
    ("AUTHR-STATE-ALTERED", "skip", f"{CALLBACK}?code=c&state=s2", {}),
    ("AUTHR-EMPTY", "pass", OK, {}),
    ("AUTHR-EMPTY", "fail", f"{CALLBACK}?access_token=canary-31415", {}),
    ("AUTHR-CODE-SEEN", "pass", OK, {}),
    ("AUTHR-CODE-SEEN", "fail", OK, {"sent_before": True}),
    ("AUTHR-CODE-SEEN", "skip", REFUSED, {"sent_before": True}),
    ("AUTHR-CODE-CHARS", "pass", OK, {}),
    ("AUTHR-CODE-CHARS", "fail", f"{CALLBACK}?code=caf%C3%A9", {}),
    ("AUTHR-CODE-SPACE", "pass", OK, {}),
    ("AUTHR-CODE-SPACE", "fail", f"{CALLBACK}?code=a+b", {}),
    ("AUTHR-CODE-SHORT", "pass", LONG, {}),
    ("AUTHR-CODE-SHORT", "fail", OK, {}),
    ("AUTHR-CODE-SHORT", "skip", REFUSED, {}),
    ("AUTHR-TOKEN-UNEXPECTED", "pass", OK, {}),
    ("AUTHR-TOKEN-UNEXPECTED", "pass", f"{OK}&id_token=x", {"request": asked(response_type="code id_token")}),
    ("AUTHR-TOKEN-UNEXPECTED", "fail", f"{OK}&access_token=canary-31415", {"request": asked(response_type="code")}),
    ("AUTHR-ISS-UNADVERTISED", "pass", OK, {"promises_iss": True}),
    ("AUTHR-ISS-UNADVERTISED", "fail", OK, {}),
    ("AUTHR-ISS-UNADVERTISED", "skip", OK, {"promises_iss": None}),
    ("AUTHR-ISS-FORMAT", "pass", OK, {}),
    *[("AUTHR-ISS-FORMAT", "fail", f"{LONG}&iss={iss}", {}) for iss in ("http://op", "op", "https://op%3Fa", "https://op%23a")],
    ("AUTHR-ISS-FORMAT", "pass", f"{LONG}&iss=http://127.0.0.1:1", {}),
    ("AUTHR-ERROR-UNKNOWN", "pass", REFUSED, {}),
    ("AUTHR-ERROR-UNKNOWN", "fail", f"{CALLBACK}?error=no_such_code", {}),
    ("AUTHR-ERROR-UNKNOWN", "skip", OK, {}),
    ("AUTHR-ERROR-CHARS", "pass", f"{REFUSED}&error_description=no,+thanks&error_uri=https://op/e", {}),
    ("AUTHR-ERROR-CHARS", "fail", f"{REFUSED}&error_description=%22no%22", {}),
    ("AUTHR-ERROR-CHARS", "fail", f"{REFUSED}&error_uri=a+b", {}),
    ("AUTHR-ERROR-STATE-MISSING", "pass", REFUSED, {}),
    ("AUTHR-ERROR-STATE-MISSING", "fail", f"{CALLBACK}?error=access_denied", {}),
    ("AUTHR-ERROR-STATE-MISSING", "skip", OK, {}),
    ("AUTHR-PROMPT-NONE-ERROR", "pass", f"{CALLBACK}?error=consent_required", SILENT),
    ("AUTHR-PROMPT-NONE-ERROR", "fail", REFUSED, SILENT),
    ("AUTHR-PROMPT-NONE-ERROR", "skip", REFUSED, {}),
    ("AUTHR-LOGIN-REQUIRED", "pass", OK, SILENT),
    ("AUTHR-LOGIN-REQUIRED", "fail", f"{CALLBACK}?error=login_required", SILENT),
    ("AUTHR-FORM-POST-METHOD", "pass", "code=c&state=s1", {"request": asked(response_mode="form_post")}),
    ("AUTHR-FORM-POST-METHOD", "fail", OK, {"request": asked(response_mode="form_post")}),
    ("JARM-RESPONSE-MISSING", "pass", jarm(), JARM),
    ("JARM-RESPONSE-MISSING", "fail", OK, JARM),
    ("JARM-RESPONSE-MISSING", "skip", OK, {}),
    ("JARM-PLAIN-PARAMS", "pass", jarm(), JARM),
    ("JARM-PLAIN-PARAMS", "fail", OK, JARM),
    ("JARM-ALG-NONE", "pass", jarm(), JARM),
    ("JARM-ALG-NONE", "fail", jarm("none"), JARM),
    ("JARM-ALG-NONE", "skip", OK, JARM),
    ("JARM-ISS", "pass", jarm(), JARM),
    ("JARM-ISS", "fail", jarm(iss="https://x.example"), JARM),
    ("JARM-AUD", "pass", jarm(aud=["my-app"]), JARM),
    ("JARM-AUD", "fail", jarm(aud="another"), JARM),
    ("AUTHR-CALLBACK-HTTP", "pass", OK, {}),
    ("AUTHR-CALLBACK-HTTP", "fail", OK.replace("127.0.0.1:8080", "app.example"), {}),
    ("AUTHR-CALLBACK-HTTP", "skip", "c", {}),
]


@pytest.mark.parametrize(("rule", "verdict", "text", "arguments"), CASES)
def test_verdict(rule, verdict, text, arguments):
    """Each rule passes, fails and is skipped as the standard has it; a skip has its reason, a failure its advice."""
    finding = check(text, **arguments)[rule]
    assert finding.verdict == verdict
    assert finding.message or verdict == "pass"
    assert bool(finding.advice) == (verdict == "fail")


def test_every_rule_is_seen_to_pass_and_to_fail():
    """No rule is without a test, and every guard is a rule of severity error."""
    seen = {(rule, verdict) for rule, verdict, *_ in CASES}
    assert [rule.id for rule in REDIRECT.rules if not {(rule.id, "pass"), (rule.id, "fail")} <= seen] == []
    assert set(CSRF_AND_MIX_UP_CHECKS) <= {rule.id for rule in (*REDIRECT.rules, *PROVIDER.rules) if rule.severity == "error"}


def test_bare_code_is_shown_as_not_checked():
    """A bare code fails no guard and passes neither state nor iss: the report says what was not looked at."""
    report = check("c", promises_iss=True)
    assert report.ok
    held = [rule for rule in CSRF_AND_MIX_UP_CHECKS if rule not in ("AUTHR-DUPLICATE-PARAM", "AUTHR-PROVIDER-RESTARTED")]
    assert {report[rule].verdict for rule in held} == {"skip"}


THEN, NOW = "2026-11-27T15:02:01.000001Z, 7", "2026-11-27T15:09:02.000001Z, 8"


def after_a_restart(recognised):
    """The report about an answer that waited through a restart, after which somebody was found at the provider's address."""
    found = recognised or Recognised(THEN, NOW)
    return check_redirect(parse_redirect(f"{CALLBACK}?code=c"), asked(), issuer=ISSUER, promises_iss=False, recognised=found)


@pytest.mark.parametrize(
    ("recognised", "verdict", "words"),
    [
        (Recognised(THEN, THEN), "pass", ""),
        (Recognised(THEN, NOW), "fail", "began at 15:09:02 UTC"),
        (Recognised(THEN, "since yesterday"), "fail", "began at some moment"),
        (Recognised(THEN, None), "fail", "another program"),
        (Recognised(THEN, None, answered=False), "fail", "nobody answers"),
    ],
    ids=["same", "later", "no-moment", "another-program", "silent"],
)
def test_a_provider_that_was_restarted(recognised, verdict, words):
    """AUTHR-PROVIDER-RESTARTED is asked where the provider was asked for, and says what has its address now."""
    report = after_a_restart(recognised)
    assert report["AUTHR-PROVIDER-RESTARTED"].verdict == verdict
    assert words in report["AUTHR-PROVIDER-RESTARTED"].message
    assert "AUTHR-PROVIDER-RESTARTED" not in [each.rule for each in check(f"{CALLBACK}?code=c").findings]


@given(
    st.lists(st.tuples(st.sampled_from(["code", "state", "iss", "error", "id_token", "x"]), st.text()), max_size=6),
    st.booleans(),
)
@patient
def test_any_answer_gives_a_whole_report(pairs, promises_iss):
    """Whatever came back, every rule reports, and no code or token is in the report."""
    hidden = [(name, f"canary{value}" if name in ("code", "id_token") else value) for name, value in pairs]
    text = f"{CALLBACK}?{urllib.parse.urlencode(hidden, errors='replace')}"
    response = outcome(parse_redirect, text)
    if isinstance(response, Exception):
        return
    report = check_redirect(response, asked(), issuer=ISSUER, promises_iss=promises_iss)
    assert len(report.findings) == len(REDIRECT.rules)
    assert "canary" not in json.dumps(report.to_dicts())
