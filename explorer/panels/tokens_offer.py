"""What can be asked for in step 5: a button that could only fail is off, and says beforehand what it lacks; and what came of it."""

from __future__ import annotations

from ..flow import Flow
from ..protocol.flow_table import EXCHANGES
from .parts import said

ENDPOINTS = {
    "Ask UserInfo": "userinfo_endpoint",
    "Introspect": "introspection_endpoint",
    "Revoke": "revocation_endpoint",
    "Logout link": "end_session_endpoint",
}
_JUDGED = {"Ask UserInfo": "userinfo", "Refresh": "refresh", "Introspect": "introspection"}
NO_REFRESH_TOKEN = "no refresh token came. Ask for the scope `offline_access`; some providers want `prompt=consent` as well"


def lacking(flow: Flow) -> dict[str, str]:
    """Return the buttons that have nothing to ask for, each with the reason, by what stands on them."""
    metadata = flow.provider_metadata
    found = {
        label: f"the provider names no `{name}` that can be used"
        for label, name in ENDPOINTS.items()
        if getattr(metadata, name, None) is None
    }
    if flow.access_token is None:
        found["Ask UserInfo"] = "no access token came"
    if flow.refresh_token is None:
        found["Refresh"] = NO_REFRESH_TOKEN
    return found


def how_to_see(flow: Flow, kind: str) -> str:
    """Return how this client sees what a token is worth: a public one may not introspect at most providers (RFC 7662 2.1)."""
    use = "Refresh" if kind == "refresh_token" else "Ask UserInfo"
    return use if flow.client.is_public or "Introspect" in lacking(flow) else f"Introspect it, or {use[0].lower()}{use[1:]}"


def worth(kind: str, active: object) -> str:
    """Return what introspection says of the token of this kind, in a sentence; empty where it does not say."""
    if active is True:
        return said(f"The {kind} is good: the provider says `active: true` of it.", "good")
    if active is False:  # no fault: whoever gave a token back wanted just this
        return said(f"The {kind} is good for nothing any more: the provider says `active: false` of it.", "open")
    return ""


def refused_last(flow: Flow) -> str:
    """Return which button was answered with a refusal last, in a sentence; empty where none was, or it was the exchange."""
    exchanges = flow.run.exchanges
    response, step = (exchanges[-1]["response"], exchanges[-1]["step"]) if exchanges else (None, "")
    if not response or response["status"] < 400 or step not in EXCHANGES or not EXCHANGES[step].afterwards:
        return ""
    label = next((button for button, about in _JUDGED.items() if about == step), step.capitalize())
    return f"But “{label}” was refused since, with status {response['status']}."


def told_of(flow: Flow, label: str) -> str:
    """Return what was answered to the button with this label, in a sentence to be said aloud."""
    response = flow.run.exchanges[-1]["response"]
    status = response["status"] if response else "nothing"
    report = flow.reported(_JUDGED[label]) if label in _JUDGED else None
    judged = f" {report.tally.words}." if report is not None and report.tally.checks else ""
    return f"{label}: the provider answered {status}.{judged}"
