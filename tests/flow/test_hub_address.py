"""On a hub the address bar shows Jupyter's address of the page at which the browser arrived: pasted, it is the same page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from explorer import Flow, LocalProvider
from explorer.rules.finding import Finding

LANDED = "AUTHR-WRONG-REDIRECT-URI"


@pytest.fixture(scope="module")
def provider() -> Iterator[LocalProvider]:
    with LocalProvider(port=0) as running:
        yield running


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel runs on a hub, as somebody's whose server is called lab."""
    monkeypatch.delenv("FLOW_EXPLORER_BROWSER", raising=False)
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/ada/lab/")


def landed(provider: LocalProvider, address: str, redirect_uri: str | None = None) -> tuple[Flow, Finding]:
    """Return a flow that was given its redirect at another address, in which PORT stands for the provider's port."""
    flow = Flow(provider.issuer, provider.register("hub-notebook", redirect_uri=redirect_uri or provider.redirect_uri))
    flow.discover()
    query = provider.sign_in(flow.authorize().url).reveal().partition("?")[2]
    flow.receive(f"{address.replace('PORT', str(provider.port))}?{query}")
    assert flow.redirect_report is not None
    return flow, flow.redirect_report[LANDED]


@pytest.mark.usefixtures("hub")
def test_the_address_bar_of_a_hub_is_the_same_page(provider: LocalProvider) -> None:
    """The check passes, the record has the registered address, and says what was made of the pasted one."""
    flow, finding = landed(provider, "https://hub.example/user/ada/lab/proxy/PORT/callback")
    assert (finding.verdict, finding.received) == ("pass", provider.redirect_uri)
    assert flow.run.last("receive")["address"] == provider.redirect_uri
    assert any("Jupyter" in change for change in flow.authorization_response.changes)
    assert flow.exchange().id_token
    assert flow.check().ok


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize("path", ["", "/", "/a%20b/c", "/callback?from=hub"])
def test_a_redirect_uri_of_ones_own_on_a_hub(provider: LocalProvider, path: str) -> None:
    """An application at any port of the kernel's machine is reached the same way, whatever its path."""
    own = f"http://127.0.0.1:9321{path}"
    bar = f"https://hub.example/user/ada/lab/proxy/9321{path.partition('?')[0]}"
    _, finding = landed(provider, bar, own)
    assert finding.verdict == "pass"


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize(
    "address",
    [
        "https://hub.example/user/bob/lab/proxy/PORT/callback",
        "https://hub.example/user/ada/lab/proxy/1/callback",
        "https://hub.example/user/ada/lab/proxy/PORT/callback/",
        "https://hub.example/user/ada/lab/proxy/PORT/other",
        "https://evil.example/x/user/ada/lab/proxy/PORT/callback",
        "http://127.0.0.1:PORT/user/ada/lab/proxy/PORT",
    ],
)
def test_another_page_of_a_hub_is_another_page(provider: LocalProvider, address: str) -> None:
    """Somebody else's server, another port and another path are not where the answer was to arrive."""
    _, finding = landed(provider, address)
    assert finding.verdict == "fail"


def test_without_a_hub_there_is_no_such_address(provider: LocalProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the browser is on this machine, nobody comes back through a proxy: the address is another one."""
    monkeypatch.delenv("JUPYTERHUB_SERVICE_PREFIX", raising=False)
    _, finding = landed(provider, "https://hub.example/user/ada/lab/proxy/PORT/callback")
    assert finding.verdict == "fail"
