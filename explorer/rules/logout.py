"""Is the logout link one that the provider can heed, and bring us back from? (RP-Initiated Logout 1.0, 2 and 3)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .registry import RuleSet
from .report import Report
from .rows import rows
from .shapes import audiences, is_plain_http


@dataclass(frozen=True)
class LogoutCheck:
    """A logout request; `hint` are the claims of the ID token in it, None where there is none."""

    endpoint: str
    hint: Mapping[str, Any] | None
    client_id: str | None
    post_logout_redirect_uri: str | None
    state: str | None


LOGOUT: RuleSet[LogoutCheck] = RuleSet()
row = rows(LOGOUT, spec="RP-Initiated Logout 2, 3")
of_way_back = row.given(lambda check: check.post_logout_redirect_uri, unless="there is no post_logout_redirect_uri")

row(
    "LOGOUT-ENDPOINT-HTTP",
    "Does the logout link lead to https, or to this machine?",
    lambda check: is_plain_http(check.endpoint) and check.endpoint,
    "end_session_endpoint is plain http.",
    spec="RP-Initiated Logout 2.1",
    advice="The ID token in the link would travel readable: use https.",
    expected="https://...",
)
row(
    "LOGOUT-NO-HINT",
    "Does the logout link say whose session ends?",
    lambda check: check.hint is None,
    "There is no id_token_hint.",
    severity="warning",
    advice="Send the ID token; without it the user is asked, and may not be sent back.",
    expected="id_token_hint",
)
row.given(lambda check: check.hint is not None, unless="no ID token is sent")(
    "LOGOUT-CLIENT-MISMATCH",
    "Is the ID token one of this client?",
    lambda check: check.client_id not in audiences((check.hint or {}).get("aud")),
    "The client_id is not the audience of the ID token.",
    spec="RP-Initiated Logout 2",
    advice="Send an ID token that was made for this client.",
    when=lambda check: check.client_id is not None,
    unless="no client_id is sent",
)
of_way_back(
    "LOGOUT-REDIRECT-NO-CLIENT",
    "Can the provider know whose address it is to go back to?",
    lambda check: check.hint is None and check.client_id is None,
    "There is a post_logout_redirect_uri, and neither id_token_hint nor client_id.",
    advice="Add one of them: the provider must not go there otherwise.",
)
of_way_back(
    "LOGOUT-REDIRECT-HTTP",
    "Does the way back lead to https, or to this machine?",
    lambda check: is_plain_http(check.post_logout_redirect_uri),
    "post_logout_redirect_uri is plain http.",
    spec="RP-Initiated Logout 2, 3.1",
    severity="warning",
    advice="Use https.",
)
row(
    "LOGOUT-STATE-WITHOUT-REDIRECT",
    "If there is a state, can it come back?",
    lambda check: check.post_logout_redirect_uri is None,
    "state has no effect without post_logout_redirect_uri.",
    spec="RP-Initiated Logout 2",
    severity="info",
    advice="Leave it out, or say where to return.",
    when=lambda check: check.state is not None,
    unless="there is no state",
)


def check_logout(
    endpoint: str,
    *,
    hint: Mapping[str, Any] | None,
    client_id: str | None,
    post_logout_redirect_uri: str | None = None,
    state: str | None = None,
) -> Report:
    """Tell whether a logout request can be heeded; `hint` are the claims of the ID token in it."""
    return LOGOUT.run(LogoutCheck(endpoint, hint, client_id, post_logout_redirect_uri, state))
