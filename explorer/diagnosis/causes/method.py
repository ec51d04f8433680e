"""The way in which a client proves who it is: which one it is registered for, only the provider knows (OIDC Core 9)."""

from __future__ import annotations

from ...protocol.authentication import DEFAULT_METHOD, METHODS
from ...reference import error_code
from ..case import Case
from ..cause import CLIENT, Signs, cause, known
from ..reading import ClientEvidence
from ..signs import DOUBTFUL, HINT, LITTLE, OFTEN, SAYS, SLIP, SOMETIMES, STATED, Sign, against, contrary, doubtful, hint, slip


def none_sent(case: Case) -> Signs:
    """Proof to the contrary of whatever is said of a secret, where none was sent."""
    method = METHODS.get(case.sent.client.token_endpoint_auth_method or "")
    if method is not None and method.needs != "client_secret" and "client_secret" not in case.names:
        yield contrary("No secret was sent.")


AUTH = {
    "invalid_client": OFTEN,
    "unauthorized_client": OFTEN - LITTLE,
    "incorrect_client_credentials": STATED,
    "invalid_grant": -SOMETIMES,  # which is about the code: the client was believed, at most providers
}


SECRET_IN_PANEL = (
    "Type the client_secret again into its box in step 4: a fresh link is then ready in step 2, since the code is used up."
)


@cause(
    "credential-missing",
    legs=CLIENT,
    topic="missing-proof",
    usual={**AUTH, "invalid_request": SOMETIMES},
    common=4,
    spec="RFC 6749 3.2.1",
    advice="Register the client as public, or give it its secret.",
    in_panel="Open a fresh link in step 2: what was altered in step 4 is then undone. A client without its secret gets it in step 1.",
    experiment="unaltered",
    rules=("TOKQ-AUTH-MISSING",),
)
def credential_missing(case: Case) -> Signs:
    """The provider expects the client to prove who it is, and nothing was sent."""
    client = case.sent.client
    method = METHODS.get(client.token_endpoint_auth_method or "")
    if client.public and case.names and "client_id" not in case.names:
        yield against("Not even the client_id was sent, with which such a client names itself.")
    elif client.public and case.is_named("secret-wrong"):
        yield slip("The provider minds the secret, and none was sent.")
    elif client.public and case.sent.methods_supported and "none" not in case.sent.methods_supported:
        yield slip("The client sends only its client_id, and the provider lists no method for such clients.")
    elif client.public:
        yield doubtful("The client sends only its client_id; registered as confidential, it would have to prove more.")
    elif method is not None and _carries(case) is False:
        yield slip(f"The {method.proof} was left out.")
    elif method is not None and _carries(case):
        yield contrary(f"The {method.proof} was sent.")


def _carries(case: Case) -> bool | None:
    """Whether the request carried the proof of its method; None where the record does not say."""
    method = METHODS[case.sent.client.token_endpoint_auth_method or ""]
    if method.header:
        return case.sent.authorization_sent
    return method.parameter in case.names if case.names else None


@cause(
    "header-lost",
    legs=CLIENT,
    topic="missing-proof",
    usual={"invalid_client": OFTEN, "invalid_request": SOMETIMES, "unauthorized_client": SOMETIMES},
    common=1,
    spec="RFC 6749 2.3.1; RFC 9110 11.6.2",
    advice="Prove the client in the body (client_secret_post) for once. If that works, a proxy or the server's own front drops the "
    "header: nginx and Apache have to be told to pass it on.",
    in_panel="In step 1, choose client_secret_post, and send a fresh code.",
    experiment="other-method",
)
def header_lost(case: Case) -> Signs:
    """The Authorization header did not arrive: a proxy dropped it, or this endpoint reads the body only."""
    if case.sent.authorization_sent is False:
        yield contrary("There was none.")
    elif case.went_to_authorization_endpoint:
        yield against("The authorization endpoint, to which the request went, reads no such header.")
    elif case.sent.authorization_sent and any(case.is_named(missed) for missed in ("credential-missing", "client-id-missing")):
        yield Sign(SAYS, "The provider misses what stood in the Authorization header.")
    elif case.code != "invalid_grant" and case.is_named("other-client") and _is_named_in_header_only(case):
        yield Sign(
            SAYS, "The provider takes us for another client than the one that asked; only the Authorization header names it."
        )


def _is_named_in_header_only(case: Case) -> bool:
    is_ours = case.sent.authorization_sent is True and case.sent.client_id_same is True and not case.came_alone
    return is_ours and bool(case.names) and "client_id" not in case.names


@cause(
    "public-with-secret",
    legs=CLIENT,
    topic="public",
    usual=AUTH,
    common=3,
    spec="RFC 6749 2.1, 2.3",
    advice="A client that is registered as public sends only its client_id: Client(..., client_secret=None).",
    in_panel="In step 1, leave the secret out.",
    experiment="other-method",
    rules=("TOKQ-SECRET-FROM-PUBLIC",),
)
def public_with_secret(case: Case) -> Signs:
    """The client is registered as public, and sent a secret all the same."""
    yield from none_sent(case)


@cause(
    "basic-encodings-differ",
    legs=CLIENT,
    topic="encoding",
    usual=AUTH,
    common=5,
    spec="RFC 6749 2.3.1",
    advice="Write the Basic header in the other of the two ways (basic_encoding): raw where it was form, form where it was raw.",
    in_panel="Open a fresh link in step 2, and send its code in step 4 with the other Basic encoding.",
    experiment="other-encoding",
    rules=("TOKQ-BASIC-NOT-URLENCODED",),
)
def encodings_differ(case: Case) -> Signs:
    """The server reads the Basic header in the other encoding."""
    client = case.sent.client
    is_refused = case.is_named("secret-wrong") or case.minds_client is not None
    method = METHODS.get(client.token_endpoint_auth_method or "")
    if method is not None and "basic_encoding" not in method.fields:
        yield contrary(f"{method.name} has no Basic header.")
        return
    if method is None or client.secret is None or client.secret.encodings_differ is None:
        return
    if "TOKQ-BASIC-COLON-IN-ID" in case.failed:
        yield hint("The client_id holds a colon, which raw ends it too early; form writes it %3A.")
    elif not client.secret.encodings_differ:
        yield contrary("Both encodings give the same header for this client.")
    elif case.sent.authorization_sent is False:
        yield against("No Basic header was sent.")
    elif client.secret.is_odd:
        yield against("The form of the secret says more plainly what is wrong with it.")
    elif any(each.basic_encoding != client.basic_encoding or _has_no_header(each) for each in case.tried_with):
        yield against("The same secret was refused in the same way with the other encoding, or without a Basic header.")
    elif any(each.basic_encoding == client.basic_encoding for each in case.earlier if each.method == method.name):
        yield against(f"Tokens came before with the encoding {client.basic_encoding}.")
    elif client.basic_encoding == "raw" and client.secret.holds_escape is False:
        yield against("raw was sent, and a server that decodes it reads the same: there is neither a % nor a + in it.")
    elif client.basic_encoding == "raw":
        yield Sign(
            SAYS + HINT if is_refused else SLIP if _may_doubt(case) else LITTLE,
            "client_id or secret hold characters that the two encodings write differently, and raw was sent, where the standard "
            "has form: try basic_encoding='form'. Where a : is among them try client_secret_post too, which has no header.",
        )
    else:
        sentence = (
            "client_id or secret hold characters that the two encodings write differently; many servers take raw only, and form "
            "was sent: try basic_encoding='raw'."
        )
        if is_refused:
            yield Sign(SAYS + HINT, f"The provider calls the credentials wrong; {sentence}")
        else:
            yield Sign(DOUBTFUL if _may_doubt(case) else LITTLE, sentence)


def _may_doubt(case: Case) -> bool:
    """The answer may mean that the client was not believed: invalid_grant is about the code, 500 and silence about nothing that was sent."""
    if case.code is not None and error_code(case.code) is not None:
        return AUTH.get(case.code, 0) > 0 or case.code == "invalid_request"
    return case.symptom.status in (200, 400, 401, 403)


@cause(
    "basic-colon",
    legs=CLIENT,
    topic="encoding",
    usual=AUTH,
    common=3,
    spec="RFC 7617 2; RFC 6749 2.3.1",
    advice="Send the secret in the body (client_secret_post), or the Basic header form-encoded, where a colon is %3A; or make a "
    "secret without one.",
    in_panel="In step 1, choose client_secret_post, or in step 4 the Basic encoding form, and send a fresh code.",
    experiment="other-encoding",
)
def colon(case: Case) -> Signs:
    """The secret holds a colon, at which this server cuts the Basic header."""
    client, method = case.sent.client, METHODS.get(case.sent.client.token_endpoint_auth_method or "")
    if method is not None and "basic_encoding" not in method.fields:
        yield contrary(f"{method.name} has no Basic header.")
    elif client.secret is None or client.secret.holds_colon is None:
        return
    elif not client.secret.holds_colon:
        yield contrary("There is no colon in the secret.")
    elif client.basic_encoding == "form":
        yield against("It was sent form-encoded, as %3A.")
    elif any(_has_no_header(each) for each in case.tried_with):
        yield against("The same secret was refused in the same way without a Basic header.")
    else:
        is_refused = case.is_named("secret-wrong") or case.minds_client is not None
        sentence = (
            "A colon stands in the secret and was sent raw; the header has one of its own, and some servers cut at the last."
        )
        yield Sign(SAYS + HINT if is_refused else DOUBTFUL, sentence)


def _has_no_header(client: ClientEvidence) -> bool:
    method = METHODS.get(client.token_endpoint_auth_method or "")
    return method is not None and "basic_encoding" not in method.fields


@cause(
    "method-not-offered",
    legs=CLIENT,
    topic="method",
    usual=AUTH,
    common=4,
    spec="OIDC Core 9; Discovery 3",
    advice="Use a method that the provider lists, and that the client is registered for.",
    in_panel="In step 1, choose another way of authentication.",
    experiment="other-method",
)
def method_not_offered(case: Case) -> Signs:
    """The provider does not offer this way of authentication."""
    offered, used = case.sent.methods_supported, case.sent.client.token_endpoint_auth_method
    if offered is None or used is None:
        return
    if not offered:
        if used == DEFAULT_METHOD and case.run.provider.get("source"):  # metadata by hand leave out what nobody typed
            yield against(f"No methods are listed, which means {DEFAULT_METHOD} (OIDC Discovery 3).")
    elif used in offered:
        yield contrary(f"The provider lists {used}.")
    elif used == "none":
        yield hint(f"Nothing was sent; the provider lists {', '.join(offered)}.")
    else:
        yield slip(f"{used} was used; the provider lists {', '.join(offered)}.")


@cause(
    "method-not-registered",
    legs=CLIENT,
    topic="method",
    usual=AUTH,
    common=2,
    spec="OIDC Core 9; RFC 7591 2",
    advice="Use the method that the client is registered for: the console shows it, one method a client.",
    in_panel="In step 1, choose the way of authentication that the console shows.",
    experiment="other-method",
)
def method_not_registered(case: Case) -> Signs:
    """The client is registered for another way of authentication."""
    used = case.sent.client.token_endpoint_auth_method
    own = case.got_tokens.token_endpoint_auth_method if case.got_tokens else case.run.client.get("token_endpoint_auth_method")
    others = sorted({each.token_endpoint_auth_method or "nothing" for each in case.tried_with} - {used})
    if others:
        yield against(f"The same secret was refused in the same way with {', '.join(others)}.")
    elif own and used and own != used:
        yield slip(
            f"{'The tokens came' if case.got_tokens else 'This flow was set up'} with {own}; this request was sent with {used}."
        )
    if used and any(each.method == used for each in case.earlier):
        yield against(f"Tokens came before with {used}.")
    elif used and case.earlier:
        yield slip(f"Tokens came before with {case.earlier[-1].method}, and {used} was used now.")
    if used == "client_secret_post" and case.asks_for_basic:
        sign = slip if case.got_tokens is not None and case.is_secret_that_worked else hint
        yield sign("The answer asks for a Basic header, and the secret was sent in the body.")
    if used == "client_secret_basic" and case.is_client_refused:
        yield Sign(-LITTLE, "The answer asks for a header (WWW-Authenticate), and one was sent (RFC 6749 5.2).")
    offered = case.sent.methods_supported
    if offered and used in offered and len(offered) > 1:
        yield Sign(
            HINT if used == "client_secret_post" else LITTLE,  # the other one is what a client has that says nothing
            f"The provider lists {len(offered)} methods; for which one this client is registered, only the provider knows.",
        )


known(
    "two-methods",
    "The client proved who it is in two ways at once.",
    legs=CLIENT,
    topic="two-methods",
    usual={"invalid_request": OFTEN, "invalid_client": OFTEN},
    spec="RFC 6749 2.3",
    advice="Use one method a request: the header, or the parameter in the body.",
    rules=("TOKQ-AUTH-MULTIPLE",),
    experiment="unaltered",
)


known(
    "basic-malformed",
    "The Authorization header is no Basic header of id and secret.",
    legs=CLIENT,
    topic="basic",
    usual={"invalid_client": OFTEN, "invalid_request": OFTEN},
    spec="RFC 7617 2; RFC 6749 2.3.1",
    advice="It is Basic, a space, and ordinary base64 (with + / =) of id:secret, each form-encoded first, so that no : of its own is left.",
    rules=("TOKQ-BASIC-MALFORMED", "TOKQ-BASIC-BASE64URL", "TOKQ-BASIC-COLON-IN-ID", "TOKQ-BEARER-HEADER"),
    experiment="unaltered",
)


known(
    "certificate-needed",
    "The provider expects a client certificate (mutual TLS).",
    legs=CLIENT,
    topic="method",
    usual={"invalid_client": SOMETIMES},
    common=0,
    spec="RFC 8705 2",
    advice="This explorer sends no client certificates: register the client for another method.",
)
