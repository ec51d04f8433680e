"""The login behind the provider: a broker passes people on to another identity provider (SAML, another OpenID provider)."""

from __future__ import annotations

from ..case import Case
from ..cause import AUTHORIZE, Signs, cause
from ..signs import READS, Sign


@cause(
    "login-behind-failed",
    legs=AUTHORIZE,
    topic="federation",
    spec="OIDC Core 3.1.2.3",
    advice="This client's request is not the matter. Whoever runs the provider compares its connection with what the identity provider behind "
    "it has: the certificate or keys, the entity id or client_id, the addresses, and both clocks.",
)
def login_behind(case: Case) -> Signs:
    """The login behind the provider failed: it passes people on to another identity provider, and did not accept what came from there."""
    if case.symptom.kind == "refused" and case.may_be_meant("resource-unknown") and not case.asked_for_api:
        yield Sign(
            READS,
            "An audience is minded, and the link names none: it may be that of what came from the login behind the provider.",
        )
