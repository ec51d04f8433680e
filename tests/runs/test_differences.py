"""What really differs between runs: without what is new at every sign-in, and without saying one thing twenty times."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.runs import Run
from explorer.runs.columns import Columns
from explorer.runs.comparison import ABSENT, Comparison, compare
from explorer.runs.side_by_side import side_by_side
from tests.runs.made import FINDING, run

TOKEN: dict[str, Any] = {"sub": "alice", "iat": 1_000, "exp": 4_600, "auth_time": 990, "nonce": "n1", "jti": "j1"}
LIFETIME, AGE = "lifetime (exp - iat)", "age of the sign-in (iat - auth_time)"


def differing(comparison: Comparison) -> dict[tuple[str, str, str], list[Any]]:
    """Return the table of differences as a dictionary."""
    table = comparison.differences
    assert list(table.columns) == list(comparison.names)
    assert list(table.index.names) == ["part", "where", "name"]
    return dict(zip(table.index, table.to_numpy().tolist(), strict=True))


def meaning(comparison: Comparison, name: str, where: str = "id_token") -> list[Any]:
    """Return the cells of one row of the meanings."""
    return comparison.meanings.loc[[(where, name)]].iloc[0].tolist()


def test_two_honest_runs_do_not_differ():
    """Another nonce, another minute: everything is new, and nothing is different."""
    later = {**TOKEN, "iat": 2_000, "exp": 5_600, "auth_time": 1_995, "nonce": "n2", "jti": "j2"}
    comparison = compare(run(label="a", claims=TOKEN), run(label="b", claims=later))
    assert comparison.claims["differs"].sum() == 5
    assert comparison.claims.loc[comparison.claims["differs"], "varies"].all()
    assert differing(comparison) == {}
    assert repr(comparison) == "<Comparison of a, b: 0 claims, 0 parameters and 0 findings differ>"


def test_times_by_their_meaning():
    """How long a token lives and how old the sign-in was can be compared; when that happened cannot."""
    later = {**TOKEN, "iat": 9_000, "exp": 9_300, "auth_time": 1_000}
    comparison = compare(run(label="a", claims=TOKEN), run(label="b", claims=later))
    assert meaning(comparison, LIFETIME) == [3_600, 300, True]
    assert meaning(comparison, AGE) == [10, 8_000, True]
    assert meaning(comparison, "nonce") == ["there", "there", False]
    assert differing(comparison) == {
        ("claim", "id_token", LIFETIME): [3_600, 300],
        ("claim", "id_token", AGE): [10, 8_000],
    }


@pytest.mark.parametrize(("age", "differs"), [(0, False), (60, False), (61, True)])
def test_a_minute_of_signing_in_is_chance(age, differs):
    """One person types faster than another; only an older sign-in says something."""
    fresh = run(label="a", claims={**TOKEN, "auth_time": 1_000})
    comparison = compare(fresh, run(label="b", claims={**TOKEN, "auth_time": 1_000 - age}))
    assert meaning(comparison, AGE) == [0, age, differs]


@pytest.mark.parametrize("exp", ["4600", None, True, float("nan"), float("inf"), 10**400, [4_600], {}])
def test_a_time_that_is_none(exp):
    """What no clock shows has no lifetime, and says so, apart from one that is missing."""
    broken = run(label="b", claims={**TOKEN, "exp": exp})
    without = run(label="c", claims={name: value for name, value in TOKEN.items() if name != "exp"})
    comparison = compare(run(label="a", claims=TOKEN), broken, without)
    assert meaning(comparison, LIFETIME) == [3_600, "cannot be told", "not there", True]


def test_whole_seconds_are_whole():
    """A provider that writes 4600.0 means the same lifetime as one that writes 4600."""
    comparison = compare(run(label="a", claims=TOKEN), run(label="b", claims={**TOKEN, "exp": 4_600.0}))
    assert meaning(comparison, LIFETIME) == [3_600, 3_600, False]


def test_sent_not_sent_and_sent_empty():
    """Of a nonce only whether it is there can be compared, and empty is not missing."""
    runs = [
        run(label="sent", claims=TOKEN, extra=(("nonce", "n1"),)),
        run(label="not", claims={**TOKEN, "nonce": None}),
        run(label="empty", claims={**TOKEN, "nonce": ""}, extra=(("nonce", ""),)),
    ]
    comparison = compare(*runs)
    assert meaning(comparison, "nonce", "authorize") == ["sent", "not sent", "sent empty", True]
    assert meaning(comparison, "nonce") == ["there", "empty", "empty", True]
    assert meaning(comparison, "state", "authorize") == ["sent", "sent", "sent", False]
    assert ("parameter", "authorize", "nonce") in differing(comparison)


def test_an_empty_claim_is_not_a_missing_one():
    """The two stand apart in the table of differences."""
    comparison = compare(
        run(label="a", claims={"email": ""}), run(label="b", claims={}), run(label="c", claims={"email": None})
    )
    assert differing(comparison)["claim", "id_token", "email"] == ["", ABSENT, None]


def test_a_token_that_never_came_is_told_once():
    """A refused run lacks every claim and every check: one row each says so, and the others are compared without it."""
    other = {**TOKEN, "email": "alice@example.com"}
    comparison = compare(run(label="a", claims=TOKEN), run(label="b", claims=other), run(label="refused"))
    found = differing(comparison)
    assert found["claim", "id_token", "(as a whole)"] == ["there", "there", "not there"]
    assert found["claim", "id_token", "email"] == [ABSENT, "alice@example.com", ABSENT]
    assert found["finding", "id_token", "(as a whole)"] == ["checked", "checked", "not checked"]
    assert found["parameter", "token_response", "error"] == [ABSENT, ABSENT, "invalid_grant"]
    assert found["parameter", "token_response", "id_token"] == ["there", "there", "not there"]
    assert not {("claim", "id_token", "sub"), ("claim", "id_token", LIFETIME), ("finding", "id_token", "R")} & found.keys()


def test_a_check_that_fails_in_one_run():
    """The verdict is what differs."""
    comparison = compare(run(label="a", claims=TOKEN), run(label="b", claims=TOKEN, verdict="fail"))
    assert differing(comparison) == {("finding", "id_token", "R"): ["pass", "fail"]}


def test_in_the_order_of_the_flow():
    """Differences are read as the flow went: what was asked, what came, what is in it, what was judged."""
    one = run(label="a", claims=TOKEN)
    two = run(label="b", claims={**TOKEN, "sub": "bob"}, scope="openid email", verdict="fail")
    assert [place for _, place, _ in differing(compare(one, two))] == ["authorize", "id_token", "id_token"]


def test_a_run_without_anything():
    """An empty run has nothing, told once for each message."""
    found = differing(compare(run(label="a", claims=TOKEN), Run("b", 0.0)))
    assert {name for _, _, name in found} == {"(as a whole)"}


def test_a_thing_that_came_twice():
    """It is a list, which is not the same as coming once."""
    columns = Columns()
    for number, times in enumerate((2, 1, 3)):
        columns.add(number, [(("k",), "x")] * times)
    (once,) = side_by_side(columns.values, 3)
    assert once.values == {0: ["x", "x"], 1: "x", 2: ["x", "x", "x"]}
    assert once.differs


def test_the_status_tells_a_refusal_from_no_answer():
    """Where nothing came, the word for why stands in place of the status."""
    refused = run(label="a")
    silent = {**refused.exchanges[0], "response": None, "error": "Nothing listens.", "error_kind": "connect"}
    comparison = compare(refused, Run("b", 0.0, "b", refused.events[:-2]).with_event(silent))
    assert differing(comparison)["parameter", "token_response", "(status)"] == [200, "connect"]


def test_a_text_is_not_a_number():
    """A text with digits in it differs from the number, which a pandas table prints alike."""
    comparison = compare(run(label="a", claims={**TOKEN, "level": 2}), run(label="b", claims={**TOKEN, "level": "2"}))
    assert differing(comparison) == {("claim", "id_token", "level"): [2, "2"]}


def judged(verdict: str, applies: bool = True) -> Run:
    """Return a run with one finding."""
    row = {
        "rule": "A-RULE",
        "question": "?",
        "verdict": verdict,
        "severity": "error",
        "message": "",
        "spec": "",
        "applies": applies,
    }
    return run(label=f"{verdict} {applies}").with_event({"kind": "report", "at": 9, "about": "id_token", "findings": [row]})


@pytest.mark.parametrize(("other", "differs"), [(("skip", False), False), (("skip", True), True), (("fail", True), True)])
def test_a_question_that_was_not_applicable_is_no_difference(other, differs):
    """Passed here and not applicable there says nothing; failed and not checked do."""
    comparison = compare(judged("pass"), judged(*other))
    assert list(comparison.findings["differs"])[-1] == differs
    words = {("skip", False): "not applicable", ("skip", True): "not checked", ("fail", True): "fail"}
    assert comparison.findings.loc["A-RULE"].tolist() == ["pass", words[other], differs]
    assert (("finding", "id_token", "A-RULE") in differing(comparison)) == differs


@pytest.mark.parametrize(("verdict", "is_told"), [("fail", True), ("pass", False), ("skip", False)])
def test_what_failed_is_told_where_the_other_was_not_asked(verdict: str, is_told: bool) -> None:
    """The one run asked UserInfo and was refused, the other asked nothing: the check that failed has a row of its own."""
    row = {**FINDING, "rule": "UI-STATUS", "verdict": verdict}
    asked = run(label="b", claims=TOKEN).with_event({"kind": "report", "at": 9, "about": "userinfo", "findings": [row]})
    found = differing(compare(run(label="a", claims=TOKEN), asked))
    assert found["finding", "userinfo", "(as a whole)"] == ["not checked", "checked"]
    assert found.get(("finding", "userinfo", "UI-STATUS")) == (["not checked", "fail"] if is_told else None)
