"""The relying-party modules about logout: the explorer begins one, and listens for none."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from explorer import LocalProvider
from tests.conformance.relying_party import RelyingParty

_LISTENS = "nothing in a notebook waits for a message from the provider"
_RETURNS = "the explorer makes the link; the return from it is not read"
NOT_HERE = {
    "rp-init-logout-other-state": _RETURNS,
    "rp-init-logout-no-state": _RETURNS,
    "rp-backchannel-rpinitlogout": _LISTENS,
    "rp-backchannel-rpinitlogout-alg-none": _LISTENS,
    "rp-backchannel-rpinitlogout-no-event": _LISTENS,
    "rp-backchannel-rpinitlogout-wrong-event": _LISTENS,
    "rp-backchannel-rpinitlogout-with-nonce": _LISTENS,
    "rp-backchannel-rpinitlogout-wrong-alg": _LISTENS,
    "rp-backchannel-rpinitlogout-wrong-aud": _LISTENS,
    "rp-backchannel-rpinitlogout-wrong-iss": _LISTENS,
    "rp-frontchannel-rpinitlogout": _LISTENS,
    "rp-frontchannel-opinitlogout": _LISTENS,
    "session-management": "no page of ours stays open to ask the provider's frame",
}


@pytest.fixture
def rp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RelyingParty]:
    """An app at a provider of its own."""
    with LocalProvider(port=0, home=tmp_path_factory.mktemp("home")) as provider:
        yield RelyingParty(provider)


def test_every_module_has_its_reason() -> None:
    """All fourteen are accounted for: one is tested below."""
    assert len(NOT_HERE) + 1 == 14


def test_oidcc_client_test_rp_init_logout(rp: RelyingParty) -> None:
    """The link says who and where to, and the provider comes back there with the state."""
    assert rp.sign_in()
    uri = rp.provider.redirect_uri
    link = rp.flow.logout_url(post_logout_redirect_uri=uri, state="after-logout").reveal()
    sent = parse_qs(urlsplit(link).query)
    assert sent["id_token_hint"] == [rp.flow.tokens.id_token.reveal()]
    answer = httpx.get(link, trust_env=False)
    assert answer.status_code in (302, 303)
    assert urljoin(link, answer.headers["Location"]) == f"{uri}?state=after-logout"
