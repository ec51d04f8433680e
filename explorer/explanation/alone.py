"""One message judged without the others: what its rules can say, and what nobody can say without the rest of the flow.

A rule that compares two messages would pass here against a stand-in. So it is reported as not checked, with the reason
(law "Relaxing shows").
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..messages import Request
from ..protocol.authentication import DEFAULT_METHOD, methods_in
from ..protocol.authorize import AuthorizationRequest
from ..protocol.basic import basic_pair
from ..protocol.client import Client
from ..protocol.metadata import ProviderMetadata
from ..protocol.redirect import AuthorizationResponse
from ..protocol.tokens import TokenRequest
from ..rules import Report
from ..rules.authorize import check_authorize_request
from ..rules.redirect import check_redirect
from ..rules.token_request import check_token_request
from ..secret import Secret, reveal
from .nowhere import NOWHERE
from .opening import guessed_metadata

UNKNOWN = "unknown"
_NOWHERE = f"{NOWHERE}/"
_NO_REGISTRATION = "how the client is registered does not stand in it"
_NO_METADATA = "what the provider offers does not stand in it: paste its discovery document too, or open it as a flow"
_NO_REQUEST = "the authorization request is not at hand: paste it together with this"
_NO_RESPONSE = "the authorization response is not at hand: paste it together with this"

_AUTHORIZE = {
    r"AUTHZ-(CLIENT-ID-MISMATCH|REDIRECT-URI-NOT-REGISTERED|PKCE-MISSING-PUBLIC)": _NO_REGISTRATION,
    r"AUTHZ-ENDPOINT-MISMATCH": _NO_METADATA,
    r"AUTHZ-(STATE|NONCE|PKCE)-REUSED": "earlier requests are not at hand",
    r"AUTHZ-PKCE-(CHALLENGE-MISMATCH|CHALLENGE-IS-VERIFIER)": "the code_verifier is not at hand, as it should be",
}
_REQUEST_OBJECT = {
    r"AUTHZ-.*MISSING.*": "it may stand in the request object (RFC 9101): paste that JWT by itself to have it taken apart",
}
_REDIRECT = {
    r"AUTHR-(STATE|ERROR-STATE|WRONG-REDIRECT|TOKEN-UNEXPECTED|PROMPT-NONE|FORM-POST|LOGIN-REQUIRED).*": _NO_REQUEST,
    r"AUTHR-(ISS-MISMATCH|ISS-MISSING|ISS-UNADVERTISED)": "which provider was asked is not known",
    r"AUTHR-CODE-SEEN": "whether the code was sent before is not known",
    r"AUTHR-CODE-IN-FRAGMENT": _NO_REQUEST,
}
_TOKEN_REQUEST = {
    r"TOKQ-(VERIFIER-(MISSING|UNEXPECTED|MISMATCH|IS-CHALLENGE)|REDIRECT-URI-MISMATCH|RESOURCE-NOT-SUBSET)": _NO_REQUEST,
    r"TOKQ-CLIENT-ID-MISMATCH|TOKQ-AUTH-MISSING|TOKQ-AUTH-WRONG-METHOD|TOKQ-SECRET-FROM-PUBLIC": _NO_REGISTRATION,
    r"TOKQ-(ENDPOINT-MISMATCH|AUTH-UNADVERTISED)": _NO_METADATA,
    r"TOKQ-(CODE-DIFFERS|CODE-REUSED|BEFORE-STATE-CHECK)|AUTHR-CODE-STALE": _NO_RESPONSE,
}
_NO_HEADERS = "status and headers are not at hand: paste the answer with them"
WITHOUT_HEADERS = {
    r"(TOKR|TOKE|DISC|JWKS)-(STATUS|CONTENT-TYPE|NO-STORE-MISSING|401-NO-CHALLENGE|429|5XX|HTTP|PROTECTED)": _NO_HEADERS,
}
_REDIRECT_URI_UNKNOWN = {"TOKQ-REDIRECT-URI-MISSING": _NO_REQUEST}


def unknown(report: Report, reasons: Mapping[str, str]) -> Report:
    """Return a report in which the rules that match one of these patterns are not checked, for the reason given."""
    patterns = [(re.compile(pattern), reason) for pattern, reason in reasons.items()]

    def said(rule: str) -> str | None:
        return next((reason for pattern, reason in patterns if pattern.fullmatch(rule)), None)

    return Report(
        finding._replace(verdict="skip", message=reason, expected=None, received=finding.received, advice="", applies=True)
        if finding.applies and (reason := said(finding.rule)) is not None
        else finding
        for finding in report.findings
    )


def judge_authorize(request: AuthorizationRequest) -> Report:
    """Judge an authorization request of which nothing else is known."""
    metadata = guessed_metadata(authorization_endpoint=request.endpoint) or ProviderMetadata(issuer=UNKNOWN)
    report = check_authorize_request(
        request, client=stand_in(request.get("client_id"), request.redirect_uri), metadata=metadata
    )
    has_object = any(name == "request" for name, _ in request.params)
    return unknown(report, {**_AUTHORIZE, **_REQUEST_OBJECT} if has_object else _AUTHORIZE)


def stand_in(client_id: str | None, redirect_uri: str | None) -> Client:
    """Return a client of which only these are known; how it proves itself is not."""
    usable = client_id if client_id and re.fullmatch(r"[\x20-\x7e]+", client_id) else UNKNOWN
    return Client(usable, redirect_uri=redirect_uri or _NOWHERE, token_endpoint_auth_method=DEFAULT_METHOD)


def judge_redirect(response: AuthorizationResponse) -> Report:
    """Judge an authorization response without the request that it answers."""
    request = AuthorizationRequest(_NOWHERE, (), response.state, None, None, None)
    return unknown(check_redirect(response, request, issuer=response.iss or UNKNOWN, promises_iss=None), _REDIRECT)


def client_of(request: Request) -> Client:
    """Return the client that a token request tells of, with the credentials that it sends."""
    pair = basic_pair(request)
    plain = {name: reveal(value) for name, value in request.form or ()}
    client_id, secret = pair if pair is not None else (plain.get("client_id"), plain.get("client_secret"))
    basic = stand_in(client_id, plain.get("redirect_uri"))
    methods = methods_in(request)
    method = methods[0] if methods else "none"
    return Client(
        basic.client_id,
        Secret(secret, "client_secret") if secret else None,
        redirect_uri=basic.redirect_uri,
        token_endpoint_auth_method=method,
    )


def judge_token_request(request: Request, meant: Mapping[str, str], now: float) -> Report:
    """Judge a token request alone; `meant` are names in it that are misspelt, with what was meant.

    Where redirect_uri is misspelt, its sender had one in the authorization request, too.
    """
    client = client_of(request)
    plain = {name: reveal(value) for name, value in request.form or ()}
    intended = next((plain[name] for name, right in meant.items() if right == "redirect_uri"), plain.get("redirect_uri"))
    params = tuple((name, value) for name, value in (("redirect_uri", intended), ("client_id", client.client_id)) if value)
    asked = AuthorizationRequest(_NOWHERE, params, None, None, None, None)
    metadata = ProviderMetadata(issuer=UNKNOWN)
    report = check_token_request(TokenRequest(request, client), asked, client=client, metadata=metadata, code=None, now=now)
    return unknown(report, _TOKEN_REQUEST if intended is not None else {**_TOKEN_REQUEST, **_REDIRECT_URI_UNKNOWN})
