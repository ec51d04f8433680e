"""The fixtures of the browser tests: one JupyterLab and one Chromium, and notebooks opened in them."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.harness import VIEWPORT, NotebookPage, OpenNotebook, Watch, running_chromium, write_notebook
from tests.browser.server import Lab, Place, running_lab

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
FAILED = pytest.StashKey[bool]()
NOT_JUPYTERS = re.compile("^(?!_xsrf$|username-)")  # cookies; a tab stays signed in to Jupyter
PATIENCE = (
    120_000  # milliseconds; two cores may be busy with other work: at a load of 14, to open a notebook took more than 30 s
)

expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Remember that a test failed, so that a picture is taken of what it saw."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@contextlib.contextmanager
def new_profile(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser's profile that knows nothing yet."""
    context = chromium.new_context(viewport=VIEWPORT)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A Chromium for all files here, and no longer: Playwright's event loop, left running, breaks a later `asyncio.run()`."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def place() -> Place:
    """JupyterLab on one's own machine; a file about another place has a fixture of this name."""
    return Place()


@pytest.fixture(scope="package")
def shared_lab(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on one's own machine. To start it and to load its page costs as much as ten tests."""
    with running_lab(tmp_path_factory.mktemp("lab"), Place()) as running:
        yield running


@pytest.fixture(scope="package")
def shared_profile(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser's profile: JupyterLab's scripts, once compiled, open the next notebook in half the time."""
    with new_profile(chromium) as profile:
        yield profile


@pytest.fixture(scope="module")
def lab(
    chromium: Browser, place: Place, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lab]:
    """A JupyterLab over a copy of the notebooks for this file. It comes after Chromium, since without that it has no use."""
    with contextlib.ExitStack() as stack:
        if place == Place():
            running = dataclasses.replace(request.getfixturevalue("shared_lab"), within=request.path.stem)
            stack.callback(running.end_kernels)
            running.forget_settings()
        else:
            running = stack.enter_context(running_lab(tmp_path_factory.mktemp("lab"), place))
        shutil.copytree(NOTEBOOKS, running.folder, ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True)
        yield running


@pytest.fixture(scope="module")
def browser_profile(chromium: Browser, place: Place, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """The browser's profile for this file."""
    if place == Place():
        yield request.getfixturevalue("shared_profile")
    else:
        with new_profile(chromium) as profile:
            yield profile


@pytest.fixture(scope="package")
def loaded_tabs() -> dict[str, Page]:
    """By its address, a tab in which JupyterLab is loaded and no notebook open, once a test has left one."""
    return {}


@pytest.fixture
def open_notebook(
    lab: Lab, browser_profile: BrowserContext, loaded_tabs: dict[str, Page], request: pytest.FixtureRequest
) -> Iterator[OpenNotebook]:
    """A function that opens notebooks, each in a tab of one browser, in which nobody is signed in and nothing is allowed.

    When the test ends, no page may have logged an error or asked another machine for anything.
    """
    browser_profile.clear_cookies(name=NOT_JUPYTERS)
    browser_profile.clear_permissions()
    watch = Watch()
    browser_profile.on("page", watch.follow)
    opened: list[NotebookPage] = []

    def open_it(notebook: str | Sequence[str], *, run: bool = True) -> NotebookPage:
        if not isinstance(notebook, str):
            name = f"{request.node.name}-{len(opened)}.ipynb"
            write_notebook(lab.folder / name, notebook)
            notebook = name
        tab = None if lab.place.notebook7 else loaded_tabs.pop(lab.url, None)
        if tab is None:
            tab = browser_profile.new_page()
        else:
            watch.follow(tab)
        opened.append(page := NotebookPage(tab, lab, notebook, watch))
        page.open()
        if run:
            page.run_all()
        return page

    yield open_it
    failed = request.node.stash.get(FAILED, False)
    if failed:
        for number, page in enumerate(opened):
            page.screenshot(f"failed-{request.node.name}-{number}")
    left = opened[0] if opened and not failed and not lab.place.notebook7 else None
    for tab in browser_profile.pages:
        if left is None or tab is not left.page:
            tab.close()
    browser_profile.remove_listener("page", watch.follow)
    watch.assert_quiet()
    if left is not None:
        left.leave()
        loaded_tabs[lab.url] = left.page
