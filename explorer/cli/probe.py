"""`flow-explorer probe`: ask a provider how it behaves, in a terminal or in somebody's CI."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Mistake
from ..printable import in_one_line
from . import options

if TYPE_CHECKING:
    from ..probes import ProbeRun, ProviderSheet
    from ..protocol.client import Client
    from ..secret import Secret

_NOWHERE = "nowhere"  # what a person types who was not sent back
SECRET = "FLOW_EXPLORER_CLIENT_SECRET"

HELP = f"""\
Ask a provider how it behaves, and write the answers down.

Without --no-login links are printed, one after the other: open each, sign in,
and paste the address to which the browser came back. The client secret is read
from the environment variable {SECRET}, or asked for; it is no
argument, since arguments are seen by others.

What revokes tokens or signs out is asked only where --ask names it: revocation,
logout, or an id. --dry-run says what would be sent, and sends nothing.

Exit status: 0 where no answer is an alarm, 1 where one is, 2 where the command
could not start, nobody answered, or the honest requests themselves are refused
(a wrong secret, a redirect address that is not registered)."""


def run(arguments: Sequence[str]) -> int:
    """Ask the provider; returns the exit status."""
    ours = _parser().parse_args(arguments)
    from ..probes import Pasted, ProbeRun  # only now: --help needs no network

    login = None if ours.no_login else Pasted(lambda link: _paste(link, asked))
    if login is not None and not ours.dry_run and not sys.stdin.isatty():
        raise Mistake("nobody can paste an address here: use --no-login, or run it in a terminal.")
    progress = _progress if sys.stderr.isatty() else None
    asked = ProbeRun(ours.provider, _client(ours), sign_in=login, ask=ours.ask or None, label=ours.label, progress=progress)
    if ours.dry_run:
        print(asked.plan())
        return 0
    sheet = asked.go()
    _write(_shown(ours.format)(sheet), ours.output)
    if not sheet.counts["answered"]:
        print(f"flow-explorer: nothing was answered: {sheet.rows[0].detail}", file=sys.stderr)
        return 2
    if sheet.got_nowhere:
        print(f"flow-explorer: {in_one_line(sheet.got_nowhere)}", file=sys.stderr)
        return 2
    return 1 if sheet.alarms else 0


def _parser() -> argparse.ArgumentParser:
    parser = options.parser("flow-explorer probe", HELP)
    parser.add_argument("provider", help="the issuer, or the address of the discovery document")
    parser.add_argument("--client-id", required=True, metavar="ID", help="your own client there")
    parser.add_argument("--redirect-uri", required=True, metavar="URI", help="one that is registered for it, letter for letter")
    parser.add_argument("--public", action="store_true", help="it is a public client, without a secret")
    parser.add_argument("--auth-method", metavar="NAME", help="its token_endpoint_auth_method (default: client_secret_basic)")
    parser.add_argument("--no-login", action="store_true", help="ask only what needs no login")
    parser.add_argument(
        "--ask",
        action="append",
        metavar="WORD",
        help="an id, a room such as discovery, 'az-*' or 'all'; may come several times",
    )
    parser.add_argument(
        "--format", choices=["text", "markdown", "json", "junit"], default="text", help="(default: %(default)s)"
    )
    parser.add_argument("--output", metavar="FILE", type=Path, help="write to this file instead of the terminal")
    parser.add_argument("--label", metavar="TEXT", help="what to call the sheet")
    parser.add_argument("--dry-run", action="store_true", help="say what would be asked and changed, and send nothing")
    return parser


def _client(ours: argparse.Namespace) -> Client:
    from ..protocol.auto import AUTO
    from ..protocol.client import Client
    from ..secret import Secret

    if ours.public:
        return Client(ours.client_id, redirect_uri=ours.redirect_uri)
    text = os.environ.get(SECRET)
    if not text and not ours.dry_run:
        if not sys.stdin.isatty():
            raise Mistake(f"put the client secret into the environment variable {SECRET}, or use --public.")
        text = getpass.getpass("client_secret (it is not shown): ")
    secret = Secret(text or "not needed for a dry run", "client_secret")
    return Client(ours.client_id, secret, redirect_uri=ours.redirect_uri, token_endpoint_auth_method=ours.auth_method or AUTO)


def _paste(link: str, asked: ProbeRun) -> Secret:
    """Print a link with its number and what it is for, and take what came back; what is no answer to it is asked for again."""
    number, total = asked.ask.links, asked.links_before + asked.links_ahead
    told = f": {asked.flight.told}" if asked.flight is not None else ""
    print(f"\nLink {number} of {max(number, total)}{told}. Open it and sign in:\n\n{link}\n", file=sys.stderr)
    print(f"(Where it ends on a page of the provider, which sends you nowhere, type {_NOWHERE}.)", file=sys.stderr)
    return _answer_to(link)


def _answer_to(link: str) -> Secret:
    """Ask until an answer to this link was pasted: a slip must not end a run in which somebody signed in several times."""
    from ..probes import NOWHERE_SHOWN, AnotherLink, brought_back
    from ..secret import Secret

    doubtful = ""
    while True:
        text = input("Paste the address to which the browser came back: ").strip()
        if text == _NOWHERE:
            return NOWHERE_SHOWN
        if text and text == doubtful:
            return Secret(text, "pasted")
        try:
            return brought_back(Secret(text, "pasted"), link)
        except Mistake as slip:
            doubtful = text if isinstance(slip, AnotherLink) else ""
            again = " To have it taken, paste it once more." if doubtful else ""
            print(f"{in_one_line(slip)}{again}", file=sys.stderr)


def _progress(sentence: str) -> None:
    print(f"\r{sentence[:76]:76}", end="", file=sys.stderr, flush=True)


def _shown(format: str) -> Callable[[ProviderSheet], str]:
    from ..probes.junit import junit

    return {
        "text": lambda sheet: str(sheet),
        "markdown": lambda sheet: sheet.to_markdown(),
        "json": lambda sheet: sheet.to_json() + "\n",
        "junit": junit,
    }[format]


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stderr.write("\n" if sys.stderr.isatty() else "")
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Mistake(f"the sheet cannot be written to {str(output)!r} ({error.strerror}).") from None
