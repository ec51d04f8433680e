"""Pages without a way back (pages.txt): the true cause comes first, whether the text, the source or the address is pasted."""

from __future__ import annotations

import html
from collections import defaultdict
from pathlib import Path

import pytest

from explorer import Client, Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.protocol.page_address import is_error_page, words_of_address
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SECRET, SmallProvider
from tests.diagnosis.voices import by_the_book


def pages() -> dict[str, list[tuple[str, int | None]]]:
    """Return the pages of pages.txt by their cause, each with its status."""
    found: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
    cause = ""
    for line in Path(__file__).with_name("pages.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            cause = line.strip("[]")
        elif line and not line.startswith("#"):
            status, _, page = line.partition(" ")
            found[cause].append((page, None if status == "-" else int(status)))
    return dict(found)


def given(page: str, status: int | None, runs: Path) -> Diagnosis:
    """Diagnose what is said after a page was pasted."""
    flow = Flow(ISSUER, Client("app", SECRET, redirect_uri=CALLBACK), http=SmallProvider(by_the_book), runs=runs)
    flow.discover()
    flow.authorize()
    flow.receive(page, status=status)
    return diagnose(flow.run)


PAGES = pages()


@pytest.mark.parametrize("cause", PAGES)
def test_what_was_copied(cause: str, tmp_path: Path) -> None:
    """Each page alone leads to its cause, and none proves another one."""
    for page, status in PAGES[cause]:
        found = given(page.replace(" | ", "\n"), status, tmp_path)
        assert found.first is not None
        assert found.first.id == cause, page
        assert {each.id for each in found.proven} <= {cause}, page


@pytest.mark.parametrize("cause", PAGES)
def test_its_source(cause: str, tmp_path: Path) -> None:
    """The source of the page says the same as its text, with a menu and a script around it."""
    for page, status in PAGES[cause]:
        if page.startswith(("https://", "<", "{", "error=")):
            continue
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in page.split(" | "))
        source = f"<!doctype html><html><head><script>var a = 'error';</script></head><body><nav>Home Help</nav>{lines}</body></html>"
        found = given(source, status, tmp_path)
        assert found.first is not None
        assert found.first.id == cause, page


def test_there_are_enough() -> None:
    """Many vendors, several languages."""
    assert sum(map(len, PAGES.values())) > 100
    assert sum(not page.isascii() for told in PAGES.values() for page, _ in told) > 12


ADDRESSES = [
    ("https://op.example/error?error=a&error_description=b+c", [("error", "a"), ("error_description", "b c")]),
    ("https://op.example/ui/#/error?reason=unknown_client", [("reason", "unknown_client")]),
    ("https://op.example/ui/error#message=It+is+off", [("message", "It is off")]),
    ("https://op.example/errors/client-not-found", [("error_description", "client not found")]),
    ("https://op.example/error/400", []),
    ("https://op.example/error", []),
    ("https://op.example/e?authError=AAVjbGllbnRfbm90X2ZvdW5k", [("error_description", "client_not_found")]),
    ("https://op.example/e?authError=not!base64,+is+it", []),
    ("https://op.example/broker/endpoint?code=abc&session_state=1", []),
    ("https://op.example/oops?code=E-17", [("error", "E-17")]),
    ("https://op.example/%", []),
    ("", []),
]


@pytest.mark.parametrize(("address", "said"), ADDRESSES, ids=str)
def test_an_address_says_it(address: str, said: list[tuple[str, str]]) -> None:
    """The query, what stands behind the #, the end of the path; and nothing where nothing is said."""
    assert words_of_address(address) == said


def test_a_callback_is_no_error_page() -> None:
    """Where an answer comes, its code is no error code."""
    assert not is_error_page("https://op.example/callback?code=abc&state=1")


def test_a_code_at_an_error_page_is_an_error_code(tmp_path: Path) -> None:
    """At a page of errors of the provider, without a state, nobody sends the code of a flow."""
    found = given(f"{ISSUER}/ui/#/error?code=X-1012&reason=redirect_uri_not_allowed", None, tmp_path)
    assert found.leg == "authorize"
    assert found.error == "X-1012"
