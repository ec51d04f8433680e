"""What cannot be reported, or cannot be written, ends in a sentence that says what to do, and leaves no half a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, ProviderMetadata, Secret, report
from explorer.errors import Mistake
from tests.runs.made import run

BY_HAND = ProviderMetadata(issuer="https://op", authorization_endpoint="https://op/a", token_endpoint="https://op/t")


@pytest.mark.parametrize(
    ("value", "name", "words"),
    [
        (run(), "it.pdf", r"\.html .*\.zip .*'it\.pdf' has no such end"),
        (run(), "it", "has no such end"),
        (run(), ".html", "has no such end"),
        (run(), "", "such as 'run.html'"),
        (run(), None, "such as 'run.html'"),
        (run(), 5, "such as 'run.html'"),
        (run(), Secret("x.html"), "cannot be a Secret"),
        (Secret("x"), "it.html", "cannot be a Secret"),
        (None, "it.html", "takes a run, a comparison"),
        ([run()], "it.html", "takes a run, a comparison"),
        (run(), "no/such/folder/it.html", "name a file in a folder that is there"),
        (run(), "\0.html", "cannot be written"),
    ],
)
def test_it_ends_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: Any, name: Any, words: str) -> None:
    """Never in a traceback of ours."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Mistake, match=words):
        report(value, name)
    assert list(tmp_path.iterdir()) == []


def test_a_flow_is_not_its_run(tmp_path: Path) -> None:
    """The sentence names the run, which is what was meant."""
    flow = Flow(BY_HAND, Client("app", redirect_uri="https://app/cb"), runs=tmp_path)
    with pytest.raises(Mistake, match=r"Of a flow that is flow\.run"):
        report(flow, tmp_path / "it.html")


def test_a_report_is_replaced_as_a_whole_and_is_its_owners_alone(tmp_path: Path) -> None:
    """The suffix may be written in capitals, and a folder of one's own may be named by a tilde."""
    path = report(run(), tmp_path / "It.HTML")
    first = path.read_bytes()
    assert report(run(label="another"), path).read_bytes() != first
    assert [each.name for each in tmp_path.iterdir()] == ["It.HTML"]
    assert path.stat().st_mode & 0o077 == 0
