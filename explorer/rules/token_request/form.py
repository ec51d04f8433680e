"""How a token request is sent: where to, in which form, with which names (RFC 6749 3.2 and appendix B)."""

from __future__ import annotations

from functools import cache

from ...reference import parameters, spelling
from ...secret import reveal
from ..registry import RuleSet
from ..rows import rows
from ..shapes import is_plain_http, twice
from .subject import TokenRequestCheck

FORM: RuleSet[TokenRequestCheck] = RuleSet()
row = rows(FORM, spec="RFC 6749 3.2")

_FORM = "application/x-www-form-urlencoded"
_OF_AUTHORIZE = ("state", "nonce", "response_type")


@cache
def _known() -> frozenset[str]:
    """The names of a token request that somebody has defined."""
    return frozenset(entry.name for entry in parameters("token_request")) | set(_OF_AUTHORIZE)


def _content_type(check: TokenRequestCheck) -> str:
    return reveal(check.sent.request.header("Content-Type") or "").partition(";")[0].strip().lower()


row(
    "TOKQ-ENDPOINT-MISMATCH",
    "Does the token request go to the provider's token endpoint?",
    lambda check: check.sent.request.url != check.metadata.token_endpoint and check.sent.request.url.partition("?")[0],
    "Code and credentials go to {}, which the provider did not publish.",
    spec="OIDC Core 3.1.3; RFC 9700 4.4",
    advice="Do not send it: whoever listens there can sign in as the user.",
    when=lambda check: check.metadata.token_endpoint is not None,
    unless="the provider publishes no token endpoint",
    instead=lambda check: check.metadata.token_endpoint,
)
row(
    "TOKQ-HTTP",
    "Does the token request travel over https, or on this machine?",
    lambda check: is_plain_http(check.sent.request.url) and check.sent.request.url.partition("?")[0],
    "Code and credentials would travel over plain http.",
    spec="RFC 6749 3.2; OIDC Core 16.17",
    advice="Use https.",
    expected="https://...",
)
row(
    "TOKQ-METHOD",
    "Is the token request a POST?",
    lambda check: check.sent.request.method != "POST" and check.sent.request.method,
    "The method is {}.",
    spec="RFC 6749 3.2; OIDC Core 3.1.3.1",
    advice="The token endpoint takes POST only.",
    expected="POST",
)
row(
    "TOKQ-CONTENT-TYPE",
    "Is the body of the token request a form?",
    lambda check: _content_type(check) != _FORM and (_content_type(check) or "nothing"),
    "The body is declared as {}.",
    spec="RFC 6749 4.1.3, appendix B; OIDC Core 3.1.3.1",
    advice="Send an ordinary form; with httpx that is data=, not json=.",
    expected=_FORM,
)
row(
    "TOKQ-QUERY-PARAMS",
    "Is the address of the token request free of parameters?",
    lambda check: "?" in check.sent.request.url and check.sent.request.url != check.metadata.token_endpoint,
    "There are parameters in the address, where every log keeps them.",
    spec="RFC 6749 2.3.1, 3.2; RFC 9700 4.3",
    advice="Codes and secrets belong into the body.",
)
row(
    "TOKQ-ACCEPT-MISSING",
    "Does the token request ask for JSON?",
    lambda check: "json" not in reveal(check.sent.request.header("Accept") or ""),
    "There is no Accept: application/json.",
    spec="RFC 6749 5.1",
    severity="info",
    advice="Add it: GitHub answers with a form otherwise.",
)
row(
    "TOKQ-HEADER-NAME",
    "Are the names of the headers written with hyphens?",
    lambda check: [name for name, _ in check.sent.request.headers if "_" in name],
    "With an underscore: {}.",
    spec="RFC 9110 5.1, 16.3.1",
    severity="warning",
    advice="Many proxies drop such a header: write Content-Type, not Content_Type.",
)

# Names

row(
    "TOKQ-DUPLICATE-PARAM",
    "Is each parameter in the token request once?",
    lambda check: [name for name in twice(check.names) if name != "resource"],
    "More than once: {}.",
    advice="Servers must refuse it, or take either copy.",
)
row(
    "TOKQ-MISSPELT-PARAM",
    "Is every name in the token request spelled as the standards spell it?",
    lambda check: [
        f"{name} (meant: {near})"
        for name in check.names
        if name not in _known() and (near := spelling(name, _known())) is not None
    ],
    "Names that nobody knows, and the ones that were probably meant: {}.",
    severity="warning",
    advice="An unknown name is ignored, so its value never arrives: correct it.",
)
row(
    "TOKQ-UNKNOWN-PARAM",
    "Is every name in the token request a known one?",
    lambda check: [name for name in check.names if name not in _known() and spelling(name, _known()) is None],
    "In no standard: {}.",
    severity="info",
    advice="It is ignored unless your provider defines it.",
)
row(
    "TOKQ-EMPTY-PARAM",
    "Has every parameter of the token request a value?",
    lambda check: [name for name, value in check.params if not value and name != "client_secret"],
    "Empty: {}.",
    severity="info",
    advice="An empty value counts as not sent.",
)
row(
    "TOKQ-STATE-PRESENT",
    "Is the token request free of what belongs into the authorize request?",
    lambda check: [name for name in _OF_AUTHORIZE if name in check.names],
    "It has no meaning here: {}.",
    spec="RFC 6749 3.2, 4.1.3",
    severity="info",
    advice="Leave it out.",
)
row(
    "TOKQ-SCOPE-PRESENT",
    "Is the scope left where it was fixed, in the authorize request?",
    lambda check: "scope" in check.names,
    "There is a scope, which has no meaning in the exchange of a code.",
    spec="RFC 6749 4.1.3",
    severity="info",
    advice="Leave it out, unless your provider reads it (Microsoft does).",
)
