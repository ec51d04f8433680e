"""Ten samples of each kind in different dialects: each is called by its name, taken apart, judged, and shows no secret."""

from __future__ import annotations

import base64
import json
import pickle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer import explain
from tests.explanation.samples import ID_TOKEN, LOGGED, NOTHING, SAMPLES, SECRETS
from tests.explanation.shown import NOW, shown

EVERY = [*(text for texts in SAMPLES.values() for text in texts), *LOGGED, *NOTHING]


@pytest.mark.parametrize("kind", SAMPLES)
def test_each_kind_is_called_by_its_name(kind: str) -> None:
    """Whatever its dialect; and there are ten of each."""
    assert len(SAMPLES[kind]) == 10
    found = [explain(text, now=NOW) for text in SAMPLES[kind]]
    assert [each.kind for each in found] == [kind] * 10
    assert all(each.title and each.sentence and each.sure in ("certain", "likely", "possible") for each in found)


@pytest.mark.parametrize("kind", SAMPLES)
def test_nothing_shows_a_secret(kind: str) -> None:
    """Neither the value nor a page, a text or a pickle made of it."""
    for text in SAMPLES[kind]:
        found = explain(text, now=NOW)
        assert [secret for secret in SECRETS if secret in shown(found)] == [], text
        assert not any(secret in pickle.dumps(found.parts).decode("latin-1") for secret in SECRETS)


def test_what_stands_in_a_log_or_a_mail() -> None:
    """The thing itself is explained, and that it was taken out of a longer text is said."""
    kinds = ["authorization_response", "authorization_request", "authorization_response", "error", "jwt"]
    kinds += ["authorization_header", "command", "authorization_response", "error", "private_key"]
    found = [explain(text, now=NOW) for text in LOGGED]
    assert [each.kind for each in found] == kinds
    assert all(each.changes for each in found)
    assert not any(secret in shown(each) for each in found for secret in SECRETS)


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_none_of_these(text: str) -> None:
    """A sentence says so; and what can be pasted."""
    found = explain(text)
    assert found.kind in ("nothing", "page")
    assert found.findings == ()
    assert "Paste" in found.sentence or "Copy the address" in found.sentence


def test_same_text_same_words() -> None:
    """At the same moment the same text gives the same explanation (law "Same value, same text")."""
    for text in EVERY[::7]:
        assert explain(text, now=NOW).to_markdown() == explain(text, now=NOW).to_markdown()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutations_never_crash(data: st.DataObject) -> None:
    """A piece cut out, doubled, replaced or reversed gives another explanation, never an exception."""
    text = data.draw(st.sampled_from(EVERY))
    for _ in range(data.draw(st.integers(1, 3))):
        begin = data.draw(st.integers(0, max(len(text) - 1, 0)))
        end = data.draw(st.integers(begin, len(text)))
        piece = data.draw(
            st.sampled_from(
                ["", text[begin:end] * 2, text[begin:end][::-1], "&", '"', "\n", "%", "{", "\ud800", "<", "=", "-----BEGIN "]
            )
        )
        text = text[:begin] + piece + text[end:]
    found = explain(text, now=NOW)
    assert shown(found)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=300), st.binary(max_size=300)))
def test_any_text_is_explained(text: str | bytes) -> None:
    """What nobody would paste is explained too."""
    assert explain(text, now=NOW).sentence


@pytest.mark.parametrize("before", ["token=", '"', "Bearer ", "\\n", "\\r", "\\t", "%20", "%3D", "'", ">"])
def test_a_token_begins_behind_anything(before: str) -> None:
    """A token in a log is found whatever stands before it, a written line break and a percent-encoded sign included."""
    found = explain(f"yesterday the log said {before}{ID_TOKEN} and no more", now=NOW)
    assert ID_TOKEN.rpartition(".")[0] not in shown(found)
    assert "jwt" in {found.kind, *(piece.kind for piece in found.pieces)}, found


@pytest.mark.parametrize(
    "text",
    [
        "{" * 100_000,
        "[" * 100_000,
        "https://a.example/?" + "a=1&" * 5_000,
        "-----BEGIN " * 20_000,
        "curl '" * 5_000,
        "eyJ" * 500_000 + ".",  # the square of this would be a quarter of an hour
        "<form>" * 20_000,
    ],
)
def test_what_is_made_to_cost(text: str) -> None:
    """A text that is made to cost time or levels ends in an explanation."""
    assert explain(text, now=NOW).sentence


def test_a_refusal_of_the_token_endpoint_is_told_by_its_own_section() -> None:
    """Its `error` is that of RFC 6749 5.2, not that of the redirect; and its causes are plain text, without the marks of Markdown."""
    told = explain('{"error": "invalid_grant", "error_description": "AADSTS54005: already redeemed"}')
    parts = {part.name: part for part in told.parts}
    assert parts["error"].spec == "RFC 6749 5.2"
    assert "`" not in "".join(str(part.value) for part in told.parts)


def _jwt(**claims: object) -> str:
    parts = ({"alg": "none"}, claims)
    return "".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() + "." for part in parts)


def test_a_jwt_of_unknown_purpose_that_has_expired() -> None:
    """What has a meaning in every JWT is judged, by the section of JWT: whoever reads the verdict does not miss it."""
    found = explain(_jwt(iss="https://op.example", sub="x", aud="a", exp=1_600_000_000), now=NOW)
    (expired,) = [finding for finding in found.report.failures if finding.rule == "IDTC-EXP-PAST"]
    assert expired.spec == "RFC 7519 4.1.4"
    assert not [finding for finding in found.findings if "explorer." in finding.message]


def test_a_time_in_milliseconds() -> None:
    """It is named, with the moment that is meant, also in a JWT that does not say what it is."""
    found = explain(_jwt(iss="https://op.example", sub="x", aud="a", exp=1_600_000_000_000), now=NOW)
    assert [finding.rule for finding in found.report.failures if finding.rule.startswith("IDTC")] == ["IDTC-TIME-MILLIS"]
    assert next(part.note for part in found.parts if part.name == "exp").startswith("read as milliseconds")


def test_an_introspection_answer_is_explained_as_that() -> None:
    """Its claims are those of RFC 7662, and none of an ID token, whose aud is another thing."""
    found = explain('{"active": true, "iss": "https://op.example", "aud": "https://op.example", "sub": "x", "exp": 1700000000}')
    assert {part.spec for part in found.parts} == {"RFC 7662 2.2"}
    assert not [part for part in found.parts if "must contain your client id" in part.meaning]
