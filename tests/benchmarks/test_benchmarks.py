"""The benchmarks still run. What they measure is read by people, from `uv run python -m tests.benchmarks.flow` and its like."""

from __future__ import annotations

from tests.benchmarks import attempts, checks, flow, imports, many_runs, tables
from tests.benchmarks.timing import Comparison, Stopwatch, alternate, repeated


def test_whole_flows() -> None:
    """Both clients come through the same flow at the provider in the other process."""
    found = flow.measure(1)
    assert min(found.ours, found.bare) > 0


def test_attempts_on_one_flow() -> None:
    """Every attempt is counted, whatever the last one is."""
    found = attempts.measure(2)
    assert list(found) == [2]
    assert found[2] > 0


def test_checks_of_an_id_token() -> None:
    """Both judge the same token, and take it for good."""
    assert all(min(found.ours, found.bare) > 0 for found in checks.measure(1, times=1))


def test_imports() -> None:
    """Both imports are whole processes, for scripts and for panels."""
    assert all(min(found.ours, found.bare) > 0 for found in (imports.measure(1), imports.measure_panels(1)))


def test_tables_and_reports() -> None:
    """Every table of a comparison and a report are made."""
    found = tables.measure(1, runs=2, findings=5)
    assert found.keys() == tables.LIMITS.keys()


def test_many_runs() -> None:
    """A folder is filled with runs of every kind, listed, opened and compared, and every figure has its limit."""
    found, claims = many_runs.measure(9)
    assert found.keys() == many_runs.LIMITS.keys()
    assert min(claims.ours, claims.bare) > 0
    assert all(each.seconds > 0 for each in found.values())
    assert found["the first listing"].line("the first listing").endswith("MB (at most 2 s and 100 MB)")


def test_ways_take_turns() -> None:
    """The first turn of each is not counted, and the line says what was measured, and the limit."""
    turns: list[str] = []

    def way(name: str, seconds: float, watch: Stopwatch) -> None:
        turns.append(name)
        watch.spent = seconds

    found = alternate(lambda watch: way("ours", 0.003, watch), lambda watch: way("bare", 0.002, watch), 2)
    assert sorted(turns) == ["bare"] * 3 + ["ours"] * 3
    assert turns[:2] != turns[2:4]
    assert found.line("A flow", 1.25) == "A flow: 3.00 ms against 2.00 ms, 1.50 times (at most 1.25)"
    assert Comparison(5e-6, 4e-6).line("A check", 3).startswith("A check: 5 µs against 4 µs")


def test_only_what_is_between_start_and_stop_counts() -> None:
    """A turn that repeats something gives the time of one time."""
    watch = Stopwatch()
    clock = iter([1.0, 2.0, 10.0, 13.0])
    for _ in range(2):
        watch.start(lambda: next(clock))
        watch.stop()
    assert watch.spent == 4.0
    done: list[int] = []
    repeated(lambda: done.append(1), 3)(Stopwatch())
    assert len(done) == 3
