"""The same question several times: measured, paced, bounded and stopped, and nothing of the flow is used up by it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, LocalProvider, Run, compare, diagnose
from explorer.errors import Mistake
from explorer.views.strip import repetition_html, strip_svg
from tests.flow.odd_provider import odd_provider


@pytest.fixture
def flow(provider: LocalProvider, tmp_path: Path) -> Flow:
    """A flow with a refresh token."""
    made = Flow(provider.issuer, provider.register("repeat"), runs=tmp_path)
    made.discover()
    made.receive(provider.sign_in(made.authorize(scope="openid offline_access").url))
    made.exchange()
    return made


@pytest.mark.parametrize("step", ["discover", "keys", "refresh", "token-error"])
def test_each_step_is_measured(flow: Flow, step: str) -> None:
    """Medians and quartiles in a table, a row for each phase; progress is told; the run keeps every exchange."""
    seen: list[tuple[int, int]] = []
    before = len(flow.run.exchanges)
    found = flow.repeat(4, step, pause=0, progress=lambda done, n: seen.append((done, n)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert found.ended == "done"
    assert len(flow.run.exchanges) == before + 4
    table = found.table
    assert list(table.columns) == ["times", "median", "lower", "upper", "least", "most"]
    assert table.loc["in all", "times"] == 4
    row = table.loc["in all"]
    assert row["least"] <= row["lower"] <= row["median"] <= row["upper"] <= row["most"]
    assert "send and wait" in table.index
    assert f"Repetition of {step}: 4 exchanges, median" in repr(found)
    shown = repetition_html(found)
    assert shown.count("<rect") >= 8
    assert "Middle half" in shown


def test_nothing_of_the_flow_is_used_up(flow: Flow) -> None:
    """The sign-in stays what it was: its tokens, its parameters, its diagnosis and its comparison with itself."""
    before = flow.run
    flow.repeat(3, "token-error", pause=0)
    flow.repeat(3, "keys", pause=0)
    assert flow.tokens is not None
    assert flow.run.refusal is None
    assert diagnose(flow.run).error is None
    assert [row.key for row in compare(before, flow.run).differing_rows] == []
    assert flow.check().ok


def test_no_made_up_code_is_in_the_record(flow: Flow) -> None:
    """A code that was made up is a secret like any other."""
    flow.repeat(2, "token-error", pause=0)
    (first, second) = flow.run.exchanges[-2:]
    codes = [dict(event["request"]["form"] or [])["code"] for event in (first, second)]
    assert codes[0] != codes[1]
    assert all(code.startswith("<code ") for code in codes)
    assert Run.from_json(flow.run.to_json()).to_json() == flow.run.to_json()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((0,), "whole number from 1 to 100"),
        ((101,), "whole number from 1 to 100"),
        ((True,), "whole number"),
        (("5",), "whole number"),
        ((2, "exchange"), "a step without a person: discover, keys, refresh, token-error"),
        ((2, ["keys"]), "a step without a person"),
    ],
)
def test_what_cannot_be_repeated(flow: Flow, arguments: tuple[Any, ...], words: str) -> None:
    """A hard bound, and no step that needs a person."""
    before = len(flow.run.exchanges)
    with pytest.raises(Mistake, match=words):
        flow.repeat(*arguments)
    for pause in (-1, float("nan"), 61, "1", True):
        with pytest.raises(Mistake, match="pause is a number of seconds"):
            flow.repeat(2, "keys", pause=pause)  # type: ignore[arg-type]
    with pytest.raises(Mistake, match="progress is a function"):
        flow.repeat(2, "keys", progress="x")  # type: ignore[arg-type]
    assert len(flow.run.exchanges) == before


def test_without_a_refresh_token_a_sentence_says_so(provider: LocalProvider, tmp_path: Path) -> None:
    """As the step itself would; so does a provider without a key set, or one whose endpoints were given by hand."""
    made = Flow(provider.issuer, provider.register("repeat"), runs=tmp_path)
    with pytest.raises(Mistake, match="needs the provider's metadata"):
        made.repeat(2, "keys")
    made.discover()
    with pytest.raises(Mistake, match=r"refresh\(\) needs"):
        made.repeat(2, "refresh")
    with odd_provider() as odd:
        by_hand = Flow(odd.metadata, Client("app", redirect_uri="http://127.0.0.1:9/x"), runs=tmp_path)
        with pytest.raises(Mistake, match="given by hand"):
            by_hand.repeat(2)


def test_it_stops_at_once(flow: Flow) -> None:
    """Also in the middle of a pause of a minute."""
    result: list[Any] = []
    has_begun = threading.Event()
    work = threading.Thread(
        target=lambda: result.append(flow.repeat(50, "keys", pause=60, progress=lambda *_: has_begun.set()))
    )
    work.start()
    assert has_begun.wait(20)
    flow.stop()
    work.join(20)
    assert not work.is_alive()
    assert result[0].ended == "Stopped after 1 of 50."
    assert flow.repeat(1, "keys").ended == "done", "the next one is not stopped"


def test_a_cell_that_is_interrupted_keeps_what_was_measured(flow: Flow) -> None:
    """Ctrl-C in a notebook ends it."""

    def interrupt(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    found = flow.repeat(9, "keys", pause=0, progress=interrupt)
    assert found.ended == "Interrupted at 2 of 9."
    assert len(found.exchanges) == 2


@pytest.mark.parametrize("status", [429, 503])
def test_a_provider_that_asks_for_less_gets_less(tmp_path: Path, status: int) -> None:
    """RFC 6585 4: it is not asked again."""
    with odd_provider() as odd:
        odd.say("/token", {"error": "slow_down"}, status=status)
        made = Flow(odd.metadata, Client("app", redirect_uri="http://127.0.0.1:9/x"), runs=tmp_path)
        found = made.repeat(9, "token-error", pause=0)
    assert found.ended == f"The provider asked for less: {status}, after 1 of 9."


def test_no_answer_ends_it(tmp_path: Path) -> None:
    """What was measured until then stays."""
    with odd_provider() as odd:
        made = Flow(odd.metadata, Client("app", redirect_uri="http://127.0.0.1:9/x"), runs=tmp_path)
    found = made.repeat(9, "token-error", pause=0)
    assert found.ended.startswith("No answer to 1 of 9: ")


def test_a_strip_plot_of_anything() -> None:
    """No time at all, one, a thousand equal ones, and a step with a long name."""
    for durations in ({}, {"a": []}, {"a": [0.0]}, {"x" * 100: [5.0] * 1000, "b": [0.01, 60_000.0]}):
        assert strip_svg(durations).startswith("<svg")
    assert strip_svg({"a": [5.0] * 1000}).count("<rect") <= 301
