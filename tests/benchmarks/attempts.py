"""Many attempts on one `Flow`: is the 300th as cheap as the 5th? `uv run python -m tests.benchmarks.attempts`.

Each attempt authorizes, receives, exchanges, checks, and asks UserInfo; all secrets of all attempts are looked for in
everything. Medians of the CPU time of the attempts around each number.
"""

from __future__ import annotations

import contextlib
import gc
import statistics
from collections.abc import Mapping

from explorer import Client, Flow, Runs
from explorer.wire import Http
from tests.benchmarks import provider
from tests.benchmarks.flow import own_home, sign_in
from tests.benchmarks.timing import Stopwatch, rounds_asked

LIMIT = 1.2
NUMBERS = (5, 50, 100, 200, 300)
AROUND = 4  # attempts before and after each number that count too


def measure(last: int) -> Mapping[int, float]:
    """Return the seconds of an attempt by its number."""
    with provider.running() as known, own_home() as folder, contextlib.closing(Http()) as http:
        flow = Flow(known["issuer"], Client(**known["client"]), http=http, runs=Runs(folder))
        flow.discover()
        gc.collect()
        gc.freeze()
        spent = [_attempt(flow) for _ in range(last + AROUND)]
        gc.unfreeze()
    numbers = sorted({min(number, last) for number in NUMBERS})
    return {number: statistics.median(spent[max(0, number - AROUND - 1) : number + AROUND]) for number in numbers}


def _attempt(flow: Flow) -> float:
    watch = Stopwatch()
    watch.start()
    link = flow.authorize(scope="openid email").url
    watch.stop()
    redirect = sign_in(link)
    watch.start()
    flow.receive(redirect)
    flow.exchange()
    good = flow.check().ok
    flow.userinfo()
    watch.stop()
    assert good
    return watch.spent


if __name__ == "__main__":
    found = measure(rounds_asked(NUMBERS[-1]))
    first, *_, newest = found.values()
    for number, seconds in found.items():
        print(f"Attempt {number}: {seconds * 1e3:.2f} ms, {seconds / first:.2f} times the first of these")
    print(f"The last against the first: {newest / first:.2f} times (at most {LIMIT})")
