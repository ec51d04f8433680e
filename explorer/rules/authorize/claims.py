"""The claims parameter: is it what it has to be, and does anybody read it? (OIDC Core 5.5)"""

from __future__ import annotations

from typing import Any

from ..registry import RuleSet
from ..rows import rows
from .subject import AuthorizeCheck

CLAIMS: RuleSet[AuthorizeCheck] = RuleSet()
of_parameter = rows(CLAIMS, spec="OIDC Core 5.5", when=lambda check: check.get("claims"), unless="there is no claims parameter")
of_claims = of_parameter.given(
    lambda check: isinstance(check.claims, dict), unless="claims is no JSON object: AUTHZ-CLAIMS-NOT-JSON judges that"
)


def _requests(check: AuthorizeCheck) -> dict[str, Any]:
    """Each single claim that is asked for, with what is said of it."""
    parts = [check.claims.get(place) for place in ("userinfo", "id_token")]
    return {name: said for part in parts if isinstance(part, dict) for name, said in part.items()}


def _is_odd(said: Any) -> bool:
    if said is None:
        return False
    if not isinstance(said, dict):
        return True
    return not isinstance(said.get("essential", False), bool) or not isinstance(said.get("values", []), list)


of_parameter(
    "AUTHZ-CLAIMS-NOT-JSON",
    "Is claims a JSON object?",
    lambda check: not isinstance(check.claims, dict),
    "claims is no JSON object.",
    advice="Write it with json.dumps(...); the link encodes it once.",
)
of_claims(
    "AUTHZ-CLAIMS-TOP-LEVEL",
    "Has claims the two members that mean something?",
    lambda check: [name for name in check.claims if name not in ("userinfo", "id_token")],
    "Without a meaning here: {}.",
    severity="warning",
    advice="Put the claims into userinfo or id_token.",
)
of_claims(
    "AUTHZ-CLAIMS-MEMBER",
    "Is every claim asked for as it has to be?",
    lambda check: [name for name, said in _requests(check).items() if _is_odd(said)],
    "Neither null nor an object with essential, value or values: {}.",
    spec="OIDC Core 5.5.1",
    advice='Write null, or {"essential": true}.',
)
of_claims(
    "AUTHZ-CLAIMS-UNSUPPORTED",
    "Does the provider know claims?",
    lambda check: check.says("claims_parameter_supported") is not True,
    "The provider does not announce that it reads claims.",
    spec="Discovery 3; OIDC Core 5.5",
    severity="warning",
    advice="It will probably be ignored.",
    when=lambda check: check.metadata.members,
    unless="there is no discovery document",
)
of_claims(
    "AUTHZ-CLAIMS-USERINFO-NO-TOKEN",
    "If UserInfo claims are asked for, does an access token come?",
    lambda check: check.get("response_type") == "id_token",
    "No access token comes, so UserInfo cannot be asked.",
    severity="warning",
    advice="Ask for the claims in id_token.",
    when=lambda check: "userinfo" in check.claims,
    unless="no UserInfo claims are asked for",
)
