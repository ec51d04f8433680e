"""The parameters of a WWW-Authenticate header, also where a server leaves the quotes out."""

import pytest

from explorer.messages import auth_params


@pytest.mark.parametrize(
    ("header", "params"),
    [
        ('Bearer realm="api", error="invalid_token"', [("realm", "api"), ("error", "invalid_token")]),
        ("Bearer realm=api,error=invalid_token", [("realm", "api"), ("error", "invalid_token")]),
        ('Basic realm="a \\"b\\" c"', [("realm", 'a "b" c')]),
        (
            "Bearer realm=undefined, error=unauthorized_client, error_description=Mismatching client secret",
            [("realm", "undefined"), ("error", "unauthorized_client"), ("error_description", "Mismatching client secret")],
        ),
        (
            "Bearer error_description=The token is old, or was revoked, error=invalid_token",
            [("error_description", "The token is old, or was revoked"), ("error", "invalid_token")],
        ),
        ('Bearer error="invalid_token" error_description="old"', [("error", "invalid_token"), ("error_description", "old")]),
        ("Bearer error=invalid_token error_description=old", [("error", "invalid_token"), ("error_description", "old")]),
        ("Bearer error=invalid_token, Negotiate", [("error", "invalid_token")]),
        ("Basic realm=the api, Bearer error=invalid_token", [("realm", "the api"), ("error", "invalid_token")]),
        ("Bearer", []),
        ("", []),
        ('Bearer error="never closed', []),
    ],
)
def test_each_value_is_whole(header: str, params: list[tuple[str, str]]) -> None:
    """A value ends where its quotes do, or where the next parameter begins."""
    assert auth_params(header) == params


@pytest.mark.parametrize("piece", ["a=b c ", 'a="', "a=b, ", "error_description=" + "x y" * 900, "= ", "a = "])
def test_a_hostile_header_costs_little(piece: str) -> None:
    """However long a header is, as many parameters are read as fit in what is looked at."""
    assert len(auth_params(piece * 5_000)) <= 4_000
