"""The token request as a message: a POST with a form, each parameter once and spelled right (RFC 6749 3.2, 4.1.3)."""

from __future__ import annotations

from ...protocol.legs import LEGS
from ..case import Case
from ..cause import CLIENT, TOKEN, Signs, cause, known
from ..signs import LITTLE, OFTEN, SAYS, SOMETIMES, STATED, Sign, against, contrary, doubtful, hint, slip

UNALTERED = "unaltered"
_MISSED = ("grant-type-missing", "code-missing", "client-id-missing", "redirect-uri-missing", "credential-missing")
_FORM = {"invalid_request": OFTEN, "unsupported_grant_type": OFTEN, "invalid_client": SOMETIMES}


@cause(
    "body-not-form",
    legs=CLIENT,
    topic="form",
    usual={**_FORM, "unsupported_media_type": STATED, "415": STATED},
    spec="RFC 6749 3.2, 4.1.3, B",
    advice="Send a form: Content-Type application/x-www-form-urlencoded. A server that is sent JSON sees no parameter at all.",
    rules=("TOKQ-CONTENT-TYPE",),
    experiment=UNALTERED,
)
def body_not_form(case: Case) -> Signs:
    """The body is no form, such as JSON, or its Content-Type is not that of a form."""
    if "TOKQ-CONTENT-TYPE" not in case.failed and case.is_named("json-wanted"):
        yield against("The request is a form and says so, and the provider speaks of JSON.")
    elif case.symptom.status == 415:
        yield hint("The status 415 says that the type of the body is refused.")
    if "TOKQ-CONTENT-TYPE" in case.failed and any(case.is_named(missed) for missed in _MISSED):
        yield Sign(SAYS, "The provider misses what was sent, as a server does that cannot read the body.")


@cause(
    "grant-type-missing",
    legs=TOKEN,
    topic="grant_type",
    usual={"unsupported_grant_type": OFTEN, "invalid_request": OFTEN},
    spec="RFC 6749 4.1.3",
    advice="Add grant_type=authorization_code.",
    rules=("TOKQ-GRANT-TYPE-MISSING",),
    experiment=UNALTERED,
)
def grant_type_missing(case: Case) -> Signs:
    """The grant_type is missing."""
    if "grant_type" in case.names:
        yield contrary("There is one.")


@cause(
    "grant-type-wrong",
    legs=TOKEN,
    topic="grant_type",
    usual={"unsupported_grant_type": STATED, "unauthorized_client": SOMETIMES, "invalid_request": SOMETIMES},
    spec="RFC 6749 4.1.3",
    advice="For a code it is grant_type=authorization_code, letter for letter.",
    rules=("TOKQ-GRANT-TYPE-WRONG", "TOKQ-GRANT-PASSWORD"),
    experiment=UNALTERED,
)
def grant_type_wrong(case: Case) -> Signs:
    """The grant_type is misspelt, has white space in it, or is that of another flow."""
    sent = case.request(LEGS[case.symptom.leg].exchange).get("form") or []
    if "TOKQ-GRANT-TYPE-MISSING" in case.failed:
        yield Sign(-LITTLE, "There is none at all.")
    elif ["grant_type", "authorization_code"] in sent:
        yield contrary("It is authorization_code, letter for letter.")


@cause(
    "parameter-misspelt",
    legs=(*CLIENT, "authorize"),
    topic="form",
    usual={"invalid_request": OFTEN},
    spec="RFC 6749 3.1, 3.2",
    advice="Correct the name: providers ignore a name that they do not know, and miss the one that was meant.",
    rules=("TOKQ-MISSPELT-PARAM",),
    experiment=UNALTERED,
)
def misspelt(case: Case) -> Signs:
    """The name of a parameter is misspelt."""
    rule = "AUTHZ-MISSPELT-PARAM" if "AUTHZ-MISSPELT-PARAM" in case.failed else "AUTHZ-PARAM-NAME-STYLE"
    if case.symptom.leg == "authorize" and rule in case.failed:
        yield slip(f"{case.failed[rule].message} ({rule})")
    elif case.symptom.leg == "authorize" and case.params and not any(case.named("parameter-misspelt")):
        yield against("Every name in the link is one that the standards or vendors have.")


known(
    "parameter-extra",
    "A parameter was sent that this request does not have.",
    legs=TOKEN,
    topic="form",
    usual={"invalid_request": OFTEN},
    spec="RFC 6749 3.2, 4.1.3",
    advice="Leave it out: state, scope and response_type belong to the authorization request. Most providers ignore what they "
    "do not know (RFC 6749 3.2); this one may not.",
    rules=("TOKQ-STATE-PRESENT", "TOKQ-SCOPE-PRESENT", "TOKQ-UNKNOWN-PARAM"),
    experiment=UNALTERED,
)


@cause(
    "parameter-twice",
    legs=(*CLIENT, "authorize"),
    topic="twice",
    usual={"invalid_request": OFTEN},
    spec="RFC 6749 3.1, 3.2",
    advice="Send each parameter once.",
    rules=("TOKQ-DUPLICATE-PARAM",),
    experiment=UNALTERED,
)
def twice(case: Case) -> Signs:
    """A parameter was sent twice."""
    if case.symptom.leg == "authorize" and "AUTHZ-DUPLICATE-PARAM" in case.failed:
        yield slip(f"{case.failed['AUTHZ-DUPLICATE-PARAM'].message} (AUTHZ-DUPLICATE-PARAM)")
    elif case.symptom.leg == "authorize" and case.params:
        yield contrary("Each stands there once.")


known(
    "parameter-empty",
    "A parameter has no value.",
    legs=TOKEN,
    topic="form",
    usual={"invalid_request": SOMETIMES},
    spec="RFC 6749 3.2",
    advice="Leave the parameter out, or give it its value.",
    rules=("TOKQ-EMPTY-PARAM",),
    experiment=UNALTERED,
)
known(
    "parameters-in-query",
    "The parameters stand in the address and not in the body.",
    legs=CLIENT,
    topic="form",
    usual={"invalid_request": SOMETIMES},
    spec="RFC 6749 3.2, 2.3.1",
    advice="Send them in the body, as a form.",
    rules=("TOKQ-QUERY-PARAMS",),
    experiment=UNALTERED,
)


@cause(
    "wrong-method",
    legs=CLIENT,
    topic="form",
    usual={"invalid_request": SOMETIMES},
    spec="RFC 6749 3.2",
    advice="The token endpoint takes POST.",
    rules=("TOKQ-METHOD",),
    experiment=UNALTERED,
)
def wrong_method(case: Case) -> Signs:
    """The request is no POST."""
    method = case.request(LEGS[case.symptom.leg].exchange).get("method")
    if method == "POST":
        yield contrary("It is a POST.")
    elif case.symptom.status in (404, 405):
        yield hint(f"The status {case.symptom.status} is what a server answers that has nothing there for this method.")


known(
    "scope-not-here",
    "A scope is refused: one in the token request, or of the link, which the provider looks at only now.",
    legs=TOKEN,
    topic="scope",
    usual={"invalid_scope": STATED},
    spec="RFC 6749 4.1.3, 5.2",
    advice="Leave scope out of the token request: it was fixed in the link. One of the link has to be granted to this client in the console, "
    "or left out there.",
    rules=("TOKQ-SCOPE-PRESENT",),
    experiment="smallest-request",
)
known(
    "resource-not-asked",
    "The token request names an API that the authorize request did not.",
    legs=TOKEN,
    topic="resource",
    usual={"invalid_target": STATED},
    spec="RFC 8707 2.2",
    advice="Use the same resource on both legs.",
    rules=("TOKQ-RESOURCE-NOT-SUBSET",),
    experiment=UNALTERED,
)


@cause(
    "header-odd",
    legs=CLIENT,
    topic="form",
    spec="RFC 9110 5.1; RFC 6749 2.3.1",
    advice="Send Accept: application/json and the headers of the standard, and nothing else.",
    rules=("TOKQ-HEADER-NAME", "TOKQ-ACCEPT-MISSING", "TOKQ-STATE-PRESENT", "TOKQ-UNKNOWN-PARAM"),
    experiment=UNALTERED,
)
def header_odd(case: Case) -> Signs:
    """A header of the token request is not what it should be."""
    if case.symptom.status == 406:
        yield doubtful("The status 406 says that it has no answer of the type that Accept asks for (RFC 9110 15.5.7).")
