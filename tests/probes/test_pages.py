"""What is quoted of a provider's page: what this page says, and not what stands on every page of the site."""

from __future__ import annotations

import pytest

from explorer.probes.outcomes import Outcome
from explorer.probes.pages import Page

BARE = "<p>The redirect_uri is not registered.</p>"


@pytest.mark.parametrize(
    "page",
    [
        BARE,
        f"<header><p>Example <span>login</span></header>{BARE}<footer>Terms</footer>",
        f"<nav><a href='/'>Home</nav><header>Example</header><main>{BARE}</main>",
        f"<p>This is the provider</p><h1>The redirect_uri is <b>not</b> registered.</h1><footer>{BARE}</footer>",
        f"<header><h1>Example</h1></header>{BARE}",
    ],
    ids=["bare", "header and footer", "an open link", "a line above the heading", "a heading in the header"],
)
def test_the_message_of_a_page(page: str) -> None:
    """Header, navigation and footer are left out, and what stands above the heading; the words as a whole stay."""
    read = Page(f"<html><title>Error</title><body>{page}</body></html>", "https://op.example/authorize")
    assert read.message == "The redirect_uri is not registered."
    assert read.message.split()[0] in read.text
    assert ("Example" in read.text) == ("Example" in page)
    assert "that says: The redirect_uri" in Outcome("error-page", page=read).told


def test_paragraphs_are_told_apart() -> None:
    """The words of a heading and of each paragraph do not run into each other, also where a tag was never closed."""
    read = Page(
        "<h1>Stopped</h1><p>No such client.<p><code>invalid_client</code><dl><dt>client_id<dd>x</dl>", "https://op.example/"
    )
    assert read.message == "Stopped / No such client. / invalid_client / client_id / x"


def test_a_page_with_nothing_but_furniture() -> None:
    """Where all words of a page stand in its header, they are what it says."""
    read = Page("<header>Sorry, this link is no good</header>", "https://op.example/")
    assert read.message == "Sorry, this link is no good"
