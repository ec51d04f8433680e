"""A question that can only say one thing asks nothing: each is seen to give two answers at least, and the table is printed.

They come from the profiles and from oidc-provider (answers.toml), from the faults, from a server that says yes to
everything, from one that is contrary, and from the tests of what is asked by name only or over TLS.
"""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from explorer import Client, LocalProvider, probe
from explorer.messages import Exchange, Request
from explorer.probes import PROBES, FormSignIn, ProviderSheet
from explorer.probes.asking import Ask
from explorer.wire import Http
from tests.probes.contrary import REDIRECT_URI, SECRETS, contrary_provider
from tests.probes.tables import BY_NAME, MATCHED, OVER_TLS

KNOWN: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))
CONTRARY = {
    "disc-authorize-fragment": "query",
    "disc-stable": "differs",
    "az-hybrid-without-nonce": "login_required",
    "az-error-text": "faults",
    "az-display": "error",
    "az-ui-locales": "changed",
    "az-claims-locales": "error",
    "az-short-state": "error",
    "tk-error-shape": "faults",
    "rev-bad-token": "400",
    "ok-fragment-fix": "#_=_",
    "ok-consent": "no consent asked",
    "ok-unknown-token-parameter": "oauth-error",
    "v-no-state": "refused",
    "v-no-nonce": "refused",
    "v-parameter-order": "error",
    "v-scope-profile": "in ID token",
    "v-scope-email": "in ID token",
    "v-scope-all": "refused",
    "v-id-token-hint": "it's_odd",
    "v-constant-challenge": "refused",
    "rt-wider": "granted",
    "rt-family-dies": "newest lives",
    "ui-post-header": "405",
    "ui-scheme-case": "bearer: ok; BEARER: 401",
    "code-replay-kills-access": "alive",
    "code-replay-kills-refresh": "alive",
    "intro-refresh": "active:false",
    "intro-signed": "jwt",
    "rev-wrong-hint": "alive",
    "pkce-required": "not required",
    "pkce-plain": "refused",
    "pkce-long": "refused",
    "ca-id-beside-basic": "invalid_request",
    "en-access": "signed",
    "id-unasked-claims": "name, email",
    "id-sub": "changes",
    "at-jwt-claims": "RFC 9068",
    "at-characters": "faults",
    "jarm-works": "response",
    "hd-third-party": "https://cdn.invalid",
    "hd-page-cache": "login: public; error: none; redirect with the code: none",
    "hd-redirect-status": "302",
    "hd-login-page": "none",
}
MOODS = [
    (("asks again",), ["ok-consent-again"], "ok-consent-again", "asked again"),
    (("asks again",), ["v-prompt-none-session"], "v-prompt-none-session", "consent_required"),
    (("no refresh",), ["rt-works"], "rt-works", "invalid_grant"),
    (("refuses people",), ["ok-login"], "ok-login", "access_denied"),
    ((), ["rt-other-client", "rt-after-foreign-try"], "rt-after-foreign-try", "dead"),
    (("signs well",), ["jarm-claims"], "jarm-claims", "clean"),
    (("grace",), ["tm-refresh-grace"], "tm-refresh-grace", "never dies"),
]


def ask_contrary(folder: Path, moods: tuple[str, ...], ask: Any, **more: Any) -> ProviderSheet:
    """Ask the contrary provider, as its first client."""
    clients = {name: Client(name, secret, redirect_uri=REDIRECT_URI) for name, secret in SECRETS.items()}
    second = clients["two"] if "rt-other-client" in ask else None
    with contrary_provider(*moods) as issuer:
        return probe(
            issuer, clients["one"], sign_in=FormSignIn("ann"), ask=ask, second_client=second, sheets=folder, runs=folder, **more
        )


@pytest.fixture(scope="module")
def contrary(tmp_path_factory: pytest.TempPathFactory) -> ProviderSheet:
    """The sheet of the contrary provider."""
    return ask_contrary(tmp_path_factory.mktemp("contrary"), (), ["all", "revocation"])


def test_a_provider_that_is_contrary(contrary: ProviderSheet) -> None:
    """Each of its oddities is told, and none is blamed for another."""
    assert {id: contrary[id].answer for id in CONTRARY} == CONTRARY
    ahead = int(contrary["tm-clock"].answer.removesuffix(" s"))
    assert 3590 <= ahead <= 3601, "an hour; a busy machine is a second or more late to look"


def test_an_answer_that_breaks_a_must(contrary: ProviderSheet) -> None:
    """What is odd is marked only where a standard forbids it."""
    assert {row.id for row in contrary.alarms} == {"rt-wider", "ui-get"}
    assert {
        contrary[id].mark for id in ("v-no-state", "v-scope-all", "hd-third-party", "tm-clock", "v-constant-challenge")
    } == {""}
    assert {contrary[id].mark for id in ("az-display", "az-claims-locales", "pkce-long", "rev-wrong-hint")} == {"wrong"}


@pytest.mark.parametrize(("moods", "ask", "question", "answer"), MOODS, ids=[f"{row[2]}" for row in MOODS])
def test_a_mood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moods: tuple[str, ...], ask: list[str], question: str, answer: str
) -> None:
    """What would hide other oddities is asked by itself; nobody waits."""
    monkeypatch.setattr(Ask, "pause", lambda *_: None)
    row = ask_contrary(tmp_path, moods, ask)[question]
    assert row.answer == answer, row.detail


class SlowHttp(Http):
    """A way to the network on which everything is said to have taken two seconds more."""

    def send(self, request: Request, step: str) -> Exchange:
        """Send, and tell another time."""
        exchange = super().send(request, step)
        phases = {**exchange.timing.phases, "wait": (0.0, 2000.0)}
        return dataclasses.replace(exchange, timing=dataclasses.replace(exchange.timing, phases=phases))


def test_slow_answers(provider: LocalProvider, tmp_path: Path) -> None:
    """Medians are told, by the phases that were measured."""
    sheet = probe(provider.issuer, provider.register("probing"), ask="tm-answer-times", http=SlowHttp(), sheets=tmp_path)
    assert sheet["tm-answer-times"].answer == "more than a second"


def test_a_client_with_a_key(provider: LocalProvider, tmp_path: Path) -> None:
    """It is told apart from one with a secret, and its key is measured."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    client = Client(
        "keyed", private_key=pem, redirect_uri="http://127.0.0.1:9/cb", token_endpoint_auth_method="private_key_jwt"
    )
    sheet = probe(provider.issuer, client, ask=["ca-asymmetric", "ca-key-strength", "ca-secret-strength"], sheets=tmp_path)
    assert [sheet[id].answer for id in ("ca-asymmetric", "ca-key-strength", "ca-secret-strength")] == [
        "private_key_jwt",
        "2048 bits",
        "not asked",
    ]


ELSEWHERE = {  # seen in the tests above, or different at every provider by their nature
    "tm-answer-times": {"under 100 ms", "more than a second"},
    "ca-asymmetric": {"none", "private_key_jwt"},
    "ca-key-strength": {"2048 bits", "not asked"},
    "ca-secret-strength": {"256 bits", "18 bits"},
    "tm-id-token": {"3600 s", "60 s"},
    "en-access": {"256 bits", "signed"},
    "en-code": {"256 bits", "10 bits"},
    "en-refresh": {"256 bits", "10 bits"},
    "disc-hosts": {"one host", "two hosts"},
}


def test_every_question_can_say_two_things(
    contrary: ProviderSheet, careless: ProviderSheet, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table of faults and questions is printed, and every question that this version asks has two answers."""
    seen: dict[str, set[str]] = {id: set(words) for id, words in ELSEWHERE.items()}
    pairs = [*(pair for found in KNOWN.values() for pair in found.items()), *((row[1], row[2]) for row in MATCHED)]
    pairs += [*((row[2], row[3]) for row in MOODS), *BY_NAME, *OVER_TLS]
    rows = [row for sheet in (contrary, careless) for row in sheet.rows if row.is_answered]
    for id, word in [*pairs, *((row.id, row.answer) for row in rows)]:
        seen.setdefault(id, set()).add(word)
    asked = [each.id for each in PROBES if not each.left_out]
    single = [id for id in asked if len(seen.get(id, ())) < 2]
    with capsys.disabled():
        print()
        for fault, question, answer, mark in MATCHED:
            print(f"{fault:28} {question:26} {KNOWN['standard'].get(question, '-'):24} -> {answer} {mark and f'({mark})'}")
        print(f"{len(asked) - len(single)} of {len(asked)} questions were seen to give two answers; not so: {single}")
    assert single == []
