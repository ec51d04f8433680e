"""What was pasted without its host: nothing invents one, compares with it, or begins a flow there."""

from __future__ import annotations

import json

import pytest

from explorer import diagnose, explain
from explorer.errors import Mistake
from explorer.views.explanation import explanation_html

_LINK = "/authorize?response_type=code&client_id=a&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&scope=openid&state=xyz"
_FORM = "grant_type=authorization_code&code=abcdefgh12345678&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&client_id=a"
_POST = f"POST /token HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\n{_FORM}"
_REFUSED = 'HTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{"error":"invalid_grant"}'
_LOG = f'GET {_LINK}\nGET /cb?code=abcdefgh12345678&state=xyz\nPOST /token {_FORM}\n400 {{"error":"invalid_grant"}}'
TEXTS = {
    "link": f"GET {_LINK} HTTP/1.1\n",
    "line of a log": f'10.0.0.1 - - [01/Jan/2026] "GET {_LINK} HTTP/1.1" 302 0',
    "answer": "GET /cb?code=abcdefgh12345678&state=xyz HTTP/1.1\n",
    "token request": _POST,
    "token request and refusal": f"{_POST}\n\n{_REFUSED}",
    "UserInfo": "GET /userinfo HTTP/1.1\nAuthorization: Bearer abcdef1234567890\n",
    "device": "POST /device_authorization HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\nclient_id=a",
    "form of the link": _LINK.partition("?")[2],
    "form": _FORM,
    "log": _LOG,
    "logout": "GET /logout?id_token_hint=a.b.c&post_logout_redirect_uri=https%3A%2F%2Fapp HTTP/1.1\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_host_is_invented(text: str) -> None:
    """Not in a page, in Markdown, as data, in a finding or in a run."""
    found = explain(text)
    told = [explanation_html(found), found.to_markdown(), json.dumps(found.to_dict()), repr(found.findings)]
    told += [json.dumps(list(run.events), default=str) for run in found.runs]
    assert "unknown.invalid" not in "".join(map(str, told))


def test_it_is_said() -> None:
    """A sentence says that the host was not pasted, and the path is shown as it was."""
    (piece,) = explain(TEXTS["token request"]).pieces
    assert "It asks a host that does not stand in it for tokens" in piece.sentence
    assert piece.parts[0].value == "POST /token"


def test_nothing_is_compared_with_it() -> None:
    """A path alone does not tell whether the browser landed at the redirect_uri, so no cause rests on that."""
    (run,) = explain(_LOG).runs
    assert not any("arrived at" in cause.evidence for cause in diagnose(run).causes)


def test_a_flow_needs_to_be_told_whose() -> None:
    """No flow begins at a provider that nobody named; with one that is given it does."""
    with pytest.raises(Mistake, match="does not say which provider"):
        explain(TEXTS["link"]).flow()
    assert explain(TEXTS["link"]).flow(provider="https://op.example").provider_address.startswith("https://op.example")


LINES = f'GET {_LINK}\n"GET /cb?code=abcdefgh12345678&state=xyz HTTP/1.1" 302\nPOST /token 400 {{"error":"invalid_grant"}}'


def test_a_refusal_whose_request_was_not_logged() -> None:
    """It is the failure of the sign-in all the same; nothing that it may have sent is ruled out, and what is missing is told once."""
    found = explain(LINES)
    (run,) = found.runs
    assert run.label.startswith("pasted: ")
    why = diagnose(run)
    assert why.error == "invalid_grant"
    verdicts = {cause.id: cause.verdict for cause in why.causes}
    assert verdicts["redirect-uri-differs"] == verdicts["verifier-wrong"] == "possible"
    assert any("The token request is not among what was pasted" in each for each in found.missing)
    assert not any("HAR" in each for each in found.missing)
    assert not any(piece.missing for piece in found.pieces)
