"""The causes that our own record can decide, one small function each. They read evidence, never secrets."""

from __future__ import annotations

from ..protocol.authentication import METHODS, Method
from ..reference import spelling
from .cause import CAUSES, Certainty, Observation, cause
from .reading import Evidence

__all__ = ["CAUSES"]

OLD = 60  # seconds; many providers give a code no longer (Keycloak 60 s, oauth2-server-php 30 s)
VERY_OLD = 600  # seconds; the most that RFC 6749 4.1.2 recommends

# Some providers answer invalid_request where the standard says invalid_grant (Dex, Thunder; reference/errors.toml).
GRANT = ("invalid_grant", "invalid_request", "bad_verification_code", "redirect_uri_mismatch")
CLIENT = ("invalid_client", "unauthorized_client", "incorrect_client_credentials")
MISSING = "Send the redirect_uri of the authorize request at the token endpoint too, letter for letter."


@cause(
    "code-used-before",
    errors=GRANT,
    spec="RFC 6749 4.1.2, 10.5",
    advice="Open a fresh link: a code works once, also when the first try failed.",
)
def used_before(evidence: Evidence) -> Observation:
    """The code was used before."""
    posted_before = evidence.code.posted_before
    if posted_before is None:
        return None
    if posted_before:
        return "confirmed", "This flow has sent the same code already."
    return "ruled out", "This flow sends the code for the first time."


@cause("redirect-uri-missing", errors=GRANT, spec="RFC 6749 4.1.3; OIDC Core 3.1.3.1", advice=MISSING)
def redirect_uri_missing(evidence: Evidence) -> Observation:
    """The redirect_uri is missing at the token endpoint."""
    uri = evidence.redirect_uri
    if uri is None or uri.authorize is None:
        return None
    if uri.token is not None:
        return "ruled out", "Both requests carry a redirect_uri."
    slip = next((name for name in uri.names if spelling(name, ("redirect_uri",)) == "redirect_uri"), None)
    return (
        "confirmed",
        f"It was sent as {slip}, which is misspelt." if slip else "The authorize request had one; the token request has none.",
    )


@cause("redirect-uri-differs", errors=GRANT, spec="RFC 6749 4.1.3", advice=MISSING)
def redirect_uri_differs(evidence: Evidence) -> Observation:
    """The redirect_uri of the two requests differs."""
    uri = evidence.redirect_uri
    if uri is None or uri.authorize is None or uri.token is None:
        return None
    first, second = uri.authorize, uri.token
    if first == second:
        return "ruled out", "Both requests carry the same redirect_uri."
    place = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second)))
    return (
        "confirmed",
        f"They differ from character {place + 1} on: {first[place:] or '(end)'!r} and {second[place:] or '(end)'!r}.",
    )


@cause(
    "verifier-missing",
    errors=GRANT,
    spec="RFC 7636 4.5, 4.6",
    advice="Send the code_verifier that belongs to the code_challenge.",
)
def verifier_missing(evidence: Evidence) -> Observation:
    """The code_verifier is missing."""
    pkce = evidence.pkce
    if not pkce.challenge_sent or pkce.verifier_sent is None:
        return None
    if pkce.verifier_sent:
        return "ruled out", "A challenge was sent, and so is a verifier."
    return "confirmed", "The authorize request had a code_challenge; the token request has no code_verifier."


@cause(
    "verifier-wrong",
    errors=GRANT,
    spec="RFC 7636 4.6",
    advice="Use the verifier of the same attempt; a new link makes a new one.",
)
def verifier_wrong(evidence: Evidence) -> Observation:
    """The code_verifier does not fit the code_challenge."""
    pkce = evidence.pkce
    if pkce.verifier_matches is None:
        return None
    if pkce.verifier_matches:
        return "ruled out", f"Recomputed with {pkce.method}, the verifier gives the challenge that was sent."
    return "confirmed", f"Recomputed with {pkce.method}, the verifier does not give the challenge that was sent."


@cause(
    "verifier-unexpected",
    errors=GRANT,
    spec="RFC 9700 2.1.1",
    advice="Leave the code_verifier out, or begin with a code_challenge.",
)
def verifier_unexpected(evidence: Evidence) -> Observation:
    """A code_verifier was sent for a code without a code_challenge."""
    pkce = evidence.pkce
    if pkce.verifier_sent and pkce.challenge_sent is False:
        return "possible", "The authorize request had no code_challenge, and providers are to refuse a verifier then."
    return None


@cause("code-old", errors=GRANT, spec="RFC 6749 4.1.2", advice="Exchange the code at once; some providers give it 30 seconds.")
def code_old(evidence: Evidence) -> Observation:
    """The code expired before it was sent."""
    age = evidence.code.age
    if age is None:
        return None
    if age > VERY_OLD:
        return "possible", f"It was sent {age / 60:.0f} minutes after it was received; the standard recommends ten at the most."
    if age > OLD:
        return "possible", f"It was sent {age:.0f} s after it was received; many providers give it 60 s."
    return "ruled out", f"It was sent {age:.0f} s after it was received (the time in the browser is not known)."


@cause(
    "code-percent-encoded",
    errors=GRANT,
    spec="RFC 6749 4.1.2, B",
    advice="Decode the code once after taking it from the address; it is encoded again when it is sent.",
)
def code_encoded(evidence: Evidence) -> Observation:
    """The code is still percent-encoded."""
    code = evidence.code
    if code.percent_encoded is None:
        return None
    if code.percent_encoded:
        sure: Certainty = "possible" if code.same_as_received else "confirmed"  # some codes have a % of their own
        return sure, "The code as sent holds percent escapes such as %2F or %3D."
    return "ruled out", "The code holds no percent escapes."


@cause("code-cut", errors=GRANT, spec="RFC 6749 4.1.2", advice="Copy the whole code, with any = at its end.")
def code_cut(evidence: Evidence) -> Observation:
    """The code was cut."""
    code = evidence.code
    if code.is_part_of_received is None or code.same_as_received is None:
        return None
    if code.is_part_of_received:
        return "confirmed", "What was sent is only a part of the code that came back."
    if code.same_as_received:
        return "ruled out", "The whole code that was received was sent."
    return "ruled out", "What was sent is no part of the code that came back."


@cause("code-changed", errors=GRANT, spec="RFC 6749 4.1.3", advice="Send the code as it came.")
def code_changed(evidence: Evidence) -> Observation:
    """Another code was sent than came back."""
    code = evidence.code
    if code.same_as_received is not False or code.is_part_of_received is not False or code.length is None:
        return None
    if code.length == 0:
        return "confirmed", "The token request has no code."
    return "confirmed", "The code in the token request is not the one that came back."


@cause(
    "code-white-space",
    errors=GRANT,
    spec="RFC 6749 A.11",
    advice="Copy the address again; a + in a code has to be written %2B.",
)
def code_white_space(evidence: Evidence) -> Observation:
    """The code holds white space."""
    if evidence.code.edge_white_space or evidence.code.inner_white_space:
        return "confirmed", "There is white space in the code as sent."
    return None


@cause(
    "code-of-another-request",
    errors=GRANT,
    spec="RFC 6749 10.12; RFC 7636 1",
    advice="Exchange only a code that answers the request of this flow: open its own link.",
)
def another_request(evidence: Evidence) -> Observation:
    """The code was made for another request, with a code_challenge and redirect_uri of its own."""
    if "AUTHR-STATE-MISMATCH" in evidence.overruled:
        return "confirmed", "It came with a state that this flow never sent, and was sent all the same."
    as_it_came = evidence.altered == () and evidence.code.posted_before is False
    if as_it_came and evidence.pkce.verifier_matches:  # the provider compares it with the challenge that came with the code
        return (
            "possible",
            "The verifier fits this flow's own challenge; whether the code was made for it, only the provider knows.",
        )
    return None


@cause(
    "other-client",
    errors=GRANT + CLIENT,
    spec="RFC 6749 4.1.3",
    advice="A code can be exchanged only by the client that asked for it.",
)
def other_client(evidence: Evidence) -> Observation:
    """Another client asked for the code."""
    return ("confirmed", "The two requests carry different client_ids.") if evidence.client_id_same is False else None


@cause(
    "credential-missing", errors=CLIENT, spec="RFC 6749 3.2.1", advice="Register the client as public, or give it its secret."
)
def credential_missing(evidence: Evidence) -> Observation:
    """The provider expects the client to prove who it is, and nothing was sent."""
    client = evidence.client
    if client.public:
        return "possible", "The client sends only its client_id; registered as confidential, it would have to prove more."
    method = METHODS.get(client.token_endpoint_auth_method or "")
    if method is None or _carries(method, evidence) is not False:
        return None
    return "confirmed", f"The {method.proof} was left out."


def _carries(method: Method, evidence: Evidence) -> bool | None:
    """Whether the request carried the proof of this method; None where the record does not say."""
    if method.header:
        return evidence.authorization_sent
    names = evidence.redirect_uri.names if evidence.redirect_uri else ()
    return method.parameter in names if names else None


@cause(
    "secret-white-space",
    errors=(*CLIENT, "invalid_request"),
    spec="RFC 6749 2.3.1",
    advice="Type or paste the secret again without the white space.",
)
def secret_white_space(evidence: Evidence) -> Observation:
    """The client secret has white space around it."""
    secret = evidence.client.secret
    if secret is None or secret.edge_white_space is None or secret.length is None:
        return None
    if secret.edge_white_space:
        return "confirmed", f"The secret as sent has {secret.length} characters, and begins or ends with white space."
    return "ruled out", "The secret neither begins nor ends with white space."


@cause(
    "basic-encodings-differ",
    errors=(*CLIENT, "invalid_request"),
    spec="RFC 6749 2.3.1",
    advice="Try the other encoding: Client(basic_encoding='raw'), or 'form' as the standard has it.",
)
def encodings_differ(evidence: Evidence) -> Observation:
    """The server reads the Basic header in the other encoding."""
    client = evidence.client
    method = METHODS.get(client.token_endpoint_auth_method or "")
    if method is None or "basic_encoding" not in method.fields or client.secret is None:
        return None
    if client.secret.encodings_differ is None:
        return None
    if client.secret.encodings_differ:
        return (
            "possible",
            f"client_id or secret hold characters that the two encodings write differently; {client.basic_encoding} was sent.",
        )
    return "ruled out", "Both encodings give the same header for this client."


@cause(
    "method-not-offered",
    errors=CLIENT,
    spec="OIDC Core 9; Discovery 3",
    advice="Use a method that the provider lists, and that the client is registered for.",
)
def method_not_offered(evidence: Evidence) -> Observation:
    """The provider does not offer this way of authentication."""
    offered, used = evidence.methods_supported, evidence.client.token_endpoint_auth_method
    if offered is None or used is None:
        return None
    if used in offered:
        return "ruled out", f"The provider lists {used}; whether this client is registered for it, only the provider knows."
    return "possible", f"{used} was used; the provider lists {', '.join(offered)}."


@cause(
    "secret-is-an-id",
    errors=CLIENT,
    spec="Microsoft AADSTS7000215",
    advice="Copy the secret's value, not its id; consoles show both.",
)
def secret_is_id(evidence: Evidence) -> Observation:
    """The id of the secret was given instead of its value."""
    secret = evidence.client.secret
    if secret is not None and secret.looks_like_uuid:
        return "possible", "The secret looks like a UUID: right at Oracle, but at Entra that is the id of a secret."
    return None
