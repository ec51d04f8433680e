"""The reported cases of pasted texts, by number, through a whole flow: what is read, and what is said first."""

from __future__ import annotations

from typing import Any

import pytest

from explorer import Client, Flow, ProviderMetadata, diagnose
from explorer.errors import Mistake
from explorer.rules.redirect import CSRF_AND_MIX_UP_CHECKS

C, CB = "SplxlOBeZQQYbYS6WxSbIA-0001", "http://127.0.0.1:9999/callback"


def received(text: str, redirect_uri: str = CB, **ask: Any) -> Flow:
    """Return a flow that was given this text, with its state in the place of S."""
    endpoints = ProviderMetadata(
        issuer="https://op.example", authorization_endpoint="https://op.example/a", token_endpoint="https://op.example/t"
    )
    flow = Flow(endpoints, Client("client-1", "made-up-secret-0123456789", redirect_uri=redirect_uri))
    state = flow.authorize(**ask).state or ""
    flow.receive(text.replace("{S}", state))
    return flow


def first_words(flow: Flow) -> str:
    """What a person reads first."""
    assert flow.guards is not None
    return flow.guards.worst_first[0].message


@pytest.mark.parametrize(
    ("text", "redirect_uri"),
    [
        pytest.param(C + "#{S}", CB, id="1"),
        pytest.param(f"{CB}\\?code\\={C}\\&state\\={{S}}", CB, id="15"),
        pytest.param(f"{CB}?code={C}\\&state={{S}}", CB, id="15 ampersand"),
        pytest.param(f"code={C}\nstate={{S}}", CB, id="26"),
        pytest.param(f"state={{S}}\ncode={C}", CB, id="26 turned"),
        pytest.param(
            "https://nam12.safelinks.protection.outlook.com/?url=https%3A%2F%2Fapp.example%2Fcb%3Fcode%3D"
            f"{C}%26state%3D{{S}}&data=05%7C02%7Cx&sdata=abc%3D&reserved=0",
            "https://app.example/cb",
            id="9",
        ),
        pytest.param(f"{CB}?code={C}%26state={{S}}", CB, id="16"),
        pytest.param(f"[cb]({CB}?code={C}&state={{S}})", CB, id="29"),
        pytest.param(f"<{CB}?code={C}&state={{S}}|{CB}?code={C}&amp;state={{S}}>", CB, id="31"),
        pytest.param(f"myapp:callback?code={C}&state={{S}}", "myapp:callback", id="35"),
    ],
)
def test_read_and_no_guard_fails(text: str, redirect_uri: str) -> None:
    """The code is read, it says what was done, and neither a guard nor the place fails."""
    flow = received(text, redirect_uri)
    assert flow.response is not None
    assert flow.response.code is not None
    assert flow.response.code.reveal() == C
    assert flow.response.changes or redirect_uri == "myapp:callback"
    assert flow.guards is not None
    assert not [rule for rule in (*CSRF_AND_MIX_UP_CHECKS, "AUTHR-WRONG-REDIRECT-URI") if flow.guards.failed(rule)]


def test_1_the_state_of_another_flow() -> None:
    """With another state behind the #, the code before it is not sent as if nothing were."""
    flow = received(f"{C}#another-state-of-another-flow")
    assert flow.guards is not None
    assert flow.guards.failed("AUTHR-STATE-MISMATCH")
    with pytest.raises(Mistake, match="AUTHR-STATE-MISMATCH"):
        flow.exchange()


def test_3_a_slash_before_the_route() -> None:
    """The / belongs to the route."""
    flow = received(f"https://app.example?code={C}/#/handler", "https://app.example", state=None)
    assert flow.response is not None
    assert flow.response.code is not None
    assert flow.response.code.reveal() == C
    assert any("/" in change and "route" in change for change in flow.response.changes)


@pytest.mark.parametrize("path", ["#/callback?", "#/?"])
def test_4_a_hash_route(path: str) -> None:
    """Code and state are read, and the answer counts as one in the fragment."""
    flow = received(f"http://localhost:4200/{path}code={C}&state={{S}}", "http://localhost:4200/")
    assert flow.guards is not None
    assert flow.guards.failed("AUTHR-CODE-IN-FRAGMENT")
    assert not flow.guards.failed("AUTHR-WRONG-REDIRECT-URI")
    assert not flow.guards.failed("AUTHR-STATE-MISMATCH")


@pytest.mark.parametrize("text", ["127.0.0.1:9999/callback", "localhost:9999/callback", "app.example/callback"])
def test_32_an_address_is_no_code(text: str) -> None:
    """It is refused as an address that has no answer in it."""
    with pytest.raises(Mistake, match=r"address.*neither code nor error"):
        received(text)


@pytest.mark.parametrize("text", ["{S}", "made-up-secret-0123456789", "client-1"])
def test_34_what_is_the_flows_own_is_no_code(text: str) -> None:
    """The state alone is refused as the state of this flow; so are its other texts."""
    with pytest.raises(Mistake, match=r"This is the (state of this flow|client secret|client_id)"):
        received(text)


@pytest.mark.parametrize(
    ("came", "words"),
    [
        ("{S}/", "with / added at its end"),
        ("x{S}", "with x added before it"),
        ("{S}%20", "white space"),
        ("%22{S}%22", "quotes"),
    ],
)
def test_5_a_state_with_something_added(came: str, words: str) -> None:
    """It stops, and says how the two differ, before anything about another tab or an attack."""
    flow = received(f"{CB}?code={C}&state={came}")
    assert flow.guards is not None
    assert flow.guards.failed("AUTHR-STATE-MISMATCH")
    assert words in first_words(flow)
    assert flow.guards.failed("AUTHR-STATE-ALTERED")
    with pytest.raises(Mistake):
        flow.exchange()


def test_5_a_state_that_was_never_sent() -> None:
    """It is told as before: another request."""
    assert "another request" in first_words(received(f"{CB}?code={C}&state=something-else-altogether"))


def test_an_address_that_was_not_copied_whole() -> None:
    """A text that ends in half a parameter's name is called so."""
    assert "not copied whole" in first_words(received(f"{CB}?code={C}&sta"))


def test_35_another_application() -> None:
    """The scheme of another application still fails."""
    flow = received(f"otherapp:callback?code={C}&state={{S}}", "myapp:callback")
    assert flow.guards is not None
    assert flow.guards.failed("AUTHR-WRONG-REDIRECT-URI")


@pytest.mark.parametrize("place", ["https://op.example/login?csrf=x", f"{CB}?state={{S}}"])
@pytest.mark.parametrize("name", ["password", "login-password", "j_password", "pwd", "user[password]"])
def test_a_password_in_a_pasted_address(name: str, place: str) -> None:
    """A sign-in form without its script puts what was typed into the address: none of it is kept or shown."""
    flow = received(f"{place}&{name}=sonne-1&error=access_denied")
    shown = [repr(flow.response), repr(flow.run), *map(str, flow.run.events), repr(diagnose(flow.run).causes)]
    assert all("sonne" not in text for text in shown)
    assert flow.response is not None
    assert flow.response.error == "access_denied"
