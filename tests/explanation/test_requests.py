"""Requests in every dialect say the same; what is misspelt or cut off is told; and what was pasted together is judged together."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import diagnose, explain
from explorer.explanation.commands import read_command
from explorer.secret import reveal
from explorer.views.explanation import explanation_html
from explorer.views.plain import plain_text
from tests.explanation.samples import AUTHORIZE, CODE, COMMAND, JWKS, REDIRECT, SECRET, TOKEN_RESPONSE

SEED = Path(__file__).parents[3] / "shared" / "seed" / "authorization-code-flow.txt"
TOKEN_ENDPOINT = "https://op.example/oauth2/token"
FORM = "-H 'Content-Type: application/x-www-form-urlencoded;charset=UTF-8'"
MISSPELT = "grant_type=authorization_code&code=<authz-code>&reidrect_uri=<client-redirect-uri>&client_id=<client-id>"
PUBLIC = f"curl -i {FORM} --request POST https://tenant-base-url/oauth2/v1/token -d '{MISSPELT}'"


@pytest.mark.parametrize("text", COMMAND)
def test_each_dialect_sends_the_same(text: str) -> None:
    """Method, address, grant and code are read from bash, cmd, PowerShell and JavaScript alike."""
    command = read_command(text)
    assert command is not None
    request = command.request
    assert (request.method, request.url) == ("POST", TOKEN_ENDPOINT)
    assert reveal(request.parameter("grant_type")) == "authorization_code"
    assert reveal(request.parameter("code")) == CODE
    assert explain(text).pieces[0].kind == "token_request"


def test_a_command_and_its_request_say_once_what_is_asked() -> None:
    """The request is all that the command is about: its sentence stands above, in a text, a page and in Markdown."""
    found = explain(f"curl -d 'grant_type=authorization_code&code={CODE}&client_id=app' {TOKEN_ENDPOINT}")
    for shown in (plain_text(explanation_html(found)), found.to_markdown()):
        assert shown.count("for tokens, as the client app") == 1


def test_the_public_client_of_a_manual() -> None:
    """`reidrect_uri` is `redirect_uri`, misspelt, and the provider would answer invalid_grant."""
    found = explain(PUBLIC)
    assert "reidrect_uri is redirect_uri, misspelt" in found.sentence
    assert found.report.failed("TOKQ-MISSPELT-PARAM")
    assert found.report.failed("TOKQ-REDIRECT-URI-MISSING")
    assert "400 invalid_grant" in found.would_answer
    assert not found.ok


@pytest.mark.skipif(not SEED.is_file(), reason="the manual's text lies beside the repository, and is not there")
def test_the_whole_manual() -> None:
    """All its examples are found in the text that was copied from its page, and the misspelt one is told."""
    found = explain(SEED.read_text(encoding="utf-8"))
    kinds = [piece.kind for piece in found.pieces]
    assert found.kind == "several"
    assert (kinds.count("authorization_request"), kinds.count("command")) == (4, 2)
    assert "misspelt" in found.to_markdown()
    assert "invalid_grant" in found.would_answer


def test_a_command_opens_as_a_flow(tmp_path: Path) -> None:
    """The flow has its client, its code and its verifier, and would send the same parameters."""
    flow = explain(COMMAND[0]).flow(runs=tmp_path)
    sent = flow.token_request()
    assert sent.request.url == TOKEN_ENDPOINT
    assert {name for name, _ in sent.params} >= {"grant_type", "code", "redirect_uri", "code_verifier", "client_id"}
    assert reveal(sent.get("code")) == CODE
    secret = explain(COMMAND[1]).flow(runs=tmp_path).client.client_secret
    assert secret is not None
    assert secret.reveal() == SECRET


def test_an_ampersand_outside_of_quotes() -> None:
    """A shell ends the command there, so the rest was never sent."""
    found = explain("curl https://op.example/authorize?response_type=code&client_id=app&scope=openid")
    assert any("& outside of quotes" in change for change in found.changes)


@pytest.mark.parametrize(
    ("text", "rule", "answer"),
    [
        (
            f"curl -d 'code={CODE}&client_id=app&redirect_uri=https://a.example/' {TOKEN_ENDPOINT}",
            "TOKQ-GRANT-TYPE-MISSING",
            "400 invalid_request",
        ),
        (
            f"curl -d 'grant_type=code&code={CODE}&client_id=app' {TOKEN_ENDPOINT}",
            "TOKQ-GRANT-TYPE-WRONG",
            "unsupported_grant_type",
        ),
        (
            f"curl -d 'grant_type=authorization_code&code={CODE}' {TOKEN_ENDPOINT}",
            "TOKQ-CLIENT-ID-MISSING",
            "401 invalid_client",
        ),
        (
            f'curl --json \'{{"grant_type":"authorization_code","code":"{CODE}","client_id":"a"}}\' {TOKEN_ENDPOINT}',
            "TOKQ-CONTENT-TYPE",
            "invalid_request",
        ),
        (
            f"curl -X GET -d 'grant_type=authorization_code&code={CODE}&client_id=app' {TOKEN_ENDPOINT}",
            "TOKQ-METHOD",
            "invalid_request",
        ),
        (
            "https://op.example/authorize?response_type=cod&client_id=app&scope=openid&redirect_uri=https%3A%2F%2Fa.example",
            "AUTHZ-RESPONSE-TYPE-UNKNOWN",
            "unsupported_response_type",
        ),
    ],
)
def test_what_a_provider_would_answer(text: str, rule: str, answer: str) -> None:
    """The rule that a server meets first decides."""
    found = explain(text)
    assert any(finding.rule == rule and finding.verdict == "fail" for finding in found.findings)
    assert answer in found.would_answer


def test_what_was_pasted_together_is_judged_together() -> None:
    """The state of the request and of the answer are compared, and the redirect_uri of both legs: a run is made of them."""
    other = COMMAND[0].replace("app.example%2Fcb", "app.example%2Fother")
    found = explain(f'{AUTHORIZE[0]}\n\n{REDIRECT[1]}\n\n{other}\n\n{{"error":"invalid_grant"}}')
    (run,) = found.runs
    assert run.report["AUTHR-STATE-MISMATCH"].verdict == "pass"
    assert run.report.failed("TOKQ-REDIRECT-URI-MISMATCH")
    assert "redirect_uri of the two requests differs" in repr(diagnose(run))


def test_a_token_with_its_keys() -> None:
    """The key set that was pasted with a token response verifies it, or does not."""
    (run,) = explain(f"{TOKEN_RESPONSE[1]}\n{JWKS[0]}").runs
    assert run.report["IDTH-KID-UNKNOWN"].verdict == "fail"


def test_a_response_alone_is_not_said_to_be_right() -> None:
    """Without the request nobody knows whether state and iss are right (law "Relaxing shows")."""
    report = explain(REDIRECT[1]).report
    assert {report[rule].verdict for rule in ("AUTHR-STATE-MISMATCH", "AUTHR-ISS-MISMATCH", "AUTHR-WRONG-REDIRECT-URI")} == {
        "skip"
    }
