"""Is what is no success at the token endpoint at least an error as the standards have it? (RFC 6749 5.2, OIDC Core 3.1.3.4)"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..protocol.json_text import JsonProblem, read_answer
from ..protocol.tokens import TokenErrorResponse
from ..reference import error_code
from .registry import RuleSet
from .report import Report
from .rows import rows
from .shapes import ERROR_TEXT, ERROR_URI

_VENDOR = ("errorCode", "errorSummary", "error_codes", "error_reason", "messageId", "schemas", "correlation_id", "trace_id")
_FITTING = ((401, "invalid_client"), (503, "temporarily_unavailable"), (500, "server_error"))
_SLOW_DOWN = (429, 503, 999)  # the last one is Yahoo's
_ABOUT_REDIRECT = ("redirect_uri", "redirect uri", "redirection uri", "redirect url")


@dataclass(frozen=True)
class TokenErrorCheck:
    """An answer of the token endpoint that brought no tokens; `with_header` tells whether the client used a header."""

    answer: TokenErrorResponse
    with_header: bool

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.answer.status

    @cached_property
    def looks_like(self) -> str:
        """What the body looks like where it is no JSON; empty where it is."""
        try:
            read_answer(self.answer.response)
        except JsonProblem as problem:
            return str(problem)
        return ""


TOKEN_ERROR: RuleSet[TokenErrorCheck] = RuleSet()
row = rows(TOKEN_ERROR, spec="RFC 6749 5.2")
of_error = row.given(lambda check: check.answer.error is not None, unless="the answer has no error code")
of_success = rows(TOKEN_ERROR, spec="RFC 6749 5.1", when=lambda check: check.status == 200, unless="the status is not 200")

# What was meant to be a success

of_success(
    "TOKR-ERROR-IN-200",
    "If the status is 200, is it no error?",
    lambda check: check.answer.error or (check.answer.members.get("ok") is False and "ok is false"),
    "The status says success and the body says: {}.",
    spec="RFC 6749 5.2",
    advice="Look at the body first with this provider; GitHub and Slack do so too.",
)
of_success(
    "TOKR-NOT-JSON",
    "If the status is 200, is the body JSON?",
    lambda check: check.looks_like,
    "The status says success, and the body is no JSON: {}.",
    spec="RFC 8259 2; RFC 6749 5.1",
    advice="Look at the answer in the exchange; is the token endpoint's address right?",
    expected="a JSON object",
)
of_success(
    "TOKR-FORM-ENCODED",
    "If the status is 200, is the body something else than a form?",
    lambda check: "form-encoded" in check.looks_like,
    "The body is form-encoded, not JSON.",
    advice="GitHub answers so unless it is asked with Accept: application/json.",
)
row(
    "TOKR-HTML",
    "Is the answer of the token endpoint data, and no web page?",
    lambda check: "HTML" in check.looks_like,
    "A web page came: a sign-in page, a proxy's page, or an error page.",
    advice="Check the address of the token endpoint, and whether a proxy stands between.",
)
of_success(
    "TOKR-NOT-OBJECT",
    "If the status is 200, is the JSON an object?",
    lambda check: (check.answer.problem or "").startswith("Expected a JSON object"),
    "The JSON is a list or a single value.",
    advice="Tell the provider.",
    expected="a JSON object",
)

# What is a refusal


def _no_error(check: TokenErrorCheck) -> str | None:
    """What stands in the place of the standard member `error`."""
    if isinstance(check.answer.members.get("error"), str):
        return None
    if check.answer.error is not None:
        return f"the code {check.answer.error} stands in a place of the vendor's own, where other clients do not look for it"
    if check.answer.said.text:
        return "the provider says what it has to say in a format of its own"
    return "this is no OAuth answer, but one of a proxy, of a firewall, or in a format of the vendor's own"


row(
    "TOKE-ERROR-MISSING",
    "If no tokens came, is there an error code?",
    _no_error,
    "There are no tokens, and no error: {}.",
    advice="Read the body in the exchange; is the token endpoint's address right?",
    expected="error",
    when=lambda check: check.status >= 400 or check.answer.members,
    unless="the status is below 400, and the body holds no JSON object with members",
)
of_error(
    "TOKE-ERROR-UNKNOWN",
    "Is the error code a known one?",
    lambda check: not error_code(check.answer.error or "") and check.answer.error,
    "The error code {} is in no standard and in no list of ours.",
    spec="RFC 6749 5.2, 11.4",
    severity="warning",
    advice="Look it up in the provider's documentation.",
)


def _forbidden(check: TokenErrorCheck) -> list[str]:
    grammars = {"error": ERROR_TEXT, "error_description": ERROR_TEXT, "error_uri": ERROR_URI}
    values: dict[str, Any] = {name: check.answer.members.get(name, "") for name in grammars}
    return [name for name, value in values.items() if not isinstance(value, str) or not grammars[name].fullmatch(value)]


of_error(
    "TOKE-ERROR-CHARS",
    "Is the error written in the characters that are allowed?",
    _forbidden,
    "Quotes, backslashes, line breaks or letters with accents stand in: {}.",
    spec="RFC 6749 5.2, A.7 to A.9",
    advice="Show the text only escaped; tell the provider.",
)
of_error(
    "TOKE-STATUS",
    "Does the status fit the error?",
    lambda check: check.status != 400 and (check.status, check.answer.error) not in _FITTING and check.status,
    "The status is {}, and an error of this kind has 400.",
    severity="warning",
    advice="Go by the error code.",
    expected="400, or 401 for invalid_client",
    when=lambda check: check.status != 200,
    unless="the status is 200: TOKR-ERROR-IN-200 judges that",
)
row.given(lambda check: check.status == 401, unless="the status is not 401")(
    "TOKE-401-NO-CHALLENGE",
    "If it wants other credentials in the header, does it say which?",
    lambda check: check.answer.response.header("WWW-Authenticate") is None,
    "A 401 came without WWW-Authenticate.",
    spec="RFC 6749 5.2; RFC 9110 15.5.2",
    advice="Tell the provider; compare token_endpoint_auth_method with what is registered.",
    when=lambda check: check.with_header,
    unless="no Authorization header was sent",
)
row(
    "TOKE-CONTENT-TYPE",
    "Is the refusal declared as JSON?",
    lambda check: check.answer.response.media_type != "application/json" and (check.answer.response.media_type or "nothing"),
    "The refusal is declared as {}.",
    spec="RFC 6749 5.2; OIDC Core 3.1.3.4",
    advice="Clients that look at the media type will not read the error: tell the provider.",
    expected="application/json",
    when=lambda check: check.status >= 400,
    unless="the status is below 400, which is not that of a refusal",
)
row(
    "TOKE-VENDOR-SHAPE",
    "Has the refusal the standard members only?",
    lambda check: [name for name in _VENDOR if name in check.answer.members],
    "It has members of the vendor's own: {}.",
    severity="info",
    advice="The number among them is what the provider's support asks for.",
)


def _about_redirect(check: TokenErrorCheck) -> str | None:
    text = f"{check.answer.error} {check.answer.error_description}".lower()
    other = check.answer.error in ("invalid_request", "unauthorized_client", "redirect_uri_mismatch")
    return check.answer.error if other and any(word in text for word in _ABOUT_REDIRECT) else None


row(
    "TOKE-REDIRECT-MISMATCH-OTHER-CODE",
    "If the redirect_uri is the cause, is the error invalid_grant?",
    _about_redirect,
    "The cause is the redirect_uri, and the provider calls it {} where the standard says invalid_grant.",
    severity="info",
    advice="Compare the redirect_uri of both requests with the registered one, letter by letter.",
)
row(
    "TOKE-429",
    "May the next request come at once?",
    lambda check: check.status in _SLOW_DOWN and check.status,
    "The provider slows you down (status {}).",
    spec="RFC 6585 4; RFC 9110 10.2.3",
    severity="info",
    advice="Wait, for as long as the answer says where it does (Retry-After, or its counter of requests).",
)
row(
    "TOKE-5XX",
    "Did the provider work?",
    lambda check: check.status >= 500 and check.status not in _SLOW_DOWN and check.status,
    "The provider failed (status {}).",
    spec="RFC 9110 15.6",
    severity="info",
    advice="Try again later with a fresh code: this one may have been used up.",
)


def check_token_error(answer: TokenErrorResponse, *, with_header: bool) -> Report:
    """Tell whether an answer without tokens is an error as it should be; `with_header` that the client proved itself in a header."""
    return TOKEN_ERROR.run(TokenErrorCheck(answer, with_header))
