"""What was expected and what came stand side by side, wherever both are known and neither is a secret."""

from __future__ import annotations

from collections.abc import Iterator

from explorer.rules.finding import Finding
from tests.rules import authorize_requests, test_authorize, test_id_token, test_jwks, test_metadata, test_token_request
from tests.rules.minting import CLIENT_ID

# Nothing came that could stand there, or what came is no single value.
ONE_SIDED = {
    "AUTHZ-SCOPE-NO-OPENID",
    "DISC-NOT-JSON",
    "DISC-PKCE-NOT-ADVERTISED",
    "IDTC-ACR-NOT-REQUESTED-VALUE",
    "IDTC-DUPLICATE-CLAIM",
    "IDTH-ALG-NOT-EXPECTED",
    "IDTH-BASE64URL",
    "IDTH-DUPLICATE-NAME",
    "IDTH-NOT-JSON",
}
COMPARED = {
    "AUTHZ-ENDPOINT-MISMATCH",
    "AUTHZ-PKCE-METHOD-UNSUPPORTED",
    "AUTHZ-REDIRECT-URI-NOT-REGISTERED",
    "IDTC-ISS-ALIAS",
    "TOKQ-AUTH-WRONG-METHOD",
    "TOKQ-ENDPOINT-MISMATCH",
    "TOKQ-REDIRECT-URI-MISMATCH",
}


def failing() -> Iterator[Finding]:
    """Yield a failed finding of each rule that the tests of these rooms provoke."""
    for rule, report in test_token_request.FAILS:
        yield report()[rule]
    for rule, keys, arguments in test_jwks.FAILS:
        yield test_jwks.check(*keys, **arguments)[rule]
    for rule, changes, arguments in test_authorize.FAILS:
        yield authorize_requests.check(changes, **arguments)[rule]
    for rule, changes, arguments in test_metadata.FAILS:
        yield test_metadata.check(changes, **arguments)[rule]
    for rule, changes, arguments in test_id_token.FAILS:
        yield test_id_token.report_of(changes, arguments)[rule]


def test_what_came_stands_beside_what_was_expected() -> None:
    """But where a rule asks for something that is not there: its id says so."""
    bare = {each.rule for each in failing() if each.expected is not None and each.received is None}
    assert {rule for rule in bare if not rule.endswith(("-MISSING", "-MISSING-PUBLIC", "-MISSING-CONFIDENTIAL"))} == ONE_SIDED


def test_what_was_expected_stands_beside_what_came() -> None:
    """Where two values are compared, both are known."""
    found = {each.rule: each for each in failing() if each.rule in COMPARED}
    assert set(found) == COMPARED
    assert not [each for each in found.values() if each.expected is None or each.received is None]


def test_an_audience_is_received_as_it_came() -> None:
    """All of it, and not only the strangers in it, which the sentence names."""
    report = test_id_token.report_of({"aud": [CLIENT_ID, "https://stranger.example"]}, {})
    finding = report["IDTC-AUD-UNTRUSTED"]
    assert finding.received == [CLIENT_ID, "https://stranger.example"]
    assert finding.message.endswith("not on your list: https://stranger.example.")
