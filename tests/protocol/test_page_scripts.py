"""A page whose words stand in its scripts: what they hold of an error is read, and nothing else of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from explorer.protocol.page_scripts import said_in_scripts
from explorer.protocol.provider_page import read_page
from tests.growth import assert_linear, repeated

ENDPOINT = "https://op.example/authorize"


def page(*scripts: str, body: str = '<div id="root">Loading...</div>') -> str:
    """The source of a page that a script fills."""
    return f"<!doctype html><html><head><title>App</title>{''.join(scripts)}</head><body>{body}</body></html>"


def data(value: Any) -> str:
    """A script of JSON."""
    return f'<script id="data" type="application/json">{json.dumps(value)}</script>'


SAID = {"code": "redirect_uri_not_allowed", "message": "The redirect URI is not registered"}
TOLD = [("error", SAID["code"]), ("error_description", SAID["message"])]
PAGES = {
    "JSON": (page(data({"props": {"pageProps": {"error": SAID}}, "query": {}})), TOLD),
    "assigned to a name": (page(f"<script>window.STATE = {json.dumps({'error': SAID})};</script>"), TOLD),
    "a vendor's own names": (
        page('<script>$Config={"strServiceExceptionMessage":"AADSTS50011: The redirect URI does not match","x":1};</script>'),
        [("error_description", "AADSTS50011: The redirect URI does not match")],
    ),
    "translations": (page(data({"translations": {"errorMessage": "Wrong password"}, "errors": {"required": "Required"}})), []),
    "a template": (page(data({"errorMessage": "The scope {0} is unknown"})), []),
    "no error": (page(data({"user": {"name": "Alice"}, "error": None, "hasError": False, "errorUrl": "https://op/e"})), []),
    "cut": (page('<script type="application/json">{"error": {"message": "The redir'), []),
}


@pytest.mark.parametrize("name", PAGES)
def test_what_the_scripts_say(name: str) -> None:
    """Codes and sentences below the names of errors."""
    source, said = PAGES[name]
    assert said_in_scripts(source) == said


def test_a_page_with_words_of_its_own_needs_none() -> None:
    """Nor does one that asks for a password, whose scripts have the sentences for every fault."""
    for body in (
        "<p>We are sorry. This address is not known here, so you cannot go on. Please ask whoever runs the application.</p>",
        "<form><input type=password></form>",
    ):
        read = read_page(page(data({"error": SAID}), body=body), endpoint=ENDPOINT, status=400)
        assert read is not None
        assert SAID["message"] not in dict(read.params).values()
    read = read_page(page(data({"error": SAID})), endpoint=ENDPOINT)
    assert read is not None
    assert ("error_description", SAID["message"]) in read.params


@pytest.mark.parametrize("piece", ["<script>", "<script>={", '<script>={"error":', "={", '{"a":', "<script ", "= ", "=["])
def test_the_work_grows_as_the_page_does(piece: str) -> None:
    """However hostile its scripts are."""
    assert_linear(repeated(piece, "<html><script>"), said_in_scripts, 10_000, 0.01)
