"""The bridge: starting and sharing, registering, playing the browser, lying, and finding the browser."""

from __future__ import annotations

import logging
import socket
import threading
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest

from explorer import LocalProvider
from explorer.errors import Mistake, Unreachable
from explorer.protocol.authentication import basic_authorization
from tests.links import link, parameters

# Starting and stopping


def test_two_of_one_profile_are_one() -> None:
    """A cell that is run again gets the provider that runs, with its clients; other profiles have their own."""
    first = LocalProvider().start()
    try:
        client = first.register("app")
        again = LocalProvider().start()
        assert again is first
        assert again.register("app") is client
        with LocalProvider("oracle") as other:
            assert other is not first
            assert other.port != first.port
    finally:
        first.stop()
    assert "not started" in repr(first)


def test_leaving_a_with_stops_only_what_it_started() -> None:
    """A `with` around the shared provider leaves it running for whoever started it."""
    first = LocalProvider().start()
    try:
        with LocalProvider() as inner:
            assert inner is first
        assert httpx.get(first.discovery_url).status_code == 200
    finally:
        first.stop()


def test_a_provider_with_a_home_or_port_is_never_shared(provider: LocalProvider) -> None:
    """Two of them are two."""
    with LocalProvider() as shared:
        assert shared is not provider
        assert shared.port != provider.port


def test_starting_again_after_a_stop(provider: LocalProvider) -> None:
    """It begins anew: the clients of before are gone, the key is the same."""
    key, client = provider.jwks, provider.register("app")
    provider.stop()
    provider.stop()
    assert provider.start() is provider
    assert provider.jwks == key
    with pytest.raises(Mistake, match="No client is registered"):
        provider.sign_in(link(provider, client))


def test_nothing_is_left(tmp_path: Path) -> None:
    """A stop leaves no thread behind, and an unclosed socket would fail the run."""
    before = threading.active_count()
    with LocalProvider(port=0, home=tmp_path) as provider:
        provider.sign_in(link(provider, provider.register("app")))
        assert threading.active_count() == before + 1
    assert threading.active_count() == before


def test_a_taken_port(tmp_path: Path) -> None:
    """A port that was asked for is not replaced; the sentence says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Mistake, match=f"port {port} .* Leave port out"):
            LocalProvider(port=port, home=tmp_path).start()
    with pytest.raises(Mistake, match="from 0 to 65535"):
        LocalProvider(port=70_000)


def test_the_usual_port_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one is found, and the provider says so."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr("explorer.provider.standard.Standard.port", port)
        with LocalProvider() as provider:
            assert provider.port != port
            assert f"port {port} was taken" in repr(provider)


def test_a_broken_key(tmp_path: Path) -> None:
    """The sentence names the file."""
    folder = tmp_path / "provider" / "standard"
    folder.mkdir(parents=True)
    (folder / "RS256.json").write_text("?")
    with pytest.raises(Mistake, match=r"RS256\.json"):
        LocalProvider(home=tmp_path).start()


def test_before_it_is_started() -> None:
    """Everything that needs a running provider says: start it; an unknown profile names the known ones."""
    provider = LocalProvider()
    assert repr(provider) == "<LocalProvider standard, not started>"
    for use in (lambda: provider.issuer, lambda: provider.register("x"), provider.behave, lambda: provider.sign_in("x")):
        with pytest.raises(Mistake, match="start"):
            use()
    with pytest.raises(Mistake, match="standard or oracle"):
        LocalProvider("okta")


# Who it is


def test_the_standard_profile(provider: LocalProvider) -> None:
    """Its name is its address, and a flow needs no settings."""
    assert provider.issuer == provider.address == f"http://127.0.0.1:{provider.port}"
    assert provider.discovery_url == provider.address + "/.well-known/openid-configuration"
    assert provider.metadata.issuer == provider.issuer
    assert dict(provider.metadata.members) == httpx.get(provider.discovery_url).json()
    assert provider.jwks == httpx.get(str(provider.metadata.jwks_uri)).json()
    assert provider.settings == {}
    assert provider.redirect_uri == provider.address + "/callback"
    assert provider.profile == "standard"


def test_the_oracle_profile(oracle: LocalProvider) -> None:
    """The issuer is pinned and trusted as an audience; the keys can be had although they are closed, and be opened."""
    assert oracle.settings == {"issuer": oracle.issuer, "trusted_audiences": (oracle.issuer,), "profile": "oracle"}
    assert oracle.issuer != oracle.address
    assert oracle.metadata.introspection_endpoint == oracle.address + "/oauth2/v1/introspect"
    keys = str(oracle.metadata.jwks_uri)
    assert httpx.get(keys).status_code == 401
    oracle.publish_keys()
    assert httpx.get(keys).json() == oracle.jwks
    oracle.publish_keys(False)
    assert httpx.get(keys).status_code == 401


def test_honest_about_itself_while_it_lies(provider: LocalProvider) -> None:
    """Issuer, metadata and keys are the true ones, so that a lie can be held against them."""
    before = (provider.issuer, provider.metadata, provider.jwks)
    with provider.misbehaving("wrong-issuer", "bad-signature"):
        assert (provider.issuer, provider.metadata, provider.jwks) == before


# Clients


def test_registering(provider: LocalProvider) -> None:
    """The client has what it needs, and the same call gives the same client."""
    client = provider.register("app")
    assert client.redirect_uri == provider.redirect_uri
    assert client.token_endpoint_auth_method == "client_secret_basic"
    assert client.client_secret is not None
    assert client.client_secret.label == "client_secret"
    assert provider.register("app") is client
    changed = provider.register("app", basic_encoding="raw")
    assert changed.basic_encoding == "raw"
    assert changed.client_secret != client.client_secret
    assert provider.register("spa", public=True).is_public


def test_the_two_encodings_of_a_secret_differ(provider: LocalProvider) -> None:
    """Otherwise a lesson about them would show nothing."""
    client = provider.register("app")
    assert client.client_secret
    pair = (client.client_id, client.client_secret)
    assert basic_authorization(*pair, "form") != basic_authorization(*pair, "raw")


def test_private_key_jwt_brings_a_key_pair(provider: LocalProvider) -> None:
    """The private key goes into the client, as a secret."""
    client = provider.register("app", token_endpoint_auth_method="private_key_jwt")
    assert client.client_secret is None
    assert client.private_key is not None
    assert client.private_key.reveal().startswith("-----BEGIN PRIVATE KEY-----")
    assert client.private_key_id
    assert "BEGIN" not in repr(client)


@pytest.mark.parametrize(
    "wrong",
    [
        {"public": True, "token_endpoint_auth_method": "client_secret_post"},
        {"token_endpoint_auth_method": "tls_client_auth"},
        {"id_token_signed_response_alg": "none"},
        {"public": True, "id_token_signed_response_alg": "HS256"},
        {"redirect_uri": "/callback"},
        {"redirect_uri": "https://app.example/#x"},
        {"basic_encoding": "base64"},
    ],
    ids=str,
)
def test_what_cannot_be_registered(provider: LocalProvider, wrong: dict[str, str]) -> None:
    """Each ends in a sentence."""
    with pytest.raises(Mistake, match=r"\.$"):
        provider.register("app", **wrong)  # type: ignore[arg-type]
    with pytest.raises(Mistake, match="client_id"):
        provider.register("")


# The browser


def test_signing_in(provider: LocalProvider) -> None:
    """The whole redirect URL, as a secret."""
    redirect = provider.sign_in(link(provider, provider.register("app")))
    assert redirect.label == "redirect"
    assert redirect.reveal().startswith(provider.redirect_uri + "?code=")
    assert parameters(redirect)["state"] == "xyz"
    assert parameters(redirect)["code"] not in f"{redirect!r}{redirect}"


def test_every_sign_in_is_a_private_window(provider: LocalProvider) -> None:
    """Nobody is signed in at its beginning, whoever was before."""
    client = provider.register("app")
    provider.sign_in(link(provider, client))
    assert parameters(provider.sign_in(link(provider, client, prompt="none")))["error"] == "login_required"
    assert parameters(provider.sign_in(link(provider, client), consent=False))["error"] == "access_denied"
    assert "code" in parameters(provider.sign_in(link(provider, client), user="bob"))


def test_signing_in_to_another_address(provider: LocalProvider) -> None:
    """Nothing is fetched from the client's address; the URL is as the provider sent it."""
    client = provider.register("app", redirect_uri="http://127.0.0.1:9/cb?a=%7E")
    assert provider.sign_in(link(provider, client)).reveal().startswith("http://127.0.0.1:9/cb?a=%7E&code=")


def test_a_code_keeps_its_padding(oracle: LocalProvider) -> None:
    """The raw `=` of the Oracle profile is in the URL as it was sent."""
    redirect = oracle.sign_in(link(oracle, oracle.register("app"))).reveal()
    assert "=&state=xyz" in redirect


def test_form_post(provider: LocalProvider) -> None:
    """The body of the form that the browser would post."""
    body = provider.sign_in(link(provider, provider.register("app"), response_mode="form_post", state='a b&"<é>'))
    found = parse_qs(body.reveal())
    assert set(found) == {"code", "state", "iss"}
    assert found["state"] == ['a b&"<é>']


def test_a_refusal_on_the_providers_page(provider: LocalProvider, oracle: LocalProvider) -> None:
    """The provider's own sentence, as text."""
    client = provider.register("app")
    with pytest.raises(Mistake, match=r"^The provider stopped: redirect_uri is not registered.*letter for letter\.$"):
        provider.sign_in(link(provider, client, redirect_uri="https://elsewhere.example/"))
    with pytest.raises(Mistake, match=r"No client is registered here under this client_id\.$"):
        provider.sign_in(link(provider, client, client_id="nobody"))
    with pytest.raises(Mistake, match="ECID: "):
        oracle.sign_in(link(oracle, oracle.register("app"), redirect_uri="https://elsewhere.example/"))


def test_a_page_without_an_end(provider: LocalProvider) -> None:
    """An app that takes only Bob cannot be entered as Alice: the same page comes again, and that is said."""
    client = provider.register("app")
    claims = '{"id_token": {"sub": {"value": "nobody"}}}'
    with pytest.raises(Mistake, match="shows the page 'sign-in' again"):
        provider.sign_in(link(provider, client, claims=claims))


def test_what_sign_in_does_not_do(provider: LocalProvider) -> None:
    """Other addresses, unknown people, and addresses that are no sign-in end in a sentence."""
    client = provider.register("app")
    for url in ("https://elsewhere.example/authorize", provider.address + "0/", "nonsense", ""):
        with pytest.raises(Mistake, match="begin with http://127"):
            provider.sign_in(url)
    with pytest.raises(Mistake, match="cannot be a link"):
        provider.sign_in(provider.address + "/\x00")
    with pytest.raises(Mistake, match="alice and bob"):
        provider.sign_in(link(provider, client), user="carol")
    with pytest.raises(Mistake, match="status 200"):
        provider.sign_in(provider.discovery_url)
    with pytest.raises(Mistake, match="no page at this address"):
        provider.sign_in(provider.address + "/nothing")


def test_no_answer(provider: LocalProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that breaks off is unreachable, in a sentence."""
    url = link(provider, provider.register("app"))
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        dead = f"http://127.0.0.1:{deaf.getsockname()[1]}"
    monkeypatch.setattr(LocalProvider, "address", dead)
    with pytest.raises(Unreachable, match="gave no answer"):
        provider.sign_in(url.replace(f"http://127.0.0.1:{provider.port}", dead))


def test_the_code_is_in_no_log(provider: LocalProvider, caplog: pytest.LogCaptureFixture) -> None:
    """Not even at the most talkative level."""
    caplog.set_level(logging.DEBUG)
    code = parameters(provider.sign_in(link(provider, provider.register("app"))))["code"]
    assert code not in caplog.text


# Faults


def test_misbehaving(provider: LocalProvider) -> None:
    """Faults come into force, show, replace one another, and end."""
    assert provider.fault_names == ()
    assert "honest" in repr(provider)
    provider.misbehave("wrong-nonce", "expired")
    assert provider.fault_names == ("wrong-nonce", "expired")
    assert "misbehaving: wrong-nonce, expired" in repr(provider)
    with provider.misbehaving("alg-none") as same:
        assert same is provider
        assert provider.fault_names == ("alg-none",)
    assert provider.fault_names == ("wrong-nonce", "expired")
    provider.behave()
    assert provider.fault_names == ()


def test_misbehaving_ends_with_an_exception_and_with_a_stop(provider: LocalProvider) -> None:
    """The `with` restores what was before, whatever happens inside."""
    with pytest.raises(ZeroDivisionError), provider.misbehaving("expired"):
        raise ZeroDivisionError
    assert provider.fault_names == ()
    with provider.misbehaving("expired"):
        provider.stop()


def test_an_unknown_fault(provider: LocalProvider) -> None:
    """The nearest names are offered, and nothing comes into force."""
    with pytest.raises(Mistake, match="Did you mean wrong-nonce"):
        provider.misbehave("expired", "wrongnonce")
    with pytest.raises(Mistake, match="alg-none"):
        provider.misbehave("qqqqqq")
    with pytest.raises(Mistake, match="wrong-audience"):
        provider.misbehave()
    assert provider.fault_names == ()


def test_the_catalogue_of_faults(provider: LocalProvider) -> None:
    """Values that say what they are, one after the other or by name."""
    first, second, *_ = provider.faults
    assert (first.name, first.caught_by) == ("wrong-nonce", "IDTC-NONCE-MISMATCH")
    assert first.what in repr(first)
    assert provider.faults["wrong-nonce"] is first
    assert second.name == "wrong-issuer"
    with pytest.raises(Mistake, match="Did you mean wrong-nonce"):
        provider.faults["wrongnonce"]


def test_the_lifetime_of_a_code(provider: LocalProvider) -> None:
    """Long enough to read what is about to be sent, within the ten minutes of RFC 6749 4.1.2; or as set."""
    assert provider.code_lifetime == 300
    provider.code_lifetime = 0
    client = provider.register("app", public=True)
    code = parameters(provider.sign_in(link(provider, client)))["code"]
    data = {"grant_type": "authorization_code", "code": code, "redirect_uri": client.redirect_uri, "client_id": "app"}
    answer = httpx.post(str(provider.metadata.token_endpoint), data=data)
    assert answer.json()["error"] == "invalid_grant"
