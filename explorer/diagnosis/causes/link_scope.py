"""The scopes of the link, and the API that it names (RFC 6749 3.3, RFC 8707)."""

from __future__ import annotations

from ...protocol.legs import LEGS
from ..case import Case
from ..cause import AUTHORIZE, Signs, cause
from ..signs import (
    AGAINST,
    DOUBTFUL,
    HINT,
    LITTLE,
    OFTEN,
    SAYS,
    SLIP,
    SOMETIMES,
    STATED,
    Sign,
    against,
    contrary,
    doubtful,
    of_link,
)
from .link import FRESH, optional

SCOPE = {"invalid_scope": STATED, "invalid_request": SOMETIMES, "access_denied": SOMETIMES}


@cause(
    "scope-not-allowed",
    legs=AUTHORIZE,
    topic="scope",
    usual=SCOPE,
    spec="RFC 6749 3.3, 4.1.2.1",
    advice="Ask for openid alone, then add scopes one at a time; grant the client the scope in the console.",
    in_panel="In step 2, ask for openid alone, then add scopes one at a time.",
    experiment="smallest-request",
)
def scope_not_allowed(case: Case) -> Signs:
    """A scope is unknown to the provider, or this client may not ask for it."""
    if case.scopes() == ["openid"]:
        yield against("Only openid was asked for.")
    if "AUTHZ-SCOPE-SEPARATOR" in case.failed and _openid_is_hidden(case):
        yield Sign(-SAYS, "The scopes are not separated by spaces, so what was asked for is one scope that nobody knows.")
    yield from case.repeated("scope")
    unlisted = [rule for rule in ("AUTHZ-SCOPE-UNADVERTISED", "AUTHZ-OFFLINE-UNADVERTISED") if rule in case.failed]
    if unlisted:
        yield doubtful(f"{case.failed[unlisted[0]].message} ({unlisted[0]})")
    if {each.scope for each in case.earlier} == {case.asked("scope")}:
        yield against("Tokens came before with these scopes.")


@cause(
    "scope-separator",
    legs=AUTHORIZE,
    topic="scope",
    usual={"invalid_scope": OFTEN, "invalid_request": SOMETIMES},
    spec="RFC 6749 3.3",
    advice="Separate scopes by one space, encoded as + or %20.",
    in_panel=FRESH,
    rules=("AUTHZ-SCOPE-SEPARATOR", "AUTHZ-SCOPE-CHARS", "AUTHZ-SCOPE-MARKUP", "AUTHZ-SCOPE-EXTRA-SPACE"),
    experiment="smallest-request",
)
def scope_separator(case: Case) -> Signs:
    """The scopes are not separated by single spaces, or formatting was copied with them."""
    if "AUTHZ-SCOPE-SEPARATOR" in case.failed and _is_missed(case):
        yield Sign(SAYS + OFTEN, "The provider does not find a scope that stands there, not separated by a space.")


def _openid_is_hidden(case: Case) -> bool:
    """openid stands in the scope, in other letters or not separated from the next."""
    return "openid" in (case.asked("scope") or "").lower() and "openid" not in case.scopes()


def _is_missed(case: Case) -> bool:
    return _openid_is_hidden(case) and any(map(case.is_named, ("openid-missing", "scope-not-allowed")))


@cause(
    "scope-misspelt",
    legs=AUTHORIZE,
    topic="scope",
    usual={"invalid_scope": OFTEN},
    spec="RFC 6749 3.3; OIDC Core 5.4",
    advice="Scopes are compared letter for letter: openid, profile, email, offline_access.",
    in_panel=FRESH,
    rules=("AUTHZ-SCOPE-CASE",),
    experiment="smallest-request",
)
def scope_misspelt(case: Case) -> Signs:
    """A standard scope is written in another case."""
    if "AUTHZ-SCOPE-CASE" in case.failed and _is_missed(case):
        yield Sign(SAYS + OFTEN, "The provider does not find a scope that stands there in other letters.")


@cause(
    "openid-missing",
    legs=AUTHORIZE,
    topic="scope",
    usual={"invalid_scope": OFTEN, "invalid_request": SOMETIMES},
    spec="OIDC Core 3.1.2.1",
    advice="Add openid to the scopes.",
    in_panel=FRESH,
    experiment="smallest-request",
)
def openid_missing(case: Case) -> Signs:
    """The scope openid was not asked for."""
    if "openid" in case.scopes():
        yield of_link("openid was asked for.")
    elif _openid_is_hidden(case):
        yield contrary("openid stands in the scope, in other letters or not separated from the next one.")
    elif case.params:
        yield Sign(
            _weight_of_openid(case),
            "The link asks for no openid, which only OpenID Connect wants: without it this is plain OAuth.",
        )


def _weight_of_openid(case: Case) -> int:
    """Many providers take a link without openid, so it counts where the scope is minded; hardly where a page says something else."""
    if case.is_spoken_of("openid-missing") or case.code == "invalid_scope":
        return SLIP + HINT if "openid" in (case.run.metadata.get("scopes_supported") or ()) else SLIP
    return DOUBTFUL if case.code == "invalid_request" else LITTLE


STATES_RESOURCE = ("invalid_target", "invalid_resource")


@cause(
    "resource-unknown",
    legs=("authorize", "token"),
    topic="resource",
    usual={"invalid_target": STATED, "access_denied": SOMETIMES, "invalid_resource": STATED},
    spec="RFC 8707 2",
    advice="Compare its identifier with the API that is registered, letter for letter: a resource is an absolute address without a fragment.",
    in_panel=FRESH,
    rules=("AUTHZ-RESOURCE-FORMAT",),
    experiment="smallest-request",
)
def resource_unknown(case: Case) -> Signs:
    """The API that was named (resource, audience) is malformed, not known to the provider, or not allowed for this client."""
    sent = dict(case.request(LEGS[case.symptom.leg].exchange).get("form") or []) if case.symptom.leg == "token" else {}
    if case.asked("resource") is not None or case.asked("audience") is not None:
        yield from optional(case, "resource", "audience")
    elif case.params and not {"resource", "audience"} & sent.keys():
        yield Sign(AGAINST if case.code in STATES_RESOURCE else -SAYS, "Neither request names one.")
