"""The guards: is the answer in the browser the answer to our request?"""

from __future__ import annotations

import json
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.protocol.authorize import AuthorizationRequest
from explorer.protocol.redirect import parse_redirect
from explorer.rules import Report
from explorer.rules.redirect import GUARDS, REDIRECT, check_redirect
from tests.hostile import outcome, patient

ISSUER = "https://op.example"
CALLBACK = "http://127.0.0.1:8080/cb"


def asked(state: str | None = "s1", redirect_uri: str | None = CALLBACK, **params: str) -> AuthorizationRequest:
    """Return an authorize request with this state."""
    sent = {"redirect_uri": redirect_uri, "state": state, **params}
    pairs = tuple((name, value) for name, value in sent.items() if value is not None)
    return AuthorizationRequest("https://op/a", pairs, state, None, None, None)


def check(text: str, request: AuthorizationRequest | None = None, promises_iss: bool = False) -> Report:
    """Check a pasted text against a request."""
    return check_redirect(parse_redirect(text), request or asked(), issuer=ISSUER, promises_iss=promises_iss)


OK = f"{CALLBACK}?code=c&state=s1&iss={ISSUER}"
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
    ("AUTHR-WRONG-REDIRECT-URI", "pass", OK, {"request": asked(redirect_uri=f"{CALLBACK}?x=1")}),
    ("AUTHR-WRONG-REDIRECT-URI", "pass", "http://127.0.0.1/?code=c", {"request": asked(redirect_uri="http://127.0.0.1")}),
    ("AUTHR-WRONG-REDIRECT-URI", "fail", OK.replace("/cb", "/cb/"), {}),
    ("AUTHR-WRONG-REDIRECT-URI", "skip", "c", {}),
    ("AUTHR-WRONG-REDIRECT-URI", "skip", "127.0.0.1:8080/cb?code=c", {}),
    ("AUTHR-WRONG-REDIRECT-URI", "skip", OK, {"request": asked(redirect_uri=None)}),
    ("AUTHR-TOKEN-IN-QUERY", "pass", OK, {}),
    ("AUTHR-TOKEN-IN-QUERY", "fail", f"{OK}&id_token=canary-31415", {}),
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
    assert set(GUARDS) <= {rule.id for rule in REDIRECT.rules if rule.severity == "error"}


def test_bare_code_is_shown_as_not_checked():
    """A bare code fails no guard and passes neither state nor iss: the report says what was not looked at."""
    report = check("c", promises_iss=True)
    assert report.ok
    assert {report[rule].verdict for rule in GUARDS if rule != "AUTHR-DUPLICATE-PARAM"} == {"skip"}


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
