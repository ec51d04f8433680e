"""The local provider is given a fault in the panel, by name or as a mystery, and the checks notice."""

from __future__ import annotations

import re

import pytest

from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, can_see, header, text_of


@pytest.fixture
def hands(make_panel: MakePanel) -> Hands:
    """A panel at step 1, with the local provider running."""
    hands = make_panel()
    hands.connect()
    hands.go("provider")
    return hands


def told(hands: Hands) -> str:
    return text_of(hands.panel.provider.fault_form._told.widget.value)


def test_a_fault_by_name(hands: Hands) -> None:
    """It says what it does, the header shows it, the check notices it, and then the form says so."""
    form = hands.panel.provider.fault_form
    form.by_name.value = "wrong-nonce"
    assert hands.panel.model.local is not None
    assert hands.panel.model.local.fault_names == ("wrong-nonce",)
    assert "fault: wrong-nonce" in header(hands.panel)
    assert "should notice it" in told(hands)
    hands.panel.finish()
    hands.go("provider")
    assert "It was noticed by IDTC-NONCE-MISMATCH" in told(hands)
    form.by_name.value = "honest"
    assert hands.panel.model.local.fault_names == ()
    assert told(hands) == ""


def test_what_a_careless_client_would_have_done(hands: Hands) -> None:
    """It is there on demand, below the name of the check; a fault that no check can notice has none."""
    form = hands.panel.provider.fault_form
    form.by_name.value = "wrong-audience"
    assert re.search(r'<details class="fx-fold"><summary[^>]*>What a careless client would have done<', form._told.widget.value)
    assert "made for another client" in told(hands)
    form.by_name.value = "code-reuse"
    assert "careless" not in told(hands)


def test_a_mystery_keeps_its_name_until_it_is_asked(hands: Hands) -> None:
    """Neither header nor form tell the name; the button does."""
    form = hands.panel.provider.fault_form
    form.by_number.value = 4
    local = hands.panel.model.local
    assert local is not None
    assert "mystery 4" in header(hands.panel)
    assert "find out by the checks" in told(hands)
    assert "careless" not in told(hands)
    assert form.by_name.value == "untold"
    form.reveal.click()
    (name,) = local.fault_names
    assert name in header(hands.panel)
    assert "careless client" in told(hands)
    assert (form.by_name.value, form.by_number.value) == (name, 0)


def test_what_code_says_stands_in_the_form(hands: Hands) -> None:
    """A cell that gives the provider a fault is followed, and drawing the form changes nothing."""
    local = hands.panel.model.local
    assert local is not None
    local.misbehave("expired", "wrong-nonce")
    hands.panel.model.changed()
    assert hands.panel.provider.fault_form.by_name.value == "expired"
    assert local.fault_names == ("expired", "wrong-nonce")


def test_a_teacher_hides_it(hands: Hands) -> None:
    """With `show_faults` off neither the badge nor the form give it away."""
    assert hands.panel.model.local is not None
    hands.panel.model.local.mystery(2)
    hands.panel.show_faults = False
    assert "mystery" not in header(hands.panel)
    assert not can_see(hands.panel.widget, hands.panel.provider.fault_form.widget)


def test_the_faults_of_one_place(hands: Hands) -> None:
    """Of two hundred names the list shows those of the chosen place, and the one that is in force."""
    form = hands.panel.provider.fault_form
    assert len(form.by_name.options) > 100
    form.by_name.value = "wrong-nonce"
    form.where.value = "in the redirect"
    names = [value for _, value in form.by_name.options]
    assert "wrong-state" in names
    assert "expired" not in names
    assert form.by_name.value == "wrong-nonce"
    form.where.value = "anywhere"
    assert "expired" in [value for _, value in form.by_name.options]
