"""A fresh clone: `uv run flow-explorer` brings no tools of ours, and `uv run pytest` fetches them by itself."""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import fetch

PROJECT = tomllib.loads((fetch.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]


def test_who_only_learns_gets_pytest_and_no_other_tool() -> None:
    """What uv installs by default is one small package, which starts the rest."""
    (default,) = PROJECT["tool"]["uv"]["default-groups"]
    assert [re.match(r"[\w-]+", each)[0] for each in GROUPS[default]] == ["pytest"]
    assert {"include-group": default} in GROUPS["dev"]


def test_the_plugin_comes_first() -> None:
    """It is loaded before those that import what may be missing."""
    plugins = [option for option in PROJECT["tool"]["pytest"]["ini_options"]["addopts"] if option.startswith("-p")]
    assert plugins[0] == "-ptests.fetch"


def test_each_tool_is_of_the_group() -> None:
    """What the plugin looks for comes with the group `dev`, so that fetching it helps."""
    group = {re.match(r"[\w-]+", each)[0].lower() for each in GROUPS["dev"] if isinstance(each, str)}
    there = importlib.metadata.packages_distributions()
    assert {there[name][0].lower() for name in fetch.TOOLS} <= group


def test_the_same_tests_are_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """The arguments are handed on; after one try, or without uv, it says what to install."""
    monkeypatch.delenv("FLOW_EXPLORER_TOOLS_FETCHED", raising=False)
    monkeypatch.setenv("UV", "/somewhere/uv")
    assert fetch.command(["-k", "a b"])[-4:] == ["dev", "pytest", "-k", "a b"]
    monkeypatch.setenv("FLOW_EXPLORER_TOOLS_FETCHED", "1")
    with pytest.raises(pytest.UsageError, match="uv sync --group dev"):
        fetch.command([])


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for uv is a shell script")
def test_missing_tools_are_fetched(tmp_path: Path) -> None:
    """Where the tools cannot be imported, uv is asked for them, with the same arguments, and its exit code is pytest's."""
    stand_in = tmp_path / "uv"
    stand_in.write_text('#!/bin/sh\necho "asked: $*"\nexit 7\n')
    stand_in.chmod(0o755)
    blind = "import importlib.util, runpy, sys; importlib.util.find_spec = lambda name: None; sys.argv = ['pytest', '-x', 'tests']; "
    environment = {**os.environ, "UV": str(stand_in)}
    environment.pop("FLOW_EXPLORER_TOOLS_FETCHED", None)
    done = subprocess.run(
        [sys.executable, "-c", blind + "import tests.fetch"], cwd=fetch.ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 7, done.stderr
    assert done.stdout.startswith("Fetching the tools")
    assert "--group dev pytest -x tests" in done.stdout
