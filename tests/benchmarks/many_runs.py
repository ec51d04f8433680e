"""Thousands of runs in a folder: `uv run python -m tests.benchmarks.many_runs [count]`.

A handful of real flows is recorded: asked in different ways, refused, broken off, and lied to. The files are copies of them,
each with an id, a label, times and claims of its own. Every figure is of a process of its own: wall-clock seconds, and the
most memory that it held (minus what it held before). The files are in the cache of the system.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from explorer import Flow, LocalProvider
from tests.benchmarks.flow import own_home

SCOPES = ("openid", "openid email", "openid profile email")
FAULTS = ("wrong-nonce", "extra-members", "alg-none")
FIRST = 1_750_000_000  # seconds since 1970


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
