"""Step 3, the token request and the token response (OIDC Core 3.1.3, RFC 6749 4.1.3, 5.1 and 5.2, RFC 7636 4.5)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..messages import Headers, Params, Request, Response, brief, brief_names, require_headers, require_names, require_pairs
from ..secret import Secret, Text
from .authentication import basic_authorization
from .client import Client, credentials
from .credentials import NO_TEXT, redact_credentials
from .json_text import NO_OBJECT, JsonProblem, JsonText, read_answer
from .metadata import ProviderMetadata
from .provider_words import NOTHING, ProviderWords, words_in_answer

TOKENS = ("access_token", "id_token", "refresh_token")


@dataclass(frozen=True)
class TokenRequest:
    """A request to the token endpoint that can be looked at, and altered, before it is sent.

    `altered` lists in words what was changed on purpose; empty for a request as the standards have it.
    """

    request: Request
    client: Client
    altered: tuple[str, ...] = ()

    def __repr__(self) -> str:
        altered = f"; altered: {brief_names(self.altered)}" if self.altered else ""
        sent = brief_names(name for name, _ in self.params)
        return f"<TokenRequest {self.request.address}: {sent}; {self.client.token_endpoint_auth_method}{altered}>"

    @property
    def params(self) -> Params:
        """The form parameters in order."""
        return self.request.form or ()

    def get(self, name: str) -> Text | None:
        """Return the first form parameter of that name, or None where it is not sent."""
        return self.request.parameter(name)

    def http(self) -> str:
        """Return the request as raw HTTP text, secrets redacted."""
        return self.request.http()

    def curl(self, shell: str = "bash") -> str:
        """Return a curl command that sends the same bytes; secrets are variables of the shell: "bash", "powershell" or "cmd"."""
        return self.request.curl(shell)

    def python(self) -> str:
        """Return a few lines of httpx that send the same request; secrets come from the environment."""
        return self.request.python()

    @property
    def basic_encodings(self) -> dict[str, Secret]:
        """Both ways to write the Basic header, "form" (RFC 6749 2.3.1) and "raw"; empty without a client secret."""
        if self.client.client_secret is None:
            return {}
        pair = (self.client.client_id, self.client.client_secret)
        return {"form": basic_authorization(*pair, "form"), "raw": basic_authorization(*pair, "raw")}


def build_token_request(
    metadata: ProviderMetadata,
    client: Client,
    params: Params,
    *,
    endpoint: str = "token_endpoint",
    client_assertion: Secret | None = None,
    extra: Params = (),
    headers: Headers = (),
    omit: Iterable[str] = (),
) -> TokenRequest:
    """Return a form POST to an endpoint that authenticates the client (token, introspection, revocation).

    `params` are the parameters of the grant; the client's credentials are added behind them. `extra` adds parameters
    at the end, and replaces those of the same name, as `headers` does with headers; `omit` leaves parameters out by name,
    "authorization" the header.
    """
    proof = credentials(client, client_assertion)
    left_out, extra, headers = set(require_names(omit, "omit")), require_pairs(extra), require_headers(headers)
    without = left_out | {name for name, _ in extra}
    form = (*(pair for pair in (*params, *proof.params) if pair[0] not in without), *extra)
    without = {"authorization"} & left_out | {name.lower() for name, _ in headers}
    shown = (*(pair for pair in proof.headers if pair[0].lower() not in without), *headers)
    altered = [f"{name} was left out" for name in sorted(left_out)]
    altered += [f"{name} was added or changed" for name, _ in extra]
    altered += [f"the header {name} was added or changed" for name, _ in headers]
    return TokenRequest(Request.post(metadata.endpoint(endpoint), form, headers=shown), client, tuple(altered))


def code_grant(code: Secret, redirect_uri: str | None, code_verifier: Secret | None) -> Params:
    """Return the parameters that exchange a code (RFC 6749 4.1.3, RFC 7636 4.5).

    `redirect_uri` is sent whenever the authorize request had one; provider manuals leave it out, and the standard does not.
    """
    pairs: list[tuple[str, Text | None]] = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect_uri),
        ("code_verifier", code_verifier),
    ]
    return tuple((name, value) for name, value in pairs if value is not None)


def refresh_grant(refresh_token: Secret, scope: str | None = None) -> Params:
    """Return the parameters that ask for new tokens without a new sign-in (RFC 6749 6, OIDC Core 12.1)."""
    pairs: list[tuple[str, Text | None]] = [("grant_type", "refresh_token"), ("refresh_token", refresh_token), ("scope", scope)]
    return tuple((name, value) for name, value in pairs if value is not None)


@dataclass(frozen=True)
class TokenResponse:
    """The tokens. `members` is the whole JSON object with the tokens as secrets; `json` notes what a strict reader objects to.

    The value of `json` is left out: it would hold the tokens a second time, as plain text.
    """

    response: Response
    members: Mapping[str, Any]
    json: JsonText

    def __repr__(self) -> str:
        tokens = brief_names(name for name in TOKENS if name in self.members)
        return f"<TokenResponse: {tokens}; expires_in {brief(self.expires_in)}>"

    def _token(self, name: str) -> Secret | None:
        return _token(self.members, name)

    @property
    def access_token(self) -> Secret | None:
        """The key to UserInfo and to APIs, or None."""
        return self._token("access_token")

    @property
    def id_token(self) -> Secret | None:
        """The signed statement about the sign-in, or None."""
        return self._token("id_token")

    @property
    def refresh_token(self) -> Secret | None:
        """The key to new tokens, or None."""
        return self._token("refresh_token")

    @property
    def token_type(self) -> Any:
        """How the access token is used, normally Bearer (RFC 6749 7.1)."""
        return self.members.get("token_type")

    @property
    def expires_in(self) -> Any:
        """Lifetime of the access token in seconds, as it came: some providers send text (RFC 6749 5.1)."""
        return self.members.get("expires_in")

    @property
    def scope(self) -> str | None:
        """What was granted; None when the provider says nothing, which means: as requested (RFC 6749 5.1)."""
        value = self.members.get("scope")
        return value if isinstance(value, str) else None


@dataclass(frozen=True)
class TokenErrorResponse:
    """A refusal, or an answer that is none. Nothing was lost; it is a value that explains itself.

    `error` is the provider's code (RFC 6749 5.2), also where a vendor puts it elsewhere; None where there is none, and then
    `problem` says what came. `said` is all that the provider says in its own words.
    """

    response: Response
    members: Mapping[str, Any]
    error: str | None
    problem: str | None = None
    said: ProviderWords = NOTHING

    def __repr__(self) -> str:
        words = f": {brief(self.error_description, 200)}" if self.error_description else ""
        return f"<TokenErrorResponse {self.status}: {brief(self.error or self.problem, 200)}{words}>"

    @property
    def status(self) -> int:
        """The HTTP status; some providers refuse with 200."""
        return self.response.status

    @property
    def error_description(self) -> str | None:
        """The provider's own sentence, wherever it stood; hostile until escaped."""
        return self.said.text

    @property
    def correlation_id(self) -> str | None:
        """The number that the provider's support asks for, such as Oracle's ECID or Entra's trace_id."""
        return self.said.number


def parse_token_response(response: Response) -> TokenResponse | TokenErrorResponse:
    """Return the tokens, or the refusal, in an answer of the token endpoint. It never raises: odd answers are refusals too."""
    try:
        text = read_answer(response)
    except JsonProblem as problem:
        said = words_in_answer(response, None)
        problem_told = _redirected(response) or f"Expected JSON; {problem}."
        return TokenErrorResponse(response, {}, said.code, problem_told, said)
    if not isinstance(text.value, dict):
        said = words_in_answer(response, text.value)
        problem_told = f"Expected a JSON object; {NO_OBJECT}."
        return TokenErrorResponse(response, {}, said.code, problem_told, said)
    members = redact_credentials(text.value)
    tokens = [name for name in TOKENS[:2] if _token(members, name) is not None]
    if tokens and response.status < 400 and not _error(members):
        return TokenResponse(response, members, dataclasses.replace(text, value=None))
    return _refused(response, members, tokens)


def _error(members: Mapping[str, Any]) -> str | None:
    error = members.get("error")
    return error if isinstance(error, str) and error else None


def _refused(response: Response, members: Mapping[str, Any], tokens: list[str]) -> TokenErrorResponse:
    nested = None if tokens else _where_tokens_are(members)
    said = NOTHING if nested else words_in_answer(response, members)
    error = _error(members) or (None if tokens else said.code)
    if error:
        return TokenErrorResponse(response, members, error, None, said)
    problem = nested or _redirected(response) or _no_tokens(members, tokens, response.status)
    return TokenErrorResponse(response, members, None, problem, said)


def _where_tokens_are(members: Mapping[str, Any]) -> str | None:
    """Say in which member the tokens stand, where they do not stand in the answer itself."""
    for name, value in members.items():
        inner = next(iter(value), None) if isinstance(value, list) else value
        found = [token for token in TOKENS[:2] if isinstance(inner, Mapping) and _token(inner, token) is not None]
        if found:
            return (
                f"The tokens stand in {brief(name)}, {'a list' if isinstance(value, list) else 'an object'} within the answer, "
                f"and not in the answer itself: {' and '.join(found)} (RFC 6749 5.1). They were not taken."
            )
    return None


def _redirected(response: Response) -> str | None:
    if response.points_to is None:
        return None
    return (
        f"The token endpoint redirects to {response.points_to}, and credentials are never sent on there. Is its address right: "
        "https or http, the host, a / at the end?"
    )


def _token(members: Mapping[str, Any], name: str) -> Secret | None:
    value = members.get(name)
    return value if isinstance(value, Secret) and value.label == name else None


def _no_tokens(members: Mapping[str, Any], tokens: list[str], status: int) -> str:
    """Say why an answer without an error code is not taken for tokens."""
    if tokens:
        return f"Tokens came with the status {status}, which says that the request failed."
    odd = [name for name in ("error", *TOKENS[:2]) if members.get(name) is not None]
    if odd:
        return f"Expected {odd[0]} to be a text that is not empty; this JSON has something else there."
    return "Expected access_token or error in this JSON; it has neither."


def redact_tokens(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of any answer with every token made a `Secret`, also one that is not the text it should be.

    Where tokens are given, `redact_credentials` does more.
    """
    return {name: _redacted(name, value) if name in TOKENS else value for name, value in members.items()}


def _redacted(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return Secret(value, name) if value else value
    return value if value is None else Secret(json.dumps(value), name + NO_TEXT)


def json_of(response: Response) -> JsonText | None:
    """Return the JSON in the body of an answer; None where there is none."""
    try:
        return read_answer(response)
    except JsonProblem:
        return None
