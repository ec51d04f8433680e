"""The small panels: one step each, of one flow, in step with each other and with what cells do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, LocalProvider
from explorer.errors import Mistake
from explorer.panels import AuthorizePanel, ExchangePanel, FlowPanel, RedirectPanel, TokensPanel
from explorer.panels.redraw_after_cell import after_a_cell
from explorer.panels.small import StepPanel
from tests.panels.hands import all_state, from_page, read

KINDS = (AuthorizePanel, RedirectPanel, ExchangePanel, TokensPanel)


@pytest.fixture
def flow(provider: LocalProvider, tmp_path: Path) -> Flow:
    """A flow that knows its provider, as a lesson's first cells make it."""
    flow = Flow(provider.issuer, provider.register("notebook"), runs=tmp_path)
    flow.discover()
    return flow


def test_one_panel_a_step(flow: Flow) -> None:
    """The four panels walk one flow: what is done in one is seen in the next."""
    panels = [kind(flow) for kind in KINDS]
    assert all(panel.flow is flow for panel in panels)
    for panel in panels:
        panel.finish()
    assert flow.tokens is not None
    assert flow.run.report.ok
    assert len(list(flow.run.of_kind("authorize"))) == 1
    assert "checks" in read(panels[-1].widget)


@pytest.mark.parametrize("kind", KINDS)
def test_each_works_alone(kind: type[StepPanel], tmp_path: Path) -> None:
    """Without a flow it begins one at the local provider; `finish` goes as far as its step and no further."""
    panel = kind(home=tmp_path)
    panel.finish()
    try:
        done = [panel.model.state_of(step) for step in ("authorize", "redirect", "exchange")]
        assert done.count("done") == min(KINDS.index(kind) + 1, 3)
    finally:
        panel.model.local.stop()  # type: ignore[union-attr]


def test_two_views_stay_in_step(flow: Flow) -> None:
    """What is typed in one is what stands in the other, since both show the same controls."""
    small, whole = AuthorizePanel(flow), FlowPanel(flow=flow)
    small.step.form.scope.value = "openid email"  # type: ignore[attr-defined]
    assert whole.authorize.form.scope.value == "openid email"
    assert whole.authorize.link.href == small.step.link.href  # type: ignore[attr-defined]
    whole.finish()
    assert "email" in dict(flow.run.params)["scope"]
    assert flow.tokens is not None


def test_cells_and_panels_stay_in_step(flow: Flow) -> None:
    """A link that a cell made is the one that the panel shows, with its arguments in the form."""
    panel = AuthorizePanel(flow)
    request = flow.authorize("openid profile", prompt="consent", state="mine", nonce=None, extra=[("ui_locales", "fr")])
    panel.model.follow_code()
    form = panel.step.form  # type: ignore[attr-defined]
    assert panel.step.link.href == request.url  # type: ignore[attr-defined]
    assert (form.scope.value, form.optional["prompt"].value, form.state.own.value) == ("openid profile", "consent", "mine")
    assert form.arguments["nonce"] is None
    assert form.arguments["extra"] == (("ui_locales", "fr"),)
    form.scope.value = "openid"
    assert "state=mine" in panel.step.link.href  # type: ignore[attr-defined]
    assert panel.step.link.href != request.url  # type: ignore[attr-defined]
    assert len(list(flow.run.of_kind("authorize"))) == 1


def test_a_cell_that_runs_draws_the_panels_again(flow: Flow) -> None:
    """IPython tells the panels that a cell has ended; one that changed nothing draws nothing."""
    panel = RedirectPanel(flow)
    drawn: list[int] = []
    panel.model.listen(lambda: drawn.append(1))
    after_a_cell()
    assert drawn == []
    flow.authorize()
    after_a_cell()
    assert drawn == [1]


def test_a_step_alone_leads_nowhere(flow: Flow) -> None:
    """Where no next step is in the panel, the button says so once its own is done."""
    panel = RedirectPanel(flow)
    panel.finish()
    assert panel.step.primary.disabled
    assert "next cell" in panel.step.primary.description
    FlowPanel(flow=flow)
    panel.model.changed()
    assert not panel.step.primary.disabled


def test_a_silent_provider_is_told_in_the_small_panel(tmp_path: Path, provider: LocalProvider) -> None:
    """A provider that does not answer is a sentence in the panel, and `finish` says what is missing."""
    client = provider.register("notebook")
    provider.stop()
    panel = AuthorizePanel(Flow("http://127.0.0.1:9", client, runs=tmp_path))
    assert panel.model.worker.wait(20)
    assert "127.0.0.1:9" in read(panel.widget)
    with pytest.raises(Mistake):
        panel.finish()


def test_elsewhere_a_person_signs_in(flow: Flow) -> None:
    """At a provider that is not ours nobody can finish the sign-in but its user."""
    panel = RedirectPanel(flow)
    panel.model.local = None
    with pytest.raises(Mistake, match="sign in"):
        panel.finish()


def test_tokens_that_nobody_checked_are_not_believed(flow: Flow, provider: LocalProvider) -> None:
    """A cell that exchanges without checking leaves a panel that says so, and a button that checks."""
    flow.receive(provider.sign_in(flow.authorize().url))
    flow.exchange()
    panel = TokensPanel(flow)
    assert "not checked yet" in read(panel.widget)
    panel.step.check.click()  # type: ignore[attr-defined]
    assert panel.model.worker.wait(20)
    assert "not checked yet" not in read(panel.widget)
    assert flow.run.report.ok


TOKEN = ".".join(("eyJ" + "hbGciOiJub25lIn0", "eyJ" + "zdWIiOiJhbGljZSJ9", "c2lnbmF0dXJlLWNhbmFyeQ"))  # made up


@pytest.mark.parametrize("given", [{"id_token_hint": TOKEN}, {"extra": [("id_token_hint", TOKEN)]}], ids=["named", "extra"])
def test_a_link_with_a_token_is_kept_out_of_the_page(flow: Flow, given: dict[str, object]) -> None:
    """A link that carries an ID token is in no widget, in no output and in no pending file; the panel says why."""
    from explorer.home import private_folder
    from explorer.views.request import authorize_html, authorize_link

    request = flow.authorize(**given)  # type: ignore[arg-type]
    panel = AuthorizePanel(flow)
    panel.model.follow_code()
    signature = TOKEN.rpartition(".")[2]
    assert "carries an ID token" in read(panel.widget)
    assert signature not in all_state()
    assert signature not in authorize_html(request) + authorize_link(request)
    assert signature in request.url
    assert not [file for file in private_folder("pending").iterdir() if signature in file.read_text()]


@pytest.mark.parametrize(
    "given",
    [{"max_age": 0}, {"max_age": 300}, {"response_type": "code id_token"}, {"extra": [("y", " padded ")]}, {"display": "page"}],
    ids=str,
)
def test_what_the_form_cannot_say_stays_as_it_was_given(flow: Flow, given: dict[str, object]) -> None:
    """The panel shows the very link that the cell made, and begins no other, until somebody changes the form."""
    request = flow.authorize(**given)  # type: ignore[arg-type]
    panel = AuthorizePanel(flow)
    panel.model.changed()
    assert panel.step.link.href == request.url  # type: ignore[attr-defined]
    panel.finish()
    assert flow.request is request


def test_a_second_answer_is_not_judged_by_the_first(flow: Flow, provider: LocalProvider) -> None:
    """After another answer and exchange nothing is believed until it was checked; `finish` then checks it."""
    assert flow.authorize().url
    assert flow.request is not None
    flow.receive(provider.sign_in(flow.request.url))
    flow.exchange()
    assert flow.check().ok
    panel = TokensPanel(flow)
    with provider.misbehaving("wrong-audience"):
        flow.receive(provider.sign_in(flow.request.url))
        flow.exchange()
    panel.model.follow_code()
    assert "not checked yet" in read(panel.widget)
    assert "id_token" not in flow.run.findings
    panel.finish()
    assert not flow.run.report.ok


def test_a_provider_that_answers_later_is_asked_again(tmp_path: Path) -> None:
    """A panel made again, or a cell that discovers, brings a panel to life whose provider was silent at first."""
    with LocalProvider(port=0, home=tmp_path) as before:  # a port of its own: others take the usual one meanwhile
        client, port = before.register("notebook"), before.port
    flow = Flow(f"http://127.0.0.1:{port}", client, runs=tmp_path)
    first = AuthorizePanel(flow)
    assert first.model.worker.wait(20)
    assert not first.model.has_flow
    with LocalProvider(port=port, home=tmp_path):
        again = AuthorizePanel(flow)
        assert again.model is first.model
        assert again.model.worker.wait(20)
        assert again.model.has_flow


def test_what_is_heard_is_what_is_seen(flow: Flow) -> None:
    """In a panel of one step the advice that is said aloud is the one that stands there, and names no other step."""
    panel = RedirectPanel(flow)
    flow.authorize()
    address = f"{flow.client.redirect_uri}?code=SplxlOBeZQQYbYS6WxSbIA&state=of-another-sign-in"
    from_page(panel.step.paste, kind="text", value=address, done=True)
    heard = panel.model.news.since(0)[-1].text.partition("What to do: ")[2]
    assert heard
    assert heard in read(panel.widget).replace("`", "")
    assert "step 2" not in heard


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            (Flow("https://op.example", Client("app", "made-up-secret-1", redirect_uri="http://127.0.0.1:9/cb")),),
            r"FlowPanel\(flow=\.\.\.\)",
        ),
        ((3,), "takes a provider: its address"),
        (({"issuer": "x"},), "takes a provider: its address"),
        ((None, "app"), "takes a Client"),
    ],
    ids=["a flow", "a number", "a dict", "the name of a client"],
)
def test_what_a_flow_panel_is_not_made_of(given: tuple[Any, ...], said: str) -> None:
    """A sentence says what it takes, and how a flow is given."""
    with pytest.raises(Mistake, match=said):
        FlowPanel(*given)
