"""What a person pastes for a link: the answer in every wrapping, and every slip with a sentence of its own."""

from __future__ import annotations

import pytest

from explorer.errors import Mistake
from explorer.probes import AnotherLink, brought_back

HOME = "http://127.0.0.1:9000/callback"
CODE = "AAAAAAAAAAAAAAAAAAAAAAAAcanary"
LINK = f"https://login.example/authorize?response_type=code&client_id=c&redirect_uri={HOME}&state=S1"
BARE = LINK.removesuffix("&state=S1")


@pytest.mark.parametrize(
    ("pasted", "link", "address"),
    [
        (f"{HOME}?code={CODE}&state=S1", LINK, f"{HOME}?code={CODE}&state=S1"),
        (f"  {HOME}?code={CODE}&state=S1\n", LINK, f"{HOME}?code={CODE}&state=S1"),
        (f"{HOME}#code={CODE}&state=S1", LINK, f"{HOME}#code={CODE}&state=S1"),
        (f"{HOME}?error=login_required&state=S1", LINK, f"{HOME}?error=login_required&state=S1"),
        (f"curl '{HOME}?code={CODE}&state=S1'", LINK, f"{HOME}?code={CODE}&state=S1"),
        (f"code={CODE}&state=S1", LINK, f"{HOME}?code={CODE}&state=S1"),
        (f"{HOME}?code={CODE}", BARE, f"{HOME}?code={CODE}"),
    ],
    ids=["address", "blanks", "fragment", "error", "curl", "parameters", "without state"],
)
def test_an_answer(pasted: str, link: str, address: str) -> None:
    """It is the address at which the browser arrived, as it was."""
    assert brought_back(pasted, link).reveal() == address


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        ("nonsense", "no address"),
        (CODE, "no address"),
        (LINK, "authorize request"),
        ("https://login.example/u/login?ticket=7", "neither code nor error"),
        (f"https://login.example/error?code={CODE}&state=S1", "comes back to"),
    ],
    ids=["nonsense", "the code alone", "the link", "the login page", "another place"],
)
def test_a_slip(pasted: str, told: str) -> None:
    """The sentence says what the text is, and never repeats a code."""
    with pytest.raises(Mistake, match=told) as refused:
        brought_back(pasted, LINK)
    assert not isinstance(refused.value, AnotherLink)
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("link", [LINK, BARE])
def test_the_answer_to_another_link(link: str) -> None:
    """Its state tells: another one, or one where none was sent."""
    with pytest.raises(AnotherLink, match="another link"):
        brought_back(f"{HOME}?code={CODE}&state=S0", link)


@pytest.mark.parametrize("rest", ["", "&state=S"], ids=["missing", "cut"])
def test_an_address_that_was_cut(rest: str) -> None:
    """It is the right tab: the whole address is copied once more, and no link opened again."""
    with pytest.raises(AnotherLink, match="not copied whole"):
        brought_back(f"{HOME}?code={CODE}{rest}", LINK)


def test_behind_a_hub() -> None:
    """The address bar of a browser that is elsewhere shows Jupyter's address, and means the redirect_uri."""
    pasted = f"https://hub.example/user/ann/proxy/9000/callback?code={CODE}&state=S1"
    came = brought_back(pasted, LINK, lambda _: "/user/ann/proxy/9000/callback")
    assert came.reveal() == f"{HOME}?code={CODE}&state=S1"
