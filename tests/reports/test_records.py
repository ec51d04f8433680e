"""What the report of a run says of what came, after everything else that came."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from explorer import LocalProvider, Run, compare
from explorer.reports import report_files
from explorer.views.plain import plain_text
from explorer.views.record import record_html
from tests.reports.made import World, signed_in

EARLIER = 200  # seconds before the tokens came: somebody read, and signed in by hand


def begun_earlier(run: Run) -> Run:
    """Return a run whose first events are minutes older than its tokens."""
    came = next(index for index, event in enumerate(run.events) if event["kind"] == "tokens")
    older = tuple({**event, "at": event["at"] - EARLIER} for event in run.events[:came])
    return replace(run, created=run.created - EARLIER, events=(*older, *run.events[came:]))


def test_times_are_told_from_when_the_token_came(made: World) -> None:
    """However long somebody took to sign in: a token is not issued after it came."""
    lines = plain_text(record_html(begun_earlier(made.values["run"]))).splitlines()
    expires, issued = (next(line for line in lines if line.startswith(f"{name} |")) for name in ("exp", "iat"))
    assert re.search(r"(1 h|59 min 5\d s) after it came", expires)
    assert re.search(r"(\d s before|as) it came", issued)


def test_a_refusal_of_userinfo_is_no_claim(provider: LocalProvider, tmp_path: Path) -> None:
    """What it said of the person stays what it said; where it only refused, nothing was said."""
    client = provider.register("records")
    told = signed_in(provider, client, tmp_path)
    untold = signed_in(provider, client, tmp_path)
    before = dict(told.run.userinfo)
    told.revoke("access_token")
    assert told.userinfo().members["error"] == "invalid_token"
    assert told.run.userinfo == before
    assert "### UserInfo" in report_files(told.run, "it.md")["it.md"].decode()

    run = untold.run
    refused = replace(
        run,
        events=tuple(
            {**event, "status": 401, "members": {"error": "invalid_token"}} if event["kind"] == "userinfo" else event
            for event in run.events
        ),
    )
    assert not refused.userinfo
    text = report_files(refused, "it.md")["it.md"].decode()
    assert "### UserInfo" not in text
    assert "no standard that is known here has it" not in text
    assert ("userinfo", "error") not in compare(refused, told.run).claims.index


@pytest.mark.parametrize("name", ["run", "refused", "diagnosis", "explanation", "comparison"])
def test_markdown_has_no_empty_code(made: World, name: str) -> None:
    """The lines of a box are fenced, and nothing is left of its tags."""
    text = report_files(made.values[name], "it.md")["it.md"].decode()
    assert "<code></code>" not in text
