"""No file of ours needs itself to be understood: imports make no cycle, not even those that only mypy reads."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path

EXPLORER = Path(__file__).parents[1] / "explorer"
TIED = {"rules", "runs", "views"}  # rooms in which types still go in a circle; the list only gets shorter

Graph = dict[str, set[str]]


def imports(package: Path) -> Graph:
    """Return for each module of a package those that it imports from the package, wherever in the file that stands.

    A module that is imported from a package is meant, not the package's `__init__`.
    """
    files = {_name(file, package): file for file in package.rglob("*.py")}
    graph: Graph = {}
    for name, file in files.items():
        named = _imported(file, name)
        graph[name] = {each if each in files else each.rpartition(".")[0] for each in named} & files.keys() - {name}
    return graph


def _name(file: Path, package: Path) -> str:
    parts = file.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(file: Path, name: str) -> set[str]:
    """Return what the relative imports of a file name, in full."""
    package = name.split(".") if file.name == "__init__.py" else name.split(".")[:-1]
    return {
        ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module]), alias.name])
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
        for alias in node.names
    }


def circle(graph: Graph) -> list[str]:
    """Return the modules of a cycle in the order in which they are imported; none where there is no cycle."""
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as found:
        return list(found.args[1])
    return []


def test_imports_make_no_circle() -> None:
    """Every file can be read after those that it imports."""
    free = {name: needs for name, needs in imports(EXPLORER).items() if not TIED & set(name.split(".")[1:2])}
    assert len(free) > 50
    assert circle({name: needs & free.keys() for name, needs in free.items()}) == []


def test_a_circle_is_found(tmp_path: Path) -> None:
    """Also one that goes over a type only, and one that is closed inside a function."""
    house = tmp_path / "house"
    (house / "room").mkdir(parents=True)
    (house / "__init__.py").write_text("")
    (house / "room" / "__init__.py").write_text("from .one import One\n")
    (house / "room" / "one.py").write_text("if TYPE_CHECKING:\n    from ..two import Two\n")
    (house / "two.py").write_text("import json\n")
    assert circle(imports(house)) == []
    (house / "two.py").write_text("def two():\n    from .room import one\n")
    assert set(circle(imports(house))) == {"house.two", "house.room.one"}
