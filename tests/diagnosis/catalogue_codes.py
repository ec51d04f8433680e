"""The exchange by the tables of codes: e those of the endpoint, g the causes of invalid_grant, v the vendors' own codes and sentences."""

from __future__ import annotations

import dataclasses

from tests.diagnosis.answers import PLAIN, UNBELIEVED, grant
from tests.diagnosis.catalogue import JSON_BODY, NO_VERIFIER, OTHER_VERIFIER, PUBLIC, SIGNS, SLASH, bare, row
from tests.diagnosis.small_provider import CALLBACK, answer

E_TOKEN = [
    row("e1 JSON body", "body-not-form", bare("invalid_request"), change=JSON_BODY),
    row("e1 no grant_type", "grant-type-missing", bare("invalid_request"), change={"omit": ["grant_type"]}),
    row("e1 no code", "code-missing", bare("invalid_request"), change={"omit": ["code"]}),
    row(
        "e1 two methods",
        "two-methods",
        bare("invalid_request"),
        change={"extra": [("client_secret", "plain-secret-of-letters")]},
    ),
    row(
        "e1 redirect_uri misspelt",
        "redirect-uri-missing parameter-misspelt",
        bare("invalid_request"),
        change={"omit": ["redirect_uri"], "extra": [("reidrect_uri", CALLBACK)]},
    ),
    row(
        "e1 verifier without a challenge",
        "verifier-unexpected",
        bare("invalid_request"),
        ask={"pkce": None},
        change={"extra": [("code_verifier", "v" * 43)]},
    ),
    row(
        "e1 Dex: redirect_uri",
        "redirect-uri-differs",
        bare("invalid_request", 400, "redirect_uri did not match URI from initial request."),
        change=SLASH,
    ),
    row(
        "e1 Dex: no PKCE",
        "verifier-unexpected",
        bare("invalid_request", 400, "No PKCE flow started. Cannot check code_verifier."),
        ask={"pkce": None},
        change={"extra": [("code_verifier", "v" * 43)]},
    ),
    row("e2 wrong secret", "secret-wrong", UNBELIEVED),
    row(
        "e2 expired secret, Entra",
        "secret-expired",
        bare("invalid_client", 401, "AADSTS7000222: The provided client secret keys for app 'x' are expired."),
    ),
    row(
        "e2 client unknown, Entra",
        "client-unknown",
        bare("unauthorized_client", 400, "AADSTS700016: Application with identifier 'app' was not found in the directory 'x'."),
    ),
    row(
        "e2 client_id missing", "client-id-missing", bare("invalid_client", 401), client=PUBLIC, change={"omit": ["client_id"]}
    ),
    row(
        "e2 Duende: client_id missing",
        "client-id-missing",
        bare("invalid_client", 400),
        client=PUBLIC,
        change={"omit": ["client_id"]},
    ),
    row("e2 Apple: bad JWT for a secret", "secret-wrong", bare("invalid_client", 400)),
    row("e4 Cognito: redirect_uri", "redirect-uri-differs", bare("unauthorized_client"), change=SLASH),
    row(
        "e5 typing error",
        "grant-type-wrong",
        bare("unsupported_grant_type"),
        change={"extra": [("grant_type", "authorization-code")]},
    ),
    row("e5 grant not offered", "grant-not-allowed", bare("unsupported_grant_type")),
    row("e6 scope", "scope-not-here", bare("invalid_scope"), change={"extra": [("scope", "openid api")]}),
    row("e7 resource", "resource-not-asked", bare("invalid_target"), change={"extra": [("resource", "https://api.example")]}),
    row("e8 bad DPoP proof", "dpop-needed", bare("invalid_dpop_proof")),
    row(
        "e11 a code of another flow",
        "grant-type-wrong",
        bare("authorization_pending"),
        change={"extra": [("grant_type", "urn:ietf:params:oauth:grant-type:device_code")]},
    ),
    row(
        "e12 step up",
        "interaction-needed",
        bare(
            "interaction_required", 400, "AADSTS50076: Due to a configuration change you must use multi-factor authentication."
        ),
    ),
    row("e12 step up, RFC 9470", "interaction-needed", bare("insufficient_user_authentication", 401)),
    row("e13 mfa_required", "interaction-needed", bare("mfa_required", 403, "Multifactor authentication required")),
    row("e14 server_error", "provider-fault", bare("server_error", 500)),
    row("e14 unavailable", "provider-fault", bare("temporarily_unavailable", 503)),
    row("e15 404", "wrong-endpoint", answer("<h1>404 Not Found</h1>", 404)),
    row("e15 405", "wrong-endpoint", answer("<h1>Method Not Allowed</h1>", 405)),
    row(
        "e15 a login page of a proxy", "blocked-on-the-way", answer("", 302, Location="https://gate.example/login?rd=%2Ftoken")
    ),
    row(
        "e15 a login page, 200",
        "blocked-on-the-way wrong-endpoint",
        answer("<html><title>Sign in</title><form>User name Password</form></html>"),
    ),
    row("e16 415", "body-not-form", answer("", 415), change=JSON_BODY),
    row("e17 429", "too-many-requests", answer("", 429)),
    row("e17 Yahoo's 999", "too-many-requests", answer("", 999)),
]

E_GRANT = [
    row("g1 used", "code-used-before", grant(), again=True),
    row("g1 used, by somebody else", "code-used-before", grant()),
    row("g2 expired", "code-old", grant(), after=120),
    row("g3 redirect_uri differs", "redirect-uri-differs", grant(), change=SLASH),
    row("g3 redirect_uri missing", "redirect-uri-missing", grant(), change={"omit": ["redirect_uri"]}),
    row("g4 verifier", "verifier-wrong", grant(), change=OTHER_VERIFIER),
    row("g4 plain assumed", "challenge-wrong", grant(), ask={"omit": ["code_challenge_method"]}),
    row("g5 a plus became a blank", "code-white-space", grant(), change={"extra": [("code", "abc def ghi jkl mno")]}),
    row("g5 encoded twice", "code-percent-encoded", grant(), change={"extra": [("code", "abc%2Fdef%3D")]}),
    row("g6 another client", "other-client", grant(), change={"client": dataclasses.replace(PLAIN, client_id="app2")}),
    row(
        "g7 another tenant, Entra",
        "other-provider",
        grant("AADSTS700005: The provided authorization code is intended to use against other tenant, thus rejected."),
    ),
    row("g8 the session has ended", "session-ended", grant("Session not active")),
]

E_VENDORS = [
    row(
        "v assertion, Entra",
        "assertion-key",
        bare("invalid_client", 401, "AADSTS700027: Client assertion contains an invalid signature."),
        client=SIGNS,
    ),
    row("v challenge length, Entra", "challenge-wrong", grant("AADSTS501491: Invalid size of Code_Challenge parameter.")),
    row(
        "v verifier, Entra",
        "verifier-wrong",
        grant("AADSTS501481: The Code_Verifier does not match the code_challenge supplied in the authorization request."),
        change=OTHER_VERIFIER,
    ),
    row(
        "v expired, Entra",
        "code-old code-used-before",
        grant("AADSTS70008: The provided authorization code or refresh token has expired due to inactivity."),
    ),
    row(
        "v scope, Entra",
        "scope-not-here scope-not-allowed",
        bare("invalid_scope", 400, "AADSTS70011: The provided value for the input parameter 'scope' is not valid."),
    ),
    row(
        "v consent, Entra",
        "consent-missing",
        grant("AADSTS65001: The user or administrator has not consented to use the application with ID 'x'."),
    ),
    row(
        "v not multi-tenant, Entra",
        "client-unknown client-disabled",
        bare("unauthorized_client", 400, "AADSTS50194: Application 'x' is not configured as a multi-tenant application."),
    ),
    row(
        "v tenant, Entra",
        "wrong-endpoint",
        bare("invalid_request", 400, "AADSTS90002: Tenant 'x' not found. Check to make sure you have the correct tenant ID."),
    ),
    row(
        "v parameter missing, Entra",
        "body-not-form",
        bare("invalid_request", 400, "AADSTS900144: The request body must contain the following parameter: 'grant_type'."),
        change=JSON_BODY,
    ),
    row(
        "v Okta's format",
        "client-unknown secret-wrong",
        answer(
            {
                "errorCode": "invalid_client",
                "errorSummary": "Invalid value for 'client_id' parameter.",
                "errorLink": "invalid_client",
            },
            401,
        ),
    ),
    row(
        "v Okta, E0000015",
        "user-not-allowed secret-wrong client-disabled",
        answer({"errorCode": "E0000006", "errorSummary": "You do not have permission to perform the requested action"}, 403),
    ),
    row(
        "v Google, rapt",
        "interaction-needed",
        bare("invalid_grant", 400, "reauth related error (invalid_rapt)", error_subtype="invalid_rapt"),
    ),
    row(
        "v Google, malformed",
        "code-percent-encoded",
        grant("Malformed auth code."),
        change={"extra": [("code", "4%2F0AbCdEf")]},
    ),
    row("v Google, bad request", "code-used-before", grant("Bad Request")),
    row("v Keycloak, verifier", "verifier-missing", grant("PKCE code verifier not specified"), change=NO_VERIFIER),
    row("v Keycloak, PKCE", "verifier-wrong", grant("PKCE verification failed: Code mismatch"), change=OTHER_VERIFIER),
    row("v Keycloak, secret", "secret-wrong", bare("unauthorized_client", 401, "Invalid client or Invalid client credentials")),
    row(
        "v FusionAuth, code",
        "code-used-before code-old",
        bare("invalid_request", 400, "Invalid Authorization Code", error_reason="auth_code_not_found"),
    ),
    row(
        "v FusionAuth, verifier",
        "verifier-wrong",
        bare("invalid_grant", 400, "", error_reason="invalid_pkce_code_verifier"),
        change=OTHER_VERIFIER,
    ),
    row(
        "v GitHub, redirect_uri",
        "redirect-uri-differs",
        bare("redirect_uri_mismatch", 200, "The redirect_uri MUST match the registered callback URL for this application."),
        change=SLASH,
    ),
    row("v Slack, code", "code-used-before", answer({"ok": False, "error": "invalid_code"})),
    row("v Hydra, assertion", "provider-fault assertion-clock", bare("error", 500, "The error is unrecognizable")),
    row("v Salesforce, expired", "code-old code-used-before", grant("expired authorization code")),
    row(
        "v Salesforce, client",
        "client-unknown",
        bare("invalid_client_id", 400, "client identifier invalid"),
        change={"client": dataclasses.replace(PLAIN, client_id="app2")},
    ),
    row("v ADFS", "code-used-before", grant("MSIS9612: The authorization code received in 'code' parameter is invalid.")),
    row("v Amazon, used", "code-used-before", grant()),
]
CODES = [*E_TOKEN, *E_GRANT, *E_VENDORS]
