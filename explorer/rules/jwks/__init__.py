"""Can the provider's public keys be used, and are they only public? (RFC 7517, RFC 7518 6, OIDC Core 10.1)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...messages import Response
from ..registry import RuleSet
from ..report import Report
from .documents import DOCUMENT
from .keys import KEYS
from .subject import JwksCheck

__all__ = ["JWKS", "check_jwks"]

JWKS: RuleSet[JwksCheck] = RuleSet(DOCUMENT, KEYS)


def check_jwks(
    document: Any,
    *,
    uri: str | None = None,
    response: Response | None = None,
    metadata: Mapping[str, Any] | None = None,
    unreachable: str = "",
) -> Report:
    """Tell whether a key set can be used: `document` is the parsed JSON, None where there is none.

    `uri` is its address and `response` the answer that brought it; both None for keys given by hand. `metadata` is the
    discovery document, which says what the keys are for; `unreachable` the reason where no answer came.
    """
    return JWKS.run(JwksCheck(document, uri, response, metadata or {}, unreachable))
