"""The order of things. A `Flow` brings clock, dice and wire to the core; it is the only object here that changes.

    discover -> authorize -> (the browser) -> receive -> exchange -> check -> userinfo, refresh, introspect, revoke, logout_url

Its steps stand in the order of the protocol: `base` what a flow holds, `front` the front channel, `back` the back
channel, `after` what the tokens are good for; here it is put together, and taken up again after a restart.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import Mistake
from ..protocol.authorize import AuthorizationRequest
from ..protocol.client import Client
from ..protocol.metadata import ProviderMetadata
from ..protocol.redirect import parse_redirect
from ..runs import Run, Runs
from ..runs.pending import load_pending
from ..secret import Secret, Text, reveal
from ..wire import Http
from .after import AfterSignIn
from .front import used_once

__all__ = ["Flow"]


class Flow(AfterSignIn):
    """One Authorization Code flow, step by step, against any provider.

    `provider` is an issuer, a discovery URL, or a `ProviderMetadata` for a tenant without discovery. `issuer` pins the
    name that tokens must carry when it is not where discovery was found; `trusted_audiences` are accepted beside our
    own client_id; `jwks` gives the keys by hand; `leeway` is seconds of clock difference that are forgiven. `http` says
    how to reach the network, `runs` in which folder the record is kept, `label` what to call it; `profile` names a provider
    whose known departures from the standard are no errors ("oracle", "entra", ...); `clock` returns seconds since 1970.
    Nothing is sent until a step is called.
    """

    @classmethod
    def resume(
        cls, state: Text, *, client_secret: Text | None = None, private_key: Text | None = None, http: Http | None = None
    ) -> Flow:
        """Go on with a flow that was waiting for the browser when its kernel was restarted.

        `state` is the flow's state, or the whole address that the browser came back to. The client secret was never
        kept, so a confidential client gives it again. Raises `Mistake` when no flow is waiting for this state.
        """
        kept = load_pending(_state_in(state))
        given: dict[str, Any] = {
            "client_secret": Secret(reveal(client_secret), "client_secret") if client_secret else None,
            "private_key": Secret(reveal(private_key), "private_key") if private_key else None,
        }
        try:
            return cls._restored(kept, given, http)
        except (LookupError, TypeError, ValueError, AttributeError):
            raise Mistake("The file of the waiting flow is damaged: open a fresh link with flow.authorize().") from None

    @classmethod
    def _restored(cls, kept: dict[str, Any], given: dict[str, Any], http: Http | None) -> Flow:
        """Return the flow of a pending file, with the credentials that were never in it."""
        file, metadata = Path(kept["run"]), ProviderMetadata(**kept["metadata"])
        client = Client(**kept["client"], **given)
        flow = cls(kept["source"] or metadata, client, http=http, runs=Runs(file.parent), **kept["settings"])
        flow._continue(Run.load(file), metadata, kept)
        return flow

    def _continue(self, run: Run, metadata: ProviderMetadata, kept: dict[str, Any]) -> None:
        """Stand where the other kernel stood: after `authorize()`."""
        self._recorder.continue_run(run)
        self._codes_sent = {event["code"] for event in run.of_kind("token_request") if isinstance(event.get("code"), str)}
        *earlier, _ = run.of_kind("authorize")
        self._used_once = {value for event in earlier for value in used_once(event["params"])}
        self.metadata = metadata
        self._arguments = kept["arguments"]
        request = dict(kept["request"])
        verifier = request.pop("code_verifier")
        params = tuple((name, value) for name, value in request.pop("params"))
        self.request = AuthorizationRequest(
            **request, params=params, code_verifier=Secret(verifier, "code_verifier") if verifier else None
        )
        self._recorder.add_secrets(self.request.code_verifier)
        self._recorder.record_event("resumed")
        if "authorize" not in run.findings:  # nobody had looked yet
            self._judge_request_later(self.request)
        self._used_once |= used_once(self.request.params)


def _state_in(text: Text) -> str:
    plain = reveal(text).strip() if isinstance(text, str | Secret) else ""
    state = parse_redirect(text).state if "state=" in plain or "://" in plain else plain
    if not state:
        raise Mistake("Expected a state, or an address with one; without it nobody can say which flow this continues.")
    return state
