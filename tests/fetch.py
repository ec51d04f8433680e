"""A pytest plugin, loaded before all others: where the tests' tools are missing, it fetches them, and pytest begins again.

`uv run flow-explorer` is for people who want no tools of ours, so a fresh clone has none but pytest itself, which starts
this. That is why `uv run pytest` needs no option, and `.venv/bin/pytest` none either.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("hatchling", "hypothesis", "nbclient", "nbval", "notebook", "playwright", "psutil", "xdist")  # of the group `dev`
_FETCHED = "FLOW_EXPLORER_TOOLS_FETCHED"


def missing() -> list[str]:
    """Return the tools without which no test can run, as they are imported."""
    return [name for name in TOOLS if importlib.util.find_spec(name) is None]


def command(arguments: list[str]) -> list[str]:
    """Return the command that fetches the tools and runs the same tests. Raises pytest's `UsageError` where that cannot help."""
    uv = os.environ.get("UV") or shutil.which("uv")  # `uv run` says where it is
    if uv is None or _FETCHED in os.environ:
        raise pytest.UsageError(f"These tools are missing: {', '.join(missing())}. Install them: uv sync --group dev")
    return [uv, "run", "--project", str(ROOT), "--group", "dev", "pytest", *arguments]


if missing():
    line = command(sys.argv[1:])
    print("Fetching the tools that the tests need; they stay in this folder's .venv ...", flush=True)
    environment = {**os.environ, _FETCHED: "1"}
    if os.name == "posix":
        os.execve(line[0], line, environment)  # noqa: S606 - signals reach the tests, and their exit code whoever asked
    raise SystemExit(subprocess.run(line, env=environment, check=False).returncode)
