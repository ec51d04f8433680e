"""The small panels: one step each, of one flow, in step with each other and with what cells do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer import Flow, LocalProvider
from explorer.errors import Mistake
from explorer.panels import AuthorizePanel, ExchangePanel, FlowPanel, RedirectPanel, TokensPanel
from explorer.panels.small import StepPanel
from tests.panels.hands import text_of

KINDS = (AuthorizePanel, RedirectPanel, ExchangePanel, TokensPanel)


@pytest.fixture
def flow(provider: LocalProvider, tmp_path: Path) -> Flow:
    """A flow that knows its provider, as a lesson's first cells make it."""
    flow = Flow(provider.issuer, provider.register("notebook"), runs=tmp_path)
    flow.discover()
    return flow


def shown(panel: StepPanel) -> str:
    """What a person reads beside the form."""
    return text_of(
        " ".join(
            widget.value for widget in everything(panel.widget) if hasattr(widget, "value") and isinstance(widget.value, str)
        )
    )


def everything(widget: object) -> Iterator[object]:
    """Yield a widget and all that is in it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from everything(child)


def test_one_panel_a_step(flow: Flow) -> None:
    """The four panels walk one flow: what is done in one is seen in the next."""
    panels = [kind(flow) for kind in KINDS]
    assert all(panel.flow is flow for panel in panels)
    for panel in panels:
        panel.finish()
    assert flow.tokens is not None
    assert flow.run.report.ok
    assert len(list(flow.run.of_kind("authorize"))) == 1
    assert "checks" in shown(panels[-1])


@pytest.mark.parametrize("kind", KINDS)
def test_each_works_alone(kind: type[StepPanel], tmp_path: Path) -> None:
    """Without a flow it begins one at the practice provider; `finish` goes as far as its step and no further."""
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
    from explorer.panels import following

    panel = RedirectPanel(flow)
    drawn: list[int] = []
    panel.model.listen(lambda: drawn.append(1))
    following._after_a_cell()
    assert drawn == []
    flow.authorize()
    following._after_a_cell()
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
    assert "127.0.0.1:9" in shown(panel)
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
    assert "not checked yet" in shown(panel)
    panel.step.check.click()  # type: ignore[attr-defined]
    assert panel.model.worker.wait(20)
    assert "not checked yet" not in shown(panel)
    assert flow.run.report.ok
