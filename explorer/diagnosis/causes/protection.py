"""What protects a sign-in in the link: PKCE, state, nonce (RFC 9700 2.1)."""

from __future__ import annotations

from ..case import Case
from ..cause import AUTHORIZE, TOKEN, Signs, cause, known
from ..signs import LITTLE, OFTEN, SOMETIMES, STATED, Sign, against, contrary, doubtful, of_link, slip

REQUEST = {"invalid_request": OFTEN}


FRESH = "In step 2, change it and open the new link."


@cause(
    "pkce-required",
    legs=(*AUTHORIZE, *TOKEN),  # some servers look only where the code is exchanged
    topic="pkce",
    usual={**REQUEST, "unauthorized_client": SOMETIMES},
    spec="RFC 7636 4.4.1; RFC 9700 2.1.1",
    advice="Send code_challenge and code_challenge_method=S256.",
    in_panel="In step 2 choose PKCE: S256.",
    experiment="unaltered-link",
)
def pkce_required(case: Case) -> Signs:
    """The provider insists on PKCE, and the link has no code_challenge."""
    if not case.params:
        return
    if case.asked("code_challenge"):
        yield (
            of_link("There is a code_challenge.") if case.symptom.leg == "authorize" else contrary("There is a code_challenge.")
        )
    elif case.symptom.leg == "token" and case.sent.pkce.verifier_sent:
        yield contrary("A code_verifier was sent.")
    elif case.symptom.leg == "token" and not case.is_named("verifier-missing"):
        yield Sign(LITTLE, "There is no code_challenge; most providers that want one say so before they give a code.")
    else:
        public = "AUTHZ-PKCE-MISSING-PUBLIC" in case.failed
        yield (
            slip("There is no code_challenge, which a client without a secret has to send.")
            if public
            else slip("There is no code_challenge.")
        )


@cause(
    "pkce-method",
    legs=AUTHORIZE,
    topic="pkce",
    usual=REQUEST,
    spec="RFC 7636 4.2, 4.3, 4.4.1",
    advice="Use code_challenge_method=S256, written exactly so.",
    in_panel="In step 2 choose PKCE: S256.",
    rules=("AUTHZ-PKCE-METHOD-CASE", "AUTHZ-PKCE-METHOD-UNSUPPORTED", "AUTHZ-PKCE-METHOD-MISSING", "AUTHZ-PKCE-METHOD-ALONE"),
    experiment="unaltered-link",
)
def pkce_method(case: Case) -> Signs:
    """The code_challenge_method is missing, misspelt, or not allowed."""
    method = case.asked("code_challenge_method")
    if method == "S256" and case.asked("code_challenge"):
        yield of_link("It is S256.")
    elif case.params and method is None and not case.asked("code_challenge"):
        yield against("There is no code_challenge at all, so nothing is wrong with its method alone.")
    elif method == "plain" and "AUTHZ-PKCE-METHOD-UNSUPPORTED" not in case.failed:
        yield doubtful("It is plain, which many providers refuse.")


@cause(
    "state-required",
    legs=AUTHORIZE,
    topic="state",
    usual={**REQUEST, "invalid_state": STATED},
    spec="RFC 6749 4.1.1, 10.12",
    advice="Send a state of 22 random characters or more.",
    in_panel="In step 2, let the state be sent.",
    rules=("AUTHZ-STATE-WEAK", "AUTHZ-STATE-CHARS"),
    experiment="unaltered-link",
)
def state_required(case: Case) -> Signs:
    """The state is missing, or too short for this provider."""
    state = case.asked("state")
    if case.params and not state:
        yield slip("The link has no state.")
    elif state and len(state) < 8:
        yield slip(f"The state has {len(state)} characters; some providers want 8.")
    elif state and case.symptom.kind == "page":
        yield of_link("There is a state.")
    elif state and len(state) >= 22:
        yield of_link(f"The state has {len(state)} characters.")


@cause(
    "nonce-required",
    legs=AUTHORIZE,
    topic="nonce",
    usual=REQUEST,
    spec="OIDC Core 3.2.2.1, 3.3.2.11",
    advice="Send a nonce.",
    in_panel="In step 2, let the nonce be sent.",
    rules=("AUTHZ-NONCE-REQUIRED", "AUTHZ-NONCE-WEAK"),
    experiment="unaltered-link",
)
def nonce_required(case: Case) -> Signs:
    """The nonce is missing, and the provider wants one."""
    if case.params and not case.asked("nonce"):
        yield doubtful("The link has no nonce.")
    elif case.asked("nonce"):
        yield of_link("There is a nonce.")


known(
    "nonce-used-before",
    "The nonce was used by an earlier request, and the provider takes each one once.",
    legs=AUTHORIZE,
    topic="nonce",
    usual={"invalid_request": SOMETIMES},
    spec="OIDC Core 15.5.2; RFC 9700 4.5.3.2",
    advice="Make a fresh nonce for each sign-in: leave nonce= out, and the explorer makes one.",
    in_panel="In step 2, let the nonce be made.",
    rules=("AUTHZ-NONCE-REUSED", "AUTHZ-STATE-REUSED", "AUTHZ-PKCE-REUSED"),
    experiment="unaltered-link",
)
