"""A class of runs: read from a folder or from files that were dropped in, within limits, and told on one screen."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from explorer import Run
from explorer.errors import Mistake
from explorer.reports import report_files
from explorer.reports.class_of_runs import MOST_FILES, NAME_FILE, class_in, class_of, hand_in
from explorer.views.class_of_runs import class_html
from explorer.views.plain import plain_text
from tests.reports.made import World
from tests.runs.made import FINDING, run
from tests.views.page import Page

NONCE = {**FINDING, "rule": "IDTC-NONCE-MISMATCH", "verdict": "fail"}


def failed(name: str) -> Run:
    """Return a run with tokens in which a check failed."""
    made = run(f"20250101-000002-{name[:1] * 6}", name, claims={"sub": "1"})
    return made.with_event({"kind": "report", "at": 6, "about": "id_token", "findings": [NONCE]})


def test_a_folder_of_thirty_run_files(tmp_path: Path) -> None:
    """Each is a student, by the name of its file; who got how far, and which check failed for whom, stand on one screen."""
    for number in range(28):
        made = run(f"20250101-000000-{number:06x}", claims={"sub": "1"})
        (tmp_path / f"student-{number:02}.jsonl").write_text(made.to_json(), encoding="utf-8")
    (tmp_path / "ann.jsonl").write_text(failed("ann").to_json(), encoding="utf-8")
    (tmp_path / "ben.jsonl").write_text(run().to_json(), encoding="utf-8")
    found = class_in(tmp_path, {"IDTC-NONCE-MISMATCH": 24})
    assert len(found.students) == 30
    assert found.by_rule == {"IDTC-NONCE-MISMATCH": ("ann",)}
    assert found.by_mystery == {}, "a run does not tell whether a mystery was played"
    by_name = {one.name: one for one in found.students}
    assert by_name["ann"].got_to == "got tokens"
    assert by_name["ben"].got_to != "got tokens"
    assert len(found.table) == 30
    page = Page(class_html(found))
    assert page.strangers == []
    told = plain_text(class_html(found))
    assert "30 students, 30 runs. 29 of 30: got tokens." in told
    assert "IDTC-NONCE-MISMATCH | ann (1 of 30)" in told
    assert told.index("ben") < told.index("student-00"), "who came least far stands first"


def test_mysteries_are_found_where_they_were_played() -> None:
    """The same failure is a mystery found, a fault that was chosen by name, or not told, as the file says."""
    ann, ben, zoe = failed("ann"), failed("ben"), failed("zoe")
    files = [("a.zip", hand_in("Ann", [ann], {ann.id: (24, 3)})), ("b.zip", hand_in("Ben", [ben], {ben.id: ()}))]
    found = class_of([*files, ("zoe.jsonl", zoe.to_json().encode())], {"IDTC-NONCE-MISMATCH": 24, "IDTC-EXP-PAST": 3})
    assert found.by_mystery == {24: ("Ann",)}
    assert {one.name: one.played for one in found.students} == {"Ann": (3, 24), "Ben": (), "zoe": None}
    told = plain_text(class_html(found))
    assert "24 (not found: 3)" in told
    assert "not told" in told
    assert "a run alone does not tell" in told


def test_what_a_lesson_shows_is_no_students_mistake() -> None:
    """A run that a lesson's own cell made fails nobody and finds no mystery; who did nothing else ran the cells."""
    shown, own, only = failed("ann"), run("20250101-000003-bbbbbb", claims={"sub": "1"}), failed("zoe")
    played = {shown.id: (24,), own.id: ()}
    files = [
        ("a.zip", hand_in("Ann", [shown, own], played, [shown.id])),
        ("z.zip", hand_in("Zoe", [only], {only.id: (24,)}, [only.id, "20250101-000000-ffffff"])),
    ]
    found = class_of(files, {"IDTC-NONCE-MISMATCH": 24})
    assert (found.by_rule, found.by_mystery) == ({}, {})
    assert {one.name: one.got_to for one in found.students} == {"Ann": "got tokens", "Zoe": "ran the lessons' cells"}
    assert [row[2] for row in found.rows] == [1, 0]
    told = plain_text(class_html(found))
    assert "1 of 2" in told
    assert "what the lessons' cells made as they are (2 runs) is not" in told
    assert "may be theirs" not in told
    again = class_of([("a.zip", hand_in("Ann", [shown, own], played))], {"IDTC-NONCE-MISMATCH": 24})
    assert again.by_mystery == {24: ("Ann",)}
    assert "may be theirs" in plain_text(class_html(again)), "an earlier version does not tell"


@pytest.mark.parametrize("told", [None, 5, [], {"x": 1}, {"*": ["24", None, 1e9, True]}], ids=str)
def test_what_a_hand_in_says_of_mysteries_may_be_anything(told: object) -> None:
    """Only whole numbers for a run that is in the file count."""
    mine = failed("ann")
    said = {mine.id: told["*"]} if isinstance(told, dict) and "*" in told else told
    content = zip_of(
        **{NAME_FILE: json.dumps({"name": "Ann", "mysteries": said}).encode(), f"{mine.id}.jsonl": mine.to_json().encode()}
    )
    found = class_of([("who.zip", content)], {"IDTC-NONCE-MISMATCH": 24})
    assert found.by_mystery == {}
    assert Page(class_html(found)).strangers == []


def test_what_students_hand_in_is_read_again(made: World) -> None:
    """A ZIP with a name and runs; from there to one student's run, which is the very same."""
    runs = [made.values["run"], made.values["faulty"]]
    content = hand_in(" Zo\u00eb M\u00fcller ", runs)
    assert content == hand_in("Zo\u00eb M\u00fcller", runs), "the same runs, the same bytes"
    found = class_of([("hand-in-Zo.zip", content)])
    (student,) = found.students
    assert student.name == "Zo\u00eb M\u00fcller"
    assert {each.run.to_json() for each in student.runs} == {each.to_json() for each in runs}
    assert student.failed["IDTC-NONCE-MISMATCH"] == 1


def test_no_secret_is_in_what_is_handed_in(made: World) -> None:
    """It holds runs, which hold none."""
    with zipfile.ZipFile(
        io.BytesIO(hand_in("Ann", [each for each in made.values.values() if isinstance(each, Run)]))
    ) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert [name for name, secret in made.secrets.items() if secret in text] == []


def test_a_support_bundle_can_be_handed_in_too(made: World) -> None:
    """Its name is that of the file."""
    (student,) = class_of([("ben.zip", report_files(made.values["run"], "it.zip")["it.zip"])]).students
    assert student.name == "ben"


def test_whose_a_file_is(tmp_path: Path) -> None:
    """The folder it lies in, else its own name, else, where that is an id, its label; two of one name are one person."""
    (tmp_path / "carol").mkdir()
    one, two = run("20250101-000000-aaaaaa", "first"), run("20250101-000001-bbbbbb", "second")
    (tmp_path / "carol" / f"{one.id}.jsonl").write_text(one.to_json())
    (tmp_path / "carol" / f"{two.id}.jsonl").write_text(two.to_json())
    (tmp_path / f"{two.id}.jsonl").write_text(two.to_json())
    found = class_in(tmp_path)
    assert [(each.name, len(each.runs)) for each in found.students] == [("carol", 2), ("second", 1)]


def zip_of(**files: bytes) -> bytes:
    """Return a ZIP of these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in files.items():
            archive.writestr(name, each)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.zip", b"no zip", "cannot be read"),
        ("a.zip", {"x": b"1"}, "no run"),
        ("a.zip", {"x.jsonl": b"{}"}, "something else"),
        ("a.zip", {f"{number}.jsonl": b"" for number in range(MOST_FILES + 2)}, "more than anybody hands in"),
        ("a.zip", {"x.jsonl": bytes(60_000_000)}, "larger than any run"),
        ("a.jsonl", b"", "Expected a run"),
        ("a.jsonl", b"\xff" * 100, "Expected a run"),
        ("<b>.jsonl", b'{"format": 2}', "open it with the version"),
    ],
)
def test_what_is_no_run_is_named_and_passed_over(name: str, content: bytes | dict[str, bytes], words: str) -> None:
    """Also a ZIP that unpacks to more than memory should hold; the others are shown all the same."""
    packed = zip_of(**content) if isinstance(content, dict) else content  # here, since every worker collects what stands above
    found = class_of([(name, packed), ("ann.jsonl", run().to_json().encode())])
    assert [one.name for one in found.students] == ["ann"]
    (told,) = found.passed_over
    assert words in told
    assert Page(class_html(found)).strangers == []


def test_a_name_may_be_anything() -> None:
    """Markup, a very long one, a number, none: it stays text, and the file's name stands in for it."""
    for name in ("<script>alert(1)</script>", "\u202egnp", "x" * 10_000, 5, None, "", ["a"]):
        content = zip_of(**{NAME_FILE: json.dumps({"name": name}).encode(), "a.jsonl": run().to_json().encode()})
        found = class_of([("who.zip", content)])
        assert len(found.students) == 1
        assert len(found.students[0].name) <= 81
        assert Page(class_html(found)).strangers == []


def test_a_class_is_reported_like_everything_else() -> None:
    """As a page, a table and a test report."""
    found = class_of([("ann.jsonl", failed("ann").to_json().encode()), ("ben.jsonl", run().to_json().encode())])
    assert b"IDTC-NONCE-MISMATCH" in report_files(found, "class.html")["class.html"]
    assert b"ann,got tokens,1,1,0,IDTC-NONCE-MISMATCH," in report_files(found, "class.csv")["class.csv"]
    assert report_files(found, "class.xml")["class.xml"].count(b"<failure") == 2
    assert report_files(class_of([]), "class.html")


@pytest.mark.parametrize("folder", ["no/such/folder", "", None, 5])
def test_no_folder(folder: object) -> None:
    """A sentence says what a class is."""
    with pytest.raises(Mistake, match="A class is a folder"):
        class_in(folder)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "words"), [("", "your name first"), ("  ", "your name first"), (None, "your name first"), ("Ann", "no run")]
)
def test_what_cannot_be_handed_in(name: object, words: str) -> None:
    """Without a name, or without a run."""
    with pytest.raises(Mistake, match=words):
        hand_in(name, [run()] if name != "Ann" else [])  # type: ignore[arg-type]
