"""Request objects and signed answers (RFC 9101, JARM): what needs no key is asked, the rest waits for its version."""

from __future__ import annotations

import json

from ...protocol.jose import encode_base64url, parse_jwt
from ..answer import Answer, NotAsked, Unclear, listed
from ..asking import Ask
from ..outcomes import Outcome
from ..registry import left_out, probe
from .tokens import verified


def _signed_answer(ask: Ask) -> Outcome:
    return ask.once("jarm", lambda: ask.silently({"response_mode": "jwt"}))


@probe(
    "jar-unsigned",
    spec="OIDC Core 6.1, 3.1.2.6; RFC 9101 10.5",
    covers=(
        "O AuthEndpoint.IsJarSignatureRequired",
        "O AuthEndpoint.IsJarSupported",
        "O DocumentSupport.RFC9101Supported",
        "C unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
    ),
)
def jar_unsigned(ask: Ask) -> Answer:
    """Is a request object without a signature honoured, refused or passed over?"""
    link = ask.link({"state": "inner", "prompt": "none"})
    header, body = ({"alg": "none"}, {**dict(link.params), "iss": ask.client.client_id, "aud": ask.members.get("issuer")})
    token = ".".join([encode_base64url(json.dumps(header).encode()), encode_base64url(json.dumps(body).encode()), ""])
    outcome = ask.silently({"state": "outer", "request": token})
    if outcome.is_silent_refusal:
        state = outcome.get("state")
        return Answer("inner" if state == "inner" else "outer", outcome.told, "wrong" if state == "outer" else "")
    return Answer(outcome.error or outcome.word, outcome.told)


@probe("jarm-works", spec="JARM 2.1, 2.3", says="may")
def jarm_works(ask: Ask) -> Answer:
    """Does response_mode=jwt give a signed answer?"""
    outcome = _signed_answer(ask)
    if outcome.get("response"):
        return Answer("response", "a signed answer")
    if outcome.is_silent_refusal:
        return Answer("ignored", outcome.told)
    if outcome.word not in ("error-redirect", "error-page", "http-error"):
        raise Unclear(f"it ended so: {outcome.word} ({outcome.told})")
    return Answer("refused", outcome.told)


@probe("jarm-claims", spec="JARM 2.1, 2.4", says="should")
def jarm_claims(ask: Ask) -> Answer:
    """Is the signed answer complete, and short-lived?"""
    token = _signed_answer(ask).get("response")
    if not token:
        raise NotAsked("there is no signed answer")
    parsed = parse_jwt(token)
    faults = [f"{name} is missing" for name in ("iss", "aud", "exp") if name not in parsed.claims]
    signed = verified(ask, parsed)
    faults += [f"the signature is {signed}"] if signed in ("invalid", "none") else []
    exp = parsed.claims.get("exp")
    told = f"signature {signed}; it ends in {exp - ask.now:.0f} s" if isinstance(exp, int | float) else f"signature {signed}"
    return Answer("clean", told) if not faults else Answer("faults", f"{listed(faults)}; {told}", "wrong")


left_out(
    "jar-signed",
    "Is a signed request object honoured?",
    "this version signs no request objects (JAR)",
    room=__name__,
    spec="RFC 9101 5, 6.2",
    covers=("O AuthEndpoint.IsJarSupported", "O DocumentSupport.RFC9101Supported", "C request-uri-signed-rs256"),
)


left_out(
    "jar-required",
    "Is a plain request refused?",
    "this version signs no request objects (JAR)",
    room=__name__,
    spec="RFC 9101 10.5",
    covers=("O AuthEndpoint.IsJarRequired",),
)


left_out(
    "jar-bad-signature",
    "Is a request object refused that somebody else signed?",
    "this version signs no request objects (JAR)",
    room=__name__,
    spec="RFC 9101 6.2",
    says="must",
    risk="T",
    covers=("O AuthEndpoint.IsJarSignatureChecked",),
)


left_out(
    "jar-client-id",
    "Must client_id inside and outside agree?",
    "this version signs no request objects (JAR)",
    room=__name__,
    spec="RFC 9101 5, 6.3",
    says="must",
    risk="T",
    covers=("O AuthEndpoint.ClientIdsCorrespond",),
)


left_out(
    "jar-outer-parameters",
    "Are parameters outside of it passed over?",
    "this version signs no request objects (JAR)",
    room=__name__,
    spec="RFC 9101 6.3; OIDC Core 6.1",
    covers=("O AuthEndpoint.JarParametersInRequest",),
)


left_out(
    "jar-redirect-inside",
    "Which redirect_uri counts where two differ?",
    "this version signs no request objects (JAR)",
    room=__name__,
    spec="OIDC Core 6.1",
    covers=("C ensure-request-object-with-redirect-uri",),
)


left_out(
    "jar-expired",
    "Are its end, its audience and its issuer looked at?",
    "this version signs no request objects (JAR)",
    room=__name__,
    spec="RFC 9101 4, 6.2",
    risk="T",
)


left_out(
    "jar-by-reference",
    "Does a request_uri at an address of ours work?",
    "this version signs no request objects (JAR)",
    room=__name__,
    spec="OIDC Core 6.2; RFC 9101 5.2.1",
    risk="C",
    covers=(
        "C request-uri-unsigned",
        "C request-uri-signed-rs256",
        "C request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
    ),
)
