"""Every citation of a specification leads to the section that it cites."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.diagnosis.cause import CAUSES
from explorer.protocol.flow_table import FLOW
from explorer.reference import cited
from explorer.reference.tables import specifications
from explorer.rules.catalogue import every_rule

RFC_6749 = "https://www.rfc-editor.org/rfc/rfc6749.html"
CORE = "https://openid.net/specs/openid-connect-core-1_0.html"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("RFC 6749 4.1.2, 10.5", [("RFC 6749 4.1.2", f"{RFC_6749}#section-4.1.2"), ("10.5", f"{RFC_6749}#section-10.5")]),
        ("RFC 6749 A.7 to A.9", [("RFC 6749 A.7", f"{RFC_6749}#appendix-A.7"), ("A.9", f"{RFC_6749}#appendix-A.9")]),
        ("RFC 6749 2.3.1, appendix B", [("RFC 6749 2.3.1", f"{RFC_6749}#section-2.3.1"), ("appendix B", f"{RFC_6749}#appendix-B")]),
        ("RFC 6749 A", [("RFC 6749 A", f"{RFC_6749}#appendix-A")]),
        ("RFC 6749", [("RFC 6749", RFC_6749)]),
        ("OIDC Core 3.1.3.7 (4, 5)", [("OIDC Core 3.1.3.7 (4, 5)", f"{CORE}#rfc.section.3.1.3.7")]),
        ("as OpenID Connect Core 5.4 has it", [("OpenID Connect Core 5.4", f"{CORE}#rfc.section.5.4")]),
        ("JARM 2.1; RFC 6749 3.1", [("JARM 2.1", "https://openid.net/specs/oauth-v2-jarm.html#section-2.1"),
                                    ("RFC 6749 3.1", f"{RFC_6749}#section-3.1")]),
    ],
)  # fmt: skip
def test_each_section_has_its_own_link(text: str, links: list[tuple[str, str]]) -> None:
    """A citation with several sections leads to each of them; a name alone leads to the whole."""
    assert [piece for piece in cited(text) if piece.url] == links


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Discovery says so",
        "no RFC here",
        "RFC 12 4",
        "RFC 67491x 3",
        "XRFC 6749 3",
        "Microsoft documentation",
        "4.1.2, 10.5",
    ],
)
def test_what_cites_nothing_has_no_link(text: str) -> None:
    """A word that also is the name of a specification is no citation, nor is a number without a name."""
    assert [piece for piece in cited(text) if piece.url] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("RFC 9068 A client, 12 of them", ["RFC 9068"]),
        ("see RFC 6749 4.1. 3 times", ["RFC 6749 4.1"]),
        ("(RFC 6749 3.1, 12 times)", ["RFC 6749 3.1"]),
        ("RFC 6749 3.1, 10 and more", ["RFC 6749 3.1"]),
    ],
)
def test_the_words_round_a_citation_are_no_part_of_it(text: str, shown: list[str]) -> None:
    """A sentence goes on after a citation, with numbers and capital letters of its own."""
    assert [piece.text for piece in cited(text) if piece.url] == shown


@given(st.text(alphabet=st.sampled_from("RFC 6749 OIDC Core Discovery .,;()AB appendix to and 3.1\n<>\"'\\")))
def test_nothing_is_lost_and_no_address_is_made_up(text: str) -> None:
    """The pieces together are the text, and every address begins with one that we know."""
    pieces = cited(text)
    assert "".join(piece.text for piece in pieces) == text
    pages = ("https://www.rfc-editor.org/rfc/rfc", *(page for page, _ in specifications().values()))
    for piece in pieces:
        assert piece.url is None or (piece.url.startswith(pages) and re.fullmatch(r"[\w:/.#-]+", piece.url))


OURS = {rule.spec for rule in every_rule()} | {message.spec for message in FLOW}


@pytest.mark.parametrize("spec", sorted(OURS))
def test_every_section_of_a_rule_has_a_link(spec: str) -> None:
    """No rule and no message of the flow cites something to which there is no link."""
    assert unlinked(spec) == []


def test_every_cause_cites_what_can_be_read() -> None:
    """Of a cause, too, each section has a link; where it cites a vendor, it cites no specification."""
    for known in CAUSES:
        assert unlinked(known.spec) == [] or not any(piece.url for piece in cited(known.spec)), known.id


def unlinked(spec: str) -> list[str]:
    """The words of a citation that lead nowhere."""
    return [piece.text for piece in cited(spec) if piece.url is None and piece.text not in (", ", "; ", " to ", " and ")]
