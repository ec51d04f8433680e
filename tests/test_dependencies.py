"""What we depend on: no version with a published hole satisfies us, and every direct dependency has a lower bound."""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIRED = {each.name: each.specifier for each in map(Requirement, PROJECT["dependencies"])}

# The newest release with a published hole, and what it is: our lower bound lies above it.
HOLES = {
    "tornado": ("6.5.7", "CVE-2026-82397"),
    "httpcore": ("1.0.8", "CVE-2025-43859, in h11 0.14"),
    "pyjwt": ("2.11.0", "CVE-2026-32597"),
    "joserfc": ("1.7.2", "CVE-2026-75509"),
    "jupyterlab": ("4.4.7", "CVE-2025-59842"),
    "jinja2": ("3.1.5", "CVE-2025-27516"),
    "jupyter-core": ("5.7.2", "CVE-2025-30167"),
    "requests": ("2.32.3", "CVE-2024-47081"),
}


def test_no_release_with_a_published_hole_is_good_enough() -> None:
    """The lower bounds exclude them; who installs beside an old one gets a newer one."""
    assert {name: hole for name, hole in HOLES.items() if REQUIRED[name].contains(hole[0])} == {}


def test_every_dependency_has_a_lower_bound() -> None:
    """Without one, an installation keeps whatever is there."""
    assert [name for name, bounds in REQUIRED.items() if not any(bound.operator == ">=" for bound in bounds)] == []
