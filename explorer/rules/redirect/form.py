"""Has the answer the form that the standards give it? (RFC 6749 4.1.2 and appendix A, OIDC Core 3.1.2.5 and 3.1.2.6)"""

from __future__ import annotations

from ...reference import error_code
from ...secret import reveal
from ..registry import RuleSet
from ..rows import as_found, rows
from ..shapes import CODE_LENGTH, ERROR_TEXT, ERROR_URI, PRINTABLE, is_issuer, is_plain_http
from .difference import difference
from .subject import RedirectCheck

_SILENT_ERRORS = ("login_required", "interaction_required", "consent_required", "account_selection_required")

FORM: RuleSet[RedirectCheck] = RuleSet()
row = rows(FORM)
of_code = row.given(lambda check: check.code, unless="the answer has no code")
of_error = row.given(lambda check: check.response.error is not None, unless="the answer is no error")
of_iss = row.given(lambda check: check.response.iss is not None, unless="the answer has no iss")


def _sent_state(check: RedirectCheck) -> bool:
    return check.request.state is not None


def _alterations(check: RedirectCheck) -> list[str]:
    """How the state that came differs, where what was sent can still be recognised in it."""
    how = difference(check.request.state, check.response.state)
    return [how] if how else []


def _is_recognised(check: RedirectCheck) -> bool:
    return check.response.state == check.request.state or bool(_alterations(check))


of_returned_state = row.given(_sent_state, unless="no state was sent").given(
    lambda check: check.response.state is not None, unless="no state came back"
)
of_returned_state(
    "AUTHR-STATE-ALTERED",
    "Did the state come back letter for letter?",
    _alterations,
    "The state is the one that was sent, changed on the way: {}.",
    spec="RFC 6749 4.1.2, appendix B",
    severity="warning",
    advice="Find out who changes it, the provider or a proxy; a state of letters, digits, - and _ alone comes through most of them.",
    when=_is_recognised,
    unless="the state that came back is another one altogether: AUTHR-STATE-MISMATCH compares them",
)
row(
    "AUTHR-EMPTY",
    "Is there a code, or an error?",
    lambda check: all(check.response.get(name) is None for name in ("code", "error", "response")),
    "The answer has neither code nor error.",
    spec="OIDC Core 3.1.2.5, 3.1.2.6",
    advice="Look whether response_type asked for something else than code.",
)
of_code(
    "AUTHR-CODE-SEEN",
    "Is the code a new one?",
    lambda check: check.sent_before,
    "This code was sent to the token endpoint before, and a code works once.",
    spec="RFC 6749 4.1.2, 10.5; RFC 9700 4.5",
    advice="The page was loaded again, or an old address was pasted: open a fresh link.",
)
of_code(
    "AUTHR-CODE-CHARS",
    "Is the code written in printable ASCII?",
    lambda check: not PRINTABLE.fullmatch(check.code),
    "The code holds characters that no code may have.",
    spec="RFC 6749 A.11",
    advice="Copy the address again; if it stays so, tell the provider.",
    expected="printable ASCII",
)
of_code(
    "AUTHR-CODE-SPACE",
    "Is the code free of spaces?",
    lambda check: " " in check.code,
    "The code has a space in it: a + was probably sent without being encoded.",
    spec="RFC 6749 4.1.2, appendix B",
    severity="warning",
    advice="If the exchange fails, put the + back and try a fresh code: receive(..., as_is=True) with the code alone.",
)
of_code(
    "AUTHR-CODE-SHORT",
    "Is the code too long to be guessed?",
    lambda check: len(check.code) < CODE_LENGTH and len(check.code),
    "The code has {} characters, which cannot hold the 128 random bits that are expected.",
    spec="RFC 6749 10.10",
    severity="warning",
    advice="Look whether the whole code was copied; if so, ask the provider how its codes are made.",
    expected=f"{CODE_LENGTH} characters or more",
)
row(
    "AUTHR-TOKEN-UNEXPECTED",
    "Does it bring only what was asked for?",
    lambda check: [
        name
        for name, word in (("access_token", "token"), ("id_token", "id_token"))
        if check.response.get(name) is not None and word not in (check.request.get("response_type") or "").split()
    ],
    "It brings what response_type did not ask for: {}.",
    spec="OIDC Core 3.1.2.5; RFC 9700 2.1.2",
    severity="warning",
    advice="Ignore these, and take tokens from the token endpoint only.",
)
of_iss(
    "AUTHR-ISS-UNADVERTISED",
    "If it names the provider, was that announced?",
    lambda check: not check.promises_iss and as_found(check.response.iss),
    "The answer has iss, and the metadata does not announce it.",
    spec="RFC 9207 2.4",
    severity="warning",
    advice="It is usually harmless, and compared all the same.",
    when=lambda check: check.promises_iss is not None,
    unless="there is no discovery document",
)
of_iss(
    "AUTHR-ISS-FORMAT",
    "Is iss an https address, or one of this machine?",
    lambda check: not is_issuer(check.response.iss) and as_found(check.response.iss),
    "iss is no https address without query and fragment.",
    spec="RFC 9207 2; RFC 8414 2",
    advice="Do not send the code: find out who answers.",
    expected="https://...",
)
of_error(
    "AUTHR-ERROR-UNKNOWN",
    "If the provider refuses, is its error code a known one?",
    lambda check: not error_code(check.response.error or "") and as_found(check.response.error),
    "The error code {} is in no standard and in no list of ours.",
    spec="RFC 6749 4.1.2.1, 11.4; OIDC Core 3.1.2.6",
    severity="warning",
    advice="Read error_description, and the provider's documentation.",
)


def _forbidden_characters(check: RedirectCheck) -> list[str]:
    grammars = {"error": ERROR_TEXT, "error_description": ERROR_TEXT, "error_uri": ERROR_URI}
    return [name for name, grammar in grammars.items() if not grammar.fullmatch(reveal(check.response.get(name) or ""))]


of_error(
    "AUTHR-ERROR-CHARS",
    "Is the error written in the characters that are allowed?",
    _forbidden_characters,
    "Quotes, backslashes, line breaks or letters with accents stand in: {}.",
    spec="RFC 6749 4.1.2.1, A.7 to A.9",
    advice="Show the text only escaped; tell the provider.",
)
of_error(
    "AUTHR-ERROR-STATE-MISSING",
    "Does the refusal carry the state?",
    lambda check: check.response.state is None,
    "The refusal came without the state that was sent, so nobody can say whose it is.",
    spec="RFC 6749 4.1.2.1; OIDC Core 3.1.2.6",
    advice="Take it as a hint, not as the answer.",
    when=_sent_state,
    unless="no state was sent",
)
of_error(
    "AUTHR-PROMPT-NONE-ERROR",
    "If no page was allowed, is the refusal one of the four that say so?",
    lambda check: check.response.error not in _SILENT_ERRORS and as_found(check.response.error),
    "prompt=none was answered with {}.",
    spec="OIDC Core 3.1.2.6",
    severity="info",
    advice="login_required, interaction_required, consent_required and account_selection_required are the usual ones.",
    when=lambda check: check.asked_silently,
    unless="prompt=none was not sent",
)
row(
    "AUTHR-LOGIN-REQUIRED",
    "If no page was allowed, was somebody signed in?",
    lambda check: check.response.error == "login_required",
    "Nobody is signed in at the provider: with prompt=none this is the normal answer.",
    spec="OIDC Core 3.1.2.6",
    severity="info",
    advice="Ask again without prompt=none.",
    when=lambda check: check.asked_silently,
    unless="prompt=none was not sent",
)
row(
    "AUTHR-FORM-POST-METHOD",
    "Did the answer come as a form, if that was asked for?",
    lambda check: check.response.kind in ("url", "fragment") and bool(check.response.code or check.response.error),
    "form_post was asked for, and the answer stands in the address.",
    spec="Form Post Response Mode 2",
    advice="The provider does not know response_mode=form_post: ask without it.",
    when=lambda check: check.request.get("response_mode") == "form_post",
    unless="form_post was not asked for",
)
row(
    "AUTHR-CALLBACK-HTTP",
    "Was the answer encrypted on its way, or did it stay on this machine?",
    lambda check: is_plain_http(check.response.address) and check.response.address,
    "The code travelled over plain http.",
    spec="RFC 9700 2.6",
    advice="Register an https redirect_uri; http is for this machine only (127.0.0.1).",
    when=lambda check: check.response.address,
    unless="the whole address is not at hand",
)
