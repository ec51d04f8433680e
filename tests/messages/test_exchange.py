"""What came back, and when."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.messages import Exchange, Request, Response, Timing

PHASES = {"dns": (0.0, 5.0), "wait": (10.0, 490.0), "receive": (500.0, 100.0)}


def exchange(*headers, timing=None):
    """Return an exchange whose answer has these headers and whose first byte came half a second after 1700000000."""
    response = Response(200, "OK", headers, b"")
    return Exchange("token", Request.get("http://h/"), response, timing or Timing(1700000000.0, PHASES))


@pytest.mark.parametrize(
    ("date", "offset"),
    [
        ("Tue, 14 Nov 2023 22:13:20 GMT", -0.5),
        ("Tue, 14 Nov 2023 22:14:20 GMT", 59.5),
        ("Tue, 14 Nov 2023 22:13:20 -0000", -0.5),
        ("Tuesday, 14-Nov-23 22:13:20 GMT", -0.5),
        ("Tue, 14 Nov 2023 23:13:20 +0100", -0.5),
        ("yesterday", None),
        ("", None),
        ("Tue, 14 Nov 99999 22:13:20 GMT", None),
        ("Tue, 14 Nov 2023 22:13:20 +999999999999999999999", None),
    ],
)
def test_clock_offset(date, offset):
    """The provider's clock is compared with the moment of its first byte; a date that cannot be read is no clock."""
    assert exchange(("date", date)).clock_offset == offset


@given(st.text() | st.from_regex(r"Tue, \d{1,3} Nov \d{1,6} \d{1,20}:\d\d:\d\d [+-]?\d{0,20}"))
def test_any_date_raises_nothing(date):
    """Whatever a provider sends as its date, there is an offset or there is none."""
    assert isinstance(exchange(("Date", date)).clock_offset, float | None)


def test_clock_offset_without_a_date():
    """Without a Date header, or without an answer, there is no offset."""
    assert exchange().clock_offset is None
    assert Exchange("x", Request.get("http://h/"), None, Timing(0.0), "e", "cut").clock_offset is None


def test_correlation_ids():
    """The request numbers of the known providers are found in any letter case, and nothing else."""
    found = exchange(("X-ORACLE-DMS-ECID", "1"), ("Set-Cookie", "s"), ("cf-ray", "2")).correlation_ids
    assert found == {"X-ORACLE-DMS-ECID": "1", "cf-ray": "2"}
    assert Exchange("x", Request.get("http://h/"), None, Timing(0.0)).correlation_ids == {}


def test_total_ends_with_the_last_byte():
    """The total is the end of the last phase, and nothing without phases."""
    assert Timing(0.0, PHASES).total == 600.0
    assert Timing(0.0).total == 0.0


@pytest.mark.parametrize(
    ("value", "media_type"), [("Application/JSON; charset=utf-8", "application/json"), ("text/html", "text/html"), ("", "")]
)
def test_media_type(value, media_type):
    """The media type comes without parameters and in lower case."""
    assert Response(200, "", (("content-type", value),), b"").media_type == media_type
    assert Response(200, "", (), b"").media_type == ""


def test_body_is_not_in_the_repr():
    """A body may hold tokens: the repr of a response does not show it, and text that is not UTF-8 does not fail."""
    response = Response(200, "OK", (), b"canary\xff")
    assert "canary" not in repr(response)
    assert b"canary" not in pickle.dumps(response)
    assert pickle.loads(pickle.dumps(response)).status == 200  # noqa: S301 - our own bytes
    assert copy.copy(response).body == copy.deepcopy(response).body == response.body
    assert response.text() == "canary\ufffd"
