"""What a user of the package sees first: its names, what Tab offers, and types that a type checker understands."""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import explorer
from explorer import LocalProvider

ROOT = Path(__file__).parents[1]
WINDOW = ROOT / "explorer" / "__init__.py"
GIVEN = "from explorer import Client, Flow, Http, ProviderMetadata, Run\naddress: str\nfirst: Flow\nsecond: Flow\n"


def test_tab_offers_the_shop_window_and_nothing_else() -> None:
    """`dir(explorer)` is what the package exports: no module of Python, no name of ours that is not meant for users."""
    assert dir(explorer) == sorted(explorer.__all__)
    assert all(getattr(explorer, name) is not None for name in explorer.__all__)


def test_type_checkers_see_the_same_names() -> None:
    """What loads on first use and what a type checker is told are the same names from the same rooms."""
    tree = ast.parse(WINDOW.read_text(encoding="utf-8"))
    told = next(node for node in tree.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
    seen = {alias.name: f".{node.module}" for node in told.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert seen == explorer._ROOMS
    for name, room in seen.items():
        assert getattr(importlib.import_module(room, "explorer"), name) is getattr(explorer, name)


def test_an_unknown_name_is_named() -> None:
    """A typing error says which name is not there."""
    with pytest.raises(AttributeError, match="'explorer' has no attribute 'Flwo'"):
        explorer.Flwo  # noqa: B018  (that it is looked up is the test)


def examples() -> str:
    """Return the Python of the README as one module: its blocks, and the calls between backticks in its lists."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    calls = [call.replace("...", "address, client", 1) for call in re.findall(r"`(Flow\(.+?\))`[.;]?", readme)]
    calls = [call.replace("jwks=...", "jwks={}") for call in calls]
    return "\n".join([*blocks, GIVEN, *(f"_ = {call}" for call in calls)])


def type_checked(source: str, folder: Path) -> str:
    """Return what mypy strict says about a user's module, run as a user would: elsewhere, with nothing but the package.

    What it found out about the package is kept for the next time, as it is for a user.
    """
    (folder / "mine.py").write_text(source, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        f"--cache-dir={ROOT / '.cache' / 'mypy-of-a-user'}",
        "mine.py",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False).stdout


def test_the_examples_of_the_readme_pass_mypy_strict(tmp_path: Path) -> None:
    """`py.typed` is there, and what the README shows is right in the eyes of a type checker; a mistake in it would be told."""
    mistake = "Flow(42, client).discover()"
    said = type_checked(f"{examples()}\n{mistake}\n", tmp_path)
    assert "Found 1 error" in said, said
    assert 'Argument 1 to "Flow" has incompatible type "int"' in said


def test_the_probe_of_the_readme_asks_a_provider(provider: LocalProvider, tmp_path: Path) -> None:
    """What the README shows under "How to add" runs as it stands, and the local provider ignores what it does not know."""
    from explorer.probes import PROBES

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = [each for each in re.findall(r"```python\n(.*?)```", readme, re.DOTALL) if "@probe" in each]
    try:
        exec(block, {"__name__": "readme"})  # noqa: S102  (our own README)
        sheet = explorer.probe(provider.issuer, provider.register("readme"), ask="az-odd-display", sheets=tmp_path)
    finally:
        PROBES._entries.pop("az-odd-display", None)
    assert sheet["az-odd-display"].answer == "ignored"


def test_the_readme_says_what_an_installation_changes() -> None:
    """Each setting of JupyterLab that comes along is told, with the file to delete; and so is the extension of the server."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = readme.partition("## What an installation changes for others")[2].partition("\n## ")[0]
    settings = json.loads((ROOT / "explorer" / "server" / "lab-settings.json").read_text(encoding="utf-8"))
    words = {"fetchNews": "no news", "checkForUpdates": "looks for no updates"}
    assert set(settings) == {"@jupyterlab/apputils-extension:notification"}
    assert all(words[name] in told for name in settings["@jupyterlab/apputils-extension:notification"])
    shared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert all(place in told for place in shared["shared-data"].values())
    assert "JupyterLab" in told
    assert "jupyter-server-proxy" in told
    assert told.count("undo") == 2
