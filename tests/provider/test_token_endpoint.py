"""The token endpoint says no: who asks, with which code, under which conditions."""

from __future__ import annotations

import string
from urllib.parse import urlencode

import httpx
import pytest

from explorer.provider import Provider
from explorer.provider.clients import Registration
from tests.provider.visitor import (
    CHALLENGE,
    VERIFIER,
    Clock,
    basic,
    fetch,
    fresh_name,
    get_code,
    get_json,
    get_tokens,
    misbehave,
    peek,
    post,
    redeem,
    verified,
)


@pytest.fixture
def client(standard: Provider) -> Registration:
    """A confidential client of the standard provider."""
    return standard.register(fresh_name())


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Return status and error of a refusal, after the checks that all refusals must pass (RFC 6749 5.2)."""
    body = answer.json()
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert ("WWW-Authenticate" in answer.headers) == (answer.status_code == 401)
    allowed = set(string.printable[:95]) - {'"', "\\"}
    assert body["error_description"]
    assert set(body["error_description"]) <= allowed
    return answer.status_code, body["error"]


# Who asks


def test_a_token_response_is_never_cached(standard: Provider, client: Registration) -> None:
    """RFC 6749 5.1: no-store."""
    code = get_code(standard, client.client_id)
    answer = redeem(standard, code, basic(client.client_id, client.client_secret))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("name", ["plain", "with space", "co:lon", "pl+us", "per%cent", "tilde~"])
def test_basic_credentials_are_form_decoded(standard: Provider, name: str) -> None:
    """RFC 6749 2.3.1: id and secret are form-urlencoded before they are joined, so even a colon in an id passes."""
    client = standard.register(name)
    assert redeem(standard, get_code(standard, name), basic(name, client.client_secret)).status_code == 200


def test_a_client_may_be_registered_for_raw_basic_credentials(standard: Provider) -> None:
    """`basic_encoding="raw"` takes the secret as it is, and no longer form-encoded."""
    client = standard.register(fresh_name(), basic_encoding="raw")
    name, secret = client.client_id, client.client_secret
    assert refusal(redeem(standard, get_code(standard, name), basic(name, secret))) == (401, "invalid_client")
    assert redeem(standard, get_code(standard, name), basic(name, secret, form=False)).status_code == 200


def test_raw_credentials_are_refused_where_form_is_expected(standard: Provider, client: Registration) -> None:
    """Secrets have a plus, so the encodings differ; the refusal says what happened."""
    answer = redeem(standard, get_code(standard, client.client_id), basic(client.client_id, client.client_secret, form=False))
    assert refusal(answer) == (401, "invalid_client")
    assert "raw-encoded" in answer.json()["error_description"]


@pytest.mark.parametrize(
    "header",
    ["Basic", "Basic !", "Basic bm9jb2xvbg==", "Basic //79", "Bearer abc", "Basic Og==", "Digest x", ""],
)
def test_broken_authorization_headers(standard: Provider, header: str) -> None:
    """Whatever the header holds, the answer is a 401 with a challenge."""
    answer = redeem(standard, "x", {"Authorization": header})
    assert refusal(answer) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")


def test_unknown_client_and_wrong_secret(standard: Provider, client: Registration) -> None:
    """Both are invalid_client, whether they come by header or in the body."""
    assert refusal(redeem(standard, "x", basic("nobody", "x"))) == (401, "invalid_client")
    assert refusal(redeem(standard, "x", basic(client.client_id, "x"))) == (401, "invalid_client")
    assert refusal(redeem(standard, "x", client_id="nobody", client_secret="x")) == (401, "invalid_client")
    post_client = standard.register(fresh_name(), token_endpoint_auth_method="client_secret_post")
    assert refusal(redeem(standard, "x", client_id=post_client.client_id, client_secret="ü")) == (401, "invalid_client")
    assert refusal(redeem(standard, "x")) == (401, "invalid_client")


def test_only_the_registered_method_counts(standard: Provider, client: Registration) -> None:
    """A client registered for Basic may not post its secret, nor leave it out."""
    answer = redeem(standard, "x", client_id=client.client_id, client_secret=client.client_secret)
    assert refusal(answer) == (401, "invalid_client")
    assert "registered for client_secret_basic" in answer.json()["error_description"]
    assert refusal(redeem(standard, "x", client_id=client.client_id)) == (401, "invalid_client")


def test_authenticating_twice_is_an_error(standard: Provider, client: Registration) -> None:
    """RFC 6749 2.3: one method per request; the client_id alone may be repeated, if it is the same."""
    headers = basic(client.client_id, client.client_secret)
    assert refusal(redeem(standard, "x", headers, client_secret=client.client_secret)) == (400, "invalid_request")
    assert refusal(redeem(standard, "x", headers, client_id="another")) == (400, "invalid_request")
    code = get_code(standard, client.client_id)
    assert redeem(standard, code, headers, client_id=client.client_id).status_code == 200


# How it asks


def test_the_body_must_be_a_form(standard: Provider, client: Registration) -> None:
    """JSON is refused with a sentence that names the right media type."""
    headers = basic(client.client_id, client.client_secret)
    answer = fetch(standard.address + "/token", "POST", json={"grant_type": "authorization_code"}, headers=headers)
    assert refusal(answer) == (400, "invalid_request")
    assert "application/x-www-form-urlencoded" in answer.json()["error_description"]


def test_get_is_not_allowed(standard: Provider) -> None:
    """The token endpoint takes POST only, and says so."""
    answer = fetch(standard.address + "/token")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_a_parameter_may_come_once(standard: Provider, client: Registration) -> None:
    """RFC 6749 3.2."""
    body = urlencode([("grant_type", "authorization_code"), ("code", "a"), ("code", "b")])
    headers = {**basic(client.client_id, client.client_secret), "Content-Type": "application/x-www-form-urlencoded"}
    assert refusal(fetch(standard.address + "/token", "POST", content=body, headers=headers)) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("grant_type", "error"),
    [
        (None, "invalid_request"),
        ("", "invalid_request"),
        ("password", "unsupported_grant_type"),
        ('"<b>ü', "unsupported_grant_type"),
    ],
)
def test_grant_types(standard: Provider, client: Registration, grant_type: str | None, error: str) -> None:
    """Only two grant types are known, and what came is not echoed."""
    answer = redeem(standard, "x", basic(client.client_id, client.client_secret), grant_type=grant_type)
    assert refusal(answer) == (400, error)


# With which code


def test_code_missing_unknown_or_of_another_client(standard: Provider, client: Registration) -> None:
    """A code is bound to the client that it was issued to (RFC 6749 4.1.3)."""
    headers = basic(client.client_id, client.client_secret)
    assert refusal(post(standard, "token_endpoint", {"grant_type": "authorization_code"}, headers)) == (400, "invalid_request")
    assert refusal(redeem(standard, "never-issued", headers)) == (400, "invalid_grant")
    other = standard.register(fresh_name())
    answer = redeem(standard, get_code(standard, other.client_id), headers)
    assert refusal(answer) == (400, "invalid_grant")
    assert "another client" in answer.json()["error_description"]


def test_a_code_works_once_and_its_tokens_die_with_the_second_use(standard: Provider, client: Registration) -> None:
    """RFC 6749 4.1.2: the second use is denied, and revokes what the first one gave."""
    headers = basic(client.client_id, client.client_secret)
    code = get_code(standard, client.client_id, scope="openid offline_access")
    tokens = redeem(standard, code, headers).json()
    assert "sub" in get_json(standard.address + "/userinfo", tokens["access_token"])
    assert refusal(redeem(standard, code, headers)) == (400, "invalid_grant")
    assert get_json(standard.address + "/userinfo", tokens["access_token"])["error"] == "invalid_token"
    refreshed = post(
        standard, "token_endpoint", {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}, headers
    )
    assert refusal(refreshed) == (400, "invalid_grant")


def test_a_code_runs_out(standard: Provider, client: Registration, clock: Clock) -> None:
    """Five minutes: a second before their end it is good, at their end it is not."""
    headers = basic(client.client_id, client.client_secret)
    good, late = (get_code(standard, client.client_id) for _ in range(2))
    clock.now += 299
    assert redeem(standard, good, headers).status_code == 200
    clock.now += 1
    answer = redeem(standard, late, headers)
    assert refusal(answer) == (400, "invalid_grant")
    assert "300 seconds" in answer.json()["error_description"]


def test_a_refused_exchange_leaves_the_code_alone(standard: Provider, client: Registration) -> None:
    """A lesson may fail first and mend then, with the same code."""
    headers = basic(client.client_id, client.client_secret)
    code = get_code(standard, client.client_id)
    assert refusal(redeem(standard, code, headers, redirect_uri=None)) == (400, "invalid_grant")
    assert redeem(standard, code, headers).status_code == 200


@pytest.mark.parametrize("tail", ["/", "?x=1", "#f", "%20"])
def test_redirect_uri_is_compared_letter_for_letter(standard: Provider, client: Registration, tail: str) -> None:
    """What was sent at the authorization endpoint must be sent again, unchanged."""
    headers = basic(client.client_id, client.client_secret)
    code = get_code(standard, client.client_id)
    answer = redeem(standard, code, headers, redirect_uri=standard.landing + tail)
    assert refusal(answer) == (400, "invalid_grant")
    assert "letter for letter" in answer.json()["error_description"]


def test_the_misspelt_redirect_uri_of_the_manual_is_refused(provider: Provider) -> None:
    """`reidrect_uri` is an unknown parameter, so redirect_uri is missing: invalid_grant."""
    client = provider.register(fresh_name(), token_endpoint_auth_method="none")
    code = get_code(provider, client.client_id)
    misspelt = {"redirect_uri": None, "reidrect_uri": provider.landing}
    assert refusal(redeem(provider, code, client_id=client.client_id, **misspelt)) == (400, "invalid_grant")
    assert redeem(provider, code, client_id=client.client_id).status_code == 200


def test_redirect_uri_is_not_needed_when_it_was_not_sent(standard: Provider, client: Registration) -> None:
    """RFC 6749 4.1.3: only what was in the authorization request is required here."""
    code = get_code(standard, client.client_id, scope="email", redirect_uri=None)
    headers = basic(client.client_id, client.client_secret)
    assert redeem(standard, code, headers, redirect_uri=None).status_code == 200


# PKCE


@pytest.mark.parametrize(
    ("challenge", "verifier", "error"),
    [
        (CHALLENGE, None, "invalid_request"),
        (CHALLENGE, "x" * 43, "invalid_grant"),
        (CHALLENGE, "tooshort", "invalid_request"),
        (CHALLENGE, CHALLENGE, "invalid_grant"),
        (None, VERIFIER, "invalid_request"),
    ],
    ids=["missing", "wrong", "short", "challenge-as-verifier", "never-announced"],
)
def test_pkce_refusals(
    standard: Provider, client: Registration, challenge: str | None, verifier: str | None, error: str
) -> None:
    """The verifier must fit, and must come exactly when a challenge came (RFC 7636 4.6, RFC 9700 4.8)."""
    method = "S256" if challenge else None
    code = get_code(standard, client.client_id, code_challenge=challenge, code_challenge_method=method)
    answer = redeem(standard, code, basic(client.client_id, client.client_secret), code_verifier=verifier)
    assert refusal(answer) == (400, error)


# Refreshing


def refresh(provider: Provider, client: Registration, token: str, **params: str) -> httpx.Response:
    """Post a refresh token."""
    data = {"grant_type": "refresh_token", "refresh_token": token, **params}
    return post(provider, "token_endpoint", data, basic(client.client_id, client.client_secret))


def test_refresh_tokens_rotate(provider: Provider) -> None:
    """Each refresh gives a new refresh token; the old one ends everything when it is tried again."""
    client = provider.register(fresh_name())
    first = get_tokens(provider, client.client_id, scope="openid offline_access")
    second = refresh(provider, client, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert refusal(refresh(provider, client, first["refresh_token"])) == (400, "invalid_grant")
    assert refusal(refresh(provider, client, second["refresh_token"])) == (400, "invalid_grant")


def test_a_refreshed_id_token(standard: Provider, client: Registration, clock: Clock) -> None:
    """OIDC Core 12.2: same iss, sub, aud and auth_time, new iat, and no nonce."""
    first = get_tokens(standard, client.client_id, scope="openid offline_access")
    clock.now += 100
    second = refresh(standard, client, first["refresh_token"]).json()
    old, new = peek(first["id_token"]), peek(second["id_token"])
    assert {name: new[name] for name in ("iss", "sub", "aud", "auth_time")} == {
        name: old[name] for name in ("iss", "sub", "aud", "auth_time")
    }
    assert new["iat"] == old["iat"] + 100
    assert "nonce" not in new


def test_an_old_sign_in_is_as_old_in_a_refreshed_token(standard: Provider, client: Registration, clock: Clock) -> None:
    """The fault is in the sign-in, which is one for all its tokens: how long the refresh took says nothing of it."""
    misbehave(standard, "old-sign-in")
    first = get_tokens(standard, client.client_id, scope="openid offline_access")
    clock.now += 2
    second = refresh(standard, client, first["refresh_token"]).json()
    times = [peek(tokens["id_token"])["auth_time"] for tokens in (first, second)]
    assert times == [clock.now - 2 - 3600] * 2


def test_refreshing_for_less_and_for_more(standard: Provider, client: Registration) -> None:
    """A refresh may ask for fewer scopes, never for more, and the refresh token keeps the old ones."""
    first = get_tokens(standard, client.client_id, scope="openid email offline_access")
    less = refresh(standard, client, first["refresh_token"], scope="openid").json()
    assert less["scope"] == "openid"
    assert refusal(refresh(standard, client, less["refresh_token"], scope="openid phone")) == (400, "invalid_scope")
    assert refresh(standard, client, less["refresh_token"]).json()["scope"] == "openid email offline_access"


def test_refresh_tokens_of_others_and_of_nobody(standard: Provider, client: Registration) -> None:
    """A refresh token is bound to its client; an access token is no refresh token."""
    first = get_tokens(standard, client.client_id, scope="openid offline_access")
    other = standard.register(fresh_name())
    assert refusal(refresh(standard, other, first["refresh_token"])) == (400, "invalid_grant")
    assert refusal(refresh(standard, client, first["access_token"])) == (400, "invalid_grant")
    assert refusal(refresh(standard, client, "x")) == (400, "invalid_grant")
    assert refresh(standard, client, first["refresh_token"]).status_code == 200


def test_a_public_client_can_refresh(standard: Provider) -> None:
    """Rotation is what protects a refresh token of a public client (RFC 9700 2.2.2)."""
    client = standard.register(fresh_name(), token_endpoint_auth_method="none")
    code = get_code(standard, client.client_id, scope="openid offline_access")
    tokens = redeem(standard, code, client_id=client.client_id).json()
    data = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": client.client_id}
    refreshed = post(standard, "token_endpoint", data).json()
    assert verified(standard, refreshed["id_token"], client.client_id)
