"""The whole tour with scripted sign-ins: every answer of both profiles and of a provider that we did not write, asserted."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explorer import Client, LocalProvider, probe
from explorer.probes import PROBES, FormSignIn, ProbeRun, ProviderSheet, Sheets
from tests.independent.harness import OidcProvider

ANSWERS: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))
EVERYTHING = ("all", "revocation", "logout", "intro-after-revocation")
VARY = {
    "tm-id-token",
    "disc-hosts",
    "en-code",
    "en-access",
    "en-refresh",
    "ca-secret-strength",
    "tm-answer-times",
}  # ports, lengths, milliseconds


def answers(sheet: ProviderSheet) -> dict[str, str]:
    """Return what was answered, without what varies."""
    return {row.id: row.answer for row in sheet.rows if row.is_answered and row.id not in VARY}


def differing(found: dict[str, str], expected: dict[str, str]) -> dict[str, tuple[str | None, str | None]]:
    """Return where two sets of answers part."""
    return {id: (expected.get(id), found.get(id)) for id in found.keys() | expected.keys() if found.get(id) != expected.get(id)}


def whole_tour(provider: LocalProvider, folder: Path, **more: object) -> ProviderSheet:
    """Ask everything, with a second and a public client."""
    client = provider.register("probing")
    return probe(
        provider.discovery_url,
        client,
        sign_in=FormSignIn("alice"),
        second_client=provider.register("second"),
        public_client=provider.register("public", public=True),
        post_logout_redirect_uri=client.redirect_uri,
        ask=EVERYTHING,
        sheets=folder,
        **more,
    )


@pytest.fixture(scope="module")
def sheet(provider: LocalProvider, tmp_path_factory: pytest.TempPathFactory) -> ProviderSheet:
    """The sheet of the standard profile."""
    return whole_tour(provider, tmp_path_factory.mktemp("sheets"))


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalProvider]:
    """The local provider with the habits of Oracle."""
    with LocalProvider("oracle", port=0, home=tmp_path_factory.mktemp("oracle")) as running:
        yield running


def test_the_standard_profile(sheet: ProviderSheet) -> None:
    """Every answer, and no alarm at a provider that is honest."""
    assert differing(answers(sheet), ANSWERS["standard"]) == {}
    assert sheet.alarms == ()
    assert sheet.counts["unclear"] == 0


def test_the_oracle_profile(oracle: LocalProvider, tmp_path: Path) -> None:
    """The habits of Oracle show in the answers."""
    assert differing(answers(whole_tour(oracle, tmp_path)), ANSWERS["oracle"]) == {}


def test_an_independent_provider(oidc_provider: OidcProvider, tmp_path: Path) -> None:
    """oidc-provider is asked the same questions, and answers as it is known to."""
    how = {"redirect_uri": oidc_provider.redirect_uri}
    found = probe(
        oidc_provider.issuer,
        Client("basic", oidc_provider.client_secret, **how),
        sign_in=FormSignIn("alice", "any will do"),
        second_client=Client("post", oidc_provider.client_secret, token_endpoint_auth_method="client_secret_post", **how),
        public_client=Client("public", **how),
        post_logout_redirect_uri=oidc_provider.redirect_uri,
        ask=EVERYTHING,
        sheets=tmp_path,
    )
    assert differing(answers(found), ANSWERS["independent"]) == {}
    assert found.alarms == ()


def test_windows_that_are_new_each_time(provider: LocalProvider, tmp_path: Path) -> None:
    """Where every sign-in is a new window nothing is said of sessions, and everything else is the same."""
    client = provider.register("probing")
    found = probe(provider.issuer, client, sign_in=provider.sign_in, ask=EVERYTHING, sheets=tmp_path)
    assert found["v-prompt-none-session"].answer == "login_required"
    assert {found[id].answer for id in ("v-max-age-small", "v-id-token-hint", "lo-session-gone")} <= {"unclear", "not asked"}
    same = {"code-single-use", "pkce-wrong-verifier", "rt-rotates", "rev-access", "id-signature", "ok-state", "v-form-post"}
    assert {id: found[id].answer for id in same} == {id: ANSWERS["standard"][id] for id in same}


@pytest.mark.parametrize(
    "broken",
    [lambda url: None, lambda url: "https://elsewhere.invalid/", lambda url: 1 / 0],
    ids=["nothing", "elsewhere", "an error"],
)
def test_a_sign_in_that_does_not_come_back(provider: LocalProvider, tmp_path: Path, broken: Callable[[str], object]) -> None:
    """The questions that need a code are not asked, and say why; the others are answered."""
    found = probe(
        provider.issuer, provider.register("probing"), sign_in=broken, ask=["tokens", "ok-login", "az-post"], sheets=tmp_path
    )
    assert found["az-post"].answer == "login-page"
    assert found["ok-login"].answer in ("stopped", "error-page")
    assert not found["id-signature"].is_answered
    assert found["id-signature"].detail


def test_a_run_that_is_stopped_goes_on_later(provider: LocalProvider, tmp_path: Path) -> None:
    """What was answered stays, also on disk; the rest is asked by the run that resumes it."""
    client = provider.register("probing")
    run = ProbeRun(provider.issuer, client, sheets=tmp_path, progress=lambda said: said.startswith("az-post") and run.stop())
    early = run.go()
    assert early["az-post"].is_answered
    assert "stopped" in early["hd-frame"].detail
    assert early.notes
    on_disk = Sheets(tmp_path).load(early.id)
    assert on_disk["az-post"] == early["az-post"]
    later = probe(provider.issuer, client, sheets=tmp_path, resume=early.id)
    assert later.id == early.id
    assert later["hd-frame"].answer == "denied"
    assert later["az-post"] == early["az-post"]


def test_no_secret_is_in_a_sheet_or_its_run(provider: LocalProvider, tmp_path: Path) -> None:
    """Neither the client's secret nor a code or token of the run: not in the sheet, not in the record."""
    client = provider.register("probing")
    run = ProbeRun(provider.issuer, client, sign_in=FormSignIn("alice"), sheets=tmp_path, runs=tmp_path / "runs")
    sheet = run.go()
    assert client.client_secret is not None
    secrets = [client.client_secret, *(token for tokens in run.ask.gathered.values() for token in tokens)]
    assert len(secrets) > 20
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.jsonl"))
    shown = written + sheet.to_markdown() + sheet.to_html() + sheet.to_json() + repr(sheet)
    assert [repr(secret) for secret in secrets if secret.reveal() in shown] == []


def test_two_sheets_compare(sheet: ProviderSheet, oracle: LocalProvider, tmp_path: Path) -> None:
    """What changed stands first; a sheet compared with itself has no change."""
    other = probe(oracle.discovery_url, oracle.register("probing"), sheets=tmp_path)
    changes = sheet.changes(other)
    assert changes.rows[0].kind == "changed"
    assert {"disc-issuer", "jwks-document"} <= {row.id for row in changes.changed}
    assert [row.kind for row in changes.rows] == sorted(
        (row.kind for row in changes.rows), key=list(dict.fromkeys(r.kind for r in changes.rows)).index
    )
    assert sheet.changes(sheet).changed == ()
    assert changes.table["kind"].iloc[0] == "changed"
    page = changes.to_markdown()
    known, _, rest = page.partition("## Changed: the rest")
    assert "what an integrator must know" in known
    assert "alias **(wrong)**" in known
    assert all(id in known for id in ("disc-issuer", "jwks-document", "disc-pkce"))
    assert "disc-hosts" in rest, "where its servers are is no news to a client"
    assert changes.must_know[0].id == "disc-issuer"


def test_at_least_three_hundred_are_asked() -> None:
    """The rest of the catalogue is there as well, each with the reason why this version does not ask it."""
    asked = [each for each in PROBES if not each.left_out]
    assert len(PROBES) == 355
    assert len(asked) >= 300
    assert all(each.left_out for each in PROBES if each not in asked)
