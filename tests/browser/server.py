"""A real JupyterLab for the browser tests, started by the command line that `flow-explorer` uses."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from explorer.cli import lab as lab_cli

# Ours to choose; that JupyterLab asks for no news is left to the setting that the package installs.
SETTINGS = {
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},  # a test says when
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},  # all cells are in the page
}


@dataclass(frozen=True)
class Place:
    """Where notebooks are opened: below which path, with what environment and options, in JupyterLab or in Notebook 7."""

    base_url: str = "/"
    environment: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    notebook7: bool = False


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, its token, the folder it shows, its settings, its log, and what place it is.

    `folder` is the one whose notebooks a test opens: a folder of its file alone, below the one that the server shows.
    """

    url: str
    token: str
    root: Path
    settings: Path
    log: Path
    place: Place
    within: str = ""

    @property
    def folder(self) -> Path:
        """Where the notebooks of a test's file lie."""
        return self.root / self.within

    def path_of(self, notebook: str) -> str:
        """Return the path by which JupyterLab knows a notebook."""
        return f"{self.within}/{notebook}" if self.within else notebook

    def address_of(self, notebook: str) -> str:
        """Return the page of a notebook, in a workspace of its own: a shared one would restore the last test's layout."""
        page = "notebooks" if self.place.notebook7 else f"lab/workspaces/{secrets.token_hex(4)}/tree"
        return f"{self.url}{page}/{self.path_of(notebook)}?token={self.token}"

    def forget_settings(self) -> None:
        """Take back what was chosen since it started, such as a theme."""
        shutil.rmtree(self.settings, ignore_errors=True)
        _write_settings(self.settings)

    def end_kernels(self) -> None:
        """Shut down every kernel: each holds the memory of a Python with its libraries."""
        with httpx.Client(base_url=self.url, headers={"Authorization": f"token {self.token}"}, timeout=60) as client:
            for kernel in client.get("api/kernels").json():
                client.delete(f"api/kernels/{kernel['id']}")


@contextlib.contextmanager
def running_lab(folder: Path, place: Place) -> Iterator[Lab]:
    """Run JupyterLab over a folder, by the very command line of `flow-explorer`, until the block ends.

    Where Jupyter Notebook 7 is installed, the same server has its pages too.
    """
    with tempfile.TemporaryDirectory(prefix="lab-") as scratch:
        environment = {**os.environ, **place.environment, "JUPYTERLAB_WORKSPACES_DIR": f"{scratch}/workspaces"}
        settings = _write_settings(Path(scratch, "settings"))
        environment["JUPYTERLAB_SETTINGS_DIR"] = str(settings)
        options = [
            f"--ServerApp.base_url={place.base_url}",
            "--LabApp.expose_app_in_browser=True",
            "--JupyterNotebookApp.expose_app_in_browser=True",
            "--ServerApp.shutdown_no_activity_timeout=900",  # if we are killed, it does not stay for ever
            "--MappingKernelManager.cull_idle_timeout=600",
            '--ServerApp.tornado_settings={"page_config_data": {"buildCheck": False}}',  # else node is asked at each start
            *place.options,
        ]
        command = lab_cli.command(folder, options, port=0, browser=False)
        log = Path(scratch, "lab.log")
        with log.open("wb") as file:
            process = subprocess.Popen(command, env=environment, stdout=file, stderr=file)
        try:
            running = _wait_for_server(process, log)
            url = f"http://127.0.0.1:{running['port']}{running['base_url']}"
            yield Lab(url, running["token"], folder, settings, log, place)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _write_settings(folder: Path) -> Path:
    for name, values in SETTINGS.items():
        file = folder / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    return folder


def _wait_for_server(process: subprocess.Popen[bytes], log: Path) -> dict[str, Any]:
    """Wait until the server answers, and return what it wrote about itself: port, base_url, token."""
    written = Path(os.environ["JUPYTER_RUNTIME_DIR"], f"jpserver-{process.pid}.json")
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError, json.JSONDecodeError):
            running: dict[str, Any] = json.loads(written.read_text())
            with urllib.request.urlopen(f"http://127.0.0.1:{running['port']}{running['base_url']}api", timeout=1):
                return running
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text()}")
