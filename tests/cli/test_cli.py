"""The commands: what they understand, what they refuse with a sentence, and that stopping them leaves nobody behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.parse
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import httpx
import psutil
import pytest

from explorer.cli import lab
from explorer.cli.notebooks import COPIES, FIRST_NOTEBOOK
from explorer.errors import Mistake
from tests.tools import require_tool

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("flow-explorer")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `flow-explorer` to its end."""
    return subprocess.run([COMMAND, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, timeout=60)


def assert_refused(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    """The command said why it cannot start, in a sentence, and what to do; nothing else."""
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for part in parts:
        assert part in done.stderr


# What it understands


def test_help_is_for_newcomers() -> None:
    """`--help` says what happens without a command, and names the other commands."""
    done = run("--help")
    assert done.returncode == 0
    for part in (
        "JupyterLab opens in your browser",
        FIRST_NOTEBOOK,
        "flow-explorer provider",
        "flow-explorer probe",
        "flow-explorer explain",
        "flow-explorer jwt",
        "flow-explorer report",
        "--notebooks",
        "--no-browser",
    ):
        assert part in done.stdout
    assert "--profile" in run("provider", "--help").stdout


def test_help_is_instant() -> None:
    """`--help` loads neither a web server nor an HTTP client nor Jupyter."""
    program = (
        "import sys, json, explorer.cli\n"
        "try: explorer.cli.main(['provider', '--help'])\n"
        "except SystemExit: print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    loaded = {name.partition(".")[0] for name in json.loads(done.stderr)}
    assert not loaded & {"httpx", "tornado", "authlib", "jupyter_core", "platformdirs", "cryptography"}


def test_version() -> None:
    """`--version` prints one."""
    assert re.fullmatch(r"flow-explorer \d+\.\d+\.\d+\n", run("--version").stdout)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["provdier"], ["no command 'provdier'", "`provider`", "--help"]),
        (["--port", "99999"], ["expected a port number", "99999"]),
        (["provider", "--port", "-1"], ["--port"]),
        (["provider", "--profile", "other"], ["standard", "oracle"]),
        (["provider", "stray"], ["stray"]),
    ],
)
def test_what_is_not_understood(arguments: list[str], parts: list[str]) -> None:
    """A mistyped command or value is named, with what was expected."""
    assert_refused(run(*arguments), *parts)


@pytest.mark.parametrize(
    "arguments",
    [
        ["probe", "https://op.invalid", "--client-id", "a", "--client-secret", "made-up-secret-1"],
        [
            "probe",
            "https://op.invalid",
            "--client-id",
            "a",
            "--redirect-uri",
            "https://x/cb",
            "--client-secret=made-up-secret-1",
        ],
        ["jwt", "eyJ.made-up-secret-1", "made-up-secret-1"],
        ["report", "https://app.example/cb?code=made-up-secret-1"],
        ["made-up-secret-1"],
    ],
    ids=str,
)
def test_a_secret_in_the_wrong_place_is_not_repeated(arguments: list[str]) -> None:
    """Whatever is wrong with a command, a value that may be a secret does not come back."""
    done = run(*arguments)
    assert "made-up" not in done.stderr + done.stdout
    assert done.stderr


# JupyterLab's command line


@pytest.fixture
def short_runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for Jupyter's sockets and connection files, with a short name."""
    with tempfile.TemporaryDirectory(dir=os.environ["JUPYTER_RUNTIME_DIR"]) as folder:  # short: see isolation.py
        monkeypatch.setenv("JUPYTER_RUNTIME_DIR", folder)
        yield Path(folder)


@pytest.mark.usefixtures("short_runtime")
def test_jupyterlab_opens_the_first_notebook(tmp_path: Path) -> None:
    """JupyterLab is started on the folder and the first notebook, on localhost, with what the user adds at the end."""
    line = lab.command(tmp_path, ["--debug"], port=9999, browser=False)
    assert line[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={tmp_path}" in line
    assert f"--LabApp.default_url=/lab/tree/{FIRST_NOTEBOOK}" in line
    assert "--ServerApp.ip=localhost" in line
    assert "--ServerApp.port=9999" in line
    assert line[-2:] == ["--no-browser", "--debug"]


@pytest.mark.usefixtures("short_runtime")
@pytest.mark.parametrize(
    ("given", "absent"),
    [
        ("--ip=0.0.0.0", "--ServerApp.ip"),
        ("--ServerApp.ip=127.0.0.1", "--ServerApp.ip=localhost"),
        ("--notebook-dir=/srv", "--ServerApp.root_dir"),
        ("--LabApp.default_url=/lab", f"--LabApp.default_url=/lab/tree/{FIRST_NOTEBOOK}"),
        ("--transport=tcp", "--KernelManager.transport"),
    ],
)
def test_no_option_comes_twice(tmp_path: Path, given: str, absent: str) -> None:
    """What the user decides is left to the user: JupyterLab refuses an option that comes twice."""
    line = lab.command(tmp_path, [given], port=None, browser=True)
    assert not [part for part in line[:-1] if part.startswith(absent)]
    assert line[-1] == given


@pytest.mark.skipif(os.name != "posix", reason="Unix sockets")
def test_sockets_need_a_short_path(short_runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels use Unix sockets where their names fit, and ports where they do not; the trial leaves no file."""
    assert "--KernelManager.transport=ipc" in lab.command(tmp_path, [], port=None, browser=True)
    assert list(short_runtime.iterdir()) == []
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(short_runtime / ("long" * 20)))
    assert "--KernelManager.transport=ipc" not in lab.command(tmp_path, [], port=None, browser=True)


@pytest.mark.usefixtures("short_runtime")
@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there is no root on this system")
def test_root_is_let_in_on_localhost_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Root may start JupyterLab and is told what that means; with an address of its own, JupyterLab's refusal stands."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "--allow-root" in lab.command(tmp_path, [], port=None, browser=True)
    assert "You are root" in capsys.readouterr().out
    assert "--allow-root" not in lab.command(tmp_path, ["--ip=0.0.0.0"], port=None, browser=True)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "--allow-root" not in lab.command(tmp_path, [], port=None, browser=True)


def test_a_runtime_folder_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Jupyter could not keep its connection files, the variable that moves them is named."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "file" / "run"))
    with pytest.raises(Mistake, match="JUPYTER_RUNTIME_DIR"):
        lab.command(tmp_path, [], port=None, browser=True)


@pytest.mark.parametrize("arguments", [[], ["provider"]])
def test_a_busy_port(arguments: list[str]) -> None:
    """A port where something else listens is refused, and --port is named."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert_refused(run(*arguments, "--port", str(other.getsockname()[1])), "cannot be used", "--port")


# The running commands


def read_until(stream: IO[str], pattern: str) -> str:
    """Read lines until one matches, and return everything read; fail at the end of the stream."""
    text = ""
    for line in stream:
        text += line
        if re.search(pattern, line):
            return text
    raise AssertionError(f"nothing matched {pattern!r} in:\n{text}")


@pytest.mark.usefixtures("short_runtime")
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_stopping_uv_run_leaves_nobody(tmp_path: Path) -> None:
    """`uv run flow-explorer` serves the notebook; ended by SIGTERM, uv, JupyterLab and the kernel are gone."""
    line = [require_tool("uv"), "run", "--no-sync", "--project", ROOT, "flow-explorer", "--no-browser", "--port=0"]
    with subprocess.Popen(
        [*line, "--notebooks", tmp_path / "mine"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as uv:
        try:
            log = read_until(uv.stderr, r"http://localhost:\d+/lab/tree")
            address = re.search(rf"(http://localhost:\d+)/lab/tree/{FIRST_NOTEBOOK}\?token=(\w+)", log)
            headers = {"Authorization": f"token {address[2]}"}
            patient = httpx.HTTPTransport(retries=5)  # the address is printed a moment before somebody listens
            with httpx.Client(base_url=address[1], headers=headers, transport=patient, trust_env=False, timeout=30) as client:
                assert client.get(f"/api/contents/{FIRST_NOTEBOOK}").is_success
                assert client.post("/api/kernels", json={}).status_code == 201
            everybody = [psutil.Process(uv.pid), *psutil.Process(uv.pid).children(recursive=True)]
            assert len(everybody) >= 3, "uv, JupyterLab, the kernel"
        finally:
            uv.terminate()
            uv.communicate(timeout=30)
    _, alive = psutil.wait_procs(everybody, timeout=20)
    assert not alive


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`flow-explorer provider` on a free port, as a process of its own."""
    environment = {**os.environ, "FLOW_EXPLORER_HOME": str(tmp_path)}
    with subprocess.Popen([COMMAND, "provider", "--port=0"], env=environment, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_provider_by_itself(provider: subprocess.Popen[str], number: signal.Signals) -> None:
    """What the command prints is true, the secret is in a file and not on the screen, and a signal ends it cleanly."""
    text = read_until(provider.stdout, "client_id +spa")
    shown = dict(re.findall(r"^  (issuer|discovery URL|redirect_uri|client_id|client_secret) +(\S.*)$", text, re.MULTILINE))
    metadata = httpx.get(shown["discovery URL"], trust_env=False).json()
    assert metadata["issuer"] == shown["issuer"]
    assert httpx.get(shown["redirect_uri"], trust_env=False).is_success

    file = Path(re.search(r"in (\S+) \(--show-secret", shown["client_secret"])[1])
    assert file.stat().st_mode & 0o777 == 0o600
    secret = file.read_text()
    assert secret not in text
    asked = httpx.post(
        metadata["introspection_endpoint"],
        data={"token": "unknown"},
        auth=("notebook", urllib.parse.quote_plus(secret)),
        trust_env=False,
    )
    assert asked.json() == {"active": False}

    provider.send_signal(number)
    assert "has stopped" in provider.communicate(timeout=20)[0]
    assert provider.returncode == 0
    assert not file.exists()
    with pytest.raises(httpx.ConnectError):
        httpx.get(shown["discovery URL"], trust_env=False)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_the_oracle_profile_shows_its_secret_on_request(tmp_path: Path) -> None:
    """`--profile oracle` has an issuer that is not its address; `--show-secret` prints the secret and writes no file."""
    line = [COMMAND, "provider", "--port=0", "--profile=oracle", "--show-secret"]
    environment = {**os.environ, "FLOW_EXPLORER_HOME": str(tmp_path)}
    with subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, text=True) as process:
        text = read_until(process.stdout, "client_id +spa")
        process.terminate()
        process.communicate(timeout=20)
    issuer, discovery = re.search(r"issuer +(\S+)", text)[1], re.search(r"discovery URL +(\S+)", text)[1]
    assert not discovery.startswith(issuer)
    assert re.search(r"client_secret  [^\s/]{8,}$", text, re.MULTILINE)
    assert not list(tmp_path.rglob("client_secret*"))


def test_a_home_that_cannot_be_written_to(tmp_path: Path) -> None:
    """Where the secret cannot be written, both ways out are named."""
    (tmp_path / "file").touch()
    done = run("provider", "--port=0", FLOW_EXPLORER_HOME=str(tmp_path / "file" / "home"))
    assert_refused(done, "FLOW_EXPLORER_HOME", "--show-secret")


# The wheel


def test_the_wheel_brings_everything(tmp_path: Path) -> None:
    """An installed wheel finds its notebooks, copies them, and has every file of the package and JupyterLab's setting."""
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(line, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "explorer"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert not [name for name in listing.stdout.splitlines() if not (tmp_path / "site" / name).is_file()]
    (setting,) = (tmp_path / "site").rglob("overrides.d/*.json")
    assert json.loads(setting.read_text())["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"

    (tmp_path / "user").mkdir()
    program = "from explorer.cli.notebooks import notebooks_folder; notebooks_folder()"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path / "user", env=environment, check=True, timeout=60)
    assert (tmp_path / "user" / COPIES / FIRST_NOTEBOOK).is_file()
