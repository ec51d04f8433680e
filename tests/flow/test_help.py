"""What `help(Flow)` and a glance at a flow tell: the protocol forwards, in the words of the standard."""

from __future__ import annotations

import pydoc
import re

import pytest

from explorer import Client, Flow, LocalProvider, Run
from explorer.protocol.flow_table import FLOW

HELP = pydoc.render_doc(Flow, renderer=pydoc.plaintext)
STEPS = list(dict.fromkeys(message.step for message in FLOW))


def test_help_lists_the_steps_in_the_order_of_the_protocol() -> None:
    """The methods stand as they are called, first of all; nobody reads the flow from A to Z."""
    shown = re.findall(r"^ \|  (\w+)\(self", HELP, re.MULTILINE)
    assert [name for name in shown if name in STEPS] == STEPS
    assert shown[: len(STEPS)] == STEPS


def test_help_has_no_other_class_to_look_into() -> None:
    """All of a flow stands in one class."""
    assert Flow.__mro__ == (Flow, object)
    assert "inherited from" not in HELP


def test_every_attribute_is_documented() -> None:
    """Whatever Tab offers on a flow has a docstring, and so a line in help()."""
    public = [name for name in dir(Flow) if not name.startswith("_")]
    assert [name for name in public if not (getattr(Flow, name).__doc__ or "").strip()] == []
    for name in ("provider_metadata", "authorization_request", "authorization_response", "redirect_report", "token_response"):
        assert re.search(rf"^ \|  {name}$", HELP, re.MULTILINE), name


@pytest.fixture
def flow(provider: LocalProvider) -> Flow:
    """A flow at the local provider, of which nothing has happened yet."""
    return Flow(provider.issuer, provider.register("help"))


def test_a_flow_says_where_it_stands(flow: Flow, provider: LocalProvider) -> None:
    """Its repr names the steps that are done, discovery too, and forgets those of an earlier attempt."""
    assert repr(flow).endswith("nothing has happened yet>")
    flow.discover()
    assert repr(flow).endswith(": knew the provider>")
    redirect = provider.sign_in(flow.authorize().url)
    assert repr(flow).endswith(": knew the provider, made the link>")
    flow.receive(redirect)
    flow.exchange()
    assert repr(flow).endswith("took the answer, sent the code, got tokens>")
    flow.authorize()
    assert repr(flow).endswith(": knew the provider, made the link>")


def test_names_of_earlier_versions_still_work(flow: Flow, provider: LocalProvider) -> None:
    """Notebooks that say flow.request, flow.guards or flow.result get the same values as those that use the standard's names."""
    metadata = flow.discover()
    flow.receive(provider.sign_in(flow.authorize().url))
    flow.exchange()
    flow.userinfo()
    assert flow.metadata is flow.provider_metadata is metadata
    assert flow.request is flow.authorization_request is not None
    assert flow.response is flow.authorization_response is not None
    assert flow.guards == flow.redirect_report is not None
    assert flow.result is flow.token_response is flow.tokens is not None
    assert flow.userinfo_answer is flow.userinfo_response is not None
    assert flow.refreshed is flow.refresh_response is None


def test_a_new_attempt_forgets_what_came_after_it(flow: Flow, provider: LocalProvider) -> None:
    """Another answer taken drops the tokens of the first and keeps the link; a new link drops both."""
    flow.discover()
    redirect = provider.sign_in(flow.authorize().url)
    flow.receive(redirect)
    flow.exchange()
    flow.receive(redirect)
    assert flow.authorization_request is not None
    assert flow.token_response is None
    flow.authorize()
    assert (flow.authorization_response, flow.redirect_report) == (None, None)
    assert flow.provider_metadata is not None


def test_no_repr_is_long(flow: Flow, provider: LocalProvider) -> None:
    """A run, like all else, prints in a few lines; it printed 38,653 characters once."""
    flow.discover()
    flow.receive(provider.sign_in(flow.authorize().url))
    flow.exchange()
    flow.check()
    shown: list[object] = [flow, flow.run, Run("empty", 0.0), Client("a", redirect_uri="x"), flow.authorization_response]
    assert [repr(value) for value in shown if len(repr(value)) > 700 or repr(value).count("\n") > 5] == []
