"""The rules of the house that a machine can check: what is tracked, how long things are, and where HTML is made."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOP_LEVEL = {"pyproject.toml", "README.md", "notebooks", "explorer", "tests", "binder"}
LOCK_FILES = {"uv.lock", "package-lock.json", "npm-shrinkwrap.json", "poetry.lock", "Pipfile.lock", "yarn.lock"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
PURE_ROOMS = ("messages", "protocol", "reference", "rules")
HTML_ROOMS = ("views", "panels")

# `_repr_html_` elsewhere, each with the reason.
OWN_HTML = {"explorer/secret.py": "a fingerprint, made here and escaped here: a secret must be safe where views is not loaded"}

# Each with a letter or a dot in brackets, so that it does not find itself.
REGISTRIES = re.compile(r"pypi[.]org|pythonhosted[.]org|registry[.]npm|npmjs[.]|registry[.]yarnpkg|proxy[.]golang")
HOME_FOLDERS = re.compile(r"/(?:[h]ome|[U]sers)/\w+/|(?<![\w.])/[r]oot/|[A-Z]:\\+[U]sers\\")


def tracked() -> list[Path]:
    """Return the files that git tracks, or will track once they are added, relative to the root."""
    # A checkout of another user, as CI has them, is safe to list.
    listing = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True)
    names = [Path(name) for name in done.stdout.decode().split("\0") if name]
    return [name for name in names if (ROOT / name).is_file()]


def modules(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    """Yield the Python files below these folders, relative to the root, with their syntax trees."""
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield file.relative_to(ROOT), ast.parse(file.read_text(encoding="utf-8"))


def test_the_top_level_is_agreed() -> None:
    """Nothing lies at the top beside the agreed entries and dot-files."""
    found = {name.parts[0] for name in tracked()}
    assert {name for name in found if not name.startswith(".")} <= TOP_LEVEL


def test_no_lock_files() -> None:
    """Lock files name the hosts that one machine happened to use."""
    assert not [name for name in tracked() if name.name in LOCK_FILES]


def test_nothing_of_one_machine() -> None:
    """No tracked file names a package registry or somebody's home folder."""
    found = []
    for name in tracked():
        text = (ROOT / name).read_bytes().decode("utf-8", "replace")
        found += [f"{name}: {match[0]}" for pattern in (REGISTRIES, HOME_FOLDERS) for match in pattern.finditer(text)]
    assert not found


def test_files_are_chapters() -> None:
    """No file of ours is longer than a chapter."""
    lengths = {str(name): len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name, _ in modules("explorer")}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function's code: a docstring is no burden, and the formatter lists arguments one a line."""
    code = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return function.end_lineno - code[0].lineno + 1 if code else 0


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions of a file, wherever they stand."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_functions_fit_on_a_page() -> None:
    """No function of ours is too long to be seen at once."""
    lengths = {
        f"{name}:{function.name}": length_of(function) for name, tree in modules("explorer") for function in functions(tree)
    }
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION}


def test_every_test_says_what_it_shows() -> None:
    """Each test has a docstring."""
    tests = [(name, function) for name, tree in modules("tests") for function in functions(tree)]
    silent = [
        f"{name}:{function.name}"
        for name, function in tests
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]
    assert not silent


def test_helpers_have_a_home() -> None:
    """No test module imports from another one: what both use stands in a file that says what it is."""
    borrowed = [
        f"{name}:{node.lineno}"
        for name, tree in modules("tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").rpartition(".")[2].startswith("test_")
    ]
    assert not borrowed


def test_the_core_asks_no_clock() -> None:
    """The pure rooms take the time as an argument (law "The core is pure"); the import table forbids the modules, this the methods."""
    asked = [
        f"{name}:{node.lineno}"
        for name, tree in modules(*(f"explorer/{room}" for room in PURE_ROOMS))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".now", ".utcnow", ".today"))
    ]
    assert not asked


def html_makers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield what turns text into HTML without escaping it: each was seen to run a script that a provider had sent."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("HTML", "HTMLMath", "Markdown", "Javascript", "Styler"):
                yield node.lineno, name
            for keyword in node.keywords:
                if keyword.arg == "render_links" or (keyword.arg == "escape" and getattr(keyword.value, "value", 0) is False):
                    yield node.lineno, keyword.arg
        elif isinstance(node, ast.Attribute) and node.attr == "style":
            yield node.lineno, ".style"
        elif isinstance(node, ast.FunctionDef) and node.name in ("_repr_html_", "_repr_markdown_", "_repr_javascript_"):
            yield node.lineno, node.name


def test_html_is_made_in_one_place() -> None:
    """Only `views` and `panels` make HTML, from text that is escaped there (law "What a provider sends is hostile")."""
    found = [
        f"{name}:{line} {what}"
        for name, tree in modules("explorer")
        if name.parts[1] not in HTML_ROOMS and str(name) not in OWN_HTML
        for line, what in html_makers(tree)
    ]
    assert not found


def test_notebooks_make_no_html() -> None:
    """Neither do the cells of the notebooks: a reader would copy them."""
    found = []
    for file in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for number, cell in enumerate(json.loads(file.read_text(encoding="utf-8"))["cells"]):
            if cell["cell_type"] == "code":
                lines = "".join(cell["source"]).splitlines()
                source = "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in lines)
                found += [f"{file.name}, cell {number}: {what}" for _, what in html_makers(ast.parse(source))]
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        "display(HTML(claims))",
        "IPython.display.Markdown(text)",
        "widgets.HTML(value=text)",
        "table.style.format(str)",
        "table.to_html(render_links=True)",
        "table.to_html(escape=False)",
        "class Run:\n    def _repr_html_(self):\n        return self.text",
    ],
)
def test_makers_of_html_are_seen(source: str) -> None:
    """The check above sees each of the ways."""
    assert list(html_makers(ast.parse(source)))


@pytest.mark.parametrize(
    "text", ["https://files.python" + "hosted.org/x", "registry.np" + "mjs.org", "/home" + "/ann/x", "/ro" + "ot/.venv"]
)
def test_traces_of_one_machine_are_seen(text: str) -> None:
    """The patterns above match what they are for."""
    assert REGISTRIES.search(text) or HOME_FOLDERS.search(text)


def test_docstrings_do_not_count() -> None:
    """A function's length is that of its code."""
    (function,) = functions(ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    return 1\n'))
    assert length_of(function) == 1
