"""What stands behind the names in lessons 04 and 06 does what the lessons say of it."""

from __future__ import annotations

import jwt
import pytest

from explorer import LocalProvider
from explorer.lessons.forgeries import careless, changed, hmac_fits, is_signed, library, public_key
from explorer.lessons.sign_ins import SignIns
from explorer.lessons.what_is_left import ReadingApi, what_is_left, worth


@pytest.fixture(scope="module")
def sign_in(provider: LocalProvider) -> SignIns:
    """A client that asks for all kinds of tokens."""
    return SignIns(provider, "learner", scope="openid offline_access")


def test_a_sign_in_is_one_call(sign_in: SignIns) -> None:
    """It brings tokens that nobody has checked; a fault ends with the sign-in, also where the provider refuses."""
    flow = sign_in("openid email", fault="wrong-nonce", user="bob", max_age=300)
    assert flow.authorization_request is not None
    assert flow.authorization_request.get("max_age") == "300"
    assert not flow.reported("id_token").findings
    assert flow.check().failed("IDTC-NONCE-MISMATCH")
    assert sign_in.provider.fault_names == ()
    assert sign_in().check().ok


def test_a_token_is_judged_with_other_values(sign_in: SignIns) -> None:
    """One that ran out two minutes ago passes with five minutes of leeway and not with one; another nonce never does."""
    expired = sign_in(fault="expired")
    assert sign_in.passes(expired, (60, 300)) == {60: False, 300: True}
    assert sign_in.judge(sign_in(), nonce="another").failed("IDTC-NONCE-MISMATCH")


def test_forgeries(sign_in: SignIns) -> None:
    """A changed token is read by who is careless, does not show itself, and has no signature that fits."""
    jwks, token = sign_in.provider.jwks, sign_in().tokens.id_token
    forged = changed(token, sub="somebody else")
    assert careless(forged)["sub"] == "somebody else"
    assert forged.reveal() not in f"{forged!r} {forged}"
    assert (is_signed(token, jwks), is_signed(forged, jwks)) == (True, False)
    names = {"audience": "learner", "issuer": sign_in.provider.issuer}
    assert library(token, jwks, **names)["aud"] == "learner"
    with pytest.raises(jwt.PyJWTError):
        library(forged, jwks, **names)
    confused = sign_in(fault="alg-confusion").tokens.id_token
    assert hmac_fits(confused, public_key(jwks, confused))
    assert not hmac_fits(token, public_key(jwks, token))


def test_what_ends_what(sign_in: SignIns) -> None:
    """No act reaches the API that reads by itself; only the logout ends the session; what is revoked is worth nothing."""
    left = what_is_left(sign_in)
    assert len(left) == 5
    assert [left[act] for act in ("nothing", "logout", "refresh token revoked")] == [
        ("yes", "yes", "yes", "yes"),
        ("no", "yes", "yes", "yes"),
        ("yes", "no", "yes", "no"),
    ]
    assert [sum(row[column] == "yes" for row in left.rows) for column in (1, 2, 3, 4)] == [4, 2, 5, 3]
    flow = sign_in()
    flow.revoke("refresh_token")
    assert worth(flow) == {"access_token": False, "refresh_token": False}


def test_the_reading_api_lets_nobody_in_with_a_token_for_another(sign_in: SignIns) -> None:
    """A token that was made for this client is none for the API."""
    with pytest.raises(jwt.PyJWTError):
        ReadingApi(sign_in.provider)(sign_in().tokens.id_token)
