"""What is said and what is seen, weighed together: lists of alternatives, the answers of the same run, who answered."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from explorer import Client, Flow, diagnose
from tests.diagnosis.answers import PLAIN, after, grant, ids, refused
from tests.diagnosis.small_provider import CALLBACK, Answer, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

LIST = answer(
    {
        "error": "invalid_redirect_uri",
        "error_description": "appid/redirect uri/code verifier does not match authorization code. Or authorization code expired.",
    },
    400,
)
PAGE = "<!doctype html><title>401 Unauthorized</title><h1>Unauthorized</h1><p>Wrong credentials, such as a bad password.</p>"


@pytest.mark.parametrize(
    ("cause", "change"),
    [
        ("other-client", {"client": dataclasses.replace(PLAIN, client_id="app2")}),
        ("verifier-wrong", {"extra": [("code_verifier", "x" * 50)], "omit": ["code_verifier"]}),
    ],
    ids=["another client", "another verifier"],
)
def test_a_sentence_that_lists_leaves_it_open(cause: str, change: dict[str, object], tmp_path: Path) -> None:
    """Of what it lists the record shows one thing: that is first, before a code that means another, and not proven by a list."""
    found = diagnose(refused(LIST, tmp_path, PLAIN, change=change).run)
    assert ids(found)[0] == cause
    assert not found.proven


def test_used_or_expired(tmp_path: Path) -> None:
    """Both are said, so the age decides."""
    words = "Authorization code has been used or expired"
    assert ids(diagnose(refused(grant(words), tmp_path).run))[0] == "code-used-before"
    old = refused(grant(words), tmp_path).run
    aged = {**old.last("token_request")}  # type: ignore[dict-item]
    aged["evidence"] = {**aged["evidence"], "code": {**aged["evidence"]["code"], "age": 90.0}}
    for event in (aged, {"kind": "refusal", "at": aged["at"], "leg": "token", "error": "invalid_grant", "texts": [words]}):
        old = old.with_event({name: value for name, value in event.items() if name != "seq"})
    assert ids(diagnose(old))[0] == "code-old"


def test_a_client_that_was_known_a_moment_ago(tmp_path: Path) -> None:
    """It was deleted or switched off since, or another tenant answers, and the sentence says so."""
    said = {"error": "invalid_client", "error_description": "The client does not exist on this server."}
    found = diagnose(refused(answer(said, 401, WWW_Authenticate="Basic"), tmp_path).run)
    assert ids(found)[:2] == ["client-unknown", "client-disabled"]
    assert found.first is not None
    assert "switched off since" in found.first.evidence


def test_what_introspection_said_before(tmp_path: Path) -> None:
    """UserInfo refuses a token that introspection called inactive: that is cited, and nobody is sent to ask again."""
    small = SmallProvider(by_the_book, answers={"/introspect": answer({"active": False})})

    def asked(flow: Flow) -> None:
        flow.introspect()
        small.answers["/userinfo"] = answer({"error": "invalid_token"}, 401)
        flow.userinfo()

    found = after(small, asked, tmp_path)
    assert found.first is not None
    assert (found.first.id, found.first.verdict) == ("access-token-revoked", "likely")
    assert "active: false" in found.first.evidence
    assert found.experiment is None or found.experiment.id != "introspect"


@pytest.mark.parametrize(("server", "is_own"), [("Werkzeug/3.1.9", True), ("nginx", False), (None, False)], ids=str)
def test_a_page_of_the_providers_own_server(server: str | None, is_own: bool, tmp_path: Path) -> None:
    """A program that named itself in the other answers stands not between; a front does, and says the same of itself always."""

    class Named(SmallProvider):
        def _answer(self, request: object) -> Answer:
            status, headers, body = super()._answer(request)  # type: ignore[arg-type]
            return status, {**headers, **({"Server": server} if server else {})}, body

    found = after(Named(by_the_book, answers={"/userinfo": answer(PAGE, 401)}), lambda flow: flow.userinfo(), tmp_path)
    assert (ids(found)[0] != "blocked-on-the-way") is is_own


def test_a_remedy_without_a_secret_in_play(tmp_path: Path) -> None:
    """A public client has none that could be sent another way."""
    reply = answer({"error": "invalid_client"}, 401)
    public = Client("app", redirect_uri=CALLBACK)
    assert "secret" not in diagnose(refused(reply, tmp_path, public).run).remedy
    assert "secret" in diagnose(refused(reply, tmp_path).run).remedy


JSON = [
    (
        422,
        {"detail": [{"type": "model_attributes_type", "loc": ["body"], "msg": "Input should be a valid dictionary or object"}]},
    ),
    (400, {"error": "invalid_request", "error_description": "Unexpected token g in JSON at position 0"}),
    (400, {"message": "invalid character 'g' looking for beginning of value"}),
    (415, {"error": "Content-Type must be application/json"}),
]


@pytest.mark.parametrize(("status", "said"), JSON, ids=["pydantic", "node", "go", "415"])
def test_an_endpoint_that_wants_json(status: int, said: dict[str, object], tmp_path: Path) -> None:
    """The request is the form of the standard, and the server reads JSON."""
    assert ids(diagnose(refused(answer(said, status), tmp_path).run))[0] == "json-wanted"


def test_the_newest_refresh_token(tmp_path: Path) -> None:
    """The one that this flow got last was replaced by nobody that it sees; the advice to use the newest would be silly first."""
    small = SmallProvider(by_the_book)

    def twice(flow: Flow) -> None:
        flow.refresh()
        small.answers["/token"] = grant()
        flow.refresh()

    assert ids(after(small, twice, tmp_path))[0] == "refresh-token-revoked"
