"""Is the answer in the browser really the answer to our request? (RFC 6749 4.1.2 and 10.12, RFC 9207 2.4)"""

from __future__ import annotations

from ...protocol.authorize import AuthorizationRequest
from ...protocol.redirect import AuthorizationResponse
from ..registry import RuleSet
from ..report import Report
from .form import FORM
from .origin import CSRF_AND_MIX_UP_CHECKS, ORIGIN
from .signed import SIGNED
from .subject import RedirectCheck

__all__ = ["CSRF_AND_MIX_UP_CHECKS", "REDIRECT", "check_redirect"]

REDIRECT: RuleSet[RedirectCheck] = RuleSet(ORIGIN, FORM, SIGNED)


def check_redirect(
    response: AuthorizationResponse,
    request: AuthorizationRequest,
    *,
    issuer: str,
    promises_iss: bool | None,
    sent_before: bool = False,
) -> Report:
    """Tell whether an authorization response answers this request: state, iss, and the form of the answer.

    `promises_iss` is what discovery says, None without it; `sent_before` that its code was sent before.
    """
    return REDIRECT.run(RedirectCheck(response, request, issuer, promises_iss, sent_before))
