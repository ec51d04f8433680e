"""An authorization request, and what its answer in the browser is worth."""

from __future__ import annotations

from explorer.protocol.authorize import AuthorizationRequest
from explorer.protocol.redirect import parse_redirect
from explorer.rules import Report
from explorer.rules.redirect import check_redirect

ISSUER = "https://op.example"
CALLBACK = "http://127.0.0.1:8080/cb"


def asked(state: str | None = "s1", redirect_uri: str | None = CALLBACK, **params: str) -> AuthorizationRequest:
    """Return an authorize request with this state."""
    sent = {"redirect_uri": redirect_uri, "state": state, **params}
    pairs = tuple((name, value) for name, value in sent.items() if value is not None)
    return AuthorizationRequest("https://op/a", pairs, state, None, None, None)


def check(
    text: str, request: AuthorizationRequest | None = None, promises_iss: bool | None = False, sent_before: bool = False
) -> Report:
    """Check a pasted text against a request."""
    response = parse_redirect(text)
    return check_redirect(response, request or asked(), issuer=ISSUER, promises_iss=promises_iss, sent_before=sent_before)
