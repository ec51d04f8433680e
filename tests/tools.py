"""The programs that tests need and Python does not bring: where they are, and what happens where they are missing."""

from __future__ import annotations

import os
import shutil

import pytest


def require_tool(*names: str) -> str:
    """Return the path of the first of these programs that is installed.

    Without it the test is skipped, with the reason in pytest's summary; with `CI=true` it fails, so that a green run
    means that everything ran.
    """
    for name in names:
        if path := shutil.which(name):
            return path
    reason = f"{names[0]} is not installed on this machine"
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(f"{reason}, and CI=true allows no skips")
    pytest.skip(reason)
