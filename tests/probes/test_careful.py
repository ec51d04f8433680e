"""Careful with other people's systems: it ends where a provider blocks, keeps its pauses and its bounds, and runs alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from explorer import Client, LocalProvider, ProviderMetadata, probe
from explorer.errors import Mistake
from explorer.messages import Request
from explorer.probes import ProbeRun
from explorer.probes.answer import NotAsked
from explorer.probes.line import LIMITS, PAUSES, Line
from tests.probes.serving import described, serving

CLIENT = Client("mine", "a-made-up-secret", redirect_uri="http://127.0.0.1:9/callback")


@contextmanager
def always(status: int, body: bytes, **headers: str) -> Iterator[ProviderMetadata]:
    """Run a server that says the same to everybody, and describe it."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            self.server.asked += 1  # type: ignore[attr-defined]
            self.send_response(status)
            for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_OPTIONS = do_GET  # noqa: N815  (names of the library)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = 0  # type: ignore[attr-defined]
    with serving(server) as host:
        yield described(f"http://{host}")


@pytest.mark.parametrize(
    ("status", "body", "headers", "words"),
    [
        (429, b"slow", {"Retry_After": "120"}, "come back after 120"),
        (423, b"locked", {}, "status 423"),
        (403, b"<div class='h-captcha'></div>", {}, "status 403"),
        (503, b"<script>cf_chl_opt={}</script>", {}, "status 503"),
        (403, b"<html>", {"cf_mitigated": "challenge"}, "status 403"),
    ],
)
def test_it_ends_where_the_provider_blocks(
    tmp_path: Path, status: int, body: bytes, headers: dict[str, str], words: str
) -> None:
    """One such answer, and nothing more is sent; the sheet says why, and no question is called answered."""
    with always(status, body, **headers) as metadata:
        run = ProbeRun(metadata, CLIENT, sheets=tmp_path, runs=tmp_path / "runs")
        sheet = run.go()
    assert len(run.line.seen) == 1
    assert words in sheet.notes[0]
    assert sheet.counts["answered"] == 0
    assert "blocks" in sheet["az-post"].detail


def test_a_plain_403_is_an_answer(tmp_path: Path) -> None:
    """Not every refusal is a block: the run goes on."""
    with always(403, b"<html><title>Forbidden</title></html>") as metadata:
        sheet = probe(metadata, CLIENT, ask=["keys", "az-control"], sheets=tmp_path, runs=tmp_path / "runs")
    assert sheet["jwks-document"].answer == "protected"
    assert sheet["az-control"].answer == "error-page"
    assert [note.partition(" (")[0] for note in sheet.notes] == ["The honest request gets nowhere"]


def test_a_failed_control_answers_nothing(tmp_path: Path) -> None:
    """Where the honest request gets nowhere, a refusal of another one means nothing."""
    with always(400, b"<html>no</html>") as metadata:
        sheet = probe(metadata, CLIENT, ask=["redirect_addresses", "parameters"], sheets=tmp_path, runs=tmp_path / "runs")
    assert {sheet[id].answer for id in ("az-redirect-path", "az-foreign-redirect", "az-post", "az-long-state")} == {"unclear"}


def test_pauses_and_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere two links are a second apart and two token requests more; a run sends so many of a kind and no more."""
    line, waits = Line(None, tmp_path, None, lambda: 0.0, 1.0), []
    monkeypatch.setattr(line, "wait", waits.append)
    far = Request.get("https://op.example/authorize")
    for kind in ("authorize", "authorize", "token", "token"):
        line._take_turn(far, kind)
    assert waits == pytest.approx([PAUSES["authorize"], PAUSES["token"]], abs=0.4)
    near = Request.get("http://127.0.0.1:9/authorize")
    before = len(waits)
    for _ in range(LIMITS["authentication"]):
        line._take_turn(near, "authentication")
    assert len(waits) == before, "there are no pauses on this machine"
    with pytest.raises(NotAsked, match="no more than"):
        line._take_turn(near, "authentication")


def test_no_secret_goes_over_plain_http(tmp_path: Path) -> None:
    """The secret stays here where the token endpoint is plain http elsewhere, and the sheet says so."""
    base = "http://op.example.invalid"
    metadata = ProviderMetadata(issuer=base, authorization_endpoint=f"{base}/a", token_endpoint=f"{base}/t")
    sheet = probe(metadata, CLIENT, ask="tk-invented-code", sheets=tmp_path, runs=tmp_path / "runs")
    assert sheet["tk-invented-code"].answer == "not asked"
    assert "plain http" in sheet["tk-invented-code"].detail


def test_one_run_at_a_time(provider: LocalProvider, tmp_path: Path) -> None:
    """A second run for the same client is refused while the first is under way."""
    client = provider.register("probing")
    second = ProbeRun(provider.issuer, client, ask="keys", sheets=tmp_path)
    refused: list[str] = []

    def try_it(_: str) -> None:
        with pytest.raises(Mistake, match="under way"):
            second.go()
        refused.append("yes")

    probe(provider.issuer, client, ask="disc-stable", sheets=tmp_path, progress=try_it)
    assert refused
    assert second.go()["jwks-document"].answer == "ok"
