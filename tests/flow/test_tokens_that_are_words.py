"""A provider suppresses no finding by the choice of its token: words of addresses, verdicts and sentences stay."""

from __future__ import annotations

import pytest

from explorer import Client, Flow, Http, ProviderMetadata, Run
from explorer.runs.words import is_our_word, is_word
from tests.flow.odd_provider import CLIENT, odd_provider

WORDS = [
    "http",
    "http:",
    "://",
    "tenant",
    "tenant.example",
    "example",
    "http://tenant.example/token",
    "not ",
    "The ",
    "fail",
    "pass",
]
WORDS += [
    "transport",
    "HTTP-PLAIN",
    "error",
    "Plain http",
    "exchange",
    "token",
    "openid",
    "invalid_grant",
    "authorization_code",
]


def story(run: Run) -> list[object]:
    """Return what a run says that is ours."""
    told = [(f.rule, f.verdict, f.message, f.question, f.advice) for f in run.report.findings if f.verdict == "fail"]
    return [*told, *((each["request"]["url"], each["step"]) for each in run.exchanges)]


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("word", WORDS)
def test_a_word_erases_nothing(word: str, status: int) -> None:
    """The run says what it would say of any other token, also after it was read again; the token itself is not shown."""
    runs = []
    for token in (word, "an-access-token-1618"):
        with odd_provider() as odd:
            odd.say(
                "http://tenant.example/token",
                {"access_token": token, "refresh_token": token, "token_type": "Bearer"},
                status=status,
            )
            metadata = ProviderMetadata(
                issuer="http://tenant.example",
                authorization_endpoint="http://tenant.example/authorize",
                token_endpoint="http://tenant.example/token",
            )
            flow = Flow(metadata, CLIENT, http=Http(proxy=odd.base))
            flow.authorize(state="a-state-2718", nonce="a-nonce-2718")
            flow.receive("c0de-canary-2718")
            flow.exchange(despite=["HTTP-PLAIN", "DISC-ENDPOINT-HTTP", "AUTHR-STATE-MISSING"])
            runs.append(flow.run)
    first, second = runs
    assert first.report.failed("HTTP-PLAIN")
    assert first.exchanges[-1]["request"]["url"] == "http://tenant.example/token"
    assert story(first) == story(second)
    assert story(Run.from_json(first.to_json())) == story(first)
    assert first.exchanges[-1]["response"]["body"]["access_token"].startswith("<access_token ")


@pytest.mark.parametrize("token", ["2YotnFZFEjr1zCsicMWpAA", "made-up-token-1234", "abcdefghijklmnop", "a1b2c3d4"])
def test_what_could_be_a_token_is_none(token: str) -> None:
    """Whoever chose it."""
    assert not is_word(token, "the words of a run")
    assert is_word(token, f"the run has {token} already")


def refused(code: str, secret: str) -> Run:
    """Return the run of a flow with this code and this client secret, which was refused in the words of everybody."""
    with odd_provider() as odd:
        odd.say("/token", {"error": "invalid_grant", "error_description": "The code is not good. See the docs."}, status=400)
        flow = Flow(odd.metadata, Client("app", secret, redirect_uri="https://app.example/cb"))
        request = flow.authorize(state="a-state-2718", nonce="a-nonce-2718")
        flow.receive(f"{request.redirect_uri}?code={code}&state=a-state-2718")
        flow.exchange()
        return flow.run


@pytest.mark.parametrize("code", ["error", "https", "invalid_grant", "code", "state", "The", "not", "pass", "exchange"])
def test_a_code_that_is_a_word(code: str) -> None:
    """It takes neither the error code nor words of ours, and where it travels it is not shown."""
    run = refused(code, "made-up-secret-2718")
    told = [(f.rule, f.message) for f in run.report.findings if f.verdict == "fail" and "code has" not in f.message]
    other = refused("a-code-of-eighteen", "made-up-secret-2718").report
    assert told == [(f.rule, f.message) for f in other.findings if f.verdict == "fail" and "code has" not in f.message]
    (refusal,) = [event for event in run.events if event["kind"] == "refusal"]
    assert (refusal["error"], refusal["description"]) == ("invalid_grant", "The code is not good. See the docs.")
    (form,) = [each["request"]["form"] for each in run.exchanges]
    assert dict(form)["code"].startswith("<code ")


def test_a_client_secret_that_is_a_word_of_the_protocol() -> None:
    """With `secret` for a secret, as demonstrations have it, methods, parameters and sentences stay readable."""
    assert [is_our_word(word) for word in ("secret", "code", "s3cret", "made-up-secret-2718", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    run = refused("a-code-of-eighteen", "secret")
    assert dict(run.exchanges[0]["request"]["headers"])["Authorization"].startswith("<basic_authorization ")
    text, other = run.to_json(), refused("a-code-of-eighteen", "made-up-secret-2718").to_json()
    assert text.count("client_secret_basic") == other.count("client_secret_basic") > 0
