"""`flow-explorer probe`: the sheet in each format, the exit status, and the secret that is no argument."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from explorer import LocalProvider
from explorer.cli import main
from explorer.cli.probe import SECRET, _answer_to
from explorer.probes import NOWHERE_SHOWN, Sheets
from explorer.probes.junit import junit
from tests.probes.made import AUTUMN, DOWN, PLAN, SHEET

ROOT = Path(__file__).parents[2]


@pytest.fixture
def command(provider: LocalProvider, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command for a client of the local provider, whose secret is in the environment."""
    client = provider.register("probing")
    assert client.client_secret is not None
    monkeypatch.setenv(SECRET, client.client_secret.reveal())
    return ["probe", provider.issuer, "--client-id", "probing", "--redirect-uri", client.redirect_uri]


@pytest.mark.parametrize("format", ["text", "markdown", "json", "junit"])
def test_each_format(command: list[str], format: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A provider without an alarm: status 0, and the sheet on standard output, without the secret."""
    assert main([*command, "--no-login", "--ask", "discovery", "--ask", "ca-wrong-basic", "--format", format]) == 0
    out = capsys.readouterr().out
    assert "disc-issuer" in out.replace("\\", "")
    if format == "json":
        assert json.loads(out)["format"] == 1
    if format == "junit":
        assert ElementTree.fromstring(out).get("failures") == "0"  # noqa: S314 - our own


def _as_printed(where: str) -> list[str]:
    """The arguments of the probe command as a text prints it, from its name to its last option."""
    text = " ".join((ROOT / where).read_text(encoding="utf-8").replace('\\n",', " ").replace('"', " ").split())
    found = re.search(r"flow-explorer (probe ISSUER[^`]*?--no-login)", text)
    assert found is not None, where
    return found[1].split()


@pytest.mark.parametrize("where", ["README.md", "notebooks/11-asking-a-provider.ipynb", "explorer/cli/lab.py"])
def test_the_line_works_as_printed(where: str, provider: LocalProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever fills in the line that we print, and gives nothing else, gets answers: a public client is asked for no secret."""
    monkeypatch.delenv(SECRET, raising=False)
    client = provider.register("printed", public=True)
    given = iter([client.client_id, client.redirect_uri])
    line = [next(given) if word == "..." else provider.issuer if word == "ISSUER" else word for word in _as_printed(where)]
    assert next(given, "") == "", "both blanks are in the line"
    assert main([*line, "--ask", "discovery"]) == 0


def test_an_alarm_is_the_exit_status(provider: LocalProvider, command: list[str], tmp_path: Path) -> None:
    """A provider that sends codes anywhere: status 1, the sheet in a file, and kept among the sheets."""
    file = tmp_path / "sheet.md"
    with provider.misbehaving("any-redirect-uri"):
        assert main([*command, "--no-login", "--ask", "az-foreign-redirect", "--output", str(file), "--label", "lax"]) == 1
    assert "foreign\\-redirect" in file.read_text() or "foreign-redirect" in file.read_text()
    assert Sheets().where(label="lax")


def test_a_wrong_paste_is_asked_for_again(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip is told and does not end the run; an answer to another link is taken where it is pasted twice."""
    home = "http://127.0.0.1:9000/callback"
    link = f"https://login.example/authorize?client_id=c&response_type=code&redirect_uri={home}&state=S1"
    right, other = f"{home}?code=Ccanary&state=S1", f"{home}?code=Ccanary&state=T2"
    typed = iter(["", "hello", link, other, right, other, other, "nowhere"])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    assert _answer_to(link).reveal() == right
    assert _answer_to(link).reveal() == other
    assert _answer_to(link) == NOWHERE_SHOWN
    told = capsys.readouterr().err
    for words in ("Nothing was pasted.", "This is no address.", "the authorize request", "paste it once more"):
        assert words in told
    assert "canary" not in told


def test_the_dry_run_needs_no_secret(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what would be asked, and what that changes."""
    monkeypatch.delenv(SECRET)
    assert main([*command, "--no-login", "--dry-run"]) == 0
    assert "questions" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--ask", "az-nothing", "--no-login"], "ask="),
        ([], "--no-login"),
        (["--output", "/nowhere/x", "--no-login", "--ask", "disc-issuer"], "cannot be written"),
    ],
)
def test_what_cannot_be(command: list[str], more: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 2 and a sentence, also where nobody can paste an address."""
    assert main([*command, *more]) == 2
    assert words in capsys.readouterr().err


def test_without_a_secret(command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It names the variable; nobody is asked where there is no terminal."""
    monkeypatch.delenv(SECRET)
    assert main([*command, "--no-login"]) == 2
    assert SECRET in capsys.readouterr().err


def test_a_wrong_secret_is_no_green_light(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2 and the reason, where the client itself is refused: nothing that was refused means anything then."""
    monkeypatch.setenv(SECRET, "not-the-secret")
    assert main([*command, "--no-login", "--ask", "back_channel"]) == 2
    told = capsys.readouterr()
    assert "refuses the client itself" in told.err
    assert "unclear" in told.out
    assert "not-the-secret" not in told.out + told.err


def test_an_address_that_is_not_registered(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Status 2, too: the honest request ends on a page with an error."""
    arguments = [*command[:-1], "http://127.0.0.1:9/elsewhere", "--no-login", "--ask", "authorize"]
    assert main(arguments) == 2
    assert "redirect address registered" in capsys.readouterr().err


def test_nobody_answers(capsys: pytest.CaptureFixture[str]) -> None:
    """Status 2, and why."""
    arguments = ["probe", "http://127.0.0.1:9", "--client-id", "x", "--redirect-uri", "http://127.0.0.1:9/cb", "--public"]
    assert main([*arguments, "--no-login", "--ask", "disc-document"]) == 2
    assert "nothing was answered" in capsys.readouterr().err
    assert main([*arguments, "--no-login"]) == 2
    told = capsys.readouterr()
    assert "nothing was answered" in told.err
    assert told.out.count("Nothing listens at 127.0.0.1:9") == 1, "one reason is said once"


def test_junit_tells_alarms_and_what_was_left() -> None:
    """An alarm is a failure, and what was not asked is skipped."""
    suite = ElementTree.fromstring(junit(SHEET))  # noqa: S314 - our own
    assert [suite.get(name) for name in ("tests", "failures", "skipped")] == ["4", "1", "1"]
    assert [case.get("name") for case in suite if case.find("failure") is not None] == ["code-single-use"]


def test_a_printed_sheet_asks_and_answers() -> None:
    """Each id has its question beside it and its answer beneath; the first line says whose sheet it is, and no type's name."""
    first, told, *lines = str(SHEET).splitlines()
    assert first == "How https://op.example.com behaves"
    assert told.startswith("3 questions answered, 0 unclear, 1 not asked; 1 alarm, ")
    at = lines.index("Used codes: 1 of 1 answered")
    assert lines[at + 1 : at + 3] == ["  code-single-use: Is a code refused?", "    tokens (alarm); status 200"]


def test_what_many_share_is_said_once() -> None:
    """A provider that is down is one sentence, and threats of which nothing is known are one line."""
    text = str(DOWN)
    assert text.startswith("How https://op.example.com behaves\n0 questions answered, 30 unclear")
    assert text.count("Nothing listens") == 1
    assert "  30 questions, from disc-0 to disc-29: no answer came" in text
    assert text.count("not known") == 1
    assert len(text.splitlines()) < 15


def test_a_plan_counts_room_by_room() -> None:
    """No wall of ids: how many questions each room has and what goes out for them, and by name what is counted."""
    lines = str(PLAN).splitlines()
    assert lines[0] == "Up to 3 questions, 1 link to sign in with; 0 more questions this version does not ask."
    assert "  discovery, 2 questions: the discovery document, its twin, WebFinger" in lines
    assert "  client_authentication, 1 question: token requests with another proof of the client" in lines
    assert "disc-issuer" not in str(PLAN)
    assert "  ca-wrong-basic: counts as a failed client authentication" in lines


def test_a_change_says_of_each_side_what_belongs_to_it() -> None:
    """What each sheet says more stands beneath its own answer, and one thing that differs is an arrow from the one to the other."""
    changes = SHEET.changes(AUTUMN)
    row = next(each for each in changes.rows if each.id == "code-single-use")
    assert (row.told_before, row.told_after, row.detail) == ("status 200", "status 400", "")
    assert [each.detail for each in changes.of("differs")] == ["status: 400 \u2192 200"]
    assert "| tokens **(alarm)**<br>status 200 | invalid_grant<br>status 400 |" in changes.to_markdown()
