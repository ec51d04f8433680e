"""The Oracle profile: each habit that reference/providers.toml names."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
from cryptography import x509

from explorer.provider import PEOPLE, Provider, start
from tests.provider.visitor import (
    Browser,
    authorize_url,
    basic,
    came_back,
    fetch,
    fresh_name,
    get_code,
    get_json,
    get_tokens,
    page_name,
    peek,
    redeem,
)

ISSUER = "https://identity.oraclecloud.com/"


@pytest.fixture
def closed(oracle: Provider) -> Iterator[Provider]:
    """The Oracle provider with its keys closed, as they are by default."""
    oracle.setting.keys_are_public = False
    yield oracle
    oracle.setting.keys_are_public = True


def test_metadata(oracle: Provider) -> None:
    """A constant issuer with a slash, the tenant's own paths, silence about PKCE and iss, introspection named twice."""
    document = get_json(oracle.address + "/.well-known/openid-configuration")
    assert document["issuer"] == ISSUER
    assert document["authorization_endpoint"] == oracle.address + "/oauth2/v1/authorize"
    assert document["token_endpoint"] == oracle.address + "/oauth2/v1/token"
    assert document["userinfo_endpoint"] == oracle.address + "/oauth2/v1/userinfo"
    assert document["revocation_endpoint"] == oracle.address + "/oauth2/v1/revoke"
    assert document["end_session_endpoint"] == oracle.address + "/oauth2/v1/userlogout"
    assert document["jwks_uri"] == oracle.address + "/admin/v1/SigningCert/jwk"
    assert document["introspect_endpoint"] == document["introspection_endpoint"] == oracle.address + "/oauth2/v1/introspect"
    assert "code_challenge_methods_supported" not in document
    assert "authorization_response_iss_parameter_supported" not in document
    assert document["claims_parameter_supported"] is False


def test_the_redirect(oracle: Provider) -> None:
    """The code begins and ends as in the manual, the padding is raw, it parses all the same, and there is no iss."""
    browser = Browser(oracle)
    client = oracle.register(fresh_name())
    with browser.http:
        answer = browser.sign_in(authorize_url(oracle, client.client_id))
    back = came_back(answer)
    assert back["code"].startswith("AQIDBA")
    assert back["code"].endswith("=")
    assert f"code={back['code']}&state=" in answer.headers["Location"]
    assert "iss" not in back
    assert redeem(oracle, back["code"], basic(client.client_id, client.client_secret)).status_code == 200


def test_the_token_response_of_the_manual(oracle: Provider) -> None:
    """Four members, and tokens that begin as in the manual."""
    tokens = get_tokens(oracle, fresh_name())
    assert set(tokens) == {"access_token", "token_type", "expires_in", "id_token"}
    assert tokens["access_token"].startswith("eyJ4NXQjUzI1")
    assert tokens["id_token"].startswith("eyJ4NXQjUzI1")


def test_id_token(oracle: Provider) -> None:
    """Two audiences, azp, and Oracle's own claims; the token lives as long as the session."""
    name = fresh_name()
    claims = peek(get_tokens(oracle, name, user="bob")["id_token"])
    assert claims["iss"] == ISSUER
    assert claims["aud"] == [name, ISSUER]
    assert claims["azp"] == name
    assert claims["sub"] == "bob@example.org"
    assert claims["user_id"] == PEOPLE["bob"].guid
    assert claims["session_exp"] == claims["exp"] == claims["auth_time"] + 8 * 3600
    assert (claims["tok_type"], claims["sub_mappingattr"]) == ("IT", "userName")
    assert {"user_displayname", "user_tenantname", "user.tenant.name", "authn_strength", "sid", "jti", "amr"} <= set(claims)


def test_access_token(oracle: Provider) -> None:
    """Always a JWT, and told from an ID token by tok_type only; without an API its audience is the tenant."""
    name = fresh_name()
    token = get_tokens(oracle, name)["access_token"]
    claims = peek(token)
    assert "typ" not in jwt.get_unverified_header(token)
    assert (claims["tok_type"], claims["sub_type"], claims["client_name"]) == ("AT", "user", name)
    assert claims["aud"] == oracle.address + "/"


def test_header_and_keys_carry_the_certificates_thumbprints(oracle: Provider) -> None:
    """x5t and x5t#S256 fit the certificate, and the certificate the key (RFC 7517 4.7 to 4.9)."""
    header = jwt.get_unverified_header(get_tokens(oracle, fresh_name())["id_token"])
    (key,) = get_json(oracle.address + "/admin/v1/SigningCert/jwk")["keys"]
    der = base64.b64decode(key["x5c"][0])
    for member, digest in (("x5t", hashlib.sha1), ("x5t#S256", hashlib.sha256)):
        expected = base64.urlsafe_b64encode(digest(der).digest()).decode().rstrip("=")
        assert header[member] == key[member] == expected
    certified = x509.load_der_x509_certificate(der).public_key()
    assert certified.public_numbers() == jwt.PyJWK(key).key.public_numbers()  # type: ignore[union-attr]
    assert header["kid"] == key["kid"] == "SIGNING_KEY"


def test_keys_are_closed_to_strangers(closed: Provider) -> None:
    """Without a token there is a SCIM error; with an access token there are keys; opened, there are keys for all."""
    url = closed.address + "/admin/v1/SigningCert/jwk"
    answer = fetch(url)
    assert answer.status_code == 401
    assert "error.common.exception.unauthorizedAccess" in answer.text
    assert answer.json()["status"] == "401"
    assert fetch(url, headers={"Authorization": "Bearer x"}).status_code == 401
    assert get_json(url, get_tokens(closed, fresh_name())["access_token"])["keys"]
    closed.setting.keys_are_public = True
    assert get_json(url)["keys"]


def test_closed_by_default(key_folder: Path) -> None:
    """Nobody has to switch it on."""
    assert Provider("oracle", port=1, folder=key_folder / "oracle").setting.keys_are_public is False


def test_errors_carry_an_ecid(oracle: Provider) -> None:
    """The same in the description and in the header, another one in every answer; and the cause stays hidden."""
    client = oracle.register(fresh_name())
    headers = basic(client.client_id, client.client_secret)
    unknown = redeem(oracle, "x", headers)
    mismatch = redeem(oracle, get_code(oracle, client.client_id), headers, redirect_uri="https://elsewhere.example")
    texts = []
    for answer in (unknown, mismatch):
        text, _, ecid = answer.json()["error_description"].partition(" ECID: ")
        assert ecid == answer.headers["X-ORACLE-DMS-ECID"]
        texts.append(text)
    assert texts[0] == texts[1]
    assert unknown.headers["X-ORACLE-DMS-ECID"] != mismatch.headers["X-ORACLE-DMS-ECID"]


def test_a_wrong_redirect_uri(oracle: Provider) -> None:
    """Oracle's own code, on the provider's page, with the ECID."""
    client = oracle.register(fresh_name())
    answer = fetch(authorize_url(oracle, client.client_id, redirect_uri="https://elsewhere.example"))
    assert page_name(answer) == "error"
    assert "invalid_redirect_uri" in answer.text
    assert answer.headers["X-ORACLE-DMS-ECID"] in answer.text


def test_unknown_scopes_are_refused(oracle: Provider) -> None:
    """Unlike the standard profile, which ignores them; the groups of the metadata are known."""
    client = oracle.register(fresh_name())
    answer = fetch(authorize_url(oracle, client.client_id, scope="openid fancy"))
    assert came_back(answer)["error"] == "invalid_scope"
    assert get_tokens(oracle, client.client_id, scope="openid groups get_approles")


def test_userinfo_has_empty_texts(oracle: Provider) -> None:
    """As in the manual's sample: what is not known is an empty text."""
    tokens = get_tokens(oracle, fresh_name(), user="bob", scope="openid profile get_groups approles")
    claims = get_json(oracle.address + "/oauth2/v1/userinfo", tokens["access_token"])
    assert (claims["website"], claims["birthdate"], claims["gender"]) == ("", "", "male")
    assert (claims["groups"], claims["appRoles"]) == ([], [])


def test_the_claims_parameter_is_ignored(oracle: Provider) -> None:
    """The metadata says that it is not supported; broken or not, it changes nothing."""
    assert "email" not in peek(get_tokens(oracle, fresh_name(), claims='{"id_token": {"email": null}}')["id_token"])
    assert get_tokens(oracle, fresh_name(), claims="{")


def test_only_rs256(oracle: Provider) -> None:
    """The metadata lists RS256 only, so nothing else can be registered."""
    with pytest.raises(ValueError, match="RS256"):
        oracle.register(fresh_name(), id_token_signed_response_alg="ES256")


def test_a_new_sign_in_after_hours_still_gives_a_live_token(key_folder: Path) -> None:
    """A refresh late in a session never hands out an ID token that is over already."""
    now = 1_800_000_000.0
    service = start("oracle", port=0, folder=key_folder / "oracle", clock=lambda: now)
    try:
        provider = service.provider
        client = provider.register("app")
        tokens = get_tokens(provider, "app", scope="openid offline_access")
        now += 9 * 3600
        data = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        url = provider.address + "/oauth2/v1/token"
        refreshed = fetch(url, "POST", data=data, headers=basic("app", client.client_secret)).json()
        assert peek(refreshed["id_token"])["exp"] > now
    finally:
        service.stop()
