"""A flow that waits for the browser survives its kernel: what is kept of it, and how it is taken up again.

The client secret is never kept, nor is a token that was sent as a hint: after a restart the link is open already.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..errors import Mistake
from ..protocol.authorize import AuthorizationRequest
from ..protocol.auto import without_auto
from ..protocol.client import Client
from ..protocol.jwk import without_private_members
from ..protocol.metadata import ProviderMetadata
from ..protocol.redirect import parse_redirect
from ..runs import Run
from ..runs.exchanges import exchange_of
from ..runs.pending import load_pending, remove_pending, save_pending, this_notebook
from ..secret import Secret, Text, reveal
from .state import FlowState, used_once


def keep_pending(flow: FlowState, request: AuthorizationRequest) -> None:
    """Keep on disk what a restarted kernel needs to go on with this request; without a state nothing could find it."""
    if request.state is not None:
        save_pending(request.state, _document(flow, request))


def remove_pending_of(flow: FlowState) -> None:
    """Forget the waiting request of this flow."""
    if flow.request is not None and flow.request.state is not None:
        remove_pending(flow.request.state)


def _document(flow: FlowState, request: AuthorizationRequest) -> dict[str, Any]:
    metadata, settings = flow.known_metadata("authorize()"), flow.settings
    return {
        "run": str(flow.recorder.runs.path(flow.recorder.run_id)),
        "metadata": {**vars(metadata), "members": dict(metadata.members)},
        "source": settings.discovery_url,
        "started": flow.started,
        "kernel": {"process": os.getpid(), "notebook": this_notebook()},
        "client": _kept(vars(flow.client)),
        "settings": {
            "issuer": settings.issuer,
            "trusted_audiences": list(settings.trusted_audiences),
            "leeway": settings.leeway,
            "profile": settings.profile,
            "jwks": without_private_members(settings.jwks),
        },
        "request": {
            **vars(request),
            "params": _without_secrets(request.params),
            "code_verifier": request.code_verifier.reveal() if request.code_verifier else None,
        },
        "arguments": {
            name: _without_secrets(value) if name == "extra" else value for name, value in _kept(flow.arguments).items()
        },
    }


def _kept(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in without_auto(dict(arguments)).items() if not isinstance(value, Secret)}


def _without_secrets(pairs: Iterable[tuple[str, Text]]) -> list[tuple[str, Text]]:
    return [pair for pair in pairs if not isinstance(pair[1], Secret)]


def pending_of(state: Text) -> dict[str, Any]:
    """Return what was kept for a state, or for an address that holds one. Raises `Mistake` when nothing waits for it."""
    return load_pending(_state_in(state))


def _state_in(text: Text) -> str:
    plain = reveal(text).strip() if isinstance(text, str | Secret) else ""
    state = parse_redirect(text).state if re.search(r"state|://|#", plain) else plain
    if not state:
        raise Mistake("Expected a state, or an address with one; without it nobody can say which flow this continues.")
    return state


def client_of(pending: Mapping[str, Any], client_secret: Text | None, private_key: Text | None) -> Client:
    """Return the client of a waiting flow, with the credentials that were never kept."""
    return Client(**{**pending["client"], "client_secret": client_secret, "private_key": private_key})


def metadata_of(pending: Mapping[str, Any]) -> ProviderMetadata:
    """Return what the provider had said about itself."""
    return ProviderMetadata(**pending["metadata"])


def _codes_sent(run: Run) -> set[str]:
    """The codes that left for the provider, by their fingerprints; one whose request found no connection did not."""
    sent: set[str] = set()
    code: str | None = None
    for event in run.events:
        if event["kind"] == "token_request":
            given = event.get("code")
            code = given if isinstance(given, str) and given not in sent else None
            sent |= {code} if code else set()
        elif event["kind"] == "exchange" and event["step"] == "exchange":
            if code and not exchange_of(event).was_sent:
                sent.discard(code)
            code = None
    return sent


def continue_from(flow: FlowState, pending: Mapping[str, Any]) -> Run:
    """Stand where the other kernel stood: after `authorize()`; returns its record up to there."""
    run = Run.load(Path(pending["run"]))
    flow.recorder.continue_run(run)
    flow.codes_sent = _codes_sent(run)
    *earlier, _ = run.of_kind("authorize")
    flow.used_once = {value for event in earlier for value in used_once(event["params"])}
    flow.arguments = dict(pending["arguments"])
    request = dict(pending["request"])
    verifier = request.pop("code_verifier")
    params = tuple((name, value) for name, value in request.pop("params"))
    secret = Secret(verifier, "code_verifier") if verifier else None
    flow.started, flow.is_resumed = pending.get("started"), True
    flow.held |= {
        "provider_metadata": metadata_of(pending),
        "authorization_request": AuthorizationRequest(**request, params=params, code_verifier=secret),
    }
    flow.recorder.add_secrets(secret)
    flow.record("resumed")
    return run
