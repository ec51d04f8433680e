"""Who issued an ID token, about whom, and for whom (OIDC Core 3.1.3.7, items 2 to 5)."""

from __future__ import annotations

from ..registry import Outcome, RuleSet, equal, failed, inapplicable, passed
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


@rule(
    "IDTC-SUB-TYPE",
    spec="OIDC Core 2; RFC 7519 4.1.2",
    requires=["IDTC-SUB-MISSING"],
    advice='Ask the provider: 123 and "123" are not the same user.',
)
def subject_is_text(check: IdTokenCheck) -> Outcome:
    """Is sub a text?"""
    sub = check.claims["sub"]
    return passed("a text", sub) if isinstance(sub, str) else failed("sub is not a text.", "a text", sub)


@rule(
    "IDTC-SUB-LENGTH",
    spec="OIDC Core 2",
    requires=["IDTC-SUB-TYPE"],
    advice="Ask the provider: databases cut it, and two users may become one.",
)
def subject_is_short(check: IdTokenCheck) -> Outcome:
    """Has sub at most 255 characters?"""
    length = len(check.claims["sub"])
    return passed("255 at most", length) if length <= 255 else failed("sub is too long.", "255 characters at most", length)


@rule(
    "IDTC-SUB-NON-ASCII",
    spec="OIDC Core 2",
    requires=["IDTC-SUB-TYPE"],
    advice="Ask the provider: systems that write such characters differently see different users.",
)
def subject_is_ascii(check: IdTokenCheck) -> Outcome:
    """Is sub written in ASCII?"""
    sub = check.claims["sub"]
    return passed("ASCII") if sub.isascii() else failed("sub holds characters outside ASCII.", "ASCII only", sub)


required(PARTIES, "aud", "OIDC Core 2, 3.1.3.7 (3)", "our client_id")


@rule(
    "IDTC-AUD-TYPE",
    spec="OIDC Core 2; RFC 7519 4.1.3",
    requires=["IDTC-AUD-MISSING"],
    advice="Ask the provider: libraries differ in what they do with this.",
)
def audience_type(check: IdTokenCheck) -> Outcome:
    """Is aud a text, or a list of texts?"""
    good = all(isinstance(audience, str) for audience in check.audiences)
    expected = "a text or a list of texts"
    return passed(expected) if good else failed("aud is neither a text nor a list of texts.", expected, check.claims["aud"])


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
        return inapplicable("the token names no authorized party (azp), which is usual")
    return equal(check.client.client_id, check.claims["azp"], "Another client is the authorized party.")
