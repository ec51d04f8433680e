"""`flow-explorer report`: saved runs as a file, and a sentence where that cannot be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from explorer.cli import main
from explorer.runs import Runs
from explorer.runs.by_lessons import note_runs_of_lesson
from tests.runs.made import run

TWO_SIGN_INS = Path(__file__).parents[2] / "notebooks/somebody-elses-login.har"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and an empty home."""
    monkeypatch.setenv("FLOW_EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def saved(name: str, **about: object) -> None:
    """Write the file of a run."""
    Path(name).write_text(run(**about).to_json(), encoding="utf-8")  # type: ignore[arg-type]


def test_one_run_becomes_a_report_and_several_a_comparison(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By their files; it says where the report is."""
    saved("a.jsonl", label="before")
    saved("b.jsonl", label="after", claims={"sub": "alice"})
    assert main(["report", "a.jsonl", "a.html"]) == 0
    assert main(["report", "a.jsonl", "b.jsonl", "both.md"]) == 0
    assert capsys.readouterr().out.splitlines() == ["The report is in a.html.", "The report is in both.md."]
    assert "Sign-in: before" in (here / "a.html").read_text(encoding="utf-8")
    assert "# Comparison of 2 runs" in (here / "both.md").read_text(encoding="utf-8")


def test_ones_own_runs_go_by_their_ids_and_the_newest_by_none(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the list in the panel has them; it says which one is the newest."""
    runs = Runs()
    runs.save(run("20250101-000000-aaaaaa", "old"))
    runs.save(run("20250101-000001-bbbbbb", "new"))
    assert main(["report", "newest.html"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Run 20250101-000001-bbbbbb: ")
    assert "How far it came: refused" in first
    assert second == "The report is in newest.html."
    assert main(["report", "20250101-000000-aaaaaa", "old.html"]) == 0
    assert "Sign-in: old" in (here / "old.html").read_text(encoding="utf-8")


def test_the_newest_is_one_that_came_to_an_end(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a link that nobody opened, nor what a cell of a lesson made; where there is nothing else, that."""
    runs = Runs()
    waits = run("20250101-000003-dddddd", "waits")
    begun = next(index for index, event in enumerate(waits.events) if event["kind"] == "authorize")
    runs.save(replace(waits, events=waits.events[: begun + 1]))
    ids = {"20250101-000003-dddddd": "How far it came: waiting"}
    for made in ("20250101-000002-cccccc", "20250101-000000-aaaaaa"):
        runs.save(run(made))
        ids[made] = "refused"
        if made.endswith("c"):
            note_runs_of_lesson([made])
    for expected in ("20250101-000000-aaaaaa", "20250101-000002-cccccc", "20250101-000003-dddddd"):
        assert main(["report", "newest.html"]) == 0
        told = capsys.readouterr().out
        assert told.startswith(f"Run {expected}: ")
        assert ids[expected] in told
        runs.path(expected).unlink()


def test_the_diagnosis_alone_and_nobody_in_it(here: Path) -> None:
    """Of a refused run, for a ticket; persons go by choice."""
    saved("a.jsonl", claims={"sub": "u-4711", "email": "ann@example.org"})
    saved("no.jsonl")
    assert main(["report", "no.jsonl", "why.md", "--diagnosis"]) == 0
    assert (here / "why.md").read_text(encoding="utf-8").startswith("# Diagnosis: invalid_grant")
    assert main(["report", "a.jsonl", "a.csv", "--redact-personal"]) == 0
    assert "ann@" not in (here / "a.csv").read_text(encoding="utf-8")


def test_somebody_elses_har(here: Path) -> None:
    """What its sign-in came to; one made of a run is that run again."""
    saved("a.jsonl", label="before")
    assert main(["report", "a.jsonl", "a.har"]) == 0
    assert main(["report", "a.har", "again.har"]) == 0
    assert (here / "a.har").read_bytes() == (here / "again.har").read_bytes()


def test_one_sign_in_of_a_har(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By its number, which the sentence says that wants one of several."""
    Path("two.har").write_bytes(TWO_SIGN_INS.read_bytes())
    assert main(["report", "two.har", "why.md", "--diagnosis"]) == 2
    assert "login.har#2" in capsys.readouterr().err
    assert main(["report", "two.har#2", "why.md", "--diagnosis"]) == 0
    assert Path("why.md").read_text(encoding="utf-8").startswith("# Diagnosis")
    capsys.readouterr()
    for wrong in ("two.har#3", "two.har#0"):
        assert main(["report", wrong, "why.md"]) == 2
        assert "two.har has 2 of them" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run.html"], "there is no run in"),
        (["nosuch", "run.html"], "there is no run nosuch"),
        (["missing.jsonl", "run.html"], "there is no run missing.jsonl"),
        (["20250101-000000-aaaaaa", "run.html"], "there is no run 20250101-000000-aaaaaa"),
        (["a.jsonl", "run.docx"], "has no such end"),
        (["a.jsonl", "a.jsonl", "why.md", "--diagnosis"], "is about one run"),
        (["a.jsonl", "no/such/run.html"], "cannot be written"),
        (["none.har", "x.html"], "there is no sign-in in none.har"),
        (["../run", "x.html"], "there is no run ../run"),
    ],
)
def test_a_sentence_says_what_is_wrong(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    """On standard error, with the exit status 2."""
    saved("a.jsonl")
    Path("none.har").write_text('{"log": {"version": "1.2", "entries": []}}', encoding="utf-8")
    assert main(["report", *arguments]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


def test_help_names_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    """What the registry has is in the help."""
    from explorer.reports import FORMATS

    with pytest.raises(SystemExit):
        main(["report", "--help"])
    told = capsys.readouterr().out
    assert all(each.suffix in told for each in FORMATS)
