"""UserInfo, introspection, revocation, logout, and the documents that anybody may read."""

from __future__ import annotations

from urllib.parse import urljoin

import httpx
import pytest

from explorer.provider import PEOPLE, Provider
from explorer.provider.clients import Registration
from explorer.provider.keys import ASYMMETRIC
from tests.provider.visitor import (
    Browser,
    Clock,
    authorize_url,
    basic,
    came_back,
    fetch,
    fresh_name,
    get_code,
    get_json,
    get_tokens,
    page_name,
    post,
    redeem,
)


@pytest.fixture
def client(standard: Provider) -> Registration:
    """A confidential client of the standard provider."""
    return standard.register(fresh_name())


def userinfo(provider: Provider, authorization: str | None, method: str = "GET") -> httpx.Response:
    """Ask UserInfo with an Authorization header, or with none."""
    headers = {"Authorization": authorization} if authorization is not None else {}
    return fetch(provider.address + provider.profile.paths.userinfo_endpoint, method, headers=headers)


# UserInfo


def test_userinfo_by_get_and_post(provider: Provider) -> None:
    """OIDC Core 5.3.1 asks for both; the scheme's case does not matter."""
    token = get_tokens(provider, fresh_name())["access_token"]
    assert userinfo(provider, f"Bearer {token}").json() == userinfo(provider, f"bearer {token}", "POST").json()


def test_userinfo_without_a_token(provider: Provider) -> None:
    """The bare challenge, without an error code (RFC 6750 3.1)."""
    answer = userinfo(provider, None)
    assert answer.status_code == 401
    assert "error" not in answer.headers["WWW-Authenticate"]
    assert not answer.content


@pytest.mark.parametrize("header", ["Bearer x", "Basic x", "Bearer", "", "Bearer ü"])
def test_userinfo_with_a_wrong_token(standard: Provider, header: str) -> None:
    """401 invalid_token, in the header and in the body."""
    answer = fetch(standard.address + "/userinfo", headers=[(b"Authorization", header.encode("latin-1"))])
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_userinfo_wants_the_access_token_with_openid(standard: Provider, client: Registration) -> None:
    """An ID token or a refresh token is not one, and one without openid is 403 insufficient_scope."""
    tokens = get_tokens(standard, client.client_id, scope="openid offline_access")
    assert userinfo(standard, f"Bearer {tokens['id_token']}").status_code == 401
    assert userinfo(standard, f"Bearer {tokens['refresh_token']}").status_code == 401
    answer = userinfo(standard, f"Bearer {get_tokens(standard, client.client_id, scope='email')['access_token']}")
    assert (answer.status_code, answer.json()["error"]) == (403, "insufficient_scope")
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_access_tokens_run_out(standard: Provider, client: Registration, clock: Clock) -> None:
    """After expires_in seconds UserInfo refuses."""
    tokens = get_tokens(standard, client.client_id)
    clock.now += tokens["expires_in"] - 1
    assert userinfo(standard, f"Bearer {tokens['access_token']}").status_code == 200
    clock.now += 1
    assert userinfo(standard, f"Bearer {tokens['access_token']}").status_code == 401


# Introspection


def test_introspection(provider: Provider) -> None:
    """What is known of a live token (RFC 7662 2.2)."""
    client = provider.register(fresh_name())
    tokens = get_tokens(provider, client.client_id, scope="openid offline_access")
    headers = basic(client.client_id, client.client_secret)
    body = post(provider, "introspection_endpoint", {"token": tokens["access_token"]}, headers).json()
    assert body["active"] is True
    assert body["token_type"] == "Bearer"
    assert body["exp"] - body["iat"] == tokens["expires_in"]
    assert (body["client_id"], body["username"], body["iss"]) == (client.client_id, "alice", provider.issuer)
    refresh = post(provider, "introspection_endpoint", {"token": tokens["refresh_token"]}, headers).json()
    assert refresh["active"] is True
    assert "token_type" not in refresh


def test_introspection_of_what_is_not_ones_own(standard: Provider, client: Registration, clock: Clock) -> None:
    """Unknown, expired and other clients' tokens are just not active."""
    headers = basic(client.client_id, client.client_secret)
    other = get_tokens(standard, fresh_name())["access_token"]
    own = get_tokens(standard, client.client_id)["access_token"]
    clock.now += 3600
    for token in ("x", other, own):
        assert post(standard, "introspection_endpoint", {"token": token}, headers).json() == {"active": False}


def test_introspection_wants_a_client_that_proves_itself(standard: Provider, client: Registration) -> None:
    """RFC 7662 2.1: no public clients, no strangers; and a token must be there."""
    public = standard.register(fresh_name(), token_endpoint_auth_method="none")
    answer = post(standard, "introspection_endpoint", {"token": "x", "client_id": public.client_id})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert post(standard, "introspection_endpoint", {"token": "x"}).status_code == 401
    answer = post(standard, "introspection_endpoint", {}, basic(client.client_id, client.client_secret))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert fetch(standard.address + "/introspect", "POST", json={}).status_code == 400


# Revocation


def test_revoking_an_access_token_leaves_the_rest(standard: Provider, client: Registration) -> None:
    """Only that token dies; a wrong hint does no harm, and a second time is fine too (RFC 7009 2.1, 2.2)."""
    headers = basic(client.client_id, client.client_secret)
    tokens = get_tokens(standard, client.client_id, scope="openid offline_access")
    data = {"token": tokens["access_token"], "token_type_hint": "nonsense"}
    assert post(standard, "revocation_endpoint", data, headers).status_code == 200
    assert post(standard, "revocation_endpoint", data, headers).status_code == 200
    assert userinfo(standard, f"Bearer {tokens['access_token']}").status_code == 401
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert post(standard, "token_endpoint", refresh, headers).status_code == 200


def test_revoking_a_refresh_token_ends_the_access_tokens_too(provider: Provider) -> None:
    """RFC 7009 2.1; a public client may do it with its client_id alone."""
    client = provider.register(fresh_name(), token_endpoint_auth_method="none")
    code = get_code(provider, client.client_id, scope="openid offline_access")
    tokens = redeem(provider, code, client_id=client.client_id).json()
    data = {"token": tokens["refresh_token"], "client_id": client.client_id}
    assert post(provider, "revocation_endpoint", data).status_code == 200
    assert userinfo(provider, f"Bearer {tokens['access_token']}").status_code == 401


def test_revoking_what_is_unknown_or_not_ones_own(standard: Provider, client: Registration) -> None:
    """An unknown token is 200; one of another client is refused and lives on."""
    headers = basic(client.client_id, client.client_secret)
    assert post(standard, "revocation_endpoint", {"token": "x"}, headers).status_code == 200
    other = get_tokens(standard, fresh_name())["access_token"]
    assert post(standard, "revocation_endpoint", {"token": other}, headers).status_code == 400
    assert userinfo(standard, f"Bearer {other}").status_code == 200


# Logout


def logout_url(provider: Provider, **params: str) -> str:
    """Return a logout request."""
    return str(httpx.URL(provider.address + provider.profile.paths.end_session_endpoint, params=params))


def test_logout_with_a_hint(provider: Provider) -> None:
    """With an ID token the session ends at once, and the browser goes back with state."""
    client = provider.register(fresh_name())
    browser = Browser(provider)
    with browser.http:
        answer = browser.sign_in(authorize_url(provider, client.client_id))
        code = came_back(answer)["code"]
        hint = redeem(provider, code, basic(client.client_id, client.client_secret)).json()["id_token"]
        url = logout_url(provider, id_token_hint=hint, post_logout_redirect_uri=provider.landing, state="s t")
        back = browser.get(url)
        assert urljoin(url, back.headers["Location"]) == f"{provider.landing}?state=s+t"
        silent = browser.get(authorize_url(provider, client.client_id, prompt="none"))
        assert came_back(silent)["error"] == "login_required"


@pytest.mark.parametrize("alg", ["HS256", "EdDSA"])
def test_logout_with_a_hint_of_any_algorithm(standard: Provider, alg: str) -> None:
    """A hint is good because it was issued here, also when only the client could verify it."""
    client = standard.register(fresh_name(), id_token_signed_response_alg=alg)
    hint = get_tokens(standard, client.client_id)["id_token"]
    assert page_name(fetch(logout_url(standard, id_token_hint=hint))) == "signed-out"


def test_logout_without_a_hint_asks(standard: Provider, client: Registration, browser: Browser) -> None:
    """Anybody could send that link, so the person is asked, and is not sent anywhere (RP-Initiated Logout 2, 3)."""
    browser.sign_in(authorize_url(standard, client.client_id))
    url = logout_url(standard, client_id=client.client_id, post_logout_redirect_uri=standard.landing)
    page = browser.open(url)
    assert page_name(page) == "sign-out"
    assert "code" in came_back(browser.get(authorize_url(standard, client.client_id)))
    assert page_name(browser.click(page, decision="sign-out")) == "signed-out"
    assert page_name(browser.open(authorize_url(standard, client.client_id))) == "sign-in"


def test_logout_never_goes_to_an_unregistered_address(standard: Provider, client: Registration) -> None:
    """The address must be the client's, letter for letter, and the client the token's."""
    hint = get_tokens(standard, client.client_id)["id_token"]
    answer = fetch(logout_url(standard, id_token_hint=hint, post_logout_redirect_uri="https://evil.example/"))
    assert (answer.status_code, page_name(answer)) == (200, "signed-out")
    other = standard.register(fresh_name())
    answer = fetch(logout_url(standard, id_token_hint=hint, client_id=other.client_id))
    assert (answer.status_code, page_name(answer)) == (400, "error")
    answer = fetch(logout_url(standard, id_token_hint="not.a.token"))
    assert (answer.status_code, page_name(answer)) == (400, "error")


# Documents


def test_discovery(provider: Provider) -> None:
    """Every address in the metadata is the provider's own, and the document may be kept for a while."""
    answer = fetch(provider.address + "/.well-known/openid-configuration")
    document = answer.json()
    assert document["issuer"] == provider.issuer
    for name in provider.profile.paths.__dataclass_fields__:
        assert document[name].startswith(provider.address + "/")
    assert document["id_token_signing_alg_values_supported"][0] == "RS256"
    assert "max-age" in answer.headers["Cache-Control"]


def test_every_algorithm_in_the_metadata_has_a_key(standard: Provider) -> None:
    """What is advertised can be verified."""
    for alg in ASYMMETRIC:
        standard.register(fresh_name(), id_token_signed_response_alg=alg)
    document = get_json(standard.address + "/.well-known/openid-configuration")
    keys = get_json(document["jwks_uri"])["keys"]
    advertised = set(document["id_token_signing_alg_values_supported"]) - {"HS256"}
    assert {key["alg"] for key in keys} == advertised == set(ASYMMETRIC)
    assert len({key["kid"] for key in keys}) == len(keys)


def test_what_is_not_there(standard: Provider) -> None:
    """An unknown address is a page that says so."""
    answer = fetch(standard.address + "/nothing/here?<script>")
    assert (answer.status_code, page_name(answer)) == (404, "error")
    assert fetch(standard.address + "/callback", "PUT").status_code == 405


@pytest.mark.parametrize(
    ("client_id", "settings"),
    [
        ("", {}),
        ("caf\u00e9", {}),
        ("x", {"token_endpoint_auth_method": "tls_client_auth"}),
        ("x", {"redirect_uris": ("/callback",)}),
        ("x", {"redirect_uris": ("https://app.example/#fragment",)}),
        ("x", {"redirect_uris": ("javascript:alert(1)",)}),
        ("x", {"redirect_uris": ("https://app.example/a b",)}),
        ("x", {"id_token_signed_response_alg": "none"}),
        ("x", {"id_token_signed_response_alg": "HS256", "token_endpoint_auth_method": "none"}),
    ],
    ids=str,
)
def test_what_cannot_be_registered(standard: Provider, client_id: str, settings: dict[str, object]) -> None:
    """Each is refused with a sentence."""
    with pytest.raises(ValueError, match=r"\.$"):
        standard.register(client_id, **settings)  # type: ignore[arg-type]


def test_a_registration_does_not_print_its_secret(client: Registration) -> None:
    """Neither repr nor str."""
    assert client.client_secret
    assert client.client_secret not in f"{client!r} {client}"


def test_people_are_whom_the_tests_think(standard: Provider, client: Registration) -> None:
    """The person who clicked is the person in the tokens."""
    for user in PEOPLE:
        token = get_tokens(standard, client.client_id, user, scope="openid email")["access_token"]
        assert get_json(standard.address + "/userinfo", token)["email"] == PEOPLE[user].claims["email"]
