"""What is said of an address without an answer: enough of it to compare, and nothing that may be a secret."""

from __future__ import annotations

import pytest

from explorer.errors import Mistake
from explorer.protocol.pasted.names import shown_address
from explorer.protocol.redirect import parse_redirect

OURS = "http://127.0.0.1:8765/callback"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://127.0.0.1:8765/callback", "http://127.0.0.1:8765/callback"),
        ("https://op.example:8443/oauth2/v1/authorize?x=1", "https://op.example:8443/oauth2/v1/authorize"),
        ("https://op.example/reset/8a2f6c1e9b7d4053a1c8e6f2", "https://op.example/..."),
        ("https://me:a-password@op.example:44/a", "https://op.example:44/a"),
        ("https://[::1]:80/cb#x", "https://[::1]:80/cb"),
        ("https://op.example", "https://op.example"),
        ("https://op.example:port/a", "https://op.example"),
        ("callback", "without a scheme"),
    ],
)
def test_an_address_is_shown_as_far_as_it_holds_no_secret(address: str, shown: str) -> None:
    """Scheme, host and port, and a path of plain words; never a user, a query, or what may be a ticket."""
    assert shown_address(address) == shown


@pytest.mark.parametrize("text", [f"{OURS}?co", OURS, f"{OURS}?", f"{OURS}/"])
def test_half_of_our_own_address_is_called_so(text: str) -> None:
    """At the redirect_uri it is said that the answer behind the ? is missing."""
    with pytest.raises(
        Mistake, match=r"This is the redirect_uri \(http://127\.0\.0\.1:8765/callback.* neither code nor error behind it"
    ):
        parse_redirect(text, redirect_uri=OURS)


def test_another_address_is_shown_with_its_port_and_path() -> None:
    """They are what one compares."""
    with pytest.raises(Mistake, match=r"This is an address \(http://127\.0\.0\.1:9999/other\)"):
        parse_redirect("http://127.0.0.1:9999/other", redirect_uri=OURS)


@pytest.mark.parametrize(
    ("end", "is_cut"), [("&sta", True), ("&state=", True), ("&state=abc", False), ("&iss", True), ("", False), ("&x=", False)]
)
def test_an_address_that_was_not_copied_whole(end: str, is_cut: bool) -> None:
    """Half an address is not called a whole one."""
    told = parse_redirect(f"{OURS}?code=SplxlOBeZQQYbYS6WxSbIA{end}").recognised
    assert ("not copied whole" in told) is is_cut
    assert "the whole address" not in told
