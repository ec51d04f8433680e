"""What is asked by name only: each of these questions is named, at providers that answer it differently."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from explorer import Client, LocalProvider, probe
from explorer.errors import Mistake
from explorer.probes import PROBES, FormSignIn, ProbeRun, ProviderSheet
from explorer.probes.asking import Ask
from explorer.probes.choice import chosen, named_rooms
from tests.independent.harness import OidcProvider
from tests.probes.careless import careless_provider
from tests.probes.contrary import REDIRECT_URI, SECRETS, contrary_provider
from tests.probes.tables import ASSERTED, AT_CONTRARY, AT_LOCAL, BELIEVED, PICKY

API = "https://api.example"


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the seconds themselves are the question, none pass."""
    monkeypatch.setattr(Ask, "pause", lambda *_: None)


def ask_contrary(folder: Path, moods: tuple[str, ...], ask: Any, **client: Any) -> ProviderSheet:
    """Ask the contrary provider by name."""
    name = client.pop("client_id", "one")
    made = {"redirect_uri": REDIRECT_URI, "client_secret": SECRETS[name], **client}
    with contrary_provider(*moods) as issuer:
        return probe(
            issuer, Client(name, **made), sign_in=FormSignIn("ann"), ask=ask, resource=API + "/2", sheets=folder, runs=folder
        )


@pytest.mark.parametrize(("question", "fault", "answer", "mark"), AT_LOCAL, ids=[f"{row[0]}-{row[1]}" for row in AT_LOCAL])
def test_at_the_local_provider(
    provider: LocalProvider, tmp_path: Path, question: str, fault: str, answer: str, mark: str
) -> None:
    """It is answered by name, and otherwise where the provider has a fault."""
    client = provider.register("probing")
    if fault:
        provider.misbehave(fault)
    try:
        row = probe(provider.issuer, client, sign_in=FormSignIn("alice"), ask=[question], sheets=tmp_path)[question]
    finally:
        provider.behave()
    assert (row.answer, row.mark) == (answer, mark), row.detail


@pytest.mark.parametrize(
    ("question", "moods", "client", "answer", "mark"), AT_CONTRARY, ids=[f"{row[0]}-{'-'.join(row[1])}" for row in AT_CONTRARY]
)
def test_at_a_contrary_provider(
    tmp_path: Path, question: str, moods: tuple[str, ...], client: dict[str, Any], answer: str, mark: str
) -> None:
    """It is answered by name there as well, and otherwise."""
    row = ask_contrary(tmp_path, moods, [question], **client)[question]
    assert (row.answer, row.mark) == (answer, mark), row.detail


def key_client(**more: Any) -> Client:
    """A client that proves itself by a key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    return Client("one", private_key=pem, redirect_uri=REDIRECT_URI, token_endpoint_auth_method="private_key_jwt", **more)


def test_assertions_that_are_all_believed(tmp_path: Path) -> None:
    """Where any assertion gets in each question says so, and what a MUST forbids is marked."""
    with contrary_provider("believes") as issuer:
        sheet = probe(issuer, key_client(), ask="client_assertions", sheets=tmp_path)
    assert {id: sheet[id].answer for id in BELIEVED} == BELIEVED
    assert sheet["ca-jwt-works"].answer == "invalid_grant"
    assert {"ca-jwt-none", "ca-jwt-foreign-key", "ca-jwt-alg-mix", "ca-jwt-no-aud"} <= {row.id for row in sheet.alarms}


def test_assertions_that_are_never_believed(tmp_path: Path) -> None:
    """Where not even the honest one gets in, no refusal means anything; it was sent once."""
    with contrary_provider() as issuer:
        run = ProbeRun(issuer, key_client(), ask="client_assertions", sheets=tmp_path)
        sheet = run.go()
    assert sheet["ca-jwt-works"].answer == "invalid_client"
    assert {sheet[id].answer for id in ASSERTED if id != "ca-jwt-works"} == {"unclear"}


def test_assertions_that_are_looked_at(oidc_provider: OidcProvider, client_key: rsa.RSAPrivateKey, tmp_path: Path) -> None:
    """oidc-provider takes the honest ones, and nothing that is forged."""
    pem = client_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    client = Client(
        "private-key",
        private_key=pem,
        private_key_id="client-key",
        redirect_uri=oidc_provider.redirect_uri,
        token_endpoint_auth_method="private_key_jwt",
    )
    sheet = probe(oidc_provider.issuer, client, ask="client_assertions", sheets=tmp_path)
    assert {id: sheet[id].answer for id in ASSERTED} == ASSERTED
    assert sheet.alarms == ()


def test_assertions_of_a_picky_provider(tmp_path: Path) -> None:
    """Where the audience must be the token endpoint, and what was made long ago is refused, that is told."""
    with contrary_provider("strict about new") as issuer:
        sheet = probe(issuer, key_client(), ask=list(PICKY), sheets=tmp_path)
    assert {id: sheet[id].answer for id in PICKY} == PICKY


def test_a_wrong_secret_that_gets_in(tmp_path: Path) -> None:
    """A provider that looks at no secret gives tokens for a made-up one, and that is an alarm."""
    client = Client("mock", "a-made-up-secret", redirect_uri="http://127.0.0.1:9/cb")
    with careless_provider() as issuer:
        sheet = probe(issuer, client, ask="ca-wrong-post", sheets=tmp_path)
    assert (sheet["ca-wrong-post"].answer, sheet["ca-wrong-post"].mark) == ("tokens", "alarm")


def test_an_encoding_that_is_undone(oidc_provider: OidcProvider, tmp_path: Path) -> None:
    """A secret with signs that the form encoding changes: raw it is refused."""
    client = Client("basic", oidc_provider.client_secret, redirect_uri=oidc_provider.redirect_uri)
    sheet = probe(oidc_provider.issuer, client, sign_in=FormSignIn("a", "b"), ask="ca-basic-encoding", sheets=tmp_path)
    assert sheet["ca-basic-encoding"].answer == "encoded only"


def test_keys_that_were_replaced(provider: LocalProvider, tmp_path: Path) -> None:
    """The keys are compared with those of the earlier sheet."""
    client = provider.register("probing")
    first = probe(provider.issuer, client, ask="keys", sheets=tmp_path)
    assert first["jwks-rotation"].answer == "not asked"
    again = probe(provider.issuer, client, ask="keys", sheets=tmp_path, earlier=first)
    assert again["jwks-rotation"].answer == "unchanged"
    other = dataclasses.replace(first, jwks=("another",))
    assert probe(provider.issuer, client, ask="keys", sheets=tmp_path, earlier=other)["jwks-rotation"].answer == "replaced"


def test_a_room_that_revokes_is_a_name() -> None:
    """All, a beginning, or another room never chooses what revokes, signs out or races; its own room does."""
    assert named_rooms() == {"revocation", "logout", "races"}
    never = {each.id for each in PROBES if each.by_name}
    for words in (None, "all", "rev-*", "lo-*", "az-*", ["introspection", "userinfo"]):
        assert not never & set(chosen(words).ids), words
    assert "rev-access" in chosen(["all", "revocation"]).named
    assert {"lo-works", "lo-no-hint"} <= set(chosen("logout").ids)
    with pytest.raises(Mistake, match="ask="):
        chosen("rev-nothing-*")


def test_nothing_is_revoked_unless_it_was_named(provider: LocalProvider, tmp_path: Path) -> None:
    """The whole tour sends no token to the revocation endpoint, and nobody is signed out."""
    run = ProbeRun(provider.issuer, provider.register("probing"), sign_in=FormSignIn("alice"), sheets=tmp_path)
    sheet = run.go()
    sent = {token.reveal() for kind in run.ask.gathered.values() for token in kind}
    revoked = [seen for seen in run.line.seen if "revo" in seen.request.url]
    assert revoked, "that of invented tokens is asked"
    assert not [seen for seen in revoked if any(token in seen.request.body().decode() for token in sent)]
    assert not [seen for seen in run.line.seen if "logout" in seen.request.url or "end_session" in seen.request.url]
    assert "revocation" in sheet["rev-access"].detail
