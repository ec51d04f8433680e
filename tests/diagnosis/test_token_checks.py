"""Checks of the tokens: what the record adds to the finding, and advice that nobody follows to their harm."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from explorer import Client, Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.errors import ExplorerError
from explorer.runs import Run
from tests.diagnosis.answers import CLIENT
from tests.diagnosis.scenes import OTHER_KEY
from tests.diagnosis.small_provider import CALLBACK, ISSUER, KEY, SECRET, Answer, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

POST = Client("app", SECRET, redirect_uri=CALLBACK, token_endpoint_auth_method="client_secret_post")


def checked(
    runs: Path, client: Client = CLIENT, *, wait: float = 0, flow: Any = None, worked: Run | None = None, **small: Any
) -> Diagnosis:
    """Diagnose the checks of what a small provider gave."""
    now = [0.0]
    provider = SmallProvider(by_the_book, **small)
    clock = {"clock": lambda: time.time() + now[0]} if wait else {}
    mine = Flow(ISSUER, client, http=provider, runs=runs, **clock, **(flow or {}))
    mine.discover()
    mine.receive(provider.sign_in(mine.authorize().url))
    mine.exchange()
    now[0] = wait
    mine.check()
    return diagnose(mine.run, worked=worked)


def test_a_token_of_a_default_client(tmp_path: Path) -> None:
    """Only the Authorization header named us: nobody is told to trust another client's name."""
    found = checked(tmp_path, changes={"aud": "00000000"})
    first = found.causes[0]
    assert first.id == "audience-differs"
    assert "does not read it takes a client of its own" in first.evidence
    assert "client_secret_post" in first.advice
    assert "trusted_audiences" not in first.advice


def test_a_token_of_another_client_that_was_named_in_the_body(tmp_path: Path) -> None:
    """Then nothing is known of a default, and nobody is told to trust it either."""
    first = checked(tmp_path, POST, takes="client_secret_post", changes={"aud": "00000000"}).causes[0]
    assert "of its own" not in first.evidence
    assert "trusted_audiences" not in first.advice


def test_a_token_for_us_and_for_others(tmp_path: Path) -> None:
    """Those may be trusted by name."""
    first = checked(tmp_path, changes={"aud": ["app", "https://identity.example/"]}).causes[0]
    assert first.id == "audience-shared"
    assert "trusted_audiences" in first.advice


def test_keys_of_last_year_are_our_own(tmp_path: Path) -> None:
    """They were given by hand: the provider has nothing to mend."""
    old = {
        **json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OTHER_KEY.public_key())),
        "kid": "2025",
        "use": "sig",
        "alg": "RS384",
    }
    found = checked(tmp_path, flow={"jwks": {"keys": [old]}})
    advice = {cause.id: cause.advice for cause in found.causes}
    assert found.causes[0].id == "key-unknown"
    assert "report it" not in advice["keys-unusable"]
    assert "given by hand" in advice["keys-unusable"]


def test_a_token_that_was_checked_late(tmp_path: Path) -> None:
    """It was good when it came: neither clock is wrong, and nobody says that the sign-in was just now."""
    found = checked(tmp_path, wait=7200, tells_time=False)
    first = found.causes[0]
    assert first.id == "token-expired"
    assert "It was good when it came, 2 h before it was checked." in first.evidence
    assert "just now" not in first.evidence


@pytest.mark.parametrize(
    ("page", "first"), [("<title>JupyterHub</title><h1>404 : Not Found</h1>", "no-discovery"), ("<h1>404</h1>", "issuer-wrong")]
)
def test_a_product_of_plain_oauth(page: str, first: str, tmp_path: Path) -> None:
    """One that names itself, and is known to have no discovery, is not asked at a wrong address."""
    provider = SmallProvider(by_the_book, answers={"/.well-known/openid-configuration": answer(page, 404)})
    flow = Flow(ISSUER, CLIENT, http=provider, runs=tmp_path)
    with pytest.raises(ExplorerError):
        flow.discover()
    found = diagnose(flow.run)
    assert found.causes[0].id == first
    assert ("no-discovery" in {cause.id for cause in found.joint}) is (first == "issuer-wrong")


NOW = int(time.time())


def test_a_token_of_an_earlier_sign_in(tmp_path: Path) -> None:
    """Another nonce and an old time have one reason: it is not the token of this sign-in."""
    first = checked(tmp_path, changes={"iat": NOW - 86_400, "exp": NOW - 82_800, "nonce": "old"}).causes[0]
    assert first.id == "nonce-differs"
    assert "the token of an earlier sign-in" in first.evidence


def test_an_old_token_with_our_nonce(tmp_path: Path) -> None:
    """Then it is of this sign-in, and its times are wrong."""
    first = checked(tmp_path, changes={"iat": NOW - 7200, "exp": NOW - 6900}).causes[0]
    assert first.id == "token-expired"


def test_a_token_without_exp(tmp_path: Path) -> None:
    """It has not expired: a claim is missing."""
    assert checked(tmp_path, changes={"exp": None}).causes[0].id == "claim-malformed"


def _set(key: rsa.RSAPrivateKey, *, private: bool = False) -> dict[str, Answer]:
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key if private else key.public_key()))
    return {"/keys": answer({"keys": [{**jwk, "kid": "one", "use": "sig", "alg": "RS256"}]})}


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_key_that_is_too_short(tmp_path: Path) -> None:
    """Nobody tried to verify with it: the token was not changed."""
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - the case
    found = checked(tmp_path, key=short, answers=_set(short))
    assert found.causes[0].id == "keys-unusable"
    assert found.proven == ()


def test_a_private_key_that_is_published(tmp_path: Path) -> None:
    """That cannot wait for a fresh sign-in."""
    first = checked(tmp_path, answers=_set(KEY, private=True)).causes[0]
    assert first.id == "keys-unusable"
    assert "at once" in first.advice


def test_keys_behind_a_login(tmp_path: Path) -> None:
    """A gateway answers, and not the provider."""
    gate = answer("", 302, Location="https://gate.example/login?rd=x")
    assert checked(tmp_path, answers={"/keys": gate}).causes[0].id == "blocked-on-the-way"


def test_what_differs_from_a_sign_in_that_worked(tmp_path: Path) -> None:
    """How the token is signed, by whom and when: what a check fails for, and no person."""
    provider = SmallProvider(by_the_book, tells_time=False)
    good = Flow(ISSUER, CLIENT, http=provider, runs=tmp_path)
    good.discover()
    good.receive(provider.sign_in(good.authorize().url))
    good.exchange()
    changes = {"iss": f"{ISSUER}/b", "aud": "other", "sub": "bob", "iat": NOW - 3600}
    found = checked(tmp_path, worked=good.run, changes=changes, alg="HS256", kid=None, tells_time=False)
    told = " ".join(found.differs)
    assert all(f": {name} is" in told for name in ("alg", "kid", "iss", "aud"))
    assert "before it came, by our clock" in told
    assert "bob" not in told
    assert "id token" not in " ".join(checked(tmp_path, worked=good.run, tells_time=False).differs).lower()


def test_a_program_with_a_time_of_its_own(tmp_path: Path) -> None:
    """The answers carry our time and the token is an hour ahead: this machine's clock is not to be set."""
    now = int(time.time())
    first = checked(tmp_path, changes={"iat": now + 3600, "exp": now + 7200}).causes[0]
    assert first.id == "clock-off"
    assert "1 h off to the minute" in first.evidence
    assert "Set this machine's clock" not in first.advice
    assert "local time for UTC" in first.advice


@pytest.mark.parametrize(("age", "told"), [("51234", True), ("5", False), ("no number", False)])
def test_keys_that_lay_in_a_cache(tmp_path: Path, age: str, told: bool) -> None:
    """An old copy of the keys has not the newest: the header of a cache tells how old it is."""
    older = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OTHER_KEY.public_key()))
    keys = answer({"keys": [{**older, "kid": "older", "use": "sig", "alg": "RS256"}]}, Age=age)
    first = checked(tmp_path, answers={"/keys": keys}).causes[0]
    assert first.id == "key-unknown"
    assert ("14 h (Age" in first.evidence) is told
