"""Values to diagnose, made by hand: both legs of a code exchange, and runs in which it was refused."""

from __future__ import annotations

from typing import Any

from explorer.diagnosis import diagnose
from explorer.diagnosis.evidence import exchange_evidence
from explorer.protocol.authorize import AuthorizationRequest, build_authorization_request
from explorer.protocol.client import Client
from explorer.protocol.metadata import ProviderMetadata
from explorer.protocol.tokens import build_token_request, code_grant
from explorer.runs import Run
from explorer.secret import Secret

METADATA = {"authorization_endpoint": "https://op/a", "token_endpoint": "https://op/t"}
SECRET = "canary-secret"
VERIFIER = "canary-" * 7
CODE = "canary-code+/="
CALLBACK = "https://app/cb"


def client(secret: str | None = SECRET, **changes: Any) -> Client:
    """Return a client."""
    return Client("app", secret, **{"redirect_uri": CALLBACK, **changes})


def request(who: Client, pkce: str | None = "S256") -> AuthorizationRequest:
    """Return the first leg."""
    return build_authorization_request(
        ProviderMetadata(issuer="i", **METADATA),
        who,
        scope="openid",
        state="s",
        nonce="n",
        code_verifier=Secret(VERIFIER) if pkce else None,
        code_challenge_method=pkce,
    )


def evidence(
    who: Client | None = None,
    *,
    first: AuthorizationRequest | None = None,
    grant: dict[str, str | None] | None = None,
    code: str = CODE,
    age: float = 2.0,
    again: bool = False,
    methods: Any = None,
    **changes: Any,
) -> dict[str, Any]:
    """Return what both legs say: an honest exchange but for the changes; None in `grant` leaves a parameter out."""
    who = who or client()
    first = first or request(who)
    sent_grant = {"code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER, **(grant or {})}
    secrets = {name: Secret(value, name) if value is not None else None for name, value in sent_grant.items()}
    uri = sent_grant["redirect_uri"]
    params = code_grant(secrets["code"] or Secret(""), uri, secrets["code_verifier"])
    omit = [*changes.pop("omit", ()), *(["code"] if secrets["code"] is None else [])]
    members = {} if methods is None else {"token_endpoint_auth_methods_supported": methods}
    metadata = ProviderMetadata(issuer="i", members=members, **METADATA)
    sent = build_token_request(metadata, who, params, omit=omit, **changes)
    return exchange_evidence(sent, first, metadata, code=Secret(code), code_age=age, posted_before=again)


def run_with(found: Any, error: str | None = "invalid_grant", **refusal: Any) -> Run:
    """Return a run whose code exchange was refused."""
    run = Run("r", 0.0).with_event({"kind": "authorize", "at": 1, "params": []})
    if found is not None:
        run = run.with_event({"kind": "token_request", "at": 2, "evidence": found})
    return run.with_event({"kind": "refusal", "at": 3, "leg": "token", "error": error, **refusal})


def verdicts(found: Any, error: str = "invalid_grant") -> dict[str, str]:
    """Return the verdict on each cause."""
    return {cause.id: cause.verdict for cause in diagnose(run_with(found, error)).causes}
