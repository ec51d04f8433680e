"""What a provider answers: tokens, a refusal, keys, its own description, and other JSON of the protocol."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import Mistake
from ..messages import Response, brief, origin
from ..printable import counted
from ..protocol.credentials import redact_credentials
from ..protocol.json_text import JsonProblem, parse_json
from ..protocol.jwk import private_members, without_private_members
from ..protocol.metadata import parse_metadata
from ..protocol.tokens import TokenErrorResponse, TokenResponse, parse_token_response
from ..reference import error_code
from ..rules import Report
from ..rules.jwks import check_jwks
from ..rules.metadata import check_metadata
from ..rules.token_error import check_token_error
from ..rules.token_response import check_token_response
from ..secret import Secret
from .alone import WITHOUT_HEADERS, unknown
from .opening import Opening
from .parts import claim_parts, in_full, member_parts, parameter_parts
from .refusals import of_token_error
from .sensitive import marked
from .tokens import compact_of, explain_jwt, looks_like_token
from .value import Explanation

_NO_REQUEST = {
    r"TOKR-(SCOPE-(NARROWER|WIDER|NO-OPENID)|REFRESH-MISSING|ID-TOKEN-MISSING)": "what was asked for is not known",
    r"TOKE-REDIRECT-MISMATCH-OTHER-CODE": "the request is not known",
}
_NO_ADDRESS = {
    r"DISC-(URL|URL-OAUTH|ISSUER-MISMATCH|ISSUER-PINNED|ISSUER-SLASH)": "the address where it was found is not known"
}
_NO_METADATA = {r"JWKS-NO-KEY-FOR-ALG": "the provider's discovery document is not known"}
_ERROR_NAMES = ("error", "errorCode", "error_code", "errorSummary", "errors", "error_description", "fault")


def explain_answer(response: Response, now: float, *, with_headers: bool = True) -> Explanation | None:
    """Explain the answer of an endpoint; `with_headers` says that status and headers came with it. None where it is not known here."""
    try:
        value = parse_json(response.content())
    except JsonProblem:
        return None
    if isinstance(value, list) and value and all(isinstance(key, Mapping) and "kty" in key for key in value):
        value = {"keys": value}
    if not isinstance(value, dict):
        return None
    if (token := compact_of(value)) is not None:
        return explain_jwt(token, now)
    named = _in_standard_names(value)
    if named is not value:
        value, response = named, dataclasses.replace(response, body=json.dumps(named).encode("utf-8", "replace"))
    for looks, explain in _KINDS:
        if looks(value):
            return explain(value, response, now, with_headers)
    return None


_CAMEL = {
    "accesstoken": "access_token",
    "idtoken": "id_token",
    "refreshtoken": "refresh_token",
    "expiresin": "expires_in",
    "tokentype": "token_type",
}


def _in_standard_names(value: dict[str, Any]) -> dict[str, Any]:
    """Members in camel case, as libraries and Amazon's SDK hand them out, under their names on the wire; an error in `code`."""
    if any(name.lower() in ("accesstoken", "idtoken") and "_" not in name for name in value):
        return {_CAMEL.get(name.lower(), name): item for name, item in value.items()}
    code = value.get("code")
    if isinstance(code, str) and "error" not in value and "state" not in value and error_code(code, "token") is not None:
        return {"error": code, **{name: item for name, item in value.items() if name != "code"}}
    return value


def answer_of_text(text: str) -> Response:
    """Return a text as the body of an answer of which nothing else is known."""
    return Response(200, "", (("Content-Type", "application/json"),), text.encode("utf-8", "replace"))


def _report(report: Report, reasons: Mapping[str, str], with_headers: bool) -> Report:
    return unknown(report, dict(reasons) if with_headers else {**reasons, **WITHOUT_HEADERS})


# Tokens, and no tokens


def _tokens(value: dict[str, Any], response: Response, now: float, with_headers: bool) -> Explanation:
    answer = parse_token_response(response)
    if isinstance(answer, TokenErrorResponse):
        return _error(value, response, now, with_headers)
    pieces = tuple(
        explain_jwt(token.reveal(), now)
        for token in (answer.id_token, answer.access_token)
        if token is not None and looks_like_token(token.reveal())
    )
    names = [name for name in ("access_token", "id_token", "refresh_token") if name in answer.members]
    return Explanation(
        "token_response",
        "a token response",
        "certain" if answer.token_type is not None else "likely",
        f"The token endpoint gave {', '.join(names)}. Whoever has these tokens can use them: they belong into no ticket.",
        parameter_parts(_texts(answer.members), "token_response", "members"),
        _report(check_token_response(answer, ""), _NO_REQUEST, with_headers),
        ("The request that it answers, and the provider's keys.",),
        pieces=pieces,
        message=answer,
    )


def _texts(members: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value if isinstance(value, str | Secret) else json.dumps(_plain(value))) for name, value in members.items()]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else repr(value) if isinstance(value, Secret) else value


def _error(value: dict[str, Any], response: Response, _now: float, with_headers: bool) -> Explanation:
    refused = Response(response.status if with_headers else 400, response.reason, response.headers, response.body)
    answer = parse_token_response(refused)
    if isinstance(answer, TokenResponse):
        return _tokens(value, response, _now, with_headers)
    known = error_code(answer.error, "token") if answer.error else None
    words = f" The provider's own words: {in_full(answer.error_description)}" if answer.error_description else ""
    meaning = "An endpoint refused." if known else f"{answer.problem or 'This is no error code of a standard.'}"
    number = f" For the provider's support: {answer.correlation_id}." if answer.correlation_id else ""
    report = check_token_error(answer, with_header=False)
    return Explanation(
        "error",
        f"an error: {brief(answer.error or 'without a code', 80)}",
        "certain" if known else "likely",
        f"{meaning}{words}{number}",
        parameter_parts(_texts(answer.members), "token_response", "members"),
        _report(report, _NO_REQUEST, with_headers),
        refused=True,
        missing=("The request that was refused: paste it too, or make the sign-in with a flow, which tells the causes apart.",),
        why=of_token_error(answer),
        message=answer,
    )


# What a provider says of itself


def _keys(value: dict[str, Any], response: Response, _now: float, with_headers: bool) -> Explanation:
    document = value if "keys" in value else {"keys": [value]}
    keys = [key for key in document["keys"] if isinstance(key, Mapping)]
    private = sorted({name for key in keys for name in private_members(key)})
    report = check_jwks(document, response=response if with_headers else None, metadata={})
    shown = without_private_members({"keys": keys[:50]})["keys"]
    parts = tuple(part for number, key in enumerate(shown, 1) for part in member_parts(key, f"key {number}"))
    warning = (
        f" It holds private halves ({', '.join(private)}): whoever has them can sign as their owner. They must not be pasted "
        "anywhere; have the key replaced."
        if private
        else ""
    )
    kinds = ", ".join(sorted({brief(key.get("kty", "no type"), 20) for key in keys}))
    return Explanation(
        "jwks",
        "a key set (JWKS)" if "keys" in value else "a key (JWK)",
        "certain",
        f"{counted(len(keys), 'key')} ({kinds}).{warning}",
        parts,
        _report(report, _NO_METADATA, with_headers),
        ("A token to verify with it: paste both together.",),
        message=document,
    )


def _metadata(value: dict[str, Any], response: Response, _now: float, with_headers: bool) -> Explanation:
    try:
        metadata = parse_metadata(response.content())
    except Mistake as problem:
        return Explanation(
            "provider_metadata",
            "a discovery document that cannot be used",
            "likely",
            str(problem),
            member_parts(value, "members"),
        )
    found_at = f"{metadata.issuer.rstrip('/')}/.well-known/openid-configuration"
    report = check_metadata(metadata, found_at=found_at, pinned=None, response=response)
    return Explanation(
        "provider_metadata",
        "a discovery document",
        "certain",
        f"{origin(metadata.issuer)} describes itself: {counted(len(value), 'member')}. Its issuer is {brief(metadata.issuer, 200)}.",
        member_parts(value, "members"),
        _report(report, _NO_ADDRESS, with_headers),
        ("The address where it was found: the issuer must be that address.",),
        opening=Opening(metadata),
        message=metadata,
    )


# Other JSON of the protocol


def _named(kind: str, title: str, sentence: str, where: str = "token") -> Callable[..., Explanation]:
    def explained(value: dict[str, Any], _response: Response, _now: float, _with_headers: bool) -> Explanation:
        members = redact_credentials(
            {name: marked(name, item) if isinstance(item, str) else item for name, item in value.items()}
        )
        return Explanation(kind, title, "likely", sentence, claim_parts(members, "members", where))

    return explained


_REGISTRATION = "It tells how a client is registered. A client_secret in it must not be pasted anywhere: have it replaced."

_KINDS: tuple[tuple[Callable[[Mapping[str, Any]], bool], Callable[..., Explanation]], ...] = (
    (
        lambda v: "device_code" in v and "user_code" in v,
        _named(
            "device_response",
            "an answer of the device flow (RFC 8628)",
            "A user opens verification_uri elsewhere and types user_code; this is not the code flow.",
        ),
    ),
    (
        lambda v: "auth_req_id" in v,
        _named(
            "ciba_response",
            "an answer of CIBA (CIBA Core 1.0, 7.3)",
            "The user is asked on another device, and the client asks for tokens later; this is not the code flow.",
        ),
    ),
    (lambda v: bool({"access_token", "id_token"} & v.keys()), _tokens),
    (lambda v: "authorization_endpoint" in v or ("issuer" in v and "jwks_uri" in v), _metadata),
    (lambda v: isinstance(v.get("keys"), list) or "kty" in v, _keys),
    (
        lambda v: "resource" in v and "authorization_servers" in v,
        _named(
            "resource_metadata",
            "what an API says of itself (RFC 9728)",
            "authorization_servers are the providers whose tokens it takes: paste the discovery document of one.",
        ),
    ),
    (
        lambda v: "request_uri" in v and "expires_in" in v,
        _named(
            "par_response",
            "an answer to a pushed authorization request (RFC 9126)",
            "request_uri stands for the request, in the link that the browser opens.",
        ),
    ),
    (
        lambda v: isinstance(v.get("active"), bool),
        _named(
            "introspection_response",
            "an introspection answer",
            "What a token is worth, by the provider's word (RFC 7662 2.2).",
            "introspection",
        ),
    ),
    (
        lambda v: (
            "redirect_uris" in v
            or ("client_id" in v and "client_secret" in v)
            or any(isinstance(v.get(n), Mapping) and "client_id" in v[n] for n in ("web", "installed"))
        ),
        _named("client_registration", "a client's registration", _REGISTRATION),
    ),
    (lambda v: any(v.get(name) for name in _ERROR_NAMES) or ("detail" in v and "status" in v), _error),
    (
        lambda v: "sub" in v and {"iss", "exp"} <= v.keys(),
        _named(
            "claims",
            "the claims of a token, decoded by somebody else",
            "Without the token itself nobody can tell who signed it: paste the token (it is shown as a fingerprint).",
        ),
    ),
    (
        lambda v: "alg" in v and ({"typ", "kid", "enc", "x5t"} & v.keys() != set()),
        _named("claims", "the header of a token, decoded by somebody else", "Without the rest nobody can verify it.", "header"),
    ),
    (
        lambda v: "sub" in v,
        _named(
            "userinfo",
            "a UserInfo answer",
            "Claims about the person who signed in (OIDC Core 5.3.2). Its sub must be that of the ID token.",
        ),
    ),
)
