"""Values for people: JSON, moments, durations, and where two texts differ."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.secret import Secret
from explorer.views.plain import plain_text
from explorer.views.values import compared_html, duration, finite_number, milliseconds, moment_html, secret_html, value_html

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Bearer", "Bearer"),
        (3600, "3600"),
        ("3600", "3600 (a text)"),
        ("true", "true (a text)"),
        (True, "true"),
        (None, "null"),
        ("", "(an empty text)"),
        (["a"], "a (a list of one)"),
        (["a", "b"], "a\nb"),
        ({}, "(an empty object)"),
        ({"country": "UK"}, "country: UK"),
        ([{"id": 7}], '    [\n    {\n    "id": 7\n    }\n    ]'),
        ([], "(an empty list)"),
    ],
)  # fmt: skip
def test_values(value: Any, shown: str) -> None:
    """A value is shown so that its type cannot be mistaken."""
    assert plain_text(value_html(value)) == shown


def test_a_secret_shows_its_length_and_nothing_else() -> None:
    """Fingerprint and length are enough to hunt a cut code."""
    shown = secret_html(Secret("abcdef", "code"))
    assert re.search(r"&lt;code [0-9a-f]{8}&gt;.*6 characters", shown)
    assert "abcdef" not in shown


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"), (0.4, "under 1 s"), (45, "45 s"), (60, "1 min"), (3_540, "59 min"), (3_599, "59 min 59 s"), (3_600, "1 h"),
        (7_500, "2 h 5 min"), (86_400, "1 day"), (-172_800, "2 days"), (365 * 86_400 + 10, "1 year"), (3_601, "1 h"),
    ],
)  # fmt: skip
def test_durations(seconds: float, words: str) -> None:
    """A length of time has two units at most, side by side, and no zeros."""
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("value", "now", "words"),
    [
        (NOW + 3_540, NOW, "2027-01-15 08:59:00 UTC 59 min after it came"),
        (int(NOW) - 3, NOW, "2027-01-15 07:59:57 UTC 3 s before it came"),
        (NOW, NOW, "2027-01-15 08:00:00 UTC as it came"),
        (NOW, None, "2027-01-15 08:00:00 UTC"),
        (int(NOW) * 1000, NOW, "if these are milliseconds, it is 2027-01-15 08:00:00 UTC"),
        ("1800000000", NOW, "not a number of seconds"),
        (True, NOW, "not a number of seconds"),
        (float("inf"), NOW, "not a number of seconds"),
        (-9_000_000_000, NOW, "1684-10-19"),
        (-99_999_999_999_999, NOW, "outside of the calendar"),
    ],
)  # fmt: skip
def test_moments(value: Any, now: float | None, words: str) -> None:
    """A time is UTC and how far away it is; what is no time says so."""
    assert words in plain_text(moment_html(value, now))


def test_moments_do_not_depend_on_where_we_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's time zone changes nothing."""
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        assert "2027-01-15 08:00:00 UTC" in moment_html(NOW, NOW)
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("value", "words"),
    [(240.4, "240 ms"), (1234.5, "1,234 ms"), (1.25, "1.2 ms"), (0.01, "under 0.1 ms"), (0, "0.0 ms"), ("x", "unknown"), (10**400, "unknown")],
)  # fmt: skip
def test_milliseconds(value: Any, words: str) -> None:
    """A duration is as exact as it helps."""
    assert milliseconds(value) == words


def test_number_takes_numbers_only() -> None:
    """True, text and what is not finite are no numbers."""
    assert [finite_number(value) for value in (1, 1.5, True, "1", None, float("nan"), 10**400)] == [
        1,
        1.5,
        None,
        None,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("ours", "theirs", "marked"),
    [
        ("https://op.example.com", "https://op.example.com/", ([], ["/"])),
        ("https://op.example.com/a", "http://op.example.com/a", (["s"], [])),
        ("http://localhost:8765/callback", "http://localhost:8766/callbakc", (["5", "ck"], ["6", "kc"])),
        ("af0ifjsldkj", "af0ifjsldkX", (["j"], ["X"])),
        ("within 5 minutes", "no", ([], [])),
        ("abcdefgh", "ijklmnop", ([], [])),
        ("<b>same</b>1", "<b>same</b>2", (["1"], ["2"])),
    ],
)  # fmt: skip
def test_marks_stand_where_texts_differ(ours: str, theirs: str, marked: tuple[list[str], list[str]]) -> None:
    """Differing characters are marked, unless everything differs."""
    shown = compared_html(ours, theirs)
    assert tuple(re.findall("<mark>(.*?)</mark>", text) for text in shown) == marked


@given(st.text("ab/<", max_size=30), st.text("ab/<", max_size=30))
def test_marks_lose_nothing(ours: str, theirs: str) -> None:
    """With its marks taken away, a text is what it was."""
    for shown, text in zip(compared_html(ours, theirs), (ours, theirs), strict=True):
        assert re.sub("</?(mark|code)>", "", shown).replace("&lt;", "<") == text


def test_marks_in_long_texts_take_no_time() -> None:
    """Beyond some length the whole stretch between common ends is marked: comparing letters would take minutes."""
    left, right = "a" * 3_000 + "b" * 2_000 + "c" * 3_000, "a" * 3_000 + "d" * 2_000 + "c" * 3_000
    assert "<mark>" + "b" * 2_000 + "</mark>" in compared_html(left, right)[0]
