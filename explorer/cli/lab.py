"""`flow-explorer`: JupyterLab, in the browser, on the first notebook."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import uuid
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from ..errors import Mistake
from . import COMMANDS, options
from .notebooks import FIRST_NOTEBOOK, notebooks_folder

HELP = f"""\
Take the OpenID Connect Authorization Code flow apart.

Without a command, JupyterLab opens in your browser on the first notebook,
{FIRST_NOTEBOOK}. No account and no internet are needed. Ctrl-C, twice,
stops it.

The commands; each tells more with --help:

  probe     ask a provider how it behaves, and write the answers down:
            flow-explorer probe ISSUER --client-id ... --redirect-uri ...
            --public --no-login
  provider  the local OpenID Provider by itself, for an application of your
            own: flow-explorer provider
  explain   what a link, a curl command, a token, a log or a HAR is, and what
            is wrong with it: flow-explorer explain failing.har
  jwt       a token taken apart: flow-explorer jwt token.txt
  report    a saved run as a page, a table, a HAR or a support bundle, and
            several side by side: flow-explorer report run.jsonl run.html"""

EPILOG = """\
Any other option is handed on to JupyterLab, for example --ip=127.0.0.1;
`jupyter lab --help` lists them."""


class _Version(argparse.Action):
    """Print the version; the package's metadata are read only when they are asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        import importlib.metadata

        print("flow-explorer", importlib.metadata.version("flow-explorer"))
        parser.exit()


def run(arguments: Sequence[str]) -> int:
    """Start JupyterLab; on POSIX systems this process becomes JupyterLab and never returns from here."""
    parser = options.parser("flow-explorer", HELP, EPILOG)
    parser.add_argument("--notebooks", metavar="FOLDER", type=Path, help="work on copies of the notebooks in this folder")
    parser.add_argument(
        "--port", metavar="N", type=options.port, help="JupyterLab's port (default: 8888, or the next that is free)"
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address, and open no browser")
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and leave")
    ours, rest = parser.parse_known_args(arguments)
    if rest and not rest[0].startswith("-"):
        told = ", ".join(f"`{name}`" for name in COMMANDS)
        raise Mistake(f"there is no command {options.told_word(rest[0])}, only {told}; see flow-explorer --help.")
    if ours.port:
        options.require_free(ours.port)
    folder = notebooks_folder(ours.notebooks)
    browser = not ours.no_browser and _has_browser()
    return _become(command(folder, rest, port=ours.port, browser=browser))


def command(folder: Path, rest: Sequence[str], *, port: int | None, browser: bool) -> list[str]:
    """Return the command line that starts JupyterLab on the first notebook of `folder`.

    `rest` are JupyterLab's own options as the user gave them. What they decide is not decided here again: JupyterLab
    refuses an option that comes twice.
    """
    given = {argument.split("=")[0] for argument in rest}
    line = [sys.executable, "-m", "jupyterlab"]
    if not given & {"--ServerApp.root_dir", "--notebook-dir"}:
        line.append(f"--ServerApp.root_dir={folder}")
    if "--LabApp.default_url" not in given:
        line.append(f"--LabApp.default_url=/lab/tree/{FIRST_NOTEBOOK}")
    if not given & {"--KernelManager.transport", "--transport"} and _sockets_fit(_runtime_folder()):
        line.append("--KernelManager.transport=ipc")  # no ports, so kernels that start together cannot collide
    if not given & {"--ServerApp.ip", "--ip"}:
        line += ["--ServerApp.ip=localhost", *_root_option(given)]
    if port is not None:
        line += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]  # the port asked for, or none
    if not browser:
        line.append("--no-browser")
    return [*line, *rest]


def _root_option(given: set[str]) -> list[str]:
    """Let root start a server that only this machine reaches, and say what that means.

    JupyterLab refuses to run as root, to keep people from putting a root shell on the network. Ours listens on
    localhost behind a token and has the rights that its user has in the terminal anyway, and in a container root is
    who one is. Where the user chose the address (`--ip`), this is not asked, and JupyterLab's refusal stands.
    """
    if "--allow-root" in given or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    print("You are root, so every notebook cell runs as root. JupyterLab listens on localhost only.")
    return ["--allow-root"]


def _runtime_folder() -> Path:
    """Return the folder where Jupyter keeps connection files and sockets, having made sure that it can be used."""
    from jupyter_core.paths import jupyter_runtime_dir

    folder = Path(jupyter_runtime_dir())
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise Mistake(
            f"JupyterLab keeps its connection files in {folder}, which cannot be written to ({error.strerror}): "
            "name a folder of your own in the environment variable JUPYTER_RUNTIME_DIR."
        ) from None
    return folder


def _sockets_fit(folder: Path) -> bool:
    """True where kernels can be reached over Unix sockets in this folder: its path is short, and its disk can do it."""
    longest = folder / f"kernel-{uuid.uuid4()}-ipc-5"  # how jupyter_client names them
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.bind(str(longest))
        longest.unlink()
    except (OSError, AttributeError):  # AttributeError: Python for Windows has no AF_UNIX
        return False
    return True


def _has_browser() -> bool:
    """True where Python finds a browser to open; otherwise say what to do."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        print("No browser was found on this machine: open the address that JupyterLab prints below in one.")
        return False
    return True


def _become(line: list[str]) -> int:
    """Turn this process into JupyterLab, so that whoever stops us stops JupyterLab and nobody is left behind."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(line[0], line)  # noqa: S606 - our own interpreter, and no shell
    # Windows has no exec that keeps the process: wait, and leave Ctrl-C, which both of us get, to JupyterLab.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.call(line)  # noqa: S603 - our own interpreter, and no shell
