"""Is the authorize request right before the browser opens it? (OIDC Core 3.1.2.1, RFC 6749 4.1.1, RFC 7636 4.3, RFC 9700 2.1)"""

from __future__ import annotations

from collections.abc import Iterable

from ...protocol.authorize import AuthorizationRequest
from ...protocol.client import Client
from ...protocol.metadata import ProviderMetadata
from ..registry import RuleSet
from ..report import Report
from .basics import BASICS
from .claims import CLAIMS
from .link import LINK
from .objects import OBJECTS
from .options import OPTIONS
from .pkce import PKCE
from .randomness import RANDOMNESS
from .redirect_uri import REDIRECT_URI
from .subject import AuthorizeCheck

__all__ = ["AUTHORIZE", "check_authorize_request"]

AUTHORIZE: RuleSet[AuthorizeCheck] = RuleSet(LINK, BASICS, REDIRECT_URI, RANDOMNESS, PKCE, OPTIONS, CLAIMS, OBJECTS)


def check_authorize_request(
    request: AuthorizationRequest, *, client: Client, metadata: ProviderMetadata, used: Iterable[str] = ()
) -> Report:
    """Tell whether an authorize request fits the standards, the client and the provider.

    `used` are the values of state, nonce and code_challenge in earlier requests: each may be used once.
    """
    return AUTHORIZE.run(AuthorizeCheck(request, client, metadata, frozenset(used)))
