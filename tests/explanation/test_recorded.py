"""HARs that Chromium recorded of an application that is none of ours, at the local provider: honest, and with faults set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from explorer import LocalProvider, diagnose, explain
from explorer.explanation import Explanation
from explorer.views.explanation import explanation_html
from tests.browser.harness import running_chromium
from tests.explanation import web_app


@pytest.fixture(scope="module")
def app(provider: LocalProvider) -> Iterator[web_app.WebApp]:
    """The application, registered twice: its server is confidential, its page is public."""
    metadata = provider.issuer
    made = web_app.WebApp(f"{metadata}/authorize", f"{metadata}/token", "")
    with web_app.running(made):
        client = provider.register("server", redirect_uri=f"{made.address}/cb")
        provider.register("spa", public=True, redirect_uri=f"{made.address}/spa")
        made.client_secret = client.client_secret.reveal() if client.client_secret else ""
        yield made


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium in which the page may read the token endpoint's answer: the local provider has no CORS."""
    with running_chromium("--disable-web-security") as browser:
        yield browser


@pytest.fixture(autouse=True)
def _as_it_was(app: web_app.WebApp) -> Iterator[None]:
    yield
    app.slip, app.options = "", {}


def recorded(chromium: Browser, app: web_app.WebApp, path: str, folder: Path, said: str, allow: str = "Allow") -> Explanation:
    """Sign in at the application as a person would, and explain the HAR that Chromium saved of it."""
    file = folder / "recorded.har"
    context = chromium.new_context(record_har_path=file, record_har_content="embed")
    page = context.new_page()
    page.goto(app.address + path)
    _be_alice(page, allow)
    expect(page.locator("#said")).to_have_text(said)
    context.close()  # which writes the file
    return explain(file)


def _be_alice(page: Page, allow: str) -> None:
    page.get_by_role("button", name="Alice").click()
    page.get_by_role("button", name=allow).click()


def test_an_application_with_a_server(chromium: Browser, app: web_app.WebApp, tmp_path: Path) -> None:
    """The front channel is a run whose state is compared; the token request is said to be in nobody's HAR."""
    found = recorded(chromium, app, "/login", tmp_path, "signed in")
    (run,) = found.runs
    assert run.report["AUTHR-STATE-MISMATCH"].verdict == "pass"
    assert run.refusal is None
    assert any("no browser's HAR holds them" in each for each in found.missing)
    assert len(run.exchanges) >= 3
    shown = found.to_markdown() + explanation_html(found) + run.to_json()
    assert not any(secret in shown for secret in (*app.secrets, app.client_secret) if secret)


def test_an_application_in_the_page(chromium: Browser, app: web_app.WebApp, tmp_path: Path) -> None:
    """Both legs are in the HAR: request, answer, tokens and their claims."""
    found = recorded(chromium, app, "/spa", tmp_path, "signed in")
    (run,) = found.runs
    assert run.claims["sub"]
    assert run.report["IDTC-NONCE-MISMATCH"].verdict == "pass"
    assert run.report["TOKQ-VERIFIER-MISMATCH"].verdict == "pass"
    assert not [finding for finding in run.report.failures if finding.is_error], run.report


def test_a_slip_in_the_page(chromium: Browser, app: web_app.WebApp, tmp_path: Path) -> None:
    """The cause of the refusal is told from the HAR alone."""
    app.slip = "/"
    found = recorded(chromium, app, "/spa", tmp_path, "refused: invalid_grant")
    (run,) = found.runs
    assert "redirect_uri of the two requests differs" in repr(diagnose(run))


def test_a_fault_of_the_provider(chromium: Browser, app: web_app.WebApp, provider: LocalProvider, tmp_path: Path) -> None:
    """A wrong nonce, which the application does not notice, is found in its HAR."""
    with provider.misbehaving("wrong-nonce"):
        found = recorded(chromium, app, "/spa", tmp_path, "signed in")
    assert found.runs[0].report.failed("IDTC-NONCE-MISMATCH")
    assert not found.ok


def test_an_answer_as_a_form(chromium: Browser, app: web_app.WebApp, tmp_path: Path) -> None:
    """form_post, which a page of the provider posts by itself."""
    app.options = {"response_mode": "form_post"}
    (run,) = recorded(chromium, app, "/login", tmp_path, "signed in").runs
    assert run.report["AUTHR-STATE-MISMATCH"].verdict == "pass"
    assert not any(secret in run.to_json() for secret in app.secrets if secret)


def test_a_person_who_says_no(chromium: Browser, app: web_app.WebApp, tmp_path: Path) -> None:
    """The refusal of the front channel is that of the run."""
    (run,) = recorded(chromium, app, "/login", tmp_path, "refused: access_denied", allow="Deny").runs
    assert run.refusal is not None
    assert run.refusal["error"] == "access_denied"


def test_a_silent_renewal(chromium: Browser, app: web_app.WebApp, tmp_path: Path) -> None:
    """An iframe with prompt=none is a run of its own, and its login_required is told."""
    file = tmp_path / "silent.har"
    context = chromium.new_context(record_har_path=file, record_har_content="embed")
    page = context.new_page()
    page.goto(f"{app.address}/silent")
    expect(page.frame_locator("iframe").locator("#said")).to_have_text("refused: login_required")
    context.close()
    (run,) = explain(file).runs
    assert "silent" in (run.label or "")
    assert run.refusal is not None
    assert run.refusal["error"] == "login_required"
