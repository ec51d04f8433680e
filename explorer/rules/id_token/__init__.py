"""Why to believe an ID token: its form, its signature, and every item of OIDC Core 3.1.3.7, one rule each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...protocol.client import Client
from ...secret import Secret, Text
from ..registry import RuleSet
from ..report import Report
from .binding import BINDING
from .header import HEADER
from .parties import PARTIES
from .person import PERSON
from .signing import SIGNATURE
from .subject import LEEWAY, IdTokenCheck
from .times import TIMES

ID_TOKEN: RuleSet[IdTokenCheck] = RuleSet(HEADER, SIGNATURE, PARTIES, TIMES, BINDING, PERSON)  # in the order of the standard


def check_id_token(
    raw: Text,
    *,
    client: Client,
    issuer: str,
    jwks: Mapping[str, Any] | None,
    nonce: str | None,
    now: float,
    access_token: Secret | None = None,
    code: Secret | None = None,
    max_age: int | None = None,
    acr_values: Iterable[str] = (),
    trusted_audiences: Iterable[str] = (),
    leeway: float = LEEWAY,
    no_jwks: str = "",
    asked: Mapping[str, str] | None = None,
    asked_at: float | None = None,
    answered_by: str | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> Report:
    """Tell, rule by rule, why to believe an ID token or why not. Offline: it fetches nothing.

    `nonce=None` means that none was sent, and must be said. `now` is seconds since 1970, `leeway` and `max_age` are
    seconds; `jwks` the provider's key set, or None with the reason in `no_jwks`. See OIDC Core 3.1.3.7.
    What else is known makes more rules applicable: `asked` are the parameters of the authorize request (prompt, claims, state),
    `asked_at` when it was made, `answered_by` the `iss` of the redirect, `metadata` the discovery document.
    """
    check = IdTokenCheck(
        raw=raw,
        client=client,
        issuer=issuer,
        jwks=jwks,
        nonce=nonce,
        now=now,
        leeway=leeway,
        access_token=access_token,
        code=code,
        max_age=max_age,
        acr_values=tuple(acr_values),
        trusted_audiences=tuple(trusted_audiences),
        no_jwks=no_jwks,
        asked=asked or {},
        asked_at=asked_at,
        answered_by=answered_by,
        metadata=metadata or {},
    )
    return ID_TOKEN.run(check)
