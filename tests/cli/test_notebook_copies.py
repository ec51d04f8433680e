"""Where the notebooks are: a clone uses its own, an installed package copies them, and nothing is overwritten."""

from __future__ import annotations

import os
import subprocess
import tempfile
import webbrowser
from pathlib import Path

import pytest

from explorer.cli import lab, main
from explorer.cli.notebooks import COPIES, FIRST_NOTEBOOK, notebooks_folder
from explorer.errors import Mistake


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with two notebooks; what is returned is its package's folder."""
    (tmp_path / "clone" / "explorer").mkdir(parents=True)
    (tmp_path / "clone" / "pyproject.toml").touch()
    return _with_notebooks(tmp_path / "clone", tmp_path / "clone" / "explorer")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package with two notebooks inside; the current folder is a new one."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return _with_notebooks(tmp_path / "site" / "explorer", tmp_path / "site" / "explorer")


def _with_notebooks(parent: Path, package: Path) -> Path:
    (parent / "notebooks" / ".ipynb_checkpoints").mkdir(parents=True)
    for name in (FIRST_NOTEBOOK, "01-next.ipynb", ".ipynb_checkpoints/01-next.ipynb"):
        (parent / "notebooks" / name).write_text("as published")
    return package


def names_in(folder: Path) -> list[str]:
    """Return the names in a folder, sorted."""
    return sorted(path.name for path in folder.iterdir())


def test_a_clone_uses_its_own(clone: Path) -> None:
    """In a clone the notebooks are used where they are."""
    assert notebooks_folder(None, clone) == clone.parent / "notebooks"


def test_a_clone_copies_on_request(clone: Path, tmp_path: Path) -> None:
    """With a folder chosen, a clone's notebooks are copied there; naming its own folder copies nothing."""
    assert names_in(notebooks_folder(tmp_path / "mine", clone)) == [FIRST_NOTEBOOK, "01-next.ipynb"]
    own = clone.parent / "notebooks"
    assert notebooks_folder(own, clone) == own


def test_an_installed_package_copies(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An installed package copies its notebooks, without checkpoints, into the current folder, and says where."""
    folder = notebooks_folder(None, installed)
    assert folder == Path.cwd() / COPIES
    assert names_in(folder) == [FIRST_NOTEBOOK, "01-next.ipynb"]
    assert str(folder) in capsys.readouterr().out


def test_nothing_is_overwritten(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A notebook that its reader changed is kept, and named; one that was deleted comes back."""
    folder = notebooks_folder(None, installed)
    (folder / FIRST_NOTEBOOK).write_text("my own work")
    (folder / "01-next.ipynb").unlink()
    capsys.readouterr()
    notebooks_folder(None, installed)
    assert (folder / FIRST_NOTEBOOK).read_text() == "my own work"
    assert (folder / "01-next.ipynb").read_text() == "as published"
    (kept,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Kept")]
    assert FIRST_NOTEBOOK in kept
    assert "01-next" not in kept


def test_missing_notebooks(clone: Path, installed: Path) -> None:
    """Without the first notebook, a clone and an installed package name their different cures."""
    (clone.parent / "notebooks" / FIRST_NOTEBOOK).unlink()
    with pytest.raises(Mistake, match="git checkout"):
        notebooks_folder(None, clone)
    (installed / "notebooks" / FIRST_NOTEBOOK).unlink()
    with pytest.raises(Mistake, match="install the package again"):
        notebooks_folder(None, installed)


def test_a_folder_that_cannot_be_written_to(installed: Path, tmp_path: Path) -> None:
    """A folder that cannot be made, or written to, is named together with the option that chooses another."""
    (tmp_path / "file").touch()
    with pytest.raises(Mistake, match="--notebooks FOLDER"):
        notebooks_folder(tmp_path / "file" / "folder", installed)


def test_a_read_only_clone(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clone on a read-only disk is refused before JupyterLab opens notebooks that it could not save."""

    def refuse(**_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)  # root may write anywhere, so no folder will do
    with pytest.raises(Mistake, match=r"Read-only file system.*--notebooks FOLDER"):
        notebooks_folder(None, clone)


def test_refusals_reach_the_user(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A refusal ends the command with exit code 2 and a sentence on standard error."""
    (tmp_path / "file").touch()
    assert main(["--notebooks", str(tmp_path / "file" / "folder"), "--no-browser"]) == 2
    assert capsys.readouterr().err.startswith("flow-explorer: ")


def test_no_browser(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a browser JupyterLab still starts, and the user is told to open the address."""
    monkeypatch.setattr(webbrowser, "_tryorder", [])
    monkeypatch.setattr(webbrowser, "_browsers", {})
    monkeypatch.setattr(lab, "notebooks_folder", lambda _: Path.cwd())
    lines: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, line: lines.append(line))
    monkeypatch.setattr(subprocess, "call", lambda line: lines.append(line) or 0)
    main([])
    assert "--no-browser" in lines[0]
    assert "open the address" in capsys.readouterr().out
