"""The notebooks as files: stripped, complete, and fit to be run by nbval, which pytest does beside these tests.

What must be compared is stored, without an execution count: to a reader, no cell of a fresh lesson has been run. The plugin
`kept_outputs` has nbval compare it all the same.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from explorer import Flow
from tests.come_to import COME_TO

ROOT = Path(__file__).parents[1]
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
CHECKED = "nbval-check-output"
FOLDED = {"outputs_hidden": True}  # JupyterLab unfolds it when the cell runs
NOTHING = nbformat.v4.new_output("display_data")  # JupyterLab writes the first line of the first output beside the fold


def faults(notebook: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for each thing that a committed notebook must not be."""
    if notebook["metadata"].get("kernelspec", {}).get("name") != "python3":
        yield "the kernelspec metadata is missing: no kernel would start"
    if "widgets" in notebook["metadata"]:
        yield "metadata.widgets is there: widget state can hold what was typed"
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            yield from (f"cell {number} {fault}" for fault in _cell_faults(cell))


def _cell_faults(cell: dict[str, Any]) -> Iterator[str]:
    tags = cell["metadata"].get("tags", [])
    if "nbval-skip" in tags or "NBVAL_" in cell["source"]:
        yield "hides from the tests, or marks itself in its text: use tags, and let everything run"
    if CHECKED in tags:
        if not cell["outputs"][1:]:
            yield f"is tagged {CHECKED} and has no output to compare with"
        if cell["metadata"].get("jupyter") != FOLDED or cell["outputs"][:1] != [NOTHING]:
            yield "shows its output before anybody ran it: fold it, behind an empty one"
    elif cell["outputs"]:
        yield f"has stored output: strip it, or tag the cell {CHECKED}"
    counts = [cell["execution_count"], *(output.get("execution_count") for output in cell["outputs"])]
    if any(count is not None for count in counts):
        yield "has an execution count: nobody has run a lesson that is opened for the first time"


def test_committed_notebooks_are_clean() -> None:
    """Each notebook has its kernel, no widget state, and output where it is compared and nowhere else."""
    found = []
    for file in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(file, as_version=nbformat.NO_CONVERT)
        nbformat.validate(notebook)
        found += [f"{file.name}: {fault}" for fault in faults(notebook)]
    assert not found


def test_names_tell_the_order() -> None:
    """Notebooks are named NN-two-or-three-words.ipynb, and numbered from 00 without a gap."""
    names = sorted(file.name for file in (ROOT / "notebooks").glob("*.ipynb"))
    assert not [name for name in names if not re.fullmatch(r"\d\d(-[a-z0-9]+){2,3}\.ipynb", name)]
    assert [int(name[:2]) for name in names] == list(range(len(names)))


def test_lessons_fit_into_a_sitting() -> None:
    """A lesson has 25 to 40 cells."""
    for file in sorted((ROOT / "notebooks").glob("*.ipynb")):
        assert 25 <= len(nbformat.read(file, as_version=4).cells) <= 40, file.name


def test_what_cells_come_to_is_asserted() -> None:
    """Each line of tests/come_to.py stands behind a code cell that there is, and whose output nothing else compares."""
    for name, cells in COME_TO.items():
        read = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
        loose = {cell.id for cell in read if cell.cell_type == "code" and CHECKED not in cell.metadata.get("tags", ())}
        assert set(cells) <= loose, name


def clean_notebook() -> dict[str, Any]:
    """Return a notebook without a fault: one stripped cell, and one whose output is compared."""
    plain = nbformat.v4.new_code_cell("x = 1")
    output = nbformat.v4.new_output("stream", name="stdout", text="2\n")
    metadata = {"tags": [CHECKED], "jupyter": FOLDED}
    checked = nbformat.v4.new_code_cell("print(1 + 1)", outputs=[NOTHING, output], metadata=metadata)
    return nbformat.v4.new_notebook(cells=[plain, checked], metadata={"kernelspec": KERNELSPEC})


def test_a_clean_notebook_passes() -> None:
    """Nothing is found where there is nothing."""
    assert list(faults(clean_notebook())) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda n: n["metadata"].clear(), "kernelspec"),
        (lambda n: n["metadata"].update(widgets={}), "metadata.widgets"),
        (lambda n: n["cells"][1].update(outputs=[NOTHING]), "cell 1 is tagged nbval-check-output and has no output"),
        (lambda n: n["cells"][1].update(execution_count=2), "cell 1 has an execution count"),
        (lambda n: n["cells"][1]["metadata"].pop("jupyter"), "cell 1 shows its output"),
        (lambda n: n["cells"][1].update(outputs=n["cells"][1]["outputs"][::-1]), "cell 1 shows its output"),
        (lambda n: n["cells"][1]["metadata"].clear(), "cell 1 has stored output"),
        (lambda n: n["cells"][0].update(execution_count=1), "cell 0 has an execution count"),
        (lambda n: n["cells"][0].update(outputs=[NOTHING]), "cell 0 has stored output"),
        (lambda n: n["cells"][0]["metadata"].update(tags=["nbval-skip"]), "cell 0 hides"),
        (lambda n: n["cells"][0].update(source="# NBVAL_SKIP"), "cell 0 hides"),
    ],
)
def test_each_fault_is_seen(change: Any, expected: str) -> None:
    """Each way to be unfit is found, and only that one."""
    notebook = clean_notebook()
    change(notebook)
    (fault,) = faults(notebook)
    assert expected in fault


def test_nbval_runs_and_compares(tmp_path: Path) -> None:
    """A cell that raises and one whose output changed fail; kernels use sockets, and a home that is not the user's."""
    notebook, changed = clean_notebook(), clean_notebook()["cells"][1]
    changed["source"] = "print(1 + 2)"
    isolated = (
        "import json, os, ipykernel\n"
        "assert json.load(open(ipykernel.get_connection_file()))['transport'] == 'ipc' or os.name != 'posix'\n"
        "assert 'fx-' in os.environ['FLOW_EXPLORER_HOME']"
    )
    notebook["cells"] += [nbformat.v4.new_code_cell(isolated), changed, nbformat.v4.new_code_cell("1 / 0")]
    file = tmp_path / "sample.ipynb"
    nbformat.write(notebook, file)
    options = ["-c", str(ROOT / "pyproject.toml"), "-n0", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(file)], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert "2 failed, 3 passed" in done.stdout, done.stdout
    assert "Cell 3" in done.stdout
    assert "ZeroDivisionError" in done.stdout


def test_notebooks_use_the_names_of_today() -> None:
    """What a reader copies has the names that help(Flow) shows, and none that a flow keeps for earlier versions' sake."""
    told_twice = {name for name, value in vars(Flow).items() if isinstance(value, property) and value.fget.__name__ != name}
    assert {"guards", "request"} <= told_twice
    only_a_flow_has = told_twice - {"request", "response", "metadata"}
    found = []
    for file in sorted((ROOT / "notebooks").glob("*.ipynb")):
        text = "\n".join(cell["source"] for cell in nbformat.read(file, as_version=nbformat.NO_CONVERT)["cells"])
        old = [f".{name}" for name in only_a_flow_has if re.search(rf"\w\.{name}\b", text)]
        found += [f"{file.name}: {name}" for name in [*old, *re.findall(r"\w(\.request\.(?:url|state|nonce))\b", text)]]
    assert not found
