"""Runs as tables, and side by side."""

from __future__ import annotations

import copy
import gc
import time
import weakref
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import Mistake
from explorer.printable import in_one_line
from explorer.rules import Report
from explorer.runs import Run, Runs
from explorer.runs.comparison import ABSENT, compare
from explorer.runs.readings import outcome
from explorer.runs.side_by_side import side_by_side, spelled
from explorer.runs.tables import claims_table
from tests.hostile import JSON, patient
from tests.runs.made import FINDING, run

ALICE: dict[str, Any] = {"sub": "alice", "aud": ["app", "api"], "email": "", "middle_name": None, "iat": 1}


def row(table: pd.DataFrame, key: Any) -> list[Any]:
    """Return the cells of one row, as a list."""
    return table.loc[[key]].iloc[0].tolist()


def test_two_runs():
    """One column a run, one row a claim; what differs stands first, and says so."""
    first = run(label="one", claims={**ALICE, "iat": 1})
    second = run(label="two", claims={**ALICE, "iat": 2, "aud": ["app"]})
    claims = compare(first, second).claims
    assert list(claims.columns) == ["one", "two", "differs", "varies"]
    assert list(claims.index.names) == ["token", "claim"]
    assert claims["differs"].tolist() == [True, True, False, False, False]
    assert claims["varies"].tolist() == [False, True, False, False, False]
    assert row(claims, ("id_token", "aud")) == [["app", "api"], ["app"], True, False]
    assert row(claims, ("id_token", "iat")) == [1, 2, True, True]
    assert row(claims, ("id_token", "sub")) == ["alice", "alice", False, False]


def test_three_runs_of_which_one_has_no_tokens():
    """A run that was refused has a column of its own, in which every claim is absent."""
    comparison = compare(run(label="a", claims=ALICE), run(label="b"), run(label="c", claims=ALICE))
    assert comparison.claims["b"].tolist() == [ABSENT] * len(ALICE)
    assert comparison.claims["differs"].all()
    assert row(comparison.findings, "R") == ["pass", ABSENT, "pass", True]


def test_missing_is_told_from_empty_null_and_its_own_name():
    """Absent, null, empty, false, zero and the word itself are six different things."""
    values = [None, "", False, 0, [], {}, ABSENT]
    runs = [run(label="none", claims={}), *(run(label=f"{value!r}", claims={"x": value}) for value in values)]
    cells = row(compare(*runs).claims, ("id_token", "x"))
    assert cells == [ABSENT, *values, True, False]
    assert cells[1] is None
    for one, value in zip(runs[1:], values, strict=True):
        assert compare(runs[0], one).claims["differs"].tolist() == [True]
        assert compare(one, run(label="same", claims={"x": value})).claims["differs"].tolist() == [False]


def test_same_json_value_does_not_differ():
    """The order of members is no difference; true and 1 are two things."""
    one, two = run(label="a", claims={"address": {"a": 1, "b": 2}}), run(label="b", claims={"address": {"b": 2, "a": 1}})
    assert compare(one, two).claims["differs"].tolist() == [False]
    assert compare(run(claims={"v": True}), run(claims={"v": 1})).claims["differs"].tolist() == [True]


def test_parameters():
    """Those of both legs; one that was sent twice is a list; how the client proved itself is one of them."""
    first = run(label="a", claims={}, extra=(("resource", "x"), ("resource", "y")))
    second = run(label="b", claims={}, scope="openid email", extra=(("resource", "x"),))
    table = compare(first, second).parameters
    assert row(table, ("authorize", "resource")) == [["x", "y"], "x", True, False]
    assert row(table, ("authorize", "scope")) == ["openid", "openid email", True, False]
    assert row(table, ("token", "grant_type")) == ["authorization_code", "authorization_code", False, False]
    assert row(table, ("token", "(client authentication)"))[:2] == ["client_secret_basic"] * 2
    assert table["differs"].tolist() == sorted(table["differs"], reverse=True)
    assert row(table, ("token_response", "access_token")) == ["<access_token 1>", "<access_token 1>", False, True]


def test_how_the_client_proved_itself():
    """Another secret is told by its fingerprint, an empty one as empty, and what was altered on purpose by its words."""

    def sent(client: dict[str, Any], altered: list[str]) -> Run:
        event = {"kind": "token_request", "at": 3, "altered": altered, "evidence": {"client": client}}
        return run(claims={}).with_event(event)

    method = {"token_endpoint_auth_method": "client_secret_basic"}
    good = sent({**method, "secret": {"fingerprint": "aaaa0000", "length": 9}}, [])
    wrong = sent({**method, "secret": {"fingerprint": "bbbb0000", "length": 9}}, ["client_secret was changed", "code was cut"])
    empty = sent({**method, "secret": {"fingerprint": None, "length": 0}}, [])
    none = sent({"token_endpoint_auth_method": "none", "secret": None}, [])
    table = compare(good, wrong, empty, none).parameters
    secrets = ["<client_secret aaaa0000>", "<client_secret bbbb0000>", "empty", ABSENT]
    assert row(table, ("token", "(client_secret)")) == [*secrets, True, False]
    assert row(table, ("token", "(client authentication)")) == ["client_secret_basic"] * 3 + ["none", True, False]
    altered = "client_secret was changed, code was cut"
    assert row(table, ("token", "(altered on purpose)")) == [ABSENT, altered, ABSENT, ABSENT, True, False]


def test_timing_in_the_order_of_the_flow():
    """Each step once, in the order of the flow whichever run has it; what did not happen is no number."""
    early = run(label="a")
    discover = {**early.exchanges[0], "step": "discover"}
    strange = {**early.exchanges[0], "step": "probe"}
    late = run(label="b").with_event(strange).with_event(discover).with_event(discover)
    timing = compare(early, late).timing
    assert timing.index.tolist() == ["discover", "browser", "exchange", "probe"]
    assert timing["b"].tolist() == [60.0, 1500.0, 30.0, 30.0]
    assert timing["a"].isna().tolist() == [True, False, False, True]


@pytest.mark.parametrize(("by", "names"), [("label", ("a", "b")), ("scope", ("openid (1)", "openid (2)")), ("client", None)])
def test_what_names_the_columns(by, names):
    """Two columns of one name cannot be told apart, so they are numbered."""
    comparison = compare(run(label="a"), run(label="b"), by=by)
    assert comparison.names == (names or ("app (1)", "app (2)"))


def test_names_that_are_taken():
    """A label that looks like a number given here, or like our own column, takes nobody's place."""
    labels = ["a", "a", "a (1)", "differs", "varies", None, None]
    comparison = compare(*(run(label=label, claims=ALICE) for label in labels))
    assert len(set(comparison.names)) == len(labels)
    assert "a (1)" in comparison.names
    assert not {"differs", "varies"} & set(comparison.names)
    assert comparison.claims.columns.is_unique
    assert not comparison.claims["differs"].any()


def test_runs_with_nothing_in_them():
    """Empty tables are tables."""
    comparison = compare(Run("a", 0.0), Run("b", 0.0))
    for table in (comparison.claims, comparison.parameters, comparison.findings, comparison.timing):
        assert len(table) == 0
        assert list(table.columns)[:2] == ["a", "b"]
    assert repr(comparison) == "<Comparison of a, b: 0 claims, 0 parameters and 0 findings differ>"


@given(st.lists(st.dictionaries(st.text(), JSON, max_size=3), min_size=2, max_size=4))
@patient
def test_any_claims_can_be_compared(several):
    """Whatever the claims are called and hold, they are put side by side, and shown."""
    runs = [run(claims=claims) for claims in several]
    comparison = compare(runs)
    names = {name for claims in several for name in claims}
    assert {claim for _, claim in comparison.claims.index} == set(map(in_one_line, names))
    assert len(claims_table(runs)) == sum(map(len, several))
    assert comparison.claims.to_html()


def test_whatever_holds_runs(tmp_path):
    """A run, a list, a generator and a folder may stand beside each other, and give what the runs themselves give."""
    runs = [run(f"r{number}", claims={"sub": str(number)}) for number in range(4)]
    for each in runs[2:]:
        Runs(tmp_path).save(each)
    found = compare(runs[0], (each for each in runs[1:2]), Runs(tmp_path))
    assert found.names == ("r0", "r1", "r3", "r2")
    expected = compare(runs[0], runs[1], runs[3], runs[2])
    for table in ("claims", "parameters", "findings", "meanings", "differences", "timing"):
        pd.testing.assert_frame_equal(getattr(found, table), getattr(expected, table))
    assert compare([runs[0]], runs[1:2]).names == ("r0", "r1")


def test_no_run_is_kept():
    """Ten thousand runs are compared one by one: of each only what is compared stays in memory."""
    held: list[weakref.ref[Run]] = []

    def several() -> Iterator[Run]:
        for number in range(5):
            made = run(f"r{number}", claims={"sub": "a"})
            held.append(weakref.ref(made))
            yield made
            del made
            gc.collect()
            assert sum(each() is not None for each in held[:-1]) == 0

    assert len(compare(several()).summaries) == 5


@given(st.lists(JSON, max_size=4) | st.tuples(JSON, st.integers(2, 4)).map(lambda pair: [copy.deepcopy(pair[0])] * pair[1]))
@patient
def test_sameness_is_that_of_json(values):
    """The quick looks decide what writing every value as JSON would: true is not 1, 1 is not 1.0, and members have no order."""
    turned = [dict(reversed(value.items())) if isinstance(value, dict) else value for value in values]
    for several in ([*values, *turned], [*values, True, 1], [*values, 1, 1.0], [0.0, -0.0, *values], values):
        rows = side_by_side({("k",): dict(enumerate(several))}, len(several))
        assert rows[0].differs == (len(set(map(spelled, several))) > 1)


@pytest.mark.parametrize("arguments", [(), (run(),), (run(), "x"), (run(), None), ([run()],), ([run(), 7],), (run(), {"a": 1})])
def test_what_cannot_be_compared(arguments):
    """Fewer than two, or what is no run, is a sentence."""
    with pytest.raises(Mistake, match="compare"):
        compare(*arguments)
    with pytest.raises(Mistake, match="label, scope"):
        compare(run(), run(), by="weather")


def test_a_thousand_runs_in_under_a_second():
    """All tables of a thousand runs; the bound has room for a busy machine, where it takes half of it."""
    claims = {**{f"claim{number}": [number] for number in range(20)}, **ALICE}
    runs = [run(f"r{number}", claims={**claims, "jti": number}) for number in range(1_000)]
    rows = [{**FINDING, "rule": f"R{number}"} for number in range(40)]
    runs = [one.with_event({"kind": "report", "at": 9, "about": "id_token", "findings": rows}) for one in runs]
    begun = time.process_time()
    comparison = compare(*runs)
    tables = (comparison.claims, comparison.parameters, comparison.findings, comparison.timing, comparison.differences)
    spent = time.process_time() - begun
    assert [table.shape[1] for table in tables] == [1_002, 1_002, 1_001, 1_000, 1_000]
    assert spent < 1


def test_runs_at_a_glance(tmp_path):
    """One row a run: how far it came, when, and how many checks failed; a clock that is wrong by ages is no crash."""
    folder = Runs(tmp_path)
    for each in (run(claims={}, verdict="fail"), run("r", "refused"), Run("x", 1e300), Run("y", 10**400), Run("z", 0.0)):
        folder.save(each)
    table = folder.table.sort_values("id")
    assert table["run"].tolist() == ["20250101-000000-abcdef", "refused", "x", "y", "z"]
    assert table["outcome"].tolist() == ["tokens", "refused: invalid_grant", "not begun", "not begun", "not begun"]
    assert table["failed"].tolist() == [1, 0, 0, 0, 0]
    assert table["created"].isna().tolist() == [False, False, True, True, False]
    assert table["created"].tolist()[0] == pd.Timestamp(1_750_000_000, unit="s", tz="UTC")
    assert len(Runs(tmp_path / "new").table) == 0
    asked = Run("z", 0).with_event({"kind": "authorize", "at": 1, "params": []})
    assert outcome(asked) == "waiting"
    assert outcome(asked.with_event({"kind": "receive", "at": 2, "params": [], "thinking": 1})) == "code"


def test_findings_as_a_table():
    """A report's table begins with the worst."""
    rows = [FINDING, {**FINDING, "rule": "S", "verdict": "fail", "expected": ["a"], "received": None}]
    table = Report.from_dicts(rows).table
    assert table["rule"].tolist() == ["S", "R"]
    assert len(Report(()).table) == 0
