"""Other users of this machine: the local provider answers its own user, and nobody else where the system tells who asks."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from explorer.provider import Provider
from explorer.provider.gate import ALLOW_ALL, is_of_another_user
from tests.provider.visitor import authorize_url, fetch, fresh_name


def test_programs_of_the_same_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours and the superuser's are let in; another's is not, nor a socket that nobody holds any more."""
    monkeypatch.setattr("explorer.provider.gate._is_told", lambda: True)
    me = os.geteuid()
    assert not is_of_another_user(1, 2, lambda near, far: (me, 77))
    assert not is_of_another_user(1, 2, lambda near, far: (0, 77))
    assert is_of_another_user(1, 2, lambda near, far: (me + 1, 77))
    assert is_of_another_user(1, 2, lambda near, far: (0, 0))
    assert is_of_another_user(1, 2, lambda near, far: None if near == 1 else (me, 77)), "it has vanished"
    monkeypatch.setenv(ALLOW_ALL, "allow")
    assert not is_of_another_user(1, 2, lambda near, far: (me + 1, 77))


def test_where_the_system_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is turned away for want of a table."""

    def broken(near: int, far: int) -> None:
        raise OSError

    assert not is_of_another_user(1, 2, broken)
    assert not is_of_another_user(1, 2, lambda near, far: None)
    monkeypatch.setattr("sys.platform", "darwin")
    assert not is_of_another_user(1, 2, lambda near, far: (os.geteuid() + 1, 77))


needs_another_user = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("bash") is None, reason="only root can become another user"
)


def as_nobody(provider: Provider, request: str) -> str:
    """Send a request as another user of this machine, and return what comes back."""
    script = 'exec 3<>/dev/tcp/127.0.0.1/$0; printf "%b" "$1" >&3; timeout 5 cat <&3'
    command = ["bash", "-c", script, str(provider.port), request]
    return subprocess.run(command, user=65_534, group=65_534, cwd="/", capture_output=True, text=True, check=False).stdout


@needs_another_user
def test_another_user_gets_nothing(standard: Provider) -> None:
    """Neither the keys nor a sign-in: 403 and a sentence, and nothing is remembered."""
    client = standard.register(fresh_name())
    before = len(standard.setting.memory.interactions)
    url = authorize_url(standard, client.client_id).removeprefix(standard.address)
    for target in ("/jwks", "/.well-known/openid-configuration", url.replace("%", "%%")):
        said = as_nobody(standard, f"GET {target} HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n\\r\\n")
        assert said.startswith("HTTP/1.1 403 Forbidden")
        assert "nosniff" in said
        assert "belongs to another user" in said
    assert len(standard.setting.memory.interactions) == before
    assert fetch(f"{standard.address}/jwks").status_code == 200


@needs_another_user
def test_another_user_who_hangs_up_at_once(standard: Provider) -> None:
    """Who does not wait for the answer has changed nothing either."""
    client = standard.register(fresh_name())
    before = len(standard.setting.memory.interactions)
    url = authorize_url(standard, client.client_id).removeprefix(standard.address)
    script = 'for i in $(seq 50); do exec 3<>/dev/tcp/127.0.0.1/$0; printf "GET %s HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n" "$1" >&3; exec 3>&-; done'
    subprocess.run(["bash", "-c", script, str(standard.port), url], user=65_534, group=65_534, cwd="/", check=True)
    assert fetch(f"{standard.address}/jwks").status_code == 200
    assert len(standard.setting.memory.interactions) == before
