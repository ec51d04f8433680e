"""An honest client's whole run against a local provider, however that behaves: what its checks found."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Any

from explorer import Flow, LocalProvider
from explorer.errors import Mistake, Unreachable
from explorer.protocol.tokens import TokenResponse
from explorer.rules import Report
from explorer.wire import Http


@dataclass(frozen=True)
class Wishes:
    """What a run needs so that a fault can show: settings of the client, and of the authorize request."""

    client: dict[str, Any] = field(default_factory=dict)
    scope: str = "openid email offline_access"
    request: dict[str, Any] = field(default_factory=dict)
    consent: bool = True
    patience: float = 10


PLAIN = Wishes()

# Their rules are not written yet. A fault that is caught after all has to leave this list.
WAITING = set(
    """
    alg-in-lower-case amr-as-text announces-none announces-unsigned-assertions announces-weak-dpop at-hash-by-sha256
    audience-of-api blank-claim byte-order-mark certificate-alone certificate-as-pem clock-ahead code-beyond-ascii
    comma-scope der-signature ec-key-off-curve ec-key-too-short ec-key-without-y embedded-key empty-acr empty-claims
    empty-list empty-redirect endpoint-with-fragment error-as-text error-in-200 error-with-quotes error-without-code
    error-without-state essential-acr-ignored expired-at-birth form-encoded html-error-page http-endpoint
    id-token-no-text invented-error issuer-slash issuer-template issuer-with-query key-address key-for-another-alg
    key-for-encryption key-of-no-kind key-of-wrong-kind keys-broken keys-closed keys-no-json kid-with-a-path
    line-break-in-error list-of-tokens logout-token long-lived-token metadata-as-text metadata-issuer-slash
    metadata-issuer-with-query metadata-no-json metadata-not-found metadata-without-authorization-endpoint
    metadata-without-id-token-signing-alg-values metadata-without-issuer metadata-without-jwks-uri
    metadata-without-response-types metadata-without-subject-types metadata-without-token-endpoint
    metadata-without-userinfo milliseconds missing-alg missing-kid negative-expires-in no-assertion-algs no-challenge
    no-code-flow no-keys no-new-sign-in no-rs256 none-with-signature null-claim null-in-metadata null-member
    number-as-kid odd-access-token odd-birthdate odd-error-status odd-subject-type okp-key-without-x padded-key
    pkce-as-text pkce-plain-only private-key-published redirect-iss-with-query refreshed-with-nonce relative-endpoint
    repeated-header repeated-key-ops repeated-metadata rsa-exponent-one rsa-key-without-modulus same-kid-twice
    same-token-twice scope-grows scope-with-space scope-without-openid shared-key-published short-code short-key
    sign-in-in-future signature-cut-off signed-userinfo slow stale-metadata state-cut text-as-address text-as-boolean
    text-as-flag text-as-list text-claims timestamp-expires-in token-endpoint-moved trailing-comma unencoded-payload
    unknown-error unknown-kid unpromised-redirect-iss userinfo-called-jwt userinfo-forgets-token userinfo-moved
    whole-at-hash wider-scope wrong-s-hash
    """.split()  # noqa: SIM905  (a list that shrinks)
)


def begun(provider: LocalProvider, wishes: Wishes = PLAIN, **settings: Any) -> Flow:
    """Return the flow of a client with these settings; clients with the same ones are the same client."""
    client = provider.register("-".join(["app", *map(str, wishes.client.values())]), **wishes.client)
    return Flow(provider.address, client, http=Http(timeout=wishes.patience), **provider.settings, **settings)


def go(provider: LocalProvider, flow: Flow, wishes: Wishes = PLAIN) -> None:
    """Do every step of the flow; stop where an honest client stops."""
    flow.discover()
    flow.receive(provider.sign_in(flow.authorize(wishes.scope, **wishes.request).url, consent=wishes.consent))
    if isinstance(flow.exchange(), TokenResponse):
        flow.check()
        flow.userinfo()
        flow.refresh()


def run(provider: LocalProvider, wishes: Wishes = PLAIN) -> Report:
    """Return the findings of a whole run: of all steps that were done before the client stopped."""
    flow = begun(provider, wishes)
    with contextlib.suppress(Mistake, Unreachable):
        go(provider, flow, wishes)
    return flow.run.report


def failures(report: Report, *severities: str) -> list[str]:
    """Return the rules that failed, with one of these severities or any at all."""
    return [
        finding.rule
        for finding in report.findings
        if finding.verdict == "fail" and (not severities or finding.severity in severities)
    ]
