"""A whole flow, recorded to disk and checked, against a client written by hand: `uv run python -m tests.benchmarks.flow`.

Both discover, authorize, receive, exchange, check with fresh keys, and ask UserInfo, in turns, of one provider in another
process. CPU time of this process; what the browser does in between is not counted.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator

from explorer import Client, Flow, Runs
from explorer.local.window import Window
from explorer.wire import Http
from tests.benchmarks import provider
from tests.benchmarks.bare import BareClient
from tests.benchmarks.timing import Comparison, Stopwatch, alternate, rounds_asked

LIMIT = 2.0


def sign_in(link: str) -> str:
    """Do what the person does in the browser."""
    return Window(link.partition("/authorize?")[0]).sign_in(link).reveal()


@contextlib.contextmanager
def own_home() -> Iterator[str]:
    """Give a folder for the runs, below a home of its own for what else is kept; TMPDIR says on which disk."""
    before = os.environ.get("FLOW_EXPLORER_HOME")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FLOW_EXPLORER_HOME"] = f"{folder}/home"
        try:
            yield folder
        finally:
            if before is None:
                del os.environ["FLOW_EXPLORER_HOME"]
            else:
                os.environ["FLOW_EXPLORER_HOME"] = before


def measure(rounds: int) -> Comparison:
    """Compare whole flows; each begins with discovery."""
    with provider.running() as known, own_home() as folder:
        client, http, runs = Client(**known["client"]), Http(), Runs(folder)
        by_hand = BareClient(known["issuer"], known["client"])

        def ours(watch: Stopwatch) -> None:
            watch.start()
            flow = Flow(known["issuer"], client, http=http, runs=runs)
            flow.discover()
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

        def bare(watch: Stopwatch) -> None:
            watch.start()
            by_hand.discover()
            link = by_hand.authorize()
            watch.stop()
            redirect = sign_in(link)
            watch.start()
            by_hand.receive(redirect)
            by_hand.exchange()
            by_hand.check()
            by_hand.userinfo()
            watch.stop()

        with contextlib.closing(http), contextlib.closing(by_hand.http):
            return alternate(ours, bare, rounds)


if __name__ == "__main__":
    print(measure(rounds_asked(100)).line("A whole flow", LIMIT))
