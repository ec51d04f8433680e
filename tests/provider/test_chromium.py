"""The pages in a real Chromium: the policy lets them work, the keyboard is enough, and the clipboard is optional."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from explorer.provider import Provider, start
from tests.browser.harness import Watch, running_chromium
from tests.provider.visitor import authorize_url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for this file."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser without cookies; no page may log an error, as a breach of the policy would."""
    context = chromium.new_context(viewport={"width": 380, "height": 800})
    watch = Watch()
    context.on("page", watch.follow)
    yield context
    context.close()
    watch.assert_quiet()


@pytest.fixture(scope="module")
def app(key_folder: Path) -> Iterator[Provider]:
    """A second provider, whose landing page is somebody else's address for the first one."""
    service = start("oracle", port=0, folder=key_folder / "oracle")
    yield service.provider
    service.stop()


def assert_fits(page: Page) -> None:
    """The page does not scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_with_the_keyboard_alone(standard: Provider, context: BrowserContext) -> None:
    """Tab and Enter lead from the sign-in to the copied address, which is the canonical one."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    standard.register("keyboard")
    page = context.new_page()
    page.goto(authorize_url(standard, "keyboard", scope="openid email phone"))
    assert_fits(page)
    for heading, tabs in (("Who are you?", 1), ("Allow keyboard?", 1), ("You are back at the client", 2)):
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert_fits(page)
        for _ in range(tabs):
            page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_be_visible()
        page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url
    assert copied.startswith(standard.landing + "?code=")


def test_a_closed_clipboard(standard: Provider, context: BrowserContext) -> None:
    """The text is selected instead, and the page says what to press."""
    context.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page = context.new_page()
    page.goto(standard.landing + "?code=abc&state=x")
    page.get_by_role("button", name="Copy address").click()
    expect(page.get_by_role("status")).to_contain_text("Ctrl+C")
    assert page.evaluate("window.getSelection().toString()") == page.url


def test_form_post_posts_itself(standard: Provider, context: BrowserContext) -> None:
    """Nobody has to click; the landing page offers the form's body."""
    standard.register("form")
    page = context.new_page()
    page.goto(authorize_url(standard, "form", response_mode="form_post"))
    page.get_by_role("button", name="Bob").click()
    page.get_by_role("button", name="Allow").click()
    page.wait_for_url(standard.landing)
    expect(page.get_by_role("textbox")).to_have_value(
        f"code={page.locator('dd .value').first.inner_text()}&state=af0ifjsldkj&iss=http%3A%2F%2F127.0.0.1%3A{standard.port}"
    )


def test_the_way_to_another_origin(standard: Provider, app: Provider, context: BrowserContext) -> None:
    """The policy lets the redirect after the consent form go to the client's own address."""
    standard.register("elsewhere", redirect_uris=(app.landing,))
    page = context.new_page()
    page.goto(authorize_url(standard, "elsewhere", redirect_uri=app.landing))
    page.get_by_role("button", name="Alice").click()
    page.locator("summary").click()
    expect(page.get_by_text("Where your browser is sent with the answer")).to_be_visible()
    assert_fits(page)
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url(app.landing + "?error=access_denied*")
    assert_fits(page)
