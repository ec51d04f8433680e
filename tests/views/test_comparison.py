"""Several runs side by side: what is shown first, what is marked, and what waits behind a fold."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from explorer.runs.comparison import compare
from explorer.runs.side_by_side import ComparedRow
from explorer.views import comparison as view
from explorer.views.comparison import MOST_VALUES, comparison_html
from explorer.views.plain import plain_text
from explorer.views.text import Html
from tests.runs.made import FINDING, run
from tests.views.page import Page
from tests.views.samples import HONEST, LYING, REFUSED, SIX, TWO


def _columns(html: str) -> list[str]:
    """The headers of the first table."""
    return re.findall(r'<th scope="col">([^<]*)</th>', html.partition("</thead>")[0])


def test_what_differs_stands_first() -> None:
    """The plain twin has the differences, and only then a few of the things that are the same."""
    text = plain_text(comparison_html(TWO))
    assert "2 parameters, 4 claims and 1 check differ." in text
    assert "Is it? R | passed | failed" in text
    assert "lifetime (exp - iat) ID token | 1 h (3,600 s) | 5 min (300 s)" in text
    assert re.search(r"things are the same:", text)
    assert text.index("248289761001") > text.index("things are the same:")


def test_a_check_that_was_not_made() -> None:
    """Not checked and not applicable have the signs that they have in a report; each rule is told by its question."""
    rows = [
        {**FINDING, "rule": "A", "question": "Is it so?", "verdict": "skip", "applies": applies} for applies in (True, False)
    ]
    events = [{"kind": "report", "at": 9, "about": "jwks", "findings": [row]} for row in rows]
    failed = {"kind": "report", "at": 9, "about": "jwks", "findings": [{**rows[0], "verdict": "fail"}]}
    runs = [run(f"r{number}", claims={}).with_event(event) for number, event in enumerate([*events, failed])]
    line = next(line for line in plain_text(comparison_html(compare(runs))).split("\n") if line.startswith("Is it so?"))
    assert line == "Is it so? A | not checked | not applicable | failed"


def test_differing_characters_are_marked() -> None:
    """The slash that makes it another issuer is the only thing that is marked in it."""
    assert "<code>https://op.example.com<mark>/</mark></code>" in comparison_html(TWO)


def test_missing_is_told_from_empty() -> None:
    """An empty e-mail address says so, and one that is missing has a sign."""
    line = next(line for line in plain_text(comparison_html(TWO)).split("\n") if line.startswith("email"))
    assert "(an empty text)" in line
    assert "not there" in line


def test_a_column_each_up_to_three() -> None:
    """Of more runs than three, each value names its runs."""
    assert _columns(comparison_html(compare(HONEST, LYING, REFUSED))) == ["What", "honest", "lying", "refused"]
    six = comparison_html(SIX)
    assert len(_columns(six)) == 2
    assert "openid email (lying (1), lying (2))" in plain_text(six)


def test_each_value_once() -> None:
    """A hundred runs with two values are two lines, and not all of the runs are named."""
    runs = [run(f"r{number}", claims={"sub": str(number % 2)}) for number in range(100)]
    text = plain_text(comparison_html(compare(*runs)))
    line = next(line for line in text.split("\n") if line.startswith("sub"))
    assert line.count(" ; ") == 1
    assert line.count("and 45 more") == 2


def test_many_values_are_cut() -> None:
    """A claim that every run has in another way does not fill the page."""
    runs = [run(f"r{number}", claims={"sub": f"user {number}"}) for number in range(100)]
    line = next(line for line in plain_text(comparison_html(compare(*runs))).split("\n") if line.startswith("sub"))
    assert line.count(" ; ") == MOST_VALUES
    assert line.endswith("... and 88 more values")


def test_only_what_is_shown_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row of a thousand runs draws the values that it lists, and not each of them a thousand times."""
    drawn: list[int] = []

    def counted(part: str, one: ComparedRow, index: int) -> Html:
        drawn.append(index)
        return cell(part, one, index)

    cell = view._cell
    monkeypatch.setattr(view, "_cell", counted)
    comparison = compare(run(f"r{number}", claims={"sub": f"user {number}", "a": number % 2}) for number in range(1_000))
    assert comparison_html(comparison)
    assert len(drawn) < 100


def test_runs_that_do_not_differ() -> None:
    """It is said, and no empty table is shown."""
    html = comparison_html(compare(HONEST, HONEST))
    assert "Nothing differs, but for what is new at every sign-in." in html
    assert "What differs" not in html


def test_a_value_that_should_be_new() -> None:
    """A nonce that comes twice is no difference, and yet worth a warning; a time that comes twice is not."""
    words = Page(comparison_html(compare(HONEST, HONEST))).words
    told = re.search(r"Usually new, and yet the same in all runs: ([^.]*)\.", words)
    assert told is not None
    assert "nonce (ID token)" in told[1]
    assert "iat" not in told[1]


def test_a_token_that_never_came_is_told_once() -> None:
    """The claims of the others are not listed as differences, and are the same where there are any."""
    html = comparison_html(compare(HONEST, REFUSED))
    text = plain_text(html)
    assert "ID token as a whole | there | not there" in text
    assert not [line for line in text.split("\n") if line.startswith("sub ")]
    assert "(where there is one)" in Page(html).words


def test_the_persons_time_has_no_bar() -> None:
    """It was observed, and stands in a column of its own."""
    html = comparison_html(TWO)
    assert html.count("fx-measure") == 2, "one exchange of each run"
    assert "from the link to the answer" in Page(html).words


def test_long_names_are_cut() -> None:
    """A label of any length leaves room for the values."""
    html = comparison_html(compare(run("r1", "x" * 500, claims={}), HONEST))
    assert "x" * 61 not in html


def test_what_is_counted_is_what_is_named() -> None:
    """Messages that a run does not have are told by their names, and count neither as parameters nor as checks."""
    waiting = run("waiting", claims=None)
    waiting = replace(waiting, events=waiting.events[:4])
    text = plain_text(comparison_html(compare(waiting, run("refused"))))
    assert "1 parameter differs. Not in every run: authorization response, token request and token response." in text
    assert "error token response | not there | invalid_grant" in text, "a refusal has a row of its own"
    assert "checks" not in text.partition("Requests and answers")[0]


def test_what_never_came_was_not_left_unchecked() -> None:
    """Tokens that nobody looked at were not checked; of those that never came there was nothing to check."""
    checked = run("checked", claims={"sub": "1"})
    unchecked = replace(checked, id="unchecked", events=checked.events[:-1])
    text = plain_text(comparison_html(compare(checked, unchecked, run("refused"))))
    assert "ID token as a whole | checked | not checked | not applicable" in text
    assert "Not checked in every run: ID token." in text
    one_by_one = compare(each for each in (checked, unchecked, run("refused")))
    assert plain_text(comparison_html(one_by_one)) == text
