"""The way in which a client proves who it is: which one it is registered for, only the provider knows (OIDC Core 9)."""

from __future__ import annotations

import re

from ...protocol.authentication import DEFAULT_METHOD, METHODS
from ..case import Case
from ..cause import CLIENT, Signs, cause, known
from ..signs import AGAINST, HINT, LITTLE, OFTEN, SAYS, SOMETIMES, STATED, VAGUE, Sign, against, contrary, doubtful, hint, slip


def none_sent(case: Case) -> Signs:
    """Proof to the contrary of whatever is said of a secret, where none was sent."""
    method = METHODS.get(case.sent.client.token_endpoint_auth_method or "")
    if method is not None and method.needs != "client_secret" and "client_secret" not in case.names:
        yield contrary("No secret was sent.")


AUTH = {
    "invalid_client": OFTEN,
    "unauthorized_client": OFTEN - LITTLE,
    "incorrect_client_credentials": STATED,
    "access_denied": SOMETIMES,  # of a link by the standards; Auth0 says so of a client that it does not believe
    "invalid_grant": -SOMETIMES,  # which is about the code: the client was believed, at most providers
}


SECRET_IN_PANEL = (
    "Type the client_secret again into its box in step 4: a fresh link is then ready in step 2, since many a provider uses the "
    "code up with a refusal."
)


@cause(
    "credential-missing",
    legs=CLIENT,
    topic="missing-proof",
    usual={**AUTH, "invalid_request": SOMETIMES},
    spec="RFC 6749 3.2.1",
    advice="Register the client as public, or give it its secret.",
    in_panel="Open a fresh link in step 2: what was altered in step 4 is then undone. A client without its secret gets it in step 1.",
    experiment="with-secret",
    rules=("TOKQ-AUTH-MISSING",),
)
def credential_missing(case: Case) -> Signs:
    """The provider expects the client to prove who it is, and nothing was sent."""
    client = case.sent.client
    method = METHODS.get(client.token_endpoint_auth_method or "")
    if client.public and case.got_tokens is not None and case.got_tokens == client:
        weight = -LITTLE if case.is_named("credential-missing") else AGAINST  # one endpoint may want what another does not
        yield Sign(weight, "The tokens came to this client without a proof.")
    elif client.public and case.got_tokens is not None and not case.got_tokens.public:
        yield slip(
            f"The tokens came to this client with {case.got_tokens.token_endpoint_auth_method}, and nothing was sent now."
        )
    elif client.public and case.names and "client_id" not in case.names:
        yield against("Not even the client_id was sent, with which such a client names itself.")
    elif client.public and _names_ways(case):
        yield Sign(SAYS + HINT, "Nothing was sent, and the provider names the ways in which a client can prove who it is.")
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


def _names_ways(case: Case) -> bool:
    """The provider minds the method, and says which ones it takes."""
    is_minded = case.is_named("method-not-offered") or case.is_named("method-not-registered")
    return is_minded and any(_WAYS.search(text.lower()) for text in case.words.texts)


_WAY = r"\b(?:basic|client.?secret\w*|private_key_jwt|secret|client.?assertion)\b"
_TAKES = r"\b(?:only|supported|supports|accepted|accepts|expected|expects|required|requires|allowed|must)\b"
_WAYS = re.compile(rf"{_WAY}.{{0,60}}{_TAKES}|{_TAKES}.{{0,60}}{_WAY}")


def _carries(case: Case) -> bool | None:
    """Whether the request carried the proof of its method; None where the record does not say."""
    method = METHODS[case.sent.client.token_endpoint_auth_method or ""]
    if method.header:
        return case.sent.authorization_sent
    return method.parameter in case.names if case.names else None


@cause(
    "public-with-secret",
    legs=CLIENT,
    topic="public",
    usual=AUTH,
    spec="RFC 6749 2.1, 2.3",
    advice="A client that is registered as public sends only its client_id: Client(..., client_secret=None).",
    in_panel="In step 1, leave the secret out.",
    experiment="no-secret",
    rules=("TOKQ-SECRET-FROM-PUBLIC",),
)
def public_with_secret(case: Case) -> Signs:
    """The client is registered as public, and sent a secret all the same."""
    yield from none_sent(case)
    if any(each.secret and each.client_id == case.sent.client.client_id for each in case.earlier):
        yield against("Tokens came before for this client with a secret.")


@cause(
    "method-not-offered",
    legs=CLIENT,
    topic="method",
    usual=AUTH,
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
    spec="OIDC Core 9; RFC 7591 2",
    advice="Use the method that the client is registered for: the console shows it, one method a client.",
    in_panel="In step 1, choose the way of authentication that the console shows.",
    experiment="other-method",
)
def method_not_registered(case: Case) -> Signs:
    """The client is registered for another way of authentication."""
    used = case.sent.client.token_endpoint_auth_method
    own = case.got_tokens.token_endpoint_auth_method if case.got_tokens else case.run.client.get("token_endpoint_auth_method")
    sign = hint if case.sent.client.public else slip  # that nothing was sent is another cause
    others = sorted({each.token_endpoint_auth_method or "nothing" for each in case.tried_with} - {used})
    if others:
        yield against(f"The same secret was refused in the same way with {', '.join(others)}.")
    elif own and used and own != used:
        yield sign(
            f"{'The tokens came' if case.got_tokens else 'This flow was set up'} with {own}; this request was sent with {used}."
        )
    if used and any(each.method == used for each in case.earlier):
        yield against(f"Tokens came before with {used}.")
    elif used and case.earlier:
        yield sign(f"Tokens came before with {case.earlier[-1].method}, and {used} was used now.")
    if used == "client_secret_basic" and case.sent.authorization_sent and case.is_named("credential-missing"):
        yield Sign(VAGUE, "The provider misses what was sent in the header, as where it looks for it in the body.")
    elif used == "client_secret_basic" and _is_basic_wanted(case):
        yield against("It is Basic that was sent.")
    if used == "client_secret_post" and case.is_named("credential-missing") and _is_in_body_alone(case):
        yield Sign(SAYS, "The provider misses what was sent in the body: it looks for it in the Authorization header.")
    elif used == "client_secret_post" and case.asks_for_basic:
        asks = slip if case.got_tokens is not None and case.is_secret_that_worked else hint
        yield asks("The answer asks for a Basic header, and the secret was sent in the body.")


def says_what_came(case: Case) -> bool:
    """The provider says which way of authentication it saw, and that the client has another: it read the header, and found the client."""
    return case.is_named("method-not-registered") and any(_CAME.search(text.lower()) for text in case.words.texts)


_CAME = re.compile(r"\b(?:used|uses|using|got|saw|sent|received|came (?:with|by))\b.{0,16}\bbasic\b")


def _is_basic_wanted(case: Case) -> bool:
    """The words that mind the method speak of Basic, and not as of what came."""
    minded = (each.quote.lower() for each in case.words.named if each.cause == "method-not-registered")
    return any("basic" in quote and not _CAME.search(quote) for quote in minded)


def _is_in_body_alone(case: Case) -> bool:
    """The secret stands in a form that a server can read, and nowhere else."""
    odd = {"TOKQ-CONTENT-TYPE", "TOKQ-METHOD", "TOKQ-QUERY-PARAMS"}
    return "client_secret" in case.names and case.sent.authorization_sent is False and not case.failed.keys() & odd


@cause(
    "two-methods",
    legs=CLIENT,
    topic="two-methods",
    usual={"invalid_request": OFTEN, "invalid_client": OFTEN},
    spec="RFC 6749 2.3",
    advice="Use one method a request: the header, or the parameter in the body.",
    rules=("TOKQ-AUTH-MULTIPLE",),
    experiment="unaltered",
)
def two_methods(case: Case) -> Signs:
    """The client proved who it is in two ways at once."""
    in_body = [name for name in ("client_secret", "client_assertion") if name in case.names]
    if case.names and len(in_body) + bool(case.sent.authorization_sent) < 2:
        yield contrary("The request has one proof of the client, or none.")


known(
    "certificate-needed",
    "The provider expects a client certificate (mutual TLS).",
    legs=(*CLIENT, "userinfo"),
    topic="method",
    usual={"invalid_client": SOMETIMES},
    spec="RFC 8705 2",
    advice="This explorer sends no client certificates: register the client for another method.",
)
