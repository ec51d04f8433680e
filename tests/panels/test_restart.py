"""After a restart of the kernel the panel says what was waiting, trusts no provider that merely has the address, and leads on."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from explorer import Flow, LocalProvider
from explorer.home import home
from explorer.panels.exchange_step import ExchangeStep
from explorer.protocol.metadata import ProviderMetadata
from explorer.runs.by_lessons import note_runs_of_lesson
from explorer.secret import Secret
from tests.flow.odd_provider import CLIENT
from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, can_see, from_page, is_hidden, read

NOTEBOOK = "notebooks/mine.ipynb"


@pytest.fixture(autouse=True)
def in_a_notebook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A kernel of this notebook, whose user's data lie in a folder of the test."""
    monkeypatch.setenv("JPY_SESSION_NAME", NOTEBOOK)
    monkeypatch.setenv("FLOW_EXPLORER_HOME", str(tmp_path / "home"))


@pytest.fixture
def port() -> int:
    """A port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def files() -> list[Path]:
    """The files of the sign-ins that wait."""
    return sorted((home() / "pending").iterdir())


def of_another_kernel(**kernel: Any) -> None:
    """Make the file of the waiting sign-in one of a kernel that is gone."""
    (file,) = files()
    content = json.loads(file.read_text())
    if isinstance(content["started"], str):
        content["started"] = content["started"].rpartition(" ")[0] + " 7"
    file.write_text(json.dumps({**content, "kernel": {**content["kernel"], "process": 7, **kernel}}))


def left_waiting(make_panel: MakePanel, port: int, tmp_path: Path, **options: Any) -> Secret:
    """Sign in at a local provider, whose kernel then goes before the address is pasted; returns that address."""
    hands = make_panel(LocalProvider(port=port, home=tmp_path), **options)
    hands.connect()
    local = hands.panel.model.local
    assert local is not None
    hands.panel.authorize.form.scope.value = "openid email"
    answer = local.sign_in(hands.open_link())
    local.stop()
    of_another_kernel()
    hands.panel.model.forget()  # the panel went with its kernel
    return answer


@pytest.mark.parametrize("public", [False, True], ids=["confidential", "public"])
def test_the_panel_says_what_was_waiting_and_starts_it_again(
    make_panel: MakePanel, port: int, tmp_path: Path, public: bool
) -> None:
    """One click gets the same link ready at a provider of this kernel, with the same client; the old verifier is gone."""
    left_waiting(make_panel, port, tmp_path, public=public)
    hands = make_panel()
    step = hands.panel.provider
    told = read(step.widget)
    assert "A sign-in was waiting in this notebook when its kernel was restarted" in told
    assert f"http://127.0.0.1:{port}" in told
    assert "scope openid email" in told
    assert "its local provider ended with that kernel and forgot it" in told.lower()
    assert can_see(step.widget, step.again)
    assert not can_see(step.widget, step.resume)
    hands.click(step.again)
    assert hands.panel.model.open == "authorize"
    assert files() == []
    assert "scope=openid+email" in hands.panel.authorize.link.href.replace("%20", "+")
    assert hands.panel.flow.client.is_public is public
    hands.sign_in()
    hands.send()
    assert hands.panel.flow.tokens is not None
    hands.go("provider")
    assert "was waiting" not in read(step.widget)


def test_the_code_of_a_provider_that_is_gone(make_panel: MakePanel, port: int, tmp_path: Path) -> None:
    """Another provider has the port: a red cross, the restart as the cause, nothing sent, and one button that starts again."""
    answer = left_waiting(make_panel, port, tmp_path, public=True)
    with LocalProvider(port=port, home=tmp_path) as other:
        other.register("spa", public=True)
        hands = make_panel()
        hands.go("redirect")
        hands.paste(answer)
        hands.wait()
        step = hands.panel.redirect
        assert hands.panel.rail["redirect"].icon == "times"
        assert step.primary.description == "Start again: provider and link"
        assert "The provider was restarted, and lost its memory of the code" in read(step.why.widget)
        hands.send()
        assert "The code was not sent" in hands.error
        assert not [each for each in hands.panel.run.exchanges if each["step"] == "exchange"]
        hands.go("redirect")
        hands.click(step.primary)
        assert hands.panel.model.open == "authorize"
        assert hands.panel.flow.client.is_public
        assert not hands.panel.flow.provider_address.startswith(other.address)
        hands.sign_in()
        assert hands.panel.rail["redirect"].icon == "check"


def test_overruled_by_its_name(make_panel: MakePanel, port: int, tmp_path: Path) -> None:
    """Whoever knows better ticks the box of the rule: the code goes out, and the refusal has the restart first."""
    answer = left_waiting(make_panel, port, tmp_path, public=True)
    with LocalProvider(port=port, home=tmp_path) as other:
        other.register("spa", public=True)
        hands = make_panel()
        hands.go("redirect")
        hands.paste(answer)
        hands.wait()
        hands.panel.redirect.overrule["AUTHR-PROVIDER-RESTARTED"].value = True
        hands.send()
        told = read(ExchangeStep.of(hands.panel.model).why.widget)
        assert "The provider was restarted" in told.partition("What to do")[0]


def test_a_provider_of_ones_own_goes_on_in_step_3(make_panel: MakePanel) -> None:
    """Its memory outlived the kernel: the panel opens step 3 with the flow that waits."""
    metadata = ProviderMetadata(
        issuer="https://op.example", authorization_endpoint="https://op.example/a", token_endpoint="https://op.example/t"
    )
    state = Flow(metadata, CLIENT).authorize(scope="openid").state
    of_another_kernel()
    hands = make_panel()
    step = hands.panel.provider
    assert "https://op.example" in read(step.widget)
    assert not can_see(step.widget, step.again)
    hands.click(step.resume)
    assert hands.panel.model.open == "redirect"
    hands.paste(f"{CLIENT.redirect_uri}?code=a-code-of-more-than-22-letters&state={state}")
    hands.wait()
    assert hands.panel.rail["redirect"].icon == "check"
    assert "goes on here" in read(hands.panel.redirect.widget)


@pytest.mark.parametrize(
    "kernel",
    [{"notebook": "notebooks/another.ipynb"}, {"notebook": None}, {"process": None}],
    ids=["another", "unknown", "odd"],
)
def test_what_other_notebooks_wait_for_is_theirs(
    make_panel: MakePanel, port: int, tmp_path: Path, kernel: dict[str, Any]
) -> None:
    """Only what an earlier kernel of this very notebook left is offered; a damaged file is no trouble."""
    left_waiting(make_panel, port, tmp_path)
    of_another_kernel(**kernel)
    hands = make_panel()
    assert ("was waiting" in read(hands.panel.provider.widget)) is (kernel.get("process", 7) is None)


def test_what_a_lessons_cell_left_waits_for_nobody(make_panel: MakePanel, port: int, tmp_path: Path) -> None:
    """Its reader never meant to open that link, and is not told of a sign-in that was none of theirs."""
    left_waiting(make_panel, port, tmp_path)
    (file,) = files()
    note_runs_of_lesson([Path(json.loads(file.read_text())["run"]).stem])
    assert "was waiting" not in read(make_panel().panel.provider.widget)


def test_nothing_was_waiting(make_panel: MakePanel) -> None:
    """A new panel begins with its form, and no word of a restart."""
    hands = make_panel()
    assert is_hidden(hands.panel.provider._left)
    assert "restarted" not in read(hands.panel.provider.widget)


def hands_at_step_3(make_panel: MakePanel) -> Hands:
    """A panel whose link was opened."""
    hands = make_panel()
    hands.connect()
    hands.open_link()
    return hands


@pytest.mark.parametrize("text", ["hello", "test", "42", "Hello!"])
def test_a_word_is_hardly_a_code(make_panel: MakePanel, text: str) -> None:
    """It is taken, with a mark of exclamation and a question; to go on is possible, and not what stands out."""
    hands = hands_at_step_3(make_panel)
    hands.paste(text)
    step = hands.panel.redirect
    assert hands.panel.rail["redirect"].icon == "exclamation"
    assert "Did you mean to paste the whole address?" in read(step.widget)
    assert step.primary.description == "Read it"
    assert can_see(step.widget, step.onward)
    hands.click(step.onward)
    assert hands.panel.model.open == "exchange"


def test_a_code_that_looks_like_one(make_panel: MakePanel) -> None:
    """A long bare code is as good as before."""
    hands = hands_at_step_3(make_panel)
    hands.paste("SplxlOBeZQQYbYS6WxSbIAxxxxxxxx")
    assert hands.panel.rail["redirect"].icon == "check"
    assert is_hidden(hands.panel.redirect.onward)


def test_an_old_address_of_this_panel(make_panel: MakePanel) -> None:
    """The address of the attempt before is known for what it is: when it began, and that its code was used."""
    hands = hands_at_step_3(make_panel)
    local = hands.panel.model.local
    assert local is not None
    old = local.sign_in(hands.panel.authorize.link.href)
    hands.paste(old)
    hands.send()
    hands.go("authorize")
    hands.open_link()
    hands.paste(old)
    assert "This is the answer to an earlier sign-in of yours" in read(hands.panel.redirect.widget)
    assert "Its code was used already" in read(hands.panel.redirect.widget)
    hands.panel.start_over.click()
    hands.connect()
    hands.go("redirect")
    hands.paste(old)
    assert "Its code was used already" in hands.error
    hands.go("authorize")
    hands.open_link()
    hands.paste(old)
    assert "Its code was used already" in read(hands.panel.redirect.widget)


def test_the_age_says_what_it_counts_from(make_panel: MakePanel) -> None:
    """From the paste and from the link: nobody here knows when the provider made the code."""
    hands = hands_at_step_3(make_panel)
    local = hands.panel.model.local
    assert local is not None
    hands.paste(local.sign_in(hands.panel.authorize.link.href))
    told = read(hands.panel.redirect.widget)
    assert "The code came here 0 s ago, and its link was given out" in told
    assert "this provider takes it for 5 min" in told, "of our own provider it is known"
    assert "open a fresh link in step 2" in told, "and so is what to do once that is over"


def test_a_stale_sentence_goes_with_the_text(make_panel: MakePanel) -> None:
    """What was said of a refused text goes when the box is empty again, also where blanks are left."""
    hands = hands_at_step_3(make_panel)
    hands.paste("I cannot find it")
    assert "spaces in it" in hands.error
    from_page(hands.panel.redirect.paste, kind="text", value="  ", done=False)
    assert not hands.error


def test_a_refused_text_is_told_once(make_panel: MakePanel) -> None:
    """The sentence beneath the button is not said again by a diagnosis; for the link itself it says what a page would tell."""
    hands = hands_at_step_3(make_panel)
    hands.paste("http://127.0.0.1:9999/elsewhere?x=1")
    step = hands.panel.redirect
    assert read(step.widget).count("This is an address (http://127.0.0.1:9999/elsewhere)") == 1
    hands.paste(hands.panel.authorize.link.href)
    assert read(step.widget).count("This is the authorize request") == 1
    assert "paste the text of that page" in hands.error
    assert "redirect_uri or client_id is not registered" in hands.error


def test_a_page_of_the_provider_is_no_answer_with_parameters(make_panel: MakePanel) -> None:
    """Its words and its status are shown; nothing came back, so there is nothing to compare, and one list of causes."""
    hands = hands_at_step_3(make_panel)
    hands.paste("400 Bad Request\nInvalid redirect_uri: it is not registered for this client.")
    told = read(hands.panel.redirect.widget)
    assert "A page of the provider" in told
    assert "Its HTTP status is 400" in told
    assert "not a parameter that is known here" not in told
    assert "Nothing was checked" not in told
    assert "What usually lies behind it" not in told
    assert told.index("Diagnosis") < told.index("A page of the provider")


def test_a_code_that_is_pasted_once_more_is_no_younger(make_panel: MakePanel) -> None:
    """Its age goes on from the first paste of it, in step 3 and in what is judged of the request."""
    hands = hands_at_step_3(make_panel)
    local, flow = hands.panel.model.local, hands.panel.flow
    assert local is not None
    answer = local.sign_in(hands.panel.authorize.link.href)
    hands.paste(answer)
    began, clock = flow._state.received_at, flow._state.recorder.clock
    flow._state.recorder.clock = lambda: clock() + 160
    hands.paste(answer)
    assert flow._state.received_at == began
    assert "The code came here 2 min 40 s ago" in read(hands.panel.redirect.widget)
    hands.go("exchange")
    step = hands.panel.exchange
    assert can_see(step.widget, step.fresh)
    hands.click(step.fresh)
    assert hands.panel.model.open == "authorize"


def test_json_is_no_address_that_was_cut(make_panel: MakePanel) -> None:
    """An object with a code in it has no address whose end could be missing."""
    hands = hands_at_step_3(make_panel)
    hands.paste('{"code": "SplxlOBeZQQYbYS6WxSbIAxxxxxxxx"}')
    assert "cut in copying" not in read(hands.panel.redirect.widget)
