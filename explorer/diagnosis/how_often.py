"""How often a cause is met, from 0 to 9: the order of siblings that nothing on the wire tells apart, and no evidence.

The numbers are a judgement, drawn from specifications, vendors' manuals and issue threads, not from statistics; a sign of any
weight beats them. What is in no row is met now and then (2).
"""

from __future__ import annotations

SOMETIMES_MET = 2

# Before a link is made. What the wire itself says is proven or nothing; of the document a wrong address is what people have.
_OF_DISCOVERY = {
    "issuer-wrong": 5,
    "issuer-of-metadata": 3,
    "discovery-closed": 1,
    "discovery-redirects": 1,
    "no-discovery": 1,
    "code-flow-not-offered": 1,
}
_OF_THE_NETWORK = {
    "https-needed": 1,
    "authority-unknown": 1,
    "blocked-on-the-way": 1,
    "provider-hook-failed": 0,
    "address-not-admitted": 0,
    **dict.fromkeys(
        (
            "name-unknown",
            "nobody-listens",
            "no-time",
            "chain-incomplete",
            "certificate-expired",
            "certificate-of-another",
            "no-tls-there",
            "tls-failed",
            "no-route",
            "request-unwritable",
            "answer-damaged",
            "tls-cut-off",
            "certificate-unacceptable",
            "tls-name-unknown",
            "tls-versions-differ",
            "tls-certificate-wanted",
            "document-of-the-inside",
            "not-http",
            "proxy-in-the-way",
            "hung-up",
            "stopped-by-us",
            "cors-refused",
            "blocked-in-the-browser",
            "frame-forbidden",
            "answer-too-large",
            "unreachable",
            "too-many-requests",
        ),
        0,
    ),
}

# The link. An address that is not registered letter for letter is what every newcomer meets; then a person who pressed Cancel or
# may not, then scopes; hardly anybody sends request objects.
_OF_A_LINK = {
    "redirect-uri-not-registered": 9,
    "user-said-no": 6,
    "scope-not-allowed": 5,
    "no-session": 4,
    "user-not-allowed": 4,
    "no-user-there": 1,
    "consent-missing": 3,
    "sign-in-not-finished": 3,
    "page-says-nothing": 3,
    "page-of-the-application": 3,
    "response-type-wrong": 3,
    "link-changed-on-the-way": 1,
    "attribute-missing": 0,
    "browser-not-admitted": 0,
    "authorize-client-id-differs": 1,
    "acr-unmet": 1,
    "request-object-wrong": 1,
    "par-required": 1,
    "link-odd": 1,
    "link-encoded-twice": 1,
    "resource-unknown": 1,
    "link-too-long": 0,
    "registration-not-here": 0,
}

# What is pasted: another text, an answer to an older link, a copy that lost its end.
_OF_A_PASTE = {
    "wrong-text-pasted": 5,
    "state-of-another-sign-in": 5,
    "address-cut": 4,
    "answer-of-another-provider": 3,
    "state-not-asked": 1,
    "tokens-in-the-address": 1,
    "signed-answer-wrong": 1,
    "code-and-error": 1,
    "callback-over-http": 1,
}

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
    "method-not-registered": 5,
    "assertion-audience": 4,
    "grant-not-allowed": 4,
    "public-with-secret": 3,
    "basic-colon": 3,
    "client-disabled": 3,
    "header-lost": 2,
    "secret-percent-encoded": 1,
    "client-id-white-space": 1,
    "client-id-missing": 1,
    "client-id-two": 1,
    "certificate-needed": 0,
}

# The request as a message: what is sent by hand or by a program that was changed is seen in the record, so few of them are guessed.
_OF_A_FORM = {
    "wrong-endpoint": 3,
    "switched-off": 0,
    "json-wanted": 1,
    "dpop-needed": 1,
    "origin-needed": 1,
    "dpop-wrong": 0,
    "forgery-guard": 0,
}

# The link, where the provider insists on something.
_OF_PROTECTION = {"pkce-required": 5, "pkce-method": 3, "nonce-used-before": 1}

# The tokens: names that differ by a letter, clocks, keys that were changed since.
_OF_TOKENS = {
    "signature-wrong": 4,
    "no-id-token": 4,
    "clock-off": 4,
    "issuer-differs": 4,
    "audience-differs": 4,
    "audience-shared": 4,
    "nonce-differs": 4,
    "keys-unreachable": 3,
    "keys-empty": 2,
    "key-unknown": 3,
    "key-replaced": 3,
    "algorithm-not-agreed": 3,
    "not-signed": 3,
    "token-expired": 3,
    "hash-differs": 3,
    "header-dangerous": 1,
    "nonce-not-asked": 1,
    "claim-malformed": 1,
    "token-bound-to-a-key": 1,
    "check-failed": 0,
}
_OF_USERINFO = {
    "access-token-expired": 5,
    "access-token-revoked": 3,
    "scope-lacking": 3,
    "token-for-another-api": 3,
    "other-subject": 3,
    "access-token-lost": 2,
    "access-token-replaced": 1,
    "provider-keys-changed": 1,
    "token-not-shown": 1,
}

# An application of somebody else: its session first, then its request for tokens, then its own half of the names.
_OF_AN_APPLICATION = {
    "application-lost-session": 7,
    "application-refused-at-token-endpoint": 6,
    "application-issuer": 4,
    "application-user-unknown": 4,
    "application-broke": 3,
    "application-cannot-reach-provider": 3,
    "application-nonce": 3,
    "application-signature": 3,
    "application-claim": 3,
    "application-state-differs": 1,
}

# A refresh token is replaced at every use by many providers, and programs keep the old one; then it is revoked, or has run out.
_OF_A_REFRESH = {
    "refresh-token-replaced": 5,
    "refresh-token-revoked": 4,
    "refresh-token-expired": 4,
    "refresh-token-lost": 2,
    "client-changed-since": 1,
    "refreshed-token-differs": 1,
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

HOW_OFTEN = {
    **_OF_DISCOVERY,
    **_OF_THE_NETWORK,
    **_OF_A_LINK,
    **_OF_A_PASTE,
    **_OF_A_CODE,
    **_OF_A_CLIENT,
    **_OF_A_FORM,
    **_OF_PROTECTION,
    **_OF_TOKENS,
    **_OF_USERINFO,
    **_OF_AN_APPLICATION,
    **_OF_A_REFRESH,
    **_OF_THE_END,
}
