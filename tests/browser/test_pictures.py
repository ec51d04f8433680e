"""The two pictures of the README, made from the real thing.

    FLOW_EXPLORER_PICTURES=1 uv run pytest -n0 tests/browser/test_pictures.py

takes them anew; without the variable they are taken and kept beside the other screenshots, and the committed ones must
still be of the same size.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.harness import NotebookPage, OpenNotebook
from tests.browser.panels import CELL, PanelPage

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / ".pictures"
LARGEST = 180_000  # bytes; a README is also read over a slow line

RUNS = """
from tempfile import mkdtemp
from explorer import Flow, LocalProvider
from explorer.panels import ComparePanel
provider = LocalProvider().start()
folder = mkdtemp()
flow = Flow(provider.issuer, provider.register("notebook"), runs=folder)
flow.discover(); flow.authorize()
honest = flow.again(label="honest")
more = flow.again(scope="openid email", label="more scope")
lying = flow.again(scope="openid email", label="more scope, and a lie")
for each in (honest, more, lying):
    if each is lying:
        provider.misbehave("wrong-nonce")
    each.receive(provider.sign_in(each.request.url)); each.exchange(); each.check(); each.userinfo()
provider.behave()
"""


def size(picture: Path) -> tuple[int, int]:
    """Return width and height of a PNG (its header, RFC 2083 4.1.1)."""
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    return width, height


def take(notebook: NotebookPage, name: str, panel: Locator) -> None:
    """Take a picture, and compare it with the committed one in what must not have changed."""
    notebook.page.mouse.move(0, 0)
    notebook.tall(2000)
    made = notebook.screenshot(f"readme-{name}", panel)
    committed = PICTURES / f"{name}.png"
    if os.environ.get("FLOW_EXPLORER_PICTURES"):
        PICTURES.mkdir(exist_ok=True)
        committed.write_bytes(made.read_bytes())
    assert f".pictures/{name}.png" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert committed.stat().st_size < LARGEST
    assert size(committed)[0] == size(made)[0], "take it anew: see the head of this file"


def test_the_panel(open_notebook: OpenNotebook) -> None:
    """Step 2, where the link is written while one types."""
    notebook = open_notebook([CELL])
    panel = PanelPage(notebook)
    notebook.width(panel.root, 1400)
    panel.button("Use this provider").click()
    panel.expect_step("2 Authorize")
    panel.field("scope").fill("openid email")
    panel.go("2 Authorize")
    take(notebook, "panel", panel.root)


def test_a_comparison(open_notebook: OpenNotebook) -> None:
    """Two sign-ins side by side: one asked for more, and was lied to."""
    notebook = open_notebook([RUNS, "ComparePanel(honest, lying, folder=folder)"])
    panel = notebook.page.locator(".fxp-small")
    expect(panel.get_by_text("Comparison of 2 runs")).to_be_visible()
    notebook.width(panel, 1200)
    take(notebook, "comparison", panel)
