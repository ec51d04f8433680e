"""Values to report: runs at the local provider, good, faulty and refused, a comparison and a diagnosis."""

from __future__ import annotations

import json
import urllib.parse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer import Client, Flow, LocalProvider, Run, compare, diagnose, explain
from explorer.explanation import Explanation
from explorer.secret import Secret

SCOPE = "openid email profile phone address offline_access"


@dataclass(frozen=True)
class World:
    """The values by their names, and every secret that was used to make them."""

    values: dict[str, Any]
    secrets: dict[str, str]


def signed_in(provider: LocalProvider, client: Client, runs: Path, *, user: str = "alice", **asked: Any) -> Flow:
    """Return a flow that went through every step."""
    flow = Flow(provider.issuer, client, runs=runs, label=f"of {user}")
    flow.discover()
    request = flow.authorize(scope=SCOPE, login_hint=f"{user}@example.com", **asked)
    flow.receive(provider.sign_in(request.url, user=user))
    flow.exchange()
    flow.check()
    flow.userinfo()
    flow.introspect()
    flow.refresh()
    return flow


def refused(provider: LocalProvider, client: Client, runs: Path) -> Flow:
    """Return a flow whose code was refused."""
    flow = Flow(provider.issuer, client, runs=runs, label="refused")
    flow.discover()
    request = flow.authorize()
    flow.receive(provider.sign_in(request.url))
    flow.exchange(flow.token_request(omit=["redirect_uri"]))
    return flow


def secrets_of(flow: Flow) -> dict[str, str]:
    """Return what of a flow may stand in no report, in plain text."""
    request, response, tokens = flow.authorization_request, flow.authorization_response, flow.tokens
    found: dict[str, Any] = {
        "client_secret": flow.client.client_secret,
        "code_verifier": request.code_verifier if request else None,
        "code": response.code if response else None,
        "access_token": flow.access_token,
        "refresh_token": flow.refresh_token,
        "id_token": tokens.id_token if tokens else None,
    }
    return {name: value.reveal() for name, value in found.items() if isinstance(value, Secret)}


def explained(flow: Flow) -> Explanation:
    """Explain a log in which stand the secrets of a flow: its token request, and its token response."""
    secrets = secrets_of(flow)
    form = {"grant_type": "authorization_code", **{name: secrets[name] for name in ("code", "code_verifier", "client_secret")}}
    answer = {name: secrets[name] for name in ("access_token", "refresh_token", "id_token")}
    return explain(
        f"curl {flow.metadata.token_endpoint if flow.metadata else ''} -d '{urllib.parse.urlencode(form)}'\n\n{json.dumps(answer)}",
        now=1_750_000_000.0,
    )


def world(provider: LocalProvider, folder: Path) -> World:
    """Make one value of each kind."""
    client = provider.register("reports")
    alice, again, bob = (signed_in(provider, client, folder, user=user) for user in ("alice", "alice", "bob"))
    with provider.misbehaving("wrong-nonce"):
        faulty = signed_in(provider, client, folder)
    no = refused(provider, client, folder)
    values = {
        "run": alice.run,
        "faulty": faulty.run,
        "refused": no.run,
        "begun": Run("20250101-000000-abcdef", 1_750_000_000.0),
        "comparison": compare(alice.run, again.run, bob.run),
        "diagnosis": diagnose(no.run),
        "explanation": explained(alice),
    }
    secrets = {
        f"{name} of {at}": value
        for at, flow in enumerate((alice, again, bob, faulty, no))
        for name, value in secrets_of(flow).items()
    }
    return World(values, secrets)
