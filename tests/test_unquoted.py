"""What is refused is not quoted, and what is raised leaves no plain secret in local variables of ours."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import pytest

from explorer import (
    Client,
    Flow,
    Http,
    LocalProvider,
    ProviderMetadata,
    Run,
    Runs,
    Secret,
    compare,
    diagnose,
    explain,
    probe,
    report,
)
from explorer.errors import ExplorerError, Mistake
from explorer.local.window import Window
from explorer.panels.secret_box import SecretBox
from explorer.panels.setup import read_key, secret_from
from explorer.probes import ProviderSheet, Sheets
from explorer.protocol.metadata import discovery_url
from tests.flow.odd_provider import CLIENT, odd_provider

SECRET = "made-up-password-2718"
BY_HAND: dict[str, Any] = {"issuer": "https://op.example", "authorization_endpoint": "https://op.example/a"}


def flow() -> Flow:
    """A flow that waits for the browser."""
    made = Flow(ProviderMetadata(**BY_HAND, token_endpoint="https://op.example/t"), CLIENT)
    made.authorize()
    return made


def with_code() -> Flow:
    """A flow with a code."""
    made = flow()
    made.receive("c0de-that-was-made-up")
    return made


REFUSED: dict[str, Callable[[], Any]] = {
    "issuer with a password": lambda: Flow(f"https://user:{SECRET}@op.example", CLIENT),
    "issuer with a query": lambda: Flow(f"https://op.example/?key={SECRET}", CLIENT),
    "issuer with a fragment": lambda: Flow(f"https://op.example/#{SECRET}", CLIENT),
    "a secret for an issuer": lambda: Flow(SECRET, CLIENT),
    "discovery address": lambda: discovery_url(f"https://u:{SECRET}@op.example/.well-known/openid-configuration"),
    "pinned issuer": lambda: Flow("https://op.example", CLIENT, issuer=f"https://u:{SECRET}@op.example"),
    "issuer by hand": lambda: Flow(ProviderMetadata(**{**BY_HAND, "issuer": f"https://u:{SECRET}@op.example"}), CLIENT),
    "endpoint with a password": lambda: ProviderMetadata(issuer="x", token_endpoint=f"https://u:{SECRET}@op.example/token"),
    "endpoint with a fragment": lambda: ProviderMetadata(issuer="x", token_endpoint=f"https://op.example/token#{SECRET}"),
    "preset": lambda: ProviderMetadata.preset("oracle", f"https://u:{SECRET}@op.example"),
    "resume by address": lambda: Flow.resume(f"http://127.0.0.1/cb?code={SECRET}&state=unknown"),
    "resume by a wrong separator": lambda: Flow.resume(f"http://127.0.0.1/cb%3Fcode={SECRET}&state=x"),
    "resume by a text": lambda: Flow.resume(SECRET, client_secret=SECRET),
    "link to elsewhere": lambda: Window("http://127.0.0.1:1").sign_in(f"https://op.example/a?id_token_hint={SECRET}"),
    "link with a bad port": lambda: Window("http://127.0.0.1:1").sign_in(f"http://127.0.0.1:1/\x00{SECRET}"),
    "proxy": lambda: Http(proxy=f"socks5://u:{SECRET}@proxy.example"),
    "kind of a token": lambda: _with_tokens().introspect(SECRET),
    "name of a variable": lambda: secret_from(SECRET),
    "path of a key": lambda: read_key(f"-----BEGIN PRIVATE KEY-----\n{SECRET}"),
    "client id": lambda: Client("b\u00e4d", SECRET, redirect_uri="x"),
    "client of bytes": lambda: Client("a", SECRET.encode(), redirect_uri="x"),  # type: ignore[arg-type]
    "client, another field": lambda: Client("a", SECRET, redirect_uri="", private_key=SECRET),
    "token request": lambda: with_code().token_request(extra=[("client_secret", SECRET)], headers="x"),  # type: ignore[arg-type]
    "hint": lambda: flow().authorize(id_token_hint=SECRET, pkce="S512"),
    "another secret": lambda: CLIENT.with_secret(SECRET.encode()),  # type: ignore[arg-type]
    "method": lambda: Client("a", redirect_uri="x", token_endpoint_auth_method=SECRET),
    "encoding": lambda: Client("a", redirect_uri="x", basic_encoding=SECRET),  # type: ignore[arg-type]
    "audience as bytes": lambda: Client("a", redirect_uri="x", assertion_audience=SECRET.encode()),  # type: ignore[arg-type]
    "profile": lambda: Flow("https://op.example", CLIENT, profile=SECRET),
    "preset's name": lambda: ProviderMetadata.preset(SECRET, "https://op.example"),
    "pkce": lambda: flow().authorize(pkce=SECRET),
    "how to compare": lambda: compare(flow().run, flow().run, by=SECRET),
    "path of a run": lambda: Run.load(SECRET),
    "id of a run": lambda: Runs().load(f"{SECRET}!"),
    "authorities": lambda: Http(ca_file=SECRET),
    "profile of a local provider": lambda: LocalProvider(SECRET),
    "port": lambda: LocalProvider(port=SECRET),  # type: ignore[arg-type]
    "person": lambda: Window("http://127.0.0.1:1").sign_in("http://127.0.0.1:1/x", SECRET),
    "fault": lambda: LocalProvider().misbehave(SECRET),
    "a text that is too long": lambda: explain(f"client_secret={SECRET} " * 500_000),
    "what is no text": lambda: explain([SECRET]),  # type: ignore[arg-type]
    "a flow from a command": lambda: explain(f"curl -u a:{SECRET} https://op.example/token -d a=b").flow(http=SECRET),
    "who is probed": lambda: probe(f"https://user:{SECRET}@op.example", CLIENT),
    "who is probed, with a query": lambda: probe(f"https://op.example?x={SECRET}", CLIENT),
    "what is asked": lambda: probe("https://op.example", CLIENT, ask=[SECRET]),
    "which flights": lambda: probe("https://op.example", CLIENT, flights=[SECRET]),
    "which sheet": lambda: probe("https://op.example", CLIENT, resume=SECRET),
    "whose client": lambda: probe("https://op.example", SECRET),  # type: ignore[arg-type]
    "how it is asked": lambda: probe("https://op.example", CLIENT, pause=SECRET),  # type: ignore[arg-type]
    "id of a sheet": lambda: Sheets().load(f"{SECRET}!"),
    "path of a sheet": lambda: ProviderSheet.load(SECRET),
    "file of a report": lambda: report(flow().run, SECRET),
    "what is reported": lambda: report(SECRET, "run.html"),
    "how often": lambda: flow().repeat(SECRET),  # type: ignore[arg-type]
    "what is repeated": lambda: flow().repeat(2, SECRET),
    "what is diagnosed": lambda: diagnose(SECRET),  # type: ignore[arg-type]
    "what is compared": lambda: compare(SECRET, SECRET),  # type: ignore[arg-type]
    "name of a header": lambda: with_code().token_request(headers=[(f"{SECRET} x", "y")]),
}


INSIDE = [  # functions below the shop window, and arguments that nobody keeps secret
    REFUSED[name]
    for name in (
        "discovery address",
        "name of a variable",
        "path of a key",
        "how to compare",
        "path of a run",
        "id of a run",
        "path of a sheet",
    )
]


def _with_tokens() -> Flow:
    with odd_provider() as odd:
        odd.say("/token", {"access_token": "opaque", "token_type": "Bearer"})
        made = Flow(odd.metadata, CLIENT)
        made.authorize()
        made.receive("c0de-that-was-made-up")
        made.exchange()
    return made


@pytest.mark.parametrize("refused", REFUSED.values(), ids=list(REFUSED))
def test_what_is_refused_is_not_quoted(refused: Callable[[], Any]) -> None:
    """Neither in the sentence nor in the local variables of our frames."""
    with pytest.raises(ExplorerError) as caught:
        refused()
    assert SECRET not in str(caught.value)
    if refused not in INSIDE:
        assert SECRET not in _with_locals(caught.value)


@pytest.mark.parametrize(
    "pasted",
    [
        f"http://127.0.0.1:9/cb/code={SECRET}",
        f"http://127.0.0.1:9/cb%3Fcode={SECRET}&state=x",
        f"http://127.0.0.1:9/cb;code={SECRET}&state=x",
        f"com.example.app:/cb;code={SECRET}",
        f"com.example.app://cb/{SECRET}",
        f"https://op.example/{SECRET}?session_state=1",
        f"the code is {SECRET}",
        f"curl https://op.example/?code={SECRET}",
        f'{{"code": "{SECRET}"}}',
    ],
)
def test_a_pasted_text_is_understood_or_refused_without_quoting_it(pasted: str) -> None:
    """Either way the code stands in no sentence, no repr and no run."""
    made = flow()
    try:
        shown = repr(made.receive(pasted))
    except ExplorerError as problem:
        shown = f"{problem} {_with_locals(problem)}"
    assert SECRET not in shown + made.run.to_json()


def _with_locals(problem: BaseException) -> str:
    """What an error reporter says of it; the first frames are those of this test."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    told = traceback.TracebackException.from_exception(problem.with_traceback(trace), capture_locals=True)
    return "".join(told.format())


def test_an_interrupt_leaves_no_secret() -> None:
    """Who presses Stop while an answer is awaited sees no header and no body in a report of the variables."""

    class Interrupted:
        proxy_host = None

        def send(self, request: Any, step: str) -> Any:
            body = request.body()
            raise KeyboardInterrupt(len(body))

        def stop(self) -> None:
            """Nothing waits."""

    made = Flow(
        ProviderMetadata(**BY_HAND, token_endpoint="https://op.example/t"),
        Client("a", SECRET, redirect_uri="x"),
        http=Interrupted(),
    )
    made.authorize()
    made.receive("c0de-that-was-made-up")
    with pytest.raises(KeyboardInterrupt) as caught:
        made.exchange()
    shown = _with_locals(caught.value)
    assert SECRET not in shown
    assert "c0de-that-was-made-up" not in shown


def test_a_box_keeps_nothing_of_its_message() -> None:
    """What was typed is out of the message before anybody is told."""
    message = {"kind": "secret", "value": SECRET}
    box, seen = SecretBox(), []
    box.on_secret(lambda secret: seen.append((secret, dict(message))))
    box._receive(message)
    assert seen == [(Secret(SECRET), {"kind": "secret"})]


@pytest.mark.parametrize(
    "kind", [Client, Flow, Http, LocalProvider, ProviderMetadata, ProviderSheet, Run, Runs, Secret, Sheets, Window]
)
def test_a_half_made_object_has_a_repr(kind: Any) -> None:
    """Python 3.11 asks for it where a traceback shows local variables."""
    made = kind.__new__(kind)
    assert repr(made)
    assert str(made)


def test_our_own_sentence_stays() -> None:
    """An ordinary mistake is told as before, and shows where our user made it."""
    with pytest.raises(Mistake, match="needs the provider's metadata") as caught:
        Flow("https://op.example", CLIENT).authorize()
    assert traceback.extract_tb(caught.value.__traceback__)[0].filename == __file__
