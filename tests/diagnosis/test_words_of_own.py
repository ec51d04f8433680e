"""Words by which a provider says what it saw, or that it fell over: what came, what it takes, and whose failure it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import Client, Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.secret import reveal
from tests.diagnosis.answers import PLAIN, after, grant, ids, refused
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

SECRET = "plain-secret-of-letters"


def _said(tmp_path: Path, error: str, words: str, status: int = 400, client: Client = PLAIN) -> Diagnosis:
    return diagnose(refused(answer({"error": error, "error_description": words}, status), tmp_path, client).run)


@pytest.mark.parametrize(
    "words",
    [
        "Received Basic credentials, but this client is registered for another method",
        "Sent with HTTP Basic while the application was set up for a different authentication",
    ],
)
def test_who_says_which_method_came_has_read_it(words: str, tmp_path: Path) -> None:
    """The header arrived and the client was found: it is the method, and no client that is not there."""
    found = _said(tmp_path, "invalid_request", words)
    assert found.first is not None
    assert (found.first.id, found.first.verdict, found.joint) == ("method-not-registered", "likely", ())
    others = {cause.id: cause.verdict for cause in found.causes}
    assert all(others[each] != "likely" for each in ("header-lost", "client-unknown", "client-disabled"))


def test_basic_that_is_wanted_is_not_what_came(tmp_path: Path) -> None:
    """Where Basic was sent and is asked for, the method is as it should be."""
    found = _said(tmp_path, "invalid_request", "The client must use Basic authentication")
    assert any("It is Basic that was sent" in sentence for cause in found.causes for sentence in cause.against)


@pytest.mark.parametrize(
    "words",
    [
        "An unknown error came up, see the server logs",
        "Unhandled exception",
        "Traceback (most recent call last): KeyError: 'x'",
    ],
)
def test_a_program_that_fell_over(words: str, tmp_path: Path) -> None:
    """Its own failure is the provider's, whatever the status, and nothing is said of a code that is missing."""
    found = _said(tmp_path, "own_trouble", words)
    assert found.first is not None
    assert (found.first.id, found.first.verdict, found.joint) == ("provider-fault", "likely", ())
    assert "A 400 without a code is" not in repr(found)


def test_a_failure_beside_a_refusal(tmp_path: Path) -> None:
    """Beside words about another thing such a text decides nothing."""
    found = _said(tmp_path, "invalid_grant", "Unexpected error: the code has expired")
    assert found.first is not None
    assert found.first.id == "code-old"


def test_a_code_that_is_called_a_token(tmp_path: Path) -> None:
    """Where a code is exchanged an authorization token is the code."""
    found = _said(tmp_path, "unauthorized_client", "This authorization token has run out", 403)
    assert found.first is not None
    assert (found.first.id, found.joint) == ("code-old", ())


@pytest.mark.parametrize(
    "words",
    ["Authentication method not supported: only Basic is accepted", "Unsupported auth method. Client_secret is required"],
)
def test_nothing_sent_where_ways_are_named(words: str, tmp_path: Path) -> None:
    """A client that sent nothing is told which proofs there are: it lacks one."""
    found = _said(tmp_path, "bad_authentication", words, client=Client("app", redirect_uri=CALLBACK))
    assert found.first is not None
    assert (found.first.id, found.first.verdict) == ("credential-missing", "likely")


@pytest.mark.parametrize("is_opened", [True, False])
def test_a_refresh_after_the_sign_out(is_opened: bool, tmp_path: Path) -> None:
    """A token that is not there after a link to sign out went with the session."""
    small = SmallProvider(by_the_book, secret=SECRET, described={"end_session_endpoint": f"{ISSUER}/end"})

    def signed_out(flow: Flow) -> None:
        flow.logout_url()
        small.answers["/token"] = grant("Token not found")
        flow.refresh()

    def without_it(flow: Flow) -> None:
        small.answers["/token"] = grant("Token not found")
        flow.refresh()

    found = after(small, signed_out if is_opened else without_it, tmp_path, PLAIN)
    assert found.first is not None
    assert (found.first.id == "session-ended") is is_opened
    assert ("A link to sign out was made" in found.first.advice) is is_opened


@pytest.mark.parametrize(("words", "is_hint"), [("This token is not valid.", True), ("That did not work out.", False)])
def test_a_token_that_is_minded_at_the_sign_out(words: str, is_hint: bool, tmp_path: Path) -> None:
    """The only token in the link is the hint."""
    small = SmallProvider(by_the_book, secret=SECRET, described={"end_session_endpoint": f"{ISSUER}/end"})

    def refused_there(flow: Flow) -> None:
        flow.logout_url()
        flow.receive(words, status=403)

    found = after(small, refused_there, tmp_path, PLAIN)
    assert found.leg == "logout"
    assert (ids(found)[0] == "logout-hint-refused") is is_hint
    assert next(cause for cause in found.causes if cause.id == "logout-hint-missing").against


@pytest.mark.parametrize(
    ("words", "is_open"),
    [
        ("This client is not authorized to request a token", True),
        ("The client is not authorized to request an authorization code using this method", False),
        ("Client is not allowed to use the implicit flow", False),
    ],
)
def test_words_that_repeat_the_code(words: str, is_open: bool, tmp_path: Path) -> None:
    """Where nothing shows that the provider knows the client it may be either, and a link with the right one tells."""
    flow = Flow(ISSUER, PLAIN, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    state = reveal(flow.authorize().get("state") or "")
    flow.receive(f"{CALLBACK}?error=unauthorized_client&error_description={words.replace(' ', '+')}&state={state}")
    found = diagnose(flow.run)
    assert found.first is not None
    assert ({cause.id for cause in found.joint} == {"client-unknown", "grant-not-allowed"}) is is_open
    assert "knows the client but" not in found.sentence
    if is_open:
        assert found.experiment is not None
        assert found.experiment.id == "registered-client"
    else:
        assert found.first.id == "grant-not-allowed"


@pytest.mark.parametrize(("before", "first"), [(6, "too-many-requests"), (2, "provider-fault")])
def test_a_limit_that_says_503(before: int, first: str, tmp_path: Path) -> None:
    """After many requests that worked within seconds it may be a limit, and waiting tells; after few it is a fault."""
    small = SmallProvider(by_the_book, secret=SECRET)
    flow = Flow(ISSUER, PLAIN, http=small, runs=tmp_path)
    flow.discover()
    for number in range(before + 1):
        if number == before:
            small.answers["/token"] = answer("<h1>503 Service Temporarily Unavailable</h1><center>nginx</center>", 503)
        flow.receive(small.sign_in(flow.authorize().url))
        flow.exchange()
    found = diagnose(flow.run)
    assert found.first is not None
    assert (found.first.id, found.first.verdict) == (first, "likely")
    assert "provider-fault" in [cause.id for cause in found.causes if cause.verdict == "likely"]
    if first == "too-many-requests":
        assert f"{before} requests to this address worked" in found.first.evidence
        assert found.experiment is not None
        assert found.experiment.label.startswith("Wait a minute")
