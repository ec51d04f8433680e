"""oidc-provider from npm, installed, started and stopped: an OpenID Provider that we did not write."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.independent import browser
from tests.tools import require_tool, unavailable

HERE = Path(__file__).parent
PACKAGE = "oidc-provider@9"
INSTALLED = HERE.parents[1] / ".cache" / PACKAGE
REDIRECT_URI = "http://127.0.0.1:9/callback"  # port 9 is "discard": nothing listens there
SECRET = "s3cret/with+signs:100%"  # the form encoding of RFC 6749 2.3.1 changes it


@dataclass(frozen=True)
class OidcProvider:
    """A running oidc-provider. Its clients are those of `clients()`; it knows everybody, by any password."""

    issuer: str
    redirect_uri: str = REDIRECT_URI
    client_secret: str = SECRET

    def sign_in(self, url: str, user: str = "alice") -> str:
        """Do what a person does in a browser, and return the redirect URL."""
        return browser.sign_in(url, self.redirect_uri, user)


def clients(public_jwk: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the registrations: one client for each way to prove oneself (OIDC Core 9), named after it."""
    common = {"redirect_uris": [REDIRECT_URI], "grant_types": ["authorization_code", "refresh_token"]}
    return [
        {
            **common,
            "client_id": "basic",
            "client_secret": SECRET,
            "token_endpoint_auth_method": "client_secret_basic",
            "post_logout_redirect_uris": [REDIRECT_URI],
        },
        {
            **common,
            "client_id": "post",
            "client_secret": SECRET,
            "token_endpoint_auth_method": "client_secret_post",
        },
        {
            **common,
            "client_id": "private-key",
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": {"keys": [public_jwk]},
        },
        {
            **common,
            "client_id": "public",
            "token_endpoint_auth_method": "none",
            "application_type": "native",
            "id_token_signed_response_alg": "ES256",
        },
    ]


@contextlib.contextmanager
def running(registrations: Sequence[dict[str, Any]]) -> Iterator[OidcProvider]:
    """Run oidc-provider with these clients; it ends with the block, or with this process."""
    program = node()
    module = installed(INSTALLED, PACKAGE) / "oidc-provider" / "lib" / "index.js"
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [program, HERE / "server.mjs", module.as_uri()],
            env={**os.environ, "CLIENTS": json.dumps(registrations)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        with process:  # closes the pipes, which ends the server, and waits for it
            line = process.stdout.readline() if process.stdout else b""
            if not line:
                log.seek(0)
                raise AssertionError(f"oidc-provider did not start:\n{log.read().decode()}")
            yield OidcProvider(json.loads(line)["issuer"])


def node() -> str:
    """Return the path of node, of a version that the packages run on."""
    found = require_tool("node")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, timeout=30).stdout.strip()
    if int(version.removeprefix("v").partition(".")[0]) < 20:
        unavailable(f"{PACKAGE} needs node 20 or later, and this is {version}")  # Debian 12 has 18
    return found


def installed(place: Path, *packages: str) -> Path:
    """Install packages of npm on first use, below `.cache`, and return the folder in which they are."""
    if not place.exists():
        npm = require_tool("npm")
        place.parent.mkdir(exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="npm-", dir=place.parent))
        options = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(
            [npm, "install", "--prefix", fresh, *options, *packages], capture_output=True, text=True, timeout=120
        )
        if done.returncode:
            shutil.rmtree(fresh)
            unavailable(f"npm could not install {' '.join(packages)}: {(done.stderr or 'no reason given').splitlines()[0]}")
        try:
            fresh.rename(place)
        except OSError:  # another worker was faster
            shutil.rmtree(fresh)
    return place / "node_modules"
