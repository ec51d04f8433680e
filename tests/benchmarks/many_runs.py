"""Thousands of runs in a folder: `uv run python -m tests.benchmarks.many_runs [count]`.

A handful of real flows is recorded: asked in different ways, refused, broken off, and lied to. The files are copies of them,
each with an id, a label, times and claims of its own. Each figure is of a process of its own: seconds of its CPU, and the
most memory beyond what it held when it began. The system has the files in its cache.
"""

from __future__ import annotations

import dataclasses
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from explorer import Flow, LocalProvider, Runs, compare
from explorer.runs.index import NAME
from tests.benchmarks.flow import own_home
from tests.benchmarks.timing import Comparison, Stopwatch, alternate, rounds_asked

SCOPES = ("openid", "openid email", "openid profile email")
FAULTS = ("wrong-nonce", "extra-members", "alg-none")
FIRST = 1_750_000_000  # seconds since 1970
TURNS = 5
# What is measured: at most so many seconds, and so many megabytes
LIMITS = {
    "the first listing": (2.0, 100),
    "the next listing": (0.2, 100),
    "the first listing in a panel": (2.0, 100),
    "the next listing in a panel": (0.2, 100),
    "one run opened": (0.01, 10),
    "all read and compared": (None, 600),
    "their differences": (3.0, 600),
}
CLAIMS = 1.2  # times pandas.json_normalize


def recorded() -> Iterator[str]:
    """Yield the files of real flows that went well, were lied to, were refused, and were left where they stood."""
    with own_home() as home, LocalProvider(port=0, home=Path(home)) as provider:
        client = provider.register("benchmark")
        for scope in SCOPES:
            yield signed_in(provider, Flow(provider.issuer, client), scope)
        for fault in FAULTS:
            with provider.misbehaving(fault):
                yield signed_in(provider, Flow(provider.issuer, client), SCOPES[1])
        wrong = Flow(provider.issuer, client.with_secret("wrong"))
        yield signed_in(provider, wrong, SCOPES[0])
        waiting = Flow(provider.issuer, client)
        waiting.discover()
        waiting.authorize()
        yield waiting.runs.path(waiting.run.id).read_text(encoding="utf-8")


def signed_in(provider: LocalProvider, flow: Flow, scope: str) -> str:
    """Go through a whole flow, as far as it comes, and return its file."""
    flow.discover()
    flow.receive(provider.sign_in(flow.authorize(scope=scope).url))
    flow.exchange(despite=["AUTHR-STATE-MISMATCH"])
    if flow.tokens is not None:
        flow.check()
        flow.userinfo()
    flow.http.close()
    return flow.runs.path(flow.run.id).read_text(encoding="utf-8")


def fill(folder: Path, count: int) -> None:
    """Write that many files."""
    templates = [text.splitlines() for text in recorded()]
    for number in range(count):
        header, *lines = templates[number % len(templates)]
        at = FIRST + 60 * number
        run_id = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime(at))}-{number:06x}"
        known = {**json.loads(header), "id": run_id, "created": at, "label": f"attempt {number % 50}"}
        told = [json.dumps(known), *(varied(line, number) for line in lines)]
        file = folder / f"{run_id}.jsonl"
        file.write_text("\n".join(told) + "\n", encoding="utf-8")
        file.chmod(0o600)


def varied(line: str, number: int) -> str:
    """Return a line of another person's sign-in."""
    if '"id_token":{"jwt"' not in line:
        return line
    event = json.loads(line)
    token = event["response"]["body"]["id_token"]
    token["claims"] = {**token["claims"], **claims(number)}
    return json.dumps(event, separators=(",", ":"))


def claims(number: int) -> dict[str, Any]:
    """Return what is said about the person of that number: now the same for all, now for some, now for nobody else."""
    own = {
        "sub": f"user-{number}",
        "iat": FIRST + 60 * number,
        "exp": FIRST + 60 * number + 3_600,
        "auth_time": FIRST + 60 * number - number % 90,
        "email": f"user-{number}@example.com",
        "jti": f"{number:032x}",
        "department": f"D{number % 20}",
        "roles": ["reader", "writer"][: 1 + number % 2],
        "address": {"locality": f"Town {number % 100}", "country": "CH"},
        "locale": "de-CH",
        "zoneinfo": "Europe/Zurich",
    }
    return {name: value for name, value in own.items() if name != "department" or number % 7}


@dataclasses.dataclass(frozen=True)
class Spent:
    """What one action took: seconds of CPU, and megabytes at the most."""

    seconds: float
    megabytes: float

    def line(self, what: str) -> str:
        """Say in one line what was measured, and what it should be at most."""
        seconds, megabytes = LIMITS[what]
        told = f" (at most {seconds:g} s and {megabytes} MB)" if seconds else f" (at most {megabytes} MB)"
        return f"{what[0].upper()}{what[1:]}: {self.seconds:.3f} s, {self.megabytes:.0f} MB{told}"


def spent(action: Callable[[], object]) -> Spent:
    """Do it, and return what it took."""
    before, watch = _peak(), Stopwatch()
    watch.start()
    action()
    watch.stop()
    return Spent(watch.spent, _peak() - before)


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def listed(folder: Path) -> Spent:
    """List the folder as code does."""
    return spent(lambda: Runs(folder).summaries())


def listed_in_panel(folder: Path) -> Spent:
    """List the folder as step 6 of the panel does."""
    from explorer.panels.js_widgets import RunList
    from explorer.panels.run_list import ListedRun, SavedRuns

    shown = RunList()
    return spent(lambda: shown.show([ListedRun.of(each) for each in SavedRuns(Runs(folder)).summaries()], []))


def opened(folder: Path) -> Spent:
    """Read one run."""
    runs = Runs(folder)
    newest = max(path.stem for path in folder.glob("*.jsonl"))
    return spent(lambda: runs.load(newest))


def compared(folder: Path) -> dict[str, Spent]:
    """Read and compare all runs of the folder."""
    import pandas  # noqa: F401 - it is loaded once for all tables, and is not what is measured

    held = []
    reading = spent(lambda: held.append(compare(Runs(folder))))
    before = spent(lambda: None)
    differences = spent(lambda: held[0].differences)
    total = reading.megabytes + before.megabytes + differences.megabytes
    return {"all read and compared": reading, "their differences": Spent(differences.seconds, total)}


def claims_tables(folder: Path) -> Comparison:
    """Return how long the table of the claims takes, and json_normalize for those of the ID tokens alone."""
    import pandas as pd

    claims: list[dict[str, Any]] = []
    comparison = compare(run for run in Runs(folder) if claims.append(dict(run.claims)) is None)

    def ours(watch: Stopwatch) -> None:
        fresh = dataclasses.replace(comparison)  # which has made no rows yet
        watch.start()
        assert len(fresh.claims.columns) == len(claims) + 2
        watch.stop()

    def bare(watch: Stopwatch) -> None:
        watch.start()
        assert len(pd.json_normalize(claims)) == len(claims)
        watch.stop()

    return alternate(ours, bare, TURNS)


STEPS: dict[str, Callable[[Path], Any]] = {
    "listed": listed,
    "listed_in_panel": listed_in_panel,
    "opened": opened,
    "compared": compared,
    "claims_tables": claims_tables,
}


def _apart(step: str, folder: Path) -> Any:
    """Measure a step in a process of its own."""
    program = (
        "import dataclasses, json, pathlib, sys; from tests.benchmarks.many_runs import STEPS; "
        "print(json.dumps(STEPS[sys.argv[1]](pathlib.Path(sys.argv[2])), default=dataclasses.asdict))"
    )
    command = [sys.executable, "-c", program, step, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return json.loads(done.stdout)


def measure(count: int) -> tuple[dict[str, Spent], Comparison]:
    """Return what everything took with so many runs, and how the claims compare with `pandas.json_normalize`."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        fill(folder, count)
        found = {"the first listing": Spent(**_apart("listed", folder)), "the next listing": Spent(**_apart("listed", folder))}
        (folder / NAME).unlink()
        for what in ("the first listing in a panel", "the next listing in a panel"):
            found[what] = Spent(**_apart("listed_in_panel", folder))
        found["one run opened"] = Spent(**_apart("opened", folder))
        found |= {what: Spent(**each) for what, each in _apart("compared", folder).items()}
        return found, Comparison(**_apart("claims_tables", folder))


if __name__ == "__main__":
    asked = rounds_asked(10_000)
    print(f"{asked:,} runs")
    figures, tables = measure(asked)
    for subject, each in figures.items():
        print(each.line(subject))
    print(tables.line("The claims, against json_normalize", CLAIMS))
