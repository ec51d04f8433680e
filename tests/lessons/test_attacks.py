"""The attacks of lesson 05: each succeeds where its guard is down, and stops at its guard, and the drawing tells what happened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer import Flow, LocalProvider
from explorer.lessons.attacks import GUARDS, Stage, swapped
from explorer.views.attack import attack_html, attack_svg


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    home: Path = tmp_path_factory.mktemp("home")
    with LocalProvider(port=0, home=home) as provider, LocalProvider(port=0, home=home / "rogue") as rogue:
        client = provider.register("shop")
        shops = (
            Flow(provider.issuer, client, runs=home),
            Flow(rogue.issuer, rogue.register("shop", redirect_uri=client.redirect_uri), runs=home),
        )
        for shop in shops:
            shop.discover()
            shop.authorize("openid profile")
        yield Stage(provider, *shops)


@pytest.mark.parametrize(
    ("attack", "up", "shown"),
    [
        ("forged_redirect", "", "Bob"),
        ("injected_code", "state", "Alice"),
        ("mix_up", "state nonce pkce", "Alice"),
        ("lookalike", "state nonce pkce iss", "Alice"),
    ],
)
def test_without_its_guard_an_attack_succeeds(stage: Stage, attack: str, up: str, shown: str) -> None:
    """The shop shows the account of the other one, and the drawing ends with that."""
    play = getattr(stage, attack)(up=up)
    assert (play.shown, play.stopped_by) == (shown, "")
    assert play.shown != play.session_of
    assert f"Welcome, {shown}" in attack_svg(play)


@pytest.mark.parametrize(
    ("attack", "up", "by", "where"),
    [
        ("forged_redirect", "state", "AUTHR-STATE-MISMATCH", "shop"),
        ("injected_code", "state pkce", "invalid_grant", "provider"),
        ("injected_code", "state nonce", "IDTC-NONCE-MISMATCH", "shop"),
        ("mix_up", "iss", "AUTHR-ISS-MISMATCH", "shop"),
        ("lookalike", "redirect_uri", "redirect_uri", "provider"),
        ("used_code", "state", "invalid_grant", "provider"),
    ],
)
def test_its_guard_stops_it(stage: Stage, attack: str, up: str, by: str, where: str) -> None:
    """The play says what stopped it, and the drawing has a cross where that was."""
    play = getattr(stage, attack)(up=up)
    assert (play.stopped_by, play.shown) == (by, "")
    (end,) = [act for act in play.acts if act.mood == "bad" and act.source == act.target and "token answers" not in act.text]
    assert end.source == where
    shown = attack_html(play)
    assert "fx-cross" in shown
    assert by in shown


def test_a_code_that_comes_twice_takes_back_what_it_gave(stage: Stage) -> None:
    """An honest provider revokes Alice's token too; a careless one lets Bob in."""
    assert any("token answers 401" in act.text for act in stage.used_code(up="state").acts)
    careless = stage.used_code(up="state", careless=True)
    assert careless.shown == "Alice"
    assert any("token answers 200" in act.text for act in careless.acts)


def test_no_guard_stops_everything(stage: Stage) -> None:
    """Three guards notice a forged redirect, two an injected code, however old it is, and one alone each of the others."""
    table = stage.table()
    assert table.columns == ("Attack", *GUARDS)
    assert {row[0]: sum(cell != "\u2013" for cell in row[1:]) for row in table.rows} == {
        "forged redirect": 3,
        "injected code": 2,
        "mix-up": 1,
        "lookalike": 1,
        "code out of the history": 2,
    }


def test_letter_for_letter(stage: Stage) -> None:
    """The registered address passes, and none that looks like it."""
    home = stage.shop.client.redirect_uri
    table = stage.arrives_at(home, f"{home}/", f"{home}?a=b")
    assert table[home] == ("the code went there",)
    assert all("redirect_uri" in table[address][0] for address in (f"{home}/", f"{home}?a=b"))


def test_swapping_what_is_not_there_changes_nothing() -> None:
    """An address without the parameter stays what it is."""
    assert swapped("state", "http://a/?code=1", "http://b/?state=2") == "http://a/?code=1"
    assert swapped("code", "http://a/?code=1&state=2", "http://b/?code=3") == "http://a/?code=3&state=2"
