"""After the tokens: UserInfo, introspection, revocation and logout (OIDC Core 5.3, RFC 7662, RFC 7009, RP-Initiated Logout 1.0)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..messages import Params, Request, Response, with_query
from ..secret import Secret
from .jose import parse_jwt
from .json_text import JsonProblem, parse_json
from .metadata import ProviderMetadata


def build_userinfo_request(metadata: ProviderMetadata, access_token: Secret) -> Request:
    """Return the GET that shows the access token in its header, the only place for it (OIDC Core 5.3.1, RFC 6750 2.1)."""
    authorization = Secret(f"Bearer {access_token.reveal()}", "bearer_authorization")
    headers = (("Accept", "application/json, application/jwt"), ("Authorization", authorization))
    return Request.get(metadata.endpoint("userinfo_endpoint"), headers=headers)


def token_hint(token: Secret, token_type_hint: str) -> Params:
    """Return the parameters of introspection and revocation: the token and what kind it is (RFC 7662 2.1, RFC 7009 2.1)."""
    return (("token", token), ("token_type_hint", token_type_hint))


@dataclass(frozen=True)
class JsonAnswer:
    """The members of a JSON answer, or the problem with it in words. `signed` is True for a UserInfo response that came as a JWT."""

    response: Response
    members: Mapping[str, Any]
    problem: str | None = None
    signed: bool = False

    @property
    def ok(self) -> bool:
        """True for a status below 300 and a body that could be read."""
        return self.response.status < 300 and self.problem is None


def parse_json_answer(response: Response) -> JsonAnswer:
    """Return the members of an answer that should be a JSON object. It never raises.

    A UserInfo response may be a signed JWT (OIDC Core 5.3.2): then the claims are read from it, marked as signed.
    """
    if response.media_type == "application/jwt":
        token = parse_jwt(response.text().strip())
        return JsonAnswer(
            response, token.claims, None if not token.problems else "this signed answer cannot be read", signed=True
        )
    if response.status < 300 and not response.body.strip():
        return JsonAnswer(response, {})
    try:
        value = parse_json(response.body)
    except JsonProblem as problem:
        return JsonAnswer(response, {}, str(problem))
    if not isinstance(value, dict):
        return JsonAnswer(response, {}, "this JSON is not an object")
    return JsonAnswer(response, value)


def build_logout_url(
    metadata: ProviderMetadata,
    *,
    id_token_hint: Secret | None,
    client_id: str,
    post_logout_redirect_uri: str | None = None,
    state: str | None = None,
) -> Secret:
    """Return the link that signs the user out at the provider (RP-Initiated Logout 1.0, section 2).

    It is a `Secret`, since the ID token that says whose session ends is part of it.
    """
    pairs = [
        ("id_token_hint", id_token_hint.reveal() if id_token_hint else None),
        ("client_id", client_id),
        ("post_logout_redirect_uri", post_logout_redirect_uri),
        ("state", state),
    ]
    sent = [(name, value) for name, value in pairs if value is not None]
    return Secret(with_query(metadata.endpoint("end_session_endpoint"), sent), "logout_url")
