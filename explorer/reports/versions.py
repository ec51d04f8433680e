"""Which versions made a report: who reads it in a year has to know."""

from __future__ import annotations

import importlib.metadata
import platform
import ssl
from functools import cache

_LIBRARIES = ("httpcore", "h11", "cryptography", "pyjwt", "authlib", "ipywidgets", "jupyterlab")


@cache
def made_by() -> str:
    """Return the name and the version of this program."""
    return f"flow-explorer {_version('flow-explorer') or '(version unknown)'}"


@cache
def versions() -> dict[str, str]:
    """Return what a report's reader may ask for: this program, Python, the system, TLS, and the libraries in between."""
    found = {name: _version(name) for name in _LIBRARIES}
    return {
        "flow-explorer": _version("flow-explorer") or "unknown",
        "Python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} ({platform.machine()})",
        "TLS": ssl.OPENSSL_VERSION,
        **{name: version for name, version in found.items() if version},
    }


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
