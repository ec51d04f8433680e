"""The authorize request, and what the provider makes of it: an error in the redirect, or a page without a way back."""

from __future__ import annotations

from ..case import Case
from ..cause import AUTHORIZE, Signs, cause, known
from ..signs import AGAINST, HINT, LITTLE, OFTEN, SAYS, SOMETIMES, STATED, Sign, contrary, hint, slip
from .address import is_encoded_twice

REQUEST = {"invalid_request": OFTEN}


FRESH = "In step 2, change it and open the new link."


def optional(case: Case, *names: str) -> Signs:
    """Yield that these parameters were sent, without which a sign-in works: whatever is refused, they come first. Or that none was."""
    sent = [name for name in names if case.asked(name) is not None]
    if sent:
        yield hint(f"{' and '.join(sent)} was sent, and a sign-in works without it.")
        yield from case.repeated(*sent)
    elif case.params and any(name in text.lower() for name in _SPOKEN_OF.intersection(names) for text in case.words.texts):
        yield hint(f"No {' and no '.join(names)} was sent, and the provider's words speak of it.")
    elif case.params:
        yield contrary(f"No {' and no '.join(names)} was sent.")


_SPOKEN_OF = {"max_age", "id_token_hint", "login_hint", "acr_values", "response_mode"}  # which no sentence has by chance


@cause(
    "response-type-wrong",
    legs=AUTHORIZE,
    topic="response_type",
    usual={"unsupported_response_type": STATED, "unauthorized_client": OFTEN, "invalid_request": SOMETIMES},
    spec="RFC 6749 3.1.1, 4.1.2.1",
    advice="Use response_type=code; another flow has to be switched on for the client.",
    in_panel=FRESH,
    rules=("AUTHZ-RESPONSE-TYPE-MISSING", "AUTHZ-RESPONSE-TYPE-UNKNOWN"),
    experiment="unaltered-link",
)
def response_type(case: Case) -> Signs:
    """The response_type is missing, misspelt, or not allowed for this client."""
    asked = case.asked("response_type")
    is_code = case.code == "unsupported_response_type"
    if asked == "code" and (is_code or not any(case.named("response-type-wrong"))):
        yield Sign(
            -LITTLE if is_code else AGAINST,
            "It is code, which every provider of this flow knows; whether this client may use it, only the provider knows.",
        )
    elif asked and asked != "code":
        yield slip(f"{asked!r} was asked for, which is not the plain code flow.")


@cause(
    "response-mode-wrong",
    legs=AUTHORIZE,
    topic="response_mode",
    usual={"invalid_request": SOMETIMES, "unsupported_response_mode": STATED},
    spec="Multiple Response Types 2.1; OIDC Core 3.1.2.6",
    advice="Leave response_mode out, or send the one that the words demand.",
    in_panel=FRESH,
    rules=("AUTHZ-RESPONSE-MODE-UNSUPPORTED", "AUTHZ-RESPONSE-MODE-QUERY-TOKEN"),
    experiment="unaltered-link",
)
def response_mode(case: Case) -> Signs:
    """The provider does not know, or does not allow, this response_mode, or demands another."""
    asked = case.asked("response_mode")
    if case.params and asked is None:
        named = case.is_named("response-mode-wrong")
        yield hint("None was sent, so the answer was to come in the query.") if named else contrary("None was sent.")
    elif asked and asked not in ("query", "fragment", "form_post"):
        yield slip(f"response_mode is {asked!r}.")
    elif asked:
        yield from optional(case, "response_mode")


@cause(
    "prompt-wrong",
    legs=AUTHORIZE,
    topic="prompt",
    usual={**REQUEST},
    spec="OIDC Core 3.1.2.1",
    advice="Leave prompt out, or send a value that the provider's words or its document (prompt_values_supported) name; none stands alone.",
    in_panel=FRESH,
    rules=("AUTHZ-PROMPT-NONE-COMBINED", "AUTHZ-PROMPT-SEPARATOR", "AUTHZ-PROMPT-CASE", "AUTHZ-PROMPT-CREATE-UNADVERTISED"),
    experiment="unaltered-link",
)
def prompt_wrong(case: Case) -> Signs:
    """The value of prompt is none that the provider takes, or none combined with another."""
    if case.params and case.asked("prompt") is None:
        yield contrary("No prompt was sent.")
    elif "AUTHZ-PROMPT-UNKNOWN" in case.failed:
        yield slip(f"{case.failed['AUTHZ-PROMPT-UNKNOWN'].message} (AUTHZ-PROMPT-UNKNOWN)")
    elif case.asked("prompt") != "none":  # which is asked about among the causes of the user
        yield from optional(case, "prompt")


@cause(
    "max-age-wrong",
    legs=AUTHORIZE,
    topic="max_age",
    usual=REQUEST,
    spec="OIDC Core 3.1.2.1",
    advice="Leave max_age out, which not every provider takes, or send a whole number of seconds; prompt=login asks for a fresh sign-in, too.",
    in_panel=FRESH,
    rules=("AUTHZ-MAX-AGE-FORMAT",),
    experiment="unaltered-link",
)
def max_age(case: Case) -> Signs:
    """The provider does not take max_age, or not with this value."""
    yield from optional(case, "max_age")


@cause(
    "claims-wrong",
    legs=AUTHORIZE,
    topic="claims",
    usual=REQUEST,
    spec="OIDC Core 5.5",
    advice="claims is a JSON object with the members id_token and userinfo.",
    in_panel=FRESH,
    rules=("AUTHZ-CLAIMS-NOT-JSON", "AUTHZ-CLAIMS-MEMBER", "AUTHZ-CLAIMS-TOP-LEVEL"),
    experiment="unaltered-link",
)
def claims_wrong(case: Case) -> Signs:
    """The parameter claims is no JSON, or asks in a way that it may not."""
    yield from optional(case, "claims")


@cause(
    "hint-wrong",
    legs=AUTHORIZE,
    topic="hint",
    usual={**REQUEST, "login_required": SOMETIMES},
    spec="OIDC Core 3.1.2.1",
    advice="id_token_hint is an ID token of this provider, for this client; login_hint is what the provider knows the user by.",
    in_panel=FRESH,
    rules=("AUTHZ-ID-TOKEN-HINT-NOT-JWT", "AUTHZ-ID-TOKEN-HINT-WRONG-ISSUER"),
    experiment="unaltered-link",
)
def hint_wrong(case: Case) -> Signs:
    """A hint of who shall sign in (id_token_hint, login_hint) is not acceptable."""
    yield from optional(case, "id_token_hint", "login_hint")


@cause(
    "acr-unmet",
    legs=AUTHORIZE,
    topic="acr",
    usual={"unmet_authentication_requirements": STATED, "invalid_request": SOMETIMES, "access_denied": SOMETIMES},
    spec="OIDC Core 3.1.2.1, 5.5.1.1; Unmet Authentication Requirements 1",
    advice="Ask for a lower level, or let the user enrol the factor.",
    in_panel=FRESH,
    rules=("AUTHZ-ACR-UNSUPPORTED",),
    experiment="unaltered-link",
)
def acr_unmet(case: Case) -> Signs:
    """The provider cannot reach the level of authentication that was asked for."""
    if case.asked("acr_values") is not None:
        yield from optional(case, "acr_values")
    elif case.params and case.asked("claims") is None:
        yield contrary("No level was asked for.")


@cause(
    "request-object-wrong",
    legs=AUTHORIZE,
    topic="request",
    usual={
        "invalid_request_object": STATED,
        "invalid_request_uri": STATED,
        "request_not_supported": STATED,
        "request_uri_not_supported": STATED,
    },
    spec="OIDC Core 6; RFC 9101",
    advice="Mend in it what the words name. An address that was handed out by pushing works once and for some seconds: push again. For the "
    "experiment send plain parameters, where this client may.",
    in_panel=FRESH,
    rules=(
        "AUTHZ-REQUEST-UNSUPPORTED",
        "AUTHZ-REQUEST-URI-UNSUPPORTED",
        "AUTHZ-REQUEST-OBJECT-UNSIGNED",
        "AUTHZ-REQUEST-OBJECT-MISMATCH",
        "AUTHZ-REQUEST-AND-REQUEST-URI",
        "AUTHZ-REQUEST-OBJECT-OUTER-MISSING",
        "AUTHZ-REQUEST-OBJECT-NESTED",
        "AUTHZ-REQUEST-URI-SCHEME",
        "AUTHZ-PAR-CLIENT-ID",
    ),
    experiment="unaltered-link",
)
def request_object(case: Case) -> Signs:
    """The request object, or its address, is not taken by the provider."""
    yield from optional(case, "request", "request_uri")


known(
    "registration-not-here",
    "The parameter registration is meant for self-issued providers.",
    legs=AUTHORIZE,
    topic="request",
    usual={"registration_not_supported": STATED},
    spec="OIDC Core 7.2.1",
    advice="Leave it out.",
)


known(
    "par-required",
    "The provider takes only requests that were pushed to it, or signed ones.",
    legs=AUTHORIZE,
    topic="par",
    usual={"invalid_request": SOMETIMES},
    spec="RFC 9126 4, 5; RFC 9101 10.5",
    advice="Switch the demand off for this client: this explorer sends plain links.",
    rules=("AUTHZ-PAR-REQUIRED", "AUTHZ-SIGNED-REQUEST-REQUIRED"),
)


known(
    "link-odd",
    "The link holds something that does not belong there: a placeholder, white space, a secret, an empty or unknown parameter.",
    legs=AUTHORIZE,
    topic="form",
    usual={**REQUEST},
    spec="RFC 6749 3.1, 4.1.1",
    advice="Take it out, and compare with the smallest request that works.",
    in_panel=FRESH,
    rules=(
        "AUTHZ-PLACEHOLDER",
        "AUTHZ-PARAM-WHITESPACE",
        "AUTHZ-EMPTY-PARAM",
        "AUTHZ-CLIENT-SECRET-IN-URL",
        "AUTHZ-TOKEN-REQUEST-PARAM",
        "AUTHZ-PKCE-VERIFIER-LEAK",
        "AUTHZ-CREDENTIALS-IN-URL",
        "AUTHZ-FRAGMENT",
        "AUTHZ-DISPLAY-UNKNOWN",
        "AUTHZ-UI-LOCALES-SYNTAX",
        "AUTHZ-DPOP-JKT-FORMAT",
        "AUTHZ-AUTHORIZATION-DETAILS",
    ),
    experiment="smallest-request",
)


@cause(
    "link-encoded-twice",
    legs=AUTHORIZE,
    topic="form",
    usual={**REQUEST},
    spec="RFC 6749 B",
    advice="Encode each value once.",
    in_panel=FRESH,
    rules=("AUTHZ-DOUBLE-ENCODED",),
    experiment="unaltered-link",
)
def encoded_twice(case: Case) -> Signs:
    """A value in the link was encoded twice."""
    if not is_encoded_twice(case.asked("redirect_uri")):
        return
    if case.symptom.kind == "page":
        yield hint("The provider showed a page and did not send the browser back: it finds no address in the redirect_uri.")
    if case.is_named("redirect-uri-not-registered"):
        yield Sign(SAYS + HINT, "The provider minds the redirect_uri, and it is encoded twice.")
