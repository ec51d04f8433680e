"""Applications whose sign-in we did not write, from npm: started, signed in to by Chromium, and what it saved as a HAR."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from tests.independent.harness import INSTALLED, installed, node

PACKAGES = ("express@5", "express-openid-connect@2", "oidc-client-ts@3")
PLACE = INSTALLED.parent / "applications-1"


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(setup: dict[str, Any]) -> Iterator[None]:
    """Run an application until the block ends."""
    packages = installed(PLACE, *PACKAGES)
    command = [node(), Path(__file__).with_name("theirs.mjs"), packages]
    environment = {**os.environ, "SETUP": json.dumps({"options": {}, **setup})}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline(), "the application did not start"
        yield


def _readable(route: Route) -> None:
    """Let a page's script read the answer, as a provider with CORS does."""
    answer = route.fetch()
    route.fulfill(response=answer, headers={**answer.headers, "Access-Control-Allow-Origin": "*"})


def recorded(chromium: Browser, address: str, act: Callable[[Page], object], file: Path, readable: str = "") -> Path:
    """Do something in the browser that begins at an address, and return the HAR of it. `readable` is an origin with CORS.

    Without one nothing stands between the browser and the network: what is intercepted is loaded in another way.
    """
    context = chromium.new_context(record_har_path=file, record_har_content="embed")
    with contextlib.closing(context):  # which writes the file
        for path in ("/.well-known/*", "/token", "/jwks", "/userinfo") if readable else ():
            context.route(readable + path, _readable)
        page = context.new_page()
        page.goto(address, wait_until="commit")  # what to wait for then, the act knows: a page may go on before it is loaded
        act(page)
    return file
