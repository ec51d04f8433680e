"""The one table of the flow: every other room reads its order and its words from here."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from explorer import Flow
from explorer.protocol import flow_table
from explorer.protocol.flow_table import EVENTS, EXCHANGES, FLOW, PANEL_STEPS, REPORTS, forget, message, order, title
from explorer.reference import tables
from explorer.rules.catalogue import every_rule
from explorer.runs.event_check import _NEEDS

HOME = Path(__file__).parents[2]


def test_the_readme_shows_the_flow_of_the_table() -> None:
    """The README's diagram is the one that the table draws: to mend it, paste what `diagram()` returns."""
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{flow_table.diagram()}\n```" in readme


def test_every_message_has_names_of_its_own() -> None:
    """No key, title, event, exchange, or word of a report stands for two messages."""
    for column in ("key", "title", "event", "exchange", "report", "compared", "refused_at"):
        words = [word for each in FLOW if (word := getattr(each, column))]
        assert len(words) == len(set(words)), column


def test_every_step_is_a_method_of_the_flow_and_every_method_stands_in_order() -> None:
    """The steps of the table are methods of `Flow`, and the order of the table is that in which they can be called."""
    steps = list(dict.fromkeys(each.step for each in FLOW))
    assert all(inspect.isfunction(getattr(Flow, step)) for step in steps)
    assert steps == [
        "discover",
        "authorize",
        "receive",
        "exchange",
        "check",
        "userinfo",
        "refresh",
        "introspect",
        "revoke",
        "logout_url",
    ]


def test_every_rule_belongs_to_a_message() -> None:
    """The prefix of a rule's id names its message, or how all of them travelled."""
    prefixes = [prefix for each in FLOW for prefix in each.rules]
    assert sorted({rule.id.partition("-")[0] for rule in every_rule()} - {"HTTP"}) == sorted(prefixes)


def test_sections_of_the_reference_exist() -> None:
    """Where the table sends a reader, there is something to read."""
    assert all(tables.parameters(each.reference) for each in FLOW if each.reference)
    assert {each.errors for each in FLOW if each.errors} <= {code.where for code in tables._error_codes()}


def test_words_of_run_files_stay() -> None:
    """The words that files of format 1 hold are still read."""
    assert set(_NEEDS) - set(EVENTS) == {"label", "exchange", "page", "report"}
    assert {"discover", "exchange", "keys", "userinfo", "refresh", "introspect", "revoke"} < set(EXCHANGES)
    assert REPORTS[0] == "metadata"
    assert REPORTS[-1] == "transport"
    assert PANEL_STEPS == ("provider", "authorize", "redirect", "exchange", "tokens", "compare")


@pytest.mark.parametrize(
    ("event", "stays"),
    [
        ("authorize", ["metadata"]),
        ("receive", ["metadata", "authorize"]),
        ("token_request", ["metadata", "authorize", "redirect"]),
        ("tokens", list(REPORTS)),
        ("userinfo", list(REPORTS)),
        ("a word of a later version", list(REPORTS)),
    ],
)
def test_a_new_attempt_forgets_what_comes_after_it(event: str, stays: list[str]) -> None:
    """A step that is done again makes obsolete what was held of it and of all that follows; answers make nothing obsolete."""
    held = dict.fromkeys(REPORTS)
    forget(held, event)
    assert list(held) == stays


def test_what_is_held_by_key_is_forgotten_too() -> None:
    """A flow holds its messages by key: a new answer drops the old one and its tokens, and keeps the request."""
    held = dict.fromkeys(each.key for each in FLOW)
    forget(held, "receive")
    assert list(held) == ["provider_metadata", "authorization_request"]


def test_a_word_that_nobody_knows_is_shown_as_it_is() -> None:
    """A file of a later version may name a message that this one does not have: it comes last, under its own name."""
    assert message("pushed_authorization_request") is None
    assert title("pushed_authorization_request") == "pushed_authorization_request"
    assert order("pushed_authorization_request") == len(FLOW)
    assert title("token") == "token request"
    assert order("token") < order("tokens") == order("token_response") < order("id_token")


def test_no_other_room_lists_the_flow_again() -> None:
    """Three words of reports or exchanges in one tuple, list or dictionary would be a second table of the flow."""
    words = {*REPORTS, *EXCHANGES} - {"transport", "browser", "exchange", "id_token", "access_token", "userinfo", "keys"}
    homes = (
        "flow_table.py",
        "events.py",
        "event_check.py",
        "summary.py",
        "legs.py",
        "plan.py",
    )  # the others say what events hold, which are told in a list, and what goes out for the questions of a room
    rooms = [file for file in (HOME / "explorer").rglob("*.py") if "provider" not in file.parts and file.name not in homes]
    again = [f"{file.name}:{line}" for file in rooms for line in _lists(file, words)]
    assert not again


def _lists(file: Path, words: set[str]) -> list[int]:
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        parts = (
            node.keys if isinstance(node, ast.Dict) else node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else []
        )
        texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if len(words.intersection(texts)) >= 3:
            found.append(node.lineno)
    return found
