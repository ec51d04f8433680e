"""What goes through loggers during everything that a flow does at the local provider: nothing secret, at any level."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer import Flow, LocalProvider
from explorer.messages import Request
from explorer.secret import reveal
from explorer.wire import Http


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that reaches the root's handlers; the levels of all loggers are put back afterwards."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    root = logging.getLogger()
    loggers = [root, *(logging.getLogger(name) for name in logging.root.manager.loggerDict)]
    levels = [(each, each.level) for each in loggers]
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)
    for each, level in levels:
        each.setLevel(level)


def talk() -> None:
    """Set every logger that there is to its most talkative."""
    logging.getLogger().setLevel(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("profile", ["standard", "oracle"])
def test_no_log_of_a_flow(log: io.StringIO, tmp_path: Path, profile: str, when: str) -> None:
    """Every step, a refusal among them, with logging set up before the provider starts or while it runs."""
    if when == "before":
        talk()
    with LocalProvider(profile, port=0, home=tmp_path) as provider:
        client = provider.register("notebook")
        flow = Flow(provider.address, client, runs=tmp_path, **provider.settings)
        flow.discover()
        if when == "after":
            talk()
        window = provider.window()
        redirect = window.sign_in(flow.authorize(scope="openid offline_access").url)
        flow.receive(redirect)
        tokens = flow.exchange()
        flow.check()
        flow.userinfo()
        flow.introspect()
        flow.refresh()
        flow.revoke()
        hint = flow.logout_url()
        window.sign_out(hint)
        window.sign_in(flow.authorize(response_mode="form_post").url)
        flow.receive("a-code-that-buys-nothing-2718281828")
        flow.exchange()
        secrets = [client.client_secret, tokens.access_token, tokens.id_token, tokens.refresh_token, redirect, hint]
    said = log.getvalue()
    assert "a-code-that-buys-nothing" not in said
    assert "id_token_hint=" not in said
    assert "code=" not in said
    assert "HTTP Request" not in said
    for secret in secrets:
        assert secret is not None
        assert reveal(secret) not in said


def test_no_log_of_what_is_sent(log: io.StringIO, tmp_path: Path) -> None:
    """The library below `Http` logs the headers of answers: not of ours, whatever level is set when, and to whom it likes else."""
    http = Http(timeout=1)
    talk()
    with LocalProvider(port=0, home=tmp_path) as provider:
        assert http.send(Request.get(f"{provider.address}/callback?code=canary-31415926"), "x").response
    http.close()
    assert "receive_response_headers" not in log.getvalue()
    assert "canary" not in log.getvalue()
    logging.getLogger("httpcore.http11").debug("of somebody else")
    assert "of somebody else" in log.getvalue(), "what others do with the library is theirs to log"
