"""`flow-explorer explain` and `jwt`: from an argument, a file, and standard input; the exit status tells the findings."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.cli import main
from tests.explanation.hars import front_channel, har, token_request
from tests.explanation.samples import AUTHORIZE, ID_TOKEN, SECRETS

COMMAND = Path(sys.executable).with_name("flow-explorer")


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run `flow-explorer` with a text on standard input."""
    return subprocess.run([COMMAND, *arguments], input=given, capture_output=True, text=True, timeout=120)


def test_an_argument_a_file_and_standard_input(tmp_path: Path) -> None:
    """The same text gives the same words, from wherever it comes."""
    file = tmp_path / "link.txt"
    file.write_text(AUTHORIZE[0], encoding="utf-8")
    told = [
        run("explain", AUTHORIZE[0]),
        run("explain", str(file)),
        run("explain", given=AUTHORIZE[0]),
        run("explain", "-", given=AUTHORIZE[0]),
    ]
    assert len({each.stdout for each in told}) == 1
    assert "an authorization request" in told[0].stdout
    assert all(each.returncode == 1 and each.stderr == "" for each in told), "its nonce can be guessed"


def test_the_formats() -> None:
    """JSON is JSON, Markdown has a heading, and neither shows the token."""
    found = run("jwt", "--format", "json", given=ID_TOKEN)
    assert json.loads(found.stdout)["kind"] == "jwt"
    assert run("jwt", "--format", "markdown", given=ID_TOKEN).stdout.startswith("## This is an ID token")
    assert not any(secret in found.stdout for secret in SECRETS)
    assert found.returncode == 1, "it has expired"


def test_a_har_of_a_failing_sign_in(tmp_path: Path) -> None:
    """The cause stands in what is printed."""
    file = tmp_path / "failing.har"
    entries = (*front_channel(), token_request("https%3A%2F%2Fapp.example%2F", status=400, body={"error": "invalid_grant"}))
    file.write_text(har(*entries), encoding="utf-8")
    done = run("explain", str(file))
    assert done.returncode == 1
    assert "redirect_uri of the two requests differs" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "given", "status", "words"),
    [
        (("jwt",), "hello", 2, "this is nothing that belongs to a sign-in."),
        (("jwt",), '{"error": "invalid_grant"}', 2, "flow-explorer explain tells of it"),
        (("explain",), "hello", 2, "nothing in it belongs to a sign-in"),
        (("explain",), "", 2, "an empty text"),
        (("explain", ""), "", 2, "nothing was given"),
        (("explain", "missing.har"), "", 2, "there is no file missing.har here"),
        (("jwt", "missing.txt"), "", 2, "there is no file missing.txt here"),
        (("explain", "."), "", 2, "is a folder"),
        (("explain", "https://op.example/authorize.html?client_id=a&response_type=code"), "", 1, "an authorization request"),
        (("explain", "--format", "pdf"), "", 2, "invalid choice"),
    ],
)
def test_what_is_no_token(arguments: tuple[str, ...], given: str, status: int, words: str) -> None:
    """A sentence says what it is, and the exit status that it was not a token."""
    done = run(*arguments, given=given)
    assert done.returncode == status
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("https://app.example/cb?error=access_denied&state=4Jx0bVd9qTnYw2sLr7kPfA", 1),
        ('{"error": "invalid_grant", "error_description": "expired"}', 1),
        ('HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error="invalid_token"\n\n', 1),
        ("HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer\n\n", 1),
        ("HTTP/1.1 503 Service Unavailable\n\n", 1),
        ("<html><h1>Error 400</h1>redirect_uri_mismatch</html>", 1),
        ("OAuth2Error: invalid_grant (Code not valid)", 1),
        ('{"active": false}', 0),
        ("https://app.example/cb?code=q8Zt3Lm1Vb7Xc2Nn5Kd9Rr4Ww6&state=4Jx0bVd9qTnYw2sLr7kPfA", 0),
    ],
    ids=["address", "json", "http", "challenge", "status", "page", "log", "introspection", "code"],
)
def test_a_refusal_ends_as_a_failed_sign_in_does(text: str, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Whether it is a whole HAR or the refusal alone: something went wrong, and a script is told so; an answer that is none is 0."""
    assert main(["explain", text]) == status
    told = capsys.readouterr().out
    assert ("not checked" not in told) or told.index("error |" if "error |" in told else "This is") < told.index("not checked")


def test_a_refusal_says_what_it_means(capsys: pytest.CaptureFixture[str]) -> None:
    """The first lines have the meaning, what to do, and the provider's own words; questions that nobody can answer come after."""
    main(["explain", "https://app.example/cb?error=invalid_scope&state=4Jx0bVd9qTnYw2sLr7kPfA&error_description=no+such+scope"])
    begin = capsys.readouterr().out.partition("Checks")[0]
    assert "At least one of the scopes is unknown" in begin
    assert "The provider's own words: “no such scope”." in begin


def test_who_reads_may_stop_early() -> None:
    """`| head` closes the pipe: no traceback, and a status that is no success."""
    process = subprocess.Popen([COMMAND, "explain", AUTHORIZE[0]], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(timeout=120) == 1
