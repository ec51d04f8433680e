"""Is the token request right before it is sent? (RFC 6749 4.1.3 and 2.3, RFC 7636 4.5, OIDC Core 3.1.3 and 9)"""

from __future__ import annotations

from collections.abc import Iterable

from ...protocol.authorize import AuthorizationRequest
from ...protocol.client import Client
from ...protocol.metadata import ProviderMetadata
from ...protocol.tokens import TokenRequest
from ...secret import Secret
from ..registry import RuleSet
from ..report import Report
from .assertion import ASSERTION
from .authentication import AUTHENTICATION
from .form import FORM
from .grant import GRANT
from .subject import TokenRequestCheck

__all__ = ["TOKEN_REQUEST", "check_token_request"]

TOKEN_REQUEST: RuleSet[TokenRequestCheck] = RuleSet(FORM, GRANT, AUTHENTICATION, ASSERTION)


def check_token_request(
    sent: TokenRequest,
    request: AuthorizationRequest,
    *,
    client: Client,
    metadata: ProviderMetadata,
    code: Secret | None,
    now: float,
    code_age: float = 0.0,
    sent_before: bool = False,
    failed_guards: Iterable[str] = (),
) -> Report:
    """Tell whether a token request fits the authorize request, the answer to it, the client and the provider.

    `code` is the one that came, `code_age` seconds since then, `sent_before` that it was used already, `failed_guards`
    the checks of the redirect that failed.
    """
    check = TokenRequestCheck(sent, request, client, metadata, code, now, code_age, sent_before, tuple(failed_guards))
    return TOKEN_REQUEST.run(check)
