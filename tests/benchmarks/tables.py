"""Many runs side by side, and a long report: `uv run python -m tests.benchmarks.tables`.

The runs are copies of one real flow, each read from its own text. CPU time of this process.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable, Mapping

from explorer import Client, Flow, Run, Runs, compare
from explorer.rules import Report
from explorer.views.report import report_html
from tests.benchmarks import provider
from tests.benchmarks.flow import own_home, sign_in
from tests.benchmarks.timing import Stopwatch, repeated, rounds_asked

TABLES = ("differences", "claims", "parameters", "meanings", "findings", "timing")
LIMITS = {**dict.fromkeys(TABLES, 1.0), "report": 0.05}  # seconds


def recorded() -> Run:
    """Return the run of one real flow."""
    with provider.running() as known, own_home() as folder:
        flow = Flow(known["issuer"], Client(**known["client"]), runs=Runs(folder))
        flow.discover()
        flow.receive(sign_in(flow.authorize(scope="openid email").url))
        flow.exchange()
        flow.check()
        flow.userinfo()
        flow.http.close()
        return flow.run


def measure(rounds: int, *, runs: int = 1_000, findings: int = 200) -> Mapping[str, float]:
    """Return seconds: of each table of a comparison of so many runs, and of a report with so many findings as HTML."""
    run = recorded()
    many = [Run.from_json(run.to_json().replace(run.id, f"{run.id}-{number}", 1)) for number in range(runs)]
    long = Report(itertools.islice(itertools.cycle(run.report.findings), findings))

    def table(name: str) -> Callable[[], object]:
        return lambda: getattr(compare(*many), name)

    actions = {**{name: table(name) for name in TABLES}, "report": lambda: report_html(long)}
    return {name: _median(action, rounds) for name, action in actions.items()}


def _median(action: Callable[[], object], rounds: int) -> float:
    spent = []
    for _ in range(rounds):
        repeated(action, 1)(watch := Stopwatch())
        spent.append(watch.spent)
    return statistics.median(spent)


if __name__ == "__main__":
    for what, seconds in measure(rounds_asked(3)).items():
        subject = "A report of 200 findings" if what == "report" else f"The {what} of 1,000 runs"
        print(f"{subject}: {seconds * 1e3:.0f} ms (at most {LIMITS[what] * 1e3:.0f})")
