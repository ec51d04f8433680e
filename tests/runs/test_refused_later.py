"""A sign-in that worked is not told as one that failed, because something was refused after it."""

from __future__ import annotations

import pytest

from explorer import Flow, LocalProvider
from explorer.reports import report_files
from explorer.runs.readings import refused_later
from explorer.views.plain import plain_text
from explorer.views.record import record_html
from tests.runs.made import run

AFTER = ", after this client had given a token back"


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ([], ""),
        ([("userinfo", 200)], ""),
        ([("userinfo", 401)], "Later UserInfo was refused with status 401"),
        ([("revoke", 200), ("userinfo", 401)], f"Later UserInfo was refused with status 401{AFTER}"),
        ([("revoke", 503), ("userinfo", 401)], "Later UserInfo was refused with status 401"),
        ([("userinfo", 401), ("userinfo", 200)], ""),
        ([("introspect", 401), ("revoke", 200)], ""),
        ([("revoke", 200), ("introspect", 403)], f"Later introspection was refused with status 403{AFTER}"),
    ],
)
def test_what_was_refused_later(events: list[tuple[str, int]], told: str) -> None:
    """The last thing that was asked counts; a token that was given back is told where that was before."""
    made = run(claims={"sub": "1"})
    for at, (kind, status) in enumerate(events, 10):
        made = made.with_event({"kind": kind, "at": at, "status": status})
    assert refused_later(made) == told


def test_without_tokens_nothing_came_later() -> None:
    """A sign-in without tokens failed by itself."""
    assert refused_later(run().with_event({"kind": "userinfo", "at": 9, "status": 401})) == ""


def test_the_report_begins_with_the_sign_in(provider: LocalProvider) -> None:
    """Revoked by us, then asked for UserInfo: the page says first that the sign-in worked, and what was refused after it."""
    flow = Flow(provider.issuer, provider.register("notebook"))
    flow.discover()
    flow.receive(provider.sign_in(flow.authorize().url))
    flow.exchange()
    flow.revoke("access_token")
    flow.userinfo()
    told = plain_text(record_html(flow.run))
    assert told.index(
        f"The sign-in itself worked: tokens came. Later UserInfo was refused with status 401{AFTER}."
    ) < told.index("Diagnosis")
    page = report_files(flow.run, "run.md")["run.md"].decode()
    assert "How far it came: tokens." in page
    assert page.count("Later UserInfo was refused") == 1, "the page says it twice, one line beneath the other"
