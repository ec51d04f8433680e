"""Where the notebooks are: in place in a clone, copied to a folder of the user's from an installed package."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..errors import Mistake

FIRST_NOTEBOOK = "00-start-here.ipynb"
COPIES = "flow-explorer-notebooks"
PACKAGE = Path(__file__).resolve().parents[1]


def notebooks_folder(chosen: Path | None = None, package: Path = PACKAGE) -> Path:
    """Return the folder to work in, with the notebooks in it.

    A clone's own notebooks are used where they are. An installed package copies its notebooks to `chosen`, or to
    `./flow-explorer-notebooks`; so does a clone when a folder was chosen. Raises `Mistake` where that cannot be.
    """
    source, is_clone = _source(package)
    if chosen is None:
        chosen = source if is_clone else Path(COPIES)
    folder = chosen.expanduser().resolve()
    try:
        if folder != source:
            _report(folder, copy_notebooks(source, folder))
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise Mistake(
            f"{folder} cannot be written to ({error.strerror}), so no notebook could be saved there: "
            "choose a folder of your own with --notebooks FOLDER."
        ) from None
    return folder


def _source(package: Path) -> tuple[Path, bool]:
    """Return where the originals are, and whether that is a clone.

    An editable install has a copy of the notebooks beside its metadata, as old as the install: a clone never uses it.
    """
    clone = package.parent
    is_clone = (clone / "pyproject.toml").is_file()
    source = (clone if is_clone else package) / "notebooks"
    if not (source / FIRST_NOTEBOOK).is_file():
        cure = "bring them back with `git checkout -- notebooks`" if is_clone else "install the package again"
        raise Mistake(f"the notebooks are missing, there is no {FIRST_NOTEBOOK} in {source}: {cure}.")
    return source, is_clone


def copy_notebooks(source: Path, folder: Path) -> list[Path]:
    """Copy the notebooks, and what lies beside them, into `folder`; never overwrite.

    Returns the files that were there already and differ from ours: the reader's own work.
    """
    kept = []
    for original in _visible_files(source):
        copy = folder / original.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        content = original.read_bytes()
        try:
            with copy.open("xb") as file:
                file.write(content)
        except FileExistsError:
            if copy.read_bytes() != content:
                kept.append(copy)
    return kept


def _visible_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, without checkpoints and caches."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "__")) for part in parts):
            yield path


def _report(folder: Path, kept: Sequence[Path]) -> None:
    print(f"The notebooks are in {folder}.")
    if kept:
        names = ", ".join(str(path.relative_to(folder)) for path in kept)
        print(f"Kept as they were, since they differ from the originals: {names}.")
