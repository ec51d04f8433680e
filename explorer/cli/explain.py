"""`flow-explorer explain`: what a text is, what it says, and what is wrong with it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Mistake
from ..messages import brief
from ..printable import escaped_json
from . import options

if TYPE_CHECKING:
    from ..explanation import Explanation

HELP = """\
Say what a text is, take it apart, and judge it: a link, an address that the
browser came back to, a curl command, a token, a log, a HAR, and the like.

No secret and no token is shown: each is a fingerprint."""

EPILOG = """\
  flow-explorer explain failing.har
  pbpaste | flow-explorer explain --format markdown

The exit status tells what came of it: 0 nothing is wrong, 1 a check failed (of
severity error), or the text is or holds a refusal, 2 the text could not be
read, or is nothing that belongs to a sign-in. A secret in the command line
stays in the shell's history: give a file, or standard input."""

# What a file is called that people keep such texts in; and what no path has, but an address, a command and an answer have.
_ENDINGS = (
    ".har",
    ".json",
    ".jsonl",
    ".txt",
    ".log",
    ".jwt",
    ".jwks",
    ".pem",
    ".crt",
    ".html",
    ".xml",
    ".csv",
    ".sh",
    ".md",
    ".http",
)
_SPEAKS = re.compile(r"[\s?&={}<>\"']|://")
_FORMATS = ("text", "markdown", "json")


def run(arguments: Sequence[str]) -> int:
    """Explain what was given, and return 1 where something is wrong with it."""
    return explain_given("flow-explorer explain", HELP, EPILOG, "an address, a command, a token, ...", arguments)


def explain_given(name: str, description: str, epilog: str, what: str, arguments: Sequence[str], *, only: str = "") -> int:
    """Run a command that explains a text; `only` is the one kind that it takes."""
    parser = options.parser(name, description, epilog)
    parser.add_argument(
        "text", metavar="TEXT", nargs="?", help=f"{what}, or a file with it (default: standard input; - is that too)"
    )
    parser.add_argument("--format", choices=_FORMATS, default="text", help="how it is told (default: %(default)s)")
    ours = parser.parse_args(arguments)
    found = _explained(ours.text)
    if only and not any(each.kind == only for each in found.everything):
        more = "" if found.kind == "nothing" else ": flow-explorer explain tells of it"
        raise Mistake(f"this is {found.title}{more}.")
    print(_told(found, ours.format))
    return 2 if found.kind == "nothing" else 0 if found.ok else 1


def _explained(text: str | None) -> Explanation:
    from ..explanation import explain  # only now: --help needs none of it

    if text is None or text == "-":
        return explain(sys.stdin.buffer.read())
    if not text.strip():
        raise Mistake("nothing was given: give a text, a file with it, or pipe it in.")
    path = _file(text)
    return explain(path) if path is not None else explain(text)


def _file(text: str) -> Path | None:
    """The file that an argument names; None where it is the text itself. Raises `Mistake` for one that is not there."""
    if len(text) > 4_000 or "\n" in text:
        return None
    path = Path(text).expanduser()
    try:
        if path.is_file():
            return path
        is_folder = path.is_dir()
    except (OSError, ValueError):
        return None
    if is_folder:
        raise Mistake(f"{brief(text)} is a folder: give the file in it, such as failing.har.")
    if path.suffix.lower() in _ENDINGS and not _SPEAKS.search(text):
        raise Mistake(f"there is no file {brief(text)} here.")
    return None


def _told(found: Explanation, form: str) -> str:
    if form == "json":
        return escaped_json(json.dumps(found.to_dict(), indent=2, ensure_ascii=False, default=str))
    if form == "markdown":
        return found.to_markdown()
    from ..views.explanation import explanation_html
    from ..views.plain import plain_text

    return plain_text(explanation_html(found))
