"""What we depend on: no version with a published hole satisfies us, and every direct dependency has a lower bound."""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_OPTIONAL = [each for group in PROJECT["optional-dependencies"].values() for each in group]
REQUIRED = {each.name: each.specifier for each in map(Requirement, [*PROJECT["dependencies"], *_OPTIONAL])}

# The newest release with a published hole, and what it is: our lower bound lies above it.
HOLES = {
    "tornado": ("6.5.7", "CVE-2026-82397"),
    "httpcore": ("1.0.8", "CVE-2025-43859, in h11 0.14"),
    "pyjwt": ("2.14.0", "thirteen advisories of September 2026, CVE-2026-48526 and CVE-2026-32597 before them"),
    "joserfc": ("1.7.2", "CVE-2026-75509"),
    "jupyterlab": (
        "4.6.5",
        "CVE-2026-102831 of 29 September 2026, whose fix is in 4.6.6 at the latest; CVE-2026-73417 in 4.6.1",
    ),
    "jupyter-server": ("2.20.0", "CVE-2026-86049, and CVE-2026-44727 in 2.19"),
    "nbconvert": ("7.17.0", "CVE-2026-39378"),
    "aiohttp": ("3.14.2", "CVE-2026-69244"),
    "urllib3": ("2.7.0", "three advisories of September 2026, CVE-2026-44432 before them"),
    "cryptography": ("48.0.0", "GHSA-537c-gmf6-5ccf"),
    "pyarrow": ("23.0.0", "CVE-2026-25087"),
    "jinja2": ("3.1.5", "CVE-2025-27516"),
    "jupyter-core": ("5.7.2", "CVE-2025-30167"),
    "requests": ("2.32.5", "CVE-2026-25645"),
    "mistune": ("3.3.2", "CVE-2026-76098"),
}


def test_no_release_with_a_published_hole_is_good_enough() -> None:
    """The lower bounds exclude them; who installs beside an old one gets a newer one."""
    assert {name: hole for name, hole in HOLES.items() if REQUIRED[name].contains(hole[0])} == {}


def test_every_dependency_has_a_lower_bound() -> None:
    """Without one, an installation keeps whatever is there."""
    assert [name for name, bounds in REQUIRED.items() if not any(bound.operator == ">=" for bound in bounds)] == []
