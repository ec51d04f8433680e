"""The programs that tests need and Python does not bring: where they are, and what happens where they are missing."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def require_tool(*names: str) -> str:
    """Return the path of the first of these programs that is installed; without any, the test cannot run."""
    for name in names:
        if path := shutil.which(name):
            return path
    unavailable(f"{names[0]} is not installed on this machine")


def unavailable(reason: str) -> NoReturn:
    """Skip the test, with the reason in pytest's summary; with `CI=true` fail it, so that green means: everything ran."""
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(f"{reason}, and CI=true allows no skips", pytrace=False)
    pytest.skip(reason)
