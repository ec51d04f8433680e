"""Where the browser finds the local provider: on the same computer, on a hub, on Binder."""

from __future__ import annotations

import pickle

import pytest

from explorer import LocalProvider
from tests.links import link, parameters


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that says nothing about the browser."""
    for name in ("JUPYTERHUB_SERVICE_PREFIX", "BINDER_LAUNCH_HOST", "BINDER_REQUEST", "FLOW_EXPLORER_BROWSER"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_on_ones_own_computer(provider: LocalProvider, nowhere: pytest.MonkeyPatch) -> None:
    """The address is the address."""
    url = provider.address + "/authorize?a=b"
    assert provider.browser_url(url) == url
    nowhere.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/x/")
    nowhere.setenv("FLOW_EXPLORER_BROWSER", "local")
    assert provider.browser_url(url) == url


def test_on_a_hub(provider: LocalProvider, nowhere: pytest.MonkeyPatch) -> None:
    """A link through the proxy, without an origin; other addresses are left alone."""
    nowhere.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/x/")
    prefix = f"/user/x/proxy/{provider.port}"
    assert provider.browser_url(provider.address + "/authorize?a=http%3A%2F%2F") == f"{prefix}/authorize?a=http%3A%2F%2F"
    assert provider.browser_url(provider.address) == prefix
    for other in ("https://tenant.example/authorize", provider.address + "0/authorize"):
        assert provider.browser_url(other) == other


def test_on_binder_and_by_hand(provider: LocalProvider, nowhere: pytest.MonkeyPatch) -> None:
    """Any BINDER_ variable says that the browser is elsewhere, and so does the user."""
    url = provider.address + "/callback"
    nowhere.setenv("BINDER_LAUNCH_HOST", "https://binder.example")
    assert provider.browser_url(url) == f"/proxy/{provider.port}/callback"
    nowhere.delenv("BINDER_LAUNCH_HOST")
    nowhere.setenv("FLOW_EXPLORER_BROWSER", "proxy")
    assert provider.browser_url(url) == f"/proxy/{provider.port}/callback"


def test_what_sign_in_returns_does_not_travel(provider: LocalProvider) -> None:
    """A pickle holds a fingerprint."""
    redirect = provider.sign_in(link(provider, provider.register("app")))
    assert parameters(redirect)["code"].encode() not in pickle.dumps(redirect)
