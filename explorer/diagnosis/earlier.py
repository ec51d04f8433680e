"""What worked before: the circumstances of every exchange that brought tokens, in this run and in earlier ones of the same client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..runs import Run


@dataclass(frozen=True)
class Worked:
    """The circumstances in which a code brought tokens. Of the secret only the fingerprint."""

    run: str
    client_id: Any
    redirect_uri: Any
    method: Any
    basic_encoding: Any
    secret: Any
    scope: Any
    pkce: Any
    code_length: Any = None


def worked_in(run: Run, earlier: Iterable[Run]) -> tuple[Worked, ...]:
    """Return what worked with the client of this run, in it and in the others that name the same client_id and provider."""
    client, issuer = run.client.get("client_id"), run.provider.get("issuer")
    others = [each for each in earlier if each.id != run.id and each.provider.get("issuer") == issuer]
    return tuple(worked for each in (*others, run) for worked in _worked(each) if worked.client_id == client)


def _worked(run: Run) -> Iterator[Worked]:
    params: dict[str, Any] = {}
    evidence: dict[str, Any] = {}
    for event in run.events:
        if event["kind"] == "authorize":
            params = dict(event["params"])
        elif event["kind"] == "token_request":
            evidence = event.get("evidence") or {}
        elif event["kind"] == "tokens":
            client = evidence.get("client")
            client = client if isinstance(client, dict) else {}
            secret = client.get("secret")
            yield Worked(
                run.id,
                client.get("client_id"),
                params.get("redirect_uri"),
                client.get("token_endpoint_auth_method"),
                client.get("basic_encoding"),
                secret.get("fingerprint") if isinstance(secret, dict) else None,
                params.get("scope"),
                params.get("code_challenge_method"),
                code.get("length") if isinstance(code := evidence.get("code"), dict) else None,
            )
