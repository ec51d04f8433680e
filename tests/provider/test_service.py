"""The provider on its socket: ports, keys over a restart, stopping, slow and broken answers, and a silent log."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import stat
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from tornado.httputil import HTTPHeaders

from explorer.provider import PROFILES, BrokenKey, Fault, Provider, Service, start
from explorer.provider.http import Request, Response
from explorer.provider.keys import ASYMMETRIC, KeyRing, client_key
from tests.provider.visitor import authorize_url, fetch, get_json, get_tokens, verified


@pytest.fixture
def service(key_folder: Path) -> Iterator[Service]:
    """A provider of this test's own."""
    found = start(port=0, folder=key_folder / "standard")
    yield found
    found.stop()


def is_free(port: int) -> bool:
    """True when nobody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


# Ports


def test_the_usual_port_and_another_when_it_is_taken(key_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The profile's port is tried first, and any free one after that."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(PROFILES["standard"], "port", port)
        second = start(folder=key_folder / "standard")
        assert second.provider.port != port
        assert get_json(second.provider.address + "/.well-known/openid-configuration")["issuer"] == second.provider.address
        second.stop()
    first = start(folder=key_folder / "standard")
    assert first.provider.port == port
    first.stop()


def test_a_port_that_is_asked_for_is_not_replaced(service: Service) -> None:
    """Whoever names a port wants that one."""
    with pytest.raises(OSError, match="in use"):
        start(port=service.provider.port)


def test_every_profile_has_a_port_of_its_own() -> None:
    """So that both can run side by side."""
    assert len({profile.port for profile in PROFILES.values()}) == len(PROFILES)


def test_it_listens_on_loopback_only(service: Service) -> None:
    """Not on another address of this machine."""
    listening = service._listening.getsockname()
    assert listening[0] == "127.0.0.1"


# Stopping


def test_nothing_is_left_after_a_stop(key_folder: Path) -> None:
    """No thread, no port, no open socket (a ResourceWarning would fail the run), also with a connection kept open."""
    before = threading.active_count()
    service = start(port=0, folder=key_folder / "standard")
    port = service.provider.port
    with httpx.Client(trust_env=False) as kept:
        assert kept.get(service.provider.address + "/jwks").status_code == 200
        service.stop()
        assert threading.active_count() == before
        assert is_free(port)
    service.stop()


def test_stopping_at_once(key_folder: Path) -> None:
    """A stop that comes before the thread has begun is a stop too."""
    for _ in range(20):
        start(port=0, folder=key_folder / "standard").stop()


def test_a_provider_that_cannot_start_leaves_its_port_free(tmp_path: Path) -> None:
    """A broken key is reported with its path, and the socket is closed."""
    (tmp_path / "RS256.json").write_text("{}")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(BrokenKey, match=r"RS256\.json.*Delete the file"):
        start(port=port, folder=tmp_path)
    assert is_free(port)


def test_starting_is_quick_with_a_kept_key(key_folder: Path) -> None:
    """Half a second is the limit for a person who waits; it takes a tenth of that, of this process's own time."""
    start(port=0, folder=key_folder / "standard").stop()
    began = time.process_time()
    service = start(port=0, folder=key_folder / "standard")
    assert time.process_time() - began < 0.5
    service.stop()


# Keys


@pytest.mark.parametrize("profile", ["standard", "oracle"])
def test_a_restart_changes_neither_issuer_nor_keys(tmp_path: Path, profile: str) -> None:
    """A token from before verifies with the keys of after."""
    first = start(profile, port=0, folder=tmp_path)
    first.provider.setting.keys_are_public = True
    tokens, port, issuer = get_tokens(first.provider, "app"), first.provider.port, first.provider.issuer
    keys = get_json(first.provider.address + first.provider.profile.paths.jwks_uri)
    first.stop()
    second = start(profile, port=port, folder=tmp_path)
    second.provider.setting.keys_are_public = True
    try:
        assert second.provider.issuer == issuer
        assert get_json(second.provider.address + second.provider.profile.paths.jwks_uri) == keys
        assert verified(second.provider, tokens["id_token"], "app")
    finally:
        second.stop()


def test_keys_are_kept_for_their_owner_only(tmp_path: Path) -> None:
    """Mode 0600 in a folder of mode 0700; keys of other algorithms appear when they are asked for."""
    folder = tmp_path / "deep" / "down"
    ring = KeyRing(folder)
    assert [path.name for path in folder.iterdir()] == ["RS256.json"]
    for alg in ASYMMETRIC:
        ring.signing(alg)
    assert len(list(folder.iterdir())) == len(ASYMMETRIC)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    again = KeyRing(folder)
    for alg in ASYMMETRIC:
        assert again.signing(alg).public() == ring.signing(alg).public()


def test_without_a_folder_that_can_be_written_keys_live_in_memory(tmp_path: Path) -> None:
    """A file where the folder should be costs the memory, not the lesson."""
    (tmp_path / "file").write_text("")
    ring = KeyRing(tmp_path / "file" / "below")
    assert ring.signing("RS256") is ring.signing("RS256")


@pytest.mark.parametrize(
    "content",
    ["", "nonsense", "[]", '{"kty": "RSA"}', json.dumps(client_key().as_dict(private=False))],
    ids=["empty", "no-json", "list", "no-key", "public-key"],
)
def test_a_damaged_key_file(tmp_path: Path, content: str) -> None:
    """The sentence names the file and what to do."""
    (tmp_path / "RS256.json").write_text(content)
    with pytest.raises(BrokenKey, match="Delete the file: a new key is made"):
        KeyRing(tmp_path)


# Faults of the line


def test_slow_and_cut_answers(service: Service) -> None:
    """An answer can be late, without holding up others, and can break off in the middle."""

    def slow(answer: Response) -> None:
        answer.delay = 30 if answer.path == "/jwks" else 0

    def cut(answer: Response) -> None:
        answer.cut = 10 if "openid-configuration" in answer.path else None

    service.provider.setting.faults_in_force = tuple(Fault(f.__name__, "A fault.", None, {"answer": f}) for f in (slow, cut))
    with pytest.raises(httpx.ReadTimeout):
        fetch(service.provider.address + "/jwks", timeout=0.2)
    with pytest.raises(httpx.RemoteProtocolError):
        fetch(service.provider.address + "/.well-known/openid-configuration")
    assert fetch(service.provider.address + "/callback").status_code == 200
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(fetch, service.provider.address + "/jwks")
        service.stop()
        with pytest.raises(httpx.HTTPError):
            waiting.result(5)


def test_large_bodies_are_not_read(service: Service) -> None:
    """A megabyte is more than any form here needs."""
    url = service.provider.address + "/token"
    with contextlib.suppress(httpx.NetworkError):  # it may hang up while we are still sending: as good an answer
        assert fetch(url, "POST", content=b"x" * 2_000_000).status_code == 400
    assert fetch(service.provider.address + "/callback").status_code == 200


# What is logged


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log at its most talkative, but for the client side of these tests."""
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore"):
        caplog.set_level(logging.WARNING, logger=name)
    return caplog


def test_nothing_secret_is_logged(service: Service, everything_logged: pytest.LogCaptureFixture) -> None:
    """Neither codes, tokens and secrets, nor the cookie and token that Jupyter's proxy adds."""
    provider = service.provider
    tokens = get_tokens(provider, "app", scope="openid offline_access")
    fetch(provider.address + "/callback?code=canary-code", headers={"Cookie": "x=canary-cookie", "Authorization": "canary"})
    text = everything_logged.text
    secrets = [*tokens.values(), provider.setting.memory.clients["app"].client_secret, *provider.setting.memory.codes, "canary"]
    assert [value for value in secrets if str(value) in text and len(str(value)) > 10] == []
    assert "canary" not in text


def test_a_failure_of_our_own_is_logged_without_the_request(
    service: Service, everything_logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug in a fault or in the provider says where it happened, and nothing of what was sent."""

    def broken(request: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(service.provider, "handle", broken)
    answer = fetch(service.provider.address + "/callback?code=canary", headers={"Cookie": "canary=1"})
    assert answer.status_code == 500
    assert "canary" not in answer.text + everything_logged.text
    assert "ZeroDivisionError" in everything_logged.text
    assert "/callback" in everything_logged.text


def test_an_unknown_method_is_not_our_failure(service: Service, everything_logged: pytest.LogCaptureFixture) -> None:
    """405, and nothing in the log."""
    assert fetch(service.provider.address + "/callback", "BREW").status_code == 405
    assert "failed" not in everything_logged.text


def test_a_request_does_not_print_what_it_carries() -> None:
    """Its repr names the address and leaves out headers and body."""
    request = Request("POST", "/token", "", HTTPHeaders({"Authorization": "canary"}), b"canary")
    assert "canary" not in repr(request)


def test_the_provider_needs_no_socket(key_folder: Path) -> None:
    """A request goes in, a response comes out: the same provider, in a test or elsewhere."""
    provider = Provider(port=1, folder=key_folder / "standard")
    provider.register("app")
    url = authorize_url(provider, "app")
    answer = provider.handle(Request("GET", "/authorize", url.partition("?")[2]))
    assert answer.status == 302
    assert os.path.dirname(answer.headers["Location"]) == "interaction"
