"""After the tokens: what is asked shows no token."""

from __future__ import annotations

from explorer.protocol.introspection import introspection_params
from explorer.protocol.logout import build_logout_url
from explorer.protocol.metadata import ProviderMetadata
from explorer.protocol.revocation import revocation_params
from explorer.protocol.userinfo import build_userinfo_request
from explorer.secret import Secret

METADATA = ProviderMetadata(issuer="https://op", userinfo_endpoint="https://op/me", end_session_endpoint="https://op/out?a=1")


def test_requests_show_no_token():
    """The access token travels in the header, the hint in the link, and neither is shown."""
    request = build_userinfo_request(METADATA, Secret("canary", "access_token"))
    assert request.header("Authorization").reveal() == "Bearer canary"
    link = build_logout_url(METADATA, id_token_hint=Secret("canary"), client_id="c", state="s t")
    assert link.reveal() == "https://op/out?a=1&id_token_hint=canary&client_id=c&state=s+t"
    assert "canary" not in repr(request) + repr(link) + request.curl() + repr(
        introspection_params(Secret("canary"), "access_token")
    )
    assert build_logout_url(METADATA, id_token_hint=None, client_id="c").reveal() == "https://op/out?a=1&client_id=c"


def test_a_token_is_named_with_its_kind():
    """Introspection and revocation name the token and what kind it is, in the same words (RFC 7662 2.1, RFC 7009 2.1)."""
    for params in (introspection_params, revocation_params):
        assert params(Secret("r"), "refresh_token") == (("token", Secret("r")), ("token_type_hint", "refresh_token"))
