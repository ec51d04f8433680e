"""Files in a folder of runs that came from elsewhere: pipes, devices, giants; and honest ones with something strange in them."""

from __future__ import annotations

import json
import os
import random
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.diagnosis import diagnose
from explorer.errors import Mistake
from explorer.runs import Run, Runs, RunSummary
from explorer.runs.comparison import compare
from explorer.runs.tables import claims_table, runs_table
from explorer.views.comparison import comparison_html
from explorer.views.diagnosis import diagnosis_html
from explorer.views.plain import plain_text
from explorer.views.report import report_html
from explorer.views.run import run_html
from explorer.views.sequence import sequence_svg
from explorer.views.waterfall import waterfall_html
from tests.runs.made import run
from tests.views.samples import HONEST, JOURNEY, LYING, REFUSED

MEGABYTE = 1_000_000


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(path))  # the name of a socket may be no longer than a hundred characters


NO_FILES: dict[str, Callable[[Path], Any]] = {
    "pipe": os.mkfifo,
    "folder": os.mkdir,
    "socket": _socket,
    "link-to-a-device": lambda path: path.symlink_to("/dev/zero"),
    "link-to-a-folder": lambda path: path.symlink_to("/"),
    "link-to-a-pipe": lambda path: (os.mkfifo(path.with_suffix(".pipe")), path.symlink_to(path.with_suffix(".pipe"))),
    "link-to-itself": lambda path: path.symlink_to(path),
    "link-to-nothing": lambda path: path.symlink_to(path.with_suffix(".missing")),
}


@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_file_is_passed_over(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe would be waited for and a device read without end: neither is opened, and the runs beside it are listed."""
    monkeypatch.chdir(tmp_path)
    runs = Runs(tmp_path)
    runs.save(run("r1"))
    NO_FILES[kind](tmp_path / "x.jsonl")
    begun = time.process_time()
    assert [each.id for each in runs] == ["r1"]
    assert [each.id for each in runs.summaries()] == ["r1"]
    assert [each.id for each in runs.where(label="r")] == []
    assert repr(runs)
    with pytest.raises(Mistake, match="cannot be read"):
        Run.load(tmp_path / "x.jsonl")
    with pytest.raises(Mistake, match="cannot be read"):
        runs.relabel("x", "y")
    assert all("x.jsonl" in reason for reason in runs.passed_over)
    assert len(runs.passed_over) == (0 if kind in ("link-to-itself", "link-to-nothing") else 1)
    assert time.process_time() - begun < 3


_READ = """
import sys, time
from explorer.errors import Mistake
from explorer.runs import Run, Runs
begun = time.process_time()
runs = Runs(sys.argv[1])
print([each.id for each in runs], [each.id for each in runs.summaries()], runs.passed_over)
try:
    print(Run.load(runs.path("x")))
except Mistake as refused:
    print(refused)
# Of this program alone: what getrusage tells begins with the size of the process that started it.
if sys.platform == "linux":
    peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
else:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print("MB", peak // 1000, "s", time.process_time() - begun, file=sys.stderr)
"""


def _sparse(size: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.write(b'{"format": 1, "id": "x", "created": 1.5, "label": null}\n')
            file.truncate(size)

    return write


def _one_line(line: bytes, size: int = 49 * MEGABYTE) -> Callable[[Path], None]:
    head = b'{"format": 1, "id": "x", "created": 1.5, "label": null}\n'
    return lambda path: path.write_bytes(head + line * (size // len(line)) + b"\n")  # type: ignore[return-value]


GIANTS = {
    "sparse-120-MB": _sparse(120 * MEGABYTE),
    "sparse-2-GB": _sparse(2_000 * MEGABYTE),
    "a-line-of-49-MB": _one_line(b"x"),
    "a-line-of-lists": _one_line(b"[],"),
    "a-line-of-text": _one_line("\U0001f600abcdefghijk".encode()),
    "a-line-of-zeros": _sparse(49 * MEGABYTE),
    "lines-of-nothing": _one_line(b"\n"),
    "lines-of-lists": _one_line(b"[" + b"[]," * 100_000 + b"[]]\n"),
    "lines-of-events": _one_line(b'{"kind":"a","at":1}\n'),
    "lines-of-long-events": _one_line(b'{"kind":"a","at":1,"x":"' + "\U0001f600".encode() + b"y" * 3_000_000 + b'"}\n'),
    "a-long-header": lambda path: path.write_bytes(b'{"format": 1, "id": "' + b"x" * 49 * MEGABYTE + b'"}\n'),
}


@pytest.mark.skipif(not hasattr(resource, "RUSAGE_SELF"), reason="measures a process")
@pytest.mark.parametrize("kind", GIANTS)
def test_giants_cost_little(kind: str, tmp_path: Path) -> None:
    """A file that no memory holds is refused without being read, and one below that costs bounded memory and time."""
    Runs(tmp_path).save(run("r1"))
    GIANTS[kind](tmp_path / "x.jsonl")
    done = subprocess.run([sys.executable, "-c", _READ, str(tmp_path)], capture_output=True, text=True, timeout=300, check=True)
    assert "'r1'" in done.stdout
    assert "x.jsonl" in done.stdout or "<Run x" in done.stdout
    _, megabytes, _, seconds = done.stderr.split()
    assert int(megabytes) < 350
    assert float(seconds) < 24, "three readings"


# Honest files in which one value is strange


STRANGE: list[Any] = [
    None, True, False, 0, -1, 1.5, 10**15, 2**63, 10**100, 10**400, -(10**400), 10**4_000, 1e308, -1e308, 5e-324, float("nan"),
    float("inf"), float("-inf"), "", " ", "x", "0", "null", "\x00", "\x1b[2J", "\u202e", "\ud800", "\U000e0041", "a\nb", "\u2028", "é" * 300,
    "x" * 100_000, "<script>", "[x](y)", "|", "`", "{", "%", "://", "http://[", "http://[::1", "https://a:99999999/", "//", "\\", "eyJ.eyJ.x",
    [], [[]], [None], [1], ["a", "b"], [["a", "b"]], [["a", 1]], ["a", "pass", None, None], [["a", "pass", None, None]], ["a", "skip", "b"],
    {}, {"": ""}, {"a": None}, {"jwt": 1, "claims": [], "header": 1, "problems": 1}, {"claims": {"exp": 10**400, "iat": "x"}},
    {"passed": "A --B ---- -"}, {"told": {"A": [1], "IDTC-AUD-MISMATCH": [[], {}]}}, {"unless": {"9" * 5_000: "A", "٣": "B", "0": "-"}},
    {"keys": [{"kid": []}]}, {"rows": [{}]}, ["x"] * 5_000, {str(n): n for n in range(2_000)},
]  # fmt: skip


def strange_values(dice: random.Random) -> Any:
    """One strange value: of the list, or nested, or of random characters or digits."""
    chosen = dice.randrange(10)
    if chosen < 6:
        return dice.choice(STRANGE)
    if chosen == 6:
        value = dice.choice(STRANGE)
        for _ in range(dice.choice([1, 3, 30, 60, 100, 120, 500])):
            value = [value] if dice.random() < 0.5 else {"a": value}
        return value
    if chosen == 7:
        return "".join(
            chr(dice.choice([dice.randrange(32), dice.randrange(0x250), dice.randrange(0x110000)])) for _ in range(12)
        )
    if chosen == 8:
        return dice.choice([-1, 1]) * dice.randrange(10 ** dice.randrange(1, 4_000))
    return [dice.choice(STRANGE) for _ in range(3)]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a JSON value."""
    if path:
        yield path
    for name, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(item, (*path, name))


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The same JSON value with another one at this path."""
    if not path:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = replaced(value[path[0]], path[1:], new)
    return copied


def show(strange: Run) -> None:
    """Show a run in every way."""
    for text in (repr(strange), str(strange), strange.to_json(), repr(strange.report), strange.report.to_json()):
        text.encode()
    for html in (run_html(strange), report_html(strange.report), sequence_svg(strange), waterfall_html(strange)):
        html.encode()
        plain_text(html).encode()
    strange.report.to_markdown().encode()
    found = diagnose(strange)
    diagnosis_html(found).encode()
    repr(found).encode()
    repr(RunSummary.of(strange)).encode()
    assert RunSummary.read(strange.to_json().encode())
    compared = compare(strange, HONEST)
    repr(compared).encode()
    comparison_html(compared).encode()
    tables = [getattr(compared, name) for name in ("claims", "parameters", "differences", "meanings", "findings", "timing")]
    for table in (*tables, strange.report.table, runs_table([RunSummary.of(strange)]), claims_table([strange])):
        repr(table).encode()
        table.to_html().encode()
        table.to_csv().encode()


def honest_files() -> list[list[Any]]:
    """The lines of honest runs."""
    return [[json.loads(line) for line in each.to_json().splitlines()] for each in (JOURNEY, LYING, REFUSED, HONEST)]


def try_strange_values(number: int, seed: int) -> int:
    """Replace that many places of honest files by strange values, and show what loads; returns how many did."""
    dice = random.Random(seed)  # noqa: S311 - a seed makes a failure repeatable
    files = honest_files()
    every = [(file, path) for file in files for path in places(file)]
    loaded = 0
    for _ in range(number):
        file, path = dice.choice(every)
        value = strange_values(dice)
        text = "".join(f"{json.dumps(line)}\n" for line in replaced(file, path, value))
        try:
            strange = Run.from_json(text)
        except Mistake as refused:
            str(refused).encode()
            continue
        try:
            show(strange)
        except Exception as problem:
            raise AssertionError(f"{path} as {value!r:.200}") from problem
        loaded += 1
    return loaded


def test_whatever_loads_can_be_shown() -> None:
    """A strange value in any place is refused in a sentence, passed over with its line, or shown in every way."""
    assert try_strange_values(60, seed=12) > 40
