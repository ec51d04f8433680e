"""Is the answer of the token endpoint what the standards ask for? (RFC 6749 5.1, OIDC Core 3.1.3.3)"""

from __future__ import annotations

from ...protocol.tokens import TokenResponse
from ..registry import RuleSet
from ..report import Report
from .answer import ANSWER
from .subject import TokenResponseCheck
from .terms import TERMS

__all__ = ["TOKEN_RESPONSE", "check_token_response"]

TOKEN_RESPONSE: RuleSet[TokenResponseCheck] = RuleSet(ANSWER, TERMS)


def check_token_response(tokens: TokenResponse, requested_scope: str) -> Report:
    """Tell whether a token response has the form that the standards ask for."""
    return TOKEN_RESPONSE.run(TokenResponseCheck(tokens, requested_scope))
