"""No secret leaves this machine over plain http, or goes to a link-local address, unless the rule is overruled by its name."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from explorer import Client, Flow, Http, ProviderMetadata
from explorer.errors import Mistake
from tests.flow.odd_provider import OddProvider, odd_provider

SECRET = "made-up-secret-123456"
TENANT = "http://tenant.example"
TOKENS = {"access_token": "made-up-access", "refresh_token": "made-up-refresh", "token_type": "Bearer"}
STEPS: dict[str, Callable[..., Any]] = {
    "userinfo": Flow.userinfo,
    "refresh": Flow.refresh,
    "introspect": Flow.introspect,
    "revoke": Flow.revoke,
}
HOSTS = [
    "tenant.example",
    "TENANT.example:8080",
    "evil.localhost",
    "localhost.",
    "3232235521",
    "[::2]",
    "0127.0.0.1",
    "10.0.0.1",
]


@pytest.fixture
def proxy() -> Iterator[OddProvider]:
    """A proxy on this machine, so that nothing leaves it; it answers for every host."""
    with odd_provider() as odd:
        yield odd


def metadata_at(base: str) -> ProviderMetadata:
    """All endpoints below one address."""
    names = ("authorization", "token", "userinfo", "introspection", "revocation")
    return ProviderMetadata(issuer=base, **{f"{name}_endpoint": f"{base}/{name}" for name in names})  # type: ignore[arg-type]


def flow_at(base: str, proxy: OddProvider, client: Client | None = None) -> Flow:
    """A flow with a code, whose requests go to the proxy."""
    flow = Flow(metadata_at(base), client or Client("app", SECRET, redirect_uri="x"), http=Http(proxy=proxy.base))
    flow.authorize()
    flow.receive("made-up-code-123456")
    return flow


def kinds(flow: Flow) -> list[str]:
    """The kinds of the events of its record."""
    return [event["kind"] for event in flow.run.events]


def with_tokens(proxy: OddProvider) -> Flow:
    """A flow with tokens, for which the rule was overruled once."""
    proxy.say(f"{TENANT}/token", TOKENS)
    flow = flow_at(TENANT, proxy)
    flow.exchange(despite=["HTTP-PLAIN"])
    return flow


@pytest.mark.parametrize("host", HOSTS)
def test_a_code_does_not_leave_over_plain_http(host: str, proxy: OddProvider) -> None:
    """The sentence names the rule and how to overrule it; the code is not used up, and nothing is sent."""
    flow = flow_at(f"http://{host}", proxy)
    with pytest.raises(Mistake, match=r"plain http.*exchange\(despite=\['HTTP-PLAIN'\]\)"):
        flow.exchange()
    assert proxy.asked == []
    assert "token_request" not in kinds(flow)


@pytest.mark.parametrize(
    "client",
    [
        Client("app", redirect_uri="x"),
        Client("app", SECRET, redirect_uri="x", token_endpoint_auth_method="client_secret_post"),
        Client("app", SECRET * 2, redirect_uri="x", token_endpoint_auth_method="client_secret_jwt"),
    ],
)
def test_however_the_client_proves_itself(client: Client, proxy: OddProvider) -> None:
    """A public client too: the code and its verifier are secrets."""
    with pytest.raises(Mistake, match="HTTP-PLAIN"):
        flow_at(TENANT, proxy, client).exchange()
    assert proxy.asked == []


def test_wherever_the_address_comes_from(proxy: OddProvider) -> None:
    """From discovery, in a flow made by again(), and in a request that was made before."""
    issuer = proxy.base
    proxy.say(
        "/.well-known/openid-configuration",
        {"issuer": issuer, "authorization_endpoint": f"{issuer}/a", "token_endpoint": f"{TENANT}/token"},
    )
    flow = Flow(issuer, Client("app", SECRET, redirect_uri="x"), http=Http(proxy=proxy.base))
    proxy.answers[f"{issuer}/.well-known/openid-configuration"] = proxy.answers["/.well-known/openid-configuration"]
    flow.discover()
    flow.authorize()
    flow.receive("made-up-code-123456")
    again = flow.again()
    again.receive("made-up-code-123456")
    made_before = flow.token_request()
    for each, arguments in ((flow, ()), (flow, (made_before,)), (again, ())):
        with pytest.raises(Mistake, match="HTTP-PLAIN"):
            each.exchange(*arguments)
    assert not [path for path in proxy.asked if "tenant.example" in path]


@pytest.mark.parametrize("rule", ["HTTP-PLAIN", "DISC-ENDPOINT-HTTP"])
def test_overruling_shows(rule: str, proxy: OddProvider) -> None:
    """By either name of the rule it goes, and the record says so."""
    proxy.say(f"{TENANT}/token", TOKENS)
    flow = flow_at(TENANT, proxy)
    flow.exchange(despite=[rule])
    assert proxy.asked == [f"{TENANT}/token"]
    assert [event["rules"] for event in flow.run.of_kind("overruled")] == [["HTTP-PLAIN"]]
    assert flow.run.report.failed("HTTP-PLAIN")


@pytest.mark.parametrize("step", STEPS)
def test_no_token_leaves_either(step: str, proxy: OddProvider) -> None:
    """Every later step is stopped, until it is overruled itself."""
    flow = with_tokens(proxy)
    asked = len(proxy.asked)
    with pytest.raises(Mistake, match=rf"{step}\(despite=\['HTTP-PLAIN'\]\)"):
        STEPS[step](flow)
    assert len(proxy.asked) == asked
    STEPS[step](flow, despite=["HTTP-PLAIN"])
    assert len(proxy.asked) == asked + 1
    assert kinds(flow).count("overruled") == 2


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", ["169.254.169.254", "2852039166", "[fe80::1]", "[::ffff:169.254.169.254]"])
def test_no_secret_goes_to_a_link_local_address(scheme: str, host: str, proxy: OddProvider) -> None:
    """There a cloud answers its own machines: https makes it no better."""
    flow = flow_at(f"{scheme}://{host}", proxy)
    with pytest.raises(Mistake, match="HTTP-LINK-LOCAL"):
        flow.exchange(despite=["HTTP-PLAIN"])
    assert proxy.asked == []


def test_a_repetition_is_no_way_around(proxy: OddProvider) -> None:
    """Whoever measures how long a refusal takes sends the client's secret too."""
    flow = Flow(metadata_at(TENANT), Client("app", SECRET, redirect_uri="x"), http=Http(proxy=proxy.base))
    flow.authorize()
    with pytest.raises(Mistake, match="plain http"):
        flow.repeat(2, "token-error", pause=0)
    assert proxy.asked == []


def test_what_cannot_be_overruled_is_said(proxy: OddProvider) -> None:
    """Each step says which names it takes."""
    flow = with_tokens(proxy)
    for step in STEPS.values():
        with pytest.raises(Mistake, match="one of HTTP-PLAIN"):
            step(flow, despite=["AUTHR-STATE-MISMATCH"])
        with pytest.raises(Mistake, match="list of texts"):
            step(flow, despite="HTTP-PLAIN")


def test_this_machine_needs_no_overruling(proxy: OddProvider) -> None:
    """An honest flow at a provider of this machine stays as it is."""
    proxy.say("/token", TOKENS)
    flow = Flow(metadata_at(proxy.base), Client("app", SECRET, redirect_uri="x"))
    flow.authorize()
    flow.receive("made-up-code-123456")
    flow.exchange()
    assert flow.tokens is not None
    assert "overruled" not in kinds(flow)


def test_a_request_altered_by_hand_is_stopped_too(proxy: OddProvider) -> None:
    """The address that counts is the one of the request itself."""
    flow = Flow(metadata_at(proxy.base), Client("app", SECRET, redirect_uri="x"), http=Http(proxy=proxy.base))
    flow.authorize()
    flow.receive("made-up-code-123456")
    sent = flow.token_request()
    elsewhere = dataclasses.replace(sent, request=dataclasses.replace(sent.request, url=f"{TENANT}/token"))
    with pytest.raises(Mistake, match="HTTP-PLAIN"):
        flow.exchange(elsewhere)
    assert proxy.asked == []
