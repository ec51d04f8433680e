"""`flow-explorer provider`: the local OpenID Provider by itself, until Ctrl-C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Mistake
from . import options

if TYPE_CHECKING:
    from ..local import LocalProvider
    from ..protocol.client import Client

HELP = """\
Run the local OpenID Provider by itself, until Ctrl-C.

It listens on this machine only, signs invented people in without a password,
and prints what an application needs: the issuer, the discovery URL, and two
clients that are registered with the redirect_uri shown."""


def run(arguments: Sequence[str]) -> int:
    """Run the provider until a signal ends it."""
    parser = options.parser("flow-explorer provider", HELP)
    parser.add_argument(
        "--profile",
        choices=["standard", "oracle"],
        default="standard",
        help="whom it imitates (default: %(default)s)",
    )
    parser.add_argument(
        "--port", metavar="N", type=options.port, help="its port (default: a fixed one, or another that is free)"
    )
    parser.add_argument("--show-secret", action="store_true", help="print the client_secret, not the file it is in")
    ours = parser.parse_args(arguments)
    if ours.port:
        options.require_free(ours.port)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())

    from ..local import LocalProvider  # only now: --help and a busy port need no web server

    with LocalProvider(profile=ours.profile, port=ours.port) as provider:
        _serve(provider, stop, show_secret=ours.show_secret)
    print("The provider has stopped.")
    return 0


def _serve(provider: LocalProvider, stop: threading.Event, *, show_secret: bool) -> None:
    """Say what an application needs to know, and wait; the file with the secret goes when the provider goes."""
    confidential = provider.register("notebook")
    public = provider.register("spa", public=True)
    secret = confidential.client_secret.reveal() if confidential.client_secret else ""
    file = None if show_secret else _secret_file(provider.port, secret)
    try:
        shown = f"in {file} (--show-secret prints it)" if file else secret
        print(_introduction(provider, confidential, public, shown), flush=True)
        while not stop.wait(1):  # with a limit, or Python for Windows would not notice Ctrl-C
            pass
    finally:
        if file:
            file.unlink(missing_ok=True)


def _introduction(provider: LocalProvider, confidential: Client, public: Client, secret: str) -> str:
    return f"""\
The local provider is running, on this machine only. Ctrl-C stops it.

  issuer         {provider.issuer}
  discovery URL  {provider.address}/.well-known/openid-configuration
  redirect_uri   {confidential.redirect_uri}

A confidential client
  client_id      {confidential.client_id}
  client_secret  {secret}

A public client, which uses PKCE and has no secret
  client_id      {public.client_id}
"""


def _secret_file(port: int, secret: str) -> Path:
    """Write the secret to a file that only its owner can read: a terminal is scrolled, shared and recorded."""
    from ..home import home, private_folder, write_private

    try:
        file = private_folder("provider") / f"client_secret-{port}.txt"
        write_private(file, secret.encode())
    except OSError as error:
        raise Mistake(
            f"the client_secret cannot be written below {home()} ({error.strerror}): name a folder of your own in the "
            "environment variable FLOW_EXPLORER_HOME, or use --show-secret."
        ) from None
    return file
