"""The runs of a lesson's own cells are told from those of its reader, so that a teacher sees what a student did."""

from __future__ import annotations

import json
import subprocess
import sys

from explorer.lessons import own_work
from explorer.lessons.own_work import delivered_cells, watch_cells
from explorer.runs import by_lessons
from explorer.runs.by_lessons import note_runs_of_lesson, runs_of_lessons

IN_A_NOTEBOOK = """
import json
from IPython.core.interactiveshell import InteractiveShell
from explorer.lessons.own_work import delivered_cells
from explorer.runs.by_lessons import runs_of_lessons
from explorer.runs.by_notebooks import made_here

def run(cell):
    before = made_here()
    assert shell.run_cell(cell).success, cell
    return sorted(made_here() - before)

shell = InteractiveShell.instance()
cells = sorted(delivered_cells("05"), key=len)
setup = next(cell for cell in cells if "lesson(" in cell)
shop = next(cell for cell in cells if cell.startswith("client = provider.register"))
run(setup)
made = {
    "lesson": run(shop),
    "own": run("mine = shop.again(); mine.authorize();"),
    "changed": run(shop.replace("openid profile", "openid email")),
}
print(json.dumps([made, sorted(runs_of_lessons())]))
provider = shell.user_ns["provider"]
provider.stop()
"""


def test_a_delivered_cell_is_the_lessons_and_a_changed_one_the_readers() -> None:
    """Lesson 05's second cell, as it is: its runs are noted. A cell of one's own, and the same cell changed: they are not."""
    done = subprocess.run([sys.executable, "-c", IN_A_NOTEBOOK], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    made, noted = json.loads(done.stdout.splitlines()[-1])
    assert made["lesson"]
    assert made["own"]
    assert made["changed"]
    assert set(made["lesson"]) <= set(noted)
    assert not set(noted) & {*made["own"], *made["changed"]}


def test_every_lesson_has_its_cells() -> None:
    """Those of each lesson are found where the notebooks are; of a lesson that is not there, none."""
    for number in range(13):
        assert any(f'lesson("{number:02}")' in cell for cell in delivered_cells(f"{number:02}"))
    assert delivered_cells("99") == frozenset()


def test_outside_of_a_notebook_nothing_is_watched() -> None:
    """A test, or a program, that asks for the exercises of a lesson changes nothing."""
    watch_cells("05")
    assert own_work._WATCHED == []


def test_what_is_noted_is_read_again() -> None:
    """Several notes are one set; a line that was cut, or is of something else, tells nothing."""
    note_runs_of_lesson(["20250101-000000-aaaaaa", "20250101-000000-bbbbbb"])
    with by_lessons._file().open("a", encoding="utf-8") as file:
        file.write('\n["20250101-000000-cc\n5\n{"a": 1}\n[7]')
    note_runs_of_lesson(["20250101-000000-dddddd"])
    assert {"20250101-000000-aaaaaa", "20250101-000000-bbbbbb", "20250101-000000-dddddd"} <= runs_of_lessons()
    assert not any(each.endswith("-cc") for each in runs_of_lessons())
