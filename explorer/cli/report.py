"""`flow-explorer report`: saved runs as a file for somebody else."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Mistake
from ..messages import brief
from . import options

if TYPE_CHECKING:
    from ..runs import Run

HELP = """\
Make a file of saved runs, for a ticket, a colleague or a CI system.

The end of its name says what it becomes:

  .html     one page to read and to print       .har  for a browser's network tab
  .md       Markdown, its pictures beside it    .xml  JUnit, for CI
  .csv      a table for a spreadsheet           .zip  all of it, for a provider's
  .parquet  the same table for programs               support

No secret and no token is in any of them."""

EPILOG = """\
  flow-explorer report run.html                        the newest sign-in of your own that came to an end
  flow-explorer report before.jsonl after.jsonl differences.md
  flow-explorer report 20261127-113149-763819 support.zip --redact-personal"""


def run(arguments: Sequence[str]) -> int:
    """Write the report, and say where it is."""
    parser = options.parser("flow-explorer report", HELP, EPILOG)
    parser.add_argument(
        "runs",
        metavar="RUN",
        nargs="*",
        help="a run's file, a HAR (login.har#2 is its second sign-in), or the id of a run of your own (default: the newest that came "
        "to an end); of several, the comparison",
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="the file to write")
    parser.add_argument(
        "--redact-personal", action="store_true", help="put fingerprints in the place of what tells of a person"
    )
    parser.add_argument("--diagnosis", action="store_true", help="of one run, only why it failed")
    ours = parser.parse_args(arguments)
    written = _written(ours)
    print(f"The report is in {written}.")
    return 0


def _written(ours: argparse.Namespace) -> Path:
    from ..diagnosis import diagnose  # only now: --help needs none of it
    from ..reports import report
    from ..runs.comparison import compare

    runs = [run for name in ours.runs for run in _runs(name)] or [_told(_newest())]
    if ours.diagnosis and len(runs) > 1:
        raise Mistake(
            "--diagnosis is about one run: name one; of a HAR with several sign-ins by its number, as in login.har#2."
        )
    value = diagnose(runs[0]) if ours.diagnosis else runs[0] if len(runs) == 1 else compare(*runs)
    return report(value, ours.file, redact_personal=ours.redact_personal)


def _runs(name: str) -> Sequence[Run]:
    """The run in a file, the sign-ins in a HAR, or the saved run of that id."""
    from ..runs import Run, Runs

    path = Path(name).expanduser()
    file, _, number = name.rpartition("#")
    if file.lower().endswith(".har") and number.isdecimal() and not path.exists():
        return _of_har(Path(file).expanduser(), int(number[:9]))
    if path.suffix.lower() == ".har":
        return _of_har(path)
    if path.exists():
        return [Run.load(path)]
    runs = Runs()
    known = {summary.id for summary in runs.attempts()}
    if name not in known:
        raise Mistake(
            f"there is no run {brief(name)}: no file of that name here, and none of the {len(known):,} in {runs.folder}."
        )
    return [runs.load(name)]


def _of_har(path: Path, number: int | None = None) -> Sequence[Run]:
    """The sign-ins in a HAR, or one of them by its number, from 1."""
    from ..explanation import explain

    found = explain(path).runs
    if not found:
        raise Mistake(f"there is no sign-in in {path}: record it again, with the log kept over page loads.")
    if number is None:
        return found
    if not 1 <= number <= len(found):
        raise Mistake(f"{path} has {len(found)} of them: there is no sign-in #{number}.")
    return found[number - 1 : number]


def _newest() -> Run:
    """The newest sign-in that came to an end, of the user's own where there is one; else the newest link."""
    from ..runs import Runs
    from ..runs.attempts import attempt_in
    from ..runs.by_lessons import runs_of_lessons

    runs = Runs()
    begun = [summary for summary in runs.attempts() if summary.is_begun]
    if not begun:
        raise Mistake(
            f"there is no run in {runs.folder} yet: name the file of one, as in flow-explorer report run.jsonl run.html."
        )
    ended = [summary for summary in begun if summary.has_ended]
    made_by_lessons = runs_of_lessons()
    own = [summary for summary in ended if (attempt_in(summary.id) or (summary.id,))[0] not in made_by_lessons]
    return runs.load((own or ended or begun)[0].id)


def _told(run: Run) -> Run:
    """Say which run it is, where nobody named one."""
    from ..reports.kinds import kind_of

    print(f"Run {run.id}: {kind_of(run).about(run)}")
    return run
