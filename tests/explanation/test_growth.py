"""Whatever is pasted, explained or read as a page: the work grows as the text does, and no faster."""

from __future__ import annotations

import json

import pytest

from explorer import explain
from explorer.errors import ExplorerError
from explorer.messages import Response
from explorer.protocol.page_text import visible_text
from explorer.protocol.provider_page import read_page
from explorer.protocol.tokens import parse_token_response
from tests.growth import assert_linear, repeated

CURL, ADDRESS, PAGE = "curl https://op.example/token -d ", "https://op.example/x?error=", "<html><h1>Error</h1>"
PIECES = ["value=", "eyJ", "eyJ.", "\\", '"', "'", "`", "a", "%25", "&amp;", "<", "<!--", "<form><input name=code value=", "{"]
PIECES += ["invalid_", "token ", "code: ", "https://a:", "-----BEGIN ", "a=1&", "\n", "(", "AADSTS50011 ", "ECID: "]
BEFORE = {"alone": "", "a command": CURL, "an address": ADDRESS, "a page": PAGE}


def in_har(text: str) -> str:
    """A HAR with this in a page of the provider."""
    url = "https://op.example/authorize?client_id=a&response_type=code"
    answer = {"status": 400, "content": {"mimeType": "text/html", "text": text}}
    return json.dumps({"log": {"version": "1.2", "entries": [{"request": {"method": "GET", "url": url}, "response": answer}]}})


def said(text: str) -> object:
    """Explain a text, or say why not."""
    try:
        return explain(text, now=0.0)
    except ExplorerError as refused:
        return refused


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("piece", PIECES)
def test_an_explanation(piece: str, before: str) -> None:
    """Of a text that goes on and on, in a command, an address and a page too."""
    assert_linear(repeated(piece, BEFORE[before]), said, 10_000, 0.01)


@pytest.mark.parametrize("piece", PIECES)
def test_pages_archives_and_refusals(piece: str) -> None:
    """A provider's page that somebody pastes, one in a HAR, and the words of an answer in each media type."""
    assert_linear(repeated(piece, PAGE), visible_text, 10_000, 0.01)
    assert_linear(repeated(piece, "Error 400 "), lambda text: read_page(text, endpoint="https://op.example/a"), 10_000, 0.01)
    assert_linear(repeated(piece, PAGE), lambda text: said(in_har(text)), 10_000, 0.02)
    for media_type in ("text/html", "text/plain", "application/json"):
        answer = (("Content-Type", media_type),)
        assert_linear(
            repeated(piece),
            lambda text, answer=answer: parse_token_response(Response(400, "", answer, text.encode())),
            10_000,
            0.01,
        )
