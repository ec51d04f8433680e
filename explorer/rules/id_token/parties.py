"""Who issued an ID token, about whom, and for whom (OIDC Core 3.1.3.7, items 2 to 5)."""

from __future__ import annotations

from ..registry import Outcome, RuleSet, equal, failed, not_applicable, passed
from ..rows import as_found, named, rows
from ..shapes import is_issuer
from .header import HEADER
from .subject import IdTokenCheck, required

PARTIES: RuleSet[IdTokenCheck] = RuleSet(after=[HEADER])
rule = PARTIES.rule
of_issuer = rows(PARTIES, spec="OIDC Core 3.1.3.7 (2)", requires=["IDTC-ISS-MISSING"])

# What these providers are known to call themselves beside the name in their metadata (reference/providers.toml)
_ALIASES = ("accounts.google.com", "https://accounts.google.com", "https://identity.oraclecloud.com/")
_SELF_ISSUED = "https://self-issued.me"


required(PARTIES, "iss", "OIDC Core 2, 3.1.3.7 (2)", "the issuer")


@rule(
    "IDTC-ISS-MISMATCH",
    spec="OIDC Core 3.1.3.7 (2)",
    requires=["IDTC-ISS-MISSING"],
    advice="If this provider really uses another name than its address, pin it: Flow(issuer=...).",
)
def issuer(check: IdTokenCheck) -> Outcome:
    """Did our provider issue it?"""
    return equal(
        _of_tenant(check), check.claims["iss"], "Another provider issued this token, or the configured issuer is wrong."
    )


def _of_tenant(check: IdTokenCheck) -> str:
    """The issuer; one that is a template for many tenants has the token's own tenant put in (Microsoft's documentation)."""
    tenant = check.claims.get("tid")
    return check.issuer.replace("{tenantid}", tenant) if isinstance(tenant, str) else check.issuer


def _by_a_slash(check: IdTokenCheck) -> bool:
    received = check.claims["iss"]
    return isinstance(received, str) and received != check.issuer and received.rstrip("/") == check.issuer.rstrip("/")


of_issuer(
    "IDTC-ISS-SLASH",
    "Is the issuer the same to the last slash?",
    _by_a_slash,
    "The issuer differs by a final slash, which makes it another issuer.",
    spec="OIDC Core 3.1.3.7 (2); Discovery 4.3",
    advice="Pin the name that the tokens have: Flow(issuer=...). Auth0 and Oracle end in a slash, most others do not.",
)
of_issuer(
    "IDTC-ISS-TEMPLATE",
    "Is the issuer one name, rather than a template for many tenants?",
    lambda check: check.issuer if "{" in check.issuer else [],
    "The metadata name a template, {}: the tid of the token was put in before the names were compared.",
    severity="warning",
    advice="Allow only tenants that you know, or use the address of your own: Flow(issuer=...).",
)
of_issuer(
    "IDTC-ISS-ALIAS",
    "Is it free of other names that this provider is known for?",
    lambda check: check.claims["iss"] if check.claims["iss"] in _ALIASES and check.claims["iss"] != check.issuer else [],
    "{} is a known name of a provider, and not the one that was expected.",
    severity="warning",
    advice="If it is yours, pin exactly this name: Flow(issuer=...).",
    instead=lambda check: check.issuer,
)
of_issuer(
    "IDTC-ISS-FORMAT",
    "Is the issuer an https address, or one of this machine?",
    lambda check: [] if is_issuer(check.claims["iss"]) else as_found(check.claims["iss"]),
    "{} is no https address without query and fragment.",
    spec="OIDC Core 2, 16.15",
    advice="Ask the provider which name it has.",
    expected="https://...",
)
of_issuer(
    "IDTC-SELF-ISSUED",
    "Does a provider vouch for it, and not the user?",
    lambda check: check.claims["iss"] == _SELF_ISSUED,
    "The token is self-issued: a wallet made it, and no provider.",
    spec="OIDC Core 7",
    severity="warning",
    advice="This does not belong to the code flow.",
)


@rule(
    "AUTHR-ISS-VS-ID-TOKEN",
    spec="RFC 9207 2.4; OIDC Core 3.1.3.7",
    requires=["IDTC-ISS-MISSING"],
    advice="Do not use these tokens: two providers may have been mixed up.",
)
def same_provider(check: IdTokenCheck) -> Outcome:
    """Do the redirect and the token name the same provider?"""
    if check.answered_by is None:
        return not_applicable("the redirect did not name the provider")
    message = f"The redirect named {as_found(check.answered_by)} as the provider, and the token another."
    return equal(check.answered_by, check.claims["iss"], message)


required(PARTIES, "sub", "OIDC Core 2", "the user's identifier")


@rule(
    "IDTC-SUB-TYPE",
    spec="OIDC Core 2; RFC 7519 4.1.2",
    requires=["IDTC-SUB-MISSING"],
    advice='Ask the provider: 123 and "123" are not the same user.',
    expected="a text",
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
    expected="255 at most",
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
    expected="ASCII",
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
    expected="a text or a list of texts",
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


rows(PARTIES)(
    "IDTC-AUD-IS-API",
    "Was it made for an application, and not for an API?",
    lambda check: [] if check.client.client_id in check.audiences else [a for a in check.audiences if _is_api(a)],
    "The audience is the address of an API: {}.",
    spec="OIDC Core 3.1.3.7 (3); RFC 9068 2.2",
    advice="This looks like an access token: look for id_token in the token response.",
    requires=["IDTC-AUD-MISSING"],
)


def _is_api(audience: object) -> bool:
    return isinstance(audience, str) and audience.startswith(("https://", "http://", "api://", "urn:"))


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
    told = f"The token is shared with an audience that is not on your list: {named(strangers)}."
    return failed(told, trusted, check.claims["aud"])


@rule(
    "IDTC-AZP-MISMATCH",
    spec="OIDC Core 2, 3.1.3.7 (4, 5)",
    severity="warning",
    requires=["IDTH-NOT-JSON"],
    advice="Accept it only if your provider's documentation says what azp means there.",
    reasons=("the token names no authorized party (azp), which is usual",),
)
def authorized_party(check: IdTokenCheck) -> Outcome:
    """If an authorized party is named, is it us?"""
    if "azp" not in check.claims:
        return not_applicable("the token names no authorized party (azp), which is usual")
    return equal(check.client.client_id, check.claims["azp"], "Another client is the authorized party.")
