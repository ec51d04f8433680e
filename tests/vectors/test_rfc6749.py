"""RFC 6749, 2.3.1, 4.1.3 and appendix B: how a client writes its name and secret, and how a provider reads them."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import pytest

from explorer.messages import encode_form, parse_form
from explorer.protocol.authentication import basic_authorization
from explorer.provider import Provider
from tests.provider.visitor import basic, get_code, redeem

# client_id, client_secret, the header, and how the two were written before they went into it
PRINTED = [
    ("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw", "czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3", "form"),  # 2.3.1
    ("s6BhdRkqt3", "gX1fBat3bV", "czZCaGRSa3F0MzpnWDFmQmF0M2JW", "form"),  # 4.1.3, and OIDC Core 3.1.3.1
]
# The values of issue 337 of AppAuth-Android: a name and a secret in which every step of 2.3.1 shows
ODD = ("1PpG/Q 1", "z/tZ9VwFZqApmIQ+ZH1I5pLk/uB4ud:X2/8bL+wfFTt1rFw=")
WRITTEN = [
    (
        *ODD,
        "MVBwRyUyRlErMTp6JTJGdFo5VndGWnFBcG1JUSUyQlpIMUk1cExrJTJGdUI0dWQlM0FYMiUyRjhiTCUyQndmRlR0MXJGdyUzRA==",
        "form",
    ),
    (*ODD, "MVBwRy9RIDE6ei90WjlWd0ZacUFwbUlRK1pIMUk1cExrL3VCNHVkOlgyLzhiTCt3ZkZUdDFyRnc9", "raw"),
]
ALL = [*PRINTED, *WRITTEN]
IDS = ["2.3.1", "4.1.3", "form", "raw"]
APPENDIX_B = (" %&+\u00a3\u20ac", "+%25%26%2B%C2%A3%E2%82%AC")  # the six characters of its example


def register(provider: Provider, client_id: str, secret: str, encoding: str) -> None:
    """Register a client with a secret that the provider did not choose."""
    client = provider.register(client_id, basic_encoding=encoding)
    provider.setting.memory.clients[client_id] = replace(client, client_secret=secret)


@pytest.mark.parametrize(("client_id", "secret", "header", "encoding"), ALL, ids=IDS)
def test_the_core_writes_these_headers(client_id, secret, header, encoding):
    """2.3.1: form-encoded, joined by a colon, in base64; raw leaves the first step out."""
    assert basic_authorization(client_id, secret, encoding).reveal() == f"Basic {header}"


@pytest.mark.parametrize(("client_id", "secret", "header", "encoding"), ALL, ids=IDS)
def test_the_provider_reads_these_headers(standard: Provider, client_id, secret, header, encoding):
    """2.3.1: each header proves its client, and one with another secret does not."""
    register(standard, client_id, secret, encoding)
    code = get_code(standard, client_id)
    assert redeem(standard, code, basic(client_id, secret[:-1], form=encoding == "form")).status_code == 401
    assert redeem(standard, code, {"Authorization": f"Basic {header}"}).status_code == 200


@pytest.mark.parametrize(("encoding", "other"), [("form", "raw"), ("raw", "form")])
def test_one_spelling_is_not_the_other(standard: Provider, encoding, other):
    """2.3.1: a provider that expects the one refuses the other, with a sentence."""
    register(standard, *ODD, encoding)
    answer = redeem(standard, "x", {"Authorization": basic_authorization(*ODD, other).reveal()})
    assert answer.status_code == 401
    assert answer.json()["error_description"]


def test_form_encoding():
    """Appendix B: both sides write the six characters so, and read them back."""
    plain, written = APPENDIX_B
    assert encode_form([("v", plain)]) == urlencode({"v": plain}) == f"v={written}"
    assert [tuple(pair) for pair in parse_form(f"v={written}")] == [("v", plain)]
