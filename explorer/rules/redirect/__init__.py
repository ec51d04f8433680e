"""Is the answer in the browser really the answer to our request? (RFC 6749 4.1.2 and 10.12, RFC 9207 2.4)"""

from __future__ import annotations

from ...protocol.authorize import AuthorizationRequest
from ...protocol.provider_start import Recognised
from ...protocol.redirect import AuthorizationResponse
from ..registry import RuleSet
from ..report import Report
from .form import FORM
from .origin import CSRF_AND_MIX_UP_CHECKS, ORIGIN
from .provider import PROVIDER
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
    recognised: Recognised | None = None,
) -> Report:
    """Tell whether an authorization response answers this request: state, iss, and the form of the answer.

    `promises_iss` is what discovery says, None without it; `sent_before` that its code was sent before;
    `recognised` who answers at the provider's address now, where that was asked.
    """
    check = RedirectCheck(response, request, issuer, promises_iss, sent_before, recognised)
    report = REDIRECT.run(check)
    return report if recognised is None else Report((*PROVIDER.run(check).findings, *report.findings))
