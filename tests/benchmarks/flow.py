"""A whole flow, recorded to disk and checked, against a client written by hand: `uv run python -m tests.benchmarks.flow`.

Both discover, authorize, receive, exchange, check with fresh keys, and ask UserInfo, in turns, of one provider in another
process. CPU time of this process; what the browser does in between is not counted.
"""

from __future__ import annotations

import sys
import tempfile

from explorer import Client, Flow, Runs
from explorer.local.window import Window
from explorer.wire import Http
from tests.benchmarks import provider
from tests.benchmarks.bare import BareClient
from tests.benchmarks.timing import Comparison, Stopwatch, alternate

LIMIT = 1.25


def sign_in(link: str) -> str:
    """Do what the person does in the browser."""
    return Window(link.partition("/authorize?")[0]).sign_in(link).reveal()


def measure(rounds: int) -> Comparison:
    """Compare whole flows; each begins with discovery."""
    with provider.running() as known, tempfile.TemporaryDirectory() as folder:
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

        return alternate(ours, bare, rounds)


if __name__ == "__main__":
    print(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100).line("A whole flow", LIMIT))
