"""What a newcomer stumbled over, by its number, where the public API shows it (the panel's are in tests/panels/test_way_on.py)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, LocalProvider, diagnose
from explorer.errors import Unreachable
from explorer.panels import FlowPanel
from explorer.views.report import report_html
from explorer.views.request import token_request_html
from tests.flow.odd_provider import OddProvider, odd_provider

ROOT = Path(__file__).parents[2]
CODE, CB = "SplxlOBeZQQYbYS6WxSbIA-0001", "http://127.0.0.1:9999/callback"


@pytest.fixture
def odd() -> Iterator[OddProvider]:
    """A provider that answers as the test says."""
    with odd_provider() as provider:
        yield provider


class Clock:
    """A clock that the test moves."""

    now = 1_795_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def refused(odd: OddProvider, error: str, client: Client, status: int = 400, clock: Clock | None = None, **said: Any) -> Flow:
    """Return a flow that was refused, 66 s after its link was made where it has a clock."""
    odd.say("/token", {"error": error, **said}, status=status)
    flow = Flow(odd.metadata, client, **({"clock": clock} if clock else {}))
    state = flow.authorize().state
    if clock is not None:
        clock.now += 66
    flow.receive(f"{CB}?code={CODE}&state={state}")
    flow.exchange()
    return flow


@pytest.mark.parametrize(
    "said", [{}, {"error_description": "This code has run out: it lived for 60 seconds."}], ids=["bare", "told"]
)
def test_d1_a_code_that_was_looked_at_for_a_minute(odd: OddProvider, said: dict[str, str]) -> None:
    """That it expired is possible, and first; it is never ruled out."""
    flow = refused(
        odd, "invalid_grant", Client("client-1", "made-up-secret-0123456789", redirect_uri=CB), clock=Clock(), **said
    )
    found = diagnose(flow.run)
    assert found.first is not None
    assert found.first.id == "code-old"
    assert "code-old" not in {cause.id for cause in found.ruled_out}


def test_d3_a_second_try_after_nothing_listened() -> None:
    """Nothing was sent, so now it is, and nothing has to be overruled."""
    with odd_provider() as gone:
        endpoints = gone.metadata
    flow = Flow(endpoints, Client("client-1", "made-up-secret-0123456789", redirect_uri=CB))
    state = flow.authorize().state
    flow.receive(f"{CB}?code={CODE}&state={state}")
    for _ in range(2):
        with pytest.raises(Unreachable, match="can be sent again"):
            flow.exchange()


def test_d4_the_link_after_a_finished_flow(tmp_path: Path) -> None:
    """It has fresh values."""
    with LocalProvider(port=0, home=tmp_path) as provider:
        panel = FlowPanel(provider, home=tmp_path)
        panel.finish()
        request = panel.flow.authorization_request
        assert request is not None
        panel.model.go("authorize")
        assert str(request.state) not in panel.authorize.link.href
        assert str(request.nonce) not in panel.authorize.link.href


def test_d13_the_example_of_the_readme_prints_what_its_comment_says(tmp_path: Path) -> None:
    """One line with the counts; each check is shown by the value itself."""
    comment = re.search(r"print\(flow\.check\(\)\)  # (.*)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert comment is not None
    assert "how many checks passed and failed" in comment[1]
    with LocalProvider(port=0, home=tmp_path) as provider:
        flow = Flow(provider.issuer, provider.register("readme"))
        flow.discover()
        flow.receive(provider.sign_in(flow.authorize(scope="openid email").url))
        flow.exchange()
        report = flow.check()
    assert re.fullmatch(r"<Report: 0 failed, \d+ not checked, \d+ passed, \d+ not applicable>", str(report))
    assert "IDTC-IAT-FUTURE" in report_html(report)


@pytest.mark.parametrize(("sent", "other"), [("raw", "form"), ("form", "raw")])
def test_d15_the_encoding_that_was_not_sent(odd: OddProvider, sent: Any, other: str) -> None:
    """The other one is named, and only that."""
    client = Client("client-1", "p@ss+w/o%rd=made-up", redirect_uri=CB, basic_encoding=sent)
    found = diagnose(refused(odd, "invalid_client", client, 401).run)
    cause = next(cause for cause in found.causes if cause.id == "basic-encodings-differ")
    assert f"basic_encoding='{other}'" in cause.evidence
    assert f"basic_encoding='{sent}'" not in f"{cause.evidence} {cause.advice}"


def test_d17_moments_are_told_as_they_are(tmp_path: Path) -> None:
    """A token that was issued now was issued at this moment or before; beside the seconds stand date and time."""
    with LocalProvider(port=0, home=tmp_path) as provider:
        flow = Flow(provider.issuer, provider.register("moments"), leeway=0)
        flow.discover()
        flow.receive(provider.sign_in(flow.authorize().url))
        flow.exchange()
        report = flow.check()
    assert re.fullmatch(r"at \d+ or before", str(report["IDTC-IAT-FUTURE"].expected))
    assert " UTC" in report_html(report)


@pytest.mark.parametrize("pkce", ["S256", None])
def test_d21_pkce_is_named_where_it_was_used(odd: OddProvider, pkce: Any) -> None:
    """A public client's request says what protects the code, and nothing where there is nothing."""
    flow = Flow(odd.metadata, Client("client-1", redirect_uri=CB))
    state = flow.authorize(pkce=pkce).state
    flow.receive(f"{CB}?code={CODE}&state={state}")
    shown = token_request_html(flow.token_request())
    assert "only names itself" in shown
    assert ("protects the code is PKCE" in shown) is bool(pkce)
    assert "(none)" not in shown
