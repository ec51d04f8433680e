"""The panel that explains: a text or a file goes in by message, the cause stands first, and two clicks lead on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer.panels import ExplainPanel
from explorer.runs import Runs
from tests.explanation.hars import CANARIES, front_channel, har, token_request
from tests.explanation.samples import AUTHORIZE, NOTHING
from tests.panels.hands import from_page, is_hidden, read, text_of

FAILING = har(*front_channel(), token_request("https%3A%2F%2Fapp.example%2F", status=400, body={"error": "invalid_grant"}))


def wait(panel: ExplainPanel) -> str:
    """Wait for what is under way, and return what is shown."""
    assert panel.model.worker.wait(30)
    return text_of(panel._shown.widget.value)


def paste(panel: ExplainPanel, text: str) -> str:
    """Paste a text into the box."""
    from_page(panel.paste, kind="text", value=text, done=True)
    return wait(panel)


def drop(panel: ExplainPanel, content: bytes, monkeypatch: pytest.MonkeyPatch, piece: int = 1000) -> list[dict[str, Any]]:
    """Drop a file, which the page sends in the pieces that the kernel asks for."""
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(panel.drop, "send", lambda message, buffers=None: asked.append(message))
    from_page(panel.drop, kind="begin", name="failing.har", size=len(content))
    while asked[-1]["kind"] == "next":
        at = asked[-1]["at"]
        panel.drop._handle_custom_msg({"kind": "piece", "at": at}, [memoryview(content[at : at + piece])])
    return asked


def test_a_har_that_is_dropped_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The cause is told first; its run is kept with one click; nothing secret stands in the page or in widget state."""
    panel = ExplainPanel(home=tmp_path)
    asked = drop(panel, FAILING.encode(), monkeypatch)
    assert asked[-1] == {"kind": "said", "text": "read: failing.har"}
    told = wait(panel)
    assert "redirect_uri of the two requests differs" in told
    assert told.index("redirect_uri of the two requests differs") < told.index(
        "The sign-ins in it" if "The sign-ins in it" in told else "entries"
    )
    assert not is_hidden(panel.keep)
    panel.keep.click()
    assert len(list(Runs(tmp_path / "runs"))) == 1
    state = str([panel.drop.get_state(), panel.paste.get_state(), panel._shown.widget.value])
    assert [canary for canary in CANARIES if canary in state] == []
    paste(panel, AUTHORIZE[0])
    assert asked[-1] == {"kind": "said", "text": ""}  # what is explained now is no file


def test_a_link_opens_as_a_flow(tmp_path: Path) -> None:
    """One click makes a flow of it, ready to run."""
    panel = ExplainPanel(home=tmp_path)
    assert "an authorization request" in paste(panel, AUTHORIZE[0])
    panel.open_flow.click()
    assert panel.opened is not None
    assert panel.opened.authorization_request.get("client_id") == "app"
    assert "1 Provider: https://op.example" in read(panel._below)


def test_the_box_is_emptied_of_what_is_explained(tmp_path: Path) -> None:
    """A pasted secret stays legible nowhere; a sentence says so, and what it is is said aloud. What is nothing may be mended."""
    panel = ExplainPanel(home=tmp_path)
    paste(panel, f"curl https://op.example/token -d grant_type=authorization_code -d code=abc -d client_secret={CANARIES[0]}")
    assert panel.paste.text.reveal() == ""
    assert "The box is empty again" in text_of(panel._said.widget.value)
    assert CANARIES[0] not in panel._shown.widget.value
    assert panel.model.news.since(0)[-1].text.startswith("This is a curl command")
    paste(panel, NOTHING[2])
    assert panel.paste.text.reveal() == NOTHING[2]
    assert "The box is empty again" not in text_of(panel._said.widget.value)


def test_what_is_none_of_these(tmp_path: Path) -> None:
    """A sentence says so, and there is nothing to open."""
    panel = ExplainPanel(home=tmp_path)
    assert "nothing in it belongs to a sign-in" in paste(panel, NOTHING[2])
    assert is_hidden(panel._ways)
    from_page(panel.paste, kind="text", value="", done=True)
    assert "Nothing was pasted" in text_of(panel._error.widget.value)


def test_a_file_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not read, and the sentence names the way that reads it."""
    panel = ExplainPanel()
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(panel.drop, "send", lambda message, buffers=None: asked.append(message))
    from_page(panel.drop, kind="begin", name="x.har", size=900_000_000)
    assert [message["kind"] for message in asked] == ["said"]
    assert "flow-explorer explain" in asked[0]["text"]


def test_explain_is_pressed_after_a_paste_that_was_read(tmp_path: Path) -> None:
    """The paste is read at once and the box emptied, so the button that everybody presses then finds nothing wrong."""
    panel = ExplainPanel(home=tmp_path)
    paste(
        panel, "https://login.example/authorize?client_id=me&response_type=code&scope=openid&redirect_uri=https://me.example/cb"
    )
    panel.primary.click()
    assert "Nothing was pasted" not in text_of(panel._error.widget.value)
    assert "explained below" in text_of(panel._said.widget.value)
