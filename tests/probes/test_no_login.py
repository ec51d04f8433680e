"""What the local provider answers without a login, in both profiles: the same words as the catalogue has."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer import LocalProvider, Secret, probe
from explorer.errors import Mistake
from explorer.probes import PROBES, ProbeRun, ProviderSheet, Sheets

STANDARD = {
    "disc-document": "ok",
    "disc-issuer": "equal",
    "disc-required-members": "all",
    "disc-well-formed": "clean",
    "disc-pkce": "S256+plain",
    "disc-iss-parameter": "true",
    "jwks-document": "ok",
    "jwks-well-formed": "clean",
    "jwks-strength": "RSA 2048",
    "az-control": "login-page",
    "az-unknown-client": "error-page",
    "az-missing-client": "error-page",
    "az-foreign-redirect": "error-page",
    "az-redirect-path": "refused",
    "az-redirect-query-added": "refused",
    "az-redirect-userinfo": "refused",
    "az-missing-response-type": "error-redirect",
    "az-response-type-token": "unsupported_response_type",
    "az-unknown-scope": "beside openid: login-page; alone: invalid_scope",
    "az-prompt-none": "login_required",
    "az-prompt-contradiction": "invalid_request",
    "az-error-echo": "state equal, iss equal",
    "az-error-style": "redirect at once",
    "az-post": "login-page",
    "az-bad-request-object": "request_not_supported",
    "az-bad-claims": "invalid_request",
    "az-long-state": "8192",
    "tk-invented-code": "invalid_grant",
    "tk-get": "405",
    "tk-json": "invalid_request",
    "tk-password-grant": "unsupported_grant_type",
    "ui-no-token": "401",
    "ui-bad-token": "401 invalid_token",
    "intro-bad-token": "active:false",
    "rev-bad-token": "200",
    "ca-wrong-basic": "invalid_client",
    "ca-none": "invalid_client",
    "ca-id-differs": "invalid_request",
    "ca-scheme-case": "invalid_grant",
    "pkce-unknown-method": "invalid_request",
    "hd-frame": "denied",
    "hd-referrer": "no-referrer",
    "hd-cors-authorize": "none",
}
ORACLE = STANDARD | {
    "disc-issuer": "alias",
    "disc-pkce": "absent",
    "disc-iss-parameter": "absent",
    "jwks-document": "protected",
    "jwks-well-formed": "not asked",
    "jwks-strength": "not asked",
    "az-unknown-scope": "invalid_scope",
    "az-error-echo": "state equal, iss absent",
    "az-bad-claims": "ignored",
}


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalProvider]:
    """The local provider with the habits of Oracle."""
    with LocalProvider("oracle", port=0, home=tmp_path_factory.mktemp("oracle")) as running:
        yield running


@pytest.fixture(scope="module")
def sheet(provider: LocalProvider, tmp_path_factory: pytest.TempPathFactory) -> ProviderSheet:
    """The sheet of the standard profile, without a login."""
    return probe(provider.issuer, provider.register("probing"), sheets=tmp_path_factory.mktemp("sheets"))


def differing(sheet: ProviderSheet, expected: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return where a sheet and what was expected part."""
    return {id: (word, sheet[id].answer) for id, word in expected.items() if sheet[id].answer != word}


def test_the_standard_profile(sheet: ProviderSheet) -> None:
    """Each answer is the catalogue's word for what this provider does, and nothing is an alarm."""
    assert differing(sheet, STANDARD) == {}
    assert sheet.alarms == ()


def test_the_oracle_profile(oracle: LocalProvider, tmp_path: Path) -> None:
    """The same questions, and other answers where Oracle's habits are others."""
    found = probe(oracle.discovery_url, oracle.register("probing"), sheets=tmp_path)
    assert differing(found, ORACLE) == {}


def test_every_answer_has_its_evidence(sheet: ProviderSheet) -> None:
    """What was seen on the wire is cited; what was not asked says why."""
    silent = {
        "tm-clock",
        "ca-asymmetric",
        "ca-secret-strength",
        "hd-rate-limit",
        "hd-versions",
        "hd-cookies",
        "az-error-text",
        "tk-error-shape",
    }
    for row in sheet.rows:
        if row.is_answered and row.id not in silent:
            assert row.evidence, row.id
        assert row.is_answered or row.detail, row.id


def test_a_sheet_is_kept_and_read_again(sheet: ProviderSheet, tmp_path: Path) -> None:
    """What is written is what is read, and a damaged line costs that line only."""
    sheets = Sheets(tmp_path)
    sheets.save(sheet)
    assert sheets.load(sheet.id) == sheet
    path = sheets.path(sheet.id)
    path.write_text(path.read_text().replace('{"id": "az-post"', '{"id": broken', 1))
    assert "az-post" not in sheets.load(sheet.id)
    assert sheets.relabel(sheet.id, "spring").label == "spring"
    with pytest.raises(Mistake, match="no"):
        sheets.load("../../etc")


def test_one_failed_client_authentication(sheet: ProviderSheet, provider: LocalProvider, tmp_path: Path) -> None:
    """By default a run spends one; another one is chosen by its name."""
    tried = [id for id in ("ca-wrong-basic", "ca-wrong-post", "ca-secret-in-url") if sheet[id].is_answered]
    assert tried == ["ca-wrong-basic"]
    assert "choose" in sheet["ca-wrong-post"].detail
    named = probe(provider.issuer, provider.register("probing"), ask="ca-wrong-post", sheets=tmp_path)
    assert named["ca-wrong-post"].answer == "invalid_client"


def test_what_must_be_named_is_not_asked(sheet: ProviderSheet) -> None:
    """Nothing that registers, floods or puts tokens into logs is asked because somebody said "all"."""
    named = [each for each in PROBES if each.by_name]
    assert len(named) >= 4
    assert {sheet[each.id].answer for each in named} == {"not asked"}


def test_the_dry_run_sends_nothing(provider: LocalProvider, tmp_path: Path) -> None:
    """It lists what would be asked and what that changes."""
    run = ProbeRun(provider.issuer, provider.register("probing"), sheets=tmp_path)
    assert "ca-wrong-basic: counts as a failed client authentication" in repr(run.plan())
    assert run.line.seen == []


@pytest.mark.parametrize("ask", ["az-nothing", [""], ["az-post", 5]])
def test_a_question_that_there_is_not(provider: LocalProvider, tmp_path: Path, ask: object) -> None:
    """A misspelt id is told before anything is sent."""
    with pytest.raises(Mistake, match="ask"):
        probe(provider.issuer, provider.register("probing"), ask=ask, sheets=tmp_path)  # type: ignore[arg-type]


def test_a_chosen_room(provider: LocalProvider, tmp_path: Path) -> None:
    """Only what was chosen is asked, with the controls that it needs."""
    found = probe(provider.issuer, provider.register("probing"), ask=["discovery", "az-post"], sheets=tmp_path)
    assert {row.room for row in found.rows if row.is_answered} == {"discovery", "parameters"}
    assert found["az-post"].answer == "login-page"
    assert not found["az-display"].is_answered


def test_what_it_shows(sheet: ProviderSheet) -> None:
    """It is a table, a Markdown page that cites exchanges, an HTML page and JSON; each has every question."""
    assert len(sheet.table) == len(PROBES)
    page = sheet.to_markdown()
    assert page.startswith("# How ")
    assert "Not asked:" in page
    assert "#1" in page
    assert sheet.to_html().startswith("<!DOCTYPE html>")
    assert '"disc-issuer"' in sheet.to_json()
    assert "answered" in repr(sheet)


def test_a_secret_that_is_refused_is_not_held_against_the_provider(provider: LocalProvider, tmp_path: Path) -> None:
    """Whoever mistyped it learns nothing of how strong the secret is that the provider gave."""
    client = dataclasses.replace(provider.register("notebook"), client_secret=Secret("wrong", "client_secret"))
    sheet = probe(provider.issuer, client, sheets=tmp_path)
    row = sheet["ca-secret-strength"]
    assert row.answer == "unclear"
    assert "refused" in row.detail
    assert row.mark == ""
