"""The local provider in a process of its own, so that its CPU time is not ours: `python -m tests.benchmarks.provider`.

It says in one line of JSON who it is and which client it knows, and ends when its input is closed.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def running() -> Iterator[dict[str, Any]]:
    """Run the provider in another process for as long as the block takes; gives what it said of itself."""
    command = [sys.executable, "-m", "tests.benchmarks.provider"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())  # leaving `with` closes the input, which ends it


def serve() -> None:
    """Serve until the input ends."""
    from explorer import LocalProvider  # here, so that whoever starts us does not load a web server

    with tempfile.TemporaryDirectory() as home, LocalProvider(port=0, home=Path(home)) as provider:
        client = provider.register("benchmark", redirect_uri="http://127.0.0.1:9/callback")
        secret = client.client_secret.reveal() if client.client_secret else None
        known = {"client_id": client.client_id, "client_secret": secret, "redirect_uri": client.redirect_uri}
        print(json.dumps({"issuer": provider.issuer, "client": known}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    serve()
