"""A secret that is typed, and a code that is pasted, are found in no widget's state and in no run; the kernel may be restarted."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from explorer import LocalProvider
from explorer.panels import SecretBox
from explorer.panels.provider_step import OWN_PROVIDER
from explorer.protocol.redirect import parse_redirect
from explorer.secret import Secret
from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, all_state, can_see, from_page, read


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[LocalProvider]:
    """A provider that is not this panel's: the local provider under a roof of its own, as a stranger would run it."""
    with LocalProvider(home=tmp_path / "elsewhere") as running:
        yield running


def fill_in(hands: Hands, provider: LocalProvider, redirect_uri: str) -> str:
    """Fill in step 1 for a provider of one's own; returns the secret that was typed."""
    client = provider.register("client", redirect_uri=redirect_uri)
    form = hands.panel.provider.own_form
    hands.panel.provider.where.value = OWN_PROVIDER
    form.issuer.value, form.client_id.value, form.redirect_uri.value = provider.issuer, "client", redirect_uri
    assert client.client_secret is not None
    hands.type_secret(form.secret_box, client.client_secret.reveal())
    hands.connect()
    assert not hands.error
    return client.client_secret.reveal()


def test_the_secret_box_alone() -> None:
    """It gives what was typed to whoever asked, reveals it by message only, and holds it in no state."""
    box, heard = SecretBox(), []
    box.on_secret(heard.append)
    assert box.secret is None
    from_page(box, kind="secret", value="canary-in-the-mine")
    assert box.secret == Secret("canary-in-the-mine")
    assert heard == [box.secret]
    assert box.length == 18
    assert "canary" not in repr(box.get_state())
    assert "canary" not in repr(box)
    sent: list[object] = []
    box.send = lambda content, buffers=None: sent.append(content)
    from_page(box, kind="reveal")
    assert sent == [{"kind": "revealed", "value": "canary-in-the-mine"}]
    box.forget()
    from_page(box, kind="reveal")
    assert len(sent) == 1
    assert box.secret is None
    assert box.length == 0


def test_no_secret_in_any_widget_nor_in_the_run(make_panel: MakePanel, elsewhere: LocalProvider, tmp_path: Path) -> None:
    """After a whole flow, every fold drawn and every button pressed, neither secret, code, verifier nor token is anywhere."""
    hands = make_panel()
    secret = fill_in(hands, elsewhere, "http://127.0.0.1:9999/callback")
    hands.panel.authorize.form.scope.value = "openid offline_access"
    hands.panel.authorize.form.optional["prompt"].value = "consent"
    answer = elsewhere.sign_in(hands.open_link())
    hands.paste(answer)
    hands.send()
    for step in hands.panel.rail:
        hands.go(step)
    tokens = hands.panel.tokens
    for button in (tokens.primary, tokens.refresh, tokens.introspect, tokens.revoke, tokens.check, tokens.logout):
        hands.click(button)
        assert not hands.error
    flow = hands.panel.flow
    assert flow.request is not None
    assert flow.tokens is not None
    assert flow.refreshed is not None
    code = parse_redirect(answer).code
    hidden = [
        code,
        flow.request.code_verifier,
        flow.access_token,
        flow.tokens.id_token,
        flow.tokens.refresh_token,
        flow.refresh_token,
    ]
    values = [secret, *(each.reveal() for each in hidden if each is not None)]
    assert len(values) == 7
    state = all_state()
    kept = "".join(file.read_bytes().decode("utf-8", "replace") for file in (tmp_path / "runs").iterdir())
    assert kept
    assert not [value for value in values if value in state or value in kept]


def test_the_secret_from_an_environment_variable(
    make_panel: MakePanel, elsewhere: LocalProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader names a variable of the kernel's environment, and its value is used and not shown."""
    client = elsewhere.register("client", redirect_uri="http://127.0.0.1:9999/callback")
    assert client.client_secret is not None
    monkeypatch.setenv("MY_SECRET", client.client_secret.reveal())
    hands = make_panel()
    hands.panel.provider.where.value = OWN_PROVIDER
    form = hands.panel.provider.own_form
    form.issuer.value, form.client_id.value, form.variable.value = elsewhere.issuer, "client", "$MY_SECRET"
    hands.connect()
    hands.paste(elsewhere.sign_in(hands.open_link()))
    hands.send()
    assert hands.panel.flow.tokens is not None
    assert client.client_secret.reveal() not in all_state()


def test_a_fresh_panel_goes_on_after_a_restart(make_panel: MakePanel, elsewhere: LocalProvider) -> None:
    """Pasted into a panel that knows nothing of it, the address finds its flow; the secret is asked for again."""
    first = make_panel()
    secret = fill_in(first, elsewhere, "http://127.0.0.1:9999/callback")
    answer = elsewhere.sign_in(first.open_link())
    run = first.panel.run.id
    first.panel.model.forget()  # the panel went with its kernel
    hands = make_panel()
    hands.go("redirect")
    hands.paste(answer)
    assert not hands.error
    assert hands.panel.model.state_of("redirect") == "done"
    assert hands.panel.run.id == run
    hands.go("exchange")
    assert can_see(hands.panel.widget, hands.panel.exchange.secret_box)
    hands.click(hands.panel.exchange.primary)
    assert "needs the client secret" in hands.error
    hands.type_secret(hands.panel.exchange.secret_box, secret)
    assert not can_see(hands.panel.widget, hands.panel.exchange.secret_box)
    hands.click(hands.panel.exchange.primary)
    assert hands.panel.flow.tokens is not None
    assert hands.panel.run.report.ok


def test_the_local_provider_of_a_dead_kernel(make_panel: MakePanel, tmp_path: Path) -> None:
    """Its codes died with it: the panel says so with the pasted address, and the exchange ends in a sentence."""
    first = make_panel(LocalProvider(port=0, home=tmp_path), public=True)  # at a port that nobody takes over
    first.connect()
    local = first.panel.model.local
    assert local is not None
    answer = local.sign_in(first.open_link())
    local.stop()
    hands = make_panel()
    hands.go("redirect")
    hands.paste(answer)
    hands.wait()
    assert "The code is of no use any more" in read(hands.panel.redirect.widget)
    hands.send()
    assert "The code was not sent" in hands.error
    assert "nobody answers at its address" in hands.error


def test_a_client_is_shown_without_its_secret(make_panel: MakePanel, provider: LocalProvider) -> None:
    """A client given in code, whose secret looks like markup, appears in no widget."""
    client = dataclasses.replace(provider.register("mine"), client_secret=Secret("<b>canary</b>", "client_secret"))
    hands = make_panel(provider, client)
    hands.wait()
    hands.sign_in()
    hands.send()
    assert hands.panel.run.refusal is not None
    assert "canary" not in all_state()


CELLS = [
    """
import os
from explorer import LocalProvider
from explorer.panels import FlowPanel, SecretBox
from tests.panels.hands import Hands, can_see, from_page, read
elsewhere = LocalProvider().start()
client = elsewhere.register("client", redirect_uri="http://127.0.0.1:9999/callback")
panel = FlowPanel()
hands = Hands(panel)
""",
    """
form = panel.provider.own_form
panel.provider.where.value = "A provider of my own"
form.issuer.value, form.client_id.value = elsewhere.issuer, "client"
hands.type_secret(form.secret_box, client.client_secret.reveal())
hands.connect()
panel
""",
    """
hands.paste(elsewhere.sign_in(hands.open_link()))
panel.finish()
with open(os.environ["CANARIES"], "w") as file:
    print(client.client_secret.reveal(), panel.flow.response.code.reveal(), panel.flow.access_token.reveal(), file=file)
panel
""",
]


@pytest.mark.parametrize("to", ["notebook", "html"])
def test_no_secret_in_a_notebook_that_nbconvert_executes(tmp_path: Path, to: str) -> None:
    """nbconvert keeps the state of all widgets, and neither secret, code nor token is in it."""
    notebook, canaries = tmp_path / "panel.ipynb", tmp_path / "canaries"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS]), notebook)
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", to, "--output", "executed", str(notebook)]
    environment = {**os.environ, "CANARIES": str(canaries), "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    executed = next(tmp_path.glob("executed.*")).read_text()
    assert "fxp" in executed, "the widgets' state is not in the file, so this shows nothing"
    assert not [canary for canary in canaries.read_text().split() if canary in executed + done.stderr]


def test_a_private_key_from_a_file(make_panel: MakePanel, elsewhere: LocalProvider, tmp_path: Path) -> None:
    """A client that signs its assertion names the file of its key; the key itself appears in no widget."""
    uri = "http://127.0.0.1:9999/callback"
    client = elsewhere.register("signer", redirect_uri=uri, token_endpoint_auth_method="private_key_jwt")
    assert client.private_key is not None
    file = tmp_path / "key.pem"
    file.write_text(client.private_key.reveal())
    hands = make_panel()
    hands.panel.provider.where.value = OWN_PROVIDER
    form = hands.panel.provider.own_form
    form.issuer.value, form.client_id.value, form.method.value = elsewhere.issuer, "signer", "private_key_jwt"
    form.key_file.value, form.key_id.value = str(file), client.private_key_id or ""
    hands.connect()
    hands.paste(elsewhere.sign_in(hands.open_link()))
    hands.send()
    assert not hands.error
    assert hands.panel.flow.tokens is not None
    assert client.private_key.reveal().splitlines()[3] not in all_state()


def test_a_token_is_shown_by_message_only(make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """The raw token leaves the kernel when the page asks, and another sign-in ends the showing of the old one."""
    hands = make_panel()
    hands.panel.finish()
    reveal = hands.panel.tokens.reveals["id_token"]
    sent: list[dict[str, object]] = []
    monkeypatch.setattr(reveal, "send", sent.append)
    from_page(reveal, kind="something")
    assert sent == []
    from_page(reveal, kind="reveal")
    assert hands.panel.flow.tokens is not None
    assert hands.panel.flow.tokens.id_token is not None
    raw = hands.panel.flow.tokens.id_token.reveal()
    assert sent == [{"kind": "revealed", "value": raw}]
    assert raw not in all_state()
    assert can_see(hands.panel.widget, reveal)
    assert not can_see(hands.panel.widget, hands.panel.tokens.reveals["refresh_token"]), "none came"
    before = reveal.shown_for
    hands.panel.start_over.click()
    hands.panel.finish()
    assert reveal.shown_for != before
