"""Secrets never print."""

from __future__ import annotations

import base64
import copy
import dataclasses
import html
import io
import json
import logging
import os
import pickle
import pprint
import subprocess
import sys
import time
import traceback
import urllib.parse
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.messages import Response
from explorer.protocol.json_text import read_json
from explorer.redactor import redact
from explorer.secret import Secret, reveal

CANARY = "canary-31415"


def in_a_traceback(secret):
    """Return a traceback with the values of its local variables."""
    try:
        raise ValueError(secret)
    except ValueError as error:
        return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


def in_a_log(secret):
    """Return what a logger writes of it."""
    stream = io.StringIO()
    logger = logging.Logger("test")
    logger.addHandler(logging.StreamHandler(stream))
    logger.warning("%s %r %s", secret, secret, {"a": [secret]})
    return stream.getvalue()


def in_a_dataclass(secret):
    """Return the repr of a dataclass, and of its dictionary."""
    made = dataclasses.make_dataclass("Made", ["secret"])(secret)
    return repr(made) + repr(dataclasses.asdict(made))


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        format,
        pprint.pformat,
        "{:>40}".format,
        lambda s: f"{s} {s!r} {s!s:>30} {s!a}",
        lambda s: "%s %r" % (s, s),  # noqa: UP031 - the old way of formatting is what is tested
        lambda s: s._repr_html_(),
        lambda s: json.dumps({"a": s}, default=str),
        lambda s: pickle.dumps(s).decode("latin-1") + repr(pickle.loads(pickle.dumps([s]))),  # noqa: S301 - our own bytes
        lambda s: repr({s: [s]}),
        in_a_traceback,
        in_a_log,
        in_a_dataclass,
        lambda s: repr(dir(s)) + repr(getattr(s, "__dict__", "")),
    ],
)
def test_no_way_of_printing_shows_the_value(show):
    """Whatever prints a secret shows something, and not the value."""
    shown = show(Secret(CANARY, "code"))
    assert shown
    assert CANARY not in shown
    assert base64.b64encode(CANARY.encode()).decode() not in shown


@pytest.mark.parametrize(
    "use", [json.dumps, "".join, bytes, list, iter, lambda s: s + "", lambda s: s[0], lambda s: s in "x", int]
)
def test_secret_is_not_taken_for_text(use):
    """A secret used where text is wanted is an error, which does not show it either."""
    with pytest.raises((TypeError, ValueError)) as caught:
        use(Secret(CANARY))
    assert CANARY not in str(caught.value)


def test_html_is_escaped():
    """A label cannot break out of the HTML."""
    assert "<script>" not in Secret("x", "<script>")._repr_html_()


def test_copies_keep_the_value():
    """A copy, deep or not, is still the secret."""
    secret = Secret(CANARY, "code")
    assert copy.copy(secret).reveal() == copy.deepcopy({"a": [secret]})["a"][0].reveal() == CANARY
    assert reveal(secret) == reveal(CANARY) == CANARY
    assert len(secret) == len(CANARY)


@given(st.text(), st.text())
def test_equality_is_that_of_the_values(one, two):
    """Secrets are equal when their values are, whatever their labels; then they have one hash and one fingerprint."""
    a, b = Secret(one, "x"), Secret(two, "y")
    assert (a == b) == (one == two)
    assert a == Secret(one, "z")
    assert hash(a) == hash(Secret(one))
    assert a.fingerprint == Secret(one).fingerprint
    assert a != one


def fingerprint_under(home: Path) -> str:
    """Return the fingerprint of the canary in another process, with the key of that home."""
    code = f"from explorer.secret import Secret; print(Secret({CANARY!r}).fingerprint)"
    environment = {**os.environ, "FLOW_EXPLORER_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_fingerprint_depends_on_the_users_key(tmp_path):
    """One user's fingerprint of a value is the same in every process; another user's is different."""
    first = fingerprint_under(tmp_path / "one")
    assert first == fingerprint_under(tmp_path / "one")
    assert first != fingerprint_under(tmp_path / "two")
    assert len(first) == 8
    key = tmp_path / "one" / "fingerprint.key"
    assert (len(key.read_bytes()), key.stat().st_mode & 0o777) == (32, 0o600)


def test_damaged_key_is_replaced(tmp_path):
    """A key file that is empty would make fingerprints that anyone can guess: it is replaced."""
    (tmp_path / "fingerprint.key").write_bytes(b"")
    assert fingerprint_under(tmp_path) == fingerprint_under(tmp_path)
    assert len((tmp_path / "fingerprint.key").read_bytes()) == 32


def test_home_that_cannot_be_written(tmp_path):
    """Without a writable home there is a fingerprint all the same."""
    (tmp_path / "file").write_text("in the way")
    assert len(fingerprint_under(tmp_path / "file")) == 8


NASTY = "a/b+c=d e\"f'g&h<i>\u00e9\U0001f511\\j%k~l\n(m)!*"


@pytest.mark.parametrize(
    "spell",
    [
        str,
        urllib.parse.quote,
        urllib.parse.quote_plus,
        lambda v: urllib.parse.quote(v, safe=""),
        lambda v: urllib.parse.quote(v, safe="!*'()~"),  # encodeURIComponent
        lambda v: urllib.parse.quote(v, safe="").replace("%2F", "%2f").replace("%2B", "%2b").replace("%3D", "%3d"),
        lambda v: urllib.parse.quote(urllib.parse.quote(v, safe=""), safe=""),
        lambda v: urllib.parse.quote_plus(urllib.parse.quote_plus(v)),
        lambda v: json.dumps(v)[1:-1],
        lambda v: json.dumps(v, ensure_ascii=False)[1:-1],
        lambda v: json.dumps(v)[1:-1].replace("/", "\\/"),
        lambda v: json.dumps(v)[1:-1].replace("\\u00e9", "\\u00E9"),
        html.escape,
        lambda v: html.escape(v, quote=False),
        lambda v: html.escape(v).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
        lambda v: html.escape(json.dumps(v)[1:-1]),
        lambda v: base64.b64encode(v.encode()).decode(),
        lambda v: base64.urlsafe_b64encode(v.encode()).decode(),
        lambda v: base64.b64encode(v.encode()).decode().rstrip("="),
        lambda v: urllib.parse.quote(base64.b64encode(v.encode()).decode(), safe=""),
        lambda v: base64.b64encode(b"id:" + v.encode()).decode()[4:],
        lambda v: repr(v)[1:-1],
    ],
)
@pytest.mark.parametrize("value", [NASTY, "simple-secret_1.0", "pass/word+="])
def test_redact_finds_every_spelling(spell, value):
    """An echo of a secret is replaced, however the provider encodes it, and the text around it stays."""
    assert redact(f"before [{spell(value)}] after", [Secret(value, "code")]).startswith("before [<code ")
    assert redact(f"before [{spell(value)}] after", [Secret(value, "code")]).endswith("] after")


@pytest.mark.parametrize("prefix", ["", "i", "id:", "id:x", "client-id:"])
def test_redact_finds_a_secret_within_base64(prefix):
    """A Basic header that is echoed holds the secret in base64 at any distance from the start."""
    echoed = base64.b64encode(f"{prefix}{CANARY}:rest".encode()).decode()
    assert base64.b64encode(CANARY.encode()).decode()[4:12] not in redact(echoed, [Secret(CANARY)])
    assert "<secret" in redact(echoed, [Secret(CANARY)])


@given(st.text(min_size=4).filter(str.isprintable), st.text(), st.text())
def test_redacted_text_does_not_hold_the_secret(value, before, after):
    """After redaction the value is nowhere to be found but where the fingerprint itself happens to hold it."""
    known = Secret(value, "code")
    assert value not in redact(before + value + after, [known]).replace(repr(known), "\x00")


def test_redact_replaces_the_longest_first():
    """A secret that is part of another does not leave half of it standing; a fingerprint is not redacted again."""
    long, short = Secret("abcd-efgh", "code"), Secret("abcd", "token")
    word = Secret("code", "password")
    assert redact("abcd-efgh abcd code", [short, long, word]) == f"{long} {short} {word}"


def test_redact_leaves_short_secrets_and_other_text():
    """Secrets of less than four characters, and text without a secret, are left alone."""
    assert redact("abc eyJ.x.y nothing", [Secret("abc"), Secret("")]) == "abc eyJ.x.y nothing"


JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize("token", [JWT, JWT.rpartition(".")[0] + ".", JWT + ".Y2lwaGVy.dGFn"])
@pytest.mark.parametrize("frame", ["{}", "id_token={}&x=y", "%22{}%22", '{{"a":"{}"}}', "token_{}", "Bearer {}, {}"])
def test_redact_finds_tokens(token, frame):
    """Everything that is shaped like a JWT, signed, unsigned or encrypted, is replaced as a whole, wherever it stands."""
    redacted = redact(frame.format(token, token), [])
    assert "eyJ" not in redacted
    assert "c2ln" not in redacted
    assert "dGFn" not in redacted
    assert "<jwt " in redacted


@pytest.mark.parametrize("hostile", ["eyJ", "eyJ.", "\\", "%25", "&amp;", "a", "=", "+", "x.y.eyJ"])
def test_redact_is_not_slowed_down(hostile):
    """A megabyte made to keep the search busy takes no more than a moment."""
    known = [Secret("\\\\\\\\\\\\", "a"), Secret("%%%%%%", "b"), Secret("&&&& +/=", "c"), Secret("a" * 50 + "+", "d")]
    begun = time.process_time()
    redact(hostile * (1_000_000 // len(hostile)) + "!", known)
    assert time.process_time() - begun < 25


@pytest.mark.parametrize("value", ["/" * 30_000, "\u00e9" * 5_000, "a/" * 20_000, "a" * 90_000])
@pytest.mark.parametrize("spelled", [str, urllib.parse.quote_plus, lambda value: base64.b64encode(value.encode()).decode()])
def test_redact_finds_a_value_without_end_at_once(value, spelled):
    """A "token" of many thousand characters is hidden as a whole, and making its pattern takes no more than a moment."""
    known = Secret(value, "access_token")
    begun = time.process_time()
    assert redact(f'before "{spelled(value)}" after', [known]) == f'before "{known}" after'
    assert time.process_time() - begun < 2


def test_what_is_made_of_a_secret_is_made_once_and_goes_nowhere():
    """A token is taken apart once, whoever asks; the pieces show no more than the token does, and go into no pickle."""
    made = []
    secret = Secret(CANARY)

    def cut(value):
        made.append(value)
        return value.split("-")

    assert secret.once(cut) is secret.once(cut)
    assert made == [CANARY]
    assert "31415" not in repr(secret) + in_a_traceback(secret) + pickle.dumps(secret).decode("latin-1")


def test_a_body_is_read_once_and_goes_nowhere():
    """What was read of it is beside the bytes, and in no copy, pickle or repr of the answer."""
    answer = Response(200, "OK", (), json.dumps({"access_token": CANARY}).encode())
    assert answer.read(read_json) is answer.read(read_json)
    shown = repr(answer) + str(vars(answer)) + pickle.dumps(answer).decode("latin-1") + str(dataclasses.asdict(answer))
    assert "31415" not in shown
