"""A request as somebody sends it: a token request, a link that is opened, a form that comes back, what is asked with a token."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from ..messages import Request, brief, encode_form, parse_form, split_url
from ..protocol.basic import basic_pair
from ..protocol.jose import looks_like_jwt
from ..rules import Report
from ..secret import Secret, Text, reveal
from .alone import UNKNOWN, client_of, judge_token_request
from .answering import token_endpoint_answer
from .commands import Command
from .commands.command import FORM, request_of
from .links import authorization_request, explain_authorize, explain_response, is_answer, looks_like_authorize, read_response
from .nowhere import NOWHERE, as_pasted, is_nowhere, place_of
from .opening import Opening, guessed_metadata
from .parts import misspelt, parameter_parts
from .sensitive import marked_params
from .tokens import explain_jwt
from .value import Explanation, Part

GRANTS = {
    "authorization_code": "a token request: it exchanges a code",
    "refresh_token": "a token request: it asks for new tokens (refresh_token)",
    "client_credentials": "a token request without a user (client_credentials)",
    "password": "a token request with a user's password, which no program should know",
    "urn:ietf:params:oauth:grant-type:device_code": "a token request of the device flow (RFC 8628)",
    "urn:openid:params:grant-type:ciba": "a token request of CIBA (CIBA Core 1.0, 10.1)",
    "urn:ietf:params:oauth:grant-type:token-exchange": "a token exchange (RFC 8693)",
    "urn:ietf:params:oauth:grant-type:jwt-bearer": "a token request with a JWT as its grant (RFC 7523)",
    "urn:ietf:params:oauth:grant-type:saml2-bearer": "a token request with a SAML assertion as its grant (RFC 7522)",
}
_ONLY_OF_CODES = re.compile(
    r"TOKQ-(GRANT-TYPE-WRONG|CODE|REDIRECT|VERIFIER|SCOPE-PRESENT|RESOURCE).*|AUTHR-.*|TOKQ-BEFORE-STATE-CHECK"
)
_MISSING = (
    "The authorization request before it: its redirect_uri, its code_challenge and its client_id must fit.",
    "The answer of the token endpoint, and how the client is registered.",
)


def explain_request(request: Request, now: float) -> Explanation:
    """Explain a request, by what is in it."""
    names = {name for name, _ in request.form or ()}
    meant = misspelt(names, "token_request")
    known = names | set(meant.values())
    query = parse_form(request.url.partition("#")[0].partition("?")[2])
    if known & {"grant_type", "code_verifier"} or ({"code", "client_id"} <= known and "response_type" not in known):
        return explain_token_request(request, meant, now)
    form = [(name, reveal(value)) for name, value in request.form or ()]
    if re.search(r"device[_-]?(?:authorization|code)\b|/bc-authorize\b|/backchannel", request.url.partition("?")[0]):
        return _other(request, names, now)
    if looks_like_authorize(name for name, _ in [*query, *form]):
        return _asking(request, form)
    if is_answer(form) or is_answer(query):
        address = request.url if is_answer(query) else f"{request.url.partition('?')[0]}?{'&'.join(_encoded(form))}"
        response = read_response(address)
        if response is not None:
            return explain_response(response, form_post=is_answer(form))
    return _other(request, names, now)


def _encoded(form: list[tuple[str, str]]) -> Iterator[str]:
    yield encode_form(form)


def _asking(request: Request, form: list[tuple[str, str]]) -> Explanation:
    asked = authorization_request(request.url, "&".join(_encoded(form)))
    query = parse_form(request.url.partition("?")[2])
    return explain_authorize(asked, marked_params([*query, *form]))


def explain_token_request(request: Request, meant: dict[str, str], now: float) -> Explanation:
    """Explain a token request; `meant` are its misspelt names."""
    grant = next((reveal(value) for name, value in request.form or () if name == "grant_type"), "")
    report = judge_token_request(request, meant, now)
    if grant and grant != "authorization_code" and grant in GRANTS:
        report = Report(finding for finding in report.findings if not _ONLY_OF_CODES.fullmatch(finding.rule))
    told = [f"{name} is {right}, misspelt." for name, right in meant.items()]
    client = client_of(request)
    who = "a client that it does not name" if client.client_id == UNKNOWN else f"the client {client.client_id}"
    sentence = f"It asks {place_of(request.url)} for tokens, as {brief(who)}. {' '.join(told)}"
    return Explanation(
        "token_request",
        GRANTS.get(grant, "a token request"),
        "certain" if grant else "likely",
        sentence.strip(),
        (*_request_line(request), *header_parts(request), *parameter_parts(request.form or (), "token_request", "form")),
        report,
        _MISSING,
        would_answer=token_endpoint_answer(report),
        opening=_opening(request) if grant in ("authorization_code", "") else None,
        message=request,
    )


def _opening(request: Request) -> Opening | None:
    metadata = guessed_metadata(token_endpoint=request.url.partition("?")[0])
    if metadata is None and not is_nowhere(request.url):
        return None
    form = dict(reversed([(name, value) for name, value in request.form or ()]))
    code, verifier = form.get("code"), form.get("code_verifier")
    return Opening(
        metadata,
        client_of(request),
        code=code if isinstance(code, Secret) else None,
        code_verifier=verifier if isinstance(verifier, Secret) else None,
    )


def _request_line(request: Request) -> tuple[Part, ...]:
    return (
        Part(
            "(request)",
            f"{request.method} {as_pasted(request.url.partition('?')[0])}",
            "What is asked, and where.",
            "RFC 6749 3.2",
            "address",
        ),
    )


def header_parts(request: Request) -> tuple[Part, ...]:
    """Return the headers that matter; of a Basic header the client_id as well."""
    found = []
    for name, value in request.headers[:100]:
        if name.lower() in ("authorization", "content-type", "accept", "dpop", "origin", "cookie"):
            found.append(Part(name, value, _HEADERS.get(name.lower(), ""), group="headers", note=_note(request, name)))
    return tuple(found)


_HEADERS = {
    "authorization": "Proves who asks.",
    "content-type": "In which form the body is written.",
    "accept": "In which form the answer is wanted.",
    "dpop": "Proves that the sender has a key (RFC 9449).",
    "origin": "The page whose script sends it.",
    "cookie": "The session of a browser. It belongs into no ticket.",
}


def _note(request: Request, name: str) -> str:
    pair = basic_pair(request) if name.lower() == "authorization" else None
    return f"Basic, of the client {brief(pair[0])}" if pair else ""


def _other(request: Request, names: set[str], now: float) -> Explanation:
    parts = split_url(request.url)
    path = parts.path.lower() if parts else ""
    authorization = reveal(request.header("Authorization") or "")
    scheme, _, token = authorization.partition(" ")
    kind, title = "request", "an HTTP request"
    if "device" in path and "client_id" in names:
        kind, title = "device_request", "a request of the device flow (RFC 8628 3.1)"
    elif "backchannel" in path or "bc-authorize" in path:
        kind, title = "ciba_request", "a request of CIBA (CIBA Core 1.0, 7.1)"
    elif "token" in names:
        kind, title = (
            ("revocation_request", "a revocation request")
            if "revo" in path
            else ("introspection_request", "an introspection request")
        )
    elif "userinfo" in path:
        kind, title = "userinfo_request", "a UserInfo request"
    elif scheme.lower() in ("bearer", "dpop"):
        kind, title = "api_request", "a request with an access token"
    elif ".well-known" in path:
        kind, title = "discovery_request", "a request for the discovery document"
    pieces = (explain_jwt(token, now),) if looks_like_jwt(token) else ()
    where = "revocation" if kind.startswith("revo") else "introspection"
    values: tuple[tuple[str, Text], ...] = request.form or ()
    return Explanation(
        kind,
        title,
        "likely" if kind != "request" else "possible",
        f"It asks {place_of(request.url)}, by {request.method}.",
        (*_request_line(request), *header_parts(request), *parameter_parts(values, where, "form")),
        missing=("The answer to it.",),
        pieces=pieces,
    )


# A whole text


def explain_command(command: Command, now: float) -> Explanation:
    """Explain a command by what it sends."""
    inner = explain_request(command.request, now)
    return Explanation(
        "command",
        f"{command.title} that sends {inner.title}",
        "certain",
        inner.sentence,
        report=inner.report,
        missing=tuple(dict.fromkeys([*command.missing, *inner.missing])),
        changes=tuple(command.changes),
        would_answer=inner.would_answer,
        pieces=(dataclasses.replace(inner, missing=(), report=type(inner.report)(), would_answer=""),),
        opening=inner.opening,
        message=None,
    )


def explain_token_form(text: str, now: float) -> Explanation | None:
    """Explain the body of a token request; None for another text."""
    if re.search(r"\s", text) or not re.search(r"(?:^|&)(?:grant[_-]?type|code_verifier)=", text, re.IGNORECASE):
        return None
    request = request_of("POST", f"{NOWHERE}/token", [("Content-Type", FORM), ("Accept", "application/json")], text)
    names = [name for name, _ in request.form or ()]
    found = explain_token_request(request, misspelt(names, "token_request"), now)
    return dataclasses.replace(found, sentence="The body of a token request.", opening=None, parts=found.parts[1:])
