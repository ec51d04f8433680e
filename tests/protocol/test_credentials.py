"""Credentials that are told by their names: however the name is spelled, and in whatever notation it stands."""

from __future__ import annotations

import html
import json
import urllib.parse
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.protocol.credentials import (
    address_without_credentials,
    credential_label,
    credentials_in,
    credentials_in_text,
    redact_credentials,
)
from explorer.secret import Secret
from tests.growth import assert_linear
from tests.hostile import JSON, patient

VALUE = "live-token-2718281828"
NAMES = [
    "access_token",
    "accessToken",
    "ACCESS-TOKEN",
    "Token",
    "device_secret",
    "deviceSecret",
    "session_token",
    "sessionToken",
    "registration_access_token",
    "rpt",
    "client_assertion",
    "device_code",
    "userCode",
    "authCode",
    "vendor-refresh-token",
    "x_rpt",
    "code",
]
READABLE = [
    "token_type",
    "tokenType",
    "expires_in",
    "scope",
    "error",
    "error_description",
    "error_code",
    "errorCode",
    "statusCode",
]
NOTATIONS: list[Callable[[str], str]] = [
    lambda n: f"{n}: {VALUE}\n",
    lambda n: f"---\n{n}: '{VALUE}'\n...",
    lambda n: f"{n}: >-\n    {VALUE}\n",
    lambda n: f"- {n}\n- {VALUE}",
    lambda n: f"{n}={VALUE}&x=1",
    lambda n: f"{n}={VALUE}; path=/",
    lambda n: urllib.parse.quote(f"{n}={VALUE}", safe=""),
    lambda n: f"<{n}>{VALUE}</{n}>",
    lambda n: f'<ns:{n} type="Bearer" xml:lang="en">\n  {VALUE}\n</ns:{n}>',
    lambda n: f"<{n}><![CDATA[{VALUE}]]></{n}>",
    lambda n: f'<x {n}="{VALUE}"/>',
    lambda n: f'<input type="hidden" name="{n}" value="{VALUE}">',
    lambda n: f"<input value='{VALUE}' type=hidden name={n}>",
    lambda n: f'<meta name="{n}" content="{VALUE}"/>',
    lambda n: f'<a data-{n}="{VALUE}" href="/">',
    lambda n: f"<key>{n}</key><string>{VALUE}</string>",
    lambda n: f"<tr><td>{n}</td><td class='x'>{VALUE}</td></tr>",
    lambda n: html.escape(json.dumps({n: VALUE})),
    lambda n: json.dumps(json.dumps({n: VALUE})),
    lambda n: f'{{"{n}": "{VALUE}",}}',
    lambda n: f'{{"{n}" : {{"value": "{VALUE}"',
    lambda n: f"{{'{n}': ['{VALUE}']}}",
    lambda n: f'var {n} = "{VALUE}";',
    lambda n: f"x['{n}'] => '{VALUE}'",
    lambda n: f':{n}=>"{VALUE}"',
    lambda n: f'"{n}";s:21:"{VALUE}";',
    lambda n: f"{n} := {VALUE}",
    lambda n: f"{n}->{VALUE}",
    lambda n: f"{n}\t{VALUE}",
    lambda n: f"{n},{VALUE}\r\n",
    lambda n: f"({n} {VALUE})",
    lambda n: f"your {n} is {VALUE}, keep it",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_credentials(name: str) -> None:
    """A member is a secret wherever it stands and whatever it is."""
    assert credential_label(name) is not None
    for value in (VALUE, [VALUE], {"a": [VALUE]}):
        for body in ({name: value}, {"a": [{"b": {name: value}}]}, [{name: value}]):
            assert VALUE not in json.dumps(redact_credentials(body), default=repr)
            assert Secret(VALUE) in set(credentials_in(body))
    assert isinstance(redact_credentials({name: 31415926})[name], Secret)


@pytest.mark.parametrize("name", READABLE)
def test_words_stay_readable(name: str) -> None:
    """Whatever is no credential by its name; and the word for an error that a provider calls its code."""
    assert credential_label(name) is None
    assert redact_credentials({name: "Bearer-2718281828"}) == {name: "Bearer-2718281828"}
    honest = {"error": {"code": "invalid_grant", "message": "x"}, "code": 400, "retry_token": None}
    assert redact_credentials({**honest, "retry_token": 1})["error"] == honest["error"]
    assert redact_credentials({"code": 400}) == {"code": 400}


TYPED = [
    "password",
    "login-password",
    "pwd",
    "passwd",
    "j_password",
    "user[password]",
    "password2",
    "passwordConfirm",
    "otp",
    "pin",
]


@pytest.mark.parametrize("name", TYPED)
def test_what_a_person_typed(name: str) -> None:
    """The fields of a sign-in form are credentials however short their values are, and `mapping` or `skip_password_page` is none."""
    assert credential_label(name) == "password"
    assert credential_label(f"no_{name}_page") is None
    assert isinstance(redact_credentials({name: "sonne"})[name], Secret)


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize(
    "address",
    [
        "https://op/login?a=b&{}=sonne&c=d",
        "https://op/#/login?{}=sonne",
        "https://op/x#{}=sonne",
        "https://op/login?next=%2Fa%3F{}%3Dsonne",
    ],
)
def test_an_address_of_a_form(address: str, name: str) -> None:
    """What was typed into a form without a script stands in the address that people copy: the value goes, the names stay."""
    shown = address_without_credentials(address.format(name))
    assert "sonne" not in shown
    assert name in urllib.parse.unquote(shown)
    assert shown.startswith("https://op/")


def test_an_address_without_any() -> None:
    """It stays as it is, to the letter; the word for an error is none either, and a long chain of = costs nothing much."""
    for address in ("https://op/e?error=a&code=invalid_client&x=%41%3d1#state=s", "no address", "https://op/?a==&=b&&c="):
        assert address_without_credentials(address) == address
    assert address_without_credentials("a=" * 20_000) == "a=" * 20_000


def test_the_label_is_never_the_providers_own_name() -> None:
    """It stands in every fingerprint, so it cannot be a text of others."""
    assert repr(redact_credentials({"made-up-code-3141 token": VALUE})["made-up-code-3141 token"]).startswith("<token ")


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", NAMES)
def test_any_notation(name: str, notation: Callable[[str], str]) -> None:
    """A text that is no JSON is searched for such names, with whatever stands between the name and its value."""
    text = notation(name)
    assert Secret(VALUE) in set(credentials_in_text(text))
    assert Secret(VALUE) in set(credentials_in_text(f"An error came:\n{text}\n-- end"))
    assert Secret(VALUE) in set(credentials_in({"error_description": text}))


@pytest.mark.parametrize(
    "text",
    [
        "The authorization code has expired.",
        "error=invalid_token&error_code=AADSTS70008x&token_type=Bearer",
        "code: authorization_pending",
        'errorCode: "E0000001", tokenType: "Bearer-2718281828"',
        "invalid token: https://op.example/docs/12345678",
        'Bearer error="invalid_token", error_description="The access token expired at 2026-01-01T00:00:00Z"',
        "A token that is missing, the secret of your client, or a code that was used before: 12345678.",
        "tokens=12345678&decoder=12345678&token_endpoint=12345678",
    ],
)
def test_words_in_sentences_are_no_credentials(text: str) -> None:
    """An honest refusal stays as it is."""
    assert [secret.reveal() for secret in credentials_in_text(text)] == []


@given(JSON | st.text())
@patient
def test_any_value_is_searched(value: Any) -> None:
    """Whatever a provider sends."""
    list(credentials_in(value))
    redact_credentials(value)


HOSTILE: list[Callable[[int], str]] = [
    lambda size: "token=" * (size // 6),
    lambda size: "value=" * (size // 6),
    lambda size: "content='" * (size // 9),
    lambda size: "https://a:" * (size // 10),
    lambda size: "token" * (size // 5),
    lambda size: "token " * (size // 6),
    lambda size: ' token="token" b="c"' * (size // 20),
    lambda size: "access_tokenx=" * (size // 14),
    lambda size: "access_toke=" * (size // 12),
    lambda size: 'value="aaaaaaaa" ' * (size // 17),
    lambda size: 'value="' + "a" * size,
    lambda size: "token" + " " * size,
    lambda size: "token" + "</a>" * (size // 4),
]


@pytest.mark.parametrize("make", HOSTILE)
def test_the_work_grows_as_the_text_does(make: Callable[[int], str]) -> None:
    """Eight times the text costs some eight times as much: what is quadratic costs sixty-four times."""

    assert_linear(make, lambda text: list(credentials_in_text(text)), 50_000)
