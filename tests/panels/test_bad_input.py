"""Bad input ends in a sentence beneath the button of its step, and nothing that was typed or done is lost."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer import LocalProvider
from explorer.panels.provider_step import OWN_PROVIDER
from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, all_state, can_see, from_page, read


@pytest.fixture
def connected(make_panel: MakePanel) -> Hands:
    """A panel at step 2."""
    hands = make_panel()
    hands.connect()
    return hands


@pytest.fixture
def own(make_panel: MakePanel) -> Hands:
    """A panel for a provider of one's own, filled in except for what a test gets wrong."""
    hands = make_panel()
    hands.panel.provider.where.value = OWN_PROVIDER
    form = hands.panel.provider.own_form
    form.issuer.value, form.client_id.value, form.timeout.value = "http://127.0.0.1:1", "me", "2"
    return hands


WRONG_PROVIDERS = {
    "no issuer": ({"issuer": ""}, "Type the issuer"),
    "no address": ({"issuer": "login.example.com"}, "must be a whole address"),
    "another scheme": ({"issuer": "ftp://login.example.com"}, "has to begin with https://"),
    "nobody there": ({}, "127.0.0.1:1"),
    "no client_id": ({"client_id": ""}, "Type the client_id"),
    "odd client_id": ({"client_id": "caf\u00e9"}, "printable ASCII"),
    "no redirect_uri": ({"redirect_uri": ""}, "exactly as it is registered"),
    "unknown variable": ({"variable": "NO_SUCH_VARIABLE_HERE"}, "no environment variable NO_SUCH_VARIABLE_HERE"),
    "no CA file": ({"ca_file": "/nowhere/ca.pem"}, "cannot be read"),
    "password in the notebook": ({"proxy": "http://me:secret@proxy.example:3128"}, "does not belong in a notebook"),
    "time in words": ({"timeout": "soon"}, "number of seconds"),
    "no time": ({"timeout": "0"}, "above zero"),
    "no JSON": ({"jwks": "keys"}, "no JSON"),
    "no keys": ({"jwks": "{}"}, 'a list "keys"'),
}


@pytest.mark.parametrize(("fields", "sentence"), WRONG_PROVIDERS.values(), ids=list(WRONG_PROVIDERS))
def test_step_1(own: Hands, fields: dict[str, str], sentence: str) -> None:
    """Each wrong field of step 1 is named, and stays as it was typed."""
    form = own.panel.provider.own_form
    for name, value in fields.items():
        getattr(form, name).value = value
    own.connect()
    assert sentence in own.error
    assert own.panel.model.open == "provider"
    assert all(getattr(form, name).value == value for name, value in fields.items())


def test_endpoints_by_hand(own: Hands) -> None:
    """Endpoints by hand need two of them; Oracle's are filled in from the tenant's address."""
    form = own.panel.provider.own_form
    form.how.value = "I give its endpoints by hand"
    own.connect()
    assert "authorization_endpoint is empty" in own.error
    form.preset.click()
    assert "address of your tenant" in own.error
    form.base.value = "https://tenant.example"
    form.preset.click()
    own.connect()
    assert not own.error
    assert own.panel.flow.issuer == "https://identity.oraclecloud.com/"
    assert own.panel.authorize.link.href.startswith("https://tenant.example/oauth2/v1/authorize?")


@pytest.mark.parametrize(("content", "sentence"), [(None, "cannot be read"), ("hello", "no private key in PEM form")])
def test_a_private_key_that_is_none(own: Hands, tmp_path: Path, content: str | None, sentence: str) -> None:
    """The file of a private key is named when it is missing or is no key."""
    file = tmp_path / "key.pem"
    if content is not None:
        file.write_text(content)
    form = own.panel.provider.own_form
    form.method.value, form.key_file.value = "private_key_jwt", str(file)
    own.connect()
    assert sentence in own.error
    assert str(file) in own.error


WRONG_FIELDS = {
    "max_age": ("5 minutes", "number of seconds"),
    "claims": ("{email}", "no JSON"),
}


@pytest.mark.parametrize("name", WRONG_FIELDS)
def test_step_2(connected: Hands, name: str) -> None:
    """A field that cannot be right is named as long as it is wrong; the last good link stays, and comes back."""
    value, sentence = WRONG_FIELDS[name]
    link, control = connected.panel.authorize.link, connected.panel.authorize.form.optional[name]
    before = link.href
    control.value = value
    assert sentence in connected.error
    assert link.href == before
    control.value = ""
    assert not connected.error
    assert link.href == before


def test_own_values_and_extra_parameters(connected: Hands) -> None:
    """An empty own state and a line without = are named; right ones stand in the link."""
    form, link = connected.panel.authorize.form, connected.panel.authorize.link
    form.state.how.value = "my own"
    assert "Type your own state" in connected.error
    form.state.own.value = "1234"
    form.nonce.how.value = "left out"
    form.extra.value = "ui_locales"
    assert "one name=value a line" in connected.error
    form.extra.value = "ui_locales=fr\naudience=a=b"
    assert not connected.error
    form.omit.value = "redirect_uri"
    assert "There is no redirect_uri" in read(form.rows["leave out"])
    assert "state=1234" in link.href
    assert "ui_locales=fr" in link.href
    assert "audience=a%3Db" in link.href
    assert "nonce=" not in link.href
    assert "redirect_uri=" not in link.href


def test_what_people_paste(connected: Hands) -> None:
    """The authorize URL, a token, an address without an answer, nothing: each has its sentence, and the flow goes on."""
    url = connected.open_link()
    for text, sentence in [
        ("", "Nothing was pasted"),
        (url, "the address that you opened"),
        ("eyJhbGciOiJub25lIn0.e30.", "This is a token"),
        ("https://example.com/", "Is it the right tab?"),
        ('{"access_token": "x"}', "This is JSON"),
        ("I cannot find it", "spaces in it"),
    ]:
        connected.paste(text)
        assert sentence in connected.error, text
        assert connected.panel.redirect.paste.text.reveal() == text
    assert connected.panel.model.local is not None
    connected.paste(connected.panel.model.local.sign_in(url))
    assert not connected.error
    assert connected.panel.model.state_of("redirect") == "done"
    assert connected.panel.redirect.paste.text.reveal() == ""


def test_a_forged_answer_is_stopped_and_can_be_overruled_by_name(connected: Hands) -> None:
    """A wrong state fails its guard; the code is sent only when that guard is named, and the record says so."""
    url = connected.open_link()
    assert connected.panel.model.local is not None
    answer = connected.panel.model.local.sign_in(url).reveal()
    state = connected.panel.flow.request.state if connected.panel.flow.request else ""
    connected.paste(answer.replace(f"state={state}", "state=forged"))
    assert connected.panel.model.state_of("redirect") == "failed"
    connected.send()
    assert "The code was not sent" in connected.error
    assert not connected.panel.flow.result
    connected.go("redirect")
    choices = connected.panel.redirect.overrule
    assert list(choices) == ["AUTHR-STATE-MISMATCH"]
    assert "fxp-failed" in (tab := connected.panel.rail["redirect"])._dom_classes
    choices["AUTHR-STATE-MISMATCH"].value = True
    connected.send()
    assert (tab.icon, tab.tooltip) == ("exclamation", "3 Come back: done, despite AUTHR-STATE-MISMATCH")
    assert "fxp-doubt" in tab._dom_classes, "an overruled check looks like no honest answer"
    assert "fxp-done" not in tab._dom_classes
    assert connected.panel.rail["exchange"].tooltip == "4 Exchange: open, done"
    assert connected.panel.flow.tokens is not None
    assert connected.panel.run.last("overruled")["rules"] == ["AUTHR-STATE-MISMATCH"]  # type: ignore[index]


def test_an_address_of_another_kind_does_not_stop_the_way(connected: Hands) -> None:
    """The address bar of a hub is not the registered address: that is shown as wrong, and step 3 leads on all the same."""
    local = connected.panel.model.local
    assert local is not None
    answer = local.sign_in(connected.open_link()).reveal()
    connected.paste(answer.replace(local.address, f"http://hub.example/user/ada/proxy/{local.port}"))
    assert "The browser landed at another address" in read(connected.panel.redirect.widget)
    tab, step = connected.panel.rail["redirect"], connected.panel.redirect
    assert (tab.icon, tab.tooltip) == ("exclamation", "3 Come back: open, look again")
    assert "and a check of it failed" in step.summary
    assert step.primary.description == "Read it", "the blue button goes past what is proven to be wrong"
    assert "its link was given out" in read(step.widget), "the age of a code that may well be sent"
    connected.click(step.onward)
    assert connected.panel.model.open == "exchange"
    connected.send()
    assert connected.panel.flow.tokens is not None


def test_finish_sends_a_code_of_which_a_check_failed(connected: Hands) -> None:
    """What the reader brought back is not signed in for once more, where only the address is another one."""
    local = connected.panel.model.local
    assert local is not None
    connected.paste(local.sign_in(connected.open_link()).reveal().replace("/callback", "/calback"))
    code = connected.panel.flow.authorization_response.code  # type: ignore[union-attr]
    connected.panel.finish(user="alice")
    assert connected.panel.flow.authorization_response.code == code  # type: ignore[union-attr]
    assert connected.panel.flow.tokens is not None


def test_steps_out_of_order(make_panel: MakePanel) -> None:
    """Every step can be looked at before its time, says what is missing, and does nothing."""
    hands = make_panel()
    for step in hands.panel.rail:
        hands.go(step)
        assert not hands.error
    hands.go("redirect")
    hands.paste("http://127.0.0.1:9/callback?code=abc&state=unknown")
    assert "No flow is waiting for this state" in hands.error
    hands.paste("abc")
    assert "open the sign-in link first" in hands.error
    hands.send()
    assert "choose a provider in step 1" in hands.error
    hands.go("tokens")
    hands.click(hands.panel.tokens.primary)
    assert "choose a provider in step 1" in hands.error


def test_a_mistake_of_ours_is_a_sentence_too(connected: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that nobody expected does not vanish, and its text, which may quote a secret, is not shown."""
    monkeypatch.setattr(connected.panel.model.drafts, "renew", lambda: {}["canary"])
    connected.panel.authorize.fresh.click()
    assert "The explorer itself made a mistake (KeyError in" in connected.error
    assert "canary" not in all_state()


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_hanging_provider_is_stopped_at_once(own: Hands, silent: str) -> None:
    """While nobody answers the panel stays usable and says what it waits for; Stop ends it at once."""
    panel = own.panel
    panel.provider.own_form.issuer.value, panel.provider.own_form.timeout.value = silent, "60"
    panel.provider.primary.click()
    assert "Asking the provider" in read(panel.widget)
    assert can_see(panel.widget, panel.stop)
    panel.provider.primary.click()
    assert "Still busy" in own.error
    own.go("tokens")
    own.go("provider")
    deadline = time.monotonic() + 30  # of the 60 s that are set
    while not panel.model.worker.wait(0.01) and time.monotonic() < deadline:
        panel.stop.click()  # the request may not have begun at the first click
    assert panel.model.worker.wait(0)
    assert time.monotonic() < deadline
    assert "stopped" in own.error.lower()
    assert not can_see(panel.widget, panel.stop)


def test_what_comes_after_start_over_is_late(own: Hands, silent: str) -> None:
    """A provider that answers when the reader has started over does not come back into the panel."""
    own.panel.provider.own_form.issuer.value = silent
    own.panel.provider.primary.click()
    own.panel.start_over.click()
    own.wait()
    assert not own.panel.model.has_flow
    assert own.panel.model.open == "provider"


def test_a_link_of_an_earlier_flow_is_not_recorded(connected: Hands) -> None:
    """A click that arrives after the flow was changed begins no attempt with another link than the one that was opened."""
    link = connected.panel.authorize.link
    stale = link.href
    connected.go("provider")
    connected.connect()
    from_page(link, kind="opened", href=stale)
    assert "belongs to an earlier flow" in connected.panel.model.errors["authorize"]
    assert connected.panel.flow.request is None


def test_callbacks_on_many_threads(connected: Hands, provider: LocalProvider) -> None:
    """Keys that are handled by several threads at once leave the link that the form says, and begin no attempt."""
    form = connected.panel.authorize.form
    words = [f"scope{number}" for number in range(40)]
    threads = [threading.Thread(target=setattr, args=[form.scope, "value", f"openid {word}"]) for word in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connected.go("authorize")
    assert form.scope.value.split()[1] in connected.panel.authorize.link.href
    assert connected.panel.flow.request is None
    assert not connected.error
