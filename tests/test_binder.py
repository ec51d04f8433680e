"""Binder builds what we mean: repo2docker's own recipe, read and not built."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Dockerfile that repo2docker would build from what git tracks."""
    checkout = tmp_path_factory.mktemp("binder")
    listing = ["git", "-c", "safe.directory=*", "ls-files", "-z", "binder", "pyproject.toml"]
    for name in subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")[:-1]:
        (checkout / name).parent.mkdir(exist_ok=True)
        (checkout / name).write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "repo2docker", "--debug", "--no-build", str(checkout)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_the_python_is_ours(recipe: str) -> None:
    """A binder folder switches pyproject.toml off, so the version of Python is named in it."""
    assert "conda environment for python=3.12" in recipe


def test_the_package_is_installed_after_it_was_copied(recipe: str) -> None:
    """Only an editable requirement makes repo2docker install after the copy; before it, there is nothing to install."""
    install = recipe.index('pip install --no-cache-dir -r "binder/requirements.txt"')
    assert recipe.index("COPY --chown=0:0 src/ ${REPO_DIR}/") < install


def test_it_is_installed_where_the_server_runs(recipe: str) -> None:
    """Widgets, proxy and settings work in the server's own environment only; for this Python repo2docker makes no second."""
    assert "ENV KERNEL_PYTHON_PREFIX=${NB_PYTHON_PREFIX}" in recipe
    assert "RUN ${KERNEL_PYTHON_PREFIX}/bin/pip install" in recipe


@pytest.mark.parametrize(
    ("package", "brings"),
    [
        ("flow-explorer", "share/jupyter/lab/settings/overrides.d/flow-explorer.json"),
        ("jupyter-server-proxy", "etc/jupyter/jupyter_server_config.d/jupyter-server-proxy.json"),
        ("anywidget", "share/jupyter/labextensions/anywidget/package.json"),
        ("jupyterlab-widgets", "share/jupyter/labextensions/@jupyter-widgets/jupyterlab-manager/package.json"),
    ],
)
def test_what_the_server_needs_comes_along(package: str, brings: str) -> None:
    """By being installed, in place as on Binder, all of it is enabled and where the server looks: no further step is needed."""
    ours = [
        "flow-explorer",
        *(importlib.metadata.requires("flow-explorer") or ()),
        *(importlib.metadata.requires("ipywidgets") or ()),
    ]
    assert package in {re.split("[<>~=]", requirement)[0].replace("_", "-") for requirement in ours}
    assert any(str(file).endswith(brings) for file in importlib.metadata.files(package) or ())
