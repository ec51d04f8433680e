"""Every report in a real Chromium: it shows without scripts and without the network, on screens light and dark, and on paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from explorer import LocalProvider, Run, report
from explorer.reports import report_files
from tests.browser.harness import OpenNotebook
from tests.probes.made import SHEET
from tests.reports.made import World, world

CAUSE = "The redirect_uri is missing at the token endpoint."


@pytest.fixture(scope="module")
def made(provider: LocalProvider, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Values of every kind, and the secrets behind them."""
    return world(provider, tmp_path_factory.mktemp("runs"))


@pytest.fixture(params=["light", "dark"])
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that runs no script; whatever it asks for besides the file fails the test, and so does an error in its console."""
    context = chromium.new_context(
        java_script_enabled=False, color_scheme=request.param, viewport={"width": 1000, "height": 900}
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url))
    page.on("console", lambda message: asked.append(message.text))
    yield page
    assert [each for each in asked if not each.startswith("file:")] == []
    context.close()


@pytest.mark.parametrize("name", ["run", "faulty", "refused", "comparison", "diagnosis", "explanation", "sheet"])
def test_a_page_is_read(made: World, page: Page, tmp_path: Path, name: str) -> None:
    """It has a heading, fits its window, and its letters can be told from its paper in both schemes."""
    value = SHEET if name == "sheet" else made.values[name]
    page.goto(report(value, tmp_path / "it.html").as_uri())
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("main").inner_text()


def test_the_cause_comes_first(made: World, page: Page, tmp_path: Path) -> None:
    """Whoever opens the report of a refused sign-in reads why, before anything else."""
    page.goto(report(made.values["refused"], tmp_path / "it.html").as_uri())
    told = page.locator("main").inner_text()
    assert CAUSE in told
    assert told.index(CAUSE) < told.index("What was said")
    page.locator("summary", has_text="Who said what to whom").first.click()  # a fold needs no script
    expect(page.locator("svg.fx-drawing").first).to_be_visible()


def test_dark_is_dark_and_light_is_light(made: World, chromium: Browser, tmp_path: Path) -> None:
    """The reader's system decides; on paper it is light."""
    path = report(made.values["run"], tmp_path / "it.html")
    for scheme, is_dark in (("light", False), ("dark", True)):
        page = chromium.new_page(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(path.as_uri())
        for medium in ("screen", "print"):
            page.emulate_media(media=medium)  # type: ignore[arg-type]
            ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
            lightness = sum(map(int, ink.removeprefix("rgb(").removesuffix(")").split(",")))
            assert (lightness > 380) is (is_dark and medium == "screen"), (scheme, medium, ink)
        page.close()


def test_paper_shows_what_a_screen_folds(made: World, chromium: Browser, tmp_path: Path) -> None:
    """A closed fold is open in print, and a page can be printed."""
    page = chromium.new_page(viewport={"width": 900, "height": 900})
    page.goto(report(made.values["run"], tmp_path / "it.html").as_uri())
    tall = page.evaluate("document.body.scrollHeight")
    page.emulate_media(media="print")
    assert page.evaluate("document.body.scrollHeight") > 2 * tall
    assert page.pdf().startswith(b"%PDF")
    page.close()


def test_the_pictures_of_a_markdown_text(made: World, chromium: Browser, tmp_path: Path) -> None:
    """Each is drawn as an image of its own, with its full size."""
    report(made.values["run"], tmp_path / "it.md")
    page = chromium.new_page()
    for picture in sorted(tmp_path.glob("*.svg")):
        (tmp_path / "one.html").write_text(f'<img src="{picture.name}">', encoding="utf-8")
        page.goto((tmp_path / "one.html").as_uri())
        width, height = page.evaluate("[document.images[0].naturalWidth, document.images[0].naturalHeight]")
        assert width == 760
        assert height > 50
    page.close()


def test_the_page_of_a_bundle(made: World, page: Page, tmp_path: Path) -> None:
    """It says what is in the bundle, without opening anything else."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(report_files(made.values["refused"], "it.zip")["it.zip"])) as archive:
        archive.extractall(tmp_path)
    page.goto((tmp_path / "READ-ME-FIRST.html").as_uri())
    expect(page.locator("main")).to_contain_text("run.jsonl")
    expect(page.locator("main")).to_contain_text("client secrets, codes, verifiers, tokens and cookies")


def test_chromium_reads_the_archive(made: World, chromium: Browser, tmp_path: Path) -> None:
    """It answers a page's request from the HAR: the entries are such as browsers write."""
    run: Run = made.values["run"]
    path = report(run, tmp_path / "it.har")
    context = chromium.new_context()
    context.route_from_har(path, not_found="abort")
    page = context.new_page()
    page.goto(run.exchanges[0]["request"]["url"])
    assert json.loads(page.locator("body").inner_text())["issuer"] == run.metadata["issuer"]
    context.close()


def test_a_report_is_two_clicks_away(open_notebook: OpenNotebook, tmp_path: Path) -> None:
    """In the panel: open the fold, press the button, and the browser has the file; the same for what is handed in."""
    notebook = open_notebook(
        ["from explorer.panels import FlowPanel\npanel = FlowPanel(); panel.provider.primary.click(); panel", "panel.finish()"]
    )
    panel = notebook.page.locator(".fxp").first
    panel.get_by_role("button", name="A report for somebody else").click()
    with notebook.page.expect_download() as download:
        panel.get_by_role("button", name="Save the report").click()
    assert download.value.suggested_filename == "sign-in.html"
    download.value.save_as(tmp_path / "it.html")
    assert "Made by flow-explorer" in (tmp_path / "it.html").read_text(encoding="utf-8")
    panel.get_by_role("button", name="Hand in", exact=True).click()
    panel.get_by_label("your name").fill("Ann Example")
    panel.get_by_label("your name").press("Tab")
    with notebook.page.expect_download() as download:
        panel.get_by_role("button", name="Make the file to hand in").click()
    assert download.value.suggested_filename == "hand-in-Ann-Example.zip"
