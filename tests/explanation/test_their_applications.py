"""A failing sign-in of an application that we did not write: its HAR gives the cause first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from explorer import LocalProvider, diagnose, explain, report
from explorer.protocol.page_text import visible_text
from tests.browser.harness import running_chromium
from tests.explanation import theirs


class Setup(NamedTuple):
    """Both applications, set up as they should be: what one of them is started with, and its secret."""

    server: dict[str, Any]
    page: dict[str, Any]
    secret: str


@pytest.fixture(scope="module")
def setup(provider: LocalProvider) -> Setup:
    """The registrations of both at the local provider."""
    port = theirs.free_port()
    address = f"http://127.0.0.1:{port}"
    server = provider.register("their-server", redirect_uri=f"{address}/callback")
    page = provider.register("their-page", public=True, redirect_uri=f"{address}/cb")
    common = {"issuer": provider.issuer, "port": port, "address": address}
    secret = server.client_secret.reveal() if server.client_secret else ""
    return Setup(
        {**common, "library": "express-openid-connect", "client_id": server.client_id, "client_secret": secret},
        {**common, "library": "oidc-client-ts", "client_id": page.client_id},
        secret,
    )


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium as people have it: it obeys CORS."""
    with running_chromium() as browser:
        yield browser


def says(text: str) -> Any:
    """Return what waits until the application has said this."""
    return lambda page: expect(page.locator("#said")).to_contain_text(text)


def alice(text: str) -> Any:
    """Return what signs in as Alice, and waits until the application has said this."""

    def act(page: Page) -> None:
        page.get_by_role("button", name="Alice").click()
        page.get_by_role("button", name="Allow").click()
        says(text)(page)

    return act


def cause_in(file: Path, *secrets: str) -> str:
    """Return the cause that stands in the first sentence about a HAR, and look that report and repr keep what is secret."""
    found = explain(file)
    run = found.runs[0]
    cause = diagnose(run).first
    assert cause is not None, found.sentence
    assert not found.ok
    assert cause.title in found.sentence or cause.verdict == "possible"
    page = report(found, file.with_suffix(".html")).read_text(encoding="utf-8")
    assert cause.title.split("'")[0] in visible_text(page)
    assert page.index("Diagnosis") < page.index("What was said") if "What was said" in page else True
    code = next((str(value) for name, value in run.params if name == "code"), "")
    assert not any(secret in page + repr(found) + found.to_markdown() for secret in (*secrets, code) if secret)
    return cause.id


def test_a_secret_that_is_wrong(chromium: Browser, setup: Setup, tmp_path: Path) -> None:
    """Of a server only the page is in the HAR: its words and its status lead to the token endpoint."""
    wrong = "not-its-secret-27182818"
    with theirs.running({**setup.server, "client_secret": wrong}):
        file = theirs.recorded(chromium, setup.server["address"], alice("invalid_client"), tmp_path / "it.har")
    assert cause_in(file, wrong, setup.secret) == "secret-wrong"


def test_an_address_that_is_not_registered(chromium: Browser, setup: Setup, tmp_path: Path) -> None:
    """The provider's page, which sends nobody back, is read in the HAR."""

    def stays(page: Page) -> None:
        expect(page.locator("body")).to_contain_text("not registered")

    with theirs.running({**setup.server, "options": {"routes": {"callback": "/elsewhere"}}}):
        file = theirs.recorded(chromium, setup.server["address"], stays, tmp_path / "it.har")
    assert cause_in(file, setup.secret) == "redirect-uri-not-registered"


def test_a_nonce_that_is_wrong(chromium: Browser, setup: Setup, provider: LocalProvider, tmp_path: Path) -> None:
    """The library refuses the ID token, whose claims no HAR of a server-side application has."""
    with provider.misbehaving("wrong-nonce"), theirs.running(setup.server):
        file = theirs.recorded(chromium, setup.server["address"], alice("nonce"), tmp_path / "it.har")
    assert cause_in(file, setup.secret) == "application-nonce"


def test_a_page_that_may_not_ask(chromium: Browser, setup: Setup, tmp_path: Path) -> None:
    """CORS stops a single-page application before its sign-in begins."""
    with theirs.running(setup.page):
        file = theirs.recorded(chromium, setup.page["address"], says("failed"), tmp_path / "it.har")
    assert cause_in(file) == "cors-refused"


def test_a_page_that_forgot(chromium: Browser, setup: Setup, tmp_path: Path) -> None:
    """The state is lost in its storage: it has the code, and sends no token request."""
    with theirs.running({**setup.page, "forgets": True}):
        file = theirs.recorded(chromium, setup.page["address"], alice("failed"), tmp_path / "it.har", setup.page["issuer"])
    assert cause_in(file) == "application-lost-session"


@pytest.mark.parametrize("which", ["server", "page"])
def test_a_sign_in_that_works(chromium: Browser, setup: Setup, tmp_path: Path, which: str) -> None:
    """Nothing is called a failure where nothing failed."""
    with theirs.running(getattr(setup, which)):
        file = theirs.recorded(chromium, setup.page["address"], alice("hello"), tmp_path / "it.har", setup.page["issuer"])
    found = explain(file)
    assert found.ok, found.sentence
    assert not diagnose(found.runs[0]).failed
