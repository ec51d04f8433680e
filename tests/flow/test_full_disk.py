"""A folder that refuses is said at the first step; a disk that fills up later loses nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from explorer import Flow, Run, Runs
from explorer.errors import Mistake
from explorer.protocol.tokens import TokenResponse
from tests.flow.odd_provider import CLIENT, odd_provider


def test_a_folder_that_refuses_is_a_mistake_at_the_first_step(tmp_path: Path) -> None:
    """Where nothing can be kept, the sentence says how to choose another folder."""
    (tmp_path / "file").write_text("")
    with odd_provider() as odd:
        flow = Flow(odd.metadata, CLIENT, runs=Runs(tmp_path / "file" / "runs"))
        with pytest.raises(Mistake, match="FLOW_EXPLORER_HOME"):
            flow.authorize()


def test_a_disk_that_fills_up_loses_nothing(tmp_path: Path) -> None:
    """The tokens arrive although the record cannot be written; the file catches up when it can."""
    runs = Runs(tmp_path)
    with odd_provider() as odd:
        odd.say("/token", {"access_token": "opaque", "token_type": "Bearer"})
        flow = Flow(odd.metadata, CLIENT, runs=runs)
        flow.authorize()
        path = runs.path(flow.run.id)
        os.rename(path, tmp_path / "aside")
        path.mkdir()  # even root cannot write to a folder as to a file

        with pytest.warns(UserWarning, match="cannot be kept"):
            flow.receive("c0de")
        result = flow.exchange()

        path.rmdir()
        flow.check()
        assert isinstance(result, TokenResponse)
        assert Run.load(path) == flow.run
