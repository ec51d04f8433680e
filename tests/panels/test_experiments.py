"""The button of every experiment: it is there, it leads where it says, and nothing is sent that nobody asked for."""

from __future__ import annotations

import dataclasses

import pytest

from explorer.diagnosis import Cause, Diagnosis, Experiment, diagnose
from explorer.diagnosis.causes import CAUSES
from explorer.diagnosis.experiments import _AGAIN, EXPERIMENTS
from explorer.panels import why_part
from explorer.panels.way_on import WAYS, leads_as_advised, way_of_experiment
from explorer.panels.why_part import WhyPart
from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, can_see

ASKS = {  # in step 5 a button asks at once, since that is what it says
    "check-again": "keys",
    "introspect": "introspect",
    "newest-token": "refresh",
    "flow.userinfo()": "userinfo",
    "flow.refresh()": "refresh",
    "flow.introspect()": "introspect",
    "flow.revoke()": "revoke",
    "flow.check()": "keys",
}

SOME = Cause("any", "Any.", "likely", ("It is so.",), (), "Do it.", "RFC 6749 5.2")


def offered(leg: str) -> list[tuple[str, Experiment]]:
    """The causes of a leg with their experiments, in the words of that leg."""
    found = [(cause.id, EXPERIMENTS[cause.experiment]) for cause in CAUSES if cause.experiment and leg in cause.legs]
    again = [(id, dataclasses.replace(each, code=_AGAIN.get(leg, ""))) for id, each in found if each.id == "ask-again"]
    return [(id, each) for id, each in found if each.id != "ask-again"] + [(id, each) for id, each in again if each.code]


def show(hands: Hands, why: WhyPart, told: Diagnosis, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a step show this diagnosis."""
    monkeypatch.setattr(why_part, "diagnose", lambda run: told)
    why._seen = ()
    why.draw(hands.panel.flow)


def said(found: Diagnosis, leg: str, cause: str, experiment: Experiment) -> Diagnosis:
    """The diagnosis with this cause and its experiment alone."""
    known = CAUSES[cause]
    first = dataclasses.replace(
        found.causes[0], id=cause, verdict="likely", experiment=experiment, advice=known.advice, in_panel=known.in_panel
    )
    return dataclasses.replace(found, leg=leg, causes=(first,))


def sent(hands: Hands) -> list[str]:
    """The steps at which something was sent in this run."""
    return [event["step"] for event in hands.panel.flow.run.exchanges]


@pytest.mark.parametrize("leg", ["authorize", "paste", "token"])
def test_the_buttons_before_the_tokens(leg: str, make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each that leads where the advice does is shown, opens that step, and sends nothing."""
    hands = make_panel()
    hands.connect()
    hands.panel.flow.use_client(hands.panel.flow.client.with_secret("another-secret"))
    hands.sign_in()
    hands.send()
    found = diagnose(hands.panel.flow.run)
    name = "exchange" if leg == "token" else "redirect"
    step = hands.panel.exchange if leg == "token" else hands.panel.redirect
    shown = 0
    for cause, experiment in offered(leg):
        told = said(found, leg, cause, experiment)
        hands.go(name)
        show(hands, step.why, told, monkeypatch)
        assert can_see(step.why.widget, step.why.button) == leads_as_advised(told), cause
        if leads_as_advised(told):
            before, shown = sent(hands), shown + 1
            assert step.why.button.description == experiment.label, cause
            hands.click(step.why.button)
            assert hands.panel.model.open == WAYS[way_of_experiment(experiment)].step, cause
            assert sent(hands) == before, cause
    assert shown > 3


@pytest.mark.parametrize("leg", ["check", "userinfo", "refresh", "introspection", "revocation"])
def test_the_buttons_after_the_tokens(leg: str, make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that asks once more asks that endpoint, and no code is sent; the others open their step."""
    hands = make_panel()
    hands.connect()
    hands.panel.authorize.form.scope.value = "openid offline_access"
    hands.sign_in()
    hands.send()
    hands.go("tokens")
    found = dataclasses.replace(diagnose(hands.panel.flow.run), causes=(SOME,), failed=True)
    step = hands.panel.tokens
    monkeypatch.setattr(step, "_is_of_latest", lambda flow: True)  # whatever was asked last
    for cause, experiment in offered(leg):
        told = said(found, leg, cause, experiment)
        show(hands, step.why, told, monkeypatch)
        if not can_see(step.why.widget, step.why.button):
            assert not leads_as_advised(told), cause
            continue
        before = sent(hands)
        hands.click(step.why.button)
        asked = ASKS.get(experiment.code) or ASKS.get(experiment.id)
        new = sent(hands)[len(before) :]
        if asked is None:
            assert (new, hands.panel.model.open) == ([], WAYS[way_of_experiment(experiment)].step), cause
            hands.go("tokens")
        else:
            assert set(new) <= {asked}, cause
            assert new or asked == "keys", cause
