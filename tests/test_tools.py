"""A missing tool is never passed over in silence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.tools import require_tool


def test_an_installed_tool_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first name that exists is taken."""
    python = Path(sys.executable)
    monkeypatch.setenv("PATH", str(python.parent))
    assert require_tool("no-such-program", python.name) == str(python)


def test_a_missing_tool_skips(monkeypatch: pytest.MonkeyPatch) -> None:
    """On somebody's machine the test is skipped, and the summary says what is missing."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no-such-program is not installed"):
        require_tool("no-such-program")


def test_a_missing_tool_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """With CI=true the test fails: a green run there means that everything ran."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no-such-program is not installed"):
        require_tool("no-such-program")
