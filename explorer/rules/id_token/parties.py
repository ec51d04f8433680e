"""Who issued an ID token, about whom, and for whom (OIDC Core 3.1.3.7, items 2 to 5)."""

from __future__ import annotations

from ..registry import Outcome, RuleSet, equal, failed, passed, skipped
from .subject import IdTokenCheck, required

PARTIES: RuleSet[IdTokenCheck] = RuleSet()
rule = PARTIES.rule


required(PARTIES, "iss", "OIDC Core 2, 3.1.3.7 (2)", "the issuer")


@rule(
    "IDTC-ISS-MISMATCH",
    spec="OIDC Core 3.1.3.7 (2)",
    requires=["IDTC-ISS-MISSING"],
    advice="If this provider really uses another name than its address, pin it: Flow(issuer=...).",
)
def issuer(check: IdTokenCheck) -> Outcome:
    """Did our provider issue it?"""
    received = check.claims["iss"]
    if isinstance(received, str) and received != check.issuer and received.rstrip("/") == check.issuer.rstrip("/"):
        return failed("The issuer differs by a final slash, which makes it another issuer.", check.issuer, received)
    return equal(check.issuer, received, "Another provider issued this token, or the configured issuer is wrong.")


required(PARTIES, "sub", "OIDC Core 2", "the user's identifier")
required(PARTIES, "aud", "OIDC Core 2, 3.1.3.7 (3)", "our client_id")


@rule(
    "IDTC-AUD-MISMATCH",
    spec="OIDC Core 3.1.3.7 (3)",
    requires=["IDTC-AUD-MISSING"],
    advice="Refuse it: using it would be token substitution.",
)
def audience(check: IdTokenCheck) -> Outcome:
    """Was it made for us?"""
    ours = check.client.client_id
    message = "This token was made for another application."
    return passed(ours, check.claims["aud"]) if ours in check.audiences else failed(message, ours, check.claims["aud"])


@rule(
    "IDTC-AUD-UNTRUSTED",
    spec="OIDC Core 3.1.3.7 (3)",
    requires=["IDTC-AUD-MISSING"],
    advice="If you know this audience (Oracle adds its issuer, Zitadel its project), add it: Flow(trusted_audiences=[...]).",
)
def other_audiences(check: IdTokenCheck) -> Outcome:
    """Do we trust everyone else for whom it was made?"""
    trusted = [check.client.client_id, *check.trusted_audiences]
    strangers = [audience for audience in check.audiences if audience not in trusted]
    if not strangers or check.client.client_id not in check.audiences:
        return passed(trusted, check.claims["aud"])
    return failed("The token is shared with an audience that is not on your list.", trusted, strangers)


@rule(
    "IDTC-AZP-MISMATCH",
    spec="OIDC Core 2, 3.1.3.7 (4, 5)",
    severity="warning",
    requires=["IDTH-NOT-JSON"],
    advice="Accept it only if your provider's documentation says what azp means there.",
)
def authorized_party(check: IdTokenCheck) -> Outcome:
    """If an authorized party is named, is it us?"""
    if "azp" not in check.claims:
        return skipped("the token names no authorized party (azp), which is usual")
    return equal(check.client.client_id, check.claims["azp"], "Another client is the authorized party.")
