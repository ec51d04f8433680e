"""What a provider says about itself."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import Mistake
from explorer.protocol.metadata import ENDPOINTS, ProviderMetadata, discovery_url, parse_metadata, require_url
from tests.hostile import BODIES, members, outcome, patient


@given(st.binary() | st.sampled_from(BODIES) | members("issuer", *ENDPOINTS).map(lambda v: json.dumps(v).encode()))
@patient
def test_anything_is_metadata_or_a_mistake(body):
    """No document raises anything but a mistake, and the endpoints of one that is read are addresses."""
    result = outcome(parse_metadata, body)
    if isinstance(result, Mistake):
        assert "discovery document" in str(result)
        return
    for name in ENDPOINTS:
        assert getattr(result, name) is None or require_url(getattr(result, name), name)


@pytest.mark.parametrize(
    "value", [7, None, [], "javascript:alert(1)", "//op.example/t", "https://", "https://op.example/a b", "https://[::1"]
)
def test_endpoint_of_the_wrong_kind_is_left_out(value):
    """An endpoint that cannot be used is as good as none; the document keeps it as it came."""
    metadata = parse_metadata(json.dumps({"issuer": "https://op", "token_endpoint": value}).encode())
    assert metadata.token_endpoint is None
    assert metadata.members["token_endpoint"] == value
    with pytest.raises(Mistake, match="token_endpoint"):
        metadata.endpoint("token_endpoint")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "op.example",
        "ftp://op.example",
        "https://op.example/\n",
        "https://user:pw@op.example",
        "https://op.example:0",
        "https://op.example:99999",
        "https://op.example/#top",
        "https://\u00a0op.example",
        None,
        7,
        b"https://op.example",
        "x" * 10_000,
    ],
)
def test_what_is_no_address(text):
    """Whatever is not a whole address is refused in a sentence of a bearable length."""
    with pytest.raises(Mistake, match="whole address") as caught:
        require_url(text, "the issuer")
    assert len(str(caught.value)) < 500


def test_oracles_spelling_is_read():
    """Oracle writes introspect_endpoint; the registered name wins where both are there (RFC 8414 2)."""
    old = {"issuer": "https://op", "introspect_endpoint": "https://op/old"}
    both = {**old, "introspection_endpoint": "https://op/new"}
    assert parse_metadata(json.dumps(old).encode()).introspection_endpoint == "https://op/old"
    assert parse_metadata(json.dumps(both).encode()).introspection_endpoint == "https://op/new"


@pytest.mark.parametrize(
    ("issuer", "url"),
    [
        ("https://op.example", "https://op.example/.well-known/openid-configuration"),
        ("https://op.example/tenant/", "https://op.example/tenant/.well-known/openid-configuration"),
        (
            "https://op.example/.well-known/oauth-authorization-server",
            "https://op.example/.well-known/oauth-authorization-server",
        ),
        (
            "https://op.example/.well-known/openid-configuration?p=policy",
            "https://op.example/.well-known/openid-configuration?p=policy",
        ),
        ("http://[::1]:8080/", "http://[::1]:8080/.well-known/openid-configuration"),
    ],
)
def test_where_discovery_is(issuer, url):
    """An issuer gets the well-known path behind it (Discovery 4.1); a discovery address stays."""
    assert discovery_url(issuer) == url


def test_an_issuer_has_no_query():
    """Discovery 3; the well-known path behind a query would ask another document."""
    with pytest.raises(Mistake, match="no query"):
        discovery_url("https://op.example?p=policy")


def test_iss_is_promised_by_true_alone():
    """RFC 9207 3: the member is a boolean, and the text "true" is none."""
    assert ProviderMetadata(issuer="x", members={"authorization_response_iss_parameter_supported": True}).promises_iss
    assert not ProviderMetadata(issuer="x", members={"authorization_response_iss_parameter_supported": "true"}).promises_iss


def test_preset():
    """The paths of the manual at one's own address; another name is told which there are."""
    oracle = ProviderMetadata.preset("oracle", "https://tenant-base-url/")
    assert oracle.authorization_endpoint == "https://tenant-base-url/oauth2/v1/authorize"
    with pytest.raises(Mistake, match="'oracle'"):
        ProviderMetadata.preset("acme", "https://x")
