"""Step 4 where no answer comes: what is known is said, and nothing more."""

from __future__ import annotations

import threading

import pytest

from explorer.messages import Exchange, Request, Timing
from explorer.wire import Http
from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, can_see, read


class Silent(Http):
    """The network, but that no answer comes from the token endpoint: after so much of a request the time was up."""

    def __init__(self, kind: str, *phases: str) -> None:
        super().__init__()
        self.kind, self.phases = kind, phases
        self.answers = threading.Event()

    def send(self, request: Request, step: str) -> Exchange:
        """Fail at the token endpoint."""
        if step != "exchange" or self.answers.is_set():
            return super().send(request, step)
        timing = Timing(0.0, dict.fromkeys(self.phases, (0.0, 1.0)))
        return Exchange(step, request, None, timing, "No answer came in time.", self.kind)


def at_step_4(make_panel: MakePanel, http: Http) -> Hands:
    """A panel with a code, over this network."""
    hands = make_panel()
    hands.connect()
    hands.panel.flow._state.recorder.http = http
    hands.sign_in()
    hands.go("exchange")
    return hands


def test_a_request_that_went_out(make_panel: MakePanel) -> None:
    """After a time-out: a red cross, no claim that the code arrived, and the way to a fresh link."""
    hands = at_step_4(make_panel, Silent("timeout", "connect", "send", "wait"))
    hands.send()
    step = hands.panel.exchange
    assert hands.panel.rail["exchange"].icon == "times"
    assert "nobody here knows whether it arrived" in read(step.widget)
    assert "This code was sent before" not in read(step.widget)
    assert step.primary.description == "Back to step 2: a fresh link"
    assert can_see(step.widget, step.once_more)
    said = hands.error
    hands.go("authorize")
    hands.go("exchange")
    assert hands.error == said, "it is all that is known, and stays"


def test_a_request_that_found_nobody(make_panel: MakePanel) -> None:
    """Without a connection the code was not sent: the same button sends it, and the cross goes when tokens come."""
    http = Silent("connect")
    hands = at_step_4(make_panel, http)
    hands.send()
    step = hands.panel.exchange
    assert hands.panel.rail["exchange"].icon == "times"
    assert "whether it arrived" not in read(step.widget)
    assert step.primary.description == "Send"
    http.answers.set()
    hands.click(step.primary)
    assert hands.panel.rail["exchange"].icon == "check"


def test_the_same_failure_is_said_anew(make_panel: MakePanel) -> None:
    """A second click that fails as the first one did is not silent: the alert goes, and comes again."""
    hands = at_step_4(make_panel, Silent("connect"))
    hands.send()
    said: list[str] = []
    hands.panel.exchange._error.widget.observe(lambda change: said.append(change["new"]), "value")
    hands.send()
    assert said[0] == ""
    assert "No answer came" in said[-1]


def test_a_fresh_code_begins_anew(make_panel: MakePanel) -> None:
    """The cross belongs to the code that got no answer."""
    hands = at_step_4(make_panel, Silent("timeout", "connect", "send", "wait"))
    hands.send()
    hands.go("authorize")
    hands.sign_in()
    assert hands.panel.rail["exchange"].icon == "circle-o"


@pytest.mark.parametrize("step", ["tokens"])
def test_what_was_said_of_a_click_goes_with_the_step(make_panel: MakePanel, step: str) -> None:
    """Refreshing without a refresh token is answered at once; who comes back later does not find the sentence waiting."""
    hands = make_panel()
    hands.connect()
    hands.sign_in()
    hands.send()
    hands.go(step)
    hands.panel.model.errors[step] = "Refreshing needs a refresh token."
    hands.panel.model.changed()
    assert "refresh token" in hands.error
    hands.go("exchange")
    hands.go(step)
    assert not hands.error


def test_a_wrong_secret_is_typed_again_where_it_was_refused(make_panel: MakePanel) -> None:
    """After invalid_client step 4 has the box; typing there gets a fresh link ready, and the new secret goes with its code."""
    hands = make_panel()
    hands.connect()
    right = hands.panel.flow.client.client_secret
    assert right is not None
    step = hands.panel.exchange
    hands.panel.flow.use_client(hands.panel.flow.client.with_secret("a-wrong-secret"))  # the same in both encodings
    hands.sign_in()
    hands.go("exchange")
    assert not can_see(step.widget, step.secret_box), "nothing was refused yet"
    hands.send()
    assert can_see(step.widget, step.secret_box)
    assert "“Use this provider” in step 1 gives it back" in read(step.widget)
    hands.type_secret(step.secret_box, right.reveal())
    assert hands.panel.model.open == "authorize"
    hands.sign_in()
    hands.send()
    assert hands.panel.rail["exchange"].icon == "check"


def test_the_secret_box_says_which_one_is_in_use(make_panel: MakePanel) -> None:
    """One that was typed in step 4 stands there as kept only as long as it is the one that is sent."""
    hands = make_panel()
    hands.connect()
    hands.sign_in()
    hands.go("exchange")
    secret_box, flow = hands.panel.exchange.secret_box, hands.panel.flow
    in_use = len(flow.client.client_secret or "")
    assert f"in use has {in_use} characters" in secret_box.before
    hands.type_secret(secret_box, "another one")
    assert secret_box.length == len("another one")
    hands.go("provider")
    hands.connect()
    hands.go("exchange")
    assert secret_box.length == 0
    assert f"in use has {in_use} characters" in secret_box.before


@pytest.mark.parametrize(("typed", "told"), [("s3cret ", "its end"), ("\ts3cret", "its beginning"), ("s3cret", "")])
def test_white_space_of_a_typed_secret_is_told_at_once(make_panel: MakePanel, typed: str, told: str) -> None:
    """Before a sign-in is used up for it; the secret itself is told to nobody."""
    box = make_panel().panel.provider.own_form.secret_box
    Hands.type_secret(make_panel(), box, typed)
    assert told in box.odd
    assert bool(box.odd) is bool(told)
    assert "s3cret" not in repr(box.get_state())
