"""A pytest plugin: nothing that a test does, or a kernel that it starts, touches what belongs to the user.

It is loaded by `-p tests.isolation` in pyproject.toml and not as a conftest.py, because the notebooks are tests too
and lie outside this folder.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import uuid
from pathlib import Path

import nbval.kernel
import pytest
import traitlets
from jupyter_client.manager import KernelManager
from jupyter_core.paths import jupyter_runtime_dir

FOLDERS = {
    "FLOW_EXPLORER_HOME": "home",
    "IPYTHONDIR": "ipython",
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "run",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
}
_ROOT = pytest.StashKey[Path]()

# nbval imports jsonschema, and that a parser of IRIs, which nobody asks for here: its grammar takes a CPU second to build.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def _short_temporary_folder() -> Path:
    """Make a folder whose path leaves room for the name of a socket: about 100 characters are allowed in all."""
    parent = "/tmp" if Path("/tmp").is_dir() else None  # noqa: S108 - mkdtemp makes the folder, and for us alone
    return Path(tempfile.mkdtemp(prefix="fx-", dir=parent))


def pytest_configure(config: pytest.Config) -> None:
    """Point every variable at a fresh folder; each worker of pytest-xdist runs this and gets its own."""
    # A module is compiled once, also where an image says otherwise: a kernel would spend half of its start on compiling.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    root = config.stash[_ROOT] = _short_temporary_folder()
    for variable, name in FOLDERS.items():
        folder = root / name
        folder.mkdir(mode=0o700)
        os.environ[variable] = str(folder)
    nbval.kernel.KernelManager = SocketKernelManager


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the session left behind."""
    shutil.rmtree(config.stash[_ROOT], ignore_errors=True)


class SocketKernelManager(KernelManager):
    """What nbval starts its kernels with: over Unix sockets, since two that start together can choose the same port."""

    @traitlets.default("transport")
    def _transport(self) -> str:
        return "ipc" if os.name == "posix" else "tcp"

    @traitlets.default("connection_file")
    def _connection_file(self) -> str:
        # The sockets are named after it. Without a name they would lie in the current folder, which is not the kernel's.
        return os.path.join(jupyter_runtime_dir(), f"kernel-{uuid.uuid4()}.json")
