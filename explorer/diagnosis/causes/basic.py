"""The Basic header with a client's id and secret: whether it arrives, how it is written, how it is read (RFC 6749 2.3.1, RFC 7617)."""

from __future__ import annotations

import re

from ...protocol.authentication import METHODS
from ...reference import error_code
from ..case import Case
from ..cause import CLIENT, Signs, cause, known
from ..reading import ClientEvidence
from ..signs import AGAINST, DOUBTFUL, HINT, LITTLE, OFTEN, SAYS, SLIP, SOMETIMES, Sign, against, contrary, hint, remark
from .method import AUTH, says_what_came


@cause(
    "header-lost",
    legs=CLIENT,
    topic="missing-proof",
    usual={"invalid_client": OFTEN, "invalid_request": SOMETIMES, "unauthorized_client": SOMETIMES},
    spec="RFC 6749 2.3.1; RFC 9110 11.6.2",
    advice="Prove the client in the body (client_secret_post) for once. If that works, stay with it: this endpoint reads the body only, or a "
    "proxy or the server's own front drops the header, and nginx and Apache have to be told to pass it on.",
    in_panel="In step 1, choose client_secret_post, and send a fresh code.",
    experiment="other-method",
)
def header_lost(case: Case) -> Signs:
    """The Authorization header did not arrive: a proxy dropped it, or this endpoint reads the body only."""
    if case.sent.authorization_sent is False:
        yield contrary("There was none.")
    elif case.went_to_authorization_endpoint:
        yield against("The authorization endpoint, to which the request went, reads no such header.")
    elif case.symptom.status == 407:
        yield against("The status 407 is a proxy's, which wants a proof of its own (RFC 9110 15.5.8).")
    elif case.got_tokens is not None and case.got_tokens == case.sent.client and not case.is_told:
        weight = AGAINST if case.symptom.leg == "refresh" else AGAINST // 2  # which goes to the same address
        yield Sign(weight, "The token endpoint got the same header.")
    elif case.symptom.status is not None and case.symptom.status >= 500:
        return  # a program that fell over misses something of its own
    elif case.is_named("basic-malformed") or case.is_named("basic-encodings-differ") or says_what_came(case):
        yield against("The provider speaks of what stands in the header, so it arrived.")
    elif case.is_named("public-with-secret") or case.is_named("certificate-needed"):
        yield against("The provider says plainly which other proof it wants, or that it wants none.")
    elif case.sent.authorization_sent and any(case.is_named(missed) for missed in ("credential-missing", "client-id-missing")):
        is_form = not case.failed.keys() & _ODD_FORMS  # of another body it sees nothing, whatever it reads
        yield Sign(SAYS if is_form else HINT, "The provider misses what stood in the Authorization header.")
    elif case.is_perhaps_unread:
        yield Sign(LITTLE - 1 if _minds_client_id(case) else 1, _UNREAD)
    elif case.sent.authorization_sent and case.code == "invalid_client" and _asks_for_another(case):
        yield remark(
            "It answers a Basic header by asking for Bearer; a server that reads Basic has to ask for Basic (RFC 6749 5.2)."
        )
    elif (
        case.symptom.error == "invalid_request"
        and set(case.words.texts) <= {case.symptom.error}
        and _is_named_in_header_only(case)
    ):
        yield hint("A server that reads the body only misses the client_id in it, and calls that an invalid_request.")
    elif (
        case.symptom.leg == "token"
        and case.code != "invalid_grant"
        and case.is_named("other-client")
        and _is_named_in_header_only(case)
    ):
        yield Sign(
            SAYS, "The provider takes us for another client than the one that asked; only the Authorization header names it."
        )


_UNREAD = (
    "The provider knew the client a moment ago, only the Authorization header names it now, and the answer does not ask for Basic: as of an "
    "endpoint that reads the body."
)


def _minds_client_id(case: Case) -> bool:
    """It minds the client_id by that name, and does not say that it looked for a client."""
    return any(each.cause == "client-unknown" and _MINDED.search(each.quote) for each in case.words.named)


_MINDED = re.compile(r"(?=.*\bclient.?id\b).*\b(?:invalid|wrong|bad|incorrect|not (?:a )?valid)\b", re.IGNORECASE)


def _asks_for_another(case: Case) -> bool:
    """The challenge names a scheme that no client of the token endpoint has."""
    return (case.answer_header("WWW-Authenticate") or "").lower().startswith("bearer")


def _is_named_in_header_only(case: Case) -> bool:
    is_ours = case.sent.authorization_sent is True and case.sent.client_id_same is True and not case.came_alone
    return is_ours and bool(case.names) and "client_id" not in case.names and not case.failed.keys() & _ODD_FORMS


_ODD_FORMS = {"TOKQ-CONTENT-TYPE", "TOKQ-METHOD", "TOKQ-QUERY-PARAMS"}


@cause(
    "basic-encodings-differ",
    legs=CLIENT,
    topic="encoding",
    usual=AUTH,
    spec="RFC 6749 2.3.1",
    advice="Write the Basic header in the other of the two ways (basic_encoding): raw where it was form, form where it was raw.",
    in_panel="Open a fresh link in step 2, and send its code with the other choice of “Basic encoding” in step 4, which is then set.",
    experiment="other-encoding",
    rules=("TOKQ-BASIC-NOT-URLENCODED",),
)
def encodings_differ(case: Case) -> Signs:
    """The server reads the Basic header in the other encoding."""
    client = case.sent.client
    is_refused = case.is_named("secret-wrong") or case.minds_client is not None
    method = METHODS.get(client.token_endpoint_auth_method or "")
    if method is not None and "basic_encoding" not in method.fields:
        yield contrary(f"{method.name} has no Basic header.")
        return
    if method is None or client.secret is None or client.secret.encodings_differ is None:
        return
    if "TOKQ-BASIC-COLON-IN-ID" in case.failed:
        yield hint("The client_id holds a colon, which raw ends it too early; form writes it %3A.")
    elif not client.secret.encodings_differ:
        yield contrary("Both encodings give the same header for this client.")
    elif case.sent.authorization_sent is False:
        yield against("No Basic header was sent.")
    elif client.secret.is_odd:
        yield against("The form of the secret says more plainly what is wrong with it.")
    elif any(each.basic_encoding != client.basic_encoding or _has_no_header(each) for each in case.tried_with):
        yield against("The same secret was refused in the same way with the other encoding, or without a Basic header.")
    elif any(each.basic_encoding == client.basic_encoding for each in case.earlier if each.method == method.name):
        yield against(f"Tokens came before with the encoding {client.basic_encoding}.")
    elif client.secret.beyond_ascii and client.basic_encoding == "raw":
        yield Sign(
            SAYS + HINT if is_refused else SLIP if _may_doubt(case) else LITTLE,
            "client_id or secret hold letters beyond ASCII, which a secret may not have (RFC 6749 A.2); servers read such a header as "
            "UTF-8, as Latin-1, or not at all: send it in the body, or make another secret.",
        )
    elif client.basic_encoding == "raw" and client.secret.holds_escape is False:
        yield against("raw was sent, and a server that decodes it reads the same: there is neither a % nor a + in it.")
    elif client.secret.blank_alone and _may_doubt(case):  # more of those were mistyped than are read otherwise
        yield hint("There is a blank in the secret, which the two encodings write differently.")
    elif not case.is_told or is_refused or _may_doubt(case) or "basic_encoding was changed" in (case.sent.altered or ()):
        yield _doubt(case, client.basic_encoding, is_refused=is_refused)


def _doubt(case: Case, sent: str, *, is_refused: bool) -> Sign:
    """What speaks for it, by the way in which the header was sent."""
    if "basic_encoding was changed" in (case.sent.altered or ()):
        sentence = f"Of the client, basic_encoding was changed on purpose for this request, and {sent} was sent."
        return Sign(SAYS + HINT if is_refused else SLIP if _may_doubt(case) else LITTLE, sentence)
    if sent == "raw":
        return Sign(
            SAYS + HINT if is_refused else SLIP if _may_doubt(case) else LITTLE,
            "client_id or secret hold characters that the two encodings write differently, and raw was sent, where the standard "
            "has form: try basic_encoding='form'. Where a : is among them try client_secret_post too, which has no header.",
        )
    sentence = (
        "client_id or secret hold characters that the two encodings write differently; many servers take raw only, and form "
        "was sent: try basic_encoding='raw'."
    )
    if is_refused:
        return Sign(SAYS + HINT, f"The provider calls the credentials wrong; {sentence}")
    return Sign(DOUBTFUL if _may_doubt(case) else LITTLE, sentence)


_OF_PROOF = (
    "secret-wrong",
    "secret-expired",
    "client-unknown",
    "credential-missing",
    "basic-malformed",
    "basic-encodings-differ",
    "public-with-secret",
)


def _may_doubt(case: Case) -> bool:
    """The answer may mean that the client was not believed: invalid_grant is about the code, 500 and silence about nothing that was sent."""
    if case.is_told and not any(case.is_named(cause) for cause in _OF_PROOF):
        return False
    if case.code is not None and error_code(case.code) is not None:
        return AUTH.get(case.code, 0) > 0 or case.code == "invalid_request"
    return case.symptom.status in (200, 400, 401, 403)


@cause(
    "basic-colon",
    legs=CLIENT,
    topic="encoding",
    usual=AUTH,
    spec="RFC 7617 2; RFC 6749 2.3.1",
    advice="Send the secret in the body (client_secret_post), or the Basic header form-encoded, where a colon is %3A; or make a "
    "secret without one.",
    in_panel="In step 1, choose client_secret_post, or in step 4 the Basic encoding form, and send a fresh code.",
    experiment="other-method",  # the other encoding is the cure at servers that decode, and no others
)
def colon(case: Case) -> Signs:
    """The secret holds a colon, at which this server cuts the Basic header."""
    client, method = case.sent.client, METHODS.get(case.sent.client.token_endpoint_auth_method or "")
    if method is not None and "basic_encoding" not in method.fields:
        yield contrary(f"{method.name} has no Basic header.")
    elif client.secret is None or client.secret.holds_colon is None:
        return
    elif not client.secret.holds_colon:
        yield contrary("There is no colon in the secret.")
    elif client.basic_encoding == "form":
        yield against("It was sent form-encoded, as %3A.")
    elif any(_has_no_header(each) for each in case.tried_with):
        yield against("The same secret was refused in the same way without a Basic header.")
    else:
        is_refused = case.is_named("secret-wrong") or case.is_named("basic-malformed") or case.minds_client is not None
        sentence = "A colon stands in the secret and was sent raw; the header has one of its own, and some servers cut at the last, or at each."
        yield Sign(SAYS + HINT if is_refused else DOUBTFUL, sentence)


def _has_no_header(client: ClientEvidence) -> bool:
    method = METHODS.get(client.token_endpoint_auth_method or "")
    return method is not None and "basic_encoding" not in method.fields


known(
    "basic-malformed",
    "The Authorization header is no Basic header of id and secret.",
    legs=CLIENT,
    topic="basic",
    usual={"invalid_client": OFTEN, "invalid_request": OFTEN},
    spec="RFC 7617 2; RFC 6749 2.3.1",
    advice="It is Basic, a space, and ordinary base64 (with + / =) of id:secret, each form-encoded first, so that no : of its own is left.",
    rules=("TOKQ-BASIC-MALFORMED", "TOKQ-BASIC-BASE64URL", "TOKQ-BASIC-COLON-IN-ID", "TOKQ-BEARER-HEADER"),
    experiment="unaltered",
)
