"""Checks of what came: tokens that a client must not accept (OIDC Core 3.1.3.5, 3.1.3.7)."""

from __future__ import annotations

from ...rules.id_token.subject import span
from ..case import Case
from ..cause import CAUSES, Signs, cause, known
from ..signs import HINT, SLIP, Sign, hint
from ..symptom import HYGIENE
from .times import APART, apart_by_token

LEGS = ("check",)


FRESH = "Open a fresh link and look at the new tokens."


_ASK = "If a fresh sign-in shows the same, report it to the provider with this finding."


known(
    "issuer-differs",
    "The token was issued under another name than the provider's: a / at the end, a tenant, a default issuer.",
    legs=LEGS,
    topic="issuer",
    spec="OIDC Core 3.1.3.7 (2)",
    advice="Compare letter for letter. Where the provider is known for it, pin the name: Flow(..., issuer=...).",
    in_panel="In step 1, pin the issuer, or choose the provider's profile.",
    rules=(
        "IDTC-ISS-MISMATCH",
        "IDTC-ISS-SLASH",
        "IDTC-ISS-TEMPLATE",
        "IDTC-ISS-MISSING",
        "IDTC-ISS-FORMAT",
        "IDTC-ISS-ALIAS",
        "IDTC-SELF-ISSUED",
        "AT-ISS-MISMATCH",
    ),
)


@cause(
    "audience-differs",
    legs=LEGS,
    topic="audience",
    spec="OIDC Core 3.1.3.7 (3)",
    advice="Is the client_id the right one, and is this the ID token? A token that does not name this client is not for it, whoever else is named.",
    rules=("IDTC-AUD-MISMATCH", "IDTC-AUD-MISSING", "IDTC-AUD-TYPE", "IDTC-AUD-IS-API"),
)
def audience_differs(case: Case) -> Signs:
    """The token is for another audience: another client, or an API."""
    is_of_client = "IDTC-AUD-MISMATCH" in case.failed and "IDTC-AUD-IS-API" not in case.failed
    if is_of_client and (found := case.failed.get("TOKQ-CLIENT-ID-MISMATCH")):
        yield hint(f"{found.message} ({found.rule})")
    elif is_of_client and case.is_named_in_header_alone:
        yield hint(
            "The token request named the client in its Authorization header alone: a provider that does not read it takes a client of "
            "its own, a default, and makes the token out to that."
        )


known(
    "audience-shared",
    "The token is for this client and for others besides, which nobody has said to trust.",
    legs=LEGS,
    topic="audience",
    spec="OIDC Core 3.1.3.7 (3)",
    advice="Where you know the others and they are yours or the provider's, say so: Flow(trusted_audiences=...). Else ask the provider why "
    "they are named: whoever they are gets a token that is good here.",
    in_panel="Where you know the others and they are yours or the provider's, add them to “trusted audiences” in step 1. Else ask the "
    "provider why they are named: whoever they are gets a token that is good here.",
    rules=("IDTC-AUD-UNTRUSTED",),
)


known(
    "azp-differs",
    "The token was made for another authorized party.",
    legs=LEGS,
    topic="audience",
    spec="OIDC Core 2, 3.1.3.7 (4, 5)",
    advice=_ASK,
    rules=("IDTC-AZP-MISMATCH",),
)


@cause(
    "nonce-differs",
    legs=LEGS,
    topic="nonce",
    spec="OIDC Core 3.1.3.7 (11)",
    advice="Open a fresh link, one sign-in at a time: a token of another sign-in, a cached or an injected one looks so.",
    rules=("IDTC-NONCE-MISMATCH",),
    experiment="fresh-code",
)
def nonce_differs(case: Case) -> Signs:
    """The nonce is not the one that was sent: the token belongs to another sign-in."""
    if "AUTHR-STATE-MISMATCH" in case.sent.overruled:
        yield hint("Its answer had a foreign state too.")
    apart = apart_by_token(case) if "IDTC-NONCE-MISMATCH" in case.failed else None
    if apart is not None and apart > APART and abs(case.clock_offset or 0) < APART:
        yield Sign(SLIP + HINT, f"It was issued {span(apart)} before it came, too: it is the token of an earlier sign-in.")


known(
    "nonce-missing",
    "The token has no nonce although one was sent.",
    legs=LEGS,
    topic="nonce",
    spec="OIDC Core 3.1.3.7 (11), 2",
    advice="Compare the address bar of the provider's sign-in page with the link: where nonce is missing there, whatever opened or passed on "
    f"the link took it out. {_ASK} A client has to refuse it.",
    rules=("IDTC-NONCE-MISSING",),
    experiment="fresh-code",
)


known(
    "nonce-not-asked",
    "The token has a nonce that was never sent.",
    legs=LEGS,
    topic="nonce",
    spec="OIDC Core 3.1.3.7 (11)",
    advice=FRESH,
    rules=("IDTC-NONCE-UNEXPECTED",),
    experiment="fresh-code",
)


known(
    "hash-differs",
    "Access token or code do not belong to this ID token (at_hash, c_hash).",
    legs=LEGS,
    topic="hash",
    spec="OIDC Core 3.1.3.6, 3.3.2.11",
    advice="One of them was put in the place of another; or the provider hashes with the wrong algorithm (RS512 needs SHA-512).",
    rules=("IDTC-AT-HASH-MISMATCH", "IDTC-AT-HASH-LENGTH", "IDTC-C-HASH-MISMATCH", "IDTC-S-HASH-MISMATCH"),
)


known(
    "sign-in-too-old",
    "The sign-in is older than was asked for, or its time is missing.",
    legs=LEGS,
    topic="auth_time",
    spec="OIDC Core 3.1.2.1, 3.1.3.7 (13)",
    advice="The provider ignored max_age or prompt=login: report it.",
    rules=("IDTC-AUTH-TIME-OLD", "IDTC-AUTH-TIME-MISSING", "IDTC-AUTH-TIME-STALE-PROMPT"),
    experiment="fresh-code",
)


known(
    "level-not-reached",
    "The level of authentication is not the one that was asked for.",
    legs=LEGS,
    topic="acr",
    spec="OIDC Core 3.1.3.7 (12), 5.5.1.1",
    advice="Look which factors the user has, and what the provider makes of acr_values.",
    rules=("IDTC-ACR-ESSENTIAL", "IDTC-ACR-NOT-REQUESTED-VALUE", "IDTC-ACR-ZERO", "IDTC-ACR-EMPTY"),
)


known(
    "subject-odd",
    "The subject (sub) is missing, too long, or no text.",
    legs=LEGS,
    topic="sub",
    spec="OIDC Core 2, 5.7",
    advice=_ASK,
    rules=("IDTC-SUB-MISSING", "IDTC-SUB-LENGTH", "IDTC-SUB-TYPE", "IDTC-SUB-NON-ASCII", "AT-SUB-DIFFERS"),
)


known(
    "claim-malformed",
    "A claim is missing, or of another form than it has to be.",
    legs=LEGS,
    topic="claims",
    spec="OIDC Core 2, 5.1; RFC 7519 4.1",
    advice=_ASK,
    rules=(
        "IDTC-TIME-TYPE",
        "IDTC-TIME-MILLIS",
        "IDTC-IAT-MISSING",
        "IDTC-EXP-MISSING",
        "IDTC-ADDRESS-TYPE",
        "IDTC-AMR-TYPE",
        "IDTC-EMAIL-VERIFIED-TYPE",
        "IDTC-NULL-CLAIM",
        "IDTC-EVENTS",
        "AT-CLAIMS-MISSING",
        "AT-SCOPE-TYPE",
        "IDTC-URL-CLAIMS",
        "IDTC-BIRTHDATE-FORMAT",
    ),
)


known(
    "token-bound-to-a-key",
    "The access token is bound to a key (cnf), and is sent as a Bearer token, which an API has to refuse.",
    legs=LEGS,
    topic="dpop",
    spec="RFC 9449 6, 7.1; RFC 8705 3",
    advice="Let the client be registered without DPoP and without certificate-bound tokens: this explorer sends Bearer tokens.",
    rules=("AT-CNF-AS-BEARER",),
)


known(
    "refreshed-token-differs",
    "The refreshed tokens are not those of the first sign-in: another issuer, person, audience, scope, time or nonce.",
    legs=("refresh",),
    topic="refresh",
    spec="OIDC Core 12.2",
    advice="Do not use them. Sign in again; where a fresh sign-in and its refresh show the same, report it to the provider.",
    rules=(
        "REFR-ISS-CHANGED",
        "REFR-SUB-CHANGED",
        "REFR-AUD-CHANGED",
        "REFR-AZP-CHANGED",
        "REFR-IAT-OLD",
        "REFR-AUTH-TIME-CHANGED",
        "REFR-NONCE-CHANGED",
        "REFR-SCOPE-GREW",
    ),
)


@cause(
    "check-failed",
    legs=("check", "paste", "discovery", "userinfo", "refresh", "logout"),
    topic="other",
    spec="OIDC Core 3.1.3.7",
    advice=_ASK,
)
def another_check(case: Case) -> Signs:
    """Another check of ours failed, for which there is no cause of its own."""
    if case.symptom.kind == "failed check":
        told = {rule for each in CAUSES for rule in each.rules if case.symptom.leg in each.legs}
        of_others = ("AUTHZ-", "TOKQ-", "TOKE-", "HTTP-", *(() if case.symptom.leg == "discovery" else ("DISC-",)))
        for rule, finding in case.failed.items():
            if finding.is_error and rule not in told and not rule.startswith((*of_others, *HYGIENE)):
                yield Sign(HINT, f"{finding.message} ({rule})")
