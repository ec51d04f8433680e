"""Bound tokens (DPoP, mTLS): their place is ready; of them this version reads what is announced."""

from __future__ import annotations

from ..answer import Answer, listed
from ..asking import Ask
from ..registry import left_out, probe


@probe("mtls-announced", spec="RFC 8705 3.3, 5", covers=("O DocumentSupport.RFC8705Supported",))
def mtls_announced(ask: Ask) -> Answer:
    """Are addresses for certificates, and tokens bound to them, announced?"""
    names = [name for name in ("mtls_endpoint_aliases", "tls_client_certificate_bound_access_tokens") if ask.members.get(name)]
    return Answer(listed(names))


left_out(
    "dpop-works",
    "Does a DPoP proof give a bound token?",
    "this version makes no DPoP proofs",
    room=__name__,
    spec="RFC 9449 5",
    says="must",
    covers=("O DPoP.IsDPoPSupported", "O DocumentSupport.RFC9449Supported"),
)


left_out(
    "dpop-nonce",
    "Does the provider use nonces?",
    "this version makes no DPoP proofs",
    room=__name__,
    spec="RFC 9449 8",
    says="may",
)


left_out(
    "dpop-unsigned",
    "Is a proof without a signature refused?",
    "this version makes no DPoP proofs",
    room=__name__,
    spec="RFC 9449 4.3",
    says="must",
    covers=("O DPoP.IsSignatureRequired",),
)


left_out(
    "dpop-typ",
    "Must its type be dpop+jwt?",
    "this version makes no DPoP proofs",
    room=__name__,
    spec="RFC 9449 4.2, 4.3",
    says="must",
    covers=("O DPoP.IsExplicitTypingRequired",),
)


left_out(
    "dpop-claims",
    "Must jti, htm, htu and iat be there?",
    "this version makes no DPoP proofs",
    room=__name__,
    spec="RFC 9449 4.2, 4.3",
    says="must",
    covers=("O DPoP.HasRequiredClaims",),
)


left_out(
    "dpop-wrong-claims",
    "Are htm, htu and iat compared?",
    "this version makes no DPoP proofs",
    room=__name__,
    spec="RFC 9449 4.3",
    says="must",
)


left_out(
    "dpop-private-jwk",
    "Is a private key in a proof refused?",
    "this version makes no DPoP proofs",
    room=__name__,
    spec="RFC 9449 4.3",
    says="must",
)


left_out(
    "dpop-replay",
    "Is a proof refused the second time?",
    "this version makes no DPoP proofs",
    room=__name__,
    spec="RFC 9449 11.1",
    says="must",
)


left_out(
    "dpop-as-bearer",
    "Is the bound token refused as a Bearer?",
    "this version makes no DPoP proofs",
    room=__name__,
    spec="RFC 9449 7.2",
    says="must",
    covers=("O DPoP.IsDPoPTokenRequired", "O ApiEndpoint.AreBearerTokensDisabled"),
)


left_out(
    "dpop-no-ath",
    "Must ath be there at UserInfo?",
    "this version makes no DPoP proofs",
    room=__name__,
    spec="RFC 9449 4.3, 7.1",
    says="must",
    covers=("O DPoP.HasRequiredClaims",),
)


left_out(
    "dpop-other-key",
    "Is a proof with another key refused?",
    "this version makes no DPoP proofs",
    room=__name__,
    spec="RFC 9449 5",
    risk="R",
)


left_out(
    "dpop-code-binding",
    "Is the code bound by dpop_jkt?",
    "this version makes no DPoP proofs",
    room=__name__,
    spec="RFC 9449 10",
)


left_out(
    "mtls-works",
    "Does a sign-in with the client's certificate work, and is the token bound?",
    "this version sends no client certificate (mTLS)",
    room=__name__,
    spec="RFC 8705 2, 3",
    covers=("O DocumentSupport.RFC8705Supported",),
)


left_out(
    "mtls-required-at-api",
    "Is the bound token refused without the certificate?",
    "this version sends no client certificate (mTLS)",
    room=__name__,
    spec="RFC 8705 3",
    says="must",
    covers=("O ApiEndpoint.AreBearerTokensDisabled",),
)
