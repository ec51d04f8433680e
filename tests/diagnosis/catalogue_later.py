"""The rows of the catalogue after the tokens: refresh, introspection, revocation, logout, in the words of those who said them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer import Flow
from tests.diagnosis.catalogue import bare
from tests.diagnosis.small_provider import Answer, answer

DAY = 86_400.0
BYE = "https://app.example/bye"
Then = Callable[[Flow], object]


@dataclass(frozen=True)
class Later:
    """`true` are the causes that nothing tells apart, the first of which has to be first; `path` answers `reply` when `then` is done."""

    name: str
    true: tuple[str, ...]
    path: str
    reply: Answer | None
    then: Then
    before: Then = lambda flow: None
    client: Mapping[str, Any] = field(default_factory=dict)  # what is changed of it after the tokens came
    after: float = 1.0  # seconds
    described: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def _refresh(name: str, true: str, reply: Answer, then: Then = lambda flow: flow.refresh(), **how: Any) -> Later:
    return Later(f"refresh {name}", tuple(true.split()), "/token", reply, then, **how)


def _introspect(name: str, true: str, reply: Answer, **how: Any) -> Later:
    return Later(f"introspection {name}", tuple(true.split()), "/introspect", reply, lambda flow: flow.introspect(), **how)


def _revoke(name: str, true: str, reply: Answer, **how: Any) -> Later:
    return Later(f"revocation {name}", tuple(true.split()), "/revoke", reply, lambda flow: flow.revoke("access_token"), **how)


def _logout(name: str, true: str, page: str, status: int = 400, address: str | None = BYE) -> Later:
    def then(flow: Flow) -> None:
        flow.logout_url(post_logout_redirect_uri=address)
        flow.receive(page, status=status)

    return Later(f"logout {name}", tuple(true.split()), "", None, then)


def said(words: str, error: str = "invalid_grant", status: int = 400) -> Answer:
    """A sentence beside the code."""
    return bare(error, status, words)


NONE_OF_THEM = "refresh-token-revoked refresh-token-expired refresh-token-replaced"
UNBELIEVED = answer({"error": "invalid_client"}, 401, WWW_Authenticate="Basic")
PUBLIC = {"client_secret": None}
REFRESHES = [
    _refresh("after weeks", "refresh-token-expired", bare("invalid_grant"), after=31 * DAY),
    _refresh("after weeks, Auth0", "refresh-token-expired", said("Unknown or invalid refresh token."), after=31 * DAY),
    _refresh("Entra 700082", "refresh-token-expired", said("AADSTS700082: The refresh token has expired due to inactivity.")),
    _refresh("Entra 700084", "refresh-token-expired", said("AADSTS700084: The refresh token was issued to a single page app.")),
    _refresh("Google", "refresh-token-expired refresh-token-revoked", said("Token has been expired or revoked.")),
    _refresh("Keycloak, too old", "refresh-token-expired session-ended", said("Token is not active")),
    _refresh("Keycloak, session", "session-ended", said("Session not active")),
    _refresh("Keycloak, reuse", "refresh-token-replaced", said("Maximum allowed refresh token reuse exceeded")),
    _refresh("Keycloak, stale", "refresh-token-replaced", said("Stale token")),
    _refresh("Auth0, no more", NONE_OF_THEM, said("Unknown or invalid refresh token.")),
    _refresh("Okta", NONE_OF_THEM, said("The refresh token is invalid or expired.")),
    _refresh(
        "Hydra",
        NONE_OF_THEM,
        bare("token_inactive", 401, "Token is inactive because it is malformed, expired or otherwise invalid."),
    ),
    _refresh(
        "used again",
        "refresh-token-replaced",
        bare("invalid_grant"),
        lambda flow: flow.refresh(again=True),
        before=lambda flow: flow.refresh(),
    ),
    _refresh("another client", "refresh-other-client", bare("invalid_grant"), client={"client_id": "app2"}),
    _refresh("another client, in words", "refresh-other-client", said("Invalid refresh token"), client={"client_id": "app2"}),
    _refresh("not allowed", "grant-not-allowed", bare("unauthorized_client")),
    _refresh("not offered", "grant-not-allowed", bare("unsupported_grant_type")),
    _refresh("another secret", "secret-wrong", UNBELIEVED, client={"client_secret": "old"}),
    _refresh("no secret any more", "credential-missing", UNBELIEVED, client=PUBLIC),
    _refresh(
        "the secret has expired since",
        "secret-expired secret-wrong",
        said("The client secret has expired", "invalid_client", 401),
    ),
    _refresh("more scope", "refresh-scope-wider", bare("invalid_scope"), lambda flow: flow.refresh(scope="openid admin")),
    _refresh("consent withdrawn, Entra", "consent-missing", said("AADSTS65001: The user or administrator has not consented.")),
    _refresh("second factor, Entra", "interaction-needed", said("AADSTS50076: you must use multi-factor authentication.")),
    _refresh(
        "Google's policy",
        "interaction-needed",
        bare("invalid_grant", 400, "reauth related error (invalid_rapt)", error_subtype="invalid_rapt"),
    ),
    _refresh("the account was disabled", "user-not-allowed session-ended", said("User account is disabled")),
    _refresh("the provider falls over", "provider-fault", bare("server_error", 500)),
    _refresh("too often", "too-many-requests", answer("", 429)),
    _refresh("no such address", "switched-off", answer("<h1>404 Not Found</h1>", 404)),
]
ENDS = [
    _introspect("no credentials", "client-may-not-ask credential-missing", UNBELIEVED, client=PUBLIC),
    _introspect("another secret", "secret-wrong", UNBELIEVED, client={"client_secret": "old"}),
    _introspect("401 without a word", "secret-wrong", (401, {}, b""), client={"client_secret": "old"}),
    _introspect("wants a bearer token", "introspection-not-allowed", answer({}, 401, WWW_Authenticate='Bearer realm="x"')),
    _introspect("403", "introspection-not-allowed", answer({}, 403)),
    _introspect("Keycloak", "introspection-not-allowed", bare("access_denied", 403, "Client not allowed.")),
    _introspect("a token that has run out", "access-token-expired", answer({"active": False}), after=3_600),
    _introspect("a JWT", "token-kind-unknown-here", bare("unsupported_token_type", 400, "JWT tokens cannot be introspected")),
    _introspect(
        "one that UserInfo takes",
        "introspection-not-allowed token-kind-unknown-here",
        answer({"active": False}),
        before=lambda flow: flow.userinfo(),
    ),
    _introspect(
        "another method",
        "method-not-offered",
        UNBELIEVED,
        client={"token_endpoint_auth_method": "client_secret_post"},
        described={"introspection_endpoint_auth_methods_supported": ["client_secret_basic"]},
    ),
    _revoke("of a kind that is not revoked", "token-not-revocable", bare("unsupported_token_type")),
    _revoke(
        "another client",
        "token-of-another-client",
        bare("invalid_grant", 400, "The token was issued to another client"),
        client={"client_id": "app2"},
    ),
    _revoke("a public client", "client-may-not-ask credential-missing", UNBELIEVED, client=PUBLIC),
    _revoke("503", "provider-fault", answer("", 503)),
    _revoke("another secret", "secret-wrong", UNBELIEVED, client={"client_secret": "old"}),
    _revoke("no such address", "wrong-endpoint", bare("method_not_allowed", 405)),
    _logout("Keycloak", "logout-address-not-registered", "We are sorry... Invalid redirect uri"),
    _logout(
        "Okta",
        "logout-address-not-registered",
        "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings",
    ),
    _logout(
        "Auth0",
        "logout-address-not-registered",
        'The "returnTo" querystring parameter "https://app.example/bye" is not defined as a valid URL in "Allowed Logout URLs"',
    ),
    _logout("Keycloak, no hint", "logout-hint-missing", "We are sorry... Missing parameters: id_token_hint"),
    _logout("a hint of another client", "logout-client-differs", "id_token_hint was issued to another client"),
    _logout("a name of its own", "logout-own-names", "Required parameter 'logout_uri' is missing"),
    _logout("asks first", "logout-page-is-normal", "Do you want to log out?", 200),
    _logout("done, and nobody is sent back", "logout-address-not-registered", "You are logged out", 200),
    _logout("done, as it was asked for", "logout-page-is-normal", "You are logged out", 200, None),
]
