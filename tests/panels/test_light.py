"""A panel loads only what it shows: a notebook's first cell must not keep the reader waiting."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SERVER = {"authlib", "joserfc", "tornado.httpserver", "explorer.provider"}  # the local provider's
TABLES = {"pandas", "numpy"}  # a comparison's, when a table is asked for

MAKE_PANELS = """
import pathlib, sys
from explorer import Client, Flow, ProviderMetadata
from explorer.panels import ComparePanel, FlowPanel, RedirectPanel
home = pathlib.Path(sys.argv[1])
metadata = ProviderMetadata.preset("oracle", "https://tenant.example")
flow = Flow(metadata, Client("me", redirect_uri="http://127.0.0.1:9999/callback"), runs=home)
FlowPanel(home=home), FlowPanel("https://login.example", home=home), FlowPanel(metadata, home=home)
FlowPanel(flow=flow), RedirectPanel(flow), ComparePanel(folder=home)
"""

CHOOSE = """
import pathlib, sys
from explorer.panels import FlowPanel
panel = FlowPanel(home=pathlib.Path(sys.argv[1]))
panel.provider.primary.click()
assert panel.model.worker.wait(20)
assert panel.model.local.fault_names == ()
panel.finish()
assert panel.run.report.ok
"""


def loaded_by(program: str, home: Path) -> set[str]:
    """Return the modules that a program has loaded at its end, in a process of its own."""
    tell = "\nimport json, sys; print(json.dumps(list(sys.modules)))"
    command = [sys.executable, "-c", program + tell, str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("program", ["from explorer.panels import FlowPanel", MAKE_PANELS], ids=["imported", "made"])
def test_panels_are_light(program: str, tmp_path: Path) -> None:
    """Neither importing panels nor showing them loads a web server or pandas: nobody has asked for either yet."""
    loaded = loaded_by(program, tmp_path)
    assert "explorer.panels.flow_panel" in loaded
    assert not loaded & (SERVER | TABLES | {"tornado.web"})


def test_the_local_provider_loads_when_it_is_chosen(tmp_path: Path) -> None:
    """Whoever chooses the local provider gets it, with all that it needs: the test above cannot pass by a wrong name."""
    loaded = loaded_by(CHOOSE, tmp_path)
    assert loaded >= SERVER
    assert not loaded & TABLES, "no step up to the tokens shows a table of pandas"
