"""How often a cause is met, from 0 to 9: the order of siblings that nothing on the wire tells apart, and no evidence.

These are the causes of the token endpoint and of what comes after it, where one answer has many reasons. The numbers are a
judgement, drawn from specifications, vendors' manuals and issue threads, not from statistics; a sign of any weight beats them.
What is in no row is met now and then (2).
"""

from __future__ import annotations

SOMETIMES_MET = 2

# invalid_grant, and both requests agree. A code that was used is what reloads, retries and listening applications make; then
# come codes that lay too long, then what a provider forgets (nodes, restarts), then copies that lost a piece, then mixtures.
_OF_A_CODE = {
    "code-used-before": 9,
    "code-old": 7,
    "redirect-uri-differs": 6,
    "verifier-wrong": 6,
    "code-lost": 5,
    "redirect-uri-missing": 5,
    "verifier-missing": 5,
    "code-cut": 4,
    "code-of-another-request": 4,
    "code-changed": 3,
    "challenge-wrong": 3,
    "other-client": 3,
    "session-ended": 3,
    "provider-restarted": 1,
}

# invalid_client, and something was sent. A secret is typed by persons and renewed by others, so it is wrong or has run out more
# often than anything; then how it is written and sent; a client that asked for the code a moment ago is hardly ever unknown.
_OF_A_CLIENT = {
    "secret-wrong": 9,
    "client-unknown": 6,  # where nobody has seen it before: at a link
    "assertion-key": 6,
    "basic-encodings-differ": 5,
    "secret-expired": 4,
    "credential-missing": 4,
    "method-not-offered": 4,
    "assertion-audience": 4,
    "grant-not-allowed": 4,
    "public-with-secret": 3,
    "basic-colon": 3,
    "client-disabled": 3,
    "header-lost": 1,
    "secret-percent-encoded": 1,
    "client-id-white-space": 1,
    "client-id-missing": 1,
    "client-id-two": 1,
    "certificate-needed": 0,
}

# The request as a message: what is sent by hand or by a program that was changed is seen in the record, so few of them are guessed.
_OF_A_FORM = {"wrong-endpoint": 3, "dpop-needed": 1, "origin-needed": 1}

# The link, where the provider insists on something.
_OF_PROTECTION = {"pkce-required": 5, "pkce-method": 3, "nonce-used-before": 1}

# A refresh token is replaced at every use by many providers, and programs keep the old one; then it is revoked, or has run out.
_OF_A_REFRESH = {
    "refresh-token-replaced": 5,
    "refresh-token-revoked": 4,
    "refresh-token-expired": 4,
    "client-changed-since": 1,
}

# At introspection and revocation most clients lack a right; a logout that does not come back lacks its address at the provider.
_OF_THE_END = {
    "introspection-not-allowed": 5,
    "client-may-not-ask": 4,
    "token-not-revocable": 4,
    "logout-address-not-registered": 7,
    "logout-hint-missing": 4,
    "logout-hint-refused": 3,
    "logout-page-is-normal": 3,
    "logout-own-names": 1,
}

HOW_OFTEN = {**_OF_A_CODE, **_OF_A_CLIENT, **_OF_A_FORM, **_OF_PROTECTION, **_OF_A_REFRESH, **_OF_THE_END}
