"""What worked before, and what was tried in vain: the token requests of this run and of earlier ones of the same client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..runs import Run
from .reading import Evidence, read_evidence


@dataclass(frozen=True)
class Worked:
    """The circumstances in which a code brought tokens. Of secret and code only the fingerprint."""

    run: str
    client_id: Any
    redirect_uri: Any
    method: Any
    basic_encoding: Any
    secret: Any
    scope: Any
    pkce: Any
    code_length: Any = None
    code: Any = None


def worked_in(run: Run, earlier: Iterable[Run]) -> tuple[Worked, ...]:
    """Return what worked with the client of this run, in it and in the others that name the same client_id and provider."""
    client, issuer = run.client.get("client_id"), run.provider.get("issuer")
    others = [each for each in earlier if each.id != run.id and each.provider.get("issuer") == issuer]
    return tuple(worked for each in (*others, run) for worked in _worked(each) if worked.client_id == client)


def refused_before(run: Run, error: str | None) -> tuple[Evidence, ...]:
    """Return the token requests of this run that were refused with the same error, before the latest: experiments that failed."""
    refused: list[Evidence] = []
    request: dict[str, Any] | None = None
    latest = run.last("token_request")
    for event in run.events:
        if event is latest:
            break
        if event["kind"] == "token_request":
            request = event.get("evidence") or {}
        elif event["kind"] == "refusal" and event["leg"] == "token" and request is not None and event.get("error") == error:
            refused.append(read_evidence(request))
    return tuple(refused)


def _worked(run: Run) -> Iterator[Worked]:
    params: dict[str, Any] = {}
    evidence: dict[str, Any] = {}
    sent: Any = None
    for event in run.events:
        if event["kind"] == "authorize":
            params = dict(event["params"])
        elif event["kind"] == "token_request":
            evidence, sent = event.get("evidence") or {}, event.get("code")
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
                sent,
            )
