"""The answer of an endpoint that answers in JSON: UserInfo (OIDC Core 5.3.2), introspection (RFC 7662 2.2), revocation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..messages import Response, brief, brief_names
from .jose import Jwt, parse_jwt
from .json_text import NO_OBJECT, JsonProblem, read_answer
from .provider_words import NOTHING, ProviderWords, words_in_answer


@dataclass(frozen=True)
class JsonAnswer:
    """The members of a JSON answer, or the problem with it in words. `signed` is True for a UserInfo response that came as a JWT.

    `said` is what the provider says in its own words where it refuses.
    """

    response: Response
    members: Mapping[str, Any]
    problem: str | None = None
    signed: bool = False
    said: ProviderWords = NOTHING

    def __repr__(self) -> str:
        told = brief(self.problem, 200) if self.problem else brief_names(self.members) or "no members"
        return f"<JsonAnswer {self.response.status}{', signed' if self.signed else ''}: {told}>"

    @property
    def ok(self) -> bool:
        """True for a status below 300 and a body that could be read."""
        return self.response.status < 300 and self.problem is None


def _unread(token: Jwt) -> str | None:
    """Why a JWT cannot be read, None where it can."""
    if "encrypted" in token.problems:
        return "it is encrypted (five parts), and cannot be read without your private key"
    return "this signed answer cannot be read" if token.problems else None


def jwt_of(response: Response) -> Jwt:
    """Return the JWT that a body is, taken apart; what is no JWT has its problem in it."""
    return response.read(_read_jwt)


def _read_jwt(body: bytes) -> Jwt:
    return parse_jwt(body.decode("utf-8", "replace").strip())


def parse_json_answer(response: Response) -> JsonAnswer:
    """Return the members of an answer that should be a JSON object. It never raises.

    A UserInfo response may be a signed JWT (OIDC Core 5.3.2): then the claims are read from it, marked as signed.
    """
    if response.media_type == "application/jwt":
        token = jwt_of(response)
        return JsonAnswer(response, token.claims, _unread(token), signed=True)
    if response.points_to is not None:
        problem = f"it is a redirect to {response.points_to}, which is not followed"
        return JsonAnswer(response, {}, problem, said=_said(response, None))
    told_elsewhere = response.status < 300 or response.header("WWW-Authenticate") is not None  # RFC 7009 2.2; RFC 6750 3
    if told_elsewhere and not response.content().strip():
        return JsonAnswer(response, {}, said=_said(response, None))
    try:
        value = read_answer(response).value
    except JsonProblem as problem:
        return JsonAnswer(response, {}, str(problem), said=_said(response, None))
    if not isinstance(value, dict):
        return JsonAnswer(response, {}, NO_OBJECT, said=_said(response, value))
    return JsonAnswer(response, value, said=_said(response, value))


def _said(response: Response, value: Any) -> ProviderWords:
    """What the provider says, where the answer refuses; claims are no words about a refusal, whatever they are called."""
    said = words_in_answer(response, value)
    refuses = response.status >= 300 or not isinstance(value, dict) or any(name in value for name in _REFUSALS)
    return said if refuses and (said.codes or response.status >= 300 or value is not None) else NOTHING


_REFUSALS = ("error", "errors", "errcode", "errorCode", "error_code", "fault", "errmsg")
