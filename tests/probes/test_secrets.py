"""A provider that repeats every secret in every answer, with characters that nobody sees: no sheet, run or report shows one."""

from __future__ import annotations

import dataclasses
import json
import logging
import pickle
import re
from pathlib import Path

import pytest

from explorer import Client, Http, LocalProvider, ProviderMetadata
from explorer.errors import Mistake
from explorer.probes import FormSignIn, ProbeRun, ProviderSheet, Row, Sheets
from explorer.reports import report_files
from tests.probes.echoing import echoing
from tests.probes.made import SHEET

PASSWORD = "made-up-Password-77"
ROOMS = ["discovery", "keys", "headers", "codes", "tokens", "pkce", "client_authentication", "back_channel", "az-*"]
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e\ud800-\udfff]")


@dataclasses.dataclass
class Asked:
    """A run of questions that is over, the secrets that were on the way, and all that it said."""

    sheet: ProviderSheet
    secrets: dict[str, str]
    told: str
    kept: str


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """Ask through a proxy that repeats everything."""
    folder, told = tmp_path_factory.mktemp("sheets"), []
    with LocalProvider(port=0, home=tmp_path_factory.mktemp("home")) as provider, echoing() as (proxy, seen):
        run = ProbeRun(
            provider.discovery_url,
            provider.register("probing"),
            sign_in=FormSignIn("alice", PASSWORD),
            public_client=provider.register("public", public=True),
            ask=ROOMS,
            flights=["A", "B"],
            sheets=folder,
            runs=folder / "runs",
            http=Http(proxy=proxy),
            progress=told.append,
        )
        sheet = run.go()
    kept = "".join(file.read_text() for file in folder.rglob("*") if file.is_file())
    return Asked(sheet, {**seen.secrets, PASSWORD: "password"}, "\n".join([*told, repr(run), repr(run.plan())]), kept)


def found(asked: Asked, text: str) -> list[str]:
    """The names of the secrets of which a text shows the beginning or the end: what is cut shows only that."""
    parts = {part: name for value, name in asked.secrets.items() for part in (value[:14], value[-14:])}
    return [name for part, name in parts.items() if part in text and not part.startswith("eyJ")]


def test_the_questions_were_answered(asked: Asked) -> None:
    """Or there would be nothing to see."""
    assert asked.sheet.counts["answered"] > 100
    assert len(asked.secrets) > 30


def test_no_secret_in_a_sheet(asked: Asked) -> None:
    """As text, table, page, copy and pickle, in what it said on the way, and in both files."""
    sheet = asked.sheet
    texts = [repr(sheet), repr(sheet.rows), sheet.to_json(), sheet.to_markdown(), sheet.to_html(), sheet.table.to_csv()]
    texts += [
        repr(dataclasses.asdict(sheet)),
        repr(vars(sheet)),
        pickle.dumps(sheet).decode("latin-1"),
        repr(sheet.changes(sheet)),
    ]
    for text in (*texts, asked.told, asked.kept):
        assert found(asked, text) == []
    for text in (*texts[:6], asked.told):
        assert UNSEEN.findall(text) == []


@pytest.mark.parametrize("suffix", [".html", ".md", ".csv", ".xml", ".zip"])
def test_no_secret_in_a_report(asked: Asked, suffix: str) -> None:
    """Every format can be written, lone surrogates or not."""
    for content in report_files(asked.sheet, f"it{suffix}").values():
        assert found(asked, content.decode("utf-8", "replace")) == []


def test_a_sheet_from_elsewhere(tmp_path: Path) -> None:
    """Whatever stands in its file, it can be shown in every way, and forges no line."""
    odd = "\x1b[2J\ud800\u202e\n<Report: 0 failed>"
    row = Row(odd, odd, odd, odd, odd, odd, odd, odd, run=odd, facts={odd: [odd]})
    sheets = Sheets(tmp_path)
    sheets.save(dataclasses.replace(SHEET, issuer=odd, label=odd, client={odd: odd}, rows=(row,), notes=(odd,), jwks=(odd,)))
    (sheet,) = sheets
    texts = [
        repr(sheet),
        repr(sheet.rows),
        sheet.to_markdown(),
        sheet.to_html(),
        sheet.table.to_csv(),
        repr(sheet.changes(SHEET)),
    ]
    for text in (*texts, sheet.changes(SHEET).table.to_csv(), sheet.changes(SHEET).to_markdown()):
        assert UNSEEN.findall(text.encode().decode()) == []
    assert all(report_files(sheet, f"it{suffix}") for suffix in (".html", ".md", ".csv", ".xml", ".zip"))


@pytest.mark.parametrize(
    "strange",
    [None, [], {}, -1, 10**400, 1e308, float("nan"), "x" * 5_000, [[[]]], {"a": [10**400]}],
    ids=lambda value: type(value).__name__,
)
def test_a_strange_value_in_a_sheet(strange: object) -> None:
    """In the place of any member of any line: what loads can be shown in every way, and what does not is a sentence."""
    lines = [json.loads(line) for line in SHEET.to_lines().splitlines()]
    for number, line in enumerate(lines):
        for name in line:
            changed = [*lines[:number], {**line, name: strange}, *lines[number + 1 :]]
            try:
                sheet = ProviderSheet.from_lines("".join(f"{json.dumps(each)}\n" for each in changed).encode())
            except Mistake:
                continue
            assert repr(sheet) + sheet.to_markdown() + sheet.to_html() + sheet.to_json() + sheet.table.to_csv()
            assert sheet.changes(SHEET).to_markdown() + sheet.changes(SHEET).table.to_csv() + repr(sheet.threats)
            assert all(report_files(sheet, f"it{suffix}") for suffix in (".html", ".xml"))


def test_a_password_in_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form that would send the password in its address goes nowhere over plain http, as one that posts it."""
    base = "http://op.example.invalid"
    metadata = ProviderMetadata(issuer=base, authorization_endpoint=f"{base}/a", token_endpoint=f"{base}/t")
    run = ProbeRun(metadata, Client("mine", redirect_uri=f"{base}/cb"), sheets=tmp_path, runs=tmp_path / "runs")
    run.line.recorder.add_secrets(FormSignIn("alice", PASSWORD)._password)
    with pytest.raises(Exception, match="plain http"):
        run.ask.get(f"{base}/login?user=alice&password={PASSWORD}", "sign-in")


def test_logs_say_nothing(tmp_path: Path, provider: LocalProvider, caplog: pytest.LogCaptureFixture) -> None:
    """At any level, of any library below."""
    client = provider.register("probing")
    with caplog.at_level(logging.DEBUG):
        ProbeRun(provider.issuer, client, sign_in=FormSignIn("alice"), ask=["codes"], sheets=tmp_path).go()
    secret = client.client_secret
    assert secret is not None
    assert secret.reveal() not in caplog.text
    assert "code=" not in caplog.text
