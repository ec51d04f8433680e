"""A HAR explained: who wrote it, which sign-ins it holds, how each ended, and what a HAR of this kind cannot hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...diagnosis import diagnose
from ...messages import brief
from ...runs import Run
from ...runs.readings import outcome
from ..links import arguments_of
from ..opening import Opening
from ..value import Explanation, Part, has_failed
from .attempts import Attempt, attempts_in
from .own import own_run
from .reading import HarFile, looks_like_har, read_har
from .record import recorded
from .recording import Recording

__all__ = ["explain_har", "looks_like_har"]

MOST_RUNS = 200


def explain_har(source: Path | bytes) -> Explanation:
    """Explain a HAR: its sign-ins as runs, oldest first."""
    har = read_har(source)
    own = own_run(source, har.creator)
    if own is not None:
        return _of_our_own(har, own)
    sorting = attempts_in(har.entries)
    kept = sorting.attempts[:MOST_RUNS] or sorting.without_sign_in
    recordings = [
        recorded(attempt, sorting.shared, har.creator, number, following=kept[number] if number < len(kept) else None)
        for number, attempt in enumerate(kept, 1)
    ]
    runs = tuple(recording.run for recording in recordings)
    return Explanation(
        "har",
        "a HAR (HTTP archive)",
        "certain" if har.total else "likely",
        _sentence(har, runs),
        tuple(_parts(har, kept, runs)),
        missing=tuple(dict.fromkeys([*_of_file(har, runs), *(word for each in recordings for word in each.missing)])),
        runs=runs,
        opening=next(
            (found for attempt, each in zip(kept, recordings, strict=True) if (found := _opening(attempt, each))), None
        ),
    )


def _of_our_own(har: HarFile, run: Run) -> Explanation:
    """A HAR that was made of a run: that run, as it was judged when it happened."""
    told = Part("run", run.label or run.id, f"a sign-in: {outcome(run)}", "", "runs")
    return Explanation("har", "a HAR (HTTP archive)", "certain", _sentence(har, (run,)), (told,), runs=(run,))


def _sentence(har: HarFile, runs: tuple[Run, ...]) -> str:
    by = f", written by {brief(har.creator)}" if har.creator else ""
    if not runs:
        return f"A HAR with {har.total:,} entries{by}. There is no sign-in with OpenID Connect in it."
    many = f"{len(runs)} sign-ins" if len(runs) > 1 else "one sign-in"
    failing = next(filter(has_failed, runs), None)
    return f"{_why(failing) if failing else _worst(runs)} A HAR with {har.total:,} entries{by}. It holds {many}.".strip()


_VERDICTS = {"proven": "The cause", "likely": "Most likely the cause"}


def _why(run: Run) -> str:
    """What failed, and why as far as that is known."""
    diagnosis = diagnose(run)
    first = diagnosis.first
    told = _VERDICTS.get(first.verdict, "") if first is not None else ""
    return f"{diagnosis.sentence} {f'{told}: {first.title}' if first is not None and told else ''}"


def _worst(runs: tuple[Run, ...]) -> str:
    """What is wrong with sign-ins of which none failed."""
    errors = [finding for run in runs for finding in run.report.worst_first if finding.is_error]
    return f"Nothing was refused, but a check failed: {errors[0].message} ({errors[0].rule})" if errors else ""


def _parts(har: HarFile, attempts: list[Attempt], runs: tuple[Run, ...]) -> Iterator[Part]:
    yield Part("entries", har.total, "How many requests were saved.", "HAR 1.2", "file")
    for number, (attempt, run) in enumerate(zip(attempts, runs, strict=True), 1):
        kind = "a silent renewal" if attempt.silent else "a sign-in"
        note = f"{len(attempt.hops)} stops in the browser on the way" if attempt.hops else ""
        yield Part(f"run {number}", run.label or run.id, f"{kind}: {outcome(run)}", "", "runs", note)


def _of_file(har: HarFile, runs: tuple[Run, ...]) -> Iterator[str]:
    if har.problem:
        yield har.problem
    if har.damaged:
        yield f"{har.damaged:,} entries of the file are no entries, and were passed over."
    if har.full:
        yield "The file holds more exchanges of this kind than anybody needs, so it was not read to its end."
    if not runs:
        yield "The sign-in itself: begin to record before the sign-in begins, and keep the log over page loads (Preserve log)."


def _opening(attempt: Attempt, recording: Recording) -> Opening | None:
    if attempt.begins is None or attempt.silent or recording.client is None:
        return None
    return Opening(recording.metadata, recording.client, arguments_of(attempt.request))
