"""The client itself: does the provider know it, and what may it do (RFC 6749 2.2)."""

from __future__ import annotations

from ...protocol.authentication import METHODS
from ...protocol.legs import LEGS
from ..case import Case
from ..cause import CLIENT, Signs, cause
from ..code_alone import either
from ..page import is_not_there, is_of_a_bare_server, names_tenant, speaks_of_flow
from ..signs import AGAINST, LITTLE, OFTEN, SOMETIMES, STATED, VAGUE, Sign, against, contrary, doubtful, hint, slip
from ..whose_page import is_of_a_framework
from .access_token import is_just_issued
from .address import is_discovered, page
from .secret import JUST_NOW, changed_since


@cause(
    "client-unknown",
    legs=(*CLIENT, "authorize", "logout"),
    topic="client",
    usual={"invalid_client": OFTEN, "unauthorized_client": OFTEN, "invalid_client_id": STATED, "invalid_request": SOMETIMES},
    spec="RFC 6749 2.2, 4.1.2.1",
    advice="Compare the client_id with the console, letter for letter; look at the tenant, the realm and the environment too. "
    "A new application may need some minutes.",
    in_panel="In step 1, compare the client_id with the provider's console, and the tenant in the issuer.",
    experiment="registered-client",
)
def client_unknown(case: Case) -> Signs:
    """The provider does not know this client_id: another tenant, a deleted application, a wrong copy."""
    client_id = str(case.asked("client_id") or "")
    if case.symptom.leg == "logout":
        if case.code == "invalid_client":
            yield doubtful(
                "No client proves who it is here: the code is about the client_id, in the link or as aud of its ID token."
            )
        return
    if case.symptom.kind == "page":
        yield from page(case)
        is_of_ours = not is_of_a_bare_server(case) and not is_of_a_framework(case) and not case.is_named("switched-off")
        if is_not_there(case) and is_discovered(case) and is_of_ours and not names_tenant(case):
            yield doubtful("The page says that something is not there, at the address that the discovery document has.")
        if case.is_spoken_of("grant-not-allowed") and not speaks_of_flow(case):
            yield doubtful(_NO_FLOW)
        if case.code == "invalid_client" and not case.is_named("redirect-uri-not-registered"):
            yield doubtful("Where somebody signs in no client proves who it is, so this code is about the client_id.")
        if case.symptom.status == 401 and not case.is_told:
            yield doubtful("The page came with the status 401, which is about who asks, and not about an address.")
        if client_id and case.is_named("authorize-client-id-missing"):
            yield Sign(VAGUE, "The provider misses a client_id, and one was sent: it may be one that it does not find.")
    yield from either(case, VAGUE)
    if client_id != client_id.strip():
        yield against("It has white space around it, which says more plainly what is wrong.")
    if case.is_gone:
        yield _taken_before(case)
    elif case.symptom.leg == "token":
        if case.sent.client_id_same:
            yield against("The authorization endpoint took the same client_id.")
        elif case.sent.client_id_same is False:
            yield against("It is not the client_id of the link, which tells more plainly what is wrong.")
    elif case.symptom.leg != "authorize":
        yield against("Tokens came with this client_id.")
    elif case.is_client_of_old:
        yield against("Tokens came before with this client_id.")
    elif case.symptom.kind == "refused" and case.code == "invalid_request":
        yield against("The browser was sent back, so the provider knows the client and its address.")


def _taken_before(case: Case) -> Sign:
    weight = AGAINST if case.symptom.leg == "authorize" else -1
    return Sign(weight, "The provider took it before: deleted or switched off since, or another tenant or node answers.")


@cause(
    "client-id-white-space",
    legs=(*CLIENT, "authorize"),
    topic="client",
    usual={"invalid_client": OFTEN, "unauthorized_client": SOMETIMES, "invalid_request": SOMETIMES},
    spec="RFC 6749 2.2, A.1",
    advice="Type or paste the client_id again without anything around it.",
    in_panel="In step 1, type the client_id again.",
    experiment="registered-client",
)
def client_id_white_space(case: Case) -> Signs:
    """The client_id has white space or quotes around it."""
    client_id = str(case.asked("client_id") or case.run.client.get("client_id") or "")
    if client_id != client_id.strip():
        yield slip(f"The client_id has {len(client_id)} characters, and begins or ends with white space.")
    elif len(client_id) > 1 and client_id[0] in "\"'`" and client_id[-1] == client_id[0]:
        yield slip("The client_id begins and ends with a quote.")
    elif client_id:
        yield contrary("It has nothing around it.")


@cause(
    "client-id-missing",
    legs=CLIENT,
    topic="client",
    usual={"invalid_client": SOMETIMES, "invalid_request": OFTEN},
    spec="RFC 6749 3.2.1, 4.1.3",
    advice="A client without a secret names itself with client_id in the body, and some servers want it there of every client: "
    "flow.token_request(extra=[('client_id', ...)]).",
    in_panel="Open a fresh link in step 2, and add client_id to the parameters in step 4 before you send its code.",
    rules=("TOKQ-CLIENT-ID-MISSING",),
    experiment="unaltered",
)
def client_id_missing(case: Case) -> Signs:
    """There is no client_id in the body of the request."""
    method = METHODS.get(case.sent.client.token_endpoint_auth_method or "")
    if method is not None and method.header and case.sent.authorization_sent is False:
        yield against(f"The {method.proof}, in which it stands, was left out altogether.")
    elif "client_id" in case.names:
        yield contrary("A client_id was sent.")
    elif case.sent.authorization_sent:
        yield Sign(
            AGAINST // 2, "It stands in the Authorization header; servers built on the MCP SDK want it in the body as well."
        )


@cause(
    "client-id-two",
    legs=CLIENT,
    topic="client",
    usual={"invalid_client": SOMETIMES, "invalid_request": OFTEN, "invalid_grant": SOMETIMES},
    spec="RFC 6749 2.3.1, 3.2.1",
    advice="Send one client_id.",
    experiment="unaltered",
)
def client_id_two(case: Case) -> Signs:
    """Header and body name different clients."""
    places = [name for name in ("client_id", "client_assertion") if name in case.names]
    if case.names and len(places) + bool(case.sent.authorization_sent) < 2:
        yield contrary("The client is named in one place only.")
    elif "TOKQ-CLIENT-ID-MISMATCH" in case.failed and case.got_tokens is None:
        yield slip(f"{case.failed['TOKQ-CLIENT-ID-MISMATCH'].message} (TOKQ-CLIENT-ID-MISMATCH)")


@cause(
    "client-disabled",
    legs=(*CLIENT, "authorize", "userinfo"),
    topic="client",
    usual={"unauthorized_client": OFTEN, "invalid_client": OFTEN, "access_denied": SOMETIMES},
    spec="RFC 6749 4.1.2.1, 5.2",
    advice="Look at the status of the application in the console: does it exist, and is it switched on?",
    experiment="refresh-once",
)
def client_disabled(case: Case) -> Signs:
    """The application is disabled at the provider, was deleted since, or is not yet released."""
    if case.is_gone and (case.symptom.leg == "authorize" or case.is_named("client-disabled")):
        yield hint("The provider took this client_id before, and does not now.")
    elif case.is_gone:
        yield _taken_before(case)
    is_open = case.code == "invalid_client" and not case.is_named("client-disabled")
    if is_open and case.is_secret_that_worked:
        yield from (Sign(-LITTLE, JUST_NOW),) if is_just_issued(case) else changed_since(case)
    elif is_open and case.got_tokens is None and not (case.may_be_meant("client-disabled") or case.is_gone):
        yield Sign(SOMETIMES - OFTEN, "Most say so of a client that they do not find, or whose secret is wrong.")
    if case.symptom.kind == "page" and not case.is_told:
        yield from page(case)
    if case.symptom.leg == "userinfo" and not case.is_named("client-disabled"):
        yield Sign(-LITTLE, "The application got its tokens in this sign-in.")


_NO_FLOW = (
    "A client that may not use a flow is told so in the redirect; a page says that the client, or its address, is not known."
)


@cause(
    "grant-not-allowed",
    legs=("token", "refresh", "authorize"),
    topic="grant",
    usual={"unauthorized_client": STATED, "unsupported_grant_type": SOMETIMES, "invalid_client_metadata": OFTEN},
    spec="RFC 6749 5.2, 4.1.2.1",
    advice="Switch on the grant (Authorization Code, Refresh Token) for the application in the console.",
)
def grant_not_allowed(case: Case) -> Signs:
    """The client may not use this grant: it is not switched on for the application, or the provider does not have it."""
    if case.symptom.kind == "page" and not speaks_of_flow(case):
        yield Sign(2 * AGAINST, _NO_FLOW)
    yield from either(case, SOMETIMES)
    sent = case.request(LEGS[case.symptom.leg].exchange).get("form") or []
    is_of_type = case.symptom.error == "unsupported_grant_type"  # which the authorization endpoint does not look at
    if case.symptom.leg == "token" and case.sent.code.length and not case.is_named("grant-not-allowed") and not is_of_type:
        is_doubted = case.symptom.status != 400  # 401 and 403 are for a client that is not believed, or may not
        weight = AGAINST if is_doubted else -2 * LITTLE
        yield Sign(
            weight, "The authorization endpoint gave this client a code, and looks at the same switch at most providers."
        )
    is_first = case.symptom.leg == "refresh" and not case.did("refresh") and not case.did("revoke")
    if is_first and case.symptom.error != "invalid_grant":  # which is about the token
        yield Sign(LITTLE, "It is the first refresh of this sign-in, and nothing was revoked.")
    asked = next((value for name, value in sent if name == "grant_type" and value in _GRANTS), None)
    if is_of_type and asked and "TOKQ-CONTENT-TYPE" not in case.failed:
        yield slip(f"The request says grant_type={asked}, spelled as the standard has it.")


_GRANTS = ("authorization_code", "refresh_token")
