"""Which texts are the browser's own, for whoever reads a paste and for whoever diagnoses it: one list."""

from __future__ import annotations

import pytest

from explorer.protocol.browser_words import is_browser_page, is_of_console, is_of_the_browser
from tests.growth import assert_linear, repeated

PAGES = [
    "127.0.0.1 refused to connect. ERR_CONNECTION_REFUSED",
    "localhost refused to connect.",
    "op.example:8443 refused to connect.",
    "This site can\u2019t be reached | op.example took too long to respond. | ERR_CONNECTION_TIMED_OUT",
    "Unable to connect\n\nFirefox can\u2019t establish a connection to the server at 127.0.0.1:9999.",
    "The connection was reset",
    "The connection has timed out",
    "Hmmm\u2026 can't reach this page",
    "Your connection is not private\nNET::ERR_CERT_AUTHORITY_INVALID",
    "Warning: Potential Security Risk Ahead",
    "Error code: SEC_ERROR_UNKNOWN_ISSUER",
    "DNS_PROBE_FINISHED_NXDOMAIN",
    "chrome-error://chromewebdata/",
    "Die Website ist nicht erreichbar",
]
CONSOLE = [
    "Access to fetch at 'https://op/token' from origin 'https://app' has been blocked by CORS policy",
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource",
    "Refused to display 'https://op/' in a frame because it set 'X-Frame-Options' to 'deny'.",
    "Refused to send form data to 'https://op/' because it violates the Content Security Policy",
]
OF_PROVIDERS = [
    "We were unable to connect to the directory. Try again later.",
    "The database refused to connect.",
    "The connection was refused by the LDAP server 10.0.0.4.",
    "The connection to your account has timed out: sign in again.",
    "invalid_request: redirect_uri is not registered",
    "Error: the user may not connect",
    "ERROR_INVALID_CLIENT",
]


@pytest.mark.parametrize("text", PAGES)
def test_its_own_page(text: str) -> None:
    """It could not open an address."""
    assert is_browser_page(text)
    assert is_of_the_browser(text)


@pytest.mark.parametrize("text", CONSOLE)
def test_its_console(text: str) -> None:
    """A page may not do something: that is no page that could not be opened."""
    assert is_of_console(text)
    assert is_of_the_browser(text)
    assert not is_browser_page(text)


@pytest.mark.parametrize("text", OF_PROVIDERS)
def test_what_a_provider_says_of_connections(text: str) -> None:
    """Others cannot connect either, and say so on pages of theirs."""
    assert not is_of_the_browser(text)


@pytest.mark.parametrize("piece", ["a.", "a-", "ERR_A", "the connection ", "\n"])
def test_the_work_is_bounded(piece: str) -> None:
    """However long a text is."""
    assert_linear(repeated(piece), is_of_the_browser)
