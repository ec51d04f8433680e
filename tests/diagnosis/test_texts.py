"""The texts of an answer: a validator's fields, JSON inside of a text, a program's trace, and what is no such thing."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.diagnosis.texts import texts_in
from explorer.diagnosis.words import read_words
from tests.growth import assert_linear, repeated

ZOD = '[ { "expected": "string", "code": "invalid_type", "path": [ "client_id" ], "message": "expected string, received undefined" } ]'
NODE = "AuthorizationError: Unauthorized client\n    at ok (/srv/lib/a.js:136:36)\n    at file:///srv/b.mjs:46:166\n    at R.h (/c.js:1:9)"
JAVA = "org.acme.Bad: unknown client\n\tat org.acme.Login.find(Login.java:123)\n\tat org.acme.Login.main(Login.java:1)"
DOTNET = "Bad: unknown client\n   at Acme.Login.Find(String id) in C:\\src\\Login.cs:line 12\n   at Acme.Login.Main()"
PYTHON = 'Traceback (most recent call last):\n File "/a/b.py", line 3, in f\n File "/a/c.py", line 4, in g\nBad: unknown client'
PHP = "Bad: unknown client\n#0 /srv/a.php(12): find()\n#1 /srv/b.php(3): Login->main()"
PAGE = f"<html><body><h1>Oops</h1><pre>{NODE.replace(chr(10), '<br> &nbsp;')}</pre></body></html>"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"error": "invalid_request", "error_description": ZOD}, "client_id: expected string, received undefined"),
        ({"detail": [{"loc": ["body", "code_verifier"], "msg": "Field required"}]}, "code_verifier: Field required"),
        ({"redirect_uri": ["This field is required."]}, "redirect_uri: This field is required."),
        ({"errors": {"ClientId": ["The ClientId field is required."]}}, "client_id: The ClientId field is required."),
        ({"errors": [{"msg": "Invalid value", "path": "code_verifier"}]}, "code_verifier: Invalid value"),
        ([{"instancePath": "/grant_type", "message": "must be string"}], "grant_type: must be string"),
        ({"errors": [{"path": ["user", "name"], "message": "too short"}]}, "too short"),
        ({"errors": [{"path": [1, 2], "message": "too short"}]}, "too short"),
        ({"detail": [{"loc": ["body"], "msg": "Input should be an object", "input": "code=1"}]}, "Input should be an object"),
        ("{broken", "{broken"),
        ("[not a list] of anything", "[not a list] of anything"),
    ],
)
def test_a_field_is_named_with_what_is_said_of_it(body: Any, told: str) -> None:
    """What a validator minds is one text: the parameter and the message, in whichever shape the libraries send it."""
    assert told in list(texts_in(body))


def test_what_was_echoed_is_no_word_of_theirs() -> None:
    """A validator repeats our own request beside its message; that says nothing about it."""
    body = {"detail": [{"loc": ["body"], "msg": "Input should be an object", "input": "client_secret=x&code=1"}]}
    assert not any("client_secret" in text for text in texts_in(body))


@pytest.mark.parametrize("text", [NODE, JAVA, DOTNET, PYTHON, PHP, PAGE], ids=["node", "Java", ".NET", "Python", "PHP", "page"])
def test_a_trace_is_cut_to_what_it_says(text: str) -> None:
    """The lines of a program's stack are left out: their paths speak of no request, and fill a quote."""
    told = " ".join(texts_in(text))
    assert "lient" in told
    for left in ("/srv", ".java", ".cs", ".py", ".php", ":136", "line 1"):
        assert left not in told


def test_a_sentence_with_a_place_in_it_is_no_trace() -> None:
    """One place in a sentence stays: it may be what the sentence is about."""
    told = "The client was refused at check(id) in the console"
    assert list(texts_in(told)) == [told]


@pytest.mark.parametrize(
    ("error", "body", "cause"),
    [
        ("invalid_request", ZOD, "client-id-missing"),
        ("invalid_request", '[{"path":["code_challenge"],"message":"received undefined"}]', "pkce-required"),
        (None, {"detail": [{"loc": ["body", "grant_type"], "msg": "Field required", "type": "missing"}]}, "grant-type-missing"),
        (None, {"errors": {"CodeVerifier": ["may not be blank"]}}, "verifier-missing"),
    ],
)
def test_the_subject_of_a_row_is_its_path(error: str | None, body: Any, cause: str) -> None:
    """A row names the cause of its parameter; the name `code` of a member is not the authorization code."""
    named = read_words(error, [body]).with_readings().named
    heaviest = max(each.weight for each in named)
    assert cause in {each.cause for each in named if each.weight == heaviest}
    assert not {"code-used-before", "code-lost", "code-old"} & {each.cause for each in named}


@pytest.mark.parametrize("part", ["at a(b", "at a.b.", '{"path":[', "#1 a(", 'File "a', "at /a:1:"])
def test_a_hostile_text_is_read_in_time(part: str) -> None:
    """A text that nearly is a trace or a list, over and over, costs no more than its length."""
    assert_linear(repeated(part), lambda text: list(texts_in(text)), size=2_400, floor=0.003)
