"""What a user gives of the wrong kind ends in a sentence that says what is wanted, where it was given and not later."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, Http, LocalProvider, ProviderMetadata, Run, Runs, compare, diagnose
from explorer.errors import Mistake
from explorer.flow import OneTimeValues
from explorer.panels import FlowPanel

CLIENT = Client("app", redirect_uri="https://app.example/cb")
BY_HAND = ProviderMetadata(
    issuer="https://op.example", authorization_endpoint="https://op.example/a", token_endpoint="https://op.example/t"
)


def flow() -> Flow:
    """A flow with a code."""
    made = Flow(BY_HAND, CLIENT)
    made.authorize()
    made.receive("c0de-that-was-made-up")
    return made


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "the flow in place of its run": (lambda: diagnose(flow()), r"takes a run, such as flow\.run"),  # type: ignore[arg-type]
    "how to compare, as a list": (lambda: compare(flow().run, flow().run, by=["scope"]), "is one of label"),  # type: ignore[arg-type]
    "leeway as a text": (lambda: Flow(BY_HAND, CLIENT, leeway="60"), "number of seconds"),  # type: ignore[arg-type]
    "leeway that is no number": (lambda: Flow(BY_HAND, CLIENT, leeway=float("nan")), "number of seconds, 0 or more; got nan"),
    "keys as a text": (lambda: Flow(BY_HAND, CLIENT, jwks='{"keys": []}'), r"json\.loads"),  # type: ignore[arg-type]
    "issuer as a number": (lambda: Flow(BY_HAND, CLIENT, issuer=5), "issuer is the name"),  # type: ignore[arg-type]
    "a proxy for the network": (lambda: Flow(BY_HAND, CLIENT, http="http://proxy"), r"Http\(proxy="),  # type: ignore[arg-type]
    "label as bytes": (lambda: Flow(BY_HAND, CLIENT, label=b"x"), "label is what to call the run"),  # type: ignore[arg-type]
    "another label as a number": (lambda: flow().relabel(5), "label is what to call the run"),  # type: ignore[arg-type]
    "profile as a list": (lambda: Flow(BY_HAND, CLIENT, profile=["oracle"]), "short name"),  # type: ignore[arg-type]
    "random values as a text": (lambda: flow().preview("x"), r"OneTimeValues\(\)"),  # type: ignore[arg-type]
    "the class in place of values": (lambda: flow().authorize(fresh=OneTimeValues), r"OneTimeValues\(\)"),  # type: ignore[arg-type]
    "a client_id as the client": (lambda: flow().token_request(client="app"), r"with_secret"),  # type: ignore[arg-type]
    "timeout without end": (lambda: Http(timeout=float("inf")), "a day at most"),
    "timeout that no system can wait": (lambda: Http(timeout=1e7), "a day at most"),
    "timeout as a text": (lambda: Http(timeout="10"), "number of seconds above zero"),  # type: ignore[arg-type]
    "proxy as a number": (lambda: Http(proxy=8080), r"http://proxy\.example:8080"),  # type: ignore[arg-type]
    "a file no system has": (lambda: Http(ca_file="\0"), "no file can have this name"),
    "runs in a number": (lambda: Flow(BY_HAND, CLIENT, runs=5), "the path of a folder"),  # type: ignore[arg-type]
    "runs nowhere": (lambda: Runs(" "), "the path of a folder"),
    "no run": (lambda: Run.load(None), "the path of a run's file"),  # type: ignore[arg-type]
    "port as a text": (lambda: LocalProvider(port="8080"), "number from 0 to 65535"),  # type: ignore[arg-type]
    "no clock": (lambda: Flow(BY_HAND, CLIENT, clock=0), r"such as time\.time"),  # type: ignore[arg-type]
    "a class for the network": (lambda: Flow(BY_HAND, CLIENT, http=Http), r"Http\(proxy="),  # type: ignore[arg-type]
    "leeway that no clock can hold": (lambda: Flow(BY_HAND, CLIENT, leeway=10**5000), "number of seconds, 0 or more"),
    "runs in a folder no system has": (lambda: Runs("\0"), "the path of a folder"),
    "a home no system has": (lambda: LocalProvider(home="\0"), "the path of a folder"),
    "the home of nobody": (lambda: LocalProvider(home="~no-such-user-here/x"), "the path of a folder"),
    "a home that cannot be written": (lambda: Runs("\ud800"), "the path of a folder"),
    "a panel's home as a number": (lambda: FlowPanel(home=5), "the path of a folder"),  # type: ignore[arg-type]
    "a number in place of authorities": (lambda: Http(ca_file=5), "the path of a PEM file"),  # type: ignore[arg-type]
    "a size as a text": (lambda: Http(max_body="1"), "number of bytes above zero"),  # type: ignore[arg-type]
    "a run as a dictionary": (lambda: Run.from_json({}), r"run\.to_json\(\)"),  # type: ignore[arg-type]
    "members as a list": (lambda: ProviderMetadata(issuer="x", members=["a"]), "as a dictionary"),  # type: ignore[arg-type]
    "a number without end": (lambda: Flow(BY_HAND, CLIENT).authorize(max_age=10**5000), "sent as a text"),
    "profiles as a list": (lambda: LocalProvider(["oracle"]), "standard or oracle"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize(("given", "words"), REFUSED.values(), ids=list(REFUSED))
def test_it_ends_in_a_sentence(given: Callable[[], Any], words: str) -> None:
    """Never in an AttributeError of a line that the user has not written, or in a check that fails much later."""
    with pytest.raises(Mistake, match=words):
        given()


def test_at_the_local_provider(provider: LocalProvider) -> None:
    """The request in place of its link, a list of people, an address that no browser can read, a client_id that is none."""
    made = Flow(provider.issuer, provider.register("app"))
    made.discover()
    request: Any = made.authorize()
    with pytest.raises(Mistake, match=r"such as request\.url"):
        provider.sign_in(request)
    with pytest.raises(Mistake, match="There is nobody called"):
        provider.sign_in(request.url, user=["alice"])  # type: ignore[arg-type]
    for address in ("http://[", "http://[::1/cb"):
        with pytest.raises(Mistake, match="redirect_uri must be a whole address"):
            provider.register("app", redirect_uri=address)  # type: ignore[arg-type]
    with pytest.raises(Mistake, match="client_id holds printable ASCII"):
        provider.register("b\u00e4d")
    for name in ("client_id", "redirect_uri", "token_endpoint_auth_method", "basic_encoding", "id_token_signed_response_alg"):
        with pytest.raises(Mistake, match=f"{name} is a text; got a value of the type list"):
            provider.register(**{"client_id": "app", name: ["x"]})
    for fault in (["wrong-nonce"], 10**5000):
        with pytest.raises(Mistake, match="There is no fault called so"):
            provider.misbehave(fault)  # type: ignore[arg-type]
    assert provider.at(5) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("seconds", ["60", None, -1, float("nan"), float("inf")])
def test_how_long_a_code_lives(provider: LocalProvider, seconds: Any) -> None:
    """It is refused where it is said, and not by an error of the provider at the next sign-in."""
    before = provider.code_lifetime
    with pytest.raises(Mistake, match="number of seconds"):
        provider.code_lifetime = seconds
    assert provider.code_lifetime == before


def test_after_the_sign_in(provider: LocalProvider) -> None:
    """What an address is made of is a text, and so is the kind of a token."""
    made = Flow(provider.issuer, provider.register("app"))
    made.discover()
    made.receive(provider.sign_in(made.authorize().url))
    made.exchange()
    with pytest.raises(Mistake, match="state is sent as a text"):
        made.logout_url(state=5)  # type: ignore[arg-type]
    with pytest.raises(Mistake, match="takes 'access_token' or 'refresh_token'"):
        made.introspect(["access_token"])  # type: ignore[arg-type]
    with pytest.raises(Mistake, match="scope is sent as a text"):
        made.refresh(scope=["openid"])  # type: ignore[arg-type]


def test_a_folder_may_be_a_text(tmp_path: Path) -> None:
    """The local provider's home is named as the folder of runs is: by a path, or by its text."""
    with LocalProvider(port=0, home=str(tmp_path)) as one:
        assert one.port
    assert (tmp_path / "provider" / "standard").is_dir()
