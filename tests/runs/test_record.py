"""A run in memory and as text: what is written is what is read, and everything else is refused in a sentence."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.diagnosis import diagnose
from explorer.errors import Mistake
from explorer.protocol.flow_table import REPORTS
from explorer.rules import Report
from explorer.runs import Run, RunSummary
from explorer.runs.comparison import compare
from explorer.runs.lines import event_text
from explorer.runs.tables import runs_table
from explorer.views.run import run_html
from tests.hostile import BODIES, DEEP, JSON, members, outcome, patient
from tests.runs.lines import EVENTS, HEADER, WHOLE, lines
from tests.runs.made import FINDING, exchange, run


def test_it_loads_again_equal():
    """Whole runs, with and without tokens, and one that was renamed."""
    for made in (run(), run(claims={"aud": ["a"], "n": None, "x": 1.5, "big": 10**300}), run().with_event(label_event("new"))):
        assert Run.from_json(made.to_json()) == made
        assert Run.from_json(made.to_json().encode()) == made
        assert Run.from_json(made.to_json().replace("\n", "\r\n\r\n")) == made


def label_event(label: Any) -> dict[str, Any]:
    """Return the event that renames a run."""
    return {"kind": "label", "at": 9, "label": label}


@given(members("issuer", "claims", "a"))
@patient
def test_whatever_was_recorded_loads_again(value):
    """Any JSON that a provider sent, as deep as is read at all, survives the record."""
    deepest = json.loads("[" * 60 + "]" * 60)
    event = json.loads(event_text({"kind": "metadata", "at": 1.0, "members": {**value, "deep": deepest}}, []))
    made = run().with_event(event)
    assert Run.from_json(made.to_json()) == made
    assert made.metadata == {**value, "deep": deepest}


def test_a_run_says_in_one_line_what_it_is():
    """Whoever prints a run in a script sees which one it is, and not all that is in it."""
    assert repr(run("r1", "first", claims={})) == "<Run r1 'first': 8 events, 1 of them exchanges>"
    assert len(repr(Run("r" * 5_000, 0.0, "l" * 5_000))) < 250


def test_label_follows_the_last_renaming():
    """A run is called what it was called last; None takes the name away."""
    assert run(label="a").with_event(label_event("b")).label == "b"
    assert Run.from_json(run(label="a").with_event(label_event(None)).to_json()).label is None


@pytest.mark.parametrize("number", [2, 0, "1", True, 1.5, None, [], "x" * 500])
def test_another_format_is_refused(number):
    """The sentence names the format and what to do, and is not longer than it has to be."""
    with pytest.raises(Mistake, match="open it with the version") as caught:
        Run.from_json(lines({**HEADER, "format": number}), "the file x.jsonl")
    assert "x.jsonl" in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the body is empty"),
        ("<html>\n", "web page"),
        ("[]\n", "no format number"),
        ('{"id": "x"}\n', "no format number"),
        (lines({"format": 1}), "line 1"),
        (lines({**HEADER, "created": "today"}), "line 1"),
        (lines({**HEADER, "created": True}), "line 1"),
        (lines({**HEADER, "id": 7}), "line 1"),
        (lines({**HEADER, "label": []}), "line 1"),
    ],
)
def test_damaged_text(text, words):
    """What has no header of a run is none, and the sentence says what it looks like."""
    with pytest.raises(Mistake, match=words):
        Run.from_json(text)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ('{"kind": "x"', "line 2: .*cut off"),
        ("[]", "line 2"),
        ("\0\0", "line 2"),
        ('{"kind": "x", "at": 1e999}', "line 2"),
        ('{"kind": "x", "at": NaN}', "line 2"),
        ('{"kind": "x", "at": 1' + "0" * 400 + "}", "line 2"),
        ('{"kind": "x", "at": 1' + "0" * 5_000 + "}", "line 2: .*thousands of digits"),
        (DEEP[0].decode(), "line 2: .*nested"),
        ('{"kind": "x", "at": 1, "text": "' + "x" * 16_000_000 + '"}', "line 2: no line"),
    ],
    ids=["cut", "a-list", "zeros", "infinite", "not-a-number", "400-digits", "5000-digits", "deep", "long"],
)
def test_a_damaged_line_is_passed_over_and_named(damage, words):
    """What stands before and behind it is kept; whoever looks at the run is told."""
    before, behind = {"kind": "label", "at": 1, "label": "a"}, {"kind": "resumed", "at": 2}
    head, first, last = lines(HEADER, before, behind).splitlines(keepends=True)
    text = head + damage + "\n" + first + last
    loaded = Run.from_json(text, "x.jsonl")
    assert [event["kind"] for event in loaded.events] == ["label", "resumed"]
    assert len(loaded.problems) == 1
    assert re.search(words, loaded.problems[0])
    assert "damaged lines that were passed over: 1" in repr(loaded)
    assert "x.jsonl" in run_html(loaded)
    assert loaded.with_event(behind).problems == loaded.problems
    assert Run.from_json(loaded.to_json()).problems == ()


def test_what_a_damaged_line_held_is_not_taken_from_an_earlier_attempt():
    """An answer that is told by its exchange is unknown where that line may be the damaged one."""
    answered = {**WHOLE["exchange"], "step": "exchange", "response": {"status": 200, "headers": [], "body": {"scope": "old"}}}
    told = {"kind": "tokens", "at": 3, "members_of": "exchange"}
    text = lines(HEADER, answered) + "{\n" + lines(told)
    assert Run.from_json(text).tokens == {}


def test_a_file_of_damage_is_no_run():
    """A thousand damaged lines are not named one by one."""
    with pytest.raises(Mistake, match="no run"):
        Run.from_json(lines(HEADER) + "x\n" * 1_100)


DAMAGE: list[tuple[str, str, list[Any]]] = [
    ("exchange", "at", [None, "now", True]),
    ("exchange", "kind", [None, 7, ["exchange"]]),
    ("label", "label", [7, []]),
    ("metadata", "members", [None, [], "x"]),
    ("authorize", "params", [None, {}, [["a"]], [["a", 7]], ["ab"]]),
    ("receive", "thinking", [None, "long", True]),
    ("token_request", "evidence", [None, []]),
    ("exchange", "step", [None, 7]),
    ("exchange", "request", [None, {}, {"method": "GET", "url": 7, "headers": []}]),
    ("exchange", "response", [[], {"status": "200", "headers": []}, {"status": 200, "headers": {}}]),
    ("exchange", "timing", [None, {}, {"started_at": 1, "phases": {"dns": [1]}}, {"started_at": 1, "phases": [1]}]),
    ("exchange", "error", [7, []]),
    ("tokens", "members", [None, []]),
    ("refusal", "leg", [None, 7]),
    ("refusal", "error", [7, []]),
    ("report", "about", [None, "weather", []]),
    (
        "report",
        "findings",
        [
            None,
            "x",
            {"passed": 7},
            {"told": {"R": 1}},
            {"told": {"R": []}},
            {"unless": {"1": []}},
            {"rows": [7]},
            [7],
            [{}],
            [{**FINDING, "verdict": "maybe"}],
            [{**FINDING, "severity": []}],
        ],
    ),
    (
        "report",
        "findings",
        [[[]], [["R"]], [["R", "fail", 1, 2]], [["R", "pass"]], [["R", "skip", 7]], [[7, "skip", "x"]], ["ab"]],
    ),
]


@pytest.mark.parametrize(
    ("kind", "member", "value"), [(kind, member, value) for kind, member, values in DAMAGE for value in values]
)
def test_event_with_a_piece_that_cannot_be(kind, member, value):
    """What readers rely on is checked when a run is read: damage is a sentence, not a traceback later."""
    whole = WHOLE.get(kind, {"kind": kind, "at": 1, "label": None, "evidence": {}})
    assert Run.from_json(lines(HEADER, whole)).events == (whole,)
    damaged = Run.from_json(lines(HEADER, {**whole, member: value}))
    assert damaged.events == ()
    assert "line 2" in damaged.problems[0]


def use(loaded: Run) -> None:
    """Ask a run everything."""
    assert isinstance(loaded.report, Report)
    assert isinstance(loaded.claims, dict)
    assert isinstance(loaded.access_token_claims, dict)
    for value in (loaded.client, loaded.provider, loaded.metadata, loaded.params, loaded.tokens, loaded.userinfo):
        assert repr(value)
    assert repr(diagnose(loaded))
    comparison = compare(loaded, run(claims={"sub": "a"}))
    assert repr(comparison)
    assert len(comparison.timing) >= 2
    assert len(runs_table([RunSummary.of(loaded)])) == 1


@given(st.lists(EVENTS, max_size=5), JSON, st.sampled_from([1.5, -(10**400), 1e300, 0]))
@patient
def test_anything_that_loads_can_be_used(events, label, created):
    """Hand-edited events are refused, or every reader copes with them."""
    loaded = outcome(Run.from_json, lines({**HEADER, "label": label, "created": created}, *events))
    if isinstance(loaded, Run):
        use(loaded)


@given(st.text() | st.binary() | st.sampled_from(BODIES) | st.lists(JSON).map(lambda documents: lines(HEADER, *documents)))
@patient
def test_any_text_is_a_run_or_a_mistake(text):
    """No text raises anything but a mistake."""
    assert isinstance(outcome(Run.from_json, text), (Run, Mistake))


def test_half_a_line_at_the_end_is_left_out():
    """A machine that stopped while it wrote loses one event, not the run."""
    made = run()
    text = made.to_json()
    for cut in (1, 20):
        assert Run.from_json(text[:-cut]).events == made.events[:-1]


def test_unknown_kinds_and_members_are_welcome():
    """A later version may write more; what it adds is kept and passed over."""
    row = {**FINDING, "weight": 3}
    event = {"kind": "report", "at": 1, "about": "id_token", "findings": [row], "colour": "red"}
    loaded = Run.from_json(lines({**HEADER, "host": "x"}, {"kind": "sunrise", "at": 1}, event))
    assert len(loaded.events) == 2
    assert loaded.report["R"].verdict == "pass"


def test_properties_speak_of_the_latest_attempt():
    """A new authorize request begins anew; provider and client stay."""
    made = run(claims={"sub": "a"})
    again = made.with_event({"kind": "authorize", "at": 6, "params": [["scope", "email"]]})
    assert (again.tokens, again.claims, again.refusal, again.params) == ({}, {}, None, [["scope", "email"]])
    assert again.client["client_id"] == "app"
    assert again.report.findings == ()
    assert len(again.exchanges) == 1
    assert made.claims == {"sub": "a"}


def test_reports_stand_in_the_order_of_the_flow():
    """Whatever was checked last, the report reads from discovery to refresh, each kind in its latest state."""
    made = run()
    for about in reversed(REPORTS):
        for verdict in ("fail", "pass"):
            rows = [{**FINDING, "rule": about, "verdict": verdict}]
            made = made.with_event({"kind": "report", "at": 9, "about": about, "findings": rows})
    assert [(finding.rule, finding.verdict) for finding in made.report.findings] == [(about, "pass") for about in REPORTS]


def test_a_long_run_loads_at_once():
    """Twenty thousand events take no quadratic time."""
    text = lines(HEADER, *({"kind": "resumed", "at": number} for number in range(20_000)))
    begun = time.process_time()
    assert len(Run.from_json(text).events) == 20_000
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("name", ["missing.jsonl", ".", "nul\0", "x" * 300])
def test_file_that_cannot_be_read(tmp_path, name):
    """A path that leads nowhere is a sentence that says where runs are."""
    with pytest.raises(Mistake, match="cannot be read"):
        Run.load(str(tmp_path / name))


def test_exchange_without_an_answer_loads_again():
    """No response, an error: that is evidence too."""
    view = json.loads(event_text({"kind": "exchange", "at": 1, **silent()}, []))
    made = run().with_event(view)
    assert Run.from_json(made.to_json()) == made
    assert "No answer came at the step discover" in diagnose(Run("r", 0).with_event(view)).sentence


def silent() -> dict[str, Any]:
    """Return the view of an exchange to which nobody answered."""
    from explorer.runs.exchanges import exchange_view

    return exchange_view(exchange("discover", response=None, error="The name does not exist.", error_kind="dns"))


def test_a_run_begins_with_its_latest_link() -> None:
    """Who looks into the provider's log wants the time of the attempt that is told of, and not of the first in that panel."""
    events = [{"kind": "authorize", "at": at, "params": [], "endpoint": "https://op.example"} for at in (10.0, 990.0)]
    assert Run("20270115-080000-abc123", 5.0, None, events).begun == 990.0
    assert Run("20270115-080000-abc123", 5.0).begun == 5.0
