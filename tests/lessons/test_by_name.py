"""What stands behind the names that lessons use over and over does what they say."""

from __future__ import annotations

import pytest

from explorer import Flow, LocalProvider
from explorer.errors import Mistake
from explorer.lessons.by_name import Browser, begun, in_sixes, in_vain, on_the_wire


def test_a_browser(provider: LocalProvider) -> None:
    """It brings the answer back, goes all the way, and does that for each person with each scope."""
    flow = Flow(provider.issuer, provider.register("walker"))
    flow.discover()
    flow.authorize()
    browser = Browser(provider)
    assert browser.comes_back(flow) is flow
    assert flow.tokens is None
    runs = browser.runs_of(flow, ["alice", "bob"], ["openid", "openid email"])
    assert [run.label for run in runs] == ["alice: openid", "alice: openid email", "bob: openid", "bob: openid email"]
    assert len({run.claims["sub"] for run in runs}) == 2
    assert all(run.last("userinfo") for run in runs)


def test_a_refusal_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """The kind of the mistake and its sentence are printed; what works after all is an error of the lesson."""

    def act(number: int, *, word: str) -> None:
        if number:
            raise Mistake(f"{word} is not so.")

    in_vain(act, 1, word="This")
    assert capsys.readouterr().out == "Mistake: This is not so.\n"
    with pytest.raises(AssertionError, match="was to be refused"):
        in_vain(act, 0, word="This")


def test_bits_in_sixes() -> None:
    """A brace, a quotation mark and an a are the first four signs of nearly every token."""
    table = in_sixes(b'{"a')
    assert "".join(row[2].strip("`") for row in table.rows) == "eyJh"
    assert table["011110"] == ("30", "`e`")


def test_a_long_refusal_breaks_between_words(capsys: pytest.CaptureFixture[str]) -> None:
    """JupyterLab breaks a long line anywhere; a rule's id stays whole."""

    def act() -> None:
        raise Mistake("word " * 30 + "AUTHR-STATE-MISMATCH")

    in_vain(act)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[-1].endswith("AUTHR-STATE-MISMATCH")


def test_a_flow_that_is_begun_waits_for_its_browser(provider: LocalProvider) -> None:
    """Its provider has described itself, and its link is written, with the scope and the settings that were given."""
    flow = begun(provider.issuer, provider.register("begun"), "openid email", label="it")
    assert flow.run.label == "it"
    assert dict(flow.authorization_request.params)["scope"] == "openid email"  # type: ignore[union-attr]
    assert Browser(provider).comes_back(flow).exchange().id_token  # type: ignore[union-attr]


def test_a_request_is_printed_without_broken_names(provider: LocalProvider, capsys: pytest.CaptureFixture[str]) -> None:
    """The body of a request goes on in a new line after each `&`; put together it is what is sent, in one line."""
    flow = begun(provider.issuer, provider.register("printed", public=True))
    request = Browser(provider).comes_back(flow).token_request()
    on_the_wire(request)
    printed = capsys.readouterr().out.removesuffix("\n")
    assert max(map(len, printed.splitlines())) < 100
    assert printed.replace("&\n", "&") == request.http()
