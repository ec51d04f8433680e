"""Who may import whom: the table of the house, enforced on the syntax trees, and the promise that importing is light.

A room is a file or a folder directly below `explorer/`. An import inside a function counts like any other; one below
`if TYPE_CHECKING:` does not, since nothing is loaded then.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

EXPLORER = Path(__file__).parents[1] / "explorer"

CLOCK_DICE_NET = {"time", "secrets", "random", "uuid", "socket", "ssl", "os", "asyncio", "threading"}
VALUE_ROOMS = {"errors", "secret", "messages", "protocol", "reference", "rules", "runs", "diagnosis", "explanation"}
EVERY_ROOM = VALUE_ROOMS | {"redactor", "home", "wire", "recorder", "flow", "local", "views", "reports", "probes"}


@dataclass(frozen=True)
class MayImport:
    """What a room may import: our other rooms, packages from elsewhere; and what of the standard library it may not."""

    rooms: frozenset[str]
    packages: frozenset[str]
    never: frozenset[str]


def may_import(rooms: set[str], packages: set[str] = frozenset(), never: set[str] = frozenset()) -> MayImport:
    """Return what a room may import; `errors`, `secret` and `printable` are everybody's but the provider's, who says so."""
    return MayImport(frozenset(rooms | {"errors", "secret", "printable"}), frozenset(packages), frozenset(never))


TABLE = {
    "__init__": may_import(EVERY_ROOM | {"lending"}),  # and nothing of it before it is used: see the last test
    "printable": MayImport(frozenset(), frozenset(), frozenset()),
    "errors": MayImport(frozenset({"printable"}), frozenset(), frozenset()),
    "home": MayImport(frozenset({"errors"}), frozenset({"platformdirs"}), frozenset()),
    "jupyter_proxy": MayImport(frozenset(), frozenset(), frozenset()),
    "secret": may_import({"home"}),
    "registry": MayImport(frozenset(), frozenset(), frozenset()),
    "lending": MayImport(frozenset(), frozenset(), frozenset()),
    "redactor": may_import(set(), never=CLOCK_DICE_NET),
    "reference": may_import(set(), never=CLOCK_DICE_NET),
    "messages": may_import(set(), never=CLOCK_DICE_NET),
    "protocol": may_import({"messages", "reference", "redactor"}, never=CLOCK_DICE_NET),
    "rules": may_import({"registry", "lending", "protocol", "messages", "reference"}, never=CLOCK_DICE_NET),
    "wire": may_import({"messages", "redactor", "home"}, {"httpcore", "brotli"}),
    "runs": may_import({"protocol", "rules", "messages", "reference", "redactor", "home"}),
    "diagnosis": may_import({"registry", "protocol", "rules", "messages", "reference", "runs"}),
    "explanation": may_import(
        {"lending", "protocol", "rules", "messages", "reference", "runs", "diagnosis", "redactor"}, {"ijson"}
    ),
    "probes": may_import(
        {
            "registry",
            "lending",
            "home",
            "flow",
            "recorder",
            "wire",
            "protocol",
            "rules",
            "runs",
            "messages",
            "reference",
            "redactor",
        },
        {"jwt", "cryptography"},
    ),
    "recorder": may_import({"messages", "protocol", "rules", "runs", "redactor", "wire"}),
    "flow": may_import(
        {
            "redactor",
            "messages",
            "protocol",
            "rules",
            "wire",
            "recorder",
            "runs",
            "diagnosis",
            "home",
            "jupyter_proxy",
            "reference",
        }
    ),
    "reports": may_import(
        {
            "registry",
            "messages",
            "protocol",
            "rules",
            "reference",
            "redactor",
            "runs",
            "diagnosis",
            "explanation",
            "views",
            "home",
        },
        never={"uuid", "random", "secrets", "time"},
    ),
    "provider": MayImport(frozenset(), frozenset({"authlib", "joserfc", "cryptography", "tornado"}), frozenset()),
    "lessons": may_import(  # the exercises judge values, as rules do; the gallery makes flows, and compares them
        {"registry", "messages", "protocol", "rules", "reference", "flow", "wire", "runs", "diagnosis"}
    ),
    "local": may_import({"provider", "protocol", "messages", "home", "jupyter_proxy"}),
    "views": may_import(VALUE_ROOMS, never={"uuid", "random", "secrets"}),
    "panels": may_import(EVERY_ROOM | {"jupyter_proxy"}, {"ipywidgets", "anywidget", "traitlets", "IPython"}),
    "server": MayImport(frozenset(), frozenset({"jupyter_server", "tornado"}), frozenset()),
    "cli": may_import(
        {"home", "local", "messages", "panels", "runs", "diagnosis", "reports", "explanation", "probes", "protocol", "views"},
        {"jupyter_core"},
    ),
}

# Single files that may import more than their room.
EXTRA = {
    "protocol/signatures.py": {"jwt", "cryptography"},  # the two places where keys are used: to verify
    "protocol/assertions.py": {"jwt"},  # and to sign
    "lessons/forgeries.py": {"jwt", "cryptography"},  # what a program of the learner's own would do
    "explanation/pem.py": {"cryptography"},  # what stands in a certificate
    "runs/tables.py": {"pandas", "numpy"},
    "reports/spreadsheets.py": {"pyarrow"},
    "reports/class_of_runs.py": {"pandas"},  # only when its table is asked for
    "probes/tables.py": {"pandas"},
    "local/catalogue.py": {"pandas"},  # only when its table is asked for
}


def violations(explorer: Path) -> list[str]:
    """Return a sentence for each import below this folder that the table does not allow."""
    return sorted(
        f"{file.relative_to(explorer)}:{line} imports {name}: {why}"
        for file in explorer.rglob("*.py")
        for line, name, why in _forbidden(file, file.relative_to(explorer))
    )


def _forbidden(file: Path, place: Path) -> Iterator[tuple[int, str, str]]:
    room = place.parts[0].removesuffix(".py")
    if room not in TABLE:
        yield 1, "anything", f"the room {room!r} has no row in the table"
        return
    allowed = TABLE[room]
    for node in _imports(ast.parse(file.read_text(encoding="utf-8"))):
        for name in _imported(node, ("explorer", *place.parent.parts)):
            ours, _, rest = name.partition(".")
            target = rest.partition(".")[0] if ours == "explorer" else ""
            if why := _objection(allowed, room, name, target, EXTRA.get(place.as_posix(), set())):
                yield node.lineno, name, why


def _objection(allowed: MayImport, room: str, name: str, target: str, extra: set[str]) -> str:
    """Say what speaks against importing `name`, which is the room `target` if it is ours; nothing if that is allowed."""
    top = name.partition(".")[0]
    if top == "explorer":
        if target and target not in TABLE:
            return "that is no room: import it from where it is, not from the shop window"
        return "" if target in (*allowed.rooms, room) else f"{room} may not import this room"
    if top in sys.stdlib_module_names:
        return f"{room} has no clock, no dice, no network" if top in allowed.never else ""
    return "" if top in allowed.packages | extra else f"{room} may not import this package"


def _imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the imports that a program can execute."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for other in child.orelse:
                yield from _imports(other)
        else:
            yield from _imports(child)


def _imported(node: ast.Import | ast.ImportFrom, package: tuple[str, ...]) -> list[str]:
    """Return the full names of the modules that an import statement names, in a file of this package."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = package[: len(package) - node.level + 1] if node.level else ()
    module = ".".join((*base, *([node.module] if node.module else [])))
    if module == "explorer":  # `from . import local`: what is named decides
        return [f"explorer.{alias.name}" for alias in node.names]
    return [module]


def test_each_row_has_a_room() -> None:
    """The table speaks of no room that is not built; one that comes gets its row with it."""
    rooms = {path.stem if path.suffix == ".py" else path.name for path in EXPLORER.iterdir()}
    assert [name for name in TABLE if name not in rooms] == []
    assert {name for each in TABLE.values() for name in each.rooms} <= TABLE.keys()
    assert [name for name in EXTRA if not (EXPLORER / name).is_file()] == []


def test_the_house_keeps_its_table() -> None:
    """No file of ours imports what its room may not."""
    assert not violations(EXPLORER)


@pytest.mark.parametrize(
    ("place", "source", "expected"),
    [
        ("protocol/pkce.py", "import httpx", "protocol may not import this package"),
        ("protocol/pkce.py", "from jwt.algorithms import RSAAlgorithm", "protocol may not import this package"),
        ("protocol/pkce.py", "import os.path", "no clock"),
        ("protocol/pkce.py", "def now():\n    import time\n    return time.time()", "no clock"),
        ("protocol/pkce.py", "from ..rules.finding import Finding", "protocol may not import this room"),
        ("protocol/deep/er.py", "from ... import rules", "protocol may not import this room"),
        ("rules/redirect.py", "from explorer.runs import Run", "rules may not import this room"),
        ("rules/finding.py", "from ..runs import Run", "rules may not import this room"),
        ("rules/report.py", "def table():\n    from ..runs.tables import findings_table", "rules may not import this room"),
        ("runs/record.py", "import pandas as pd", "runs may not import this package"),
        ("provider/app.py", "from ..errors import Mistake", "provider may not import this room"),
        ("flow/__init__.py", "from ..local import LocalProvider", "flow may not import this room"),
        ("views/text.py", "def html():\n    try:\n        import ipywidgets\n    except ImportError: pass", "views may not"),
        ("views/text.py", "from explorer import Flow", "no room"),
        ("home.py", "from .messages import unquoted", "home may not import this room"),
        ("cellar.py", "", "no row"),
    ],
)
def test_what_is_forbidden_is_caught(tmp_path: Path, place: str, source: str, expected: str) -> None:
    """Each kind of forbidden import is found, wherever it hides in the file."""
    _write(tmp_path / place, source)
    (found,) = violations(tmp_path)
    assert found.startswith(f"{place}:")
    assert expected in found


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("protocol/pkce.py", "import hashlib, json\nimport urllib.parse\nfrom ..messages import Params\nfrom . import jose"),
        ("protocol/signatures.py", "import jwt\nfrom cryptography.hazmat.primitives import hashes"),
        ("rules/report.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas"),
        ("runs/tables.py", "import pandas as pd"),
        ("flow/__init__.py", "import time, secrets\nfrom explorer.wire import Http\nfrom .. import home"),
        ("provider/app.py", "import time\nfrom tornado.web import Application\nfrom .http import Response"),
        ("panels/flow.py", "import ipywidgets\nfrom ..local import LocalProvider\nfrom ..views.text import esc"),
    ],
)
def test_what_is_allowed_passes(tmp_path: Path, place: str, source: str) -> None:
    """What the table allows is not reported."""
    _write(tmp_path / place, source)
    assert violations(tmp_path) == []


def _write(file: Path, source: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, encoding="utf-8")


def test_importing_is_light() -> None:
    """`import explorer` loads nothing heavy: a notebook's first cell, a script and --help answer at once."""
    program = "import explorer, json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert "explorer" in loaded
    assert not loaded & {"pandas", "numpy", "ipywidgets", "anywidget", "authlib", "joserfc", "tornado", "IPython"}


def test_panels_load_without_pandas() -> None:
    """The first cell of a notebook shows a panel; pandas, which is slow to load, waits until a table is asked for."""
    program = "import explorer.panels, explorer.views.comparison, sys; print('pandas' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["False", "False"]
