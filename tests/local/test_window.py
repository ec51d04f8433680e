"""A window that stays open: who is signed in, which pages are shown, and what signing out ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import Flow, LocalProvider
from explorer.errors import Mistake
from explorer.protocol.logout import build_logout_url
from explorer.secret import Secret
from tests.links import link, parameters


def sign_out_link(provider: LocalProvider) -> Secret:
    """Return a link to sign out, without a hint whose session it is."""
    return build_logout_url(provider.metadata, id_token_hint=None, client_id="app")


def test_signed_in_once_for_all(provider: LocalProvider) -> None:
    """The second sign-in in the same window shows no page, whoever should be clicked there; `prompt=none` succeeds."""
    client, window = provider.register("app"), provider.window()
    window.sign_in(link(provider, client), user="bob")
    assert window.pages == ("sign-in", "consent")
    assert "code" in parameters(window.sign_in(link(provider, client, prompt="none")))
    assert window.pages == ()
    assert repr(window) == f"<Window at {provider.address}: no page shown>"


def test_consent_is_asked_for_each_client(provider: LocalProvider) -> None:
    """Another client finds the person signed in, and has to be allowed in its own right."""
    window, second = provider.window(), provider.register("second")
    window.sign_in(link(provider, provider.register("first")))
    assert parameters(window.sign_in(link(provider, second, prompt="none")))["error"] == "consent_required"
    assert "code" in parameters(window.sign_in(link(provider, second)))
    assert window.pages == ("consent",)


def test_windows_do_not_know_each_other(provider: LocalProvider) -> None:
    """What happens in one window changes nothing in another."""
    client, window, other = provider.register("app"), provider.window(), provider.window()
    window.sign_in(link(provider, client))
    assert parameters(other.sign_in(link(provider, client, prompt="none")))["error"] == "login_required"
    other.sign_out(sign_out_link(provider))
    assert "code" in parameters(window.sign_in(link(provider, client, prompt="none")))


def test_signing_out(provider: LocalProvider) -> None:
    """Without a hint the provider asks; afterwards nobody is signed in, and the browser stays where it is."""
    client, window = provider.register("app"), provider.window()
    window.sign_in(link(provider, client))
    assert window.sign_out(sign_out_link(provider)) is None
    assert window.pages == ("sign-out", "signed-out")
    assert parameters(window.sign_in(link(provider, client, prompt="none")))["error"] == "login_required"


def test_signing_out_leads_back(provider: LocalProvider, tmp_path: Path) -> None:
    """With an ID token as a hint nothing is asked, and the browser goes to the address that the client has registered."""
    flow, window = Flow(provider.issuer, provider.register("app"), runs=tmp_path), provider.window()
    flow.discover()
    flow.receive(window.sign_in(flow.authorize().url))
    flow.exchange()
    back = window.sign_out(flow.logout_url(post_logout_redirect_uri=flow.client.redirect_uri, state="bye"))
    assert back is not None
    assert back.reveal() == f"{flow.client.redirect_uri}?state=bye"
    assert window.pages == ()
    with pytest.raises(Mistake, match=r"sign_out\(\) follows"):
        window.sign_in(flow.logout_url())
    assert parameters(window.sign_in(flow.authorize(prompt="none").url))["error"] == "login_required"


def test_links_of_the_other_kind(provider: LocalProvider) -> None:
    """A link that leads to other pages than expected ends in a sentence, and a secret one is not repeated."""
    client, window = provider.register("app"), provider.window()
    with pytest.raises(Mistake, match="shows the page 'sign-in'"):
        window.sign_out(link(provider, client))
    with pytest.raises(Mistake, match="shows the page 'sign-out'"):
        window.sign_in(sign_out_link(provider))
    with pytest.raises(Mistake, match="begin with http://127") as caught:
        window.sign_out(Secret("https://elsewhere.example/?id_token_hint=canary-41c7", "logout_url"))
    assert "canary-41c7" not in str(caught.value)
    with pytest.raises(Mistake, match="cannot be a link"):
        window.sign_out(f"{provider.address}/\x00")
