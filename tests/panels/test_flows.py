"""Both clients' flows, clicked through against the local provider."""

from __future__ import annotations

import pytest

from explorer import LocalProvider, ProviderMetadata
from explorer.errors import Mistake
from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, can_see, header, read, text_of


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("profile", ["standard", "oracle"])
def test_a_flow_is_clicked_through(make_panel: MakePanel, public: bool, profile: str) -> None:
    """Both kinds of client come to tokens whose checks hold, at both profiles of the local provider."""
    hands = make_panel(public=public)
    panel = hands.panel
    panel.provider.local_form.profile.value = profile
    hands.connect()
    assert panel.model.open == "authorize"
    assert not hands.error
    hands.sign_in()
    assert panel.model.open == "redirect"
    assert panel.model.state_of("redirect") == "done"
    hands.click(panel.redirect.primary)  # it says "Go on" now
    hands.send()
    panel.exchange.primary.click()  # and here, too
    assert panel.model.open == "tokens"
    assert panel.model.state_of("tokens") == "done"
    assert panel.run.report.ok
    assert panel.run.claims["sub"]
    assert panel.run.client["public"] is public
    assert {panel.model.state_of(step) for step in panel.rail if step != "compare"} == {"done"}


@pytest.mark.parametrize("method", ["client_secret_post", "private_key_jwt"])
def test_other_ways_to_prove_oneself(make_panel: MakePanel, method: str) -> None:
    """The secret in the form and the signed assertion reach the tokens as well."""
    hands = make_panel()
    hands.panel.provider.local_form.method.value = method
    hands.connect()
    hands.sign_in()
    hands.send()
    assert hands.panel.flow.tokens is not None
    assert hands.panel.run.client["token_endpoint_auth_method"] == method


def test_a_server_that_wants_raw_basic_credentials(make_panel: MakePanel) -> None:
    """The client that is registered with raw encoding is accepted, and refused with the other encoding."""
    hands = make_panel()
    hands.panel.provider.local_form.encoding.value = "raw"
    hands.connect()
    hands.sign_in()
    hands.panel.exchange.form.encoding.value = "the other one"
    hands.send()
    assert hands.panel.run.refusal is not None
    assert hands.panel.run.refusal["error"] == "invalid_client"
    request = hands.panel.exchange._sections["form"].widget
    assert "basic_encoding was changed" in read(request)
    hands.panel.exchange.form.encoding.value = "as registered"
    assert "basic_encoding was changed" not in read(request), "what is shown is what would be sent"
    hands.click(hands.panel.exchange.once_more)
    assert hands.panel.flow.tokens is not None


def test_a_token_that_lies_condemns_itself(make_panel: MakePanel) -> None:
    """What failed is of what came."""
    hands = make_panel()
    hands.connect()
    assert hands.panel.model.local is not None
    hands.panel.model.local.misbehave("wrong-nonce")
    hands.sign_in()
    hands.send()
    hands.go("tokens")
    assert "Do not use these tokens" in read(hands.panel.tokens.widget)


def test_what_the_tokens_are_good_for(signed_in: Hands) -> None:
    """UserInfo, refresh, introspection, revocation and the logout link are a click each, with their result."""
    signed_in.send()
    tokens = signed_in.panel.tokens
    signed_in.go("tokens")

    def answer() -> str:
        assert not signed_in.error
        return text_of(tokens._sections["answer"].widget.value)

    signed_in.click(tokens.primary)
    assert "Alice Archer" in answer()
    signed_in.click(tokens.refresh)
    assert "replaced by a new one" in answer()
    signed_in.click(tokens.introspect)
    assert "active true" in answer()
    tokens.kind.value = "refresh_token"
    signed_in.click(tokens.revoke)
    assert "given back. Introspect it, or refresh, to see" in answer()
    signed_in.click(tokens.introspect)
    assert "active false" in answer()
    signed_in.click(tokens.logout)
    assert tokens.logout_link.href == ""
    assert can_see(tokens.widget, tokens.logout_link)


def test_a_public_client_is_not_sent_to_introspection(make_panel: MakePanel) -> None:
    """It may not ask there, at the local provider as at most; UserInfo shows it the same."""
    hands = make_panel(public=True)
    hands.connect()
    hands.sign_in()
    hands.send()
    hands.go("tokens")
    hands.click(hands.panel.tokens.revoke)
    shown = read(hands.panel.tokens.widget)
    assert "given back. Ask UserInfo, to see" in shown
    assert "Introspect it" not in shown
    hands.click(hands.panel.tokens.primary)
    shown = read(hands.panel.tokens.widget)
    assert "a refusal after that is what it means" in shown
    assert "Do not use these tokens" not in shown
    assert "not checked:" not in shown


def test_what_needs_a_refresh_token_is_not_offered_without_one(make_panel: MakePanel) -> None:
    """A sign-in for `openid` brings none: nothing asks which of two tokens is meant, or whether the first one is sent again."""
    hands = make_panel()
    hands.panel.finish()
    tokens = hands.panel.tokens
    hands.go("tokens")
    assert not can_see(tokens.widget, tokens.kind)
    assert not can_see(tokens.widget, tokens.old_one)
    assert tokens.refresh.disabled
    assert "“Refresh” is off: no refresh token came. Ask for the scope offline_access" in read(tokens.widget)
    assert not any(ask.disabled for ask in (tokens.primary, tokens.introspect, tokens.revoke, tokens.logout, tokens.check))


def test_a_provider_without_endpoints_is_told_beforehand(make_panel: MakePanel) -> None:
    """What could only fail is off, with the endpoint that is missing; what the provider has stays on."""
    hands = make_panel()
    hands.connect()
    described = hands.panel.flow.provider_metadata
    assert described is not None
    object.__setattr__(described, "introspection_endpoint", None)
    hands.panel.finish()
    tokens = hands.panel.tokens
    assert tokens.introspect.disabled
    assert not tokens.revoke.disabled
    assert "“Introspect” is off: the provider names no introspection_endpoint" in read(tokens.widget)


def test_what_one_came_for_stands_first(make_panel: MakePanel) -> None:
    """The verdict, what failed, the claims; then why to believe it, and the hundreds of others behind their number."""
    hands = make_panel()
    hands.connect()
    assert hands.panel.model.local is not None
    hands.panel.model.local.misbehave("wrong-nonce")
    hands.panel.finish()
    shown = read(hands.panel.tokens.widget)
    words = [
        "checks failed",
        "What failed",
        "IDTC-NONCE-MISMATCH",
        "What the ID token says",
        "What else was checked",
        "passed, message by",
    ]
    places = [shown.index(each) for each in words]
    assert places == sorted(places)


def test_alice_and_bob_sign_in_for_me(make_panel: MakePanel) -> None:
    """The offer stands there before and after a sign-in by hand; each has values of its own, so the second code is not the first."""
    hands = make_panel()
    hands.connect()
    redirect = hands.panel.redirect
    hands.go("redirect")
    assert can_see(redirect.widget, redirect.people["alice"])
    hands.sign_in()
    assert can_see(redirect.widget, redirect.people["alice"])
    hands.send()
    first = hands.panel.run.claims["sub"]
    hands.go("redirect")
    hands.click(hands.panel.redirect.people["bob"])
    hands.send()
    assert not hands.error
    assert hands.panel.run.claims["sub"] != first
    states = [dict(map(tuple, event["params"]))["state"] for event in hands.panel.run.of_kind("authorize")]
    assert len(states) == len(set(states)) == 2


def test_start_over_forgets_the_flow_and_keeps_its_record(make_panel: MakePanel) -> None:
    """After Start over the panel stands at step 1, and the run lies on disk."""
    hands = make_panel()
    hands.panel.finish()
    run = hands.panel.run
    runs = hands.panel.flow.runs
    hands.panel.start_over.click()
    assert hands.panel.model.open == "provider"
    with pytest.raises(Mistake, match="choose a provider"):
        _ = hands.panel.flow
    assert runs.load(run.id).claims == run.claims


def test_finish_does_only_what_is_left(make_panel: MakePanel) -> None:
    """What the reader did stays as it is: one sign-in, as Bob, and one exchange."""
    hands = make_panel()
    hands.connect()
    hands.sign_in("bob")
    hands.panel.finish(user="alice")
    assert hands.panel.run.claims["sub"] == "b90e63fd5572"
    assert len(list(hands.panel.run.of_kind("authorize"))) == 1
    hands.panel.finish()
    assert len([event for event in hands.panel.run.exchanges if event["step"] == "exchange"]) == 1


def test_finish_starts_again_after_a_refusal(make_panel: MakePanel) -> None:
    """Run All comes to tokens also where the reader had provoked a refusal."""
    hands = make_panel()
    hands.connect()
    hands.sign_in()
    hands.panel.exchange.form.verifier.value = "wrong"
    hands.send()
    assert hands.panel.flow.tokens is None
    hands.panel.finish()
    assert hands.panel.run.report.ok
    assert hands.panel.flow.tokens is not None


def test_provider_and_client_in_code(make_panel: MakePanel, provider: LocalProvider) -> None:
    """Given a provider and a client the panel begins at step 2; given a flow it goes on where that stands."""
    client = provider.register("mine")
    hands = make_panel(provider, client)
    hands.wait()
    assert hands.panel.model.open == "authorize"
    assert hands.panel.flow.client is client
    hands.panel.finish()
    second = make_panel(provider, flow=hands.panel.flow.again(scope="openid email"))
    assert second.panel.model.open == "redirect"
    second.panel.finish()
    assert ["scope", "openid email"] in second.panel.run.params
    assert second.panel.run.report.ok


def test_a_provider_in_code_fills_in_the_form(make_panel: MakePanel) -> None:
    """An issuer, or metadata made by hand, stands in step 1, and waits there for the client."""
    metadata = ProviderMetadata.preset("oracle", "https://tenant.example")
    form = make_panel(metadata).panel.provider.own_form
    assert form.choice.endpoints is not None
    assert form.choice.endpoints["token_endpoint"] == "https://tenant.example/oauth2/v1/token"
    assert make_panel("https://login.example").panel.provider.own_form.choice.issuer == "https://login.example"


def test_finish_takes_the_form(make_panel: MakePanel) -> None:
    """What was written into the form in code is asked for, also where nobody looked at it."""
    hands = make_panel()
    hands.panel.authorize.form.scope.value = "openid email"
    hands.panel.finish()
    assert ["scope", "openid email"] in hands.panel.run.params


def test_the_header_tells_who_and_which_fault(make_panel: MakePanel) -> None:
    """The fault badge shows when the provider has a fault, unless the teacher hides it; the check names the rule."""
    hands = make_panel()
    hands.connect()
    assert hands.panel.model.local is not None
    hands.panel.model.local.misbehave("wrong-nonce")
    hands.panel.finish()
    assert "fault: wrong-nonce" in header(hands.panel)
    hands.panel.show_faults = False
    assert "fault:" not in header(hands.panel)
    assert hands.panel.model.state_of("tokens") == "failed"
    assert "IDTC-NONCE-MISMATCH" in read(hands.panel.tokens.widget)


def test_what_introspection_says_stands_first(make_panel: MakePanel) -> None:
    """Whether the token is good is one sentence above the answer, and its claims are those of that answer (RFC 7662 2.2)."""
    hands = make_panel()
    hands.panel.finish()
    step = hands.panel.tokens
    hands.click(step.introspect)
    told = read(step._sections["answer"].widget)
    assert told.startswith("The access_token is good: the provider says active: true")
    assert "must contain your client id" not in told
    hands.click(step.revoke)
    hands.click(step.introspect)
    assert read(step._sections["answer"].widget).startswith("The access_token is good for nothing any more")


def test_a_later_refusal_stands_beside_the_verdict(make_panel: MakePanel) -> None:
    """All checks passed, and that something was refused since is said with it."""
    hands = make_panel(public=True)
    hands.connect()
    hands.panel.authorize.form.scope.value = "openid offline_access"
    hands.sign_in()
    hands.send()
    hands.go("tokens")
    step = hands.panel.tokens
    step.kind.value = "refresh_token"
    hands.click(step.revoke)
    hands.click(step.refresh)
    assert "But “Refresh” was refused since, with status 400" in read(step._sections["verdict"].widget)
