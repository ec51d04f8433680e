"""Tokens came and were checked, then their code was sent once more: the record goes on saying both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from explorer import Flow, LocalProvider, Run, compare
from explorer.panels import ComparePanel
from explorer.protocol.flow_table import REPORTS, drop_replaced
from explorer.reports import report_files
from explorer.runs.readings import outcome
from explorer.views.comparison import comparison_html
from explorer.views.plain import plain_text
from explorer.views.run import run_html
from tests.panels.hands import text_of

OF_TOKENS = ("tokens", "jwks", "id_token", "access_token", "userinfo")


def signed_in(provider: LocalProvider, folder: Path, user: str) -> Flow:
    """Return a flow with checked tokens, and UserInfo."""
    flow = Flow(provider.issuer, provider.register("notebook"), runs=folder, label=user)
    flow.discover()
    flow.receive(provider.sign_in(flow.authorize(scope="openid email").url, user=user))
    flow.exchange()
    flow.check()
    flow.userinfo()
    return flow


@pytest.fixture
def sent_again(provider: LocalProvider, tmp_path: Path) -> Flow:
    """The same, whose code was then sent again."""
    flow = signed_in(provider, tmp_path, "alice")
    flow.exchange(again=True)
    return flow


def test_what_was_checked_stays_checked(sent_again: Flow) -> None:
    """The tokens that the run shows keep their checks, in memory, on disk and in the count of the flow."""
    for run in (sent_again.run, Run.load(sent_again.runs.path(sent_again.run.id)), sent_again.run.attempts[-1]):
        assert {*OF_TOKENS} < run.kept_reports.keys()
        assert run.claims
        assert run.userinfo
        assert [finding.rule for finding in run.report.failures if finding.is_error] == ["TOKQ-CODE-REUSED"]
    assert sent_again.run.report.counts == sent_again._state.recorder.reported().counts


def test_beside_one_that_was_sent_once(sent_again: Flow, provider: LocalProvider, tmp_path: Path) -> None:
    """What came of each is compared: the refusal stands beside the tokens, and not in their place."""
    found = compare(sent_again.run, signed_in(provider, tmp_path, "bob").run)
    rows = {row.key: list(row.values.values()) for row in found.differing_rows}
    assert not [key for key in rows if key[0] == "finding" and key[1] in OF_TOKENS]
    assert rows["parameter", "token_response", "(status)"] == ["200, then 400", 200]
    assert rows["parameter", "token_response", "error"] == ["invalid_grant"]
    assert not {("parameter", "token_response", name) for name in ("id_token", "access_token", "token_type")} & rows.keys()
    assert rows["finding", "token_request", "TOKQ-CODE-REUSED"] == ["fail", "pass"]
    told = plain_text(comparison_html(found))
    assert not [line for line in told.splitlines() if line.startswith(("ID token as", "UserInfo as", "key set as"))]


def _card(run: Run, folder: Path) -> str:
    return plain_text(run_html(run))


def _opened(run: Run, folder: Path) -> str:
    step = ComparePanel(folder=folder).step
    assert step._reader.wait(20)
    step.list.chosen = [run.id]
    step.open_one.click()
    return text_of(step._shown.widget.value)


def _reported(run: Run, folder: Path) -> str:
    return report_files(run, "run.html")["run.html"].decode()


@pytest.mark.parametrize("shown", [_card, _opened, _reported], ids=["card", "opened", "report"])
def test_whoever_opens_it_reads_the_cause(sent_again: Flow, tmp_path: Path, shown: Callable[[Run, Path], str]) -> None:
    """A run that is opened later says why it failed, as it did when it happened, and no list of what else it might be."""
    told = shown(Run.load(sent_again.runs.path(sent_again.run.id)), tmp_path)
    assert "The record proves the cause: The code was used before." in told
    assert "tokens, then refused: invalid_grant" in told
    assert "is used for" not in told.partition("ruled out")[0].replace("is used for it", "")
    assert "What usually lies behind it" not in told


def test_a_refused_refresh_is_told(provider: LocalProvider, tmp_path: Path) -> None:
    """A list that marks the run as refused says what was: tokens came, and the refresh was refused."""
    flow = Flow(provider.issuer, provider.register("notebook"), runs=tmp_path)
    flow.discover()
    flow.receive(provider.sign_in(flow.authorize(scope="openid offline_access", prompt="consent").url))
    flow.exchange()
    flow.refresh()
    assert outcome(flow.run) == "tokens"
    flow.refresh(again=True)
    assert outcome(flow.run) == "tokens, then refresh refused: invalid_grant"


def test_new_tokens_are_checked_anew(provider: LocalProvider, tmp_path: Path) -> None:
    """Where a provider takes the code twice, what was found of the first tokens and of UserInfo is not said of the second."""
    with provider.misbehaving("code-reuse"):
        flow = signed_in(provider, tmp_path, "alice")
        flow.exchange(again=True)
    assert not {*OF_TOKENS} & flow.run.kept_reports.keys()
    assert flow.run.claims
    assert not flow.run.userinfo
    flow.check()
    assert {"tokens", "id_token"} < flow.run.kept_reports.keys()


def test_another_answer_takes_the_place_of_the_first_alone(provider: LocalProvider, tmp_path: Path) -> None:
    """A second answer of the browser is judged by itself; the tokens of the first one stand there, checked as they were."""
    flow = signed_in(provider, tmp_path, "alice")
    assert flow.request is not None
    flow.receive(provider.sign_in(flow.request.url, user="alice"))
    assert {*OF_TOKENS} < flow.run.kept_reports.keys()


@pytest.mark.parametrize(
    ("event", "goes"),
    [
        ("authorize", set(REPORTS) - {"metadata"}),
        ("receive", {"redirect"}),
        ("page", {"redirect"}),
        ("token_request", {"token_request", "token_error"}),
        ("tokens", {*OF_TOKENS, "refresh", "introspection", "logout"}),
        ("refusal", set()),
        ("a word of a later version", set()),
    ],
)
def test_what_takes_the_place_of_what(event: str, goes: set[str]) -> None:
    """What was judged of a message goes with it, and with nothing else."""
    held = dict.fromkeys(REPORTS)
    drop_replaced(held, event)
    assert set(REPORTS) - held.keys() == goes


def test_a_page_after_signing_out_takes_no_place() -> None:
    """It says nothing of the sign-in."""
    held = dict.fromkeys(REPORTS)
    drop_replaced(held, "page", "logout")
    assert list(held) == list(REPORTS)
